"""Free speech becomes a filed concern, on WeChat, by SMS and in a terminal."""

import re

import pytest
from sqlalchemy import select

from storage.tables import concerns

CHANNELS = ("微信", "短信", "终端")


async def kept(stage, *columns):
    """What the database holds of every concern, in the order of their coming."""
    async with stage.app.database.read() as connection:
        return (await connection.execute(select(*columns).order_by(concerns.c.received_at))).all()


async def test_a_whole_report_by_wechat(play):
    await play("""
        张春梅：村口到东坡的路塌了半边，三轮车上不来
        小助手：听见了，先替您记下了 / 从什么时候开始的 / 不想说就回 0 / 只用来办事
        张春梅：夜来下雨以后
        小助手：念给您听：村口到东坡的路塌了半边 / 地方：村口 / 1 对 / 2 不对 / 3 不报了
        张春梅：1
        小助手：记好了，编号 / 归王支书管，11月26日前给您回话
    """)


async def test_a_whole_report_by_sms(play):
    await play("""
        王强[短信]：后沟的水压不够，半夜才滴一点
        小助手：听见了，记下了。 / 啥时候开始的？回0跳过 / 只用来办事
        王强[短信]：上个月
        小助手：您说：后沟的水压不够 / 对吧？ 回1对 2不对 3不报了
        王强[短信]：1
        小助手：记好了，编号 / 王支书管，11月26日前回您话
    """)


async def test_who_answers_where_with_a_time_is_not_asked_for_it_again(play):
    await play("""
        张春梅：水龙头不流水了
        小助手：听见了，先替您记下了 / 在哪儿
        张春梅：前天
        小助手：念给您听：水龙头不流水了（从前天起） / 1 对
        张春梅：1
        小助手：记好了，编号
    """)


async def test_who_says_where_and_since_when_hears_it_read_back_at_once(play):
    for by in CHANNELS:
        await play(f"""
            张春梅[{by}]：昨天开始，村口的路塌了半边，三轮车上不来
            小助手：听见了 / 村口的路塌了半边 / 吧？ / 1 / 对 / 2 / 不对 / 3 / 不报了
            张春梅[{by}]：1
            小助手：记好了，编号 / 王支书管，11月26日前
        """)


async def test_two_questions_are_asked_and_0_skips_each(play):
    for by in CHANNELS:
        await play(f"""
            张春梅[{by}]：路灯坏了，黑灯瞎火没法走
            小助手：听见了 / 在哪儿？ / 0
            张春梅[{by}]：0
            小助手：时候开始的？ / 0
            张春梅[{by}]：０
            小助手：路灯坏了，黑灯瞎火没法走。 / 吧？
            张春梅[{by}]：①
            小助手：记好了，编号
        """)


@pytest.mark.parametrize("answer", ["记不得了", "我也说不清", "忘了", "没注意"])
async def test_who_does_not_remember_since_when_has_named_no_time(play, answer):
    await play(f"""
        张春梅：路灯坏了
        小助手：在哪儿
        张春梅：前街
        小助手：从什么时候开始的
        张春梅：{answer}
        小助手：念给您听：路灯坏了（地方：前街）
    """)


@pytest.mark.parametrize(
    ("answer", "read"),
    [
        ("三天", "已经三天"),
        ("快半年了吧", "已经快半年"),
        ("好几天", "已经好几天"),
        ("从前天开始的", "从前天起"),
        ("半个月前", "从半个月前起"),
        ("11.20", "从11.20起"),
        ("下雨以后", "从下雨以后起"),
        ("修路那会儿挖断的", "从修路那会儿起"),
        ("一直就这样", "一直这样"),
        ("记不太清，前天吧", "从前天起"),
    ],
)
async def test_since_when_is_read_back_as_people_say_it(play, answer, read):
    await play(f"""
        张春梅：路灯坏了
        张春梅：前街
        小助手：在哪儿
        小助手：从什么时候开始的
        张春梅：{answer}
        小助手：念给您听：路灯坏了（地方：前街；{read}）
    """)


@pytest.mark.parametrize("answer", ["你是机器人吗", "谢谢", "我家门口"])
async def test_what_is_no_time_is_asked_for_once_more_and_then_left_out(play, stage, answer):
    await play(f"""
        张春梅：路灯坏了
        张春梅：前街
        小助手：在哪儿
        小助手：从什么时候开始的
        张春梅：{answer}
        小助手：没听出时间来 / 大概从什么时候开始的
        张春梅：{answer}
        小助手：念给您听：路灯坏了（地方：前街） / 1 对
        张春梅：1
        小助手：记好了，编号
    """)
    assert await kept(stage, concerns.c.place, concerns.c.since) == [("前街", None)]


async def test_a_place_said_to_since_when_is_the_place_if_none_is_known(play, stage):
    await play("""
        张春梅：路灯坏了
        张春梅：0
        小助手：在哪儿
        小助手：从什么时候开始的
        张春梅：我家门口
        小助手：地方记下了 / 大概从什么时候开始的
        张春梅：前天
        小助手：念给您听：路灯坏了（地方：我家门口；从前天起）
        （过了11分钟）
        小助手：还没核对，先替您报上了
    """)
    assert await kept(stage, concerns.c.place, concerns.c.since) == [("我家门口", "前天")]


