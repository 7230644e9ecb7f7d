"""How a command is declared: its words, and the function that does it, named so that its module is loaded only when it is called."""

import argparse
from collections.abc import Callable, Coroutine
from importlib import import_module
from typing import Any

from bot.settings import SettingsError

Command = Callable[[argparse.Namespace], Coroutine[Any, Any, int]]


class Parser(argparse.ArgumentParser):
    """Usage errors in two languages, exit 2."""

    def error(self, message: str) -> Any:
        raise SettingsError(f"{message}. Try: {self.prog} --help", f"命令写得不对，看看：{self.prog} --help")


class Commands:
    """The words that may follow one word."""

    def __init__(self, parent: Parser, metavar: str) -> None:
        self._words = parent.add_subparsers(required=True, metavar=metavar, parser_class=Parser)

    def add(self, name: str, function: str, words: str) -> Parser:
        """function: "module:name" of bot.commands; words: the line of help."""
        made: Parser = self._words.add_parser(name, help=words, description=words)
        made.set_defaults(command=lambda options: _load(function)(options))
        return made

    def group(self, name: str, words: str, metavar: str) -> "Commands":
        """A word that only others follow; metavar: those words, as usage shows them."""
        parent: Parser = self._words.add_parser(name, help=words)
        return Commands(parent, metavar)


def _load(function: str) -> Command:
    module, _, name = function.partition(":")
    command: Command = getattr(import_module(f"bot.commands.{module}"), name)
    return command
