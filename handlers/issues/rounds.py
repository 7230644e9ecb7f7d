"""Whose door is whose: the households to ask on an issue, divided among those who visit, and what of it is still to do."""

from collections.abc import Sequence
from math import ceil

from handlers.case import Case, case_of
from handlers.issues.planning import SENT_TO_ALL, visitors_of
from handlers.memory import IssuesAt
from handlers.scene import Scene
from handlers.village.evidence import affected_of, asked, reached, scope_of
from handlers.village.issue import Backing, Issue, Method, Visit
from handlers.village.matter import Stage
from handlers.village.people import Household, Office, Person
from handlers.village.rights import Granted, Thing, may
from handlers.village.roles import Action, ThingKind

VISITORS = frozenset({Office.GRID_LEAD, *SENT_TO_ALL})
A_DAY = 3  # doors: more is not done, and what is not done is made up
CLOCK = "clock"  # who an attempt of the bot's own is by
# A household says only now that nobody came, or that it was written down wrongly: its door is made good before the meeting.
MADE_GOOD_AT = (Stage.PRE_MEETING, Stage.LINKAGE, Stage.REVIEW, Stage.READY)
VISITED_AT = (Stage.VISITING, *MADE_GOOD_AT)


def doors_open(case: Case) -> bool:
    """May anybody be visited on this matter now?"""
    return case.issue.stage is Stage.VISITING or (case.issue.stage in MADE_GOOD_AT and bool(to_be_redone(case)))


def todays(case: Case, visitor: str) -> list[Household]:
    """The next doors of one visitor: three a day, then as many again as are asked for."""
    done = {v.household for v in case.file.visits if v.by == visitor and v.at.date() == case.scene.now.date()}
    return doors_of(case, visitor)[: A_DAY - len(done) % A_DAY]


def doors_of(case: Case, visitor: str) -> list[Household]:
    """What one visitor still has to do, visits to be made again first, those nobody opened to at the end."""
    again = to_be_redone(case)
    if not doors_open(case):
        return []
    keepers, wanted, twice = keepers_of(case), _wanted_here(case, again), asked(case.file) - reached(case.file)
    mine = [h for h in to_ask(case) if keepers.get(h.id) == visitor and h.id in wanted and not tried_today(case, h.id)]
    return sorted(mine, key=lambda h: (h.id not in again, h.id in twice))


def with_doors_left(case: Case) -> frozenset[str]:
    """The visitors who still have a door to knock at today; the whole list is divided once."""
    if not doors_open(case):
        return frozenset()
    keepers, wanted = keepers_of(case), _wanted_here(case, to_be_redone(case))
    return frozenset(keepers[h.id] for h in to_ask(case) if h.id in wanted and h.id in keepers and not tried_today(case, h.id))


def _wanted_here(case: Case, again: frozenset[str]) -> frozenset[str]:
    """Behind the visits' own stage only what has to be made good."""
    return wanted_now(case) | again if case.issue.stage is Stage.VISITING else again


def to_ask(case: Case) -> tuple[Household, ...]:
    """Affected households, the vulnerable first of all; then a sample of the others, some of every grid.

    The sample is as large as the threshold asks for and drawn by lot: the same for everybody, and nobody's choice.
    """
    affected, others = _near(case), _sample(case)
    known = {h.id: h for h in case.households}
    first = sorted(affected, key=lambda h: (not known[h].vulnerable, h))
    again = sorted(to_be_redone(case) - affected - set(others))
    return tuple(known[h] for h in (*first, *others, *again) if h in known)


def _near(case: Case) -> frozenset[str]:
    return affected_of(case.issue, case.ground)


def _sample(case: Case) -> list[str]:
    ground, affected = case.ground, _near(case)
    scope = scope_of(case.issue, ground)
    by_lot = sorted(scope - affected, key=lambda h: lot(case, h))
    place = {household: at for at, household in enumerate(by_lot)}
    covered = {ground.grids[h] for h in affected}
    first_of_grid = list({ground.grids[h]: h for h in reversed(by_lot) if ground.grids[h] not in covered}.values())
    count = max(len(first_of_grid), case.thresholds.others(len(by_lot), len(scope)))
    drawn = first_of_grid + [h for h in by_lot if h not in first_of_grid]
    return sorted(drawn[:count], key=lambda h: place[h])


def lot(case: Case, what: str) -> str:
    """Looks like chance and is always the same: nobody without the house's salt can foretell it."""
    return case.scene.fresh.number(f"{case.issue.id}:{what}", 0)


def keepers_of(case: Case) -> dict[str, str]:
    """Household → the visitor who asks it: a grid worker in the own grid up to an even share, the rest evenly by the others.

    Nobody visits the own household, nor one that has disputed or denied a visit of theirs: then the next in the ring goes.
    """
    ring, leads = _ring(case)
    if not ring:
        return {}
    doors = to_ask(case)
    fair, shares, kept = ceil(len(doors) / len(ring)), dict.fromkeys(ring, 0), dict[str, str]()
    barred = barred_from(case, ring)
    others = [p for p in ring if p not in leads.values()] or ring
    for door in doors:
        lead = leads.get(door.grid)
        keeper = lead if lead is not None and shares[lead] < fair else min(others, key=lambda p: shares[p])
        # a grid worker knocks in the own grid only
        elsewhere = {each for grid, each in leads.items() if grid != door.grid}
        at = ring.index(keeper)
        free = (p for p in (*ring[at:], *ring[:at]) if p not in elsewhere and p not in barred.get(door.id, ()))
        keeper = next(free, keeper)
        shares[keeper] += 1
        kept[door.id] = keeper
    return kept


