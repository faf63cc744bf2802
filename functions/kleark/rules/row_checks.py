"""The rows of a table: their cells read and judged, their shape checked, and what would be published.

Column by column, since a column's cells are read by one rule and repeat: each value is judged once.
"""

from __future__ import annotations

from functools import cache, partial
from itertools import zip_longest

from kleark.configuration.row import ALL_SYSTEMS, ContactDetails, Row, SelfService, ShownTitles
from kleark.data_classes import NamedTuple
from kleark.redaction.cpr import MASK, find_in_cell, is_certain, with_possible_cpr
from kleark.registers.kle_register import StoredRegisterError
from kleark.rules import (
    cell_links,
    dates,
    digital_post,
    kle,
    kle_rules,
    links,
    phone,
    row_schema,
    self_service,
    text,
)
from kleark.rules.internal_error import NOT_JUDGED
from kleark.rules.model import Judged, Placed, Remark, declared_rules, has_error
from kleark.rules.personal_data import cpr_remark
from kleark.rules.placed_remarks import LeftOut, Most, PlacedRemarks
from kleark.schemas import schema
from kleark.sheet import columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any, TypeAlias

    from kleark.redaction.hit import Hit
    from kleark.rules.cell_links import CellLinks
    from kleark.rules.context import Context
    from kleark.sheet.columns import Column
    from kleark.sheet.table import Table
    from kleark.sheet.workbook import CellValue

Read: TypeAlias = "Callable[[Any], Judged[Any]]"
Find: TypeAlias = "Callable[[Any], tuple[Hit, ...]]"
Screen: TypeAlias = "Callable[[set[Any]], Mapping[Any, Any]]"

_ALL_SYSTEMS_NAMES = frozenset({"*", "alle", "alle fagsystemer", "alle systemer"})
# Of more rows than this, the shape is told more quickly by columns than row by row.
_MANY_ROWS = 500
_LINKS = (columns.INFO_URL, columns.DIGITAL_POST, columns.SELF_SERVICE_URL)


class JudgedColumn(NamedTuple):
    """One column's cells, top to bottom: what was read of each, and by position what is to be said."""

    readings: Sequence[Any]
    remarks: Mapping[int, tuple[Remark, ...]]

    def wrong(self) -> set[int]:
        """The positions of the cells with an error."""
        return {at for at, remarks in self.remarks.items() if has_error(remarks)}


class JudgedRows(NamedTuple):
    """All data rows of a table, side by side.

    ``numbers``: their rows in Excel. ``readings``: by column key, what was read of each row's cell (None:
    nothing, or nothing that can be used). ``rows``: what would be published, None where an error stops it.
    ``left_out``: what is not among the remarks, since there are more than were asked for.
    """

    numbers: Sequence[int]
    readings: Mapping[str, Sequence[Any]]
    rows: Sequence[Row | None]
    remarks: Sequence[Placed]
    left_out: LeftOut = LeftOut()

    def whole(self) -> list[tuple[int, Row]]:
        """The rows that would be published, with their numbers."""
        return [(number, row) for number, row in zip(self.numbers, self.rows, strict=True) if row is not None]


def judge_rows(table: Table, context: Context, most: Most = Most()) -> JudgedRows:  # noqa: B008 (immutable)
    """Judge every data row of a table. ``most``: how many remarks are kept."""
    data = [row for row in table.rows if row.kind == "data"]
    numbers = [row.number for row in data]
    values = _cells_by_column(table, [row.values for row in data])
    gathered = PlacedRemarks(most)
    readings = _judge_cells(table, numbers, values, context, gathered)
    rows, violations = _assemble(numbers, readings, gathered.failed)
    gathered.add(violations)
    return JudgedRows(numbers, readings, rows, gathered.placed, gathered.left_out())


def _cells_by_column(table: Table, rows: Sequence[Sequence[CellValue]]) -> dict[str, Sequence[CellValue]]:
    """The cells of each known column, top to bottom; rows may be shorter than the header."""
    across = list(zip_longest(*rows))
    nothing = (None,) * len(rows)
    return {
        key: across[position] if position < len(across) else nothing
        for key, position in table.header.positions.items()
    }


