"""Ids, public numbers and codes that the same message always gets again: a replay cannot make a second thing.

They are keyed digests of the message's own key, so no chance is needed, and nobody without the salt can guess them.
"""

import hashlib
from collections import Counter


class Fresh:
    """One turn's supply; calls are counted, so that two entries of one turn differ and a replay gets the same two."""

    def __init__(self, salt: bytes, key: str) -> None:
        self._salt = salt
        self._key = key
        self._calls: Counter[str] = Counter()

    def _digest(self, *parts: str) -> bytes:
        return hashlib.blake2b("\x1f".join(parts).encode(), key=self._salt, digest_size=16).digest()

    def id(self, what: str) -> str:
        """Twenty hexadecimal characters."""
        self._calls[what] += 1
        return self._digest(self._key, what, str(self._calls[what])).hex()[:20]

    def number(self, what: str, attempt: int) -> str:
        """Six digits, the first never 0."""
        return str(100_000 + int.from_bytes(self._digest("number", what, str(attempt))[:8]) % 900_000)

    def code(self, what: str) -> str:
        """Six digits, the first never 0: 000000 would read as an opt-out."""
        return str(100_000 + int.from_bytes(self._digest("code", self._key, what)[:8]) % 900_000)
