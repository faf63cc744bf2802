"""Presigned URLs and forms: sheets pass between browser and S3 directly, since Lambda's responses hold no 5 MB."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from botocore.exceptions import ClientError

from kleark.adapters.s3 import GONE, UploadStore, content_or_none, error_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_s3 import S3Client

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MOST_BYTES = 20 * 1024 * 1024
"""What S3 takes from a browser. A sheet over 5 MB gets a report that says so, in Danish; a refusal by S3 is XML."""

FORM_LIVES = 3600
LINK_LIVES = 60
"""Seconds."""


@dataclass(frozen=True, slots=True)
class UploadForm:
    """Where a browser posts one sheet, and the fields that must go before the file."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PresignedUrls:
    """Lets a browser reach one object in the bucket of uploads or of reports, for a short time."""

    client: S3Client
    uploads: str
    reports: str

    def form(self, key: str, then: str | None = None) -> UploadForm:
        """A form that can put one object at exactly ``key``, and nothing else.

        ``then``: where the browser goes afterwards; None: S3 answers 204, as a script expects.
        """
        after_upload = {"success_action_redirect": then} if then else {"success_action_status": "204"}
        fields = {"Content-Type": XLSX, **after_upload}
        post = self.client.generate_presigned_post(
            self.uploads,
            key,
            Fields=dict(fields),
            Conditions=[
                *({name: value} for name, value in fields.items()),
                ["content-length-range", 0, MOST_BYTES],
            ],
            ExpiresIn=FORM_LIVES,
        )
        return UploadForm(post["url"], post["fields"])

    def version(self, key: str) -> str | None:
        """The version that the key has now; None where there is no such object."""
        return UploadStore(self.client).current_version(self.uploads, key)

    def order_edit(self, key: str, order: bytes) -> None:
        """Put an edit's order at ``key``. To be called once a ticket says whose it is."""
        self.client.put_object(Bucket=self.uploads, Key=key, Body=order, ContentType="application/json")

    def first_version(self, key: str) -> bytes | None:
        """The order that was put at ``key``; None where it is gone.

        It is the last that S3 lists: the newest comes first. By their times, which are whole seconds, no two of one
        second could be told apart.
        """
        versions = UploadStore(self.client).versions(self.uploads, key)
        own = [one.version_id for one in versions if one.key == key]
        if not own or (oldest := own[-1]) is None:
            return None
        return content_or_none(lambda: self.client.get_object(Bucket=self.uploads, Key=key, VersionId=oldest))

    def has(self, key: str, version: str) -> bool:
        """Whether an uploaded version is still there."""
        asked: dict[str, str] = {} if version.startswith("etag:") else {"VersionId": version}
        return self._exists(self.uploads, key, **asked)

    def upload_link(self, key: str, version: str, name: str) -> str | None:
        """A URL from which one uploaded version can be fetched, for a minute. None: it is gone."""
        asked: dict[str, str] = {} if version.startswith("etag:") else {"VersionId": version}
        if not self._exists(self.uploads, key, **asked):
            return None
        return self._link(self.uploads, key, name, **asked)

    def report_link(self, key: str, name: str) -> str | None:
        """The same for a file of a report."""
        return self._link(self.reports, key, name) if self._exists(self.reports, key) else None

    def _link(self, bucket: str, key: str, name: str, **asked: str) -> str:
        return self.client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": bucket,
                "Key": key,
                "ResponseContentDisposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
                **asked,
            },
            ExpiresIn=LINK_LIVES,
        )

    def _exists(self, bucket: str, key: str, **version: str) -> bool:
        asked: Any = {"Bucket": bucket, "Key": key, **version}
        try:
            self.client.head_object(**asked)
        except ClientError as error:
            if error_code(error) in GONE:
                return False
            raise
        return True
