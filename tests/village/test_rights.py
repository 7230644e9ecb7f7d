"""Who may do what to which thing: the matrix written out once more, by action instead of by office, and every case of it tried."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, combinations, product
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.village.people import Office
from handlers.village.rights import Actor, Granted, Hat, Reach, Scope, Thing, may, scope_of
from handlers.village.road import Held
from handlers.village.roles import DISCIPLINE, RIGHTS, Action, Level, Privacy, ThingKind

T = TypeVar("T")

NOT_YOURS, OWN_DRAFT = Held("held.not_yours"), Held("held.own_draft")

# Columns: the offices; the village's first, then the township's (tldr is 班子成员, stat 站所), then the district's (disc is 纪检监察).
# A cell says where: g own grid, v own village, t own township, d own department, s own department inside the township,
# x the whole district, w what no village is known of, n only the next level below: those whom a sealed case must not name.
# c is d, and C is s, but only with the speaker's separate yes. Behind the action: the things it is done to, to which of one's
# own, and to which of one's own village; C concern, I issue, Q request, R rule, S sealed case, A alert, P person, U unit.
# 2 means: not to one's own.
MATRIX = """
                    things own  home 2  grid comm secr supv repr womn frst team spns poli  rev  tsec tldr duty stat  dept disc lead
submit              -      CAS  -    -  .    .    .    .    .    .    .    .    .    .     .    .    .    .    .     .    .    .
submit_for_others   CA     -    -    -  g    v    .    .    .    .    .    .    .    .     .    .    .    .    .     .    .    .
see_own             -      CASP -    -  .    .    .    .    .    .    .    .    .    .     .    .    .    .    .     .    .    .
see_case            CIQ    -    -    -  g    v    v    .    .    .    v    v    v    .     t    t    t    .    s     d    d    x
see_identity        C      C    -    -  g    v    v    .    .    .    .    .    .    .     t    .    .    .    C     c    c    .
triage              CI     -    -    2  .    v    v    .    .    .    .    .    .    .     t    .    .    .    .     .    .    .
reply               C      -    -    -  g    v    v    .    .    .    .    .    .    .     t    .    .    .    s     d    d    .
close               CI     -    -    2  .    v    v    .    .    .    .    .    .    .     t    .    .    .    .     .    .    .
reopen              -      C    -    -  .    .    .    .    .    .    .    .    .    .     .    .    .    .    .     .    .    .
select_issue        I      -    -    -  .    .    v    .    .    .    .    .    .    .     .    .    .    .    .     .    .    .
call_opinions       I      -    -    -  .    .    v    .    .    .    .    .    .    .     .    .    .    .    .     .    .    .
record_visit        I      -    -    -  g    .    v    .    .    .    v    v    v    .     .    .    .    .    .     .    .    .
answer_question     -      C    I    -  .    .    .    .    .    .    .    .    .    .     .    .    .    .    .     .    .    .
record_pre_meeting  I      -    -    -  .    v    v    .    .    .    .    .    .    .     .    .    .    .    .     .    .    .
request_department  IQ     -    -    -  .    .    v    .    .    .    .    .    .    .     .    .    .    .    .     .    .    .
answer_request      Q      -    -    -  .    .    .    .    .    .    .    .    .    .     .    .    .    .    s     d    d    .
adjudicate          Q      -    -    -  .    .    .    .    .    .    .    .    .    .     .    .    .    .    .     .    .    x
review              I      -    -    2  .    .    .    .    .    .    .    .    .    .     t    t    .    .    .     .    .    .
override_gate       I      -    -    2  .    .    .    .    .    .    .    .    .    .     t    t    .    .    .     .    .    .
open_meeting        I      -    -    -  .    .    v    .    .    .    .    .    .    .     .    .    .    .    .     .    .    .
record_vote         IR     -    -    -  .    v    v    .    .    .    .    .    .    .     .    .    .    .    .     .    .    .
confirm_minutes     I      -    -    2  .    .    v    v    .    .    .    .    .    .     .    .    .    .    .     .    .    .
accept_work         I      -    -    2  .    .    .    v    v    .    .    .    .    .     .    .    .    .    .     .    .    .
publish             IR     -    -    2  .    .    v    .    .    .    .    .    .    .     t    .    .    .    .     .    .    .
draft_rule          R      -    -    -  .    v    v    .    .    .    .    .    .    .     .    .    .    .    .     .    .    .
file_rule           R      -    -    2  .    .    .    .    .    .    .    .    .    .     t    .    .    .    .     .    .    .
give_legal_opinion  R      -    -    2  .    .    .    .    .    .    .    .    .    v     .    .    .    .    s     d    d    .
promise             I      -    -    -  .    .    .    .    .    .    .    .    .    .     .    t    t    .    .     .    .    x
announce            U      -    -    -  .    .    v    .    .    .    .    .    .    .     .    .    .    .    .     .    .    .
take_alert          A      -    -    -  g    v    v    .    .    .    v    .    .    v     t    .    .    t    s     d    d    x
read_sealed         S      -    -    -  .    .    .    .    .    .    .    .    .    .     tn   .    .    .    .     .    xn   xn
know_sealed         S      -    -    -  .    .    .    .    .    .    .    .    .    .     tn   .    .    .    .     .    xn   xn
decide_sealed       S      -    -    2  .    .    .    .    .    .    .    .    .    .     tn   .    .    .    .     .    xn   xn
see_accuser         S      -    -    -  .    .    .    .    .    .    .    .    .    .     tn   .    .    .    .     .    xn   xn
see_flags           CI     -    -    -  .    .    .    .    .    .    .    .    .    .     t    t    .    .    .     .    .    x
export              CIU    CP   -    -  .    v    v    .    .    .    .    .    .    .     t    .    .    .    s     d    d    xU
assign_office       U      -    -    2  .    .    vg   .    .    .    .    .    .    .     tn   .    .    .    .     .    .    xn
audit               CIU    CS   -    -  .    .    .    .    .    .    .    .    .    .     t    t    .    .    .     .    .    x
find_person         P      -    -    -  g    v    v    .    .    .    .    .    .    .     t    .    .    .    .     .    .    .
telephone           P      -    -    -  v    v    v    .    .    .    v    v    v    .     w    .    .    w    .     .    .    .
"""
# Private cases, by column; an office not named here never touches one. An alert rings all the same.
PRIVATE = {"comm": "always", "secr": "always", "rev": "always", "tsec": "always", "grid": "entered"} | dict.fromkeys(
    ("stat", "dept", "disc"), "consented"
)
# Alerts out of a sealed case: who comes whoever may be accused, and who comes when only lower levels are.
ALERTED = {
    "frst": set(Level),
    "poli": set(Level),
    "rev": {Level.VILLAGE},
    "duty": {Level.VILLAGE},
    "stat": {Level.VILLAGE},
    "dept": {Level.VILLAGE, Level.TOWNSHIP},
    "disc": {Level.VILLAGE, Level.TOWNSHIP},
    "lead": {Level.VILLAGE, Level.TOWNSHIP},
}
NEXT_BELOW = {"rev": Level.VILLAGE, "disc": Level.TOWNSHIP, "lead": Level.TOWNSHIP}

LETTER = dict(zip("CIQRSAPU", ThingKind, strict=True))


@dataclass(frozen=True)
class Row:
    things: set[ThingKind]
    own: set[ThingKind]
    home: set[ThingKind]
    needs_another: bool
    cells: dict[str, str]


def kinds(letters: str) -> set[ThingKind]:
    return {LETTER[letter] for letter in letters.replace("-", "")}


def matrix() -> dict[Action, Row]:
    head, *rows = (line.split() for line in MATRIX.strip().splitlines())
    return {
        Action(name): Row(kinds(things), kinds(own), kinds(home), two == "2", dict(zip(head[4:], cells, strict=True)))
        for name, things, own, home, two, *cells in rows
    }


ROWS = matrix()

VILLAGE_HATS = {
    "grid": Hat(Office.GRID_LEAD, "v1", Level.VILLAGE, grid="g1"),
    "comm": Hat(Office.COMMITTEE, "v1", Level.VILLAGE),
    "secr": Hat(Office.SECRETARY, "v1", Level.VILLAGE),
    "supv": Hat(Office.SUPERVISOR, "v1", Level.VILLAGE),
    "repr": Hat(Office.REPRESENTATIVE, "v1", Level.VILLAGE),
    "womn": Hat(Office.WOMEN_LEAD, "v1", Level.VILLAGE),
    "frst": Hat(Office.FIRST_SECRETARY, "v1", Level.VILLAGE),
    "team": Hat(Office.TEAM_LEAD, "v1", Level.VILLAGE),
    "spns": Hat(Office.SPONSOR, "v1", Level.VILLAGE),
    "poli": Hat(Office.POLICE, "v1", Level.VILLAGE),
}
HIGHER_HATS = {
    "rev": Hat(Office.REVIEWER, "t1", Level.TOWNSHIP),
    "tsec": Hat(Office.SECRETARY, "t1", Level.TOWNSHIP),
    "tldr": Hat(Office.TOWNSHIP_LEADER, "t1", Level.TOWNSHIP),
    "duty": Hat(Office.TOWNSHIP_DUTY, "t1", Level.TOWNSHIP),
    "stat": Hat(Office.LIAISON, "t1", Level.TOWNSHIP, department="roads"),
    "dept": Hat(Office.LIAISON, "x1", Level.DISTRICT, department="roads"),
    "disc": Hat(Office.LIAISON, "x1", Level.DISTRICT, department=DISCIPLINE),
    "lead": Hat(Office.DISTRICT_LEADER, "x1", Level.DISTRICT),
}
HATS = VILLAGE_HATS | HIGHER_HATS
ROLES = ["resident", *HATS]
SECRETS = (Action.READ_SEALED, Action.KNOW_SEALED, Action.DECIDE_SEALED, Action.SEE_ACCUSER, Action.SEE_FLAGS)

HERE = Thing(ThingKind.CONCERN, village="v1", township="t1", grid="g1", department="roads", owner="p9", author="p8")
PLACES = {
    "own grid": HERE,
    "another grid": replace(HERE, grid="g2"),
    "no grid": replace(HERE, grid=""),
    "another village": replace(HERE, village="v2"),
    "another village's other grid": replace(HERE, village="v2", grid="g9"),
    "another township": replace(HERE, village="v3", township="t2", grid="g3"),
    "nowhere": Thing(ThingKind.CONCERN, owner="p9"),
}


@cache
def somebody(role: str, *, proved: bool = True) -> Actor:
    """p1 of household h1 in v1 with one office, or from outside when the office is above the village; p2 is a relative."""
    hats = (HATS[role],) if role in HATS else ()
    lives = role not in HIGHER_HATS
    home = ("v1", "h1") if lives else (None, None)
    return Actor("p1", hats, *home, proved=proved, relatives=frozenset({"p2"}))


# ---------------------------------------------------------------- what the matrix says


def expected(role: str, action: Action, thing: Thing, *, proved: bool) -> Granted | Held:
    """Read off the matrix; what a grant carries is looked at elsewhere."""
    row, actor = ROWS[action], somebody(role)
    if action is Action.SUBMIT:
        at_home = role not in HIGHER_HATS and thing.village == "v1"
        return Granted() if at_home and thing.kind in row.own and thing.owner in ("", "p1", "h1") else NOT_YOURS
    if not proved or conflict(role, actor, thing):
        return NOT_YOURS
    if not (of_oneself(role, row, thing) or by_office(role, action, thing)):
        return NOT_YOURS
    own = {thing.owner, thing.author} & {"p1", actor.household}
    return OWN_DRAFT if row.needs_another and own else Granted()


def conflict(role: str, actor: Actor, thing: Thing) -> bool:
    near = {"p1", "p2", actor.household}
    colleagues = {HIGHER_HATS[role].unit} if role in HIGHER_HATS else set()
    return bool(near & thing.named or colleagues & thing.named_units)


def of_oneself(role: str, row: Row, thing: Thing) -> bool:
    lives = role not in HIGHER_HATS
    own = thing.kind in row.own and thing.owner in ({"p1", "h1"} if lives else {"p1"})
    return own or (thing.kind in row.home and lives and thing.village == "v1")


def by_office(role: str, action: Action, thing: Thing) -> bool:
    row = ROWS[action]
    cell = row.cells.get(role, ".")
    if thing.kind not in row.things or cell == "." or (cell == "xU" and thing.kind is not ThingKind.UNIT):
        return False
    return in_place(role, cell, thing) and at_level(role, action, cell, thing) and not too_private(role, action, thing)


def in_place(role: str, cell: str, thing: Thing) -> bool:
    department = DISCIPLINE if role == "disc" else "roads"
    return {
        "g": thing.village == "v1" and thing.grid == "g1",
        "v": thing.village == "v1" and (cell != "vg" or thing.grid != ""),
        "t": thing.township == "t1",
        "d": thing.department == department,
        "s": thing.department == department and thing.township == "t1",
        "c": thing.department == department and thing.consented,
        "C": thing.department == department and thing.township == "t1" and thing.consented,
        "x": True,
        "w": thing.village == "",
    }[cell[0]]


def at_level(role: str, action: Action, cell: str, thing: Thing) -> bool:
    if action is Action.TAKE_ALERT:
        return thing.level is None or thing.level in ALERTED.get(role, set())
    if cell == "vg":
        return thing.level is Level.VILLAGE
    return "n" not in cell or thing.level is NEXT_BELOW[role]


def too_private(role: str, action: Action, thing: Thing) -> bool:
    if not thing.private or action is Action.TAKE_ALERT or thing.kind is ThingKind.SEALED_CASE:
        return False
    rule = PRIVATE.get(role, "never")
    return rule == "never" or (rule == "entered" and thing.author != "p1") or (rule == "consented" and not thing.consented)


def check(role: str, action: Action, thing: Thing, scope: Scope | None, actor: Actor) -> None:
    """Bare of what a grant carries, `may` and the scope both say what the matrix says."""
    found = may(actor, action, thing)
    wanted = expected(role, action, thing, proved=actor.proved)
    assert (Granted() if isinstance(found, Granted) else found) == wanted, (role, action, thing)
    assert (scope is not None and scope.covers(thing)) == isinstance(wanted, Granted), (role, action, thing)


def test_the_matrix_has_a_row_for_every_action_and_a_column_for_every_office():
    assert list(ROWS) == list(Action)
    assert all(set(row.cells) == set(HATS) for row in ROWS.values())
    assert {hat.office for hat in HATS.values()} == set(Office)


def somewhere() -> Iterator[Thing]:
    """Every kind in every place, naming nobody, the actor, or a colleague."""
    named = ({}, {"named": frozenset({"p1", "p7"})}, {"named": frozenset({"p7"}), "named_units": frozenset({"v1", "t1", "x1"})})
    for place, kind, who in product(PLACES.values(), ThingKind, named):
        level = Level.VILLAGE if kind in (ThingKind.SEALED_CASE, ThingKind.UNIT) else None
        yield replace(place, kind=kind, level=level, **who)


def in_every_state(kind: ThingKind) -> Iterator[Thing]:
    """In the actor's own village and grid: whoever said it, wrote it, must not handle it, and whatever was agreed to."""
    departments, owners, authors = ("roads", DISCIPLINE, ""), ("p9", "p1", "h1"), ("p8", "p1")
    bools = (False, True)
    for department, owner, author, private, consented, level in product(departments, owners, authors, bools, bools, (None, *Level)):
        yield Thing(kind, "v1", "t1", "g1", department, owner, author, private=private, consented=consented, level=level)


