"""From candidate to the visits: the secretary sets an issue by digits, asks the village, and posts the call for opinions."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.channels.sms_text import fits_one
from bot.demo.laying import openid
from handlers.issues.calling import ActNow
from handlers.issues.choosing import SetIssue
from handlers.issues.polling import AskPoll
from handlers.issues.setting import DeclineIssue
from handlers.memory import Address, Due
from handlers.village.issue import Issue, Level, Opinion, Paper, PaperKind, Task, Track
from handlers.village.matter import Concern, Stage
from handlers.village.people import Household, Person
from storage.records import RECORDS
from storage.tables import address_persons
from storage.work import upsert
from tests.dialogues.laid import looked

SECRETARY = f"wechat:main:{openid('p00006')}"
WATER = "后沟的水管冻了没水吃"
SAID = {
    "王强": "昨天开始，后沟的水管冻裂了，我妈没水吃",
    "贺玉莲": "后沟的水管一上冻就裂，年年这样",
    "任红兵": "水管冻住三天了，担水走二里地",
}


async def keep(stage, *records):
    async with stage.app.database.write() as connection:
        for record in records:
            rows = RECORDS[type(record)]
            await connection.execute(upsert(rows.table, rows.key, stage.app.database.dialect), [rows.row(record)])


async def kept(stage, record, **fields):
    rows = RECORDS[record]
    query = select(rows.table)
    for name, value in fields.items():
        query = query.where(rows.table.c[name] == value)
    async with stage.app.database.read() as connection:
        return [rows.record(row) for row in (await connection.execute(query)).mappings()]


async def person_named(stage, name):
    return (await kept(stage, Person, name=name))[0]


async def heard_from(stage, person):
    """The number a person wrote from, bound because the roster knows it."""
    account = next(account for channel, account in stage.app.channels if channel == "sms")
    where = f"sms:{account}:{person.phone}"
    if not await kept(stage, Address, id=where):
        now = stage.app.clock.village()
        await keep(stage, Address(where, "sms", account, person.phone, f"p:{person.id}", now, (person.id,), "v001", trusted=True))
        async with stage.app.database.write() as connection:
            await connection.execute(address_persons.insert(), [{"person": person.id, "address": where}])
    return where, account


async def candidate(stage, said=SAID, title=WATER, *, key="i1", urgency=0, **fields):
    """A candidate with its reporters, each on the phone they wrote from. urgency 2: what they said tells of danger to life."""
    now = stage.app.clock.village() - timedelta(days=4)
    issue = Issue(key, "v001", title, now, category="02", households=len(said), reports=len(said), **fields)
    await stage.know(*said)
    concerns = []
    for n, (name, words) in enumerate(said.items()):
        person = await person_named(stage, name)
        where, account = await heard_from(stage, person)
        concern = Concern(
            f"{key}c{n}",
            f"p:{person.id}",
            where,
            "sms",
            account,
            f"m{n}",
            now,
            words,
            Stage.CANDIDATE if n == 0 else Stage.MERGED,
            village="v001",
            person=person.id,
            household=person.household,
            category="02",
            number=f"{sum(map(ord, key)) % 90000 + 10000}{n}",
            issue=key,
            urgency=urgency,
        )
        concerns.append(concern)
    await keep(stage, issue, *concerns)
    return issue


def later(stage, days):
    """Some days on at once, where nothing that falls due on the way matters."""
    stage.app.clock.now_ms += days * 24 * 60 * 60 * 1000


async def issue_now(stage, key="i1"):
    return (await kept(stage, Issue, id=key))[0]


async def papers(stage, kind, key="i1"):
    return sorted(await kept(stage, Paper, issue=key, kind=kind.value), key=lambda paper: paper.seq)


WHOLE = SetIssue("i1", Track.MINOR, Level.GRID, "后沟组每户一人", "年年冻", "3位", "同意上会", date(2026, 12, 10), "g003")


async def already_set(stage, said=SAID):
    """Without the talk, for what comes after it."""
    await candidate(stage, said)
    await stage.watch("王建国", "wechat")
    await stage.app.moments.act(SECRETARY, WHOLE)


OPENED = """
    王建国：议题
    小助手：哪一件？ / 1 后沟的水管冻了没水吃（列进候选议题，3条，3户）
    王建国：1
    小助手：现在做哪一步？ / 1 上会：定级别、范围和理由
