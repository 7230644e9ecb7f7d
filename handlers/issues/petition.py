"""联名: a villager's petition drafted, its signatures needed; and the signed list copied by two different people."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from handlers.case import Case, case_of
from handlers.memory import IssuesOf, OpenIssues, PapersOf
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.assembly import Basis, Body, Demand, RulePack
from handlers.village.issue import Issue, Paper, PaperKind
from handlers.village.people import Office, Person, UnitKind
from handlers.village.petition import SignedList, who_can_demand
from nlp.reading import Accusation

SPOKEN = re.compile(
    r"(?:我们|我|大家)?(?:要)?联名(?:要求|提议|申请|请求|来)?(?:召开|开)?(?:个)?(?:村民会议|居民会议)[:：，,。 ]*(?P<words>.*)", re.S
)
COPIERS = frozenset({Office.SECRETARY, Office.COMMITTEE, Office.SUPERVISOR, Office.REVIEWER})
ADULT = 18
SIGNERS = ("adults", "households", "representatives")  # of whom the law counts signatures
NEW = ":new"
_BETWEEN = re.compile("[、，,；;。\\s]+|和|跟")


@dataclass(frozen=True, slots=True)
class DraftPetition:
    """issue "" begins a matter of its own."""

    words: str
    issue: str = ""


@dataclass(frozen=True, slots=True)
class CopyList:
    """The names one person has read on the paper list, as persons of the roster (or households, where a petition counts them)."""

    issue: str
    signers: frozenset[str]
    unknown: tuple[str, ...] = ()


# ---------------------------------------------------------------- drafted


def petition_said(scene: Scene) -> str | None:
    """联名要求开村民会议：…; words that may accuse a cadre go the way of every accusation."""
    found = SPOKEN.fullmatch((scene.heard.text or "").strip())
    if found is None or scene.reading.accusation in (Accusation.ACCUSED, Accusation.UNSURE):
        return None
    return found["words"].strip()


def petition(scene: Scene, words: str = "") -> Talk[Any]:
    """The words, then which matter it belongs to: one already under way, or none of them."""
    said = words or (yield from ask("petition.words")) or ""
    near = issues_of(scene, (scene.village or "",))
    if not near:
        return DraftPetition(said)
    picks = [Pick(NEW, Line("petition.new"), ""), *(Pick(i.id, line("petition.issue", title=i.title), i.id) for i in near)]
    return DraftPetition(said, (yield from choose("petition.which", picks, words=clip(said, 24))))


def issues_of(scene: Scene, villages: tuple[str, ...]) -> tuple[Issue, ...]:
    lookups = [each for village in villages for each in (IssuesOf(village), OpenIssues(village))]
    scene.desk.need(*lookups)
    return tuple(issue for lookup in lookups for issue in scene.desk.find(lookup))


def pack_and_body(scene: Scene, village: str) -> tuple[RulePack, Body] | None:
    """The assembly of everybody in this kind of place."""
    book, unit = scene.statutes.book, scene.desk.unit(village)
    packs = book.packs(unit.kind) if book and unit else ()
    if not packs or unit is None:
        return None
    return packs[0], Body.RESIDENTS_ASSEMBLY if unit.kind is UnitKind.COMMUNITY else Body.VILLAGERS_ASSEMBLY


def demands(case: Case) -> tuple[tuple[Demand, int], ...]:
    """Each lawful way to force the meeting, with how many there are of its basis."""
    found = pack_and_body(case.scene, case.issue.village)
    return tuple((demand, of_basis(case, demand.basis)) for demand in who_can_demand(*found)) if found else ()


def of_basis(case: Case, basis: Basis) -> int:
    match basis:
        case Basis.ADULTS:
            return len([person for person in case.persons if adult(case.scene, person)])
        case Basis.HOUSEHOLDS:
            return len(case.households)
        case _:
            return len(representatives(case))


def adult(scene: Scene, person: Person) -> bool:
    return person.born is None or scene.now.year - person.born >= ADULT


def representatives(case: Case) -> frozenset[str]:
    staff = case.scene.desk.staff(case.issue.village)
    return frozenset(person.id for person in staff.holders.get(Office.REPRESENTATIVE, ())) if staff else frozenset()


def entered_for(case: Case, demand: Demand, entered: SignedList) -> SignedList:
    """The same two lists, as far as this way counts them."""

    def counting(people: frozenset[str]) -> frozenset[str]:
        match demand.basis:
            case Basis.REPRESENTATIVES:
                return people & representatives(case)
            case Basis.HOUSEHOLDS:
                return frozenset(p.household for p in case.persons if p.id in people and p.household)
            case _:
                return frozenset(p.id for p in case.persons if p.id in people and adult(case.scene, p))

    return SignedList(entered.first_by, counting(entered.first), entered.second_by, counting(entered.second))


# ---------------------------------------------------------------- the signed list


def signed_list(scene: Scene) -> Talk[Any]:
    """Which petition, then names in sentences, as many messages as it takes."""
    waiting = petitions(scene)
    if not waiting:
        return None
    issue = waiting[0].id
    if len(waiting) > 1:
        issue = yield from choose("signed.which", [Pick(i.id, line("petition.issue", title=i.title), i.id) for i in waiting])
    case, found, unknown, n = case_of(scene, issue), set[str](), list[str](), 0
    if case is None:
        return None
    before: tuple[Line, ...] = ()
    while True:
        words = (yield from ask(f"signed.names#{n}", picks=[Pick(":done", Line("signed.done"))] if n else [], before=before)) or ""
        if words == ":done":
            return CopyList(issue, frozenset(found), tuple(unknown))
        more, strange = read_signers(words, case.persons)
        found |= more
        unknown += strange
        n, before = n + 1, tuple(read_so_far(len(found), strange))


def read_so_far(count: int, strange: tuple[str, ...]) -> Iterator[Line]:
    yield line("signed.so_far", count=str(count))
    if strange:
        yield line("signed.unknown", words="、".join(strange[:4]))


def read_signers(words: str, persons: tuple[Person, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Persons of the roster; a name that nobody or more than one bears is looked at on the paper again."""
    named: dict[str, list[str]] = {}
    for person in persons:
        named.setdefault(person.name, []).append(person.id)
    pieces = [piece for piece in _BETWEEN.split(words) if len(piece) > 1 and not piece.isdigit()]
    found = frozenset(named[piece][0] for piece in pieces if len(named.get(piece, ())) == 1)
    return found, tuple(piece for piece in pieces if len(named.get(piece, ())) != 1)


def petitions(scene: Scene) -> tuple[Issue, ...]:
    """Drafted, and not yet met, in the villages the speaker copies for."""
    near = issues_of(scene, scene.villages(*COPIERS))
    scene.desk.need(*(PapersOf(issue.id) for issue in near))
    return tuple(issue for issue in near if waits(scene.desk.find(PapersOf(issue.id))))


def waits(papers: tuple[Paper, ...]) -> bool:
    found = [paper for paper in papers if paper.kind is PaperKind.PETITION]
    return bool(found) and all(paper.facts.get("petition") != "1" for paper in found)
