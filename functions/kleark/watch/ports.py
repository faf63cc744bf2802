"""What the watch asks of the outside, beside the ports of `kleark.publishing.ports`.

Those promises on errors and repetition hold here, too. `FindingTable` is fulfilled by the class of that name in
`kleark.adapters.dynamodb`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from kleark.case_templates.model import TemplateList
    from kleark.configuration.case_counts import IndexedCases, UnreadInventory
    from kleark.configuration.list_head import ListHead
    from kleark.inventory.case_sums import CaseSums
    from kleark.links.link_answer import LinkAnswer
    from kleark.publishing.ids import MunicipalityCode
    from kleark.registers.kle_register import KleRegister
    from kleark.watch.model import WatchCounts, WatchState


class FindingTable(Protocol):
    """What the watch has found in each municipality."""

    def state(self, code: MunicipalityCode) -> tuple[WatchState, int]:
        """The state after the last judgement, and how many there were, read consistently.

        A state that this release cannot read is as if there were none.
        """

    def put(
        self, code: MunicipalityCode, state: WatchState, counts: WatchCounts, judgement: int, *, tell: bool
    ) -> bool:
        """Write what a judgement found, all of it or nothing; whether it was the next one after those there were.

        Args:
            code: The municipality.
            state: What it found.
            counts: How much of it is open.
            judgement: How many judgements there were before.
            tell: Whether people are to be told that there is something new.
        """


class FileNames(Protocol):
    """Which files are kept of a municipality: their names and times, and never what is in them."""

    def sheets(self, code: MunicipalityCode) -> Mapping[str, datetime]:
        """The keys of its sheets that are there now, with when they came."""

    def reports(self, code: MunicipalityCode) -> frozenset[str]:
        """The ids of uploads that there are reports of."""


class TemplateLists(Protocol):
    """Each municipality's list of case templates."""

    def head(self, code: MunicipalityCode, *, consistent: bool) -> ListHead | None:
        """The list that counts, or that it was deleted; None before the first."""

    def templates(self, code: MunicipalityCode, head: ListHead) -> TemplateList | None:
        """The head's list, whole; None where it cannot be read."""


class Surroundings(Protocol):
    """What can change while nobody publishes."""

    def register(self, code: MunicipalityCode) -> KleRegister:
        """The active edition, with the municipality's own numbers beside KL's."""

    def cases(self, code: MunicipalityCode) -> IndexedCases | UnreadInventory | None:
        """What a municipality has in the indexes; None where no inventory counts."""

    def past(self, code: MunicipalityCode) -> Sequence[CaseSums]:
        """What a municipality had by inventories before that, oldest first."""

    def links(self, addresses: Iterable[str]) -> Mapping[str, LinkAnswer] | None:
        """What these last answered, by address, where they were asked; None where that cannot be read."""
