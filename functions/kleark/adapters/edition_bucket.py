"""The bucket that editions of the register are dropped into, and fetched into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.adapters.s3 import answer_or_none
from kleark.editions.ports import StoredFile

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectRequestTypeDef


@dataclass(frozen=True, slots=True)
class EditionBucket:
    """Read as streams: a file is several megabytes, and no more of it is wanted at once."""

    client: S3Client

    def open(self, bucket: str, key: str, version_id: str | None) -> StoredFile | None:
        """One version, or the newest; None where it is gone."""
        request: GetObjectRequestTypeDef = {"Bucket": bucket, "Key": key}
        if version_id is not None:
            request["VersionId"] = version_id
        answer = answer_or_none(lambda: self.client.get_object(**request))
        return StoredFile(answer["ContentLength"], answer["Body"]) if answer else None

    def store(self, bucket: str, key: str, data: bytes) -> None:
        """Put a file there; its notification does the rest."""
        self.client.put_object(Bucket=bucket, Key=key, Body=data, ContentType="application/xml")
