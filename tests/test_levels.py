"""thresholds.yaml: what a village may set, and the floors below which a gate would be none."""

from fractions import Fraction
from pathlib import Path

import pytest

from bot.law_in_words import packs_in_words, row_in_words, thresholds_in_words
from bot.levels import load_thresholds
from bot.packs import load_packs
from bot.parts import load_wording, statutes_of
from bot.settings import SettingsError, load
from handlers.village.issue import Level
from handlers.village.thresholds import DEFAULTS, Presence, Thresholds

ROOT = Path(__file__).parents[1]


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "thresholds.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_shipped_file_says_what_the_code_ships() -> None:
    assert load_thresholds(ROOT / "thresholds.yaml") == DEFAULTS


def test_without_a_file_the_shipped_values_hold(tmp_path: Path) -> None:
    assert load_thresholds(tmp_path / "none.yaml") == DEFAULTS


def test_one_value_changes_and_the_others_stay(tmp_path: Path) -> None:
    table = load_thresholds(written(tmp_path, "village: {support: 8, women_share: 2/5, leaders: [[township], [police]]}"))
    village = table[Level.VILLAGE]
    assert (village.support, village.women_share, village.attendance) == (8, Fraction(2, 5), 15)
    assert village.leaders == (frozenset({Presence.TOWNSHIP}), frozenset({Presence.POLICE}))
    assert table[Level.GRID] == DEFAULTS[Level.GRID]


@pytest.mark.parametrize(
    "row",
    [
        "support: 0",
        "poll_share: 0",
        "women_share: 3/2",
        "attendance: true",
        "attendance: many",
        "leaders: []",
        "leaders: [[mayor]]",
        "leaders: [[]]",
        "leaders: [[cadre]]",
        "major_leaders: []",
        "attendance_share: 1/10000",
        "reports: 1",
        "title_length: 400",
        "visits: 3",
        "of_scope: true",
        "of_scope: 1",
    ],
)
def test_a_value_that_would_open_a_gate_for_nothing_is_refused_by_name(tmp_path: Path, row: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_thresholds(written(tmp_path, f"village: {{{row}}}"))
    assert f"village.{row.partition(':')[0]}" in refused.value.english
    assert f"village.{row.partition(':')[0]}" in refused.value.chinese


@pytest.mark.parametrize("text", ["county: {support: 3}", "[]", "village: [", "- a"])
def test_a_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError):
        load_thresholds(written(tmp_path, text if text != "[]" else "- 1"))


def test_the_values_in_force_can_be_read() -> None:
    told = thresholds_in_words(DEFAULTS)
    assert len(told.splitlines()) == len(Level)
    assert "公示5天" in row_in_words(Thresholds())
    assert "或受影响户的1/3" in row_in_words(DEFAULTS[Level.VILLAGE])
    assert "或各户的2/3（网格、楼里的户全算）" in row_in_words(DEFAULTS[Level.GRID])
    assert row_in_words(Thresholds()).endswith("要来包村干部或乡镇领导，大事还要来区级领导或包村单位")
    packs = packs_in_words(load_packs(), load_wording(ROOT / "replies.yaml"))
    assert "村民会议：十八周岁以上的人过半数到会或户的代表2/3以上到会，到会的人过半数同意，提前 10 天通知，一年至少 1 次" in packs
    assert "5至15户选一名代表，代表占组成人员4/5以上，妇女代表占组成人员1/3以上（第二十九条、第三十条）" in packs
    assert "公布不少于 15 天，一般事项每季度公布，账目往来多的每月公布，大事随时公布" in packs


def test_a_refused_value_is_told_with_what_may_stand_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"village\.support .*support 3…100"):
        load_thresholds(written(tmp_path, "village: {support: 1}"))


@pytest.mark.parametrize("clocks", ['{"progress": 0}', '{"lunch": 3}'])
def test_a_clock_below_its_floor_or_unknown_is_refused(clocks: str) -> None:
    settings = load({"SHUOSHI_CONFIG": str(ROOT / "config.yaml"), "SHUOSHI_VILLAGE__CLOCKS": clocks})
    with pytest.raises(SettingsError):
        statutes_of(settings)
