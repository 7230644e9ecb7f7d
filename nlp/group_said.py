"""What a short telling says, for laying two side by side: what it is about, what is wrong, its pieces, its categories.

Villagers tell one matter in other words each time (前街又没水, 水龙头三天没流水了), so words alone find nothing: lexicon/matters.tsv
lists what is said for a thing and for a trouble, and the model of categories hears the rest.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import log

from nlp import segment, shelf
from nlp.group_spots import place_key
from nlp.model import NONE, Model, shipped, signs
from nlp.pieces import sounds
from nlp.skeleton import skeleton
from nlp.words import empty_words, one_word

LONGEST = 120  # characters heard: what a matter is stands at the beginning
_TROUBLE = "!"
_UNLIKELY = 0.03  # categories and subs less likely than this are not weighed
_CORPUS, _AGAIN = 60_101_967, 300.0  # jieba's corpus in words; what is added to a count, that none is rarer than this
_CHARACTER = 9.0
_FIRST_SOUND = "\ua000"  # pieces.py writes sounds as characters of Yi
_HAN = re.compile("[\u3400-\u9fff]+")
_SMALL = frozenset("的了着过是有我你他她它咱俺们这那就都也还又在到从被叫把给跟和与会要么吗呢吧啊呀哩嘞咋甚啥谁几一不没个上下里去来说人村")
_ASKS = re.compile(
    "多少|几[点块成月桌趟]|[吗不]？?$|谁的|怎么个|怎么[办入报交]|在哪|去哪|要啥|要带|找谁|哪[天些个]|啥(?:材料|条件|手续|药)|"
    "咋(?:办|弄|报|补|转|交|再)|行不行|能不能(?!修|管)|还能|可以.{0,6}吗|要不要|有没有|有无|是不是|请问|问问|想问|打听"
)
_HOW = re.compile(
    "在哪|多少钱|要啥|要带|几点|啥材料|哪些材料|找谁|咋[弄报转补]|去哪|能不能代办|几块|招不|怎么[个交]|还能|几月|哪天|要交|一人收|咋办理|是谁|换人了没|打啥药|"
    "谁会|还是|能[开借用报]不|[行算]不行?$|招.{0,4}不$|收不收|还用不用|哪里办|有人值班|有没有(?:人|技术|机器|贴息|优惠)|几[厘个]$"
)
_OWN = re.compile("[我俺](?![们村])[家的]?(?:爹|妈|娘|爸|娃|哥|弟|姐|妹|男人|老公|汉|婆姨|孩子|儿|女|名)?")


@dataclass(frozen=True, slots=True)
class Said:
    """text: its skeleton. things and troubles: lines of matters.tsv; here: things that only the name of the place tells of.
    subs: chances. pieces and words: each with its weight squared, the rarer the more.

    asks: is it put as a question; how: one that wants to know how something is done; own: is it the speaker's own affair.
    """

    text: str
    things: frozenset[str]
    here: frozenset[str]
    troubles: frozenset[str]
    pieces: Mapping[str, float]
    words: Mapping[str, float]
    subs: Mapping[str, float]
    asks: bool
    how: bool
    own: bool


def said(text: str, place: str | None = None, model: Model | None = None) -> Said:
    """Hear a message, told of `place`; about half a millisecond. Nothing of it is kept."""
    bones = skeleton(text)[:LONGEST]
    rest = _without(bones, place)
    around = _concepts(rest)
    things = frozenset(each for each in around if not each.startswith(_TROUBLE))
    alike, empty = one_word(), empty_words()
    words = {alike.get(token, token) for token in segment.short(segment.cut(rest))}
    return Said(
        text=bones,
        things=things,
        here=frozenset(each for each in _concepts(bones) if not each.startswith(_TROUBLE)) - things if rest != bones else frozenset(),
        troubles=around - things,
        pieces=dict(zip(found := _pieces(rest), map(rarity, found), strict=True)),
        words={word: rarity(word) for word in words if len(word) > 1 and word not in empty},
        subs=_subs(model or shipped(), bones),
        asks=_ASKS.search(bones) is not None,
        how=_HOW.search(bones) is not None,
        own=_OWN.search(bones) is not None,
    )


def things_of(text: str) -> frozenset[str]:
    """The things a message speaks of: 自来水, 路灯, as matters.tsv calls them."""
    return frozenset(each for each in _concepts(skeleton(text)[:LONGEST]) if not each.startswith(_TROUBLE))


def rarity(word: str) -> float:
    """Weight squared of a word, of a pair or of a character, by jieba's corpus."""
    if len(word) == 1:
        return _CHARACTER
    weight = log(_CORPUS / ((0 if word[0] >= _FIRST_SOUND else segment.commonness(word)) + _AGAIN))
    return weight * weight


def _without(text: str, place: str | None) -> str:
    """Without the name of the place, though with what kind of a place it is: 路 of 村口那圪截路."""
    return text.replace(place_key(place), "，") if place else text


@cache
def told() -> dict[str, tuple[str, ...]]:
    """Word to the lines of matters.tsv it stands in."""
    found: dict[str, tuple[str, ...]] = {}
    for line in shelf.lines("lexicon/matters.tsv"):
        name, words = line.split("\t")
        for word in words.split():
            found[word] = (*found.get(word, ()), name)
    return found


@cache
def _longest() -> int:
    return max(map(len, told()))


def _concepts(text: str) -> frozenset[str]:
    """The lines whose words stand in the text; a word within a longer one is not heard, nor a character within any."""
    table, found, end = told(), set[str](), 0
    for at in range(len(text)):
        for size in range(min(_longest(), len(text) - at), 0, -1):
            names = table.get(text[at : at + size])
            if names and at + size > end and (size > 1 or at >= end):
                found.update(names)
                end = at + size
                break
    return frozenset(found)


def _pieces(text: str) -> frozenset[str]:
    """Characters, and pairs of characters and of sounds, all without small words."""
    found: set[str] = set()
    for hit in _HAN.finditer(text):
        part = hit[0]
        heard = part.translate(sounds())
        kept = [char not in _SMALL for char in part]
        found.update(char for char, keep in zip(part, kept, strict=True) if keep)
        for at in range(len(part) - 1):
            if kept[at] and kept[at + 1]:
                found.add(part[at : at + 2])
                found.add(heard[at : at + 2])
    return frozenset(found)


def _subs(model: Model, bones: str) -> dict[str, float]:
    """The chance of each sub, or of a category that has none, from _UNLIKELY on."""
    found, heads, subs = signs(bones, segment.cut(bones)), model.categories, dict[str, float]()
    for label, chance in zip(heads.labels, heads.chances(*found), strict=True):
        if chance < _UNLIKELY or label == NONE:
            continue
        branch = model.subs.get(label)
        parts = zip(branch.labels, branch.chances(*found), strict=True) if branch else ((label, 1.0),)
        subs.update((sub, chance * part) for sub, part in parts if chance * part > _UNLIKELY)
    return subs
