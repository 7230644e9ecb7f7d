"""候选 → 拟定: how big, where, whom it touches, who takes part, what the law says, why, what the branch said, and for which session."""

from dataclasses import dataclass, replace
from datetime import date

from handlers.cadre import scene_grid
from handlers.case import Case, case_of
from handlers.issues.amounts import spoken_day
from handlers.issues.naming import named_households
from handlers.issues.planning import which_session
from handlers.issues.quoting import standing
from handlers.issues.studying import branch_study, worded
from handlers.lawful import item_name
from handlers.memory import ById
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.assembly import Item
from handlers.village.beforehand import body_for
from handlers.village.evidence import gather, scope_of
from handlers.village.gates import small
from handlers.village.issue import Issue, Level, Track
from handlers.village.people import Grid

TRACKS = tuple(Pick(track, Line(f"setting.track.{track}"), track) for track in Track)
LEVELS = tuple(Pick(level, Line(f"level.{level}"), level) for level in Level)
ABOVE = (Level.TOWNSHIP, Level.DISTRICT)
LEGAL = Pick("yes", Line("setting.legal_yes"), True), Pick("no", Line("setting.legal_no"), False)
CHECK = Pick("yes", Line("setting.check_yes"), True), Pick("no", Line("setting.check_no"), False)
REASONS = tuple(Pick(f":{why}", Line(f"setting.why.{why}")) for why in ("many", "waiting", "unsafe"))


@dataclass(frozen=True, slots=True)
class SetIssue:
    """affected: household ids, () for everybody in scope; item: assembly.Item or ""; met: who of the branch, names or a number.

    more_visitors: how many were promised so that the visits fit. met_on: the branch's day, None for today.
    """

    issue: str
    track: Track | None
    level: Level | None
    participants: str
    reason: str
    met: str
    conclusion: str
    session: date
    grid: str | None = None
    affected: tuple[str, ...] = ()
    item: str = ""
    legal: bool = False
    more_visitors: int = 0
    met_on: date | None = None


@dataclass(frozen=True, slots=True)
class HandUp:
    """The whole file goes to a level above the village's."""

    issue: str
    level: Level
    reason: str


def choose_issue(scene: Scene, issue: str) -> Talk[SetIssue | HandUp | None]:
    """Everything that 议题确定单 holds, one question a message."""
    case = case_of(scene, issue)
    if case is None:
        return None
    track = yield from choose("setting.track", TRACKS, before=[known(case)])
    level = yield from choose("setting.level", LEVELS)
    if level in ABOVE:
        return HandUp(issue, level, (yield from why_up(scene)))
    grid = yield from which_grid(scene, case, level)
    there = replace(case.issue, track=track, level=level, grid=grid)
    there = replace(there, affected=(yield from who_is_affected(case, there)))
    there = replace(there, participants=(yield from who_takes_part(case, there)))
    there = replace(there, item=(yield from named_by_law(case, level)))
    track = yield from not_too_great(case, there)
    if track is None:
        return None
    there = replace(there, track=track, legal=(yield from choose("setting.legal", LEGAL)))
    reason = worded(scene, (yield from ask("setting.reason", picks=REASONS)), REASONS)
    study = yield from branch_study(scene, Line("setting.agreed"))
    session, more = yield from which_session(case, there)
    told = [*summary(scene, there, session), line("setting.summary_reason", words=reason)]
    if not (yield from choose("setting.check", CHECK, before=told)):
        return None
    said = (there.participants, reason, study.met, study.words)
    return SetIssue(issue, there.track, level, *said, session, grid, there.affected, there.item, there.legal, more, study.day)


def known(case: Case) -> Line:
    """What the ranking rests on: households, reports, age, urgency."""
    issue = case.issue
    age = str((case.scene.now.date() - issue.opened_at.date()).days)
    urgent = any(c.urgency for c in standing(case))
    key = "setting.known_urgent" if urgent else "setting.known"
    return line(key, title=issue.title, households=str(issue.households), count=str(issue.reports), days=age)


def which_grid(scene: Scene, case: Case, level: Level) -> Talk[str | None]:
    """A matter of a building asks the grid it stands in: nobody else knows the stairs."""
    grids = sorted({household.grid for household in case.households})
    if level is Level.VILLAGE or not grids:
        return None
    scene.desk.need(*(ById(Grid, grid) for grid in grids))
    picks = [Pick(grid, line("announce.grid", grid=scene_grid(scene, grid)), grid) for grid in grids]
    grid: str = yield from choose("setting.grid", picks)
    return grid


def who_is_affected(case: Case, there: Issue) -> Talk[tuple[str, ...]]:
    scope = scope_of(there, case.ground)
    said = tuple(sorted({c.household for c in standing(case) if c.household} & scope))
    picks = [Pick("all", line("setting.affected_all", households=str(len(scope))), "all")]
    if said:
        picks.append(Pick("said", line("setting.affected_said", households=str(len(said))), "said"))
    picks.append(Pick("named", Line("setting.affected_named"), "named"))
    which = yield from choose("setting.affected", picks)
    if which == "named":
        return (yield from named_households([h for h in case.households if h.id in scope], case.persons))
    return said if which == "said" else ()


def who_takes_part(case: Case, there: Issue) -> Talk[str]:
    """In words; what is offered holds for nearly every matter."""
    households = len(scope_of(there, case.ground))
    usual = line("setting.usual", whom=place_of(case.scene, there), households=str(households))
    picks = (Pick(":usual", usual),)
    return worded(case.scene, (yield from ask("setting.participants", picks=picks)), picks)


def named_by_law(case: Case, level: Level) -> Talk[str]:
    """Which of the matters that the law leaves to an assembly it is; "" when to talk it over is enough."""
    book, unit = case.scene.statutes.book, case.scene.desk.unit(case.issue.village)
    if book is None or unit is None:
        return ""
    picks = [Pick("none", item_name(Item.CONSULTATION), "")]
    for item in Item:
        deciding = body_for(book, unit.kind, item, level)
        if deciding is not None and deciding.bodies:
            picks.append(Pick(item, item_name(item), item.value))
    named: str = yield from choose("setting.item", picks)
    return named


def not_too_great(case: Case, there: Issue) -> Talk[Track | None]:
    """小事小议 that the law leaves to an assembly, or that touches more than a third of the village, is a great matter; None: not now."""
    seen = gather(replace(case.file, issue=there), case.ground, case.scene.now.date())
    if there.track is not Track.MINOR or small(seen):
        return there.track
    picks = (Pick("major", Line("setting.as_major"), Track.MAJOR), Pick("no", Line("setting.check_no"), None))
    track: Track | None = yield from choose("setting.too_great", picks)
    return track


def why_up(scene: Scene) -> Talk[str]:
    picks = tuple(Pick(f":{up}", Line(f"setting.up.{up}")) for up in ("money", "beyond", "several"))
    return worded(scene, (yield from ask("setting.up_reason", picks=picks)), picks)


def summary(scene: Scene, there: Issue, session: date) -> list[Line]:
    track, level = Line(f"track.{there.track}"), Line(f"level.{there.level}")
    return [
        line("setting.summary", title=there.title, kind=track, level=level, day=spoken_day(session)),
        line("setting.summary_people", words=there.participants),
    ]


def place_of(scene: Scene, issue: Issue) -> str | Line:
    """东坡组, or the whole village."""
    return scene_grid(scene, issue.grid) if issue.grid else Line("announce.all")
