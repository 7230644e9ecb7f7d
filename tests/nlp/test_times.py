"""Times of the blind set, each with its own today."""

import time
from datetime import date

import pytest

from nlp.feasts import feast_day
from nlp.lunar import last_day, latest, solar_of
from nlp.skeleton import skeleton
from nlp.when import since
from tests.nlp.halves import shares
from tests.nlp.kit import lines


def _day(text: str, today: str) -> str:
    found = since(skeleton(text), date.fromisoformat(today))
    return found[1].isoformat() if found and found[1] else "-"


def test_times_of_the_set() -> None:
    every, held_out = shares(_day(text, today) == wanted for wanted, today, text in lines("times.tsv"))
    assert every >= 0.94
    assert held_out >= 0.9


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("昨天停的，前天报过", date(2026, 11, 21)),
        ("下周三来修，停了三天了", date(2026, 11, 20)),
        ("上月初停的", date(2026, 10, 1)),
        ("初八停的水", date(2026, 11, 16)),
        ("去年腊月坏的", date(2025, 1, 1)),
        ("一个半月没水", date(2026, 10, 8)),
        ("明天停水", None),
        ("每周三停水", None),
        ("三天内修好", None),
        ("年年清明有人烧坡", None),
    ],
)
def test_the_earliest_day_gone_by(text: str, day: date | None, today: date) -> None:
    found = since(text, today)
    if text.startswith("去年腊月"):
        day = solar_of(2025, 12, 1)
    assert (found[1] if found else None) == day


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("半个月前就停水了", "半个月前", date(2026, 11, 8)),
        ("两年前坏的", "两年前", date(2024, 11, 23)),
        ("上个月二十五停的水", "上个月二十五", date(2026, 10, 25)),
        ("上个月25，水就停了", "上个月25", date(2026, 10, 25)),
        ("上个月二十五户没水", "上个月", date(2026, 10, 1)),
        ("上个月初五停水", "上个月初五", date(2026, 10, 14)),
        ("11.20停水", "11.20", date(2026, 11, 20)),
        ("12/05停的水", "12/05", date(2025, 12, 5)),
        ("闰六月初一停电", "闰六月初一", date(2025, 7, 25)),
    ],
)
def test_days_said_in_short(text: str, words: str, day: date, today: date) -> None:
    assert since(text, today) == (words, day)


@pytest.mark.parametrize(
    "text",
    [
        "后沟组的水管冻裂了，腊月二十三要过小年",
        "快过年了，路灯不亮",
        "12月1号要开会",
        "11.20元一吨",
        "月前要修好",
        "三月前要修好",
        "闰六月停的电",
    ],
)
def test_what_is_to_come_and_what_is_no_day_says_nothing(text: str, today: date) -> None:
    assert since(text, today) is None


def test_feasts_and_terms_are_those_of_the_almanac() -> None:
    assert [feast_day(name, 2025) for name in ("打春", "清明", "谷雨", "冬至", "端午")] == [
        date(2025, 2, 3),
        date(2025, 4, 4),
        date(2025, 4, 20),
        date(2025, 12, 21),
        date(2025, 5, 31),
    ]
    assert last_day(2025) == date(2026, 2, 16)
    assert solar_of(2025, -6, 3) == date(2025, 7, 27)
    assert latest(1, date(2026, 2, 17)) == date(2026, 2, 17)


@pytest.mark.parametrize(
    "text", ["一" * 2000, "三天" * 1000, "每月" * 1000, "昨天前天" * 500, "1月1" * 600, "二零二五年" * 400, "初一" * 1000]
)
def test_two_thousand_hostile_characters(text: str, today: date) -> None:
    begun = time.perf_counter()
    since(text, today)
    assert time.perf_counter() - begun < 0.3  # 30 ms on an idle core
