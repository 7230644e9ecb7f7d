"""查 · 我的事: where a matter stands, by number from any phone; the words only where they were said or where it is proved."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from handlers.for_others import for_others
from handlers.memory import ConcernByNumber, ConcernsOf, PapersOf, PersonsOfUnit, TasksOf
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.village.issue import Issue, OutcomeKind, Paper, PaperKind, Task, TaskState
from handlers.village.matter import Concern, Stage
from handlers.village.people import Office, Person, Staff, surname
from handlers.village.road import BEFORE_THE_MEETING

ON_THE_ROAD = (frozenset(BEFORE_THE_MEETING) - {Stage.CANDIDATE}) | {
    Stage.MEETING,
    Stage.OUTCOME,
    Stage.STATUTORY,
    Stage.DOING,
    Stage.ACCEPTANCE,
    Stage.RATING,
    Stage.REDO,
    Stage.SUSPENDED,
    Stage.CLOSED,
}
OUTCOME_WORDS = 12  # characters of what was settled; the board has the rest
_HOUR = "半夜|后半夜|黑夜|夜里|晚上|早上|早起|上午|下午|前晌|后晌|晌午"
_GOES_ON = "开始|起(?=[，,、：:])|以来|就|[，,、：:\\s]"  # what parts an opening time from the matter: 昨天起火了 does not
_TOLD_FROM_TODAY = re.compile("大?[昨前]|今|夜[来儿黑]")  # 昨天 is another day when it is read again; 三天没水了 is the matter itself
_LEFT = 4  # characters: fewer would say nothing


def mine(scene: Scene) -> Sequence[Concern]:
    """The speaker's own matters that may show here: those of this talk."""
    found: tuple[Concern, ...] = scene.memory.find(ConcernsOf(scene.talk.key))
    return found


def title(concern: Concern, most: int = 12) -> str:
    """A handful of the villager's own words."""
    first = concern.text.split("\n", 1)[0].strip()
    return first if len(first) <= most else first[: most - 1] + "…"


def undated(concern: Concern, most: int = 12) -> str:
    """The title without the time that opens it: 昨天开始，村口的路塌了 → 村口的路塌了. For what is read on a later day."""
    if not concern.since:
        return title(concern, most)
    opening = re.match(
        f"(?P<from>自?从|打|自)?{re.escape(concern.since)}的?(?:{_HOUR})?(?(from)起?)(?P<parted>(?:{_GOES_ON})*)的?", concern.text
    )
    if opening is None or not (opening["parted"] or _TOLD_FROM_TODAY.match(concern.since)):
        return title(concern, most)
    rest = concern.text[opening.end() :]
    return title(replace(concern, text=rest) if len(rest.split("\n", 1)[0]) >= _LEFT else concern, most)


def who(scene: Scene, concern: Concern) -> Line:
    """The person who answers for it: surname and role, never a bare department."""
    person = scene.memory.get(Person, concern.responsible) if concern.responsible else None
    if person is None:
        return Line("role.village_office")
    return role_of(person, scene.memory.staff(concern.village))


def role_of(person: Person, staff: Staff | None) -> Line:
    """王支书, 网格员刘师傅, 李委员: the office a person is known by around the village."""
    if staff is not None:
        if any(lead.id == person.id for lead in staff.grid_leads.values()):
            return line("role.grid_lead", surname=surname(person.name))
        if all(person.id != holder.id for holder in staff.holders.get(Office.SECRETARY, ())):
            return line("role.committee", surname=surname(person.name))
    return line("role.secretary", surname=surname(person.name))


def called(scene: Scene, person: str, village: str | None) -> str | Line:
    """王支书, 网格员刘师傅, and for whoever holds no office of the village 梁同志: never a whole name."""
    who, staff = scene.desk.get(Person, person), scene.desk.staff(village)
    if who is None:
        return Line("role.village_office")
    near = (*staff.holders.get(Office.SECRETARY, ()), *staff.holders.get(Office.COMMITTEE, ()), *staff.grid_leads.values()) if staff else ()
    return role_of(who, staff) if any(each.id == person for each in near) else line("role.person", surname=surname(who.name))


def day(concern: Concern) -> str:
    due = concern.due_on
    return spoken(due) if due else "—"


def stage(concern: Concern) -> Line:
    sealed = concern.stage is Stage.SEALED
    return Line("stage.withdrawn" if sealed else f"stage.{concern.stage}")


def by_number(scene: Scene, number: str) -> list[Line]:
    """One matter by its public number. An unknown number and one that is not theirs to read get the same kind of answer."""
    found = scene.memory.find(ConcernByNumber(number))
    if not found:
        return [line("look.unknown", number=number)]
    concern: Concern = found[0]
    own = concern.author == scene.talk.key
    return [status(scene, concern, own)]