def _judge_cells(
    table: Table,
    numbers: Sequence[int],
    values: Mapping[str, Sequence[CellValue]],
    context: Context,
    gathered: PlacedRemarks,
) -> dict[str, Sequence[Any]]:
    """What was read, by column. What is to be said is gathered column by column: kept all at once, it would be much."""
    readings: dict[str, Sequence[Any]] = {}

    def gather(key: str, judged: JudgedColumn) -> None:
        readings[key] = judged.readings
        gathered.add_column(numbers, key, values[key], judged.remarks)

    wrong: set[int] = set()
    readers = _cell_readers(context)
    if table.header.guessed:
        from kleark.rules import guessed_columns  # noqa: PLC0415 (nothing that sheets of today need)

        readers |= guessed_columns.readers(context.in_use, context.municipality)
    for column, read in readers.items():
        if column.key in values:
            judged = _judge_column(values[column.key], read)
            gather(column.key, judged)
            if column is columns.KLE_TITLE:
                wrong |= judged.wrong()
            del judged
    for column in _LINKS:
        if column.key in values:
            behind = cell_links.find_cell_links(table, numbers, column, values[column.key])
            is_named = partial(_is_named, readings, column)
            gather(column.key, _judge_links(values[column.key], behind, column, context, is_named))
    # The name in the row decides doubtful numbers.
    pairs = list(zip(values[columns.KLE_NUMBER.key], readings[columns.KLE_TITLE.key], strict=True))
    both = _judge_column(
        pairs,
        lambda pair: kle.read_number(pair[0], pair[1], context.register),
        find=lambda pair: find_in_cell(pair[0]),
    )
    gather(columns.KLE_NUMBER.key, both)
    wrong |= both.wrong()
    del both, pairs
    gathered.add(_number_and_name_remarks(numbers, readings, wrong, context))
    return readings


def _is_named(readings: Mapping[str, Sequence[Any]], column: Column, at: int) -> bool:
    """Of a self-service link, whether its name stands beside it; the other links need none."""
    names = readings.get(columns.SELF_SERVICE_NAME.key)
    return column is not columns.SELF_SERVICE_URL or (names is not None and names[at] is not None)


def _cell_readers(context: Context) -> dict[Column, Read]:
    return {
        columns.KLE_TITLE: text.required_text,
        columns.SOURCE_SYSTEM: _read_system,
        columns.SHOW_FROM: partial(
            dates.read_date,
            today=context.today,
            us_order=context.us_order,
            danish_midnights=context.danish_midnights,
        ),
        columns.SHOW_ACTIVE: dates.read_yes_or_no,
        columns.CONTACT_DEPARTMENT: text.required_text,
        columns.CONTACT_PHONE: phone.read_phone,
        columns.SELF_SERVICE_NAME: self_service.read_name,
    }


def _judge_column(
    values: Sequence[Any],
    read: Read,
    screen: Screen | None = None,
    find: Find | None = None,
) -> JudgedColumn:
    """Read each distinct value once. ``screen``: picks those that nothing is to be said of, all at once.

    ``find``: finds CPR numbers in a value that is none of a cell.
    """
    if bool in set(map(type, values)):
        # TRUE and 1 are one key in a dictionary, but not one value in Excel.
        cells = [_judge(value, read, find or find_in_cell) for value in values]
        remarked = {at: one.remarks for at, one in enumerate(cells) if one.remarks}
        return JudgedColumn([one.value for one in cells], remarked)
    distinct = set(values)
    readings = dict(screen(distinct)) if screen else {}
    asked = distinct - readings.keys() if readings else distinct
    suspected = with_possible_cpr(asked) if find is None else asked
    remarks: dict[Any, tuple[Remark, ...]] = {}
    for value in asked:
        judged = _judge(value, read, find or find_in_cell) if value in suspected else _read(value, read)
        readings[value] = judged.value
        if judged.remarks:
            remarks[value] = judged.remarks
    remarked = {at: remarks[value] for at, value in enumerate(values) if value in remarks} if remarks else {}
    return JudgedColumn(list(map(readings.__getitem__, values)), remarked)


