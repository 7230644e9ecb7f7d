"""Who may do what to which thing: one question, answered from the same value that goes into every query.

For every actor, action and thing `may` grants exactly when the action's scope covers the thing, so that a list can never
show more than a single look-up would.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from handlers.village import roles
from handlers.village.people import Office
from handlers.village.road import Held
from handlers.village.roles import Action, Kinds, Level, Privacy, ThingKind


@dataclass(frozen=True, slots=True)
class Hat:
    """An office a person holds. unit is the unit's id and level is that unit's; without its unit, grid or department a hat opens nothing.

    grid is for grid leads, department for liaisons, "" otherwise.
    """

    office: Office
    unit: str
    level: Level
    grid: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks. person is None on a phone that nobody is bound to; village and household are where they live.

    proved says that the binding was proved by the roster's own number: without it an actor may only speak.
    relatives are the person ids of close relatives, everybody of the household among them.
    """

    person: str | None = None
    hats: tuple[Hat, ...] = ()
    village: str | None = None
    household: str | None = None
    proved: bool = False
    relatives: frozenset[str] = frozenset()

    @property
    def me(self) -> frozenset[str]:
        return frozenset(key for key in (self.person, self.household) if key)


@dataclass(frozen=True, slots=True)
class Thing:
    """What it is done to. All ids; "" where there is none.

    owner is the person that said it (the household only where the person is not known, for everybody of it sees what is its
    own), or, for an office to be given, who would get it. author is whoever wrote the draft that now waits for a yes. named
    are the persons (or households) it is brought against, never those it is said for; named_units the units they hold offices
    in. private is a 个案. consented is the speaker's separate yes to being named to the department (PIPL Art. 23).

    level of a sealed case or of an alert out of one: the highest level that may not handle it, which is that of the highest
    person named, or higher once a level has let it lie; None where nobody is accused. level of a unit's office to be given:
    the office's.
    """

    kind: ThingKind
    village: str = ""
    township: str = ""
    grid: str = ""
    department: str = ""
    owner: str = ""
    author: str = ""
    named: frozenset[str] = frozenset()
    named_units: frozenset[str] = frozenset()
    private: bool = False
    consented: bool = False
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """identity: names may be shown; purpose: the reason for looking must be given first; second: it takes effect when another agrees."""

    identity: bool = False
    purpose: bool = False
    second: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """Rows that one hat, or being oneself, opens: those that fit every field which is not None.

    private may be ENTERED only together with entered_by. in_grid: only rows that belong to some grid.
    """

    kinds: Kinds
    village: str | None = None
    township: str | None = None
    grid: str | None = None
    department: str | None = None
    owners: frozenset[str] | None = None
    levels: frozenset[Level | None] | None = None
    in_grid: bool = False
    consented: bool = False
    private: Privacy = Privacy.ALWAYS
    entered_by: str = ""
    granted: Granted = Granted()

    def covers(self, thing: Thing) -> bool:
        return thing.kind in self.kinds and self._near(thing) and self._open(thing)

    def _near(self, thing: Thing) -> bool:
        """In the right place, with the right department, of the right person."""
        return (
            self.village in (None, thing.village)
            and self.township in (None, thing.township)
            and self.grid in (None, thing.grid)
            and self.department in (None, thing.department)
            and (self.owners is None or thing.owner in self.owners)
        )

    def _open(self, thing: Thing) -> bool:
        """Neither above this hat nor closed to it."""
        return (
            (self.levels is None or thing.level in self.levels)
            and (not self.in_grid or thing.grid != "")
            and (not self.consented or thing.consented)
            and (not thing.private or self._private(thing))
        )

    def _private(self, thing: Thing) -> bool:
        if self.private is Privacy.ENTERED:
            return thing.author == self.entered_by
        return self.private is Privacy.ALWAYS or (self.private is Privacy.CONSENTED and thing.consented)


@dataclass(frozen=True, slots=True)
class Scope:
    """The same right as a value for a query: (reach OR reach …) AND names none of … AND NOT written or said by …"""

    reaches: tuple[Reach, ...]
    not_naming: frozenset[str] = frozenset()  # persons and households: 回避
    not_naming_units: frozenset[str] = frozenset()  # somebody named works there
    not_by: frozenset[str] = frozenset()  # as author or owner: nobody says yes to their own

    def covers(self, thing: Thing) -> bool:
        return not self.not_by & {thing.author, thing.owner} and self.would_cover(thing)

    def would_cover(self, thing: Thing) -> bool:
        """Had somebody else written it."""
        return (
            not self.not_naming & thing.named
            and not self.not_naming_units & thing.named_units
            and any(reach.covers(thing) for reach in self.reaches)
        )


def may(actor: Actor, action: Action, thing: Thing) -> Granted | Held:
    """Default deny. A refusal says the same whether the thing is somebody else's, names the actor or does not exist at all."""
    scope = scope_of(actor, action)
    if scope is None or not scope.would_cover(thing):
        return Held("held.not_yours")
    if not scope.covers(thing):
        return Held("held.own_draft")
    ways = [reach.granted for reach in scope.reaches if reach.covers(thing)]
    return Granted(
        identity=any(way.identity for way in ways),
        purpose=all(way.purpose for way in ways),
        second=all(way.second for way in ways),
    )


