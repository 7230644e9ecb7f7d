"""Where, in the villager's own words, and since when."""

from datetime import date

import pytest

from nlp.lunar import new_years, solar_of
from nlp.place import as_said, place
from nlp.when import number, since


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("东坡路塌了", "东坡"),
        ("咱村口那圪截路跌下去一块了", "村口那圪截路"),
        ("三组停水了", "三组"),
        ("第二组没水", "第二组"),
        ("前街的路灯瞎了", "前街"),
        ("桥头栏杆断了", "桥头"),
        ("老李家门口那段路全是泥", "老李家门口那段路"),
        ("后沟那几户住得高", "后沟"),
        ("学校门口那段没减速带", "学校门口那段"),
        ("夜来下雨，坡底的路塌了半边", "坡底"),
        ("张大娘家后头的沟堵了", "张大娘家后头"),
        ("小卖铺门口有人赌", "小卖铺门口"),
        ("在王家沟村那边", "王家沟"),
        ("水龙头没水了", None),
        ("老头没人管", None),
        ("大喇叭太吵", None),
        ("网格员三组长", None),
        ("村里的账没公开", None),
        ("找组织反映", None),
        ("我家隔壁着火了", None),
        ("王老师家隔壁着火了", "王老师家隔壁"),
    ],
)
def test_where(text: str, where: str | None) -> None:
    assert place(text) == where


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("前街和后街中间那个巷子积水", "前街和后街中间那个巷子"),
        ("前街和后街都积水", "前街"),
        ("下石桥的护栏断了", "下石桥"),
        ("在下石桥没法走", "下石桥"),
        ("晚上石桥没灯", "石桥"),
        ("今年上石桥修了没有", "石桥"),
        ("戏台往东五十米的路灯坏了", "戏台往东五十米"),
        ("石桥往里走二百来米塌了", "石桥往里走二百来米"),
    ],
)
def test_more_than_a_known_name_is_kept_as_it_was_said(text: str, words: str) -> None:
    known = ("前街", "石桥", "戏台")
    assert place(text, known) == words
    assert as_said(text, next(name for name in known if name in text)) == words


def test_the_village_s_own_names_come_first_and_the_longest_wins() -> None:
    assert place("桥头往上羊倌坡那段塌了", ("羊倌", "羊倌坡")) == "羊倌坡"
    assert place("桥头往上羊倌坡那段塌了") == "桥头"


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("昨天停水了", "昨天", date(2026, 11, 22)),
        ("夜来下雨路塌了", "夜来", date(2026, 11, 22)),
        ("前儿黑夜停的电", "前儿", date(2026, 11, 21)),
        ("大前天坏的", "大前天", date(2026, 11, 20)),
        ("水龙头里三天没见水了", "三天", date(2026, 11, 20)),
        ("三天了", "三天了", date(2026, 11, 20)),
        ("停了五天", "五天", date(2026, 11, 18)),
        ("两个礼拜了没人拉", "两个礼拜了", date(2026, 11, 9)),
        ("半个月没来扫", "半个月", date(2026, 11, 8)),
        ("快一个月没水", "快一个月", date(2026, 10, 23)),
        ("机井泵坏了一个多月", "一个多月", date(2026, 10, 23)),
        ("锁了半年没开火", "半年", date(2026, 5, 23)),
        ("批了两年没个下文", "两年", date(2024, 11, 23)),
        ("上个月就坏了", "上个月", date(2026, 10, 1)),
        ("去年坏的", "去年", date(2025, 1, 1)),
        ("年时就断了", "年时", date(2025, 1, 1)),
        ("上周三停的", "上周三", date(2026, 11, 18)),
        ("星期三停的", "星期三", date(2026, 11, 18)),
        ("10月3号坏的", "10月3号", date(2026, 10, 3)),
        ("12月3号坏的", "12月3号", date(2025, 12, 3)),
        ("2026年3月1日起", "2026年3月1日", date(2026, 3, 1)),
        ("正月十五停电", "正月十五", date(2026, 3, 3)),
        ("腊月二十三开始", "腊月二十三", date(2026, 2, 10)),
        ("八月初三", "八月初三", date(2026, 9, 13)),
        ("中秋就没水", "中秋", date(2026, 9, 25)),
        ("国庆坏到这会儿", "国庆", date(2026, 10, 1)),
        ("好几天没水了", "几天", None),
        ("最近老停电", "最近", None),
    ],
)
def test_since_when(text: str, words: str, day: date | None, today: date) -> None:
    assert since(text, today) == (words, day)


@pytest.mark.parametrize("text", ["路灯坏了", "水三天两头停", "三日内修好", "五月浇地", "2月30号", "你好", "要一百块"])
def test_no_time_is_said(text: str, today: date) -> None:
    assert since(text, today) is None


@pytest.mark.parametrize(
    ("words", "count"), [("十", 10), ("十五", 15), ("二十三", 23), ("一百零二", 102), ("两", 2), ("15", 15), (None, 1), ("七八", 8)]
)
def test_numbers(words: str | None, count: int) -> None:
    assert number(words) == count


def test_the_lunar_new_years_are_those_of_the_almanac() -> None:
    known = {2020: (1, 25), 2023: (1, 22), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2033: (1, 31), 2034: (2, 19)}
    assert {year: (day.month, day.day) for year, day in new_years().items() if year in known} == known
    assert solar_of(2025, 8, 15) == date(2025, 10, 6)  # behind the leap sixth month
    with pytest.raises(ValueError, match="1999"):
        solar_of(1999, 1, 1)
