"""征求意见: one question to everybody, near and far; a digit or a sentence; one answer a person; told later what became of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.sms_text import fits_one
from bot.demo.district import OPENS_AT
from handlers.memory import Address, Ask, Due
from handlers.village.issue import Backing, Issue, Method, Opinion, Paper, PaperKind, Stance, Visit
from handlers.village.matter import Concern, Stage
from handlers.village.people import Household, Person
from handlers.village.sealed_case import SealedCase
from tests.dialogues.deep import found, lay
from tests.dialogues.laid import lay as laid
from tests.dialogues.laid import paper, papers
from tests.dialogues.test_visiting import open_doors

WANG, GULLY = "p00005", "g003"


@pytest.fixture
async def asked(stage):
    """Everybody of the back gully has been asked, 王强 in Jiangsu among them."""
    await open_doors(stage, grid=GULLY)
    await begin(stage)


async def begin(stage: Any) -> None:
    await lay(stage, Due("ask_everybody:road", "ask_everybody", "road", stage.app.clock.village()))
    await stage.settle()


async def of(stage: Any, person: str) -> Opinion | None:
    return next(iter(await found(stage, Opinion, person=person)), None)


async def test_everybody_in_scope_gets_one_sms_with_digits(stage, asked):
    asks = await found(stage, Ask, script="opinions")
    people = {ask.person for ask in asks}
    assert WANG in people
    assert len(people) == len(asks) > 40
    assert not people & {"p00006", "p00009", "p00330", "p00003"}  # cadres have other ways; the east slope is not in scope
    (text,) = [text for _, text in stage.phones["王强"].shown]
    assert text == "【石桥村说事】东坡的路塌了半边，12月10日商量。您家怎么看？可直接回话。 回1同意 2不同意 3有条件 4不表态"
    assert all(fits_one(text) for phone in stage.phones.values() for _, text in phone.shown)


async def test_the_question_goes_out_by_itself_when_the_visits_begin(stage):
    await open_doors(stage, at=Stage.CALLED, grid=GULLY)
    call = Paper("call", "road", PaperKind.CALL, OPENS_AT - timedelta(days=6), "p00006", seq=1)
    await lay(stage, call, Due("issue_step:road", "issue_step", "road", stage.app.clock.village()))
    await stage.settle()
    assert [issue.stage for issue in await found(stage, Issue)] == [Stage.VISITING]
    assert WANG in {ask.person for ask in await found(stage, Ask, script="opinions")}


async def test_being_asked_is_one_attempt_and_reaches_nobody_yet(stage, asked):
    visits = await found(stage, Visit, issue="road")
    assert {(v.by, v.method, v.reached) for v in visits} == {("clock", Method.SMS, False)}
    assert WANG in {v.person for v in visits}


async def test_who_has_answered_is_not_asked_and_a_shared_telephone_once(stage):
    await open_doors(stage)
    await lay(stage, Opinion("road:p00014", "road", "h0006", "p00014", OPENS_AT, "sms", Stance.FOR))
    await begin(stage)
    people = {ask.person for ask in await found(stage, Ask, script="opinions")}
    assert "p00014" not in people
    assert len(people & {"p00134", "p00135"}) == 1


async def test_who_wants_no_messages_gets_none(play, stage):
    await play("""
        王强[短信]：TD
    """)
    await open_doors(stage, grid=GULLY)
    await begin(stage)
    assert WANG not in {ask.person for ask in await found(stage, Ask, script="opinions")}


async def test_away_and_one_digit_is_a_full_opinion(play, stage, asked):
    await play("""
        王强[短信]：1
        小助手：【石桥村说事】
        小助手：记下了：同意。开会念出来，结果告诉您。不想念回“别念”
    """)
    own = await of(stage, WANG)
    assert own
    assert (own.stance, own.words, own.channel, own.backing) == (Stance.FOR, "", "sms", Backing.OWN)


async def test_a_digit_and_a_sentence_are_both_kept(play, stage, asked):
    await play("""
        王强[短信]：2 出工我让弟弟去
        小助手：【石桥村说事】
        小助手：记下了：不同意，“出工我让弟弟去”
    """)
    own = await of(stage, WANG)
    assert own
    assert (own.stance, own.words) == (Stance.AGAINST, "出工我让弟弟去")


async def test_against_by_a_digit_the_reason_is_asked_once(play, stage, asked):
    await play("""
        王强[短信]：2
        小助手：【石桥村说事】
        小助手：记下了：不同意，算数。 / 为什么？ / 回0跳过
    """)
    own = await of(stage, WANG)
    assert own  # before any reason is given
    assert (own.stance, own.words) == (Stance.AGAINST, "")
    await play("""
        王强[短信]：占我家的地
        小助手：记下了：不同意，“占我家的地”
    """)
    own = await of(stage, WANG)
    assert own
    assert (own.stance, own.words) == (Stance.AGAINST, "占我家的地")


async def test_without_a_reason_it_stands(play, stage, asked):
    await play("""
        王强[短信]：不同意
        小助手：【石桥村说事】
        小助手：记下了：不同意，算数。 / 为什么？
        王强[短信]：0
        小助手：好，就到这儿。
    """)
    own = await of(stage, WANG)
    assert own
    assert (own.stance, own.words) == (Stance.AGAINST, "")


async def test_a_concern_of_another_kind_is_no_reason(play, stage, asked):
    await play("""
        王强[短信]：2
        小助手：【石桥村说事】
        小助手：为什么？
        王强[短信]：后沟的路灯一个都不亮
        小助手：“后沟的路灯一个都不亮”，这是原因，还是另一件事？ / 1是原因 2说的是别的事
        王强[短信]：2
        小助手：听见了
    """)
    own = await of(stage, WANG)
    assert own
    assert (own.stance, own.words) == (Stance.AGAINST, "")


@pytest.mark.parametrize(
    ("words", "stance"),
    [
        ("不同意", Stance.AGAINST),
        ("我改主意了，不同意", Stance.AGAINST),
        ("改主意了，我不同意", Stance.AGAINST),
        ("不同意了", Stance.AGAINST),
        ("我看行，但是占我家地不行", Stance.CONDITIONAL),
        ("我不同意也不反对", Stance.NO_VIEW),
    ],
)
async def test_a_mind_is_changed_in_words_too(stage, asked, words, stance):
    await stage.say("王强", "1", "sms")
    await stage.say("王强", words, "sms")
    own = await of(stage, WANG)
    assert own
    assert own.stance is stance


@pytest.mark.parametrize(
    ("words", "stance", "kept"),
    [
        ("同意", Stance.FOR, ""),
        ("同意修，先修塌的那段", Stance.FOR, "先修塌的那段"),
        ("我家不同意，占了我家的地", Stance.AGAINST, "占了我家的地"),
        ("没意见", Stance.FOR, ""),
    ],
)
async def test_plain_words_are_an_answer(stage, asked, words, stance, kept):
    await stage.say("王强", words, "sms")
    if stance is Stance.AGAINST and not kept:
        await stage.say("王强", "0", "sms")
    own = await of(stage, WANG)
    assert own
    assert (own.stance, own.words) == (stance, kept)


@pytest.mark.parametrize("words", ["占了我家的地", "我弟出工", "出工我让弟弟去"])
async def test_words_without_a_stance_are_kept_and_the_digit_is_asked(play, stage, asked, words):
    await play(f"""
        王强[短信]：{words}
        小助手：【石桥村说事】
        小助手：听见了。 / 那您家是？ / 回1同意 2不同意 3有条件
        王强[短信]：1
        小助手：记下了：同意
    """)
    own = await of(stage, WANG)
    assert own
    assert (own.stance, own.words) == (Stance.FOR, words)


@pytest.mark.parametrize(
    ("words", "stance"),
    [
        ("先把塌的那段修了，宽不宽以后再说", Stance.CONDITIONAL),
        ("俺家坚决不出这个工", Stance.AGAINST),
        ("这么好的事，算俺家一个", Stance.FOR),
        ("谢谢村里操心，我家全力支持", Stance.FOR),
        ("等我媳妇回来，我俩合计合计", Stance.NO_VIEW),
    ],
)
async def test_a_free_answer_that_the_ears_are_sure_of_is_read_back(stage, asked, words, stance):
    await stage.say("王强", words, "sms")
    own = await of(stage, WANG)
    assert own
    assert (own.stance, own.words) == (stance, words)
    assert "听错了回“听错了”" in stage.phones["王强"].shown[-1][1]


async def test_one_word_mends_what_was_heard_wrongly(play, stage, asked):
    await play("""
        王强[短信]：俺家坚决不出这个工
        小助手：【石桥村说事】
        小助手：记下了：不同意 / 听错了回“听错了”
        王强[短信]：听错了
        小助手：您家怎么看
        王强[短信]：3 管饭就出
        小助手：记下了：有条件，“管饭就出”
    """)
    own = await of(stage, WANG)
    assert own
    assert own.stance is Stance.CONDITIONAL


@pytest.mark.parametrize("words", ["谢谢", "你好", "我不姓王，你打错了"])
async def test_what_is_no_answer_counts_as_no_opinion(stage, asked, words):
    await stage.say("王强", words, "sms")
    assert await of(stage, WANG) is None
    (ask,) = await found(stage, Ask, script="opinions", person=WANG)
    assert ask.answered_at is None  # the question can be answered still


async def test_a_question_in_answer_to_ours_is_kept_as_a_question(play, stage, asked):
    await play("""
        王强：我的意见
        小助手→王强：【石桥村说事】
        小助手→王强：您家怎么看
        王强：请问养老金认证甚时候办
    """)
    assert await of(stage, WANG) is None
    assert [c.text for c in await found(stage, Concern, author=f"p:{WANG}")] == ["请问养老金认证甚时候办"]


async def test_small_talk_under_the_question_gets_a_decent_answer(play, stage, asked):
    await play("""
        王强：我的意见
        王强：你好，大家辛苦了
        小助手→王强：【石桥村说事】
        小助手→王强：您家怎么看
        小助手→王强：还可以回话
    """)
    assert await of(stage, WANG) is None
    assert await found(stage, Concern, author=f"p:{WANG}") == []


async def test_ok_may_only_mean_that_the_message_arrived(play, stage, asked):
    await play("""
        王强[短信]：好的
        小助手：【石桥村说事】
        小助手：那您家是？
    """)
    assert await of(stage, WANG) is None


async def test_a_concern_of_another_kind_is_a_concern(play, stage, asked):
    await play("""
        王强[短信]：后沟的水管冻裂了，水流了一坡
        小助手：【石桥村说事】
        小助手：听见了，记下了
    """)
    assert await of(stage, WANG) is None
    assert [c.text for c in await found(stage, Concern, author=f"p:{WANG}")] == ["后沟的水管冻裂了，水流了一坡"]


async def test_another_matter_is_heard_as_one_and_is_no_opinion(play, stage, asked):
    await play("""
        王强：隔壁把我家的地占了半垄
        小助手→王强：【石桥村说事】
        小助手→王强：听见了
    """)
    assert await of(stage, WANG) is None
    assert [c.text for c in await found(stage, Concern, author=f"p:{WANG}")] == ["隔壁把我家的地占了半垄"]


@pytest.mark.parametrize("words", ["支书把修路的钱装自己兜里了", "1 支书把修路的钱装自己兜里了", "不同意，支书把修路的钱装自己兜里了"])
async def test_an_accusation_is_no_opinion(stage, asked, words):
    await stage.say("王强", words, "sms")
    assert await found(stage, Opinion, issue="road") == []


async def test_the_digit_beside_an_accusation_is_given_again_alone(play, stage, asked):
    await play("""
        王强[短信]：1 支书把修路的钱装自己兜里了
        小助手…：单独收好，村里看不到 / 只回一个数字
        王强[短信]：1
        小助手…：记下了：同意
    """)
    assert [(o.person, o.words) for o in await found(stage, Opinion, issue="road")] == [(WANG, "")]


DOUBTFUL = "不同意，修路的钱有没有人吃了回扣"  # of which the ears cannot tell whether it accuses anybody


@pytest.mark.parametrize("words", [DOUBTFUL, "2 修路的钱有没有人吃了回扣"])
async def test_a_doubt_in_an_opinion_is_asked_about_and_read_by_nobody_meanwhile(play, stage, asked, words):
    await play(f"""
        王强[短信]：{words}
        小助手…：意见记下了：不同意。话里提到人，先不念，也不给村里看 / 那几句是？ / 1只是我家的意见
    """)
    own = await of(stage, WANG)
    assert own
    assert (own.stance, own.withheld, own.counted) == (Stance.AGAINST, True, True)
    assert await found(stage, SealedCase) == []


async def test_a_reason_in_doubt_is_kept_with_its_stance(play, stage, asked):
    await play("""
        王强[短信]：2
        王强[短信]：修路的钱有没有人吃了回扣
        王强[短信]：1
    """)
    own = await of(stage, WANG)
    assert own
    assert (own.stance, own.words, own.withheld) == (Stance.AGAINST, "修路的钱有没有人吃了回扣", False)


async def test_only_an_opinion_is_treated_like_anybody_s(play, stage, asked):
    await play(f"""
        王强[短信]：{DOUBTFUL}
        王强[短信]：1
        小助手…：那几句是？
        小助手：记下了：不同意
    """)
    own = await of(stage, WANG)
    assert own
    assert not own.withheld


async def test_a_wish_not_to_be_read_out_outlives_the_doubt(play, stage, asked):
    await play(f"""
        王强[短信]：{DOUBTFUL}，别念
        王强[短信]：1
    """)
    own = await of(stage, WANG)
    assert own
    assert own.withheld


async def test_about_a_cadre_it_goes_into_the_vault_and_no_stance_stays_beside_it(play, stage, asked):
    await play(f"""
        王强[短信]：{DOUBTFUL}
        王强[短信]：2
        小助手…：那几句是？
        小助手：单独收好，村里看不到 / 您家的意见，过后回“我的意见”再说一回
    """)
    own = await of(stage, WANG)
    assert own
    assert (own.stance, own.words) == (None, "")
    (case,) = await found(stage, SealedCase)
    assert not case.unsure


async def test_danger_comes_first(stage, asked):
    await stage.say("王强", "我家着火了", "sms")
    assert "119" in stage.phones["王强"].shown[-1][1]
    assert await of(stage, WANG) is None


async def test_he_changes_his_mind_on_wechat_and_one_answer_counts(play, stage, asked):
    await play("""
        王强[短信]：1
        小助手：【石桥村说事】
        小助手：记下了：同意
        王强：我的意见
        小助手：“东坡的路塌了半边”，您家怎么看？ / 1 同意 / 2 不同意
        王强：2 没说好谁出钱
        小助手：记下了：不同意，“没说好谁出钱”
    """)
    own = await found(stage, Opinion, issue="road")
    assert [(o.stance, o.channel) for o in own] == [(Stance.AGAINST, "wechat")]


async def test_a_divided_household_stays_divided(stage, asked):
    first, second = [a.person for a in await found(stage, Ask, script="opinions") if a.person in ("p00024", "p00025")]
    await stage.say("贺玉莲", "同意", "sms")
    await stage.say("苗根生", "不同意，占了我家的地", "sms")
    stances = {o.person: o.stance for o in await found(stage, Opinion, household="h0011")}
    assert stances == {first: Stance.FOR, second: Stance.AGAINST}
    await stage.say("王建国", "议题")
    await stage.say("王建国", "1")
    digit = next(row.split()[0] for row in stage.phones["王建国"].shown[-1][1].splitlines() if "看问到多少户" in row)
    await stage.say("王建国", digit)
    assert "意见不一1户" in stage.phones["王建国"].shown[-1][1]
    assert "按人：同意1 不同意1" in stage.phones["王建国"].shown[-1][1]


async def test_not_to_be_read_out_and_it_still_counts(play, stage, asked):
    await play("""
        王强[短信]：2 占了我家的地
        王强[短信]：别念
        小助手：【石桥村说事】
        小助手：记下了：不同意
        小助手：好，您那句算数，不念出来
        王强：我的意见
        王强：1
        小助手：您家怎么看
        小助手：记下了：同意。算数，不念出来
    """)
    own = await of(stage, WANG)
    assert own
    assert own.withheld
    assert own.counted


async def test_not_to_be_read_out_takes_the_quotes_down_as_well(play, stage):
    """A report was quoted on the board, and its speaker has given no opinion."""
    await laid(stage, Stage.VISITING, *QUOTED)
    await play("""
        张春梅：别念
        小助手：好，您说的话不念，也不贴出来。 / 用过您的原话，也撤下来了
    """)
    first, second = await papers(stage, PaperKind.QUOTE)
    assert (first.words, first.facts["withheld"]) == ("这句本人不让念", "1")
    assert second.words == "农用车过不圪"
    (notice,) = await papers(stage, PaperKind.NOTICE)
    assert notice.words == "商量的事：路\n乡亲说：“农用车过不圪”\n您家怎么看"
    assert [c.flags for c in await found(stage, Concern, number="304120")] == [frozenset({"kept_back"})]
    await play("""
        张春梅：别念
        小助手：好，您说的话不念，也不贴出来
    """)


async def test_the_quotes_of_a_closed_matter_stay_as_they_were(play, stage):
    await laid(stage, Stage.CLOSED, *QUOTED)
    await play("""
        张春梅：别念
    """)
    assert [p.words for p in await papers(stage, PaperKind.QUOTE)] == ["三轮车上不来", "农用车过不圪"]


QUOTED = (
    paper(None, PaperKind.QUOTE, "三轮车上不来", household="h0002", concern="roadc0"),
    paper(None, PaperKind.QUOTE, "农用车过不圪", household="h0006", concern="roadc1"),
    paper(
        None, PaperKind.NOTICE, "商量的事：路\n乡亲说：“三轮车上不来”\n乡亲说：“农用车过不圪”\n您家怎么看", page="call", until="2026-12-10"
    ),
)


async def test_nothing_to_withhold_is_said(play, stage):
    await play("""
        王强[短信]：别念
        小助手：还没有您的意见
        王强[短信]：我的意见
        小助手：现在没有问您家意见的事
    """)


async def test_a_family_s_one_telephone_answers_for_whom_it_was_asked(play, stage):
    await open_doors(stage)
    await begin(stage)
    (ask,) = [a for a in await found(stage, Ask, script="opinions") if a.person in ("p00134", "p00135")]
    await play("""
        张东[短信]：1
        小助手：【石桥村说事】
        小助手：记下了：同意
    """)
    own = await of(stage, ask.person)
    assert own
    assert own.stance is Stance.FOR


async def lend(stage: Any, lender: str, *others: str) -> None:
    """The roster has the lender's number for these people too."""
    (phone,) = [p.phone for p in await found(stage, Person, id=lender)]
    for other in others:
        (person,) = await found(stage, Person, id=other)
        await lay(stage, replace(person, phone=phone))


