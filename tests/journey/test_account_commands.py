"""A village's poster and the account's menu, set from the command line at the platform's stand-in."""

import struct
import zlib
from pathlib import Path

import pytest

from bot.commands import parser
from bot.settings import SettingsError
from bot.standins.wechat import Fault, FaultKind
from tests.channels.wecom_client import AGENT
from tests.journey.kit import provider
from tests.journey.test_same_transcript import environment
from tests.journey.test_wecom_whole import company_api, wecom_settings
from tests.servers import Stores, settings_of


@pytest.fixture
async def desk(stores: Stores, tmp_path: Path):
    """Commands with the settings of a village that has begun: three wechat accounts and a WeCom application."""
    url = await stores.fresh("sqlite", tmp_path, people=True)
    async with provider() as (wechat, wechat_base), company_api() as (wecom, wecom_base):
        ours = settings_of(tmp_path, url, port=0, wechat_api=wechat_base) | wecom_settings(wecom_base)

        async def shuoshi(*argv: str) -> int:
            with environment(**ours):
                options = parser().parse_args(argv)
                code: int = await options.command(options)
                return code

        yield shuoshi, wechat, wecom


async def refused(call) -> SettingsError:
    with pytest.raises(SettingsError) as told:
        await call
    assert told.value.english
    assert told.value.chinese
    return told.value


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG whose parts are whole."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, found = 8, {}
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        content = png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + content)
        found[kind] = content
        at += 12 + length
    width, height = struct.unpack(">II", found[b"IHDR"][:8])
    assert len(zlib.decompress(found[b"IDAT"])) == height * (width + 1)
    return width, height


@pytest.mark.parametrize("village", ["v001", "石桥村"])
async def test_a_poster_s_code_brings_its_village_for_ever(desk, tmp_path, capsys, village):
    shuoshi, wechat, _ = desk
    file = tmp_path / "石桥村.png"
    assert await shuoshi("poster", village, "--out", str(file), "--account", "main") == 0
    (asked,) = wechat.account.tickets.values()
    assert (asked["action_name"], asked["action_info"]) == ("QR_LIMIT_STR_SCENE", {"scene": {"scene_str": "v_v001"}})
    width, height = size_of(file.read_bytes())
    assert width == height >= 200
    told = capsys.readouterr().out
    assert str(file) in told
    assert "石桥村的二维码" in told


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (("poster", "无名村", "--out", "x.png", "--account", "main"), "no village is called 无名村"),
        (("poster", "t001", "--out", "x.png", "--account", "main"), "no village is called t001"),
        (("poster", "v001", "--out", "x.png"), "which wechat account"),
        (("poster", "v001", "--out", "x.png", "--account", "nobody"), "one of compat, main, plain"),
        (("poster", "v001", "--out", "/nowhere/x.png", "--account", "main"), "cannot write /nowhere/x.png"),
        (("poster", "v001"), "required: --out"),
        (("channel", "menu", "nobody"), "there is no account nobody: one of compat, main, plain, county"),
    ],
)
async def test_a_mistake_says_what_to_do(desk, argv, told):
    shuoshi, _, _ = desk
    assert told in (await refused(shuoshi(*argv))).english


async def test_what_the_platform_refuses_is_told_by_its_code(desk):
    shuoshi, wechat, _ = desk
    wechat.faults["qrcode/create"].append(Fault(FaultKind.ERRCODE, 48001))
    assert "48001" in (await refused(shuoshi("poster", "v001", "--out", "x.png", "--account", "main"))).chinese
    wechat.faults["showqrcode"].append(Fault(FaultKind.HTML))
    assert "not_media" in (await refused(shuoshi("poster", "v001", "--out", "x.png", "--account", "main"))).english


async def test_the_menus_are_what_the_bot_listens_for(desk, capsys):
    shuoshi, wechat, wecom = desk
    assert await shuoshi("channel", "menu", "main") == 0
    buttons = [(each["type"], each["name"], each["key"]) for each in wechat.account.menu["button"]]
    assert buttons == [("click", "说件事", "report"), ("click", "查进度", "progress"), ("click", "帮助", "help")]
    assert await shuoshi("channel", "menu", "county") == 0
    assert wecom.menus[AGENT] == wechat.account.menu
    assert "说件事、查进度、帮助" in capsys.readouterr().out
