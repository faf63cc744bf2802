"""What exporting and restoring ask of the outside: a table, record by record, and what a record means.

The promises of `kleark.publishing.ports` on errors and repetition hold here too. Each is fulfilled by the class or
function of the same name in `kleark.adapters.dynamodb.backup_table`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.backup.records import Record
    from kleark.inventory.case_sums import CaseSums
    from kleark.publishing.answers import Answer
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Live, LogEntry, Scheduled, Upload

    Meaning = Live | LogEntry | Scheduled | Upload | Answer | CaseSums


class Interpret(Protocol):
    """Reads a record as what publishing knows."""

    def __call__(self, record: Record) -> Meaning:
        """Of a record of any kind that has a meaning beside its fields: live, entry, scheduled, upload, answer,
        sums.

        Raises KeyError, TypeError or ValueError where it is no such thing.
        """


class BackupTable(Protocol):
    """A table as it is exported and restored. Every read is consistent, and in the order of `Record.order`."""

    @property
    def name(self) -> str:
        """By which the table is known."""

    def live(self, code: MunicipalityCode) -> Record | None:
        """What is live, and the settings."""

    def records(self, code: MunicipalityCode) -> Iterator[Record]:
        """All that is stored of a municipality, one after the other. Raises UnknownItemError.

        A page of rows that cannot be read comes without its field ``rows``.
        """


class RestoredTable(BackupTable, Protocol):
    """A table that is restored into."""

    def put(self, code: MunicipalityCode, record: Record) -> None:
        """Write a record, whatever the table holds under its key."""

    def replace(self, code: MunicipalityCode, record: Record, present: Record | None) -> bool:
        """Write a record in the place of ``present``; whether it, or nothing, was still there.

        Of an upload's record its status says whether it is the same; of others, that it is there.
        """

    def remove(self, code: MunicipalityCode, record: Record) -> None:
        """Delete a page of rows."""

    def forget_marks(self, code: MunicipalityCode) -> None:
        """Let whatever was noted of how far the municipality was swept and verified be worked out again."""

    def raise_mark(self, code: MunicipalityCode, announced: Record) -> None:
        """Say that revisions were announced so far, unless more were."""

    def commit(
        self, code: MunicipalityCode, live: Record, scheduled: Record | None, planned: Record | None
    ) -> bool:
        """Let this be live, and this wait for its time, all at once; whether LIVE still had the lock of ``planned``.

        ``planned``: LIVE as it was read; None where there was none.
        """
