"""A notice goes to exactly those whom it concerns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kleark.identity.colleagues import Colleague
from kleark.identity.person import Role
from kleark.mail.recipients import Recipient, recipients
from kleark.publishing.ids import municipality_code
from kleark.publishing.notice_kinds import NoticeCause, NoticeKind
from kleark.publishing.notices import Involved, Notice

ODENSE, AARHUS = municipality_code("0461"), municipality_code("0751")
SEEN = datetime(2026, 11, 29, tzinfo=UTC)
OWN = "borgerservice@odense.example"
OPERATOR = "arn:aws:sts::1:assumed-role/Operator/anne"


def colleague(subject: str, role: Role = Role.APPROVER, **other: Any) -> Colleague:
    values: dict[str, Any] = {
        "municipality": ODENSE,
        "actor": f"oidc:{subject}:{subject}@odense.example",
        "name": subject.title(),
        "role": role,
        "address": f"{subject}@odense.example",
        "first_seen": SEEN,
        "last_seen": SEEN,
    }
    return Colleague(**values | other)


GUDRUN, GORM = colleague("gudrun"), colleague("gorm")
RASMUS, LAERKE = colleague("rasmus", Role.EDITOR), colleague("laerke", Role.READER)
EVERYBODY = (GUDRUN, GORM, RASMUS, LAERKE)


def notice(cause: NoticeCause) -> Notice:
    return Notice("1" * 32, ODENSE, cause, "2026-11-29T13:12:11.123Z", "7" * 32, 4, 0)


def told(
    cause: NoticeCause, involved: Involved, who: tuple[Colleague, ...] = EVERYBODY, own: str | None = OWN
) -> set[str]:
    """Who is written to: subjects, or the municipality's own address."""
    return {one.subject or one.address for one in recipients(notice(cause), involved, who, own)}


@pytest.mark.parametrize(
    ("cause", "involved", "expected"),
    [
        (NoticeCause.APPROVAL_ASKED, Involved(RASMUS.actor, asker=RASMUS.actor), {"gudrun", "gorm"}),
        (NoticeCause.APPROVAL_ASKED, Involved(RASMUS.actor, asked=GORM.actor), {"gorm"}),
        # Asked by name, but not an approver any more, or gone: then anybody who may approve.
        (NoticeCause.APPROVAL_ASKED, Involved(RASMUS.actor, asked=LAERKE.actor), {"gudrun", "gorm"}),
        (NoticeCause.APPROVAL_ASKED, Involved(RASMUS.actor, asked="oidc:left:x"), {"gudrun", "gorm"}),
        (NoticeCause.APPROVAL_ASKED, Involved(GUDRUN.actor, asker=GUDRUN.actor), {"gorm"}),
        (NoticeCause.SENT_BACK, Involved(GUDRUN.actor, LAERKE.actor, RASMUS.actor), {"rasmus"}),
        (NoticeCause.SENT_BACK, Involved(RASMUS.actor, asker=RASMUS.actor), set()),
        (NoticeCause.DISCARDED, Involved(GUDRUN.actor, RASMUS.actor, RASMUS.actor), {"rasmus"}),
        (NoticeCause.DISCARDED, Involved(RASMUS.actor, RASMUS.actor), set()),
        (NoticeCause.PUBLISHED, Involved(GUDRUN.actor, RASMUS.actor), {"rasmus"}),
        (NoticeCause.PUBLISHED, Involved(GUDRUN.actor, RASMUS.actor, GORM.actor), {"rasmus", "gorm"}),
        (NoticeCause.PUBLISHED, Involved(GUDRUN.actor, GUDRUN.actor), set()),
        (NoticeCause.PUBLISHED, Involved(OPERATOR, RASMUS.actor), {"rasmus"}),
        (NoticeCause.PUBLISHED, Involved(uploader=RASMUS.actor), {"rasmus"}),
        (
            NoticeCause.SCHEDULE_FIRED,
            Involved(uploader=RASMUS.actor, planner=GUDRUN.actor),
            {"rasmus", "gudrun"},
        ),
        (NoticeCause.REVERTED, Involved(GUDRUN.actor), {"gorm"}),
        (NoticeCause.UNPUBLISHED, Involved(OPERATOR), {"gudrun", "gorm"}),
        (NoticeCause.SHEET_REJECTED, Involved(uploader=RASMUS.actor), {"rasmus"}),
        (NoticeCause.CONFIRMATION_AWAITED, Involved(uploader=RASMUS.actor), {"gudrun", "gorm"}),
        (NoticeCause.ANSWERS_AWAITED, Involved(uploader=RASMUS.actor), {"gudrun", "gorm"}),
        (NoticeCause.LOCKED_OUT, Involved(uploader=RASMUS.actor), {"rasmus"}),
        (
            NoticeCause.SCHEDULE_REFUSED,
            Involved(uploader=RASMUS.actor, planner=GUDRUN.actor),
            {"rasmus", "gudrun", "gorm"},
        ),
        (NoticeCause.FROZEN, Involved(GUDRUN.actor), {"gorm", "rasmus"}),
        (NoticeCause.UNFROZEN, Involved(GUDRUN.actor), {"gorm", "rasmus"}),
        (NoticeCause.SHEET_DELETED, Involved(GUDRUN.actor, RASMUS.actor), {"gorm", "rasmus"}),
        (NoticeCause.WATCH_FOUND, Involved(), {"gudrun", "gorm", "rasmus"}),
    ],
)
def test_those_whom_it_concerns_are_told(cause: NoticeCause, involved: Involved, expected: set[str]) -> None:
    assert told(cause, involved) == expected


