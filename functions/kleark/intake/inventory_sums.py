"""What is kept of an inventory before another one takes its place: its sums, and how much of them citizens saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.configuration.case_counts import IndexedCases
from kleark.inventory.case_sums import bounded, sums_of
from kleark.publishing.ids import municipality_code
from kleark.publishing.staging import shown_systems
from kleark.registers.municipalities import municipalities

if TYPE_CHECKING:
    from kleark.intake.ports import InventoryTable
    from kleark.inventory.pages import Head
    from kleark.publishing.ports import ConfigurationTable


class UnkeptSumsError(Exception):
    """The lines of the inventory that counted were not whole, so nothing could be kept of them."""


def keep_sums(head: Head, index: InventoryTable, live: ConfigurationTable) -> tuple[Exception, ...]:
    """Keep the sums of the inventory that counts, of all 98 municipalities; what hindered it, where something did.

    May be called again at any time while it counts. A municipality without cases has sums, too: none.
    """
    indexed = index.all_cases(head)
    if indexed is None:
        return (UnkeptSumsError("the lines of the inventory before are not whole"),)
    for one in municipalities():
        code = municipality_code(one.code)
        cases = indexed.get(code, IndexedCases(uploaded_at=head.uploaded_at, digest=head.digest))
        systems = shown_systems(code, live.live(code, consistent=True).content, live)
        sums = sums_of(cases, systems, head.order)
        index.put_sums(code, bounded(sums))
    return ()
