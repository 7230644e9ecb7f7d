"""What the two platforms of one company have alike: the token, the list of their addresses, our address in a refusal."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any

from bot.channel_checks.answers import Told, refused
from bot.channel_checks.our_side import Callback, seen_from
from bot.channel_checks.steps import Step, failed, passed
from bot.channels import SayFailed
from bot.channels.callers import Network
from bot.channels.wechat_errors import Fault
from bot.channels.wechat_exchange import MAX_JSON, Body, Exchange, checked

_ADDRESS = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7}\b", re.IGNORECASE)
OUR_ADDRESS = frozenset({"40164", "60020"})  # the platform does not take calls from where this machine stands


class Refused(Exception):
    """The platform's code, and the address it says we call from."""

    def __init__(self, code: str, address: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.address = address


async def asked(exchange: Exchange, method: str, path: str, query: Mapping[str, str], body: Body | None = None) -> dict[str, Any]:
    """One question, once. Raises Refused."""
    try:
        answer = await exchange.ask(method, exchange.base + path, query, body, MAX_JSON)
    except Fault as fault:
        raise Refused(fault.code) from None
    try:
        return checked(answer.content, exchange.table)
    except Fault as fault:
        raise Refused(fault.code, _address_in(answer.content)) from None


def told(fault: Refused, at: str, known: Mapping[str, Told]) -> Step:
    """With the address that must be put on the platform's list, where it named one."""
    step = refused(fault.code, at, known)
    if fault.code not in OUR_ADDRESS or not fault.address or step.mend is None:
        return step
    return failed(step.what, (f"{step.mend[0]}: {fault.address}", f"{step.mend[1]}：{fault.address}"))


async def addresses(listing: Callable[[], Awaitable[Sequence[Network]]], at: str, known: Mapping[str, Told]) -> AsyncIterator[Step]:
    """A call with the token: the list of the platform's own addresses."""
    try:
        count = len(await listing())
    except SayFailed as fault:
        yield refused(fault.code, at, known)
        return
    yield passed(f"the token is good: {count} callback addresses listed", f"口令能用：查到平台的 {count} 个回调地址")


async def from_platform(made: Callback, listing: Callable[[], Awaitable[Sequence[Network]]]) -> Callback:
    """As if it came from the first address on the platform's own list, for accounts that let no other in."""
    try:
        networks = await listing()
    except SayFailed:
        return made
    return seen_from(made, str(networks[0].network_address)) if networks else made


def _address_in(content: bytes) -> str:
    try:
        message = str(json.loads(content).get("errmsg", ""))
    except (ValueError, AttributeError):
        return ""
    found = _ADDRESS.search(message)
    return found[0] if found else ""
