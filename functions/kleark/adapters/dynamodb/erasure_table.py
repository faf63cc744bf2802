"""The end of a deletion, in the upload's record. Attribute names are always aliased."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.adapters.dynamodb.upload_changes import UploadChange
from kleark.adapters.dynamodb.upload_records import UploadRecords
from kleark.publishing.model import UploadStatus
from kleark.publishing.object_keys import deleted_key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.adapters.dynamodb.items import Scalar
    from kleark.publishing.model import Upload


@dataclass(frozen=True, slots=True)
class ErasureTable:
    """Writes no other attributes than these, which neither LIVE nor the log has: its rights end there."""

    client: DynamoDBClient
    name: str

    def finish(self, upload: Upload, at: str) -> bool:
        """Record that nothing of it is left; whether it was still being deleted.

        The file's name goes with it, and so does the version: with it, somebody who guesses the name could hold the
        guess against the upload's id.
        """
        values: dict[str, Scalar] = {
            "status": UploadStatus.DELETED.value,
            "key": deleted_key(upload.municipality),
            "version_id": "",
            "deleted_at": at,
        }
        change = UploadChange(
            upload.municipality, upload.upload_id, values, {"status": UploadStatus.BEING_DELETED.value}
        )
        return UploadRecords(self.client, self.name).end(change)
