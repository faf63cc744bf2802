"""What other sheets' reports quote of a sheet that is deleted: they were compared with it while it was live."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from kleark.intake.report_files import SUMMARY, page_files, required_files, summary_bytes
from kleark.publishing.object_keys import report_prefix
from kleark.publishing.schedule import REFUSED_PLAN
from kleark.publishing.warnings_file import WARNINGS_FILE, stored_warnings, warnings_bytes
from kleark.report.checked_file import location
from kleark.report.excerpt import Excerpt
from kleark.report.model import Report
from kleark.rules.model import AGAINST_LIVE_GROUP

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kleark.erasure.ports import StoredVersion, VersionedBucket
    from kleark.publishing.answers import SheetWarning
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Upload
    from kleark.publishing.ports import ReportStore

PLAN = "plan.json"
WITH_COMMENTS = "annotated.xlsx"
"""Its comments quote the comparison as well. It cannot be made once more: that takes the sheet."""
_WITH_PLAN = ("report.json", "report.txt", "report.html", SUMMARY, WITH_COMMENTS)


@dataclass(frozen=True, slots=True)
class Folder:
    """What the bucket of reports holds of one upload."""

    upload_id: str
    versions: Sequence[StoredVersion]

    def of(self, name: str) -> list[StoredVersion]:
        """The versions of one file."""
        return [one for one in self.versions if one.key.rpartition("/")[2] == name]


def without_comparison(report: Report) -> Report:
    """The report as if the sheet had not been compared with what was live."""
    dropped = [finding.severity for finding in report.findings if finding.rule.startswith(AGAINST_LIVE_GROUP)]
    counts = report.counts._replace(
        errors=report.counts.errors - dropped.count("error"),
        warnings=report.counts.warnings - dropped.count("warning"),
        infos=report.counts.infos - dropped.count("info"),
    )
    kept = tuple(finding for finding in report.findings if not finding.rule.startswith(AGAINST_LIVE_GROUP))
    return replace(report, findings=kept, counts=counts, plan=None)


def placed_again(warnings: Iterable[SheetWarning], report: Report) -> tuple[SheetWarning, ...]:
    """The warnings with their positions among the findings of a report that has lost some.

    Found by what both say of a place, so that it comes to the same however often it is done.
    """
    positions: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
    for at, finding in enumerate(report.findings):
        positions[finding.rule, finding.sheet or "", location(finding) or ""].append(at)
    return tuple(_placed(one, positions[one.rule, one.sheet, one.location]) for one in warnings)


def _placed(warning: SheetWarning, positions: list[int]) -> SheetWarning:
    if warning.finding is None:
        return warning
    return replace(warning, finding=positions.pop(0) if positions else None)


def forget_quotes(
    code: MunicipalityCode,
    revisions: frozenset[int],
    uploads: Sequence[Upload],
    bucket: VersionedBucket,
    reports: ReportStore,
) -> int:
    """Take out of the other uploads' reports what was compared with these revisions.

    A plan that quotes one of them goes with everything that was made from it; the report is written once more without
    the comparison. The plan goes last, so that an interrupted run finds it again.

    Args:
        code: The municipality.
        revisions: Those whose rows are being deleted; one at least.
        uploads: The municipality's uploads; those that are being deleted themselves are passed over.
        bucket: The bucket of reports.
        reports: Writes to the same.

    Returns:
        How many uploads' reports quoted one of the revisions.
    """
    others = {one.upload_id: one for one in uploads}
    quoting = 0
    for folder in _folders(code, bucket):
        if upload := others.get(folder.upload_id):
            quoting += _forget_in(folder, upload, revisions, bucket, reports)
    return quoting


def _forget_in(
    folder: Folder, upload: Upload, revisions: frozenset[int], bucket: VersionedBucket, reports: ReportStore
) -> bool:
    quoting = [
        one for name in (REFUSED_PLAN, PLAN) for one in folder.of(name) if _quotes_one(one, revisions, bucket)
    ]
    if not quoting:
        return False
    if any(one.is_current and one in folder.of(PLAN) for one in quoting):
        _write_without_comparison(folder, upload, bucket, reports)
        for one in folder.of(WITH_COMMENTS):
            bucket.delete(one)
    # What stands there now was made without the comparison; what stood there before was not.
    for one in list(bucket.versions(report_prefix(folder.upload_id, upload.municipality))):
        if not one.is_current and one.key.rpartition("/")[2] in _WITH_PLAN:
            bucket.delete(one)
    for one in quoting:
        bucket.delete(one)
    return True


def _write_without_comparison(
    folder: Folder, upload: Upload, bucket: VersionedBucket, reports: ReportStore
) -> None:
    if (stored := _current(folder, "report.json", bucket)) is None:
        return
    report = without_comparison(Report.from_json(json.loads(stored)))
    grid = _current(folder, "excerpt.json", bucket)
    excerpt = Excerpt.from_json(json.loads(grid)) if grid else None
    page, _ = page_files(report, excerpt, datetime.fromisoformat(upload.received_at))
    files = required_files(report) | page
    files[SUMMARY] = summary_bytes(report, excerpt, files["report.json"])
    if kept := _current(folder, WARNINGS_FILE, bucket):
        files[WARNINGS_FILE] = warnings_bytes(upload, placed_again(stored_warnings(json.loads(kept)), report))
    for name, content in files.items():
        reports.write(upload.municipality, upload.upload_id, name, content)


def _current(folder: Folder, name: str, bucket: VersionedBucket) -> bytes | None:
    versions = [one for one in folder.of(name) if one.is_current and not one.is_marker]
    return bucket.read(versions[0]) if versions else None


def _folders(code: MunicipalityCode, bucket: VersionedBucket) -> Iterable[Folder]:
    """Those of the municipality's uploads."""
    found: dict[str, list[StoredVersion]] = {}
    for one in bucket.versions(f"{code}/"):
        found.setdefault(one.key.removeprefix(f"{code}/").partition("/")[0], []).append(one)
    return [Folder(upload_id, versions) for upload_id, versions in found.items()]


def _quotes_one(version: StoredVersion, revisions: frozenset[int], bucket: VersionedBucket) -> bool:
    if version.is_marker or (data := bucket.read(version)) is None:
        return False
    return json.loads(data).get("againstRevision") in revisions
