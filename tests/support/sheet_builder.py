"""Small configuration sheets from keyword overrides of one valid row: as values in memory, and as real files."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal

import openpyxl
import xlsxwriter  # type: ignore[import-untyped]

from kleark import check
from kleark.sheet.address import address, parse_cell
from kleark.sheet.columns import COLUMNS, SHOW_ACTIVE
from kleark.sheet.reader import Reading
from kleark.sheet.workbook import CellError, CellValue, UncachedFormula, Visibility, Workbook, Worksheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kleark.check import ReadIndexed, ReadLive
    from kleark.registers.kle_register import KleRegister
    from kleark.registers.municipalities import Municipality
    from kleark.report.model import Finding, Report

TODAY = date(2026, 4, 1)
MAILBOX = (
    "https://post.borger.dk/?logon.aspx?portalid=1049&logon=borger&function=inbox&template=borger&mailboxid="
)
CONTACT_POINT = (
    "https://post.borger.dk/send/9f0dd1f1-2f4f-4d3c-8a51-8d3f3ab05f3f/2b4d1ad6-6a7f-4d0c-bf0f-0e6f2f7d9c11/"
)
VALID: Mapping[str, CellValue] = {
    "kleNumber": "15.20.24",
    "kleTitle": "Fleksjob",
    "sourceSystem": "FASIT",
    "showFrom": date(2021, 4, 1),
    "contactDepartment": "Jobcenter Odense",
    "contactPhone": "66131372",
    "infoUrl": "https://www.odense.dk/borger/fleksjob",
    "digitalPostUrl": MAILBOX + "10671",
    "selfServiceName": "Søg fleksjob",
    "selfServiceUrl": "https://www.odense.dk/selvbetjening/fleksjob",
}
TITLES = {
    "15.20.24": "Fleksjob",
    "15.17.12": "Revalidering",
    "15.17.22": "Ressourceforløb",
    "15.17.26": "Jobafklaringsforløb",
    "15.62.05": "Dagpenge",
    "15.62.10": "Kontanthjælp",
    "15.62.15": "Uddannelseshjælp",
}
HEADERS = {column.key: column.header for column in COLUMNS if column is not SHOW_ACTIVE}
ALL_HEADERS = {column.key: column.header for column in COLUMNS}
Row = dict[str, CellValue]


def row(**overrides: CellValue) -> Row:
    """The valid row with some cells otherwise."""
    return {**VALID, **overrides}


def rows(count: int, **overrides: CellValue) -> list[Row]:
    """Valid rows that differ in KLE number and mailbox, as those of a real sheet do."""
    return [
        row(kleNumber=number, kleTitle=title, digitalPostUrl=f"{MAILBOX}{5000 + at * at * 7}") | overrides
        for at, (number, title) in enumerate(list(TITLES.items())[:count])
    ]


@dataclass(frozen=True)
class Sheet:
    """One worksheet: ``headers`` by column key, in the order of the columns, and cells by the same keys.

    ``first``: the header's row in Excel. ``above`` and ``extra``: more cells by address. ``links``: hyperlink
    targets by address.
    """

    rows: Sequence[Mapping[str, CellValue]]
    headers: Mapping[str, str] = field(default_factory=lambda: HEADERS)
    first: int = 1
    extra: Mapping[str, CellValue] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    name: str = "KLE-konfiguration"
    visibility: Visibility = "visible"
    hidden_rows: frozenset[int] = frozenset()

    def cell(self, key: str, at: int = 0) -> str:
        """The address of a column's cell in the data row ``at``."""
        return address(self.first + 1 + at, list(self.headers).index(key) + 1)

    def cells(self) -> dict[tuple[int, int], CellValue]:
        """Every cell that holds something, by row and column counted from 1."""
        keys = list(self.headers)
        found: dict[tuple[int, int], CellValue] = {
            (self.first, column): header for column, header in enumerate(self.headers.values(), 1)
        }
        for number, one in enumerate(self.rows, self.first + 1):
            found |= {(number, keys.index(key) + 1): value for key, value in one.items() if key in keys}
        for place, value in self.extra.items():
            at = parse_cell(place)
            assert at is not None
            found[at] = value
        return {place: value for place, value in found.items() if value is not None and value != ""}

    def worksheet(self) -> Worksheet:
        """The sheet as the reader would give it."""
        by_row: dict[int, dict[int, CellValue]] = {}
        for (number, column), value in self.cells().items():
            by_row.setdefault(number, {})[column] = value
        return Worksheet(
            self.name,
            self.visibility,
            tuple(
                (number, tuple(cells.get(column) for column in range(1, max(cells) + 1)))
                for number, cells in sorted(by_row.items())
            ),
            hyperlinks=self.links,
            hidden_rows=self.hidden_rows,
        )


