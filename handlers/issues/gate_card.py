"""四不开 at a glance: the four sentences, each open or shut, with the numbers lacking and who mends them."""

from collections.abc import Iterator
from dataclasses import replace

from handlers.case import Case, shut_line
from handlers.issues.guests import guests_around
from handlers.issues.legal import legal_lines
from handlers.messages import Line, line
from handlers.village.evidence import Evidence
from handlers.village.gates import FOUR, GateName, Shut

# only the day itself can show these
ON_THE_DAY = frozenset({"attendance", "villagers", "touched", "grids_present", "women"})
MOST_LINES = 3  # of one gate; the rest is counted, so that the card stays one message


def card(case: Case) -> list[Line]:
    """All four gates as far as they are known today. An assembly that a petition obliges is not held up by any of them."""
    evidence = foreseen(case)
    lines = [line for gate in FOUR for line in _gate(case, gate, evidence)]
    lines += legal_lines(case)
    return [*lines, Line("gate_card.only_advice")] if evidence.petition else lines


def foreseen(case: Case) -> Evidence:
    """Before the day those invited stand for those who will come."""
    guests = frozenset(guest.presence for guest in guests_around(case) if guest.invited)
    found = case.evidence()
    return replace(found, guests=found.guests | guests)


def _gate(case: Case, gate: GateName, evidence: Evidence) -> Iterator[Line]:
    sentence = Line(f"gate.{gate}")
    shut = FOUR[gate](evidence, case.thresholds)
    now = [each for each in shut if each.what not in ON_THE_DAY]
    later = [each for each in shut if each.what in ON_THE_DAY]
    if gate in evidence.overridden:
        yield line("gate_card.overridden", gate=sentence)
        return
    yield line("gate_card.shut" if now else "gate_card.open", gate=sentence)
    yield from shut_lines(now)
    if later and not now:
        yield _on_the_day(case, evidence)


def shut_lines(shut: list[Shut], most: int = MOST_LINES) -> Iterator[Line]:
    yield from (shut_line(each) for each in shut[:most])
    if len(shut) > most:
        yield line("gate_card.more", count=str(len(shut) - most))


def _on_the_day(case: Case, evidence: Evidence) -> Line:
    return line("gate_card.on_the_day", need=str(case.thresholds.attending(evidence.affected, evidence.scope)))