"""
# 小事小议, of the third grid, everybody in scope, the usual participants, no vote by law, no law touched
ANSWERED = """
    王建国：1
    小助手：“后沟的水管冻了没水吃”：3条，3户，放了4天。 / 按哪一种办？ / 1 大事大议 / 2 小事小议 / 3 急事快议
    王建国：2
    小助手：归哪一级商量？ / 1 楼栋·小区 / 2 网格·小组 / 3 村·社区 / 4 乡镇·街道 / 5 区
    王建国：2
    小助手：哪一片？ / 1 东坡组 / 3 后沟组
    王建国：3
    小助手：直接碰着谁家？ / 1 这一片的24户都算 / 2 报过这事的3户 / 3 我来念户主的名字
    王建国：1
    小助手：谁来商量？ / 1 后沟组24户每户来一个人
    王建国：1
    小助手：法律上有没有点名要大家表决？ / 1 商量定就行的事
    王建国：1
    小助手：碰不碰法律？
    王建国：2
    小助手：为什么上会？
    王建国：年年冻，任秀英那几户没水，得商量个长久办法
    小助手：支部研究，到了几位？ / 3 3位
    王建国：3
    小助手：支部哪天研究的？ / 1 11月23日 / 2 11月22日
    王建国：1
    小助手：支部怎么定的？ / 1 同意上会
    王建国：1
"""
SET = f"""
    {OPENED}
    {ANSWERED}
    小助手：11月25日的会太近，24户来不及走访。 / 哪次会上说？ / 1 放到12月10日
    王建国：1
    小助手：“后沟的水管冻了没水吃”，小事小议，网格·小组，12月10日说。 / 来商量的：后沟组24户 / 理由：年年冻 / 这么定吗？
    王建国：1
    小助手：定了：“后沟的水管冻了没水吃”12月10日上会，报的人都告诉了。 / 现在做哪一步？ / 1 公示
"""


async def test_a_candidate_is_set_and_everybody_who_reported_it_hears_the_day(play, stage):
    await candidate(stage)
    await play(f"""
        {SET}
        小助手→王强：您说的“昨天开始，后沟的水管冻…”上会了，12月10日说事会上商量，归王支书管。
        小助手→贺玉莲：上会了，12月10日
        小助手→任红兵：上会了，12月10日
        小助手×李柱
    """)
    issue = await issue_now(stage)
    assert (issue.stage, issue.track, issue.level, issue.grid) == (Stage.SET, Track.MINOR, Level.GRID, "g003")
    assert (issue.session, issue.responsible, issue.item, issue.legal) == (date(2026, 12, 10), "p00006", "", False)
    assert issue.reason == "年年冻，任秀英那几户没水，得商量个长久办法"
    assert issue.participants == "后沟组24户每户来一个人，在外的另问"
    (branch,), (slip,) = await papers(stage, PaperKind.BRANCH), await papers(stage, PaperKind.SET)
    assert (branch.words, branch.facts) == ("同意上会", {"of": "set", "met": "3位", "day": "2026-11-23"})
    assert (slip.facts["clean"], slip.facts["petition"]) == ("1", "0")
    quotes = await papers(stage, PaperKind.QUOTE)
    assert [quote.words for quote in quotes] == [words.rstrip("。") for words in SAID.values()]
    assert len({quote.facts["household"] for quote in quotes}) == 3
    assert [due.done for due in await kept(stage, Due, id="clock_due:whole_issue:i1")] == [False]
    assert [due.done for due in await kept(stage, Due, id="clock_due:unselected:i1")] == [True]


async def test_a_candidate_is_born_with_the_clock_that_asks_why_it_was_passed_over(play, stage):
    await play("""
        张春梅：昨天开始，村口的路塌了半边，三轮车上不来
        张春梅：1
        王建国：摘要
        王建国：1
        王建国：1
        小助手：有 1 件事等您定
        小助手：原话
        小助手：告诉报的人了
    """)
    (issue,) = await kept(stage, Issue, village="v001")
    (due,) = await kept(stage, Due, id=f"clock_due:unselected:{issue.id}")
    assert (due.done, due.at.date()) == (False, date(2026, 12, 11))


async def test_an_issue_cannot_be_set_without_level_scope_and_reasons(stage):
    await candidate(stage)
    await stage.watch("王建国", "wechat")
    for lacking in ({"level": None}, {"track": None}, {"participants": ""}, {"reason": ""}, {"met": ""}, {"conclusion": ""}):
        lines = await stage.app.moments.act(SECRETARY, replace(WHOLE, **lacking))
        assert lines[0].key == "held.shut"
        assert {line.key for line in lines[1:]} <= {"shut.reasoned", "shut.branch_set", "shut.small"}
    assert (await issue_now(stage)).stage is Stage.CANDIDATE
    assert await kept(stage, Paper, issue="i1") == []
    await stage.app.moments.act(SECRETARY, WHOLE)
    assert (await issue_now(stage)).stage is Stage.SET


async def test_heads_of_households_are_named_in_one_sentence_and_read_back(play, stage):
    await candidate(stage)
    await play(f"""
        {OPENED}
        王建国：1
        王建国：1
        王建国：2
        王建国：3
        王建国：3
        小助手：按哪一种办
        小助手：归哪一级
        小助手：哪一片
        小助手：直接碰着谁家
        小助手：把户主的名字一句话说完
        王建国：贺玉莲、王老四，任红兵家和郭晓娥
        小助手：名册上没对上：王老四。 / 对上3户：贺玉莲（后沟6号）、任红兵（后沟5号）、郭晓娥（后沟9号）。 / 1 对 / 2 不对
        王建国：2
        小助手：把户主的名字一句话说完
        王建国：刘二蛋
        小助手：名册上没对上：刘二蛋。 / 对上0户 / 1 不对，我再说一遍
        王建国：1
        小助手：把户主的名字一句话说完
        王建国：贺玉莲、任秀英
        小助手：对上2户：贺玉莲（后沟6号）、任秀英（后沟18号）。
        王建国：1
        小助手：谁来商量？ / 1 后沟组24户每户来一个人
        王建国：这两家和网格员
        王建国：1
        王建国：1
        小助手：法律上有没有点名
        小助手：碰不碰法律
        小助手：为什么上会
        王建国：1
        王建国：王支书、白斌、吕巧香
        王建国：2
        王建国：同意，请政法干警来
        小助手：支部研究
        小助手：支部哪天研究的
        小助手：支部怎么定的
        小助手：哪次会上说
        王建国：1
        王建国：1
        小助手：大事大议
        小助手：定了
    """)
    issue = await issue_now(stage)
    heads = {household.head for household in await kept(stage, Household) if household.id in issue.affected}
    assert heads == {"贺玉莲", "任秀英"}
    assert (issue.legal, issue.participants, issue.reason) == (True, "这两家和网格员", "提的户多，一家解决不了")
    (branch,) = await papers(stage, PaperKind.BRANCH)
    assert (branch.facts["met"], branch.facts["day"]) == ("王支书、白斌、吕巧香", "2026-11-22")


TO_THE_SESSION = """
    王建国：议题
    王建国：1
    王建国：1
    王建国：1
    王建国：{level}
    王建国：{where}
    王建国：1
    王建国：{item}
    王建国：2
    王建国：1
    王建国：3
    王建国：1
    王建国：1
