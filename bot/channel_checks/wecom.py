"""A WeCom application: the console's GET with an enciphered echostr, then a token and the list of callback addresses."""

from collections.abc import AsyncIterator
from urllib.parse import urlencode

from wechatpy.crypto import PrpCrypto, WeChatCrypto

from bot.channel_checks.answers import Told
from bot.channel_checks.our_side import Callback
from bot.channel_checks.platforms import Refused, addresses, asked, from_platform, told
from bot.channel_checks.steps import Step, passed
from bot.channel_checks.subject import Subject
from bot.channels.chat_kinds import wecom_api
from bot.channels.wechat_exchange import Exchange
from bot.channels.wechat_token import MemoryShelf
from bot.channels.wechat_wire import signature
from bot.channels.wecom_api import WeComApi
from bot.channels.wecom_errors import ACTIONS
from bot.wecom_settings import WeComApplication

NEEDED = ("corp_id", "token", "aes_key", "secret")
_SECRET: Told = (
    ("the Secret is wrong, or another application's", "Secret 不对，或是别的应用的"),
    ("copy it from this application's page", "从这个应用的页面上再抄一遍"),
)
_REACH: Told = (
    ("the member is unknown, or outside the application's visible range", "没有这个成员，或不在应用的可见范围里"),
    ("add the member to 可见范围; the name is the 账号 in the address book", "在“可见范围”里加上他；名字要用通讯录里的“账号”"),
)
KNOWN: dict[str, Told] = {
    "60020": (
        ("the platform does not take calls from this machine's address", "平台不让这台机器的地址调用"),
        ("put it among the application's 企业可信IP", "在应用的“企业可信IP”里加上它"),
    ),
    "40001": _SECRET,
    "40091": _SECRET,
    "301002": _SECRET,
    "40013": (("the corp_id is wrong", "企业 ID 不对"), ("copy it from 我的企业", "从“我的企业”里再抄一遍")),
    "40056": (("the agent_id is wrong", "AgentId 不对"), ("copy it from the application's page", "从应用的页面上再抄一遍")),
    "50003": (("the application is switched off", "应用停用了"), ("switch it on in the console", "在管理后台启用它")),
    "81013": _REACH,
    "invaliduser": _REACH,
}


async def callback(subject: Subject, wrong: bool) -> Callback:
    """The GET that is sent when the URL is entered: what is inside the echostr must come back."""
    part: WeComApplication = subject.part
    stamp, nonce, words = str(subject.now()), subject.means.chance(8).hex(), subject.mark()
    sealed: str = PrpCrypto(WeChatCrypto(part.token, part.aes_key, part.corp_id).key).encrypt(words, part.corp_id).decode("ascii")
    token = f"not-{part.token}" if wrong else part.token
    query = {"msg_signature": signature(token, stamp, nonce, sealed), "timestamp": stamp, "nonce": nonce, "echostr": sealed}
    made = Callback(words, query=urlencode(query), method="GET")
    return await from_platform(made, _api(subject).callback_ips) if part.only_platform_ips else made


async def probe(subject: Subject) -> AsyncIterator[Step]:
    """A token by corp_id and Secret, and one call with it: the trusted addresses are judged there."""
    part: WeComApplication = subject.part
    exchange = Exchange(subject.means.session, part.api_base, ACTIONS)
    try:
        given = await asked(exchange, "GET", "/cgi-bin/gettoken", {"corpid": part.corp_id, "corpsecret": part.secret})
        yield passed("corp_id and Secret are right: the platform gave a token", "企业 ID、Secret 都对：平台给了口令")
        token = {"access_token": str(given.get("access_token", ""))}
        await asked(exchange, "GET", "/cgi-bin/agent/get", token | {"agentid": str(part.agent_id)})
    except Refused as fault:
        yield told(fault, part.api_base, KNOWN)
        return
    yield passed("the AgentId is this Secret's application", "AgentId 和 Secret 是同一个应用")
    async for step in addresses(_api(subject).callback_ips, part.api_base, KNOWN):
        yield step


def _api(subject: Subject) -> WeComApi:
    return wecom_api(subject.name, subject.part, subject.means, lambda _: MemoryShelf(subject.means.wire_now))