SOMEWHERE = list(somewhere())
STATES = {kind: list(in_every_state(kind)) for kind in ThingKind}


@pytest.mark.parametrize("proved", [True, False], ids=["proved", "not proved"])
@pytest.mark.parametrize("role", ROLES)
def test_every_office_may_what_the_matrix_says_in_every_place(role: str, proved: bool):
    actor = somebody(role, proved=proved)
    for action in Action:
        scope = scope_of(actor, action)
        for thing in SOMEWHERE:
            check(role, action, thing, scope, actor)


@pytest.mark.parametrize("role", ROLES)
def test_every_office_may_what_the_matrix_says_about_every_state_of_a_thing(role: str):
    actor = somebody(role)
    for action, row in ROWS.items():
        scope = scope_of(actor, action)
        for kind in row.things | row.own | row.home:
            for thing in STATES[kind]:
                check(role, action, thing, scope, actor)


# ---------------------------------------------------------------- what must never be


def subsets(several: Iterable[T]) -> list[tuple[T, ...]]:
    found = list(several)
    return list(chain.from_iterable(combinations(found, count) for count in range(len(found) + 1)))


def everything(**changed: frozenset[str]) -> list[Thing]:
    """Every kind in every place, owned by the actor or not, at every level: all that an office could find itself before."""
    cases = product(PLACES.values(), ThingKind, ("p9", "p1", "h1"), (None, *Level))
    return [replace(place, kind=kind, owner=owner, level=level, **changed) for place, kind, owner, level in cases]