"""


async def test_what_the_law_names_is_kept_and_a_vote_needs_its_notice(play, stage):
    await candidate(stage)
    later(stage, 9)
    await play(TO_THE_SESSION.format(level="2\n王建国：3", where="1", item="5"))
    shown = [text for channel, text in stage.phones["王建国"].shown if channel == "wechat"]
    items = next(text for text in shown if "商量定就行的事" in text)
    assert "5 公益事业、筹资筹劳和工程承包" in items
    assert "集体经济所得的钱和物怎么用" in items
    assert "居民公约" not in items
    assert "要依法表决的，得提前10天通知，12月10日的会赶不上。" in shown[-1]
    assert shown[-1].endswith("1 放到12月25日")
    await play("""
        王建国：1
        王建国：1
    """)
    issue = await issue_now(stage)
    assert (issue.item, issue.session) == ("public_works", date(2026, 12, 25))


async def test_when_the_visits_fit_the_next_session_is_offered_first(play, stage):
    await candidate(stage)
    later(stage, 4)
    await play(TO_THE_SESSION.format(level="2\n王建国：3", where="1", item="1"))
    asked = stage.phones["王建国"].shown[-1][1]
    assert "要问24户，5个人去，12月10日的会前有8天能走访，走得完。" in asked
    assert asked.endswith("1 12月10日这次\n2 放到12月25日")


async def test_the_planner_counts_doors_visitors_and_days(play, stage):
    """126 households, four who are sent and four grid workers: in three days they cannot be everywhere."""
    await candidate(stage)
    later(stage, 9)
    await play(TO_THE_SESSION.format(level="3", where="1", item="1"))
    asked = stage.phones["王建国"].shown[-1][1]
    assert "要问126户，8个人去，12月10日的会前只有3天，还差30户走不完。" in asked
    assert "1 12月10日这次\n2 加3个人走访，赶12月10日这次\n3 放到12月25日" in asked
    await play("""
        王建国：2
        王建国：1
    """)
    assert (await issue_now(stage)).session == date(2026, 12, 10)
    assert (await papers(stage, PaperKind.SET))[0].facts["more_visitors"] == "3"


# ---------------------------------------------------------------- the poll and the first gate


REFUSED = f"""
    {SET}
    王建国：1
    小助手：现在还不行，差这些： / 问“跟您家有关吗”，答了0户，要8户，还差8户（支书） / 已答0户，要8户。 / 现在问大家吗？
"""


POLLED = """
    王建国：议题
    王建国：1
    小助手：哪一件？ / 1 后沟的水管冻了没水吃（支部拟定要上会，3条，3户）
    小助手：现在做哪一步？ / 2 问一句“跟您家有关吗”
    王建国：2
    小助手：已答0户，要8户。
    王建国：1
    小助手：问出去了
