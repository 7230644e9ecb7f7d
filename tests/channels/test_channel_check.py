"""channel check: for each kind works, wrong secret, server down, refused proof; what it leaves behind; what it never prints."""

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from sqlalchemy import delete, select

from bot.app import App, build
from bot.channel_checks import gammu
from bot.channel_checks.kinds import KINDS, subjects
from bot.channel_checks.subject import shown
from bot.channel_checks.trial import WORDS
from bot.channels.sms_kinds import Means
from bot.commands import channels, parser, run
from bot.guard import make_runner
from bot.parts import Hearing
from bot.settings import load
from bot.sms_settings import KINDS as SMS_KINDS
from bot.standins.android_phone import signed, sms_received
from bot.web import make_web
from storage.pulses import beat
from storage.tables import concerns, inbox, outbox, pulses, reports
from tests.channels.their_sides import MAY_SEND_SMS, SECRETS, TheirSides
from tests.servers import AES_KEY, SALT, Stores, free_port, settings_of, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

PHONE, OPENID = "+8613800138001", "oVillager000000000000000001"
TOKEN, KEY = "PROOF-token-of-the-callback", "PROOF-signing-key"
# kind: the account's name, what proves its callbacks, what its provider knows us by
PROOFS = {
    "wechat": ("main", "WECHAT__MAIN__TOKEN", "WECHAT__MAIN__SECRET"),
    "wecom": ("cadres", "WECOM__CADRES__TOKEN", "WECOM__CADRES__SECRET"),
    "android_gateway": ("village_phone", "SMS__VILLAGE_PHONE__SIGNING_KEY", "SMS__VILLAGE_PHONE__PASSWORD"),
    "smsforwarder": ("old_phone", "SMS__OLD_PHONE__SECRET", "SMS__OLD_PHONE__SECRET"),
    "kannel": ("district", "SMS__DISTRICT__PATH_TOKEN", "SMS__DISTRICT__PASSWORD"),
    "gammu": ("modem", "SMS__MODEM__SIGNING_KEY", ""),
    "tencent": ("cloud_a", "SMS__CLOUD_A__PATH_TOKEN", "SMS__CLOUD_A__SECRET_KEY"),
    "aliyun": ("cloud_b", "SMS__CLOUD_B__PATH_TOKEN", "SMS__CLOUD_B__SECRET_KEY"),
    "twilio": ("abroad", "SMS__ABROAD__AUTH_TOKEN", "SMS__ABROAD__AUTH_TOKEN"),
    "phone": ("hotline", "PHONE__HOTLINE__SIGNING_KEY", "PHONE__HOTLINE__SIGNING_KEY"),
}
every_kind = pytest.mark.parametrize("kind", PROOFS)
asking = pytest.mark.parametrize("kind", [kind for kind in PROOFS if kind != "gammu"])


async def test_every_kind_of_the_settings_can_be_checked() -> None:
    assert set(KINDS) == {"wechat", "wecom", "phone", *SMS_KINDS}
    assert set(PROOFS) == set(KINDS)


def _gateways(theirs: TheirSides, folder: Path) -> dict[str, dict[str, str]]:
    cloud = {"PATH_TOKEN": TOKEN, "SECRET_ID": "id-1", "SIGN_NAME": "石桥村"}
    phone = {"SIGNING_KEY": KEY, "USER": "phone-user", "PASSWORD": SECRETS["android_gateway"]}
    twilio = {"ACCOUNT_SID": "AC1", "AUTH_TOKEN": SECRETS["twilio"], "PUBLIC_URL": "https://village.example", "SENDER": "+15550001111"}
    given = {
        "VILLAGE_PHONE": {"KIND": "android_gateway"} | phone,
        "OLD_PHONE": {"KIND": "smsforwarder", "SECRET": SECRETS["smsforwarder"]},
        "DISTRICT": {"KIND": "kannel", "PATH_TOKEN": TOKEN, "USER": "bot", "PASSWORD": SECRETS["kannel"]},
        "CLOUD_A": {"KIND": "tencent", "SECRET_KEY": SECRETS["tencent"], "APP_ID": "14", "TEMPLATES": '{"default": "1234567"}'} | cloud,
        "CLOUD_B": {"KIND": "aliyun", "SECRET_KEY": SECRETS["aliyun"], "TEMPLATES": '{"default": "SMS_1:text"}'} | cloud,
        "ABROAD": {"KIND": "twilio"} | twilio,
    }
    based = {name: part | {"API_BASE": theirs.base(part["KIND"])} for name, part in given.items()}
    return based | {"MODEM": {"KIND": "gammu", "SIGNING_KEY": KEY, "OUTBOX": str(folder / "outbox")}}


