"""Danger spelt in pinyin, in like-sounding or in traditional characters is danger; English, addresses and names stay what they are."""

import re
import time
from collections.abc import Callable

import pytest

from nlp.misheard import as_feared
from nlp.reading import Danger
from nlp.skeleton import LONGEST, skeleton
from nlp.spelt import LONGEST as MOST_HEARD
from nlp.spelt import dangers, sounded
from tests.nlp.disguises import ALIKE, ALL_IN_PINYIN, WORD_IN_PINYIN, readings, syllables
from tests.nlp.kit import danger_said, graded, lines

Family = dict[str, Callable[[str], str]]

BLIND = [(label != "none", skeleton(text)) for label, text in lines("danger.tsv")]


def _heard(text: str) -> bool:
    return danger_said(text) is not None


def _shares(disguise: str, urgent: bool, family: Family) -> tuple[float, float]:
    """Of the rows that the disguise changes: in how many copies a danger is heard, and in how many of them plain."""
    rows = [(text, family[disguise](text)) for wanted, text in BLIND if wanted is urgent]
    rows = [(text, copy) for text, copy in rows if text != copy]
    assert len(rows) >= 40
    return sum(_heard(copy) for _, copy in rows) / len(rows), sum(_heard(text) for text, _ in rows) / len(rows)


@pytest.mark.parametrize("disguise", WORD_IN_PINYIN)
def test_a_word_of_danger_in_pinyin_is_heard(disguise: str) -> None:
    assert _shares(disguise, True, WORD_IN_PINYIN)[0] >= 0.97
    copies, plain = _shares(disguise, False, WORD_IN_PINYIN)
    assert copies <= plain + 0.034  # of some sixty copies two: letters may mean many words


@pytest.mark.parametrize("disguise", ALIKE)
def test_a_word_of_danger_in_other_characters_is_heard(disguise: str) -> None:
    assert _shares(disguise, True, ALIKE)[0] >= 0.97
    copies, plain = _shares(disguise, False, ALIKE)
    assert copies <= plain + 0.021  # of some fifty copies one


@pytest.mark.parametrize("disguise", ALL_IN_PINYIN)
def test_a_message_wholly_in_pinyin_is_heard(disguise: str) -> None:
    """Its characters are guessed: as many are heard as of plain ones, with more false alarms, precision still .80."""
    recall, alarms = _shares(disguise, True, ALL_IN_PINYIN)[0], _shares(disguise, False, ALL_IN_PINYIN)[0]
    urgent = sum(wanted for wanted, _ in BLIND)
    assert recall >= 0.98
    assert recall * urgent / (recall * urgent + alarms * (len(BLIND) - urgent)) >= 0.80


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("fangzi zhaohuo le", "房子着火了"),
        ("fangzizhaohuole", "房子着火了"),
        ("FANGZI ZHAO HUO LE", "房子着火了"),
        ("房子zhaohuo了", "房子着火了"),
        ("房子zhao huo了", "房子着火了"),
        ("房子zhao2huo3了", "房子着火了"),
        ("房子zháohuǒ了", "房子着火了"),
        ("房子 z h a o h u o 了", "房子着火了"),
        ("房子ｚｈａｏｈｕｏ了", "房子着火了"),
        ("房子zhao\u200bhuo了", "房子着火了"),
        ("房子zao huo了", "房子着火了"),
        ("wo die meiqizhongdu le", "我爹煤气中毒了"),
        ("wo bu xiang huo le", "我不想活了"),
        ("nü'er zoudiu le", "女儿走丢了"),
        ("kuai lai ren! lao ren yundao le", "快来人！老人晕倒了"),
        ("help, jiuming", "help，救命"),
        ("fangzi zhaohuo le, 我叫liuxie", "房子着火了，我叫liuxie"),
        ("tu ba ren mai le", "土把人埋了"),
        ("women cun tingshui san tian le", "我们村停水三天了"),
        ("shou ji shang de APP zhengzai zhuan zou wo de qian", "手机上的APP正在转走我的钱"),
        ("women cun tingshui san tian le, shui gang ye kong le, 咔咔 xiang", "我们村停水三天了，水缸也空了，咔咔想"),
        ("房子著火了", "房子着火了"),
        ("煤氣中毒，快叫救護車", "煤气中毒，快叫救护车"),
        ("我媽觸電了，躺著不動", "我妈触电了，躺着不动"),
    ],
)
def test_it_is_written_in_characters(said: str, meant: str) -> None:
    assert skeleton(said).replace(" ", "") == meant


