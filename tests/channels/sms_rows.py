"""Payloads in the providers' own formats and what each is: what is heard, or the refusal's status and reason."""

from typing import Any

from tests.channels.sms_peers import FROM, NOW, PEERS, WORDS

FOREIGN = "+15551234567"
DEEP = b"[" * 30_000
UNREADABLE: tuple[tuple[str, bytes], ...] = (
    ("nothing", b""),
    ("broken json", b'{"a":'),
    ("no object", b'"x"'),
    ("a number", b"17"),
    ("not UTF-8", b"\xff\xfe{}"),
    ("deep", DEEP),
)


def sms(text: str | None = WORDS, sender: str = FROM, kind: str = "text", **extra: str) -> dict[str, Any]:
    return {"kind": kind, "sender": sender, "text": text, "extra": extra}


def fate(status: str, said: str, sender: str = FROM, **extra: str) -> dict[str, Any]:
    return {"kind": "status", "sender": sender, "text": None, "extra": {"status": status, "said": said} | extra}


def _with(kind: str, **changed: Any) -> Any:
    """The good SMS with fields changed; ... removes one. In an array stays what was in one."""
    good = PEERS[kind].good
    alone = good[0] if isinstance(good, list) else good
    made = {name: value for name, value in (alone | changed).items() if value is not ...}
    return [made] if isinstance(good, list) else made


def _report(kind: str, **changed: Any) -> Any:
    given = PEERS[kind].status
    alone = given[0] if isinstance(given, list) else given
    made = {name: value for name, value in (alone | changed).items() if value is not ...}
    return [made] if isinstance(given, list) else made


def _android(**payload: Any) -> Any:
    good = PEERS["android_gateway"].good
    return good | {"payload": good["payload"] | payload}


def _env(**changed: Any) -> Any:
    good = PEERS["gammu"].good
    return good | {"env": {name: value for name, value in (good["env"] | changed).items() if value is not ...}}


_TENCENT = {"mobile": "13800138001", "nationcode": "86", "text": "1", "time": NOW, "extend": "", "sign": ""}
_CALL = "联系人：未知号码\n类型：未接来电\n响铃：12秒"
_UDH = "%05%00%03%0A%02%01"

