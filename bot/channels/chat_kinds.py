"""The chat accounts in the settings → one channel each, and the API client of one account alone."""

from collections.abc import Callable

from bot.channels import Channel
from bot.channels.sms_kinds import Means
from bot.channels.wechat import WeChatChannel
from bot.channels.wechat_api import WeChatApi
from bot.channels.wechat_token import TokenShelf
from bot.channels.wecom import WeComChannel
from bot.channels.wecom_api import WeComApi
from bot.settings import Settings, WeChatAccount
from bot.wecom_settings import WeComApplication

Shelves = Callable[[str], TokenShelf]  # "wechat:main" → where its token lies


def open_chats(settings: Settings, means: Means, shelf: Shelves) -> dict[tuple[str, str], Channel]:
    """Official Accounts and WeCom applications."""
    chats: dict[tuple[str, str], Channel] = {}
    for name, account in settings.wechat.items():
        chats["wechat", name] = _wechat(name, account, means, shelf)
    for name, application in settings.wecom.items():
        chats["wecom", name] = _wecom(name, application, means, shelf)
    return chats


def wechat_api(name: str, account: WeChatAccount, means: Means, shelf: Shelves) -> WeChatApi:
    return WeChatApi(
        means.session,
        app_id=account.app_id,
        secret=account.secret,
        api_base=account.api_base,
        wire_now=means.wire_now,
        token_guard=shelf(f"wechat:{name}"),
    )


def wecom_api(name: str, application: WeComApplication, means: Means, shelf: Shelves) -> WeComApi:
    return WeComApi(
        means.session,
        corp_id=application.corp_id,
        agent_id=application.agent_id,
        secret=application.secret,
        api_base=application.api_base,
        wire_now=means.wire_now,
        token_guard=shelf(f"wecom:{name}"),
    )


def _wechat(name: str, account: WeChatAccount, means: Means, shelf: Shelves) -> WeChatChannel:
    return WeChatChannel(
        account=name,
        app_id=account.app_id,
        token=account.token,
        aes_key=account.aes_key,
        mode=account.mode,
        max_skew_s=account.max_skew_s,
        api=wechat_api(name, account, means, shelf),
        wire_now=means.wire_now,
        chance=means.chance,
        only_platform_ips=account.only_platform_ips,
    )


def _wecom(name: str, application: WeComApplication, means: Means, shelf: Shelves) -> WeComChannel:
    return WeComChannel(
        account=name,
        corp_id=application.corp_id,
        token=application.token,
        aes_key=application.aes_key,
        max_skew_s=application.max_skew_s,
        api=wecom_api(name, application, means, shelf),
        wire_now=means.wire_now,
        chance=means.chance,
        only_platform_ips=application.only_platform_ips,
    )
