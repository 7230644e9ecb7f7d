"""Cases read outside a conversation: for `shuoshi case`, the simulator's strip and the public pages. Reads only."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.fresh import Fresh
from handlers.case import Case, case_of, shut_line
from handlers.desk import Desk
from handlers.issues.gate_card import number_of
from handlers.memory import Needs
from handlers.messages import ChannelName, Heard, Line, line
from handlers.scene import Limits, Scene, Statutes
from handlers.village.strip import Strip, as_met, strip_of
from handlers.village.working_days import Calendar
from handlers.wording import Wording
from nlp.reading import Reading
from storage.directory import Directory
from storage.tables import concerns, issues
from storage.work import Work

T = TypeVar("T")
ROUNDS = 64


def _deaf(words: str) -> Reading:
    raise RuntimeError("a reader of cases hears nobody")


@dataclass(frozen=True)
class Casebook:
    directory: Directory
    statutes: Statutes
    calendar: Calendar
    wording: Wording
    dialect: str

    async def read(self, connection: AsyncConnection, now: datetime, job: Callable[[Scene], T]) -> T:
        """Plays a pure reading over the open transaction until everything it needs has been looked up."""
        work = Work(connection, self.directory, self.dialect)
        for _ in range(ROUNDS):
            try:
                return job(self._scene(Desk(work), now))
            except Needs as needs:
                await work.load(needs.refs)
        raise RuntimeError("needs more than can be looked up")

    def _scene(self, desk: Desk, now: datetime) -> Scene:
        heard = Heard(ChannelName.TERMINAL, "", "", "", "", "read", now)

        def word(said: Line) -> str:
            return self.wording.line(said, ChannelName.TERMINAL)

        return Scene(now, heard, "", "", desk, Fresh(b"reader", "read"), self.calendar, Limits(), _deaf, word, self.statutes)

    async def case(self, connection: AsyncConnection, now: datetime, issue: str) -> Case | None:
        """The file as it is shown: behind its meeting with the gates that opened it."""
        found = await self.read(connection, now, lambda scene: case_of(scene, issue))
        return replace(found, file=as_met(found.file)) if found is not None else None


async def issue_of(connection: AsyncConnection, number: str) -> str | None:
    """The issue of a public number: its own, or that of a concern that joined it."""
    own = (await connection.execute(select(issues.c.id).where(issues.c.number == number))).scalar()
    if own is not None:
        return str(own)
    joined = (await connection.execute(select(concerns.c.issue).where(concerns.c.number == number))).scalar()
    return str(joined) if joined else None


def strip(case: Case) -> Strip:
    return strip_of(case.file, case.evidence(), case.thresholds)


def lines(case: Case) -> list[Line]:
    """The strip as it is read: head, mechanisms, gates with everything they lack."""
    shown, evidence = strip(case), case.evidence()
    issue = case.issue
    counts = {"reports": str(issue.reports), "households": str(issue.households)}
    told = [Line("strip.head", counts | {"title": issue.title, "stage": Line(f"stage.{issue.stage}")})]
    for mechanism, records in shown.mechanisms:
        told.append(line("strip.mechanism", mark="●" if records else "○", name=Line(f"mechanism.{mechanism}")))
        told += [line("strip.record", name=Line(f"record.{r.name}"), day=day(r.day), count=str(r.count)) for r in records]
    for gate in shown.gates:
        mark = "✓" if gate.open else "✗"
        told.append(line("strip.gate", mark=mark, name=Line(f"gate.{gate.gate}")))
        told.append(line("strip.number", what=number_of(case, gate.gate, evidence)))
        told += [line("strip.overridden")] if gate.overridden else []
        told += [line("strip.lack", what=shut_line(shut)) for shut in gate.lacks]
    return told


def day(of: date) -> str:
    return f"{of.month}月{of.day}日"
