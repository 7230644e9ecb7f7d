"""部门联动: a request in one message, claimed or sent back, answered with basis, day and role; names only with a yes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers.acts.linkage import complete
from handlers.issues.answering import AnswerRequest
from handlers.memory import Ask
from handlers.village.issue import Request, RequestState
from handlers.village.matter import Stage
from handlers.village.people import Office
from storage.tables import holders
from tests.dialogues.laid import digit, heard, keep, kept, lay, looked, met, noted, request_of, running, stage_of

HELLO = """
    梁桃：你好
    小助手：您好
"""
ASK = """
    王建国：议题
    小助手：东坡的路塌了半边
    王建国：1
    小助手：请部门答复
    王建国：请部门答复
    小助手：要问哪个部门 / 1 交通运输局 / 2 住房和城乡建设局 / 9 还有
    王建国：1
    小助手：还要问别的部门吗 / 1 够了
    王建国：1
    小助手：【石桥村】东坡的路塌了半边 / 想请他们答复什么 / 1 归不归您单位管
    王建国：1
    小助手：有热线的工单号吗
    王建国：0
    小助手：问交通运输局：归不归您单位管，能不能办，什么时候办。送吗
    王建国：1
    小助手：送出1份，11月30日以前给答复
"""
WHAT = "【石桥村】东坡的路塌了半边。地方：村口到东坡；关系到34户，报了12回。 / 村里商量过：先修塌的那段。"
ARRIVES = f"""
    小助手→梁桃：{WHAT} / 想请您单位答复：归不归您单位管 / 11月30日以前答复就行 / 您看怎么办 / 1 认领 / 2 不归我 / 3 要再看
"""
CLAIMED = """
    梁桃：1
    小助手：认领了 / 11月30日以前答复，现在怎么办 / 1 现在答复 / 2 要多几天 / 3 不归我 / 4 以后再答
"""
SENT = HELLO + ASK + ARRIVES


async def asked(play, stage, script=SENT):
    await lay(stage, Stage.PRE_MEETING, *met())
    await play(script)


async def test_a_department_is_asked_and_its_clocks_run_from_the_dispatch(play, stage):
    await asked(play, stage)
    assert await stage_of(stage) is Stage.LINKAGE
    request = await request_of(stage)
    assert (request.department, request.state, request.by) == ("交通运输局", RequestState.SENT, "p00006")
    claim, answer = await running(stage, "claim", request.id), await running(stage, "department_answer", request.id)
    assert claim is not None
    assert answer is not None
    assert (claim.at.date(), answer.at.date()) == (date(2026, 11, 25), date(2026, 11, 30))
    assert await noted(stage, "request_sent") == 1


async def test_two_departments_their_own_sentence_and_a_hotline_number(play, stage):
    await lay(stage, Stage.PRE_MEETING, *met())
    await play("""
        梁桃：你好
        小助手：您好
        王俊斌：你好
        小助手：您好
        王建国：议题
        小助手：东坡的路塌了半边
        王建国：1
        小助手：请部门答复
        王建国：请部门答复
        小助手：要问哪个部门
        王建国：9
        小助手：要问哪个部门 / 0 上一页
        王建国：0
        小助手：要问哪个部门
        王建国：交通运输局
        小助手：还要问别的部门吗
        王建国：水利局
        小助手：还要问别的部门吗
        王建国：够了
        小助手：想请他们答复什么
        王建国：塌方底下有没有水管，谁来设计
        小助手：有热线的工单号吗
        王建国：20261123456
        小助手：问交通运输局、水利局：塌方底下有没有水管，谁来设计
        王建国：送
        小助手：送出2份
        小助手→梁桃：塌方底下有没有水管，谁来设计 / 热线工单20261123456，答这一次，两边都算
        小助手→王俊斌：塌方底下有没有水管，谁来设计
    """)
    assert {request.department for request in await kept(stage, Request, issue="road")} == {"交通运输局", "水利局"}


async def test_by_digits_alone_to_the_answer_and_back_to_the_village(play, stage):
    await asked(play, stage)
    await play(f"""
        {CLAIMED}
        梁桃：1
        小助手：能不能办 / 1 能办 / 2 办不了
        梁桃：1
        小助手：依据是什么 / 1 法律法规 / 2 建设和养护标准
        梁桃：2
        小助手：哪天以前办好 / 1 一个星期里
        梁桃：1
        小助手：谁负责 / 1 分管领导 / 2 业务股室负责人
        梁桃：2
        小助手：还想跟乡亲们说什么
        梁桃：0
        小助手：交通运输局：能办，11月30日以前。依据：建设和养护标准。业务股室负责人负责。 / 这么答复对吧 / 1 对
        梁桃：1
        小助手：答复送到村里了
        小助手→王建国：有答复了 / 交通运输局：能办，11月30日以前 / 告诉报这事的乡亲吗 / 1 告诉大家 / 2 先不说
    """)
    request = await request_of(stage)
    assert (request.state, request.can, request.ready_on) == (RequestState.ANSWERED, True, date(2026, 11, 30))
    assert (request.basis, request.role) == ("建设和养护标准", "业务股室负责人")
    assert await stage_of(stage) is Stage.PRE_MEETING
    assert await running(stage, "claim", request.id) is None
    assert await running(stage, "department_answer", request.id) is None


ANSWERED = f"""
    {SENT}
    {CLAIMED}
    梁桃：现在答复
    小助手：能不能办
    梁桃：能办
    小助手：依据是什么
    梁桃：农村公路养护办法第八条，股长电话13911112222
    小助手：哪天以前办好
    梁桃：11月30日
    小助手：谁负责
    梁桃：养护股长，13911112222
    小助手：还想跟乡亲们说什么
    梁桃：先垫平塌的那段，一周动工，有事打13911112222
    小助手：交通运输局：能办，11月30日以前。依据：农村公路养护办法第八条
    梁桃：对
    小助手：答复送到村里了
    小助手→王建国：有答复了 / 告诉报这事的乡亲吗
