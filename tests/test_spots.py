"""A village's own names of places: from its file and from the roster, without a restart."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from bot.parts import Hearing
from bot.settings import SettingsError, load
from bot.spots import VillagePlaces, gazetteers, load_spots
from bot.stage import Stage, scratch_app
from handlers.village.people import Unit, UnitKind
from nlp.gazetteer import Spot
from storage.directory import Directory

UNITS = {"v1": Unit("v1", UnitKind.VILLAGE, "柳沟村", "t1"), "v2": Unit("v2", UnitKind.VILLAGE, "杏坪村", "t1")}


def written(folder: Path, text: str) -> Path:
    file = folder / "places.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_list_or_names_with_other_names(tmp_path: Path) -> None:
    file = written(tmp_path, "柳沟村: {龙王庙: [老爷庙], 砖厂: }\nv2: [大坝, 井台]\n")
    assert load_spots(file) == {
        "柳沟村": (Spot("龙王庙", aliases=("老爷庙",)), Spot("砖厂")),
        "v2": (Spot("大坝"), Spot("井台")),
    }
    assert load_spots(tmp_path / "none.yaml") == {}


@pytest.mark.parametrize("text", ["- 1", "柳沟村: 3", "柳沟村: [庙]", "柳沟村: {龙王庙: 老爷庙}", "柳沟村: {1: [龙王庙]}", "a: [b"])
def test_a_slip_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError):
        load_spots(written(tmp_path, text))


def test_groups_of_the_roster_need_no_file(tmp_path: Path) -> None:
    found = gazetteers(UNITS, {"v1": ("后沟组",), "v9": ("前组",)}, load_spots(written(tmp_path, "杏坪村: {大坝: [水库]}")))
    assert found["v1"].find("厚沟没水") == "后沟组"
    assert found["v2"].find("水库边上有人洗车") == "大坝"
    assert set(found) == {"v1", "v2"}


def test_a_scene_is_told_what_the_places_of_its_village_are_called(tmp_path: Path) -> None:
    hearing = Hearing(tmp_path, ("东坡",), villages=gazetteers(UNITS, {}, {"v1": (Spot("龙王庙", aliases=("老爷庙",)),)}))
    assert hearing.spots("v1") == ("东坡", "龙王庙", "老爷庙")
    assert hearing.spots("v2") == hearing.spots("") == ("东坡",)


@dataclass
class People(Directory):
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.units = UNITS


async def test_a_file_written_anew_counts_and_a_slip_costs_nothing(tmp_path: Path) -> None:
    hearing = Hearing(tmp_path)
    places = VillagePlaces(tmp_path / "places.yaml", People({"v1": ("东坡组",)}), hearing)
    written(tmp_path, "柳沟村: [龙王庙]")
    await places.step()
    assert hearing.villages["v1"].find("隆王庙漏雨") == "龙王庙"
    written(tmp_path, "柳沟村: [庙")
    places.renew()
    assert hearing.villages["v1"].find("东坡没水") == "东坡组"
    assert hearing.villages["v1"].find("龙王庙漏雨") == "龙王庙"


async def test_a_roster_laid_at_this_start_is_heard_at_once(hearing: Hearing, tmp_path: Path) -> None:
    stage = Stage(await scratch_app(load({}), tmp_path, hearing))
    try:
        await stage.begin()
        assert stage.app.hearing.villages["v001"].find("厚沟组停水三天了") == "后沟组"
    finally:
        await stage.end()


def test_more_than_a_name_of_the_village_is_kept(hearing: Hearing, tmp_path: Path) -> None:
    own = Hearing(tmp_path, (), hearing.ears, gazetteers(UNITS, {}, {"v1": (Spot("石桥"), Spot("龙王庙"))}))
    today = date(2026, 11, 23)
    assert own.read("下石桥的护栏断了", today, village="v1").place == "下石桥"
    assert own.read("龙王庙往东五十米路塌了", today, village="v1").place == "龙王庙往东五十米"
    assert own.read("隆王庙往东五十米路塌了", today, village="v1").place == "龙王庙"
