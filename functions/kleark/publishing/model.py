"""What the table stores of a municipality: its uploads, what is live, schedules and the log.

The names of fields are stored, and hashed in the log: they must not change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kleark.publishing.ids import MunicipalityCode


class UploadStatus(StrEnum):
    """The status of an upload. Only `RECEIVED` and `QUEUED` change by themselves."""

    RECEIVED = "received"
    GONE = "gone"
    """The object was deleted before it could be read."""
    REJECTED = "rejected"
    CHECKED = "checked"
    """Without errors, and uploaded only to be checked."""
    QUEUED = "queued"
    """Without errors; report and configuration are durable; waiting for the publisher."""
    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    """The same rows were live already: no new revision."""
    SUPERSEDED = "superseded"
    """A later upload is live."""
    FROZEN = "frozen"
    """Nothing is published automatically while the municipality is frozen."""
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    """It would remove too many rows, or takes four eyes: a person must confirm it."""
    AWAITING_ANSWERS = "awaiting_answers"
    """It has warnings that nobody has answered, and the municipality, or the rule, lets such a sheet wait."""
    SCHEDULED = "scheduled"
    """A person has set a time at which it goes live."""
    REFUSED = "refused"
    """Its time came, but something other was live than it had been planned against."""
    DISCARDED = "discarded"
    """A person has put it aside. It gets back the status that it had if somebody brings it back."""
    BEING_DELETED = "being_deleted"
    """An approver has asked for its deletion, which is under way. Nothing can be done with it any more."""
    DELETED = "deleted"
    """Nothing of it is left but this record, which says who asked for that and why."""


ON_THEIR_WAY = frozenset({UploadStatus.RECEIVED, UploadStatus.QUEUED})
"""The statuses of an upload that change by themselves: one with another has come to an outcome."""

DELETION = frozenset({UploadStatus.BEING_DELETED, UploadStatus.DELETED})
"""The statuses of an upload of which there is nothing to show any more."""


class Handover(StrEnum):
    """What a person last did with a sheet, for others to know. Stored, and read from the table's stream."""

    ASKED = "asked"
    """Somebody asks for its approval."""
    WITHDRAWN = "withdrawn"
    SENT_BACK = "sent_back"
    DISCARDED = "discarded"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Upload:
    """One version of one uploaded object. Times as `stamp` writes them.

    ``uploaded_at`` and ``order``: see `upload_order`. ``digest``: of the rows it would publish.
    ``reason``: why it was not published, in Danish, for the admin. ``uploaded_by``: the person who uploaded it on
    the admin's page, as the log names them; None where that is unknown, as of what is put straight into the bucket.
    ``held_back_by``: the ids of the rules, with a space between, on whose findings a person must decide before the
    sheet is published; None where there are none. ``warning_count``: how many warnings stand in its
    ``warnings.json``; None where an older release checked it, and kept none.

    ``handover``, ``handover_step``: what a person last did with it, and how many times that was; with the upload's id
    the step names one event. ``asked_by``, ``asked_at``, ``asked_of``, ``asked_note``: who has asked for its approval,
    when, of which approver (None: of any) and with what to say; they stay when it is published. ``asked_from``: the
    status that it had then. ``sent_back_by``, ``sent_back_at``, ``sent_back_note``: the same of who has answered that
    with no. ``discarded_by``, ``discarded_at``: who has discarded it, and when; ``discarded_from``: the status that it
    had.
    ``part``: the name of the part that it speaks for; None for a whole sheet. ``part_reach``: what that part was when
    the sheet was checked, as `configuration.part.parts_to_text` writes it; None where there is no such part.
    ``scan``: for what GuardDuty said of the file it was refused unread; None where it was not.
    ``deletion_at``, ``deletion_by``, ``deletion_note``: when its deletion was asked for, by whom, and why.
    ``edited_from``: the upload that it was made from, by changing single cells and rows as its uploader asked for;
    ``edited_revision``: the revision that was live then, where it was the live rows that were changed. None of a
    sheet that was uploaded whole.
    ``deleted_at``: when nothing of it was left. From then on ``key`` names no file, and ``version_id`` is empty.
    """

    upload_id: str
    municipality: MunicipalityCode
    status: UploadStatus
    bucket: str
    key: str
    version_id: str
    uploaded_at: str
    order: str
    received_at: str
    verdict: str | None = None
    row_count: int | None = None
    digest: str | None = None
    reason: str | None = None
    revision: int | None = None
    uploaded_by: str | None = None
    held_back_by: str | None = None
    handover: Handover | None = None
    handover_step: int | None = None
    asked_by: str | None = None
    asked_at: str | None = None
    asked_of: str | None = None
    asked_note: str | None = None
    asked_from: UploadStatus | None = None
    sent_back_by: str | None = None
    sent_back_at: str | None = None
    sent_back_note: str | None = None
    discarded_by: str | None = None
    discarded_at: str | None = None
    discarded_from: UploadStatus | None = None
    deletion_at: str | None = None
    deletion_by: str | None = None
    deletion_note: str | None = None
    deleted_at: str | None = None
    warning_count: int | None = None
    scan: str | None = None
    edited_from: str | None = None
    edited_revision: int | None = None
    part: str | None = None
    part_reach: str | None = None

    @property
    def holding_rules(self) -> tuple[str, ...]:
        """The ids in ``held_back_by``."""
        return tuple((self.held_back_by or "").split())


