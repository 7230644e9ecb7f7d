"""A session's day that passes without its meeting: told the next morning, once, to those who asked and to the invited."""

from collections.abc import Iterable, Iterator

from handlers.acts.clock_looks import WAITED_FOR
from handlers.acts.meeting import gate_words, refusal
from handlers.acts.timing import due_id, start_clock
from handlers.acts.told import reports
from handlers.case import Case, case_of
from handlers.issues.amounts import spoken_day
from handlers.issues.leaders import expected
from handlers.issues.session_days import in_the_way, passed
from handlers.look_up import title
from handlers.memory import ById, Due
from handlers.messages import Line, Say, SayKind, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.clocks import ClockKind
from handlers.village.gates import FOUR, GateName
from handlers.village.issue import Issue, PaperKind
from handlers.village.matter import Stage


def look_at(scene: Scene, issue: Issue) -> None:
    """Each morning: whoever waits has a clock that runs, and a session that was not held is told."""
    running = scene.desk.get(Due, due_id("clock_due", ClockKind.PROGRESS, issue.id))
    if issue.stage in WAITED_FOR and (running is None or running.done):
        start_clock(scene, ClockKind.PROGRESS, issue.id)
    if passed(issue, scene.now.date()) and not marked(scene, issue):
        case = case_of(scene, issue.id)
        assert case is not None
        not_held(case)


def lookups(issues: Iterable[Issue]) -> Iterator[ById]:
    """What look_at asks of each of these, at once."""
    for issue in issues:
        yield ById(Due, due_id("clock_due", ClockKind.PROGRESS, issue.id))
        yield ById(Due, mark_of(issue))


def mark_of(issue: Issue) -> str:
    return f"session_over:{issue.id}:{issue.session}"


def marked(scene: Scene, issue: Issue) -> bool:
    """Each day of a session is told of once; True when it was."""
    mark = Due(mark_of(issue), "session_over", issue.id, scene.now, done=True)
    if scene.desk.get(Due, mark.id) is not None:
        return True
    scene.desk.put(mark)
    return False


def not_held(case: Case) -> None:
    """The paper, the notice, a line to every reporter and to whoever was invited; what the host's refusal told is not told again."""
    scene, session = case.scene, case.issue.session
    assert session is not None
    if any(paper.at.date() >= session for paper in case.file.of(PaperKind.NOT_HELD)):
        return
    shut = in_the_way(case)
    gates = tuple(gate for gate in FOUR if any(each.gate is gate for each in shut))
    facts = {"gates": " ".join(gates), "lacking": " ".join(f"{s.what}:{s.have}:{s.need}" for s in shut)}
    case.write(PaperKind.NOT_HELD, **facts, session=session.isoformat(), stage=case.issue.stage.value)
    lines = [*refusal(case, gates, shut), *([] if gates else [why(case)])]
    until = case.up_until().isoformat()
    case.write(PaperKind.NOTICE, "\n".join(scene.word(each) for each in lines), page="refusal", until=until)
    tell_reporters(case, gates)
    tell_invited(case)
    start_clock(scene, ClockKind.PROGRESS, case.issue.id)


def why(case: Case) -> Line:
    """No gate is known to be shut: it had not come so far, or nobody has entered a meeting."""
    if case.issue.stage is Stage.READY:
        return Line("passed.no_record")
    return line("passed.came_to", stage=Line(f"stage.{case.issue.stage}"))


def tell_reporters(case: Case, gates: tuple[GateName, ...]) -> None:
    reason = gate_words(gates) if gates else why(case)
    for address, concern in {c.address: c for c in reports(case)}.items():
        words = line("meeting.not_held_told", title=title(concern), gate=reason)
        case.scene.desk.say(Say(f"address:{address}", (words,), about=case.issue.id))


def tell_invited(case: Case) -> None:
    """Whoever had said that they come, or had not said no."""
    unit, session = case.scene.desk.unit(case.issue.village), case.issue.session
    assert session is not None
    words = line("passed.invited", village=unit.name if unit else "", title=clip(case.issue.title, 12), day=spoken_day(session))
    for paper in expected(case.file.papers):
        case.scene.desk.say(Say(f"person:{paper.facts['person']}", (words,), kind=SayKind.DIGEST, about=case.issue.id))
