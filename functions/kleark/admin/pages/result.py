"""What was found in one sheet: verdict first, then what must be fixed, then what should be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kleark.admin.answer_lines import sheet_answers
from kleark.admin.edit_base import can_be_edited, sheet_base
from kleark.admin.edit_orders import edit_form
from kleark.admin.edited_sheet import edited_sheet
from kleark.admin.finding_fields import FindingFields, errors_to_correct, finding_fields
from kleark.admin.pages.downloads import refused_files
from kleark.admin.pages.error_page import NextStep, PageError
from kleark.admin.pages.progress import is_under_way, state_answer, waiting_page
from kleark.admin.rendering import page
from kleark.admin.sheet_options import sheet_options
from kleark.admin.stored_reports import read_summary
from kleark.admin.upload_lists import TONES, recorded_upload
from kleark.i18n.danish_time import danish_zone, format_time
from kleark.i18n.formats import format_count, format_number
from kleark.identity.person import Role
from kleark.publishing.messages import actor_name
from kleark.publishing.model import DELETION, UploadStatus
from kleark.publishing.sheet_name import sheet_name
from kleark.publishing.state_messages import state_label, state_sentence
from kleark.publishing.upload_state import StateKind, state_records, upload_state
from kleark.refusal_codes import RefusalCode
from kleark.report.edit_messages import describe_missing
from kleark.report.finding_progress import describe_progress, progress_between
from kleark.report.html_view import summary_page
from kleark.rules.model import PERSONAL_DATA_GROUP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.admin.answer_lines import SheetAnswers
    from kleark.admin.app_context import PageVisit
    from kleark.admin.edit_orders import EditForm
    from kleark.admin.edited_sheet import EditedSheet
    from kleark.admin.sheet_options import SheetOptions
    from kleark.http.messages import Response
    from kleark.publishing.model import Upload
    from kleark.publishing.upload_state import UploadState
    from kleark.report.html_view import Page
    from kleark.report.summary import Summary


MOST_EARLIER = 25
"""So many of the sheets before this one are looked at for the last that was checked."""


@dataclass(frozen=True, slots=True)
class Result:
    """``report``: the report as it is laid out; ``by``: who uploaded it, empty where nobody knows.

    ``state``: what has become of the sheet; ``state_text``: the same in words, ``tone`` the colour of them.
    ``options``: what this person can do with it beside publishing it.
    ``progress``: what has become of the findings since the municipality's sheet before; empty where there is none.
    ``answers``: those to its warnings.
    ``fields``: those in which findings are corrected; ``edit``: the hidden ones beside them; ``edited``: how the sheet
    came about, if it was made by an edit. ``can_be_edited``: whether it has rows that can be changed.
    ``readable``: whether there are cells to write remarks into. ``fixed``: how much was corrected in the corrected
    sheet; empty where there is none (yet). ``promised``: the same of what one press
    on the page would do. ``not_made``: of each workbook that could not be made, what and why.
    """

    upload: Upload
    name: str
    by: str
    report: Page
    state: UploadState
    state_label: str
    state_text: str
    tone: str
    options: SheetOptions
    progress: str
    readable: bool
    errors: int
    fixable: bool
    fixed: str
    promised: str
    lead: str
    answers: SheetAnswers
    may_have_comments: bool
    not_made: tuple[str, ...]
    fields: FindingFields
    edit: EditForm | None
    newer: str
    edited: EditedSheet | None
    can_be_edited: bool

    @property
    def commentable(self) -> bool:
        """Whether there is a sheet with comments, or may be soon."""
        return self.readable and self.may_have_comments

    @property
    def happened(self) -> bool:
        """Whether something became of the sheet beside its check."""
        return self.state.kind not in (StateKind.CHECKED, StateKind.REJECTED)

    @property
    def may_be_personal(self) -> bool:
        """Whether something was found that must not be kept, or may be such."""
        return any(
            group.rule.startswith(PERSONAL_DATA_GROUP)
            for section in self.report.sections
            for group in section.groups
        )

    @property
    def accepted(self) -> bool:
        """Whether it could be published."""
        return not self.errors


def result(visit: PageVisit) -> Response:
    """The result, or the page that waits for it. Raises PageError."""
    upload = recorded_upload(visit)
    if upload.status in DELETION:
        from kleark.admin.pages.delete import deleted_sheet  # noqa: PLC0415 (few sheets are)

        return deleted_sheet(upload, visit)
    if is_under_way(upload):
        own = f"/ark/{upload.upload_id}"
        return waiting_page(
            visit, name=sheet_name(upload), again=visit.url(own), ask=visit.url(f"{own}/status")
        )
    return result_page(upload, visit)


def result_page(
    upload: Upload, visit: PageVisit, status: int = 200, *, outdated: bool = False, nothing: bool = False
) -> Response:
    """The result of a sheet that was checked. ``outdated``, ``nothing``: why what was to be corrected was not."""
    return page(
        visit,
        "result.html.jinja",
        status,
        here="/ark",
        result=_result(upload, visit),
        outdated=outdated,
        nothing=nothing,
    )


def state(visit: PageVisit) -> Response:
    """Whether the check is over, for the script that waits. Raises PageError."""
    upload = recorded_upload(visit)
    return state_answer(None if is_under_way(upload) else visit.url(f"/ark/{upload.upload_id}"))


def _result(upload: Upload, visit: PageVisit) -> Result:
    reports, code = visit.context.stores.reports, visit.person.code
    summary = None if upload.status is UploadStatus.GONE else read_summary(visit, upload.upload_id)
    if summary is None:
        raise PageError(
            RefusalCode.SHEET_GONE,
            410,
            "Arket blev slettet, før det kunne læses",
            "Vi nåede ikke at kontrollere det. Det skal lægges op igen.",
            next_steps=(NextStep("Vælg arket igen", visit.url("/ark/nyt")),)
            if visit.person.may(Role.EDITOR)
            else (),
        )
    checked_at = datetime.fromisoformat(upload.received_at).astimezone(danish_zone())
    refused = refused_files(visit, upload) if summary.readable else {}
    facts = reports.facts(code, upload.upload_id, "mended.xlsx") if summary.fixable else None
    fixed = _fixed(facts or {})
    records = state_records(visit.table, code, [upload])
    state = upload_state(upload, records)
    correctable = summary.readable and can_be_edited(upload)
    fields = finding_fields(summary) if correctable and visit.person.may(Role.EDITOR) else FindingFields()
    base = sheet_base(upload, visit) if fields else None
    return Result(
        upload=upload,
        name=sheet_name(upload),
        by=actor_name(upload.uploaded_by, "da", visit.known_as) if upload.uploaded_by else "",
        report=summary_page(summary, "da", checked_at),
        state=state,
        state_label=state_label(state, "da", visit.known_as),
        state_text=state_sentence(state, "da", visit.known_as),
        tone=TONES.get(state.kind, "info"),
        options=sheet_options(upload, state, records.live, visit),
        progress=_progress(upload, summary, visit),
        readable=summary.readable,
        errors=summary.counts.errors,
        fixable=summary.fixable and "mended.xlsx" not in refused,
        fixed=fixed,
        promised=_promised(facts or {}) if fields else "",
        lead=_lead(summary) if fields else "",
        answers=sheet_answers(upload, visit),
        may_have_comments="annotated.xlsx" not in refused,
        not_made=tuple(describe_missing(name, reason, "da") for name, reason in refused.items()),
        fields=fields,
        edit=edit_form(base) if base else None,
        newer=base.last.url if base and base.last.stands else "",
        edited=edited_sheet(upload, summary, records.live.revision, visit),
        can_be_edited=correctable and bool(summary.publishes),
    )


def _progress(upload: Upload, summary: Summary, visit: PageVisit) -> str:
    """What has become of the findings since the sheet before; empty where that cannot be told."""
    if not summary.counts.rows:
        return ""
    earlier = (
        one
        for one in visit.table.newest_uploads(visit.person.code, MOST_EARLIER, start=upload)
        if one.uploaded_at < upload.uploaded_at and one.verdict is not None and one.status not in DELETION
    )
    before = next(earlier, None)
    if before is None:
        return ""
    try:
        summary_before = read_summary(visit, before.upload_id)
    except (ValueError, KeyError, TypeError):
        # What has become of another sheet's report must not hide this one's.
        return ""
    if summary_before is None or not summary_before.counts.rows:
        return ""
    progress = progress_between(summary_before.keys, summary.keys)
    if not progress.solved + progress.unchanged + progress.new:
        return ""
    since = describe_progress(progress, "da")
    return f"Siden {sheet_name(before)}, lagt op {format_time(before.uploaded_at, 'da')}: {since}."


def _lead(summary: Summary) -> str:
    """What of a rejected sheet can be corrected on the page, and what only in Excel; empty where nothing can."""
    here, every = errors_to_correct(summary), summary.counts.errors
    if not here:
        return ""
    unchanged = "Det, borgerne ser på Mit Overblik, er ikke ændret."
    if here == every:
        return f"Ret fejlene her på siden, eller ret dem i Excel, og læg arket op igen. {unchanged}"
    errors = format_count(every, ("1 fejl", "{} fejl"), "da")
    return (
        f"Du kan rette {format_number(here, 'da')} af {errors} her på siden. Resten retter du i Excel, og så lægger du "
        f"arket op igen. {unchanged}"
    )


def _promised(facts: Mapping[str, str]) -> str:
    """What is corrected by using all suggestions, and what is left; empty where there is no corrected sheet (yet)."""
    if not {"changed", "left"} <= facts.keys():
        return ""
    changed = format_count(int(facts["changed"]), ("1 celle bliver rettet", "{} celler bliver rettet"), "da")
    forms = ("1 bemærkning skal du selv tage stilling til", "{} bemærkninger skal du selv tage stilling til")
    left = format_count(int(facts["left"]), forms, "da")
    return f"{changed}, og {left}." if int(facts["left"]) else f"{changed}."


def _fixed(facts: Mapping[str, str]) -> str:
    """How much was corrected in a sheet, as `kleark fix` says it; empty where that was not kept."""
    if not {"changed", "left"} <= facts.keys():
        return ""
    changed, left = (
        format_count(int(facts["changed"]), ("1 celle er rettet", "{} celler er rettet"), "da"),
        format_count(int(facts["left"]), ("1 bemærkning er tilbage", "{} bemærkninger er tilbage"), "da"),
    )
    return f"{changed}, {left}."
