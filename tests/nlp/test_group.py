"""The same matter, another matter, and the same words about another place."""

from datetime import date, timedelta

import pytest

from nlp.ears import Ears
from nlp.group import LIKELY, MOST_KEYS, Mattered, keys, match, mattered
from nlp.group_spots import differ


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("村口的路塌了半边，车过不去", "咱村口那圪截路跌下去一块了，黑夜骑摩托可要命哩"),
        ("前街的路灯瞎了四五个，老人摸黑", "前街路灯不亮了，黑灯瞎火"),
        ("三组停水三天了", "三组没水吃，水龙头一滴都没有"),
        ("垃圾池子满了没人拉，苍蝇乱飞", "垃圾没人拉，臭得很"),
        ("石料厂的灰落得满院", "石料厂粉尘太大，晾的衣裳都是白的"),
    ],
)
def test_one_matter_told_twice(one: str, other: str, ears: Ears, today: date) -> None:
    found = match(mattered("new", ears.read(one, today), today), [mattered("old", ears.read(other, today), today)])
    assert [likeness.id for likeness in found] == ["old"]
    assert found[0].votes == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("村口的路塌了半边，车过不去", "东坡的路塌了半边，车过不去"),
        ("三组停水三天了", "一组停水三天了"),
        ("前街路灯不亮了", "后街路灯不亮了"),
        ("我爹的养老金两个月没打卡里", "低保给停了"),
        ("垃圾没人拉", "彩礼太高了"),
    ],
)
def test_two_matters(one: str, other: str, ears: Ears, today: date) -> None:
    assert match(mattered("new", ears.read(one, today), today), [mattered("old", ears.read(other, today), today)]) == []


def _told(matter: str, words: str, place: str | None = None, day: date = date(2026, 11, 23)) -> Mattered:
    return Mattered(matter, frozenset(words.split()), place, "01", day)


def test_one_likely_telling_does_not_pull_into_a_matter_of_many() -> None:
    mine = _told("new", "塌方 护栏 雨水 拐弯")
    like, unlike = _told("m", "塌方 护栏 司机 半夜"), _told("m", "司机 半夜 超载 罚款")
    alone = match(mine, [like])
    assert alone
    assert alone[0].likeness >= LIKELY
    assert match(mine, [like, unlike, unlike]) == []


def test_another_place_forbids_even_the_same_words() -> None:
    assert match(_told("new", "塌方 护栏", "东坡"), [_told("m", "塌方 护栏", "西坡")]) == []
    assert match(_told("new", "塌方 护栏", "东坡"), [_told("m", "塌方 护栏", "东坡底")])[0].likeness > 0.9


def test_old_tellings_fade() -> None:
    fresh = match(_told("new", "塌方 护栏 雨水"), [_told("m", "塌方 护栏")])[0].likeness
    old = match(_told("new", "塌方 护栏 雨水"), [_told("m", "塌方 护栏", day=date(2026, 11, 23) - timedelta(90))])[0].likeness
    assert old < fresh


def test_places_differ_only_when_both_are_known() -> None:
    assert not differ(None, "东坡")
    assert not differ("咱村口", "村口那段路")
    assert differ("三组", "一组")


def test_keys_are_few_stable_and_hold_the_place(ears: Ears, today: date) -> None:
    text = "东坡的路塌了半边，三轮车上不来，护栏断了，水渠堵了，垃圾没人拉，羊圈臭，核桃卖不动，彩礼高，账目不公开，路灯坏了，井也干了"
    found = keys(ears.read(text, today), text)
    assert len(found) <= MOST_KEYS
    assert "@东坡" in found
    assert found == keys(ears.read(text, today), text)
