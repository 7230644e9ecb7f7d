"""Outside the chat's window: a notice while the person allows one, its fate when the platform tells it, then the SMS."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.notices import Notice, NoticeKind
from bot.ways import Exits
from handlers.messages import ChannelName, Heard, Reach
from storage import delivery
from storage.database import open_database
from storage.records import from_ms
from storage.tables import consents
from tests.delivery.month import Month, Villager, lay, month
from tests.servers import Stores

FIELDS = {"thing1": "text", "time2": "time"}
OPENID = "oMonth00000000000000000000"


@pytest.fixture
async def village(stores: Stores, tmp_path: Path) -> AsyncIterator[Month]:
    """One follower with a telephone, whose chat window has never been open."""
    database = open_database(await stores.fresh("sqlite", tmp_path))
    async with month(database, 0) as played:
        person = Villager("p0", OPENID, "+8613900000000")
        await lay(database, [person], played.platform, 0)
        played.people.append(person)
        yield played
    await database.close()


def use(village: Month, kind: NoticeKind, template: str = "t1") -> None:
    notices = {("main", template): Notice(template, kind, FIELDS)}
    village.platform.account.templates.add(template)
    village.world.outbox.exits = Exits(("a", "b"), ("abroad",), (), notices)
    village.world.outbox.teller.notices = notices


async def told(village: Month) -> dict[str, Any]:
    """One message to the follower; gives its row when nothing more is to be done at once."""
    await village.world.say(["p0"], "i1", Reach.OWED)
    while await village.world.outbox.step():
        pass
    return dict((await village.world.rows())[-1])


async def event(village: Month, kind: str, **extra: str) -> None:
    world = village.world
    heard = Heard(ChannelName.WECHAT, "main", OPENID, "", kind, f"event.{kind}", from_ms(0), extra=extra)
    async with world.database.write() as connection:
        await delivery.take_reports(connection, [heard], world.clock.wire_ms(), world.clock.wire_ms())


def listed(template: str, status: str = "", **more: str) -> str:
    return json.dumps([{"template": template, "status": status, **more}])


async def left(village: Month) -> list[tuple[str, int]]:
    async with village.world.database.read() as connection:
        return [(row.template, row.left) for row in await connection.execute(select(consents))]


async def test_every_follower_may_be_sent_a_template_message(village: Month) -> None:
    use(village, NoticeKind.TEMPLATE)
    row = await told(village)
    assert (row["state"], row["way"], row["confirmed_at"]) == ("said", f"wechat:main:{OPENID}", None)
    (shown,) = village.platform.inbox(OPENID)
    assert "石桥村" in shown["text"]
    await event(village, "TEMPLATESENDJOBFINISH", msg_id=row["provider_id"], status="success")
    assert (await village.world.rows())[-1]["confirmed_at"] is not None


async def test_a_template_message_that_was_blocked_goes_by_sms(village: Month) -> None:
    use(village, NoticeKind.TEMPLATE)
    row = await told(village)
    await event(village, "TEMPLATESENDJOBFINISH", msg_id=row["provider_id"], status="failed:user block")
    while await village.world.outbox.step():
        pass
    assert (await village.world.rows())[-1]["way"] == "sms:a:+8613900000000"


async def test_one_consent_is_one_notice(village: Month) -> None:
    use(village, NoticeKind.ONCE)
    assert (await told(village))["way"].startswith("sms:")  # nobody has allowed anything
    await event(village, "subscribe_msg_popup_event", consents=listed("t1", "accept"))
    village.platform.consents[OPENID, "t1"] = 1
    assert await left(village) == [("t1", 1)]
    row = await told(village)
    assert (row["way"], row["provider_id"]) == (f"wechat:main:{OPENID}", "notice:t1")
    assert await left(village) == [("t1", 0)]
    await event(village, "subscribe_msg_sent_event", consents=listed("t1", msg_id="", error_code="0"))
    assert (await village.world.rows())[-1]["confirmed_at"] is not None
    assert (await told(village))["way"].startswith("sms:")


async def test_the_platform_knows_better_what_is_left(village: Month) -> None:
    use(village, NoticeKind.ONCE)
    await event(village, "subscribe_msg_popup_event", consents=listed("t1", "accept"))
    row = await told(village)  # the platform has none: 43101
    assert (row["state"], row["way"]) == ("said", "sms:a:+8613900000000")
    assert await left(village) == []
    assert village.platform.refused[43101] == 1


async def test_who_takes_the_consent_back_gets_no_notice(village: Month) -> None:
    use(village, NoticeKind.LASTING)
    await event(village, "subscribe_msg_popup_event", consents=listed("t1", "accept"))
    await event(village, "subscribe_msg_change_event", consents=listed("t1", "reject"))
    assert (await told(village))["way"].startswith("sms:")
