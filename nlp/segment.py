"""The only importer of jieba. Until it is warm, words are single characters: the ears hear less, but hear."""

import logging
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nlp.words import lexicon

_HEARD = 3000  # frequency given to the words the ears know, so that 路灯/不亮 wins over jieba's 路/灯不亮
_APART = ("灯不亮",)  # words of jieba's that swallow what the ears listen for
_COMMON = 3  # frequency given to a word jieba does not know how to rank

_tokenizer: Any = None


def warm(folder: Path | None, words: Iterable[str] = ()) -> None:
    """Load jieba (about half a second, 74 MB), its cache kept in `folder`; `words` are added to its dictionary.

    Blocking: call it in a background thread at start. Calling it again only adds the words.
    """
    global _tokenizer
    tokenizer = _tokenizer or _loaded(folder)
    for word in (*lexicon().words, *words):
        if len(word) > 1:
            tokenizer.add_word(word, max(_HEARD, tokenizer.FREQ.get(word) or 0))
    for word in _APART:
        tokenizer.del_word(word)
    _tokenizer = tokenizer


def _loaded(folder: Path | None) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's source still has invalid escapes and asks for pkg_resources
        import jieba

        jieba.setLogLevel(logging.WARNING)
        tokenizer = jieba.Tokenizer()
        if folder is not None:  # a cache in the shared temp folder is racy and gets wiped
            tokenizer.tmp_dir = str(folder)
            tokenizer.cache_file = "jieba.cache"
        tokenizer.initialize()
    return tokenizer


def ready() -> bool:
    """Is jieba loaded?"""
    return _tokenizer is not None


def cut(text: str) -> list[str]:
    """The words of the text in order; single characters while jieba is not ready."""
    if _tokenizer is None:
        return list(text)
    words: list[str] = _tokenizer.lcut(text, HMM=False)
    return words


def commonness(word: str) -> int:
    """How often the word stands in jieba's corpus; 3 when unknown or not ready. Rare words tell matters apart."""
    if _tokenizer is None:
        return _COMMON
    count: int = _tokenizer.FREQ.get(word) or _COMMON
    return count
