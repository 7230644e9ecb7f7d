"""Every morning the clock looks after each issue: a notice that has stood its days comes down, what is finished is closed."""

from handlers.acts.doing import begin
from handlers.acts.ratings import judge
from handlers.acts.suspending import see_again
from handlers.acts.timing import due_id, start_clock
from handlers.case import Case
from handlers.issues.doing import open_tasks
from handlers.memory import Due
from handlers.village.clocks import ClockKind
from handlers.village.issue import Task
from handlers.village.matter import Stage

WATCHED = frozenset({Stage.OUTCOME, Stage.STATUTORY, Stage.DOING, Stage.ACCEPTANCE, Stage.RATING, Stage.SUSPENDED})


def look_after(case: Case) -> None:
    """Nothing happens that a gate does not allow; the next morning looks again."""
    if case.issue.notice is Stage.NOTICE:
        case.post()
    if case.issue.stage is Stage.DOING and any(unwatched(case, task) for task in open_tasks(case)):
        begin(case)
    if case.issue.rule is Stage.RULE and case.scene.desk.get(Due, due_id("clock_due", ClockKind.RULE_DRAFT, case.issue.id)) is None:
        start_clock(case.scene, ClockKind.RULE_DRAFT, case.issue.id)
    if case.issue.stage is Stage.SUSPENDED and case.issue.review_on is not None:
        see_again(case, case.issue.review_on)
    judge(case)


def unwatched(case: Case, task: Task) -> bool:
    """A task whose day stands on no clock yet: its owner has not been told of it either."""
    return case.scene.desk.get(Due, due_id("clock_due", ClockKind.PROMISE, task.id)) is None
