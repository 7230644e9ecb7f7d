"""The village's board on the web: plain, printable, without a script and without anybody's name."""

import asyncio
import base64
import os
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.demo.cast import OPENS_AT
from bot.demo.district import demo_district
from bot.pages.notices import add_notices
from bot.settings import Settings
from bot.stage import Stage as Playhouse
from bot.stage import scratch_app
from handlers.village.issue import Issue, Level, Paper, PaperKind, Track
from handlers.village.matter import Stage
from nlp.gazetteer import Gazetteer, Spot
from storage.records import RECORDS
from storage.work import upsert
from tests.pages.browser import chromium, missing

TODAY = OPENS_AT.date()
SCRIPT = '<script>alert("夜里")</script>'
ROAD = Issue("road", "v001", "东坡的路塌了半边", OPENS_AT, stage=Stage.DOING, track=Track.MAJOR, level=Level.VILLAGE, grid="g001")


def a_notice(key: str, page: str, words: str = "结果：办", days: int = 15, issue: str = "road") -> Paper:
    until = (TODAY + timedelta(days=days)).isoformat()
    return Paper(key, issue, PaperKind.NOTICE, OPENS_AT, "p00006", words, {"page": page, "until": until}, 9)


async def keep(stage: Playhouse, *records: object) -> None:
    async with stage.app.database.write() as connection:
        for record in records:
            rows = RECORDS[type(record)]
            await connection.execute(upsert(rows.table, rows.key, stage.app.database.dialect), [rows.row(record)])


@pytest.fixture
async def stage(hearing, tmp_path):
    stage = Playhouse(await scratch_app(Settings(), tmp_path, hearing))
    await stage.begin()
    await keep(stage, ROAD)
    yield stage
    await stage.end()


@pytest.fixture
async def client(stage):
    """The pages alone: the board hangs whether this is a demo or not."""
    site = web.Application()
    add_notices(site, stage.app)
    async with TestClient(TestServer(site)) as client:
        yield client


async def text(client, path, status=200):
    answer = await client.get(path)
    assert answer.status == status
    assert answer.content_type == "text/html"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    found = await answer.text()
    assert '<html lang="zh-CN">' in found
    assert "<script" not in found
    return found


async def test_an_empty_board_says_so(client):
    assert "现在没有贴着的" in await text(client, "/notices")
    assert "现在没有贴着的" in await text(client, "/notices?village=v001")


async def test_every_kind_hangs_in_its_village_and_nowhere_else(client, stage):
    await keep(stage, *(a_notice(f"n-{page}", page) for page in ("call", "outcome", "refusal", "rule")))
    assert "石桥村" in await text(client, "/notices")
    board = await text(client, "/notices?village=v001")
    for kind in ("议题公示", "结果公示", "改期说明", "规矩公示"):
        assert kind in board
    assert "东坡的路塌了半边" not in await text(client, "/notices?village=v002")


async def test_a_notice_hangs_to_the_end_of_its_last_day(client, stage):
    await keep(stage, a_notice("n-last", "outcome", days=0), a_notice("n-over", "outcome", days=-1))
    await text(client, "/notices/n-last")
    assert "已经到期取下" in await text(client, "/notices/n-over", 404)
    assert "n-over" not in await text(client, "/notices?village=v001")


@pytest.mark.parametrize("path", ["/notices/nothing", "/notices?village=v999", "/notices/%3Cscript%3E", "/notices/road"])
async def test_what_is_not_there_is_a_page_too(client, path):
    await text(client, path, 404)


async def test_another_paper_is_no_notice(client, stage):
    await keep(stage, replace(a_notice("n-secret", "outcome", "王建国跟谁都不许说"), kind=PaperKind.MINUTES))
    await text(client, "/notices/n-secret", 404)


async def test_everything_people_wrote_is_escaped(client, stage):
    await keep(stage, replace(ROAD, title=SCRIPT), a_notice("n1", "outcome", f"结果：办\n{SCRIPT}"))
    for path in ("/notices?village=v001", "/notices/n1"):
        assert "&lt;script&gt;" in await text(client, path)


