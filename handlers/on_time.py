"""What happens by itself: unconfirmed drafts, the duty tree's next step, the morning's digest, an erasure whose time has come."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from handlers import digests
from handlers.acts import (
    alerts,
    backing,
    briefs,
    calling,
    clock_hands,
    concerns,
    everybody,
    half_year,
    inviting,
    legal,
    promises,
    ratings,
    rules_in_force,
    suspending,
    vault,
)
from handlers.acts.nudges import DIGEST_TIME, digest_day, next_morning
from handlers.commands import FileConcern
from handlers.desk import Desk
from handlers.memory import Due
from handlers.messages import Line, Say, SayKind
from handlers.scene import Scene
from handlers.talk import TalkState
from handlers.village.matter import Alert, AlertState, Concern, Stage
from handlers.where_when import partial

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
    known: dict[str, Any] = partial(scene, waiting) if about else {}
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
    desk.say(Say(f"address:{alert.address}", lines, kind=SayKind.ALERT, about=alert.concern, secret=alert.sealed))
    desk.note("clock", "alert_unanswered", alert.id)


def digest(due: Due, scene_of: SceneOf, desk: Desk) -> None:
    """07:30: every village has a moment of its own, then everybody who is waited for. Then tomorrow's is set."""
    scene = scene_of("", "")
    if scene.now.time() < DIGEST_TIME:  # the machine was off past midnight: not now, in the morning
        desk.put(replace(due, at=next_morning(scene.now)))
        return
    digests.every_village(scene)
    desk.put(replace(due, at=next_morning(scene.now)))


def erase(due: Due, scene_of: SceneOf, desk: Desk) -> None:
    """72 hours have passed without 别删."""
    desk.erased.append(Erased(due.id, due.ref))
    desk.put(TalkState(due.ref))
    desk.note("clock", "erase", due.ref if due.ref.startswith("p:") else "address")


def digest_village(due: Due, scene_of: SceneOf, desk: Desk) -> None:
    digests.of_village(scene_of("", ""), due.ref)


def digest_of(due: Due, scene_of: SceneOf, desk: Desk) -> None:
    """One a day for each person: of mornings that nobody was there to play, only one is made up for."""
    scene = scene_of("", "")
    today = digest_day(due.ref, scene.now.date())
    had = desk.get(Due, today)
    if had is not None and had.done:
        return
    desk.put(Due(today, "digest_of", due.ref, scene.now, done=True))
    digests.of_person(scene, due.ref)


def ask_ratings(due: Due, scene_of: SceneOf, desk: Desk) -> None:
    ratings.ask_all(scene_of("", ""), due.ref)


def resume_ask(due: Due, scene_of: SceneOf, desk: Desk) -> None:
    suspending.ask_to_resume(scene_of("", ""), due.ref)


def half_year_page(due: Due, scene_of: SceneOf, desk: Desk) -> None:
    half_year.send(scene_of("", ""), due.ref)


def reopen_over(due: Due, scene_of: SceneOf, desk: Desk) -> None:
    """The thirty days in which a reporter may still open it again are over: nothing to be said."""


def clock_warn(due: Due, scene_of: SceneOf, desk: Desk) -> None:
    clock_hands.warn(scene_of("", ""), due)


def clock_due(due: Due, scene_of: SceneOf, desk: Desk) -> None:
    clock_hands.run_out(scene_of("", ""), due)


def vault_warn(due: Due, scene_of: SceneOf, desk: Desk) -> None:
    vault.warn(scene_of("", ""), due)


def vault_due(due: Due, scene_of: SceneOf, desk: Desk) -> None:
    vault.run_out(scene_of("", ""), due)


HAPPENINGS: dict[str, Callable[[Due, SceneOf, Desk], None]] = {
    "draft": draft,
    "alert_step": alert_step,
    "alert_nobody": alert_nobody,
    "digest": digest,
    "erase": erase,
    "vault_due": vault_due,
    "vault_warn": vault_warn,
    calling.STEP: calling.begin_visits,
    everybody.STEP: everybody.happen,
    backing.STEP: backing.call_back,
    "clock_warn": clock_warn,
    "clock_due": clock_due,
    "digest_village": digest_village,
    "digest_of": digest_of,
    "ask_ratings": ask_ratings,
    "resume_ask": resume_ask,
    "reopen_over": reopen_over,
    "half_year": half_year_page,
    "brief": briefs.send_brief,
    inviting.STEP: inviting.invite,
    "promise_near": promises.promise_near,
    "promise_over": promises.promise_over,
    "law_question": legal.law_unanswered,
    "rule_review": rules_in_force.review,
}
