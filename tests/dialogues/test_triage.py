"""The secretary's morning: the digest, one matter after another, and what its author hears of it."""

from sqlalchemy import select

from bot.chasing import Chaser
from storage.tables import audit, households, outbox, persons

ROAD = """
    张春梅：昨天开始，村口的路塌了半边，三轮车上不来
    张春梅：1
    小助手：念给您听
    小助手：记好了，编号
    （过了1分钟）
"""
SLOPE = """
    李秀兰：前天开始，东坡那圪截路跌下去一块，农用车过不圪
    李秀兰：1
    小助手：念给您听
    小助手：记好了，编号
    （过了1分钟）
"""
WATER = """
    王强[短信]：昨天开始，后沟的水管冻裂了，水流了一坡
    王强[短信]：1
    小助手：您说
    小助手：记好了，编号
    （过了1分钟）
"""
SHOWN = """
    王建国：摘要
    小助手：有 1 件事等您定 / 1
    王建国：1
    小助手：原话：昨天开始，村口的路塌了半边，三轮车上不来 / 这件怎么办？
"""


async def test_the_digest_comes_at_half_past_seven_and_not_earlier(play):
    await play(f"""
        王建国：你好
        小助手：您好
        {ROAD}
        小助手×王建国
        （过了22小时）
        小助手×王建国
        （过了1小时）
        小助手→王建国：早上好。有 1 件事等您定，新来 1 件。先看哪一件？ / 1 昨天开始，村口的路
        王建国：1
        小助手：原话：昨天开始，村口的路塌了半边
    """)


async def test_no_digest_when_nothing_waits(play):
    await play("""
        王建国：你好
        小助手：您好
        （过了1天）
        小助手×王建国
        王建国：摘要
        小助手：现在没有等您定的事
    """)


async def test_a_silent_cadre_is_reached_every_morning_by_one_line(play, stage):
    await play(f"""
        {ROAD}
        （过了3天）
        小助手→王建国：早上好，有1件事等您定，新来1件。在微信里回“摘要”就能看
        小助手→王建国：早上好，有1件事等您定。在微信里回“摘要”就能看
        小助手→王建国：早上好，有1件事等您定。在微信里回“摘要”就能看
        小助手×王建国
        {SHOWN}
    """)
    mornings = [text for channel, text in stage.phones["王建国"].shown if channel == "sms"]
    assert len(mornings) == 3
    assert not any("新来0" in text for text in mornings)
    assert all(len(text) <= 70 and "\n" not in text for text in mornings)


async def test_two_matters_that_are_one_are_merged_and_both_reporters_hear(play):
    await play(f"""
        {ROAD}
        {SLOPE}
        王建国：摘要
        王建国：1
        小助手：有 2 件事等您定
        小助手：原话：昨天开始，村口的路塌了半边 / 1 和别的并成一件
        王建国：1
        小助手：和哪一件是一回事？ / 1 前天开始，东坡那圪截路
        王建国：1
        小助手：并好了 / 2条，2户 / 都定完了
        小助手→张春梅：您说的 / 已有2户提到，王支书并成一件了
        小助手→李秀兰：您说的 / 已有2户提到，王支书并成一件了
        李秀兰：查
        小助手：和别人说的并成一件
    """)


async def test_a_third_report_joins_the_candidate_and_all_three_hear(play):
    await play(f"""
        {ROAD}
        {SLOPE}
        王建国：摘要
        王建国：1
        王建国：1
        王建国：1
        小助手→张春梅：已有2户提到
        小助手→李秀兰：已有2户提到
        刘桂香：昨天开始，坡底的路也塌了一块，农用车过不去
        刘桂香：1
        小助手：念给您听
        小助手：记好了
        王建国：摘要
        王建国：1
        王建国：1
        王建国：1
        小助手→刘桂香：已有3户提到
        小助手→张春梅：已有3户提到
        小助手→李秀兰：已有3户提到
    """)


async def test_two_neighbours_speaking_for_one_household_count_once(play):
    for name in ("李秀兰", "刘桂香"):
        await play(f"""
            {name}：替隔壁张桂英说：昨天开始，东坡她家的水管冻裂了，水流了一坡
            {name}：3
            {name}：张桂英
            {name}：1
            （过了1分钟）
        """)
    await play("""
        王建国：摘要
        王建国：1
        王建国：1
        王建国：1
        小助手：有 2 件事等您定
        小助手：原话
        小助手：和哪一件是一回事？
        小助手：2条，1户
    """)


async def test_a_matter_becomes_a_candidate(play):
    await play(f"""
        {ROAD}
        {SHOWN}
        王建国：1
        小助手：告诉报的人了 / 都定完了
        小助手→张春梅：列进候选议题了。上不上会，定下来告诉您
        张春梅：查
        小助手：列进候选议题
        王建国：摘要
        小助手：现在没有等您定的事
    """)