async def ask_here(stage: Any, person: str) -> None:
    """The one question waits on the secretary's telephone."""
    until, args = OPENS_AT + timedelta(days=3), {"issue": "road", "person": person, "comment": ""}
    await lay(stage, Ask("q1", person, "opinions", "opinions.stance", OPENS_AT, until, args, {"1": ":for"}, words=True))


MIAO, HE = "p00025", "p00024"  # 苗根生, 贺玉莲: one household of the back gully


async def test_on_the_secretary_s_phone_nobody_else_s_household_speaks_for_itself(play, stage):
    await lend(stage, "p00006", MIAO)
    await open_doors(stage, grid=GULLY)
    await begin(stage)
    await play("""
        王建国[短信]：1
        小助手：您家怎么看？
        小助手：记下了：同意。这个手机不只您家用，先不计数
    """)
    said = await of(stage, MIAO)
    assert said
    assert (said.stance, said.backing, said.recorder, said.counted) == (Stance.FOR, Backing.PENDING, "p00006", False)


async def test_what_a_cadre_s_phone_said_gives_way_to_their_own_word_and_never_the_other_way_round(play, stage):
    await lend(stage, "p00006", MIAO)
    await open_doors(stage, grid=GULLY)
    await lay(stage, Opinion(f"road:{MIAO}", "road", "h0011", MIAO, OPENS_AT, "sms", Stance.AGAINST, words="占我家的地"))
    await ask_here(stage, MIAO)
    await stage.say("王建国", "1", "sms")
    assert "自己答过了" in stage.phones["王建国"].shown[-1][1]
    said = await of(stage, MIAO)
    assert said
    assert (said.stance, said.backing) == (Stance.AGAINST, Backing.OWN)


