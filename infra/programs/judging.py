"""What Kleark makes of a workbook that a program wrote, beside what it was asked to write."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from infra.programs.description import properties
from kleark.check import check
from kleark.fix.fix import fix
from kleark.registers.municipalities import municipality
from kleark.report.annotated.annotate import annotate
from kleark.sheet.reader import UnreadableFile, read_workbook

if TYPE_CHECKING:
    from infra.programs.description import Property
    from kleark.report.model import Report
    from kleark.sheet.workbook import Worksheet

TODAY = date(2026, 4, 1)
ODENSE = municipality("0461")
NAME = "KLE-konfiguration"
_SPREADSHEET = "{*}"


@dataclass(frozen=True)
class Outcome:
    """Of one property. ``right``: read as it was meant. ``rules``: said of its cell. ``written``: what stands there.

    ``silent``: another value is read, or none, and nothing is said of it.
    """

    right: bool
    rules: tuple[str, ...]
    written: str
    read: str
    silent: bool = False


def judge(data: bytes) -> Report:
    return check(data, "ark.xlsx", ODENSE, today=TODAY)


def outcomes(data: bytes) -> dict[str, Outcome]:
    """By property. Raises UnreadableFile."""
    report = judge(data)
    if report.sheet is None:
        refusals = {finding.rule for finding in report.findings if finding.severity == "error"}
        raise UnreadableFile(next(iter(sorted(refusals)), "KA201"))
    shift = report.sheet.header_row - 4
    rows = {one.row_number - shift: one.row.to_json() for one in report.rows}
    written = written_cells(data)
    found: dict[str, Outcome] = {}
    for one in properties():
        cell = f"{one.cell[0]}{one.row + shift}"
        said = [finding for finding in report.findings if finding.cell == cell]
        rules = tuple(dict.fromkeys(finding.rule for finding in said))
        row = rows.get(one.row)
        value = None if row is None else _value(one, row)
        stands = written.get(cell, "nothing")
        refused = any(finding.severity == "error" for finding in said)
        if one.expect is None or (one.name == "formula" and stands.endswith("without a result")):
            right = refused
        else:
            right = value == one.expect
        alarmed = any(finding.severity in ("error", "warning") for finding in said)
        shown = "no row" if row is None else repr(value)
        found[one.name] = Outcome(right, rules, stands, shown, silent=not right and not alarmed)
    return found


def _value(one: Property, row: dict[str, Any]) -> Any:
    names = {
        "showActive": "showActiveRegardless",
        "digitalPostUrl": "digitalPost",
    }
    return row.get(names.get(one.column, one.column))


def feature_outcomes(data: bytes) -> dict[str, str]:
    """By feature, how much of it the file has: "yes", or what it has instead."""
    workbook = read_workbook(data)
    sheet = main_sheet(data)
    states = {one.name: one.visibility for one in workbook.worksheets}
    parts = contents(data)
    text = b"".join(content for name, content in parts.items() if name.startswith("xl/worksheets/sheet"))
    hidden_last = max((number for number, _ in sheet.rows), default=0) in sheet.hidden_rows
    return {
        "title": _said(bool(sheet.merged)),
        "empty-row": "yes",
        "hidden-row": _said(hidden_last),
        "hidden-column": _said(12 in sheet.hidden_columns),
        "hidden-sheet": states.get("Lister", "lost"),
        "very-hidden-sheet": states.get("Arkiv", "lost"),
        "comment": _said(comments(data) > 0),
        "validation": _said(b"dataValidation " in text or b"dataValidation>" in text),
        "filter": _said(b"autoFilter" in text or any("tables/" in name for name in parts)),
        "struck": _said(bool(sheet.looks.struck)),
    }


def _said(there: bool) -> str:
    return "yes" if there else "lost"


def main_sheet(data: bytes) -> Worksheet:
    worksheets = read_workbook(data).worksheets
    return next((one for one in worksheets if one.name == NAME), worksheets[0])


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def comments(data: bytes) -> int:
    """How many comments the workbook has."""
    return sum(
        len(ElementTree.fromstring(content).findall(f".//{_SPREADSHEET}comment"))
        for name, content in contents(data).items()
        if "comments" in name.lower() and name.endswith(".xml") and "threaded" not in name.lower()
    )


def texts(sheet: Worksheet) -> set[str]:
    """The texts in a sheet's cells, as far as they are of one line."""
    return {
        value.strip()
        for _, values in sheet.rows
        for value in values
        if isinstance(value, str) and value.strip() and "\n" not in value
    }


def made_of(data: bytes) -> tuple[bytes, bytes]:
    """The annotated and the corrected file."""
    report = judge(data)
    return annotate(data, report), fix(data, "ark.xlsx", ODENSE, today=TODAY, suggestions=True).data


def written_cells(data: bytes) -> dict[str, str]:
    """What stands in each cell of the sheet, with its number format, formula and link."""
    sheet = main_sheet(data)
    found: dict[str, str] = {}
    for number, values in sheet.rows:
        for column, value in enumerate(values, 1):
            if value is None or column > 26:
                continue
            cell = f"{chr(64 + column)}{number}"
            formula = sheet.formulas.get(cell)
            stands = repr(value) if not hasattr(value, "isoformat") else value.isoformat()
            if type(value).__name__ == "UncachedFormula":
                stands = f"={formula} without a result"
            elif formula is not None:
                stands = f"={formula}, result {stands}"
            if cell in sheet.hyperlinks:
                stands += f", link to {sheet.hyperlinks[cell]}"
            found[cell] = stands
    return found