def opened(actor: Actor, action: Action, things: list[Thing]) -> list[Thing]:
    scope = scope_of(actor, action)
    return [thing for thing in things if scope is not None and scope.would_cover(thing)]


def test_no_village_role_under_any_hats_reads_or_knows_of_a_sealed_case_an_accuser_or_a_flag():
    for hats in subsets(VILLAGE_HATS.values()):
        actor = replace(somebody("resident"), hats=hats)
        assert [action for action in SECRETS if scope_of(actor, action) is not None] == []


def test_a_village_role_meets_a_sealed_case_only_as_the_one_who_said_it():
    actor = replace(somebody("resident"), hats=tuple(VILLAGE_HATS.values()))
    sealed = [thing for thing in everything() if thing.kind is ThingKind.SEALED_CASE]
    met = {(action, thing.owner) for action in Action for thing in opened(actor, action, sealed)}
    assert met == set(product((Action.SUBMIT, Action.SEE_OWN, Action.AUDIT), ("p1", "h1")))


@pytest.mark.parametrize("near", ["p1", "p2", "h1"], ids=["named", "relative named", "household named"])
def test_whoever_is_named_has_nothing_but_their_own_voice(near: str):
    everybody = replace(somebody("resident"), hats=tuple(HATS.values()))
    things = everything(named=frozenset({"p7", near}))
    kept = {(action, thing.kind) for action in Action for thing in opened(everybody, action, things)}
    assert kept == {(Action.SUBMIT, kind) for kind in (ThingKind.CONCERN, ThingKind.ALERT, ThingKind.SEALED_CASE)}


