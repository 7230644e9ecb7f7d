"""nlp train and nlp evaluate: learn a taxonomy from labelled messages, and say how well one is heard."""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import yaml

from bot.commands.csv_rows import read_cells, read_csv, read_text
from bot.commands.reading import _cache_folder
from bot.settings import SettingsError
from nlp import segment
from nlp.linear import parsed, written
from nlp.measure import Figures, measure
from nlp.taxonomy import CATEGORIES
from nlp.train import train
from nlp.trial import Judge, corrected, judged, learnt_judge, mapped, shipped_judge

MODEL = "model.txt"
Row = tuple[str, str]


async def nlp_train(options: argparse.Namespace) -> int:
    """One column of texts, one of labels; the model takes no part of the texts but their pieces of one to three characters."""
    rows = await asyncio.to_thread(labelled, Path(options.data), options.text, options.label)
    _enough_labels(options.data, rows)
    folder = Path(options.out)
    await asyncio.to_thread(_ready, folder)
    model = await asyncio.to_thread(train, rows, _bar)
    if not model.rows:
        raise SettingsError(f"{options.data}: its texts hold no words to learn from", f"{options.data} 里的话没有能学的字")
    size = await asyncio.to_thread(_put, folder, written(model))
    sys.stdout.write(f"{len(rows)} texts, {len(model.labels)} labels: {folder / MODEL}, {size:,} bytes\n")
    return 0


async def nlp_evaluate(options: argparse.Namespace) -> int:
    """A learnt model (--model), or the shipped one, its categories turned into the file's labels by --map."""
    rows = await asyncio.to_thread(labelled, Path(options.data), options.text, options.label)
    segment.warm(await asyncio.to_thread(_cache_folder))
    judge, tested = await asyncio.to_thread(_judge, options, rows)
    figures = measure(judged(judge, tested))
    if options.json:
        sys.stdout.write(json.dumps(figures.plain(), ensure_ascii=False) + "\n")
    else:
        _table(figures, len(tested))
    return 0


