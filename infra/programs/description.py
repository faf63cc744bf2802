"""The one description of the sheet that every program is asked to write: sheet.json, with every cell told."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kleark.registers.kle_register import embedded

FOLDER = Path(__file__).parent
_GIVEN = json.loads((FOLDER / "sheet.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Property:
    """What one cell is there to show. ``expect``: what must be read there; None where it must be told."""

    name: str
    title: str
    column: str
    row: int
    cell: str
    kind: str
    expect: Any


def properties() -> list[Property]:
    """Each with the row and the cell that it stands in."""
    found: list[Property] = []
    for at, one in enumerate(_GIVEN["properties"]):
        number = _row_number(at)
        column = _GIVEN["keys"].index(one["column"])
        expect = _topic(at)[0] if one["expect"] == "*" else one["expect"]
        cell = f"{'ABCDEFGHIJKL'[column]}{number}"
        found.append(
            Property(one["id"], one["title"], one["column"], number, cell, one["cell"]["kind"], expect)
        )
    return found


def features() -> dict[str, str]:
    """By name, the titles of what belongs to the whole sheet or workbook."""
    return {one["id"]: one["title"] for one in _GIVEN["features"]}


def workbook() -> dict[str, Any]:
    """The workbook with its cells one by one, as the scripts take it; rows and columns count from 1."""
    header = _GIVEN["headerRow"]
    cells = [_cell(1, 1, "Konfiguration af Borgerblikket")]
    cells += [_cell(header, column, text) for column, text in enumerate(_GIVEN["headers"], 1)]
    for at, one in enumerate(_GIVEN["properties"]):
        number, title = _topic(at)
        values = _GIVEN["usual"] | {
            "kleNumber": number,
            "kleTitle": title,
            "digitalPostUrl": f"{_GIVEN['mailbox']}{10_671 + 37 * at}",
        }
        special = dict(one["cell"], property=one["id"])
        if special["kind"] == "text" and one["column"] == "kleNumber":
            special["value"] = special["value"].replace("15.12.24", number)
        for column, key in enumerate(_GIVEN["keys"], 1):
            value = special if key == one["column"] else values.get(key)
            if value is not None:
                cells.append(_cell(_row_number(at), column, value))
    last = _row_number(len(_GIVEN["properties"]) - 1)
    return {
        "sheet": _GIVEN["sheet"],
        "cells": cells,
        "merged": [1, 1, 1, 3],
        "hiddenRow": last,
        "hiddenColumn": len(_GIVEN["keys"]),
        "hiddenSheets": [["Lister", "hidden"], ["Arkiv", "veryHidden"]],
        "comment": [header + 1, 6, "Husk at spørge Jobcentret"],
        "validation": [header + 1, 3, last, 3, ["FASIT", "Momentum"]],
        "filter": [header, 1, last, len(_GIVEN["keys"])],
        "struck": [header + 2, 12],
        "since1904": False,
    }


def workbook_since_1904() -> dict[str, Any]:
    """Three rows alone, in a workbook whose days are counted from 1904."""
    return _three_rows() | {"since1904": True}


def workbook_with_table() -> dict[str, Any]:
    """Three rows alone, which are an Excel table with their header."""
    return _three_rows() | {"table": [1, 1, 4, len(_GIVEN["keys"])]}


def _three_rows() -> dict[str, Any]:
    """The header and the first three rows, from the sheet's first row on."""
    whole = workbook()
    above = _GIVEN["headerRow"] - 1
    cells = [one for one in whole["cells"] if 1 <= one["row"] - above <= 4]
    return {
        "sheet": whole["sheet"],
        "cells": [dict(one, row=one["row"] - above) for one in cells],
        "since1904": False,
    }


def _row_number(at: int) -> int:
    """Of a property; the row after the first ten is left empty."""
    return int(_GIVEN["headerRow"]) + 1 + at + (at >= 10)


def _topic(at: int) -> tuple[str, str]:
    topics = embedded().topics
    valid = [
        number
        for number in sorted(topics)
        if number.startswith("15.") and not topics[number].retired_on and not topics[number].retiring
    ]
    # Every other one, so that neighbours are not mistaken for each other.
    return valid[2 * at], topics[valid[2 * at]].title


def _cell(row: int, column: int, value: Any) -> dict[str, Any]:
    told = value if isinstance(value, dict) else {"kind": "text", "value": value}
    return {"row": row, "column": column, **told}