"""


async def test_the_villagers_hear_an_answer_only_when_the_secretary_says_so(play, stage):
    await asked(
        play,
        stage,
        f"""
        张春梅：你好
        小助手：您好
        李秀兰：你好
        小助手：您好
        {ANSWERED}
        小助手×张春梅
        小助手×李秀兰
        王建国：1
        小助手：告诉了2个人
        小助手→张春梅：您说的“东坡的路塌了半边”，交通运输局回话：能办，11月30日以前。先垫平塌的那段
        小助手→李秀兰：交通运输局回话：能办
        """,
    )


async def test_no_telephone_number_of_a_liaison_is_ever_shown_or_kept(play, stage):
    await asked(play, stage, f"张春梅：你好\n小助手：您好\n{ANSWERED}\n王建国：1\n小助手：告诉了2个人")
    request = await request_of(stage)
    assert "139" not in request.basis + request.role + request.words
    assert "139" not in heard(stage, "王建国") + heard(stage, "张春梅")
    assert "梁桃" not in heard(stage, "王建国") + heard(stage, "张春梅")


async def test_the_secretary_may_keep_an_answer_for_now(play, stage):
    await asked(
        play,
        stage,
        f"""
        张春梅：你好
        小助手：您好
        {ANSWERED}
        王建国：2
        小助手：先不说
        小助手×张春梅
        """,
    )


async def test_cannot_with_its_basis_needs_no_day(play, stage):
    await asked(play, stage)
    await play(f"""
        {CLAIMED}
        梁桃：1
        小助手：能不能办
        梁桃：2
        小助手：依据是什么
        梁桃：这条是村道，不在县道养护名录里
        小助手：谁负责
        梁桃：1
        小助手：还想跟乡亲们说什么
        梁桃：明年可以申报以工代赈
        小助手：交通运输局：办不了。依据：这条是村道，不在县道养护名录里。分管领导答复。明年可以申报以工代赈
        梁桃：1
        小助手：答复送到村里了
        小助手→王建国：办不了。依据：这条是村道 / 告诉报这事的乡亲吗
        张春梅：你好
        小助手：您好
        王建国：1
        小助手：告诉了2个人
        小助手→张春梅：交通运输局回话：这回办不了，“明年可以申报以工代赈
    """)
    request = await request_of(stage)
    assert (request.can, request.ready_on) == (False, None)


async def test_a_yes_without_a_day_or_with_one_that_is_over_is_asked_again(play, stage):
    await asked(play, stage)
    await play(f"""
        {CLAIMED}
        梁桃：1
        小助手：能不能办
        梁桃：1
        小助手：依据是什么
        梁桃：1
        小助手：哪天以前办好
        梁桃：看情况吧
        小助手：没听出是哪一天 / 哪天以前办好
        梁桃：2026-11-02
        小助手：这一天已经过了 / 哪天以前办好
        梁桃：下周五
        小助手：谁负责
        梁桃：3
        小助手：还想跟乡亲们说什么
        梁桃：0
        小助手：能办，12月4日以前
        梁桃：2
        小助手：现在怎么办
        梁桃：4
        小助手：就到这儿
    """)
    assert (await request_of(stage)).state is RequestState.CLAIMED


TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("can", "basis", "day", "role", "whole"),
    [
        (True, "标准", "2026-11-23", "股长", True),
        (True, "标准", "2026-11-22", "股长", False),
        (True, "标准", "", "股长", False),
        (True, "", "2026-11-30", "股长", False),
        (True, "标准", "2026-11-30", "", False),
        (False, "标准", "", "股长", True),
        (False, "", "", "股长", False),
    ],
)
def test_an_answer_has_basis_role_and_for_a_yes_a_day_to_come(can, basis, day, role, whole):
    assert complete(AnswerRequest("r", can, basis, day, role), TODAY) is whole


async def test_looking_closer_shows_the_views_and_the_options_first(play, stage):
    await asked(play, stage)
    await play("""
        梁桃：3
        小助手：直接碰着34户，问着31户；这一片34户，问着31户 / 同意22户 / 方案1：先修塌处 / 看完了，您看怎么办 / 1 认领 / 2 不归我
        梁桃：1
        小助手：认领了
    """)
    request = await request_of(stage)
    assert request.state is RequestState.CLAIMED
    assert request.holder == "p00038"
    assert await running(stage, "claim", request.id) is None
    assert await running(stage, "department_answer", request.id) is not None


async def test_the_task_sheet_lists_what_waits_for_ones_own_department(play, stage):
    await asked(play, stage)
    await play("""
        梁桃：任务单
        小助手：有1件等您单位 / 石桥村：东坡的路塌了半边（11月30日）
        梁桃：取消
        小助手：好
        王俊斌：任务单
        小助手：现在没有等您单位答复的事
    """)
    await stage.say("梁桃", "任务单")
    await stage.say("梁桃", digit(stage, "梁桃", "石桥村：东坡的路塌了半边（11月30日）"))
    assert "认领" in stage.phones["梁桃"].shown[-1][1]


RETURN = """
    {who}：2
    小助手：为什么不归您单位 / 1 职责不在我单位
    {who}：{why}
    小助手：该归哪个部门 / 1 说不准
    {who}：{whose}
    小助手：退回去了
