"""Rows of a CSV file with named columns, for every nlp command; what is wrong with the file is said in plain words."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TextIO

from bot.settings import SettingsError

LONGEST = 10_000_000  # characters of a cell: a letter may be long
_END = "\ue000the end of the file"  # a line after the last one: an open quote swallows it


def read_csv(file: Path, columns: Sequence[str]) -> tuple[list[str], list[dict[str, str]]]:
    """(names of all columns, a dict of them for each row); a cell that is missing is "", a blank line no row.

    Raises SettingsError when the file cannot be read, is empty, or lacks one of `columns`.
    """
    with opened(file) as lines:
        records = _records(file, lines)
        fields = next(records, None)
        if fields is None:
            raise SettingsError(
                f"{file} is empty: it needs a line that names its columns, then the rows", f"{file} 是空的：第一行写列名，下面写内容"
            )
        for column in columns:
            if column not in fields:
                held = ", ".join(fields)
                raise SettingsError(f"{file} has no column {column}: it has {held}", f"{file} 里没有“{column}”这一列，只有：{held}")
        return fields, [dict(zip(fields, [*cells, *[""] * len(fields)], strict=False)) for cells in records]


def read_cells(file: Path) -> list[list[str]]:
    """Every line's cells, of a file without a line of names; a tab parts them if there is one, else a comma. Raises SettingsError."""
    with opened(file) as lines:
        text = lines.read()
        return list(_records(file, text.splitlines(keepends=True), "\t" if "\t" in text else ","))


def read_text(file: Path) -> str:
    """The whole file. Raises SettingsError."""
    with opened(file) as lines:
        return lines.read()


@contextmanager
def opened(file: Path) -> Iterator[TextIO]:
    """The file as UTF-8, with or without a mark at its start; cells may be long. Raises SettingsError for all that may go wrong."""
    before = csv.field_size_limit(LONGEST)
    try:
        if file.is_dir():
            raise SettingsError(f"{file} is a folder: name a file in it", f"{file} 是文件夹，请写出里面的文件")
        with file.open(encoding="utf-8-sig", newline="") as lines:
            yield lines
    except FileNotFoundError:
        raise SettingsError(f"there is no file {file}", f"没有这个文件：{file}") from None
    except OSError as fault:
        raise SettingsError(f"cannot read {file} ({fault.strerror}): look at its rights", f"读不了 {file}，看看文件的权限") from None
    except UnicodeDecodeError:
        raise SettingsError(
            f"{file} is not UTF-8: in Excel, save it as “CSV UTF-8”, in WPS or Notepad choose the encoding UTF-8",
            f"{file} 不是 UTF-8 编码：在 Excel 里“另存为”选“CSV UTF-8”，WPS、记事本里另存时编码选 UTF-8",
        ) from None
    except csv.Error as fault:
        raise SettingsError(f"{file} is no CSV that can be read: {fault}", f"{file} 不是读得懂的 CSV（一格最多 {LONGEST} 字）") from None
    finally:
        csv.field_size_limit(before)


def _records(file: Path, lines: Iterable[str], delimiter: str = ",") -> Iterator[list[str]]:
    """Cells of each line that is not blank. Raises SettingsError at a quote that nothing closes: it takes in all the rest."""
    reader = csv.reader(chain(lines, [_END]), delimiter=delimiter)
    begun = 1
    for cells in reader:
        if cells and cells[-1].endswith(_END):
            if reader.line_num > begun:
                raise SettingsError(
                    f'{file}: a quote (") is opened in the row at line {begun} and never closed',
                    f'{file} 第 {begun} 行起的引号（"）没有配对，请补上或删掉',
                )
            return
        begun = reader.line_num + 1
        if cells:
            yield cells
