"""From an inventory's bytes to its report and its lines: the whole of the judgement, without AWS."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from kleark.inventory.layout_checks import header_remarks, table_remarks, with_totals_as_notes
from kleark.inventory.line_checks import JudgedTable, judge_table
from kleark.inventory.model import Inventory, inventory_of
from kleark.inventory.source import read_source, refuse_beyond
from kleark.registers.kle_register import KleRegister, embedded
from kleark.report.excerpt import excerpt_of
from kleark.report.file_report import file_facts, refuse
from kleark.report.findings import (
    TableLayout,
    count_findings,
    personal_data_findings,
    sanitise,
    sort_findings,
    to_finding,
    truncate,
)
from kleark.report.model import FileFacts, Finding, Report, SheetFacts
from kleark.rules import inventory_file_rules as rules
from kleark.rules.file_rules import OTHER_EXTENSION
from kleark.rules.model import Placed, Remark, holds_error
from kleark.rules.personal_data import find_in_file_name, find_personal_data
from kleark.sheet.errors import UnreadableFile
from kleark.sheet.inventory_columns import INVENTORY
from kleark.sheet.table import find_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kleark.inventory.source import Source
    from kleark.report.excerpt import Excerpt
    from kleark.sheet.table import Table
    from kleark.sheet.workbook import Workbook


class CheckedInventory(NamedTuple):
    """``inventory``: None where there is an error. ``excerpt``: the cells around what was found.

    ``is_workbook``: whether the file is one, which can be given back with the remarks in it.
    """

    report: Report
    inventory: Inventory | None = None
    excerpt: Excerpt | None = None
    is_workbook: bool = False


def check_inventory(data: bytes, file_name: str, register: KleRegister | None = None) -> CheckedInventory:
    """Judge one uploaded inventory, .xlsx or CSV. Never raises for anything that is in the file.

    ``register``: the KLE register; without it, the embedded one.
    """
    facts = file_facts(data, file_name)
    try:
        source = read_source(data)
        remarks, table = table_remarks(source.workbook, find_tables(source.workbook, INVENTORY))
        if table is not None:
            refuse_beyond(table.worksheet)
    except UnreadableFile as refusal:
        return CheckedInventory(refuse(facts, refusal.rule, refusal.params, "inventory"))
    about_file = [to_finding(placed, TableLayout()) for placed in file_remarks(source, file_name)]
    about_file += [to_finding(placed, TableLayout()) for placed in remarks]
    if table is None:
        about_file += personal_data_findings(find_personal_data(source.workbook, None))
        return CheckedInventory(_report(facts, None, about_file, 0), is_workbook=source.kind == "xlsx")
    return _check_table(facts, source, with_totals_as_notes(table), register or embedded(), about_file)


def file_remarks(source: Source, file_name: str) -> Iterator[Placed]:
    """What is to be said of a list as a file: of its name, and of how it is written."""
    yield from find_in_file_name(file_name)
    ending = file_name.rpartition(".")[2] if "." in file_name else ""
    extension = f".{ending}"
    # What follows a dot may be a part of the name, such as a time of day.
    is_kind = ending[:1].isalpha() and ending.isalnum()
    if source.kind == "xlsx" and is_kind and ending.lower() != "xlsx":
        yield Placed(Remark(OTHER_EXTENSION, {"extension": extension}))
    elif source.kind == "csv" and is_kind and ending.lower() not in ("csv", "txt", "tsv"):
        yield Placed(Remark(rules.WRONG_EXTENSION, {"extension": extension, "kind": "CSV"}))
    if source.guessed:
        yield Placed(Remark(rules.OLD_ENCODING))


def _check_table(
    facts: FileFacts, source: Source, table: Table, register: KleRegister, about_file: list[Finding]
) -> CheckedInventory:
    place = TableLayout(table.worksheet.name, table.header.positions, table.header.names)
    placed = list(header_remarks(table))
    judged = JudgedTable(0, (), ())
    readable = not holds_error(placed)
    if readable:
        # A wrong header would show as errors in every cell: those wait until it is fixed.
        judged = judge_table(table, register)
        placed += judged.remarks
    about, own = personal_data_around(source.workbook, table if readable else None, place)
    findings = about_file + about + findings_in_order(placed + own, place)
    report = _report(
        facts, SheetFacts(sanitise(table.worksheet.name), table.header.row), findings, judged.rows
    )
    inventory = None if report.verdict == "rejected" else inventory_of(judged.lines)
    return CheckedInventory(
        report, inventory, excerpt_of(table, report.findings), is_workbook=source.kind == "xlsx"
    )


def personal_data_around(
    workbook: Workbook, judged: Table | None, place: TableLayout
) -> tuple[list[Finding], list[Placed]]:
    """CPR numbers outside the cells that are judged: elsewhere in the file, and on the sheet itself."""
    found = list(find_personal_data(workbook, judged))
    elsewhere = personal_data_findings(leak for leak in found if leak.sheet != place.sheet)
    return elsewhere, [leak.placed for leak in found if leak.sheet == place.sheet]


def findings_in_order(placed: Sequence[Placed], place: TableLayout) -> list[Finding]:
    """The findings of a table, row by row from left to right."""
    order: Mapping[str | None, int] = {sanitise(name): at for at, name in place.names.items()}
    return sort_findings((to_finding(one, place) for one in placed), order)


def _report(facts: FileFacts, sheet: SheetFacts | None, findings: list[Finding], rows: int) -> Report:
    report = Report(facts, sheet, count_findings(findings, rows), tuple(findings), (), subject="inventory")
    return replace(report, findings=truncate(report.findings))
