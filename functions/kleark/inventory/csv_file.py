"""A CSV file as a workbook of one sheet, each value where Excel would show it. Nothing in it is trusted."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from kleark.i18n.formats import format_number
from kleark.sheet import limits
from kleark.sheet.errors import UnreadableFile
from kleark.sheet.inventory_columns import INVENTORY
from kleark.sheet.table import HEADER_SEARCH_ROWS, find_header
from kleark.sheet.workbook import CSV_SHEET_NAME, Workbook, Worksheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.sheet.columns import Form

MOST_ROWS = 50_000
LONGEST_FIELD = 1_000

# In the order of a tie. Danish Excel writes semicolons, since the comma is its decimal sign.
_SEPARATORS = ";\t,|"
_SEPARATOR_LINE = re.compile(r"sep=([;\t,|])\r?\n", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
# ="0461" keeps Excel from dropping the zero; Excel shows 0461.
_SHIELDED = re.compile(r'="([^"]*)"')

_NINE_DIGITS = re.compile(r"[1-9][0-9]{8}")

Record = tuple[int, tuple[str | int | None, ...]]


@dataclass(frozen=True, slots=True)
class CsvFile:
    """``guessed``: the bytes did not say that they are UTF-8, and are not; they were read as Windows-1252."""

    workbook: Workbook
    guessed: bool


def read_csv(data: bytes, form: Form = INVENTORY) -> CsvFile:
    """Every record of a CSV file, its row counted as Excel counts it.

    UTF-8 or UTF-16 by its mark, UTF-8 without, or else Windows-1252. The separator is the one with which the
    names of the columns of ``form`` are found. Raises UnreadableFile: ``KA801``, ``KA802``, ``KA813``.
    """
    text, guessed = _decoded(data)
    text, separator = _separator(text, form)
    rows = tuple(_records(text, separator))
    return CsvFile(Workbook((Worksheet(CSV_SHEET_NAME, rows=rows),)), guessed)


def other_content(name_da: str, name_en: str | None = None) -> UnreadableFile:
    """``KA801``: the content is something else."""
    return UnreadableFile("KA801", {"kind_da": name_da, "kind_en": name_en or name_da})


def _decoded(data: bytes) -> tuple[str, bool]:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    guessed = False
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        try:
            text, guessed = data.decode("cp1252"), True
        except UnicodeDecodeError:
            raise other_content("tekst i en ukendt tegnkodning", "text in an unknown encoding") from None
    if _CONTROL.search(text):
        raise other_content("binære data", "binary data")
    return text, guessed


def _separator(text: str, form: Form) -> tuple[str, str]:
    """The text that holds the table, and what stands between its fields."""
    if line := _SEPARATOR_LINE.match(text):
        return text[line.end() :], line[1]
    return text, max(_SEPARATORS, key=lambda separator: _known_names(text, separator, form))


def _known_names(text: str, separator: str, form: Form) -> int:
    """How many columns have a name that is known, read with this separator."""
    rows: list[Record] = []
    try:
        rows += islice(_records(text, separator), HEADER_SEARCH_ROWS)
    except UnreadableFile:
        return 0
    header = find_header(Worksheet(CSV_SHEET_NAME, rows=tuple(rows)), form)
    return len(header.positions) if header else 0


def _records(text: str, separator: str) -> Iterator[Record]:
    """The records that hold anything."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise _broken(
                number,
                "et anførselstegn mangler eller står forkert.",
                "a quotation mark is missing or stands in the wrong place.",
            ) from None
        _require_sane(number, fields)
        values = tuple(_value(field) for field in fields)
        if any(values):
            yield number, values


def _require_sane(number: int, fields: list[str]) -> None:
    if len(fields) > limits.LAST_COLUMN:
        raise _broken(
            number,
            f"der er flere end {limits.LAST_COLUMN} felter.",
            f"there are more than {limits.LAST_COLUMN} fields.",
        )
    if max(map(len, fields), default=0) > LONGEST_FIELD:
        raise _broken(
            number,
            "et felt er på over 1.000 tegn. Mangler der et anførselstegn?",
            "a field holds more than 1,000 characters. Is a quotation mark missing?",
        )
    if number > MOST_ROWS + HEADER_SEARCH_ROWS:
        raise too_long(MOST_ROWS, "CSV")


def too_long(most: int, kind: str) -> UnreadableFile:
    """``KA813``: there are more rows than can be read."""
    limits_in_words = {"most_da": format_number(most, "da"), "most_en": format_number(most, "en")}
    return UnreadableFile("KA813", {**limits_in_words, "kind": kind})


def _value(field: str) -> str | int | None:
    """The field as Excel would have it. A personal number without its first zero is known only as a number."""
    shielded = _SHIELDED.fullmatch(field)
    text = shielded[1] if shielded else field
    return int(text) if _NINE_DIGITS.fullmatch(text) else text or None


def _broken(row: int, reason_da: str, reason_en: str) -> UnreadableFile:
    return UnreadableFile("KA802", {"row": row, "reason_da": reason_da, "reason_en": reason_en})
