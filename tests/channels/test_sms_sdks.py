"""The clouds' official SDKs as peers: what they sign is what we sign, what we send passes their check, what they refuse we refuse."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from hashlib import sha256
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, make_mocked_request
from alibabacloud_dysmsapi20170525.client import Client as AliyunSdk
from alibabacloud_dysmsapi20170525.models import SendSmsRequest as AliyunSendSms
from alibabacloud_tea_openapi.models import Config
from alibabacloud_tea_openapi.utils import Utils
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.common.sign import Sign
from tencentcloud.sms.v20210111.models import SendSmsRequest as TencentSendSms
from tencentcloud.sms.v20210111.sms_client import SmsClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client as TwilioSdk

from bot.channels import NotOurs, Parcel, Receipt
from bot.channels.sms_signing import acs3, tc3
from bot.channels.twilio import Twilio
from tests.channels.sms_peers import FROM, NOW, PEERS, SITE

WORDS = "村东路要修，您同意吗？回1同意 2不同意 ~*+%&=/"
PARCEL = Parcel("out-1", FROM, WORDS, code="07")


class Cloud:
    """A stand-in for all three: knows who may send, as a cloud does; keeps every request."""

    def __init__(self) -> None:
        self.asked: list[SimpleNamespace] = []
        self.base = ""

    @property
    def host(self) -> str:
        return self.base.removeprefix("http://").rstrip("/")

    async def handle(self, request: web.Request) -> web.Response:
        asked = SimpleNamespace(
            method=request.method,
            path=request.path,
            query=dict(request.query),
            raw_query=request.raw_path.partition("?")[2],
            headers={name.lower(): value for name, value in request.headers.items()},
            body=await request.read(),
        )
        self.asked.append(asked)
        if asked.headers.get("authorization", "").startswith("TC3"):
            said = json.dumps({"Response": self._tencent(asked) | {"RequestId": "r"}}).encode()
            # with a charset behind it the SDK would not look for errors
            return web.Response(body=said, headers={"Content-Type": "application/json"})
        if asked.headers.get("authorization", "").startswith("ACS3"):
            return web.json_response(self._aliyun(asked))
        return web.json_response({"sid": "SM1", "status": "queued", "account_sid": "AC0001", "to": FROM}, status=201)

    def _tencent(self, asked: SimpleNamespace) -> dict[str, Any]:
        now = int(asked.headers["x-tc-timestamp"])
        ours = tc3("AKID-1", "secret-1", host=asked.headers["host"], service="sms", body=asked.body, now=now)
        if asked.headers["authorization"] != ours:
            return {"Error": {"Code": "AuthFailure.SignatureFailure", "Message": "not signed so"}}
        return {"SendStatusSet": [{"SerialNo": "S-1", "PhoneNumber": FROM, "Fee": 1, "Code": "Ok", "Message": "send success"}]}

    def _aliyun(self, asked: SimpleNamespace) -> dict[str, Any]:
        names = asked.headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
        ours = acs3("LTAI-1", "secret-2", query=asked.query, headers={name: asked.headers[name] for name in names})
        if asked.headers["authorization"] != ours:
            return {"Code": "SignatureDoesNotMatch", "Message": "not signed so", "RequestId": "r"}
        return {"Code": "OK", "Message": "OK", "BizId": "B-1", "RequestId": "r"}


@pytest.fixture
async def cloud() -> AsyncIterator[Cloud]:
    stand_in = Cloud()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", stand_in.handle)
    async with TestServer(app) as server:
        stand_in.base = str(server.make_url("/"))
        yield stand_in


async def we_say(kind: str, cloud: Cloud) -> SimpleNamespace:
    """Our own client's request, as the cloud received it."""
    async with aiohttp.ClientSession() as session:
        receipt = await PEERS[kind].channel(session, cloud.base).say(PARCEL)
    assert receipt.provider_id in ("S-1", "B-1")
    return cloud.asked[-1]


# ---------------------------------------------------------------- Tencent


def tencent_says(cloud: Cloud, secret: str) -> Any:
    profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=cloud.host))
    asked = TencentSendSms()
    asked.PhoneNumberSet, asked.SmsSdkAppId, asked.SignName = [FROM], "1400000001", "石桥村"
    asked.TemplateId, asked.TemplateParamSet, asked.ExtendCode, asked.SessionContext = "900001", [WORDS], "07", "out-1"
    return SmsClient(Credential("AKID-1", secret), "ap-guangzhou", profile).SendSms(asked)