@pytest.mark.parametrize("role", HIGHER_HATS)
def test_nobody_above_the_village_handles_a_case_of_their_own_unit(role: str):
    actor = somebody(role)
    things = everything(named_units=frozenset({actor.hats[0].unit}))
    assert [action for action in Action if opened(actor, action, things)] == []


@pytest.mark.parametrize("role", VILLAGE_HATS)
def test_a_colleague_in_the_village_is_not_a_conflict_or_nobody_would_be_left(role: str):
    thing = replace(HERE, named=frozenset({"p7"}), named_units=frozenset({"v1"}))
    assert may(somebody(role), Action.SEE_CASE, thing) == may(somebody(role), Action.SEE_CASE, HERE)


def test_without_proof_all_offices_together_may_only_speak():
    everybody = replace(somebody("resident", proved=False), hats=tuple(HATS.values()))
    assert [action for action in Action if scope_of(everybody, action) is not None] == [Action.SUBMIT]


def test_no_village_role_does_anything_in_another_village_but_see_to_their_own():
    everybody = replace(somebody("resident"), hats=tuple(VILLAGE_HATS.values()))
    elsewhere = [thing for thing in everything() if thing.village != "v1"]
    own = {action: {thing.owner for thing in opened(everybody, action, elsewhere)} for action in Action}
    assert all(owners <= {"p1", "h1"} for owners in own.values())
    kept = {Action.SEE_OWN, Action.SEE_IDENTITY, Action.REOPEN, Action.ANSWER_QUESTION, Action.EXPORT, Action.AUDIT}
    assert {action for action, owners in own.items() if owners} == kept


