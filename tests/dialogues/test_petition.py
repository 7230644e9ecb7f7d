"""联名: what is one family's trouble becomes no topic, and nobody is told of it."""

from dataclasses import replace

import pytest

from bot.demo.laying import openid
from handlers.issues.assembly import CallAssembly
from handlers.issues.petition import DraftPetition
from handlers.village.assembly import Body
from handlers.village.issue import Issue, Paper, PaperKind
from handlers.village.matter import Stage
from tests.dialogues.laid import heard, keep, kept, lay, met, one, papers, stage_of
from tests.dialogues.test_lawful_assembly import MENU, OUTCOME, TODAY

SECRETARY = f"wechat:main:{openid('p00006')}"
PRIVATE = (
    "薛秀珍得了癌症，大家给她家捐款",  # an illness
    "给薛秀珍家把路灯装上",  # a name
    "给东头瘫在炕上的老汉盖间房",
    "找收玉米的要账，电话13812345678",  # a number
)


@pytest.mark.parametrize("words", PRIVATE)
async def test_a_familys_own_trouble_is_no_petition(play, stage, words):
    await stage.know("马三旺")
    await play(f"""
        马三旺：联名要求开村民会议：{words}
        小助手：联名书大家都看得到，人名、号码和谁家的病、难处不写在里头 / 直接跟我说，单独办
    """)
    assert await kept(stage, Issue) == []
    assert await kept(stage, Paper) == []
    assert "要有44人签名" not in heard(stage, "马三旺")


async def test_nor_is_it_written_into_a_matter_under_way(stage):
    await lay(stage, Stage.CALLED)
    await stage.watch("王建国", "wechat")
    lines = await stage.app.moments.act(SECRETARY, DraftPetition("薛秀珍得了癌症，大家给她家捐款", "road"))
    assert [line.key for line in lines] == ["petition.private"]
    assert await papers(stage, PaperKind.PETITION) == []


async def test_a_petition_for_what_all_share_is_drafted_in_the_speakers_words(play, stage):
    await stage.know("马三旺")
    await play("""
        马三旺：联名要求开村民会议：重新定浇地的顺序
        小助手：讨论决定：重新定浇地的顺序
    """)
    (issue,) = await kept(stage, Issue)
    assert (issue.title, issue.stage) == ("重新定浇地的顺序", Stage.CANDIDATE)


# ---------------------------------------------------------------- nobody is called to it


async def test_an_assembly_is_not_called_under_a_title_that_tells_of_somebody(play, stage):
    await lay(stage, Stage.STATUTORY, *met(), *OUTCOME, item="public_works")
    await keep(stage, replace(await one(stage, Issue, id="road"), title="薛秀珍得了癌症"))
    await play(f"""
        {MENU}
        王建国：召集法定会议
        小助手：题目里有人名、电话这些，要去掉
    """)
    call = CallAssembly("road", "public_works", Body.VILLAGERS_ASSEMBLY, TODAY.replace(day=30, month=12), 431, 126)
    lines = await stage.app.moments.act(SECRETARY, call)
    assert [line.key for line in lines] == ["held.shut", "shut.clean_title"]
    assert await papers(stage, PaperKind.ASSEMBLY_CALL) == []
    assert await stage_of(stage) is Stage.STATUTORY
    assert "到会" not in heard(stage, "张春梅")
