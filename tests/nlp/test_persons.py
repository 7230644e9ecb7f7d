"""People of whom no list knows: hidden, but for what the caller may name."""

import pytest

from nlp.gazetteer import Gazetteer, Spot
from nlp.persons import hide_persons, hide_private


def test_names_of_no_list_are_hidden_and_offices_stay() -> None:
    assert hide_persons("王秀英家把水渠堵了，李主任也不管") == "王×家把水渠堵了，李主任也不管"
    assert hide_persons("老王头说，二狗子家占了路") == "王×说，×家占了路"


@pytest.mark.parametrize(
    ("text", "stay", "left"),
    [
        ("马龙上边的路塌了", (), "马×上边的路塌了"),
        ("马龙上边的路塌了", ("马龙",), "马龙上边的路塌了"),
        ("路从郭海柱坟前过", ("郭海柱坟",), "路从郭海柱坟前过"),
        ("刘二柱和李国强来看过", ("李国强",), "刘×和李国强来看过"),
        ("李国强，李国柱都来过", ("李国强",), "李国强，李×都来过"),
        ("贾玉林坟那段", ("玉林坟",), "贾×坟那段"),  # runs into a place, and is a person all the same
        ("王秀英", ("", "秀英"), "王×"),
    ],
)
def test_what_may_be_named_stays(text: str, stay: tuple[str, ...], left: str) -> None:
    assert hide_persons(text, stay) == left
    assert hide_persons(left, stay) == left


def test_numbers_listed_names_and_names_of_no_list_at_once() -> None:
    assert hide_private("张三和王秀英，打13800001111", ("张三",)) == "张×和王×，打〔电话〕"
    assert hide_private("张三在马龙上边", ("张三",), ("马龙",)) == "张×在马龙上边"


def test_a_gazetteer_tells_every_name_of_its_places() -> None:
    assert set(Gazetteer((Spot("马龙", aliases=("老马龙",)), Spot("三组"))).names) == {"马龙", "老马龙", "三组", "3组"}
    assert Gazetteer().names == ()
