from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.publishing.model import stamp
from kleark.publishing.retention import (
    REST,
    Holdings,
    PastRevision,
    Retention,
    SnapshotRecord,
    months_before,
    snapshots_to_keep,
    sweepable_snapshots,
    unfinished_sweeps,
)

NOW = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
LONG_AGO = "2020-01-01T00:00:00.000Z"
USUAL = Retention(months=24, revisions=50)


def past(revision: int, at: datetime, snapshot: str | None = None) -> PastRevision:
    return PastRevision(revision, snapshot or f"s{revision}", stamp(at))


def sealed(name: str, opened_at: str = LONG_AGO) -> SnapshotRecord:
    return SnapshotRecord(name, opened_at, sealed=True)


def swept_names(holdings: Holdings, retention: Retention = USUAL) -> set[str]:
    return {snapshot.snapshot_id for snapshot in sweepable_snapshots(holdings, retention, NOW)}


@pytest.mark.parametrize(
    ("moment", "months", "expected"),
    [
        ("2026-03-31T12:00+00:00", 1, "2026-02-28T12:00+00:00"),
        ("2024-03-31T12:00+00:00", 1, "2024-02-29T12:00+00:00"),
        ("2026-03-31T12:00+00:00", 24, "2024-03-31T12:00+00:00"),
        ("2024-02-29T12:00+00:00", 12, "2023-02-28T12:00+00:00"),
        ("2026-01-15T00:30+01:00", 1, "2025-12-14T23:30+00:00"),
        ("2026-01-15T12:00+00:00", 13, "2024-12-15T12:00+00:00"),
    ],
)
def test_months_are_those_of_the_calendar(moment: str, months: int, expected: str) -> None:
    assert months_before(datetime.fromisoformat(moment), months) == datetime.fromisoformat(expected)


def test_the_last_revisions_are_kept_however_old() -> None:
    old = NOW - timedelta(days=3000)
    revisions = [past(number, old + timedelta(days=number)) for number in range(1, 61)]
    assert snapshots_to_keep(revisions, USUAL, NOW) == {f"s{number}" for number in range(11, 61)}


def test_the_last_months_are_kept_however_many_revisions() -> None:
    recent = NOW - timedelta(days=100)
    revisions = [past(number, recent + timedelta(minutes=number)) for number in range(1, 201)]
    assert snapshots_to_keep(revisions, USUAL, NOW) == {f"s{number}" for number in range(1, 201)}


def test_age_counts_from_when_a_revision_ceased_to_be_live() -> None:
    """The first was live for six years, until yesterday; it is what somebody may want back."""
    revisions = [past(1, NOW - timedelta(days=2200)), past(2, NOW - timedelta(days=1))]
    assert snapshots_to_keep(revisions, Retention(months=1, revisions=1), NOW) == {"s1", "s2"}


def test_a_revision_replaced_just_before_the_time_kept_is_not() -> None:
    """24 months before 31 March 2026 are 31 March 2024, to the millisecond."""
    edge = datetime(2024, 3, 31, 12, 0, tzinfo=UTC)
    just = timedelta(milliseconds=1)
    inside = [past(1, edge - timedelta(days=9)), past(2, edge), past(3, NOW)]
    outside = [past(1, edge - timedelta(days=9)), past(2, edge - just), past(3, NOW)]
    assert snapshots_to_keep(inside, Retention(24, 1), NOW) == {"s1", "s2", "s3"}
    assert snapshots_to_keep(outside, Retention(24, 1), NOW) == {"s2", "s3"}


def test_a_snapshot_that_a_later_revision_went_back_to_is_kept_with_it() -> None:
    old = NOW - timedelta(days=3000)
    revisions = [past(1, old, "a"), past(2, old, "b"), past(3, old, "a")]
    holdings = Holdings("a", None, revisions, [sealed("a"), sealed("b")])
    assert swept_names(holdings, Retention(1, 1)) == {"b"}


@pytest.mark.parametrize(("age", "goes"), [(REST, False), (REST + timedelta(milliseconds=1), True)])
@pytest.mark.parametrize("is_sealed", [True, False])
def test_what_never_became_live_goes_after_a_day(age: timedelta, goes: bool, is_sealed: bool) -> None:
    snapshot = SnapshotRecord("s", stamp(NOW - age), sealed=is_sealed)
    assert bool(swept_names(Holdings(None, None, [], [snapshot]))) is goes


def test_what_is_on_its_way_out_is_not_condemned_again_but_finished() -> None:
    begun = SnapshotRecord("begun", LONG_AGO, sealed=False, swept=True)
    done = SnapshotRecord("done", LONG_AGO, sealed=False, swept=True, rows_gone=True)
    waiting = sealed("waiting")
    assert swept_names(Holdings(None, None, [], [begun, done, waiting])) == {"waiting"}
    assert unfinished_sweeps([begun, done, waiting]) == [begun]


@pytest.mark.parametrize(("months", "revisions"), [(0, 50), (24, 0), (-1, 1)])
def test_a_retention_that_keeps_nothing_is_refused(months: int, revisions: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Retention(months, revisions)


names = st.sampled_from([f"s{number}" for number in range(8)])
began, ended = datetime(2019, 1, 1), datetime(2026, 3, 31, 12)  # noqa: DTZ001 (the strategy adds the zone)
moments = st.datetimes(began, ended, timezones=st.just(UTC))
snapshots = st.builds(SnapshotRecord, names, moments.map(stamp), st.booleans(), st.booleans(), st.booleans())


@st.composite
def holdings(draw: st.DrawFn) -> Holdings:
    times = sorted(draw(st.lists(moments, max_size=12)))
    revisions = [past(number, at, draw(names)) for number, at in enumerate(times, 1)]
    return Holdings(
        live=revisions[-1].snapshot_id if revisions else None,
        scheduled=draw(st.none() | names),
        revisions=revisions,
        snapshots=draw(st.lists(snapshots, max_size=8, unique_by=lambda one: one.snapshot_id)),
    )


@given(holdings(), st.integers(1, 60), st.integers(1, 12))
def test_nothing_live_scheduled_young_or_within_either_measure_ever_goes(
    held: Holdings, months: int, revisions: int
) -> None:
    goes = {one.snapshot_id: one for one in sweepable_snapshots(held, Retention(months, revisions), NOW)}
    assert not goes.keys() & {held.live, held.scheduled}
    assert all(one.opened_at < stamp(NOW - REST) for one in goes.values())
    assert not goes.keys() & {one.snapshot_id for one in held.revisions[-revisions:]}
    since = stamp(months_before(NOW, months))
    for one, following in zip(held.revisions, held.revisions[1:], strict=False):
        if following.at >= since:
            assert one.snapshot_id not in goes


@given(holdings(), st.integers(1, 60), st.integers(1, 12))
def test_all_else_goes(held: Holdings, months: int, revisions: int) -> None:
    retention = Retention(months, revisions)
    goes = {one.snapshot_id for one in sweepable_snapshots(held, retention, NOW)}
    for one in held.snapshots:
        if one.snapshot_id in goes or one.swept or one.opened_at >= stamp(NOW - REST):
            continue
        assert one.snapshot_id in snapshots_to_keep(held.revisions, retention, NOW) | {
            held.live,
            held.scheduled,
        }


@given(holdings(), st.integers(1, 59), st.integers(1, 11))
def test_keeping_more_never_sweeps_more(held: Holdings, months: int, revisions: int) -> None:
    less = swept_names(held, Retention(months, revisions))
    assert swept_names(held, Retention(months + 1, revisions)) <= less
    assert swept_names(held, Retention(months, revisions + 1)) <= less
