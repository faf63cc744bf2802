"""A bucket with all versions of its objects: for what deletes them for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.adapters.s3 import content_or_none
from kleark.erasure.ports import StoredVersion
from kleark.publishing.model import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ListObjectVersionsRequestTypeDef


@dataclass(frozen=True, slots=True)
class VersionedBucket:
    """One bucket."""

    client: S3Client
    bucket: str

    def versions(self, prefix: str) -> Iterator[StoredVersion]:
        """Every version and marker of the objects whose keys begin so."""
        asked: ListObjectVersionsRequestTypeDef = {"Bucket": self.bucket, "Prefix": prefix}
        while True:
            page = self.client.list_object_versions(**asked)
            for one in page.get("Versions", []):
                yield StoredVersion(
                    one["Key"],
                    one["VersionId"],
                    one["ETag"].strip('"'),
                    one["IsLatest"],
                    modified_at=stamp(one["LastModified"]),
                )
            for marker in page.get("DeleteMarkers", []):
                yield StoredVersion(
                    marker["Key"],
                    marker["VersionId"],
                    "",
                    marker["IsLatest"],
                    is_marker=True,
                    modified_at=stamp(marker["LastModified"]),
                )
            if not page["IsTruncated"]:
                return
            asked["KeyMarker"] = page["NextKeyMarker"]
            asked["VersionIdMarker"] = page["NextVersionIdMarker"]

    def delete(self, version: StoredVersion) -> None:
        """Delete just this one, for good. No error where it is gone already."""
        self.client.delete_object(Bucket=self.bucket, Key=version.key, VersionId=version.version_id)

    def read(self, version: StoredVersion) -> bytes | None:
        """What it holds; None where it is gone."""
        return content_or_none(
            lambda: self.client.get_object(Bucket=self.bucket, Key=version.key, VersionId=version.version_id)
        )
