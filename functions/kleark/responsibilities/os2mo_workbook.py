"""The workbook that OS2mo's KLE exporter writes: sheets Org, KLE, Ansvarlig, Indsigt and Udførende.

Ansvarlig has one unit for each number (``Niveau, EmneNr, EmneTitel, EnhedNavn``), or as many as there are
(``EnhedNavn, KLE``), which the other two always have. ``KLE`` is a topic's name, and ``EnhedNavn`` the unit's name with
its UUID behind: ``Jobcenter - 6a1f…``.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from kleark.inventory.layout_checks import row_kind_remarks
from kleark.inventory.list_check import file_remarks, findings_in_order, of_report, report_of, without_unknown
from kleark.inventory.list_columns import header_remarks
from kleark.inventory.source import refuse_beyond
from kleark.report.findings import TableLayout, personal_data_findings, sanitise, to_finding
from kleark.report.model import SheetFacts
from kleark.responsibilities.assignment_rows import read_rows, read_unit, with_units_as_data
from kleark.responsibilities.model import Place
from kleark.responsibilities.number_cells import NUMBER
from kleark.responsibilities.responsibility_judgement import judge_responsibilities
from kleark.responsibilities.unit_collector import OnSheet, UnitCollector, uuid_in
from kleark.rules.model import Judged, holds_error
from kleark.rules.personal_data import PERSONAL_DATA, find_personal_data
from kleark.rules.text import cell_text
from kleark.sheet.columns import Form, fold, known_as
from kleark.sheet.responsibility_columns import (
    KLE_NUMBER,
    KLE_TITLE,
    REQUIRED,
    RESPONSIBILITIES,
    UNIT,
    UNIT_UUID,
)
from kleark.sheet.table import find_header, find_tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kleark.case_templates.model import Against
    from kleark.inventory.list_check import CheckedList
    from kleark.inventory.source import Source
    from kleark.report.model import FileFacts, Finding
    from kleark.responsibilities.model import ResponsibilityList, Role
    from kleark.rules.model import Placed
    from kleark.sheet.table import Table
    from kleark.sheet.workbook import Workbook

_ROLES: Mapping[str, Role] = {
    "ansvarlig": "responsible",
    "udførende": "performing",
    "udfoerende": "performing",
    "indsigt": "interest",
}
_LEVEL = fold("Niveau")
# "Navn" is the unit's here, and the topic's UUID no unit's.
_ORG = Form((UNIT_UUID, known_as(UNIT.key, "Navn")), least=2)
_KLE = Form((known_as("kleUuid", "UUID"), KLE_NUMBER, KLE_TITLE), least=3)


class RoleTable(NamedTuple):
    """A sheet of the workbook: its units have its numbers in this role."""

    role: Role
    table: Table


def tables_of(workbook: Workbook) -> tuple[RoleTable, ...]:
    """The sheets of OS2mo's workbook; none where a workbook is another one."""
    found = [
        RoleTable(role, with_units_as_data(table))
        for table in find_tables(workbook, RESPONSIBILITIES)
        if (role := _ROLES.get(fold(table.worksheet.name))) is not None
    ]
    names = {fold(worksheet.name) for worksheet in workbook.worksheets}
    # One sheet that happens to be called so is a plain list.
    return tuple(found) if len(found) > 1 or (found and {"org", "kle"} <= names) else ()