def sheet_of(*given: Mapping[str, CellValue]) -> Sheet:
    """A plain sheet with these rows; the column for active cases is there if a row has it."""
    active = any(SHOW_ACTIVE.key in one for one in given)
    return Sheet(given, ALL_HEADERS if active else HEADERS)


def judge(
    *sheets: Sheet,
    municipality: Municipality | None = None,
    register: KleRegister | None = None,
    today: date = TODAY,
    file_name: str = "ark.xlsx",
    live: ReadLive | None = None,
    indexed: ReadIndexed | None = None,
) -> Report:
    """The report on a workbook with these sheets, judged as values: all but the reading of the file."""
    workbook = Workbook(tuple(sheet.worksheet() for sheet in sheets))
    return judge_workbook(workbook, municipality, register, today, file_name, live=live, indexed=indexed)


def judge_workbook(
    workbook: Workbook,
    municipality: Municipality | None = None,
    register: KleRegister | None = None,
    today: date = TODAY,
    file_name: str = "ark.xlsx",
    *,
    live: ReadLive | None = None,
    indexed: ReadIndexed | None = None,
) -> Report:
    """The report on values that no file was read for."""
    return check.check(
        b"", file_name, municipality, register, today, reading=_Read(workbook), live=live, indexed=indexed
    )


class _Read(Reading):
    """A reading that is done."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook

    def result(self) -> Workbook:
        return self._workbook


def judge_row(**overrides: CellValue) -> Report:
    """The report on one row, the valid one but for ``overrides``."""
    return judge(sheet_of(row(**overrides)))


def on_rows(report: Report) -> list[Finding]:
    """The findings on a row of the sheet; those on the whole sheet or file left out."""
    return [finding for finding in report.findings if finding.row is not None]


def rules_at(report: Report) -> set[tuple[str, str | None]]:
    """Which rule fired at which cell, or over which range, of the findings on rows."""
    return {(finding.rule, finding.range or finding.cell) for finding in on_rows(report)}


def errors(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.severity == "error"]


def written(
    *sheets: Sheet, by: Literal["xlsxwriter", "openpyxl"] = "xlsxwriter", active: int | None = None
) -> bytes:
    """A real .xlsx file with these sheets."""
    return _by_xlsxwriter(sheets, active) if by == "xlsxwriter" else _by_openpyxl(sheets)


def _by_xlsxwriter(sheets: Sequence[Sheet], active: int | None) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False})
    formats = {
        datetime: book.add_format({"num_format": "dd-mm-yyyy hh:mm"}),
        date: book.add_format({"num_format": "dd-mm-yyyy"}),
        time: book.add_format({"num_format": "hh:mm:ss"}),
        timedelta: book.add_format({"num_format": "[hh]:mm:ss"}),
    }
    for at, sheet in enumerate(sheets):
        target = book.add_worksheet(sheet.name)
        if at == active:
            target.activate()
        if sheet.visibility == "hidden":
            target.hide()
        elif sheet.visibility == "veryHidden":
            target.very_hidden()
        for number in sheet.hidden_rows:
            target.set_row(number - 1, None, None, {"hidden": True})
        for (number, column), value in sheet.cells().items():
            link = sheet.links.get(address(number, column))
            if link is not None:
                target.write_url(number - 1, column - 1, link, string=str(value))
            else:
                _write_cell(target, (number - 1, column - 1), value, formats)
    book.close()
    return stream.getvalue()


def _write_cell(target: Any, place: tuple[int, int], value: CellValue, formats: Mapping[type, Any]) -> None:
    if isinstance(value, str):
        target.write_string(*place, value)
    elif isinstance(value, bool):
        target.write_boolean(*place, value)
    elif isinstance(value, CellError):
        target.write_formula(*place, "=Ark9!A1", None, value.code)
    elif isinstance(value, UncachedFormula):
        target.write_formula(*place, value.formula, None, "")
    elif isinstance(value, (date, time, timedelta)):
        target.write_datetime(*place, value, formats[type(value)])
    else:
        target.write_number(*place, value)


def _by_openpyxl(sheets: Sequence[Sheet]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        target = book.create_sheet(sheet.name)
        target.sheet_state = sheet.visibility
        for number in sheet.hidden_rows:
            target.row_dimensions[number].hidden = True
        for (number, column), value in sheet.cells().items():
            cell = target.cell(number, column)
            if isinstance(value, CellError):
                cell.value, cell.data_type = value.code, "e"
            elif isinstance(value, UncachedFormula):
                cell.value = f"={value.formula}"
            else:
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
            if link := sheet.links.get(address(number, column)):
                cell.hyperlink = link
                cell.value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
