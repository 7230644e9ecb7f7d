"""One request to the platform and its answer: bounded, never redirected, JSON by its content and not by its label."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import aiohttp

from bot.channels.wechat_errors import ACTIONS, Action, Fault

MAX_JSON = 16 * 1024  # bytes
MAX_LONG_JSON = 64 * 1024  # bytes: a menu of eighteen long addresses, the list of callback addresses


@dataclass(frozen=True, slots=True)
class Body:
    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Answer:
    content: bytes
    content_type: str


class TooLarge(Fault):
    """More than was asked for: a file that is too large, or what is no answer of the platform."""

    def __init__(self) -> None:
        super().__init__("too_large", Action.DROP)


class Exchange:
    """Requests to one base address; whoever calls sets the time limit. Raises Fault and nothing else.

    table is what the platform's error codes ask for.
    """

    def __init__(self, session: aiohttp.ClientSession, base: str, table: Mapping[int, Action] = ACTIONS) -> None:
        self._session = session
        self.table = table
        self.base = base.rstrip("/")

    async def json(
        self, method: str, path: str, query: Mapping[str, str], body: Body | None = None, limit: int = MAX_JSON
    ) -> dict[str, Any]:
        """The answer's object, when its errcode is 0 or missing; keys nobody knows stay in it."""
        try:
            answer = await self.ask(method, self.base + path, query, body, limit)
        except TooLarge:  # the page of somebody between us and the platform, long or short, costs nobody a message
            raise Fault("unreadable", Action.LATER) from None
        return checked(answer.content, self.table)

    async def ask(self, method: str, url: str, query: Mapping[str, str], body: Body | None, limit: int) -> Answer:
        """At most limit bytes of an answer with HTTP 200."""
        # `from None` all along: the library's errors carry the URL, and the URL carries the token.
        headers = {"Content-Type": body.content_type} if body else {}
        try:
            async with self._session.request(
                method,
                url,
                params=query,
                data=body.content if body else None,
                headers=headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(),
            ) as response:
                if response.status != 200:
                    raise Fault(f"http_{response.status}", Action.LATER)
                return Answer(await _at_most(response, limit), response.content_type)
        except aiohttp.ClientConnectorError:
            raise Fault("no_connection", Action.RETRY) from None
        except (aiohttp.ClientError, OSError, ValueError, RuntimeError):  # no headers, no encoding; the session closed under us
            raise Fault("broken", Action.LATER) from None


def as_json(words: Mapping[str, Any]) -> Body:
    # ensure_ascii=False: the platform shows people \uXXXX as it stands
    return Body(json.dumps(words, ensure_ascii=False).encode("utf-8", "ignore"), "application/json; charset=utf-8")


def as_file(content: bytes, name: str, content_type: str) -> Body:
    """multipart/form-data with the one part "media"; made by hand, for the library's own can be sent only once."""
    boundary = blake2b(content, digest_size=16).hexdigest()
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="media"; filename="{name}"\r\nContent-Type: {content_type}\r\n\r\n'
    body = head.encode("ascii") + content + f"\r\n--{boundary}--\r\n".encode("ascii")
    return Body(body, f"multipart/form-data; boundary={boundary}")


def checked(content: bytes, table: Mapping[int, Action] = ACTIONS) -> dict[str, Any]:
    """The JSON object of an answer. Raises Fault: its errcode, or "unreadable" (a page of HTML, half an answer, a list)."""
    try:
        answer: Any = json.loads(content)
    except (ValueError, RecursionError):
        raise Fault("unreadable", Action.LATER) from None
    if not isinstance(answer, dict) or type(code := answer.get("errcode", 0)) is not int:
        raise Fault("unreadable", Action.LATER)
    if code:  # as text at most ten digits: it goes into a row and a counter
        raise Fault(str(code)[:10], table.get(code, Action.LATER))
    return answer


async def _at_most(response: aiohttp.ClientResponse, limit: int) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > limit:
            raise TooLarge
    return bytes(body)