async def test_what_is_added_is_read_back_and_reaches_the_cadre(play):
    await play("""
        张春梅：路灯坏了
        张春梅：0
        张春梅：三天
        小助手：在哪儿
        小助手：从什么时候
        小助手：念给您听：路灯坏了（已经三天）
        张春梅：就是东坡那段路
        小助手：这句也记上了 / 念给您听：路灯坏了；就是东坡那段路（地方：东坡；已经三天） / 1 对
        张春梅：路也塌了
        小助手：这句也记上了 / 念给您听：路灯坏了；就是东坡那段路；路也塌了（地方：
        张春梅：1
        小助手：记好了，编号
        （过了三天）
        王建国：摘要
        王建国：1
        小助手…：原话：路灯坏了 就是东坡那段路 路也塌了（地方：东坡；从：11月20日（报的时候已经三天））
    """)


async def test_a_sentence_said_to_since_when_is_more_than_a_time(play, stage):
    await play("""
        王强[短信]：路灯坏了
        王强[短信]：前街
        王强[短信]：就是村口那个灯，瞎了三天了，黑得没法走
        小助手…：您说：路灯坏了；就是村口那个灯，瞎了三天了，黑得没法走
        王强[短信]：1
        小助手：记好了
    """)
    assert await kept(stage, concerns.c.text, concerns.c.since) == [("路灯坏了\n就是村口那个灯，瞎了三天了，黑得没法走", "三天了")]


async def test_a_cadre_is_shown_nothing_where_nothing_was_said(play):
    await play("""
        张春梅：路灯坏了，黑灯瞎火没法走
        张春梅：0
        张春梅：0
        张春梅：1
        小助手…：记好了
        王建国：摘要
        王建国：1
        小助手…：原话：路灯坏了，黑灯瞎火没法走。 / 听着像
    """)


async def test_what_was_heard_wrong_is_said_again_and_both_stay_in_the_file(play, stage):
    for by in CHANNELS:
        await play(f"""
            李秀兰[{by}]：路灯坏了，黑灯瞎火没法走
            李秀兰[{by}]：0
            李秀兰[{by}]：0
            小助手：在哪儿？
            小助手：时候开始的？
            小助手：吧？
            李秀兰[{by}]：2
            小助手：您再说一遍，我重新记。
            李秀兰[{by}]：前天开始，前街的路灯瞎了三个
            小助手：前街的路灯瞎了三个 / 吧？
            李秀兰[{by}]：1
            小助手：记好了，编号
        """)
        filed = ("前天开始，前街的路灯瞎了三个\n路灯坏了，黑灯瞎火没法走", True, "前街")
    assert await kept(stage, concerns.c.text, concerns.c.checked, concerns.c.place) == [filed] * 3


async def test_a_report_that_is_dropped_reaches_nobody(play):
    for by in CHANNELS:
        await play(f"""
            张春梅[{by}]：昨天开始，村口的路塌了半边，三轮车上不来
            小助手：吧？
            张春梅[{by}]：3
            小助手：好，这件不报了。
            张春梅[{by}]：查
            小助手：没有报过
        """)
    await play("""
        （过了半小时）
        小助手×张春梅
        王建国：摘要
        小助手：现在没有等您定的事
    """)


async def test_one_sentence_and_the_phone_put_away_is_filed_after_ten_minutes(play, stage):
    speakers = {"微信": "张春梅", "短信": "王强", "终端": "李秀兰"}
    for by, name in speakers.items():
        await play(f"""
            {name}[{by}]：前街的垃圾没人拉，臭得不行
            小助手：听见了 / 时候开始的？
        """)
    await play("（过了9分钟）")
    for name in speakers.values():
        await play(f"小助手×{name}")
    await play("（过了2分钟）")
    for by, name in speakers.items():
        await play(f"""
            小助手→{name}：核对，先 / 报上了，编号 / 王支书管，11月26日前 / 改一下
            {name}[{by}]：查
            小助手：已收到，等村里看
        """)
    assert await kept(stage, concerns.c.checked, concerns.c.place) == [(False, "前街")] * 3


async def test_a_yes_that_comes_after_the_ten_minutes_is_still_one(play, stage):
    await play("""
        王强[短信]：前街的垃圾没人拉，臭得不行
        （过了11分钟）
        小助手…：没核对，先报上了，编号
        王强[短信]：1
        小助手：好，编号 / 核对好了
        王强[短信]：1
        小助手：没听明白
    """)
    assert await kept(stage, concerns.c.checked) == [(True,)]


async def test_answers_given_before_the_silence_are_kept(play, stage):
    await play("""
        李秀兰：垃圾没人拉，臭得不行
        李秀兰：前街东头
        小助手：在哪儿？
        小助手：从什么时候开始的？
        （过了11分钟）
        小助手：还没核对，先替您报上了
        王建国：摘要
        小助手：有 1 件事等您定
        王建国：1
        小助手：垃圾没人拉，臭得不行（地方：前街东头
    """)


