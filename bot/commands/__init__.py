"""One file per group of commands; here they get their names and their one way of failing."""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.settings import SettingsError

Command = Callable[[argparse.Namespace], Coroutine[Any, Any, int]]


class Parser(argparse.ArgumentParser):
    """Usage errors in two languages, exit 2."""

    def error(self, message: str) -> Any:
        raise SettingsError(f"{message}. Try: {self.prog} --help", f"命令写得不对，看看：{self.prog} --help")


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
    sub = top.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)

    def add(name: str, function: str, words: str, parent: Any = sub) -> Parser:
        made: Parser = parent.add_parser(name, help=words, description=words)
        made.set_defaults(command=lambda options: _load(function)(options))
        return made

    serve = add("serve", "serving:serve", "migrate, then serve everything in one process")
    serve.add_argument("--workers", type=int, default=1, help="only 1 so far")
    line = add("phone-line", "phoning:phone_line", "a telephone line of our own, beside the server")
    line.add_argument("name", nargs="?", help="its key under phone in config.yaml; needed where there are several")
    add("migrate", "serving:migrate", "schema to head")
    config = sub.add_parser("config", help="settings").add_subparsers(required=True, metavar="check", parser_class=Parser)
    add("check", "checking:config_check", "name every problem of settings and replies", config)
    chat = add("chat", "chatting:chat", "talk to the bot in a terminal")
    chat.add_argument("--as", dest="name", help="a person of the roster")
    chat.add_argument("--by", choices=("wechat", "sms", "phone"), default="wechat")
    chat.add_argument("--script", help="play a spoken script and print the transcript")
    chat.add_argument("--at", help="the script's date, 2026-11-23 or 2026-11-23T08:40")
    ledger = add("ledger", "reading:ledger", "one line per concern, or per message heard")
    ledger.add_argument("--heard", action="store_true")
    ledger.add_argument("--json", action="store_true")
    case = add("case", "cases:case", "one matter as a strip: eight mechanisms, four gates")
    case.add_argument("number")
    case.add_argument("--json", action="store_true")
    poster = add("poster", "accounts:poster", "a village's QR code: whoever scans it belongs to the village")
    poster.add_argument("village", help="id or name")
    poster.add_argument("--out", required=True, help="FILE.png")
    poster.add_argument("--account", help="the wechat account, when there are several")
    channel = sub.add_parser("channel", help="accounts").add_subparsers(required=True, metavar="check|menu", parser_class=Parser)
    check = add("check", "channels:channel_check", "sends and receives a test message, says what is wrong", channel)
    check.add_argument("name", help="a key of wechat, wecom, sms or phone; wechat.main where several have it")
    check.add_argument("--to", help="a number or openid: one real message is sent to it")
    check.add_argument("--wait", type=float, default=60, help="seconds to wait for a report or a reply")
    add("menu", "accounts:menu", "the account's three buttons: 说件事, 查进度, 帮助", channel).add_argument("name")
    village = sub.add_parser("village", help="our own village").add_subparsers(required=True, metavar="init", parser_class=Parser)
    init = add("init", "rosters:village_init", "from the demo to our own village", village)
    init.add_argument("--name", default="我们村")
    roster = sub.add_parser("roster", help="people").add_subparsers(required=True, metavar="import|export", parser_class=Parser)
    add("import", "rosters:roster_import", "people, households, offices from FILE.xlsx or .csv", roster).add_argument("file")
    export = add("export", "rosters:roster_export", "the roster into a file", roster)
    export.add_argument("file", nargs="?", default="roster.xlsx")
    nlp = sub.add_parser("nlp", help="the ears").add_subparsers(
        required=True, metavar="read|train|evaluate|learn|undo|group", parser_class=Parser
    )
    read = add("read", "reading:nlp_read", "what the ears hear", nlp)
    read.add_argument("text", nargs="*")
    read.add_argument("--file")
    read.add_argument("--column", default="text")
    read.add_argument("--json", action="store_true")
    group = add("group", "grouping:nlp_group", "the rows of a CSV again with a column group: the same number, the same matter", nlp)
    group.add_argument("--file", required=True)
    group.add_argument("--text", required=True, help="the column of the words; title+body for two")
    group.add_argument("--place", help="the column of the place, if there is one")
    group.add_argument("--time", help="the column of the day, if there is one")
    train = add("train", "learning:nlp_train", "learns a taxonomy from labelled messages", nlp)
    evaluate = add("evaluate", "learning:nlp_evaluate", "how well labels are heard", nlp)
    for made in (train, evaluate):
        made.add_argument("--data", required=True, help="a CSV file")
        made.add_argument("--text", required=True, help="the column of the words")
        made.add_argument("--label", required=True, help="the column of the labels")
    train.add_argument("--out", required=True, help="the folder the model is put into")
    evaluate.add_argument("--model", help="a folder that train made; without it the shipped ears are tried")
    evaluate.add_argument("--map", help="shipped categories → the file's labels, YAML, JSON or CSV")
    evaluate.add_argument("--corrections", type=int, default=0, help="learn from so many rows first, try on the others")
    evaluate.add_argument("--json", action="store_true")
    add("learn", "relearning:nlp_learn", "learns from cadres' corrections; kept only if no category suffers", nlp)
    add("undo", "relearning:nlp_undo", "back to the model before, or to the shipped one", nlp)
    people = sub.add_parser("person", help="one person's data")
    person = people.add_subparsers(required=True, metavar="find|show|erase", parser_class=Parser)
    for made, argument in (
        (add("find", "persons:find", "who fits: id, name, number, household", person), "words"),
        (add("show", "persons:show", "everything kept of one person, as JSON; sealed words never", person), "id"),
        (add("erase", "persons:erase", "words and phones go, counts stay", person), "id"),
    ):
        made.add_argument(argument)
        made.add_argument("--why", help="the purpose: it stands in the audit chain")
    office = sub.add_parser("office", help="who holds it").add_subparsers(required=True, metavar="hand-over", parser_class=Parser)
    hands = add("hand-over", "offices:hand_over", "an office changes hands, open duties move", office)
    hands.add_argument("--office", required=True)
    hands.add_argument("--unit", required=True)
    hands.add_argument("--from", dest="old", required=True, help="id or name")
    hands.add_argument("--to", dest="new", required=True, help="id or name")
    hands.add_argument("--grid", help="only this grid's")
    hands.add_argument("--why", help="stands in the audit chain")
    audit = sub.add_parser("audit", help="the chain").add_subparsers(required=True, metavar="verify", parser_class=Parser)
    add("verify", "checking:audit_verify", "exit 0 and the head hash, or 1 and the first bad record", audit)
    add("backup", "backups:backup", "a consistent copy while serving").add_argument("file")
    add("restore", "backups:restore", "into an empty data folder").add_argument("file")
    return top


def _load(function: str) -> Command:
    from importlib import import_module

    module, _, name = function.partition(":")
    command: Command = getattr(import_module(f"bot.commands.{module}"), name)
    return command
