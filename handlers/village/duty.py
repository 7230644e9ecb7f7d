"""Danger: the numbers to tell in the first answer, and whom to ring in which order until a human takes it.

The bot is never the only alarm: the number is told first, then people are rung. Whoever could be the cause, or would be
told by the cause at supper, is not rung; that is why violence at home and self-harm have trees of their own.
"""

from collections.abc import Mapping
from enum import StrEnum

from handlers.village.people import VILLAGE_CADRES, Office, Person, Staff


class DangerKind(StrEnum):
    """The same values as the ears' dangers; repeated here because the law of the matter imports nothing of ours."""

    FIRE = "fire"
    COLLAPSE = "collapse"
    DROWNING = "drowning"
    GAS = "gas"
    ELECTRIC = "electric"
    ILLNESS = "illness"
    VIOLENCE = "violence"
    VIOLENCE_AT_HOME = "violence_at_home"
    SELF_HARM = "self_harm"
    LOST_CHILD = "lost_child"
    FRAUD = "fraud"


Tree = tuple[tuple[Office, ...], ...]

# What each number is, in the words a villager uses. Source: domain report §3.5.
HOTLINES: Mapping[str, str] = {
    "110": "报警",
    "119": "火警和救援",
    "120": "急救",
    "12356": "心理援助热线",
    "96110": "反诈专线",
    "95598": "供电抢修",
    "12338": "妇女维权热线",
}

# In the order they are told.
NUMBERS: Mapping[DangerKind, tuple[str, ...]] = {
    DangerKind.FIRE: ("119",),
    DangerKind.COLLAPSE: ("119", "120"),
    DangerKind.DROWNING: ("110", "119", "120"),
    DangerKind.GAS: ("119", "120"),
    DangerKind.ELECTRIC: ("120", "95598"),
    DangerKind.ILLNESS: ("120",),
    DangerKind.VIOLENCE: ("110",),
    DangerKind.VIOLENCE_AT_HOME: ("110", "12338"),
    DangerKind.SELF_HARM: ("12356", "120"),
    DangerKind.LOST_CHILD: ("110",),
    DangerKind.FRAUD: ("110", "96110"),
}

# Hands nearby first, then everybody with a shovel, then the township, which must not be asleep.
_HANDS_FIRST: Tree = (
    (Office.GRID_LEAD, Office.SECRETARY),
    (Office.COMMITTEE, Office.FIRST_SECRETARY),
    (Office.TOWNSHIP_DUTY,),
    (Office.REVIEWER,),
)
# A fight needs someone who may lawfully step in; the village comes second, to stand by.
_POLICE_FIRST: Tree = (
    (Office.POLICE,),
    (Office.SECRETARY, Office.GRID_LEAD),
    (Office.TOWNSHIP_DUTY,),
    (Office.REVIEWER,),
)

TREES: Mapping[DangerKind, Tree] = {
    DangerKind.FIRE: _HANDS_FIRST,
    DangerKind.COLLAPSE: _HANDS_FIRST,
    DangerKind.DROWNING: _HANDS_FIRST,
    DangerKind.GAS: _HANDS_FIRST,
    DangerKind.ELECTRIC: _HANDS_FIRST,
    DangerKind.ILLNESS: _HANDS_FIRST,
    DangerKind.VIOLENCE: _POLICE_FIRST,
    # In a village everybody is somebody's cousin: a word to the village office reaches the husband before the police do.
    DangerKind.VIOLENCE_AT_HOME: ((Office.POLICE,), (Office.TOWNSHIP_DUTY,), (Office.REVIEWER,)),
    # Shame can be the push, so no neighbour hears of it. Township and police at once: the one can sit with a person,
    # the other may open a door. Not the women's chair: she is a neighbour too, and half of those in need are men.
    DangerKind.SELF_HARM: ((Office.TOWNSHIP_DUTY, Office.POLICE), (Office.REVIEWER,)),
    # Searching needs feet, finding needs the police: both at once.
    DangerKind.LOST_CHILD: (
        (Office.GRID_LEAD, Office.SECRETARY, Office.POLICE),
        (Office.COMMITTEE, Office.FIRST_SECRETARY),
        (Office.TOWNSHIP_DUTY,),
        (Office.REVIEWER,),
    ),
    # Only the police can stop a payment, and only within minutes; the grid worker sits with the person meanwhile.
    DangerKind.FRAUD: ((Office.POLICE,), (Office.GRID_LEAD,), (Office.TOWNSHIP_DUTY,), (Office.REVIEWER,)),
}

# Whoever also wears one of these hats is not rung, whatever other hat the tree found him under.
_NEIGHBOURS = VILLAGE_CADRES | {Office.REPRESENTATIVE}
_BARRED: Mapping[DangerKind, frozenset[Office]] = {
    DangerKind.VIOLENCE_AT_HOME: _NEIGHBOURS,
    DangerKind.SELF_HARM: _NEIGHBOURS,
}

FIRST_WAIT, NEXT_WAIT = 2, 5  # minutes; domain report §6.2, state E


def minutes_until(step: int) -> int:
    """Minutes from the alert to this step if nobody has taken it: 0, 2, 7, 12 …"""
    return 0 if step == 0 else FIRST_WAIT + NEXT_WAIT * (step - 1)


STEP_MINUTES = tuple(minutes_until(step) for step in range(max(map(len, TREES.values()))))


def called(kind: DangerKind, step: int, staff: Staff, grid: str | None, kin: frozenset[str]) -> tuple[Person, ...]:
    """Whom to ring at this step, each once; empty when the step's offices are unfilled or the tree has ended.

    grid is where it happens; without one every grid worker of the village is rung, for one of them is near.
    kin holds the ids of persons who must not be rung: the household the danger is in, the one who raised it, anyone named.
    """
    tree = TREES[kind]
    if not 0 <= step < len(tree):
        return ()
    barred = kin | {person.id for office in _BARRED.get(kind, ()) for person in _holders(office, staff, None)}
    people = (person for office in tree[step] for person in _holders(office, staff, grid))
    return tuple({person.id: person for person in people if person.id not in barred}.values())


def rounds(kind: DangerKind, staff: Staff, grid: str | None, kin: frozenset[str]) -> tuple[tuple[Person, ...], ...]:
    """The whole tree as it will be rung: empty steps left out, nobody twice; round n starts at minutes_until(n).

    An unfilled office must not cost five minutes of somebody's life.
    """
    found: list[tuple[Person, ...]] = []
    rung = kin
    for step in range(len(TREES[kind])):
        if people := called(kind, step, staff, grid, rung):
            found.append(people)
            rung |= {person.id for person in people}
    return tuple(found)


def _holders(office: Office, staff: Staff, grid: str | None) -> tuple[Person, ...]:
    if office is not Office.GRID_LEAD:
        return staff.holders.get(office, ())
    if grid is not None and grid in staff.grid_leads:
        return (staff.grid_leads[grid],)
    return (*staff.grid_leads.values(), *staff.holders.get(office, ()))