async def test_for_the_family_is_asked_once(play):
    for by in CHANNELS:
        await play(f"""
            王强[{by}]：我妈在后沟住，昨天开始水压不够，半夜才滴一点
            小助手：这件事是谁家的？ / 1 / 自己 / 2 / 家里人 / 3 / 邻居
            王强[{by}]：2
            小助手：我妈在后沟住 / 吧？
            王强[{by}]：1
            小助手：记好了，编号
        """)


async def test_for_a_neighbour_asks_whose_household(play, stage):
    for by in CHANNELS:
        await play(f"""
            李秀兰[{by}]：替隔壁张桂英说：昨天开始，东坡她家的水管冻裂了，水流了一坡
            小助手：这件事是谁家的？
            李秀兰[{by}]：3
            小助手：是哪一家？
            李秀兰[{by}]：张桂英
            小助手：她家的水管冻裂了 / 吧？
            李秀兰[{by}]：1
            小助手：记好了，编号
        """)
    assert await kept(stage, concerns.c.behalf_of, concerns.c.on_behalf) == [("张桂英", "neighbour")] * 3


async def test_a_long_message_is_kept_whole_and_read_back_in_short(play, stage):
    long = "昨天开始，村口的路塌了半边，" + "三轮车上不来，玉米拉不回来，都得绕小路。" * 100
    await stage.say("张春梅", long[:1900])
    await play("""
        小助手：念给您听：昨天开始，村口的路塌了半边 / … / 1 对
        张春梅：1
        小助手：记好了，编号
    """)
    assert all(len(text) <= 300 for _, text in stage.phones["张春梅"].shown)
    assert await kept(stage, concerns.c.text) == [(long[:1900],)]


ROAD_AND_RUBBISH = """
    张春梅：村口到东坡的路塌了半边，三轮车上不来
    小助手：从什么时候开始的？
    张春梅：垃圾池子满了七八天了，臭得没人敢走
    小助手：您说的“垃圾池子满了七八天了，臭得没人敢走”，是另一件事 / 1 另一件事 / 2 接着说刚才那件
"""


async def test_another_matter_in_the_middle_is_asked_back_and_becomes_a_second_one(play, stage):
    await play(f"""
        {ROAD_AND_RUBBISH}
        张春梅：1
        小助手：还没核对，先替您报上了，编号 / 在哪儿？
        张春梅：0
        小助手：念给您听：垃圾池子满了七八天了
        张春梅：1
        小助手：记好了，编号
    """)
    assert sorted(await kept(stage, concerns.c.category, concerns.c.stage)) == [("01", "received"), ("04", "received")]


async def test_more_about_the_same_matter_is_asked_back_only_once(play, stage):
    await play(f"""
        {ROAD_AND_RUBBISH}
        张春梅：2
        小助手：村口到东坡的路塌了半边 / 1 对
        张春梅：路灯也坏了三个，黑夜没法走
    """)
    assert "是另一件事" not in stage.phones["张春梅"].shown[-1][1]
    await play("""
        小助手：1 对
        张春梅：1
        小助手：记好了，编号
        张春梅：查
        小助手：村口到东坡
    """)
    assert await kept(stage, concerns.c.stage) == [("received",)]


async def test_a_picture_joins_what_was_just_said(play, stage):
    await play("张春梅：昨天开始，村口的路塌了半边，三轮车上不来")
    await stage.say("张春梅", "", kind="image")
    await play("""
        小助手：念给您听
        小助手：收到了，和您刚才说的那件放在一起了
        张春梅：1
        小助手：记好了，编号
        （过了9分钟）
    """)
    await stage.say("张春梅", "", kind="image")
    await play("""
        小助手：收到了，和您刚才说的那件放在一起了
        （过了20分钟）
    """)
    await stage.say("张春梅", "", kind="image")
    await play("小助手：听见了，先替您记下了 / 在哪儿")
    assert await kept(stage, concerns.c.text) == [("昨天开始，村口的路塌了半边，三轮车上不来\n（图片）\n（图片）",), ("（图片）",)]


async def test_a_receipt_by_sms_is_one_sms(play, stage):
    await play("""
        王强[短信]：昨天开始，后沟的水管冻裂了，水流了一坡
        王强[短信]：1
        王强[短信]：后沟的路灯坏了三个，黑夜没法走
        （过了11分钟）
    """)
    receipts = [text for channel, text in stage.phones["王强"].shown if channel == "sms" and re.search("编号[0-9]{6}", text)]
    assert len(receipts) == 2
    assert max(map(len, receipts)) <= 70


async def test_a_first_answer_by_sms_with_its_notice_is_one_sms(play, stage):
    await play("王强[短信]：路灯坏了，黑灯瞎火没法走")
    ((_, text),) = stage.phones["王强"].shown
    assert len(text) <= 70
