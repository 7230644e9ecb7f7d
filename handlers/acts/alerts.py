"""Danger: numbers first, then the duty tree of its kind. The alert holds kind, place and call-back, never the words."""

from dataclasses import replace
from datetime import timedelta

from handlers.acts.asking import put_ask
from handlers.acts.concerns import later, new_concern, stand_on_list
from handlers.acts.sealing import emptied, put_away
from handlers.commands import CalmAlert, RaiseAlert, TakeAlert, TellPlace
from handlers.memory import ById, OpenAsks
from handlers.messages import Line, Say, SayKind, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import TalkState
from handlers.village.duty import DangerKind, minutes_until, rounds
from handlers.village.matter import Alert, AlertState, Concern, Stage
from handlers.village.people import VILLAGE_CADRES, Person, surname
from nlp.reading import Accusation

NOBODY_MINUTES = 10  # after so long without anybody the bot says so


def raise_alert(command: RaiseAlert, scene: Scene) -> None:
    """The first answer has the numbers; the words are kept as an emergency, the duty persons called."""
    reading, household = command.reading, scene.household
    concern = replace(new_concern(scene, command.text, reading), stage=Stage.EMERGENCY, urgency=2)
    accused = reading.accusation in (Accusation.ACCUSED, Accusation.UNSURE)
    if accused:
        # the words go into the vault; it rings all the same, without anybody of the village's offices
        put_away(scene, command.text, reading.accusation is Accusation.UNSURE)
        concern = emptied(concern)
    scene.desk.put(concern)
    alert = Alert(
        scene.fresh.id("alert"),
        concern.id,
        scene.where,
        command.kind,
        scene.now,
        village=scene.village,
        grid=household.grid if household else None,
        household=household.id if household else None,
        place=reading.place,
        call_back=call_back(scene),
        sealed=accused,
    )
    scene.desk.put(replace(scene.talk, open=None, last=(concern.id, scene.now.timestamp())))
    scene.desk.answer(Line(f"danger.{command.kind}"), Line("danger.no_alarm_line"))
    ring(scene, alert)
    for step in range(1, len(tree(scene, alert))):
        later(scene, "alert_step", f"{alert.id}:{step}", timedelta(minutes=minutes_until(step)))
    later(scene, "alert_nobody", alert.id, timedelta(minutes=NOBODY_MINUTES))
    scene.desk.note(scene.actor, "raise_alert", alert.id, command.kind)
    scene.desk.next = ("danger", {"alert": alert.id})


def call_back(scene: Scene) -> str:
    """How the person can be reached: the number in the roster, or the number the SMS came from."""
    person = scene.person
    if person is not None and person.phone:
        return person.phone.removeprefix("+86")
    return scene.heard.sender.removeprefix("+86") if scene.heard.channel == "sms" else ""


def kin(scene: Scene, alert: Alert) -> frozenset[str]:
    """Who must not hear of it: office holders of the household it happens in; the village's own where one may be accused."""
    staff = scene.desk.staff(alert.village)
    if staff is None:
        return frozenset()
    home = {p.id for people in staff.holders.values() for p in people if alert.household and p.household == alert.household}
    own = {p.id for office in VILLAGE_CADRES for p in staff.holders.get(office, ())} if alert.sealed else set()
    return frozenset(home | own)


def tree(scene: Scene, alert: Alert) -> tuple[tuple[Person, ...], ...]:
    """Who is called, step by step, for this kind of danger in this place."""
    staff = scene.desk.staff(alert.village)
    return tuple(rounds(DangerKind(alert.kind), staff, alert.grid, kin(scene, alert))) if staff else ()


def rung(scene: Scene, alert: Alert) -> list[Person]:
    """Everybody who has been called so far."""
    return [person for step in tree(scene, alert)[: alert.step] for person in step]


def ring(scene: Scene, alert: Alert) -> None:
    """Calls the next step of the duty tree."""
    steps = tree(scene, alert)
    people = steps[alert.step] if alert.step < len(steps) else ()
    look_ahead(scene, people)
    for person in people:
        scene.desk.say(summons(scene, alert, person))
    scene.desk.put(replace(alert, step=alert.step + 1))


def look_ahead(scene: Scene, people: tuple[Person, ...]) -> None:
    """Everything the summons will ask for, in two look-ups: in an emergency nobody waits for fifty."""
    scene.desk.need(*(OpenAsks(person.id) for person in people), *(ById(TalkState, f"p:{person.id}") for person in people))
    asks = [ask for person in people for ask in scene.desk.find(OpenAsks(person.id)) if ask.script == "alert"]
    scene.desk.need(*(ById(Alert, ask.args.get("alert", "")) for ask in asks))


