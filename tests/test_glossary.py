"""The glossary and the code name the same things by the same words."""

import importlib
import pkgutil
import re
import unicodedata
from collections import Counter
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

import handlers
import nlp
from bot.parts import load_wording
from handlers.village import duty, issue, matter, roles
from nlp import reading

ROOT = Path(__file__).parents[1]

# Enums without rows of their own, because each says what another one says; their members are held to it below.
SAME_AS: dict[type[StrEnum], type[StrEnum]] = {
    reading.Danger: duty.DangerKind,  # what the ears hear is what the duty tree knows
    reading.Whose: matter.OnBehalf,  # for whom somebody seems to speak, and then does
    roles.Level: issue.Level,  # a unit's level is that of the issues it convenes
}


def modules(room: ModuleType) -> list[ModuleType]:
    return [importlib.import_module(found.name) for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")]


def enums() -> set[type[StrEnum]]:
    """Every enum of the mind and the ears, wherever it is defined: a new one cannot be forgotten."""
    named = (each for room in (handlers, nlp) for module in modules(room) for each in vars(module).values())
    return {each for each in named if isinstance(each, type) and issubclass(each, StrEnum) and each is not StrEnum}


class Row(NamedTuple):
    chinese: str
    pinyin: str
    english: str
    code: str


def rows() -> list[Row]:
    """The body rows of every table: each ends with a code word in backticks."""
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    return [Row(*(cell.strip(" `") for cell in line.strip("|").split("|"))) for line in page.splitlines() if line.endswith("` |")]


FOUND = enums() - SAME_AS.keys()
ENUMS = {each.__name__: each for each in sorted(FOUND, key=lambda each: (each.__module__, each.__name__))}
ROWS = rows()
REPLIES = load_wording(ROOT / "replies.yaml").replies
SYLLABLES = re.compile(r"[a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ' ,-]+", re.IGNORECASE)
SOURCES = [file for room in ("bot", "handlers", "nlp", "storage") for file in sorted((ROOT / room).rglob("*.py"))]
NAMES = set(re.findall(r"\w+", "\n".join(file.read_text(encoding="utf-8") for file in SOURCES)))


def test_no_two_enums_bear_one_name() -> None:
    assert len(ENUMS) == len(FOUND)


@pytest.mark.parametrize("enum", ENUMS.values(), ids=ENUMS)
def test_every_member_of_an_enum_is_in_the_glossary_once(enum: type[StrEnum]) -> None:
    listed = [row.code for row in ROWS if row.code.startswith(f"{enum.__name__}.")]
    assert sorted(listed) == sorted(f"{enum.__name__}.{member.name}" for member in enum)


@pytest.mark.parametrize(("twin", "enum"), SAME_AS.items(), ids=lambda each: f"{each.__module__}.{each.__name__}")
def test_an_enum_without_rows_says_nothing_that_its_twin_does_not(twin: type[StrEnum], enum: type[StrEnum]) -> None:
    assert {member.name: member.value for member in twin}.items() <= {member.name: member.value for member in enum}.items()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_a_code_word_is_in_the_code(row: Row) -> None:
    enum, dot, member = row.code.partition(".")
    if dot:
        assert member in ENUMS[enum].__members__
    else:
        assert row.code in NAMES


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_a_row_says_it_in_chinese_pinyin_and_english(row: Row) -> None:
    assert re.fullmatch("[\u3400-\u9fff、]+", row.chinese)
    assert SYLLABLES.fullmatch(unicodedata.normalize("NFC", row.pinyin))
    assert row.english.isascii()


def test_a_thing_has_one_code_word() -> None:
    codes = [row.code for row in ROWS]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("enum", ENUMS.values(), ids=ENUMS)
def test_two_members_of_an_enum_are_never_called_alike(enum: type[StrEnum]) -> None:
    words = [row.chinese for row in ROWS if row.code.startswith(f"{enum.__name__}.")]
    assert sorted(words) == sorted(set(words))


def test_a_chinese_word_is_always_spelled_alike() -> None:
    spelled = {(row.chinese, row.pinyin) for row in ROWS}
    assert [word for word, count in Counter(word for word, _ in spelled).items() if count > 1] == []


# Names that people read as they stand here; a stage or a record is said in a sentence of its own.
SHOWN = {"gate": "GateName", "mender": "Mender", "track": "Track", "stance": "Stance", "level": "Level", "errand": "Errand"}


@pytest.mark.parametrize("family", SHOWN)
def test_people_read_the_words_of_the_glossary(family: str) -> None:
    named = {row.code: row.chinese for row in ROWS}
    shown = {member: REPLIES[f"{family}.{member.value}"].replace("·", "、") for member in ENUMS[SHOWN[family]]}
    assert shown == {member: named[f"{SHOWN[family]}.{member.name}"] for member in shown}


def test_no_pinyin_is_a_name_in_the_code() -> None:
    bare = {re.sub("[^a-z]", "", unicodedata.normalize("NFD", row.pinyin).lower()) for row in ROWS}
    # short ones are English words too: he, an, cha
    assert {name for name in NAMES if name.lower() in bare and len(name) > 4} - {"shuoshi", "Shuoshi", "SHUOSHI"} == set()
