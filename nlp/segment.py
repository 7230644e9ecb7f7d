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

_HEARD = 3000  # frequency given to the words the ears know, so that 路灯/不亮 wins over jieba's 路/灯不亮
_APART = ("灯不亮",)  # words of jieba's that swallow what the ears listen for
_COMMON = 3  # frequency given to a word jieba does not know how to rank


class Segmenter(Protocol):
    """Cuts text into words; both kinds cut the sentences of tests/nlp/cuts.txt alike."""

    def add(self, word: str, frequency: int) -> None: ...

    def cut(self, text: str) -> list[str]: ...

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

    def add(self, word: str, frequency: int) -> None:
        self._jieba.add_word(word, frequency)

    def cut(self, text: str) -> list[str]:
        words: list[str] = self._jieba.lcut(text, HMM=False)
        return words

    def frequency(self, word: str) -> int:
        found: int = self._jieba.FREQ.get(word) or 0
        return found


class RustSegmenter:
    """A tenth of a second to load, 34 MB, and twenty times as fast; a wheel that not every machine has."""

    def __init__(self) -> None:
        import rjieba

        self._jieba: Any = rjieba.Jieba()

    def add(self, word: str, frequency: int) -> None:
        self._jieba.add_word(word, frequency, "n")

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
        if len(word) > 1:
            segmenter.add(word, max(_HEARD, segmenter.frequency(word)))
    for word in _APART:
        segmenter.add(word, 0)
    return segmenter


def ready() -> bool:
    """Is a dictionary loaded?"""
    return _segmenter is not None


def cut(text: str) -> list[str]:
    """The words of the text in order; single characters while no dictionary is loaded."""
    return list(text) if _segmenter is None else _segmenter.cut(text)


def commonness(word: str) -> int:
    """How often the word stands in jieba's corpus; 3 when unknown or not ready. Rare words tell matters apart."""
    return (_segmenter and _segmenter.frequency(word)) or _COMMON
