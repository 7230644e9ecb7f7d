"""Who speaks: the notice once, the village of a stranger, binding and proving a phone."""

import re


def bound(house="东坡3号", four="0002", name="张春梅"):
    """The four answers that bind a stranger's phone."""
    return f"""
        外路人：绑定
        外路人：石桥村
        外路人：{name}
        外路人：{house}
        外路人：{four}
        小助手→外路人：哪个村
        小助手→外路人：您叫什么名字
        小助手→外路人：户主叫什么，或者户号是多少
        小助手→外路人：后四位是多少
    """


async def test_the_notice_is_given_once_on_every_phone(play, stage):
    await play("""
        张春梅：你好
        张春梅：谢谢
        张春梅：路灯坏了，黑灯瞎火没法走
        王强[短信]：你好
        王强[短信]：谢谢
        外路人：你好
        外路人：谢谢
    """)
    for name in ("张春梅", "王强", "外路人"):
        assert [("只用来办事" in text) for _, text in stage.phones[name].shown][:2] == [True, False]


async def test_a_stranger_s_concern_asks_which_village_and_reaches_it(play):
    await play("""
        外路人：路灯坏了，黑灯瞎火没法走
        小助手：您说的是哪个村、哪个社区的事？
        外路人：石桥村
        小助手：从什么时候开始的？
        外路人：前天
        小助手：念给您听：路灯坏了
        外路人：1
        小助手：记好了，编号 / 归王支书管，11月26日前
        王建国：摘要
        小助手：有 1 件事等您定 / 路灯坏了
    """)


async def test_a_village_named_in_the_words_is_not_asked_for(play):
    await play("""
        外路人：昨天开始，石桥村前街的路灯坏了三个，黑夜没法走
        小助手：念给您听
        外路人：1
        小助手：归王支书管
    """)


async def test_a_village_nobody_knows_still_gets_its_number(play):
    await play("""
        外路人：昨天开始，路灯坏了三个，黑夜没法走
        小助手：哪个村
        外路人：0
        小助手：念给您听
        外路人：1
        小助手：记好了，编号 / 便民中心
    """)


async def test_binding_needs_household_name_and_number_and_tells_the_old_ways(play):
    await play(f"""
        张春梅：你好
        小助手：您好
        {bound(four="0003")}
        小助手→外路人：和名册对不上
        {bound(name="张春花")}
        小助手→外路人：和名册对不上
        小助手×张春梅
        {bound(house="张桂英")}
        小助手→外路人：张春梅，对上了
        小助手→张春梅：有另一个手机绑到您名下了。不是您办的，请回“找人说”
        外路人：网格员电话
        小助手：网格员刘师傅的电话
    """)


async def test_five_misses_lock_the_phone_and_the_household_for_an_hour(play):
    await play(
        f"{bound(four='9999')} \n 小助手→外路人：和名册对不上\n" * 5
        + f"""
        {bound()}
        小助手→外路人：试的次数多了，先歇一个钟头
        {bound().replace("外路人", "另一人")}
        小助手→另一人：试的次数多了
        {bound(name="高志强", house="东坡12号").replace("外路人", "另一人")}
        小助手→另一人：和名册对不上
        （过了1小时）
        （过了1分钟）
        {bound()}
        小助手→外路人：张春梅，对上了
    """
    )


async def test_a_code_on_the_roster_s_phone_opens_what_was_said_there(play, stage):
    await play(f"""
        外路人：验证
        小助手：先回“绑定”
        张春梅[短信]：昨天开始，村口的路塌了半边，三轮车上不来
        张春梅[短信]：1
        小助手：吧？
        小助手：记好了，编号
        {bound()}
        小助手→外路人：张春梅，对上了
        小助手→张春梅：有另一个手机绑到您名下了
        外路人：我的事
        小助手：没有报过
        外路人：验证
        小助手：验证码发到村里登记的那个电话上了
        小助手→张春梅：验证码 / 十分钟内有效
        外路人：123
        小助手：验证码不对 / 六位数字
    """)
    channel, sent = stage.phones["张春梅"].shown[-1]
    assert channel == "sms"
    (code,) = re.findall("[0-9]{6}", sent)
    await play(f"""
        外路人：{code}
        小助手：好了，以后在这儿也能看到您报过的事
        外路人：我的事
        小助手：村口的路塌了 / 已收到
        外路人：验证
        小助手：这个手机已经验证过了
    """)


async def test_a_code_is_good_for_ten_minutes(play, stage):
    await play(f"""
        {bound()}
        小助手→外路人：对上了
        外路人：验证
        小助手：六位数字
    """)
    (code,) = re.findall("[0-9]{6}", stage.phones["张春梅"].shown[-1][1])
    await play(f"""
        （过了11分钟）
        外路人：{code}
        小助手：验证码过期了
        外路人：我的事
        小助手：没有报过
    """)


async def test_what_was_said_before_the_proof_follows_the_phone_and_goes_back_with_it(play, stage):
    await play(f"""
        外路人：昨天开始，石桥村前街的路灯坏了三个，黑夜没法走
        外路人：1
        小助手：念给您听
        小助手：记好了，编号
        {bound()}
        小助手→外路人：对上了
        外路人：验证
        小助手：六位数字
    """)
    (code,) = re.findall("[0-9]{6}", stage.phones["张春梅"].shown[-1][1])
    await play(f"""
        外路人：{code}
        小助手：好了，以后在这儿也能看到您报过的事
        外路人：我的事
        小助手：石桥村前街的
        小助手→张春梅：验证码
        张春梅：我的事
        小助手：石桥村前街的
        外路人：解绑
        小助手：解绑以后，这里只看得到在这里说过的事。解绑吗？ / 1 解绑 / 2 不解
        外路人：1
        小助手：解绑了
        外路人：我的事
        小助手：石桥村前街的
        张春梅：我的事
        小助手：没有报过
        外路人：解绑
        小助手：这里没绑过人
    """)


async def test_the_notice_never_stands_between_a_question_and_its_choices(play):
    await play("""
        张春梅：昨天开始，村口的路塌了半边，三轮车上不来
        小助手：念给您听：昨天开始 / 只用来办事 / 是这个事吧？ / 1 对
        张春梅：1
        小助手：记好了
        王强[短信]：昨天开始，后沟的水压不够，半夜才滴一点
        小助手：您说：昨天开始 / （只用来办事，留到您说删。回“删掉我的信息”可删）对吧？ 回1对
        王建国：摘要
        小助手：事等您定。 / 只用来办事 / 先看哪一件？ / 1
    """)


async def test_a_question_asked_again_is_not_led_to_anew(play, stage):
    await play("""
        张春梅：村口的路塌了半边，三轮车上不来
        小助手：听见了，先替您记下了 / 从什么时候开始的
        张春梅：123
        小助手：用一句话说就行 / 从什么时候开始的
    """)
    assert "听见了" not in stage.phones["张春梅"].shown[-1][1]
