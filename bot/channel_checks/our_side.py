"""We make ourselves the provider: is the server there, does it take the provider's proof, does it refuse a wrong one?"""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from yarl import URL

from bot.channel_checks.steps import Step, Words, failed, note, passed
from bot.channel_checks.subject import Subject
from bot.channels import SayFailed
from bot.channels.sms_calls import Answered, call


@dataclass(frozen=True, slots=True)
class Callback:
    """One request as the provider makes it. thanks: the answer it waits for, a text or what a JSON answer says."""

    thanks: str | Mapping[str, Any]
    body: bytes = b""
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"


_RESTART = ("stop and start shuoshi serve with these settings, then check again", "用这份设置重新启动 shuoshi serve，再查一遍")
_REFUSALS: dict[int, tuple[Words, Words]] = {
    404: (("the server does not know this name", "服务不认得这个名字"), _RESTART),
    403: (("the server does not take our proof: it runs with other secrets", "服务不认这个签名：它用的密钥和现在的设置不一样"), _RESTART),
    401: (
        ("the server finds our callback stale: its clock differs", "服务说回调过期了：时钟不一样"),
        ("let both machines keep network time (NTP)", "两边都打开网络对时（NTP）"),
    ),
    503: (
        ("the server could not keep the callback", "服务没能把回调留下来"),
        ("look at /readyz and the log: database or disk", "看 /readyz 和日志：多半是数据库或磁盘"),
    ),
}


async def serving(subject: Subject) -> Step:
    """GET /healthz of the address in the settings."""
    at = subject.server
    try:
        answered = await call(subject.means.session, "GET", f"{at}/healthz", repeatable=True)
    except SayFailed:
        return failed((f"nobody answers at {at}", f"{at} 没有应答"), ("start shuoshi serve first", "请先启动 shuoshi serve"))
    if answered.status != 200 or answered.body.strip() != b"ok":
        what = (f"something else answers at {at}", f"{at} 上应答的不是说事")
        return failed(what, ("stop the other program, or change server.port", "关掉占用端口的程序，或换 server.port"))
    return passed(f"the server answers at {at}", f"服务在 {at} 应答")


async def called(subject: Subject, right: Callback, wrong: Callback) -> AsyncIterator[Step]:
    """right must be thanked as the provider expects, wrong (another proof on the same thing) refused with 403."""
    yield _judged(subject, right, await _knock(subject, right))
    answered = await _knock(subject, wrong)
    if answered is not None and answered.status == 403:
        yield passed("a callback with a wrong proof is refused (403)", "签名或口令不对的回调会被拒绝（403）")
        return
    got = "-" if answered is None else str(answered.status)
    what = (f"a callback with a wrong proof got {got}, not 403", f"签名或口令不对的回调得到 {got}，应当是 403")
    yield failed(what, ("does something between us answer by itself? call the server directly", "中间有别的程序在应答吗？请直接连服务再查"))


async def _knock(subject: Subject, callback: Callback) -> Answered | None:
    # as it is signed: the query is already encoded, and must not be encoded anew
    url = URL(f"{subject.server}{subject.path}{'?' if callback.query else ''}{callback.query}", encoded=True)
    more: dict[str, Any] = {"headers": dict(callback.headers)} | ({"data": callback.body} if callback.body else {})
    try:
        return await call(subject.means.session, callback.method, url, repeatable=True, **more)
    except SayFailed:
        return None


def _judged(subject: Subject, callback: Callback, answered: Answered | None) -> Step:
    path = subject.path
    if answered is None:
        return failed(
            (f"{path} gives no answer", f"{path} 没有应答"), ("look at the server's log, then check again", "看服务的日志，再查一遍")
        )
    if answered.status == 403 and answered.json().get("error") == "address":
        # the list of addresses is the platform's: nobody else can be let in, and this is what was asked for
        return note(
            f"{path} lets the platform's own addresses in and no other (only_platform_ips): our test call cannot pass",
            f"{path} 只让平台的地址进来（only_platform_ips），我们自己试不了",
        )
    if not answered.good:
        other = ((f"{path} answers {answered.status}", f"{path} 答了 {answered.status}"), ("look at the server's log", "看服务的日志"))
        return failed(*_REFUSALS.get(answered.status, other))
    if not _thanked(callback.thanks, answered.body):
        what = (f"{path} answers, but not what the provider waits for", f"{path} 有应答，但不是对方等的那句")
        return failed(what, ("is another version of shuoshi serving? restart it", "是不是别的版本在跑？重新启动"))
    return passed(f"{path} takes a callback with the provider's proof", f"{path} 认得对方的签名，应答也对")


def _thanked(thanks: str | Mapping[str, Any], body: bytes) -> bool:
    if isinstance(thanks, str):
        return body.decode("utf-8", "replace").strip() == thanks
    try:
        return bool(json.loads(body) == thanks)
    except ValueError:
        return False


def seen_from(callback: Callback, address: str) -> Callback:
    """The same as if a proxy of this machine had brought it from there."""
    return replace(callback, headers={**callback.headers, "X-Forwarded-For": address})