async def test_a_phone_of_several_households_speaks_for_none_of_them(play, stage):
    await lend(stage, HE, "p00134")  # another household's
    await open_doors(stage, grid=GULLY)
    await begin(stage)
    await stage.say("贺玉莲", "同意", "sms")
    said = await of(stage, HE)
    assert said
    assert (said.backing, said.recorder) == (Backing.PENDING, None)


async def test_a_cadre_s_own_household_answers_as_itself(stage):
    await lend(stage, "p00006", MIAO)
    (secretary,) = await found(stage, Person, id="p00006")
    (home,) = await found(stage, Household, id=secretary.household)
    await open_doors(stage, grid=home.grid)
    await ask_here(stage, "p00006")
    await stage.say("王建国", "1", "sms")
    said = await of(stage, "p00006")
    assert said
    assert (said.stance, said.backing) == (Stance.FOR, Backing.OWN)


@pytest.mark.parametrize(("words", "kept"), [("同意 别念", ""), ("同意，先修塌的那段，别念出来", "先修塌的那段"), ("1 请别念我的名字", "")])
async def test_not_to_be_read_out_in_the_same_breath(stage, asked, words, kept):
    await stage.say("王强", words, "sms")
    own = await of(stage, WANG)
    assert own
    assert (own.stance, own.words, own.withheld) == (Stance.FOR, kept, True)
    assert "不念出来" in stage.phones["王强"].shown[-1][1]


