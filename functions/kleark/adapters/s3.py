"""The buckets of uploads and of reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from kleark.intake.notification import ObjectCreated
from kleark.intake.ports import SCAN_TAG, UploadedObject
from kleark.publishing.model import stamp
from kleark.publishing.object_keys import report_prefix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import (
        GetObjectOutputTypeDef,
        GetObjectRequestTypeDef,
        ListObjectVersionsRequestTypeDef,
    )

    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.object_keys import ReportFolder

# S3's codes for an object that is gone: by its key, by its version, or under a delete marker.
GONE = frozenset({"NoSuchKey", "NoSuchVersion", "404", "MethodNotAllowed", "405"})

_CONTENT_TYPES = {
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class UploadStore:
    """The bucket that municipalities upload to. ``scans``: what is fetched must have been scanned for malware."""

    client: S3Client
    scans: bool = False

    def current_version(self, bucket: str, key: str) -> str | None:
        """The version that the key has now, or its ETag in a bucket without versions. None: it is gone.

        For the page that waits for a sheet just sent, and for local engines, whose events leave the version out.
        """
        try:
            head = self.client.head_object(Bucket=bucket, Key=key)
        except ClientError as error:
            if error_code(error) in GONE:
                return None
            raise
        return head.get("VersionId") or "etag:" + head["ETag"].strip('"')

    def versions(self, bucket: str, prefix: str) -> Iterator[ObjectCreated]:
        """Every version that is still there of the objects whose keys begin so, as S3 told of it when it came."""
        asked: ListObjectVersionsRequestTypeDef = {"Bucket": bucket, "Prefix": prefix}
        while True:
            page = self.client.list_object_versions(**asked)
            for one in page.get("Versions", []):
                at = stamp(one["LastModified"])
                yield ObjectCreated(bucket, one["Key"], one["VersionId"], at, one["Size"])
            if not page["IsTruncated"]:
                return
            asked["KeyMarker"] = page["NextKeyMarker"]
            asked["VersionIdMarker"] = page["NextVersionIdMarker"]

    def fetch(self, bucket: str, key: str, version_id: str, limit: int) -> UploadedObject | None:
        """Read a version of at most ``limit`` bytes. None: it is gone.

        The length stands in the answer's head, so an object that is too large is never read.
        """
        request: GetObjectRequestTypeDef = {"Bucket": bucket, "Key": key}
        if not version_id.startswith("etag:"):
            request["VersionId"] = version_id
        answer = answer_or_none(lambda: self.client.get_object(**request))
        if answer is None:
            return None
        with answer["Body"] as body:
            size = answer["ContentLength"]
            data = None if size > limit else body.read()
        scan = self._scan(request) if self.scans else None
        return UploadedObject(size, answer["LastModified"], data, self.scans, scan)

    def store(self, bucket: str, key: str, data: bytes) -> str:
        """Put a workbook there; gives its version, as `current_version` does."""
        put = self.client.put_object(Bucket=bucket, Key=key, Body=data, ContentType=_CONTENT_TYPES["xlsx"])
        return put.get("VersionId") or "etag:" + put["ETag"].strip('"')

    def _scan(self, request: GetObjectRequestTypeDef) -> str | None:
        """The result that stands on that version; None where none does."""
        version: Any = {"VersionId": request["VersionId"]} if "VersionId" in request else {}
        asked = self.client.get_object_tagging(Bucket=request["Bucket"], Key=request["Key"], **version)
        return next((tag["Value"] for tag in asked["TagSet"] if tag["Key"] == SCAN_TAG), None)


@dataclass(frozen=True, slots=True)
class ReportStore:
    """The bucket of reports and validated configurations, one folder for each upload."""

    client: S3Client
    bucket: str

    def write(
        self,
        folder: ReportFolder,
        upload_id: str,
        name: str,
        content: bytes,
        facts: Mapping[str, str] | None = None,
    ) -> None:
        """Store one file of an upload's report; ``name`` is e.g. ``report.json``, ``facts`` its metadata."""
        self.client.put_object(
            Bucket=self.bucket,
            Key=report_prefix(upload_id, folder) + name,
            Body=content,
            ContentType=_CONTENT_TYPES[name.rpartition(".")[2]],
            Metadata=facts or {},
        )

    def read(self, folder: ReportFolder, upload_id: str, name: str) -> bytes | None:
        """One file of the report on an upload; None where there is no such file."""
        key = report_prefix(upload_id, folder) + name
        return content_or_none(lambda: self.client.get_object(Bucket=self.bucket, Key=key))

    def read_beginning(self, folder: ReportFolder, upload_id: str, name: str, size: int) -> bytes | None:
        """The first ``size`` bytes of one file of the report, one at least; None where there is no such file."""
        key, wanted = report_prefix(upload_id, folder) + name, f"bytes=0-{size - 1}"
        return content_or_none(lambda: self.client.get_object(Bucket=self.bucket, Key=key, Range=wanted))

    def facts(self, code: MunicipalityCode, upload_id: str, name: str) -> Mapping[str, str] | None:
        """The metadata of one file of the report; None where there is no such file."""
        try:
            head = self.client.head_object(Bucket=self.bucket, Key=report_prefix(upload_id, code) + name)
        except ClientError as error:
            if error_code(error) in GONE:
                return None
            raise
        return head["Metadata"]

    def configuration(self, code: MunicipalityCode, upload_id: str) -> bytes:
        """The ``config.json`` of an upload of this municipality. Raises ClientError when there is none."""
        key = report_prefix(upload_id, code) + "config.json"
        with self.client.get_object(Bucket=self.bucket, Key=key)["Body"] as body:
            return body.read()


def content_or_none(get: Callable[[], GetObjectOutputTypeDef]) -> bytes | None:
    """What an object holds; None where it is gone. ``get``: asks for it. Raises ClientError for any other reason."""
    answer = answer_or_none(get)
    if answer is None:
        return None
    with answer["Body"] as body:
        return body.read()


def answer_or_none(get: Callable[[], GetObjectOutputTypeDef]) -> GetObjectOutputTypeDef | None:
    """S3's answer, whose body has not been read; None where the object is gone. Raises ClientError as it is."""
    try:
        return get()
    except ClientError as error:
        if error_code(error) in GONE:
            return None
        raise


def error_code(error: ClientError) -> str:
    """AWS's code for the error."""
    return error.response.get("Error", {}).get("Code", "")
