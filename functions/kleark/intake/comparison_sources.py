"""What an uploaded sheet is compared with: what is live, and what is in the indexes. A failure stops no check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.configuration.case_counts import UnreadInventory
from kleark.configuration.part import LONGEST_NAME, AskedPart
from kleark.configuration.plan import LiveRows
from kleark.publishing.sheet_effect import parts_of
from kleark.publishing.staging import sealed_rows
from kleark.redaction.shown_name import shown_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.configuration.case_counts import IndexedCases
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.object_keys import Destination
    from kleark.publishing.ports import ConfigurationTable


@dataclass(slots=True)
class LiveSource:
    """Reads what the sheet is compared with. Where that fails, the report is made without a comparison."""

    code: MunicipalityCode
    table: ConfigurationTable
    fault: Exception | None = None

    def read(self) -> LiveRows:
        try:
            live = self.table.live(self.code, consistent=True)
            rows = sealed_rows(self.code, live.content, self.table)
        except Exception as fault:  # noqa: BLE001 (reported to the caller; publishing compares in any case)
            self.fault = fault
            return LiveRows(None)
        return LiveRows(
            tuple(rows), live.revision, self.code, live.removal_limit, live.frozen, parts_of(live)
        )


@dataclass(slots=True)
class IndexSource:
    """Reads what the municipality has in the indexes. Where that fails, the report says so, and all else is judged."""

    code: MunicipalityCode
    indexed: Callable[[MunicipalityCode], IndexedCases | None]
    fault: Exception | None = None

    def read(self) -> IndexedCases | UnreadInventory | None:
        try:
            return self.indexed(self.code)
        except Exception as fault:  # noqa: BLE001 (reported to the caller; no verdict hangs on it)
            self.fault = fault
            return UnreadInventory()


def asked_part(target: Destination, table: ConfigurationTable) -> AskedPart | None:
    """The part that the sheet speaks for, as it is defined now; None for a whole sheet.

    A failure to read the definitions is raised: the sheet is neither taken for a whole one nor refused for that.
    """
    if target.part is None:
        return None
    assert target.municipality is not None
    live = table.live(target.municipality, consistent=True)
    return AskedPart(shown_name(target.part)[:LONGEST_NAME], parts_of(live))
