"""The rows of a table: their cells read and judged, their shape checked, and what would be published.

Column by column, since a column's cells are read by one rule and repeat: each value is judged once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from kleark.contracts import schema
from kleark.row import ALL_SYSTEMS, Row, SelfService
from kleark.rules import dates, digital_post, kle, links, phone, self_service, shape, text
from kleark.rules.failure import NOT_JUDGED
from kleark.rules.model import Judged, Placed, Remark, declared
from kleark.rules.privacy import CPR_NUMBER, cell_holds_cpr
from kleark.sheet import columns
from kleark.sheet.address import column_letters

if TYPE_CHECKING:
    from kleark.rules.context import Context
    from kleark.sheet.columns import Column
    from kleark.sheet.table import Table
    from kleark.sheet.workbook import CellValue

Read = Callable[[Any], Judged[Any]]

_ALL_SYSTEMS_NAMES = frozenset({"*", "alle", "alle fagsystemer", "alle systemer"})
_LINKS = (columns.INFO_URL, columns.DIGITAL_POST, columns.SELF_SERVICE_URL)


@dataclass(frozen=True, slots=True)
class JudgedRows:
    """All data rows of a table, side by side.

    ``numbers``: their rows in Excel. ``readings``: by column key, what was read of each row's cell (None:
    nothing, or nothing that can be used). ``rows``: what would be published, None where an error stops it.
    """

    numbers: Sequence[int]
    readings: Mapping[str, Sequence[Any]]
    rows: Sequence[Row | None]
    remarks: Sequence[Placed]

    def whole(self) -> list[tuple[int, Row]]:
        """The rows that would be published, with their numbers."""
        return [(number, row) for number, row in zip(self.numbers, self.rows, strict=True) if row is not None]

    def read(self, column: Column) -> list[tuple[int, Any]]:
        """What was read in one column, with the numbers of the rows."""
        readings = self.readings.get(column.key, [None] * len(self.numbers))
        return [
            (n, reading) for n, reading in zip(self.numbers, readings, strict=True) if reading is not None
        ]


def judge_rows(table: Table, context: Context) -> JudgedRows:
    """Judge every data row of a table."""
    data = [row for row in table.rows if row.kind == "data"]
    numbers = [row.number for row in data]
    values = _columns(table, [row.values for row in data])
    judged = _judge_cells(table, numbers, values, context)
    placed = [
        Placed(remark, numbers[at], key, found=text.as_written(values[key][at]))
        for key, cells in judged.items()
        for at, one in enumerate(cells)
        if one.remarks
        for remark in one.remarks
    ]
    readings = {key: [one.value for one in cells] for key, cells in judged.items()}
    placed += _agreements(numbers, judged, context)
    rows, violations = _assemble(numbers, readings, placed)
    return JudgedRows(numbers, readings, rows, placed + violations)


def _columns(table: Table, rows: Sequence[Sequence[CellValue]]) -> dict[str, Sequence[CellValue]]:
    """The cells of each known column, top to bottom; rows may be shorter than the header."""
    across = list(zip_longest(*rows))
    nothing = (None,) * len(rows)
    return {
        key: across[position] if position < len(across) else nothing
        for key, position in table.header.positions.items()
    }


def _judge_cells(
    table: Table, numbers: Sequence[int], values: Mapping[str, Sequence[CellValue]], context: Context
) -> dict[str, list[Judged[Any]]]:
    judged = {
        column.key: _judge_column(values[column.key], read)
        for column, read in _cell_readers(context).items()
        if column.key in values
    }
    for column in _LINKS:
        if column.key in values:
            targets = _targets(table, numbers, column)
            judged[column.key] = _judge_links(values[column.key], targets, _link_reader(column, context))
    titles = [one.value for one in judged[columns.KLE_TITLE.key]]
    # The name in the row decides doubtful numbers.
    pairs = list(zip(values[columns.KLE_NUMBER.key], titles, strict=True))
    judged[columns.KLE_NUMBER.key] = _judge_column(
        pairs,
        lambda pair: kle.read_number(pair[0], pair[1], context.register),
        lambda pair: cell_holds_cpr(pair[0]),
    )
    return judged


def _cell_readers(context: Context) -> dict[Column, Read]:
    return {
        columns.KLE_TITLE: text.plain_text,
        columns.SOURCE_SYSTEM: _read_system,
        columns.SHOW_FROM: partial(dates.read_date, today=context.today),
        columns.SHOW_ACTIVE: dates.read_yes_or_no,
        columns.CONTACT_DEPARTMENT: text.plain_text,
        columns.CONTACT_PHONE: phone.read_phone,
        columns.SELF_SERVICE_NAME: self_service.read_name,
    }


def _link_reader(column: Column, context: Context) -> Callable[[CellValue, str | None], Judged[Any]]:
    read = digital_post.read_digital_post if column is columns.DIGITAL_POST else links.read_link
    return lambda value, target: read(value, target, context)


class _Memory(dict[Any, Judged[Any]]):
    """What was read from each value so far; a value that is new is read when it is asked for."""

    def __init__(self, read: Read, holds_cpr: Callable[[Any], bool]) -> None:
        self._read = read
        self._holds_cpr = holds_cpr

    def __missing__(self, value: Any) -> Judged[Any]:
        judged = self[value] = _judge(value, self._read, self._holds_cpr)
        return judged


def _judge_column(
    values: Sequence[Any], read: Read, holds_cpr: Callable[[Any], bool] = cell_holds_cpr
) -> list[Judged[Any]]:
    if bool in set(map(type, values)):
        # TRUE and 1 are one key in a dictionary, but not one value in Excel.
        return [_judge(value, read, holds_cpr) for value in values]
    return list(map(_Memory(read, holds_cpr).__getitem__, values))


def _judge_links(
    values: Sequence[CellValue],
    targets: Mapping[int, str],
    read: Callable[[CellValue, str | None], Judged[Any]],
) -> list[Judged[Any]]:
    judged = _judge_column(values, lambda value: read(value, None))
    for at, target in targets.items():
        if target != values[at]:
            pair = (values[at], target)
            judged[at] = _judge(pair, lambda pair: read(*pair), lambda pair: any(map(cell_holds_cpr, pair)))
    return judged


def _targets(table: Table, numbers: Sequence[int], column: Column) -> dict[int, str]:
    """Where the hyperlinks in a column lead, by position among the data rows."""
    hyperlinks = table.worksheet.hyperlinks
    if not hyperlinks:
        return {}
    letters = column_letters(table.header.positions[column.key] + 1)
    found = ((at, hyperlinks.get(f"{letters}{number}")) for at, number in enumerate(numbers))
    return {at: target for at, target in found if target is not None}


def _judge(value: Any, read: Read, holds_cpr: Callable[[Any], bool]) -> Judged[Any]:
    if holds_cpr(value):
        # A CPR number is all there is to say of a cell that holds one.
        return Judged(None, (Remark(CPR_NUMBER),))
    try:
        return read(value)
    except Exception as fault:  # noqa: BLE001 (a rule that crashes is a finding, not a lost report)
        return Judged(None, (Remark(NOT_JUDGED, {"kind": type(fault).__name__}),))


def _read_system(value: CellValue) -> Judged[str]:
    read = text.plain_text(value)
    if read.value is not None and read.value.casefold() in _ALL_SYSTEMS_NAMES:
        return Judged(ALL_SYSTEMS, read.remarks)
    return read


def _agreements(
    numbers: Sequence[int], judged: Mapping[str, Sequence[Judged[Any]]], context: Context
) -> Iterator[Placed]:
    """Whether number and name belong together, where both could be read."""
    known: dict[tuple[str, str], tuple[Remark, ...]] = {}
    pairs = zip(numbers, judged[columns.KLE_NUMBER.key], judged[columns.KLE_TITLE.key], strict=True)
    for row, number, title in pairs:
        if number.value is None or title.value is None or number.failed or title.failed:
            continue
        pair = (number.value, title.value)
        if pair not in known:
            known[pair] = tuple(kle.agree(number.value, title.value, context.register))
        for remark in known[pair]:
            if remark.rule is kle.NAME_DIFFERS:
                yield Placed(remark, row, columns.KLE_TITLE.key, found=title.value)
            else:
                yield Placed(remark, row, columns.KLE_NUMBER.key, found=number.value)


def _assemble(
    numbers: Sequence[int], readings: Mapping[str, Sequence[Any]], placed: Sequence[Placed]
) -> tuple[list[Row | None], list[Placed]]:
    """The rows that have the shape of ``row.schema.json`` and no error, and the violations of the others."""
    failed: dict[int | None, set[str | None]] = {}
    for one in placed:
        if one.remark.rule.severity == "error":
            failed.setdefault(one.row, set()).add(one.column)
    rows: list[Row | None] = []
    violations: list[Placed] = []
    keys = list(readings)
    for number, cells in zip(numbers, zip(*readings.values(), strict=True), strict=True):
        found = dict(zip(keys, cells, strict=True))
        flat = _flat(found)
        if not shape.is_whole(flat):
            explained = failed.setdefault(number, set())
            violations += [
                _violation(number, violation, flat.get(violation.column))
                for violation in shape.violations(flat)
                if violation.column not in explained
            ]
        rows.append(None if number in failed else _row(found))
    return rows, violations


def _flat(found: Mapping[str, Any]) -> dict[str, Any]:
    """The row as ``row.schema.json`` has it: flat, and without what is not there."""
    flat = {key: value for key, value in found.items() if value is not None}
    day, post = found["showFrom"], found["digitalPostUrl"]
    if day is not None:
        flat["showFrom"] = day.isoformat()
    if post is not None:
        flat["digitalPostUrl"] = post.url
    flat.setdefault("showActiveRegardless", False)
    return flat


def _violation(number: int, violation: shape.Violation, value: object) -> Placed:
    shown = "" if value is None else str(value)
    limit = schema("row")["properties"][violation.column].get("maxLength", 0)
    remark = Remark(declared()[violation.rule_id], {"found": shown, "length": len(shown), "limit": limit})
    return Placed(remark, number, violation.column, found=shown or None)


def _row(found: Mapping[str, Any]) -> Row:
    name, url = found.get("selfServiceName"), found.get("selfServiceUrl")
    return Row(
        kle_number=found["kleNumber"],
        kle_title=found["kleTitle"],
        source_system=found["sourceSystem"],
        show_from=found["showFrom"],
        show_active_regardless=found.get("showActiveRegardless") or False,
        contact_department=found["contactDepartment"],
        contact_phone=found["contactPhone"],
        info_url=found["infoUrl"],
        digital_post=found["digitalPostUrl"],
        self_service=SelfService(name, url) if name and url else None,
    )
