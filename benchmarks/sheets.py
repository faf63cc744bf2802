"""Write a sheet of a given number of rows with planted mistakes, and a file with the truth about them.

Run in a process of its own: ``python -m benchmarks.sheets ROWS FOLDER``. The same number always gives the
same sheet, once as XlsxWriter writes it, and once as openpyxl saves that, with every text in its cell.
What is planted is described by what was done to a cell, not by any rule of Kleark's.
"""

from __future__ import annotations

import io
import json
import random
import re
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import openpyxl
import xlsxwriter  # type: ignore[import-untyped]

from kleark.registers.kle_register import Topic, embedded
from sample_sheets.write_odense import HEADERS, MAILBOX, PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

_ASCII = str.maketrans(dict(zip("æøåé", ("ae", "oe", "aa", "e"), strict=True)))

SHARE_OF_MISTAKES = 0.02
LIVE_LINKS_EVERY = 4
"""Excel makes a link live when it is typed, not when it is pasted; sheets have both."""

NAMED_SYSTEMS = (
    "FASIT",
    "KMD Aktiv",
    "KMD Momentum",
    "KY",
    "KSD",
    "Schultz Fasit",
    "SBSYS",
    "Kommunernes UR",
)
DEPARTMENTS = ("Kontaktcenter", "Jobcenter Odense", "Ydelsescenter", "Ungeindsatsen", "Virksomhedsservice")
SELF_SERVICES = ("Søg om ydelsen", "Meld dig ledig", "Se din sag", "Book en samtale", "Send dine bilag")

Cells = dict[str, Any]
"""A row's values by column letter."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One way to spoil a row.

    ``columns``: where a checker may put its remark. ``change``: the new values, by column.
    ``invisible_to``: the peers that do not get to see it at all.
    """

    kind: str
    columns: str
    change: Callable[[Cells], Cells]
    invisible_to: tuple[str, ...] = ()


def _value(kind: str, column: str, value: Any) -> Mistake:
    return Mistake(kind, column, lambda _: {column: value})


def _edit(kind: str, column: str, pattern: str, new: str) -> Mistake:
    return Mistake(kind, column, lambda cells: {column: re.sub(pattern, new, cells[column], count=1)})


MISTAKES = (
    _value("phone with 7 digits", "G", 6613137),
    Mistake("number of another topic", "BC", lambda cells: {"B": _other_number(cells["C"])}),
    _edit("link without a scheme", "H", "^https://", ""),
    _edit("mailbox given twice", "I", "$", "&mailboxid=5185"),
    _value("date that does not exist", "E", "31-02-2021"),
    _value("javascript link", "H", "javascript:alert(document.cookie)"),
    _value("no name", "C", None),
    Mistake("self-service name without a link", "JK", lambda _: {"J": "Søg om ydelsen", "K": None}),
    Mistake("self-service link without a name", "JK", lambda _: {"J": None, "K": PAGES + "ansoeg"}),
    Mistake("number that does not exist, name that does", "BC", lambda _: {"B": "15.27.26", "C": "Fleksjob"}),
    _value("group for a number", "B", "15.17"),
    _edit("letter O in a number", "B", r"0(?=[0-9]$)|[0-9]$", "O"),
    _edit("facet after a number", "B", "$", " G01"),
    _value("no number", "B", None),
    _value("no system", "D", None),
    _value("two-digit year", "E", "01-04-21"),
    _value("month first", "E", "12/31/2021"),
    _value("words for a date", "E", "snarest muligt"),
    _value("date before 1900", "E", "01-04-1821"),
    _value("no date", "E", None),
    _value("no department", "F", None),
    _value("markup in a department", "F", "<b>Kontaktcenter</b>"),
    _value("phone that begins with 1", "G", 12345678),
    _value("foreign phone", "G", "+46 8 123 456 78"),
    _value("service number", "G", 1818),
    _value("words for a phone", "G", "ring til os"),
    _value("no phone", "G", None),
    _edit("file transfer link", "H", "^https", "ftp"),
    _edit("user info in a link", "H", "//", "//borger@"),
    _edit("port in a link", "H", r"\.dk", ".dk:8443"),
    _edit("IP address in a link", "H", r"www\.odense\.dk", "10.0.0.1"),
    _edit("space in a link", "H", "job-og", "job og"),
    _edit("reserved top-level domain", "H", r"odense\.dk", "odense.invalid"),
    _edit("two links in one cell", "H", "$", " https://www.odense.dk/borger"),
    _edit("look-alike letter in a host", "H", "www.o", "www.\u043e"),
    _value("no link", "H", None),
    _edit("mailbox at another host", "I", r"post\.borger\.dk", "post.borger.dk.odense.dk"),
    _edit("mailbox in letters", "I", "mailboxid=[0-9]+", "mailboxid=jobcenter"),
    _edit("no mailbox", "I", "&mailboxid=[0-9]+", ""),
    _edit("no portal", "I", "portalid=1049&", ""),
    _edit("portal of another municipality", "I", "1049", "1137"),
    _edit("only the mailbox number", "I", ".*mailboxid=", ""),
    _value("no Digital Post link", "I", None),
    Mistake(
        "live link to another host",
        "H",
        lambda _: {"live H": "https://www.odense-kommune.info/"},
        ("frictionless", "dataframely", "pandera"),
    ),
)
SAME_KEY = "same number and system, other content"


