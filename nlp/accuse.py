"""Is a cadre accused? Rules over the sentence's shape and a learned ear beside them; a doubt counts as a yes."""

import re
from functools import lru_cache

from nlp.accuse_pieces import suspicion
from nlp.accuse_rules import doubt_of
from nlp.accuse_words import shape
from nlp.reading import Accusation

# What each weight of the rules adds to the learned suspicion; the fit was made with these, and 3 needs no second ear.
BY_DOUBT = (-1.0, 0.0, 1.2)
# Below even odds: a cadre who reads what was said of him costs the speaker more than a reviewer's look costs the township.
_HEARD_AT = -1.0
# Without any of these, in the words or in their shape, it is a matter among neighbours.
_PUBLIC = re.compile("[OBCEU票章贪贿]|补[贴助偿]|低保|证明|验收|量地|工商|救济|签到|咱村|征地|[我俺]们村")


def accusation(text: str, cadre_names: tuple[str, ...] = ()) -> Accusation:
    """Judge the skeleton of a message; `cadre_names` are the village's cadres, by full name."""
    if cadre_names:
        text = _called(cadre_names).sub("干部", text)
    whole = shape(text)
    calm = Accusation.NAMED if "O" in whole else Accusation.NONE
    if not _PUBLIC.search(whole) and not _PUBLIC.search(text):
        return calm
    doubt = doubt_of(whole)
    if doubt.weight > 2 or suspicion(text, whole) + BY_DOUBT[doubt.weight] > _HEARD_AT:
        return Accusation.ACCUSED if doubt.plain else Accusation.UNSURE
    return calm


@lru_cache(maxsize=256)
def _called(names: tuple[str, ...]) -> re.Pattern[str]:
    """Full names, and the given names people really say."""
    known = {part for name in names if len(name) > 1 for part in (name, name[1:]) if len(part) > 1}
    return re.compile("|".join(re.escape(name) for name in sorted(known, key=len, reverse=True)) or "(?!)")
