"""Inventories of the indexes for the samples: tables as CSV, and the rows that are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sample_sheets.small_workbook import Value

HEADERS = ("Kommunekode", "Kommune", "KLE-nr.", "Fagsystem", "Antal sager")
ODENSE = ("0461", "Odense", "15.20.24", "FASIT", 1204)
AARHUS = ("0751", "Aarhus", "15.20.24", "KSD", 980)


def lines(*rows: Sequence[Value], headers: Sequence[str] = HEADERS) -> str:
    """The rows below their headers, as Danish Excel writes CSV."""
    table = [headers, *rows]
    return "".join(";".join("" if value is None else str(value) for value in row) + "\r\n" for row in table)


def as_csv(*rows: Sequence[Value], headers: Sequence[str] = HEADERS) -> bytes:
    """`lines` as "CSV UTF-8" in Excel: with a mark at the beginning."""
    return lines(*rows, headers=headers).encode("utf-8-sig")
