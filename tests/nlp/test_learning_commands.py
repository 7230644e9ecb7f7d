"""nlp train and nlp evaluate: what cannot come to anything is refused before the work, in two languages."""

import json
from pathlib import Path

import pytest

from bot.commands import learning, run

COLUMNS = ["--text", "text", "--label", "label"]
OURS = "text,label\n村口的路塌了半边,{0}\n路面全是坑,{0}\n后沟的水管冻裂了,{1}\n自来水停了三天,{1}\n"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHUOSHI_FOLDER", str(tmp_path / "kept"))
    path = tmp_path / "labelled.csv"
    path.write_text(OURS.format("路", "水"), "utf-8")
    return path


@pytest.fixture
def _idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever learns in spite of all fails the test."""

    def never(*_given: object) -> None:
        raise AssertionError("learnt before it was refused")

    monkeypatch.setattr(learning, "train", never)


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """The English and the Chinese line."""
    assert run(["nlp", *arguments]) == 2
    english, chinese = capsys.readouterr().err.splitlines()
    return english, chinese


@pytest.mark.usefixtures("_idle")
def test_an_out_that_is_a_file_is_refused_at_once(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(["train", "--data", str(file), *COLUMNS, "--out", str(file)], capsys)
    assert said == (f"{file} is a file: --out names a folder", f"{file} 是文件，--out 要写文件夹")


@pytest.mark.usefixtures("_idle")
def test_an_out_that_cannot_be_written_is_refused_at_once(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for out in (file / "inside", Path("/proc/nowhere"), file.parent / ("a" * 300)):
        said = refused(["train", "--data", str(file), *COLUMNS, "--out", str(out)], capsys)
        assert "cannot write" in said[0]
        assert "写不进" in said[1]
    (file.parent / "model" / learning.MODEL).mkdir(parents=True)
    assert "is a folder" in refused(["train", "--data", str(file), *COLUMNS, "--out", str(file.parent / "model")], capsys)[0]


@pytest.mark.usefixtures("_idle")
def test_one_label_is_refused_at_once(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(OURS.format("路", "路"), "utf-8")
    said = refused(["train", "--data", str(file), *COLUMNS, "--out", str(file.parent / "model")], capsys)
    assert "one label alone, 路" in said[0]
    assert "只有“路”一种标签" in said[1]


def test_texts_without_a_word(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("text,label\n…,1\n！,2\n", "utf-8")
    assert run(["nlp", "train", "--data", str(file), *COLUMNS, "--out", str(file.parent / "model")]) == 2
    assert "no words to learn from" in capsys.readouterr().err


def test_labels_that_are_none_of_ours_need_a_map_or_a_model(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(["evaluate", "--data", str(file), *COLUMNS], capsys)
    assert "--map" in said[0]
    assert "--model" in said[0]
    assert "--map" in said[1]
    assert refused(["evaluate", "--data", str(file), *COLUMNS, "--corrections", "1"], capsys) == said


@pytest.mark.parametrize("labels", [("01", "02"), ("道路交通", "人畜饮水与灌溉")])
def test_our_own_labels_need_neither(labels: tuple[str, str], file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(OURS.format(*labels), "utf-8")
    assert run(["nlp", "evaluate", "--data", str(file), *COLUMNS, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["accuracy"] == 1


def test_a_model_of_nan_is_none(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = file.parent / "model"
    assert run(["nlp", "train", "--data", str(file), *COLUMNS, "--out", str(out)]) == 0
    capsys.readouterr()
    lines = (out / learning.MODEL).read_text("utf-8").split("\n")
    for at in (2, 3):
        spoilt = [*lines[:at], "nan\tnan", *lines[at + 1 :]]
        (out / learning.MODEL).write_text("\n".join(spoilt), "utf-8")
        assert "is no model" in refused(["evaluate", "--data", str(file), *COLUMNS, "--model", str(out)], capsys)[0]
