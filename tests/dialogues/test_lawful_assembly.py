"""法定会议: called in time, counted number by number, 通过 for a lawful yes alone; and the petition that forces one."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.demo.cast import OPENS_AT
from bot.demo.laying import openid
from handlers.issues.assembly import CallAssembly
from handlers.issues.counting import CountAssembly
from handlers.issues.petition import SPOKEN, read_signers
from handlers.village.assembly import Body, HeadCount
from handlers.village.issue import Issue, PaperKind, Task
from handlers.village.matter import Stage
from handlers.village.people import Person
from tests.dialogues.laid import heard, keep, kept, lay, met, one, paper, papers, stage_of

OUTCOME = (
    paper(
        None, PaperKind.ATTENDANCE, households="h0001", persons="34", villagers="32", women="12", women_reason="", guests="", departments=""
    ),
    replace(paper(None, PaperKind.OUTCOME, "占了集体的地，要大家定"), facts={"kind": "vote_by_law"}),
    paper(None, PaperKind.BRANCH, "要大家定", of="outcome", met="支委三人", day="2026-11-23"),
    paper(None, PaperKind.NOTICE, "结果", page="outcome", until="2026-12-08"),
)
TODAY = OPENS_AT.date()
HOST = f"wechat:main:{openid('p00006')}"
MENU = """
    王建国：议题
    小助手：哪一件
    王建国：1
    小助手：现在做哪一步
"""


def called(body, day=TODAY, days_ago=11, **more):
    facts = {"body": body, "day": day.isoformat(), "eligible": "0", "households": "0", "urgent": "0", "mandated": "0"} | more
    return replace(paper(None, PaperKind.ASSEMBLY_CALL, **facts), at=OPENS_AT - timedelta(days=days_ago))


async def statutory(stage, item, *more, **fields):
    return await lay(stage, Stage.STATUTORY, *met(), *OUTCOME, *more, item=item, **fields)


CHECKED = """
    雷霞：待办
    雷霞：核对人数
    雷霞：1
"""


def numbers(*said):
    return "\n".join(f"王建国：{each}" for each in said)


# ---------------------------------------------------------------- called


async def test_a_members_assembly_is_called_with_its_numbers_and_never_too_late(play, stage):
    await statutory(stage, "land_compensation")
    await play(f"""
        {MENU}
        王建国：召集法定会议
        小助手：集体经济组织成员大会应到多少人
        王建国：300
        小助手：至少要到200人；刚好到这么多时，至少要200人赞成 / 还差一步：党员大会审议 / 提前10天通知，最早能开在12月3日 / 1 12月10日
        王建国：另说一天
        小助手：哪天
        王建国：12月1日
        小助手：12月1日开的话，最晚11月21日就得通知，来不及了。最早12月3日 / 定在哪天开
        王建国：1
        小助手：定了：12月10日开集体经济组织成员大会，告诉了 / 表决前还差一步：党员大会审议
        小助手→张春梅：要在12月10日开集体经济组织成员大会来定，请您到会
    """)
    (call,) = await papers(stage, PaperKind.ASSEMBLY_CALL)
    assert (call.facts["body"], call.facts["day"], call.facts["urgent"]) == ("members_assembly", "2026-12-10", "0")
    assert (await one(stage, Issue, id="road")).session == date(2026, 12, 10)
    assert [p.facts["page"] for p in await papers(stage, PaperKind.NOTICE)] == ["outcome", "call"]


async def test_special_circumstances_shorten_the_notice_only_where_the_law_says_so(play, stage):
    await statutory(stage, "public_works")
    await at_village_level(stage)
    await play(f"""
        {MENU}
        王建国：召集法定会议
        小助手：由哪个会来定 / 1 村民会议 / 2 村民代表会议（要先有授权）
        王建国：1
        小助手：名册上满十八岁的有431人，共126户。 / 村民会议应到多少人
        王建国：431
        小助手：至少要到216人 / 按户算，至少要到84户的代表 / 定在哪天开
        王建国：另说一天
        小助手：哪天
        王建国：后天
        小助手：11月25日开的话，最晚11月15日就得通知 / 1 换一天 / 2 有特殊情况
        王建国：2
        小助手：什么特殊情况
        王建国：大雪封路，等不得
        小助手：定了：11月25日开村民会议
    """)
    (call,) = await papers(stage, PaperKind.ASSEMBLY_CALL)
    assert (call.facts["urgent"], call.words) == ("1", "大雪封路，等不得")


async def at_village_level(stage):
    """The whole village is asked, not one grid."""
    await keep(stage, replace(await one(stage, Issue, id="road"), grid=None))


async def test_representatives_decide_only_with_a_mandate(play, stage):
    await statutory(stage, "public_works")
    await play(f"""
        {MENU}
        王建国：召集法定会议
        小助手：由哪个会来定
        王建国：2
        小助手：全体的会或者章程授权过代表来定这件事吗
        王建国：2
        小助手：村民会议应到多少人
    """)


# ---------------------------------------------------------------- counted: the boundary of the collective law


COUNT = """
    王建国：议题
    小助手：哪一件
    王建国：1
    小助手：现在做哪一步
    王建国：记法定会议的人数
    小助手：应到多少人
