"""Every provider's own side in one server, each with one account: what a check asks of them, and how they refuse."""

import base64
import hmac
import json
import time
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import unquote

from aiohttp import web

from bot.channels.sms_signing import acs3, tc3
from bot.standins.android_phone import AndroidPhone
from bot.standins.wechat import WeChatStandIn
from bot.standins.wecom import WeComStandIn

SECRETS = {  # kind: what its provider knows us by
    "wechat": "SECRET-wechat",
    "wecom": "SECRET-wecom",
    "android_gateway": "SECRET-android",
    "smsforwarder": "SECRET-forwarder",
    "kannel": "SECRET-kannel",
    "tencent": "SECRET-tencent",
    "aliyun": "SECRET-aliyun",
    "twilio": "SECRET-twilio",
    "phone": "SECRET-line",
}
MAY_SEND_SMS = {"enable_api_sms_send": True}


@dataclass
class TheirSides:
    """port: where all of them listen. The rest is what a test may change for a while."""

    port: int
    forwarder: dict[str, object] = field(default_factory=lambda: dict(MAY_SEND_SMS))
    templates: dict[int, int] = field(default_factory=lambda: {1234567: 0})
    tencent_error: str = ""
    aliyun_answer: dict[str, object] = field(default_factory=lambda: {"Code": "OK", "SignStatus": 1})
    twilio_status: str = "active"
    rung: list[dict[str, object]] = field(default_factory=list)
    wechat: WeChatStandIn = field(default_factory=lambda: WeChatStandIn(time.time, {"wx0000000000000001": SECRETS["wechat"]}))
    wecom: WeComStandIn = field(default_factory=lambda: WeComStandIn(time.time, "ww1", {1000002: SECRETS["wecom"]}))
    phone: AndroidPhone = field(default_factory=lambda: AndroidPhone("phone-user", SECRETS["android_gateway"], time.time))

    def base(self, kind: str) -> str:
        return f"http://127.0.0.1:{self.port}/{kind}"

    def app(self) -> web.Application:
        app, phone = web.Application(), web.Application()
        phone.add_routes(self.phone.routes())
        app.add_subapp("/wechat", self.wechat.app())
        app.add_subapp("/wecom", self.wecom.app())
        app.add_subapp("/android_gateway", phone)
        app.add_routes(
            [
                web.post("/smsforwarder/config/query", self._forwarder),
                web.get("/kannel/cgi-bin/sendsms", self._kannel),
                web.post("/tencent/", self._tencent),
                web.post("/aliyun/", self._aliyun),
                web.get("/twilio/2010-04-01/Accounts/AC1.json", self._twilio),
                web.get("/phone/recordings/{id}", self._line),
                web.post("/phone/calls", self._call),
            ]
        )
        return app

    async def _forwarder(self, request: web.Request) -> web.Response:
        letter, secret = await request.json(), SECRETS["smsforwarder"]
        digest = hmac.new(secret.encode(), f"{letter['timestamp']}\n{secret}".encode(), sha256).digest()
        if unquote(letter["sign"]) != base64.b64encode(digest).decode():
            return web.json_response({"code": 500, "msg": "签名校验失败"})
        return web.json_response({"code": 200, "msg": "success", "data": self.forwarder})

    async def _kannel(self, request: web.Request) -> web.Response:
        if (request.query.get("username"), request.query.get("password")) != ("bot", SECRETS["kannel"]):
            return web.Response(status=403, text="Authorization failed for sendsms")
        assert "to" not in request.query, "an SMS would have left"
        return web.Response(status=400, text="Missing receiver number, rejected")

    async def _tencent(self, request: web.Request) -> web.Response:
        body, now = await request.read(), int(request.headers["X-TC-Timestamp"])
        signed = tc3("id-1", SECRETS["tencent"], host=request.headers["Host"], service="sms", body=body, now=now)
        assert request.headers["X-TC-Action"] == "DescribeSmsTemplateList", "this would have cost money"
        error = self.tencent_error or ("" if signed == request.headers["Authorization"] else "AuthFailure.SignatureFailure")
        if error:
            return web.json_response({"Response": {"Error": {"Code": error, "Message": "…"}, "RequestId": "1"}})
        asked = json.loads(body)["TemplateIdSet"]
        found = [{"TemplateId": code, "StatusCode": self.templates[code]} for code in asked if code in self.templates]
        return web.json_response({"Response": {"DescribeTemplateStatusSet": found, "RequestId": "1"}})

    async def _aliyun(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items() if name.lower().startswith(("host", "x-acs-"))}
        signed = acs3("id-1", SECRETS["aliyun"], query=dict(request.query), headers=headers)
        assert headers["x-acs-action"] == "QuerySmsSign", "this would have cost money"
        if signed != request.headers["Authorization"]:
            return web.json_response({"Code": "SignatureDoesNotMatch", "Message": "…"}, status=400)
        return web.json_response(self.aliyun_answer)

    async def _twilio(self, request: web.Request) -> web.Response:
        right = "Basic " + base64.b64encode(f"AC1:{SECRETS['twilio']}".encode()).decode()
        if request.headers.get("Authorization") != right:
            return web.json_response({"code": 20003, "message": "Authenticate"}, status=401)
        return web.json_response({"sid": "AC1", "status": self.twilio_status})

    async def _call(self, request: web.Request) -> web.Response:
        self.rung.append(await request.json())
        return web.json_response({"call": f"{self.rung[-1]['id']}.1"}, status=202)

    async def _line(self, request: web.Request) -> web.Response:
        signed = request.path.removeprefix("/phone") + request.headers["X-Timestamp"]
        right = hmac.new(SECRETS["phone"].encode(), signed.encode(), sha256).hexdigest()
        known = right == request.headers["X-Signature"]
        return web.json_response({"error": "recording" if known else "signature"}, status=404 if known else 403)
