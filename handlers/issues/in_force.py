"""Every threshold in force for one issue, as its public page prints them: whoever reads it can hold us to each."""

from fractions import Fraction

from handlers.case import Case
from handlers.messages import Line, line
from handlers.village.evidence import affected_of
from handlers.village.thresholds import Presence, Thresholds


def in_force(case: Case) -> list[Line]:
    """The first gate's rest, the doors, the day, and who has to come."""
    t = case.thresholds
    seen = case.evidence()
    asked = line("calling.in_force_close", ours=share(t.poll_share), quotes=str(min(t.quotes, max(1, seen.scope))), reports=str(t.reports))
    doors = line(
        "calling.in_force_doors",
        asked=share(t.affected_asked),
        reached=share(t.affected_reached),
        others=str(t.others(seen.others, seen.scope)),
        away=share(t.away_tried),
        readers=str(min(t.read_back, max(1, seen.scope))),
    )
    near = str(len(affected_of(case.issue, case.ground)))
    day = line(
        "calling.in_force_day", near=near, touched=share(t.touched_share), villagers=share(t.villagers_share), women=share(t.women_share)
    )
    return [asked, doors, day, *leaders(t)]


def share(value: Fraction) -> Line | str:
    """7/10, or 全部."""
    return Line("calling.everybody") if value == 1 else str(value)


def leaders(t: Thresholds) -> list[Line]:
    """Of each group one; on a great matter of the further groups too."""
    told = [line("calling.in_force_leaders", who=one_of(group)) for group in t.leaders]
    return told + [line("calling.in_force_major", who=one_of(group)) for group in t.major_leaders]


def one_of(group: frozenset[Presence]) -> Line:
    first, *more = (Line(f"presence.{each}") for each in sorted(group))
    for each in more:
        first = line("calling.or", first=first, second=each)
    return first
