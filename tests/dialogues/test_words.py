"""Words that lead to a step of the matter, and what they say to whoever they are not for."""

from dataclasses import replace

from handlers.village.evidence import Attendance
from handlers.village.issue import PaperKind
from handlers.village.matter import Concern, Stage
from tests.dialogues.laid import kept, lay, met, paper
from tests.dialogues.test_meeting import TODAY, TOMORROW, VOICES


async def test_the_card_is_one_word_away_on_any_day(play, stage):
    await lay(stage, Stage.READY, *met(), VOICES)
    await play("""
        王建国：看四不开
        小助手：✓ 议题确定不贴近民意不开 / 现在怎么办
        王建国：取消
        小助手：好
        王建国：四不开
        小助手：现在怎么办
    """)


async def test_without_a_meeting_to_come_the_four_are_explained_to_anybody(play, stage):
    await play("""
        王建国：四不开
        小助手：四不开：事不贴民意、走访不到位、群众没到够、区乡干部没来，会就不开
        张春梅：四不开
        小助手：四不开：事不贴民意
        李秀兰[短信]：看四不开
        小助手：四不开：事不贴民意
    """)
    assert await kept(stage, Concern) == []


async def test_the_minutes_are_one_word_away(play, stage):
    came = replace(paper(None, PaperKind.ATTENDANCE), facts=Attendance().facts())
    await lay(stage, Stage.MEETING, *met(), came, paper(None, PaperKind.MINUTES, "先修塌的那段"), session=TODAY)
    await play("""
        王建国：会议记录
        小助手：先修塌的那段
    """)


async def test_what_an_open_list_offers_by_the_same_word_is_that_option(play, stage):
    came = replace(paper(None, PaperKind.ATTENDANCE), facts=Attendance().facts())
    await lay(stage, Stage.MEETING, *met(), came, paper(None, PaperKind.MINUTES, "先修塌的那段"), session=TODAY)
    await stage.know("雷霞")
    await play("""
        雷霞：待办
        小助手：会议记录：东坡的路塌了半边
        雷霞：会议记录
    """)
    assert "现在没有等着看的会议记录" not in stage.phones["雷霞"].shown[-1][1]


async def test_without_minutes_the_word_is_no_complaint(play, stage):
    await play("""
        王建国：会议记录
        小助手：现在没有等着看的会议记录
        刘桂香：会议记录
        小助手：现在没有等着看的会议记录
    """)
    assert await kept(stage, Concern) == []


async def test_how_is_the_road_is_a_question(play, stage):
    await lay(stage, Stage.VISITING, session=TOMORROW)
    before = len(await kept(stage, Concern))
    await play("""
        王强：路的事咋样了
        小助手：“东坡的路塌了半边”
    """)
    assert len(await kept(stage, Concern)) == before


async def test_the_township_s_words_are_not_the_village_secretary_s(play, stage):
    await lay(stage, Stage.SET)
    await play("""
        王建国：把关
        小助手：把关和破例归乡镇办
        王建国：破例
        小助手：把关和破例归乡镇办
    """)


async def test_an_override_is_offered_only_where_a_gate_can_be_opened(play, stage):
    await lay(stage, Stage.REVIEW, *met(), paper(None, PaperKind.SENT, to="township"))
    await play("""
        陈晓燕：把关
        小助手：先看哪一件 / 1 石桥村：东坡的路塌了半边
    """)
    assert "破例" not in stage.phones["陈晓燕"].shown[-1][1]