async def test_no_resident_householder_or_cadre_is_called_by_a_whole_name(client, stage):
    people = [person.name for person in demo_district().persons if person.village == "v001"]
    written = "，".join(people[:60]) + "，王支书，梁桃，电话13812345678"
    await keep(stage, replace(ROAD, title="张桂英家门口的路"), a_notice("n1", "outcome", written))
    for path in ("/notices?village=v001", "/notices/n1"):
        shown = await text(client, path)
        assert [name for name in (*people, "梁桃", "13812345678") if name in shown] == []
    assert "王支书" in await text(client, "/notices/n1")


async def test_nobody_of_whom_no_roster_knows_either_and_a_place_keeps_its_name(client, stage):
    stage.app.hearing.villages = {"v001": Gazetteer((Spot("田旺"),))}
    override = Paper("o1", "road", PaperKind.OVERRIDE, OPENS_AT, "p00037", "贾翠兰家的地占着，雨季前必须动工", {"gate": "visited"}, 6)
    await keep(
        stage, replace(ROAD, title="贾翠兰家门口的路"), a_notice("n1", "outcome", "结果：办\n田旺上边，贾翠兰家挪开；王支书管"), override
    )
    for path in ("/notices?village=v001", "/notices/n1"):
        shown = await text(client, path)
        assert "贾翠兰" not in shown
        assert "贾×家门口的路" in shown
        assert "石桥村" in shown
    assert "田旺上边，贾×家挪开；王支书管" in shown
    assert "贾×家的地占着" in shown


async def test_thresholds_in_force_overrides_and_late_entries_stand_beside_it(client, stage):
    facts = {"households": "", "persons": "20", "villagers": "18", "women": "7", "women_reason": "", "guests": "", "departments": ""}
    await keep(
        stage,
        a_notice("n1", "outcome"),
        Paper("a1", "road", PaperKind.ATTENDANCE, OPENS_AT, "p00006", "", facts | {"late": "1"}, 7),
        Paper("o1", "road", PaperKind.OVERRIDE, OPENS_AT, "p00037", "雨季前必须动工", {"gate": "visited"}, 6),
    )
    shown = await text(client, "/notices/n1")
    assert "补录：会后第二天补记的" in shown
    assert "乡镇11月23日书面破例（走访调研不到位不开）：雨季前必须动工" in shown
    assert "至少5户支持，或3人各自提过" in shown
    assert "到会至少15人" in shown
    assert "村民至少占3/5" in shown
    assert "贴出：11月23日；到期：12月8日" in shown


async def test_a_rule_has_no_thresholds_and_may_hang_for_ever(client, stage):
    rule = a_notice("n1", "rule", "大车不上东坡路")
    await keep(stage, replace(rule, facts={"page": "rule"}))
    shown = await text(client, "/notices/n1")
    assert "一直贴着" in shown
    assert "现在用的标准" not in shown


async def test_the_style_is_served_and_nothing_else_of_the_folder(client):
    answer = await client.get("/notices/style.css")
    assert answer.content_type == "text/css"
    await text(client, "/notices/simulator.js", 404)


# ---------------------------------------------------------------- in a browser


def printed(address: str, folder: Path) -> tuple[str, int, int]:
    """What a reader without JavaScript sees, how many A4 sheets it takes, how far the page is wider than an old telephone."""
    with chromium(folder, 360, 640) as driver:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        driver.get(address)
        seen = driver.find_element("tag name", "main").text
        sheet = driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
        size = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})
        pages = len(re.findall(rb"/Type\s*/Page\b", base64.b64decode(sheet["data"])))
        return seen, pages, round(size["cssContentSize"]["width"]) - 360


@pytest.fixture
def browser():
    if packages := missing():
        (pytest.fail if os.environ.get("NO_SKIPS") else pytest.skip)(f"no browser: apt-get install {packages}")


@pytest.mark.usefixtures("browser")
async def test_a_whole_outcome_prints_on_one_sheet_and_is_readable_without_javascript(client, stage, tmp_path):
    lines = "\n".join(f"{n}. 分工：把塌处垫平，石料村里拉；王支书；11月{n}日前" for n in range(1, 16))
    await keep(stage, a_notice("n1", "outcome", f"结果：办。先修塌的那段\n{lines}"))
    address = str(client.make_url("/notices/n1"))
    seen, pages, wider = await asyncio.to_thread(printed, address, tmp_path / "profile")
    assert "结果公示" in seen
    assert "15. 分工：把塌处垫平" in seen
    assert (pages, wider) == (1, 0)