async def test_words_beside_the_second_digit_are_kept(play, stage, asked):
    await play("""
        王强[短信]：不知道
        小助手：【石桥村说事】
        小助手：那您家是？ / 回1同意 2不同意 3有条件 4不表态
        王强[短信]：3 先看钱从哪儿来
        小助手：记下了：有条件，“先看钱从哪儿来”
    """)


async def test_both_sentences_are_kept_when_both_say_something(stage, asked):
    for words in ("我弟出工", "1 先修塌的那段"):
        await stage.say("王强", words, "sms")
    own = await of(stage, WANG)
    assert own
    assert (own.stance, own.words) == (Stance.FOR, "我弟出工，先修塌的那段")


@pytest.mark.parametrize(
    ("answer", "stance"),
    [
        ("我改主意了，不同意", Stance.AGAINST),
        ("想好了，同意", Stance.FOR),
        ("商量好了，没意见", Stance.FOR),
        ("那就不表态", Stance.NO_VIEW),
        ("弃权", Stance.NO_VIEW),
    ],
)
async def test_a_sentence_answers_what_the_household_thinks(stage, asked, answer, stance):
    for words in ("占了我家的地", answer):
        await stage.say("王强", words, "sms")
    own = await of(stage, WANG)
    assert own
    assert (own.stance, own.words) == (stance, "占了我家的地")


