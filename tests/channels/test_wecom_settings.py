"""The wecom part of the settings: what is missing or cannot be right is told by its name, and what is right opens a channel."""

import aiohttp
import pytest

from bot.app import SystemClock, open_channels
from bot.channels.wecom import WeComChannel
from bot.settings import SettingsError, load
from tests.servers import AES_KEY, ROOT

GOOD = {"CORP_ID": "ww0123456789abcdef", "AGENT_ID": "1000002", "TOKEN": "a-token", "AES_KEY": AES_KEY, "SECRET": "s"}


def environment(**changed: str) -> dict[str, str]:
    parts = {f"SHUOSHI_WECOM__COUNTY__{name}": value for name, value in (GOOD | changed).items()}
    return {"SHUOSHI_CONFIG": str(ROOT / "config.yaml")} | parts


async def test_an_application_is_opened_as_it_is_set():
    settings = load(environment(MAX_SKEW_S="600", ONLY_PLATFORM_IPS="true"))
    application = settings.wecom["county"]
    assert (application.agent_id, application.api_base, application.max_skew_s) == (1000002, "https://qyapi.weixin.qq.com", 600)
    async with aiohttp.ClientSession() as session:
        assert isinstance(open_channels(settings, session, SystemClock(), None)["wecom", "county"], WeComChannel)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"CORP_ID": "null"}, "wecom.county.corp_id"),
        ({"TOKEN": "null"}, "wecom.county.token"),
        ({"AES_KEY": AES_KEY[:-1]}, "wecom.county.aes_key"),
        ({"AES_KEY": "null"}, "wecom.county.aes_key"),
        ({"AGENT_ID": "many"}, "wecom.county.agent_id"),
        ({"MAX_SKEW_S": "5"}, "wecom.county.max_skew_s"),
        ({"API_BASE": "qyapi.weixin.qq.com"}, "wecom.county.api_base"),
        ({"APP_ID": "wx1"}, "wecom.county.app_id"),
    ],
)
def test_a_mistake_is_named_in_both_languages(changed, told):
    with pytest.raises(SettingsError) as fault:
        load(environment(**changed))
    assert told in fault.value.english
    assert told in fault.value.chinese
