"""phone-line: a telephone line of our own, as a process beside the server."""

import argparse
import importlib.util

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot.log_lines import set_up_logs
from bot.settings import Settings, SettingsError, load
from storage.database import open_database
from storage.tables import units


async def phone_line(options: argparse.Namespace) -> int:
    """Answers and calls until told to stop."""
    if importlib.util.find_spec("pjsua2") is None:
        raise SettingsError(
            "the telephone line needs PJSUA2: pip install 'shuoshi[phone]' (pjsua2-python), and apt-get install espeak-ng",
            "电话线路要装 PJSUA2：pip install 'shuoshi[phone]'（pjsua2-python），再 apt-get install espeak-ng",
        )
    from bot.phone_line.main import NoLine, run_line
    from bot.phone_line.prompts import NoVoice
    from bot.phone_line.transcribe import NoModel

    settings = load()
    name = _which(settings, options.name)
    line = settings.phone[name]
    set_up_logs()
    opened = f"说事 phone-line {name} answers on {line.bind}:{line.sip_port} (Ctrl+C stops).  电话线路开了。\n"
    try:
        await run_line(name, line, settings, await _village(settings, line.village), opened)
    except NoVoice:
        raise SettingsError(
            "nothing can speak: apt-get install espeak-ng, or lay recordings of every prompt into phone.recordings",
            "没有声音：请 apt-get install espeak-ng，或把每句话录好放进 phone 的 recordings 文件夹",
        ) from None
    except NoModel as fault:
        raise SettingsError(f"phone.{name}.model: {fault}", f"“phone.{name}.model” 用不了：{fault}") from None
    except NoLine as fault:
        raise SettingsError(
            f"cannot listen on {fault}: another program has it, or the address is not this machine's",
            f"不能在 {fault} 上监听：被别的程序占用，或地址不是本机的",
        ) from None
    return 0


def _which(settings: Settings, name: str | None) -> str:
    """The line that was named, or the only one there is."""
    known = sorted(settings.phone)
    if name in settings.phone:
        return str(name)
    if name is None and len(known) == 1:
        return known[0]
    listed = ", ".join(known) or "none / 没有"
    raise SettingsError(f"which line? phone in config.yaml has: {listed}", f"开哪条线路？config.yaml 的 phone 里有：{listed}")


async def _village(settings: Settings, unit: str | None) -> str:
    """The name of the unit that greets; "" where there is none, or where the database is not there yet."""
    if unit is None:
        return ""
    database = open_database(settings.database.url)
    try:
        async with database.read() as connection:
            found = (await connection.execute(select(units.c.name).where(units.c.id == unit))).scalar()
            return str(found or "")
    except (SQLAlchemyError, OSError):
        return ""
    finally:
        await database.close()
