"""By when: days named ahead, in the words people use."""

from datetime import date

import pytest

from handlers.issues.amounts import read_number
from nlp.ahead import day_ahead

TODAY = date(2026, 11, 23)  # a Monday


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("11月30日", "2026-11-30"),
        ("十一月三十号前", "2026-11-30"),
        ("1月5号", "2027-01-05"),
        ("11月23日", "2026-11-23"),
        ("30号", "2026-11-30"),
        ("5号", "2026-12-05"),
        ("31号", "2026-12-31"),
        ("明天", "2026-11-24"),
        ("大后天", "2026-11-26"),
        ("周五", "2026-11-27"),
        ("下周五", "2026-12-04"),
        ("这周一", "2026-11-23"),
        ("三天后", "2026-11-26"),
        ("一个星期", "2026-11-30"),
        ("半个月", "2026-12-08"),
        ("两个月", "2027-01-22"),
        ("月底", "2026-11-30"),
        ("下月底", "2026-12-31"),
        ("年底", "2026-12-31"),
        ("2027年3月1日", "2027-03-01"),
        ("2026-12-01", "2026-12-01"),
    ],
)
def test_a_day_ahead(words, day):
    assert day_ahead(words, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize("words", ["不知道", "2月30号", "13月1日", "尽早", ""])
def test_no_day_at_all(words):
    assert day_ahead(words, TODAY) is None


@pytest.mark.parametrize(
    ("words", "number"), [("26", 26), ("二十六", 26), ("到了26个人", 26), ("零", 0), ("不少", None), ("26或者27", None)]
)
def test_a_number_is_one_number(words, number):
    assert read_number(words) == number
