"""What a municipality has by the inventory that counts now, with what an instance remembers of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kleark.configuration.case_counts import IndexedCases
    from kleark.inventory.pages import Head


class UnreadInventoryError(Exception):
    """An inventory counts, but its lines are not whole."""


class CasesReader(Protocol):
    """What is read of the inventory. Fulfilled by `kleark.adapters.dynamodb.inventory_table.InventoryTable`."""

    def head(self, *, consistent: bool) -> Head | None:
        """The inventory that counts; None before the first."""

    def cases(self, head: Head, code: str) -> IndexedCases | None:
        """What one municipality has by its lines; None where they are not whole."""


class CurrentInventory:
    """One request where the inventory is the one that it was last time; else one more for its pages.

    Several threads may share it: what is remembered is replaced as a whole.
    """

    def __init__(self, index: CasesReader) -> None:
        self._index = index
        self._remembered: tuple[Head, dict[str, IndexedCases]] | None = None

    def cases(self, code: str) -> IndexedCases | None:
        """The municipality's cases; None before the first inventory. Raises UnreadInventoryError."""
        for consistent in (False, True):
            head = self._index.head(consistent=consistent)
            if head is None:
                return None
            if self._remembered is None or self._remembered[0] != head:
                self._remembered = head, {}
            known = self._remembered[1]
            if code in known:
                return known[code]
            # Where its pages are gone, another inventory has taken its place.
            if (found := self._index.cases(head, code)) is not None:
                known[code] = found
                return found
        raise UnreadInventoryError
