"""走访调研: three doors a day by digits or by a sentence, backed by the household, called back, and made again where it was not so."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.demo.district import OPENS_AT
from handlers.issues.sentences import loose_stance, plain_stance
from handlers.memory import Ask, Due
from handlers.village.issue import Backing, Check, Issue, Level, Method, Opinion, Stance, Track, Visit
from handlers.village.matter import Stage
from handlers.village.people import Person
from handlers.village.sealed_case import SealedCase
from tests.dialogues.deep import found, lay

LI, BAI, ZHANG_DONG, GAO = "h0006", "h0005", "h0025", "h0042"  # 李拴牢 白生财 张东 高双锁: heads of the east slope


async def open_doors(stage: Any, *affected: str, at: Stage = Stage.VISITING, grid: str | None = "g001") -> None:
    """The road of the east slope, its doors open; the affected households, or everybody of the grid (None: of the village)."""
    given: dict[str, Any] = {"level": Level.VILLAGE, "track": Track.MAJOR, "participants": "东坡组", "reason": "一下雨就断路"}
    given |= {"category": "01", "session": date(2026, 12, 10), "grid": grid, "affected": affected, "households": 2}
    await lay(stage, Issue("road", "v001", "东坡的路塌了半边", OPENS_AT - timedelta(days=9), stage=at, **given))
    await stage.know("李拴牢", "白生财", "冯天平", "张东", "高双锁", "马志林", "任斌", "高保宝", "冯明勇", "温月平", "闫彩香", "高文兵")


async def opinion_of(stage: Any, person: str) -> Opinion | None:
    return next(iter(await found(stage, Opinion, person=person)), None)


def been(n: int, household: str, by: str = "p00009", days: int = 0, **more: Any) -> Visit:
    given: dict[str, Any] = {"method": Method.DOOR, "reached": True} | more
    return Visit(f"v{n}", "road", household, OPENS_AT - timedelta(days=days, hours=1), by, **given)


async def test_three_doors_with_digits_only(play, stage):
    await open_doors(stage)
    await play("""
        刘桂香：走访
        小助手：今天3户：马俊强、任保峰、冯福旺。先去哪家？ / 1 马俊强（东坡1号） / 2 任保峰 / 3 冯福旺 / 4 先到这儿
        刘桂香：1
        小助手：马俊强家，见着人了吗？ / 1 见着了 / 2 没人 / 3 打过电话 / 4 不用了
        刘桂香：1
        小助手：马俊强家怎么说？ / 1 同意 / 2 不同意 / 3 有条件 / 4 不表态
        刘桂香：1
        小助手：还说了什么？ / 不想说就回 0
        刘桂香：0
        小助手：记成：马俊强=同意。对吗？ / 1 对 / 2 不对
        刘桂香：1
        小助手：记上了，1户 / 今天2户：任保峰、冯福旺。先去哪家？
        刘桂香：1
        刘桂香：2
        小助手：任保峰家，见着人了吗？
        小助手：记上了，1户 / 今天1户：冯福旺
        刘桂香：1
        刘桂香：3
        刘桂香：2
        刘桂香：0
        刘桂香：1
        小助手：冯福旺家，见着人了吗？
        小助手：冯福旺家怎么说？ / 5 没打通
        小助手：为什么？
        小助手：记成：冯福旺=不同意
        小助手：记上了，1户。 / 今天这几户问完了，您名下还有 / 要接着问，回“走访”
    """)
    visits = await found(stage, Visit, issue="road")
    assert Counter((v.household, v.method, v.reached) for v in visits) == {
        ("h0015", Method.DOOR, True): 1,
        ("h0017", Method.DOOR, False): 1,
        ("h0019", Method.PHONE, True): 1,
    }
    assert {v.by for v in visits} == {"p00009"}
    ma, feng = await opinion_of(stage, "p00101"), await opinion_of(stage, "p00114")
    assert ma
    assert (ma.stance, ma.backing, ma.recorder, ma.counted) == (Stance.FOR, Backing.PENDING, "p00009", False)
    assert feng
    assert feng.stance is Stance.AGAINST


async def test_nobody_at_home_today_is_knocked_at_tomorrow(play, stage):
    await open_doors(stage)
    await play("""
        刘桂香：走访
        刘桂香：1
        刘桂香：2
        刘桂香：3
        小助手：今天3户：马俊强
        小助手：见着人了吗
        小助手：今天2户：任保峰、冯福旺
        小助手：就到这儿
        （过了1天）
        刘桂香：走访
    """)
    assert "今天3户：马俊强、任保峰、冯福旺" in stage.phones["刘桂香"].shown[-1][1]


async def test_read_back_wrongly_the_same_door_is_asked_again(play, stage):
    await open_doors(stage)
    await play("""
        刘桂香：走访
        刘桂香：1
        刘桂香：1
        刘桂香：2
        刘桂香：占了我家的地
        刘桂香：2
        小助手：今天3户
        小助手：见着人了吗
        小助手：马俊强家怎么说？
        小助手：为什么？
        小助手：记成：马俊强=不同意，“占了我家的地”。对吗？
        小助手：马俊强家，见着人了吗？
    """)
    assert await found(stage, Visit, issue="road") == []


async def test_a_head_who_is_away_is_not_who_was_met(play, stage):
    await open_doors(stage, LI)
    (head,) = await found(stage, Person, id="p00014")
    await lay(stage, replace(head, away=True))
    await play("""
        刘桂香：走访
        小助手：1 李拴牢（东坡5号）
        刘桂香：1
        刘桂香：1
        刘桂香：1
        刘桂香：0
        小助手：李拴牢家，见着人了吗？
        小助手：李拴牢家怎么说？
        小助手：还说了什么
        小助手：记成：李小平=同意
    """)


async def test_one_sentence_for_two_households(play, stage):
    await open_doors(stage)
    await play("""
        刘桂香：李拴牢同意，先修塌的那段；白生财说走路不得
        小助手：记成：李拴牢=同意，“先修塌的那段”；白生财=“走路不得”。对吗？ / 1 对
        刘桂香：1
        小助手：记上了，2户
        小助手→李拴牢：网格员刘师傅替您家记的：同意，“先修塌的那段”。 回1对 2不对 3别念
        小助手→白生财：网格员刘师傅替您家记的：“走路不得”
    """)
    said = {o.household: (o.stance, o.words) for o in await found(stage, Opinion, issue="road")}
    assert said == {LI: (Stance.FOR, "先修塌的那段"), BAI: (None, "走路不得")}


async def test_a_voice_message_is_a_sentence_too(stage):
    await open_doors(stage)
    await stage.say("刘桂香", "李拴牢不同意，要摊钱他不干", kind="voice")
    assert "记成：李拴牢=不同意，“要摊钱他不干”" in stage.phones["刘桂香"].shown[-1][1]


async def test_a_title_is_enough_for_one_of_today_s_doors(play, stage):
    await open_doors(stage, LI, BAI, "h0015")
    await play("""
        刘桂香：走访
        小助手：今天3户：马俊强、白生财、李拴牢
        刘桂香：马大爷说同意
        小助手：记成：马俊强=同意
    """)


async def test_whoever_is_not_on_the_list_is_not_guessed(play, stage):
    await open_doors(stage)
    await play("""
        刘桂香：走访
        小助手：今天3户
        刘桂香：任秀英同意
        小助手：没对上人 / 今天3户
    """)


async def test_only_a_visitor_s_sentence_is_a_visit(play, stage):
    await open_doors(stage)
    for name in ("李秀兰", "白斌", "陈晓燕"):
        await play(f"{name}：李拴牢同意，先修塌的那段")
        assert "记成" not in stage.phones[name].shown[0][1]
    assert await found(stage, Visit, issue="road") == []


async def test_the_committee_and_villagers_have_no_doors(play, stage):
    await open_doors(stage)
    for name in ("李秀兰", "白斌", "雷霞"):
        await play(f"{name}：走访")
        assert "今天" not in stage.phones[name].shown[0][1]


async def test_the_list_is_divided_by_office_and_never_one_s_own_house(play, stage):
    await open_doors(stage)
    lists = {}
    for name in ("刘桂香", "冯明勇", "冯巧凤", "秦永虎", "王建国"):
        await play(f"{name}：走访")
        lists[name] = stage.phones[name].shown[0][1].split("：")[1].split("。")[0].split("、")
    assert all(len(doors) == 3 for doors in lists.values())
    assert len({door for doors in lists.values() for door in doors}) == 15
    assert lists["刘桂香"] == ["马俊强", "任保峰", "冯福旺"]  # the vulnerable of her own grid first
    assert "冯天平" not in lists["刘桂香"]


async def test_in_a_matter_of_the_whole_village_a_grid_worker_keeps_to_the_own_grid(play, stage):
    await open_doors(stage, grid=None)
    await play("""
        崔桂香：走访
        小助手：今天3户 / 前街
        崔桂香：李拴牢同意
        小助手：没对上人
        刘桂香：李拴牢同意
        小助手：记成：李拴牢=同意
    """)
    lists = [stage.phones["崔桂香"].shown[0][1]]
    assert "东坡" not in lists[0].split("先去哪家")[1]


async def test_a_grid_worker_of_elsewhere_records_nothing_here(play, stage):
    await open_doors(stage)
    await play("""
        崔桂香：走访
        小助手：您名下的都问过了
        崔桂香：李拴牢同意
    """)
    assert await found(stage, Visit, issue="road") == []


# ---------------------------------------------------------------- backed or disputed

LI_SAYS_YES = """
    刘桂香：李拴牢同意，先修塌的那段
    刘桂香：1
    小助手：记成：李拴牢=同意
    小助手：记上了，1户
