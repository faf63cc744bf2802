"""What the status of all municipalities is made from, and what an instance remembers of it."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from kleark.configuration.stored_row import split_row_key
from kleark.portal.problems import BUSY, ProblemError
from kleark.portal.snapshot_cache import whole_rows
from kleark.publishing.ids import municipality_code
from kleark.registers.municipalities import municipalities
from kleark.status.overview import InventoryFacts, LiveExposures, overview, with_health

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kleark.configuration.case_counts import IndexedCases
    from kleark.inventory.pages import Head
    from kleark.portal.ports import Reader
    from kleark.portal.snapshot_cache import Rows
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Live
    from kleark.status.overview import Exposures, Health, Overview


class IndexReader(Protocol):
    """What is read of the inventory."""

    def head(self, *, consistent: bool) -> Head | None: ...

    def all_cases(self, head: Head, *, consistent: bool = True) -> Mapping[str, IndexedCases] | None: ...


class HealthReader(Protocol):
    """What is read of what the watch has found."""

    def healths(self, codes: Iterable[MunicipalityCode]) -> Mapping[str, Health]: ...


class Country:
    """The last of everything that was worked out. All of it follows from a head and 98 snapshots, which never change.

    A status takes three requests to the table: what is live of all, what the watch found, the inventory's head. What is
    not remembered takes one more for the keys of all rows, one for each snapshot that has none beside it (an older
    release wrote it, or it was restored), and one for the inventory. Several threads may share it: each
    entry is replaced as a whole.
    """

    def __init__(self, index: IndexReader, healths: HealthReader | None = None) -> None:
        """``healths``: None where no watch is at work."""
        self._index = index
        self._healths = healths
        self._holdings: tuple[Head, Mapping[str, IndexedCases]] | None = None
        self._exposures: dict[MunicipalityCode, tuple[str, Exposures]] = {}

    def overview(self, reader: Reader) -> Overview:
        """The status of all 98 as the table has it now. Raises ProblemError (busy) where the inventory is not whole.

        A municipality whose live rows are not whole has an unknown status; the others have theirs.
        """
        with _nothing_collected():
            lives = reader.lives(municipality_code(one.code) for one in municipalities())
            inventory = self._inventory()
            self._remember(lives, reader)
            live: dict[str, LiveExposures] = {
                code: self._live_exposures(code, one, reader) for code, one in lives.items() if one.revision
            }
            healths = self._healths.healths(lives) if self._healths else {}
            if inventory is None:
                return with_health(overview(None, {}, live), healths)
            head, holdings = inventory
            facts = InventoryFacts(head.uploaded_at, head.line_count, head.digest)
            return with_health(overview(facts, holdings, live), healths)

    def _inventory(self) -> tuple[Head, Mapping[str, IndexedCases]] | None:
        """The head, and what each municipality has by it. Where its pages are gone, another has taken its place."""
        for consistent in (False, True):
            head = self._index.head(consistent=consistent)
            if head is None:
                return None
            if self._holdings and self._holdings[0] == head:
                return self._holdings
            if (cases := self._index.all_cases(head)) is not None:
                self._holdings = found = head, cases
                return found
        raise ProblemError(BUSY)

    def _remember(self, lives: Mapping[MunicipalityCode, Live], reader: Reader) -> None:
        """Read of all at once what each one's rows are about, where something else is live than is remembered."""
        wanted = {
            code: live.content
            for code, live in lives.items()
            if live.content and self._exposures.get(code, ("",))[0] != live.content.digest
        }
        if not wanted:
            return
        found = reader.row_keys({code: content.snapshot_id for code, content in wanted.items()})
        for code, row_keys in found.items():
            self._exposures[code] = wanted[code].digest, frozenset(map(split_row_key, row_keys))

    def _live_exposures(self, code: MunicipalityCode, live: Live, reader: Reader) -> LiveExposures:
        """The live revision, and what its rows expose. What is not whole is read again, consistently.

        Past the snapshots that visits are answered from: 98 of them at once would push out those that are asked for.
        """
        for consistent in (False, True):
            if consistent:
                live = reader.live(code, consistent=True)
            if live.content is None:
                return LiveExposures(live.revision)
            digest, exposures = self._exposures.get(code, ("", frozenset()))
            if digest == live.content.digest:
                return LiveExposures(live.revision, exposures)
            rows = whole_rows(reader, code, live.content, consistent=consistent)
            if rows is not None:
                self._exposures[code] = live.content.digest, (exposures := _exposures(rows))
                return LiveExposures(live.revision, exposures)
        return LiveExposures(live.revision, None)


def _exposures(rows: Rows) -> Exposures:
    return frozenset(split_row_key(row.key) for row in rows)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """What is read is values without circles, tens of thousands: to look through them again and again for garbage takes
    an instance that holds little else as long as to read them.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