def test_a_phone_that_nobody_is_bound_to_may_speak_anywhere_and_nothing_else():
    stranger = Actor(hats=tuple(HATS.values()), village="v1", household="h1", proved=True)
    assert [action for action in Action if scope_of(stranger, action) is not None] == [Action.SUBMIT]
    for place in PLACES.values():
        assert may(stranger, Action.SUBMIT, replace(place, owner="")) == Granted(identity=True)
        assert may(stranger, Action.SUBMIT, place) == NOT_YOURS


@pytest.mark.parametrize(
    "hat",
    [
        Hat(Office.SECRETARY, "", Level.VILLAGE),
        Hat(Office.REVIEWER, "", Level.TOWNSHIP),
        Hat(Office.DISTRICT_LEADER, "", Level.DISTRICT),
        Hat(Office.GRID_LEAD, "v1", Level.VILLAGE),
        Hat(Office.GRID_LEAD, "", Level.VILLAGE, grid="g1"),
        Hat(Office.LIAISON, "x1", Level.DISTRICT),
        Hat(Office.LIAISON, "", Level.DISTRICT, department="roads"),
        Hat(Office.LIAISON, "", Level.DISTRICT, department=DISCIPLINE),
    ],
    ids=lambda hat: f"{hat.office} {hat.unit} {hat.grid}{hat.department}",
)
def test_a_hat_without_its_place_opens_nothing_not_even_what_has_no_place(hat: Hat):
    assert [action for action in Action if covers_offices(Actor("p1", (hat,), proved=True), action)] == []