"""
TWO_SPOKE = SET.replace("3条", "2条").replace("3户", "2户")


async def test_the_first_gate_tells_every_number_and_offers_the_poll(play, stage):
    await candidate(stage, dict(list(SAID.items())[:2]))
    await play(f"""
        {TWO_SPOKE}
        王建国：1
        小助手：现在还不行 / 说过这事的有2户，要3户，还差1户 / 原话有2句，要3句 / 答了0户，要8户，还差8户（支书） / 现在问大家吗？
        王建国：2
        小助手：好，就到这儿
    """)
    assert (await issue_now(stage)).stage is Stage.SET
    assert await papers(stage, PaperKind.CALL) == []


async def test_the_whole_way_from_candidate_to_the_visits(play, stage):
    await candidate(stage)
    await stage.know("李柱", "张玉亮", "任全民", "高学旺", "吕平", "李喜", "高林", "秦永虎", "冯明勇", "侯润丽", "韩丽", "刘桂香", "王俊斌")
    await play(f"""
        {REFUSED}
        小助手→王强：上会了
        小助手→贺玉莲：上会了
        王建国：1
        小助手：问出去了，这回问
        小助手→王强：【石桥村】“后沟的水管冻了没水吃”这件，跟您家有关吗？ 回1有关 2没关系 3说不好
        小助手→贺玉莲：【石桥村】“后沟的水管冻了没水吃”这件，跟您家有关吗？
        小助手×韩丽
        王强[短信]：3
        小助手：记下了，谢谢您
        贺玉莲：1
        小助手：记下了，谢谢您
        任红兵[短信]：1
        李柱[短信]：1
        张玉亮[短信]：2
        高学旺[短信]：1
        吕平[短信]：1
        李喜[短信]：1
        王建国：议题
        王建国：1
        王建国：1
        小助手：哪一件
        小助手：现在做哪一步
        小助手：答了7户，要8户，还差1户 / 已答7户，要8户。 / 说跟自家有关的6户，要4户
        王建国：1
        小助手：问出去了 / 已答7户
        小助手→王强：跟您家有关吗？ 回1有关
        王强[短信]：1
        小助手：记下了
        王建国：议题
        王建国：1
        王建国：1
        小助手：哪一件
        小助手：现在做哪一步
        小助手：要商量的事：后沟的水管冻了没水吃（网格·小组，后沟组）。 / 开会：12月10日。 / 为什么商量：年年冻 / 至少3户提到、8户答话
        王建国：1
        小助手：公示了，告诉了 / 11月26日开始走访
        小助手→王强：您说的“昨天开始，后沟的水管冻…”公示了，12月10日说事会上商量
        小助手→高林：跟您家有关吗
        小助手×高林
        小助手→王俊斌：石桥村12月10日要商量“后沟的水管冻了没水吃”，可能要问到您单位
        小助手×韩丽
        小助手×秦永虎
        （过了2天）
        小助手×秦永虎
        （过了1天）
        小助手→秦永虎：“后沟的水管冻了没水吃”开始走访，要问24户，您那几户等着您
        小助手→冯明勇：开始走访
        小助手×刘桂香
    """)
    assert (await issue_now(stage)).stage is Stage.VISITING
    ours = {opinion.person: opinion.ours for opinion in await kept(stage, Opinion, issue="i1")}
    assert list(ours.values()).count(True) == 7
    assert list(ours.values()).count(False) == 1
    assert ours["p00005"] is True  # the last word counts
    (notice,) = await papers(stage, PaperKind.NOTICE)
    assert (notice.facts["page"], notice.facts["until"]) == ("call", "2026-12-10")
    assert "王强" not in notice.words
    assert "到会16人" in notice.words
    assert "为什么商量：年年冻，任×那几户没水" in notice.words
    assert "任秀英" not in notice.words
    assert "乡亲说：“昨天开始，后沟的水管冻裂了，我妈没水吃”" in notice.words
    assert all(name in notice.words for name in (WATER, "网格·小组", "12月10日", "公示3天"))
    said = [text for phone in stage.phones.values() for channel, text in phone.shown if channel == "sms"]
    assert [text for text in said if not fits_one(text)] == []


async def test_who_says_that_it_touches_them_is_affected_from_the_call_on(play, stage):
    """The tick 报过这事的3户 does not make a matter of three out of one of nine."""
    await candidate(stage)
    homes = tuple(sorted({concern.household for concern in await kept(stage, Concern, issue="i1")}))
    await stage.watch("王建国", "wechat")
    await stage.app.moments.act(SECRETARY, replace(WHOLE, affected=homes))
    await play(f"""
        {POLLED}
        （8户回：1）
        （2户回：2）
        王建国：议题
        王建国：1
        王建国：公示，请大家说意见
        小助手…：要商量的事 / 至少3户提到
        王建国：1
        小助手：答“有关”的6户也算直接碰着的，一共9户。 / 公示了
    """)
    issue = await issue_now(stage)
    said = {opinion.household for opinion in await kept(stage, Opinion, issue="i1") if opinion.ours}
    assert len(issue.affected) == 9  # two of the eight had reported it
    assert said <= set(issue.affected)


async def test_somebody_who_answers_for_the_second_time_is_counted_once(play, stage):
    await already_set(stage)
    await play(f"""
        {POLLED}
        王强[短信]：3
        王强[短信]：1
        王建国：议题
        王建国：1
        王建国：2
        王建国：1
        王强：1
    """)
    opinions = await kept(stage, Opinion, issue="i1")
    assert [(opinion.person, opinion.ours, opinion.channel) for opinion in opinions] == [("p00005", True, "wechat")]


async def test_a_family_s_one_phone_answers_for_its_household(play, stage):
    await already_set(stage)
    head, wife = await person_named(stage, "李柱"), await person_named(stage, "韩美兰")
    await keep(stage, replace(wife, phone=head.phone))
    await play(f"""
        {POLLED}
        韩美兰[短信]：1
    """)
    (opinion,) = await kept(stage, Opinion, issue="i1")
    assert (opinion.person, opinion.household, opinion.ours) == (head.id, head.household, True)


async def test_what_is_said_beside_the_digit_may_be_quoted(play, stage):
    await already_set(stage, dict(list(SAID.items())[:2]))
    await play(f"""
        {POLLED.replace("3条", "2条").replace("3户", "2户")}
        李柱[短信]：1，一到腊月就得去沟底担水
        李喜[短信]：1，井也快干了，别念
        王建国：议题
        王建国：1
        王建国：3
        王建国：1
        小助手：哪一件
        小助手：现在做哪一步
        小助手：用谁的原话
        小助手：添了1句原话
    """)
    assert (await papers(stage, PaperKind.QUOTE))[-1].words == "一到腊月就得去沟底担水"


async def test_when_the_notice_days_are_not_over_the_clock_comes_again(play, stage):
    """A threshold may grow between the call and its day: the road decides, not the date that was set."""
    await already_set(stage)
    issue = await issue_now(stage)
    await keep(stage, replace(issue, stage=Stage.CALLED, level=Level.VILLAGE, version=issue.version))
    now = stage.app.clock.village()
    await keep(stage, Paper("call1", "i1", PaperKind.CALL, now, "p00006", seq=90))
    await keep(stage, Due("issue_step:i1", "issue_step", "i1", now + timedelta(days=3)))
    later(stage, 4)
    await play("（过了1分钟）")
    assert (await issue_now(stage)).stage is Stage.CALLED
    later(stage, 1)
    await play("（过了1分钟）")
    assert (await issue_now(stage)).stage is Stage.VISITING


# ---------------------------------------------------------------- nobody is told a name or an illness


TELLING = "后沟的张桂英瘫在炕上窑顶要塌"


async def set_with_that_title(stage, track):
    await candidate(stage, title=TELLING)
    await stage.watch("王建国", "wechat")
    await stage.app.moments.act(SECRETARY, replace(WHOLE, track=track))
    await stage.know("李柱")


async def nobody_heard_it(stage):
    heard = [text for name, phone in stage.phones.items() if name != "王建国" for _, text in phone.shown]
    posted = [paper.words for paper in await papers(stage, PaperKind.NOTICE)]
    return not any("瘫" in text or "张桂英" in text for text in (*heard, *posted))


async def test_the_village_is_not_asked_before_the_title_is_clean(play, stage):
    await set_with_that_title(stage, Track.MINOR)
    await play("""
        王建国：议题
        王建国：1
        王建国：2
        小助手：哪一件
        小助手：现在做哪一步 / 2 问一句“跟您家有关吗”
        小助手：现在还不行，差这些： / 题目里有人名、电话这些，要去掉（支书） / 现在的题目 / 不带人名电话
        王建国：后沟有口窑要塌
        小助手：题目换成“后沟有口窑要塌”
        王建国：2
        小助手：已答0户，要8户。 / 现在问大家吗？
        王建国：1
        小助手→李柱：“后沟有口窑要塌”这件，跟您家有关吗？
    """)
    assert await nobody_heard_it(stage)


async def test_what_is_urgent_is_not_posted_before_the_title_is_clean(play, stage):
    await set_with_that_title(stage, Track.URGENT)
    await play("""
        王建国：议题
        王建国：1
        王建国：1
        小助手：哪一件
        小助手：现在做哪一步 / 1 急事，先办起来
        小助手：现在还不行，差这些： / 题目里有人名、电话这些，要去掉（支书） / 现在的题目 / 不带人名电话
        王建国：后沟有口窑要塌
        小助手：题目换成“后沟有口窑要塌”
        王建国：1
        小助手：“后沟有口窑要塌”先做什么？
    """)
    assert await nobody_heard_it(stage)


async def test_one_household_s_own_matter_is_put_to_nobody(stage):
    await already_set(stage)
    (concern, *_) = await kept(stage, Concern, issue="i1")
    await keep(stage, replace(concern, stage=Stage.PRIVATE))
    for command in (AskPoll("i1"), ActNow("i1", "修窑", "p00006", date(2026, 11, 25))):
        lines = await stage.app.moments.act(SECRETARY, command)
        assert [line.key for line in lines] == ["held.shut", "shut.not_private"]


# ---------------------------------------------------------------- title and quotes


async def test_a_title_too_long_is_asked_for_again_in_villagers_words(play, stage):
    await candidate(stage, title="昨天开始后沟的水管冻裂了十几户人家没水吃担水走二里地")
    await play(f"""
        {SET.replace(WATER, "昨天开始后沟的水管冻裂了十几户人家没水吃担水走二里地")}
        王建国：1
        小助手：现在还不行，差这些： / 题目太长，最多20个字（支书） / 答了0户，要8户 / 现在的题目：“昨天开始后沟 / 不超过20个字
        王建国：后沟的水管年年冬天都冻裂十几户人家没有水吃
        小助手：长了1个字。 / 换成乡亲们平常的说法
        王建国：王强家的水管冻了
        小助手：这里头有人名
        王建国：后沟水管冻裂没水吃
        小助手：题目换成“后沟水管冻裂没水吃”。 / 现在做哪一步？
        王建国：1
        小助手：现在还不行，差这些： / 答了0户
    """)
    assert (await issue_now(stage)).title == "后沟水管冻裂没水吃"
    assert [paper.facts["clean"] for paper in await papers(stage, PaperKind.SET)] == ["1"]


async def test_quotes_leave_out_who_said_do_not_read_it_and_whatever_points_at_a_house(play, stage):
    said = {"王强": "水管冻了，我是13912345678，任秀英没水吃", "贺玉莲": "年年冻，别念我的话", "任红兵": "水管冻住三天了"}
    await already_set(stage, said)
    await play("""
        王建国：议题
        王建国：1
        小助手：哪一件
        小助手：现在做哪一步
        王建国：3
        小助手：用谁的原话？ / 1 报的人 / 2 我当面听来的
        王建国：1
        小助手：添了0句原话
        王建国：3
        王建国：2
        王建国：李柱
        小助手：用谁的原话
        小助手：谁家说的？
        小助手：李柱（后沟10号）怎么说的？
        王建国：没水做饭，桶都提不动
        小助手：先算待核：这家人点了头，这句才算数
        王建国：3
        王建国：2
        王建国：李柱
        王建国：又冻了
        小助手：用谁的原话
        小助手：谁家说的？
        小助手：怎么说的
        小助手：这家已经有一句了
    """)
    words = [quote.words for quote in await papers(stage, PaperKind.QUOTE)]
    assert "水管冻住三天了" in words
    assert "没水做饭，桶都提不动" in words
    assert not any("139" in each or "任秀英" in each or "别念" in each for each in words)


async def test_words_heard_at_a_door_count_once_the_household_says_so(play, stage):
    await already_set(stage, {"任红兵": "水管冻住三天了"})
    await stage.know("李柱")
    await play("""
        王建国：议题
        王建国：1
        小助手：哪一件
        小助手：现在做哪一步
        王建国：3
        王建国：2
        王建国：李柱
        王建国：没水做饭，桶都提不动
        小助手：用谁的原话
        小助手：谁家说的
        小助手：怎么说的
        小助手：先算待核
        王建国：1
        小助手：乡亲们的原话有1句，要3句
        小助手→李柱：没水做饭，桶都提不动
        李柱[短信]：1
        小助手：好，按这个算
        王建国：议题
        王建国：1
        王建国：1
        小助手：哪一件
        小助手：现在做哪一步
        小助手：乡亲们的原话有2句，要3句
    """)
    (quote,) = [paper for paper in await papers(stage, PaperKind.QUOTE) if paper.facts.get("recorder")]
    assert quote.words == "没水做饭，桶都提不动"


# ---------------------------------------------------------------- not chosen, urgent, handed up, taken back


async def test_not_this_time_leaves_it_a_candidate_with_the_reason_told(play, stage):
    await candidate(stage)
    await play(f"""
        {OPENED}
        王建国：3
        小助手：这次为什么先不上？ / 1 眼下没有这笔钱 / 2 这次先议更急的
        王建国：2
        小助手：留在候选里了，原因告诉报的人了
        小助手→王强：这次先不上会，还留着。王支书说：“这次先议更急的，下次再议”
        小助手→贺玉莲：这次先不上会
    """)
    assert (await issue_now(stage)).stage is Stage.CANDIDATE


async def test_a_no_comes_with_its_reason_and_another_door(play, stage):
    await candidate(stage)
    await play(f"""
        {OPENED}
        王建国：4
        小助手：为什么不列？
        王建国：水管归自来水公司，已经报修，周五来换
        小助手：不列了，原因告诉报的人了
        小助手→王强：这回没列上。王支书说：“水管归自来水公司，已经报修，周五来换” / 乡镇便民服务中心
        小助手→任红兵：这回没列上
        王强[短信]：查
        小助手：这回没有列上
    """)
    assert (await issue_now(stage)).stage is Stage.DECLINED
    assert {concern.stage for concern in await kept(stage, Concern, issue="i1")} == {Stage.DECLINED}
    assert (await papers(stage, PaperKind.DECLINED))[0].words == "水管归自来水公司，已经报修，周五来换"


async def test_a_no_without_a_reason_is_refused(stage):
    await candidate(stage)
    await stage.watch("王建国", "wechat")
    lines = await stage.app.moments.act(SECRETARY, DeclineIssue("i1", ""))
    assert [line.key for line in lines] == ["setting.no_reason"]
    assert (await issue_now(stage)).stage is Stage.CANDIDATE


URGENT = f"""
    {OPENED}
    {ANSWERED.replace("王建国：2", "王建国：3", 1).replace("放了4天。", "放了4天，有急的。")}
    小助手：急事快议，网格·小组，11月25日说
    王建国：1
    小助手：定了 / 1 急事，先办起来
    王建国：1
    小助手：先做什么？
    王建国：先拉水，再换管
    小助手：谁来办？
    王建国：8
    小助手：哪天以前办好？ / 1 11月23日 / 2 11月24日
    王建国：2
    小助手：先办起来了：侯润丽，11月24日以前。公示也贴出来了，下次会上说清