"""


@pytest.mark.parametrize(
    ("present", "yes", "no", "stage_after", "verdict"),
    [
        (200, 200, 0, Stage.STATUTORY, "表决通过了，这个决定作数"),  # two thirds of three hundred, exactly; the work has no owner yet
        (200, 199, 1, Stage.STATUTORY, "赞成的不够数，这次没定下来。 / 赞成的还差1人"),
        (199, 199, 0, Stage.STATUTORY, "这次会还不能作数。 / 到会的还差1人"),
    ],
)
async def test_land_compensation_needs_two_thirds_there_and_two_thirds_of_all(play, stage, present, yes, no, stage_after, verdict):
    await statutory(stage, "land_compensation", called("members_assembly"))
    await play(f"""
        {COUNT}
        王建国：300
        小助手：实到多少人
        王建国：{present}
        小助手：到的是多少户
        王建国：120
        小助手：线上参加的多少人
        王建国：20
        小助手：书面委托
        王建国：5
        小助手：赞成多少人
        王建国：{yes}
        小助手：反对多少人
        王建国：{no}
        小助手：弃权多少人
        王建国：0
        小助手：应到300人，实到{present}人（120户）；赞成{yes}，反对{no}，弃权0。 / 对吗
        王建国：1
        小助手：应到300人，实到{present}人，120户；赞成{yes}人 / 等监委会核对：送给3位了
        小助手→雷霞：“东坡的路塌了半边”集体经济组织成员大会应到300到{present}，赞成{yes}反对{no}弃权0，对吗？ / 1对
    """)
    assert "通过" not in heard(stage, "王建国")
    assert [p.facts["page"] for p in await papers(stage, PaperKind.NOTICE)] == ["outcome"]
    await play(f"""
        雷霞：1
        小助手：记下您看过了
        小助手→王建国…：应到300人，实到{present}人，120户；赞成{yes}人 / {verdict} / 农村集体经济组织法
    """)
    said = "\n".join(text for name in ("王建国", "张春梅") for text in [heard(stage, name)])
    notice = (await papers(stage, PaperKind.NOTICE))[-1]
    assert ("通过" in said) == ("通过" in notice.words) == (yes == 200)
    assert "120户" in notice.words
    assert await stage_of(stage) is stage_after
    assert "这次表决没有定下来" in said or yes == 200


async def test_after_a_lawful_yes_tasks_are_given_and_work_begins(play, stage):
    await statutory(stage, "land_compensation", called("members_assembly"))
    await play(f"""
        {COUNT}
        {numbers(300, 250, 120, 0, 0, 240, 5, 5, 1)}
        {CHECKED}
        小助手→王建国…：表决的人数核对过了，接着办 / 1
        {numbers(1, "按户头发到卡上", 1, "12月20日", 1)}
    """)
    assert await stage_of(stage) is Stage.DOING
    (task,) = await kept(stage, Task, issue="road")
    assert task.due_on == date(2026, 12, 20)
    assert "开始办了" in heard(stage, "王建国")


async def test_too_short_a_notice_makes_the_meeting_unlawful_however_they_voted(play, stage):
    await statutory(stage, "land_compensation", called("members_assembly", days_ago=9))
    await play(f"""
        {COUNT}
        {numbers(300, 300, 120, 0, 0, 300, 0, 0, 1)}
        {CHECKED}
    """)
    assert "这次会还不能作数" in heard(stage, "王建国")
    assert "通知得晚了，还差1天" in heard(stage, "王建国")
    assert "通过" not in heard(stage, "王建国")


async def test_a_villagers_assembly_counts_nobody_who_was_only_online(play, stage):
    """The committee law has no such sentence, so the question is not even asked."""
    await statutory(stage, "public_works", called("villagers_assembly"))
    await play(f"""
        {COUNT}
        王建国：431
        小助手：实到多少人
        王建国：216
        小助手：到的是多少户
        王建国：90
        小助手：赞成多少人
        王建国：109
        小助手：反对多少人
        王建国：107
        小助手：弃权多少人
        王建国：0
        小助手：对吗
        王建国：1
        小助手：实到216人，90户；赞成109人 / 等监委会核对
        {CHECKED}
        小助手→王建国…：实到216人，90户；赞成109人 / 表决通过了 / 村民委员会组织法
    """)


async def test_an_invented_roll_passes_nothing(play, stage):
    """Twenty of twenty, where the roster knows four hundred and thirty-one."""
    await statutory(stage, "public_works", called("villagers_assembly", eligible="431"))
    await play(f"""
        {COUNT}
        王建国：20
        小助手：应到少了：您说20人，名册上（通知里）有431人，不能少算。名册不对，请管名册的人改了再导一遍。 / 应到多少人
        王建国：431
        小助手：实到多少人
    """)
    await play("王建国：取消")
    lines = await stage.app.moments.act(HOST, CountAssembly("road", HeadCount(20, 20, 18, 2, 0, 126, 1, notice_days=11)))
    assert [line.key for line in lines] == ["assembly.too_few"]
    assert await papers(stage, PaperKind.ASSEMBLY) == []


@pytest.mark.parametrize(("said", "needed"), [(1, 12), (11, 12)])
async def test_a_representatives_meeting_is_no_smaller_than_the_roster_and_the_law_make_it(play, stage, said, needed):
    """Village Committee Law Art. 29: one of five to fifteen households, so nine of 126; and the roster names twelve."""
    await statutory(stage, "public_works")
    await stage.watch("王建国", "wechat")
    day = TODAY + timedelta(days=20)
    small = CallAssembly("road", "public_works", Body.VILLAGERS_REPRESENTATIVES, day, said, 0, mandated=True)
    (line,) = await stage.app.moments.act(HOST, small)
    assert (line.key, line.values["need"]) == ("assembly.too_few", str(needed))
    assert await papers(stage, PaperKind.ASSEMBLY_CALL) == []
    await keep(stage, replace(called("villagers_representatives", mandated="1"), id="call", issue="road", seq=90))
    (line,) = await stage.app.moments.act(HOST, CountAssembly("road", HeadCount(said, said, said, 0, 0)))
    assert (line.key, line.values["need"]) == ("assembly.too_few", str(needed))
    assert await papers(stage, PaperKind.ASSEMBLY) == []


async def test_of_a_collectives_representatives_the_law_alone_says_how_few(stage):
    """The roster's are the village's: a collective elects its own (Collective Law Art. 28), one of fifteen households at least."""
    await statutory(stage, "distribution")
    await stage.watch("王建国", "wechat")
    day = TODAY + timedelta(days=20)
    for said, key in ((8, "assembly.too_few"), (9, "assembly.called")):
        call = CallAssembly("road", "distribution", Body.MEMBERS_REPRESENTATIVES, day, said, 0, mandated=True)
        assert (await stage.app.moments.act(HOST, call))[0].key == key


async def test_a_count_before_the_day_of_the_meeting_is_refused(stage):
    await statutory(stage, "land_compensation", called("members_assembly", TODAY + timedelta(days=1)))
    await stage.watch("王建国", "wechat")
    count = HeadCount(300, 250, 240, 5, 5, 126, 120, notice_days=11)
    (line,) = await stage.app.moments.act(HOST, CountAssembly("road", count))
    assert line.key == "assembly.not_yet"
    assert await papers(stage, PaperKind.ASSEMBLY) == []
    await stage.pass_time(timedelta(days=1))
    assert (await stage.app.moments.act(HOST, CountAssembly("road", count)))[0].key == "assembly.counted"


async def test_fewer_than_the_assembly_was_called_with_are_not_counted(play, stage):
    """Of members the roster knows nothing; the call said how many they are."""
    await statutory(stage, "land_compensation", called("members_assembly", eligible="300"))
    await play(f"""
        {COUNT}
        王建国：30
        小助手：应到少了：您说30人，名册上（通知里）有300人
    """)


async def test_what_a_supervisor_finds_wrong_is_counted_again(play, stage):
    await statutory(stage, "land_compensation", called("members_assembly"))
    await play(f"""
        {COUNT}
        {numbers(300, 250, 120, 0, 0, 240, 5, 5, 1)}
        雷霞：待办
        雷霞：核对人数
        雷霞：2
        雷霞：反对的是十五个
        小助手→王建国…：说表决的人数不对：反对的是十五个。请重新记
        王建国：议题
        王建国：1
        王建国：记法定会议的人数
        {numbers(300, 250, 120, 0, 0, 230, 15, 5, 1)}
        {CHECKED}
    """)
    assert "表决通过了" in heard(stage, "王建国")
    assert [p.facts["no"] for p in await papers(stage, PaperKind.ASSEMBLY)] == ["5", "15"]


async def test_numbers_that_cannot_be_true_are_not_even_written(play, stage):
    await statutory(stage, "land_compensation", called("members_assembly"))
    await play(f"""
        {COUNT}
        {numbers(300, 250, 120, 0, 0, 240, 5, 0, 1)}
    """)
    assert "和到会的差5人" in heard(stage, "王建国")
    assert await papers(stage, PaperKind.ASSEMBLY) == []


async def test_nothing_is_counted_before_its_day(play, stage):
    await statutory(stage, "land_compensation", called("members_assembly", TODAY + timedelta(days=1)))
    await play(MENU)
    assert "记法定会议的人数" not in heard(stage, "王建国")


async def test_the_party_members_review_has_a_notice_and_a_count_of_its_own(play, stage):
    await statutory(stage, "land_compensation")
    for notice, said in ((2, "通知得晚了，还差1天"), (3, "党员大会审议同意了，还要开会由大家来定")):
        await play(f"""
            {MENU}
            王建国：记党员大会
            小助手：党员大会提前几天通知的
            王建国：{notice}
            小助手：应到党员多少人
            王建国：30
            小助手：实到多少人
            王建国：20
            小助手：同意的多少人
            王建国：15
            小助手：应到党员30人，实到20人，同意15人
            王建国：1
            小助手：{said}
        """)
    assert [p.facts["agreed"] for p in await papers(stage, PaperKind.PARTY)] == ["0", "1"]
    assert "通过" not in heard(stage, "王建国")


# ---------------------------------------------------------------- petition


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("联名要求开村民会议：重新分水的时间", "重新分水的时间"),
        ("我们要联名要求召开村民会议，商量水费", "商量水费"),
        ("联名开个居民会议", ""),
        ("我们联名反映一下路的事", None),
    ],
)
def test_a_petition_is_recognised_by_its_words(words, wanted):
    found = SPOKEN.fullmatch(words)
    assert (found["words"] if found else None) == wanted


def test_names_nobody_or_two_people_bear_are_looked_at_again():
    people = (Person("p1", "李二"), Person("p2", "王老四"), Person("p3", "张三"), Person("p4", "张三"))
    assert read_signers("李二、王老四，张三 和周七 12", people) == (frozenset({"p1", "p2"}), ("张三", "周七"))


async def some_names(stage, count):
    people = sorted(await kept(stage, Person, village="v001"), key=lambda person: person.id)
    return [person.name for person in people[:count]]


def copied(who, names, size=15):
    """Several messages, as many names in each as one says in a breath."""
    parts = ["、".join(names[at : at + size]) for at in range(0, len(names), size)]
    asked = "\n".join(f"{who}：{part}\n小助手：认出" for part in parts)
    return f"""
        {who}：联名名单
        小助手：念名单上的名字
        {asked}
        {who}：1
    """


DRAFTED = """
    马三旺：联名要求开村民会议：重新定浇地的顺序
    小助手：我们要求召开村民会议，讨论决定：重新定浇地的顺序 / 431人里，要有44人签名 / 第二十五条 / 12名代表里，要有4人签名 / 本人签名才算
