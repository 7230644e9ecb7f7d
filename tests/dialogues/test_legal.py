"""政法干警 spoken through: an opinion on an issue, in time or not; 问法 asked without a name, answered to the asker alone, or 12348."""

from handlers.case import Case
from handlers.issues.legal import legal_lines
from handlers.village.evidence import CaseFile
from handlers.village.issue import PaperKind
from handlers.village.matter import Entry, EntryKind
from handlers.village.matter import Stage as At
from handlers.village.people import Office
from tests.dialogues.deep import a_paper, an_issue, found, heard, last, lay, papers, seen, skip

ASK = """
    王建国：议题
    王建国：1
    王建国：请政法干警看看
    王建国：1
"""


async def test_the_officer_gives_a_short_opinion_by_digit(play, stage):
    await lay(stage, an_issue(At.CALLED, legal=True))
    await play("赵刚：你好")
    seen(stage, "赵刚", 0)
    await play(f"""
        {ASK}
        小助手→赵刚：石桥村请您看看合不合法：《大车上山压坏路》，路是大家的 / 三个工作日内回
    """)
    await play("""
        赵刚：1
        小助手→赵刚：要补一句什么吗？
        赵刚：限高要报公路站
        小助手：记下了，告诉村里了
    """)
    assert heard(stage, "王建国", "《大车上山压坏路》，政法干警看过，合法。补充：限高要报公路站")
    paper = (await papers(stage, PaperKind.LEGAL))[0]
    assert (paper.facts["of"], paper.facts["lawful"], paper.words) == ("issue", "1", "限高要报公路站")
    await play("王建国：议题\n王建国：1\n")
    assert "请政法干警看看" not in last(stage, "王建国")
    await skip(stage, 6)
    assert not heard(stage, "陈晓燕", "大车上山压坏路")


async def test_an_opinion_by_sms_in_digits_alone(play, stage):
    await lay(stage, an_issue(At.CALLED, legal=True))
    await stage.know("赵刚")
    await play(f"""
        {ASK}
        赵刚[短信]：1
        赵刚[短信]：0
    """)
    assert (await papers(stage, PaperKind.LEGAL))[0].facts["lawful"] == "1"
    assert all(len(text) <= 70 for channel, text in stage.phones["赵刚"].shown if channel == "sms")


async def test_what_is_wrong_needs_a_sentence(play, stage):
    await lay(stage, an_issue(At.CALLED, legal=True))
    await play(f"{ASK} 赵刚：2\n赵刚：村里不能扣车\n")
    assert heard(stage, "王建国", "政法干警说有问题：村里不能扣车")
    assert (await papers(stage, PaperKind.LEGAL))[0].facts["lawful"] == "0"


async def test_no_opinion_in_three_working_days_is_told_above_and_stops_nothing(play, stage):
    await lay(stage, an_issue(At.CALLED, legal=True))
    await play(ASK)
    await skip(stage, 2)
    assert not heard(stage, "陈晓燕", "大车上山压坏路")
    await skip(stage, 2)
    await play("陈晓燕：待办")  # the morning came by SMS, where it says only how many things wait
    assert heard(stage, "陈晓燕", "大车上山压坏路")
    assert await papers(stage, PaperKind.LEGAL) == []


async def test_only_the_village_s_officers_give_an_opinion(play, stage):
    await lay(stage, an_issue(At.CALLED, legal=True))
    await play(ASK)
    for name in ("王建国", "陈晓燕", "张春梅"):
        await play(f"{name}：法律意见")
    await play("雷香：法律意见")
    assert await papers(stage, PaperKind.LEGAL) == []


def lines(*written, legal=True):
    issue = an_issue(At.READY, legal=legal)
    return [line.key for line in legal_lines(Case(None, CaseFile(issue, papers=written), (), ()))]


