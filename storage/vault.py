"""The vault: words about a cadre, sealed with AES-GCM under a key that lies in a file of its own, not in the database.

The nonce is made from the row's id, which occurs once; the same id is never sealed with two different texts.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, overload

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.acts.sealing import Sealed
from handlers.memory import FILE, Opened
from handlers.village.sealed_case import SealedState
from storage.outbox import SHUT as SHUT
from storage.records import dumps, from_ms, to_ms
from storage.seal import file_key as file_key
from storage.seal import kept_file, take_along
from storage.tables import addresses, media, sealed, sealed_cases

KEY_BYTES = 32
BARE = ":bare"  # behind the id of a row that was written anew without its author: a nonce of its own
# Nobody has decided yet: their author may still take them back.
UNDECIDED = (SealedState.WAITING.value, SealedState.PASSED_UP.value, SealedState.WITHDRAWN.value)


class Vault:
    """Seals with the key given, and opens for those whose right was asked before."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("the vault key has 32 bytes")
        self._cipher = AESGCM(key)
        self._marking = hashlib.blake2b(b"mark", key=key, digest_size=32).digest()

    def close(self, entry: Sealed) -> bytes:
        return self._encrypt(entry.id, dumps([entry.address, entry.text, entry.concern, entry.at]))

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
        """Writes the sealed words and empties every earlier row that held a part of them. Outside stands the day, inside the moment."""
        day = to_ms(from_ms(at).replace(hour=0, minute=0, second=0, microsecond=0))
        for entry in entries:
            await connection.execute(insert(sealed).values(id=entry.id, at=day, body=self.close(entry)))
            await take_along(connection, entry)

    async def keep_file(self, connection: AsyncConnection, inbox: str, content: bytes) -> None:
        """A picture that belongs to a case: its bytes go under the key, its row among the media goes."""
        key = kept_file(inbox)
        await connection.execute(delete(sealed).where(sealed.c.id == key))
        await connection.execute(insert(sealed).values(id=key, at=0, body=self._cipher.encrypt(_nonce(key), content, key.encode())))
        await connection.execute(delete(media).where(media.c.inbox == inbox))

    async def read(self, connection: AsyncConnection, case: str) -> tuple[Opened, ...]:
        """Everything kept under one case, the oldest first: its words, what was added, the answers; of a file that there is one."""
        rows = await connection.execute(select(sealed.c.id, sealed.c.body).where(_under(sealed.c.id, case)).order_by(sealed.c.id))
        opened = [Opened(key, "", "") if FILE in key else self._opened(key, body) for key, body in rows]
        return tuple(sorted(opened, key=lambda each: each.at))

    def _opened(self, key: str, body: bytes) -> Opened:
        return Opened(key.removesuffix(BARE), *json.loads(self.open(key, body)))

    async def files(self, connection: AsyncConnection, case: str) -> list[bytes]:
        """The pictures of one case."""
        theirs = select(sealed.c.id, sealed.c.body).where(sealed.c.id.startswith(f"{case}{FILE}", autoescape=True)).order_by(sealed.c.id)
        return [self._cipher.decrypt(_nonce(key), body, key.encode()) for key, body in await connection.execute(theirs)]

    async def forget(self, connection: AsyncConnection, case: str) -> None:
        """Its words, what was added and its pictures, for good."""
        await connection.execute(delete(sealed).where(_under(sealed.c.id, case)))
        await connection.execute(delete(media).where(media.c.inbox.startswith(f"{SHUT}{case}{FILE}", autoescape=True)))

    async def erase(self, connection: AsyncConnection, talk: str) -> None:
        """删掉我的信息: what nobody above has decided goes; of what is decided, who said it."""
        where = (await connection.execute(select(addresses.c.id).where(addresses.c.talk == talk))).scalars().all()
        whose = sealed_cases.c.relay.in_([self.mark(each) for each in where])
        said = or_(whose, sealed_cases.c.speaker == self.mark(talk.removeprefix("p:")))  # on other phones too
        undecided = select(sealed_cases.c.id).where(whose, sealed_cases.c.state.in_(UNDECIDED))
        for case in (await connection.execute(undecided)).scalars().all():
            await self.forget(connection, case)
            gone = {"state": SealedState.WITHDRAWN.value, "version": sealed_cases.c.version + 1}
            await connection.execute(update(sealed_cases).where(sealed_cases.c.id == case).values(gone))
        for case in (await connection.execute(select(sealed_cases.c.id).where(said))).scalars().all():
            await self._leave_out(connection, case, where)
        await connection.execute(update(sealed_cases).where(whose).values(relay="", speaker=""))

    async def _leave_out(self, connection: AsyncConnection, case: str, where: Sequence[str]) -> None:
        """The words stay, the address they came from does not: not even the second of two readers learns it any more."""
        rows = (await connection.execute(select(sealed.c.id, sealed.c.body).where(_under(sealed.c.id, case)))).all()
        for key, body in rows:
            address, *rest = ("",) if FILE in key else json.loads(self.open(key, body))
            if address in where:
                bare = {"id": f"{key}{BARE}", "body": self._encrypt(f"{key}{BARE}", dumps(["", *rest]))}
                await connection.execute(update(sealed).where(sealed.c.id == key).values(bare))

    def _encrypt(self, key: str, text: str) -> bytes:
        return self._cipher.encrypt(_nonce(key), text.encode("utf-8", "replace"), key.encode())


def _under(column: Any, case: str) -> Any:
    return or_(column == case, column.startswith(f"{case}:", autoescape=True))


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
