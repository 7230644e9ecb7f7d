"""Seven gateways from their own side: how each signs what it posts to us, and how each answers what we ask of it."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from bot.channels.aliyun import Aliyun
from bot.channels.android_gateway import AndroidGateway
from bot.channels.gammu import Gammu
from bot.channels.kannel import Kannel
from bot.channels.smsforwarder import SmsForwarder
from bot.channels.tencent import Tencent
from bot.channels.twilio import Twilio

NOW = 1_793_606_400
SENT_AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
KEY = "proof-钥匙"
TOKEN = "t0ken-%/+&"  # every character that a URL may spoil
SITE = "https://village.example"
TEMPLATES = {"default": "900001:text", "ask.road": "900002:road,days"}
NOWHERE = "http://127.0.0.1:1"


@dataclass(frozen=True)
class Ask:
    """One HTTP request as a provider makes it; path without the site."""

    body: bytes = b""
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"


@dataclass(frozen=True)
class Peer:
    """One provider. ask(payload, at, wrong): the request it makes, proved; wrong: with a proof that is not ours."""

    kind: str
    channel: Callable[..., Any]  # (session, base, outbox) → the channel under test
    ask: Callable[..., Ask]
    thanked: str  # what it expects to be answered
    good: Any  # a payload that is one SMS
    status: Any  # a payload that is one report
    late_s: int | None = None  # how old a callback may be; None: it brings no moment
    method: str = "POST"


def _signed(payload: Any, at: int = NOW, wrong: bool = False) -> Ask:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    key = "another" if wrong else KEY
    signature = hmac.new(key.encode(), body + str(at).encode(), hashlib.sha256).hexdigest()
    return Ask(body, headers={"X-Timestamp": str(at), "X-Signature": signature, "Content-Type": "application/json"})


def _forwarded(payload: Any, at: int = NOW, wrong: bool = False, times: int = 1) -> Ask:
    """times: how often the sign was URL-encoded on its way."""
    if isinstance(payload, bytes):
        return Ask(payload)
    stamp, secret = str(at * 1000), "another" if wrong else KEY
    sign = base64.b64encode(hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()).decode()
    for _ in range(times):
        sign = quote(sign, safe="")
    return Ask(json.dumps({"timestamp": stamp, "sign": sign} | payload).encode(), headers={"Content-Type": "application/json"})


def _by_get(payload: Any, at: int = NOW, wrong: bool = False) -> Ask:
    if isinstance(payload, bytes):
        return Ask(query=f"token={quote(TOKEN, safe='')}&" + quote(payload, safe="=&%+"), method="GET")
    token = {"token": "wrong" if wrong else TOKEN}
    return Ask(query=urlencode(payload | token, quote_via=quote, safe=""), method="GET")


def _by_token(payload: Any, at: int = NOW, wrong: bool = False) -> Ask:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return Ask(body, query="token=" + quote("wrong" if wrong else TOKEN, safe=""), headers={"Content-Type": "application/json"})


def _by_form(payload: Any, at: int = NOW, wrong: bool = False) -> Ask:
    if isinstance(payload, bytes):
        return Ask(payload)
    signed = f"{SITE}/sms/gate" + "".join(name + payload[name] for name in sorted(payload))
    key = "another" if wrong else KEY
    signature = base64.b64encode(hmac.new(key.encode(), signed.encode(), hashlib.sha1).digest()).decode()
    headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
    return Ask(urlencode(payload).encode(), headers=headers)


def _now() -> float:
    return float(NOW)


def _chance(count: int) -> bytes:
    return bytes(range(count))


def _android(session: Any = None, base: str = NOWHERE, outbox: Path = Path()) -> AndroidGateway:
    return AndroidGateway("gate", KEY, base, "user", "密码", session, _now)


def _forwarder(session: Any = None, base: str = NOWHERE, outbox: Path = Path()) -> SmsForwarder:
    return SmsForwarder("gate", KEY, base, session, _now)


def _kannel(session: Any = None, base: str = NOWHERE, outbox: Path = Path()) -> Kannel:
    return Kannel("gate", TOKEN, base, "user", "密码&", f"{SITE}/sms/gate", session, _now)


def _gammu(session: Any = None, base: str = NOWHERE, outbox: Path = Path()) -> Gammu:
    return Gammu("gate", KEY, outbox, _now)


def _tencent(session: Any = None, base: str = NOWHERE, outbox: Path = Path(), templates: Mapping[str, str] = TEMPLATES) -> Tencent:
    plain = {key: code.partition(":")[0] for key, code in templates.items()}
    return Tencent("gate", TOKEN, "AKID-1", "secret-1", "1400000001", "石桥村", plain, True, base, "ap-guangzhou", session, _now)


def _aliyun(session: Any = None, base: str = NOWHERE, outbox: Path = Path(), templates: Mapping[str, str] = TEMPLATES) -> Aliyun:
    return Aliyun("gate", TOKEN, "LTAI-1", "secret-2", "石桥村", templates, True, base, session, _now, _chance)


def _twilio(session: Any = None, base: str = NOWHERE, outbox: Path = Path()) -> Twilio:
    return Twilio("gate", "AC0001", KEY, SITE, base, "+15550001111", session, _now)


WORDS = "村东头的水渠堵了"
FROM = "+8613800138001"
OK = '{"ok": true}'

PEERS = {
    peer.kind: peer
    for peer in (
        Peer(
            "android_gateway",
            _android,
            _signed,
            OK,
            {
                "event": "sms:received",
                "id": "e-1",
                "payload": {"messageId": "m-1", "message": WORDS, "sender": FROM, "receivedAt": "2026-11-02T16:00:00.000+08:00"},
            },
            {
                "event": "sms:delivered",
                "id": "e-2",
                "payload": {"messageId": "out-1", "recipient": FROM, "deliveredAt": "2026-11-02T16:00:00+08:00"},
            },
            late_s=48 * 3600,
        ),
        Peer(
            "smsforwarder",
            _forwarder,
            _forwarded,
            OK,
            {"from": FROM, "org_content": WORDS, "card_slot": "SIM1_移动", "device_mark": "村委会", "receive_time": "2026-11-02 08:00:00"},
            None,  # it has no reports
            late_s=300,
        ),
        Peer(
            "kannel",
            _kannel,
            _by_get,
            "",
            {
                "from": "8613800138001",
                "to": "1069123400",
                "text": WORDS,
                "charset": "UTF-8",
                "coding": "0",
                "ts": str(NOW),
                "id": "0f0a-1",
                "smsc": "FAKE",
                "udh": "",
            },
            {"type": "1", "ref": "out-1", "from": FROM, "to": "1069123400", "reply": "id:1 stat:DELIVRD err:000", "smsc": "F", "fid": "7"},
            method="GET",
        ),
        Peer(
            "gammu",
            _gammu,
            _signed,
            OK,
            {
                "id": "IN20261102_160000_00_+8613800138001_00.txt",
                "env": {"SMS_MESSAGES": "1", "SMS_1_NUMBER": FROM, "SMS_1_TEXT": WORDS, "SMS_1_CLASS": "-1", "DECODED_PARTS": "0"},
            },
            {"id": "OUTA_+8613800138001_out-1.txtd", "status": "sent"},
            late_s=48 * 3600,
        ),
        Peer(
            "tencent",
            _tencent,
            _by_token,
            '{"result": 0, "errmsg": "OK"}',
            {"extend": "07", "mobile": "13800138001", "nationcode": "86", "sign": "石桥村", "text": WORDS, "time": NOW},
            [
                {
                    "user_receive_time": "2026-11-02 16:00:00",
                    "nationcode": "86",
                    "mobile": "13800138001",
                    "ext": "out-1",
                    "report_status": "SUCCESS",
                    "errmsg": "DELIVRD",
                    "description": "用户短信送达成功",
                    "sid": "S-1",
                }
            ],
        ),
        Peer(
            "aliyun",
            _aliyun,
            _by_token,
            '{"code": 0, "msg": "\\u6210\\u529f"}',
            [
                {
                    "phone_number": "13800138001",
                    "content": WORDS,
                    "send_time": "2026-11-02 16:00:00",
                    "dest_code": "07",
                    "sequence_id": "1234567890",
                    "sign_name": "石桥村",
                }
            ],
            [
                {
                    "phone_number": "13800138001",
                    "send_time": "2026-11-02 15:59:00",
                    "report_time": "2026-11-02 16:00:00",
                    "success": True,
                    "err_code": "DELIVERED",
                    "err_msg": "ok",
                    "sms_size": "1",
                    "biz_id": "B-1",
                    "out_id": "out-1",
                }
            ],
        ),
        Peer(
            "twilio",
            _twilio,
            _by_form,
            "<Response></Response>",
            {
                "MessageSid": "SM0001",
                "SmsSid": "SM0001",
                "AccountSid": "AC0001",
                "From": FROM,
                "To": "+15550001111",
                "Body": WORDS,
                "NumMedia": "0",
                "NumSegments": "1",
                "SmsStatus": "received",
                "ApiVersion": "2010-04-01",
            },
            {"MessageSid": "SM0002", "SmsSid": "SM0002", "MessageStatus": "delivered", "To": FROM, "From": "+15550001111"},
        ),
    )
}

every_gateway = pytest.mark.parametrize("peer", PEERS.values(), ids=PEERS)


def of_kinds(*kinds: str) -> Any:
    return pytest.mark.parametrize("peer", [PEERS[kind] for kind in kinds], ids=kinds)
