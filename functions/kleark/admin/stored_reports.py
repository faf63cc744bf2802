"""What the page reads of a report: its summary, and findings beyond those that stand in it.

Uploads of a release that wrote no summary have it made from the whole report, as those were shown before.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from kleark.intake.report_files import SUMMARY, can_be_fixed
from kleark.report.excerpt import Excerpt
from kleark.report.model import Report
from kleark.report.summary import Summary, groups_of, read_findings, summary_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.admin.app_context import PageVisit
    from kleark.publishing.object_keys import ReportFolder
    from kleark.report.model import Finding
    from kleark.report.summary import FindingGroup

REPORT = "report.json"


def read_summary(visit: PageVisit, upload_id: str, folder: ReportFolder = None) -> Summary | None:
    """The summary of the report on one of the municipality's uploads; None where there is no report.

    ``folder``: here and below, where the report lies; without one, where those on the municipality's sheets do.

    Raises:
        ValueError: What is stored is no report.
        KeyError: The same.
        TypeError: The same.
    """
    reports, own = visit.context.stores.reports, folder or visit.person.code
    if stored := reports.read(own, upload_id, SUMMARY):
        # One that another release wrote is made once more.
        with suppress(ValueError, KeyError, TypeError):
            if summary := Summary.from_bytes(stored):
                return summary
    if (whole := reports.read(own, upload_id, REPORT)) is None:
        return None
    report = Report.from_json(json.loads(whole))
    return summary_of(report, read_excerpt(visit, upload_id, folder), fixable=can_be_fixed(report))


def every_finding(
    visit: PageVisit, upload_id: str, findings_end: int, folder: ReportFolder = None
) -> Sequence[Finding]:
    """All findings that a report lists. ``findings_end``: see `Summary`. Raises as `read_summary`.

    Where the report has been written once more since, what is read of it may end elsewhere: then it is read whole.
    """
    reports, own = visit.context.stores.reports, folder or visit.person.code
    if findings_end and (beginning := reports.read_beginning(own, upload_id, REPORT, findings_end)):
        with suppress(ValueError, KeyError, TypeError):
            return read_findings(beginning)
    whole = reports.read(own, upload_id, REPORT)
    return Report.from_json(json.loads(whole)).findings if whole else ()


def whole_group(
    visit: PageVisit, upload_id: str, summary: Summary, folder: ReportFolder = None
) -> FindingGroup | None:
    """All findings of the rule and kind that the address names; None where there are none. Raises as `read_summary`."""
    kind, _, rule = visit.path_params["group"].partition("-")
    group = summary.group(kind, rule)
    if group is None or not group.is_cut:
        return group
    every = groups_of(every_finding(visit, upload_id, summary.findings_end, folder))
    return next((one for one in every if (one.kind, one.rule) == (kind, rule)), None)


def read_excerpt(visit: PageVisit, upload_id: str, folder: ReportFolder = None) -> Excerpt | None:
    """The cells around the findings, with the topics of all of them; None where there are none."""
    stored = visit.context.stores.reports.read(folder or visit.person.code, upload_id, "excerpt.json")
    return Excerpt.from_json(json.loads(stored)) if stored else None