def covers_offices(actor: Actor, action: Action) -> bool:
    """Does anything open that is not the actor's own?"""
    return any(reach.owners is None for reach in (scope_of(actor, action) or Scope(())).reaches)


def test_what_nobody_said_is_not_everybodys_own():
    for household in (None, ""):
        nobody = Actor("p1", household=household, proved=True)
        assert [thing.kind for thing in PLACES.values() if may(nobody, Action.SEE_OWN, replace(thing, owner="")) != NOT_YOURS] == []


def test_an_office_at_a_level_where_it_does_not_exist_opens_nothing():
    for office, level in product(Office, Level):
        if (level, office) not in RIGHTS:
            actor = Actor("p1", (Hat(office, "u1", level, "g1", "roads"),), proved=True)
            assert not any(covers_offices(actor, action) for action in Action)


# ---------------------------------------------------------------- where an accusation goes

CHAIN = (
    Actor("reviewer 1", (HIGHER_HATS["rev"],), proved=True),
    Actor("reviewer 2", (HIGHER_HATS["rev"],), proved=True),
    Actor("leader", (HIGHER_HATS["lead"],), proved=True),
    Actor("discipline", (replace(HIGHER_HATS["disc"], unit="x2"),), proved=True),
)
SEALED = Thing(ThingKind.SEALED_CASE, "v1", "t1", private=True)


def readers(thing: Thing) -> list[str | None]:
    return [actor.person for actor in CHAIN if isinstance(may(actor, Action.READ_SEALED, thing), Granted)]


