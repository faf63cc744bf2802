"""Which notice follows from a record, and what it says."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from infra.cloudformation import ROOT
from kleark.publishing.ids import municipality_code
from kleark.publishing.model import AUTOMATIC, Action, Handover, UploadStatus
from kleark.publishing.notice_kinds import NoticeCause, NoticeKind
from kleark.publishing.notices import (
    CAUSE_OF_ACTION,
    CAUSE_OF_STATUS,
    EntryFacts,
    Involved,
    Notice,
    UnreadableNoticeError,
    UploadFacts,
    involved_in_entry,
    involved_in_upload,
    notice_from_json,
    notice_of_entry,
    notice_of_upload,
    notice_of_watch,
)

ODENSE, AARHUS = municipality_code("0461"), municipality_code("0751")
SCHEMA = json.loads((ROOT / "schemas" / "events" / "notice-raised.schema.json").read_text(encoding="utf-8"))
AT = "2026-11-29T13:12:11.123Z"
UPLOAD = "7" * 32
RASMUS = "oidc:rasmus:redaktoer@odense.example"
GUDRUN = "oidc:gudrun:godkender@odense.example"

uploads = st.builds(
    UploadFacts,
    upload_id=st.text("0123456789abcdef", min_size=32, max_size=32),
    status=st.sampled_from(UploadStatus),
    uploaded_by=st.none() | st.just(RASMUS),
    handover=st.none() | st.sampled_from(Handover),
    handover_step=st.integers(1, 9),
    asked_by=st.none() | st.just(RASMUS),
    asked_at=st.none() | st.just(AT),
    asked_of=st.none() | st.just(GUDRUN),
    asked_from=st.none() | st.sampled_from(UploadStatus),
    sent_back_by=st.none() | st.just(GUDRUN),
    sent_back_at=st.none() | st.just(AT),
    discarded_by=st.none() | st.just(GUDRUN),
    discarded_at=st.none() | st.just(AT),
    deletion_by=st.none() | st.just(GUDRUN),
    deleted_at=st.none() | st.just(AT),
)
entries = st.builds(
    EntryFacts,
    revision=st.integers(0, 10**6),
    action=st.sampled_from(Action),
    at=st.just(AT),
    actor=st.sampled_from([GUDRUN, AUTOMATIC, "arn:aws:sts::1:assumed-role/Operator/anne"]),
    hash=st.text("0123456789abcdef", min_size=64, max_size=64),
    step=st.integers(0, 99),
    due=st.none() | st.just("2026-11-29T13:00:00.000Z"),
    upload_id=st.none() | st.just("") | st.just(UPLOAD),
)


def entry(action: Action = Action.PUBLISH, **other: Any) -> EntryFacts:
    values: dict[str, Any] = {"revision": 4, "at": AT, "actor": GUDRUN, "hash": "a" * 64, "upload_id": UPLOAD}
    return EntryFacts(action=action, **values | other)


def notices(upload: UploadFacts, logged: EntryFacts) -> list[Notice]:
    both = notice_of_upload(ODENSE, upload, AT), notice_of_entry(ODENSE, logged)
    return [notice for notice in both if notice]


@given(uploads, entries)
def test_an_event_holds_to_its_schema_says_nothing_of_people_and_comes_back_the_same(
    upload: UploadFacts, logged: EntryFacts
) -> None:
    for notice in notices(upload, logged):
        data = notice.to_json()
        Draft202012Validator(SCHEMA).validate(data)
        assert "oidc" not in json.dumps(data)
        assert "arn:" not in json.dumps(data)
        assert notice_from_json(json.loads(json.dumps(data))) == notice


def test_the_schema_lists_every_kind_and_cause() -> None:
    assert SCHEMA["properties"]["kind"]["enum"] == [kind.value for kind in NoticeKind]
    assert SCHEMA["properties"]["cause"]["enum"] == [cause.value for cause in NoticeCause]


@given(uploads, entries)
def test_the_same_record_has_the_same_notice_whenever_it_is_read(
    upload: UploadFacts, logged: EntryFacts
) -> None:
    later = notice_of_upload(ODENSE, upload, "2027-01-01T00:00:00.000Z")
    first = notice_of_upload(ODENSE, upload, AT)
    assert (first and first.notice_id) == (later and later.notice_id)
    assert notice_of_entry(ODENSE, logged) == notice_of_entry(ODENSE, replace(logged))


@given(uploads, entries)
def test_two_municipalities_never_share_a_notice(upload: UploadFacts, logged: EntryFacts) -> None:
    here = {notice.notice_id for notice in notices(upload, logged)}
    others = notice_of_upload(AARHUS, upload, AT), notice_of_entry(AARHUS, logged)
    assert not here & {notice.notice_id for notice in others if notice}


def test_a_publication_is_told_once_by_the_log_alone() -> None:
    assert notice_of_upload(ODENSE, UploadFacts(UPLOAD, UploadStatus.PUBLISHED, RASMUS), AT) is None
    notice = notice_of_entry(ODENSE, entry())
    assert notice is not None
    assert (notice.cause, notice.upload_id, notice.revision, notice.step) == (
        NoticeCause.PUBLISHED,
        UPLOAD,
        4,
        0,
    )


def test_what_goes_live_at_its_time_is_told_as_that() -> None:
    notice = notice_of_entry(ODENSE, entry(due="2026-11-29T13:00:00.000Z"))
    assert notice is not None
    assert notice.cause is NoticeCause.SCHEDULE_FIRED


@pytest.mark.parametrize("action", [Action.SET_LIMIT, Action.SET_FOUR_EYES, Action.SCHEDULE, Action.CANCEL])
def test_settings_and_plans_are_told_to_nobody(action: Action) -> None:
    assert notice_of_entry(ODENSE, entry(action)) is None


def test_a_revision_without_rows_is_about_no_sheet() -> None:
    for action in (Action.UNPUBLISH, Action.REVERT, Action.FREEZE):
        notice = notice_of_entry(ODENSE, entry(action, upload_id=""))
        assert notice is not None
        assert notice.upload_id is None


RAISED = {
    *CAUSE_OF_STATUS.values(),
    *CAUSE_OF_ACTION.values(),
    NoticeCause.SCHEDULE_FIRED,
    NoticeCause.APPROVAL_ASKED,
    NoticeCause.SENT_BACK,
    NoticeCause.DISCARDED,
}


@given(uploads, entries)
def test_a_record_raises_the_causes_that_are_listed_and_no_other(
    upload: UploadFacts, logged: EntryFacts
) -> None:
    assert {notice.cause for notice in notices(upload, logged)} <= RAISED


def test_the_one_other_cause_is_raised_by_the_watch() -> None:
    notice = notice_of_watch(ODENSE, AT)
    assert (notice.cause, notice.happened_at, notice.upload_id, notice.revision) == (
        NoticeCause.WATCH_FOUND,
        AT,
        None,
        None,
    )
    assert notice.notice_id == notice_of_watch(ODENSE, AT).notice_id
    assert notice.notice_id != notice_of_watch(ODENSE, "2030-01-01T00:00:00.000Z").notice_id
    assert set(NoticeCause) - RAISED == {notice.cause}


def asked(**other: Any) -> list[UploadFacts]:
    values: dict[str, Any] = {"uploaded_by": RASMUS, "handover": Handover.ASKED, "handover_step": 1}
    values |= {"asked_by": RASMUS, "asked_at": AT, "asked_of": GUDRUN, "asked_from": UploadStatus.CHECKED}
    return [UploadFacts(UPLOAD, UploadStatus.CHECKED, **values | other)]


def only(upload: UploadFacts) -> tuple[NoticeCause, str, Involved] | None:
    """Cause, time and who had to do with it."""
    notice = notice_of_upload(ODENSE, upload, "2030-01-01T00:00:00.000Z")
    return (notice.cause, notice.happened_at, involved_in_upload(upload)) if notice else None


def test_a_request_is_told_for_as_long_as_it_waits() -> None:
    (waiting,) = asked()
    assert only(waiting) == (
        NoticeCause.APPROVAL_ASKED,
        AT,
        Involved(doer=RASMUS, uploader=RASMUS, asker=RASMUS, asked=GUDRUN),
    )
    # Also of a sheet that waits for an approver anyway: the request is what is new.
    held_back = replace(waiting, status=UploadStatus.AWAITING_CONFIRMATION)
    assert (only(held_back) or ())[:1] == (NoticeCause.APPROVAL_ASKED,)
    for done in (UploadStatus.PUBLISHED, UploadStatus.SCHEDULED, UploadStatus.DISCARDED):
        assert only(replace(waiting, status=done)) is None, done
    for since in (Handover.WITHDRAWN, Handover.RESTORED):
        assert only(replace(waiting, handover=since)) is None, since


def test_asking_again_is_told_again() -> None:
    (first,), (second,) = asked(), asked(handover_step=3)
    ids = [notice.notice_id for one in (first, second) if (notice := notice_of_upload(ODENSE, one, AT))]
    assert len(set(ids)) == 2


def test_what_is_sent_back_or_discarded_is_told_with_who_did_it() -> None:
    (back,) = asked(
        handover=Handover.SENT_BACK, handover_step=2, sent_back_by=GUDRUN, sent_back_at="2026-11-30"
    )
    assert only(back) == (
        NoticeCause.SENT_BACK,
        "2026-11-30",
        Involved(doer=GUDRUN, uploader=RASMUS, asker=RASMUS, asked=GUDRUN),
    )
    assert only(replace(back, status=UploadStatus.PUBLISHED)) is None
    (away,) = asked(
        handover=Handover.DISCARDED, handover_step=2, discarded_by=GUDRUN, discarded_at="2026-11-30"
    )
    cause, at, involved = only(replace(away, status=UploadStatus.DISCARDED)) or (None, "", Involved())
    assert (cause, at, involved.doer) == (NoticeCause.DISCARDED, "2026-11-30", GUDRUN)


def test_a_deletion_is_told_once_nothing_of_the_sheet_is_left() -> None:
    (waiting,) = asked(deletion_by=GUDRUN)
    assert only(replace(waiting, status=UploadStatus.BEING_DELETED)) is None
    gone = replace(waiting, status=UploadStatus.DELETED, deleted_at="2026-11-30")
    cause, at, involved = only(gone) or (None, "", Involved())
    assert (cause, at, involved.doer, involved.uploader) == (
        NoticeCause.SHEET_DELETED,
        "2026-11-30",
        GUDRUN,
        RASMUS,
    )


def test_who_did_it_is_the_doer_unless_it_was_the_clock() -> None:
    upload = UploadFacts(UPLOAD, UploadStatus.PUBLISHED, RASMUS)
    assert involved_in_entry(entry(), upload) == Involved(doer=GUDRUN, uploader=RASMUS)
    assert involved_in_entry(entry(due=AT), upload) == Involved(uploader=RASMUS, planner=GUDRUN)
    assert involved_in_entry(entry(actor=AUTOMATIC), upload) == Involved(uploader=RASMUS)
    assert involved_in_entry(entry(Action.FREEZE, upload_id=None), None) == Involved(doer=GUDRUN)
    assert involved_in_upload(upload) == Involved(uploader=RASMUS)
    (approved,) = asked()
    assert involved_in_entry(entry(), replace(approved, uploaded_by=None)) == Involved(GUDRUN, asker=RASMUS)


@pytest.mark.parametrize(
    "change",
    [
        {"schemaVersion": "2.0"},
        {"noticeId": "nej"},
        {"municipalityCode": "9999"},
        {"cause": "andet"},
        {"uploadId": "../../x"},
        {"revision": -1},
        {"revision": "4"},
        {"step": True},
        {"noticeId": None},
    ],
)
def test_what_is_no_notice_is_refused(change: dict[str, Any]) -> None:
    notice = notice_of_entry(ODENSE, entry())
    assert notice is not None
    with pytest.raises(UnreadableNoticeError):
        notice_from_json(notice.to_json() | change)
    with pytest.raises(UnreadableNoticeError):
        notice_from_json({})
