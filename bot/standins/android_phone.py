"""A village telephone that is not there: SMS Gateway for Android's local server, and the webhooks it would send."""

import asyncio
import hmac
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import aiohttp
from aiohttp import web


@dataclass(frozen=True, slots=True)
class Sms:
    """One message as a villager's telephone shows it; at is wire time in seconds."""

    id: str
    text: str
    at: float


class AndroidPhone:
    """`received` holds what each number got, oldest first. `fail` makes the next requests fail, `answer_after_s` makes them late."""

    def __init__(self, user: str, password: str, wire_now: Callable[[], float]) -> None:
        self.received: dict[str, list[Sms]] = defaultdict(list)
        self.answer_after_s = 0.0
        self.shown: Callable[[str, str], object] = lambda message_id, number: None  # told of each message that a telephone shows
        self._credentials = aiohttp.encode_basic_auth(user, password, encoding="utf-8")
        self._wire_now = wire_now
        self._ids: set[str] = set()
        self._failures: list[int] = []
        self._webhooks: list[dict[str, str]] = []

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/message", self.message), web.get("/webhooks", self.webhooks)]

    def register(self, url: str, *events: str) -> None:
        """One webhook for each event, as its owner registers them; nothing is called by itself."""
        self._webhooks += [{"id": f"hook-{event}", "url": url, "event": event} for event in events]

    async def webhooks(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != self._credentials:
            return web.json_response({"message": "Unauthorized"}, status=401)
        return web.json_response(self._webhooks)

    def fail(self, status: int, times: int = 1) -> None:
        """The next requests are answered with this status; 0: the message is taken, then the line goes dead."""
        self._failures += [status] * times

    async def message(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != self._credentials:
            return web.json_response({"message": "Unauthorized"}, status=401)
        status = self._failures.pop(0) if self._failures else 202
        if status >= 300:
            return web.json_response({"message": "as ordered"}, status=status)
        letter = await request.json()
        if not _sendable(letter):
            return web.json_response({"message": "phoneNumbers and textMessage are needed"}, status=400)
        self._keep(letter["id"], letter["phoneNumbers"], letter["textMessage"]["text"])
        if self.answer_after_s:
            await asyncio.sleep(self.answer_after_s)
        if status == 0 and request.transport is not None:
            request.transport.abort()
        return web.json_response(_taken(letter), status=202)

    def _keep(self, message_id: str, numbers: list[str], text: str) -> None:
        if message_id in self._ids:
            return
        self._ids.add(message_id)
        for number in numbers:
            self.received[number].append(Sms(message_id, text, self._wire_now()))
            self.shown(message_id, number)


def signed(event: Mapping[str, Any], key: str, timestamp: int) -> tuple[bytes, dict[str, str]]:
    """Body and headers of the POST that the telephone makes of an event."""
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    signature = hmac.new(key.encode(), body + str(timestamp).encode(), sha256).hexdigest()
    return body, {"Content-Type": "application/json", "X-Timestamp": str(timestamp), "X-Signature": signature}


def sms_received(event_id: str, sender: str, text: str, received_at: str) -> dict[str, Any]:
    """The event of an SMS that came in; received_at is ISO 8601 with its zone."""
    return {
        "deviceId": "ffffffffceb0b1db0000018e937c815b",
        "event": "sms:received",
        "id": event_id,
        "webhookId": "shuoshi-received",
        "payload": {
            # The app makes it of sender and words, so the same words said again bring the same messageId.
            "messageId": sha256(f"{sender}{text}".encode("utf-8", "replace")).hexdigest()[:8],
            "message": text,
            "sender": sender,
            "recipient": None,
            "simNumber": 1,
            "receivedAt": received_at,
        },
    }


def _sendable(letter: Any) -> bool:
    match letter:
        case {"id": str(), "phoneNumbers": [str(), *_], "textMessage": {"text": str(text)}}:
            return bool(text)
    return False


def _taken(letter: Mapping[str, Any]) -> dict[str, Any]:
    recipients = [{"phoneNumber": number, "state": "Pending"} for number in letter["phoneNumbers"]]
    return {"id": letter["id"], "state": "Pending", "recipients": recipients, "isEncrypted": False}
