"""The sheets that the municipalities send in a run: realistic rows, of which each tells whose and which it is.

A municipality keeps its rows from sheet to sheet, as real ones do: some topics go, some come, and the department's name
changes. That name is the sheet's mark, so a mixture of two sheets, or another municipality's, shows in any row.
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import xlsxwriter  # type: ignore[import-untyped]

from kleark.registers.kle_register import embedded
from sample_sheets.write_odense import HEADERS
from tests.chaos.history import Kind

if TYPE_CHECKING:
    from kleark.registers.municipalities import Municipality

SYSTEMS = ("FASIT", "KMD Aktiv", "KMD Momentum", "KY", "KSD", "SBSYS")
MARK_COLUMN = 5
COMES_AND_GOES = 0.06
"""The share of rows that one sheet lacks: far less than the third for which a person must confirm."""
LEFT_OF_SHRUNK = 0.4

WEIGHTS = {
    Kind.SOUND: 60,
    Kind.WRONG: 12,
    Kind.CHECK_ONLY: 10,
    Kind.SHRUNK: 8,
    Kind.NO_SHEET: 5,
    Kind.WITHDRAWN: 5,
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A sheet to be sent. ``mark``: what stands in each row; ``rows``: how many it has."""

    kind: Kind
    mark: str
    rows: int
    data: bytes
    name: str


def drafts(owner: Municipality, versions: int, seed: int) -> list[Draft]:
    """The sheets of a municipality, oldest first: the same ones for the same seed. The first and the last are sound."""
    chance = random.Random(f"{seed} {owner.code}")
    rows = _rows(owner, chance)
    kinds = [
        Kind.SOUND,
        *chance.choices(list(WEIGHTS), list(WEIGHTS.values()), k=max(0, versions - 2)),
        *([Kind.SOUND] if versions > 1 else []),
    ]
    return [_draft(owner, number, kind, rows, chance) for number, kind in enumerate(kinds, start=1)]


def mark_of(code: str, number: int) -> str:
    """What stands in each row of a municipality's sheet of this number."""
    letters = "".join(chr(ord("A") + int(digit)) for digit in f"{number:02d}")
    return f"Borgerservice {code} {letters}"


def _draft(
    owner: Municipality, number: int, kind: Kind, rows: list[list[Any]], chance: random.Random
) -> Draft:
    mark = mark_of(owner.code, number)
    if kind is Kind.NO_SHEET:
        return Draft(kind, mark, 0, b"%PDF-1.7\n" + mark.encode(), "ark.pdf")
    keep = LEFT_OF_SHRUNK if kind is Kind.SHRUNK else 1 - COMES_AND_GOES * chance.random()
    kept = rows[: max(1, round(len(rows) * keep))]
    table = [[*row[:MARK_COLUMN], mark, *row[MARK_COLUMN + 1 :]] for row in kept]
    if kind is Kind.WRONG:
        chance.choice(table)[1] = "15.99.99.99"
    return Draft(kind, mark, len(table), _workbook(table), f"KLE-konfiguration {owner.name}.xlsx")


def _rows(owner: Municipality, chance: random.Random) -> list[list[Any]]:
    topics = sorted(embedded().topics.values(), key=lambda one: one.kle_number)
    chosen = chance.sample(topics, min(len(topics), chance.choice((9, 12, 20, 30, 45, 60))))
    site = f"https://www.{owner.web_domains[0]}/borger/"
    phone = 20_000_000 + chance.randrange(70_000_000)
    portal = owner.portal_ids[0] if owner.portal_ids else "9901"
    post = f"https://post.borger.dk/?logon.aspx?portalid={portal}&logon=borger&function=inbox&template=borger&mailboxid="
    return [
        [
            "KLE",
            topic.kle_number,
            topic.title,
            chance.choice(SYSTEMS),
            date(2019, 1, 1) + timedelta(days=chance.randrange(1_500)),
            "",
            phone,
            f"{site}emne{chance.randrange(100)}",
            f"{post}{chance.randrange(1_000, 40_000)}",
            None,
            None,
        ]
        for topic in chosen
    ]


def _workbook(table: list[list[Any]]) -> bytes:
    written = io.BytesIO()
    workbook = xlsxwriter.Workbook(written, {"in_memory": True})
    day = workbook.add_format({"num_format": "dd-mm-yyyy"})
    sheet = workbook.add_worksheet("KLE-konfiguration")
    sheet.write_row(0, 0, HEADERS)
    for at, row in enumerate(table, start=1):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(at, column, value, day)
            elif isinstance(value, int):
                sheet.write_number(at, column, value)
            elif value:
                sheet.write_string(at, column, value)
    workbook.close()
    return written.getvalue()