def _ring(case: Case) -> tuple[list[str], dict[str, str]]:
    staff = case.scene.desk.staff(case.issue.village)
    if staff is None:
        return [], {}
    grids = {case.ground.grids[h] for h in scope_of(case.issue, case.ground)}
    leads = {grid: lead.id for grid, lead in sorted(staff.grid_leads.items()) if grid in grids}
    others = [p.id for p in visitors_of(case.scene, case.issue.village, ())]
    return list(dict.fromkeys([*leads.values(), *others])), leads


def barred_from(case: Case, ring: Sequence[str]) -> dict[str, set[str]]:
    """Household → the visitors who do not go there: who lives there, and whose word the household does not stand by.

    Only the list knows of the latter: who it was is never told.
    """
    knocking = frozenset(ring)
    barred: dict[str, set[str]] = {p.household: {p.id} for p in case.persons if p.id in knocking and p.household}
    refused = [(v.household, v.by) for v in case.file.visits if not v.stands]
    refused += [(o.household, o.recorder or "") for o in case.file.opinions if o.backing is Backing.DISPUTED]
    for household, by in refused:
        barred.setdefault(household, set()).add(by)
    return barred


def to_be_redone(case: Case) -> frozenset[str]:
    """Households that say that nobody came, or that it was written down wrongly, until somebody else has been there."""
    wrong = [(v.household, v.by, v.at) for v in case.round.visits if not v.stands]
    wrong += [(o.household, o.recorder or "", o.at) for o in case.round.opinions if o.backing is Backing.DISPUTED]
    came = [v for v in case.round.visits if v.stands and v.reached and v.by != CLOCK]
    return frozenset(h for h, by, at in wrong if not any(v.household == h and v.by != by and v.at > at for v in came))


def wanted_now(case: Case) -> frozenset[str]:
    """Households that the second gate still waits for: the affected until reached, the vulnerable until seen, others until enough."""
    file, ground, near = case.round, case.ground, _near(case)
    seen = {v.household for v in file.visits if v.stands and v.reached and v.method is Method.DOOR}
    heard = reached(file)
    wanted = {h for h in near if h not in heard or (h in ground.vulnerable and h not in seen)}
    others = scope_of(case.issue, ground) - near
    sample = set(_sample(case))
    if len(others & asked(file)) < len(sample) or not {ground.grids[h] for h in sample} <= {ground.grids[h] for h in heard}:
        wanted |= sample - asked(file)
    return frozenset(wanted)


def tried_today(case: Case, household: str) -> bool:
    """Nobody opened today: a second knock counts on another day only."""
    today = case.scene.now.date()
    return any(v.household == household and not v.reached and v.by != CLOCK and v.at.date() == today for v in case.file.visits)


# ---------------------------------------------------------------- who may, and where


def may_visit(case: Case, household: Household) -> bool:
    """RECORD_VISIT for this very household: a grid worker in the own grid only."""
    unit = case.scene.desk.unit(case.issue.village)
    thing = Thing(ThingKind.ISSUE, case.issue.village, (unit.parent or "") if unit else "", household.grid)
    return isinstance(may(case.scene.actor_of_rights, Action.RECORD_VISIT, thing), Granted)


def in_reach(case: Case) -> list[Household]:
    """Households of the scope that the speaker may visit."""
    scope = scope_of(case.issue, case.ground)
    return [h for h in case.households if h.id in scope and may_visit(case, h)]


def issues_to_visit(scene: Scene) -> tuple[Issue, ...]:
    """Issues whose doors are open now, where the speaker is a visitor."""
    villages = scene.villages(*VISITORS)
    lookups = [IssuesAt(stage.value, villages) for stage in VISITED_AT] if villages else []
    scene.desk.need(*lookups)
    found: list[Issue] = [issue for lookup in lookups for issue in scene.desk.find(lookup)]
    return tuple(issue for issue in found if issue.stage is Stage.VISITING or _made_good(scene, issue))


def _made_good(scene: Scene, issue: Issue) -> bool:
    case = case_of(scene, issue.id) if issue.stage in MADE_GOOD_AT else None
    return case is not None and doors_open(case)


def head_of(case: Case, household: str) -> Person | None:
    """Who speaks for a household when nobody else is named: its head, else its first member."""
    found = next((h for h in case.households if h.id == household), None)
    members = [p for p in case.persons if p.household == household]
    return next((p for p in members if found and p.name == found.head), members[0] if members else None)


def at_home(case: Case, household: str) -> Person | None:
    """Who is met at the door: the head, unless away; then whoever of the household is there."""
    head = head_of(case, household)
    if head is None or not head.away:
        return head
    return next((p for p in case.persons if p.household == household and not p.away), head)


def visited(visits: Sequence[Visit]) -> dict[str, Visit]:
    """Household → the latest visit by a person that reached it and that nobody has denied."""
    return {v.household: v for v in visits if v.reached and v.stands and v.by != CLOCK}
