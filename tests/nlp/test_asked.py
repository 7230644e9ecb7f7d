"""A plain question about a matter already told, and the concerns that look like one."""

import pytest

from nlp.asked import alike, asked

STATE = """
这事到哪一步了
我说的那事到哪一步了？
路修好没有
路修好了没
路修得咋样了
东坡的路修到哪儿了
路灯装上了吗
我报的事有结果了没有
有没有消息
办好了没
办得怎么样了
处理得咋样了？
那件事咋样了
我上次说的那个事呢
水通了吗
进展咋样
请问我家的事办了没有
低保批下来没
垃圾拉走了没有
我那个事有没有个说法
我家的事到哪一步啦
路的事咋样了
低保的事怎么样了
""".strip().splitlines()
MEETING = """
开会是哪天
会开了没有
啥时候开会
说事会几号开
开会了吗
会在哪儿开
几点开会
多会儿商量这事
那个路的会是哪天
会定下来了没
上会了没有
""".strip().splitlines()
KNOWN = """
路啥时候能修
水啥时候能来
咋还没结果
有人管没有
路咋还没修好
多会儿动工
水来了吗
路灯亮了没
""".strip().splitlines()
TELLS = """
路修得坑坑洼洼
路的事咋样了，都半年了没人来
路修好没几天又塌了
修好没两天又坏了
报了半年没个结果，谁管
这事没人管
水管修了，没修好
灯装了没两天又灭了
会开了也不顶用
会开了没人听我们的
开会从来不叫我们
开会定的事不算数
低保办了两年没办下来，是不是看人下菜
修路的钱花到哪儿去了
补偿款发到哪里去了
路修到我家门口就停了
娃娃要娶媳妇，批个宅基地批了两年没个下文
房子裂了缝不知道有没有人管过
厕所改好没人来抽
清洁煤啥时候发，天都冷了
村口到东坡的路塌了半边
垃圾没人拉
水龙头里三天没见水了
我家的路没修好
这路没修
开会那天我家没人
桥修了一半
问了几回都没回话
我反映过没人理
电线没接好，打火花
他家盖房没批
你们到底管不管
路灯不亮了没人修
说好修路没修
""".strip().splitlines()


@pytest.mark.parametrize("words", STATE)
def test_how_far_it_has_come_is_a_question(words: str) -> None:
    found = asked(words)
    assert found
    assert (found.meeting, found.only_known) == (False, False)


@pytest.mark.parametrize("words", MEETING)
def test_the_day_of_the_meeting_is_a_question(words: str) -> None:
    found = asked(words)
    assert found
    assert found.meeting


@pytest.mark.parametrize("words", KNOWN)
def test_when_and_whether_ask_of_a_matter_that_is_known(words: str) -> None:
    found = asked(words)
    assert found
    assert found.only_known


@pytest.mark.parametrize("words", TELLS)
def test_what_tells_something_is_no_question(words: str) -> None:
    assert asked(words) is None


@pytest.mark.parametrize(
    ("words", "topic"), [("路修好没有", "路"), ("东坡的路修到哪儿了", "东坡路"), ("我说的那事到哪一步了", ""), ("路灯装上了吗", "路灯")]
)
def test_what_is_asked_about(words: str, topic: str) -> None:
    found = asked(words)
    assert found
    assert found.topic == topic


def test_a_topic_is_found_again_in_what_was_told() -> None:
    assert alike("路", "村口的路塌了半边")
    assert alike("路灯", "前街的路灯瞎了")
    assert alike("", "随便什么")
    assert not alike("水", "村口的路塌了半边")
