"""The vault: words about a cadre, sealed with AES-GCM under a key that lies in a file of its own, not in the database.

The nonce is made from the row's id, which occurs once; the same id is never sealed with two different texts.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.acts.sealing import Sealed
from storage.outbox import OPEN, RECALLED
from storage.records import dumps
from storage.tables import addresses, concerns, inbox, media, outbox, sealed

KEY_BYTES = 32


class Vault:
    """Seals with the key given; reading is for the roles above the village and comes with their conversations."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("the vault key has 32 bytes")
        self._cipher = AESGCM(key)

    def close(self, entry: Sealed) -> bytes:
        nonce = hashlib.blake2b(entry.id.encode(), digest_size=12).digest()
        return self._cipher.encrypt(nonce, dumps([entry.address, entry.text, entry.concern]).encode(), entry.id.encode())

    def open(self, key: str, body: bytes) -> str:
        """The JSON text of a sealed row. Raises cryptography's InvalidTag when it was changed."""
        nonce = hashlib.blake2b(key.encode(), digest_size=12).digest()
        return self._cipher.decrypt(nonce, body, key.encode()).decode()

    async def keep(self, connection: AsyncConnection, entries: Sequence[Sealed], at: int) -> None:
        """Writes the sealed words and empties every earlier row that held a part of them."""
        for entry in entries:
            await connection.execute(insert(sealed).values(id=entry.id, at=at, body=self.close(entry)))
            if entry.concern:
                await self._empty_inbox(connection, entry)

    async def _empty_inbox(self, connection: AsyncConnection, entry: Sealed) -> None:
        found = select(addresses.c.channel, addresses.c.account, addresses.c.sender).where(addresses.c.id == entry.address)
        where = (await connection.execute(found)).first()
        if where is None:
            return
        mine = (inbox.c.channel == where[0], inbox.c.account == where[1], inbox.c.sender == where[2])
        first_id = select(concerns.c.message_id).where(concerns.c.id == entry.concern).scalar_subquery()
        begun = (await connection.execute(select(inbox.c.seq).where(*mine, inbox.c.message_id == first_id))).scalar()
        if begun is not None:
            gone = {"kind": "sealed", "sender": None, "text": None, "media": None, "extra": "{}", "answer": None}
            keys = select(inbox.c.key).where(*mine, inbox.c.seq >= begun)
            await connection.execute(delete(media).where(media.c.inbox.in_(keys)))
            await connection.execute(update(inbox).where(*mine, inbox.c.seq >= begun).values(**gone))
            # a read-back holds the words too
            told = (outbox.c.receiver == f"address:{entry.address}", outbox.c.seq >= begun)
            await connection.execute(update(outbox).where(*told, outbox.c.state.in_(OPEN)).values(state=RECALLED))
            await connection.execute(update(outbox).where(*told).values(say="[[],[]]", text=None))


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
