"""Danger: the number comes first, then the right people are called, and the wrong ones hear nothing."""

from datetime import timedelta

import pytest

from handlers.village.duty import NUMBERS, DangerKind

SENTENCES = {
    DangerKind.FIRE: "我家隔壁着火了",
    DangerKind.COLLAPSE: "房塌了，压住人了",
    DangerKind.DROWNING: "娃掉河里了",
    DangerKind.GAS: "我妈中煤气了",
    DangerKind.ELECTRIC: "我娃触电了",
    DangerKind.ILLNESS: "我爹昏过去了，没气了",
    DangerKind.VIOLENCE: "邻居拿刀砍人",
    DangerKind.VIOLENCE_AT_HOME: "我男人又打我，我不敢回家",
    DangerKind.SELF_HARM: "我不想活了",
    DangerKind.LOST_CHILD: "娃找不见了，天都黑了",
    DangerKind.FRAUD: "我妈叫人家骗着转了两万，刚转出去",
}
NEVER_OF_HOME = ("刘桂香", "王建国")


def test_there_is_a_sentence_for_every_danger():
    assert SENTENCES.keys() == set(DangerKind)


@pytest.mark.parametrize("by", ["微信", "短信", "终端"])
async def test_the_first_answer_has_the_numbers_and_says_that_this_is_no_alarm_line(play, by):
    for kind, sentence in SENTENCES.items():
        numbers = " / ".join(NUMBERS[kind])
        await play(f"""
            李秀兰[{by}]：{sentence}
            小助手：{numbers} / 不是报警台 / 在哪儿
        """)


async def test_nothing_is_asked_before_the_number_and_no_notice_stands_beside_it(play, stage):
    await play("外路人：着火了")
    ((_, text),) = stage.phones["外路人"].shown
    assert text.startswith("快打 119")
    assert "保管" not in text
    assert len(text) <= 200


async def test_danger_is_heard_over_an_open_question(play):
    await play("""
        张春梅：路灯坏了，黑灯瞎火没法走
        小助手：在哪儿？
        张春梅：我家隔壁着火了
        小助手：119
    """)


async def test_fire_calls_the_grid_worker_and_the_secretary_without_the_words(play, stage):
    await play("""
        张春梅：我家隔壁着火了
        小助手：119
        小助手→刘桂香：【急】着火。地方：还没说。回电：19900000002。您能去吗？ / 1 / 我去管 / 2 / 不是急事
        小助手→王建国：【急】着火 / 您能去吗？
        小助手×赵刚
        小助手×李秀兰
        张春梅：东坡5号
        小助手：地方告诉值班的人了
        小助手→刘桂香：【急】着火，地方说清了：东坡5号
        小助手→王建国：【急】着火，地方说清了：东坡5号
        刘桂香：1
        小助手：好，辛苦您。地方：东坡5号，电话：19900000002
        小助手→张春梅：刘同志看到了，正在管。电话该打还要打
        王建国：1
        小助手：这件已经有人在管了
        （过了12分钟）
        小助手×张春梅
    """)
    told = "".join(text for name in ("刘桂香", "王建国") for _, text in stage.phones[name].shown)
    assert "隔壁" not in told


@pytest.mark.parametrize("kind", [DangerKind.VIOLENCE_AT_HOME, DangerKind.SELF_HARM])
async def test_what_shames_at_home_calls_the_police_and_nobody_of_the_village(play, stage, kind):
    await play(f"""
        张春梅：{SENTENCES[kind]}
        小助手：不是报警台
        小助手→赵刚：【急】 / 回电：19900000002。您能去吗？
        （过了9分钟）
        小助手×刘桂香
        小助手×王建国
        赵刚：1
        小助手：好，辛苦您
        小助手→张春梅：赵同志看到了，正在管
        （过了2小时）
        小助手×刘桂香
        小助手×王建国
        小助手×李秀兰
        王建国：摘要
        小助手：现在没有等您定的事
    """)
    heard = "".join(text for phone in stage.phones.values() for channel, text in phone.shown if channel == "sms")
    assert SENTENCES[kind] not in heard


