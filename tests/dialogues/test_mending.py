"""What is lacking before a meeting is mended where it is told: by digits on the card, and in the room."""

from dataclasses import replace
from datetime import timedelta

from handlers.village.issue import Check, PaperKind, Visit
from handlers.village.matter import Stage
from handlers.village.people import Household
from tests.dialogues.laid import digit, heard, keep, kept, lay, met, papers, slope, stage_of
from tests.dialogues.test_meeting import LEADERS, MENU, OPEN, SLOTS, TODAY, TOMORROW, VOICES, hear_the_rest, slots_asked

EVERYBODY = f"""
    {OPEN}
    王建国：都到了，妇女15人
    小助手：谁来了
    {LEADERS}
    小助手：应到34户，到34户
"""
MOST = f"""
    {OPEN}
    王建国：到32户，缺李拴牢、武爱花，妇女15人
    小助手：谁来了
    {LEADERS}
    小助手：应到34户，到32户
"""


async def no_times(stage, *more):
    laid = await lay(stage, Stage.READY, *met(), *more, session=TODAY)
    await hear_the_rest(stage, laid)
    return laid


async def homes(stage) -> list[str]:
    return sorted(home.id for home in await kept(stage, Household, grid=await slope(stage)))


# ---------------------------------------------------------------- two times, asked by mouth


async def test_the_host_s_own_word_that_a_time_suits_opens_no_gate(play, stage):
    await no_times(stage, VOICES)
    await play(f"""
        {MENU}
        王建国：问大家哪个时间方便
        小助手：头一个时间
        王建国：1
        小助手：另一个时间
        王建国：1
        小助手：怎么问大家 / 1 机器人去问 / 2 我当面问过了
        王建国：2
        小助手：哪几户说天黑前后方便？一次选一户 / 1 就这些 / 2 张桂英家（东坡3号）
        王建国：1
        小助手：哪几户说晌午方便
        王建国：1
        小助手：没有说是哪几户，不能算问过。 / 算问过的有0户，还差3户
    """)
    assert await papers(stage, PaperKind.SLOTS) == []


async def test_who_was_asked_by_mouth_is_named_and_three_households_are_enough(play, stage):
    await no_times(stage, VOICES)
    by_mouth = f"""
        {MENU}
        王建国：问大家哪个时间方便
        小助手：头一个时间
        王建国：1
        小助手：另一个时间
        王建国：1
        小助手：怎么问大家
        王建国：2
    """
    await play(f"""
        {by_mouth}
        小助手：哪几户说天黑前后方便
        王建国：2
        小助手：哪几户说天黑前后方便
        王建国：冯天平家
        小助手：哪几户说天黑前后方便
        王建国：1
        小助手：哪几户说晌午方便
        王建国：1
        小助手：记下了：2户说了，天黑前后方便的多 / 算问过的有2户，还差1户
        王建国：看四不开
        小助手：✗ 群众参与不充分不开 / 哪个时间方便，问了 / 算问过的有2户，还差1户
        {by_mouth}
        小助手：哪几户说天黑前后方便
        王建国：1
        小助手：哪几户说晌午方便
        王建国：4
        小助手：哪几户说晌午方便
        王建国：1
        小助手：记下了：1户说了，晌午方便的多
    """)
    first, second = await papers(stage, PaperKind.SLOTS)
    assert (len(first.facts["homes_first"].split()), first.facts["slot"], first.facts["by"]) == (2, "天黑前后", "mouth")
    assert len({*first.facts["homes"].split(), *second.facts["homes"].split()}) == 3
    await play(f"{EVERYBODY}\n王建国：1\n小助手：会开了")
    assert await stage_of(stage) is Stage.MEETING


async def test_the_question_that_was_sent_counts_for_the_households_it_went_to(play, stage):
    await no_times(stage, VOICES)
    await play(f"""
        {MENU}
        王建国：问大家哪个时间方便
        小助手：头一个时间
        王建国：1
        小助手：另一个时间
        王建国：1
        小助手：怎么问大家
        王建国：1
        小助手：问出去了
    """)
    (asked,) = await papers(stage, PaperKind.SLOTS)
    assert len(set(asked.facts["homes"].split()) & set(await homes(stage))) >= 3


# ---------------------------------------------------------------- the card


async def test_each_step_that_mends_a_gate_is_a_digit_of_the_card(play, stage):
    await no_times(stage)
    await play(f"""
        {MENU}
        王建国：看四不开
        小助手：✓ 议题确定不贴近民意不开（说过的29户（2条），答话的29户，范围里34户） / ✓ 走访调研不到位不开（直接碰着的34户，问着34户）
    """)
    await play(f"王建国：{digit(stage, '王建国', '备好没到会的人的意见')}\n小助手：先把塌的修了 / 1 备好")


