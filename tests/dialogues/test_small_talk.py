"""What is no matter still gets a decent answer, and never a long one."""

CHANNELS = {"微信": "wechat", "短信": "sms", "终端": "terminal"}


async def test_everything_gets_a_decent_answer(play, stage):
    for by, channel in CHANNELS.items():
        await play(f"""
            李秀兰[{by}]：你好
            小助手：您好。有什么事，直接说一句就行
            李秀兰[{by}]：谢谢
            小助手：不客气
            李秀兰[{by}]：王八蛋
            小助手：听出来您有气。是什么事，您说说
            李秀兰[{by}]：高价回收旧手机，加微信 abc123
            小助手：这里是村里说事的地方，不发广告
            李秀兰[{by}]：3
            小助手：没听明白
            李秀兰[{by}]：😀😀😀
            小助手：没听明白
            李秀兰[{by}]：？？？！
            小助手：没听明白
            李秀兰[{by}]：The road is broken, please help us
            小助手：Chinese / 我家三天没水了
            李秀兰[{by}]：帮助
            小助手：查 / 取消
            李秀兰[{by}]：取消
            小助手：这会儿没有要取消的
        """)
        await stage.say("李秀兰", "哈" * 1000, channel)
        await stage.say("李秀兰", "取消", channel)
        await play("""
            小助手：
            小助手：
        """)
    answers = [text for _, text in stage.phones["李秀兰"].shown]
    assert len(answers) == 36
    assert all(0 < len(text) <= 600 for text in answers)


async def test_help_for_a_cadre_names_what_cadres_say(play):
    await play("""
        王建国：帮助
        小助手：待办 / 摘要 / 议题 / 通知 / 按您的职务，还能回： / 走访 / 开会、看四不开、会议记录、联名名单。
        张春梅：帮助
        小助手：查 / 改一下 / 找人说 / 网格员电话
    """)


async def test_help_names_the_words_of_everybodys_own_office_and_never_the_vault(play, stage):
    await stage.know("陈晓燕", "梁桃")
    await play("""
        陈晓燕：帮助
        小助手：查 / 按您的职务，还能回：半年回顾、待办、打电话、联名名单、备案、把关、破例。
        梁桃：帮助
        小助手：查 / 按您的职务，还能回：待办、简报、任务单。
    """)
    assert "来件" not in "".join(said for _, said in stage.phones["陈晓燕"].shown)


async def test_thanks_in_the_middle_of_a_report_is_no_second_matter(play):
    await play("""
        张春梅：昨天开始，村口的路塌了半边，三轮车上不来
        张春梅：谢谢
        小助手：1 对
        小助手：1 对
        张春梅：1
        小助手：记好了，编号
    """)


async def test_who_follows_is_welcomed_and_who_leaves_hears_nothing(play, stage):
    await stage.say("外路人", "", kind="event.subscribe", scene="v001")
    await play("小助手：这里是石桥村“说事” / 只用来办事")
    await stage.say("外路人", "", kind="event.CLICK", event_key="我的事")
    await play("小助手：没有报过")
    await stage.say("外路人", "", kind="event.unsubscribe")
    await play("小助手×外路人")
