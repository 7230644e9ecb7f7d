"""SMS gateways at the front door: settings → channel → route → inbox → answer; and what is refused at start, in two languages."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from bot.app import App, build
from bot.parts import Hearing
from bot.settings import SettingsError, load
from bot.web import make_web
from storage.tables import inbox, outbox
from tests.servers import NOWHERE, SALT, Stores, settings_of, until

TOKEN = "token-of-the-url"
FROM = "+8613800138001"
GATEWAYS: dict[str, dict[str, Any]] = {
    "district": {"kind": "kannel", "path_token": TOKEN, "api_base": NOWHERE, "user": "u", "password": "p"},
    "cloud_a": {
        "kind": "tencent",
        "path_token": TOKEN,
        "secret_id": "i",
        "secret_key": "k",
        "app_id": 1400000001,
        "sign_name": "石桥村",
        "templates": {"default": 1234567},
    },
    "cloud_b": {"kind": "aliyun", "path_token": TOKEN, "secret_id": "i", "secret_key": "k", "sign_name": "石桥村"},
    "old_phone": {"kind": "smsforwarder", "secret": "s", "api_base": NOWHERE},
    "modem": {"kind": "gammu", "signing_key": "k", "outbox": "outbox"},
    "abroad": {"kind": "twilio", "account_sid": "AC1", "auth_token": "t", "public_url": "https://village.example"},
}
PROOFS = {
    "district": "path_token",
    "cloud_a": "path_token",
    "cloud_b": "path_token",
    "old_phone": "secret",
    "modem": "signing_key",
    "abroad": "auth_token",
}


def environment(folder: Path, database: str = "sqlite+aiosqlite:///x.db", **gateways: dict[str, Any]) -> dict[str, str]:
    """The server of the tests with these gateways beside its village telephone."""
    given = {
        f"SHUOSHI_SMS__{name.upper()}__{key.upper()}": json.dumps(value) if isinstance(value, dict) else str(value)
        for name, part in gateways.items()
        for key, value in part.items()
    }
    return settings_of(folder, database, port=0) | given


@asynccontextmanager
async def door(folder: Path, stores: Stores, hearing: Hearing) -> AsyncIterator[tuple[App, TestClient[Any, Any]]]:
    database = await stores.fresh("sqlite", folder, people=True)
    app = await build(load(environment(folder, database, **GATEWAYS)), hearing=hearing, salt=SALT)
    app.start()
    try:
        async with TestClient(TestServer(make_web(app))) as client:
            yield app, client
    finally:
        await app.stop()


async def rows(app: App, table: Any) -> list[Any]:
    async with app.database.read() as connection:
        return list((await connection.execute(select(table).order_by(table.c.seq))).mappings())


def mo(text: str, message_id: str = "1", sender: str = FROM) -> str:
    return "/sms/district?" + urlencode({"from": sender, "to": "10691", "text": text, "ts": "1793606400", "id": message_id, "token": TOKEN})


async def test_kannels_answer_rides_in_the_response_and_is_not_said_again(stores: Stores, tmp_path: Path, hearing: Hearing) -> None:
    async with door(tmp_path, stores, hearing) as (app, client):
        async with client.get(mo("村口的路灯坏了三天了")) as response:
            answer = await response.text()
            assert (response.status, response.headers["X-Kannel-Coding"]) == (200, "2")
        assert "路灯" in answer or "记" in answer

        async def ridden() -> bool:
            said = await rows(app, outbox)
            return [row["state"] for row in said if row["receiver"] == f"address:sms:district:{FROM}"] == ["said"]

        await until(ridden, "the answer in the response is marked as said")
        async with client.get(mo("村口的路灯坏了三天了")) as response:  # smsbox asks again: one answer is enough
            assert (response.status, await response.text()) == (200, "")
        assert len(await rows(app, inbox)) == 1
        assert await ridden()


async def test_service_numbers_and_reports_are_kept_and_never_answered(stores: Stores, tmp_path: Path, hearing: Hearing) -> None:
    report = {"type": "1", "ref": "out-1", "from": FROM, "to": "10691", "reply": "stat:DELIVRD", "smsc": "F", "fid": "7", "token": TOKEN}
    async with door(tmp_path, stores, hearing) as (app, client):
        for url in (mo("您的余额不足", "2", "10086"), mo("验证码1234", "3", "106900001"), "/sms/district?" + urlencode(report)):
            async with client.get(url) as response:
                assert (response.status, await response.text()) == (200, "")
        kept = await rows(app, inbox)
        assert [row["kind"] for row in kept] == ["text", "text", "status"]
        assert not await rows(app, outbox)


async def test_a_batch_is_kept_without_its_bad_and_double_items(stores: Stores, tmp_path: Path, hearing: Hearing) -> None:
    good = {"phone_number": "13800138001", "content": "路灯坏了", "send_time": "2026-11-02 16:00:00", "sequence_id": "7"}
    other = good | {"phone_number": "13800138002", "sequence_id": "8"}
    async with door(tmp_path, stores, hearing) as (app, client):
        for _ in range(2):
            async with client.post(f"/sms/cloud_b?token={TOKEN}", json=[good, {"content": 1}, other, good]) as response:
                assert (response.status, await response.json()) == (200, {"code": 0, "msg": "成功"})
        assert sorted(row["sender"] for row in await rows(app, inbox)) == [FROM, "+8613800138002"]


async def test_a_refused_request_leaves_no_row(stores: Stores, tmp_path: Path, hearing: Hearing) -> None:
    async with door(tmp_path, stores, hearing) as (app, client):
        for method, path, body, status in [
            ("POST", f"/sms/nobody?token={TOKEN}", b"x" * 70_000, 413),
            ("POST", f"/sms/nobody?token={TOKEN}", b"{}", 404),
            ("GET", f"/sms/cloud_a?token={TOKEN}", b"", 405),
            ("POST", f"/sms/district?token={TOKEN}", b"", 405),
            ("HEAD", f"/sms/cloud_a?token={TOKEN}", b"", 405),
            ("POST", "/sms/cloud_a?token=x", b"{}", 403),
            ("POST", "/sms/cloud_a", b"{", 403),
            ("POST", f"/sms/cloud_a?token={TOKEN}", b"{", 400),
            ("GET", f"/sms/district?token={TOKEN}", b"", 400),
            ("POST", "/sms/modem", b"{}", 403),
            ("POST", "/sms/abroad", b"", 403),
            ("POST", "/sms/old_phone", b"{}", 403),
        ]:
            async with client.request(method, path, data=body or None) as response:
                assert response.status == status, (method, path)
        assert not await rows(app, inbox)


@pytest.mark.parametrize("name", GATEWAYS)
@pytest.mark.parametrize("without", ["missing", "empty", "null"])
def test_a_gateway_without_its_proof_is_refused_at_start(name: str, without: str, tmp_path: Path) -> None:
    part = {key: value for key, value in GATEWAYS[name].items() if key != PROOFS[name]}
    if without != "missing":
        part[PROOFS[name]] = "" if without == "empty" else "null"
    with pytest.raises(SettingsError) as fault:
        load(environment(tmp_path, **{name: part}))
    for told in (fault.value.english, fault.value.chinese):
        assert f"sms.{name}.{PROOFS[name]}" in told
        assert "\n" not in told


@pytest.mark.parametrize(("name", "key"), [("old_phone", "api_base"), ("district", "public_url"), ("abroad", "public_url")])
@pytest.mark.parametrize("address", ["phone:5000", "village.example", "https://", "ftp://phone"])
def test_an_address_that_is_none_is_refused_at_start(name: str, key: str, address: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as fault:
        load(environment(tmp_path, **{name: GATEWAYS[name] | {key: address}}))
    assert f"sms.{name}.{key}" in fault.value.english
    assert f"“sms.{name}.{key}”（格式不对）" in fault.value.chinese


def test_null_unsets_a_key_and_brings_its_default_back(tmp_path: Path) -> None:
    given = environment(tmp_path, abroad=GATEWAYS["abroad"] | {"api_base": "null", "sender": "null"}, district=GATEWAYS["district"])
    settings = load(given | {"SHUOSHI_SMS__DISTRICT": "null", "SHUOSHI_SERVER__PORT": "null"})
    assert (settings.sms["abroad"].api_base, settings.server.port) == ("https://api.twilio.com", 8080)  # type: ignore[union-attr]
    assert "district" in settings.sms  # named again, key by key, behind the null


@pytest.mark.parametrize("name", GATEWAYS)
def test_an_unknown_key_of_a_gateway_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as fault:
        load(environment(tmp_path, **{name: GATEWAYS[name] | {"colour": "red"}}))
    assert f"sms.{name}.colour" in fault.value.english
    assert f"sms.{name}.colour" in fault.value.chinese


@pytest.mark.parametrize("kind", ["huawei", "", "ANDROID_GATEWAY"])
def test_a_wrong_kind_is_told_the_known_ones(kind: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as fault:
        load(environment(tmp_path, x={"kind": kind}))
    for told in (fault.value.english, fault.value.chinese):
        assert all(part["kind"] in told for part in GATEWAYS.values())
        assert "sms.x" in told


def test_the_demo_keeps_its_telephone_beside_a_real_gateway(tmp_path: Path) -> None:
    given = {"SHUOSHI_CONFIG": environment(tmp_path)["SHUOSHI_CONFIG"], "SHUOSHI_DEMO": "true"}
    given |= {f"SHUOSHI_SMS__DISTRICT__{key.upper()}": str(value) for key, value in GATEWAYS["district"].items()}
    assert list(load(given).sms) == ["district", "village_phone"]


async def test_reports_reach_us_where_we_serve_unless_told_otherwise(tmp_path: Path) -> None:
    from bot.channels.sms_kinds import Means, open_sms

    for given, expected in ({}, "http://127.0.0.1:0/sms/district"), ({"public_url": "http://10.0.0.2/"}, "http://10.0.0.2/sms/district"):
        settings = load(environment(tmp_path, **GATEWAYS | {"district": GATEWAYS["district"] | given}))
        opened = open_sms(settings, Means(None, lambda: 0.0, lambda count: b""))  # type: ignore[arg-type]
        assert set(opened) == {*GATEWAYS, "village_phone"}
        assert opened["district"]._callback == expected  # type: ignore[attr-defined]
        assert opened["modem"]._outbox == settings.home / "outbox"  # type: ignore[attr-defined]
