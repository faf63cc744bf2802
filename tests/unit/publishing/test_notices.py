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
from kleark.publishing.model import AUTOMATIC, Action, UploadStatus
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


def test_each_cause_that_anything_raises_follows_from_one_record() -> None:
    raised = {*CAUSE_OF_STATUS.values(), *CAUSE_OF_ACTION.values(), NoticeCause.SCHEDULE_FIRED}
    nothing_raises = {NoticeCause.WATCH_FOUND}
    assert set(NoticeCause) - raised - AWAITED_FROM_OTHERS == nothing_raises


AWAITED_FROM_OTHERS = {
    NoticeCause.APPROVAL_ASKED,
    NoticeCause.SENT_BACK,
    NoticeCause.ANSWERS_AWAITED,
    NoticeCause.SHEET_DELETED,
}


def test_who_did_it_is_the_doer_unless_it_was_the_clock() -> None:
    upload = UploadFacts(UPLOAD, UploadStatus.PUBLISHED, RASMUS)
    assert involved_in_entry(entry(), upload) == Involved(doer=GUDRUN, uploader=RASMUS)
    assert involved_in_entry(entry(due=AT), upload) == Involved(uploader=RASMUS, planner=GUDRUN)
    assert involved_in_entry(entry(actor=AUTOMATIC), upload) == Involved(uploader=RASMUS)
    assert involved_in_entry(entry(Action.FREEZE, upload_id=None), None) == Involved(doer=GUDRUN)
    assert involved_in_upload(upload) == Involved(uploader=RASMUS)


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