async def test_more_words_without_a_stance_are_asked_by_digit_once_more(play, stage, asked):
    await play("""
        王强[短信]：占了我家的地
        王强[短信]：出工我让弟弟去
        小助手：【石桥村说事】
        小助手：那您家是？
        小助手：您家是哪一样？ / 回1同意 2不同意 3有条件
        王强[短信]：1
        小助手：记下了：同意
    """)


async def test_a_changed_mind_is_heard_in_words(play, stage, asked):
    await play("""
        王强[短信]：1
        王强[短信]：我的意见
        王强[短信]：我改主意了，不同意，没说好谁出钱
        小助手：【石桥村说事】
        小助手：记下了：同意
        小助手：您家怎么看
        小助手：记下了：不同意，“没说好谁出钱”
    """)


async def test_the_poll_too_is_no_word_of_a_household_whose_phone_it_is_not(play, stage):
    await lend(stage, "p00006", MIAO)
    await open_doors(stage, at=Stage.SET, grid=GULLY)
    until = OPENS_AT + timedelta(days=3)
    await lay(stage, Ask("q1", MIAO, "poll", "poll.ours", OPENS_AT, until, {"issue": "road", "person": MIAO, "comment": ""}, {"1": "yes"}))
    await play("""
        王建国[短信]：1
        小助手：记下了，谢谢您。这个手机不只您家用，先不计数
    """)
    said = await of(stage, MIAO)
    assert said
    assert (said.ours, said.counted, said.recorder) == (True, False, "p00006")


