"""Which notice follows from what is in the table, and who had to do with it: pure functions of single records.

The stream gives an item as it is now, never as it was, more than once, and late. So a notice follows from the record
alone, and has an id that is the same whenever the same thing is told.

A notice says where and what kind of thing happened: never a name, a note, a file's name or a value.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kleark.publishing.approval_request import is_waiting_for_approval
from kleark.publishing.correlation import entry_correlation
from kleark.publishing.ids import checked_id, municipality_code
from kleark.publishing.model import AUTOMATIC, DELETION, Action, Handover, UploadStatus
from kleark.publishing.notice_kinds import NoticeCause

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.publishing.ids import MunicipalityCode

NOTICE_SCHEMA_VERSION = "1.0"
"""Of the event's form, ``schemas/events/notice-raised.schema.json``."""


class UnreadableNoticeError(ValueError):
    """An event is no notice in the form that this release knows."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something happened that people of a municipality want to be told.

    Attributes:
        notice_id: 32 hex digits, the same whenever this is told.
        municipality: Whose it is.
        cause: What happened.
        happened_at: When, as `model.stamp` writes it.
        upload_id: The sheet that it is about; None where it is about none.
        revision: The one that was made, or in which it happened; None for a sheet that has not been live.
        step: Of the log's entry in that revision, see `LogEntry`; None where no entry tells of it.
        correlation_id: See `correlation`; None in an event of an earlier release.
    """

    notice_id: str
    municipality: MunicipalityCode
    cause: NoticeCause
    happened_at: str
    upload_id: str | None = None
    revision: int | None = None
    step: int | None = None
    correlation_id: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As in ``schemas/events/notice-raised.schema.json``; what it does not have is left out."""
        values = {
            "schemaVersion": NOTICE_SCHEMA_VERSION,
            "noticeId": self.notice_id,
            "municipalityCode": self.municipality,
            "kind": self.cause.kind.value,
            "cause": self.cause.value,
            "happenedAt": self.happened_at,
            "uploadId": self.upload_id,
            "revision": self.revision,
            "step": self.step,
            "correlationId": self.correlation_id,
        }
        return {name: value for name, value in values.items() if value is not None}


def notice_from_json(data: Mapping[str, Any]) -> Notice:
    """The opposite of `Notice.to_json`. Raises UnreadableNoticeError."""
    try:
        if data["schemaVersion"] != NOTICE_SCHEMA_VERSION:
            raise UnreadableNoticeError("another version of the event's form")
        upload_id, correlation_id = data.get("uploadId"), data.get("correlationId")
        return Notice(
            checked_id(data["noticeId"]),
            municipality_code(data["municipalityCode"]),
            NoticeCause(data["cause"]),
            str(data["happenedAt"]),
            None if upload_id is None else checked_id(upload_id),
            _count(data.get("revision")),
            _count(data.get("step")),
            None if correlation_id is None else checked_id(correlation_id),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableNoticeError("not a notice") from error


@dataclass(frozen=True, slots=True)
class UploadFacts:
    """What a notice needs of an upload's record, under the names that are stored. See `Upload`."""

    upload_id: str
    status: UploadStatus
    uploaded_by: str | None = None
    handover: Handover | None = None
    handover_step: int | None = None
    asked_by: str | None = None
    asked_at: str | None = None
    asked_of: str | None = None
    asked_from: UploadStatus | None = None
    sent_back_by: str | None = None
    sent_back_at: str | None = None
    discarded_by: str | None = None
    discarded_at: str | None = None
    deletion_by: str | None = None
    deleted_at: str | None = None


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What a notice needs of an entry of the log, under the names that are stored. See `LogEntry` and `Content`."""

    revision: int
    action: Action
    at: str
    actor: str
    hash: str
    step: int = 0
    due: str | None = None
    upload_id: str | None = None


@dataclass(frozen=True, slots=True)
class Involved:
    """Who had to do with what a notice tells, each as the log names them.

    Attributes:
        doer: Who did it. They know, and are never told. None where nobody did, or it is unknown.
        uploader: Who uploaded the sheet.
        asker: Who asked for its approval.
        asked: The approver who was asked by name.
        planner: Who set the time that has come.
    """

    doer: str | None = None
    uploader: str | None = None
    asker: str | None = None
    asked: str | None = None
    planner: str | None = None


def notice_of_upload(
    code: MunicipalityCode, upload: UploadFacts, at: str, *, check_only: bool = False
) -> Notice | None:
    """What an upload's record has to tell; None for nothing. What makes a revision is told by the log's entry.

    Args:
        code: Whose it is.
        upload: What the record says.
        at: When the record became as it is, where it does not say so itself.
        check_only: Whether it was put where sheets are only checked. Where nobody knows by whom, its errors are told
            to nobody: a program that tries drafts reads the report, and would fill the mailboxes of those who have no
            part in it.
    """
    if check_only and upload.uploaded_by is None and upload.status is UploadStatus.REJECTED:
        return None
    if act := _last_act(upload):
        notice_id = _notice_id(code, act.cause, upload.upload_id, str(upload.handover_step))
        return Notice(notice_id, code, act.cause, act.at, upload.upload_id, correlation_id=upload.upload_id)
    if (cause := CAUSE_OF_STATUS.get(upload.status)) is None:
        return None
    notice_id = _notice_id(code, cause, upload.upload_id)
    return Notice(notice_id, code, cause, at, upload.upload_id, correlation_id=upload.upload_id)


@dataclass(frozen=True, slots=True)
class _Act:
    """What a person did with a sheet, and that still stands."""

    cause: NoticeCause
    at: str
    doer: str | None


def _last_act(upload: UploadFacts) -> _Act | None:
    """What somebody last did with the sheet, if nothing has become of it since.

    The record keeps saying it: of a sheet that was approved, that its approval was asked.
    """
    if upload.status is UploadStatus.DELETED and upload.deleted_at:
        return _Act(NoticeCause.SHEET_DELETED, upload.deleted_at, upload.deletion_by)
    match upload.handover:
        case Handover.ASKED if is_waiting_for_approval(upload) and upload.asked_at:
            return _Act(NoticeCause.APPROVAL_ASKED, upload.asked_at, upload.asked_by)
        case Handover.SENT_BACK if upload.sent_back_at and upload.status not in _BEYOND_AN_ANSWER:
            return _Act(NoticeCause.SENT_BACK, upload.sent_back_at, upload.sent_back_by)
        case Handover.DISCARDED if upload.discarded_at and upload.status is UploadStatus.DISCARDED:
            return _Act(NoticeCause.DISCARDED, upload.discarded_at, upload.discarded_by)
        case _:
            return None


def notice_of_entry(code: MunicipalityCode, entry: EntryFacts) -> Notice | None:
    """What an entry of the log has to tell; None for nothing."""
    if (cause := CAUSE_OF_ACTION.get(entry.action)) is None:
        return None
    if cause is NoticeCause.PUBLISHED and entry.due:
        cause = NoticeCause.SCHEDULE_FIRED
    return Notice(
        _notice_id(code, cause, entry.hash),
        code,
        cause,
        entry.at,
        # A revision without rows comes from no upload.
        (entry.upload_id or None) if cause in _ABOUT_A_SHEET else None,
        entry.revision,
        entry.step,
        entry_correlation(entry.action, entry.upload_id, entry.hash),
    )


def notice_of_watch(code: MunicipalityCode, at: str) -> Notice:
    """That the watch has found something new. ``at``: when people were to be told, which names the notice."""
    notice_id = _notice_id(code, NoticeCause.WATCH_FOUND, at)
    return Notice(notice_id, code, NoticeCause.WATCH_FOUND, at, correlation_id=notice_id)


def involved_in_upload(upload: UploadFacts) -> Involved:
    """Who had to do with an upload's record."""
    act = _last_act(upload)
    return Involved(
        doer=act.doer if act else None,
        uploader=upload.uploaded_by,
        asker=upload.asked_by,
        asked=upload.asked_of,
    )


