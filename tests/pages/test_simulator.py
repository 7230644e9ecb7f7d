"""The simulator in a real browser: what a visitor sees when somebody says what troubles them."""

import urllib.request
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from selenium.webdriver.common.by import By

from bot.app import SystemClock, build
from bot.commands.serving import _site
from bot.settings import DatabaseSettings, Settings
from tests.pages.browser import Page, post

ROAD, SAME_ROAD, WATER = "村口到东坡", "东坡那圪截", "我妈在后沟"


def report(page: Page, person: str, line: str) -> None:
    """From the first word to the receipt: 0 skips since when, 1 confirms."""
    page.tap(person, line)
    page.answer(person, "0")
    page.answer(person, "1")
    page.heard(person, "记好了，编号")


def test_a_concern_goes_from_the_villagers_phone_to_a_merge_that_both_reporters_hear_of(page: Page) -> None:
    report(page, "villager", ROAD)
    assert "Noted, number" in page.heard("villager", "王支书")
    report(page, "neighbour", SAME_ROAD)
    page.click("#day")
    assert "早上好" in page.heard("secretary", "Good morning")
    page.tap("secretary", "摘要")
    page.answer("secretary", words="Half the road")
    page.answer("secretary", words="和别的并成一件")
    page.answer("secretary", words="A piece of the east slope road")
    for reporter in ("villager", "neighbour"):
        assert "已有2户提到" in page.heard(reporter, "2 households have now said it")
    page.shows("#matters .candidate:nth-of-type(n)", "2 households")
    page.shows("[data-person=villager] .heard", "joined with others")
    assert len(page.driver.find_elements(By.CSS_SELECTOR, "#steps .done")) == 5


def test_beside_the_message_stands_what_the_ears_made_of_it(page: Page) -> None:
    page.tap("villager", ROAD)
    page.heard("villager", "从什么时候")
    page.shows("#understanding", "roads and traffic")
    assert page.driver.find_elements(By.CSS_SELECTOR, "#understanding .token.voted")
    assert page.driver.find_elements(By.CSS_SELECTOR, "#understanding .votes li")
    page.shows("#understanding .facts", "the village gate")
    page.shows("#understanding .stands", "being asked")
    page.answer("villager", "0")
    page.answer("villager", "1")
    page.shows("#understanding .stands", "waiting for the secretary")


def test_frame_labels_and_stage_names_change_language_and_the_gloss_can_go(page: Page) -> None:
    report(page, "villager", ROAD)
    page.shows("[data-person=villager] .mark.stage", "waiting for the secretary")
    page.language("zh")
    page.shows("[data-person=villager] .mark.stage", "待研判")
    assert page.text("#day") == "过一天"
    assert page.text(".demo") == "演示"
    assert page.find("[data-person=villager] .theirs .gloss").is_displayed()
    page.click("#gloss")
    assert not page.find("[data-person=villager] .theirs .gloss").is_displayed()
    page.click("#gloss")
    page.language("en")
    assert page.text(".demo") == "DEMO"


def test_every_line_to_tap_carries_its_english_and_the_footer_says_what_it_runs_on(page: Page) -> None:
    phones = page.driver.find_elements(By.CSS_SELECTOR, ".phone")
    assert len(phones) == 9
    for phone in phones:
        lines = phone.find_elements(By.CSS_SELECTOR, ".line")
        assert 4 <= len(lines) <= 6
        assert all(line.find_element(By.CSS_SELECTOR, ".gloss").get_attribute("textContent") for line in lines)
    page.shows("#runs", "database: sqlite · redis: off · version 0.1.0")
    page.shows("#clock", "Mon 23 Nov 2026")
    stages = {each.get_attribute("textContent") for each in page.driver.find_elements(By.CSS_SELECTOR, "#matters .mark.stage")}
    assert len(stages) >= 6, stages


