"""Before an issue is set: how many doors wait, who goes to them, and to which session that leaves days enough."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from handlers.case import Case
from handlers.issues.amounts import spoken_day
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, choose
from handlers.village.assembly import Item
from handlers.village.evidence import affected_of, scope_of
from handlers.village.issue import Issue, Level, Track
from handlers.village.people import Office, Person
from handlers.village.sessions import Fits, TooMany, next_session, visits_fit
from handlers.village.thresholds import DEFAULTS, Thresholds

SENT_TO_ALL = (Office.FIRST_SECRETARY, Office.SECRETARY, Office.TEAM_LEAD, Office.SPONSOR)


@dataclass(frozen=True, slots=True)
class Outlook:
    """fit is for the next session; in_time: the notice_days that a lawful vote needs can still be kept for it."""

    session: date
    following: date
    doors: int
    visitors: int
    fit: Fits | TooMany
    in_time: bool
    notice_days: int = 0

    @property
    def possible(self) -> bool:
        """Some number of visitors could still do it for the next session."""
        return self.in_time and self.fit.days > 0


def visitors_of(scene: Scene, village: str, grids: Iterable[str]) -> tuple[Person, ...]:
    """Who goes from door to door: the four offices of the whole village, and the grid workers of the grids in scope."""
    staff = scene.desk.staff(village)
    if staff is None:
        return ()
    sent = [person for office in SENT_TO_ALL for person in staff.holders.get(office, ()) if _here(scene, person, village)]
    leads = [lead for grid, lead in sorted(staff.grid_leads.items()) if grid in frozenset(grids)]
    return tuple({person.id: person for person in (*sent, *leads)}.values())


def _here(scene: Scene, person: Person, village: str) -> bool:
    """A township's secretary stands around the village too, and visits nobody."""
    return any(hat.unit == village and hat.office in SENT_TO_ALL for hat in scene.desk.hats(person.id))


def thresholds_for(scene: Scene, level: Level) -> Thresholds:
    return scene.statutes.thresholds.get(level, DEFAULTS[level])


def doors_of(case: Case, issue: Issue) -> int:
    """Households that the visits must ask: all that are affected, and the share of the others."""
    scope, affected = scope_of(issue, case.ground), affected_of(issue, case.ground)
    return len(affected) + thresholds_for(case.scene, issue.level or Level.VILLAGE).others(len(scope - affected), len(scope))


def outlook(case: Case, issue: Issue) -> Outlook:
    """issue: as it would be set."""
    scene, ground = case.scene, case.ground
    today, days = scene.now.date(), scene.statutes.session_days
    session = next_session(today, days, scene.calendar)
    following = next_session(session, days, scene.calendar)
    doors = doors_of(case, issue)
    visitors = len(visitors_of(scene, issue.village, {ground.grids[h] for h in scope_of(issue, ground)}))
    needed = notice_needed(case, issue)
    fit = visits_fit(doors, visitors, today, session, following=following)
    return Outlook(session, following, doors, visitors, fit, (session - today).days >= needed, needed)


def notice_needed(case: Case, issue: Issue) -> int:
    """提前通知 of the assembly that decides the item; none where talking it over is enough."""
    pack = next((pack for pack in case.packs() if issue.item and Item(issue.item) in pack.items), None)
    return max(pack.bodies[body].notice_days for body in pack.items[Item(issue.item)].bodies) if pack else 0


def which_session(case: Case, issue: Issue) -> Talk[tuple[date, int]]:
    """The day of the meeting and how many visitors more were promised. What is urgent is done first and told at the next session."""
    seen = outlook(case, issue)
    if issue.track is Track.URGENT:
        return seen.session, 0
    picked: tuple[date, int] = yield from choose("setting.session", _offers(seen), before=_told(seen))
    return picked


def _offers(seen: Outlook) -> list[Pick]:
    picks = []
    if seen.possible:
        more = seen.fit.more_visitors if isinstance(seen.fit, TooMany) else None
        picks.append(Pick("this", line("setting.this_session", day=spoken_day(seen.session)), (seen.session, 0)))
        if more:
            label = line("setting.more_visitors", count=str(more), day=spoken_day(seen.session))
            picks.append(Pick("more", label, (seen.session, more)))
    picks.append(Pick("next", line("setting.next_session", day=spoken_day(seen.following)), (seen.following, 0)))
    return picks


def _told(seen: Outlook) -> list[Line]:
    day = spoken_day(seen.session)
    if not seen.in_time:
        return [line("setting.no_notice", count=str(seen.notice_days), day=day)]
    over = seen.fit.over if isinstance(seen.fit, TooMany) else 0
    known = {"households": str(seen.doors), "people": str(seen.visitors), "count": str(seen.fit.days), "day": day, "lacking": str(over)}
    match seen.fit:
        case Fits():
            return [Line("setting.fits", known)]
        case TooMany(days=0):
            told = [Line("setting.no_days", known)]
        case TooMany():
            told = [Line("setting.too_many", known)]
    return told if seen.fit.next_half_month else [*told, Line("setting.next_too_many")]
