"""What makes a finding the same one in the next sheet: its rule, the row or other thing that it is on, and the value.

An identity holds values as they are in the sheet, personal data included. It is made a fingerprint of
(`kleark.publishing.fingerprints`), and is never written, logged or shown.
"""

from __future__ import annotations

from kleark.data_classes import NamedTuple
from kleark.redaction.cpr import MASK, NAME_MASK
from kleark.rules.text import cell_text
from kleark.sheet import columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kleark.rules.model import Placed
    from kleark.sheet.table import Table

_POSITIONS = frozenset({"all", "named", "range", "row"})
"""Parameters that say in which row another thing is: they change when rows are put in above."""

_OF_AN_INVENTORY = frozenset({"elsewhere_da", "elsewhere_en", "day_da", "day_en"})
"""Parameters that say how much is in the indexes, and when: the next inventory says otherwise of the same thing."""


class FindingIdentity(NamedTuple):
    """What a finding is on, and what it says of it.

    Attributes:
        rule: The rule's id.
        version: The rule's version.
        subject: What it is on: ``("row", KLE number, source system)``, ``("column", header)``, ``("sheet", name)`` or
            ``("file",)``.
        column: The column's key, or its header where it is no part of the configuration; empty for none.
        value: What was found, what the rule says of it, and the whole values that were judged.
    """

    rule: str
    version: int
    subject: tuple[str, ...]
    column: str
    value: tuple[tuple[str, ...], ...]


class TableCells:
    """The cells of a table, by row, and each row's key: its KLE number and source system."""

    def __init__(self, table: Table, keys: Mapping[int, tuple[str | None, str | None]] | None = None) -> None:
        """``keys``: the KLE number and source system that were read of each row; None where none was."""
        self._table = table
        self._rows = {row.number: row for row in table.rows}
        self._keys = keys or {}

    def subject(self, row: int, name: str) -> tuple[str, ...]:
        """What a finding on a row is on: that row, by its key; for one that is none of the table's, its kind."""
        at = self._rows.get(row)
        if at is None:
            return ("column", name) if name else ("sheet", self._table.worksheet.name)
        if at.kind != "data":
            return (at.kind, self._table.worksheet.name)
        read = self._keys.get(row, (None, None))
        written = (self._table.header.value(one, at.values) for one in _KEY_COLUMNS)
        return ("row", *(known or cell_text(cell) or "" for known, cell in zip(read, written, strict=True)))

    def texts(self, first: int, last: int, position: int | None) -> tuple[str, ...]:
        """The texts of a column from one row to another, or of the whole first row."""
        if position is None:
            return self._row_texts(first)
        return tuple(
            _text(self._rows[number].values, position)
            for number in range(first, last + 1)
            if number in self._rows
        )

    def _row_texts(self, number: int) -> tuple[str, ...]:
        at = self._rows.get(number)
        return tuple(cell_text(value) or "" for value in at.values) if at else ()


_KEY_COLUMNS = (columns.KLE_NUMBER, columns.SOURCE_SYSTEM)


def _text(values: Sequence[object], position: int) -> str:
    value = values[position] if position < len(values) else None
    return cell_text(value) or ""  # type: ignore[arg-type]


def identity_of(
    placed: Placed,
    sheet: str | None,
    position: int | None,
    header: str | None,
    cells: TableCells | None,
) -> FindingIdentity:
    """The identity of a placed remark.

    Args:
        placed: The remark.
        sheet: The name of its sheet, as it is; None for the whole file.
        position: The position of its column.
        header: The header over it.
        cells: The table that it is in; None where it is in none.
    """
    rule = placed.remark.rule
    column = placed.column or ""
    name = (header or "") if column.isdecimal() else column
    texts: tuple[str, ...] = ()
    if placed.row is None:
        subject: tuple[str, ...] = (
            ("column", name) if name else ("file",) if sheet is None else ("sheet", sheet)
        )
    elif cells is None:
        subject = ("cell", sheet or "", str(placed.row), column)
    else:
        subject = cells.subject(placed.row, name)
        if subject[0] != "column":
            texts = cells.texts(placed.row, placed.last_row or placed.row, position)
    value = ((placed.found or "", placed.subject or ""), _parameters(placed), texts)
    return FindingIdentity(rule.id, rule.version, subject, name, value)


def row_identity(placed: Placed, key: tuple[str, str] | None, against: int | None) -> FindingIdentity:
    """The identity of what shows only against what is live: of rows as they would be published, not of cells.

    It is a change, and happens once: the same one after the next revision (it was gone back on, say) is another. What
    is said of a value beside a live one (`Rule.by_value`) stays the same as long as both do.

    Args:
        placed: The placed remark.
        key: Of the row that it is on; None where it is on none.
        against: The revision that is live; None where nobody knows it.
    """
    rule, column = placed.remark.rule, placed.column or ""
    subject = ("row", *key) if key else ("column", column) if column else ("sheet",)
    revision = () if rule.by_value else (str(against),)
    value = ((placed.found or "", placed.subject or ""), _parameters(placed), revision)
    return FindingIdentity(rule.id, rule.version, subject, column, value)


def _parameters(placed: Placed) -> tuple[str, ...]:
    """Names and values of the remark's parameters but those that are the numbers of rows."""
    params = placed.remark.params
    return tuple(
        part
        for name in sorted(params)
        if name not in _POSITIONS | _OF_AN_INVENTORY
        and not (name == "first" and isinstance(params[name], int))
        for part in (name, str(params[name]))
    )


def is_masked(identity: FindingIdentity) -> bool:
    """Whether something of the value was hidden before it came here: then two of them may look like one."""
    (_, subject), _, texts = identity.value
    return any(MASK in text or NAME_MASK in text for text in (subject, *texts))
