"""From a file's bytes to its report: the whole of the judgement, without AWS."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

from kleark.data_classes import NamedTuple, dataclass, replace
from kleark.registers.kle_register import embedded
from kleark.registers.obligatory import areas_on
from kleark.report.file_report import file_facts, refusal
from kleark.report.finding_drafts import (
    Draft,
    DraftedReport,
    count_drafts,
    draft_report,
    in_one_order,
    sort_drafts,
)
from kleark.report.finding_identity import TableCells, row_identity
from kleark.report.findings import MOST_LISTED, TableLayout, sanitise, truncate
from kleark.report.model import FileFacts, Finding, Report, SheetFacts, SourcedRow
from kleark.rules import cross_row, obligatory_topics
from kleark.rules.appearance import find_misleading_looks
from kleark.rules.context import Context
from kleark.rules.dates import are_danish_midnights, are_in_us_order
from kleark.rules.digital_post import usual_portal
from kleark.rules.file_rules import extension_remarks
from kleark.rules.personal_data import find_in_file_name, find_personal_data
from kleark.rules.placed_remarks import LeftOut, Most
from kleark.rules.row_checks import JudgedRows, judge_rows
from kleark.rules.table_checks import header_remarks, row_kind_remarks, table_remarks, too_large
from kleark.rules.volatile import find_volatile_dates
from kleark.rules.workbook_checks import workbook_remarks
from kleark.sheet import columns
from kleark.sheet.process_limits import cpu_time
from kleark.sheet.reader import Reading, UnreadableFile
from kleark.sheet.table import Table, find_tables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import TypeAlias

    from kleark.configuration.case_counts import IndexedCases, UnreadInventory
    from kleark.configuration.part import AskedPart
    from kleark.configuration.plan import LiveRows
    from kleark.registers.kle_register import KleRegister
    from kleark.registers.municipalities import Municipality
    from kleark.report.excerpt import Excerpt
    from kleark.rules.model import Params, Placed
    from kleark.rules.personal_data import PersonalData
    from kleark.sheet.workbook import Workbook, Worksheet

ReadLive: TypeAlias = "Callable[[], LiveRows]"
"""Gives what is live; never raises, but says where it could not be read."""
ReadIndexed: TypeAlias = "Callable[[], IndexedCases | UnreadInventory | None]"
"""Gives what the municipality has in the indexes; None where no inventory counts. Never raises either."""

_NO_ROWS: tuple[SourcedRow, ...] = ()


def check(  # noqa: PLR0913 (what a sheet is judged by: each is named at the call)
    data: bytes,
    file_name: str,
    municipality: Municipality | None = None,
    register: KleRegister | None = None,
    today: date | None = None,
    *,
    reading: Reading | None = None,
    live: ReadLive | None = None,
    indexed: ReadIndexed | None = None,
    asked: AskedPart | None = None,
) -> Report:
    """Judge one uploaded file. Never raises for anything that is in the file.

    ``municipality``: the one whose sheet it should be; without it, rules that need one are left out. ``register``: the
    KLE register; without it, the embedded one. ``today``: for dates far ahead or back. ``reading``: of the same data,
    where it has begun. ``live``: gives what it is compared with; asked at most once: of one without errors, a part's or
    with guessed columns. ``indexed``: gives what is in the indexes; asked where there is a table. ``asked``: its part.
    """
    most = Most(MOST_LISTED, MOST_LISTED if live is None else None)
    live = live and cache(live)
    drafted = _judge(
        data,
        file_name,
        municipality,
        register,
        today,
        reading=reading,
        indexed=indexed,
        asked=asked,
        live=live,
        most=most,
    )
    return _with_plan(drafted, live).listed()


@dataclass(frozen=True, slots=True)
class Judged:
    """A report, and the worksheet that its table is in; None where there is no table.

    ``cpu_seconds``: what the check took.
    """

    report: Report
    worksheet: Worksheet | None
    cpu_seconds: float


def check_with_workbook(
    data: bytes,
    file_name: str,
    municipality: Municipality | None = None,
    register: KleRegister | None = None,
    today: date | None = None,
) -> Judged:
    """`check`, with every finding in the report, however many: for what acts on them, not for what shows them."""
    started = cpu_time()
    drafted = _judge(data, file_name, municipality, register, today)
    return _judged(drafted.whole(), drafted.table, started)


def _judged(report: Report, table: Table | None, started: float) -> Judged:
    return Judged(report, None if table is None else table.worksheet, cpu_time() - started)


class Checked(NamedTuple):
    """`check`, and the cells around what was found; None where there is no table.

    ``every``: all findings of a sheet without errors, those too that the report does not list.
    """

    judged: Judged
    excerpt: Excerpt | None
    every: tuple[Finding, ...] = ()

    @property
    def report(self) -> Report:
        return self.judged.report


def check_in_detail(  # noqa: PLR0913 (what `check` takes)
    data: bytes,
    file_name: str,
    municipality: Municipality | None = None,
    register: KleRegister | None = None,
    today: date | None = None,
    *,
    live: ReadLive | None = None,
    indexed: ReadIndexed | None = None,
    asked: AskedPart | None = None,
) -> Checked:
    """`check`, with all that a report's files are made of."""
    from kleark.report.excerpt import excerpt_of  # noqa: PLC0415 (only reports with cells in them need it)

    started = cpu_time()
    most = Most(errors=MOST_LISTED)
    live = live and cache(live)
    drafted = _judge(
        data, file_name, municipality, register, today, indexed=indexed, asked=asked, live=live, most=most
    )
    drafted, table = _with_plan(drafted, live), drafted.table
    if drafted.report.verdict == "rejected":
        report = drafted.listed()
        every = report.findings
    else:
        every = drafted.whole().findings
        report = replace(drafted.report, findings=truncate(every))
    judged = _judged(report, table, started)
    excerpt = None if table is None else excerpt_of(table, judged.report.findings)
    return Checked(judged, excerpt, every)


