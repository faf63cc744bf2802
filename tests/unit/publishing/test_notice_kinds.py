"""The closed lists of what people can be told."""

from __future__ import annotations

from kleark.publishing.notice_kinds import NoticeCause, NoticeKind


def test_the_stored_names_stay_as_they_are() -> None:
    """They stand in the directory of colleagues, in events, and in what others make rules on."""
    assert [kind.value for kind in NoticeKind] == [
        "approval_asked",
        "approval_answered",
        "published",
        "refused",
        "frozen",
        "deleted",
        "watch",
    ]
    assert [cause.value for cause in NoticeCause] == [
        "approval_asked",
        "sent_back",
        "discarded",
        "published",
        "schedule_fired",
        "reverted",
        "unpublished",
        "sheet_rejected",
        "confirmation_awaited",
        "answers_awaited",
        "locked_out",
        "schedule_refused",
        "frozen",
        "unfrozen",
        "sheet_deleted",
        "watch_found",
    ]


def test_each_kind_has_words_of_its_own_and_a_cause() -> None:
    assert len({kind.da for kind in NoticeKind}) == len(NoticeKind)
    assert all(kind.da[0].isupper() and kind.da[-1] != "." for kind in NoticeKind)
    assert {cause.kind for cause in NoticeCause} == set(NoticeKind)