def involved_in_entry(entry: EntryFacts, upload: UploadFacts | None) -> Involved:
    """Who had to do with an entry of the log. ``upload``: the one that it is about, where there is one.

    What happens at a time that was set is done by the clock: whoever set it wants to be told.
    """
    actor = None if entry.actor == AUTOMATIC else entry.actor
    uploader, asker = (upload.uploaded_by, upload.asked_by) if upload else (None, None)
    if entry.due:
        return Involved(uploader=uploader, asker=asker, planner=actor)
    return Involved(doer=actor, uploader=uploader, asker=asker)


CAUSE_OF_STATUS: Mapping[UploadStatus, NoticeCause] = {
    UploadStatus.REJECTED: NoticeCause.SHEET_REJECTED,
    UploadStatus.AWAITING_CONFIRMATION: NoticeCause.CONFIRMATION_AWAITED,
    UploadStatus.AWAITING_ANSWERS: NoticeCause.ANSWERS_AWAITED,
    UploadStatus.FROZEN: NoticeCause.LOCKED_OUT,
    UploadStatus.DELETED: NoticeCause.SHEET_DELETED,
}
"""Of the statuses that are told. The stream's filter in template.yaml lets through these alone."""

TOLD_HANDOVERS = (Handover.ASKED, Handover.SENT_BACK, Handover.DISCARDED)
"""The stream's filter in template.yaml lets through these, too."""

_BEYOND_AN_ANSWER = DELETION | {UploadStatus.PUBLISHED, UploadStatus.SCHEDULED, UploadStatus.DISCARDED}

CAUSE_OF_ACTION: Mapping[Action, NoticeCause] = {
    Action.PUBLISH: NoticeCause.PUBLISHED,
    Action.REVERT: NoticeCause.REVERTED,
    Action.UNPUBLISH: NoticeCause.UNPUBLISHED,
    Action.FREEZE: NoticeCause.FROZEN,
    Action.UNFREEZE: NoticeCause.UNFROZEN,
    Action.REFUSE: NoticeCause.SCHEDULE_REFUSED,
}
"""Of the actions that are told. The stream's filter in template.yaml lets through these alone."""

_ABOUT_A_SHEET = frozenset({NoticeCause.PUBLISHED, NoticeCause.SCHEDULE_FIRED, NoticeCause.SCHEDULE_REFUSED})


def _notice_id(*parts: str) -> str:
    return hashlib.sha256("|".join(("NoticeRaised", *parts)).encode()).hexdigest()[:32]


def _count(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise UnreadableNoticeError("not a number")
    return value