"""


async def test_sent_back_to_the_right_department_the_answer_day_stays(play, stage):
    await asked(play, stage)
    before = await request_of(stage)
    day = await running(stage, "department_answer", before.id)
    await play("王俊斌：你好\n小助手：您好\n（过了1天）")
    looked(stage)
    await play(f"""
        {RETURN.format(who="梁桃", why="那是河堤，归水利", whose="水利局")}
        小助手→王俊斌：【石桥村】东坡的路塌了半边 / 11月30日以前答复就行 / 1 认领
        小助手→王建国：交通运输局说不归他们：那是河堤，归水利。转给水利局了，答复的日子不变
    """)
    request = await request_of(stage)
    assert (request.department, request.state, request.returns) == ("水利局", RequestState.SENT, 1)
    assert await running(stage, "department_answer", request.id) == day
    claim = await running(stage, "claim", request.id)
    assert claim is not None
    assert claim.at.date() == date(2026, 11, 26)  # its own two days
    assert request.sent_at == before.sent_at


async def test_who_does_not_know_whose_it_is_leaves_that_to_the_secretary(play, stage):
    await asked(play, stage)
    await play(f"""
        {RETURN.format(who="梁桃", why="1", whose="1")}
        小助手→王建国：交通运输局说不归他们：职责不在我单位 / 该归哪个部门 / 住房和城乡建设局 / 交通运输局 / 别的部门
        王俊斌：你好
        小助手：您好
        王建国：3
        小助手：是哪个部门
        王建国：水利局
        小助手：定了归水利局，11月30日以前答复，日子不重算
        小助手→王俊斌：【石桥村】东坡的路塌了半边
    """)
    assert (await request_of(stage)).department == "水利局"


async def test_the_third_return_is_decided_by_a_leader_of_the_district_with_one_digit(play, stage):
    await asked(play, stage)
    day = await running(stage, "department_answer", (await request_of(stage)).id)
    await play(f"""
        王俊斌：你好
        小助手：您好
        康霞：你好
        小助手：您好
        {RETURN.format(who="梁桃", why="那是河堤", whose="水利局")}
        小助手→王俊斌：您看怎么办
        小助手→王建国：转给水利局了
        {RETURN.format(who="王俊斌", why="路面归交通", whose="交通运输局")}
        小助手→梁桃：您看怎么办
        小助手→王建国：转给交通运输局了
        {RETURN.format(who="梁桃", why="底下是河堤", whose="水利局")}
        小助手→康霞：交通运输局说不归他们：底下是河堤 / 已经退了3回，请您定一个部门 / 1 水利局
        小助手→王建国：退了3回，已请上级定
        王建国：议题
        小助手：东坡的路
    """)
    assert (await request_of(stage)).state is RequestState.RETURNED
    await play("""
        康霞：1
        小助手：定了归水利局，11月30日以前答复，日子不重算
        小助手→王俊斌：您看怎么办 / 1 认领
    """)
    request = await request_of(stage)
    assert (request.department, request.state, request.returns) == ("水利局", RequestState.SENT, 3)
    assert await running(stage, "department_answer", request.id) == day
    assert await noted(stage, "request_adjudicated") == 1
    await play("""
        王俊斌：2
        小助手：上级已经定了归您单位，不能再退
    """)
    assert (await request_of(stage)).state is RequestState.SENT


async def test_where_the_district_has_no_leader_the_townships_reviewer_decides(play, stage):
    await asked(play, stage)
    request = await request_of(stage)
    async with stage.app.database.write() as connection:
        await connection.execute(holders.delete().where(holders.c.office == Office.DISTRICT_LEADER.value))
        await stage.app.directory.load(connection)
    await keep(stage, replace(request, returns=2))
    await play(f"""
        陈晓燕：你好
        小助手：您好
        {RETURN.format(who="梁桃", why="底下是河堤", whose="1")}
        小助手→陈晓燕：已经退了3回，请您定一个部门 / 1 住房和城乡建设局 / 2 交通运输局 / 3 别的部门
        陈晓燕：2
        小助手：定了归交通运输局
    """)
    assert (await request_of(stage)).state is RequestState.SENT


async def test_after_two_working_days_nothing_goes_back(play, stage):
    await asked(play, stage)
    await play("（过了3天）\n梁桃：任务单")
    await stage.say("梁桃", digit(stage, "梁桃", "石桥村：东坡的路塌了半边（11月30日）"))
    await stage.say("梁桃", digit(stage, "梁桃", "不归我"))
    assert "过了两个工作日，不能退了" in stage.phones["梁桃"].shown[-1][1]
    assert (await request_of(stage)).department == "交通运输局"
    assert await noted(stage, "request_returned") == 0


async def test_a_claimed_request_goes_back_within_the_two_days_too(play, stage):
    await asked(play, stage)
    await play(f"""
        {CLAIMED}
        梁桃：3
        小助手：为什么不归您单位
        梁桃：1
        小助手：该归哪个部门
        梁桃：水利局
        小助手：退回去了
    """)
    request = await request_of(stage)
    assert (request.department, request.holder) == ("水利局", None)


async def test_a_few_days_more_once_with_a_reason_and_the_village_hears_it(play, stage):
    await asked(play, stage)
    await play(f"""
        张春梅：你好
        小助手：您好
        {CLAIMED}
        梁桃：2
        小助手：要多几个工作日 / 1 3个工作日 / 2 5个工作日 / 3 10个工作日
        梁桃：2
        小助手：为什么要多几天
        梁桃：1
        小助手：改到12月7日前答复，已经告诉村里
        小助手→王建国：交通运输局要多看几天，改到12月7日前答复：要到现场看一看
        小助手→张春梅：交通运输局要多看几天，改到12月7日前答复：要到现场看一看
        梁桃：任务单
        小助手：石桥村：东坡的路塌了半边（12月7日）
        梁桃：1
        小助手：1 现在答复 / 2 不归我 / 3 以后再答
    """)
    request = await request_of(stage)
    clock = await running(stage, "department_answer", request.id)
    assert request.extended == 5
    assert clock is not None
    assert clock.at.date() == date(2026, 12, 7)
    assert "要多几天" not in stage.phones["梁桃"].shown[-1][1]


async def test_the_matter_comes_back_when_the_last_department_has_answered(play, stage):
    await asked(play, stage)
    first = await request_of(stage)
    await keep(stage, replace(first, id="other", department="水利局"))
    await play(f"""
        {CLAIMED}
        梁桃：1
        小助手：能不能办
        梁桃：2
        小助手：依据是什么
        梁桃：1
        小助手：谁负责
        梁桃：1
        小助手：还想跟乡亲们说什么
        梁桃：0
        小助手：办不了
        梁桃：1
        小助手：答复送到村里了
    """)
    assert await stage_of(stage) is Stage.LINKAGE
    await play("王俊斌：任务单\n小助手：东坡的路塌了半边\n王俊斌：1\n小助手：您看怎么办\n王俊斌：1\n小助手：认领了")
    await stage.say("王俊斌", "现在答复")
    for said in ("2", "1", "1", "0", "1"):
        await stage.say("王俊斌", said)
    assert await stage_of(stage) is Stage.PRE_MEETING


async def test_a_matter_may_go_to_the_township_before_a_department_has_answered(play, stage):
    await asked(play, stage)
    await play(f"""
        陈晓燕：你好
        小助手：您好
        王建国：议题
        小助手：东坡的路
        王建国：1
        小助手：送乡镇把关
        王建国：送乡镇把关
        小助手：缺：交通运输局没回话
        王建国：1
        小助手：送乡镇了
        小助手→陈晓燕：缺：交通运输局没回话 / 您看行不行
        {CLAIMED}
        梁桃：1
        小助手：能不能办
        梁桃：2
        小助手：依据是什么
        梁桃：1
        小助手：谁负责
        梁桃：1
        小助手：还想跟乡亲们说什么
        梁桃：0
        小助手：办不了
        梁桃：1
        小助手：答复送到村里了
    """)
    assert await stage_of(stage) is Stage.REVIEW  # the answer is in the file; the township decides all the same


# ---------------------------------------------------------------- a name only with its owner's yes

NAME = f"""
    张春梅：你好
    小助手：您好
    {SENT}
    王建国：议题
    小助手：东坡的路
    王建国：1
    小助手：问报的人愿不愿意留名
    王建国：问报的人愿不愿意留名
    小助手：哪个部门想知道是谁报的 / 1 交通运输局
    王建国：1
    小助手：问了2个人，本人说要，才告诉部门
    小助手→张春梅：您报的“东坡的路塌了半边”，部门要看现场 / 要不要让交通运输局知道是您报的 / 1 要 / 2 不要