async def test_a_fight_calls_the_police_first_and_the_village_to_stand_by(play):
    await play("""
        张春梅：邻居拿刀砍人
        小助手→赵刚：【急】有人打人
        小助手×王建国
        （过了3分钟）
        小助手→王建国：【急】有人打人
        小助手→刘桂香：【急】有人打人
    """)


async def test_when_nobody_comes_the_bot_says_so_and_says_the_number_again(play):
    await play("""
        张春梅：我家隔壁着火了
        小助手：119
        （过了9分钟）
        小助手×张春梅
        （过了2分钟）
        小助手→张春梅：十分钟了，值班的人还没有回音。请别等 / 119
        刘桂香：1
        小助手→张春梅：刘同志看到了
    """)


async def test_who_raised_it_may_say_that_it_is_not_urgent(play):
    await play("""
        张春梅：我家隔壁着火了
        小助手：119 / 1 没那么急
        张春梅：1
        小助手：好，人没事就好
        （过了12分钟）
        小助手×张春梅
        张春梅：查
        小助手：我家隔壁着火了 / 已收到，等村里看
    """)


async def test_the_duty_person_may_find_it_not_urgent(play):
    await play("""
        李秀兰：我娃触电了
        小助手：120 / 95598
        小助手→刘桂香：【急】触电、漏电
        刘桂香[短信]：2
        小助手：告诉报的人了
        小助手→李秀兰：觉得不是急事 / 110、119、120
        （过了12分钟）
        小助手×李秀兰
    """)


async def test_an_alert_at_night_waits_for_no_morning(play):
    await play("""
        （过了14小时）
        张春梅：我家隔壁着火了
        小助手：119
        小助手→王建国：【急】着火
        刘桂香：1
        小助手→张春梅：刘同志看到了
    """)


# ---------------------------------------------------------------- somebody of those called is accused


NAMED_IN_DANGER = (
    ("民警赵刚把我打得头破血流，正打着呢", {"赵刚"}, {"雷香", "陈晓燕", "康学宝"}),
    ("赵警官正打我男人，打得头破血流", {"赵刚"}, {"雷香", "陈晓燕", "康学宝"}),
    ("镇上值班的康学宝把我打得头破血流，正打着呢", {"康学宝"}, {"赵刚", "雷香", "陈晓燕", "温月英"}),
    ("第一书记把我男人打得头破血流，正打着呢", {"冯明勇"}, {"赵刚", "雷香", "陈晓燕"}),
    ("民警把我男人打得头破血流，正打着呢", {"赵刚", "雷香"}, {"陈晓燕", "康学宝"}),
)


@pytest.mark.parametrize(("words", "not_called", "called"), NAMED_IN_DANGER)
async def test_danger_never_rings_whoever_is_accused_of_it(stage, words, not_called, called):
    await stage.know(*not_called, *called)
    await stage.say("张春梅", words)
    await stage.pass_time(timedelta(minutes=14))
    rung = {name for name, phone in stage.phones.items() if any("【急】" in text for _, text in phone.shown)}
    assert not rung & not_called
    assert called <= rung


async def test_an_alert_that_is_calm_after_all_tells_nobody_that_it_was_sealed(play, stage, tmp_path):
    await play("""
        张春梅：支书家的人把我男人打得头破血流，正打着呢
        小助手→赵刚：【急】
        赵刚：2
        小助手：记下了，告诉报的人了
        小助手×王建国
    """)
    assert "走不了" not in "".join(text for _, text in stage.phones["赵刚"].shown)


async def test_of_a_place_that_names_the_accused_the_place_reaches_those_who_come(play, stage, tmp_path):
    await play("""
        张春梅：支书家的人把我男人打得头破血流，正打着呢
        小助手→赵刚：【急】
        张春梅：东坡支书家院里，他大儿子打的
        小助手→赵刚：地方说清了：东坡
    """)
    assert "支书" not in "".join(text for _, text in stage.phones["赵刚"].shown)
