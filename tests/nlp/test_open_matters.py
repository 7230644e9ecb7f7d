"""Messages as they come, one at a time, into the matters that are open."""

from datetime import date, timedelta

import pytest

from nlp import segment
from nlp.ears import Ears
from nlp.group_copies import swapped
from nlp.group_open import OpenMatters
from nlp.group_places import Places, compare, where
from nlp.group_spots import differ

STATION = "我是丽景新城小区的业主，小区旁边五十米建了一个混凝土搅拌站，机器日夜轰鸣，粉尘漫天，老人孩子整夜睡不着，请环保部门查处"
AGAIN = "丽景新城旁边的搅拌站夜里施工，噪音和粉尘让人没法开窗，孩子咳嗽不止，搅拌站到底有没有环保手续"
ROAD = "丽景新城二期门口的柏油路三年没有铺完，下雨就是一脚泥，什么时候能修好"


def _groups(*texts: str) -> list[int]:
    matters = OpenMatters()
    for text in texts:
        matters.add(text)
    return matters.groups()


def test_told_again_in_other_words(ears: Ears) -> None:
    assert _groups(STATION, AGAIN) == [0, 0]


def test_one_estate_two_matters(ears: Ears) -> None:
    assert _groups(STATION, AGAIN, ROAD) == [0, 0, 2]


@pytest.mark.parametrize("name", ["润芳园", "森宇家园", "英祥春天"])
def test_another_place_written_over_the_first(name: str, ears: Ears) -> None:
    for told in (STATION, AGAIN):
        assert _groups(STATION, AGAIN, told.replace("丽景新城", name))[2] == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3号楼的电梯坏了半个月，老人下不了楼", "5号楼的电梯坏了半个月，老人下不了楼"),
        ("石塘村二组停水三天，全组人去河里挑水", "石塘村三组停水三天，全组人去河里挑水"),
        ("A3区枫林路路灯整排不亮，夜里摔了人", "A4区枫林路路灯整排不亮，夜里摔了人"),
        ("请查一查青山中学周末收费补课", "请查一查白水中学周末收费补课"),
    ],
)
def test_another_number_district_or_school(one: str, other: str, ears: Ears) -> None:
    assert _groups(one, other) == [0, 1]


def test_a_place_given_beside_the_words(ears: Ears) -> None:
    matters = OpenMatters()
    for place in ("东坡", "东坡", "西坡"):
        matters.add("夜里路灯整排不亮，线杆也歪了，老人摸黑摔了一跤", place)
    assert matters.groups() == [0, 0, 2]


def test_a_matter_silent_for_years_fades(ears: Ears) -> None:
    matters, day = OpenMatters(), date(2019, 1, 1)
    matters.add(STATION, None, day)
    assert matters.add(AGAIN, None, day + timedelta(300)) == 0
    matters = OpenMatters()
    matters.add(STATION, None, day)
    assert matters.add(AGAIN, None, day + timedelta(3000)) == 1


@pytest.mark.parametrize("text", ["", "。", "你好", "a" * 2000, "路" * 2000, "王" * 50])
def test_any_text_has_a_matter(text: str, ears: Ears) -> None:
    assert _groups(text, "另一件事") == [0, 1]


def test_names_that_sound_alike_are_one(ears: Ears) -> None:
    one, other = (where(text, segment.cut(text)) for text in ("星河中贸城的商铺不退款", "星河中茂城的商铺不退款"))
    assert compare(one, other) is Places.SAME


def test_a_text_of_its_own_is_no_copy(ears: Ears) -> None:
    one, other = (where(text, segment.cut(text)) for text in (STATION, AGAIN))
    assert not swapped(one, other)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("东坡", "西坡", True), ("东坡", "坡上", False), ("砖厂", "砖场", False), ("二号井", "一号井", True), ("后沟组", "后沟", False)],
)
def test_places_as_villagers_call_them(one: str, other: str, apart: bool) -> None:
    assert differ(one, other) is apart
