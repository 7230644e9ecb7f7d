"""One served demo and one browser for all page tests; each test begins with an empty stage."""

import os
from collections.abc import Iterator

import pytest

from tests.pages.browser import Page, chromium, missing, post, served_demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo that is being served."""
    with served_demo(tmp_path_factory.mktemp("demo")) as address:
        yield address


@pytest.fixture(scope="session")
def visitor(demo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    if packages := missing():
        if os.environ.get("NO_SKIPS"):
            pytest.fail(f"no browser: apt-get install {packages}")
        pytest.skip(f"no browser: apt-get install {packages}")
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield Page(driver, demo)


@pytest.fixture
def page(visitor: Page) -> Page:
    """The simulator as it opens, in English."""
    post(f"{visitor.address}/simulator/again", {})
    visitor.open()
    visitor.language("en")
    return visitor
