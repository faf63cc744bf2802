"""The buckets of sheets and of reports, as far as the names of what is in them go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.publishing.object_keys import OwnList, destination

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from typing import Any

    from mypy_boto3_s3 import S3Client

    from kleark.publishing.ids import MunicipalityCode


@dataclass(frozen=True, slots=True)
class FileNames:
    """Fulfils `kleark.watch.ports.FileNames`. Older versions and what was deleted are not among them.

    ``uploads``, ``report_bucket``: the buckets' names.
    """

    client: S3Client
    uploads: str
    report_bucket: str

    def sheets(self, code: MunicipalityCode) -> dict[str, datetime]:
        """The keys of its sheets, with when they came; markers of folders are none, nor are lists beside the sheets."""
        found = (one for page in self._pages(self.uploads, f"{code}/") for one in page.get("Contents", []))
        return {one["Key"]: one["LastModified"] for one in found if _is_of_a_sheet(one["Key"])}

    def reports(self, code: MunicipalityCode) -> frozenset[str]:
        """The ids of uploads that there are reports of: the folders, and not the files in them."""
        own = f"{code}/"
        pages = self._pages(self.report_bucket, own, Delimiter="/")
        folders = (one["Prefix"] for page in pages for one in page.get("CommonPrefixes", []))
        names = {folder.removeprefix(own).rstrip("/") for folder in folders}
        return frozenset(names - {*OwnList})

    def _pages(self, bucket: str, prefix: str, **more: str) -> Iterator[Any]:
        asked: Any = {"Bucket": bucket, "Prefix": prefix, **more}
        while True:
            page = self.client.list_objects_v2(**asked)
            yield page
            if not page.get("IsTruncated"):
                return
            asked["ContinuationToken"] = page["NextContinuationToken"]


def _is_of_a_sheet(key: str) -> bool:
    place = destination(key)
    return not place.is_folder and not place.is_list
