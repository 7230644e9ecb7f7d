"""Whether a clock's matter is settled, kind by kind: a clock whose thing is done says nothing to anybody."""

from collections.abc import Callable, Mapping

from handlers.acts.clock_things import Running, holders, of_concern, of_issue, owner_of
from handlers.memory import PapersOf, RulesOf
from handlers.scene import Scene
from handlers.village.clocks import ClockKind
from handlers.village.issue import Issue, Paper, PaperKind, Request, RequestState, Rule, RuleState, Task, TaskState
from handlers.village.matter import Concern, Stage
from handlers.village.people import Office

S, K = Stage, ClockKind
Look = Callable[[Scene, str], Running | None]
OVER = frozenset({Stage.CLOSED, Stage.WITHDRAWN, Stage.DECLINED})
# Before and beside the work: here too people hear something at least every fifteen days.
WAITED_FOR = (S.CALLED, S.VISITING, S.PRE_MEETING, S.LINKAGE, S.REVIEW, S.READY, S.STATUTORY, S.REDO)
AFTER_THE_MEETING = frozenset({Stage.OUTCOME, Stage.STATUTORY, Stage.DOING, Stage.ACCEPTANCE, Stage.RATING})


def running(scene: Scene, kind: ClockKind, thing: str) -> Running | None:
    """The matter a clock runs on; None once it is settled, gone or passed on.

    Sealed matters have moments of their own (vault_due): their two kinds are not looked up here.
    """
    return LOOKS[kind](scene, thing)


# ---------------------------------------------------------------- concerns


def _concern(*stages: Stage, shown: bool = False) -> Look:
    """A concern at one of these stages. shown: settled too when a digest has shown it to a cadre."""

    def look(scene: Scene, thing: str) -> Running | None:
        concern = scene.desk.get(Concern, thing)
        if concern is None or concern.stage not in stages or (shown and concern.digested_at is not None):
            return None
        return of_concern(scene, concern)

    return look


# ---------------------------------------------------------------- issues


def _issue(*stages: Stage, office: Office | None = None, settled_by: PaperKind | None = None, since: PaperKind | None = None) -> Look:
    """An issue at one of these stages. office: who has to act (else the secretary); settled_by: the paper that is wanted."""

    def look(scene: Scene, thing: str) -> Running | None:
        issue = scene.desk.get(Issue, thing)
        if issue is None or issue.stage not in stages or (settled_by and _written(scene, thing, settled_by, since)):
            return None
        return of_issue(scene, issue, holders(scene, issue.village, office) if office else ())

    return look


def _written(scene: Scene, issue: str, kind: PaperKind, since: PaperKind | None) -> bool:
    found = False
    for paper in scene.desk.find(PapersOf(issue)):
        if paper.kind is since:
            found = False
        elif paper.kind is kind:
            found = kind is not PaperKind.NOTICE or paper.facts.get("page") == "outcome"
    return found


def _alive(scene: Scene, thing: str) -> Running | None:
    issue = scene.desk.get(Issue, thing)
    return None if issue is None or issue.stage in OVER else of_issue(scene, issue)


def _legal(scene: Scene, thing: str) -> Running | None:
    """A draft rule that waits for its legality to be looked at, or an issue that touches the law."""
    rule = scene.desk.get(Rule, thing)
    if rule is None:
        return _issue(*set(Stage) - OVER, office=Office.POLICE, settled_by=PaperKind.LEGAL)(scene, thing)
    issue = scene.desk.get(Issue, rule.issue)
    if rule.state is not RuleState.DRAFT or issue is None:
        return None
    return of_issue(scene, issue, holders(scene, rule.village, Office.POLICE))


def _drafted(scene: Scene, thing: str) -> Running | None:
    issue = scene.desk.get(Issue, thing)
    if issue is None or issue.rule is Stage.CLOSED:
        return None
    return None if any(rule.issue == thing for rule in scene.desk.find(RulesOf(issue.village))) else of_issue(scene, issue)