@dataclass(frozen=True, slots=True)
class Content:
    """One sealed snapshot, and the upload that it came from (none for an empty one, made on purpose).

    ``sources``: the ids, with a space between, of the other uploads that some of its rows came from, where the upload
    spoke for a part only; None where there are none.
    """

    snapshot_id: str
    digest: str
    row_count: int
    schema_version: str
    upload_id: str
    uploaded_at: str
    sources: str | None = None

    @property
    def upload_ids(self) -> tuple[str, ...]:
        """All uploads that rows of it came from, its own first."""
        return (*([self.upload_id] if self.upload_id else []), *(self.sources or "").split())


@dataclass(frozen=True, slots=True)
class Live:
    """What the portal reads now. Before the first publication: revision 0 and no content.

    ``lock``: counts up at every change, so that nothing is changed on the basis of an outdated reading.
    ``order``: of the newest upload that was ever live, so that after a revert to an older snapshot an old upload that
    arrives late does not become live.
    ``removal_limit``: whole percent of the live rows that a sheet may remove without a person's confirmation;
    None for the usual third. ``four_eyes``: nobody makes live alone what they have uploaded, see `four_eyes`.
    ``wait_for_answers``: a sheet with warnings that nobody has answered is not published automatically.
    ``log_head``, ``log_steps``: the hash of the log's newest entry, and how many entries there are since the
    revision's own.
    ``parts``: the definitions of the municipality's parts, as `configuration.part.parts_to_text` writes them; None
    where it has none. ``part_orders``: the newest upload of each part, see `order_marks`; None where ``order`` is all.
    ``set_aside``: the findings of the watch that are as they should be for now, see `set_aside`; None for none.
    """

    lock: int = 0
    revision: int = 0
    frozen: bool = False
    order: str = ""
    published_at: str = ""
    removal_limit: int | None = None
    four_eyes: bool = False
    log_head: str = ""
    log_steps: int = 0
    wait_for_answers: bool = False
    parts: str | None = None
    part_orders: str | None = None
    set_aside: str | None = None
    content: Content | None = None


class Action(StrEnum):
    """What a log entry tells of. The first three make a revision, the others none."""

    PUBLISH = "publish"
    REVERT = "revert"
    UNPUBLISH = "unpublish"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    SET_LIMIT = "set_limit"
    SET_FOUR_EYES = "set_four_eyes"
    SET_WAIT_FOR_ANSWERS = "set_wait_for_answers"
    SET_PARTS = "set_parts"
    """A part was defined, changed or removed."""
    SET_ASIDE = "set_aside"
    """Findings of the watch are as they should be until a day, or no longer."""
    ANSWER = "answer"
    """Warnings are as they should be, for one reason."""
    WITHDRAW_ANSWER = "withdraw_answer"
    SCHEDULE = "schedule"
    CANCEL = "cancel"
    REFUSE = "refuse"
    """A scheduled publication was due, and the system refused it. The actor is who had scheduled it."""
    DELETE = "delete"
    """An approver has asked for the deletion of a sheet that must not be kept."""


