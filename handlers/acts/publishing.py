"""公示: the outcome on the board for fifteen days at least, and told to everybody who spoke; then the next stage."""

from collections.abc import Callable
from typing import Any

from handlers.acts.doing import begin
from handlers.acts.opinions import said
from handlers.acts.pre_meeting import open_for
from handlers.acts.timing import start_clock, stop_clock
from handlers.acts.told import called, one_of_each, reports, spoke
from handlers.case import Case, told_shut
from handlers.issues import outcome as talks
from handlers.issues.amounts import spoken_day
from handlers.issues.voices import public
from handlers.look_up import title
from handlers.messages import Line, Reach, Say, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.clocks import ClockKind
from handlers.village.evidence import affected_of
from handlers.village.issue import Backing, Opinion, OutcomeKind, PaperKind
from handlers.village.matter import Stage
from handlers.village.roles import Action

# where an outcome leads once it hangs; what is not done waits for its fifteen days where it is
NEXT = {OutcomeKind.DO: Stage.DOING, OutcomeKind.VOTE_BY_LAW: Stage.STATUTORY, OutcomeKind.POSTPONE: Stage.SUSPENDED}
WHY, ANSWER = 16, 8  # characters of the reason and of one's own answer, so that with everything else it is one SMS


def publish(command: talks.Publish, scene: Scene) -> None:
    case = open_for(scene, command.issue, Action.PUBLISH, Stage.OUTCOME)
    if case is None:
        return
    until = post(case, talks.notice_text(case))
    case.post()
    stop_clock(scene, ClockKind.NOTICE_START, case.issue.id)
    start_clock(scene, ClockKind.RULE_DRAFT, case.issue.id)
    kind = case.evidence().outcome
    if kind in NEXT and (held := case.move(NEXT[kind])) is not None:
        scene.desk.answer(*told_shut(held))
    if case.issue.stage is Stage.SUSPENDED:
        start_clock(scene, ClockKind.SUSPENDED, case.issue.id)
    count = tell_outcome(case)
    scene.desk.answer(line("publish.done", day=until, count=str(count)))
    go_on(case)


def post(case: Case, words: str) -> str:
    """Hangs it up; returns the day until which it stays."""
    until = case.up_until()
    case.write(PaperKind.NOTICE, words, page="outcome", until=until.isoformat())
    return spoken_day(until)


def go_on(case: Case) -> None:
    """What comes next, without being asked for: work that has owners begins, an assembly is called, tasks are given."""
    scene, found = case.scene, case.evidence()
    if case.issue.stage is Stage.STATUTORY and found.lawful is True and case.file.tasks and case.move(Stage.DOING) is None:
        scene.desk.answer(Line("publish.doing"))
    if case.issue.stage is Stage.DOING:
        begin(case)
    elif case.issue.stage is Stage.STATUTORY:
        step = {None: "call_assembly", True: "give_tasks"}.get(found.lawful)
        if step is not None:
            scene.desk.next = ("matters", {"issue": case.issue.id, "step": step})


# ---------------------------------------------------------------- told to everybody who spoke


def tell_outcome(case: Case) -> int:
    """Whoever gave an opinion hears of that very answer, the other reporters of their own words, and of every other household

    it touches one person; returns how many were told. So much news is news: the fifteen days begin anew.
    """
    if case.file.last(PaperKind.OUTCOME) is None:
        return 0
    answers = {o.person: o for o in case.file.opinions if spoke(o) and o.backing is not Backing.DISPUTED}
    for person, opinion in sorted(answers.items()):
        case.scene.desk.say(Say(f"person:{person}", (told_answer(case, opinion),), about=case.issue.id, reach=Reach.PROVEN))
    reported = {c.address: c for c in reports(case) if c.person not in answers}
    for address, concern in reported.items():
        case.scene.desk.say(Say(f"address:{address}", (told(case, title(concern)),), about=case.issue.id))
    silent = one_of_each(case, affected_of(case.issue, case.ground) - have_spoken(case))
    for person in silent:
        case.scene.desk.say(Say(f"person:{person}", (told_home(case),), about=case.issue.id, reach=Reach.PROVEN))
    start_clock(case.scene, ClockKind.PROGRESS, case.issue.id)
    return len(answers) + len(reported) + len(silent)


def have_spoken(case: Case) -> frozenset[str]:
    """Households that hear of it because somebody of theirs has said something."""
    persons = {concern.person for concern in reports(case)} | {o.person for o in case.file.opinions if spoke(o)}
    told = {person.household for person in case.persons if person.id in persons and person.household}
    return frozenset(told | {o.household for o in case.file.opinions if spoke(o) and o.backing is not Backing.DISPUTED})


def told(case: Case, title: str) -> Line:
    """您说的X，结果，原因，接下来谁、哪天，不行怎么说."""
    kind, words = result(case)
    return line("outcome.told", title=title, kind=kind, words=words, then=then(case))


def told_home(case: Case) -> Line:
    """For a household that it touches and that has said nothing."""
    kind, words = result(case)
    return line("outcome.told_home", title=clip(case.issue.title, 12), kind=kind, words=words, then=then(case))


def told_answer(case: Case, opinion: Opinion) -> Line:
    """The same with one's own answer in it; by SMS the board has the rest."""
    kind, words = result(case)
    title, answer = clip(case.issue.title, 12), said(opinion, ANSWER)
    if opinion.counted:
        return line("outcome.told_answer", title=title, answer=answer, kind=kind, words=words, then=then(case))
    return line("outcome.told_entry", title=title, answer=answer, kind=kind, words=words, then=then(case))


def result(case: Case) -> tuple[Line, str]:
    paper = case.file.last(PaperKind.OUTCOME)
    assert paper is not None
    return Line(f"outcome.{paper.facts['kind']}"), public(case, paper.words, WHY)


def then(case: Case) -> Line:
    """Who has it next, and by which day."""
    first = min(case.file.tasks, key=lambda task: task.due_on, default=None)
    if first is not None:
        who = called(case.scene, first.owner, case.issue.village) if first.owner else Line("role.village_office")
        return line("outcome.then_who", who=who, day=spoken_day(first.due_on))
    if case.issue.stage is Stage.STATUTORY:
        return Line("outcome.then_vote")
    review = case.issue.review_on
    return line("outcome.then_review", day=spoken_day(review)) if review else Line("outcome.then_nothing")


def close_matter(command: talks.CloseMatter, scene: Scene) -> None:
    """Only once the notice has stood its days and objections are answered; whoever asked has the reason."""
    case = open_for(scene, command.issue, Action.CLOSE, Stage.OUTCOME, Stage.STATUTORY)
    if case is None:
        return
    held = case.move(Stage.CLOSED)
    scene.desk.answer(*(told_shut(held) if held is not None else (Line("close_matter.done"),)))


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    talks.Publish: publish,
    talks.CloseMatter: close_matter,
}