"""


async def test_a_petition_is_met_by_a_paper_list_that_two_people_copied_and_an_assembly_must_be_called(play, stage):
    await stage.know("雷霞", "白斌", "马三旺")
    names = await some_names(stage, 45)
    await play(f"""
        {DRAFTED}
        小助手×王建国
        {copied("白斌", names)}
        小助手：记下45人。还要另一个人照着纸再核一遍
        {copied("白斌", names)}
        小助手：记下45人。还要另一个人照着纸再核一遍
        {copied("雷霞", names[:43])}
        小助手：两人都核到的签名43个，要44个，还差1个 / 读的有2个名字不一样
        {copied("雷霞", names[:44])}
        小助手：联名够了：核到44人，要44人。这个会一定要开
        小助手→王建国：联名够数了，依法要召开会议，请您定日子
        王建国：议题
        小助手：哪一件 / 重新定浇地的顺序（列进候选议题
        王建国：1
        小助手：现在做哪一步
        王建国：召集法定会议
        小助手：法律上这是哪一类事
        王建国：4
        小助手：由哪个会来定
        王建国：1
        小助手：应到多少人
        王建国：431
        小助手：至少要到216人 / 定在哪天开
        王建国：1
        小助手：定了：12月10日开村民会议
    """)
    issue = (await kept(stage, Issue, title="重新定浇地的顺序"))[0]
    assert (issue.stage, issue.session) == (Stage.STATUTORY, date(2026, 12, 10))
    assert "马三旺" not in heard(stage, "王建国")
    assert "四不开" not in "".join(itertools.chain(text for _, text in stage.phones["王建国"].shown))


async def test_a_petition_may_be_about_a_matter_whose_gates_are_shut(play, stage):
    signed = paper(None, PaperKind.PETITION, petition="1", signed="44", needed="44")
    await lay(stage, Stage.READY, signed, thin=True, item="public_works", session=TODAY)
    await play(f"""
        {MENU}
        王建国：看四不开
        小助手：✗ 走访调研不到位不开 / 联名够数的会一定要开，上面的只是提醒
        王建国：先看看
        小助手：好，就到这儿
        {MENU}
        王建国：召集法定会议
        小助手：由哪个会来定
        王建国：1
        小助手：村民会议应到多少人
        王建国：431
        小助手：定在哪天开
        王建国：1
        小助手：定了：12月10日开村民会议
    """)
    assert await stage_of(stage) is Stage.STATUTORY


async def test_in_a_community_households_may_force_the_residents_assembly(play, stage):
    """Residents' Committee Law Art. 26: a tenth of the adults, or of the households, or a third of the representatives."""
    residents = sorted((p for p in await kept(stage, Person, village="c001") if p.household), key=lambda person: person.id)
    names = list({person.household: person.name for person in residents}.values())[:2]
    await play(f"""
        张霞：联名要求开居民会议：电梯加装的钱怎么出
        小助手：我们要求召开居民会议 / 70人里，要有7人签名 / 20户里，要有2户签名
        {copied("闫双旺", names)}
        小助手：还要另一个人照着纸再核一遍
        {copied("田玉宝", names)}
        小助手：联名够了：核到2人，要2人。这个会一定要开 / 城市居民委员会组织法
        小助手→高彩平：联名够数了，依法要召开会议
        高彩平：议题
        小助手：哪一件
        高彩平：1
        小助手：现在做哪一步
        高彩平：召集法定会议
        小助手：法律上这是哪一类事
    """)


