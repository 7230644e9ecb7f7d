"""Open matters told in a few words, as villagers tell them, in memory: by what is meant, where letters go by what is written."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date

from nlp.group import Mattered, match
from nlp.group_copies import swapped
from nlp.group_places import CODE, Where
from nlp.group_said import said
from nlp.group_spots import one_spelling
from nlp.place import place as place_of

SHORT = 40  # characters from which a message is a letter
_WIDER = frozenset({"estate", "firm"})
_HOUSE = "house"  # 石料厂, 青山中学
_CANDIDATES, _POSTINGS, _COPIES = 60, 200, 3
_HEARD_SUB = 0.3
_ANY_DAY = date(2000, 1, 1)


def of_a_village(text: str, spot: Where) -> bool:
    """A few words without a name of a district, an estate or a firm: whoever writes to a city says where."""
    return len(text) < SHORT and not _WIDER & spot.kinds.keys() and not CODE.search(text)


class ShortMatters:
    """Not for several threads. About 1 ms a message."""

    def __init__(self) -> None:
        self._told: list[Mattered] = []
        self._spots: list[Where] = []
        self._postings: dict[str, list[int]] = defaultdict(list)

    def telling(self, text: str, place: str | None, spot: Where, day: date | None) -> Mattered:
        """Hears a message; `spot` is where it says it is, in the manner of letters."""
        house = next((stem[-2:] for stem in spot.kinds.get(_HOUSE, ())), None)
        where = place or place_of(text) or house
        when = day or (self._told[-1].day if self._told else _ANY_DAY)
        heard = said(text, where)
        return Mattered("", frozenset(heard.words), where, None, when, heard)

    def find(self, mine: Mattered, spot: Where) -> int | None:
        """The number of the matter it tells, if it is among those kept, and if it is no copy about another place."""
        near = self._candidates(_keys(mine))
        for each in match(mine, [self._told[at] for at in near]):
            theirs = [at for at in near if self._told[at].id == each.id][:_COPIES]
            if not any(swapped(spot, self._spots[at]) for at in theirs):
                return int(each.id)
        return None

    def keep(self, mine: Mattered, spot: Where, matter: int) -> None:
        """As one more telling of this matter."""
        self._spots.append(spot)
        for key in _keys(mine):
            self._postings[key].append(len(self._told))
        self._told.append(replace(mine, id=str(matter)))

    def _candidates(self, keys: set[str]) -> list[int]:
        shared: Counter[int] = Counter()
        for key in keys:
            shared.update(self._postings.get(key, ())[-_POSTINGS:])
        return [at for at, _ in shared.most_common(_CANDIDATES)]


def _keys(mine: Mattered) -> set[str]:
    heard = mine.said
    assert heard is not None
    subs = {f"={sub}" for sub, chance in heard.subs.items() if chance >= _HEARD_SUB}
    things = {f"#{thing}" for thing in heard.things | heard.here}
    return {*heard.words, *things, *subs, *([f"@{one_spelling(mine.place)}"] if mine.place else [])}