def check_with_excerpt(  # noqa: PLR0913 (what `check` takes)
    data: bytes,
    file_name: str,
    municipality: Municipality | None = None,
    register: KleRegister | None = None,
    today: date | None = None,
    *,
    live: ReadLive | None = None,
    asked: AskedPart | None = None,
    indexed: ReadIndexed | None = None,
) -> tuple[Report, Excerpt | None]:
    """`check`, and the cells around what was found; None where there is no table to show them of."""
    checked = check_in_detail(
        data, file_name, municipality, register, today, live=live, indexed=indexed, asked=asked
    )
    return checked.report, checked.excerpt


def _judge(  # noqa: PLR0913 (what `check` takes)
    data: bytes,
    file_name: str,
    municipality: Municipality | None,
    register: KleRegister | None,
    today: date | None,
    *,
    reading: Reading | None = None,
    asked: AskedPart | None = None,
    indexed: ReadIndexed | None = None,
    live: ReadLive | None = None,
    most: Most = Most(),  # noqa: B008 (immutable)
) -> DraftedReport:
    facts = file_facts(data, file_name)
    try:
        workbook = (reading or Reading(data)).result()
    except UnreadableFile as refusal:
        return _refused(facts, refusal.rule, refusal.params)
    about_name = [*extension_remarks(file_name), *find_in_file_name(file_name), *_about_part(asked)]
    about_file = [Draft(placed, TableLayout()) for placed in about_name]
    tables = find_tables(workbook)
    remarks, table = table_remarks(workbook, tables)
    about_file += [Draft(placed, TableLayout()) for placed in remarks]
    if table is not None:
        if table.worksheet.beyond is not None:
            return _refused(facts, *too_large(table.worksheet))
        about_file += [
            Draft(placed, TableLayout(None if sheet is None else sheet.name))
            for sheet, placed in workbook_remarks(workbook, table.worksheet)
        ]
    else:
        about_file += _personal_data_drafts(find_personal_data(workbook, None))
        return draft_report(facts, None, about_file, 0, _NO_ROWS)
    days = table.column(columns.SHOW_FROM)
    today = today or datetime.now(UTC).date()
    beside, in_use = _read_beside(asked, live), frozenset[str]()
    if table.header.guessed:
        from kleark.rules.guessed_columns import settle  # noqa: PLC0415 (nothing that sheets of today need)

        table, in_use, unclear = settle(table, beside or (live and live()))
        about_file += [Draft(one, _layout(table)) for one in unclear]
    links = table.column(columns.DIGITAL_POST)
    context = Context(
        register or embedded(),
        today,
        municipality,
        usual_portal([*links, *(row.digital_post.url for row in beside.others)] if beside else links),
        are_in_us_order(days),
        are_danish_midnights(days),
        _read(indexed, today),
        asked,
        beside,
        in_use,
    )
    return _check_table(facts, workbook, table, context, about_file, most)


