"""What can change while nobody publishes, read once for all municipalities."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from kleark.adapters.dynamodb.case_sum_table import CaseSumTable
from kleark.adapters.dynamodb.edition_table import EditionTable, StoredRegister
from kleark.adapters.dynamodb.link_table import UnansweredAddressesError
from kleark.configuration.case_counts import IndexedCases, UnreadInventory, aged
from kleark.registers.kle_register import OwnTopics

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from kleark.adapters.dynamodb.inventory_table import InventoryTable
    from kleark.inventory.case_sums import CaseSums
    from kleark.inventory.pages import Head
    from kleark.links.link_answer import LinkAnswer
    from kleark.links.ports import LinkLookup
    from kleark.publishing.ids import MunicipalityCode
    from kleark.registers.kle_register import KleRegister, Topic

READINGS = 2


class StoredSurroundings:
    """Fulfils `kleark.watch.ports.Surroundings`. All municipalities of a run are judged against the same."""

    def __init__(self, index: InventoryTable, answers: LinkLookup, today: date) -> None:
        self._index = index
        self._answers = answers
        self._today = today

    def register(self, code: MunicipalityCode) -> KleRegister:
        """The active edition, read once a run, and the municipality's own numbers, read where KL's do not know one."""
        return replace(self._register, own=OwnTopics(lambda: self._own(code)))

    def _own(self, code: MunicipalityCode) -> tuple[Topic, ...]:
        # Few municipalities have a number that KL has not.
        from kleark.adapters.dynamodb.own_number_table import OwnNumberTable  # noqa: PLC0415

        return OwnNumberTable(self._index.client, self._index.name).counting(code)

    @cached_property
    def _register(self) -> KleRegister:
        return StoredRegister(EditionTable(self._index.client, self._index.name)).active()

    def cases(self, code: MunicipalityCode) -> IndexedCases | UnreadInventory | None:
        """What a municipality has in the indexes; None where no inventory counts."""
        _, every = self._counting
        return every.get(code, IndexedCases()) if isinstance(every, dict) else every

    def past(self, code: MunicipalityCode) -> Sequence[CaseSums]:
        """What a municipality had by inventories before that, oldest first."""
        head, _ = self._counting
        return CaseSumTable(self._index.client, self._index.name).before(code, head)

    def links(self, addresses: Iterable[str]) -> Mapping[str, LinkAnswer] | None:
        """What these last answered, by address, where they were asked; None while the table is too busy."""
        try:
            return self._answers.of(addresses)
        except UnansweredAddressesError:
            return None

    @cached_property
    def _counting(self) -> tuple[Head | None, dict[str, IndexedCases] | UnreadInventory | None]:
        """The inventory that counts, and what each municipality has by it, read once a run."""
        head = None
        for _ in range(READINGS):
            head = self._index.head(consistent=True)
            if head is None:
                return None, None
            # Where its pages are gone, another inventory has taken its place.
            if (found := self._index.all_cases(head)) is not None:
                return head, {code: aged(one, self._today) for code, one in found.items()}
        return head, UnreadInventory()