async def test_tencents_sdk_is_accepted_by_our_check_and_understands_the_answer(cloud: Cloud) -> None:
    answer = await asyncio.to_thread(tencent_says, cloud, "secret-1")
    assert (answer.SendStatusSet[0].Code, answer.SendStatusSet[0].SerialNo) == ("Ok", "S-1")


async def test_tencents_sdk_with_another_secret_is_refused(cloud: Cloud) -> None:
    with pytest.raises(TencentCloudSDKException) as fault:
        await asyncio.to_thread(tencent_says, cloud, "another")
    assert fault.value.code == "AuthFailure.SignatureFailure"


async def test_our_tencent_request_says_what_the_sdks_says(cloud: Cloud) -> None:
    ours = await we_say("tencent", cloud)
    await asyncio.to_thread(tencent_says, cloud, "secret-1")
    theirs = cloud.asked[-1]
    assert json.loads(ours.body) == json.loads(theirs.body)
    for name in ("host", "content-type", "x-tc-action", "x-tc-version", "x-tc-region"):
        assert ours.headers[name] == theirs.headers[name]
    assert (ours.method, ours.path) == (theirs.method, theirs.path)


async def test_our_tencent_request_passes_the_sdks_own_signature(cloud: Cloud) -> None:
    ours = await we_say("tencent", cloud)
    lines = f"content-type:{ours.headers['content-type']}\nhost:{ours.headers['host']}\n"
    asked = "\n".join([ours.method, ours.path, "", lines, "content-type;host", sha256(ours.body).hexdigest()])
    day = datetime.fromtimestamp(NOW, UTC).strftime("%Y-%m-%d")
    to_sign = f"TC3-HMAC-SHA256\n{NOW}\n{day}/sms/tc3_request\n{sha256(asked.encode()).hexdigest()}"
    signature = Sign.sign_tc3("secret-1", day, "sms", to_sign)
    scope = f"Credential=AKID-1/{day}/sms/tc3_request"
    assert ours.headers["authorization"].endswith(f"{scope}, SignedHeaders=content-type;host, Signature={signature}")


# ---------------------------------------------------------------- Aliyun


async def aliyun_says(cloud: Cloud, secret: str) -> Any:
    sdk = AliyunSdk(Config(access_key_id="LTAI-1", access_key_secret=secret, endpoint=cloud.host, protocol="http"))
    asked = AliyunSendSms(
        phone_numbers="13800138001",
        sign_name="石桥村",
        template_code="900001",
        template_param=json.dumps({"text": WORDS}, ensure_ascii=False, separators=(",", ":")),
        sms_up_extend_code="07",
        out_id="out-1",
    )
    return (await sdk.send_sms_async(asked)).body


async def test_aliyuns_sdk_is_accepted_by_our_check_and_understands_the_answer(cloud: Cloud) -> None:
    answer = await aliyun_says(cloud, "secret-2")
    assert (answer.code, answer.biz_id) == ("OK", "B-1")


async def test_aliyuns_sdk_with_another_secret_is_refused(cloud: Cloud) -> None:
    assert (await aliyun_says(cloud, "another")).code == "SignatureDoesNotMatch"


async def test_our_aliyun_request_says_what_the_sdks_says(cloud: Cloud) -> None:
    ours = await we_say("aliyun", cloud)
    await aliyun_says(cloud, "secret-2")
    theirs = cloud.asked[-1]
    assert ours.query == theirs.query
    for name in ("host", "x-acs-action", "x-acs-version", "x-acs-content-sha256"):
        assert ours.headers[name] == theirs.headers[name]
    assert (ours.method, ours.path, ours.body) == (theirs.method, theirs.path, theirs.body)


async def test_our_aliyun_request_passes_the_sdks_own_signature(cloud: Cloud) -> None:
    ours = await we_say("aliyun", cloud)
    signed = {name: value for name, value in ours.headers.items() if name == "host" or name.startswith("x-acs-")}
    asked = SimpleNamespace(method=ours.method, pathname=ours.path, query=ours.query, headers=signed)
    theirs = Utils.get_authorization(asked, "ACS3-HMAC-SHA256", sha256(ours.body).hexdigest(), "LTAI-1", "secret-2")
    assert ours.headers["authorization"] == theirs


# ---------------------------------------------------------------- Twilio


def twilio_says(cloud: Cloud) -> Any:
    sdk = TwilioSdk("AC0001", "12345")
    sdk.api.base_url = cloud.base.rstrip("/")
    return sdk.messages.create(to=FROM, from_="+15550001111", body=WORDS, status_callback=f"{SITE}/sms/gate")


