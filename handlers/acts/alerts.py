"""Danger: numbers first, then the duty tree of its kind. The alert holds kind, place and call-back, never the words."""

from dataclasses import replace
from datetime import timedelta

from handlers.acts.asking import put_ask
from handlers.acts.concerns import later, new_concern, stand_on_list
from handlers.acts.sealing import put_away
from handlers.commands import CalmAlert, RaiseAlert, TakeAlert, TellPlace
from handlers.memory import ById, OpenAsks
from handlers.messages import Line, Say, SayKind, line
from handlers.named import may_be_meant, place_alone
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import TalkState
from handlers.village.duty import DangerKind, minutes_until, rounds
from handlers.village.matter import Alert, AlertState, Concern, Stage
from handlers.village.people import VILLAGE_CADRES, Person, surname
from nlp.reading import Accusation

OVER = (AlertState.CONFIRMED, AlertState.NOT_URGENT)
NOBODY_MINUTES = 10  # after so long without anybody the bot says so


def raise_alert(command: RaiseAlert, scene: Scene) -> None:
    """The first answer has the numbers; the words are kept as an emergency, the duty persons called."""
    reading, household = command.reading, scene.household
    concern: Concern | None = replace(new_concern(scene, command.text, reading), stage=Stage.EMERGENCY, urgency=2)
    accused = reading.accusation in (Accusation.ACCUSED, Accusation.UNSURE)
    key = scene.fresh.id("alert")
    place, barred = reading.place, frozenset[str]()
    if accused:
        # the words go into the vault; it rings all the same, without anybody of the village's offices or anybody they may mean
        case = put_away(scene, command.text, reading.accusation is Accusation.UNSURE)
        place = place_alone(scene, command.text, scene.village)
        meant = may_be_meant(scene, command.text, scene.village) | named_around(scene, case.named)
        meant |= at_home(scene, scene.village, household.id if household else None)
        barred = frozenset(bar(scene, key, person) for person in meant)
        concern = None  # no ordinary row, not even an empty one, stands between the alert and whoever raised it
    if concern is not None:
        scene.desk.put(concern)
    alert = Alert(
        key,
        concern.id if concern else None,
        scene.where,
        command.kind,
        scene.now,
        village=scene.village,
        grid=household.grid if household else None,
        household=household.id if household else None,
        place=place,
        call_back=call_back(scene),
        sealed=accused,
        barred=barred,
    )
    scene.desk.put(replace(scene.talk, open=None, last=(concern.id, scene.now.timestamp()) if concern else None))
    scene.desk.answer(Line(f"danger.{command.kind}"), Line("danger.no_alarm_line"))
    ring(scene, alert)
    for step in range(1, len(tree(scene, alert))):
        later(scene, "alert_step", f"{alert.id}:{step}", timedelta(minutes=minutes_until(step)))
    later(scene, "alert_nobody", alert.id, timedelta(minutes=NOBODY_MINUTES))
    scene.desk.note(raiser(scene, alert), "raise_alert", alert.id, command.kind)
    scene.desk.next = ("danger", {"alert": alert.id})


def raiser(scene: Scene, alert: Alert) -> str:
    """Who stands in the chain for whoever raised it: of a sealed one nobody."""
    return "clock" if alert.sealed else scene.actor


def call_back(scene: Scene) -> str:
    """How the person can be reached: the number in the roster, or the number the SMS came from."""
    person = scene.person
    if person is not None and person.phone:
        return person.phone.removeprefix("+86")
    return scene.heard.sender.removeprefix("+86") if scene.heard.channel == "sms" else ""


def bar(scene: Scene, alert: str, person: str) -> str:
    """Somebody never called for this alert: a digest of its own, so that nothing joins it to the sealed case."""
    return scene.mark(f"{alert}|{person}")


def named_around(scene: Scene, named: frozenset[str]) -> frozenset[str]:
    """Who of the offices around the village a case is brought against, or lives with them."""
    staff = scene.desk.staff(scene.village)
    people = {p for found in staff.holders.values() for p in found} if staff else set[Person]()
    return frozenset(p.id for p in people if {scene.mark(key) for key in (p.id, p.household) if key} & named)


