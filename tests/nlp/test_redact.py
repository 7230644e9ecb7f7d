"""Numbers and names out of what others may read, however they are spelled."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlp.redact import CARD, IDENTITY, PHONE, PLATE, QQ, WECHAT, redact

_HAN = str.maketrans("0123456789", "零一二三四五六七八九")
_WIDE = str.maketrans("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ")
SPELLINGS = {
    "plain": str,
    "spaced": " ".join,
    "hyphenated": "-".join,
    "full width": lambda number: number.translate(_WIDE),
    "zero width": "\u200b".join,
    "numerals": lambda number: number.translate(_HAN),
}
NUMBERS = [
    ("13800001234", PHONE),
    ("03588221234", PHONE),
    ("142301195001011234", IDENTITY),
    ("14230119500101123X", IDENTITY),
    ("6222020502001234567", CARD),
    ("6228480018123456", CARD),
    ("晋J12345", PLATE),
    ("晋J8A678", PLATE),
]


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize(("number", "mask"), NUMBERS)
def test_six_spellings(number: str, mask: str, spelling: str) -> None:
    assert redact(f"找他，{SPELLINGS[spelling](number)}，快点") == f"找他，{mask}，快点"


@pytest.mark.parametrize(
    "text",
    ["停水3天了", "2026年11月23日", "2026-11-23", "一二三四五六", "转了20000块", "三千五百块", "12345打不通", "3号楼2单元", "95598和12356"],
)
def test_what_is_nobody_s_number_stays(text: str) -> None:
    assert redact(text) == text


def test_a_short_number_goes_when_it_is_called_a_telephone() -> None:
    assert redact("电话8221234") == f"电话{PHONE}"
    assert redact("卡里8221234块") == "卡里8221234块"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("微信zhao_1956", f"微信{WECHAT}"),
        ("加我微信号 zhao1956，谢谢", f"加我微信号 {WECHAT}，谢谢"),
        ("微信号是：Zhao-1956。", f"微信号是：{WECHAT}。"),
        ("微信（ｚｈａｏ１９５６）", f"微信（{WECHAT}）"),
        ("微信zhao\u200b1956", f"微信{WECHAT}"),
        ("加vx：zhao1956", f"加vx：{WECHAT}"),
        ("他叫wxid_8a7b6c5d4e", f"他叫{WECHAT}"),
        ("微信号12345678", f"微信号{WECHAT}"),
        ("微信13800001234", f"微信{PHONE}"),
        ("微信 138 0000 1234", f"微信 {PHONE}"),
        ("QQ 123456789", f"QQ {QQ}"),
        ("QQ号：123456789", f"QQ号：{QQ}"),
        ("qq是1234567890", f"qq是{QQ}"),
        ("QQ号一二三四五六七八九", f"QQ号{QQ}"),
        ("QQ12345", f"QQ{QQ}"),
        ("QQ 13800001234", f"QQ {PHONE}"),
        ("QQ邮箱123456789@qq.com", f"QQ邮箱{QQ}@qq.com"),
    ],
)
def test_accounts_go_by_their_name(text: str, shown: str) -> None:
    assert redact(text) == shown
    assert redact(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "微信群里说的",
        "微信转了20000块",
        "微信里3000元",
        "QQ群里12345人",
        "我住东坡组7号",
        "微信支付收了5万",
        "用WeChat发的",
        "微信WeChat打不开",
        "加V",
    ],
)
def test_what_is_nobody_s_account_stays(text: str) -> None:
    assert redact(text) == text


_SAID = st.lists(
    st.sampled_from(
        ["微信", "QQ", "qq", "vx", "wxid_", "号", "是", "：", " ", "abc", "zhao_", "12345", "138", "〔", "〕", "，", "京A", "×"]
    )
)


@given(_SAID.map("".join))
@example("QQ12345wxid_wxid_")
@example("13812345678wxid_abcdef")
def test_accounts_twice_is_once(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


def test_names_keep_their_surname() -> None:
    assert redact("王强打了张三丰，王 强又骂", ("王强", "张三丰")) == "王×打了张×，王×又骂"
    assert redact("王强", ()) == "王强"
    assert redact("买买提·艾力和买买提", ("买买提·艾力", "买买提")) == "买×和买×"
    assert redact("王　 强", ("王强",)) == "王×"
    assert redact("王 · -强", ("王强",)) == "王 · -强"


def test_a_villages_names_are_found_at_once() -> None:
    """The names of three thousand people are no pattern to be compiled: the longest that begins at a place counts."""
    names = tuple(f"{surname}{first}{second}" for surname in "王李张" for first in "春秋冬晓文" for second in ("", "莲", "莲英"))
    assert redact("王春莲英同张冬、李晓莲都来了", names) == "王×同张×、李×都来了"


_CHARS = st.sampled_from("0123456789０１一二三幺X晋Ja 　-\u200b·王强张三电话号码〔〕×，块")


@given(st.text(alphabet=_CHARS, max_size=60))
def test_redact_twice_is_redact_once(text: str) -> None:
    once = redact(text, ("王强", "张三", "三张", "王王强"))
    assert redact(once, ("王强", "张三", "三张", "王王强")) == once


@given(st.text(max_size=200))
def test_redact_takes_any_text(text: str) -> None:
    assert redact(redact(text)) == redact(text)
