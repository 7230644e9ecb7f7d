"""Days: by one digit, or as people write one; what is no day is asked again, and every other word goes on working."""

from datetime import date

import pytest

from handlers.issues.amounts import read_day
from handlers.village.issue import PaperKind
from handlers.village.matter import Stage
from tests.dialogues.laid import lay, met, papers
from tests.dialogues.test_meeting import TODAY

PROMISE = """
    王建国：议题
    小助手：哪一件
    王建国：1
    小助手：现在做哪一步
    王建国：记一件领办的事
    小助手：谁领办
    王建国：1
    小助手：领办什么
    王建国：催项目款
    小助手：哪天办好 / 1 3天后（11月26日） / 2 7天后（11月30日） / 3 下次说事会（11月25日） / 4 别的日子
"""


@pytest.mark.parametrize("words", ["12.20", "12/20", "1220", "12月20", "12月20日", "12-20", "１２．２０", "12。20", "12.20号"])
def test_a_day_is_read_as_people_write_it(words):
    assert read_day(words, date(2026, 11, 23)) == date(2026, 12, 20)


@pytest.mark.parametrize(
    ("words", "alone", "day"),
    [
        ("20", False, date(2026, 12, 20)),
        ("25", False, date(2026, 11, 25)),
        ("1.5", False, date(2027, 1, 5)),
        ("5", False, None),
        ("5", True, date(2026, 12, 5)),
        ("32", True, None),
        ("0", True, None),
        ("13.40", False, None),
        ("0230", False, None),
        ("下周五", False, date(2026, 12, 4)),
        ("看情况", False, None),
    ],
)
def test_what_is_no_day_is_none(words, alone, day):
    assert read_day(words, date(2026, 11, 23), alone) == day


async def promising(stage):
    return await lay(stage, Stage.MEETING, *met(), session=TODAY)


async def test_a_day_by_digits_alone(play, stage):
    await promising(stage)
    await play(f"""
        {PROMISE}
        王建国：4
        小助手：哪一天？回日子就行
        王建国：看情况
        小助手：没看出是哪天 / 哪一天
        王建国：1120
        小助手：记下了
    """)
    (kept,) = await papers(stage, PaperKind.PROMISE)
    assert kept.facts["day"] == "2027-11-20"


async def test_a_bare_day_answers_beside_the_digits_and_no_word_is_swallowed(play, stage):
    await promising(stage)
    await play(f"""
        {PROMISE}
        王建国：看情况
        小助手：没看出是哪天 / 哪天办好 / 4 别的日子
        王建国：再说吧
        小助手：没看出是哪天
        王建国：待办
        小助手：先办哪一件
        王建国：取消
        小助手：好
        {PROMISE}
        王建国：20
        小助手：记下了
    """)
    (kept,) = await papers(stage, PaperKind.PROMISE)
    assert kept.facts["day"] == "2026-12-20"