async def test_a_private_matter_stays_private(play):
    await play(f"""
        {ROAD}
        {SHOWN}
        王建国：3
        小助手：告诉报的人了
        小助手→张春梅：王支书当成您家自己的事单独办，不上会，也不往外说
        小助手×李秀兰
    """)


async def test_a_matter_is_referred_to_a_lawful_door(play):
    for digit, door in (("1", "便民服务中心"), ("3", "信访窗口"), ("5", "12388")):
        await play(f"""
            {ROAD}
            {SHOWN}
            王建国：4
            小助手：该去哪儿？ / 1 / 便民服务中心 / 2 12345 / 3 信访窗口 / 4 司法所 / 5 纪检监察 12388
            王建国：{digit}
            小助手：告诉报的人了
            小助手→张春梅：村里办不了，该找： / {door} / 编号 / 给您留着
        """)


async def test_a_no_comes_with_its_reason(play):
    await play(f"""
        {ROAD}
        {SHOWN}
        王建国：5
        小助手：为什么不列？
        王建国：今年没有这笔钱，明年正月再商量
        小助手：告诉报的人了
        小助手→张春梅：这回没列上。王支书说：“今年没有这笔钱，明年正月再商量” / 您觉得不合适
    """)


async def test_left_alone_it_comes_again(play):
    await play(f"""
        {ROAD}
        {SHOWN}
        王建国：6
        小助手：就到这儿
        小助手×张春梅
        {SHOWN}
    """)


async def test_an_answer_on_the_spot_contents_its_author(play):
    await play(f"""
        {ROAD}
        {SHOWN}
        王建国：2
        小助手：怎么答？您说一句
        王建国：问过交通局了，本周五以前来修
        小助手：告诉报的人了
        小助手→张春梅：王支书回您的话 / 问过交通局了，本周五以前来修 / 这么办行吗？ / 1 行 / 2 不行
        张春梅：1
        小助手：好，这件就算办完了
        张春梅：查
        小助手：办完了
        小助手×王建国
    """)


async def test_who_is_not_content_says_why_and_the_secretary_hears_it(play):
    await play(f"""
        {ROAD}
        {SHOWN}
        王建国：2
        王建国：本周五以前来修
        小助手：怎么答？
        小助手：告诉报的人了
        小助手→张春梅：这么办行吗？
        张春梅：2
        小助手：哪儿不行？您说一句
        张春梅：周五太晚了，娃娃上学过不去
        小助手：转过去了，这件重新打开
        小助手→王建国：报“昨天开始 / 周五太晚了，娃娃上学过不去
        张春梅：查
        小助手：已收到，等村里看
        {SHOWN}
    """)


async def test_one_decided_the_next_is_offered(play):
    await play(f"""
        {ROAD}
        {WATER}
        王建国：摘要
        王建国：2
        小助手：有 2 件事等您定
        小助手：原话：昨天开始，后沟的水管冻裂了
        王建国：2
        小助手：告诉报的人了 / 先看哪一件？ / 1 昨天开始，村口的路 / 2 先放着
        小助手→王强：列进候选议题
        王建国：2
        小助手：好，就到这儿
    """)


async def test_a_matter_taken_back_meanwhile_is_closed_not_decided(play):
    await play(f"""
        {ROAD}
        {WATER}
        王建国：摘要
        王建国：1
        小助手：有 2 件事等您定
        小助手：原话：昨天开始，村口的路塌了半边
        张春梅：撤回
        张春梅：1
        小助手：是吗？
        小助手：撤回了
        王建国：2
        小助手：那件事已经变了，这一步不用做了
        小助手×王强
        小助手×张春梅
    """)


async def test_the_list_asked_for_again_is_shown_and_its_digits_are_its_own(play):
    await play(f"""
        {ROAD}
        {WATER}
        王建国：摘要
        王建国：1
        小助手：有 2 件事等您定
        小助手：原话：昨天开始，村口的路塌了半边
        王建国：摘要
        小助手：有 2 件事等您定 / 先看哪一件？ / 2 昨天开始，后沟的水管
        王建国：2
        小助手：原话：昨天开始，后沟的水管冻裂了
    """)


async def file_many(play, count):
    for n in range(1, count + 1):
        await play(f"""
            张春梅：昨天开始，前街第{n}根电杆歪了，怕砸着人
            张春梅：1
            （过了1分钟）
        """)


async def test_a_long_list_turns_its_pages(play):
    await file_many(play, 9)
    await play("""
        王建国：摘要
        小助手：有 9 件事等您定 / 1 / 第1根 / 8 / 第8根 / 9 还有
        王建国：9
        小助手：1 / 第9根 / 2 先放着 / 0 上一页
        王建国：0
        小助手：1 / 第1根 / 9 还有
        王建国：9
        王建国：1
        小助手：第9根
        小助手：原话：昨天开始，前街第9根
        王建国：取消
        小助手：好，不说这个了
        王建国[短信]：摘要
        小助手：回1 / 第1根 / 3 / 第3根 / 9还有
        王建国[短信]：9
        小助手：1 / 第4根 / 3 / 第6根 / 9还有 0上一页
        王建国[短信]：2
        小助手：第5根
    """)