def status(scene: Scene, concern: Concern, own: bool, brief: bool = False) -> Line:
    values: dict[str, str | Line] = {
        "number": concern.number or "—",
        "stage": stage(concern),
        "who": who(scene, concern),
        "day": day(concern),
        "title": title(concern),
    }
    issue = issue_of(scene, concern)
    if issue is not None:
        now = now_of(scene, issue, values["who"], brief)
        return Line("look.mine_now" if own else "look.other_now", {"number": values["number"], "title": values["title"], "stage": now})
    waiting = concern.stage in (Stage.RECEIVED, Stage.CANDIDATE, Stage.MERGED, Stage.PRIVATE)
    return Line(("look.mine" if own else "look.other") + ("" if waiting else "_done"), values)


def my_matters(scene: Scene) -> list[Line]:
    """我的事: the latest, newest first; two on SMS, five in chat."""
    concerns = mine(scene)
    if not concerns:
        return [Line("look.nothing")]
    shown = concerns[: 2 if scene.small else 5]
    return [status(scene, concern, own=True, brief=scene.small and len(shown) > 1) for concern in shown]


# ---------------------------------------------------------------- the issue that the concern has become part of


def issue_of(scene: Scene, concern: Concern) -> Issue | None:
    """The issue on the road that carries it. What is private, sealed or taken back carries nothing and shows nothing."""
    if concern.issue is None or concern.stage not in (Stage.CANDIDATE, Stage.MERGED):
        return None
    issue = scene.desk.get(Issue, concern.issue)
    return issue if issue is not None and issue.stage in ON_THE_ROAD else None


def now_of(scene: Scene, issue: Issue, who: str | Line, brief: bool) -> Line:
    """The stage in words, once decided and posted the outcome, and the next day that somebody waits for."""
    at, then = Line(f"stage.{issue.stage}"), next_of(scene, issue, who)
    decided = None if brief else outcome_of(scene, issue)
    if decided is not None:
        gaps: dict[str, str | Line] = {"kind": Line(f"outcome.{decided.facts['kind']}"), "words": public_words(scene, issue, decided)}
        if issue.stage is Stage.CLOSED:
            refused = decided.facts["kind"] == OutcomeKind.NOT
            return Line("look.over" if refused else "look.decided", gaps | {"stage": at})
        return Line("look.decided_then", gaps | {"stage": at, "then": then})
    return at if issue.stage is Stage.CLOSED else line("look.at_then", stage=at, then=then)


def outcome_of(scene: Scene, issue: Issue) -> Paper | None:
    """Only what hangs for everybody to read is told here."""
    decided, posted = None, None
    for paper in scene.desk.find(PapersOf(issue.id)):
        if paper.kind is PaperKind.OUTCOME:
            decided, posted = paper, None
        elif paper.kind is PaperKind.NOTICE and paper.facts.get("page") == "outcome":
            posted = decided
    return posted


def public_words(scene: Scene, issue: Issue, paper: Paper) -> str:
    names = tuple(person.name for person in scene.desk.find(PersonsOfUnit(issue.village)))
    words = for_others(scene, issue.village, paper.words, names)
    return words if len(words) <= OUTCOME_WORDS else words[: OUTCOME_WORDS - 1] + "…"


def next_of(scene: Scene, issue: Issue, who: str | Line) -> Line:
    """The day of the session, of the work or of the notice's end; a day that has passed is not promised again."""
    today = scene.now.date()
    if issue.stage in BEFORE_THE_MEETING and issue.session is not None and issue.session >= today:
        return line("look.meets", day=spoken(issue.session))
    if issue.stage is Stage.DOING and (task := next_task(scene, issue, today)) is not None:
        owner = called(scene, task.owner, issue.village) if task.owner else who
        return line("outcome.then_who", who=owner, day=spoken(task.due_on))
    if issue.stage is Stage.SUSPENDED and issue.review_on is not None and issue.review_on >= today:
        return line("outcome.then_review", day=spoken(issue.review_on))
    if issue.stage not in BEFORE_THE_MEETING and (until := notice_until(scene, issue)) is not None and until >= today:
        return line("look.posted", day=spoken(until))
    return line("look.who", who=called(scene, issue.responsible, issue.village) if issue.responsible else who)


def next_task(scene: Scene, issue: Issue, today: date) -> Task | None:
    tasks: tuple[Task, ...] = scene.desk.find(TasksOf(issue.id))
    still = [task for task in tasks if task.state is TaskState.OPEN and task.due_on >= today]
    return min(still, key=lambda task: task.due_on, default=None)


def notice_until(scene: Scene, issue: Issue) -> date | None:
    papers: tuple[Paper, ...] = scene.desk.find(PapersOf(issue.id))
    ends = [p.facts["until"] for p in papers if p.kind is PaperKind.NOTICE and p.facts.get("page") == "outcome" and p.facts.get("until")]
    return date.fromisoformat(ends[-1]) if ends else None


def spoken(of: date) -> str:
    return f"{of.month}月{of.day}日"