def close_settled(scene: Scene, person: Person) -> None:
    """The digits of an alert that is over must not answer, out of habit, the one that rings now."""
    for ask in scene.desk.find(OpenAsks(person.id)):
        if ask.script == "alert" and ask.answered_at is None:
            other = scene.desk.get(Alert, ask.args.get("alert", ""))
            if other is not None and other.state in (AlertState.CONFIRMED, AlertState.NOT_URGENT):
                scene.desk.put(replace(ask, answered_at=scene.now))


def summons(scene: Scene, alert: Alert, person: Person) -> Say:
    close_settled(scene, person)
    words = line(
        "alert.summons",
        kind=Line(f"danger_kind.{alert.kind}"),
        place=alert.place or Line("alert.place_unknown"),
        phone=alert.call_back or Line("alert.no_phone"),
    )
    say = Say(f"person:{person.id}", (words,), kind=SayKind.ALERT, about=alert.concern)
    return put_ask(scene, say, person.id, "alert", "alert.take", {"alert": alert.id}, ("taking", "calm"), lasts=timedelta(hours=12))


def tell_place(command: TellPlace, scene: Scene) -> None:
    """More about the place reaches whoever was called."""
    alert = scene.desk.get(Alert, command.alert)
    if alert is None:
        return
    placed = replace(alert, place=clip(command.place, 40))
    scene.desk.put(placed)
    concern = scene.desk.get(Concern, alert.concern or "")
    if concern is not None:
        scene.desk.put(replace(concern, place=placed.place, text=f"{concern.text}\n{command.place}"[:2000]))
    for person in rung(scene, alert):
        words = line("alert.place_now", kind=Line(f"danger_kind.{alert.kind}"), place=placed.place or "—")
        scene.desk.say(Say(f"person:{person.id}", (words,), kind=SayKind.ALERT, about=alert.concern))
    scene.desk.answer(Line("danger.place_told"))


def calm(command: CalmAlert, scene: Scene) -> None:
    """Not urgent after all, says the one who raised it: the callers hear it, the matter goes on as an ordinary one."""
    alert = scene.desk.get(Alert, command.alert)
    concern = scene.desk.get(Concern, alert.concern or "") if alert else None
    private = concern is not None and "private" in concern.flags
    if alert is not None and alert.state is AlertState.RINGING:
        settle(scene, alert, AlertState.NOT_URGENT)
        for person in rung(scene, alert):
            words = line("alert.calmed", kind=Line(f"danger_kind.{alert.kind}"))
            scene.desk.say(Say(f"person:{person.id}", (words,), kind=SayKind.ALERT, about=alert.concern))
    scene.desk.answer(Line("danger.calmed_private" if private else "danger.calmed"))


def take(command: TakeAlert, scene: Scene) -> None:
    """The duty person's one digit; the one who raised it hears who comes."""
    alert, person = scene.desk.get(Alert, command.alert), scene.person
    if alert is None or person is None:
        scene.desk.answer(Line("kit.closed"))
        return
    if alert.state not in (AlertState.RINGING, AlertState.UNANSWERED):
        scene.desk.answer(Line("alert.already"))
        return
    settle(scene, replace(alert, confirmed_by=person.id), AlertState.CONFIRMED if command.urgent else AlertState.NOT_URGENT)
    if command.urgent:
        scene.desk.answer(
            line("alert.go", phone=alert.call_back or Line("alert.no_phone"), place=alert.place or Line("alert.place_unknown"))
        )
        words = line("danger.taken", who=line("role.person", surname=surname(person.name)))
    else:
        scene.desk.answer(Line("alert.noted_calm"))
        words = Line("danger.seen_calm")
    scene.desk.say(Say(f"address:{alert.address}", (words,), kind=SayKind.ALERT, about=alert.concern))


def settle(scene: Scene, alert: Alert, state: AlertState) -> None:
    scene.desk.put(replace(alert, state=state))
    scene.desk.note(scene.actor, f"alert_{state}", alert.id)
    concern = scene.desk.get(Concern, alert.concern or "")
    if concern is not None and state is AlertState.NOT_URGENT and "private" not in concern.flags:
        stand_on_list(scene, concern)