@pytest.mark.parametrize(
    ("level", "named", "units", "who"),
    [
        (Level.VILLAGE, "secretary", "v1", ["reviewer 1", "reviewer 2"]),
        (Level.TOWNSHIP, "reviewer 1", "t1", ["leader", "discipline"]),
        (Level.TOWNSHIP, "leader", "", ["discipline"]),
        (Level.TOWNSHIP, "sponsor", "x1", ["discipline"]),
        (Level.DISTRICT, "leader", "x1", []),
        (None, "secretary", "", []),
    ],
)
def test_a_sealed_case_is_read_at_the_next_level_above_everyone_named(level, named, units, who):
    thing = replace(SEALED, level=level, named=frozenset({named}), named_units=frozenset(filter(None, {units})))
    assert readers(thing) == who


def test_a_case_that_a_township_lets_lie_goes_to_the_district_by_its_level_alone():
    assert readers(replace(SEALED, level=Level.VILLAGE)) == ["reviewer 1", "reviewer 2"]
    assert readers(replace(SEALED, level=Level.TOWNSHIP)) == ["leader", "discipline"]


@pytest.mark.parametrize("named", subsets(CHAIN), ids=lambda some: f"{len(some)} named")
def test_whichever_of_the_chain_are_named_none_of_them_reads_it(named):
    names, units = frozenset(a.person for a in named), frozenset(hat.unit for a in named for hat in a.hats)
    for level in Level:
        assert not names & set(readers(replace(SEALED, level=level, named=names, named_units=units)))


def test_only_the_districts_discipline_inspection_reads_accusations():
    for level in Level:
        local = Actor("inspector", (Hat(Office.LIAISON, "t1", Level.TOWNSHIP, department=DISCIPLINE),), proved=True)
        assert may(local, Action.READ_SEALED, replace(SEALED, level=level)) == NOT_YOURS


def test_the_vault_of_another_township_stays_shut():
    assert readers(replace(SEALED, village="v3", township="t2", level=Level.VILLAGE)) == []


# ---------------------------------------------------------------- what a grant carries


@pytest.mark.parametrize(
    ("role", "action", "kind", "carries"),
    [
        ("secr", Action.SEE_CASE, ThingKind.CONCERN, Granted()),
        ("secr", Action.SEE_IDENTITY, ThingKind.CONCERN, Granted(identity=True, purpose=True)),
        ("comm", Action.EXPORT, ThingKind.CONCERN, Granted()),
        ("grid", Action.TAKE_ALERT, ThingKind.ALERT, Granted(identity=True)),
        ("rev", Action.READ_SEALED, ThingKind.SEALED_CASE, Granted()),
        ("rev", Action.SEE_ACCUSER, ThingKind.SEALED_CASE, Granted(identity=True, purpose=True, second=True)),
        ("rev", Action.ASSIGN_OFFICE, ThingKind.UNIT, Granted(second=True)),
        ("secr", Action.ASSIGN_OFFICE, ThingKind.UNIT, Granted()),
        ("comm", Action.FIND_PERSON, ThingKind.PERSON, Granted(identity=True)),
        ("grid", Action.RECORD_VISIT, ThingKind.ISSUE, Granted(identity=True)),
        ("grid", Action.SUBMIT_FOR_OTHERS, ThingKind.CONCERN, Granted(identity=True)),
    ],
)
def test_a_grant_says_whether_names_show_a_reason_is_due_and_a_second_must_agree(role, action, kind, carries):
    level = None if kind is ThingKind.ALERT else Level.VILLAGE
    assert may(somebody(role), action, replace(HERE, kind=kind, level=level)) == carries


def test_ones_own_name_needs_no_reason_and_ones_own_export_is_not_masked():
    committee, mine = somebody("comm"), replace(HERE, owner="p1")
    assert may(committee, Action.SEE_IDENTITY, mine) == Granted(identity=True)
    assert may(committee, Action.EXPORT, mine) == Granted(identity=True)
    assert may(committee, Action.EXPORT, HERE) == Granted()


