"""建章立制 spoken through: drafted, looked at, voted, filed, told in plain words, asked for, replaced; or none, with the reason."""

from dataclasses import dataclass
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.laying import openid
from bot.stage import Stage
from handlers.acts.rules_in_force import a_year_after
from handlers.issues.count_check import CheckCount
from handlers.issues.rule_draft import refused, sentences
from handlers.issues.rule_vote import lawful_days
from handlers.memory import Due
from handlers.scene import Statutes
from handlers.village.issue import Issue, Level, PaperKind, Rule, RuleState
from handlers.village.matter import Stage as At
from handlers.village.people import Office, Person
from handlers.village.rights import Hat
from handlers.village.working_days import Calendar, notice_days_between
from tests.dialogues.deep import a_concern, a_paper, an_issue, found, heard, last, lay, papers, published, seen, skip

STEP = """
    王建国：议题
    王建国：1
    王建国：定规矩
"""
SENTENCE = f"""
    {STEP}
    王建国：1
    王建国：十吨以上的大车不上东坡路。
    王建国：0
    王建国：大车限重
"""
NO_TOUCH = """
    王建国：1
    王建国：1
    王建国：1
    王建国：1
    王建国：1
"""
BRANCH = """
    王建国：支书和四个支委
    王建国：1
    王建国：1
"""
DRAFT = SENTENCE + NO_TOUCH + BRANCH
CALL = f"{STEP} 王建国：1\n"
FILED = """
    陈晓燕：备案
    陈晓燕：1
    陈晓燕：1
    陈晓燕：1
    陈晓燕：1
"""


def counted(present: int, yes: int, no: int) -> str:
    return f"""
        {STEP}
        王建国：应到431人，到会{present}，赞成{yes}，反对{no}，弃权{present - yes - no}
        王建国：0
    """


CHECKED = """
    雷霞：待办
    雷霞：核对人数
    雷霞：1
"""


def count(present: int, yes: int, no: int) -> str:
    """Counted by the secretary, and looked at by a supervisor."""
    return counted(present, yes, no) + CHECKED


async def looked_at(play, stage, unit: str) -> None:
    """By the unit's own supervisor."""
    who = next(name for name, hat in await of_unit(stage, unit) if hat.office is Office.SUPERVISOR)
    await play(f"{who}：待办\n{who}：核对人数\n{who}：1\n")


async def up(stage: Stage, **more: object) -> Stage:
    """A matter of two households whose outcome is on the board."""
    people = {p.name: p for p in await found(stage, Person, village="v001")}
    touched = [people[name] for name in ("张春梅", "李秀兰")]
    homes = tuple(person.household or "" for person in touched)
    await lay(stage, an_issue(At.DOING, notice=At.NOTICE, affected=homes, **more), *published())
    await lay(stage, *(a_concern(n, person.id, person.household or "") for n, person in enumerate(touched)))
    return stage


async def the_rule(stage: Stage, issue: str = "i1") -> Rule:
    rule: Rule = (await found(stage, Rule, issue=issue))[0]
    return rule


async def rule_line(stage: Stage, issue: str = "i1") -> At | None:
    found_issue: Issue = (await found(stage, Issue, id=issue))[0]
    return found_issue.rule


async def called(play, stage) -> None:
    """The assembly has been called, and its day has come."""
    await play(DRAFT + CALL)
    await skip(stage, 17)


async def in_force(play, stage) -> None:
    await up(stage)
    await called(play, stage)
    await play(f"{count(216, 109, 107)}{FILED}")