def check_workbook(  # noqa: PLR0913, PLR0917 (what `check_responsibilities` has found out by then)
    source: Source,
    tables: Sequence[RoleTable],
    facts: FileFacts,
    file_name: str,
    against: Against,
    started: float,
) -> CheckedList[ResponsibilityList]:
    """Judge the whole workbook. Raises UnreadableFile where a sheet goes on beyond what is read."""
    workbook = source.workbook
    layouts = {
        one.table.worksheet.name: TableLayout(
            one.table.worksheet.name, one.table.header.positions, one.table.header.names, of_list=True
        )
        for one in tables
    }
    remarks: list[OnSheet] = [OnSheet(None, placed) for placed in file_remarks(source, file_name)]
    collector, rows, whole = UnitCollector(), 0, True
    _add_units(workbook, collector)
    titles = _numbers_by_title(workbook)
    for role, table in tables:
        name = table.worksheet.name
        refuse_beyond(table.worksheet)
        header = list(_header(table))
        remarks += [OnSheet(name, placed) for placed in header]
        if holds_error(header):
            whole = False
            continue
        read, all_read = read_rows(
            without_unknown(table),
            collector,
            against.register,
            role=role,
            numbers_of=lambda text: _numbers_of(text, titles),
            sheet=name,
        )
        rows, whole = rows + read, whole and all_read
        remarks += [OnSheet(name, placed) for placed in row_kind_remarks(table)]
    found = collector.collected() if whole else None
    remarks += collector.remarks
    if found is not None:
        remarks += judge_responsibilities(found, against)
    findings = _findings(remarks, layouts, workbook)
    first = next((one.table for one in tables if one.role == "performing"), tables[0].table)
    sheet = SheetFacts(sanitise(first.worksheet.name), first.header.row)
    report = report_of(facts, sheet, findings, rows, "responsibilities")
    return of_report(
        report, started, found, without_unknown(first), is_workbook=True, worksheet=first.worksheet
    )


def _header(table: Table) -> list[Placed]:
    known = frozenset(index for index in table.header.unknown if fold(table.header.names[index]) == _LEVEL)
    filled = any(row.kind == "data" for row in table.rows)
    remarks = header_remarks(table, REQUIRED, known)
    # A sheet without rows says that no unit has the role, and is no mistake.
    return [one for one in remarks if filled or one.remark.rule.severity != "error" or one.row is None]


def _findings(
    remarks: Sequence[OnSheet], layouts: Mapping[str, TableLayout], workbook: Workbook
) -> list[Finding]:
    """All findings: on the file first, then sheet by sheet. Personal numbers are looked for in the whole workbook."""
    placed = [one for one in remarks if one.placed.remark.rule.id not in PERSONAL_DATA or one.sheet is None]
    about = [to_finding(one.placed, TableLayout(of_list=True)) for one in placed if one.sheet is None]
    about += personal_data_findings(find_personal_data(workbook, None))
    for name, layout in layouts.items():
        about += findings_in_order([one.placed for one in placed if one.sheet == name], layout)
    return about


def _add_units(workbook: Workbook, collector: UnitCollector) -> None:
    """The units of the sheet Org, those too that have no number."""
    for worksheet in workbook.worksheets:
        header = find_header(worksheet, _ORG) if fold(worksheet.name) == "org" else None
        for number, values in worksheet.rows if header else ():
            if header is None or number <= header.row:
                continue
            unit = read_unit(header.value(UNIT, values)).value
            if unit is not None:
                uuid = unit.uuid or uuid_in(cell_text(header.value(UNIT_UUID, values)) or "")
                collector.add_unit(Place(), unit.name, uuid)


def _numbers_by_title(workbook: Workbook) -> dict[str, set[str]]:
    """The numbers of each topic's name, of the sheet KLE."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for worksheet in workbook.worksheets:
        header = find_header(worksheet, _KLE) if fold(worksheet.name) == "kle" else None
        for number, values in worksheet.rows if header else ():
            if header is None or number <= header.row:
                continue
            title = cell_text(header.value(KLE_TITLE, values))
            kle_number = cell_text(header.value(KLE_NUMBER, values))
            if title and kle_number and NUMBER.fullmatch(kle_number.strip()):
                found[" ".join(title.split()).casefold()].add(kle_number.strip())
    return dict(found)


def _numbers_of(text: str, titles: Mapping[str, set[str]]) -> Judged[tuple[str, ...]] | None:
    """The number of a topic's name; no value where several have it, None where it is none."""
    numbers = titles.get(" ".join(text.split()).casefold())
    if numbers is None:
        return None
    return Judged(tuple(numbers)) if len(numbers) == 1 else Judged(None)
