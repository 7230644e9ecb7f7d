"""四不开 at a glance: the four sentences, each open or shut, with the numbers lacking and who mends them."""

from collections.abc import Iterator
from dataclasses import replace

from handlers.case import Case, shut_line
from handlers.issues.guests import guests_around
from handlers.issues.legal import legal_lines
from handlers.lawful import body_name
from handlers.messages import Line, line
from handlers.village.evidence import Evidence, times_asked, times_lacking
from handlers.village.gates import FOUR, GateName, Shut
from handlers.village.issue import PaperKind

# only the day itself can show these
ON_THE_DAY = frozenset({"attendance", "villagers", "touched", "grids_present", "women"})
MOST_LINES = 3  # of one gate; the rest is counted, so that the card stays one message


def card(case: Case) -> list[Line]:
    """All four gates as far as they are known today. An assembly that the law obliges is not held up by any of them."""
    evidence = foreseen(case)
    lines = [line for gate in FOUR for line in _gate(case, gate, evidence)]
    lines += legal_lines(case)
    lines += [line("assembly.period", body=body_name(body)) for body in case.overdue()]
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
    if not shut:
        yield line("gate_card.open", gate=sentence, item=_stands_on(case, gate, evidence))
        return
    yield line("gate_card.shut" if now else "gate_card.waits", gate=sentence)
    yield from shut_lines(now)
    if any(each.what == "slots" for each in now):
        yield from times_lines(case)
    if later and not now:
        yield _on_the_day(case, evidence)


def number_of(case: Case, gate: GateName, e: Evidence) -> Line:
    """The number a gate stands on, open or shut."""
    scope, near = str(e.scope), str(e.affected)
    match gate:
        case GateName.CLOSE:
            return line("gate_number.close", reports=str(e.told), households=str(e.supporting), have=str(e.polled), need=scope)
        case GateName.VISITED:
            return line("gate_number.visited", have=str(e.affected_reached), need=near)
        case GateName.PARTAKEN:
            return line("gate_number.partaken", people=str(e.present), need=str(case.thresholds.attending(e.affected, e.scope)))
    return line("gate_number.attended", count=str(len(e.guests)))


def _stands_on(case: Case, gate: GateName, e: Evidence) -> Line:
    """Before the day nobody has come yet: those count who are invited."""
    if gate is GateName.ATTENDED and case.file.last(PaperKind.ATTENDANCE) is None:
        return line("gate_number.invited", count=str(len(e.guests)))
    return number_of(case, gate, e)


def shut_lines(shut: list[Shut], most: int = MOST_LINES) -> Iterator[Line]:
    yield from (shut_line(each) for each in shut[:most])
    if len(shut) > most:
        yield line("gate_card.more", count=str(len(shut) - most))


def times_lines(case: Case) -> Iterator[Line]:
    """How many households can say when they come, and how many more are wanted; nothing while nobody was asked."""
    asked, lacking = times_asked(case.round, case.ground), times_lacking(case.round, case.ground)
    if asked and lacking:
        yield line("slots.lacking", have=str(len(asked)), lacking=str(lacking))


def _on_the_day(case: Case, evidence: Evidence) -> Line:
    return line("gate_card.on_the_day", need=str(case.thresholds.attending(evidence.affected, evidence.scope)))
