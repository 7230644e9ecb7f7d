"""The vault: words about a cadre, sealed with AES-GCM under a key that lies in a file of its own, not in the database.

The nonce is made from the row's id, which occurs once; the same id is never sealed with two different texts.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import overload

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.acts.sealing import Sealed
from handlers.memory import Opened
from storage.records import dumps
from storage.seal import take_along
from storage.tables import sealed

KEY_BYTES = 32
SHUT = "vault:"  # how a text begins that is kept under the key: "vault:KEY:HEX"


class Vault:
    """Seals with the key given, and opens for those whose right was asked before."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("the vault key has 32 bytes")
        self._cipher = AESGCM(key)
        self._marking = hashlib.blake2b(b"mark", key=key, digest_size=32).digest()

    def close(self, entry: Sealed) -> bytes:
        return self._encrypt(entry.id, dumps([entry.address, entry.text, entry.concern]))

    def open(self, key: str, body: bytes) -> str:
        """The JSON text of a sealed row. Raises cryptography's InvalidTag when it was changed."""
        return self._cipher.decrypt(_nonce(key), body, key.encode()).decode()

    def mark(self, value: str) -> str:
        """A keyed digest, 20 characters: equal for equal ids, and nobody without the key learns which."""
        return hashlib.blake2b(value.encode("utf-8", "replace"), key=self._marking, digest_size=10).hexdigest()

    def shut(self, key: str, text: str) -> str:
        """A text that has to be kept until it has been said: under the key, as text. key occurs once."""
        return f"{SHUT}{key}:{self._encrypt(key, text).hex()}"

    @overload
    def unshut(self, text: str) -> str: ...

    @overload
    def unshut(self, text: None) -> None: ...

    def unshut(self, text: str | None) -> str | None:
        """What was shut, opened again; any other text as it is."""
        if text is None or not text.startswith(SHUT):
            return text
        _, key, body = text.split(":", 2)
        try:
            return self.open(key, bytes.fromhex(body))
        except (InvalidTag, ValueError):
            return text

    async def keep(self, connection: AsyncConnection, entries: Sequence[Sealed], at: int) -> None:
        """Writes the sealed words and empties every earlier row that held a part of them."""
        for entry in entries:
            await connection.execute(insert(sealed).values(id=entry.id, at=at, body=self.close(entry)))
            await take_along(connection, entry)

    async def read(self, connection: AsyncConnection, case: str) -> tuple[Opened, ...]:
        """Everything kept under one case: its words, then the answers to them."""
        mine = or_(sealed.c.id == case, sealed.c.id.startswith(f"{case}:", autoescape=True))
        rows = await connection.execute(select(sealed.c.id, sealed.c.body).where(mine).order_by(sealed.c.at, sealed.c.id))
        return tuple(Opened(key, *json.loads(self.open(key, body))) for key, body in rows)

    def _encrypt(self, key: str, text: str) -> bytes:
        return self._cipher.encrypt(_nonce(key), text.encode("utf-8", "replace"), key.encode())


def _nonce(key: str) -> bytes:
    return hashlib.blake2b(key.encode(), digest_size=12).digest()


def load_key(file: Path, chance: "bytes | None" = None) -> bytes:
    """The key in the file; a new file with the bytes given (mode 0600) when there is none. Raises OSError, ValueError."""
    if not file.exists():
        if chance is None:
            raise FileNotFoundError(file)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_bytes(chance)
    key = file.read_bytes()
    if len(key) != KEY_BYTES:
        raise ValueError(f"{file} does not hold a 32-byte key")
    return key