async def test_a_villager_or_one_hand_alone_copies_no_list(play, stage):
    await play(f"""
        {DRAFTED}
        马三旺：联名名单
    """)
    assert "念名单上的名字" not in heard(stage, "马三旺")


async def test_a_petition_against_a_cadre_is_an_accusation_and_sealed(play, stage):
    await play("马三旺：联名要求开村民会议：王建国收了包工头的钱，吃回扣")
    assert await kept(stage, Issue) == []
    assert "联名书" not in heard(stage, "马三旺")


# ---------------------------------------------------------------- held because its time has come


async def test_an_assembly_whose_time_has_come_is_called_whatever_the_gates_say(play, stage):
    await lay(stage, Stage.READY, thin=True, item="public_works", session=TODAY)
    await play(f"""
        {MENU}
        王建国：看四不开
        小助手：✗ 走访调研不到位不开 / 提醒：村民会议一年该开几次是法律定的，这一期还没开过 / 提醒：村民代表会议一年该开几次
        王建国：取消
        小助手：好，不说这个了
        {MENU}
        王建国：召集法定会议
        小助手：村民会议 / 村民代表会议
    """)


async def test_an_assembly_that_has_met_this_year_waits_for_its_gates(play, stage):
    await lay(stage, Stage.READY, thin=True, item="land_compensation", session=TODAY)
    await keep(stage, replace(paper(None, PaperKind.ASSEMBLY, body="members_assembly"), id="met", issue="other"))
    other = await one(stage, Issue, id="road")
    await keep(stage, replace(other, id="other", title="分水", stage=Stage.CLOSED))
    await play(MENU)
    assert "召集法定会议" not in stage.phones["王建国"].shown[-1][1]


async def test_a_call_with_too_short_a_notice_leaves_the_matter_where_it_stood(stage):
    await lay(stage, Stage.READY, thin=True, item="land_compensation", session=TODAY)
    await stage.watch("王建国", "wechat")
    soon = CallAssembly("road", "land_compensation", Body.MEMBERS_ASSEMBLY, TODAY + timedelta(days=9), 300, 0)
    lines = await stage.app.moments.act(f"wechat:main:{openid('p00006')}", soon)
    assert [line.key for line in lines] == ["assembly.no_notice"]
    assert await stage_of(stage) is Stage.READY