async def test_a_meeting_is_offered_from_its_day_on_and_the_card_from_its_eve(play, stage):
    await lay(stage, Stage.READY, *met(), VOICES, session=TOMORROW)
    await play(MENU)
    shown = stage.phones["王建国"].shown[-1][1]
    assert "看四不开" in shown
    assert "开会：记到会的人" not in shown
    await play("王建国：看四不开\n小助手：现在怎么办")
    assert "开会，记到会的人" not in stage.phones["王建国"].shown[-1][1]


async def test_days_before_neither_stands_in_the_menu(play, stage):
    await lay(stage, Stage.READY, *met(), VOICES)
    await play(MENU)
    shown = stage.phones["王建国"].shown[-1][1]
    assert "开会：记到会的人" not in shown
    assert "看四不开" not in shown


# ---------------------------------------------------------------- at the table


async def test_voices_not_laid_ready_are_laid_at_the_table_and_the_meeting_opens(play, stage):
    await no_times(stage, await slots_asked(stage))
    await play(f"""
        {MOST}
        王建国：1
        小助手：没到会的人的意见还没备好念 / 先把塌的修了 / 要念的2条 / 会上补齐就能开，现在补吗 / 1 备好，会上念 / 2 这次会不开
        王建国：1
        小助手：备好了，2条到会上念 / 的会开了
    """)
    assert await stage_of(stage) is Stage.MEETING
    assert await papers(stage, PaperKind.NOT_HELD) == []


async def test_the_room_is_asked_for_a_time_by_household(play, stage):
    await no_times(stage, VOICES)
    await play(f"""
        {EVERYBODY}
        王建国：1
        小助手：哪个时间方便，问了 / 1 当面问大家，记是哪几户 / 2 这次会不开
        王建国：1
        小助手：头一个时间
        王建国：1
        小助手：另一个时间
        王建国：1
        小助手：哪几户说天黑前后方便
        王建国：2
        小助手：哪几户说天黑前后方便
        王建国：1
        小助手：哪几户说晌午方便
        王建国：1
        小助手：算问过的有1户，还差2户 / 1 再说几户 / 2 这次会不开
        王建国：1
        小助手：哪几户说天黑前后方便
        王建国：2
        小助手：哪几户说天黑前后方便
        王建国：2
        小助手：哪几户说天黑前后方便
        王建国：1
        小助手：哪几户说晌午方便
        王建国：1
        小助手：记下了：3户说了 / 的会开了
    """)
    assert await stage_of(stage) is Stage.MEETING


async def test_only_the_host_s_word_makes_it_a_meeting_that_was_not_held(play, stage):
    await no_times(stage, VOICES)
    await play(f"""
        {EVERYBODY}
        王建国：1
        小助手：哪个时间方便，问了
    """)
    assert await papers(stage, PaperKind.NOT_HELD) == []
    await play("""
        王建国：2
        小助手：这次会没开成 / 哪个时间方便，问了
    """)
    assert len(await papers(stage, PaperKind.NOT_HELD)) == 1
    assert "会没开成" in heard(stage, "张春梅")


# ---------------------------------------------------------------- a door that was not knocked at


async def test_a_door_denied_after_the_visits_is_made_good_before_the_meeting(play, stage):
    """A household says only now that nobody came: without a second visit the second gate would stay shut for ever."""
    await lay(stage, Stage.READY, *met(), SLOTS, VOICES, session=TODAY + timedelta(days=3))
    visits = [visit for visit in await kept(stage, Visit, issue="road") if visit.household == "h0004"]
    await keep(stage, *(replace(visit, check=Check.DENIED) for visit in visits))
    await play(f"""
        {MENU}
        王建国：看四不开
        小助手：✗ 走访调研不到位不开 / 有1户说没人去问过，要重新去一趟
    """)
    await play(f"""
        （过了1天）
        小助手→冯明勇…：今天有1件事等您
        冯明勇：走访
        小助手…：今天1户：冯天平。先去哪家
        冯明勇：1
        小助手：冯天平家，见着人了吗
        冯明勇：1
        小助手：冯天平家怎么说
        冯明勇：1
        冯明勇：0
        小助手…：记成：冯天平=同意
        冯明勇：1
        小助手…：记上了，1户
        冯明勇：走访
        小助手…：现在没有要走访的议题
        王建国：取消
        小助手…：好，不说这个了
        {MENU}
        王建国：看四不开
    """)
    assert "没人去问过" not in stage.phones["王建国"].shown[-1][1]
