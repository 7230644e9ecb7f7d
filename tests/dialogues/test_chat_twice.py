"""shuoshi chat --as NAME, one evening and the next: what is said the second time is heard too."""

import io
import json
from pathlib import Path

import pytest

from bot.commands import run


def talk(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n\n"))
    assert run(["chat", "--as", "韩丽"]) == 0


def test_a_second_talk_of_the_same_person_files_its_own_concern(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SHUOSHI_FOLDER", str(tmp_path))
    monkeypatch.setenv("SHUOSHI_DATABASE__URL", f"sqlite+aiosqlite:///{tmp_path}/shuoshi.db")
    talk(monkeypatch, "村口的路塌了半边", "前天", "1")
    talk(monkeypatch, "后沟的水管冻裂了", "昨天", "1")
    capsys.readouterr()
    assert run(["ledger", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    told = [line["text"] for line in lines if "村口的路塌了半边" in line["text"] or "后沟的水管冻裂了" in line["text"]]
    assert len(told) == 2
