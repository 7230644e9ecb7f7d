"""Pinyin in Latin letters, written in characters: 房子着火了 by its sound, or only 着火 of it, with tone digits or without.

Only where the letters are wholly pinyin and hold a word of danger, or where a whole message is pinyin: English, addresses,
plates, names and abbreviations stay as they are. Words come from lexicon/spelt.tsv; a syllable of no word is written in some
character of its sound, which is all that the learned ear needs (see pieces).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from nlp import shelf
from nlp.likeliest import MOST_WEIGHED, likeliest, likelihood, quickest, syllables

LETTERS = re.compile("[A-Za-z]")
LONG = 6  # letters of a word of danger from which it needs nothing beside it: tale is English, 着火 is not
FEWEST, TALK_AT = 4, -6.2  # syllables of a message wholly in pinyin, and its likelihood: banana is English
OWN_SHARE, FEW_HAN = 0.85, 4  # of its letters; syllables that one Han character may stand among
FIRST = 6  # clauses of such a message that are looked at for it
LONGEST = 800  # letters of pinyin that are listened to in one message
MOST_LETTERS = 6  # of a syllable
_ALARM, _WORD, _SYLLABLE = 1, 2, 5  # what a word of danger, another and a syllable of no word cost: few and long ones are heard
_BARE = 5  # what a syllable costs beside that begins with a vowel in the midst of a word: 终端 is not 中毒俺

_CHUNK = re.compile('(?:https?://|www\\.)[!-~]+|[^\\s,!?;:"()\u3000-\u9fff，！？；：（）“”]+')
_PINYIN = re.compile("[a-z]+(?:[1-5'’*·•~|+^=#-]+[a-z]+)*[1-5]?\\.*")
_BREAK = re.compile("[^a-z]+")
_APART = re.compile("(?<![A-Za-z])[A-Za-z](?:[ *·•~|+^=#-][A-Za-z]){4,}(?![A-Za-z])")
_HAN = re.compile("[\u3400-\u9fff]")
_NAMED = re.compile(
    "(?:号码?|[微网][信名址]是|账户|昵称|我叫|名叫|名字叫?|姓名|邮箱|密码|id|wechat|微信[:：]|vx[:：]?)[是为叫]?[ :：]*$", re.IGNORECASE
)

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü"
_PLAIN = str.maketrans(_TONED, "aaaaeeeeiiiioooouuuuvvvvv")


@dataclass(frozen=True, slots=True)
class _Word:
    """text: its characters; ends: where its syllables end, in letters."""

    text: str
    ends: tuple[int, ...]
    danger: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """Chunks of pinyin side by side. stops: where a chunk ends, in letters."""

    start: int
    end: int
    letters: str
    stops: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Heard:
    """parts: a run in words and syllables; known: its syllables that belong to words; alarm: letters of its longest word of danger."""

    run: _Run
    parts: list[str]
    syllables: int
    known: int
    words: int
    alarm: int


def written(text: str) -> str:
    """The text with such pinyin in characters, the rest as it was. For 2,000 hostile letters some 10 ms."""
    heard = [_heard(run) for run in _runs(text)]
    alone = _is_all_there_is(heard, text)
    if not any(_means_danger(each, text, alone) for each in heard) and not (alone and any(map(_is_talk, heard[:FIRST]))):
        return text
    meant = [each for each in heard if alone or each.alarm or each.known * 2 >= each.syllables]
    return _replaced(text, [each for each in meant if not _is_name(each.run, text)], likeliest)


def guessed(text: str, bones: str) -> bool:
    """Were most characters of a skeleton guessed from pinyin?"""
    return LETTERS.search(text) is not None and len(_HAN.findall(text)) * 2 < len(_HAN.findall(bones))


def sounded(text: str) -> str:
    """The same for listening to danger alone: whatever touches Han characters and can be pinyin is, so zhao火 is heard too."""
    runs = (run for run in _runs(text) if len(run.letters) > 1 and _touches(run, text) and not _is_name(run, text))
    return _replaced(text, list(map(_heard, runs)), quickest)


def dangers() -> Iterator[tuple[str, str]]:
    """The words of danger, each with the characters that are never a slip of it ("*": it is not to be mended)."""
    for word, _, *never in _rows("spelt.tsv"):
        if never:
            yield word, never[0]


def _is_all_there_is(heard: list[_Heard], text: str) -> bool:
    """A message wholly in pinyin, but for an APP or a character that its writer found no letters for."""
    letters, spoken = sum(len(each.run.letters) for each in heard), sum(each.syllables for each in heard)
    return letters >= OWN_SHARE * len(LETTERS.findall(text.translate(_PLAIN))) and len(_HAN.findall(text)) * FEW_HAN <= spoken


def _means_danger(heard: _Heard, text: str, alone: bool) -> bool:
    if not heard.alarm or heard.known * 3 < heard.syllables or _is_name(heard.run, text):
        return False
    return heard.alarm >= LONG or heard.words > 1 or _touches(heard.run, text) or (alone and heard.syllables > 3)


def _is_talk(heard: _Heard) -> bool:
    """Make a cake would be pinyin too, but of words that nobody says one after another."""
    return heard.syllables >= FEWEST and (heard.words > 0 or likelihood(heard.parts) >= TALK_AT)


def _is_name(run: _Run, text: str) -> bool:
    return _NAMED.search(text[max(0, run.start - 10) : run.start]) is not None


def _touches(run: _Run, text: str) -> bool:
    return _HAN.match(text[run.start - 1 : run.start]) is not None or _HAN.match(text, run.end) is not None


def _replaced(text: str, heard: list[_Heard], write: Callable[[Sequence[str]], str]) -> str:
    """From the end, so that places hold; only so much is weighed as an answer can wait for."""
    weighed = sum(len(each.parts) for each in heard)
    for each in reversed(heard):
        said = write(each.parts) if weighed <= MOST_WEIGHED else quickest(each.parts)
        weighed -= len(each.parts)
        text = text[: each.run.start] + said + text[each.run.end :]
    return text


def _runs(text: str) -> Iterator[_Run]:
    """Chunks of pinyin with nothing but spaces between them, and letters that stand one by one."""
    joined: list[tuple[int, int, list[str]]] = []
    heard = 0
    for start, end, chunk in _chunks(text):
        heard += len(chunk)
        parts = _BREAK.split(chunk.strip(".12345"))
        if heard > LONGEST or not all(map(_is_pinyin, parts)):
            continue
        if joined and not text[joined[-1][1] : start].strip(" "):
            joined[-1] = (joined[-1][0], end, joined[-1][2] + parts)
        else:
            joined.append((start, end, parts))
    for start, end, parts in joined:
        at, stops = 0, set()
        for part in parts:
            at += len(part)
            stops.add(at)
        yield _Run(start, end, "".join(parts), frozenset(stops))


def _chunks(text: str) -> Iterator[tuple[int, int, str]]:
    """What may be pinyin, in small letters, with its place."""
    apart = [(each.start(), each.end(), "".join(LETTERS.findall(each[0])).lower()) for each in _APART.finditer(text)]
    for each in apart:
        text = text[: each[0]] + "\u3000" * (each[1] - each[0]) + text[each[1] :]
    found = [(each.start(), each.end(), each[0].lower().translate(_PLAIN)) for each in _CHUNK.finditer(text)]
    yield from sorted([*apart, *(each for each in found if _PINYIN.fullmatch(each[2]))])


def _is_pinyin(letters: str) -> bool:
    known, reached = syllables(), {0}
    for at in range(len(letters)):
        if at in reached:
            reached.update(end for end in range(at + 1, min(at + MOST_LETTERS, len(letters)) + 1) if letters[at:end] in known)
    return len(letters) in reached and bool(letters)


def _heard(run: _Run) -> _Heard:
    """The cheapest way to read a run."""
    unreached = 1 << 30
    best: list[tuple[int, int, _Word | None]] = [(unreached, 0, None) for _ in range(len(run.letters) + 1)]
    best[0] = (0, 0, None)
    for at, (cost, _, _) in enumerate(best):
        if cost < unreached:
            for end, more, word in _steps(run, at):
                if cost + more < best[end][0]:
                    best[end] = (cost + more, at, word)
    return _traced(run, best)


def _steps(run: _Run, at: int) -> Iterator[tuple[int, int, _Word | None]]:
    """What can be read from a place: where it ends, what it costs, and the word if it is one; no syllable reaches over a stop."""
    letters, known, (words, starts) = run.letters, syllables(), _words()
    bare = _BARE * (letters[at : at + 1] in ("a", "e", "o") and at > 0 and at not in run.stops)
    for end in range(at + 1, min(at + MOST_LETTERS, len(letters)) + 1):
        if letters[at:end] in known and run.stops.isdisjoint(range(at + 1, end)):
            yield end, _SYLLABLE + bare, None
    for end in range(at + 1, len(letters) + 1):
        if letters[at:end] not in starts:
            return
        word = words.get(letters[at:end])
        if word and all(stop - at in word.ends for stop in range(at + 1, end) if stop in run.stops):
            yield end, _ALARM if word.danger else _WORD, word


def _traced(run: _Run, best: list[tuple[int, int, _Word | None]]) -> _Heard:
    parts: list[str] = []
    spoken, known, words, alarm, end = 0, 0, 0, 0, len(run.letters)
    while end:
        _, at, word = best[end]
        parts.append(word.text if word else run.letters[at:end])
        spoken += len(word.text) if word else 1
        if word:
            known, words, alarm = known + len(word.text), words + 1, max(alarm, (end - at) * word.danger)
        end = at
    return _Heard(run, parts[::-1], spoken, known, words, alarm)


@cache
def _words() -> tuple[dict[str, _Word], frozenset[str]]:
    """Words by their letters, also as spelt by who says z for zh and -n for -ng, and the beginnings of them all."""
    words: dict[str, _Word] = {}
    rows = [(word, spelt.split(), bool(never)) for word, readings, *never in _rows("spelt.tsv") for spelt in readings.split("/") if spelt]
    for said in (lambda each: each, _flat, _short, lambda each: _flat(_short(each))):
        for text, spoken, danger in rows:
            parts = [said(each) for each in spoken]
            ends = tuple(sum(map(len, parts[:count])) for count in range(1, len(parts) + 1))
            words.setdefault("".join(parts), _Word(text, ends, danger))
    return words, frozenset(word[:end] for word in words for end in range(1, len(word) + 1))


def _flat(syllable: str) -> str:
    return syllable[0] + syllable[2:] if syllable[:2] in ("zh", "ch", "sh") else syllable


def _short(syllable: str) -> str:
    return syllable[:-1] if syllable.endswith(("ang", "eng", "ing")) else syllable


def _rows(name: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in shelf.lines(f"lexicon/{name}"))