def _judge_links(
    values: Sequence[CellValue],
    behind: CellLinks,
    column: Column,
    context: Context,
    is_named: Callable[[int], bool],
) -> JudgedColumn:
    """``is_named``: whether the row says what the link of this column is called."""
    is_post = column is columns.DIGITAL_POST
    read = digital_post.read_digital_post if is_post else links.read_link
    screen = digital_post.usual_links if is_post else links.plain_links
    judged = _judge_column(
        values, lambda value: read(value, None, context), lambda distinct: screen(distinct, context)
    )
    readings, remarks = list(judged.readings), dict(judged.remarks)

    @cache
    def judge_pair(_kind: str, value: CellValue, target: str) -> Judged[Any]:
        # By its kind too: TRUE and 1 are one key, but not one value.
        return _judge(
            (value, target),
            lambda pair: read(pair[0], pair[1], context),
            lambda pair: (*find_in_cell(pair[0]), *find_in_cell(pair[1])),
        )

    for at, target in behind.targets.items():
        if target == values[at]:
            continue
        one = judge_pair(type(values[at]).__name__, values[at], target)
        if at in behind.emptied:
            one = cell_links.judge_emptied(one, used=is_named(at))
        readings[at] = one.value
        remarks[at] = one.remarks
    for at, formula in behind.formulas.items():
        if at in remarks:
            remarks[at] = cell_links.blame_formula(remarks[at], formula)
    return JudgedColumn(readings, dict(sorted(remarks.items())))


def _was_hidden(value: Any) -> bool:
    """Whether we hid a number in the cell: an annotated or corrected sheet can come back as it is."""
    if isinstance(value, tuple):
        return any(map(_was_hidden, value))
    return isinstance(value, str) and MASK in value


def _judge(value: Any, read: Read, find: Find) -> Judged[Any]:
    hits = find(value)
    if hits and is_certain(hits):
        # A CPR number is all there is to say of a cell that holds one.
        return Judged(None, (cpr_remark(),))
    if _was_hidden(value):
        return Judged(None, (cpr_remark("hidden"),))
    judged = _read(value, read)
    if hits:
        return Judged(judged.value, (cpr_remark(certain=False), *judged.remarks))
    return judged


def _read(value: Any, read: Read) -> Judged[Any]:
    try:
        return read(value)
    except StoredRegisterError:
        # No fault of the rule: the sheet is judged once the register can be read.
        raise
    except Exception as fault:  # noqa: BLE001 (a rule that crashes is a finding, not a lost report)
        return Judged(None, (Remark(NOT_JUDGED, {"kind": type(fault).__name__}),))


def _read_system(value: CellValue) -> Judged[str]:
    read = text.plain_text(value)
    if read.value is not None and read.value.casefold().rstrip(".") in _ALL_SYSTEMS_NAMES:
        return Judged(ALL_SYSTEMS, read.remarks)
    return text.that_says_something(read)


def _number_and_name_remarks(
    numbers: Sequence[int], readings: Mapping[str, Sequence[Any]], wrong: set[int], context: Context
) -> Iterator[Placed]:
    """Whether number and name belong together, where both could be read. ``wrong``: where one has an error."""
    pairs = list(zip(readings[columns.KLE_NUMBER.key], readings[columns.KLE_TITLE.key], strict=True))
    known = {
        pair: remarks
        for pair in {pair for at, pair in enumerate(pairs) if at not in wrong}
        if None not in pair
        and (remarks := tuple(kle.agree(pair[0], pair[1], context.register, context.today)))
    }
    if not known:
        return
    for at, pair in enumerate(pairs):
        if pair not in known or at in wrong:
            continue
        for remark in known[pair]:
            about_name = remark.rule in kle_rules.ON_THE_NAME
            column = columns.KLE_TITLE if about_name else columns.KLE_NUMBER
            yield Placed(remark, numbers[at], column.key, found=pair[about_name])