AUTOMATIC = "automatic"
"""The actor of a publication that no person asked for."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One thing that was done to a municipality's configuration. Entries are only ever added.

    ``revision``: the one that it made, or in which it happened. ``step``: 0 where it made the revision, else its
    number among those that happened in it. ``content``: what became live, or was to at the time ``due``; the
    counts go with it. ``restored``: the revision that a revert went back to. ``removal_limit``, ``four_eyes``,
    ``wait_for_answers``: see `Live`; None where the entry is about something else (or, of the limit, where it is the
    usual one again). ``answer_id``, ``answered``, ``rules``: of an answer that was given or withdrawn, its id, how many
    warnings it answers, and the ids of their rules, with a space between; ``answered_hash``: see `log.answered_hash`.
    ``refusal``: why the system refused what was scheduled, as a code of `refusal_codes.RefusalCode`; None where it
    refused nothing, or did so before it was logged why.
    ``deleted_upload``: the id of the upload whose deletion was asked for.
    ``cases_before``, ``cases_after``, ``cases_new``, ``cases_gone``, ``cases_indexed``, ``cases_by_number``,
    ``inventory_at``, ``inventory_digest``: what it was said to do to the cases in the indexes, see
    `kleark.publishing.case_record`; None where no inventory was known, or by a release that did not log it.
    ``part``: the name of the part that was published or scheduled, or whose definition changed; None for a whole sheet.
    ``parts``: all definitions after such a change, as in `Live`; None where there are none left.
    ``findings``, ``until``: the ids of the watch's findings that were set aside, with a space between, and the day on
    which they come back, as an ISO date; without a day they come back at once.
    ``previous``: the hash of the entry before, empty for the first. ``nonce``: 32 random hex digits, so that
    nobody who knows the hash can find the actor and the note by trying. ``hash``: see `kleark.publishing.log`.
    """

    revision: int
    action: Action
    at: str
    actor: str
    note: str
    step: int = 0
    content: Content | None = None
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    restored: int | None = None
    due: str | None = None
    removal_limit: int | None = None
    four_eyes: bool | None = None
    refusal: str | None = None
    deleted_upload: str | None = None
    wait_for_answers: bool | None = None
    answer_id: str | None = None
    answered: int | None = None
    rules: str | None = None
    answered_hash: str | None = None
    cases_before: int | None = None
    cases_after: int | None = None
    cases_new: int | None = None
    cases_gone: int | None = None
    cases_indexed: int | None = None
    cases_by_number: str | None = None
    inventory_at: str | None = None
    inventory_digest: str | None = None
    part: str | None = None
    parts: str | None = None
    findings: str | None = None
    until: str | None = None
    previous: str = ""
    nonce: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A publication that waits for its time: at most one in a municipality.

    ``due``: when, in UTC, as `stamp` writes it. ``revision``: what was live when it was planned; it is only
    carried out while that still is. ``content``: sealed already, so that only LIVE is left to change when due.
    ``part``: the name of the part that it is of; None for a whole sheet. Where nothing of the part has changed, it goes
    on what is live by then.
    ``upload_was``, ``upload_reason``: the upload's status and reason before, which it gets back if the schedule is
    cancelled. ``answers``: the ids, with a space between, of the answers that let it be planned.
    """

    schedule_id: str
    due: str
    revision: int
    actor: str
    note: str
    content: Content
    upload_was: UploadStatus = UploadStatus.CHECKED
    upload_reason: str | None = None
    answers: str = ""
    part: str | None = None

    @property
    def answer_ids(self) -> tuple[str, ...]:
        """The answers, each by its id."""
        return tuple(self.answers.split())


def stamp(moment: datetime) -> str:
    """UTC with milliseconds, e.g. ``2025-11-03T09:15:02.123Z``: sorts as text in the order of time."""
    if moment.tzinfo is None:
        raise ValueError("a time without its zone cannot be compared")
    utc = moment.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}Z"


def upload_order(uploaded_at: str, event_time: str, upload_id: str) -> str:
    """What "newer" means between two uploads of one municipality: text that sorts in their order.

    First the time at which the store itself says that the version was made: it is a property of the upload,
    read from S3, and the same however late, often or out of order its events arrive. S3 gives it in whole
    seconds, so within a second the event's own milliseconds decide, and at last the id, so that any two
    uploads have one order and never replace each other in turn.
    """
    return f"{uploaded_at}|{event_time}|{upload_id}"
