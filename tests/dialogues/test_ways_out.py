"""Nobody is caught in a conversation: 取消 返回 帮助 at every step, TD at any time, and two questions never share a digit."""


async def test_cancel_works_at_every_step_and_nobody_hears_of_it(play):
    known = "昨天开始，村口的路塌了半边，三轮车上不来"
    for by in ("微信", "短信", "终端"):
        for words in (["路灯坏了，黑灯瞎火没法走"], ["路灯坏了，黑灯瞎火没法走", "前街"], [known], [known, "2"]):
            for said in words:
                await play(f"""
                    张春梅[{by}]：{said}
                    小助手：
                """)
            await play(f"""
                张春梅[{by}]：取消
                小助手：好，这件不报了
                张春梅[{by}]：取消
                小助手：这会儿没有要取消的
            """)
    await play("""
        （过了半小时）
        小助手×张春梅
        王建国：摘要
        小助手：现在没有等您定的事
    """)


async def test_back_takes_the_last_answer_back_step_by_step(play):
    await play("""
        张春梅：路灯坏了，黑灯瞎火没法走
        小助手：在哪儿？
        张春梅：前街
        小助手：从什么时候开始的？
        张春梅：前天
        小助手：地方：前街；从前天起
        张春梅：返回
        小助手：从什么时候开始的？
        张春梅：大前天
        小助手：地方：前街；从大前天起
        张春梅：返回
        张春梅：返回
        小助手：从什么时候开始的？
        小助手：在哪儿？
        张春梅：后沟
        小助手：从什么时候开始的？
        张春梅：0
        小助手：（地方：后沟）
        张春梅：1
        小助手：记好了，编号
    """)


async def test_help_at_every_step_leaves_the_question_open(play):
    await play("""
        张春梅：路灯坏了，黑灯瞎火没法走
        张春梅：帮助
        张春梅：前街
        小助手：在哪儿？
        小助手：取消
        小助手：从什么时候开始的？
        张春梅：帮助
        张春梅：前天
        小助手：取消
        小助手：地方：前街；从前天起
        张春梅：帮助
        张春梅：1
        小助手：取消
        小助手：记好了，编号
    """)


async def test_opted_out_means_no_news_but_answers_still(play):
    await play("""
        张春梅：昨天开始，村口的路塌了半边，三轮车上不来
        张春梅：1
        张春梅：TD
        小助手：念给您听
        小助手：记好了
        小助手：好，以后不主动给您发了。您自己来问，照样回
        张春梅：查
        小助手：已收到
        张春梅：路灯坏了，黑灯瞎火没法走
        小助手：在哪儿？
    """)


async def test_opted_out_by_sms_hears_no_announcement(play):
    await play("""
        王强[短信]：退订
        小助手：以后不主动给您发了
        王建国：通知 明天上午停水
        王建国：1
        王建国：1
        （过了两分钟）
        小助手→张春梅：王支书通知：明天上午停水
        小助手×王强
    """)


async def test_a_bare_letter_under_an_open_question_is_asked_back(play):
    for name, letter in (("张春梅", "T"), ("李秀兰", "r"), ("刘桂香", "Ｎ")):
        await play(f"""
            {name}：村口到东坡的路塌了半边，三轮车上不来
            小助手：从什么时候开始的？
            {name}：{letter}
            小助手：从什么时候开始的？
            {name}：0
            小助手：1 对
            {name}：{letter}
            小助手：1 对
            {name}：TD
            小助手：以后不主动给您发了
            {name}：1
            小助手：记好了，编号
            {name}：{letter}
            小助手：以后不主动给您发了
        """)


async def test_a_family_phone_asks_who_speaks_once_a_day(play):
    await play("""
        马俊强[短信]：昨天开始，前街的路灯坏了三个，黑夜没法走
        马俊强[短信]：1
        小助手：您说：
        小助手：记好了，编号
        马俊强[短信]：查
        小助手：这个电话不止一个人用，您是哪位？ 回1马俊强 2薛素萍
        马俊强[短信]：1
        小助手：马俊强，好
        马俊强[短信]：查
        小助手：已收到
        马俊强[短信]：改一下
        小助手：您说一句
        马俊强[短信]：取消
        小助手：好，不说这个了
        （过了1天）
        马俊强[短信]：我的事
        小助手：您是哪位？
    """)


async def test_two_open_questions_never_share_a_digit(play):
    await play("""
        王建国：昨天开始，村口的路塌了半边，三轮车上不来
        小助手：1 对
        张春梅：我家隔壁着火了
        小助手→王建国：【急】着火 / 11 我去管 / 12 不是急事
        王建国：11
        小助手：好，辛苦您 / 1 对
        小助手→张春梅：119
        小助手→张春梅：王同志看到了
        王建国：1
        小助手：记好了，编号
    """)


async def test_a_digit_for_the_report_does_not_answer_the_alert(play):
    await play("""
        王建国：昨天开始，村口的路塌了半边，三轮车上不来
        张春梅：我家隔壁着火了
        小助手：119
        王建国：1
        小助手：1 对
        小助手：11 我去管
        小助手：记好了，编号
        小助手×张春梅
        王建国：12
        小助手：告诉报的人了
        小助手→张春梅：觉得不是急事
    """)
