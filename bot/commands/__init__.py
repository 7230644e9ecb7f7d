"""One file per group of commands; `families` gives them their names, here is their one way of running and of failing."""

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.commands.families import FAMILIES
from bot.commands.parsing import Commands, Parser
from bot.settings import SettingsError


def run(argv: Sequence[str]) -> int:
    """Runs one command; its exit code. What it writes (database, keys, rosters) is for its owner's eyes only."""
    os.umask(0o077)
    try:
        options = parser().parse_args(argv)
        code: int = _loop()(options.command(options))
        return code
    except SettingsError as fault:
        sys.stderr.write(f"{fault.english}\n{fault.chinese}\n")
        return 2
    except SQLAlchemyError as fault:
        name = type(fault).__name__
        sys.stderr.write(f"the database refused ({name}): run shuoshi migrate, check database.url\n")
        sys.stderr.write(f"数据库出错（{name}）：先运行 shuoshi migrate，再看 database.url\n")
        return 2
    except BrokenPipeError:
        # whoever read our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 0


def _loop() -> Callable[[Coroutine[Any, Any, int]], int]:
    """uvloop where the extra `fast` is installed, else Python's own loop."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run
    run: Callable[[Coroutine[Any, Any, int]], int] = uvloop.run
    return run


def parser() -> Parser:
    """Every command; the modules behind them are loaded when one is called."""
    top = Parser(prog="shuoshi", description="说事 Shuoshi: villagers say what troubles them, and something comes of it.")
    words = Commands(top, "COMMAND")
    for family in FAMILIES:
        family.declare(words)
    return top
