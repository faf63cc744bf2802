"""The table as the portal reads it: also many municipalities, or many revisions, in one request."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.dynamodb.expressions import key, older_upload_record_key, upload_record_key
from kleark.adapters.dynamodb.items import attribute, to_live, to_log_entry, to_upload, unpacked_keys
from kleark.adapters.dynamodb.mark_table import SweepMarks
from kleark.adapters.dynamodb.queries import BATCH, batch_get, log_query
from kleark.adapters.dynamodb.requested_uploads import RequestedUploads
from kleark.publishing.ids import MunicipalityCode
from kleark.publishing.sweep_marks import reuses_among

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kleark.adapters.dynamodb.items import Item
    from kleark.publishing.model import Live, LogEntry, Upload
    from kleark.publishing.sweep_marks import Reuse

NEWEST_ENTRIES = 25


@dataclass(frozen=True, slots=True)
class PublishedTable(ConfigurationTable):
    """Reads of what is, or was, published."""

    def lives(self, codes: Iterable[MunicipalityCode]) -> dict[MunicipalityCode, Live]:
        """What is live of each, without those that never had anything. Raises UnansweredItemsError."""
        wanted = [key(code, keys.LIVE) for code in codes]
        return {_code(item): to_live(item) for item in self._batch_get_all(wanted, consistent=False)}

    def revisions(
        self, code: MunicipalityCode, numbers: Iterable[int], *, consistent: bool
    ) -> list[LogEntry]:
        """The entries of those of these revisions that exist, newest first. Raises UnansweredItemsError."""
        wanted = [key(code, keys.log_key(number)) for number in numbers]
        entries = [to_log_entry(item) for item in self._batch_get_all(wanted, consistent=consistent)]
        return sorted(entries, key=lambda entry: entry.revision, reverse=True)

    def log_backwards(
        self, code: MunicipalityCode, most: int, start: tuple[int, int] | None = None
    ) -> list[LogEntry]:
        """At most ``most`` entries of the log, newest first. ``start``: revision and step of the first of them."""
        query = log_query(code, last=keys.log_key(*start)) if start else log_query(code)
        query |= {"ScanIndexForward": False, "Limit": most}
        return [to_log_entry(item) for item in islice(self._all(query), most)]

    def log_from(self, code: MunicipalityCode, start: tuple[int, int] | None = None) -> Iterator[LogEntry]:
        """The log, newest entry first, read as it is gone through. ``start``: as of `log_backwards`."""
        while entries := self.log_backwards(code, BATCH, start):
            yield from entries if len(entries) < BATCH else entries[:-1]
            if len(entries) < BATCH:
                return
            start = entries[-1].revision, entries[-1].step

    def reuses(self, code: MunicipalityCode) -> list[Reuse]:
        """The revisions that show rows of before: as the sweep has noted them, and of the entries since.

        Before the first sweep only the newest entries are looked at, so that no more is read than after it.
        """
        if mark := SweepMarks(self.client, self.name).swept(code):
            return [*mark.reuses, *reuses_among(self.log_entries(code, mark.place.number))]
        return reuses_among(self.log_backwards(code, NEWEST_ENTRIES))

    def uploads_with_ids(self, code: MunicipalityCode, ids: Iterable[str]) -> dict[str, Upload]:
        """Those of these uploads whose records are there, by id. Raises UnansweredItemsError."""
        wanted_ids = set(ids)
        found: dict[str, Upload] = {}
        # As `UploadRecords` finds one; most of them are found at once, and then nothing more is asked for.
        for place in (upload_record_key, older_upload_record_key, upload_record_key):
            wanted = [place(code, one) for one in sorted(wanted_ids - found.keys())]
            for item in self._batch_get_all(wanted, consistent=True):
                upload = to_upload(item)
                found[upload.upload_id] = upload
        return found

    def row_keys(self, snapshots: Mapping[MunicipalityCode, str]) -> dict[MunicipalityCode, list[str]]:
        """The keys of the rows of one snapshot of each of these municipalities, where they are kept beside the rows.

        They are not of snapshots that an older release wrote, or that were restored. Raises UnansweredItemsError.
        """
        partitions = {keys.snapshot_partition(code, one): code for code, one in snapshots.items()}
        wanted: list[Item] = [
            {"PK": attribute(partition), "SK": attribute(keys.ROW_KEYS)} for partition in partitions
        ]
        return {
            partitions[item["PK"]["S"]]: unpacked_keys(bytes(item["keys"]["B"]))
            for item in self._batch_get_all(wanted, consistent=False)
        }

    def requested_uploads(self, code: MunicipalityCode) -> list[Upload]:
        """The uploads that are noted as waiting for an approval: all that do are among them.

        Raises UnansweredItemsError.
        """
        ids = RequestedUploads(self.client, self.name).ids(code)
        return list(self.uploads_with_ids(code, ids).values())

    def last_edit(self, code: MunicipalityCode, edited: str) -> str:
        """As `EditMarks.last`."""
        from kleark.adapters.dynamodb.edit_marks import EditMarks  # noqa: PLC0415 (the page alone edits)

        return EditMarks(self.client, self.name).last(code, edited)

    def mark_edit(self, code: MunicipalityCode, edited: str, ticket: str, *, after: str) -> bool:
        """As `EditMarks.add`."""
        from kleark.adapters.dynamodb.edit_marks import EditMarks  # noqa: PLC0415 (the page alone edits)

        return EditMarks(self.client, self.name).add(code, edited, ticket, after=after)

    def is_swept(self, code: MunicipalityCode, snapshot_id: str) -> bool:
        """Whether the rows of a snapshot have been, or are being, deleted."""
        item = self._get(code, keys.snapshot_key(snapshot_id), consistent=True)
        return item is None or item.get("swept", {}).get("BOOL", False)

    def _batch_get_all(self, wanted: Sequence[Item], *, consistent: bool) -> Iterator[Item]:
        return batch_get(self.client, self.name, wanted, self.pause, consistent=consistent)


def _code(item: Item) -> MunicipalityCode:
    return MunicipalityCode(item["PK"]["S"].removeprefix(keys.partition(MunicipalityCode(""))))
