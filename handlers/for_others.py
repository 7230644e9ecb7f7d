"""People's words as others read them: no number, and nobody's name, whether a roster knows it or not.

Places and cadres in their office are no secret: 石桥, 李主任 stay. Who is of the village, or holds an office and is not to be
named, stands in the caller's list. What its author is shown, or the cadre who works on it, does not come through here.
"""

from handlers.scene import Scene
from nlp.persons import hide_private


def for_others(scene: Scene, village: str | None, words: str, names: tuple[str, ...] = ()) -> str:
    """The words with numbers as 〔电话〕 and the like, `names` and third persons by surname and ×. Idempotent."""
    return hide_private(words, names, may_be_named(scene, village))


def may_be_named(scene: Scene, village: str | None) -> tuple[str, ...]:
    """What the places around a village are called, and who holds an office there."""
    staff = scene.desk.staff(village) or scene.desk.staff("")
    if staff is None:
        return scene.spots(village or "")
    units = [unit.name for unit in (staff.unit, staff.township, staff.district) if unit is not None]
    holders = [person.name for people in staff.holders.values() for person in people]
    return (*scene.spots(village or ""), *units, *dict.fromkeys(holders))
