"""CSV files that people bring: read whole when they can be, refused in plain English and Chinese when not."""

import io
import json
from pathlib import Path

import pytest

from bot.commands import run
from bot.commands.csv_rows import read_csv
from bot.settings import SettingsError

TRAIN = ["--text", "text", "--label", "label"]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHUOSHI_FOLDER", str(tmp_path / "kept"))
    return tmp_path / "said.csv"


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """The English and the Chinese line."""
    assert run(arguments) == 2
    english, chinese = capsys.readouterr().err.splitlines()
    return english, chinese


def test_a_cell_of_two_hundred_thousand_characters(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    letter = "路塌了。" * 50_000
    file.write_text(f"text\n{letter}\n", "utf-8")
    assert run(["nlp", "read", "--file", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["text"] == letter
    assert run(["nlp", "group", "--file", str(file), "--text", "text"]) == 0
    assert capsys.readouterr().out == f"text,group\n{letter},0\n"


@pytest.mark.parametrize(
    ("held", "english", "chinese"),
    [
        ("text\n路塌了\n".encode("gbk"), "is not UTF-8", "另存为"),
        ("text\n路塌了\n".encode("utf-16"), "is not UTF-8", "CSV UTF-8"),
        (b"", "is empty", "是空的"),
        (b"\xef\xbb\xbf\n\n", "is empty", "是空的"),
        ('text,label\n路,1\n"塌了\n三天\n'.encode(), "in the row at line 3", "第 3 行起的引号"),
        (b'text,label\n"', "in the row at line 2", "第 2 行起的引号"),
        (b"words,label\n1,2\n", "it has words, label", "没有“text”这一列"),
    ],
)
@pytest.mark.parametrize(
    "command", [["read", "--column", "text", "--file"], ["group", "--text", "text", "--file"], ["train", *TRAIN, "--out", "m", "--data"]]
)
def test_what_is_wrong_with_a_file(
    held: bytes, english: str, chinese: str, command: list[str], file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(held)
    said = refused(["nlp", *command, str(file)], capsys)
    assert english in said[0]
    assert chinese in said[1]


def test_no_file_and_a_folder(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(["nlp", "read", "--file", str(file)], capsys)[1] == f"没有这个文件：{file}"
    assert "是文件夹" in refused(["nlp", "read", "--file", str(file.parent)], capsys)[1]


@pytest.mark.usefixtures("file")
def test_lines_that_are_piped_in_as_gbk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("路塌了\n".encode("gbk")), "utf-8"))
    assert "不是 UTF-8" in refused(["nlp", "read"], capsys)[1]


def test_quotes_line_breaks_and_missing_cells(file: Path) -> None:
    file.write_text('text,label\n"停水\n三天",1,多的\n\n他说"快"来\n"a""b"', "utf-8-sig")
    fields, rows = read_csv(file, ["label"])
    assert fields == ["text", "label"]
    assert [tuple(row.values()) for row in rows] == [("停水\n三天", "1"), ('他说"快"来', ""), ('a"b', "")]


def test_a_cell_beyond_all_measure(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.commands.csv_rows.LONGEST", 100)
    file.write_text("text\n" + "长" * 101, "utf-8")
    with pytest.raises(SettingsError, match="field larger"):
        read_csv(file, ["text"])


def test_two_labels_of_one_text_each_are_learnt(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("text,label\n村口的路塌了,路\n后沟水管裂了,水\n", "utf-8")
    out = file.parent / "model"
    assert run(["nlp", "train", "--data", str(file), *TRAIN, "--out", str(out)]) == 0
    assert "2 texts, 2 labels" in capsys.readouterr().out
    assert run(["nlp", "evaluate", "--data", str(file), *TRAIN, "--model", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["accuracy"] == 1


@pytest.mark.parametrize("count", ["-5", "0", "2", "9"])
def test_so_many_corrections_are_none(count: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("text,label\n村口的路塌了,01\n后沟水管裂了,02\n", "utf-8")
    said = refused(["nlp", "evaluate", "--data", str(file), *TRAIN, "--corrections", count], capsys)
    assert said == ("--corrections must be more than 0 and less than the 2 rows", "--corrections 要大于 0、小于行数 2")


@pytest.mark.parametrize("held", ["- 01\n", "01: {a: b}\n", "路: [[01]]\n", "01: [", '"01: a'])
def test_a_map_that_is_none(held: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("text,label\n村口的路塌了,路\n后沟水管裂了,水\n", "utf-8")
    written = file.with_suffix(".yaml")
    written.write_text(held, "utf-8")
    refused(["nlp", "evaluate", "--data", str(file), *TRAIN, "--map", str(written)], capsys)