async def test_a_rule_is_drafted_voted_filed_and_told_in_plain_words(play, stage):
    await up(stage)
    await play(f"""
        王建国：议题
        小助手：哪一件？
        王建国：1
        小助手：现在做哪一步？ / 定规矩
        王建国：定规矩
        小助手：这次要不要定一条规矩？ / 1 定一条 / 2 不需要
        王建国：1
        小助手：规矩的第 1 句怎么写？
        王建国：十吨以上的大车不上东坡路。
        小助手：规矩的第 2 句怎么写？ / 回 0
        王建国：0
        小助手：这条规矩叫什么名字？
        王建国：大车限重
        小助手：有没有罚款？ / 1 没有 / 2 有
        王建国：1
        小助手：限制人身
        王建国：1
        小助手：承包地
        王建国：1
        小助手：妇女、外嫁女、外来户
        王建国：1
        小助手：个人信息
        王建国：1
        小助手：支部研究这条规矩，谁参加了？
        王建国：支书和四个支委
        小助手：哪天研究的？ / 1 11月23日
        王建国：1
        小助手：支部怎么定的？ / 1 同意
        王建国：1
        小助手：《大车限重》可以表决了 / 也请了政法干警看合不合法，没回话也能表决
        小助手→赵刚…：请您看《大车限重》合不合法
        小助手×张春梅
        {STEP}
        小助手：哪一件？
        小助手：现在做哪一步？
        小助手：党员大会审议 / 法律意见：还没有 / 村民会议哪天开？按法律要提前 10 天通知 / 1 12月10日 / 2 12月25日 / 3 1月10日
        王建国：1
        小助手：定了，12月10日开村民会议。告诉了
        小助手→张春梅…：石桥村：12月10日开村民会议，表决《大车限重》，请您到会
    """)
    await skip(stage, 17)
    await play(STEP)
    assert (await the_rule(stage)).state is RuleState.DRAFT
    seen(stage, "王建国")
    await play("""
        小助手：至少要到 / 人赞成 / 一句话说五个数：应到、到会、赞成、反对、弃权
        王建国：应到431人，到会216
        小助手：听出 2 个数，要五个
        王建国：20 20 18 2 0
        小助手：应到少了：您说20人，名册上（通知里）有431人，不能少算。名册不对 / 一句话说五个数
        王建国：431 216 109 107 0
        小助手：总共多少户、到会多少户？
        王建国：10户，到10户
        小助手：总户数少了：您说10户，名册上有126户 / 总共多少户、到会多少户？
        王建国：0
        小助手：等监委会核对：送给3位了
        小助手×陈晓燕
        小助手→雷霞…：“大车限重”村民会议应到431到216，赞成109反对107弃权0，对吗？ / 1对
        雷霞：1
        小助手：记下您看过了
        小助手→王建国：表决通过了 / 要报乡镇或者街道备案 / 《村民委员会组织法》第二十五条 / 第三十一条
    """)
    assert heard(stage, "陈晓燕", "石桥村的《大车限重》表决过了，等您备案")
    await play("陈晓燕：备案")
    seen(stage, "陈晓燕")
    seen(stage, "张春梅", 0)
    await play("""
        小助手：先看哪一条？ / 1 石桥村《大车限重》
        陈晓燕：1
        小助手：《大车限重》：十吨以上的大车不上东坡路。村民会议定的。 / 意见：还没有 / 党员大会 / 1 合法，备案 / 2 有违法的地方，退回
        陈晓燕：1
        小助手：备案编号是多少？ / 1 用〔2026〕1号
        陈晓燕：1
        小助手：从哪天起作数？ / 1 12月10日 / 2 1月1日
        陈晓燕：2
        小助手：《大车限重》作数了，编号〔2026〕1号，告诉了
        小助手→张春梅：石桥村新规矩：十吨以上的大车不上东坡路。2户提的，1月1日起
        小助手→王建国：《大车限重》作数了
        小助手×张春梅
    """)
    rule = await the_rule(stage)
    assert (rule.state, rule.edition, rule.filing_number, rule.body) == (RuleState.FILED, 1, "〔2026〕1号", "villagers_assembly")
    assert (str(rule.effective_on), str(rule.filed_on), str(rule.review_on)) == ("2027-01-01", "2026-12-10", "2028-01-01")
    assert await rule_line(stage) is At.CLOSED
    branch, notice = (await papers(stage, PaperKind.BRANCH))[0], (await papers(stage, PaperKind.NOTICE))[-1]
    assert (branch.facts["of"], branch.facts["met"], branch.facts["day"]) == ("rule", "支书和四个支委", "2026-11-23")
    assert (notice.facts["page"], notice.facts["until"]) == ("rule", "2026-12-25")
    assert "十吨以上的大车不上东坡路" in notice.words