async def test_only_the_village_s_own_cadres_see_the_list(play, stage):
    await play(ROAD)
    for name in ("李秀兰", "刘桂香", "陈晓燕", "赵刚", "外路人"):
        await play(f"{name}：摘要")
        assert "三轮车" not in stage.phones[name].shown[-1][1]


async def test_an_announcement_reaches_the_grid_it_is_meant_for(play):
    await play("""
        王建国：通知 明天上午停水，晌午来水
        小助手：发给谁？ / 1 全村 / 2 东坡组
        王建国：2
        小助手：发给东坡组：明天上午停水，晌午来水。发吗？ / 1 发 / 2 不发
        王建国：1
        小助手：好，一会儿就发，一共 / 要发到群里的，长按下一条 / 两分钟后发出，要收回吗？ / 1 收回 / 2 不收回
        小助手：【石桥村】王支书通知：明天上午停水，晌午来水
        小助手×张春梅
        （过了两分钟）
        小助手→张春梅：【石桥村】王支书通知：明天上午停水，晌午来水
        小助手→李秀兰：【石桥村】王支书通知
        小助手×王强
        小助手×王建国
    """)


async def test_an_announcement_to_everybody_is_read_back_first(play):
    await play("""
        王建国：通知
        小助手：要通知什么？
        王建国：后天晚上说事会，村委院里
        小助手：发给谁？
        王建国：1
        小助手：发给全村：后天晚上说事会
        王建国：2
        小助手：好，就到这儿
        小助手×张春梅
        王建国：通知 后天晚上说事会，村委院里
        王建国：1
        王建国：1
        （过了两分钟）
        小助手→张春梅：王支书通知：后天晚上说事会
        小助手→王强：王支书通知：后天晚上说事会
        小助手→刘桂香：王支书通知：后天晚上说事会
    """)


async def test_a_slip_is_taken_back_before_anybody_hears_it(play, stage):
    await play("""
        王建国：通知 今天上午停水
        小助手：发给谁？
        王建国：1
        小助手：发给全村
        王建国：1
        小助手：好，一会儿就发 / 两分钟后发出，要收回吗？
        小助手：【石桥村】王支书通知：今天上午停水
        （过了一分钟）
        王建国：1
        小助手：收回了，一个人也没发。
        （过了十分钟）
        小助手×张春梅
        小助手×王强
    """)
    async with stage.app.database.read() as connection:
        assert "recall" in set((await connection.execute(select(audit.c.action))).scalars())


async def test_what_has_left_cannot_be_taken_back(play):
    await play("""
        王建国：通知 今天上午停水
        小助手：发给谁？
        王建国：1
        小助手：发给全村
        王建国：1
        小助手：两分钟后发出
        小助手：王支书通知
        （过了两分钟）
        小助手→张春梅：王支书通知：今天上午停水
        王建国：1
        小助手：已经发出去了，收不回来。
    """)


async def test_who_is_no_secretary_starts_no_announcement(play, stage):
    for name in ("李秀兰", "刘桂香", "赵刚"):
        await play(f"""
            {name}：通知 明天上午停水，咋没人说一声
            小助手×张春梅
        """)
        assert "发给谁" not in stage.phones[name].shown[0][1]


async def test_news_of_the_night_waits_for_the_morning(play):
    await play(f"""
        {ROAD}
        （过了14小时）
        {SHOWN}
        王建国：1
        小助手：告诉报的人了
        小助手×张春梅
        （过了9小时）
        小助手×张春梅
        （过了半小时）
        小助手→张春梅：列进候选议题了
    """)


async def test_who_lives_alone_is_told_in_person_when_nothing_shows_that_it_arrived(play, stage):
    await play("""
        王建国：通知 明天上午停水
        王建国：1
        王建国：1
        （过了两分钟）
        小助手→张春梅：王支书通知
        （过了25小时）
    """)
    await Chaser(stage.app.database, stage.app.wording, stage.app.clock).step()
    async with stage.app.database.read() as connection:
        alone = select(persons.c.id).join(households, households.c.id == persons.c.household)
        alone = alone.where(households.c.village == "v001", households.c.vulnerable.is_(True))
        expected = set((await connection.execute(alone)).scalars())
        said = select(outbox.c.receiver).where(outbox.c.kind == "announcement", outbox.c.said_at.is_not(None), outbox.c.state == "listed")
        listed = {receiver.removeprefix("person:") for receiver in (await connection.execute(said)).scalars()}
    assert listed
    assert listed <= expected
