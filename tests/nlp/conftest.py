from datetime import date
from pathlib import Path

import pytest

from nlp import segment
from nlp.ears import Ears


@pytest.fixture(scope="session", autouse=True)
def _jieba(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("jieba")
    segment.warm(folder)
    return folder


@pytest.fixture(scope="session")
def today() -> date:
    return date(2026, 11, 23)  # a Monday


@pytest.fixture(scope="session")
def ears() -> Ears:
    return Ears()
