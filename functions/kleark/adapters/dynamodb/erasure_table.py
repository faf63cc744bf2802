"""The end of a deletion, in the upload's record. Attribute names are always aliased."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.conditions import try_write
from kleark.adapters.dynamodb.transactions import key, to_names, to_placeholders
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
        assignments = ", ".join(f"#{name} = :{name}" for name in values)
        written = try_write(
            lambda: self.client.update_item(
                TableName=self.name,
                Key=key(upload.municipality, keys.upload_key(upload.upload_id)),
                UpdateExpression=f"SET {assignments}",
                ConditionExpression="#status = :was",
                ExpressionAttributeNames=to_names(values),
                ExpressionAttributeValues=to_placeholders(values | {"was": UploadStatus.BEING_DELETED.value}),
            )
        )
        return written is not None