@dataclass(frozen=True, slots=True)
class Planted:
    """A mistake in the sheet: what was done, and the cells where a checker may remark on it."""

    kind: str
    cells: tuple[str, ...]
    invisible_to: tuple[str, ...]


def write_sheet(rows: int, path: Path) -> list[Planted]:
    """Write the sheet and return the truth about it."""
    chance = random.Random(rows)
    table = clean_rows(rows, chance)
    # Never the first row: the row that repeats a key needs one before it.
    spoiled = sorted(chance.sample(range(1, rows), round(rows * SHARE_OF_MISTAKES)))
    truth = [
        _spoil(table, index, mistake)
        for index, mistake in zip(spoiled, cycle((*MISTAKES, None)), strict=False)
    ]
    _write(path, table)
    return truth


def _spoil(table: list[Cells], index: int, mistake: Mistake | None) -> Planted:
    cells, row = table[index], index + 2
    if mistake is None:
        earlier = table[index - 1]
        cells |= {column: earlier[column] for column in "BCD"}
        return Planted(SAME_KEY, (f"B{row}", f"D{row}", f"B{row - 1}", f"D{row - 1}"), ())
    # A system of its own keeps a number that is changed from meeting another row's key.
    cells |= {"D": f"Prøvesystem {row:05}", "I": MAILBOX + "17933"}
    cells |= mistake.change(cells)
    columns = tuple(f"{column}{row}" for column in mistake.columns)
    return Planted(mistake.kind, columns, mistake.invisible_to)


def _other_number(title: str) -> str:
    """The number of a topic that has another title."""
    topics = sorted(embedded().topics)
    here = topics.index(embedded().by_title(title)[0].kle_number)
    return topics[here - 7]


def clean_rows(rows: int, chance: random.Random) -> list[Cells]:
    """The rows of a sheet without mistakes, none with the same key."""
    topics = [topic for _, topic in sorted(embedded().topics.items())]
    needed = -(-rows // len(topics))
    systems = [*NAMED_SYSTEMS, *(f"System {number:04}" for number in range(needed))][:needed]
    keys = [(topic, system) for system in systems for topic in topics][:rows]
    chance.shuffle(keys)
    return [_clean_row(topic, system, chance) for topic, system in keys]


def _clean_row(topic: Topic, system: str, chance: random.Random) -> Cells:
    slug = re.sub("[^a-z]+", "-", topic.title.lower().translate(_ASCII))
    page = f"{PAGES}{slug.strip('-')}/{chance.randrange(10_000)}"
    has_self_service = chance.random() < 0.4
    return {
        "A": "KLE",
        "B": topic.kle_number,
        "C": topic.title,
        "D": system,
        "E": date(2018, 1, 1) + timedelta(days=chance.randrange(2_700)),
        "F": chance.choice(DEPARTMENTS),
        "G": 66_130_000 + chance.randrange(10_000),
        "H": page,
        "I": _mailbox(chance),
        "J": chance.choice(SELF_SERVICES) if has_self_service else None,
        "K": f"{page}/selvbetjening" if has_self_service else None,
        "live H": page if chance.randrange(LIVE_LINKS_EVERY) == 0 else None,
    }


def _mailbox(chance: random.Random) -> str:
    if chance.random() < 0.8:
        return f"{MAILBOX}{chance.randrange(1_000, 40_000)}"
    return f"https://post.borger.dk/send/{_uuid(chance)}/{_uuid(chance)}/"


def _uuid(chance: random.Random) -> str:
    """A UUID without so many digits in a row that they could be a CPR number."""
    while re.search(r"[0-9-]{6}", text := str(UUID(int=chance.getrandbits(128), version=4))):
        pass
    return text


def written(table: list[Cells]) -> bytes:
    """The rows as a workbook."""
    stream = io.BytesIO()
    _write(stream, table)
    return stream.getvalue()


def _write(path: Path | io.BytesIO, table: list[Cells]) -> None:
    workbook = xlsxwriter.Workbook(path)
    day = workbook.add_format({"num_format": "dd-mm-yyyy"})
    sheet = workbook.add_worksheet("KLE-konfiguration")
    sheet.write_row(0, 0, HEADERS)
    for row, cells in enumerate(table, start=1):
        for column, letter in enumerate("ABCDEFGHIJK"):
            value = cells[letter]
            if isinstance(value, date):
                sheet.write_datetime(row, column, value, day)
            elif isinstance(value, int):
                sheet.write_number(row, column, value)
            elif letter == "H" and cells["live H"] and value and value.startswith("https://www.odense.dk/"):
                sheet.write_url(row, column, cells["live H"], string=value)
            elif value:
                sheet.write_string(row, column, value)
    workbook.close()


def main(rows: int, folder: Path) -> None:
    truth = write_sheet(rows, folder / f"{rows}.xlsx")
    openpyxl.load_workbook(folder / f"{rows}.xlsx").save(folder / f"{rows}-openpyxl.xlsx")
    planted = [{"kind": one.kind, "cells": one.cells, "invisibleTo": one.invisible_to} for one in truth]
    (folder / f"{rows}.json").write_text(json.dumps(planted), encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
