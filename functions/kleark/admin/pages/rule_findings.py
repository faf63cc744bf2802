"""All findings of one rule on a sheet, some at a time: where the result names only the first of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kleark.admin.edit_base import can_be_edited, sheet_base
from kleark.admin.edit_orders import edit_form, is_outdated, order_edit, ordered_before
from kleark.admin.finding_fields import FindingFields, fields_of_group
from kleark.admin.form_filling import fill_form
from kleark.admin.pages.edit_findings import wanted_values
from kleark.admin.pages.error_page import NotFoundError
from kleark.admin.pages.progress import is_under_way
from kleark.admin.pagination import PARAMETER, paging, parse_number, requested_page
from kleark.admin.rendering import page
from kleark.admin.stored_reports import read_excerpt, read_summary, whole_group
from kleark.admin.upload_lists import one_upload
from kleark.edit.sheet_edit import CellEdit, SheetEdit
from kleark.identity.person import Role
from kleark.publishing.model import UploadStatus
from kleark.publishing.sheet_name import sheet_name
from kleark.report.html_view import group_page, incomplete

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.http.messages import Response
    from kleark.publishing.model import Upload
    from kleark.report.summary import FindingGroup, Summary

MOST = 100
"""So many are on a page."""


def findings_of_rule(visit: PageVisit) -> Response:
    """A page of the findings of the rule and kind that the address names. Raises NotFoundError where there are none."""
    upload, summary, group = _asked_for(visit)
    return _page(visit, upload, summary, group, requested_page(visit.request))


def correct_findings(visit: PageVisit) -> Response:
    """Order what was typed beside findings of the rule, or one text in all that are alike. Raises PageError."""
    upload, summary, group = _asked_for(visit)
    if not can_be_edited(upload):
        raise NotFoundError
    sent = visit.request.form
    number = parse_number(sent.get(PARAMETER, "")) or 1
    base, fields = sheet_base(upload, visit), fields_of_group(group, summary, 1, group.total)
    edit = SheetEdit(tuple(CellEdit(area, value) for area, value in wanted_values(fields, sent).items()))
    if again := ordered_before(visit, base, edit):
        return again
    outdated = is_outdated(base, visit)
    if not outdated and not edit.is_empty and (ordered := order_edit(visit, base, edit)):
        return ordered
    overtaken = outdated or not edit.is_empty
    made = _page(
        visit, upload, summary, group, number, overtaken=overtaken, nothing=not overtaken and edit.is_empty
    )
    filled = fill_form(made.body.decode(), visit.url(_own(upload, group)), dict(sent))
    return replace(made, body=filled.html.encode()) if filled else made


def _asked_for(visit: PageVisit) -> tuple[Upload, Summary, FindingGroup]:
    upload = one_upload(visit)
    if is_under_way(upload) or upload.status is UploadStatus.GONE:
        raise NotFoundError
    summary = read_summary(visit, upload.upload_id)
    if summary is None or (group := whole_group(visit, upload.upload_id, summary)) is None:
        raise NotFoundError
    return upload, summary, group


def _own(upload: Upload, group: FindingGroup) -> str:
    return f"/ark/{upload.upload_id}/bemaerkninger/{group.kind}-{group.rule}"


def _page(  # noqa: PLR0913 (a page, and why it is shown again)
    visit: PageVisit,
    upload: Upload,
    summary: Summary,
    group: FindingGroup,
    number: int,
    *,
    overtaken: bool = False,
    nothing: bool = False,
) -> Response:
    pages = paging(number, MOST, group.total)
    some = group._replace(findings=group.findings[pages.first - 1 : pages.last])
    shown = group_page(some, summary, read_excerpt(visit, upload.upload_id), "da")
    correctable = summary.readable and can_be_edited(upload) and visit.person.may(Role.EDITOR)
    fields = fields_of_group(group, summary, pages.first, pages.last) if correctable else FindingFields()
    base = sheet_base(upload, visit) if fields else None
    return page(
        visit,
        "rule_findings.html.jinja",
        409 if overtaken else 422 if nothing else 200,
        here="/ark",
        upload=upload,
        name=sheet_name(upload),
        kind=group.kind,
        group=shown.group,
        words=shown.words,
        instead=shown.instead,
        incomplete=incomplete(summary, "da"),
        pages=pages,
        fields=fields,
        form=edit_form(base) if base else None,
        base=base,
        outdated=overtaken,
        nothing=nothing,
    )
