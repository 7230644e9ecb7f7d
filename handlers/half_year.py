"""半年回顾: one page for a village's secretary, and for the township about whichever of its villages it asks for."""

from dataclasses import dataclass
from datetime import date, datetime, time

from handlers.memory import HouseholdsOf, IssuesIn, OpinionsSince, PapersSince, TasksSince, VisitsSince
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, choose
from handlers.village.half_year import HalfYear, Records, reckon, six_months_to
from handlers.village.issue import Track
from handlers.village.people import Office

READERS = (Office.SECRETARY, Office.REVIEWER, Office.TOWNSHIP_LEADER)


def figures(scene: Scene, village: str) -> HalfYear:
    """The six figures of the half-year that ended yesterday."""
    first, _ = six_months_to(scene.now.date())
    since = datetime.combine(first, time(), scene.now.tzinfo)
    lookups = (IssuesIn(village), PapersSince(village, since), VisitsSince(village, since), OpinionsSince(village, since))
    scene.desk.need(*lookups, TasksSince(village, since), HouseholdsOf(village))
    issues, papers, visits, opinions = (scene.desk.find(lookup) for lookup in lookups)
    households = frozenset(household.id for household in scene.desk.find(HouseholdsOf(village)))
    tasks = scene.desk.find(TasksSince(village, since))
    found = Records(issues, papers, visits, opinions, tasks, households)
    return reckon(found, scene.now.date(), scene.statutes.session_days, scene.calendar)


def page(scene: Scene, village: str) -> tuple[Line, ...]:
    """Six lines, each a part of its whole."""
    found, unit = figures(scene, village), scene.desk.unit(village)
    numbers = {name: str(getattr(found, name)) for name in NUMBERS}
    tracks = {track.value: str(found.tracks.get(track, 0)) for track in Track}
    name = unit.name if unit else ""
    head = line("half_year.head", village=name, since=_day(found.first), day=_day(found.last))
    return (
        head,
        line("half_year.held", held=numbers["held"], planned=numbers["planned"]),
        line("half_year.asked", asked=numbers["asked"], households=numbers["households"]),
        line("half_year.tracks", major=tracks["major"], minor=tracks["minor"], urgent=tracks["urgent"]),
        line("half_year.present", present=numbers["present"], touched=numbers["touched"], came=numbers["came"]),
        line("half_year.done", done=numbers["done"], settled=numbers["settled"], reopened=numbers["reopened"]),
        line("half_year.on_time", on_time=numbers["on_time"], due=numbers["due"]),
    )


NUMBERS = ("held", "planned", "asked", "households", "present", "touched", "came", "done", "settled", "reopened", "on_time", "due")


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


@dataclass(frozen=True, slots=True)
class ReadHalfYear:
    """One village's page."""

    village: str


def half_year(scene: Scene) -> Talk[ReadHalfYear | None]:
    """半年回顾: of one's only village at once, else of the one chosen."""
    villages = scene.villages(*READERS)
    if len(villages) == 1:
        return ReadHalfYear(villages[0])
    units = [unit for village in villages if (unit := scene.desk.unit(village)) is not None]
    return ReadHalfYear((yield from choose("half_year.which", [Pick(u.id, line("half_year.village", name=u.name), u.id) for u in units])))
