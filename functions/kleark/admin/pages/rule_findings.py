"""All findings of one rule on a sheet, some at a time: where the result names only the first of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.admin.pages.error_page import NotFoundError
from kleark.admin.pages.progress import is_under_way
from kleark.admin.pagination import paging, requested_page
from kleark.admin.rendering import page
from kleark.admin.stored_reports import every_finding, read_excerpt, read_summary
from kleark.admin.upload_lists import one_upload
from kleark.publishing.model import UploadStatus
from kleark.publishing.sheet_name import sheet_name
from kleark.report.html_view import group_page, incomplete
from kleark.report.summary import groups_of

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.http.messages import Response
    from kleark.publishing.model import Upload
    from kleark.report.summary import FindingGroup, Summary

MOST = 100
"""So many are on a page."""


def findings_of_rule(visit: PageVisit) -> Response:
    """A page of the findings of the rule and kind that the address names. Raises NotFoundError where there are none."""
    upload = one_upload(visit)
    if is_under_way(upload) or upload.status is UploadStatus.GONE:
        raise NotFoundError
    summary = read_summary(visit, upload.upload_id)
    if summary is None or (group := _whole_group(upload, summary, visit)) is None:
        raise NotFoundError
    pages = paging(requested_page(visit.request), MOST, group.total)
    some = group._replace(findings=group.findings[pages.first - 1 : pages.last])
    shown = group_page(some, summary, read_excerpt(visit, upload.upload_id), "da")
    return page(
        visit,
        "rule_findings.html.jinja",
        here="/ark",
        upload=upload,
        name=sheet_name(upload),
        kind=group.kind,
        group=shown.group,
        words=shown.words,
        instead=shown.instead,
        incomplete=incomplete(summary, "da"),
        pages=pages,
    )


def _whole_group(upload: Upload, summary: Summary, visit: PageVisit) -> FindingGroup | None:
    kind, _, rule = visit.path_params["group"].partition("-")
    group = summary.group(kind, rule)
    if group is None or not group.is_cut:
        return group
    every = groups_of(every_finding(visit, upload.upload_id, summary.findings_end))
    return next((one for one in every if (one.kind, one.rule) == (kind, rule)), None)
