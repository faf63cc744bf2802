"""One row of the sheet: its cells read and judged, its shape checked, and the row that would be published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from kleark.contracts import schema
from kleark.row import ALL_SYSTEMS, DigitalPost, Row, SelfService
from kleark.rules import dates, digital_post, kle, links, phone, self_service, shape, text
from kleark.rules.model import Judged, Placed, Remark, Rule, declared
from kleark.rules.privacy import CPR_NUMBER, cell_holds_cpr
from kleark.sheet import columns
from kleark.sheet.addresses import column_letters
from kleark.sheet.workbook import CellValue

if TYPE_CHECKING:
    from kleark.rules.context import Context
    from kleark.sheet.columns import Column
    from kleark.sheet.table import Header, Values

Read = Callable[[CellValue], Judged[Any]]
ReadLink = Callable[[CellValue, str | None], Judged[Any]]

_ALL_SYSTEMS_NAMES = frozenset({"*", "alle", "alle fagsystemer", "alle systemer"})
# A CPR number is all there is to say of a cell that holds one.
_CPR_FOUND: Judged[Any] = Judged(None, (Remark(CPR_NUMBER),))
_LINKS = (columns.INFO_URL, columns.DIGITAL_POST, columns.SELF_SERVICE_URL)


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """``row``: what would be published, None where an error stops it.

    ``readings``: what could be read of each column by its key, also where another column has an error.
    """

    number: int
    row: Row | None
    remarks: tuple[Placed, ...]
    readings: Mapping[str, Any] = field(default_factory=dict)


class RowJudge:
    """Judges the rows of one table. What was read from a value is kept: systems, departments and dates repeat."""

    def __init__(self, header: Header, hyperlinks: Mapping[str, str], context: Context) -> None:
        self._header = header
        self._context = context
        self._agreements: dict[tuple[str, str], tuple[Remark, ...]] = {}
        self._readers = [
            (column.key, position, _remembering(reader))
            for column, reader in self._cell_readers().items()
            if (position := header.positions.get(column.key)) is not None
        ]
        self._links = [
            (column.key, position, column_letters(position), _guarding(self._link_reader(column)))
            for column in _LINKS
            if (position := header.positions.get(column.key)) is not None
        ]
        self._hyperlinks = hyperlinks

    def judge(self, number: int, values: Values) -> JudgedRow:
        """Judge row ``number`` of the sheet."""
        size = len(values)
        found: dict[str, Any] = {}
        remarks: list[Placed] = []
        for key, position, read in self._readers:
            value = values[position] if position < size else None
            judged = read(value)
            found[key] = judged.value
            if judged.remarks:
                remarks += _placed(judged.remarks, number, key, value)
        for key, position, letters, read_link in self._links:
            value = values[position] if position < size else None
            target = self._hyperlinks.get(f"{letters}{number}") if self._hyperlinks else None
            judged = read_link(value, target)
            found[key] = judged.value
            if judged.remarks:
                remarks += _placed(judged.remarks, number, key, value)
        self._read_number(number, values, found, remarks)
        return JudgedRow(number, self._finish(number, found, remarks), tuple(remarks), found)

    def _cell_readers(self) -> dict[Column, Read]:
        return {
            columns.KLE_TITLE: text.plain_text,
            columns.SOURCE_SYSTEM: _read_system,
            columns.SHOW_FROM: partial(dates.read_date, today=self._context.today),
            columns.SHOW_ACTIVE: dates.read_yes_or_no,
            columns.CONTACT_DEPARTMENT: text.plain_text,
            columns.CONTACT_PHONE: phone.read_phone,
            columns.SELF_SERVICE_NAME: self_service.read_name,
        }

    def _link_reader(self, column: Column) -> ReadLink:
        read = digital_post.read_digital_post if column is columns.DIGITAL_POST else links.read_link
        return lambda value, target: read(value, target, self._context)

    def _read_number(self, number: int, values: Values, found: dict[str, Any], remarks: list[Placed]) -> None:
        """The KLE number last: the name in the row decides doubtful ones."""
        key, title_key = columns.KLE_NUMBER.key, columns.KLE_TITLE.key
        value, title = self._header.value(columns.KLE_NUMBER, values), found.get(title_key)
        judged = (
            _CPR_FOUND if cell_holds_cpr(value) else kle.read_number(value, title, self._context.register)
        )
        found[key] = judged.value
        remarks += _placed(judged.remarks, number, key, value)
        if judged.value is None or judged.failed or not title:
            return
        for remark in self._agreement(judged.value, title):
            if remark.rule is kle.NAME_DIFFERS:
                remarks += _placed((remark,), number, title_key, title)
            else:
                remarks += _placed((remark,), number, key, value)

    def _agreement(self, kle_number: str, title: str) -> tuple[Remark, ...]:
        pair = (kle_number, title)
        if pair not in self._agreements:
            self._agreements[pair] = tuple(kle.agree(kle_number, title, self._context.register))
        return self._agreements[pair]

    def _finish(self, number: int, found: dict[str, Any], remarks: list[Placed]) -> Row | None:
        flat = _flat(found)
        if not shape.is_whole(flat):
            explained = {placed.column for placed in remarks if placed.remark.rule.severity == "error"}
            remarks += [
                _violation(number, violation, flat.get(violation.column))
                for violation in shape.violations(flat)
                if violation.column not in explained
            ]
        if any(placed.remark.rule.severity == "error" for placed in remarks):
            return None
        return _row(found)


def _placed(remarks: tuple[Remark, ...], number: int, key: str, value: CellValue) -> list[Placed]:
    found = text.as_written(value)
    return [Placed(remark, number, key, found=found) for remark in remarks]


def _read_system(value: CellValue) -> Judged[str]:
    read = text.plain_text(value)
    if read.value is not None and read.value.casefold() in _ALL_SYSTEMS_NAMES:
        return Judged(ALL_SYSTEMS, read.remarks)
    return read


def _remembering(read: Read) -> Read:
    memory: dict[tuple[type, CellValue], Judged[Any]] = {}

    def look(value: CellValue) -> Judged[Any]:
        key = (value.__class__, value)
        judged = memory.get(key)
        if judged is None:
            judged = memory[key] = _CPR_FOUND if cell_holds_cpr(value) else read(value)
        return judged

    return look


def _guarding(read: ReadLink) -> ReadLink:
    def look(value: CellValue, target: str | None) -> Judged[Any]:
        if cell_holds_cpr(value) or (target is not None and cell_holds_cpr(target)):
            return _CPR_FOUND
        return read(value, target)

    return look


def _flat(found: Mapping[str, Any]) -> dict[str, Any]:
    """The row as ``row.schema.json`` has it: flat, and without what is not there."""
    flat = {key: value for key, value in found.items() if value is not None}
    day, post = found.get(columns.SHOW_FROM.key), found.get(columns.DIGITAL_POST.key)
    if day is not None:
        flat[columns.SHOW_FROM.key] = day.isoformat()
    if post is not None:
        flat[columns.DIGITAL_POST.key] = post.url
    flat.setdefault(columns.SHOW_ACTIVE.key, False)
    return flat


def _violation(number: int, violation: shape.Violation, value: object) -> Placed:
    rule: Rule = declared()[violation.rule_id]
    shown = "" if value is None else str(value)
    limit = _limits().get(violation.column, 0)
    remark = Remark(rule, {"found": shown, "length": len(shown), "limit": limit})
    return Placed(remark, number, violation.column, found=shown or None)


def _limits() -> dict[str, int]:
    properties = schema("row")["properties"]
    return {key: part["maxLength"] for key, part in properties.items() if "maxLength" in part}


def _row(found: Mapping[str, Any]) -> Row:
    name, url = found.get(columns.SELF_SERVICE_NAME.key), found.get(columns.SELF_SERVICE_URL.key)
    return Row(
        kle_number=found[columns.KLE_NUMBER.key],
        kle_title=found[columns.KLE_TITLE.key],
        source_system=found[columns.SOURCE_SYSTEM.key],
        show_from=found[columns.SHOW_FROM.key],
        show_active_regardless=found.get(columns.SHOW_ACTIVE.key) or False,
        contact_department=found[columns.CONTACT_DEPARTMENT.key],
        contact_phone=found[columns.CONTACT_PHONE.key],
        info_url=found[columns.INFO_URL.key],
        digital_post=cast("DigitalPost", found[columns.DIGITAL_POST.key]),
        self_service=SelfService(name, url) if name and url else None,
    )
