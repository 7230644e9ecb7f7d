"""When a gateway was last heard of, for those that are watched (silent_h): what our own test call must not touch."""

from datetime import timedelta

from sqlalchemy import select

from bot.channel_checks.steps import Step, failed, note, passed
from bot.channel_checks.subject import Subject
from storage.database import open_database
from storage.tables import pulses


async def last_heard(subject: Subject) -> Step:
    """Whether the telephone itself has been here: nobody else can tell that its way to us is open."""
    database = open_database(subject.settings.database.url)
    try:
        async with database.read() as connection:
            row = (await connection.execute(select(pulses.c.heard_at).where(pulses.c.account == f"{subject.door}:{subject.name}"))).first()
    finally:
        await database.close()
    if row is None:
        return note("nothing has come from it yet: send it an SMS, then check again", "它还没有送来过东西：给它发一条短信，再查一遍")
    silent = timedelta(seconds=max(0, subject.now() - int(row[0]) // 1000))
    hours = silent // timedelta(hours=1)
    if hours >= subject.value("silent_h"):
        what = (f"nothing has come from it for {hours} h", f"它有 {hours} 小时没动静了")
        return failed(what, ("is it on, in the net, the app not put to sleep?", "手机开着吗？有网吗？程序是不是被系统停了？"))
    return passed("it was heard of within its hours", "它最近送来过东西")
