"""From the bytes of a list of responsibilities to its report: the whole of the judgement, without AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from kleark.inventory.list_check import CheckedList, ListKind, ReadList, check_source, of_report
from kleark.inventory.list_columns import list_remarks
from kleark.inventory.source import read_source
from kleark.report.file_report import file_facts, refuse
from kleark.responsibilities import os2mo_workbook, role_catalogue
from kleark.responsibilities.assignment_rows import read_rows, with_units_as_data
from kleark.responsibilities.responsibility_judgement import judge_responsibilities
from kleark.responsibilities.unit_collector import UnitCollector
from kleark.sheet.errors import UnreadableFile
from kleark.sheet.process_limits import cpu_time
from kleark.sheet.responsibility_columns import KLE_NUMBER, REQUIRED, RESPONSIBILITIES, ROLE, UNIT, UNIT_UUID

if TYPE_CHECKING:
    from kleark.case_templates.model import Against
    from kleark.registers.municipalities import Municipality
    from kleark.report.model import Subject
    from kleark.responsibilities.model import ResponsibilityList
    from kleark.sheet.table import Table

CheckedResponsibilities: TypeAlias = "CheckedList[ResponsibilityList]"
SUBJECT: Subject = "responsibilities"


def check_responsibilities(
    data: bytes, file_name: str, against: Against, municipality: Municipality | None = None
) -> CheckedResponsibilities:
    """Judge one list: .xlsx or CSV, OS2mo's workbook, or the units of OS2rollekatalog as JSON.

    Never raises for anything that is in the file.

    Args:
        data: The file.
        file_name: Its name.
        against: What the list is held against.
        municipality: Whose list it should be.
    """
    started, facts = cpu_time(), file_facts(data, file_name)
    try:
        if role_catalogue.is_json(data):
            return role_catalogue.check_json(data, facts, file_name, against, started)
        source = read_source(data, RESPONSIBILITIES)
        tables = os2mo_workbook.tables_of(source.workbook)
        if tables:
            return os2mo_workbook.check_workbook(source, tables, facts, file_name, against, started)
        return check_source(source, facts, file_name, _plain_list(against, municipality), started)
    except UnreadableFile as refusal:
        return of_report(refuse(facts, refusal.rule, refusal.params, SUBJECT), started)


def _plain_list(against: Against, municipality: Municipality | None) -> ListKind[ResponsibilityList]:
    return ListKind(
        subject=SUBJECT,
        form=RESPONSIBILITIES,
        looked_for=(*REQUIRED, ROLE, UNIT_UUID),
        totals=(UNIT, KLE_NUMBER),
        columns=lambda table: list_remarks(table, REQUIRED, municipality),
        read=lambda table: _read_list(table, against),
        judge=lambda found: [one.placed for one in judge_responsibilities(found, against)],
        prepared=with_units_as_data,
    )


def _read_list(table: Table, against: Against) -> ReadList[ResponsibilityList]:
    collector = UnitCollector()
    rows, whole = read_rows(table, collector, against.register)
    found = collector.collected() if whole else None
    return ReadList(rows, found, tuple(one.placed for one in collector.remarks))
