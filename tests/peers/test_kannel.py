"""The operator's gateway: a real Kannel, and fakesmsc as the villagers' telephones behind it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from handlers.village.issue import Stance
from tests.peers.kannel import PASSWORD, TOKEN, USER, FakeCentre, Kannel
from tests.peers.village import QUESTION, Village, number, opened
from tests.servers import Stores, free_port, until

PROGRAMS = ("bearerbox", "smsbox", "fakesmsc")
pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("needs")]


@dataclass
class Line:
    village: Village
    kannel: Kannel
    phones: FakeCentre


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def line(needs: None, stores: Stores, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Line]:
    folder, port = tmp_path_factory.mktemp("kannel"), free_port()
    phones = FakeCentre(folder)
    kannel = Kannel(folder, phones.group, f"http://127.0.0.1:{port}")
    given = {"KIND": "kannel", "PATH_TOKEN": TOKEN, "API_BASE": kannel.api_base, "USER": USER, "PASSWORD": PASSWORD}
    village = opened(folder / "village", "district", port, **given)
    try:
        await kannel.start()
        phones.listen()
        await kannel.until_status("(online")
        await village.open(stores)
        yield Line(village, kannel, phones)
    finally:
        phones.stop()
        kannel.stop()
        village.stop()


async def test_a_concern_comes_in_in_chinese_is_read_back_and_confirmed_with_a_digit(line: Line) -> None:
    phone = number("李秀兰")
    line.phones.say(phone, "村口到东坡的路塌了半边，三轮车上不来，已经三天了")
    read_back = await line.phones.until_received(phone, "回1对")
    assert "路塌了半边" in read_back.text
    assert read_back.parts == 2, "more than seventy characters"
    line.phones.say(phone, "1")
    await line.phones.until_received(phone, "编号")
    assert all("?" not in sms.text for sms in line.phones.received(phone))


async def test_a_question_goes_out_by_itself_and_its_answer_comes_back(line: Line) -> None:
    phone = number("王强")
    line.phones.listen()
    await line.village.ask("road", "王强")
    assert (await line.phones.until_received(phone, QUESTION)).parts == 1
    row = await line.village.said(phone, QUESTION)

    async def reported() -> bool:
        return sorted(await line.village.fates(row["id"])) == ["delivered", "sent"]

    await until(reported, "the centre has it and the telephone has it", every_s=0.1)
    line.phones.say(phone, "1")
    assert (await line.village.opinion("road", "王强")).stance is Stance.FOR
    await line.phones.until_received(phone, "记下了：同意")
    lines = [each for each in await line.village.ledger() if each["provider_message_id"] == row["id"]]
    assert {(each["channel"], each["account"], each["kind"], each["text"]) for each in lines} == {("sms", "district", "status", None)}
    assert len(lines) == 2


async def test_what_comes_while_nobody_is_there_kannel_brings_again_and_it_is_heard_once(line: Line) -> None:
    phone, words = number("刘桂香"), "前街的路灯瞎了四五个"
    line.village.stop()
    line.phones.say(phone, words)
    await until(lambda: "Retrying request" in line.kannel.log, "Kannel finds nobody", every_s=0.1)
    line.village.start()
    await line.village.wait_healthy()
    await line.village.heard(words)
    await line.phones.until_received(phone, "啥时候开始的")


async def test_channel_check_proves_user_and_password_to_a_real_smsbox_and_sends_nothing(line: Line) -> None:
    done = await line.village.run("channel", "check", "district")
    wrong = [line for line in done.stdout.splitlines() if line.startswith("✗")]
    assert [line for line in wrong if "path_token has fewer" not in line] == [], done.stdout  # the token of these tests is short
    assert "smsbox 认得用户名、密码" in done.stdout
    done = await line.village.run("channel", "check", "district", more={"SHUOSHI_SMS__DISTRICT__PASSWORD": "another"})
    assert done.returncode == 1
    assert "smsbox 不认用户名、密码（403）" in done.stdout