def scope_of(actor: Actor, action: Action) -> Scope | None:
    """Everything the actor may do the action to; None when there can be nothing."""
    reaches = tuple(_reaches(actor, action))
    if not reaches:
        return None
    if action in roles.KEPT_WHEN_NAMED:
        return Scope(reaches)
    return Scope(
        reaches,
        not_naming=actor.me | actor.relatives,
        # colleagues above the village cover for one another; in the village everybody is a colleague, and nobody would be left
        not_naming_units=frozenset(hat.unit for hat in actor.hats if hat.level is not Level.VILLAGE),
        not_by=actor.me if action in roles.NEEDS_ANOTHER else frozenset(),
    )


def _reaches(actor: Actor, action: Action) -> Iterator[Reach]:
    if action is Action.SUBMIT:
        yield from _voice(actor)
    elif actor.person is not None and actor.proved:
        yield from _own(actor, action)
        for hat in actor.hats:
            yield from _office(actor.person, hat, action)


def _voice(actor: Actor) -> Iterator[Reach]:
    """Residents speak in their village, an unbound phone anywhere; offices from outside do not speak for a village."""
    kinds, owners = roles.OWN[Action.SUBMIT], actor.me | {""}
    if actor.person is None:
        yield Reach(kinds, owners=owners, granted=Granted(identity=True))
    elif actor.village:
        yield Reach(kinds, village=actor.village, owners=owners, granted=Granted(identity=True))


def _own(actor: Actor, action: Action) -> Iterator[Reach]:
    if action in roles.OWN:
        yield Reach(roles.OWN[action], owners=actor.me, granted=Granted(identity=True))
    if action is Action.ANSWER_QUESTION and actor.village:
        yield Reach(roles.ISSUE_ONLY, village=actor.village, granted=Granted(identity=True))


def _office(person: str, hat: Hat, action: Action) -> Iterator[Reach]:
    role = (hat.level, hat.office)
    if action in roles.SEALED_ACTIONS and _reads_accusations(hat):
        yield Reach(roles.KINDS[action], levels=_levels(hat, action), granted=_granted(role, action))
    if action not in roles.RIGHTS.get(role, frozenset()) or not _whole(hat):
        return
    rings = action is Action.TELEPHONE  # a grid worker helps in every grid; above the village only whom no village knows is called
    yield Reach(
        _kinds(role, action),
        village=hat.unit if hat.level is Level.VILLAGE else "" if rings else None,
        township=hat.unit if hat.level is Level.TOWNSHIP and not rings else None,
        grid=hat.grid if hat.office is Office.GRID_LEAD and not rings else None,
        department=hat.department if hat.office is Office.LIAISON else None,
        levels=_levels(hat, action),
        in_grid=action is Action.ASSIGN_OFFICE and hat.level is Level.VILLAGE,  # a village's secretary names grid leads only
        consented=action is Action.SEE_IDENTITY and hat.office is Office.LIAISON,  # PIPL Art. 23
        private=_privacy(role, action),
        entered_by=person,
        granted=_granted(role, action),
    )


def _whole(hat: Hat) -> bool:
    """An empty id would match everything that has none."""
    needed = {Office.GRID_LEAD: hat.grid, Office.LIAISON: hat.department}
    return bool(hat.unit and needed.get(hat.office, hat.unit))


def _reads_accusations(hat: Hat) -> bool:
    return _whole(hat) and hat.level is Level.DISTRICT and hat.office is Office.LIAISON and hat.department == roles.DISCIPLINE


def _kinds(role: roles.Role, action: Action) -> Kinds:
    if action is Action.EXPORT and role == (Level.DISTRICT, Office.DISTRICT_LEADER):
        return frozenset({ThingKind.UNIT})  # totals, never cases
    return roles.KINDS.get(action, roles.ISSUE_ONLY)


BELOW: dict[Level, tuple[Level, ...]] = {
    Level.VILLAGE: (),
    Level.TOWNSHIP: (Level.VILLAGE,),
    Level.DISTRICT: (Level.TOWNSHIP, Level.VILLAGE),
}


def _levels(hat: Hat, action: Action) -> frozenset[Level | None] | None:
    """A sealed case goes to the next level above everyone named; an alert out of one to any level above them, and to those sent."""
    below = BELOW[hat.level]
    if action in roles.SEALED_ACTIONS:
        return frozenset(below[:1])
    if action is Action.TAKE_ALERT:
        return None if hat.level is Level.VILLAGE and hat.office in roles.SENT else frozenset({None, *below})
    if action is Action.ASSIGN_OFFICE:
        return frozenset(below[:1] or {Level.VILLAGE})
    return None


def _privacy(role: roles.Role, action: Action) -> Privacy:
    if action is Action.TAKE_ALERT or action in roles.SEALED_ACTIONS:
        return Privacy.ALWAYS  # a life in danger (PIPL Art. 13 (4)); the vault has its own rule
    return roles.PRIVACY.get(role, Privacy.NEVER)


def _granted(role: roles.Role, action: Action) -> Granted:
    needs_second = action is Action.SEE_ACCUSER or (action is Action.ASSIGN_OFFICE and role == (Level.TOWNSHIP, Office.REVIEWER))
    return Granted(action in roles.SHOWS_IDENTITY, action in roles.NEEDS_PURPOSE, needs_second)
