"""channel check: sends and receives a test message, says what is wrong."""

import argparse
import sys
from collections.abc import AsyncIterator

import aiohttp

from bot.app import SystemClock, chance
from bot.channel_checks.kinds import KINDS, check, subjects
from bot.channel_checks.steps import Step
from bot.channel_checks.subject import DOORS, Subject
from bot.channel_checks.trial import receiver, tried
from bot.channels import Channel
from bot.channels.chat_kinds import open_chats
from bot.channels.phone_line import open_lines
from bot.channels.sms_kinds import Means, open_sms
from bot.channels.wechat_token import MemoryShelf
from bot.settings import Settings, SettingsError, load
from storage.database import open_database


async def channel_check(options: argparse.Namespace) -> int:
    """Every step with ✓ or ✗ and what to do next; with --to one real message at the end."""
    settings = load()
    clock = SystemClock(wire_offset_s=settings.clock.wire_offset_s)
    async with aiohttp.ClientSession() as session:
        means = Means(session, clock.wire_now, chance)
        found = subjects(settings, means, options.name)
        if not found:
            known = ", ".join(_names(settings)) or "-"
            raise SettingsError(f"there is no account {options.name}: one of {known}", f"没有“{options.name}”这个账号，只有 {known}")
        if options.to and len(found) > 1:
            names = ", ".join(each.title for each in found)
            raise SettingsError(f"--to needs one account: say which of {names}", f"--to 只能用一个账号：请写 {names} 里的一个")
        wrong = 0
        for subject in found:
            _title(subject)
            wrong += await _told(check(subject))
            if options.to and not wrong:
                wrong += await _trial(subject, options.to, options.wait)
    sys.stdout.write(_verdict(wrong, bool(options.to)))
    return 1 if wrong else 0


async def _trial(subject: Subject, to: str, wait_s: float) -> int:
    channel = _channel(subject)
    database = open_database(subject.settings.database.url)
    try:
        return await _told(tried(subject, channel, database, await receiver(subject, database, to), wait_s))
    finally:
        await database.close()


def _channel(subject: Subject) -> Channel:
    """The very channel that the server would say it with."""
    alone = subject.alone
    if subject.door == "phone":
        return open_lines(alone.phone, subject.means.session, subject.means.wire_now)[subject.name]
    if subject.door == "sms":
        return open_sms(alone, subject.means)[subject.name]
    return open_chats(alone, subject.means, lambda _: MemoryShelf(subject.means.wire_now))[subject.door, subject.name]


async def _told(steps: AsyncIterator[Step]) -> int:
    """Prints each step as it comes; how many failed."""
    wrong = 0
    async for step in steps:
        sys.stdout.write(step.lines())
        sys.stdout.flush()
        wrong += step.good is False
    return wrong


def _title(subject: Subject) -> None:
    english, chinese = KINDS[subject.kind].words
    sys.stdout.write(f"{subject.title}: {english} · {chinese}\n")


def _verdict(wrong: int, tried_out: bool) -> str:
    if wrong:
        return f"{wrong} wrong: mend the first ✗ and check again · 有 {wrong} 处不对：先改第一个 ✗，再查一遍\n"
    more = "" if tried_out else " With --to NUMBER a real message is sent. · 加 --to 号码 会真发一条。"
    return f"it works · 通了{more}\n"


def _names(settings: Settings) -> list[str]:
    return [f"{door}.{name}" for door in DOORS for name in getattr(settings, door)]
