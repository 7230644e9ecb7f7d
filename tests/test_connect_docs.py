"""docs/connect.zh.md cannot rot: its settings load, its commands exist, what it quotes of channel check is what is printed."""

import argparse
import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.commands import parser
from bot.settings import load
from bot.yaml_file import parse

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "connect.zh.md").read_text(encoding="utf-8")
ENGLISH = (ROOT / "docs" / "connect.md").read_text(encoding="utf-8")
CHAPTERS = {part.partition("\n")[0]: part for part in re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]}
CONNECTED = [name for name in CHAPTERS if name[0] in "一二三四五六七"]
SECTIONS = ["要准备什么", "怎么填", "怎么看通没通", "常见毛病"]
_SETTING = re.compile(r"SHUOSHI_[A-Z0-9_]+")
_LINE = re.compile(r"^(?:export )?(SHUOSHI_[A-Z0-9_]+)=(\S*)", re.MULTILINE)


def blocks(text: str, kind: str) -> list[str]:
    """The fenced blocks of a kind, without the indentation of the list they stand in."""
    found = re.findall(rf"^( *)```{kind}\n(.*?)^ *```", text, flags=re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", body, flags=re.MULTILINE) for indent, body in found]


@pytest.mark.parametrize("name", CONNECTED)
def test_every_chapter_says_the_same_four_things_in_the_same_order(name: str) -> None:
    assert re.findall(r"^### (.+)$", CHAPTERS[name], flags=re.MULTILINE) == SECTIONS


@pytest.mark.parametrize("name", CONNECTED)
def test_what_is_to_be_typed_loads(name: str, tmp_path: Path) -> None:
    """The chapter's YAML as config.yaml, its lines as the environment; a second block may say the same account in another way."""
    tree: dict[str, dict[str, Any]] = {}
    given = dict(_LINE.findall("\n".join(blocks(CHAPTERS[name], "sh"))))
    assert given
    for block in blocks(CHAPTERS[name], "yaml"):
        for door, parts in parse(block).items():
            tree.setdefault(door, {}).update(parts)
    assert tree
    settings = load(_file(tmp_path, tree) | given)
    for door, parts in tree.items():
        assert set(parts) <= set(getattr(settings, door))


def _file(folder: Path, tree: Any) -> dict[str, str]:
    import yaml

    (folder / "config.yaml").write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    return {"SHUOSHI_CONFIG": str(folder / "config.yaml")}


def test_every_variable_that_is_named_is_a_setting(tmp_path: Path) -> None:
    """Also those in running text: each beside the accounts of all chapters."""
    base = dict(line for name in CONNECTED for line in _LINE.findall("\n".join(blocks(CHAPTERS[name], "sh"))))
    tree: dict[str, dict[str, Any]] = {"wechat": {"main": {"app_id": "wx1"}}}
    for name in CONNECTED:
        for block in blocks(CHAPTERS[name], "yaml"):
            for door, parts in parse(block).items():
                tree.setdefault(door, {}).update(parts)
    environment = _file(tmp_path, tree) | base
    named = set(_SETTING.findall(TEXT)) - {"SHUOSHI_"}
    assert named >= set(base)
    for each in named - set(base):
        load(environment | {each: "true"})


def _commands(parser: argparse.ArgumentParser) -> dict[str, Any]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


@pytest.mark.parametrize("text", [TEXT, ENGLISH], ids=["zh", "en"])
def test_every_command_that_is_named_exists(text: str) -> None:
    named = set(re.findall(r"(?<![\w/.'-])shuoshi ((?:[a-z-]+)(?: [a-z-]+)?)", text))
    assert "channel check" in named
    top = _commands(parser())
    for each in named:
        first, _, second = each.partition(" ")
        assert first in top, each
        inner = _commands(top[first])
        assert not inner or second in inner, each


def test_every_command_line_is_taken_by_the_parser() -> None:
    lines = [line for block in blocks(TEXT, "sh") for line in block.splitlines() if line.startswith("shuoshi ")]
    lines += re.findall(r"`(shuoshi channel (?:check|menu) [^`]+)`", TEXT)
    assert len(lines) > 10
    for line in lines:
        parser().parse_args(shlex.split(line, comments=True)[1:])


def _printed() -> Iterator[re.Pattern[str]]:
    """What channel check can say in Chinese: the strings of its files; what is filled in may be anything."""
    for file in (ROOT / "bot" / "channel_checks").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in node.values]
                yield re.compile("".join(parts) + r"(?:（.+）)?")
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.compile(re.escape(node.value) + r"(?:（.+）)?")


def test_what_is_quoted_of_channel_check_is_what_it_prints() -> None:
    """Lines of the output, and the first column of the tables of troubles."""
    quoted = [line[2:] for block in blocks(TEXT, "text") for line in block.splitlines() if line[:1] in "✓✗–"]
    quoted += re.findall(r"^\| [✗–] ([^|]+?) \|", TEXT, flags=re.MULTILINE)
    assert len(quoted) > 40
    can_say = [pattern for pattern in _printed() if re.search("[一-鿿]", pattern.pattern)]
    assert [words for words in quoted if not any(pattern.fullmatch(words) for pattern in can_say)] == []


def test_links_lead_somewhere() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (ROOT / "docs" / link).exists(), link
    for file in ("README.md", "docs/handbook.zh.md", "docs/connect.md"):
        assert "connect.zh.md" in (ROOT / file).read_text(encoding="utf-8"), file