async def test_what_everybody_hears_is_one_sms_however_long_the_rule(play, stage):
    await up(stage, level=Level.GRID)
    await play(f"""
        {STEP}
        王建国：1
        王建国：{"从村口到东坡学校这一段十吨以上的拉煤车拉石头的车一律不准上，" * 2}
        王建国：{"下雨下雪以后三天以内五吨以上的车也不准上去。"}
        王建国：0
        王建国：大车限重
        {NO_TOUCH}
        王建国：1
        {BRANCH}
    """)
    told = [text for channel, text in stage.phones["李秀兰"].shown if channel == "sms"]
    assert len(told) == 1
    assert len(told[0]) <= 70
    assert "2户提的" in told[0]
    assert "全文回“有什么规矩”" in told[0]


@pytest.mark.parametrize(("yes", "no", "heard"), [(109, 107, "表决通过了"), (108, 108, "赞成的不够数 / 赞成的还差1人")])
async def test_a_vote_is_won_by_one_and_lost_by_one(play, stage, yes, no, heard):
    await up(stage)
    await called(play, stage)
    await play(f"{count(216, yes, no)}")
    seen(stage, "王建国")
    await play(f"小助手→王建国：{heard}")
    assert (await the_rule(stage)).state is (RuleState.VOTED if yes == 109 else RuleState.DRAFT)
    assert len(await papers(stage, PaperKind.RULE_VOTE)) == 1


async def test_an_assembly_too_small_decides_nothing_and_needs_a_new_call(play, stage):
    await up(stage)
    await called(play, stage)
    await play(f"{count(215, 215, 0)}")
    seen(stage, "王建国")
    await play(f"""
        小助手→王建国：这次会还不能作数 / 到会的还差1人
        {STEP}
    """)
    assert "村民会议哪天开" in last(stage, "王建国")
    assert (await the_rule(stage)).state is RuleState.DRAFT


async def test_a_wrong_count_is_entered_again_without_a_new_call(play, stage):
    await up(stage)
    await called(play, stage)
    await play(f"{STEP} 王建国：431 216 109 97 0\n王建国：0\n")
    assert "和到会的差10人" in last(stage, "王建国")
    assert await papers(stage, PaperKind.RULE_VOTE) == []
    await play(count(216, 109, 107))
    assert (await the_rule(stage)).state is RuleState.VOTED


async def test_nothing_is_passed_before_a_supervisor_has_looked(play, stage):
    await up(stage)
    await called(play, stage)
    await stage.know("雷霞")
    await play(counted(216, 109, 107))
    assert (await the_rule(stage)).state is RuleState.DRAFT
    assert "通过" not in "".join(text for phone in stage.phones.values() for _, text in phone.shown)
    seen(stage, "雷霞", 0)
    await play("""
        雷霞：待办
        小助手：核对人数：大车上山压坏路
        雷霞：核对人数
        小助手：应到431人，实到216人；赞成109，反对107，弃权0。 / 人数对吗？ / 1 对 / 2 不对
        雷霞：2
        小助手：哪儿不对
        雷霞：赞成的是一百零五
        小助手：告诉记人数的人了
        小助手→王建国…：雷同志说表决的人数不对：赞成的是一百零五。请重新记
    """)
    seen(stage, "王建国", 0)
    await play(f"""
        {STEP}
        小助手：哪一件
        小助手：现在做哪一步
        小助手：等监委会核对，要重新记吗？ / 1 先等着 / 2 重新记
        王建国：2
        王建国：431 216 105 111 0
        王建国：0
        {CHECKED}
    """)
    assert "赞成的不够数" in last(stage, "王建国")
    assert (await the_rule(stage)).state is RuleState.DRAFT


async def test_whoever_counted_does_not_confirm(stage):
    await up(stage)
    call = a_paper(5, PaperKind.RULE_CALL, body="villagers_assembly", day="2026-11-20")
    vote = a_paper(6, PaperKind.RULE_VOTE, body="villagers_assembly", eligible="431", present="216", yes="216", no="0", abstain="0")
    await lay(stage, call, vote)
    for name in ("王建国", "刘桂香", "张春梅"):
        person = (await found(stage, Person, name=name, village="v001"))[0]
        await stage.watch(name, "wechat")
        lines = await stage.app.moments.act(f"wechat:main:{openid(person.id)}", CheckCount("i1", vote.id))
        assert [line.key for line in lines] == ["held.not_yours"]


