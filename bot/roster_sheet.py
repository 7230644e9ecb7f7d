"""Spreadsheets as rows of clean text, both ways, distrusting the file coming in and the text going out.

A roster is typed by hand in Excel, WPS or a telephone and may come from anybody: sizes are looked at before anything is
unpacked, and nothing written here is ever a formula on the reader's machine.
"""

import csv
import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation

MAX_BYTES = 10 * 2**20
MAX_UNPACKED_BYTES = 64 * 2**20  # 50,000 full rows unpack to less than half of this
MAX_PARTS = 200
MAX_ROWS = 50_000
MAX_COLUMNS = 30

PEOPLE_SHEET, NOTES_SHEET = "人员", "说明"

_STARTS_A_FORMULA = tuple("=+-@＝＋－＠")
_UNSEEN = {"Cc", "Cf", "Cs"}  # control, zero-width and half characters: never part of a name, and XML refuses most

Row = tuple[int, list[str]]


class RosterRefused(ValueError):
    """The file as a whole cannot be read; zh and en say why and what to do next."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en


def read_rows(path: Path) -> list[Row]:
    """(row number as the spreadsheet shows it, cleaned cells) of every row that is not blank. Raises RosterRefused."""
    readers = {".xlsx": _xlsx_rows, ".csv": _csv_rows}
    if path.suffix.lower() not in readers:
        raise RosterRefused("只认 .xlsx 和 .csv，请另存为其中一种。", "Only .xlsx and .csv are read: save the file as one of them.")
    if not path.is_file():
        raise RosterRefused(f"没有这个文件：{path.name}。", f"There is no file {path.name}.")
    if path.stat().st_size > MAX_BYTES:
        raise RosterRefused("文件超过10MB，请按村分开。", "The file is over 10 MB: split it by village.")
    rows: list[Row] = []
    for number, values in enumerate(readers[path.suffix.lower()](path), start=1):
        if not any(values):
            continue  # a sheet formatted to its last line has a million of these
        if any(cells := [clean(value) for value in values[:MAX_COLUMNS]]):
            rows.append((number, cells))
        if len(rows) > MAX_ROWS + 1:
            raise RosterRefused(f"超过{MAX_ROWS}行，请按村分开。", f"More than {MAX_ROWS} rows: split the file by village.")
    return rows


def clean(value: object) -> str:
    """One cell as plain text: full-width letters and digits made narrow, invisible characters gone, our own guard taken off."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # Excel keeps a telephone number as 13800000000.0
    text = value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
    text = " ".join(_seen(unicodedata.normalize("NFKC", text)).split())
    return text[1:].lstrip() if text.startswith("'") and text[1:].startswith(_STARTS_A_FORMULA) else text


def inert(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before = + - @, also before the full-width ones."""
    text = _seen(text).strip()
    return "'" + text if text.startswith(_STARTS_A_FORMULA) else text


def write_rows(path: Path, heads: Sequence[str], rows: Iterable[Sequence[str]], notes: Sequence[str], yes_no: int, plain: int) -> None:
    """One sheet of people and one of notes (.xlsx), or the people alone (.csv, with the mark Excel needs to see UTF-8).

    yes_no is the column (from 1) that offers 是 and 否; plain empty rows follow for typing.
    """
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([inert(cell) for cell in row] for row in [heads, *rows])
        return
    book = Workbook(write_only=True)
    people, about = book.create_sheet(PEOPLE_SHEET), book.create_sheet(NOTES_SHEET)
    people.freeze_panes = "A2"
    choice = DataValidation(type="list", formula1='"是,否"', allow_blank=True)
    choice.add(f"{chr(64 + yes_no)}2:{chr(64 + yes_no)}{MAX_ROWS}")
    people.data_validations.append(choice)
    for column in range(len(heads)):
        people.column_dimensions[chr(65 + column)].width = 16
    about.column_dimensions["A"].width = 100
    for row in [heads, *rows, *[[""] * len(heads)] * plain]:
        people.append(_text_cells(people, row))
    for note in notes:
        about.append(_text_cells(about, [note]))
    book.save(path)


def _text_cells(sheet: WriteOnlyWorksheet, row: Sequence[str]) -> list[Cell]:
    """Every cell is text, the empty ones too: a door number 012 typed into them must not become 12."""
    cells = [WriteOnlyCell(sheet, inert(text) or None) for text in row]
    for cell in cells:
        cell.number_format = "@"
        if cell.value:
            cell.data_type = "s"
    return cells


def _seen(text: str) -> str:
    return "".join(c for c in re.sub(r"\s", " ", text) if unicodedata.category(c) not in _UNSEEN and c not in "\ufffe\uffff")


def _csv_rows(path: Path) -> Iterator[Sequence[object]]:
    text = _decoded(path.read_bytes())
    first = text.partition("\n")[0]
    separator = max(",\t;", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as error:
        raise RosterRefused("这个 CSV 读不开，请用表格软件重新另存。", "The CSV is damaged: save it again.") from error


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):  # WPS and Excel in China still write GBK
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RosterRefused("文字编码认不出，请另存为“CSV UTF-8”。", "Unknown text encoding: save as CSV UTF-8.")


def _xlsx_rows(path: Path) -> Iterator[Sequence[object]]:
    damaged = RosterRefused("这个 xlsx 读不开，可能坏了或加了密码。", "The xlsx cannot be opened: it is damaged or has a password.")
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise damaged from error
    # Python never unpacks a part beyond the size it declares, so the declared sizes can be believed.
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise RosterRefused("文件解开后太大，请按村分开。", "The file unpacks to too much: split it by village.")
    try:
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles it does not know; nobody importing a roster can act on it
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            try:
                sheet = book[PEOPLE_SHEET] if PEOPLE_SHEET in book.sheetnames else book.worksheets[0]
                yield from sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
            finally:
                book.close()
    except Exception as error:  # openpyxl raises whatever the broken part happens to cause
        raise damaged from error