"""


async def test_a_department_never_sees_a_name_without_a_yes(play, stage):
    await asked(play, stage, NAME)
    await play("""
        张春梅：2
        小助手：好，不告诉
        小助手×梁桃
        梁桃：3
        小助手：看完了
        梁桃：1
        小助手：认领了
    """)
    shown = heard(stage, "梁桃")
    assert "张春梅" not in shown
    assert "李秀兰" not in shown
    assert await noted(stage, "name_given") == 0


async def test_a_name_that_the_secretary_writes_does_not_reach_the_department(play, stage):
    asks = ASK.replace("王建国：1\n    小助手：有热线", "王建国：张春梅家门口那段塌了，电话13812345678，谁来修\n    小助手：有热线")
    asks = asks.replace("归不归您单位管，能不能办，什么时候办。送吗", "张春梅家门口")
    await asked(play, stage, f"{HELLO}{asks}\n小助手→梁桃：想请您单位答复：张×家门口那段塌了，电话〔电话〕，谁来修")
    shown = heard(stage, "梁桃")
    assert "张春梅" not in shown
    assert "13812345678" not in shown


async def test_nobody_is_asked_twice_for_a_name(play, stage):
    await asked(play, stage, NAME)
    await play("""
        王建国：议题
        小助手：东坡的路
        王建国：1
        小助手：问报的人愿不愿意留名
        王建国：问报的人愿不愿意留名
        小助手：哪个部门想知道
        王建国：1
        小助手：问了0个人
        小助手×张春梅
    """)


async def test_a_yes_by_sms_gives_one_name_to_one_department_once(play, stage):
    await asked(play, stage, NAME)
    await play("""
        小助手→李秀兰：要不要让交通运输局知道是您报的？ 回1要 2不要
        李秀兰[短信]：1
        小助手：只把名字告诉交通运输局
        小助手→梁桃：是李秀兰报的，本人愿意让您单位知道
        小助手×王建国
    """)
    assert "张春梅" not in heard(stage, "梁桃")
    assert await noted(stage, "name_given") == 1


async def test_a_yes_meant_for_one_department_is_no_yes_for_the_next(play, stage):
    await asked(play, stage, NAME)
    request = await request_of(stage)
    await keep(stage, replace(request, department="水利局", version=request.version))
    await play("""
        张春梅：1
        小助手：那件事已经变了
        小助手×王俊斌
    """)
    assert "张春梅" not in heard(stage, "梁桃") + heard(stage, "王俊斌")


async def test_another_departments_liaison_can_do_nothing_with_a_request(play, stage):
    await asked(play, stage)
    request = await request_of(stage)
    now = stage.app.clock.village()
    ask = Ask("stolen", "p00039", "request", "request.take", now, now + timedelta(days=1), {"request": request.id}, {"1": "claim"})
    await keep(stage, ask)
    await play("""
        王俊斌：1
        小助手：这件事您这儿办不了
    """)
    assert (await request_of(stage)).state is RequestState.SENT
