"""Plays the demo's scene in a browser and takes the pictures of the README: `python -m docs.make_screens`."""

import sys
import tempfile
import time
from pathlib import Path

from bot.story import read_story
from tests.pages.browser import Page, chromium, missing, served_demo

HERE = Path(__file__).parent
SHUT = "现在还不行"  # how the bot begins when a gate is shut


def play(page: Page) -> None:
    """The road is reported twice, a mother's water by SMS; a day passes, and the secretary makes one matter of the two."""
    page.tap("villager", "村口到东坡")
    page.answer("villager", "0")
    page.answer("villager", "1")
    page.tap("neighbour", "东坡那圪截")
    page.answer("neighbour", "0")
    page.answer("neighbour", "1")
    page.tap("away", "我妈在后沟")
    page.answer("away", "0")
    page.answer("away", "2")
    page.answer("away", "1")
    page.heard("away", "Noted, number")
    page.click("#day")
    page.heard("secretary", "早上好")
    page.tap("secretary", "摘要")
    page.answer("secretary", words="村口到东坡")
    page.answer("secretary", words="Join it")
    page.answer("secretary", words="东坡那圪截")
    page.heard("neighbour", "户提到")
    page.answer("secretary", words="先放着")


def tell(page: Page) -> None:
    """The guided story to its end: a picture where the first gate is shut, one of the end with the strip of the whole matter."""
    count, shut = len(read_story()), False
    page.start_story()
    for n in range(1, count + 1):
        if n > 1:
            page.click("#tale_next")
        page.told(n, count)
        if not shut and (person := page.driver.execute_script(WHO_HEARD, SHUT)):
            shut = True
            bring(page, person, SHUT)
            take(page, "gate.png")
    bring_end(page)
    take(page, "story.png")


WHO_HEARD = """
    const heard = [...document.querySelectorAll(".phone:not(.idle) .theirs")].find((each) => each.textContent.includes(arguments[0]));
    return heard?.closest(".phone").dataset.person ?? "";
"""


def bring_end(page: Page) -> None:
    """The strip of the issue stands at the top of its panel, every gate's sentence in sight."""
    page.driver.execute_script("document.querySelector('#matters .marks')?.closest('li').scrollIntoView({block: 'start'}); scrollTo(0, 0)")


def bring(page: Page, person: str, words: str) -> None:
    """Scrolls a phone so that the first message with these words stands at its top."""
    script = """
        const chat = document.querySelector(`[data-person=${arguments[0]}] .chat`);
        const bubble = [...chat.querySelectorAll(".bubble")].find((each) => each.textContent.includes(arguments[1]));
        chat.scrollTop = bubble.offsetTop - chat.offsetTop - 34;
    """
    page.driver.execute_script(script, person, words)


def take(page: Page, name: str) -> None:
    time.sleep(1.8)  # a phone that has just rung glows for a moment
    page.wait.until(lambda _: not page.find("#note").is_displayed())
    page.driver.save_screenshot(str(HERE / name))


def main() -> int:
    if packages := missing():
        sys.stderr.write(f"The pictures need a browser: apt-get install {packages}\n要先装浏览器：apt-get install {packages}\n")
        return 1
    with tempfile.TemporaryDirectory() as folder, served_demo(Path(folder)) as address, chromium(Path(folder) / "profile") as driver:
        page = Page(driver, address)
        page.open()
        page.language("en")
        play(page)
        page.click("[data-person=villager] .heard")
        bring(page, "villager", "村口到东坡")
        bring(page, "secretary", "并好了")
        take(page, "simulator.png")
        (HERE / "understanding.png").write_bytes(page.find("#understanding").screenshot_as_png)
        page.language("zh")
        take(page, "simulator.zh.png")
        page.language("en")
        tell(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
