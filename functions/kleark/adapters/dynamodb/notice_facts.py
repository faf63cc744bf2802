"""What a notice needs of the table's items, and nothing else of them: neither a note nor the name of a file."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.expressions import key, to_names
from kleark.adapters.dynamodb.items import from_item
from kleark.adapters.dynamodb.upload_records import UploadRecords
from kleark.publishing.model import Action, Handover, UploadStatus
from kleark.publishing.notices import (
    EntryFacts,
    Involved,
    UploadFacts,
    involved_in_entry,
    involved_in_upload,
    notice_of_entry,
    notice_of_upload,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.notices import Notice

ATTRIBUTES = tuple(sorted({field.name for of in (UploadFacts, EntryFacts) for field in fields(of)}))
"""All that is asked for. The function's role allows no other attribute to be read."""

_WANTED: Any = {
    "ProjectionExpression": ", ".join(f"#{name}" for name in ATTRIBUTES),
    "ExpressionAttributeNames": to_names(ATTRIBUTES),
}


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """Fulfils `kleark.mail.ports.NoticeFacts`."""

    client: DynamoDBClient
    table: str

    def involved(self, notice: Notice) -> Involved | None:
        """Who had to do with it, read consistently; None where the record no longer says what the notice tells."""
        code = notice.municipality
        if notice.step is None and notice.upload_id is None:
            return Involved()
        if notice.step is not None and notice.revision is not None:
            entry = self._entry(code, notice.revision, notice.step)
            if entry is None or not _says(notice, notice_of_entry(code, entry)):
                return None
            return involved_in_entry(entry, self._upload(code, entry.upload_id))
        upload = self._upload(code, notice.upload_id)
        if upload is None or not _says(notice, notice_of_upload(code, upload, notice.happened_at)):
            return None
        return involved_in_upload(upload)

    def _upload(self, code: MunicipalityCode, upload_id: str | None) -> UploadFacts | None:
        if upload_id is None:
            return None
        item = UploadRecords(self.client, self.table).find(code, upload_id, **_WANTED)
        return to_upload_facts(item) if item else None

    def _entry(self, code: MunicipalityCode, revision: int, step: int) -> EntryFacts | None:
        item = self.client.get_item(
            TableName=self.table,
            Key=key(code, keys.log_key(revision, step)),
            ConsistentRead=True,
            **_WANTED,
        ).get("Item")
        return to_entry_facts(item) if item else None


def to_upload_facts(item: Mapping[str, Any]) -> UploadFacts:
    """Of an upload's item. Raises KeyError, TypeError or ValueError where it is none that this release knows."""
    values = _only(UploadFacts, item)
    values["status"] = UploadStatus(values["status"])
    if "handover" in values:
        values["handover"] = Handover(values["handover"])
    if "asked_from" in values:
        values["asked_from"] = UploadStatus(values["asked_from"])
    return UploadFacts(**values)


def to_entry_facts(item: Mapping[str, Any]) -> EntryFacts:
    """Of an item of the log. Raises KeyError, TypeError or ValueError where it is none that this release knows."""
    values = _only(EntryFacts, item)
    values["action"] = Action(values["action"])
    return EntryFacts(**values)


def _only(facts: type[UploadFacts | EntryFacts], item: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(facts)}
    return from_item({name: value for name, value in item.items() if name in names})


def _says(notice: Notice, follows: Notice | None) -> bool:
    return follows is not None and follows.notice_id == notice.notice_id