async def test_the_day_of_the_assembly_is_waited_for_or_changed(play, stage):
    await up(stage)
    await play(f"{DRAFT}{CALL}{STEP}")
    seen(stage, "王建国")
    await play("""
        小助手：12月10日开村民会议 / 要改日子吗？ / 1 先等着 / 2 换个日子
        王建国：2
        小助手：村民会议哪天开？
        王建国：2
        小助手：定了，12月25日开村民会议
    """)
    assert [paper.facts["day"] for paper in await papers(stage, PaperKind.RULE_CALL)] == ["2026-12-10", "2026-12-25"]


async def test_sentences_too_long_or_too_many_are_said_again(play, stage):
    await up(stage)
    await play(f"""
        {STEP}
        王建国：1
        王建国：{"路" * 61}
    """)
    seen(stage, "王建国")
    await play("""
        小助手：这句长了 1 个字 / 规矩的第 1 句
        王建国：大车不上坡。小车慢走。
        小助手：规矩的第 3 句
        王建国：下雨不走。下雪也不走。
        小助手：只能再加 1 句
        王建国：下雨下雪不走。
        小助手：这条规矩叫什么名字？
        王建国：一二三四五六七八九十一二三四五六七八九十一
        小助手：不超过 20 个字
        王建国：上坡的规矩
        小助手：有没有罚款
    """)


async def test_law_is_touched_so_the_officer_looks_before_the_vote(play, stage):
    await up(stage)
    await play(f"""
        {SENTENCE}
        王建国：2
        王建国：1
        王建国：1
        王建国：1
        王建国：1
    """)
    seen(stage, "王建国")
    await play("""
        小助手：村里不能罚（《行政处罚法》第十七条） / 谁参加了
        王建国：支书和四个支委
        王建国：1
        王建国：1
    """)
    assert "他说合法了才能表决" in last(stage, "王建国")
    assert (await the_rule(stage)).state is RuleState.DRAFT
    seen(stage, "王建国", 0)
    await play("""
        小助手→赵刚：请您看《大车限重》合不合法
        赵刚：法律意见
        小助手：《大车限重》：十吨以上的大车不上东坡路 / 合法不合法？ / 1 合法 / 2 有问题
        赵刚：有问题
        小助手：碰着哪一条？
        赵刚：罚款村里不能定，行政处罚法第十七条
        小助手：记下了，告诉村里了
        小助手→王建国：《大车限重》，政法干警说有问题：罚款村里不能定
    """)
    assert (await the_rule(stage)).state is RuleState.DRAFT
    await play(STEP)
    seen(stage, "王建国")
    await play(f"""
        小助手：草案《大车限重》 / 提出的问题：罚款村里不能定 / 1 改一改，重新写 / 2 先等着
        王建国：1
        王建国：十吨以上的大车绕行。
        王建国：0
        王建国：大车绕行
        {NO_TOUCH}
        {BRANCH}
    """)
    rule = await the_rule(stage)
    assert (rule.state, rule.text) == (RuleState.DRAFT, "十吨以上的大车绕行")
    await play("赵刚：法律意见")  # the old draft waits no longer, the new one does
    assert "《大车绕行》：十吨以上的大车绕行" in last(stage, "赵刚")
    legal = (await papers(stage, PaperKind.LEGAL))[0]
    assert (legal.facts["of"], legal.facts["lawful"]) == ("rule", "0")


async def test_an_opinion_that_was_begun_and_left_still_waits(play, stage):
    await up(stage)
    await play(f"""
        {SENTENCE}
        王建国：1
        王建国：1
        王建国：1
        王建国：1
        王建国：2
        {BRANCH}
        赵刚：法律意见
        赵刚：取消
        赵刚：法律意见
    """)
    assert "《大车限重》：十吨以上的大车不上东坡路" in last(stage, "赵刚")
    await play("赵刚：1\n赵刚：0\n赵刚：法律意见")
    assert "现在没有等您看的" in last(stage, "赵刚")


