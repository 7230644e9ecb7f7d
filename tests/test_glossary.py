"""The glossary and the code name the same things by the same words."""

import re
import unicodedata
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import pytest

from handlers.village.duty import DangerKind
from handlers.village.matter import AlertState, EntryKind, OnBehalf, Stage
from handlers.village.people import Office, UnitKind
from nlp.reading import Speech

ROOT = Path(__file__).parents[1]
ENUMS: dict[str, type[StrEnum]] = {
    enum.__name__: enum for enum in (AlertState, DangerKind, EntryKind, Office, OnBehalf, Speech, Stage, UnitKind)
}


class Row(NamedTuple):
    chinese: str
    pinyin: str
    english: str
    code: str


def rows() -> list[Row]:
    """The body rows of every table: each ends with a code word in backticks."""
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    return [Row(*(cell.strip(" `") for cell in line.strip("|").split("|"))) for line in page.splitlines() if line.endswith("` |")]


ROWS = rows()
SYLLABLES = re.compile(r"[a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ' ,-]+", re.IGNORECASE)
SOURCES = [file for room in ("bot", "handlers", "nlp", "storage") for file in sorted((ROOT / room).rglob("*.py"))]
NAMES = set(re.findall(r"\w+", "\n".join(file.read_text(encoding="utf-8") for file in SOURCES)))


@pytest.mark.parametrize("enum", ENUMS.values(), ids=ENUMS)
def test_every_member_of_an_enum_is_in_the_glossary_once(enum: type[StrEnum]) -> None:
    listed = [row.code for row in ROWS if row.code.startswith(f"{enum.__name__}.")]
    assert sorted(listed) == sorted(f"{enum.__name__}.{member.name}" for member in enum)


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


def test_no_pinyin_is_a_name_in_the_code() -> None:
    bare = {re.sub("[^a-z]", "", unicodedata.normalize("NFD", row.pinyin).lower()) for row in ROWS}
    # short ones are English words too: he, an, cha
    assert {name for name in NAMES if name.lower() in bare and len(name) > 4} - {"shuoshi", "Shuoshi", "SHUOSHI"} == set()