def _filed(scene: Scene, thing: str) -> Running | None:
    """On the rule, or on the issue it came from."""
    issue = scene.desk.get(Issue, thing)
    rule = scene.desk.get(Rule, thing)
    if issue is None and rule is not None:
        issue = scene.desk.get(Issue, rule.issue)
    elif issue is not None:
        rule = next((each for each in scene.desk.find(RulesOf(issue.village)) if each.issue == thing), None)
    if issue is None or issue.rule is Stage.CLOSED or (rule is not None and rule.state in (RuleState.FILED, RuleState.REPLACED)):
        return None
    voted = rule is not None and rule.state is RuleState.VOTED
    return of_issue(scene, issue, holders(scene, issue.village, Office.REVIEWER) if voted else ())


def _objected(scene: Scene, thing: str) -> Running | None:
    """Objections to what hangs that nobody has answered in writing."""
    issue = scene.desk.get(Issue, thing)
    papers = scene.desk.find(PapersOf(thing)) if issue is not None else ()
    waiting = any(paper.kind is PaperKind.OBJECTION and paper.facts.get("answered") != "1" for paper in papers)
    return of_issue(scene, issue) if issue is not None and waiting else None


# ---------------------------------------------------------------- requests, tasks, promises


def _request(*states: RequestState) -> Look:
    def look(scene: Scene, thing: str) -> Running | None:
        request = scene.desk.get(Request, thing)
        issue = scene.desk.get(Issue, request.issue) if request else None
        if request is None or issue is None or request.state not in states:
            return None
        staff = scene.desk.staff(issue.village)
        liaison = staff.liaisons.get(request.department) if staff else None
        owner = request.holder or (liaison.id if liaison else "")
        return of_issue(scene, issue, (owner,) if owner else (), request.department)

    return look


def _promised(scene: Scene, thing: str) -> Running | None:
    """A task's date, the date of a concern's answer, or what a leader took on."""
    task = scene.desk.get(Task, thing)
    if task is not None:
        return _task(scene, task)
    paper = scene.desk.get(Paper, thing)
    if paper is not None and paper.kind is PaperKind.PROMISE:
        if paper.facts.get("done"):
            return None
        issue = scene.desk.get(Issue, paper.issue)
        return of_issue(scene, issue, (paper.facts.get("person", paper.author),)) if issue and issue.stage not in OVER else None
    return _concern(Stage.RECEIVED)(scene, thing)


def _task(scene: Scene, task: Task) -> Running | None:
    issue = scene.desk.get(Issue, task.issue)
    if issue is None or task.state is not TaskState.OPEN or issue.stage is not Stage.DOING:
        return None
    owner = owner_of(scene, task, issue.village)
    return of_issue(scene, issue, (owner,) if owner else (), "" if task.owner else task.owner_name)


LOOKS: Mapping[ClockKind, Look] = {
    K.FIRST_SEEN: _concern(S.RECEIVED, shown=True),
    K.TRIAGE: _concern(S.RECEIVED),
    K.QUICK: _concern(S.RECEIVED),
    K.REASON_OF_DECLINE: _concern(S.DECLINED),
    K.UNSELECTED: _issue(S.CANDIDATE),
    K.CLAIM: _request(RequestState.SENT, RequestState.RETURNED, RequestState.ESCALATED),
    K.DEPARTMENT_ANSWER: _request(RequestState.SENT, RequestState.CLAIMED, RequestState.RETURNED, RequestState.ESCALATED),
    K.LEGAL_OPINION: _legal,
    K.REVIEW: _issue(S.REVIEW, office=Office.REVIEWER),
    K.MINUTES: _issue(S.MEETING, settled_by=PaperKind.MINUTES, since=PaperKind.ATTENDANCE),
    K.NOTICE_START: _issue(S.MEETING, *AFTER_THE_MEETING, settled_by=PaperKind.NOTICE, since=PaperKind.OUTCOME),
    K.PROGRESS: _issue(S.DOING, *WAITED_FOR),
    K.WHOLE_ISSUE: _alive,
    K.PROMISE: _promised,
    K.RATING_WINDOW: _issue(S.RATING),
    K.ACCEPTANCE: _issue(S.ACCEPTANCE, office=Office.SUPERVISOR),
    K.RULE_DRAFT: _drafted,
    K.RULE_FILED: _filed,
    K.SUSPENDED: _issue(S.SUSPENDED),
    K.OBJECTION: _objected,
}
