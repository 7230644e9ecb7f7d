"""Villagers and departments: an answer told once the secretary says so, a name given only by its owner."""

from collections.abc import Callable
from typing import Any

from handlers.acts.asking import put_ask
from handlers.acts.linkage import short, tell_reporters
from handlers.acts.requests import liaison_of, thing_of
from handlers.acts.timing import start_clock
from handlers.acts.told import reports
from handlers.case import Case, case_of
from handlers.issues.overview import day_of
from handlers.issues.reporters import ASKING, AskForName, GiveName, TellVillage
from handlers.memory import ById, OpenAsks
from handlers.messages import Line, Say, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import TalkState
from handlers.village.clocks import ClockKind
from handlers.village.issue import Request, RequestState
from handlers.village.people import Person
from handlers.village.rights import Actor, Granted, Thing, may
from handlers.village.roles import Action, ThingKind


def asked_by_village(scene: Scene, request: str) -> tuple[Request, Case] | None:
    found = scene.desk.get(Request, request)
    case = case_of(scene, found.issue) if found else None
    if found is None or case is None or not case.may(Action.REQUEST_DEPARTMENT):
        scene.desk.answer(Line("held.not_yours"))
        return None
    return found, case


def tell_village(command: TellVillage, scene: Scene) -> None:
    """In plain words, to those who reported it; before the secretary's yes nobody hears it."""
    asked = asked_by_village(scene, command.request)
    if asked is None:
        return
    found, case = asked
    if found.state is not RequestState.ANSWERED:
        scene.desk.answer(Line("kit.closed"))
    elif not command.tell:
        scene.desk.answer(Line("department_said.kept"))
    else:
        count = tell_reporters(case, news(case, found))
        start_clock(scene, ClockKind.PROGRESS, case.issue.id)
        scene.desk.note(scene.actor, "answer_told", found.id, str(count))
        scene.desk.answer(line("department_said.told", count=str(count)))


def news(case: Case, request: Request) -> Line:
    words = clip(request.words or request.basis, 24)
    if request.can:
        return line("linkage.news_can", title=short(case), department=request.department, day=day_of(request, case), words=words)
    return line("linkage.news_cannot", title=short(case), department=request.department, words=words)


def ask_for_name(command: AskForName, scene: Scene) -> None:
    """Every reporter is asked alone, and only about this one department (PIPL Art. 23: recipient, purpose and kind of data)."""
    asked = asked_by_village(scene, command.request)
    if asked is None:
        return
    found, case = asked
    people = {concern.person: concern.id for concern in reports(case) if concern.person}
    scene.desk.need(*(OpenAsks(person) for person in people), *(ById(TalkState, f"p:{person}") for person in people))
    asked_now = {person: concern for person, concern in people.items() if not still_asked(scene, person, found)}
    for person, concern in asked_now.items():
        lines = (line("name_to.why", title=short(case)), line("name_to.department", department=found.department))
        say = Say(f"person:{person}", lines, about=concern)
        args = {"request": found.id, "concern": concern, "department": found.department}
        scene.desk.say(put_ask(scene, say, person, "name_to", "name_to.department", args, ("yes", "no")))
    scene.desk.note(scene.actor, "name_asked", found.id, str(len(asked_now)))
    scene.desk.answer(line("name_to.asked", count=str(len(asked_now))))


def still_asked(scene: Scene, person: str, request: Request) -> bool:
    """The same question is open already: nobody is pressed for a name."""
    asks = scene.desk.find(OpenAsks(person))
    return any(ask.script == "name_to" and ask.args.get("request") == request.id and ask.expires_at > scene.now for ask in asks)


def give_name(command: GiveName, scene: Scene) -> None:
    """One name, to one department, in one message; it stands in no file. A no is told to nobody."""
    concern, found = scene.concern(command.concern), scene.desk.get(Request, command.request)
    case = case_of(scene, found.issue) if found else None
    if concern is None or found is None or case is None or concern.author != scene.key or concern.issue != found.issue:
        scene.desk.answer(Line("held.not_yours"))
        return
    liaison = liaison_of(case, found)
    if found.department != command.department or found.state not in ASKING or liaison is None:
        scene.desk.answer(Line("kit.closed"))
        return
    scene.desk.note(scene.actor, "name_given" if command.yes else "name_kept", found.id)
    if not command.yes:
        scene.desk.answer(Line("name_to.kept"))
    elif scene.person is not None and may_know(scene, case, found, liaison, scene.person):
        words = line("name_to.told", title=short(case), name=scene.person.name)
        scene.desk.say(Say(f"person:{liaison.id}", (words,), about=case.issue.id))
        scene.desk.answer(line("name_to.given", department=found.department))


def may_know(scene: Scene, case: Case, request: Request, liaison: Person, owner: Person) -> bool:
    """Rights are asked for the one who will read it: a liaison sees who it is only with the separate yes."""
    place = thing_of(case, request)
    thing = Thing(ThingKind.CONCERN, place.village, place.township, department=request.department, owner=owner.id, consented=True)
    reader = Actor(liaison.id, scene.desk.hats(liaison.id), proved=True)
    return isinstance(may(reader, Action.SEE_IDENTITY, thing), Granted)


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {TellVillage: tell_village, AskForName: ask_for_name, GiveName: give_name}
