"""Short messages of villagers: floors for one matter, once, on the village of our own and on the blind set."""

from dataclasses import replace
from pathlib import Path

import pytest

from nlp.ears import Ears
from nlp.group import Mattered, match, mattered
from nlp.group_open import OpenMatters
from nlp.skeleton import skeleton
from tests.nlp.matters import BLIND, OWN, SECOND, Told, grouped, pairwise, rows, without_the_largest


def _opened(told: list[Told]) -> list[int]:
    matters = OpenMatters()
    for each in told:
        matters.add(skeleton(each.text), each.place, each.day)
    return matters.groups()


@pytest.mark.parametrize(("village", "sure", "whole"), [(OWN, 0.85, 0.71), (SECOND, 0.80, 0.27)])
def test_the_stores_way_on_the_villages_of_our_own(village: Path, sure: float, whole: float, ears: Ears) -> None:
    """The second is of another hand: its people tell effects (马桶都冲不成了), which share no word with the matter."""
    told = rows(village)
    gold, found = [each.matter for each in told], grouped(told, ears)
    precision, _, f1 = pairwise(gold, found)
    assert precision >= sure
    assert f1 >= whole
    assert without_the_largest(gold, found)[2] >= whole


def test_the_blind_set_is_still_hard(ears: Ears) -> None:
    """Its tellings share neither words nor weeks: a floor, not an achievement."""
    told = rows(BLIND)
    precision, _, f1 = pairwise([each.matter for each in told], grouped(told, ears))
    assert precision >= 0.75
    assert f1 >= 0.165


def test_the_command_hears_a_village_as_well(ears: Ears) -> None:
    told = rows(OWN)
    precision, _, f1 = pairwise([each.matter for each in told], _opened(told))
    assert precision >= 0.83
    assert f1 >= 0.69


def test_no_copy_about_another_place_is_joined(ears: Ears) -> None:
    """Every third telling, once more with every other place of the village written over its own."""
    told = rows(OWN)
    places = sorted({each.place for each in told if each.place})
    for each in told[::3]:
        if not each.place or each.place not in each.text:
            continue
        reading = replace(ears.read(each.text, each.day), place=each.place)
        mine = mattered("mine", reading, each.day)
        for place in places:
            if place in each.place or each.place in place:
                continue
            text = each.text.replace(each.place, place)
            other = mattered("other", replace(ears.read(text, each.day), place=place), each.day)
            assert match(mine, [other]) == [], (each.text, text)


def test_what_is_shown_is_about_how_often_it_is_true(ears: Ears) -> None:
    """Of each telling against the matters as they are, not as they were grouped."""
    shown: list[tuple[float, bool]] = []
    for village in (OWN, SECOND):
        before: list[Mattered] = []
        for each in rows(village):
            reading = ears.read(each.text, each.day)
            mine = mattered(each.matter, replace(reading, place=each.place or reading.place), each.day)
            if likely := match(mine, before):
                shown.append((likely[0].likeness, likely[0].id == each.matter))
            before.append(mine)
    assert len(shown) >= 200
    assert abs(sum(likeness for likeness, _ in shown) - sum(right for _, right in shown)) / len(shown) <= 0.07


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("养老金认证在哪弄", "我爹养老金两个月没到账"),
        ("后沟没信号", "后沟停水了"),
        ("今年医保交多少钱", "医保交了钱系统里查不见"),
    ],
)
def test_a_question_how_is_no_complaint(one: str, other: str, ears: Ears) -> None:
    today = rows(OWN)[0].day
    assert match(mattered("new", ears.read(one, today), today), [mattered("old", ears.read(other, today), today)]) == []


def test_a_lamp_without_a_lane_is_nobodys_while_two_are_out(ears: Ears) -> None:
    today = rows(OWN)[0].day
    here, there = (mattered(lane, ears.read(f"{lane}的路灯不亮了", today), today) for lane in ("前街", "后街"))
    mine = mattered("new", ears.read("路灯不亮了", today), today)
    assert [each.id for each in match(mine, [here])] == ["前街"]
    assert match(mine, [here, there]) == []
