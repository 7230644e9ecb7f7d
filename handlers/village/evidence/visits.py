"""G2, visits done: whom somebody reached, whom nobody found, what was read back."""

from itertools import groupby

from handlers.village.evidence.case_file import CaseFile, this_round
from handlers.village.evidence.figures import Part
from handlers.village.evidence.scope import affected_of, scope_of
from handlers.village.issue import Backing, Method, PaperKind, Stance, Visit
from handlers.village.thresholds import Ground


def reached(file: CaseFile) -> frozenset[str]:
    """Households that were truly reached: somebody spoke for them, or a visit that stands found them.

    A visit whose entry the household disputes has reached nobody: somebody else goes again.
    """
    file = this_round(file)
    spoke = {o.household for o in file.opinions if o.spoken}
    disputed = {o.household for o in file.opinions if o.backing is Backing.DISPUTED} - spoke
    return frozenset(spoke | {v.household for v in file.visits if v.reached and v.stands} - disputed)


def asked(file: CaseFile) -> frozenset[str]:
    """Reached, or tried twice on two ways on different days."""
    tried = {household for household, theirs in _visits_by(this_round(file)).items() if _tried(theirs)}
    return reached(file) | frozenset(tried)


def _visits_by(file: CaseFile) -> dict[str, list[Visit]]:
    standing = sorted((v for v in file.visits if v.stands), key=lambda v: v.household)
    return {household: list(theirs) for household, theirs in groupby(standing, key=lambda v: v.household)}


def _tried(theirs: list[Visit]) -> bool:
    return len({v.method for v in theirs}) >= 2 and len({v.at.date() for v in theirs}) >= 2


def visits(file: CaseFile, ground: Ground) -> Part:
    """Of this round: households of the scope, and of those it touches; persons who are away."""
    scope, affected = scope_of(file.issue, ground), affected_of(file.issue, ground)
    were_asked, were_reached, others = asked(file), reached(file), scope - affected
    vulnerable = affected & ground.vulnerable
    away = {person for person, household in ground.away.items() if household in affected}
    seen = {v.household for v in file.visits if v.stands and v.reached and v.method is Method.DOOR}
    spoke = {o.household for o in file.opinions if o.spoken}
    denied = {v.household for v in file.visits if not v.stands} - {v.household for v in file.visits if v.stands and v.reached}
    heard = file.since(PaperKind.READ_BACK, PaperKind.SUMMARY)
    right = {p.facts.get("person", p.id) for p in heard if p.facts.get("right") == "1"}
    return {
        "affected_asked": len(affected & were_asked),
        "affected_reached": len(affected & were_reached),
        "others": len(others),
        "others_asked": len(others & were_asked),
        "grids": len({ground.grids[h] for h in scope}),
        "grids_heard": len({ground.grids[h] for h in scope & spoke}),
        "away": len(away),
        "away_tried": len(away & _away_tried(file)),
        "vulnerable": len(vulnerable),
        "vulnerable_seen": len(vulnerable & seen),
        "dissent": any(o.stance is Stance.AGAINST and o.spoken for o in file.opinions) or file.last(PaperKind.NO_DISSENT) is not None,
        # one villager says that it is written wrong: it is written anew
        "summary": file.last(PaperKind.SUMMARY) is not None and not any(p.facts.get("right") == "0" for p in heard),
        "read_back": len(right),
        "denied": len(denied),
    }


def _away_tried(file: CaseFile) -> set[str]:
    """Persons who have answered, or were tried twice on two ways."""
    ways: dict[str, set[Method]] = {}
    for visit in file.visits:
        if visit.stands and visit.person:
            ways.setdefault(visit.person, set()).add(visit.method)
    return {o.person for o in file.opinions if o.spoken} | {person for person, methods in ways.items() if len(methods) >= 2}