async def test_our_twilio_request_says_what_the_sdks_says(cloud: Cloud) -> None:
    async with aiohttp.ClientSession() as session:
        channel = Twilio("gate", "AC0001", "12345", SITE, cloud.base, "+15550001111", session, lambda: float(NOW))
        assert await channel.say(PARCEL) == Receipt("SM1")
    ours = cloud.asked[-1]
    answer = await asyncio.to_thread(twilio_says, cloud)
    theirs = cloud.asked[-1]
    assert answer.sid == "SM1"
    assert (ours.method, ours.path) == (theirs.method, theirs.path) == ("POST", "/2010-04-01/Accounts/AC0001/Messages.json")
    assert sorted(ours.body.decode().split("&")) == sorted(theirs.body.decode().split("&"))
    assert ours.headers["authorization"] == theirs.headers["authorization"]


@pytest.fixture
def we_accept() -> Callable[..., bool]:
    channel = Twilio("gate", "AC0001", "12345", SITE, "http://127.0.0.1:1", "", None, lambda: float(NOW))  # type: ignore[arg-type]

    def accept(body: bytes, query: str, signature: str) -> bool:
        try:
            channel._proved(body, query, signature)
        except NotOurs as refusal:
            if refusal.status != 403:
                raise
            return False
        return True

    return accept


GOOD = {"MessageSid": "SM1", "From": FROM, "To": "+1555", "Body": "好 + & = ~", "NumMedia": "0", "Empty": ""}


@pytest.mark.parametrize(
    "url",
    [
        f"{SITE}/sms/gate",
        f"{SITE}:443/sms/gate",
        f"{SITE}/sms/gate?foo=1&bar=%2B2",
        f"{SITE}/sms/other",
        "http://village.example/sms/gate",
        f"{SITE}:8443/sms/gate",
        f"{SITE}/sms/gate?",
    ],
)
@pytest.mark.parametrize("token", ["12345", "54321"])
def test_we_accept_and_refuse_as_twilios_validator_does(we_accept: Callable[..., bool], url: str, token: str) -> None:
    """The platform signs for the URL it calls; their validator and we both know only the URL that is ours."""
    signature = RequestValidator(token).compute_signature(url, GOOD)
    query = url.partition("?")[2]
    ours = f"{SITE}/sms/gate" + (f"?{query}" if query else "")
    assert we_accept(urlencode(GOOD).encode(), query, signature) == RequestValidator("12345").validate(ours, GOOD, signature)


def test_a_hundred_random_forms_are_judged_alike(we_accept: Callable[..., bool]) -> None:
    chance = random.Random(20_261_102)
    letters = "ab+&=% 好😀\n"
    verdicts = []
    for _ in range(100):
        form = {"".join(chance.choices(letters, k=3)): "".join(chance.choices(letters, k=5)) for _ in range(chance.randrange(6))}
        signature = RequestValidator("12345").compute_signature(f"{SITE}/sms/gate", form)
        if chance.random() < 0.5:
            form["Body"] = "another"
        verdict = RequestValidator("12345").validate(f"{SITE}/sms/gate", form, signature)
        assert we_accept(urlencode(form).encode(), "", signature) == verdict
        verdicts.append(verdict)
    assert set(verdicts) == {True, False}


@pytest.mark.parametrize("signature", ["", "x", "签名", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "=" * 28])
def test_a_signature_that_is_none_is_refused_by_both(we_accept: Callable[..., bool], signature: str) -> None:
    assert not we_accept(urlencode(GOOD).encode(), "", signature)
    assert not RequestValidator("12345").validate(f"{SITE}/sms/gate", GOOD, signature)


@pytest.mark.parametrize(("body", "hashed"), [(b'{"MessageSid": "SM1"}', True), (b'{"MessageSid": "SM2"}', False)])
def test_a_json_body_is_signed_by_its_hash(we_accept: Callable[..., bool], body: bytes, hashed: bool) -> None:
    query = "bodySHA256=" + sha256(b'{"MessageSid": "SM1"}').hexdigest()
    url = f"{SITE}/sms/gate?{query}"
    signature = RequestValidator("12345").compute_signature(url, {})
    assert we_accept(body, query, signature) is hashed
    assert RequestValidator("12345").validate(url, body.decode(), signature) is hashed


def test_our_answer_is_what_the_sdk_would_write() -> None:
    from twilio.twiml.messaging_response import MessagingResponse

    thanks = PEERS["twilio"].channel().thank(make_mocked_request("POST", "/sms/gate"), [], None)
    theirs = str(MessagingResponse()).partition("?>")[2]
    assert (thanks.text or "").replace("<Response></Response>", "<Response />") == theirs
