"""The guided story in a real browser, from the button to the audit line; and the strip of eight mechanisms and four gates."""

import json
import re
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from bot.demo.cast import OPENING
from bot.pages.glosses import Glosses
from bot.pages.phones import Phones
from bot.pages.simulator import STATIC
from bot.pages.story import Stopped, Telling, tell
from bot.settings import Settings
from bot.spoken_script import read_script
from bot.stage import scratch_app
from bot.standins.android_phone import AndroidPhone
from bot.standins.wechat import WeChatStandIn
from bot.story import Step, read_story
from handlers.village.gates import GateName
from handlers.village.matter import Stage
from handlers.village.strip import Mechanism
from tests.pages.browser import Page, post

WORDS = (STATIC / "words.js").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_story_walks_to_its_end_and_the_audit_chain_holds(page: Page) -> None:
    steps = read_story()
    page.start_story()
    seen = [page.told(1, len(steps))]
    for n in range(2, len(steps) + 1):
        page.click("#tale_next")
        seen.append(page.told(n, len(steps)))
    assert seen == [step.english for step in steps]
    page.shows("#tale_more .whole", "head intact ✓")
    assert not page.driver.find_elements(By.CSS_SELECTOR, ".bubble .foot.failed, #tale_more.trouble")
    (matter,) = json.loads(asked(f"{page.address}/simulator/matters"))["matters"][:1]
    assert matter["stage"] == "closed"  # as the caption says
    assert page.find("#tale_next").get_property("disabled")
    page.click("#tale_leave")
    assert not page.find("#tale").is_displayed()


def test_the_story_begins_with_people_and_nothing_said(demo: str) -> None:
    post(f"{demo}/simulator/again", {})
    assert any(row.text[:12] in asked(f"{demo}/simulator/matters") for row in OPENING)
    assert post(f"{demo}/simulator/story", {"step": 0})[0] == 200
    assert not any(row.text[:12] in asked(f"{demo}/simulator/matters") for row in OPENING)


def test_left_to_itself_the_story_goes_on(page: Page) -> None:
    page.click("#story")
    page.told(2, len(read_story()))
    page.click("#again")
    page.wait.until(lambda _: not page.find("#tale").is_displayed())


def test_a_step_is_played_once_however_often_it_is_asked_for(demo: str) -> None:
    assert post(f"{demo}/simulator/story", {"step": 0})[0] == 200
    assert post(f"{demo}/simulator/story", {"step": 1})[0] == 200
    before = shown(demo)
    assert post(f"{demo}/simulator/story", {"step": 1})[0] == 200
    assert shown(demo) == before


def shown(demo: str) -> int:
    return len(json.loads(asked(f"{demo}/simulator/state?since=0"))["bubbles"])


def asked(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return str(answer.read().decode())


@pytest.mark.parametrize(("body", "status"), [({}, 400), ({"step": -1}, 400), ({"step": True}, 400), ({"step": 9999}, 409)])
def test_a_step_is_a_number_that_the_story_has(demo: str, body: object, status: int) -> None:
    post(f"{demo}/simulator/again", {})
    assert post(f"{demo}/simulator/story", body)[0] == status


def test_a_step_that_is_not_next_says_so(demo: str) -> None:
    post(f"{demo}/simulator/story", {"step": 0})
    status, told = post(f"{demo}/simulator/story", {"step": 2})
    assert (status, told) == (502, {"error": "step 2 comes first"})


def test_only_the_page_itself_can_tell_the_story(demo: str) -> None:
    assert post(f"{demo}/simulator/story", {"step": 0}, {"Origin": "http://elsewhere.example"})[0] == 403


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("没有这人：路塌了", "nobody is called 没有这人"),
        ("（3户回：1）", "only 0 households"),
        ("王建国[电话]：摘要", "no telephone here speaks by phone"),
    ],
)
async def test_a_line_that_cannot_come_true_is_named_and_the_story_stays_there(tmp_path: Path, line: str, why: str) -> None:
    settings = Settings(folder=tmp_path, demo=True)
    app = await scratch_app(settings, tmp_path)
    phones = Phones(app, WeChatStandIn(app.clock.wire_now, {}), AndroidPhone("", "", app.clock.wire_now), Glosses(app.wording))
    telling = Telling((Step("", "", tuple(read_script(f"\n（过了半天）\n{line}")), {}),))
    before = app.clock.village()
    for _ in range(2):
        with pytest.raises(Stopped, match=f"line 3.*{why}"):
            await tell(phones, "", telling, 0)
    assert (telling.over, telling.line) == (0, 1)
    assert app.clock.village() == before + timedelta(hours=12)  # what came true is not played again
    await app.stop()


# ---------------------------------------------------------------- the strip


def test_the_issue_that_moved_last_shows_eight_mechanisms_and_four_gates(page: Page) -> None:
    page.shows("#matters .candidate .gates", "No meeting before the visits are done")
    opened = page.driver.find_elements(By.CSS_SELECTOR, "#matters .candidate:has(.gates)")
    assert len(opened) == 1
    assert [each.get_attribute("data-name") for each in opened[0].find_elements(By.CSS_SELECTOR, ".mechanism")] == list(Mechanism)
    assert [each.get_attribute("data-name") for each in opened[0].find_elements(By.CSS_SELECTOR, ".gate")] == list(GateName)
    assert re.search(r"还差\d+户.*households", page.text("#matters .gate.shut[open] li:nth-child(2)"))  # under the gate's number
    page.click("#matters .mechanism[data-name=people_partake]")
    page.shows("#matters .records", "诉求")
    page.shows("#matters .records", "concerns")
    page.language("zh")
    page.shows("#matters .mechanism.open", "群众")
    page.shows("#matters .records", "诉求")


def test_a_click_opens_the_strip_of_another_issue_and_closes_it(page: Page) -> None:
    title = page.wait.until(lambda d: d.find_element(By.CSS_SELECTOR, "#matters .candidate:has(.gates) ~ .candidate:not(:has(.gates))"))
    other = f"#matters [data-issue='{title.get_attribute('data-issue')}']"
    page.click(f"{other} .title")
    page.wait.until(lambda d: d.find_elements(By.CSS_SELECTOR, f"{other} .gates"))
    page.click(f"{other} .title")
    page.wait.until(lambda d: not d.find_elements(By.CSS_SELECTOR, f"{other} .gates"))


def test_there_is_no_strip_of_an_issue_that_is_none(demo: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404") as refused:
        urllib.request.urlopen(f"{demo}/simulator/strip?issue=nobody", timeout=10)
    refused.value.close()


@pytest.mark.parametrize("stage", Stage)
def test_the_page_knows_every_stage_by_name_in_both_languages(stage: Stage) -> None:
    assert len(re.findall(rf'\b{stage}: "', WORDS)) >= 2


def test_a_gloss_belongs_to_the_line_above_it_and_a_fault_is_named_by_its_line(tmp_path: Path) -> None:
    file = tmp_path / "story.txt"
    file.write_text("## One | 一\n张春梅：路塌了\n#> The road fell in.\n（过了一天）\n#> nobody's words\n", encoding="utf-8")
    (step,) = read_story(file)
    assert step.glosses == {"路塌了": "The road fell in."}
    assert [line.n for line in step.lines] == [2, 4]
