from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.publishing.model import stamp, upload_order

times = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_a_time_is_told_in_utc_with_milliseconds() -> None:
    copenhagen = timezone(timedelta(hours=1))
    assert stamp(datetime(2025, 11, 3, 10, 15, 2, 123999, copenhagen)) == "2025-11-03T09:15:02.123Z"


def test_a_time_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        stamp(datetime(2025, 11, 3))  # noqa: DTZ001


uploads = st.tuples(times.map(stamp), times.map(stamp), st.uuids().map(str))


@given(uploads, uploads)
def test_orders_sort_as_their_times(mine: tuple[str, str, str], theirs: tuple[str, str, str]) -> None:
    """The store's time first, then the event's, then the id: never equal for two uploads."""
    assert (upload_order(*mine) < upload_order(*theirs)) is (mine < theirs)
    assert (upload_order(*mine) == upload_order(*theirs)) is (mine == theirs)