# (gateway, what it is, payload, heard or refusal)
ROWS: list[tuple[str, str, Any, Any]] = [
    # --- android-sms-gateway (its own test file has a hundred more)
    ("android_gateway", "a bare number", _android(sender="13800138001"), [sms()]),
    ("android_gateway", "the operator", _android(sender="10086", message="余额不足"), [sms("余额不足", "10086", service="1")]),
    (
        "android_gateway",
        "a batch with a bad item",
        {
            "event": "sms:batch:received",
            "id": "b",
            "payload": {"messages": [PEERS["android_gateway"].good["payload"], 5, {"message": "1"}]},
        },
        [sms()],
    ),
    (
        "android_gateway",
        "a failed SMS",
        {"event": "sms:failed", "id": "e", "payload": {"messageId": "out-1", "recipient": FROM, "reason": "no service"}},
        [fate("failed", "out-1", reason="no service")],
    ),
    ("android_gateway", "no words at all", _android(message=None), (400, "text")),
    *[("android_gateway", name, body, (400, "json")) for name, body in UNREADABLE],
    # --- SmsForwarder
    ("smsforwarder", "a bare number", _with("smsforwarder", **{"from": "13800138001"}), [sms()]),
    ("smsforwarder", "spaces in the number", _with("smsforwarder", **{"from": "+86 138 0013 8001"}), [sms()]),
    ("smsforwarder", "the operator", _with("smsforwarder", **{"from": "10086"}), [sms(sender="10086", service="1")]),
    ("smsforwarder", "a verification code", _with("smsforwarder", **{"from": "106900001234"}), [sms(sender="106900001234", service="1")]),
    ("smsforwarder", "only the template", _with("smsforwarder", org_content=..., content="水渠堵了"), [sms("水渠堵了")]),
    ("smsforwarder", "no words", _with("smsforwarder", org_content=""), [sms(None)]),
    ("smsforwarder", "a missed call", _with("smsforwarder", org_content=_CALL), [sms(None, kind="missed_call")]),
    ("smsforwarder", "a call that rings", _with("smsforwarder", org_content="联系人：王\n类型：来电提醒"), [sms(None, kind="event.call")]),
    ("smsforwarder", "an SMS that speaks of calls", _with("smsforwarder", org_content="我有未接来电"), [sms("我有未接来电")]),
    ("smsforwarder", "stranger fields", _with("smsforwarder", new=[1, {}], receive_time=...), [sms()]),
    ("smsforwarder", "no sender", _with("smsforwarder", **{"from": ...}), (400, "from")),
    ("smsforwarder", "a sender that is a list", _with("smsforwarder", **{"from": ["1"]}), (400, "from")),
    ("smsforwarder", "words that are a number", _with("smsforwarder", org_content={"a": 1}), (400, "text")),
    ("smsforwarder", "NUL and half an emoji", _with("smsforwarder", org_content="a\0\ud83d"), [sms("a\ufffd")]),
    ("smsforwarder", "a form without a sign", b"from=13800138001&content=1&timestamp=1", (403, "signature")),
    ("smsforwarder", "broken json", b'{"from":', (400, "json")),
    ("smsforwarder", "an array", b"[]", (400, "json")),
    ("smsforwarder", "deep", DEEP, (400, "json")),
    # --- Kannel
    ("kannel", "with a plus", _with("kannel", **{"from": FROM}), [sms()]),
    ("kannel", "no charset", _with("kannel", charset=...), [sms()]),
    ("kannel", "a plus that became a space", b"from=+8613800138001&text=1&ts=1793606400&id=2", [sms("1")]),
    ("kannel", "UTF-16BE", b"from=13800138001&text=%4F%60%59%7D&charset=UTF-16BE&id=3", [sms("你好")]),
    ("kannel", "GBK", b"from=13800138001&text=%C4%E3%BA%C3&charset=gbk&id=3", [sms("你好")]),
    ("kannel", "the moment as words", _with("kannel", ts="2026-11-02 08:00:00"), [sms()]),
    ("kannel", "no moment, no id", _with("kannel", ts=..., id=...), [sms()]),
    ("kannel", "one part of two", b"from=13800138001&text=abc&id=4&udh=" + _UDH.encode(), [sms("abc")]),
    ("kannel", "an empty SMS", _with("kannel", text=""), [sms(None)]),
    ("kannel", "a port of the operator", _with("kannel", **{"from": "1069055"}), [sms(sender="1069055", service="1")]),
    ("kannel", "a name", _with("kannel", **{"from": "CMCC"}), [sms(sender="CMCC", service="1")]),
    ("kannel", "taken by the centre", _report("kannel", type="8"), [fate("sent", "out-1", ours="out-1")]),
    ("kannel", "buffered", _report("kannel", type="4"), [fate("sent", "out-1", ours="out-1")]),
    (
        "kannel",
        "not delivered",
        _report("kannel", type="2", reply="id:1 stat:UNDELIV err:027 text:"),
        [fate("failed", "out-1", ours="out-1", reason="UNDELIV,027")],
    ),
    ("kannel", "refused by the centre", _report("kannel", type="16", reply="NACK/11"), [fate("failed", "out-1", ours="out-1")]),
    (
        "kannel",
        "from and to the other way round",
        _report("kannel", **{"from": "10691", "to": FROM}),
        [fate("delivered", "out-1", ours="out-1")],
    ),
    ("kannel", "a type that is none", _report("kannel", type="7"), (400, "type")),
    ("kannel", "a report of nothing", _report("kannel", ref=""), (400, "ref")),
    ("kannel", "no sender", _with("kannel", **{"from": ...}), (400, "from")),
    ("kannel", "neither words nor report", _with("kannel", text=...), (400, "text")),
    ("kannel", "a moment beyond time", _with("kannel", ts="99999999999999"), (400, "time")),
    ("kannel", "bytes that are no text", b"from=13800138001&text=%FF%FE%00&id=5", [sms("\ufffd\ufffd")]),
    # --- gammu-smsd
    ("gammu", "two parts, joined", _env(SMS_MESSAGES="2", DECODED_PARTS="1", DECODED_1_TEXT="一二"), [sms("一二")]),
    ("gammu", "two parts, not joined", _env(SMS_MESSAGES="2", SMS_1_TEXT="一", SMS_2_TEXT="二"), [sms("一二")]),
    ("gammu", "a sweep", [PEERS["gammu"].good, _env(SMS_1_TEXT="1") | {"id": "IN20261102_160001_00_x_00.txt"}], [sms(), sms("1")]),
    ("gammu", "a sweep with bad items", [5, PEERS["gammu"].good, {"id": "x"}, {"env": {}}], [sms()]),
    ("gammu", "a file with another name", PEERS["gammu"].good | {"id": "7f3"}, [sms()]),
    ("gammu", "no text", _env(SMS_1_TEXT=...), [sms(None)]),
    ("gammu", "the operator", _env(SMS_1_NUMBER="10086"), [sms(sender="10086", service="1")]),
    ("gammu", "sending failed", {"id": "OUTA_+8613800138001_out-1.txtd", "status": "failed"}, [fate("failed", "out-1")]),
    ("gammu", "a fate of a file that is not ours", {"id": "../../etc/passwd", "status": "sent"}, (400, "payload")),
    ("gammu", "no sender", _env(SMS_1_NUMBER=...), (400, "payload")),
    ("gammu", "no id", {"env": PEERS["gammu"].good["env"]}, (400, "payload")),
    ("gammu", "counts beyond reason", _env(SMS_MESSAGES="9" * 4000, DECODED_PARTS="-1"), [sms()]),
    ("gammu", "a text that is a list", _env(SMS_1_TEXT=["x"]), (400, "payload")),
    ("gammu", "a moment that is none", PEERS["gammu"].good | {"at": "soon"}, (400, "payload")),
    *[("gammu", name, body, (400, "json")) for name, body in UNREADABLE],
    # --- Tencent
    ("tencent", "with an extension", PEERS["tencent"].good, [sms(code="07")]),
    ("tencent", "without one", _with("tencent", extend=""), [sms()]),
    ("tencent", "an extension that is none", _with("tencent", extend="x1"), [sms()]),
    ("tencent", "numbers as numbers", _with("tencent", mobile=13800138001, nationcode=86), [sms(code="07")]),
    ("tencent", "numbers as text", _with("tencent", time=str(NOW)), [sms(code="07")]),
    ("tencent", "the whole number", _with("tencent", mobile=FROM), [sms(code="07")]),
    ("tencent", "a German number", _with("tencent", mobile="15112345678", nationcode="49"), [sms(sender="+4915112345678", code="07")]),
    ("tencent", "no country", _with("tencent", nationcode=...), [sms(code="07")]),
    ("tencent", "a bank", _with("tencent", mobile="95588"), [sms(sender="+8695588", code="07", service="1")]),
    ("tencent", "an array of replies", [_TENCENT, _TENCENT | {"text": "2"}], [sms("1"), sms("2")]),
    (
        "tencent",
        "reports, one of them bad",
        [PEERS["tencent"].status[0], {"sid": "x"}, PEERS["tencent"].status[0] | {"report_status": "FAIL", "errmsg": "MK:0001"}],
        [fate("delivered", "S-1", ours="out-1"), fate("failed", "S-1", reason="MK:0001", ours="out-1")],
    ),
    ("tencent", "a report without its moment", _report("tencent", user_receive_time="", ext=...), [fate("delivered", "S-1")]),
    ("tencent", "an empty array", [], []),
    ("tencent", "a state that is none", _report("tencent", report_status="MAYBE"), (400, "payload")),
    ("tencent", "no moment", _with("tencent", time=...), (400, "payload")),
    ("tencent", "a moment that is none", _with("tencent", time="soon"), (400, "payload")),
    ("tencent", "true as a moment", _with("tencent", time=True), (400, "payload")),
    ("tencent", "no text", _with("tencent", text=...), (400, "payload")),
    *[("tencent", name, body, (400, "json")) for name, body in UNREADABLE],
    # --- Aliyun
    ("aliyun", "an id that is a number", _with("aliyun", sequence_id=1234567890), [sms(code="07")]),
    ("aliyun", "no id", _with("aliyun", sequence_id=...), [sms(code="07")]),
    ("aliyun", "the moment without separators", _with("aliyun", send_time="20261102160000"), [sms(code="07")]),
    ("aliyun", "and as a number", _with("aliyun", send_time=20261102160000), [sms(code="07")]),
    ("aliyun", "an object alone", _with("aliyun")[0], [sms(code="07")]),
    ("aliyun", "a service number", _with("aliyun", phone_number="10690001"), [sms(sender="10690001", code="07", service="1")]),
    (
        "aliyun",
        "a batch of one sending",
        [PEERS["aliyun"].status[0], PEERS["aliyun"].status[0] | {"phone_number": "13800138002", "success": False, "err_code": "NO_ROUTE"}],
        [fate("delivered", "B-1", ours="out-1"), fate("failed", "B-1", "+8613800138002", reason="NO_ROUTE", ours="out-1")],
    ),
    ("aliyun", "success as a word", _report("aliyun", success="false", err_code="X"), [fate("failed", "B-1", reason="X", ours="out-1")]),
    (
        "aliyun",
        "words and reports and rubbish",
        [*_with("aliyun"), *_report("aliyun"), 7],
        [sms(code="07"), fate("delivered", "B-1", ours="out-1")],
    ),
    ("aliyun", "success that is none", _report("aliyun", success=1.5), (400, "payload")),
    ("aliyun", "a report of nothing", _report("aliyun", biz_id=""), (400, "payload")),
    ("aliyun", "no number", _with("aliyun", phone_number=None), (400, "payload")),
    ("aliyun", "a day that is none", _with("aliyun", send_time="20261399000000"), (400, "payload")),
    *[("aliyun", name, body, (400, "json")) for name, body in UNREADABLE],
    # --- Twilio
    ("twilio", "from abroad", _with("twilio", From=FOREIGN), [sms(sender=FOREIGN)]),
    ("twilio", "a short code", _with("twilio", From="32665"), [sms(sender="32665", service="1")]),
    ("twilio", "unknown fields", _with("twilio", OptOutType="STOP", FromCountry="CN"), [sms()]),
    (
        "twilio",
        "a picture",
        _with("twilio", NumMedia="1", MediaUrl0="https://api.twilio.com/m/1", MediaContentType0="image/jpeg"),
        [sms(kind="image")],
    ),
    ("twilio", "no words", _with("twilio", Body=""), [sms(None)]),
    ("twilio", "queued", _report("twilio", MessageStatus="queued"), [fate("accepted", "SM0002")]),
    ("twilio", "sent", _report("twilio", MessageStatus="sent"), [fate("sent", "SM0002")]),
    (
        "twilio",
        "not delivered",
        _report("twilio", MessageStatus="undelivered", ErrorCode="30005"),
        [fate("failed", "SM0002", reason="30005")],
    ),
    ("twilio", "failed", _report("twilio", MessageStatus="failed", ErrorCode="0"), [fate("failed", "SM0002")]),
    ("twilio", "a state that is none", _report("twilio", MessageStatus="maybe"), (400, "status")),
    ("twilio", "no sid", _with("twilio", MessageSid="", SmsSid=""), (400, "MessageSid")),
    ("twilio", "no sender", _with("twilio", From=""), (400, "From")),
    ("twilio", "nothing at all", b"", (403, "signature")),
    ("twilio", "bytes", b"\xff\x00%zz=%&&&==", (403, "signature")),
]