@pytest.mark.parametrize(
    "said",
    [
        "the road is bad",
        "we are here and he can die",
        "a tale",
        "make a cake",
        "no game no life",
        "change one name",
        "WC坏了，ATM在哪，KTV太吵",
        "wifi没有，ok",
        "QQ群里说的",
        "dianping上有",
        "晋A12345",
        "我的微信号zhaohuo888",
        "微信号是zhaohuo",
        "我叫liuxie",
        "jiuming@163.com",
        "https：//zhaohuo.com/jiuming",
        "www.jiuming.com",
        "zhao_huo",
        "ouyangxiaoming",
        "Li Meihua",
        "著名的土特产",
        "他写了一本著作",
    ],
)
def test_what_is_no_danger_in_pinyin_stays(said: str) -> None:
    assert skeleton(said) == said


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("房子招火了", Danger.FIRE),
        ("房子着伙了快来人", Danger.FIRE),
        ("煤气钟毒了", Danger.GAS),
        ("我要跳娄", Danger.SELF_HARM),
        ("窑踏了压主人", Danger.COLLAPSE),
        ("老人晕到了", Danger.ILLNESS),
        ("有人处电了", Danger.ELECTRIC),
        ("煤qi中du了", Danger.GAS),
        ("房子着huo了", Danger.FIRE),
    ],
)
def test_a_slip_is_heard_as_the_danger_it_sounds_like(said: str, kind: Danger) -> None:
    assert danger_said(said) is kind


WORDS_OF_THEIR_OWN = """
    大人都不在家 中度残疾 上调工资 钱给他了 我要上诉 照看老人 灶火灭了 找活干 看电视 赚钱难 人走了一半 医书在哪 大伙都来了 救活了
    感冒冲剂没了 打捞人 要明年才办 咸死人 割麦子 水饺 老师说的 房他不要 拖欠塌陷款 怕水哭 一甩竿 谁家漏谁家修 停谁家的水 转战南北
    爱打牌 买了人家的羊 跳进院子 市里火车 是火腿肠 泥里水里 养了羊 从前 搭起来 石头 低保户 报经费 没气味
"""


@pytest.mark.parametrize("said", WORDS_OF_THEIR_OWN.split())
def test_a_word_of_its_own_is_no_slip(said: str) -> None:
    assert as_feared(said) == said


def test_ordinary_concerns_hold_hardly_a_slip() -> None:
    texts = [skeleton(text) for code, text, _ in lines("categories.tsv")]
    assert sum(as_feared(text) != text for text in texts) <= len(texts) // 100


def test_the_tables_are_whole() -> None:
    """Every word of danger in two characters or more; a traditional character is none that simplified texts have."""
    assert 200 <= len({word for word, _ in dangers()}) <= 400
    assert all(re.fullmatch("[\u4e00-\u9fff]{2,5}", word) for word, _ in dangers())
    assert skeleton("乾隆 於某 髮廊 後山") == "乾隆於某发廊后山"
    assert len(readings()) > 3700
    assert syllables("着火了，女人") == ["zhao", "huo", "le", "，", "nv", "ren"]


HOSTILE = ["zhaohuo", "zhao huo ", "z h a o ", "xian", "yi", "a", "a1", "a-"]
HOSTILE += ["火zhaohuo", "火z", "救huo", "招火", "氣", "shi'", "zhaohuo@ ", "chuang,", "momomomo,"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_letters_cost_little(piece: str) -> None:
    """2,000 of them: 20 ms are asked for, a busy machine is given more."""
    skeleton("jiuming a")  # the tables
    for length in (LONGEST, MOST_HEARD - MOST_HEARD % len(piece)):
        before = time.process_time()
        bones = skeleton((piece * LONGEST)[:length])
        between = time.process_time()
        graded(bones)
        sounded(bones)
        assert between - before < 0.1
        assert time.process_time() - between < 0.4