def _assemble(
    numbers: Sequence[int],
    readings: Mapping[str, Sequence[Any]],
    failed: Mapping[str | None, set[int | None]],
) -> tuple[list[Row | None], list[Placed]]:
    """The rows that have the shape of ``row.schema.json`` and no error, and the violations of the others.

    ``failed``: by column, the rows with an error in it.
    """
    flat = _flat_columns(readings)
    broken = _broken_rows(numbers, flat, failed)
    violations = [
        _violation(number, violation, row.get(violation.column))
        for number, row in broken
        for violation in row_schema.violations(row)
        if number not in failed.get(violation.column, ())
    ]
    wrong = set[int | None]().union(*failed.values(), (number for number, _ in broken))
    rows: list[Row | None] = list(map(Row, *_row_columns(readings)))
    if wrong:
        rows = [None if number in wrong else row for number, row in zip(numbers, rows, strict=True)]
    return rows, violations


def _flat_columns(readings: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """The columns as ``row.schema.json`` has them."""
    days, posts = readings["showFrom"], readings["digitalPostUrl"]
    iso_days = {day: day.isoformat() for day in set(days) if day is not None}
    flat = dict(readings) | {
        "showFrom": [iso_days.get(day) for day in days],
        "digitalPostUrl": [None if post is None else post.url for post in posts],
    }
    if "showActiveRegardless" not in flat:
        flat["showActiveRegardless"] = [False] * len(days)
    return flat


def _broken_rows(
    numbers: Sequence[int],
    flat: Mapping[str, Sequence[Any]],
    failed: Mapping[str | None, set[int | None]],
) -> list[tuple[int, dict[str, Any]]]:
    """The rows that have not the shape of ``row.schema.json``, without what is not there; less those of which all is
    said that there is to say of it.
    """
    if len(numbers) > _MANY_ROWS:
        places = dict(zip(numbers, range(len(numbers)), strict=True))
        told = {str(key): {places[row] for row in rows if row in places} for key, rows in failed.items()}
        broken = set[int]().union(*row_schema.broken_cells(flat, told).values())
        return [(numbers[at], _present(flat, at)) for at in sorted(broken)]
    rows = ((number, _present(flat, at)) for at, number in enumerate(numbers))
    return [(number, row) for number, row in rows if not row_schema.is_whole(row)]


def _present(flat: Mapping[str, Sequence[Any]], at: int) -> dict[str, Any]:
    return {key: value for key, values in flat.items() if (value := values[at]) is not None}


def _row_columns(readings: Mapping[str, Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """The parts of a `Row`, in its order."""
    nothing = [None] * len(readings[columns.KLE_NUMBER.key])
    for column in (columns.KLE_NUMBER, columns.KLE_TITLE, columns.SOURCE_SYSTEM, columns.SHOW_FROM):
        yield readings[column.key]
    yield [bool(answer) for answer in readings.get(columns.SHOW_ACTIVE.key, nothing)]
    for column in (columns.CONTACT_DEPARTMENT, columns.CONTACT_PHONE, columns.INFO_URL, columns.DIGITAL_POST):
        yield readings[column.key]
    pairs = zip(*(readings.get(column.key, nothing) for column in columns.SELF_SERVICE), strict=True)
    yield [SelfService(name, url) if name and url else None for name, url in pairs]
    # Most sheets have no column of these, and most rows no more parts than those before.
    if any(column.key in readings for column in columns.GUESSED):
        yield _groups(ShownTitles, columns.TITLE_CHOICES, readings)
        yield _groups(ContactDetails, columns.CONTACT_DETAILS, readings)


def _groups(
    group: Callable[..., Any], of: Sequence[Column], readings: Mapping[str, Sequence[Any]]
) -> list[Any]:
    """Of each row what was read in these columns, together; None where they are all empty."""
    nothing = [None] * len(readings[columns.KLE_NUMBER.key])
    rows = list(zip(*(readings.get(column.key, nothing) for column in of), strict=True))
    known = {parts: group(*parts) for parts in set(rows) if any(one is not None for one in parts)}
    return [known.get(parts) for parts in rows]


def _violation(number: int, violation: row_schema.Violation, value: object) -> Placed:
    shown = "" if value is None else str(value)
    limit = schema("row")["properties"][violation.column].get("maxLength", 0)
    remark = Remark(
        declared_rules()[violation.rule_id], {"found": shown, "length": len(shown), "limit": limit}
    )
    return Placed(remark, number, violation.column, found=shown or None)
