"""Whoever leaves the account while something waits for them there gets it another way, within a second."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from bot.app import App
from bot.channels import Parcel, Receipt, SayFailed
from bot.parts import Hearing
from bot.rates import Rates
from handlers.messages import ChannelName, Heard, Line, Say, SayKind
from storage import outbox
from storage.records import from_ms, to_ms
from storage.tables import address_persons, addresses, inbox, persons
from storage.tables import outbox as rows_table
from tests.journey.kit import running
from tests.servers import Stores, until

OPENID, NUMBER = "oLeaves000000000000000001", "+8613900000001"
WHERE = f"wechat:main:{OPENID}"


class Busy:
    """The platform asks for patience; the telephone has all the time in the world."""

    carries = False

    def __init__(self, patience: bool) -> None:
        self.patience, self.taken = patience, list[Parcel]()

    async def say(self, parcel: Parcel) -> Receipt:
        if self.patience:
            raise SayFailed("45011", again=True, retry_after_s=3600.0)
        self.taken.append(parcel)
        return Receipt(parcel.id)


async def follower(app: App) -> None:
    """Somebody with a telephone whose chat window is open."""
    now = to_ms(app.clock.village())
    where = {"channel": "wechat", "account": "main", "sender": OPENID}
    address: Mapping[str, Any] = {"id": WHERE, "talk": "p:p1", "first_heard_at": now, "persons": '["p1"]', "village": None, "trusted": True}
    address = {**address, **where, "following": True, "opted_out": False, "way": "", "version": 0}
    said = where | {"key": "k1", "seq": 1, "message_id": "m1", "kind": "text", "text": "在", "media": None, "extra": "{}", "tries": 0}
    said |= {"sent_at": now, "received_at": now, "state": "handled", "handled_at": now, "answer": None, "said": None}
    person = {"id": "p1", "name": "某人", "village": "v1", "household": None, "phone": NUMBER, "away": False}
    async with app.database.write() as connection:
        for table, row in ((persons, person), (addresses, address), (inbox, said)):
            await connection.execute(insert(table), [dict(row)])
        await connection.execute(insert(address_persons), [{"person": "p1", "address": WHERE}])


async def test_who_leaves_is_told_by_sms_within_a_second(stores: Stores, tmp_path: Path, hearing: Hearing) -> None:
    async with running(tmp_path, await stores.fresh("sqlite", tmp_path), hearing) as app:
        chat, phone = Busy(True), Busy(False)
        account = next(name for kind, name in app.channels if kind == "sms")
        app.outbox.teller.channels = {("wechat", "main"): chat, ("sms", account): phone}  # type: ignore[dict-item]
        app.outbox.teller.rates = Rates(None, time.monotonic)
        await follower(app)
        say = Say("person:p1", (Line("kit.closed"),), kind=SayKind.ANSWER)
        async with app.database.write() as connection:
            await outbox.put(connection, [outbox.row_of(say, "s1", 10**6, state=outbox.DUE, due_ms=0, made_ms=0)])
        app.outbox.ring()

        async def waits() -> bool:
            async with app.database.read() as connection:
                row = (await connection.execute(select(rows_table).where(rows_table.c.id == "s1"))).mappings().one()
            return bool(row["failure"] == "45011" and row["state"] == "due" and row["due_at"] > app.clock.wire_ms() + 1_000_000)

        await until(waits, "the platform has asked for an hour's patience")
        left = Heard(ChannelName.WECHAT, "main", OPENID, "", "left", "event.unsubscribe", from_ms(app.clock.wire_ms()))
        began = time.monotonic()
        await app.dispatch.hear(left)
        await until(lambda: phone.taken, "told by SMS")
        print(f"re-routed after {time.monotonic() - began:.2f} s")
        assert [parcel.receiver for parcel in phone.taken] == [NUMBER]