def _environment(theirs: TheirSides, folder: Path, database: str, port: int) -> dict[str, str]:
    base = {name: value for name, value in settings_of(folder, database, port=port).items() if "WECHAT__" not in name}
    wechat = {"APP_ID": "wx0000000000000001", "TOKEN": TOKEN, "AES_KEY": AES_KEY, "SECRET": SECRETS["wechat"]}
    wecom = {"CORP_ID": "ww1", "AGENT_ID": "1000002", "TOKEN": TOKEN, "AES_KEY": AES_KEY, "SECRET": SECRETS["wecom"]}
    parts = {f"SMS__{name}": part for name, part in _gateways(theirs, folder).items()}
    parts |= {"WECHAT__MAIN": wechat | {"API_BASE": theirs.base("wechat")}, "WECOM__CADRES": wecom | {"API_BASE": theirs.base("wecom")}}
    parts["PHONE__HOTLINE"] = {"SIGNING_KEY": SECRETS["phone"], "CONTROL": theirs.base("phone"), "GATEWAY": "127.0.0.1:5062"}
    return base | {f"SHUOSHI_{head}__{key}": value for head, part in parts.items() for key, value in part.items()}


@dataclass
class House:
    """Our server with one account of each kind, and their other sides."""

    app: App
    theirs: TheirSides
    environment: dict[str, str]
    folder: Path

    async def rows(self, table: Any) -> list[Any]:
        async with self.app.database.read() as connection:
            return list((await connection.execute(select(table))).mappings())

    async def empty(self) -> None:
        async with self.app.database.write() as connection:
            for table in (inbox, reports):
                await connection.execute(delete(table))

    async def hears(self, event: dict[str, Any], path: str = "/sms/village_phone", key: str = KEY) -> None:
        """A webhook of the village telephone, or of whoever signs as it does."""
        body, headers = signed(event, key, int(time.time()))
        url = f"http://127.0.0.1:{self.app.settings.server.port}{path}"
        async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as response:
            assert response.status == 200


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(stores: Stores, hearing: Hearing, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    folder, port, theirs = tmp_path_factory.mktemp("check"), free_port(), TheirSides(free_port())
    (folder / "outbox").mkdir()
    theirs.phone.register("https://village.example/sms/village_phone", *WEBHOOKS)
    environment = _environment(theirs, folder, await stores.fresh("sqlite", folder), port)
    app = await build(load(environment), hearing=hearing, salt=SALT)
    app.start()
    runners = [(make_runner(make_web(app)), port), (web.AppRunner(theirs.app(), access_log=None, shutdown_timeout=1), theirs.port)]
    for runner, at in runners:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", at).start()
    yield House(app, theirs, environment, folder)
    for runner, _ in runners:
        await runner.cleanup()
    await app.stop()


WEBHOOKS = ("sms:received", "sms:sent", "sms:delivered", "sms:failed", "mms:downloaded")
Checks = Callable[..., Any]


@pytest.fixture
def modem(house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine on which gammu-smsd runs; gives its smsdrc."""
    smsdrc = tmp_path / "smsdrc"
    smsdrc.write_text(f"[smsd]\noutboxpath = {house.folder}/outbox/\noutboxformat = unicode\nrunonreceive = /opt/gammu_hook.py\n")
    (tmp_path / "41").mkdir()
    (tmp_path / "41" / "cmdline").write_bytes(f"/usr/bin/gammu-smsd\0-c\0{smsdrc}\0".encode())
    monkeypatch.setattr(gammu, "PROCESSES", tmp_path)
    return smsdrc


@pytest.fixture
def checks(house: House, modem: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Checks:
    """Called with words and changed settings: exit code and what was printed. No secret and no number is ever in it."""

    async def checks(*words: str, **changed: str) -> tuple[int, str]:
        given = house.environment | {f"SHUOSHI_{name}": value for name, value in changed.items()}
        for name in [name for name in os.environ if name.startswith("SHUOSHI_")]:
            monkeypatch.delenv(name)
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        options = parser().parse_args(["channel", "check", *words])
        code = await options.command(options)
        printed = capsys.readouterr().out
        hidden = [value for value in given.values() if value.startswith(("SECRET-", "PROOF-", "wrong-"))]
        assert not [value for value in (*hidden, PHONE, PHONE[3:], OPENID, AES_KEY) if value in printed]
        assert all(re.search("[一-鿿]", line) and re.search("[A-Za-z]", line) for line in printed.splitlines()), "a line in one language"
        return code, printed

    return checks


# ---------------------------------------------------------------- every kind


@every_kind
async def test_what_is_right_is_said_to_work_and_leaves_no_words(house: House, checks: Checks, kind: str) -> None:
    await house.empty()
    code, printed = await checks(PROOFS[kind][0])
    assert (code, "✗" in printed) == (0, False), printed
    assert "takes a callback with the provider's proof" in printed
    assert "wrong proof is refused (403)" in printed
    rows = await house.rows(inbox)
    assert {(row["kind"] in ("status", "event.call"), row["text"]) for row in rows} <= {(True, None)}
    assert len(rows) == (0 if kind in ("wechat", "wecom", "android_gateway", "phone") else 1)
    assert not [row["sender"] for row in rows if row["sender"] not in ("", "000") and not row["sender"].startswith("check-")]
    assert [await house.rows(table) for table in (outbox, concerns, reports)] == [[], [], []]


@asking
async def test_a_wrong_secret_at_the_provider_is_named_with_what_to_do(checks: Checks, kind: str) -> None:
    name, _, secret = PROOFS[kind]
    code, printed = await checks(name, **{secret: "wrong-secret"})
    assert code == 1
    wrong = {
        "wechat": "AppSecret 不对（40125）",
        "wecom": "Secret 不对",
        "android_gateway": "手机不认用户名、密码（401）",
        "smsforwarder": "手机不认我们的签名",
        "kannel": "smsbox 不认用户名、密码（403）",
        "tencent": "云上不认 secret_id、secret_key（AuthFailure.SignatureFailure）",
        "aliyun": "云上不认 secret_id、secret_key（SignatureDoesNotMatch）",
        "twilio": "Twilio 不认 account_sid、auth_token（20003）",
        "phone": "phone-line 用的 signing_key 和现在的设置不一样（403）",
    }
    assert wrong[kind] in printed
    assert "  → " in printed


@every_kind
async def test_a_proof_that_the_server_does_not_take_is_said(checks: Checks, kind: str) -> None:
    name, proof, _ = PROOFS[kind]
    code, printed = await checks(name, **{proof: "wrong-proof-of-the-callback"})
    assert code == 1
    assert "✗ the server does not take our proof: it runs with other secrets" in printed


@every_kind
async def test_without_the_server_its_start_is_asked_for(checks: Checks, kind: str) -> None:
    code, printed = await checks(PROOFS[kind][0], SERVER__PORT=str(free_port()))
    assert code == 1
    assert "start shuoshi serve first · 请先启动 shuoshi serve" in printed
    assert "could not be checked without the server" in printed


@asking
async def test_a_provider_that_is_not_there_is_said(checks: Checks, kind: str) -> None:
    head = PROOFS[kind][1].rpartition("__")[0]
    address = "CONTROL" if kind == "phone" else "API_BASE"
    code, printed = await checks(PROOFS[kind][0], **{f"{head}__{address}": "http://127.0.0.1:9"})
    assert code == 1
    assert re.search("没有应答|连不上", printed)


async def test_a_door_that_lets_everybody_in_fails_the_check(checks: Checks) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text="ok\n") if request.path == "/healthz" else web.json_response({"ok": True})

    app, port = web.Application(), free_port()
    app.router.add_route("*", "/{any:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        code, printed = await checks("village_phone", SERVER__PORT=str(port))
        assert code == 1
        assert "✗ a callback with a wrong proof got 200, not 403" in printed
        code, printed = await checks("district", SERVER__PORT=str(port))
        assert "not what the provider waits for" in printed
    finally:
        await runner.cleanup()


# ---------------------------------------------------------------- settings


@pytest.mark.parametrize(
    ("name", "changed", "words"),
    [
        ("main", {"WECHAT__MAIN__SECRET": "null"}, "set SHUOSHI_WECHAT__MAIN__SECRET"),
        ("cloud_a", {"SMS__CLOUD_A__TEMPLATES": "{}"}, "set SHUOSHI_SMS__CLOUD_A__TEMPLATES"),
        ("abroad", {"SMS__ABROAD__SENDER": "null"}, "set SHUOSHI_SMS__ABROAD__SENDER"),
        ("village_phone", {"SMS__VILLAGE_PHONE__SIGNING_KEY": "demo-signing-key"}, "still demo values: signing_key"),
        ("district", {"SMS__DISTRICT__PATH_TOKEN": "short"}, "it can be guessed"),
    ],
)
async def test_what_is_missing_or_weak_is_named_by_its_variable(checks: Checks, name: str, changed: dict[str, str], words: str) -> None:
    code, printed = await checks(name, **changed)
    assert code == 1
    assert words in printed


async def test_a_name_that_is_none_is_a_mistake_of_whoever_typed_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHUOSHI_DEMO", "true")
    assert await asyncio.to_thread(run, ["channel", "check", "nobody"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert "one of wechat.main, sms.village_phone" in told[0]
    assert await asyncio.to_thread(run, ["channel", "check"]) == 2


async def test_a_name_that_two_accounts_have_is_both_or_the_one_before_the_dot(house: House) -> None:
    given = house.environment | {k.replace("CADRES", "MAIN"): v for k, v in house.environment.items() if "__CADRES__" in k}
    settings = load(given)
    means = Means(None, time.time, bytes)  # type: ignore[arg-type]
    assert [each.title for each in subjects(settings, means, "main")] == ["wechat.main", "wecom.main"]
    assert [each.title for each in subjects(settings, means, "wecom.main")] == ["wecom.main"]
    assert subjects(settings, means, "sms.main") == []


# ---------------------------------------------------------------- one provider or another


async def test_only_the_platforms_addresses_may_call_and_we_come_from_one(house: House, checks: Checks) -> None:
    channel = house.app.channels["wechat", "main"]
    house.theirs.wechat.account.ips[:] = ["101.226.103.0/25"]
    channel._callers._listing = channel._api.callback_ips  # type: ignore[attr-defined]
    await channel.refresh()  # type: ignore[attr-defined]
    try:
        code, printed = await checks("main", WECHAT__MAIN__ONLY_PLATFORM_IPS="true")
        assert code == 0, printed
        code, printed = await checks("main")  # as the settings stand we would not know why: it is said all the same
        assert "only_platform_ips" in printed
    finally:
        channel._callers._networks = ()  # type: ignore[attr-defined]


async def test_the_address_for_the_white_list_is_read_out_of_the_refusal(house: House, checks: Checks) -> None:
    async def refuse(request: web.Request) -> web.Response:
        return web.json_response({"errcode": 40164, "errmsg": "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 1"})

    app, port = web.Application(), free_port()
    app.router.add_post("/cgi-bin/stable_token", refuse)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        code, printed = await checks("main", WECHAT__MAIN__API_BASE=f"http://127.0.0.1:{port}")
        assert code == 1
        assert "在公众平台“IP 白名单”里加上它：203.0.113.7" in printed
    finally:
        await runner.cleanup()


async def test_another_applications_agent_id_is_found_out(checks: Checks) -> None:
    code, printed = await checks("cadres", WECOM__CADRES__AGENT_ID="1000003")
    assert code == 1
    assert "另" in printed or "别的应用" in printed


async def test_a_watched_telephone_is_heard_of_by_itself_and_not_by_our_test(house: House, checks: Checks) -> None:
    async with house.app.database.write() as connection:
        await connection.execute(delete(pulses))
    for _ in range(2):
        code, printed = await checks("village_phone")
        assert (code, "它还没有送来过东西" in printed, "system:ping 没登记" in printed) == (0, True, True), printed
    for hours, words, expected in ((1, "它最近送来过东西", 0), (7, "它有 7 小时没动静了", 1)):
        async with house.app.database.write() as connection:
            await connection.execute(delete(pulses))
            await beat(connection, "sms:village_phone", int(time.time() - hours * 3600 - 60) * 1000)
        code, printed = await checks("village_phone")
        assert (code, words in printed) == (expected, True), printed
    await house.hears({"event": "system:ping", "id": "ping-1", "payload": {}})


async def test_a_webhook_that_was_forgotten_is_named(house: House, checks: Checks) -> None:
    hooks = house.theirs.phone._webhooks
    kept, hooks[:] = list(hooks), [hook for hook in hooks if hook["event"] != "mms:downloaded"]
    try:
        code, printed = await checks("village_phone")
        assert code == 1
        assert "webhooks not registered for us: mms:downloaded" in printed
    finally:
        hooks[:] = kept


@pytest.mark.parametrize(
    ("name", "attribute", "value", "code", "words"),
    [
        ("old_phone", "forwarder", {"enable_api_sms_send": False}, 1, "手机上没打开远程发短信"),
        ("cloud_a", "templates", {1234567: 1}, 1, "模板没过审：1234567"),
        ("cloud_a", "tencent_error", "AuthFailure.UnauthorizedOperation", 0, "这把钥匙不能查模板"),
        ("cloud_a", "tencent_error", "AuthFailure.SignatureExpire", 1, "打开 NTP"),
        ("cloud_b", "aliyun_answer", {"Code": "OK", "SignStatus": 0}, 1, "签名没过审"),
        ("cloud_b", "aliyun_answer", {"Code": "isp.RAM_PERMISSION_DENY"}, 0, "这把钥匙不能查签名"),
        ("cloud_b", "aliyun_answer", {"Code": "isv.SMS_SIGNATURE_ILLEGAL"}, 1, "没有这个签名"),
        ("cloud_b", "aliyun_answer", {"what": 1}, 1, "那里应答的是别的东西"),
        ("abroad", "twilio_status", "suspended", 1, "账号停用了"),
    ],
)
async def test_what_a_provider_says_of_the_account(
    house: House, checks: Checks, monkeypatch: pytest.MonkeyPatch, name: str, attribute: str, value: Any, code: int, words: str
) -> None:
    monkeypatch.setattr(house.theirs, attribute, value)
    got, printed = await checks(name)
    assert (got, words in printed) == (code, True), printed
    assert MAY_SEND_SMS


def rewritten(file: Path, words: str) -> None:
    file.write_text(words)


async def test_what_can_be_wrong_with_a_modem(house: House, checks: Checks, modem: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rewritten(modem, "[smsd]\noutboxpath = /elsewhere\noutboxformat = standard\n")
    code, printed = await checks("modem")
    assert code == 1
    assert [word in printed for word in ("does not name gammu_hook.py", "is another folder", "is not unicode")] == [True] * 3
    rewritten(modem, "no section")
    code, printed = await checks("modem")
    assert (code, "请自己看 runonreceive" in printed) == (0, True)
    waiting = house.folder / "outbox" / "OUTA_000_1.txtd"
    waiting.touch()
    try:
        monkeypatch.setattr(gammu, "WAITS_S", -1)
        code, printed = await checks("modem")
        assert (code, "outbox 里有 1 条等了十分钟以上" in printed) == (1, True)
    finally:
        waiting.unlink()
    monkeypatch.setattr(gammu, "PROCESSES", house.folder)
    code, printed = await checks("modem")
    assert (code, "gammu-smsd does not run on this machine" in printed) == (1, True)
    code, printed = await checks("modem", SMS__MODEM__OUTBOX=str(house.folder / "nowhere"))
    assert (code, "没有" in printed) == (1, True)


async def test_a_line_that_only_answers_is_said_to(checks: Checks) -> None:
    code, printed = await checks("hotline", PHONE__HOTLINE__GATEWAY="null")
    assert (code, "只接，不往外打" in printed) == (0, True), printed


# ---------------------------------------------------------------- --to


async def _once_sent(house: House, *events: Callable[[str], dict[str, Any]]) -> None:
    """When the telephone has the test message, it tells what became of it."""
    received = house.theirs.phone.received[PHONE]
    received.clear()
    [sms] = await until(lambda: [each for each in received if each.text == WORDS], "the telephone has the message")
    for event in events:
        await house.hears(event(sms.id))


def _fate(name: str) -> Callable[[str], dict[str, Any]]:
    return lambda said: {"event": f"sms:{name}", "id": f"{said}-{name}", "payload": {"messageId": said, "recipient": PHONE}}


def _reply(said: str) -> dict[str, Any]:
    return sms_received(f"{said}-reply", PHONE, "1", "2026-11-30T10:00:00+08:00")


@pytest.mark.parametrize(
    ("events", "code", "words"),
    [
        ([_fate("sent"), _fate("delivered")], 0, "有回执：送到了"),
        ([_fate("sent"), _reply], 0, "收到了回话：来回都通"),
        ([_fate("sent")], 0, "有回执（sent）：发出去了"),
        ([_fate("failed")], 1, "有回执：没送到"),
        ([], 1, "没等到回执，也没等到回话"),
    ],
    ids=["delivered", "reply", "sent", "failed", "nothing"],
)
async def test_a_real_message_and_what_comes_back(house: House, checks: Checks, events: list[Any], code: int, words: str) -> None:
    telling = asyncio.create_task(_once_sent(house, *events))
    got, printed = await checks("village_phone", "--to", "138 0013 8001", "--wait", "1.5")
    await telling
    assert (got, words in printed) == (code, True), printed
    assert "+86138****8001" in printed


async def test_a_line_rings_and_is_answered_by_a_key(house: House, checks: Checks) -> None:
    async def pressed() -> None:
        [call] = await until(lambda: house.theirs.rung, "the line was asked for a call")
        assert (call["to"], call["text"], call["keys"]) == (PHONE, "说事测试。听到请按1。", ["1"])
        event = {"id": "e-1", "event": "key", "call": f"{call['id']}.1", "ref": call["id"], "number": PHONE, "digit": "1"}
        await house.hears(event | {"at": int(time.time())}, "/phone/hotline", SECRETS["phone"])

    house.theirs.rung.clear()
    pressing = asyncio.create_task(pressed())
    code, printed = await checks("hotline", "--to", PHONE, "--wait", "5")
    await pressing
    assert (code, "收到了回话：来回都通" in printed) == (0, True), printed


async def test_what_the_platform_answers_to_a_message_outside_its_window(checks: Checks) -> None:
    code, printed = await checks("main", "--to", OPENID, "--wait", "0.5")
    assert code == 1
    assert "请他先在公众号里发“帮助”" in printed


async def test_a_starred_name_of_the_ledger_is_the_one_who_wrote(house: House, checks: Checks) -> None:
    await house.empty()
    await house.hears(_reply("starred"))
    telling = asyncio.create_task(_once_sent(house, _fate("delivered")))
    code, printed = await checks("village_phone", "--to", "+86138****8001", "--wait", "5")
    await telling
    assert code == 0, printed


@pytest.mark.parametrize("to", ["10086", "not a number", "+86139****9999"])
async def test_a_receiver_that_is_none_is_a_mistake_of_whoever_typed_it(
    house: House, modem: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    for name, value in (house.environment | {"SHUOSHI_SERVER__PORT": "0"}).items():
        monkeypatch.setenv(name, value)

    async def fine(_: Any) -> AsyncIterator[Any]:
        for step in ():
            yield step

    monkeypatch.setattr(channels, "check", fine)
    assert await asyncio.to_thread(run, ["channel", "check", "village_phone", "--to", to]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://user:SECRET@10.0.0.2:8080/x?token=SECRET", "http://10.0.0.2:8080"),
        ("https://v.example/a", "https://v.example"),
        ("http://[", "?"),
    ],
)
async def test_an_address_is_told_without_what_is_secret_in_it(url: str, told: str) -> None:
    assert shown(url) == told