"""
DONE_AND_LOOKED_AT = """
    侯润丽：任务
    侯润丽：1
    侯润丽：1
    侯润丽：水拉来了，管子换了
    雷霞：验收
    雷霞：1
"""
TOLD = """
    王建国：议题
    小助手：哪一件？ / 1 后沟的水管冻了没水吃（请大家评价
    王建国：1
    小助手：现在做哪一步？ / 1 急事会上说清，公布结果
    王建国：1
    小助手：先办的事办得怎么样了？ / 1 先拉水，再换管，办好了
    王建国：1
    小助手：11月25日会上说的时候，到了多少位乡亲？
    王建国：21
    小助手：支部研究，到了几位？
    王建国：王支书、白斌、吕巧香
    小助手：支部哪天研究的？ / 1 11月25日
    王建国：2
    小助手：支部怎么定的？ / 1 同意先办，办法对
    王建国：1
    小助手：结果：办。先拉水，再换管，办好了 / 11月25日的会上跟21位乡亲说清了。 / 公示到12月10日 / 这样公布吗？
    王建国：1
    小助手：公布了，挂到12月10日；告诉了3个人
"""
NO_RULE = """
    王建国：议题
    王建国：1
    王建国：定规矩
    小助手：哪一件
    小助手：现在做哪一步
    小助手：要不要
    王建国：2
    王建国：管子换成深埋的了，不用另定
    王建国：王支书、白斌
    王建国：1
    王建国：1
