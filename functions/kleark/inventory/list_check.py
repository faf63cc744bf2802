"""From the bytes of any list beside the sheet to its report: what lists of every kind go through."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from kleark.check import Judged
from kleark.inventory.layout_checks import row_kind_remarks, table_remarks, with_totals_as_notes
from kleark.inventory.source import read_source, refuse_beyond
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
from kleark.report.model import Report, SheetFacts
from kleark.rules import inventory_file_rules as rules
from kleark.rules.file_rules import OTHER_EXTENSION
from kleark.rules.model import Placed, Remark, holds_error
from kleark.rules.personal_data import PERSONAL_DATA, find_in_file_name, find_personal_data
from kleark.sheet.errors import UnreadableFile
from kleark.sheet.process_limits import cpu_time
from kleark.sheet.table import find_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from kleark.inventory.cell_reading import CellReader
    from kleark.inventory.source import Source
    from kleark.report.excerpt import Excerpt
    from kleark.report.model import FileFacts, Finding, Subject
    from kleark.sheet.columns import Column, Form
    from kleark.sheet.table import Table, TableRow
    from kleark.sheet.workbook import Workbook, Worksheet

T = TypeVar("T")


class ReadList(NamedTuple, Generic[T]):
    """``rows``: how many were read. ``found``: None where a row cannot be read. ``remarks``: on the cells."""

    rows: int
    found: T | None
    remarks: tuple[Placed, ...]


def read_list(reader: CellReader, data: Sequence[TableRow], read: Sequence[object], found: T) -> ReadList[T]:
    """What was read of the rows ``data``: ``found``, where ``read`` has something of each and no cell has an error."""
    remarks = (*reader.placed, *reader.once_per_column())
    whole = len(read) == len(data) and not holds_error(remarks)
    return ReadList(len(data), found if whole else None, remarks)


class ListKind(NamedTuple, Generic[T]):
    """A kind of list.

    Attributes:
        subject: What its reports call it.
        form: Its columns.
        looked_for: Those that are named where no list is found.
        totals: Those in which a row may say that it is a sum of others.
        columns: What is to be said of the columns of a table. Where there is an error, no row is read.
        read: Reads the rows of a table that holds nothing of columns that are not read.
        judge: What is to be said of a list that was read whole, in no order.
        prepared: A table with its rows told apart by what this kind knows of them, beside what every table shows.
    """

    subject: Subject
    form: Form
    looked_for: Sequence[Column]
    totals: Sequence[Column]
    columns: Callable[[Table], Iterable[Placed]]
    read: Callable[[Table], ReadList[T]]
    judge: Callable[[T], Iterable[Placed]]
    prepared: Callable[[Table], Table] = lambda table: table


class CheckedList(NamedTuple, Generic[T]):
    """What came of a file.

    Attributes:
        report: With every finding that a report lists.
        found: What is in it; None where the file cannot be read as a whole list. What is wrong with what is listed does
            not stop it: that is what lists are for.
        excerpt: The cells around what was found.
        is_workbook: Whether the file is one, which can be given back with the remarks in it.
        judged: The report with every finding, and the worksheet that the list is in.
    """

    report: Report
    found: T | None
    excerpt: Excerpt | None
    is_workbook: bool
    judged: Judged


def check_list(data: bytes, file_name: str, kind: ListKind[T]) -> CheckedList[T]:
    """Judge one list, .xlsx or CSV. Never raises for anything that is in the file."""
    started, facts = cpu_time(), file_facts(data, file_name)
    try:
        return check_source(read_source(data, kind.form), facts, file_name, kind, started)
    except UnreadableFile as refusal:
        return of_report(refuse(facts, refusal.rule, refusal.params, kind.subject), started)


def check_source(
    source: Source, facts: FileFacts, file_name: str, kind: ListKind[T], started: float
) -> CheckedList[T]:
    """The same of a file that is open. Raises UnreadableFile where its table goes on beyond what is read.

    ``started``: the time of the process when this began, as `cpu_time` tells it.
    """
    remarks, table = table_remarks(source.workbook, find_tables(source.workbook, kind.form), kind.looked_for)
    if table is not None:
        refuse_beyond(table.worksheet)
    about_file = [
        to_finding(placed, TableLayout(of_list=True))
        for placed in (*file_remarks(source, file_name), *remarks)
    ]
    if table is None:
        about_file += personal_data_findings(find_personal_data(source.workbook, None))
        report = report_of(facts, None, about_file, 0, kind.subject)
        return of_report(report, started, is_workbook=source.kind == "xlsx")
    return _check_table(
        facts, source, with_totals_as_notes(kind.prepared(table), kind.totals), kind, about_file, started
    )


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


def _check_table(  # noqa: PLR0913, PLR0917 (what `check_source` has found out by then)
    facts: FileFacts,
    source: Source,
    table: Table,
    kind: ListKind[T],
    about_file: list[Finding],
    started: float,
) -> CheckedList[T]:
    place = TableLayout(table.worksheet.name, table.header.positions, table.header.names, of_list=True)
    placed: list[Placed] = list(kind.columns(table))
    readable = not holds_error(placed)
    shown, found, rows = without_unknown(table), None, 0
    if readable:
        # A wrong header would show as errors in every cell: those wait until it is fixed.
        rows, found, remarks = kind.read(shown)
        placed += [*row_kind_remarks(table), *remarks]
        if found is not None:
            placed += kind.judge(found)
    about, own = personal_data_around(source.workbook, table if readable else None, place)
    findings = about_file + about + findings_in_order(placed + own, place)
    sheet = SheetFacts(sanitise(table.worksheet.name), table.header.row)
    report = report_of(facts, sheet, findings, rows, kind.subject)
    return of_report(
        report, started, found, shown, is_workbook=source.kind == "xlsx", worksheet=table.worksheet
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


def without_unknown(table: Table) -> Table:
    """The list without what stands in columns that are not read: it may be persons' names, and is not kept."""
    known = frozenset(table.header.positions.values())
    rows = tuple(
        row._replace(values=tuple(value if at in known else None for at, value in enumerate(row.values)))
        if row.kind == "data"
        else row
        for row in table.rows
    )
    return replace(table, rows=rows)


def of_report(  # noqa: PLR0913 (the parts of it)
    report: Report,
    started: float,
    found: T | None = None,
    shown: Table | None = None,
    *,
    is_workbook: bool = False,
    worksheet: Worksheet | None = None,
) -> CheckedList[T]:
    """What came of a file, of its report with every finding. A list with a personal number in it is none."""
    if any(one.severity == "error" and one.rule in PERSONAL_DATA for one in report.findings):
        found = None
    listed = replace(report, findings=truncate(report.findings))
    excerpt = None if shown is None else excerpt_of(shown, listed.findings)
    judged = Judged(report, worksheet, cpu_time() - started)
    return CheckedList(listed, found, excerpt, is_workbook, judged)


def report_of(
    facts: FileFacts, sheet: SheetFacts | None, findings: list[Finding], rows: int, subject: Subject
) -> Report:
    """The report on a list, with every finding."""
    return Report(facts, sheet, count_findings(findings, rows), tuple(findings), (), subject=subject)
