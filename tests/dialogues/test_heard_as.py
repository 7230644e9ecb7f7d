"""What a cadre is told of the ears' guess: the category and what it is within it, the words it rests on, who has put it right."""

from types import SimpleNamespace

import pytest

from handlers.heard_as import about, words_for
from handlers.messages import Line
from nlp.reading import Vote
from tests.dialogues.test_one_matter import LAMP, ROAD

HUM = """
    李秀兰：后沟那儿昨天起老是怪怪的，睡不着
    李秀兰：1
    （过了1分钟）
"""
ASKED = """
    王强：找了王建国五回，前街的路灯昨天坏了没人修
    王强：1
    （过了1分钟）
"""


async def test_the_detail_says_what_it_sounds_like_and_by_which_words(play):
    await play(f"""
        {ROAD}
        {LAMP}
        王建国：摘要
        王建国：1
        小助手：有 2 件事等您定
        小助手：三轮车上不来（地方：村口；从：昨天（11月22日）） / 听着像：道路交通·路面破损塌方（凭“路塌”）。 / 这件怎么办？
        王建国：返回
        王建国：2
        小助手：先看哪一件？
        小助手：听着像：供电照明、取暖与通信·路灯不亮（凭“路灯 / ”）。 / 这件怎么办？
    """)


async def test_where_the_ears_abstained_it_says_so(play, stage):
    await play(f"""
        {HUM}
        王建国：摘要
        王建国：1
        小助手：没分出类
        小助手：原话：后沟那儿 / 没听准是哪一类，回“改类”就能定。 / 这件怎么办？
    """)
    assert "听着像" not in stage.phones["王建国"].shown[-1][1]


async def test_what_a_cadre_has_put_right_is_no_guess_any_more(play, stage):
    await play(f"""
        {ROAD}
        王建国：改类 1
        王建国：还是道路交通
        王建国：2
        王建国：1
        小助手：该是哪一类？
        小助手：里头，是哪一样？
        小助手：改好了
        小助手：王支书定的类：道路交通·巷道硬化、断头路。 / 这件怎么办？
    """)
    assert "凭“" not in stage.phones["王建国"].shown[-1][1]


async def test_only_what_the_cadre_may_read_is_explained(play, stage):
    await play(f"""
        {ASKED}
        王建国：摘要
        王建国：1
        小助手：有 1 件事等您定
        小助手：原话： / 听着像：供电照明、取暖与通信·路灯不亮（凭“路灯
    """)
    assert "王建国" not in "".join(text for _, text in stage.phones["王建国"].shown)


async def test_what_accuses_is_explained_to_nobody_of_the_village(play, stage):
    await play(f"""
        {ROAD}
        李秀兰：前街的路灯坏了，修路灯的钱叫王支书贪了
        王建国：摘要
        王建国：1
        小助手：有 1 件事等您定
        小助手：听着像：道路交通
    """)
    assert "路灯" not in "".join(text for _, text in stage.phones["王建国"].shown)


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ([("路", 0.4), ("塌了", 0.3), ("村口", 0.05), ("桥", -0.2)], ["路", "塌了"]),  # what weighs little decided nothing
        ([("路", 0.03)], ["路"]),  # one of many words that say the same weighs little by itself
        ([("路", 0.4), ("塌了", 0.3), ("三轮车", 0.3), ("村口", 0.2)], ["路", "塌了", "三轮车"]),
        ([("道", 0.4), ("塌了", 0.3)], ["塌了"]),  # heard behind another spelling: it does not stand there
        ([("桥", -0.4)], []),
        ([], []),
    ],
)
def test_the_words_are_few_strong_and_stand_in_the_text(votes, expected):
    scene = SimpleNamespace(deciding=lambda text: tuple(Vote(word, "01", weight) for word, weight in votes))
    assert words_for(scene, "村口的路塌了，三轮车过不了桥", "01") == expected


def test_ears_that_would_say_otherwise_today_give_no_words():
    scene = SimpleNamespace(deciding=lambda text: (Vote("路", "14", 0.4),))
    assert words_for(scene, "村口的路塌了", "01") == []


@pytest.mark.parametrize(
    ("code", "key", "inner"), [(None, "category.none", None), ("01", "category.01", None), ("01.2", "category.with_sub", "category.01.2")]
)
def test_a_code_is_named_as_finely_as_it_is_known(code, key, inner):
    found = about(code)
    assert found.key == key
    assert found.values.get("sub") == (Line(inner) if inner else None)