"""


async def test_an_entry_is_backed_on_wechat_and_counts_from_then_on(play, stage):
    await open_doors(stage)
    await stage.watch("李拴牢", "wechat")
    await play(f"""
        李拴牢：你好
        小助手：您好
        {LI_SAYS_YES}
        小助手→李拴牢：“东坡的路塌了半边”这件事，网格员刘师傅替您家记的：同意，“先修塌的那段”。对吗？ / 1 对 / 2 不对 / 3 对，别念出来
    """)
    before = await opinion_of(stage, "p00014")
    await play("""
        李拴牢：1
        小助手：好，按这个算
    """)
    after = await opinion_of(stage, "p00014")
    assert before
    assert after
    assert (before.counted, after.counted) == (False, True)
    assert after.backing is Backing.CONFIRMED


async def test_right_but_not_to_be_read_out(play, stage):
    await open_doors(stage)
    await play(f"""
        {LI_SAYS_YES}
        李拴牢[短信]：3
        小助手：替您家记的
        小助手：好，按这个算，不念出来
    """)
    kept = await opinion_of(stage, "p00014")
    assert kept
    assert kept.counted
    assert kept.withheld


async def test_disputed_by_sms_the_household_speaks_itself_and_the_recorder_hears_nothing(play, stage):
    await open_doors(stage)
    await play(f"""
        {LI_SAYS_YES}
        李拴牢[短信]：2
        小助手：替您家记的
        小助手：那条不算了。请您自己说。 / 您家怎么看？
        小助手×刘桂香
        李拴牢[短信]：2 占了我家的地
        小助手：记下了：不同意，“占了我家的地”
        小助手×刘桂香
    """)
    own = await opinion_of(stage, "p00014")
    assert own
    assert (own.stance, own.backing, own.recorder) == (Stance.AGAINST, Backing.OWN, None)


async def test_a_disputed_household_is_on_somebody_else_s_list(play, stage):
    await open_doors(stage, LI)
    await play(f"""
        {LI_SAYS_YES}
        李拴牢[短信]：2
        （过了1天）
        刘桂香：走访
    """)
    assert "李拴牢" not in stage.phones["刘桂香"].shown[-1][1]
    disputed = await opinion_of(stage, "p00014")
    assert disputed
    assert (disputed.backing, disputed.spoken, disputed.counted) == (Backing.DISPUTED, False, False)
    doors = {}
    for name in ("冯明勇", "冯巧凤", "秦永虎", "王建国"):
        await play(f"{name}：走访")
        doors[name] = stage.phones[name].shown[-1][1]
    assert sum("李拴牢" in shown for shown in doors.values()) == 1


async def test_the_recorder_s_family_a_cadre_s_phone_and_a_shared_one_back_nothing(play, stage):
    await open_doors(stage)
    await stage.know("白斌", "冯天平")
    await play("""
        刘桂香：冯天平同意；白斌同意；张东同意
        刘桂香：1
        小助手：记成：冯天平=同意；白斌=同意；张东=同意
        小助手：记上了，3户
        小助手×冯天平
        小助手×白斌
        小助手×张东
    """)
    for person in ("p00008", "p00103", "p00134"):
        entry = await opinion_of(stage, person)
        assert entry
        assert entry.backing is Backing.PENDING


async def test_nobody_writes_over_a_person_s_own_word(play, stage):
    await open_doors(stage)
    own = Opinion("road:p00014", "road", LI, "p00014", OPENS_AT, "sms", Stance.AGAINST, words="占了我家的地")
    await lay(stage, own)
    await play("""
        刘桂香：李拴牢同意
        刘桂香：1
        小助手：记成：李拴牢=同意
        小助手：李拴牢自己答过了，以自己说的为准
        小助手×李拴牢
    """)
    assert await found(stage, Opinion, issue="road") == [own]
    assert len(await found(stage, Visit, issue="road")) == 1


async def test_an_entry_leaves_the_answer_to_the_poll_alone(play, stage):
    await open_doors(stage)
    await lay(stage, Opinion("road:p00014", "road", LI, "p00014", OPENS_AT, "sms", ours=True))
    await play(LI_SAYS_YES)
    polled = (await found(stage, Opinion, id="road:p00014"))[0]
    assert polled.counted
    assert polled.ours
    assert polled.stance is None
    await play("""
        李拴牢[短信]：1
        小助手：替您家记的
        小助手：好，按这个算
    """)
    one, entry = await found(stage, Opinion, issue="road")
    assert (one.ours, one.stance, one.backing) == (True, Stance.FOR, Backing.CONFIRMED)
    assert (entry.stance, entry.words) == (None, "")


# ---------------------------------------------------------------- the call-back

CALLED = (LI, BAI, "h0004", "h0029", "h0033", "h0042")


async def call(stage: Any, visits: list[Visit]) -> list[Visit]:
    """The morning after: who of the visited was asked whether anybody came."""
    due = Due("call_back:road:1", "call_back", "road", stage.app.clock.village())
    await lay(stage, *visits, due)
    await stage.settle()
    return await found(stage, Visit, check="asked")


async def test_two_of_the_visited_are_called_back_the_morning_after(play, stage):
    await open_doors(stage)
    await play(f"""
        {LI_SAYS_YES}
        刘桂香：白生财同意
        刘桂香：1
        （过了1天）
        小助手→李拴牢：替您家记的
        小助手→白生财：替您家记的
        小助手×李拴牢
        （过了2小时）
        小助手→李拴牢：有人来问过您“东坡的路塌了半边”的事吗？ 回11问过 12没有
        小助手→白生财：有人来问过您
        李拴牢[短信]：11
        小助手：好，知道了
    """)
    assert {v.household: v.check for v in await found(stage, Visit, issue="road")} == {LI: Check.CONFIRMED, BAI: Check.ASKED}


async def test_five_in_a_hundred_are_drawn_by_lot_and_always_the_same(stage):
    await open_doors(stage, grid=None)
    homes = [f"h{n:04}" for n in (*range(1, 12), *range(44, 94))]
    asked = await call(stage, [been(n, home, "p00034") for n, home in enumerate(homes)])
    assert len(asked) == 4  # of 61
    assert {v.household for v in asked} != set(homes[:4])


async def test_denied_the_visit_is_made_again_and_nobody_is_told(play, stage):
    await open_doors(stage, LI, BAI)
    asked = await call(stage, [been(1, LI, person="p00014"), been(2, BAI, person="p00011")])
    assert len(asked) == 2
    await play("""
        李拴牢[短信]：2
        小助手：有人来问过您
        小助手：好，会再有人来问您
        小助手×刘桂香
        小助手×王建国
        小助手×陈晓燕
    """)
    for words in ("议题", "1", "走访完了"):
        shown = stage.phones["王建国"].shown[-1][1].splitlines() if words == "走访完了" else []
        await stage.say("王建国", next((row.split()[0] for row in shown if words in row), words))
    assert "有1户说没人去问过，要重新去一趟" in "".join(text for _, text in stage.phones["王建国"].shown)
    assert (await found(stage, Visit, household=LI))[0].check is Check.DENIED


async def test_the_third_denial_reaches_the_township_without_a_name(play, stage):
    await open_doors(stage)
    three = [been(n, home, person=person, check=Check.ASKED) for n, (home, person) in enumerate(((LI, "p00014"), (BAI, "p00011")))]
    await lay(stage, been(8, "h0029", check=Check.DENIED))
    await call(stage, three)
    for n, (visit, person) in enumerate(zip(three, ("p00014", "p00011"), strict=True)):
        shown = {"1": "came", "2": "nobody"}
        args = {"visit": visit.id}
        at = OPENS_AT - timedelta(minutes=1)
        await lay(stage, Ask(f"ask{n}", person, "called", "called.asked", at, OPENS_AT + timedelta(days=7), args, shown))
    await play("""
        李拴牢[短信]：2
        白生财[短信]：2
        小助手：好，会再有人来问您
        小助手×陈晓燕
        （过了1天）
        （过了2小时）
        小助手→陈晓燕…：“东坡的路塌了半边”有3户说没人去问过，已经叫人重新走访。这里不写是谁、哪家
        （过了1天）
        （过了2小时）
    """)
    told = [text for _, text in stage.phones["陈晓燕"].shown if "没人去问过" in text]
    assert len(told) == 1
    assert not any(name in told[0] for name in ("李", "白", "刘"))


async def test_one_household_that_says_so_three_times_is_one(stage):
    await open_doors(stage)
    await call(stage, [been(n, LI, person="p00014", check=Check.DENIED) for n in range(3)])
    assert not any("没人去问过" in text for _, text in stage.phones["陈晓燕"].shown)


async def test_a_family_member_of_the_visitor_answers_no_call_back(stage):
    await open_doors(stage)
    asked = await call(stage, [been(1, "h0004", person="p00008"), been(2, LI)])
    assert {v.household for v in asked} == {LI}


# ---------------------------------------------------------------- those away


async def test_a_call_to_somebody_away_is_four_turns(play, stage):
    await open_doors(stage, "h0001")
    await play("""
        刘桂香：外出名单
        小助手：在外还没答的有1人。给谁打了电话？ / 1 高志强 19900000001
        刘桂香：1
        小助手：高志强家怎么说？ / 5 没打通
        刘桂香：3
        小助手：为什么？
        刘桂香：要先修塌的那段
        小助手：记成：高志强=有条件，“要先修塌的那段”
        刘桂香：1
        小助手：记上了 / 您名下的都问过了
    """)
    kept = await opinion_of(stage, "p00002")
    assert kept
    assert (kept.stance, kept.backing, kept.channel) == (Stance.CONDITIONAL, Backing.PENDING, "phone")


async def test_not_got_through_is_an_attempt(play, stage):
    await open_doors(stage, "h0001")
    await play("""
        冯明勇：外出名单
        冯明勇：1
        冯明勇：5
        小助手：给谁打了电话？
        小助手：高志强家怎么说？
        小助手：记上了
    """)
    (visit,) = await found(stage, Visit, issue="road")
    assert (visit.person, visit.method, visit.reached, visit.by) == ("p00002", Method.PHONE, False, "p00034")


@pytest.mark.parametrize(
    ("words", "read"), [("李拴牢都行", "李拴牢=不表态"), ("李拴牢行", "李拴牢=同意"), ("李拴牢、白生财都行", "李拴牢=同意")]
)
async def test_a_word_that_says_yes_or_either_is_read_back_as_a_stance(play, stage, words, read):
    await open_doors(stage)
    await play(f"""
        刘桂香：{words}
        小助手：{read}
    """)


# ---------------------------------------------------------------- what a sentence means


@pytest.mark.parametrize(
    ("words", "plain", "loose"),
    [
        ("同意", Stance.FOR, Stance.FOR),
        ("同意出工", None, Stance.FOR),
        ("同意修路，先修塌处", Stance.FOR, Stance.FOR),
        ("没意见", Stance.FOR, Stance.FOR),
        ("不反对", None, Stance.FOR),
        ("不同意，太贵", Stance.AGAINST, Stance.AGAINST),
        ("不愿意摊钱", None, Stance.AGAINST),
        ("要是先修塌的那段才同意", None, Stance.CONDITIONAL),
        ("同意，除非叫摊钱", None, Stance.CONDITIONAL),
        ("没想好", None, Stance.NO_VIEW),
        ("走路不得", None, None),
        ("好的", None, None),
        ("行", None, None),
        ("我改主意了，不同意", Stance.AGAINST, Stance.AGAINST),
        ("商量好了，同意", Stance.FOR, Stance.FOR),
        ("都行", Stance.NO_VIEW, Stance.NO_VIEW),
    ],
)
def test_a_stance_is_read_plainly_or_offered_to_be_read_back(words, plain, loose):
    assert plain_stance(words)[0] is plain
    assert loose_stance(words)[0] is loose


@pytest.mark.parametrize("doors", [False, True])
async def test_what_a_household_says_of_a_cadre_is_sealed_and_its_stance_asked_alone(play, stage, doors):
    """With 李拴牢不同意 before it the ears took 说支书偏心 for a cadre merely named, and it was to be read out."""
    await open_doors(stage)
    if doors:
        await stage.say("刘桂香", "走访")
    await stage.say("刘桂香", "李拴牢不同意，说支书偏心")
    said = stage.phones["刘桂香"].shown[-1][1]
    assert "单独收好" in said
    assert "请不带这话再说一遍" in said
    assert len(await found(stage, SealedCase)) == 1
    assert await found(stage, Opinion) == []
    await stage.say("刘桂香", "李拴牢不同意")
    await stage.say("刘桂香", "1")
    (kept,) = await found(stage, Opinion)
    assert (kept.stance, kept.words) == (Stance.AGAINST, "")
