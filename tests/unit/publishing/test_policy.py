from __future__ import annotations

from dataclasses import replace

import pytest

from kleark.configuration.plan import Plan, RowKey, removes_too_much
from kleark.publishing.answers import SheetWarning
from kleark.publishing.ids import municipality_code
from kleark.publishing.model import Content, Live, Upload, UploadStatus
from kleark.publishing.policy import Decision, Outcome, answers_matter, decide
from tests.unit.configuration.test_plan import ROW

UPLOAD = Upload(
    upload_id="u2",
    municipality=municipality_code("0461"),
    status=UploadStatus.QUEUED,
    bucket="uploads",
    key="0461/ark.xlsx",
    version_id="v",
    uploaded_at="2025-11-03T12:00:00.000Z",
    order="2025-11-03T12:00:00.000Z|2025-11-03T12:00:00.500Z|u2",
    received_at="2025-11-03T12:00:01.000Z",
)
CONTENT = Content("s1", "old", 9, "1.0", "u1", "2025-11-03T11:00:00.000Z")
LIVE = Live(revision=4, order="2025-11-03T11:00:00.000Z|2025-11-03T11:00:00.500Z|u1", content=CONTENT)
NEWER = "2025-11-03T12:00:00.000Z|2025-11-03T12:00:00.501Z|u1"


def plan(removed: int = 0, unchanged: int = 9, added: int = 0) -> Plan:
    return Plan((ROW,) * added, (), (ROW,) * removed, (RowKey.of(ROW),) * unchanged)


def outcome(
    upload: Upload = UPLOAD, live: Live = LIVE, of: Plan | None = None, digest: str = "new"
) -> Outcome:
    return decide(upload, digest, live, of or plan()).outcome


def test_a_newer_upload_is_published() -> None:
    assert decide(UPLOAD, "new", LIVE, plan()) == Decision(Outcome.PUBLISHED)
    assert outcome(live=Live(), of=plan(unchanged=0, added=9)) is Outcome.PUBLISHED


@pytest.mark.parametrize("status", [status for status in UploadStatus if status is not UploadStatus.QUEUED])
def test_only_a_queued_upload_has_its_turn(status: UploadStatus) -> None:
    assert outcome(replace(UPLOAD, status=status)) is Outcome.ALREADY_SETTLED


@pytest.mark.parametrize("order", [NEWER, UPLOAD.order, "2025-11-03T12:00:01.000Z||"])
def test_an_upload_must_be_newer_than_any_that_was_live(order: str) -> None:
    assert outcome(live=replace(LIVE, order=order)) is Outcome.SUPERSEDED


def test_within_the_same_second_the_event_s_time_decides() -> None:
    assert outcome(live=replace(LIVE, order=NEWER.replace(".501Z", ".499Z"))) is Outcome.PUBLISHED


def test_frozen() -> None:
    assert outcome(live=replace(LIVE, frozen=True)) is Outcome.FROZEN
    assert outcome(live=Live(frozen=True)) is Outcome.FROZEN


def test_four_eyes() -> None:
    """A machine has none: neither for the first publication nor for one that removes nothing."""
    for live in (replace(LIVE, four_eyes=True), Live(four_eyes=True)):
        decision = decide(UPLOAD, "new", live, plan())
        assert decision.outcome is Outcome.AWAITING_CONFIRMATION
        assert "fire øjne" in (decision.reason or "")
        assert "Læg det op på siden" in (decision.reason or "")


def test_four_eyes_do_not_make_an_upload_wait_that_changes_nothing_or_never_would() -> None:
    watched = replace(LIVE, four_eyes=True)
    assert outcome(live=watched, digest="old") is Outcome.UNCHANGED
    assert outcome(live=replace(watched, order=NEWER)) is Outcome.SUPERSEDED
    assert outcome(live=replace(watched, frozen=True)) is Outcome.FROZEN


HELD = replace(UPLOAD, held_back_by="KA308 KA602")
HOLDING = [
    SheetWarning(rule, 1, digit * 64, holds_back=True) for rule, digit in (("KA602", "1"), ("KA308", "2"))
]
OPEN = [SheetWarning("KA503", 1, "3" * 64)]
WAITING = replace(LIVE, wait_for_answers=True)


@pytest.mark.parametrize("live", [LIVE, Live(), replace(LIVE, removal_limit=100)])
def test_findings_to_decide_on_hold_a_sheet_back_whatever_the_settings(live: Live) -> None:
    decision = decide(HELD, "new", live, plan(), HOLDING)
    assert decision.outcome is Outcome.AWAITING_ANSWERS
    assert "tage stilling til (KA308, KA602)" in (decision.reason or "")
    assert answers_matter(HELD, live)


