"""The only importer of jieba, and of rjieba, the same dictionary in Rust, which serves where it is installed.

Until one is warm, words are single characters: the ears hear less, but hear.
"""

import logging
import warnings
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from nlp.words import lexicon

_PHRASE = 4  # characters from which a word of the lexicon is a phrase: 垃圾没人拉
_APART = ("灯不亮",)  # words of jieba's that swallow what the ears listen for
_COMMON = 3  # frequency given to a word jieba does not know how to rank


class Segmenter(Protocol):
    """Cuts text into words; both kinds cut the sentences of tests/nlp/cuts.txt alike."""

    def add(self, word: str, frequency: int | None = None) -> None:
        """With a frequency of None as often as it takes to stay whole, and no oftener: 水渠/坏 wins over 水/渠坏."""
        ...

    def cut(self, text: str) -> list[str]: ...

    def parts(self, word: str) -> list[str]:
        """The shorter words within a word, and the word."""
        ...

    def frequency(self, word: str) -> int:
        """In jieba's corpus; 0 for a word it does not know."""
        ...


class JiebaSegmenter:
    """About a second to load, 74 MB; its cache is kept in `folder`: one in the shared temp folder is racy and gets wiped."""

    def __init__(self, folder: Path | None) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # jieba's source still has invalid escapes and asks for pkg_resources
            import jieba

            jieba.setLogLevel(logging.WARNING)
            self._jieba: Any = jieba.Tokenizer()
            if folder is not None:
                self._jieba.tmp_dir = str(folder)
                self._jieba.cache_file = "jieba.cache"
            self._jieba.initialize()

    def add(self, word: str, frequency: int | None = None) -> None:
        self._jieba.add_word(word, self._jieba.suggest_freq(word) if frequency is None else frequency)

    def parts(self, word: str) -> list[str]:
        return list(self._jieba.cut_for_search(word, HMM=False))

    def cut(self, text: str) -> list[str]:
        words: list[str] = self._jieba.lcut(text, HMM=False)
        return words

    def frequency(self, word: str) -> int:
        found: int = self._jieba.FREQ.get(word) or 0
        return found


class RustSegmenter:
    """A tenth of a second to load, 34 MB, and twenty times as fast; a wheel that not every machine has.

    The package loads a dictionary of its own when it is imported: that one serves, as a second would take the memory again.
    """

    def __init__(self) -> None:
        import rjieba

        self._jieba: Any = rjieba

    def add(self, word: str, frequency: int | None = None) -> None:
        self._jieba.add_word(word, self._jieba.suggest_freq(word) if frequency is None else frequency, "n")

    def parts(self, word: str) -> list[str]:
        found: list[str] = self._jieba.cut_for_search(word, False)
        return found

    def cut(self, text: str) -> list[str]:
        words: list[str] = self._jieba.cut(text, False)
        return words

    def frequency(self, word: str) -> int:
        # what it suggests for a word it knows is one more than the word's own
        found: int = self._jieba.suggest_freq(word) - 1 if self._jieba.has_word(word) else 0
        return found


_segmenter: Segmenter | None = None


def warm(folder: Path | None, words: Iterable[str] = ()) -> None:
    """Load the dictionary; jieba keeps its cache in `folder`; `words` are added.

    Blocking: call it in a background thread at start. Calling it again only adds the words.
    """
    global _segmenter
    _segmenter = taught(_segmenter or (RustSegmenter() if find_spec("rjieba") else JiebaSegmenter(folder)), words)


def taught(segmenter: Segmenter, words: Iterable[str]) -> Segmenter:
    """Knows the words the ears listen for, and `words`."""
    for word in (*lexicon(), *words):
        if len(word) > 1 and not segmenter.frequency(word):
            segmenter.add(word)
    for word in _APART:
        segmenter.add(word, 0)
    return segmenter


def ready() -> bool:
    """Is a dictionary loaded?"""
    return _segmenter is not None


def cut(text: str) -> list[str]:
    """The words of the text in order; single characters while no dictionary is loaded."""
    return list(text) if _segmenter is None else _segmenter.cut(text)


def short(words: Iterable[str]) -> list[str]:
    """The words with phrases of the lexicon taken apart: what tells matters apart is 垃圾, not 垃圾没人拉. Nothing is lost."""
    return [part for word in words for part in (_apart(word) if len(word) >= _PHRASE else [word])]


def _apart(word: str) -> list[str]:
    inside = set(_segmenter.parts(word)) - {word} if _segmenter else set()
    found, at = [], 0
    while inside and at < len(word):
        size = next((size for size in (3, 2) if word[at : at + size] in inside), 1)
        found.append(word[at : at + size])
        at += size
    return found or [word]


def commonness(word: str) -> int:
    """How often the word stands in jieba's corpus; 3 when unknown or not ready. Rare words tell matters apart."""
    return (_segmenter and _segmenter.frequency(word)) or _COMMON
