"""Patterns that are compiled when they are first asked: the ears start sooner, and most messages need few of them."""

import re
from typing import cast

_ASKED = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub")


class _Late:
    """Stands for a pattern; once it was asked its methods are the pattern's own."""

    def __init__(self, source: str, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> object:
        if name not in _ASKED:
            raise AttributeError(name)
        pattern = re.compile(self._source, self._flags)
        vars(self).update({each: getattr(pattern, each) for each in _ASKED})
        return getattr(pattern, name)


def late(source: str, flags: int = 0) -> re.Pattern[str]:
    """As re.compile, later. Errors in the source show when it is asked."""
    return cast("re.Pattern[str]", _Late(source, flags))
