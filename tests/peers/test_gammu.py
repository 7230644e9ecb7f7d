"""A village's USB modem: real gammu-smsd runs the shipped hook, 说事 lays its answers into gammu-smsd's outbox."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from handlers.village.issue import Stance
from tests.peers.gammu import KEY, Modem
from tests.peers.village import LONG, QUESTION, Village, number, opened
from tests.servers import Stores, free_port, until

PROGRAMS = ("gammu", "gammu-smsd")
pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("needs")]


@dataclass
class Line:
    village: Village
    modem: Modem


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def line(needs: None, stores: Stores, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Line]:
    folder, port = tmp_path_factory.mktemp("gammu"), free_port()
    modem = Modem(folder, f"http://127.0.0.1:{port}/sms/modem")
    village = opened(folder / "village", "modem", port, KIND="gammu", SIGNING_KEY=KEY, OUTBOX=str(folder / "outbox"))
    try:
        await modem.start()
        await village.open(stores)
        yield Line(village, modem)
    finally:
        modem.stop()
        village.stop()


async def test_a_concern_comes_in_by_the_modem_is_read_back_and_confirmed_with_a_digit(line: Line) -> None:
    phone = number("李秀兰")
    assert line.modem.say(phone, "村口到东坡的路塌了半边，三轮车上不来，已经三天了") == 1
    assert "路塌了半边" in (await line.modem.until_received(phone, "回1对")).text
    line.modem.say(phone, "1")
    await line.modem.until_received(phone, "编号")
    heard = await line.village.heard("村口到东坡的路塌了半边，三轮车上不来，已经三天了")
    assert heard["message_id"].startswith("IN")


async def test_a_question_goes_out_by_itself_and_its_answer_comes_back(line: Line) -> None:
    phone = number("王强")
    await line.village.ask("road", "王强")
    assert (await line.modem.until_received(phone, QUESTION)).text.startswith("【石桥村说事】")
    row = await line.village.said(phone, QUESTION)
    await until(lambda: line.village.fates(row["id"]), "gammu-smsd says that it has sent it", every_s=0.1)
    assert await line.village.fates(row["id"]) == ["sent"]
    line.modem.say(phone, "1")
    assert (await line.village.opinion("road", "王强")).stance is Stance.FOR
    await line.modem.until_received(phone, "记下了：同意")


async def test_two_parts_are_one_message(line: Line) -> None:
    assert line.modem.say(number("张春梅"), LONG) == 2
    assert (await line.village.heard(LONG))["sender"] == number("张春梅")
    await line.modem.until_received(number("张春梅"), "记下了")


async def test_what_comes_while_nobody_is_there_is_brought_with_the_next(line: Line) -> None:
    phone, first, second = number("刘桂香"), "前街的路灯瞎了四五个", "水渠也堵了，地浇不上"
    line.village.stop()
    line.modem.say(phone, first)
    await until(line.modem.waiting, "the hook keeps it", every_s=0.1)
    line.village.start()
    await line.village.wait_healthy("/readyz")
    line.modem.say(phone, second)
    times = [(await line.village.heard(words))["seq"] for words in (first, second)]
    assert times == sorted(times)
    await until(lambda: not line.modem.waiting(), "nothing waits any more", every_s=0.1)


async def test_channel_check_finds_gammu_smsd_and_its_smsdrc(line: Line) -> None:
    done = await line.village.run("channel", "check", "modem")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "smsdrc 写了钩子，outbox 也对" in done.stdout
