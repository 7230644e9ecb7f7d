"""The fields of a template: a value that is too long by one character would cost the person the whole message."""

import re
from collections.abc import Mapping

# What a field may hold by the kind in its name ("thing1"), in characters (the platform's table of parameter kinds).
MOST = {"thing": 20, "character_string": 32, "phrase": 5, "name": 10, "number": 32, "letter": 32, "symbol": 5}
IN_WORDS = frozenset({"thing", "name", "phrase"})  # these may be cut
NOTHING = "—"  # an empty value is refused, and with it the whole message

_KIND = re.compile(r"([a-z_]+?)[0-9]*")
_CONTROL = re.compile(r"[\x00-\x20\x7f]+")


def fitted(fields: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The "data" of a message: line breaks become blanks (a field may hold none), what is too long ends in "…"."""
    return {name: {"value": _fitted(name, value)} for name, value in fields.items()}


def _fitted(name: str, value: str) -> str:
    value = _CONTROL.sub(" ", value).strip()
    kind = _KIND.fullmatch(name)
    if not value and kind and kind[1] in IN_WORDS:
        return NOTHING
    most = MOST.get(kind[1] if kind else "")
    if most is None or len(value) <= most:
        return value
    # a cut number or code would be another number: it goes as it is, and the platform's 47003 tells of it
    return f"{value[: most - 1]}…" if kind and kind[1] in IN_WORDS else value
