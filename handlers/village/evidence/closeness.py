"""G1, close to the people: who stands behind it, who has been asked whether it touches them, in whose own words."""

from datetime import date, timedelta
from itertools import groupby

from handlers.village.evidence.case_file import CaseFile
from handlers.village.evidence.figures import Part
from handlers.village.evidence.scope import affected_of, scope_of
from handlers.village.issue import Opinion, PaperKind, Track
from handlers.village.matter import OnBehalf, Stage
from handlers.village.thresholds import Ground
from handlers.village.voices import supporters

CLOSE = "close"  # gates.GateName.CLOSE, as an override names it
RECENT = timedelta(days=90)  # reports older than this no longer speak for themselves


def closeness(file: CaseFile, ground: Ground, today: date, overridden: frozenset[str]) -> Part:
    """Of the whole file: supporters, reports within ninety days, the poll, the slip. overridden: gates opened in writing."""
    issue = file.issue
    standing = [c for c in file.concerns if c.stage in (Stage.CANDIDATE, Stage.MERGED)]
    answers = _by_household([o for o in file.opinions if o.ours is not None and o.counted])
    yes = {household for household, given in answers.items() if all(o.ours for o in given)}
    call, set_paper = file.last(PaperKind.CALL), file.last(PaperKind.SET)
    # as of the day the branch took it up: what was near to the people then does not grow old while others let it lie
    recent = (set_paper.at.date() if set_paper else today) - RECENT
    own = {c.author for c in standing if c.received_at.date() >= recent}
    return {
        "village": len(ground.households),
        "scope": len(scope_of(issue, ground)),
        "affected": len(affected_of(issue, ground)),
        # a neighbour somebody names is nobody's word yet: the household's own yes counts it
        "supporting": len(supporters(c for c in standing if c.on_behalf is not OnBehalf.NEIGHBOUR) | yes),
        "told": len(standing),
        "reports": len(own),
        "petition": any(p.facts.get("petition") == "1" for p in (*file.of(PaperKind.SET), *file.of(PaperKind.PETITION))),
        "urgent": issue.safety or (issue.track is Track.URGENT and CLOSE in overridden),
        "ours": len(yes),
        "polled": len(answers),
        "private": any(c.stage in (Stage.PRIVATE, Stage.SEALED) for c in file.concerns),
        "clean_title": bool(issue.title) and set_paper is not None and set_paper.facts.get("clean") == "1",
        "title_length": len(issue.title),
        "quotes": len(quoted(file)),
        "reasoned": bool(issue.level and issue.track and issue.participants and issue.reason),
        "called_days": (today - call.at.date()).days if call else None,
        "branch": _studied(file),
    }


def quoted(file: CaseFile) -> frozenset[str]:
    """原话 with somebody behind them: a concern that stands, or a counted opinion; what was emptied or taken back says nothing."""
    behind = {c.id for c in file.concerns if c.stage not in (Stage.WITHDRAWN, Stage.SEALED)}
    behind |= {o.id for o in file.opinions if o.counted and o.words and not o.withheld}
    said = [p for p in file.of(PaperKind.QUOTE) if p.words and behind & {p.facts.get("concern"), p.facts.get("opinion")}]
    return frozenset(p.facts.get("household", p.id) for p in said)


def _studied(file: CaseFile) -> frozenset[str]:
    """What the branch has met about; on an outcome it meets after the meeting, not before."""
    met = file.since(PaperKind.BRANCH, PaperKind.ATTENDANCE)
    return frozenset(of for p in file.of(PaperKind.BRANCH) if (of := p.facts.get("of", "")) != "outcome" or p in met)


def _by_household(opinions: list[Opinion]) -> dict[str, list[Opinion]]:
    """A household's several answers stay several: nobody's overwrites another's."""
    ordered = sorted(opinions, key=lambda o: o.household)
    return {household: list(given) for household, given in groupby(ordered, key=lambda o: o.household)}
