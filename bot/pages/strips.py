"""One issue as a strip for the column: eight mechanisms with records and days, four gates with what they lack, in both languages."""

from typing import Any

from bot.casebook import day
from bot.pages.glosses import Glosses
from handlers.case import Case, shut_line
from handlers.issues.gate_card import number_of
from handlers.messages import ChannelName, Line, line
from handlers.village.gates import GateName
from handlers.village.strip import Mechanism, Record, Told, strip_of
from handlers.wording import Wording


def strip_json(case: Case, wording: Wording, glosses: Glosses) -> dict[str, Any]:
    """Names of people and their words are not in it: everybody may look."""

    def both(said: Line) -> dict[str, str]:
        return {"text": wording.line(said, ChannelName.TERMINAL), "gloss": glosses.of([said])}

    def record(of: Record) -> dict[str, str]:
        return both(line("strip.record", name=Line(f"record.{of.name}"), day=day(of.day), count=str(of.count)))

    def mechanism(name: Mechanism, records: tuple[Record, ...]) -> dict[str, Any]:
        return {"name": name.value, **both(Line(f"mechanism.{name}")), "records": [record(each) for each in records]}

    def gate(told: Told) -> dict[str, Any]:
        shown = {"name": GateName(told.gate).value, **both(Line(f"gate.{told.gate}"))}
        lacks = [both(shut_line(shut)) for shut in told.lacks]
        overridden = both(Line("strip.overridden")) if told.overridden else None
        number = both(number_of(case, told.gate, evidence))
        return shown | {"open": told.open, "overridden": overridden, "number": number, "lacks": lacks}

    evidence = case.evidence()
    strip = strip_of(case.file, evidence, case.thresholds)
    mechanisms = [mechanism(name, records) for name, records in strip.mechanisms]
    return {"issue": case.issue.id, "mechanisms": mechanisms, "gates": [gate(told) for told in strip.gates]}