async def test_who_is_out_of_scope_gives_no_opinion(play, stage):
    await open_doors(stage)
    await play("""
        王强[短信]：我的意见
        小助手：现在没有问您家意见的事
    """)


async def test_an_unproved_telephone_says_nothing_for_anybody(play, stage, asked):
    await stage.watch("王强", "wechat")
    for address in await found(stage, Address, talk=f"p:{WANG}"):
        await lay(stage, replace(address, trusted=False))
    await play("""
        王强：我的意见
        王强：1
    """)
    assert await of(stage, WANG) is None


async def test_after_the_meeting_no_more_is_taken(play, stage, asked):
    await open_doors(stage, at=Stage.MEETING, grid=GULLY)
    await play("""
        王强[短信]：1
        小助手：【石桥村说事】
        小助手：这件事已经商量过了，意见不再收了
    """)
    assert await of(stage, WANG) is None


async def test_a_mind_is_changed_in_the_midst_of_something_else(play, stage, asked):
    await play("""
        王强[短信]：1
        王强[短信]：前街路灯坏了
        王强[短信]：我改主意了，不同意
        王强[短信]：0
        王强[短信]：三天了
        小助手：【石桥村说事】
        小助手：记下了：同意
        小助手：啥时候开始的
        小助手：记下了：不同意，算数。为什么？
        小助手：啥时候开始的
        小助手：您说：前街路灯坏了。对吧？
    """)
    own = await of(stage, WANG)
    assert own
    assert own.stance is Stance.AGAINST


async def test_who_only_says_that_he_thinks_otherwise_is_asked_anew(play, stage, asked):
    await play("""
        王强[短信]：1
        王强[短信]：反悔了
        王强[短信]：2
        小助手：【石桥村说事】
        小助手：记下了：同意
        小助手：您家怎么看？
        小助手：记下了：不同意，算数。为什么？
    """)


async def test_a_regret_about_something_else_is_no_changed_mind(play, stage, asked):
    await play("""
        王强[短信]：1
        王强[短信]：后悔死了，不该借他钱
        小助手：【石桥村说事】
        小助手：记下了：同意
        小助手：听见了，记下了
    """)
    own = await of(stage, WANG)
    assert own
    assert own.stance is Stance.FOR
