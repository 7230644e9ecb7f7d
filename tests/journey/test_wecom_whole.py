"""WeCom against the running server: the console's check, a cadre bound by a code, the same answer to every try, voices, news."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
from aiohttp import web
from sqlalchemy import select

from bot.app import SystemClock, open_channels
from bot.channels import Parcel
from bot.settings import load
from bot.standins.wecom import WeComStandIn
from handlers.acts.persons import claim_id
from handlers.memory import Proof
from storage.database import open_database
from storage.records import RECORDS
from storage.tables import addresses, media
from storage.work import upsert
from tests.channels.wechat_client import Post
from tests.channels.wecom_client import AGENT, CORP_ID, MEMBER, Company
from tests.journey.kit import count, heard_lines, line, now
from tests.servers import AES_KEY, TOKEN, ServerProcess, Stores, until

SECRETARY = "p00006"  # 王建国
CODE = "20481234"


@asynccontextmanager
async def company_api() -> AsyncIterator[tuple[WeComStandIn, str]]:
    """WeCom's API on a port of its own."""
    api = WeComStandIn(time.time, CORP_ID, {AGENT: "an-app-secret"})
    api.members = {MEMBER}
    runner = web.AppRunner(api.app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield api, f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def wecom_settings(api_base: str) -> dict[str, str]:
    parts = {
        "CORP_ID": CORP_ID,
        "AGENT_ID": str(AGENT),
        "TOKEN": TOKEN,
        "AES_KEY": AES_KEY,
        "SECRET": "an-app-secret",
        "API_BASE": api_base,
    }
    return {f"SHUOSHI_WECOM__COUNTY__{name}": value for name, value in parts.items()}


async def lay_code(url: str) -> None:
    """A code as `roster import` prints it for a secretary."""
    database, rows = open_database(url), RECORDS[Proof]
    try:
        async with database.write() as connection:
            proof = Proof(claim_id(CODE), SECRETARY, "", claim_id(CODE), SystemClock().village() + timedelta(days=30))
            await connection.execute(upsert(rows.table, rows.key, database.dialect), [rows.row(proof)])
    finally:
        await database.close()


class Phone:
    """One member's WeCom: says, and shows what came back."""

    def __init__(self, server: ServerProcess, session: aiohttp.ClientSession) -> None:
        self.server, self.session, self.said = server, session, 0

    @property
    def company(self) -> Company:
        return Company(TOKEN, AES_KEY, time=now())

    async def send(self, post: Post, method: str = "POST", account: str = "county") -> tuple[int, str]:
        where = f"{self.server.url}/wecom/{account}"
        async with self.session.request(method, where, params=post.query, data=post.body, headers=post.headers) as response:
            return response.status, await response.text()

    async def says(self, words: str = "", **fields: object) -> str:
        """The answer, the same to all three tries; "" when there is none."""
        self.said += 1
        fields = fields or {"Content": words}
        kind = str(fields.pop("MsgType", "text"))
        xml = self.company.message(kind, 7_100_000_000_000_000_000 + self.said, **fields)
        answers = [await self.send(self.company.post(xml)) for _ in range(3)]
        assert {status for status, _ in answers} == {200}
        shown = {self.company.read_reply(body)["Content"] if body else "" for _, body in answers}
        assert len(shown) == 1
        return shown.pop()


async def test_a_cadre_s_wecom_from_the_console_s_check_to_the_news(stores: Stores, tmp_path) -> None:
    url = await stores.fresh("sqlite", tmp_path, people=True)
    await lay_code(url)
    async with company_api() as (api, api_base), line() as session:
        server = ServerProcess(tmp_path / "server", url, more=wecom_settings(api_base))
        server.start()
        try:
            await server.wait_healthy("/readyz")
            phone = Phone(server, session)
            await the_console_checks(phone)
            await a_cadre_is_bound(phone)
            await a_voice_is_fetched(phone, api)
            await strangers_are_refused(phone)
            await news_goes_out(server, api)
            assert "fault" not in server.log, server.log
        finally:
            server.kill9()


async def the_console_checks(phone: Phone) -> None:
    began = time.monotonic()
    assert await phone.send(Post(phone.company.check("1616140317555161061"), b""), "GET") == (200, "1616140317555161061")
    assert time.monotonic() - began < 1.0
    assert await count(phone.server.database) == 0


async def a_cadre_is_bound(phone: Phone) -> None:
    assert "说事" in await phone.says(MsgType="event", Event="subscribe", EventKey="")
    assert await phone.says(MsgType="event", Event="enter_agent", EventKey="") == ""
    assert "待办" not in await phone.says("帮助")
    assert "王建国，对上了" in await phone.says(f"绑定码{CODE}")
    assert "待办" in await phone.says("帮助")
    assert await phone.says("摘要") != ""
    database = open_database(phone.server.database)
    async with database.read() as connection:
        (row,) = (await connection.execute(select(addresses).where(addresses.c.channel == "wecom"))).mappings()
    await database.close()
    assert (row["id"], row["trusted"], row["talk"]) == (f"wecom:county:{MEMBER}", True, f"p:{SECRETARY}")
    lines = [each for each in await heard_lines(phone.server) if each["channel"] == "wecom"]
    assert [each["kind"] for each in lines] == ["event.subscribe", "event.enter_agent", *["text"] * 4]
    assert {(each["account"], each["sender"]) for each in lines} == {("county", "W****")}


async def a_voice_is_fetched(phone: Phone, api: WeComStandIn) -> None:
    handle = api.keep_media(b"#!AMR\n" + bytes(500), "audio/amr")
    assert await phone.says(MsgType="voice", MediaId=handle, Format="amr") != ""
    database = open_database(phone.server.database)

    async def kept() -> bool:
        async with database.read() as connection:
            return "kept" in [row.state for row in await connection.execute(select(media.c.state).where(media.c.handle == handle))]

    await until(kept, "the voice has been fetched")
    await database.close()


async def strangers_are_refused(phone: Phone) -> None:
    before = await count(phone.server.database)
    stranger = Company("another", AES_KEY, time=now())
    post, xml = stranger.post(stranger.message()), phone.company.message()
    for status, method, account, given in (
        (413, "PUT", "nobody", Post({}, b"x" * 65537)),
        (404, "PUT", "nobody", post),
        (405, "PUT", "county", post),
        (403, "POST", "county", post),
        (401, "POST", "county", Company(TOKEN, AES_KEY, time=now() - 900).post(xml)),
        (400, "POST", "county", phone.company.post("{not xml")),
        (400, "POST", "county", Post({"timestamp": str(now()), "nonce": "1"}, b'{"a": 1}')),
    ):
        assert (await phone.send(given, method, account))[0] == status
    assert await count(phone.server.database) == before


async def news_goes_out(server: ServerProcess, api: WeComStandIn) -> None:
    """As the outbox says it: by the channel that the very same settings open."""
    async with aiohttp.ClientSession() as session:
        channels = open_channels(load(server.environment), session, SystemClock(), None)
        digest = "早上好，今天有 2 件事等您定。\n" + "路灯坏了，黑灯瞎火没法走。\n" * 60
        receipt = await channels["wecom", "county"].say(Parcel("p1", MEMBER, digest.strip()))
    shown = [one["text"] for one in api.inbox(MEMBER)]
    assert "\n".join(shown) == digest.strip()
    assert len(shown) == 2
    assert receipt.provider_id