"""


async def test_what_is_urgent_is_done_first_told_at_the_next_session_and_closed(play, stage):
    await candidate(stage, urgency=2)
    await stage.know("侯润丽", "雷霞", "高素香", "张明平")
    await play(f"""
        {URGENT}
        小助手→侯润丽：急事先办：先拉水，再换管，请您11月24日以前办好
        小助手→王强：上会了
        小助手→王强：等不得，先办起来，11月24日以前办好，归网格员侯师傅管
    """)
    assert (await issue_now(stage)).stage is Stage.DOING
    (task,) = await kept(stage, Task, issue="i1")
    assert (task.what, task.owner_name, task.due_on) == ("先拉水，再换管", "侯润丽", date(2026, 11, 24))
    assert [notice.facts["page"] for notice in await papers(stage, PaperKind.NOTICE)] == ["call"]
    await play(DONE_AND_LOOKED_AT)
    assert (await issue_now(stage)).stage is Stage.RATING
    await play("王建国：议题")  # its session has not come: there is nothing to tell yet
    later(stage, 2)
    looked(stage)
    await play(f"""
        {TOLD}
        小助手→王强：“后沟的水管冻了没水吃”先办了，11月25日会上说过：先拉水，再换管，办好了。不行回“有意见”
        小助手→贺玉莲：11月25日会上说过
        {NO_RULE}
    """)
    later(stage, 16)
    await play("（过了一天）")
    issue = await issue_now(stage)
    assert (issue.stage, issue.notice, issue.rule) == (Stage.CLOSED, Stage.CLOSED, Stage.CLOSED)
    (outcome,) = await papers(stage, PaperKind.OUTCOME)
    assert (outcome.facts["kind"], outcome.facts["told"], outcome.facts["people"]) == ("do", "2026-11-25", "21")
    studied = {paper.facts["of"]: (paper.facts["day"], paper.words) for paper in await papers(stage, PaperKind.BRANCH)}
    assert studied["outcome"] == ("2026-11-24", "同意先办，办法对")
    assert any("办结" in text for _, text in stage.phones["王强"].shown)


async def test_what_nobody_reported_as_dangerous_goes_the_ordinary_way(play, stage):
    await candidate(stage)
    await play(f"""
        {OPENED}
        {ANSWERED.replace("王建国：2", "王建国：3", 1)}
        小助手：急事快议
        王建国：1
        小助手：定了 / 1 急事，先办起来 / 2 公示
        王建国：1
        小助手：先做什么
        王建国：先拉水
        小助手：谁来办
        王建国：8
        小助手：哪天以前
        王建国：2
        小助手：现在还不行 / 乡镇
    """)
    assert (await issue_now(stage)).stage is Stage.SET


async def test_what_touches_too_many_is_no_small_matter(play, stage):
    await candidate(stage)
    await play("""
        王建国：议题
        王建国：1
        王建国：1
        王建国：2
        王建国：3
        王建国：1
        王建国：1
        王建国：1
        小助手：哪一件
        小助手：现在做哪一步
        小助手：按哪一种办
        小助手：归哪一级
        小助手：直接碰着谁家
        小助手：谁来商量
        小助手：法律上有没有点名
        小助手：碰着全村三分之一以上的户，不能按小事办。怎么定？ / 1 按大事大议办
        王建国：1
        王建国：2
        王建国：1
        王建国：3
        王建国：1
        王建国：1
        王建国：1
        王建国：1
    """)
    issue = await issue_now(stage)
    assert (issue.stage, issue.track) == (Stage.SET, Track.MAJOR)


async def test_a_matter_above_the_village_goes_up_with_its_file(play, stage):
    await candidate(stage)
    await play(f"""
        {OPENED}
        王建国：1
        王建国：1
        王建国：4
        小助手：按哪一种办
        小助手：归哪一级
        小助手：为什么往上报？ / 1 村里拿不出这笔钱 / 2 这事不归村里管
        王建国：1
        小助手：报到乡镇·街道了，报的人都告诉了
        小助手→陈晓燕：石桥村报上来一件：“后沟的水管冻了没水吃”，3条，3户。原因：村里拿不出这笔钱
        小助手→王强：报到乡镇·街道了，原因：村里拿不出这笔钱
        王建国：议题
        王建国：1
        王建国：5
        小助手：哪一件
        小助手：现在做哪一步 / 5 报到上一级
        小助手：报到哪一级？ / 1 区
        王建国：取消
    """)
    assert (await issue_now(stage)).level is Level.TOWNSHIP
    assert [paper.facts["level"] for paper in await papers(stage, PaperKind.HANDED_UP)] == ["township"]


async def test_when_the_only_reporter_takes_it_back_nothing_is_put_to_a_session(play, stage):
    await candidate(stage, {"王强": SAID["王强"]})
    await play("""
        王建国：你好
        小助手：您好
        王强[短信]：撤回
        王强[短信]：1
        小助手：撤回
        小助手：撤回了
        王建国：议题
        小助手：好，就到这儿
    """)
    assert (await issue_now(stage)).stage is Stage.WITHDRAWN


async def test_while_others_stand_behind_it_a_withdrawal_only_counts_one_less(play, stage):
    await candidate(stage)
    await play("""
        王强[短信]：撤回
        王强[短信]：1
    """)
    issue = await issue_now(stage)
    assert (issue.stage, issue.households) == (Stage.CANDIDATE, 2)


@pytest.mark.parametrize(("others", "left"), [((), Stage.WITHDRAWN), (("李柱",), Stage.SET)])
async def test_a_household_that_the_poll_found_keeps_a_set_issue_alive(others, left, play, stage):
    issue = await candidate(stage, {"王强": SAID["王强"]}, grid="g003", level=Level.GRID, track=Track.MINOR, responsible="p00006")
    await keep(stage, replace(issue, stage=Stage.SET))
    for name in others:
        person = await person_named(stage, name)
        now = stage.app.clock.village()
        await keep(stage, Opinion(f"i1:{person.id}", "i1", person.household, person.id, now, "sms", ours=True))
    await play("""
        王强[短信]：撤回
        王强[短信]：1
    """)
    assert (await issue_now(stage)).stage is left


# ---------------------------------------------------------------- who may not


@pytest.mark.parametrize("name", ["刘桂香", "李秀兰", "外路人"])
async def test_who_is_no_cadre_of_the_village_s_office_gets_no_menu(name, play, stage):
    await candidate(stage)
    await play(f"{name}：议题")
    assert not any("哪一件" in text or WATER in text for _, text in stage.phones[name].shown)


async def test_another_village_s_secretary_neither_sees_nor_sets_it(play, stage):
    await candidate(stage)
    await play("秦彩娟：议题")
    assert not any(WATER in text for _, text in stage.phones["秦彩娟"].shown)
    stranger = f"wechat:main:{openid((await person_named(stage, '秦彩娟')).id)}"
    for command in (
        SetIssue("i1", Track.MINOR, Level.GRID, "每户一人", "年年冻", "3位", "同意", date(2026, 12, 10), "g003"),
        DeclineIssue("i1", "不想办"),
    ):
        lines = await stage.app.moments.act(stranger, command)
        assert [line.key for line in lines] == ["held.not_yours"]
    assert (await issue_now(stage)).stage is Stage.CANDIDATE
