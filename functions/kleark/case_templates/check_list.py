"""From the bytes of a list of case templates to its report: the whole of the judgement, without AWS."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from kleark.case_templates.judgement import judge_list
from kleark.case_templates.template_columns import REQUIRED, column_remarks, without_unknown
from kleark.case_templates.template_lines import read_templates
from kleark.check import Judged
from kleark.inventory.check import file_remarks, findings_in_order, personal_data_around
from kleark.inventory.layout_checks import row_kind_remarks, table_remarks, with_totals_as_notes
from kleark.inventory.source import read_source, refuse_beyond
from kleark.report.excerpt import excerpt_of
from kleark.report.file_report import file_facts, refuse
from kleark.report.findings import (
    TableLayout,
    count_findings,
    personal_data_findings,
    sanitise,
    to_finding,
    truncate,
)
from kleark.report.model import Report, SheetFacts
from kleark.rules.personal_data import PERSONAL_DATA, find_personal_data
from kleark.sheet.case_template_columns import CASE_TEMPLATES, FACET, KLE_NUMBER, SOURCE_SYSTEM, TEMPLATE_NAME
from kleark.sheet.errors import UnreadableFile
from kleark.sheet.process_limits import cpu_time
from kleark.sheet.table import find_tables

if TYPE_CHECKING:
    from kleark.case_templates.model import Against, TemplateList
    from kleark.inventory.source import Source
    from kleark.registers.municipalities import Municipality
    from kleark.report.excerpt import Excerpt
    from kleark.report.model import FileFacts, Finding, Subject
    from kleark.rules.model import Placed
    from kleark.sheet.table import Table
    from kleark.sheet.workbook import Worksheet

LOOKED_FOR = (*REQUIRED, SOURCE_SYSTEM, FACET)
SUBJECT: Subject = "case_templates"


class CheckedTemplates(NamedTuple):
    """What came of a file.

    Attributes:
        report: With every finding that a report lists.
        found: The templates; None where the file cannot be read as a whole list. What is wrong with templates does not
            stop it: that is what the list is for.
        excerpt: The cells around what was found.
        is_workbook: Whether the file is one, which can be given back with the remarks in it.
        judged: The report with every finding, and the worksheet that the list is in.
    """

    report: Report
    found: TemplateList | None
    excerpt: Excerpt | None
    is_workbook: bool
    judged: Judged


def check_templates(
    data: bytes,
    file_name: str,
    against: Against,
    municipality: Municipality | None = None,
    system: str | None = None,
) -> CheckedTemplates:
    """Judge one list, .xlsx or CSV. Never raises for anything that is in the file.

    Args:
        data: The file.
        file_name: Its name.
        against: What the list is held against.
        municipality: Whose list it should be.
        system: The source system of the whole list, where it has no column for it.
    """
    started, facts = cpu_time(), file_facts(data, file_name)
    try:
        source = read_source(data, CASE_TEMPLATES)
        tables = find_tables(source.workbook, CASE_TEMPLATES)
        remarks, table = table_remarks(source.workbook, tables, LOOKED_FOR)
        if table is not None:
            refuse_beyond(table.worksheet)
    except UnreadableFile as refusal:
        return _checked(refuse(facts, refusal.rule, refusal.params, SUBJECT), started)
    about_file = [to_finding(placed, TableLayout()) for placed in file_remarks(source, file_name)]
    about_file += [to_finding(placed, TableLayout()) for placed in remarks]
    is_workbook = source.kind == "xlsx"
    if table is None:
        about_file += personal_data_findings(find_personal_data(source.workbook, None))
        return _checked(_report(facts, None, about_file, 0), started, is_workbook=is_workbook)
    table = with_totals_as_notes(table, (TEMPLATE_NAME, KLE_NUMBER))
    return _check_table(facts, source, table, against, municipality, system, about_file, started)


def _check_table(  # noqa: PLR0913, PLR0917 (what `check_templates` has found out by then)
    facts: FileFacts,
    source: Source,
    table: Table,
    against: Against,
    municipality: Municipality | None,
    system: str | None,
    about_file: list[Finding],
    started: float,
) -> CheckedTemplates:
    place = TableLayout(table.worksheet.name, table.header.positions, table.header.names)
    placed: list[Placed] = list(column_remarks(table, system, municipality))
    readable = not any(one.remark.rule.severity == "error" for one in placed)
    shown, found, rows = without_unknown(table), None, 0
    if readable:
        # A wrong header would show as errors in every cell: those wait until it is fixed.
        rows, found, remarks = read_templates(shown, against.register, system)
        placed += [*row_kind_remarks(table), *remarks]
        if found is not None:
            placed += judge_list(found, against)
    about, own = personal_data_around(source.workbook, table if readable else None, place)
    findings = about_file + about + findings_in_order(placed + own, place)
    if any(one.severity == "error" and one.rule in PERSONAL_DATA for one in findings):
        found = None
    sheet = SheetFacts(sanitise(table.worksheet.name), table.header.row)
    report = _report(facts, sheet, findings, rows)
    return _checked(
        report, started, found, shown, is_workbook=source.kind == "xlsx", worksheet=table.worksheet
    )


def _checked(  # noqa: PLR0913 (the parts of it)
    report: Report,
    started: float,
    found: TemplateList | None = None,
    shown: Table | None = None,
    *,
    is_workbook: bool = False,
    worksheet: Worksheet | None = None,
) -> CheckedTemplates:
    listed = replace(report, findings=truncate(report.findings))
    excerpt = None if shown is None else excerpt_of(shown, listed.findings)
    judged = Judged(report, worksheet, cpu_time() - started)
    return CheckedTemplates(listed, found, excerpt, is_workbook, judged)


def _report(facts: FileFacts, sheet: SheetFacts | None, findings: list[Finding], rows: int) -> Report:
    return Report(facts, sheet, count_findings(findings, rows), tuple(findings), (), subject=SUBJECT)
