"""Is a cadre accused? Rules over the sentence's shape and a learned ear beside them; a doubt counts as a yes."""

import re
from functools import lru_cache

from nlp.accuse_ear import suspected
from nlp.accuse_pieces import suspicion
from nlp.accuse_rules import Doubt, doubt_of
from nlp.accuse_words import shape
from nlp.linear import Linear
from nlp.pieces import LONG, sentences
from nlp.reading import Accusation

# What each weight of the rules adds to the learned suspicion: what sentences said about which the rules were not written.
_BY_DOUBT = (-0.5, -0.25, 0.15, 0.45, 0.7)
# Without any of the public words, in the message or in its shape, it is most often a matter among neighbours.
_AMONG_NEIGHBOURS = -0.5
# With nobody in it at all it is most often a thing that broke.
_NOBODY = -2.5
# The older ear and the rules count a little beside the newer ear: what all half hear is heard.
_OLDER_COUNTS, _OLDER_AT_MOST, _RULES_COUNT = 0.3, 4.0, 0.6
# Below even: a cadre who reads what was said of him costs the speaker more than a reviewer's look costs the township.
_HEARD_AT = -0.80
# What is answered to "where?": 就在家门口那截. With nobody, no deed and no purse in it, it says only where.
_OFFICE_OR_KIN = re.compile("[OK]")
_MARKS = "，,。；;！!？?\n "
_CLAUSE = re.compile(f"[{_MARKS}]*([^{_MARKS}]+)")
_BARE_PLACE = re.compile(
    "(?:就|还|都)?(?:在|是|到)?[^不没了着过给拿要打骂吃占卖送偷贪收钱款票账他她人修挖铺盖装种砍分发批]{1,10}?"
    "(?:的?[那这](?:一|个)?(?:截|段|块|片|排|儿|里|坡上|弯|拐弯处)|拐弯处|那儿呗|门口|底下|跟前|旁边|边上|[后前]头|一[片带]|往[东南西北]|到[桥村沟坡]头|路边|村口|桥头|井边)(?:呗|哩|吧|的)?"
)
_SOMEBODY = re.compile("[GPKDSVHFR]")
_PUBLIC = re.compile("[OBCEU票章贪贿]|补[贴助偿]|低保|证明|验收|量地|工商|救济|签到|咱村|征地|[我俺]们村")


def accusation(text: str, cadre_names: tuple[str, ...], table: Linear) -> Accusation:
    """Judge the skeleton of a message; `cadre_names` are the village's cadres, by full name; table: as for suspected."""
    if cadre_names:
        text = _called(cadre_names).sub("干部", text)
    text = _without_bare_places(text)
    whole = shape(text)
    doubt = doubt_of(whole)
    if doubt.certain or heard(text, whole, doubt, table):
        return Accusation.ACCUSED if doubt.plain else Accusation.UNSURE
    return Accusation.NAMED if "O" in whole else Accusation.NONE


def names_office(text: str, cadre_names: tuple[str, ...] = ()) -> bool:
    """Is somebody in office spoken of, by office or by name?"""
    return "O" in shape(_called(cadre_names).sub("干部", text) if cadre_names else text)


def _without_bare_places(text: str) -> str:
    """Only what says more than where; a message of places alone is left with nothing."""
    return _CLAUSE.sub(lambda clause: "" if _is_bare_place(clause[1]) else clause[0], text).lstrip(_MARKS)


def _is_bare_place(clause: str) -> bool:
    return _BARE_PLACE.fullmatch(clause) is not None and not _OFFICE_OR_KIN.search(shape(clause))


def heard(text: str, whole: str, doubt: Doubt, table: Linear) -> bool:
    """Is it an accusation, or doubt enough to be kept as one? A long message is judged by its worst sentence."""
    ears = _worst(text, whole, doubt, table) + doubt_adds(text, whole, doubt) * _RULES_COUNT - _HEARD_AT
    if abs(ears) > _OLDER_AT_MOST * _OLDER_COUNTS:  # whatever the older ear hears
        return ears > 0
    older = max(-_OLDER_AT_MOST, min(_OLDER_AT_MOST, suspicion(text, whole)))
    return ears + older * _OLDER_COUNTS > 0


def _worst(text: str, whole: str, doubt: Doubt, table: Linear) -> float:
    if len(text) <= LONG:
        return suspected(text, whole, doubt, table)
    parts = ((part, shape(part)) for part in sentences(text))
    return max(suspected(part, its, doubt_of(its), table) for part, its in parts)


def _is_public(text: str, whole: str) -> bool:
    return bool(_PUBLIC.search(whole) or _PUBLIC.search(text))


def doubt_adds(text: str, whole: str, doubt: Doubt) -> float:
    """What the rules add to the suspicion of a message and its shape: log odds, of which accuse_weights.tsv was fitted to the rest."""
    ruled = _BY_DOUBT[min(doubt.weight, len(_BY_DOUBT) - 1)]
    if _is_public(text, whole):
        return ruled
    return ruled + (_AMONG_NEIGHBOURS if _SOMEBODY.search(whole) else _NOBODY)


@lru_cache(maxsize=256)
def _called(names: tuple[str, ...]) -> re.Pattern[str]:
    """Full names, and the given names people really say."""
    known = {part for name in names if len(name) > 1 for part in (name, name[1:]) if len(part) > 1}
    return re.compile("|".join(re.escape(name) for name in sorted(known, key=len, reverse=True)) or "(?!)")
