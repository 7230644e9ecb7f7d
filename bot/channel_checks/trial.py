"""One real message to one receiver, and what comes back of it: a report of the provider, or a reply."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channel_checks.answers import Told, refused
from bot.channel_checks.kinds import KINDS
from bot.channel_checks.steps import Step, failed, note, passed
from bot.channel_checks.subject import Subject
from bot.channels import Channel, Parcel, Receipt, SayFailed
from bot.channels.sms_text import mask_sender, normalise_number
from bot.settings import SettingsError
from handlers.messages import ChannelName
from storage.database import Database
from storage.tables import inbox

WORDS = "说事测试：收到请回1"
SPOKEN = "说事测试。听到请按1。"
EVERY_S = 0.5
_KNOWN: dict[str, Told] = {
    "no_template": (
        ("no approved template for it", "没有能用的模板"),
        ("add default to templates: an approved 模板 with one variable", "在 templates 里写上 default：一个批下来、只有一个变量的模板"),
    ),
}


async def receiver(subject: Subject, database: Database, to: str) -> str:
    """What the provider calls the person. A name with stars, as shuoshi ledger --heard shows it, is looked up. Raises SettingsError."""
    channel = ChannelName(subject.door)
    if "*" in to:
        return await _unmasked(subject, database, to)
    found = normalise_number(to) if channel in (ChannelName.SMS, ChannelName.PHONE) else (to if re.fullmatch(r"\S{1,64}", to) else None)
    if found is None:
        raise SettingsError(
            "--to must be a person's telephone number (or openid), as the account knows it",
            "--to 要写一个人的手机号（公众号写 openid，企业微信写账号）",
        )
    return found


async def _unmasked(subject: Subject, database: Database, masked: str) -> str:
    of_account = (inbox.c.channel == subject.door, inbox.c.account == subject.name, inbox.c.sender.is_not(None))
    async with database.read() as connection:
        senders = (await connection.execute(select(inbox.c.sender).where(*of_account).distinct())).scalars().all()
    fitting = [sender for sender in senders if mask_sender(ChannelName(subject.door), sender) == masked]
    if len(fitting) != 1:
        many = "several people have" if fitting else "nobody has"
        raise SettingsError(
            f"{many} written to {subject.title} as {masked}: give the whole number or openid",
            f"给 {subject.title} 发过话的人里，{masked} {'不止一个' if fitting else '没有'}：请写全",
        )
    return str(fitting[0])


async def tried(subject: Subject, channel: Channel, database: Database, to: str, wait_s: float) -> AsyncIterator[Step]:
    """Says it, then looks into the inbox until something came or the time is over."""
    at = str(subject.value("api_base") or subject.value("control") or subject.value("outbox") or "")
    who = mask_sender(ChannelName(subject.door), to)
    async with database.read() as connection:
        since = (await connection.execute(select(func.max(inbox.c.seq)))).scalar() or 0
    words = SPOKEN if subject.door == "phone" else WORDS
    parcel = Parcel(subject.mark(), to, words)
    try:
        receipt = await channel.say(parcel)
    except SayFailed as fault:
        yield refused(fault.code, at, {**KINDS[subject.kind].known, **_KNOWN})
        return
    yield passed(f"a test message went to {who}: {words}", f"给 {who} 发了一条：{words}")
    yield note(f"waiting up to {wait_s:g} s for a report or a reply", f"等回执或回话，最多 {wait_s:g} 秒")
    yield await _outcome(subject, database, _theirs(subject, to, parcel, receipt), since, wait_s)


Row = Mapping[str, Any]


def _theirs(subject: Subject, to: str, parcel: Parcel, receipt: Receipt) -> Callable[[Row], str]:
    """A row of the inbox → "reply", the fate that a report tells, or "" for what has nothing to do with us."""
    ours = {parcel.id, receipt.provider_id} - {None, ""}

    def read(row: Row) -> str:
        if row["kind"] == "status":
            extra = json.loads(row["extra"])
            return str(extra.get("status", "")) if {extra.get("said"), extra.get("ours"), row["message_id"]} & ours else ""
        if row["kind"] == "key":
            return "reply" if json.loads(row["extra"]).get("ref") == parcel.id else ""
        return "reply" if row["sender"] == to and not row["kind"].startswith("event.") else ""

    return read


async def _outcome(subject: Subject, database: Database, read: Callable[[Row], str], since: int, wait_s: float) -> Step:
    seen = ""
    for _ in range(max(1, int(wait_s / EVERY_S))):
        async with database.read() as connection:
            told = [read(row) for row in await _rows(connection, subject, since)]
        for each in told:
            if each in ("reply", "delivered", "failed"):
                return _ENDS[each]
        seen = next((each for each in told if each), seen)
        await asyncio.sleep(EVERY_S)
    return _sent_only(seen) if seen else _ENDS[""]


async def _rows(connection: AsyncConnection, subject: Subject, since: int) -> list[Row]:
    columns = (inbox.c.kind, inbox.c.sender, inbox.c.extra, inbox.c.message_id)
    mine = (inbox.c.channel == subject.door, inbox.c.account == subject.name, inbox.c.seq > since)
    return [dict(row) for row in (await connection.execute(select(*columns).where(*mine).order_by(inbox.c.seq))).mappings()]


def _sent_only(fate: str) -> Step:
    return passed(f"a report came ({fate}): it left; nothing yet says that it arrived", f"有回执（{fate}）：发出去了；到没到，还没有消息")


_ENDS = {
    "reply": passed("a reply came: both ways work", "收到了回话：来回都通"),
    "delivered": passed("a report came: it was delivered", "有回执：送到了"),
    "failed": failed(
        ("a report came: it could not be delivered", "有回执：没送到"),
        ("is the number right, the SIM in credit, the telephone on?", "号码对吗？卡有钱吗？对方开机吗？"),
    ),
    "": failed(
        ("neither a report nor a reply came", "没等到回执，也没等到回话"),
        (
            "did the message show? then the way in is missing: callback address, webhooks, HTTPS",
            "对方手机上收到了吗？收到了就是回来的路不通：回调网址、webhook、HTTPS",
        ),
    ),
}
