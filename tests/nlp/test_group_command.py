"""shuoshi nlp group: the same rows, each with its matter."""

import csv
import io
from pathlib import Path

import pytest

from bot.commands import run

ROWS = (
    "id,body,at\n"
    "1,丽景新城旁边的搅拌站夜里施工，噪音和粉尘让人没法开窗,2019-01-01 19:34:39\n"
    "2,,\n"
    '3,"三组停水三天，\n全组人去河里挑水",2019/1/2\n'
    "4,丽景新城旁边的搅拌站夜里施工，噪音粉尘没人管，没法开窗,2019年1月3日\n"
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHUOSHI_FOLDER", str(tmp_path / "kept"))
    path = tmp_path / "said.csv"
    path.write_text(ROWS, "utf-8-sig")
    return path


def test_the_same_rows_with_a_number(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["nlp", "group", "--file", str(file), "--text", "body", "--time", "at"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["group"] for row in rows] == ["0", "1", "2", "0"]
    assert [{name: row[name] for name in ("id", "body", "at")} for row in rows] == list(csv.DictReader(io.StringIO(ROWS)))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--text", "words"], "has no column words: it has id, body, at"),
        (["--text", "body+words"], "has no column words"),
        (["--text", "body", "--place", "where"], "has no column where"),
    ],
)
def test_a_column_that_is_not_there(options: list[str], said: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["nlp", "group", "--file", str(file), *options]) == 2
    assert said in capsys.readouterr().err


def test_a_file_that_is_not_there(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["nlp", "group", "--file", str(file.with_name("no.csv")), "--text", "body"]) == 2
    assert "there is no file" in capsys.readouterr().err