def kin(scene: Scene, alert: Alert) -> frozenset[str]:
    """Who must not hear of it: office holders of the household it happens in; where a cadre may be accused, the village's own
    and anybody the words may mean.
    """
    staff = scene.desk.staff(alert.village)
    if staff is None:
        return frozenset()
    home = at_home(scene, alert.village, alert.household)
    if not alert.sealed:
        return home
    own = {p.id for office in VILLAGE_CADRES for p in staff.holders.get(office, ())}
    named = {p.id for people in staff.holders.values() for p in people if bar(scene, alert.id, p.id) in alert.barred}
    return frozenset(home | own | named)


def at_home(scene: Scene, village: str | None, household: str | None) -> frozenset[str]:
    """Who of the offices lives where it happens."""
    staff = scene.desk.staff(village)
    holders = staff.holders.values() if staff and household else ()
    return frozenset(p.id for people in holders for p in people if p.household == household)


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
            if other is not None and other.state in OVER:
                scene.desk.put(replace(ask, answered_at=scene.now))


def summons(scene: Scene, alert: Alert, person: Person) -> Say:
    close_settled(scene, person)
    words = line(
        "alert.summons",
        kind=Line(f"danger_kind.{alert.kind}"),
        place=alert.place or Line("alert.place_unknown"),
        phone=alert.call_back or Line("alert.no_phone"),
    )
    # of a sealed one the number to call back is kept under the vault's key: it would tell who accused
    say = Say(f"person:{person.id}", (words,), kind=SayKind.ALERT, about=alert.concern, secret=alert.sealed)
    return put_ask(scene, say, person.id, "alert", "alert.take", {"alert": alert.id}, ("taking", "calm"), lasts=timedelta(hours=12))


def tell_place(command: TellPlace, scene: Scene) -> None:
    """More about the place reaches whoever was called."""
    alert = scene.desk.get(Alert, command.alert)
    if alert is None:
        return
    placed = replace(alert, place=clip(command.place, 40))
    scene.desk.hidden |= alert.sealed
    if not (alert.sealed and alert.state in OVER):
        scene.desk.put(placed)
    concern = scene.desk.get(Concern, alert.concern or "")
    if concern is not None and not alert.sealed:
        scene.desk.put(replace(concern, place=placed.place, text=f"{concern.text}\n{command.place}"[:2000]))
    for person in rung(scene, alert):
        words = line("alert.place_now", kind=Line(f"danger_kind.{alert.kind}"), place=placed.place or "—")
        scene.desk.say(Say(f"person:{person.id}", (words,), kind=SayKind.ALERT, about=alert.concern, secret=alert.sealed))
    scene.desk.answer(Line("danger.place_told"))


def calm(command: CalmAlert, scene: Scene) -> None:
    """Not urgent after all, says the one who raised it: the callers hear it, the matter goes on as an ordinary one."""
    alert = scene.desk.get(Alert, command.alert)
    concern = scene.desk.get(Concern, alert.concern or "") if alert else None
    private = concern is not None and "private" in concern.flags
    scene.desk.hidden |= alert is not None and alert.sealed
    if alert is not None and alert.state is AlertState.RINGING:
        settle(scene, alert, AlertState.NOT_URGENT, raiser(scene, alert))
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
    settle(scene, replace(alert, confirmed_by=person.id), AlertState.CONFIRMED if command.urgent else AlertState.NOT_URGENT, scene.actor)
    scene.desk.secret |= alert.sealed
    if command.urgent:
        scene.desk.answer(
            line("alert.go", phone=alert.call_back or Line("alert.no_phone"), place=alert.place or Line("alert.place_unknown"))
        )
        words = line("danger.taken", who=line("role.person", surname=surname(person.name)))
    else:
        scene.desk.answer(Line("alert.noted_calm"))
        words = Line("danger.seen_calm")
    scene.desk.say(Say(f"address:{alert.address}", (words,), kind=SayKind.ALERT, about=alert.concern, secret=alert.sealed))


def settle(scene: Scene, alert: Alert, state: AlertState, actor: str) -> None:
    scene.desk.note(actor, f"alert_{state}", alert.id)
    if alert.sealed:  # its words lie in the vault: whoever says that it is calm files nothing, and nobody need call back any more
        scene.desk.put(replace(alert, state=state, address="", household=None, place=None, call_back=""))
        return
    scene.desk.put(replace(alert, state=state))
    concern = scene.desk.get(Concern, alert.concern or "")
    if concern is not None and state is AlertState.NOT_URGENT and "private" not in concern.flags:
        stand_on_list(scene, concern)