async def test_a_lawful_opinion_opens_the_vote(play, stage):
    await up(stage)
    await play(f"""
        {SENTENCE}
        王建国：1
        王建国：1
        王建国：1
        王建国：1
        王建国：2
        {BRANCH}
        赵刚：法律意见
        赵刚：1
        赵刚：0
    """)
    assert heard(stage, "王建国", "政法干警看过，合法")
    assert (await the_rule(stage)).state is RuleState.CHECKED
    assert "可以表决了" in last(stage, "王建国")


async def test_no_opinion_in_three_working_days_goes_to_the_justice_office(play, stage):
    await up(stage)
    await play(f"{SENTENCE} 王建国：2\n 王建国：1\n 王建国：1\n 王建国：1\n 王建国：1\n{BRANCH}")
    await skip(stage, 3)
    assert not heard(stage, "陈晓燕", "大车")
    await skip(stage, 1)
    await skip(stage, 1)  # the clock has run out, and a cadre hears it the next morning
    await play("陈晓燕：待办")
    assert heard(stage, "陈晓燕", "大车上山压坏路"), stage.phones["陈晓燕"].shown
    assert (await the_rule(stage)).state is RuleState.DRAFT


async def test_no_rule_with_a_reason_is_posted_too(play, stage):
    await up(stage)
    await play(f"""
        {STEP}
        王建国：2
        王建国：路修好就行，已有限高杆
        {BRANCH}
    """)
    assert "理由会公示：路修好就行" in last(stage, "王建国")
    assert await rule_line(stage) is At.CLOSED
    assert (await papers(stage, PaperKind.NO_RULE))[0].words == "路修好就行，已有限高杆"
    assert "路修好就行" in (await papers(stage, PaperKind.NOTICE))[-1].words
    assert await found(stage, Rule) == []


async def test_a_branch_that_does_not_agree_leaves_nothing_behind(play, stage):
    await up(stage)
    await play(f"{SENTENCE}{NO_TOUCH} 王建国：支书和四个支委\n王建国：1\n王建国：2\n")
    assert await found(stage, Rule) == []
    assert await rule_line(stage) is None


async def test_before_the_outcome_is_up_there_is_no_step(play, stage):
    await lay(stage, an_issue(At.DOING))
    await play("""
        王建国：议题
        王建国：1
    """)
    assert "定规矩" not in last(stage, "王建国")


async def test_the_township_sends_an_unlawful_rule_back_with_the_reason(play, stage):
    await up(stage)
    await called(play, stage)
    await play(f"{count(216, 109, 107)}")
    await play("""
        陈晓燕：备案
        陈晓燕：1
        陈晓燕：2
        陈晓燕：过路费村里不能收，公路法
    """)
    assert "《大车限重》乡镇退回了：过路费村里不能收，公路法" in last(stage, "王建国")
    assert (await the_rule(stage)).state is RuleState.DRAFT
    assert await rule_line(stage) is At.RULE
    assert (await papers(stage, PaperKind.RULE_FILED))[0].facts["agree"] == "0"


async def test_only_the_township_files(play, stage):
    await up(stage)
    await called(play, stage)
    await play(f"{count(216, 109, 107)}")
    for name in ("王建国", "赵刚", "张春梅", "白爱凤"):
        await play(f"{name}：备案")
        assert "大车限重" not in stage.phones[name].shown[-1][1]


async def test_a_house_rule_of_a_grid_is_agreed_without_an_assembly(play, stage):
    await up(stage, level=Level.GRID)
    await play(f"{SENTENCE}{NO_TOUCH}")
    seen(stage, "王建国")
    await play(f"""
        小助手：怎么定？ / 1 大家约定就行 / 2 按村规民约，开会表决
        王建国：1
        {BRANCH}
    """)
    rule = await the_rule(stage)
    assert (rule.state, rule.filing_number, rule.body) == (RuleState.FILED, "约定", "")
    assert await rule_line(stage) is At.CLOSED
    assert await papers(stage, PaperKind.RULE_VOTE) == []


