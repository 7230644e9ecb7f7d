"""Kannel bound to an operator's message centre over SMPP 3.4: long messages, and delivery reports as they come."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import aiohttp
import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.channels import Parcel
from bot.channels.kannel import Kannel as Channel
from handlers.village.issue import Stance
from storage.tables import inbox, outbox
from tests.journey.kit import now
from tests.peers.kannel import PASSWORD, TOKEN, USER, Kannel
from tests.peers.smsc import Centre
from tests.peers.village import LONG, QUESTION, Village, number, opened
from tests.peers.way import Way
from tests.servers import Stores, free_port, until

PROGRAMS = ("bearerbox", "smsbox")
pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("needs")]


@dataclass
class Line:
    village: Village
    kannel: Kannel
    centre: Centre
    way: Way

    async def question(self, issue: str, name: str) -> str:
        """The bot asks by itself: the id of what it said, once the telephone shows it."""
        await self.village.ask(issue, name)
        await self.centre.until_received(number(name), QUESTION)
        ref: str = (await self.village.said(number(name), QUESTION))["id"]
        return ref

    async def fates(self, ref: str, *expected: str) -> None:
        """Waits until so many reports were heard; they are these, in this order."""

        async def reported() -> list[str]:
            found = await self.village.fates(ref)
            return found if len(found) >= len(expected) else []

        assert await until(reported, f"{expected} are reported", every_s=0.1) == list(expected)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(needs: None, stores: Stores, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Line]:
    folder, port = tmp_path_factory.mktemp("smpp"), free_port()
    site = f"http://127.0.0.1:{port}"
    async with AsyncExitStack() as stack:
        centre = await stack.enter_async_context(Centre().running())
        way = await stack.enter_async_context(Way(site).running())
        kannel = Kannel(folder, centre.group, site)
        stack.callback(kannel.stop)
        given = {"KIND": "kannel", "PATH_TOKEN": TOKEN, "API_BASE": kannel.api_base, "USER": USER, "PASSWORD": PASSWORD}
        village = opened(folder / "village", "district", port, **given, PUBLIC_URL=way.url)
        stack.callback(village.stop)
        await kannel.start()
        await kannel.until_status("(online")
        await village.open(stores)
        yield Line(village, kannel, centre, way)


@pytest.fixture
def line(served: Line) -> Line:
    """Each test begins with a centre that answers first, and a quick way."""
    served.centre.early, served.way.held = False, ""
    return served


async def test_a_question_and_its_answer_and_two_parts_each_way(line: Line) -> None:
    phone = number("王强")
    ref = await line.question("road", "王强")
    await line.fates(ref, "sent")
    await line.centre.report(phone)
    await line.fates(ref, "sent", "delivered")
    await line.centre.say(phone.removeprefix("+"), "2")
    await line.centre.until_received(phone, "为什么")
    assert await line.centre.say(phone.removeprefix("+"), LONG) == 2
    await line.centre.until_received(phone, "记下了：不同意，“")
    taken = await line.village.opinion("road", "王强")
    assert (taken.stance, taken.words) == (Stance.AGAINST, LONG)
    assert len(await line.village.rows(select(inbox.c.key).where(inbox.c.text == LONG))) == 1
    await line.centre.say(number("李秀兰").removeprefix("+"), "村口到东坡的路塌了半边，三轮车上不来，已经三天了")
    assert (await line.centre.until_received(number("李秀兰"), "回1对")).parts == 2


async def test_a_report_of_being_taken_that_comes_last_is_kept_too_and_nothing_is_said_again(line: Line) -> None:
    line.way.held = "8"
    ref = await line.question("water", "张春梅")
    await until(lambda: ref in line.way.waiting, "Kannel says that it was taken", every_s=0.1)
    await line.centre.report(number("张春梅"))
    await line.fates(ref, "delivered", "sent")
    (row,) = await line.village.rows(select(outbox).where(outbox.c.id == ref))
    assert (row["state"], row["provider_id"], row["failure"], row["fate"]) == ("said", ref, None, "delivered")
    assert row["confirmed_at"], "what has arrived is never taken back"
    assert [sms.text for sms in line.centre.received(number("张春梅"))] == [row["text"]]


async def test_a_message_that_cannot_be_delivered_is_reported_with_the_operators_reason(line: Line) -> None:
    ref = await line.question("lamp", "李拴牢")
    await line.fates(ref, "sent")
    await line.centre.report(number("李拴牢"), "UNDELIV", "069")
    await line.fates(ref, "sent", "failed")
    (row,) = await line.village.rows(select(inbox.c.extra).where(inbox.c.message_id == ref, inbox.c.extra.contains("failed")))
    assert "UNDELIV,069" in row["extra"]

    async def elsewhere() -> bool:
        (row,) = await line.village.rows(select(outbox).where(outbox.c.id == ref))
        return (row["state"], row["failure"], row["way"]) == ("said", "undelivered", f"sms:village_phone:{number('李拴牢')}")

    await until(elsewhere, "it goes out again by the demo's own telephone", every_s=0.1)


async def test_a_receipt_before_the_answer_to_its_message_is_lost_in_kannel_and_the_message_stays_sent(line: Line) -> None:
    line.centre.early = True
    ref = await line.question("bridge", "武爱花")
    await until(lambda: "got DLR but could not find message" in line.kannel.log, "Kannel knows no such message", every_s=0.1)
    await line.fates(ref, "sent")


async def test_a_long_message_is_two_parts_and_one_report(line: Line) -> None:
    async with aiohttp.ClientSession() as session:
        at = line.kannel.api_base
        channel = Channel("district", TOKEN, at, USER, PASSWORD, f"{line.way.url}/sms/district", session, lambda: float(now()))
        await channel.say(Parcel("long-1", number("郭成林"), LONG))
    assert (await line.centre.until_received(number("郭成林"), "看病")).text == LONG
    assert sorted(line.centre.asked[number("郭成林")]) == [False, True]
    await line.fates("long-1", "sent")
    await line.centre.report(number("郭成林"))
    await line.fates("long-1", "sent", "delivered")
