"""石桥村 behind a gateway: a served demo that hears through it, and a matter that asks one household by itself.

The demo, because its village time can be moved: nobody is asked at night, and the tests run at any hour.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select

from bot.demo.district import OPENS_AT, demo_district
from handlers.memory import Due
from handlers.village.issue import Issue, Level, Opinion, Track
from handlers.village.matter import Stage
from handlers.village.people import Person
from storage import meta, views
from storage.database import open_database
from storage.records import RECORDS, to_ms
from storage.tables import inbox, outbox
from storage.work import upsert
from tests.journey.kit import now
from tests.servers import ServerProcess, Stores, until

LONG = (
    "先把塌的那段修了，宽不宽以后再说。我在江苏，出工我让弟弟去，石料村里拉。"
    "一下雨就断路，三轮车上不来，玉米拉不回来，早一天修好早一天放心，我爹娘也能出门看病"
)
QUESTION = "您家怎么看？可直接回话。 回1同意 2不同意 3有条件 4不表态"


def person(name: str) -> Person:
    """Somebody of the demo's village, by name."""
    return next(each for each in demo_district().persons if each.name == name and each.village == "v001")


def number(name: str) -> str:
    """The roster's, E.164."""
    phone = person(name).phone
    assert phone
    return phone


@dataclass
class Village(ServerProcess):
    """`python -m bot serve` with one SMS gateway of the given settings, at a Monday morning in the village."""

    gateway: str = ""
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in super().environment.items() if not name.startswith("SHUOSHI_SMS__")}
        ours = {f"SHUOSHI_SMS__{self.gateway.upper()}__{name}": value for name, value in self.given.items()}
        return inherited | ours | {"SHUOSHI_DEMO": "true"}

    async def open(self, stores: Stores) -> None:
        """People, and a clock that stands at the demo's opening; then the server, its ears warm."""
        self.database = await stores.fresh("sqlite", self.folder, people=True)
        await self._write(meta_offset=to_ms(OPENS_AT) - now() * 1000)
        self.start()
        await self.wait_healthy("/readyz")

    async def ask(self, issue: str, name: str) -> None:
        """A matter whose visits have begun and which touches this person's household alone: the bot asks by itself."""
        home = person(name).household
        assert home
        given: dict[str, Any] = {"level": Level.BUILDING, "track": Track.MAJOR, "affected": (home,), "households": 1}
        given |= {"category": "01", "session": date(2026, 12, 10), "participants": "后沟", "reason": "一下雨就断路"}
        road = Issue(issue, "v001", "东坡的路塌了半边", OPENS_AT - timedelta(days=9), stage=Stage.VISITING, **given)
        await self._write(road, Due(f"ask_everybody:{issue}", "ask_everybody", issue, OPENS_AT))

    async def opinion(self, issue: str, name: str) -> Opinion:
        """What this person thinks of it, once it has been taken."""
        rows = RECORDS[Opinion]

        async def taken() -> Any:
            found = await self.rows(select(rows.table).where(rows.table.c.id == f"{issue}:{person(name).id}"))
            return rows.record(found[0]) if found else None

        opinion: Opinion = await until(taken, "the answer is taken", every_s=0.1)
        return opinion

    async def said(self, phone: str, part: str) -> dict[str, Any]:
        """The outbox row that brought these words to this number, once it is marked as said."""
        query = select(outbox).where(outbox.c.way == f"sms:{self.gateway}:{phone}", outbox.c.state == "said").order_by(outbox.c.seq)

        async def found() -> Any:
            return next((row for row in await self.rows(query) if part in (row["text"] or "")), None)

        row: dict[str, Any] = await until(found, f"{part} is said", every_s=0.1)
        return row

    async def fates(self, ref: str) -> list[str]:
        """What the gateway reported of one message of ours, in the order in which it was heard; not what the next way says of it."""
        theirs = (inbox.c.kind == "status", inbox.c.account == self.gateway, inbox.c.message_id == ref)
        query = select(inbox.c.extra).where(*theirs).order_by(inbox.c.seq)
        return [json.loads(row["extra"])["status"] for row in await self.rows(query)]

    async def heard(self, words: str) -> dict[str, Any]:
        """The one message with these words, once it is handled."""
        query = select(inbox).where(inbox.c.text == words, inbox.c.state == "handled")
        (row,) = await until(lambda: self.rows(query), "it is heard", every_s=0.1)
        return dict(row)

    async def ledger(self) -> list[dict[str, Any]]:
        """What `ledger --heard` shows, without the seconds it takes to start."""
        database = open_database(self.database)
        try:
            async with database.read() as connection:
                return [line async for line in views.heard(connection)]
        finally:
            await database.close()

    async def rows(self, query: Select[Any]) -> list[dict[str, Any]]:
        """Read beside the running server."""
        database = open_database(self.database)
        try:
            async with database.read() as connection:
                return [dict(row) for row in (await connection.execute(query)).mappings()]
        finally:
            await database.close()

    async def _write(self, *records: Any, meta_offset: int | None = None) -> None:
        database = open_database(self.database)
        try:
            async with database.write() as connection:
                if meta_offset is not None:
                    await meta.put(connection, meta.CLOCK_OFFSET, str(meta_offset))
                for record in records:
                    rows = RECORDS[type(record)]
                    await connection.execute(upsert(rows.table, rows.key, database.dialect), [rows.row(record)])
        finally:
            await database.close()


def opened(folder: Path, gateway: str, port: int, **given: str) -> Village:
    """Not yet served; the database is made by `open`."""
    folder.mkdir(parents=True, exist_ok=True)
    return Village(folder, "", port=port, gateway=gateway, given=given)


__all__ = ["LONG", "QUESTION", "Village", "number", "opened", "person"]