def test_the_hat_that_needs_nobody_else_is_the_one_that_counts():
    both = replace(somebody("secr"), hats=(HATS["secr"], HATS["rev"]))
    office = replace(HERE, kind=ThingKind.UNIT, level=Level.VILLAGE)
    assert may(both, Action.ASSIGN_OFFICE, office) == Granted()
    assert may(both, Action.ASSIGN_OFFICE, replace(office, village="v2")) == Granted(second=True)


# ---------------------------------------------------------------- laws

IDS = st.sampled_from(["", "p1", "p2", "h1", "p7", "p9"])
SEVERAL = st.frozensets(st.sampled_from(["p1", "p2", "h1", "p7", "p9"]), max_size=2)
THINGS = st.builds(
    Thing,
    st.sampled_from(ThingKind),
    village=st.sampled_from(["", "v1", "v2"]),
    township=st.sampled_from(["", "t1", "t2"]),
    grid=st.sampled_from(["", "g1", "g2"]),
    department=st.sampled_from(["", "roads", DISCIPLINE]),
    owner=IDS,
    author=IDS,
    named=SEVERAL,
    named_units=st.frozensets(st.sampled_from(["v1", "t1", "x1"]), max_size=1),
    private=st.booleans(),
    consented=st.booleans(),
    level=st.sampled_from([None, *Level]),
)
ANY_HAT = st.builds(
    Hat,
    st.sampled_from(Office),
    st.sampled_from(["", "v1", "v2", "t1", "x1"]),
    st.sampled_from(Level),
    st.sampled_from(["", "g1"]),
    st.sampled_from(["", "roads", DISCIPLINE]),
)
ACTORS = st.builds(
    Actor,
    st.sampled_from([None, "p1"]),
    st.lists(ANY_HAT | st.sampled_from(list(HATS.values())), max_size=3).map(tuple),
    st.sampled_from([None, "v1", "v2"]),
    st.sampled_from([None, "h1"]),
    st.booleans(),
    st.just(frozenset({"p2"})),
)
ACTIONS = st.sampled_from(Action)


@given(ACTORS, ACTIONS, THINGS)
def test_a_look_up_and_a_list_never_differ(actor, action, thing):
    scope = scope_of(actor, action)
    assert isinstance(may(actor, action, thing), Granted) == (scope is not None and scope.covers(thing))


@given(ACTORS, ACTIONS, THINGS)
def test_only_having_written_it_oneself_is_told_as_a_reason(actor, action, thing):
    if may(actor, action, thing) == OWN_DRAFT:
        assert isinstance(may(actor, action, replace(thing, author="p8", owner="p9")), Granted)


@given(ACTORS, ACTIONS, THINGS)
def test_several_hats_open_what_each_opens_alone_and_nothing_more(actor, action, thing):
    plain = replace(thing, named_units=frozenset())
    alone = [may(replace(actor, hats=hats), action, plain) for hats in ((), *((hat,) for hat in actor.hats))]
    assert isinstance(may(actor, action, plain), Granted) == any(isinstance(each, Granted) for each in alone)


@given(ACTORS, ACTIONS, THINGS, SEVERAL)
def test_naming_one_more_person_never_opens_anything(actor, action, thing, more):
    if may(actor, action, replace(thing, named=thing.named | more)) != NOT_YOURS:
        assert may(actor, action, thing) != NOT_YOURS


@given(st.sampled_from(list(HATS.values())), ACTIONS, THINGS)
def test_whoever_must_not_see_private_cases_sees_none_but_their_own(hat, action, thing):
    actor = Actor("p1", (hat,), "v1", "h1", proved=True)
    scope = scope_of(actor, action) or Scope(())
    closed = [reach for reach in scope.reaches if reach.private is Privacy.NEVER]
    assert not any(reach.covers(replace(thing, private=True)) for reach in closed)


def test_a_reach_that_names_no_place_is_as_wide_as_its_kinds():
    assert all(Reach(frozenset({ThingKind.CONCERN})).covers(place) for place in PLACES.values())