def test_start_again_empties_the_phones(page: Page) -> None:
    page.tap("villager", ROAD)
    page.heard("villager", "从什么时候")
    page.click("#day")
    page.shows("#clock", "24 Nov")
    page.click("#again")
    page.shows("#clock", "23 Nov")
    page.wait.until(lambda d: not d.find_elements(By.CSS_SELECTOR, ".bubble"))
    page.wait.until(lambda d: len(d.find_elements(By.CSS_SELECTOR, "#matters .concern")) == 10)


def test_free_english_gets_an_honest_answer_in_both_languages(page: Page) -> None:
    page.type("neighbour", "The road to our house has collapsed")
    answer = page.heard("neighbour", "Shuoshi listens in Chinese")
    assert "说事听的是中文" in answer
    page.shows("[data-person=neighbour] .heard", "English")


def test_the_absent_resident_speaks_and_hears_by_sms(page: Page) -> None:
    page.tap("away", WATER)
    page.answer("away", "0")
    page.answer("away", words="Someone of my family")
    page.answer("away", "1")
    page.heard("away", "Noted, number")
    balloons = page.driver.find_elements(By.CSS_SELECTOR, "[data-person=away] .balloon")
    assert all("sms" in (each.get_attribute("class") or "") for each in balloons)


def test_a_fire_shows_119_at_once_and_rings_the_grid_worker(page: Page) -> None:
    page.tap("villager", "我家隔壁着火")
    assert "119" in page.heard("villager", "快打")
    assert "【急】着火" in page.heard("grid_lead", "URGENT: fire")  # the gloss may come a moment later
    page.wait.until(lambda d: d.find_elements(By.CSS_SELECTOR, "[data-person=grid_lead] .bubble.alert"))
    page.answer("grid_lead", words="I am going")
    page.heard("villager", "看到了，正在管")


def test_an_accusation_is_shown_to_nobody(page: Page) -> None:
    page.type("villager", "王建国把修路的钱装进自己口袋了，贪污")
    page.shows("[data-person=villager] .heard", "sealed: no village role can read it")
    page.shows("#understanding", "sealed")
    assert "贪污" not in page.text("#understanding") + page.text("#matters")


def test_a_visitors_words_stay_words(page: Page) -> None:
    page.type("villager", "<img src=x onerror=document.title=1>村口的路塌了")
    page.heard("villager", "听见了")
    assert not page.driver.find_elements(By.CSS_SELECTOR, ".chat img, #understanding img, #matters img")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://elsewhere.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Host": "rebound.example"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({}, 200),
    ],
)
def test_only_the_page_itself_can_make_the_cast_speak(demo: str, headers: dict[str, str], status: int) -> None:
    assert post(f"{demo}/simulator/days", {"days": 1}, headers)[0] == status


@pytest.mark.parametrize("body", [[], {}, {"days": 0}, {"days": "1"}, {"days": True}, {"days": 9999}])
def test_days_are_few_and_whole(demo: str, body: object) -> None:
    assert post(f"{demo}/simulator/days", body)[0] == 400


@pytest.mark.parametrize("body", [{"person": "nobody", "text": "路塌了"}, {"person": "villager", "text": " "}, {"person": "villager"}])
def test_somebody_must_say_something(demo: str, body: object) -> None:
    assert post(f"{demo}/simulator/say", body)[0] == 400


def test_the_page_brings_everything_itself(demo: str) -> None:
    with urllib.request.urlopen(f"{demo}/simulator", timeout=5) as answer:
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "://" not in answer.read().decode()


async def test_without_the_demo_there_is_no_simulator(tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path, database=DatabaseSettings(url=f"sqlite+aiosqlite:///{tmp_path}/shuoshi.db"))
    app = await build(settings, clock=SystemClock())
    async with TestClient(TestServer(_site(app))) as client:
        for path in ("/simulator", "/simulator/state", "/standin/wechat/cgi-bin/stable_token"):
            assert (await client.get(path)).status == 404
    await app.stop()