def test_once_they_are_answered_they_hold_nothing_back() -> None:
    assert decide(HELD, "new", LIVE, plan(), ()).outcome is Outcome.PUBLISHED
    assert decide(HELD, "new", LIVE, plan(), OPEN).outcome is Outcome.PUBLISHED


def test_open_warnings_wait_for_an_answer_where_the_municipality_wants_that() -> None:
    assert decide(UPLOAD, "new", LIVE, plan(), OPEN).outcome is Outcome.PUBLISHED
    decision = decide(UPLOAD, "new", WAITING, plan(), OPEN)
    assert decision.outcome is Outcome.AWAITING_ANSWERS
    assert "tage stilling til (KA503)" in (decision.reason or "")
    assert decide(UPLOAD, "new", WAITING, plan(), ()).outcome is Outcome.PUBLISHED
    both = decide(HELD, "new", WAITING, plan(), [*OPEN, *HOLDING])
    assert "(KA308, KA503, KA602)" in (both.reason or "")


def test_what_needs_no_answer_is_not_asked_for() -> None:
    assert not answers_matter(UPLOAD, LIVE)
    assert answers_matter(UPLOAD, WAITING)
    for live, digest in ((WAITING, "old"), (replace(WAITING, frozen=True), "new")):
        assert decide(UPLOAD, digest, live, plan(), OPEN).outcome is not Outcome.AWAITING_ANSWERS
    assert decide(UPLOAD, "new", WAITING, plan(removed=9, unchanged=0), OPEN).outcome is (
        Outcome.AWAITING_CONFIRMATION
    )


def test_findings_do_not_make_an_upload_wait_that_changes_nothing_or_never_would() -> None:
    assert outcome(HELD, digest="old") is Outcome.UNCHANGED
    assert outcome(HELD, live=replace(LIVE, order=NEWER)) is Outcome.SUPERSEDED
    assert outcome(HELD, live=replace(LIVE, frozen=True)) is Outcome.FROZEN


def test_the_same_rows() -> None:
    assert outcome(digest="old") is Outcome.UNCHANGED


def test_an_empty_upload_waits_for_a_person() -> None:
    assert outcome(of=plan(removed=9, unchanged=0)) is Outcome.AWAITING_CONFIRMATION
    assert outcome(live=Live(), of=plan(unchanged=0)) is Outcome.AWAITING_CONFIRMATION


@pytest.mark.parametrize(
    ("removed", "unchanged", "too_much"),
    [(0, 0, False), (0, 9, False), (3, 6, False), (4, 5, True), (1, 1, True), (1, 2, False), (1, 0, True)],
)
def test_more_than_a_third(removed: int, unchanged: int, *, too_much: bool) -> None:
    assert removes_too_much(plan(removed, unchanged, added=50)) is too_much
    expected = Outcome.AWAITING_CONFIRMATION if too_much else Outcome.PUBLISHED
    assert outcome(of=plan(removed, unchanged, added=50)) is expected


@pytest.mark.parametrize(
    ("limit", "removed", "too_much"),
    [(0, 0, False), (0, 1, True), (50, 5, False), (50, 6, True), (100, 10, False)],
)
def test_a_municipality_s_own_limit(limit: int, removed: int, *, too_much: bool) -> None:
    of = plan(removed, 10 - removed, added=1)
    assert removes_too_much(of, limit) is too_much
    decision = decide(UPLOAD, "new", replace(LIVE, removal_limit=limit), of)
    assert decision.outcome is (Outcome.AWAITING_CONFIRMATION if too_much else Outcome.PUBLISHED)
    assert not too_much or f"mere end {limit} procent" in (decision.reason or "")


def test_the_reason_counts_in_danish() -> None:
    [one, several, only] = [
        decide(UPLOAD, "new", LIVE, plan(removed, unchanged, added=1)).reason or ""
        for removed, unchanged in ((1, 1), (4, 5), (1, 0))
    ]
    assert one.startswith("1 af de 2 rækker, der vises nu, mangler i arket.")
    assert only.startswith("Den ene række, der vises nu, mangler i arket.")
    assert only.endswith("skal bekræfte, at rækken skal fjernes.")
    assert several.startswith("4 af de 9 rækker, der vises nu, mangler i arket.")


@pytest.mark.parametrize("of", Outcome)
def test_every_outcome_that_ends_an_upload_is_a_status_of_it(of: Outcome) -> None:
    assert (of.status is None) is (of in {Outcome.ALREADY_SETTLED, Outcome.NOT_DUE})