def test_the_gate_card_shows_an_opinion_or_that_there_is_none():
    given, wrong = ("legal.given", "1"), ("legal.trouble", "0")
    assert lines() == ["legal.absent"]
    assert lines(legal=False) == []
    for key, lawful in (given, wrong):
        assert lines(a_paper(1, PaperKind.LEGAL, "看过", of="issue", lawful=lawful)) == [key]
    assert lines(a_paper(1, PaperKind.LEGAL, "看过", of="rule", lawful="1")) == ["legal.absent"]


# ---------------------------------------------------------------- 问法


async def test_a_question_of_law_is_answered_to_the_asker_alone(play, stage):
    await play("""
        张春梅：问法：地契是爷爷的名字，能不能改成我的？李秀兰家的也没改
        小助手：问了赵同志，不带您的名字，11月26日前只回给您一个人
        小助手→赵刚：有乡亲问法：地契是爷爷的名字，能不能改成我的？李×家的也没改。请您11月26日前答一句 / 1我来答 2答不了
    """)
    assert not any("张春梅" in text or "李秀兰" in text for _, text in stage.phones["赵刚"].shown)
    seen(stage, "赵刚", 0)
    await play("""
        赵刚：1
        小助手：怎么答？
        赵刚：先办继承公证，再到不动产中心过户
        小助手：好，转给问的人了
        小助手→张春梅：您问的法，赵同志答：先办继承公证，再到不动产中心过户 / 12348
        小助手×李秀兰
        小助手×王建国
    """)
    question, answer = await found(stage, Entry, concern="v001", kind="question"), await found(stage, Entry, concern="v001", kind="answer")
    assert (len(question), len(answer)) == (1, 1)
    await skip(stage, 5)
    assert not heard(stage, "张春梅", "到今天没人答")


async def test_the_bare_word_asks_for_the_question(play, stage):
    await play("""
        王强[短信]：问法
        小助手：想问什么法律上的事？
        王强[短信]：工钱拖了半年怎么要
        小助手：问了赵同志
        小助手→赵刚：有乡亲问法：工钱拖了半年怎么要
    """)
    assert len(await found(stage, Entry, kind=EntryKind.QUESTION.value)) == 1


async def test_nobody_answers_in_three_working_days(play, stage):
    await play("张春梅：问法 彩礼退不退")
    await skip(stage, 3)
    assert not heard(stage, "张春梅", "12348")
    await skip(stage, 0.45)
    assert heard(stage, "张春梅", "到今天没人答，对不住。打12348")


async def test_an_officer_who_cannot_answer_says_so_at_once(play, stage):
    await play("""
        张春梅：问法 彩礼退不退
        小助手：问了赵同志
        赵刚：2
        小助手→张春梅：打12348，免费问律师
    """)
    assert not heard(stage, "赵刚", "怎么答")


async def test_words_that_accuse_a_cadre_are_no_officer_s_to_read(play, stage):
    await play("张春梅：问法：支书把低保给了他小舅子，还收了钱")
    assert not stage.phones["赵刚"].shown
    assert await found(stage, Entry, kind=EntryKind.QUESTION.value) == []
    await play("""
        张春梅：问法
        张春梅：支书把低保给了他小舅子，还收了钱
    """)
    assert not stage.phones["赵刚"].shown
    assert await found(stage, Entry, kind=EntryKind.QUESTION.value) == []


async def test_erased_words_get_no_answer(play, stage):
    await play("张春梅：问法 彩礼退不退")
    question = (await found(stage, Entry, kind=EntryKind.QUESTION.value))[0]
    await lay(stage, Entry(question.id, question.concern, question.kind, question.at, "erased"))
    before = len(stage.phones["张春梅"].shown)
    await play("赵刚：2")
    await skip(stage, 5)
    assert len(stage.phones["张春梅"].shown) == before


async def test_where_no_officer_is_assigned_the_hotline_is_named(play, stage):
    assert Office.POLICE not in {hat.office for hat in stage.app.directory.hats("p00003")}
    await play("外路人：问法 彩礼退不退\n小助手：打12348")
