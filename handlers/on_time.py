"""What happens by itself: unconfirmed drafts, the duty tree's next step, the morning's digest, an erasure whose time has come."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from handlers.acts import alerts, concerns, triage
from handlers.commands import FileConcern
from handlers.desk import Desk
from handlers.memory import ConcernsToTriage, Due, VillagesToTriage
from handlers.messages import Line, Say, SayKind
from handlers.playing import partial
from handlers.scene import Scene
from handlers.talk import TalkState
from handlers.village.matter import Alert, AlertState, Concern, Stage
from handlers.village.people import Office

DIGEST_TIME = time(7, 30)

SceneOf = Callable[[str, str], Scene]


@dataclass(frozen=True, slots=True)
class Erased:
    """Everything a talk has said is to go; counts stay."""

    id: str
    talk: str


def happen(due: Due, scene_of: SceneOf, desk: Desk) -> None:
    """One due moment. What a person has to hear of it goes through the outbox like everything else."""
    HAPPENINGS[due.kind](due, scene_of, desk)
    if desk.get(Due, due.id) in (due, None):
        desk.put(replace(due, done=True))


def draft(due: Due, scene_of: SceneOf, desk: Desk) -> None:
    """Ten minutes without a word: the most common villager says one sentence and puts the phone away. Filed as 未核对."""
    concern = desk.get(Concern, due.ref)
    if concern is None or concern.stage is not Stage.DRAFT:
        return
    scene = scene_of(concern.address, concern.author)
    waiting = scene.talk.open
    about = waiting is not None and waiting.script == "report" and waiting.args.get("concern") == concern.id
    known: dict[str, Any] = partial(waiting) if about else {}
    if about:
        desk.put(replace(scene.talk, open=None))
    concerns.file_concern(FileConcern(concern.id, checked=False, **known), scene)
    pass_on(scene, concern.address, concern.id)


def pass_on(scene: Scene, address: str, about: str) -> None:
    """What would have been the turn's answer goes out as news."""
    desk = scene.desk
    if desk.lines:
        desk.say(Say(f"address:{address}", tuple(desk.lines), tuple(desk.labels), about=about))
        desk.lines.clear()
        desk.labels.clear()


def alert_step(due: Due, scene_of: SceneOf, desk: Desk) -> None:
    alert = desk.get(Alert, due.ref.partition(":")[0])
    if alert is not None and alert.state is AlertState.RINGING:
        alerts.ring(scene_of(alert.address, ""), alert)


def alert_nobody(due: Due, scene_of: SceneOf, desk: Desk) -> None:
    """Ten minutes and nobody has confirmed: the bot says so, with the number once more."""
    alert = desk.get(Alert, due.ref)
    if alert is None or alert.state is not AlertState.RINGING:
        return
    desk.put(replace(alert, state=AlertState.UNANSWERED))
    lines = (Line("danger.nobody"), Line(f"danger.{alert.kind}"))
    desk.say(Say(f"address:{alert.address}", lines, kind=SayKind.ALERT, about=alert.concern))
    desk.note("clock", "alert_unanswered", alert.id)


def digest(due: Due, scene_of: SceneOf, desk: Desk) -> None:
    """07:30: each village's secretary hears what waits; nothing when nothing does. Then tomorrow's is set."""
    scene = scene_of("", "")
    if scene.now.time() < DIGEST_TIME:  # the machine was off past midnight: not now, in the morning
        desk.put(replace(due, at=next_morning(scene.now)))
        return
    for village in desk.find(VillagesToTriage()):
        staff = desk.staff(village)
        waiting = list(desk.find(ConcernsToTriage(village)))
        secretary = staff.first(Office.SECRETARY, Office.COMMITTEE) if staff else None
        if secretary is not None and waiting:
            desk.say(triage.make_digest(scene, secretary, waiting))
    desk.put(replace(due, at=next_morning(scene.now)))


def next_morning(now: datetime) -> datetime:
    """The next 07:30 after now."""
    today = datetime.combine(now.date(), DIGEST_TIME, now.tzinfo)
    return today if now < today else today + timedelta(days=1)


def erase(due: Due, scene_of: SceneOf, desk: Desk) -> None:
    """72 hours have passed without 别删."""
    desk.erased.append(Erased(due.id, due.ref))
    desk.put(TalkState(due.ref))
    desk.note("clock", "erase", due.ref if due.ref.startswith("p:") else "address")


HAPPENINGS: dict[str, Callable[[Due, SceneOf, Desk], None]] = {
    "draft": draft,
    "alert_step": alert_step,
    "alert_nobody": alert_nobody,
    "digest": digest,
    "erase": erase,
}
