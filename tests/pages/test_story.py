"""The guided story in a real browser, from the button to the audit line; and the strip of eight mechanisms and four gates."""

import json
import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from bot.pages.simulator import STATIC
from bot.story import read_story
from handlers.village.gates import GateName
from handlers.village.matter import Stage
from handlers.village.strip import Mechanism
from tests.pages.browser import Page, post

WORDS = (STATIC / "words.js").read_text(encoding="utf-8")


def test_the_story_walks_to_its_end_and_the_audit_chain_holds(page: Page) -> None:
    steps = read_story()
    page.start_story()
    seen = [page.told(1, len(steps))]
    assert not page.driver.find_elements("css selector", "#matters .concern.opening")
    for n in range(2, len(steps) + 1):
        page.click("#tale_next")
        seen.append(page.told(n, len(steps)))
    assert seen == [step.english for step in steps]
    page.shows("#tale_more .whole", "head intact ✓")
    assert page.find("#tale_next").get_property("disabled")
    page.click("#tale_leave")
    assert not page.find("#tale").is_displayed()


def test_the_story_begins_with_people_and_nothing_said(page: Page) -> None:
    assert post(f"{page.address}/simulator/story", {"step": 0})[0] == 200
    page.open()
    said = {each.get_attribute("data-person") for each in page.driver.find_elements("css selector", ".phone:has(.mine)")}
    first = {line.who for line in read_story()[0].lines if line.kind == "says"}
    assert said
    assert len(said) <= len(first)
    assert len(page.driver.find_elements("css selector", "#matters .concern")) < 10


def test_a_step_is_played_once_however_often_it_is_asked_for(demo: str) -> None:
    assert post(f"{demo}/simulator/story", {"step": 0})[0] == 200
    assert post(f"{demo}/simulator/story", {"step": 1})[0] == 200
    before = shown(demo)
    assert post(f"{demo}/simulator/story", {"step": 1})[0] == 200
    assert shown(demo) == before


def shown(demo: str) -> int:
    with urllib.request.urlopen(f"{demo}/simulator/state?since=0", timeout=10) as answer:
        return len(json.load(answer)["bubbles"])


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


# ---------------------------------------------------------------- the strip


def test_the_issue_that_moved_last_shows_eight_mechanisms_and_four_gates(page: Page) -> None:
    page.shows("#matters .candidate .gates", "No meeting before the visits are done")
    opened = page.driver.find_elements("css selector", "#matters .candidate:has(.gates)")
    assert len(opened) == 1
    assert [each.get_attribute("data-name") for each in opened[0].find_elements("css selector", ".mechanism")] == list(Mechanism)
    assert [each.get_attribute("data-name") for each in opened[0].find_elements("css selector", ".gate")] == list(GateName)
    assert re.search(r"还差\d+户.*households", page.text("#matters .gate.shut[open] li"))
    page.click("#matters .mechanism[data-name=people_partake]")
    page.shows("#matters .records", "诉求")
    page.shows("#matters .records", "concerns")


def test_a_click_opens_the_strip_of_another_issue_and_closes_it(page: Page) -> None:
    page.click("#matters .candidate:not(:has(.gates)) .title")
    page.wait.until(lambda d: len(d.find_elements("css selector", "#matters .gates")) == 2)
    page.click("#matters .candidate .title[aria-expanded=true]:not(:focus)")
    page.wait.until(lambda d: len(d.find_elements("css selector", "#matters .gates")) >= 1)


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
