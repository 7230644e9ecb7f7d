"""A text from one phone is one voice however often it comes; a household is one household; nobody's picture is a copy."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handlers.village.matter import Concern, alike_id
from handlers.village.voices import copies_among, fold, folded, supporters, told_once, voices

ROAD = "村口的路塌了半边，三轮车上不来"
AT = datetime(2026, 11, 23, tzinfo=UTC)


def said(n: int, phone: str, text: str = ROAD, **more: object) -> Concern:
    where = f"sms:main:{phone}"
    return replace(Concern(f"c{n}", f"a:{where}", where, "sms", "main", f"m{n}", AT, text), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("meant", [lambda n: None, lambda n: f"meant:c{n}", lambda n: f"meant:v:人{n}"])
def test_copies_from_three_phones_are_at_most_three_households(meant) -> None:
    told = voices(said(n, f"p{n % 3}", household=meant(n)) for n in range(500))
    assert (told.reports, told.households) == (500, 3)


def test_unnamed_neighbours_of_one_phone_are_one_voice_whatever_is_said() -> None:
    assert len(supporters(said(n, "p", f"路塌了第{n}回", household=f"meant:c{n}") for n in range(9))) == 1


def test_two_phones_of_one_household_are_one_household() -> None:
    assert len(supporters([said(1, "a", household="h1"), said(2, "b", household="h1"), said(3, "c", household="h2")])) == 2


def test_erased_voices_are_counted_by_their_marks() -> None:
    gone = [said(n, "x", "（已按本人要求删除）", address="erased", author="erased", household=f"erased:{n}") for n in range(3)]
    assert len(supporters(gone)) == 3


def test_marks_and_blanks_make_no_other_text() -> None:
    assert fold("路塌了。 ") == fold("路 塌了！") == "路塌了"
    assert fold("（图片）") == ""


def test_a_picture_is_no_copy_of_another() -> None:
    assert len(folded([said(1, "a", "（图片）"), said(2, "a", "（图片）")])) == 2


def test_another_place_is_another_matter() -> None:
    assert len(folded([said(1, "a", place="东坡"), said(2, "a", place="东坡"), said(3, "a", place="后沟")])) == 2


def test_two_people_with_one_sentence_are_left_to_a_cadre_and_three_are_one_line() -> None:
    two = [said(1, "a"), said(2, "b")]
    assert [len(group) for group in folded(two)] == [1, 1]
    assert copies_among(two[0], two) == [two[0]]
    assert [len(group) for group in folded([*two, said(3, "c")])] == [3]


def test_what_is_private_is_a_copy_on_the_same_phone_only() -> None:
    private = {"flags": frozenset({"private"})}
    assert sorted(len(group) for group in folded(said(n, f"p{n % 2}", **private) for n in range(6))) == [3, 3]


def test_likeness_looks_at_one_copy_of_each_phone_in_each_issue() -> None:
    told = [said(n, f"p{n % 2}", issue="i" if n > 5 else None) for n in range(10)]
    assert len(told_once(told)) == 4


def test_two_matters_that_may_be_one_have_one_id_whichever_comes_first() -> None:
    assert alike_id("c2", "c1") == alike_id("c1", "c2") == "c1+c2"