async def test_anybody_asks_what_rule_there_is(play, stage):
    await play("""
        张春梅：大车限重有什么规定
        小助手：还没有定规矩 / 直接说这件事
    """)
    await in_force(play, stage)
    for words in ("大车限重有什么规定", "咱村有什么规矩？", "村规民约", "大车上路有啥规定呀"):
        await play(f"韩丽：{words}")
        assert last(stage, "韩丽").startswith("《大车限重》：十吨以上的大车不上东坡路。编号〔2026〕1号，12月10日起。")
    await play("韩丽：养狗有什么规定")
    assert "还没有定规矩" in last(stage, "韩丽")
    await play("王强[短信]：大车限重有什么规定")
    assert "《大车限重》：十吨以上的大车不上东坡路" in last(stage, "王强")


LAW = (
    ("村民会议几个人能开", "村民会议：要有十八岁以上的村（居）民过半数，或者户代表三分之二以上到会 / 到会的人里过半数赞成 / 第二十六条"),
    ("村民代表会议多少人才能开", "组成人员三分之二以上到会 / 第三十条"),
    ("居民会议几个人能开？", "户代表过半数到会 / 《城市居民委员会组织法》第二十七条"),
    ("成员大会多少人算数", "成员三分之二以上到会才能开；成员里三分之二以上赞成 / 《农村集体经济组织法》第二十七条"),
    ("村民会议要提前几天通知", "村民会议要提前 10 天通知 / 第二十五条"),
    ("公示要多少天", "至少 15 天 / 第三十五条"),
)


async def test_the_law_is_quoted_with_its_article(play):
    await play("\n".join(f"张春梅：{words}\n小助手：{told}" for words, told in LAW))


async def test_a_second_edition_replaces_the_first(play, stage):
    await in_force(play, stage)
    await lay(stage, an_issue(At.DOING, "i2", title="大车绕行", notice=At.NOTICE), *published("i2"))
    picked = "王建国：议题\n王建国：2\n王建国：定规矩\n"
    await play(f"""
        {picked}
        王建国：1
        王建国：八吨以上的大车不上东坡路。
        王建国：0
        王建国：大车限重
    """)
    seen(stage, "王建国")
    await play(f"""
        小助手：它替换哪一条老规矩？ / 1 不替换 / 2 《大车限重》
        王建国：2
        {NO_TOUCH}
        {BRANCH}
        {picked}
        王建国：1
    """)
    await skip(stage, 15)
    await play(f"""
        {picked}
        王建国：431 220 130 90 0
        王建国：0
        {CHECKED}
        {FILED}
        韩丽：大车限重有什么规定
    """)
    assert "八吨" in last(stage, "韩丽")
    assert "十吨" not in last(stage, "韩丽")
    first, second = await the_rule(stage, "i1"), await the_rule(stage, "i2")
    assert (first.state, second.state, second.edition, second.replaces) == (RuleState.REPLACED, RuleState.FILED, 2, first.id)
    assert second.filing_number == "〔2026〕2号"


async def test_after_a_year_the_secretary_looks_at_it_again(play, stage):
    await in_force(play, stage)
    due: Due = next(d for d in await found(stage, Due, kind="rule_review"))
    assert (due.at.date().isoformat(), due.at.hour, due.at.minute) == ("2027-12-10", 7, 30)
    await lay(stage, Due(due.id, due.kind, due.ref, stage.app.clock.village()))
    await stage.settle()
    await skip(stage, 1)
    assert heard(stage, "王建国", "《大车限重》定了一年了")


