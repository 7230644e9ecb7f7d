"""The poll of the first gate: one question a person and telephone, one answer a person, counted by households."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from handlers.acts.asking import put_ask
from handlers.acts.pre_meeting import refuse
from handlers.acts.setting import opened
from handlers.case import Case
from handlers.issues.phones import lent_by, mobile
from handlers.issues.polling import ANSWERS, POLLED, AnswerPoll, AskPoll, counted, untellable
from handlers.issues.quoting import keep_back
from handlers.memory import Address, AddressesIn, Ask, ById, OpenAsks
from handlers.messages import Line, Say, line
from handlers.scene import Scene
from handlers.talk import TalkState
from handlers.village.evidence import scope_of
from handlers.village.issue import Backing, Issue, Opinion
from handlers.village.matter import Stage
from handlers.village.people import Person
from handlers.village.road import Held
from handlers.village.roles import Action

ADULT = 18


def ask_poll(command: AskPoll, scene: Scene) -> None:
    """Asks whoever has not answered and is not being asked; told again, it reaches the others only."""
    case = opened(scene, command.issue, Action.CALL_OPINIONS, Stage.SET, Stage.READY)
    if case is None:
        return
    if shut := untellable(case):
        refuse(scene, case, Held("held.shut", shut))
        return
    people = list(reachable(case))
    scene.desk.need(*(OpenAsks(p.id) for p in people), *(ById(TalkState, f"p:{p.id}") for p in people))
    asked = [person for person in people if not waits(scene, person, command.issue)]
    staff = scene.desk.staff(case.issue.village)
    words = line("polling.asked", village=staff.unit.name if staff else "", title=case.issue.title)
    for person in asked:
        say = Say(f"person:{person.id}", (words,), about=command.issue)
        args = {"issue": command.issue, "person": person.id, "comment": ""}
        scene.desk.say(put_ask(scene, say, person.id, "poll", "poll.ours", args, ("yes", "no", "unsure")))
    scene.desk.note(scene.actor, "poll", command.issue, str(len(asked)))
    scene.desk.answer(line("polling.sent", people=str(len(asked))), *counted(case))


def reachable(case: Case) -> Iterator[Person]:
    """Grown residents in scope whom a message can reach and who have not said yes or no; a shared telephone is asked once."""
    scope, scene = scope_of(case.issue, case.ground), case.scene
    answered = {o.person for o in case.file.opinions if o.ours is not None}
    known: tuple[Address, ...] = scene.desk.find(AddressesIn(case.issue.village))
    silent = {key for address in known if address.opted_out for key in address.persons}
    chatting = {key for address in known if address.trusted for key in address.persons}
    phones = set[str]()
    for person in case.persons:
        if person.household not in scope or person.id in answered or person.id in silent or not grown(person, scene.now.year):
            continue
        shared = person.phone is not None and person.phone in phones
        if not shared and (mobile(person.phone) or person.id in chatting):
            phones.add(person.phone or "")
            yield person


def grown(person: Person, year: int) -> bool:
    return person.born is None or year - person.born >= ADULT


def waits(scene: Scene, person: Person, issue: str) -> bool:
    """Is this very question still open on the person's telephone?"""
    asks: tuple[Ask, ...] = scene.desk.find(OpenAsks(person.id))
    return any(ask.script == "poll" and ask.args.get("issue") == issue and ask.expires_at > scene.now for ask in asks)


def answer_poll(command: AnswerPoll, scene: Scene) -> None:
    """The last word of a person counts, over all channels. What else they said about the issue stays."""
    issue = scene.desk.get(Issue, command.issue)
    person = speaker(scene, command.person)
    if person is None or issue is None or person.village != issue.village or issue.stage not in POLLED:
        scene.desk.answer(Line("kit.closed"))
        return
    before = scene.desk.get(Opinion, f"{issue.id}:{person.id}")
    lent = lent_by(scene, issue.village, person)
    if lent is not None and before is not None and before.counted:
        scene.desk.answer(line("visit.own_stands", name=person.name))
        return
    scene.desk.put(answered(scene, command, person, before, lent))
    scene.desk.note(scene.actor, "poll_answer", issue.id, next(pick.token for pick in ANSWERS if pick.value is command.ours))
    scene.desk.answer(Line("polling.thanks" if lent is None else "polling.pending"))


def answered(scene: Scene, command: AnswerPoll, person: Person, before: Opinion | None, lent: str | None) -> Opinion:
    """Beside what was said before. On a phone that is not the household's own it counts for nothing yet."""
    said, kept_back = keep_back(command.words)
    if before is None:
        key, backing = f"{command.issue}:{person.id}", Backing.OWN if lent is None else Backing.PENDING
        before = Opinion(key, command.issue, person.household or "", person.id, scene.now, "", recorder=lent or None, backing=backing)
    elif lent is None and before.stance is None:  # an answer that a lent phone had given for them is their own now
        before = replace(before, backing=Backing.OWN, recorder=None, words=before.words if before.counted else "")
    words, withheld = said or before.words, before.withheld or kept_back
    return replace(before, at=scene.now, channel=scene.heard.channel.value, ours=command.ours, words=words, withheld=withheld)


def speaker(scene: Scene, asked: str) -> Person | None:
    """The one a family's telephone was asked for, else whoever speaks; on a phone that is proved to be theirs."""
    if not scene.address.trusted:
        return None
    return scene.desk.get(Person, asked) if asked in scene.address.persons else scene.person


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {AskPoll: ask_poll, AnswerPoll: answer_poll}