def _refused(facts: FileFacts, rule: str, params: Params) -> DraftedReport:
    return draft_report(facts, None, [Draft(*refusal(rule, params))], 0, _NO_ROWS)


def _personal_data_drafts(leaks: Iterable[PersonalData]) -> list[Draft]:
    return [Draft(leak.placed, TableLayout(leak.sheet)) for leak in leaks]


def _about_part(asked: AskedPart | None) -> Iterator[Placed]:
    if asked is None:
        return
    from kleark.rules.part_membership import find_unknown_part  # noqa: PLC0415 (nothing that most sheets need)

    yield from find_unknown_part(asked)


def _read_beside(asked: AskedPart | None, live: ReadLive | None) -> LiveRows | None:
    """What is live, where the sheet's rows are judged beside others' that stay."""
    part = asked and asked.part
    return replace(live(), parts=asked.parts, part=part) if asked and part and live else None


def _read(indexed: ReadIndexed | None, today: date) -> IndexedCases | UnreadInventory | None:
    if indexed is None:
        return None
    from kleark.configuration.case_counts import IndexedCases, aged  # noqa: PLC0415 (nothing that most sheets need)

    found = indexed()
    return aged(found, today) if isinstance(found, IndexedCases) else found


def _check_table(  # noqa: PLR0913, PLR0917 (what `_judge` has found out by then)
    facts: FileFacts,
    workbook: Workbook,
    table: Table,
    context: Context,
    about_file: list[Draft],
    most: Most,
) -> DraftedReport:
    sheet = SheetFacts(sanitise(table.worksheet.name), table.header.row)
    place = _layout(table)
    placed, rows, kept = list(header_remarks(table)), 0, _NO_ROWS
    keys: dict[int, tuple[str | None, str | None]] = {}
    left_out = LeftOut()
    readable = not any(one.remark.rule.severity == "error" for one in placed)
    if readable:
        # A wrong header would show as errors in every cell: those wait until it is fixed.
        judged = judge_rows(table, context, most)
        left_out = judged.left_out
        keys = _row_keys(judged)
        together = [*_cross_row_remarks(judged, context), *_inventory_remarks(keys, context)]
        dropped = {
            one.row for one in together if one.remark.rule in (cross_row.CONFLICT, cross_row.DUPLICATE)
        }
        kept = tuple(
            SourcedRow(row, sheet.name, number) for number, row in judged.whole() if number not in dropped
        )
        rows = len(judged.numbers)
        misleading = find_misleading_looks(table, judged.readings, context.register)
        moving = find_volatile_dates(workbook, table, judged.numbers, judged.readings[columns.SHOW_FROM.key])
        placed += [*row_kind_remarks(table), *judged.remarks, *together, *misleading, *moving]
    leaking = list(find_personal_data(workbook, table if readable else None))
    placed += [leak.placed for leak in leaking if leak.sheet == place.sheet]
    about_file += _personal_data_drafts(leak for leak in leaking if leak.sheet != place.sheet)
    place = place._replace(cells=TableCells(table, keys))
    drafts = sort_drafts((Draft(one, place) for one in placed), _column_order(table))
    drafted = draft_report(facts, sheet, about_file + drafts, rows, kept, left_out)
    return drafted._replace(table=table, context=context)


def _row_keys(judged: JudgedRows) -> dict[int, tuple[str | None, str | None]]:
    """The KLE number and the source system that were read of each row, by its number."""
    columns_of_keys = (judged.readings[one.key] for one in (columns.KLE_NUMBER, columns.SOURCE_SYSTEM))
    return dict(zip(judged.numbers, zip(*columns_of_keys, strict=True), strict=True))


