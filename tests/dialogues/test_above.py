"""报到上一级: the township's list shows the file, and its answer or its reason reaches those who asked and the village."""

from dataclasses import replace

from handlers.acts.timing import due_id
from handlers.memory import Due
from handlers.village.clocks import ClockKind
from handlers.village.issue import Issue, Level, PaperKind
from handlers.village.matter import Stage
from tests.dialogues.laid import heard, keep, lay, looked, one, paper, papers, running
from tests.dialogues.test_clocks import leap

UP = """
    王建国：议题
    小助手：哪一件
    王建国：1
    小助手：现在做哪一步
    王建国：报到上一级
    小助手：报到哪一级
    王建国：1
    小助手：为什么
    王建国：1
    小助手：报到乡镇·街道了
"""


async def candidate(stage):
    laid = await lay(stage, Stage.CANDIDATE, track=None, level=None, session=None)
    due = stage.app.clock.village().replace(month=12, day=10)
    await keep(stage, Due(due_id("clock_due", ClockKind.UNSELECTED, "road"), "clock_due", "unselected:road", due))
    return laid


async def test_a_file_handed_up_waits_in_the_township_s_list_and_its_answer_reaches_everybody(play, stage):
    await candidate(stage)
    await play(UP)
    assert await running(stage, ClockKind.UNSELECTED, "road") is None
    await leap(stage, 24)
    assert "早上好，今天有1件事等您" in heard(stage, "陈晓燕")
    looked(stage)
    await play("""
        陈晓燕：待办
        小助手：报上来的事：东坡的路塌了半边
        陈晓燕：1
        小助手：石桥村·东坡的路塌了半边 / 报上来的原因：村里拿不出这笔钱 / 这件您怎么办 / 1 回话 / 2 退回村里
        陈晓燕：1
        小助手：怎么回
        陈晓燕：区里立项了，开春动工
        小助手：回了
        小助手→张春梅：乡镇回话：区里立项了，开春动工
        小助手→王建国：乡镇回话：区里立项了，开春动工
        陈晓燕：待办
        小助手：现在没有等您办的事
    """)
    assert (await one(stage, Issue, id="road")).level is Level.TOWNSHIP


async def test_it_stands_under_the_word_for_reviews_and_goes_back_with_its_reason(play, stage):
    await candidate(stage)
    await play(UP)
    looked(stage)
    await play("""
        陈晓燕：把关
        小助手：先看哪一件 / 石桥村报上来：东坡的路塌了半边
        陈晓燕：1
        小助手：这件您怎么办
        陈晓燕：2
        小助手：为什么退回
        陈晓燕：村里能先垫平，先开会商量
        小助手：退回村里了
        小助手→王建国：乡镇退回村里了：村里能先垫平，先开会商量
        小助手→李秀兰：乡镇退回村里办了
        陈晓燕：把关
        小助手：现在没有等您把关的议题
    """)
    assert (await one(stage, Issue, id="road")).level is None
    assert await running(stage, ClockKind.UNSELECTED, "road") is not None


async def test_what_went_up_because_it_was_done_badly_twice_waits_there_too(play, stage):
    await lay(stage, Stage.REDO, replace(paper(None, PaperKind.HANDED_UP), facts={"level": "township"}), redone=2)
    looked(stage)
    await play("""
        陈晓燕：待办
        小助手：报上来的事：东坡的路塌了半边
        陈晓燕：1
        小助手：这件您怎么办
        陈晓燕：1
        小助手：怎么回
        陈晓燕：下周一我们到现场看
        小助手：回了
    """)
    (up,) = await papers(stage, PaperKind.HANDED_UP)
    assert up.facts["answered"] == "answer"
