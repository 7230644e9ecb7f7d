"""An Official Account: the console's GET of our URL, then a token and the list of callback addresses."""

from collections.abc import AsyncIterator
from urllib.parse import urlencode

from bot.channel_checks.answers import Told
from bot.channel_checks.our_side import Callback
from bot.channel_checks.platforms import Refused, addresses, asked, from_platform, told
from bot.channel_checks.steps import Step, passed
from bot.channel_checks.subject import Subject
from bot.channels.chat_kinds import wechat_api
from bot.channels.wechat_api import WeChatApi
from bot.channels.wechat_exchange import Exchange, as_json
from bot.channels.wechat_token import MemoryShelf
from bot.channels.wechat_wire import signature
from bot.settings import WeChatAccount

NEEDED = ("app_id", "token", "secret")
_WINDOW: Told = (
    ("the person wrote nothing in the last 48 hours, or is no follower", "这个人四十八小时内没在公众号里说过话，或没有关注"),
    ("let them send 帮助 to the account, then check again", "请他先在公众号里发“帮助”，再查一遍"),
)
KNOWN: dict[str, Told] = {
    "40164": (
        ("the platform does not take calls from this machine's address", "平台不让这台机器的地址调用"),
        ("put it on the IP white list of the console", "在公众平台“IP 白名单”里加上它"),
    ),
    "40125": (("the AppSecret is wrong", "AppSecret 不对"), ("reset it in the console, set secret anew", "在后台重置，再设一次 secret")),
    "40013": (("the AppID is wrong", "AppID 不对"), ("copy app_id from the console", "从后台把 app_id 抄一遍")),
    "40001": (
        ("the AppSecret is wrong, or belongs to another account", "AppSecret 不对，或是别的号的"),
        ("set secret anew", "再设一次 secret"),
    ),
    "41004": (("the AppSecret is missing", "没有 AppSecret"), ("set secret", "请设 secret")),
    "48001": (
        ("the account may not use this interface", "这个号没有这个接口的权限"),
        ("certify the account (认证); until then messages go by SMS", "公众号要认证；没认证以前改走短信"),
    ),
    "40003": (
        ("this is no openid of the account", "这不是这个公众号的 openid"),
        ("take it as shuoshi ledger --heard shows it", "照 shuoshi ledger --heard 里的写"),
    ),
    "43004": _WINDOW,
    "50005": _WINDOW,
    "45015": _WINDOW,
    "45047": _WINDOW,
    "45009": (("the day's calls are used up", "今天的调用次数用完了"), ("check again tomorrow", "明天再查")),
}


async def callback(subject: Subject, wrong: bool) -> Callback:
    """The GET with echostr, as the console sends it. With only_platform_ips it comes from an address of the platform's list."""
    part: WeChatAccount = subject.part
    stamp, nonce, echo = str(subject.now()), subject.means.chance(8).hex(), subject.mark()
    token = f"not-{part.token}" if wrong else part.token
    query = {"signature": signature(token, stamp, nonce), "timestamp": stamp, "nonce": nonce, "echostr": echo}
    made = Callback(echo, query=urlencode(query), method="GET")
    return await from_platform(made, _api(subject).callback_ips) if part.only_platform_ips else made


async def probe(subject: Subject) -> AsyncIterator[Step]:
    """A token by AppID and AppSecret, and one call with it."""
    part: WeChatAccount = subject.part
    words = {"grant_type": "client_credential", "appid": part.app_id, "secret": part.secret}
    try:
        await asked(Exchange(subject.means.session, part.api_base), "POST", "/cgi-bin/stable_token", {}, as_json(words))
    except Refused as fault:
        yield told(fault, part.api_base, KNOWN)
        return
    yield passed("AppID and AppSecret are right: the platform gave a token", "AppID、AppSecret 都对：平台给了口令")
    async for step in addresses(_api(subject).callback_ips, part.api_base, KNOWN):
        yield step


def _api(subject: Subject) -> WeChatApi:
    return wechat_api(subject.name, subject.part, subject.means, lambda _: MemoryShelf(subject.means.wire_now))