def _inventory_remarks(
    keys: Mapping[int, tuple[str | None, str | None]], context: Context
) -> Iterator[Placed]:
    if context.indexed is not None:
        from kleark.rules.inventory_comparison import find_against_inventory  # noqa: PLC0415 (nothing that most sheets need)

        yield from find_against_inventory(keys, context)


def _cross_row_remarks(judged: JudgedRows, context: Context) -> Iterator[Placed]:
    yield from cross_row.find_repetitions(judged.whole())
    yield from cross_row.find_all_beside_named(judged.whole())
    kle, titles = judged.readings[columns.KLE_NUMBER.key], judged.readings[columns.KLE_TITLE.key]
    yield from cross_row.find_dragged_numbers(judged.numbers, kle, titles, context.register)
    for column in (
        columns.SHOW_FROM,
        columns.CONTACT_DEPARTMENT,
        columns.CONTACT_PHONE,
        columns.INFO_URL,
        columns.DIGITAL_POST,
        columns.SELF_SERVICE_URL,
    ):
        yield from cross_row.find_dragged_values(column, judged.numbers, judged.readings.get(column.key, ()))
    numbers = [number for number in kle if number is not None]
    areas, days = areas_on(context.today), judged.readings[columns.SHOW_FROM.key]
    yield from obligatory_topics.find_shown_too_late(judged.numbers, kle, days, areas)
    if (asked := context.asked) is None:
        yield from obligatory_topics.find_missing_obligatory(numbers, areas)
    elif part := asked.part:
        from kleark.rules.part_membership import COLUMN_OF_KIND, find_rows_outside, own_areas  # noqa: PLC0415 (nothing that most sheets need)

        values = judged.readings[COLUMN_OF_KIND[part.kind].key]
        yield from find_rows_outside(part, asked.parts, judged.numbers, values)
        # A part need not have them all, only those that no other part can have.
        yield from obligatory_topics.find_missing_obligatory(numbers, own_areas(part, areas))
    yield from cross_row.find_uncovered_numbers(numbers, context.register)


def _with_plan(drafted: DraftedReport, live: ReadLive | None) -> DraftedReport:
    """With the plan against what is live, and what is to be said of it; of a sheet without errors."""
    report, table, context = drafted.report, drafted.table, drafted.context
    if live is None or table is None or report.verdict == "rejected":
        return drafted
    from kleark.configuration.case_counts import IndexedCases  # noqa: PLC0415 (nothing that most sheets need)
    from kleark.configuration.part_merge import plan_of_sheet  # noqa: PLC0415 (nothing that most sheets need)
    from kleark.rules.live_comparison import compare_with_live, comparison_failed  # noqa: PLC0415 (nothing that most sheets need)

    standing, plan = (context and context.beside) or live(), None
    if standing.rows is None:
        placed = [comparison_failed()]
    else:
        plan = plan_of_sheet(standing, [sourced.row for sourced in report.rows])
        if context is not None and isinstance(context.indexed, IndexedCases):
            plan = plan.with_cases(context.indexed)
        numbered = [(sourced.row_number, sourced.row) for sourced in report.rows]
        placed = list(compare_with_live(plan, standing, numbered))
    keys = {sourced.row_number: sourced.row.key for sourced in report.rows}
    layout = _layout(table)
    # Whoever compares it with what is live again knows rows, and no cells.
    others = [
        Draft(one, layout, row_identity(one, keys.get(one.row or 0), standing.revision)) for one in placed
    ]
    every = [*drafted.drafts, *others]
    drafts = in_one_order(every, table.worksheet.name, _column_order(table))
    counts = count_drafts(drafts, report.counts.rows, drafted.left_out)
    return drafted._replace(report=replace(report, counts=counts, plan=plan), drafts=drafts)


def _layout(table: Table) -> TableLayout:
    return TableLayout(table.worksheet.name, table.header.positions, table.header.names)


def _column_order(table: Table) -> Mapping[str | None, int]:
    """Where a finding's column stands, by its header."""
    return {sanitise(name): at for at, name in table.header.names.items()}