def _judge(options: argparse.Namespace, rows: Sequence[Row]) -> tuple[Judge, Sequence[Row]]:
    """What judges, and the rows it has not learnt from."""
    if options.model and (options.map or options.corrections is not None):
        raise SettingsError(
            "--model stands alone: --map and --corrections are for the shipped model", "--model 不能和 --map、--corrections 一起用"
        )
    if options.model:
        return _model(Path(options.model)), rows
    labels = read_map(Path(options.map)) if options.map else {}
    own = labels or _own_labels(options.data, rows)
    if options.corrections is None:
        return (mapped(labels, _bar) if labels else shipped_judge({label for _, label in rows})), rows
    if not 0 < options.corrections < len(rows):
        raise SettingsError(
            f"--corrections must be more than 0 and less than the {len(rows)} rows", f"--corrections 要大于 0、小于行数 {len(rows)}"
        )
    taken = {at * len(rows) // options.corrections for at in range(options.corrections)}
    learnt = [row for at, row in enumerate(rows) if at in taken]
    return corrected(own, learnt, _bar), [row for at, row in enumerate(rows) if at not in taken]


def _own_labels(file: str, rows: Sequence[Row]) -> dict[str, str]:
    """Rows labelled with our own categories: code → as they write it, code or name. Raises SettingsError when none is."""
    said = {label for _, label in rows}
    names = {code: each.name for code, each in CATEGORIES.items()}
    if said & set(names.values()):
        return names
    if said & names.keys():
        return {code: code for code in names}
    raise SettingsError(
        f"{file}: no label is a category (01 … 15 or its name): give --map, categories → labels, or --model, made by nlp train",
        f"{file} 的标签都不是我们的类别（01 … 15 或类别名）：请用 --map 写明对应关系，或用 --model 给 nlp train 做的模型",
    )


def labelled(file: Path, text: str, label: str) -> list[Row]:
    """(text, label) of every row that has both. Raises SettingsError."""
    _, read = read_csv(file, [text, label])
    rows = [(row[text].strip(), row[label].strip()) for row in read]
    kept = [(words, name) for words, name in rows if words and name]
    if not kept:
        raise SettingsError(f"{file} holds no labelled text", f"{file} 里没有带标签的话")
    if any("\t" in name or len(name.splitlines()) > 1 for _, name in kept):
        raise SettingsError(f"{file}: a label holds a tab or a line break", f"{file} 的标签里有制表符或换行")
    return kept


def read_map(file: Path) -> dict[str, str]:
    """Code or name of a category or sub-category → label, from YAML, JSON or two columns of CSV; the other way round with lists."""
    found = _pairs(read_cells(file)) if file.suffix.lower() in {".csv", ".tsv"} else _tree(file, read_text(file))
    codes = {name: code for code, each in CATEGORIES.items() for code, name in ((code, each.name), *each.subs.items())}
    turned = {codes.get(key, key): label for key, label in found}
    known = {code for code, each in CATEGORIES.items() for code in (code, *each.subs)}
    if unknown := sorted(turned.keys() - known):
        raise SettingsError(
            f"{file} maps what is no category: {', '.join(unknown[:5])}", f"{file} 里有不认识的类别：{'、'.join(unknown[:5])}"
        )
    if len(set(turned.values())) < 2:
        raise SettingsError(f"{file} maps to fewer than two labels", f"{file} 里至少要有两种标签")
    return turned


def _pairs(rows: Iterable[Sequence[str]]) -> list[tuple[str, str]]:
    known = CATEGORIES.keys() | {each.name for each in CATEGORIES.values()}
    return [
        (row[0].strip(), row[1].strip()) for row in rows if len(row) >= 2 and (row[0].strip()[:2] in CATEGORIES or row[0].strip() in known)
    ]


def _tree(file: Path, text: str) -> list[tuple[str, str]]:
    try:
        tree = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # 01 is a code, not the number one
    except yaml.YAMLError as fault:
        raise SettingsError(f"{file} is neither YAML nor JSON ({type(fault).__name__})", f"{file} 不是读得懂的 YAML 或 JSON") from None
    if not isinstance(tree, dict):
        raise SettingsError(f"{file} holds no map: write category: label, a line each", f"{file} 里没有对应关系：一行写一个“类别: 标签”")
    pairs = [
        pair for key, value in tree.items() for pair in ([(code, key) for code in value] if isinstance(value, list) else [(key, value)])
    ]
    if not all(isinstance(word, str) for pair in pairs for word in pair):
        raise SettingsError(f"{file} goes too deep: write category: label, a line each", f"{file} 层次太多：一行写一个“类别: 标签”")
    return pairs


def _model(folder: Path) -> Judge:
    try:
        file = folder / MODEL if folder.is_dir() else folder
        return learnt_judge(parsed(file.read_text("utf-8").splitlines()))
    except FileNotFoundError:
        raise SettingsError(f"there is no model in {folder}: nlp train makes one", f"{folder} 里没有模型：先用 nlp train 做一个") from None
    except (OSError, ValueError) as fault:
        raise SettingsError(f"{folder} is no model ({type(fault).__name__})", f"{folder} 不是模型文件") from None


def _enough_labels(file: str, rows: Sequence[Row]) -> None:
    labels = {label for _, label in rows}
    if len(labels) < 2:
        only = next(iter(labels))
        raise SettingsError(
            f"{file} holds one label alone, {only}: at least two are needed", f"{file} 里只有“{only}”一种标签，至少要有两种"
        )


def _ready(folder: Path) -> None:
    """Before minutes of learning: can its result be written? Raises SettingsError."""
    with _writing(folder):
        if folder.exists() and not folder.is_dir():
            raise SettingsError(f"{folder} is a file: --out names a folder", f"{folder} 是文件，--out 要写文件夹")
        if (folder / MODEL).is_dir():
            raise SettingsError(f"{folder / MODEL} is a folder: choose another --out", f"{folder / MODEL} 是文件夹，--out 换一个地方")
        folder.mkdir(parents=True, exist_ok=True)
        made = folder / f"{MODEL}.new"
        made.touch()
        made.unlink()


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise SettingsError(f"cannot write {folder} ({fault.strerror})", f"写不进 {folder}，看看路径和权限") from None


def _put(folder: Path, text: str) -> int:
    """Whole or not at all. Returns the bytes."""
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        made = folder / f"{MODEL}.new"
        made.write_text(text, "utf-8")
        os.replace(made, folder / MODEL)
    return len(text.encode())


def _bar(share: float) -> None:
    width = 40
    done = round(share * width)
    sys.stderr.write(f"\r[{'#' * done}{'.' * (width - done)}] {share:4.0%}" + ("\n" if share >= 1 else ""))
    sys.stderr.flush()


def _table(figures: Figures, count: int) -> None:
    lines = [
        f"{count} texts  macro-F1 {figures.macro_f1:.4f}  accuracy {figures.accuracy:.4f}  "
        f"calibration error {figures.ece:.4f}  accuracy of the surest 90 % {figures.coverage90_accuracy:.4f}"
    ]
    lines += _classes(figures)
    sys.stdout.write("\n".join(lines) + "\n")


def _classes(figures: Figures) -> Iterable[str]:
    for label, each in figures.per_class.items():
        yield f"{label}  F1 {each.f1:.3f}  precision {each.precision:.3f}  recall {each.recall:.3f}  {each.support} texts"
