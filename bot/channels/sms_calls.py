"""One call to an SMS provider: bounded in time and size, without redirects, and with SayFailed for everything that goes wrong."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from yarl import URL

from bot.channels import Parcel, SayFailed

TIMEOUT = aiohttp.ClientTimeout(total=9, connect=4)  # seconds; waiting for a free line is a part of connecting
MOST_READ = 16_384  # bytes of an answer
# These answers may change when the operator mends the password, the block or the load: the person's way is not closed.
_AGAIN = frozenset({401, 403, 408, 425, 429})
_PERHAPS = frozenset({502, 504})  # somebody between us lost the answer, not the question


@dataclass(frozen=True, slots=True)
class Answered:
    """What a provider said: the status, the first 16 KB, and how many seconds it wants to be left alone."""

    status: int
    body: bytes
    retry_after_s: float | None

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> dict[str, Any]:
        """The object in the body; {} for anything else."""
        try:
            value = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return value if isinstance(value, dict) else {}


async def call(
    session: aiohttp.ClientSession,
    method: str,
    url: Any,
    *,
    repeatable: bool = False,
    timeout: aiohttp.ClientTimeout = TIMEOUT,
    **more: Any,
) -> Answered:
    """Raises SayFailed. repeatable: the provider takes one id once, so that a call whose answer was lost may be made again.

    Otherwise a call that may have arrived is "unknown" and never made again by itself: nobody gets the same SMS twice.
    """
    lost = "timeout" if repeatable else "unknown"
    once = () if repeatable else (_once,)
    try:
        async with session.request(method, url, timeout=timeout, allow_redirects=False, middlewares=once, **more) as response:
            body = await _read(response)
            answered = Answered(response.status, body, _seconds(response.headers.get("Retry-After", "")))
    # never left us
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError):
        raise SayFailed("unreachable", again=True) from None
    except TimeoutError:
        raise SayFailed(lost, again=repeatable) from None
    except RuntimeError:  # the session was closed under us, at shutdown
        raise SayFailed("unreachable", again=True) from None
    except (aiohttp.ClientError, OSError, ValueError):
        raise SayFailed("unreachable" if repeatable else "unknown", again=repeatable) from None
    if answered.status in _PERHAPS and not repeatable:
        raise SayFailed("unknown", again=False)
    return answered


class _Lost(aiohttp.ClientError):
    """The line went dead behind a request that may have arrived."""


async def _once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """aiohttp repeats a GET by itself when the line goes dead; Kannel's GET is an SMS, and would be two."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
        raise _Lost from None


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """read(n) gives what has arrived: an answer in several packets is read to its end."""
    body = bytearray()
    while len(body) < MOST_READ and (chunk := await response.content.read(MOST_READ - len(body))):
        body += chunk
    return bytes(body)


def refused(answered: Answered, code: str = "") -> SayFailed:
    """An answer that is no success, by its HTTP status alone; code: what the provider calls it."""
    closed = 400 <= answered.status < 500 and answered.status not in _AGAIN
    return SayFailed(code or str(answered.status), again=not closed, retry_after_s=answered.retry_after_s)


def host_of(url: str) -> str:
    """The Host header of a call, which the clouds' signatures cover: with the port where it is not the usual one."""
    try:
        return URL(url).host_port_subcomponent or ""
    except ValueError:
        return ""


def approved(templates: Mapping[str, str], parcel: Parcel) -> tuple[str, tuple[str, ...]]:
    """The approved template for a parcel and its values in order. Raises SayFailed: the person's next way is taken."""
    if parcel.key in templates:
        return templates[parcel.key], parcel.values
    if "default" in templates:
        return templates["default"], (parcel.text,)
    raise SayFailed("no_template", again=False)


def _seconds(header: str) -> float | None:
    return float(header) if header.isascii() and header.isdigit() and len(header) < 6 else None