def test_where_nobody_it_concerns_can_be_reached_the_municipality_is_told() -> None:
    unknown = Involved()
    left = Involved(uploader="oidc:left:left@odense.example")
    for involved in (unknown, left, Involved(uploader=OPERATOR)):
        assert told(NoticeCause.SHEET_REJECTED, involved) == {OWN}
        assert told(NoticeCause.SHEET_REJECTED, involved, own=None) == {"gudrun", "gorm"}
    silent = replace(RASMUS, address=None)
    assert told(NoticeCause.SHEET_REJECTED, Involved(uploader=RASMUS.actor), (GUDRUN, silent)) == {OWN}


def test_an_empty_directory_has_the_municipalitys_own_address_or_nobody() -> None:
    for cause in ROLES:
        assert told(cause, Involved(OPERATOR), ()) == {OWN}
        assert told(cause, Involved(OPERATOR), (), None) == set()
    # Who is alone in the directory, and did it, has colleagues who have not signed in yet.
    assert told(NoticeCause.FROZEN, Involved(GUDRUN.actor), (GUDRUN,)) == {OWN}
    assert told(NoticeCause.FROZEN, Involved(GUDRUN.actor), (GUDRUN,), None) == set()


ROLES = (NoticeCause.REVERTED, NoticeCause.CONFIRMATION_AWAITED, NoticeCause.FROZEN, NoticeCause.WATCH_FOUND)


def test_who_has_turned_it_off_is_not_told_and_nobody_in_their_place() -> None:
    deaf = replace(RASMUS, muted=frozenset({NoticeKind.REFUSED}))
    assert told(NoticeCause.SHEET_REJECTED, Involved(uploader=RASMUS.actor), (GUDRUN, deaf)) == set()
    assert told(NoticeCause.PUBLISHED, Involved(uploader=RASMUS.actor), (GUDRUN, deaf)) == {"rasmus"}


def test_two_who_share_a_mailbox_get_one_mail() -> None:
    shared = [replace(GUDRUN, address="Team@odense.example"), replace(GORM, address="team@odense.example")]
    assert len(recipients(notice(NoticeCause.CONFIRMATION_AWAITED), Involved(), shared, None)) == 1


def test_a_person_is_known_by_the_subject_whatever_they_are_called_now() -> None:
    renamed = Involved(uploader="oidc:rasmus:another.name@odense.example")
    assert told(NoticeCause.SHEET_REJECTED, renamed) == {"rasmus"}
    assert told(NoticeCause.FROZEN, Involved("oidc:gudrun:new-name"), (GUDRUN, GORM)) == {"gorm"}


subjects = st.sampled_from(["gudrun", "gorm", "rasmus", "laerke", "sofie"])
actors = subjects.map(lambda subject: f"oidc:{subject}:{subject}@odense.example")
colleagues = st.lists(
    st.builds(
        colleague,
        subjects,
        st.sampled_from(Role),
        municipality=st.sampled_from([ODENSE, AARHUS]),
        muted=st.frozensets(st.sampled_from(NoticeKind)),
    ),
    unique_by=lambda one: (one.municipality, one.subject),
)
involved_ones = st.builds(
    Involved,
    doer=st.none() | st.just(OPERATOR) | actors,
    uploader=st.none() | st.just(OPERATOR) | actors,
    asker=st.none() | actors,
    asked=st.none() | actors,
    planner=st.none() | actors,
)
causes = st.sampled_from(NoticeCause)


@given(causes, involved_ones, colleagues, st.none() | st.just(OWN))
def test_nobody_is_told_who_must_not_be(
    cause: NoticeCause, involved: Involved, who: list[Colleague], own: str | None
) -> None:
    """Never another municipality's, never who did it, never who has turned it off, and nobody twice."""
    found = recipients(notice(cause), involved, who, own)
    here = {one.subject: one for one in who if one.municipality == ODENSE}
    for recipient in found:
        assert recipient.municipality == ODENSE
        if recipient.subject is None:
            assert recipient.address == own
            continue
        one = here[recipient.subject]
        assert recipient.address == one.address
        assert one.wants(cause.kind)
        assert involved.doer is None or involved.doer.split(":")[1] != one.subject
    assert len({recipient.mark for recipient in found}) == len(found)
    assert found == recipients(
        notice(cause), involved, [one for one in who if one.municipality == ODENSE], own
    )


@given(causes, involved_ones, colleagues, st.none() | st.just(OWN))
def test_turning_it_off_takes_away_oneself_and_nobody_else(
    cause: NoticeCause, involved: Involved, who: list[Colleague], own: str | None
) -> None:
    found = {one.mark for one in recipients(notice(cause), involved, who, own)}
    assume(who)
    quiet, *rest = who
    without = [replace(quiet, muted=frozenset(NoticeKind)), *rest]
    left = {one.mark for one in recipients(notice(cause), involved, without, own)}
    own_mark = Recipient(ODENSE, "", quiet.subject).mark if quiet.municipality == ODENSE else ""
    assert left == found - {own_mark}


@given(causes, involved_ones, colleagues)
def test_whoever_is_reachable_and_concerned_is_told_instead_of_the_municipality(
    cause: NoticeCause, involved: Involved, who: list[Colleague]
) -> None:
    """The municipality's address is for what would else be told to nobody: never beside a person."""
    found = recipients(notice(cause), involved, who, OWN)
    assert len(found) == 1 or all(one.subject for one in found)