async def test_a_community_may_use_its_representatives(play, stage):
    holders = {hat.office: name for name, hat in await of_unit(stage, "c001")}
    secretary, reviewer = holders[Office.SECRETARY], await reviewer_of(stage, "c001")
    await lay(stage, an_issue(At.DOING, village="c001", title="电动车上楼充电", notice=At.NOTICE), *published())
    step = f"{secretary}：议题\n{secretary}：1\n{secretary}：定规矩\n"
    no_touch = f"{secretary}：1\n" * 5
    await play(f"""
        {step}
        {secretary}：1
        {secretary}：电动车不上楼充电。
        {secretary}：0
        {secretary}：电动车充电
        {no_touch}
        {secretary}：书记和两个委员
        {secretary}：1
        {secretary}：1
        {step}
    """)
    seen(stage, secretary)
    await play(f"""
        小助手：由哪个会来定？ / 1 居民会议 / 2 居民代表会议
        {secretary}：2
        小助手：居民代表会议哪天开？ / 1 11月23日
        {secretary}：1
        小助手：11月23日开居民代表会议
        {step}
    """)
    seen(stage, secretary)
    await play(f"""
        小助手：居民会议授权过代表会议定这类事吗？ / 1 授权过 / 2 没有
        {secretary}：1
        小助手：一句话说五个数
        {secretary}：9 6 4 2 0
        小助手：等监委会核对：送给1位了
    """)
    await looked_at(play, stage, "c001")
    await play(f"""
        小助手→{secretary}：表决通过了 / 《城市居民委员会组织法》第二十八条
        {reviewer}：备案
        {reviewer}：1
        {reviewer}：1
        {reviewer}：1
        {reviewer}：1
    """)
    rule = await the_rule(stage)
    assert (rule.state, rule.body, rule.village) == (RuleState.FILED, "residents_representatives", "c001")


async def test_representatives_without_a_mandate_make_no_rule(play, stage):
    secretary = next(name for name, hat in await of_unit(stage, "c001") if hat.office is Office.SECRETARY)
    await lay(stage, an_issue(At.DOING, village="c001", title="电动车上楼充电", notice=At.NOTICE), *published())
    step = f"{secretary}：议题\n{secretary}：1\n{secretary}：定规矩\n"
    no_touch = f"{secretary}：1\n" * 5
    await play(f"""
        {step}
        {secretary}：1
        {secretary}：电动车不上楼充电。
        {secretary}：0
        {secretary}：电动车充电
        {no_touch}
        {secretary}：书记和两个委员
        {secretary}：1
        {secretary}：1
        {step}
        {secretary}：2
        {secretary}：1
        {step}
        {secretary}：2
        {secretary}：9 6 6 0 0
    """)
    await looked_at(play, stage, "c001")
    assert "要先有全体的会或者章程授权" in last(stage, secretary)
    assert (await the_rule(stage)).state is RuleState.DRAFT


async def reviewer_of(stage: Stage, unit: str) -> str:
    street = stage.app.directory.units[unit].parent or ""
    return (await of_unit(stage, street, Office.REVIEWER))[0][0]


async def of_unit(stage: Stage, unit: str, *offices: Office) -> list[tuple[str, Hat]]:
    """Who holds an office in a unit, by name."""
    people = await found(stage, Person)
    pairs = [(p.name, hat) for p in people for hat in stage.app.directory.hats(p.id) if hat.unit == unit]
    return [(name, hat) for name, hat in pairs if not offices or hat.office in offices]


# ---------------------------------------------------------------- laws


@dataclass(frozen=True)
class Moment:
    """What the days of a vote are reckoned from."""

    now: datetime
    statutes: Statutes
    calendar: Calendar


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)), st.integers(0, 20))
def test_every_day_offered_for_a_vote_has_its_notice(now, notice):
    days = lawful_days(Moment(now, Statutes(), Calendar()), notice)
    assert len(days) == 3
    assert days == sorted(set(days))
    assert all(notice_days_between(now.date(), day) >= notice for day in days)


@given(st.dates(date(2026, 1, 1), date(2099, 12, 31)))
def test_a_rule_is_looked_at_again_after_a_year(day):
    assert 364 <= (a_year_after(day) - day).days <= 366


@given(st.lists(st.text("路车雨雪", min_size=1, max_size=80), max_size=6))
def test_no_more_than_three_short_sentences_are_ever_kept(said):
    kept = ()
    for words in said:
        new = tuple(sentences(words))
        if not list(refused(kept, new)):
            kept = (*kept, *new)
    assert len(kept) <= 3
    assert all(len(each) <= 60 for each in kept)
