"""What people can be told by e-mail: the kinds, which each person can turn off, and the causes of each.

Closed lists. The values are stored in the directory of colleagues and stand in events: they must not change.
"""

from __future__ import annotations

from enum import StrEnum


class NoticeKind(StrEnum):
    """What a person may turn off."""

    APPROVAL_ASKED = "approval_asked"
    APPROVAL_ANSWERED = "approval_answered"
    PUBLISHED = "published"
    REFUSED = "refused"
    FROZEN = "frozen"
    DELETED = "deleted"
    WATCH = "watch"

    @property
    def da(self) -> str:
        """What the person is told of, as the label of the choice to be told."""
        return _LABELS[self]


class NoticeCause(StrEnum):
    """What has happened. A notice has one cause, and the kind of that cause."""

    APPROVAL_ASKED = "approval_asked"
    """Somebody asks for the approval of a sheet."""
    SENT_BACK = "sent_back"
    """An approver has sent back a sheet that was waiting for approval."""
    DISCARDED = "discarded"
    """Somebody has put a sheet aside."""
    PUBLISHED = "published"
    """A sheet is live: by a person, or by itself."""
    SCHEDULE_FIRED = "schedule_fired"
    """A sheet is live, at the time that was set for it."""
    REVERTED = "reverted"
    """An earlier revision is live again."""
    UNPUBLISHED = "unpublished"
    """Nothing of the municipality is live any more."""
    SHEET_REJECTED = "sheet_rejected"
    """A sheet has errors."""
    CONFIRMATION_AWAITED = "confirmation_awaited"
    """A sheet without errors was not published by itself: an approver must decide."""
    ANSWERS_AWAITED = "answers_awaited"
    """A sheet was not published by itself: its warnings must be answered."""
    LOCKED_OUT = "locked_out"
    """A sheet was not published by itself: the municipality is frozen."""
    SCHEDULE_REFUSED = "schedule_refused"
    """The time that was set for a sheet has come, and it was refused."""
    FROZEN = "frozen"
    UNFROZEN = "unfrozen"
    SHEET_DELETED = "sheet_deleted"
    WATCH_FOUND = "watch_found"
    """What is live is no longer right. Once a week at most."""

    @property
    def kind(self) -> NoticeKind:
        """What a person turns off to hear no more of this."""
        return _KINDS[self]


_LABELS = {
    NoticeKind.APPROVAL_ASKED: "En kollega beder om din godkendelse af et ark",
    NoticeKind.APPROVAL_ANSWERED: "Et ark, du har sendt til godkendelse, er sendt tilbage eller kasseret",
    NoticeKind.PUBLISHED: "Et ark er offentliggjort, en tidligere version vises igen, eller visningen er tømt",
    NoticeKind.REFUSED: "Et ark er ikke offentliggjort: det har fejl, venter på en godkender eller er afvist",
    NoticeKind.FROZEN: "Visningen er låst eller låst op",
    NoticeKind.DELETED: "Et ark er slettet",
    NoticeKind.WATCH: "Noget i det, der vises nu, er ikke længere rigtigt",
}

_KINDS = {
    NoticeCause.APPROVAL_ASKED: NoticeKind.APPROVAL_ASKED,
    NoticeCause.SENT_BACK: NoticeKind.APPROVAL_ANSWERED,
    NoticeCause.DISCARDED: NoticeKind.APPROVAL_ANSWERED,
    NoticeCause.PUBLISHED: NoticeKind.PUBLISHED,
    NoticeCause.SCHEDULE_FIRED: NoticeKind.PUBLISHED,
    NoticeCause.REVERTED: NoticeKind.PUBLISHED,
    NoticeCause.UNPUBLISHED: NoticeKind.PUBLISHED,
    NoticeCause.SHEET_REJECTED: NoticeKind.REFUSED,
    NoticeCause.CONFIRMATION_AWAITED: NoticeKind.REFUSED,
    NoticeCause.ANSWERS_AWAITED: NoticeKind.REFUSED,
    NoticeCause.LOCKED_OUT: NoticeKind.REFUSED,
    NoticeCause.SCHEDULE_REFUSED: NoticeKind.REFUSED,
    NoticeCause.FROZEN: NoticeKind.FROZEN,
    NoticeCause.UNFROZEN: NoticeKind.FROZEN,
    NoticeCause.SHEET_DELETED: NoticeKind.DELETED,
    NoticeCause.WATCH_FOUND: NoticeKind.WATCH,
}
