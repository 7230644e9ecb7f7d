"""An office's questions move with the office: every question that the bot asks is either an office's or a household's own."""

import ast
from collections.abc import Iterator
from pathlib import Path

from storage.offices import OFFICE_ASKS, PERSONAL_ASKS

ROOT = Path(__file__).parents[2]
SCRIPT = 3  # put_ask(scene, say, person, script, …)


def scripts() -> Iterator[str]:
    """The script of every question, where it is put; one that is not written out would go unseen."""
    for file in sorted((ROOT / "handlers").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "put_ask":
                assert isinstance(node.args[SCRIPT], ast.Constant), f"{file}:{node.lineno}"
                yield str(ast.literal_eval(node.args[SCRIPT]))


def test_every_question_is_an_offices_or_a_households_own() -> None:
    assert set(scripts()) == OFFICE_ASKS | PERSONAL_ASKS
    assert not OFFICE_ASKS & PERSONAL_ASKS


def test_a_supervisors_open_head_count_is_the_offices() -> None:
    assert "count_check" in OFFICE_ASKS
