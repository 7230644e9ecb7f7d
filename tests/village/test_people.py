"""Who is who: surnames of one and two characters, and the first holder of an office that is filled."""

import pytest

from handlers.village.people import Office, Person, Staff, Unit, UnitKind, surname

VILLAGE = Unit("v1", UnitKind.VILLAGE, "石桥村", "t1")
WANG, LI = Person("p1", "王建国"), Person("p2", "李四")


@pytest.mark.parametrize(("name", "family"), [("王大山", "王"), ("欧阳修", "欧阳"), ("李四", "李"), ("司马光", "司马")])
def test_a_surname_may_have_two_characters(name: str, family: str) -> None:
    assert surname(name) == family


def test_the_first_filled_office_answers() -> None:
    staff = Staff(VILLAGE, None, None, {Office.COMMITTEE: (LI,), Office.SECRETARY: (WANG, LI)})
    assert staff.first(Office.SPONSOR, Office.SECRETARY, Office.COMMITTEE) == WANG
    assert staff.first(Office.SPONSOR) is None
