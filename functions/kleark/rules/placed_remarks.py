"""The remarks on a table's cells, with their places; of a sheet full of mistakes, no more than can be listed."""

from __future__ import annotations

from kleark.data_classes import NamedTuple
from kleark.rules.model import Placed
from kleark.rules.text import cell_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kleark.rules.model import Remark
    from kleark.sheet.workbook import CellValue

    Kind = tuple[str, bool, str | None]


class LeftOut(NamedTuple):
    """How many remarks were counted but not kept."""

    errors: int = 0
    warnings: int = 0
    infos: int = 0
    repaired: int = 0

    @property
    def total(self) -> int:
        return self.errors + self.warnings + self.infos


class Most(NamedTuple):
    """How many errors of one column are kept, and how many of each other kind; None for all."""

    errors: int | None = None
    others: int | None = None


class PlacedRemarks:
    """The remarks so far. ``placed``: those that are kept. ``failed``: by column, the rows with an error in it.

    Of each column and each kind (severity, and whether it holds the sheet back) the first are kept: a report lists the
    first of a kind in the order of the rows, so no other can be among them.
    """

    def __init__(self, most: Most) -> None:
        self.placed: list[Placed] = []
        self.failed: dict[str | None, set[int | None]] = {}
        self._most = most
        self._counts: dict[Kind, int] = {}
        self._repaired = 0

    def left_out(self) -> LeftOut:
        """What was not kept."""
        over = {"error": 0, "warning": 0, "info": 0}
        for kind, count in self._counts.items():
            most = self._most.errors if kind[0] == "error" else self._most.others
            over[kind[0]] += max(0, count - (most or count))
        return LeftOut(over["error"], over["warning"], over["info"], self._repaired)

    def add(self, several: Iterable[Placed]) -> None:
        """Add remarks that have their places, from the first row to the last."""
        for one in several:
            if self._is_within_limit(one.remark, one.row, one.column):
                self.placed.append(one)

    def add_column(
        self,
        numbers: Sequence[int],
        key: str,
        values: Sequence[CellValue],
        remarks: Mapping[int, tuple[Remark, ...]],
    ) -> None:
        """Add a column's remarks, by position from the first row to the last."""
        once: dict[str, tuple[int, Remark]] = {}
        last_of: dict[str, int] = {}
        counts: dict[str, int] = {}
        for at, several in remarks.items():
            for remark in several:
                if remark.rule.once:
                    of = remark.rule.id
                    if of in counts:
                        counts[of] += 1
                    else:
                        once[of], counts[of] = (numbers[at], remark), 1
                    last_of[of] = numbers[at]
                elif self._is_within_limit(remark, numbers[at], key):
                    self.placed.append(Placed(remark, numbers[at], key, found=cell_text(values[at])))
        for of, (first, remark) in once.items():
            last_row = last_of[of] if last_of[of] != first else None
            self.add((Placed(remark, first, key, last_row=last_row, count=counts[of]),))

    def _is_within_limit(self, remark: Remark, row: int | None, column: str | None) -> bool:
        rule = remark.rule
        severity = rule.severity
        if severity == "error":
            failed = self.failed.get(column)
            if failed is None:
                failed = self.failed[column] = set()
            failed.add(row)
        kind = severity, rule.holds_back, column
        counts = self._counts
        count = counts[kind] = counts.get(kind, 0) + 1
        most = self._most.errors if severity == "error" else self._most.others
        if most is None or count <= most:
            return True
        self._repaired += remark.repaired
        return False
