"""SMS through a USB modem and gammu-smsd: its RunOnReceive hook posts to us, we lay files into its outbox.

The hook posts JSON {id, env} signed as X-Signature = hex HMAC-SHA256(key, body + X-Timestamp): id is the name of the inbox
file, env what gammu-smsd set for it, at (if the hook gives it) the file's second since 1970: the name is in the machine's
own zone, which nobody tells us. A sweep of the inbox may post several as an array. Hooks of RunOnSent and RunOnFailure
post {id, status: "sent" | "failed"} with the name of the OUT file as id, and so the id of what was said.
"""

import asyncio
import os
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.channels import NotOurs, Parcel, Receipt, SayFailed
from bot.channels.sms_reading import as_object, at_second, heard_fate, heard_words, loose, objects_of, optional, posted, read_each, required
from bot.channels.sms_signing import prove_body
from bot.channels.sms_text import normalise_number
from handlers.messages import Heard

_PARTS = 99  # an SMS has at most 255 parts; nobody types so many
_SAID = re.compile(r"OUT[A-Z]?_([+0-9]{3,20})_([0-9A-Za-z-]{1,100})(?:\.txt[a-z]*)?")
_NOT_IN_A_NAME = re.compile(r"[^0-9A-Za-z-]")


class Gammu:
    """One modem: outbox is gammu-smsd's outboxpath, with outboxformat = unicode and deliveryreport = log."""

    carries = False

    def __init__(self, account: str, signing_key: str, outbox: Path, wire_now: Callable[[], float]) -> None:
        self.account = account
        self._key = signing_key
        self._outbox = outbox
        self._wire_now = wire_now

    async def hear(self, request: web.Request) -> list[Heard]:
        """The messages and fates of one post. Raises NotOurs."""
        body = await posted(request)
        signed_at = prove_body(self._key, body, request.headers, self._wire_now())
        return read_each(objects_of(body), lambda item: _heard(self.account, as_object(item), signed_at))

    def thank(self, request: web.Request, heard: list[Heard], answer: str | None) -> web.Response:
        """Any 2xx lets the hook forget the file."""
        return web.json_response({"ok": True})

    async def say(self, parcel: Parcel) -> Receipt:
        """One file in the outbox, whole when gammu-smsd sees it; the same parcel again is the same file."""
        number = normalise_number(parcel.receiver)
        if number is None:  # it becomes a part of a file's name
            raise SayFailed("receiver", again=False)
        name = _NOT_IN_A_NAME.sub("-", parcel.id)[:100]
        try:
            await asyncio.to_thread(_lay, self._outbox, f"OUTA_{number}_{name}.txtd", parcel.text.encode("utf-16", "replace"))
        except OSError as fault:
            raise SayFailed(f"disk_{fault.errno}", again=True) from None
        return Receipt(name)


def _lay(folder: Path, name: str, content: bytes) -> None:
    written = folder / f".{name}.{os.getpid()}.new"
    try:
        written.write_bytes(content)
        written.chmod(0o660)  # gammu-smsd may be another user of one group
        written.replace(folder / name)
    except OSError:
        with suppress(OSError):
            written.unlink(missing_ok=True)
        raise


def _heard(account: str, item: dict[str, Any], signed_at: datetime) -> Heard:
    given = required(item, "id")
    status = optional(item, "status")
    if status:
        return _fate(account, given, status, signed_at)
    env = as_object(item.get("env"))
    at = optional(loose(item), "at")
    sent_at = at_second(at) if at else signed_at
    return heard_words(account, required(env, "SMS_1_NUMBER"), _words(env), sent_at, given)


def _fate(account: str, name: str, status: str, at: datetime) -> Heard:
    said = _SAID.fullmatch(name.rpartition("/")[2])
    if said is None or status not in ("sent", "delivered", "failed"):
        raise NotOurs(400, "status")
    return heard_fate(account, said[1], status, said[2], at)


def _words(env: dict[str, Any]) -> str:
    """A long message comes in parts and, beside them, joined; one that was not joined is joined here."""
    joined = _count(env, "DECODED_PARTS")
    names = [f"DECODED_{n}_TEXT" for n in range(1, joined + 1)] or [
        f"SMS_{n}_TEXT" for n in range(1, max(1, _count(env, "SMS_MESSAGES")) + 1)
    ]
    texts = [env.get(name) or "" for name in names]
    if not all(isinstance(text, str) for text in texts):
        raise NotOurs(400, "text")
    return "".join(texts)


def _count(env: dict[str, Any], name: str) -> int:
    given = str(env.get(name, ""))[:4]
    return min(int(given), _PARTS) if given.isascii() and given.isdigit() else 0
