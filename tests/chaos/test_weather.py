"""Faults are drawn from the seed alone, as often as the climate says."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tests.chaos.weather import CALM, REPEATABLE, Climate, Fault, Weather

OPERATIONS = st.sampled_from(
    [("dynamodb", "GetItem"), ("s3", "PutObject"), ("sqs", "SendMessage"), ("events", "PutEvents")]
)


@given(st.integers(), OPERATIONS, st.integers(1, 10_000))
def test_the_same_call_meets_the_same_fault(seed: int, call: tuple[str, str], number: int) -> None:
    first, second = Weather(seed), Weather(seed)
    assert first.fault(*call, number) == second.fault(*call, number)
    assert first.delay(*call, number) == second.delay(*call, number)
    assert 0 <= first.delay(*call, number) <= Climate().seconds


@given(st.integers(), OPERATIONS, st.integers(1, 10_000))
def test_in_a_calm_climate_nothing_happens(seed: int, call: tuple[str, str], number: int) -> None:
    assert Weather(seed, CALM).fault(*call, number) is Fault.NONE


@given(st.integers(), st.integers(1, 10_000))
def test_only_what_may_be_repeated_is(seed: int, number: int) -> None:
    assert "TransactWriteItems" not in REPEATABLE
    assert Weather(seed, Climate(twice=10_000)).fault("dynamodb", "GetItem", number) is not Fault.TWICE


def test_each_fault_comes_as_often_as_it_should() -> None:
    weather, climate, calls = Weather(14), Climate(), 60_000
    seen = Counter(weather.fault("s3", "PutObject", number) for number in range(calls))
    expected = {
        Fault.THROTTLED: climate.throttled,
        Fault.BROKEN: climate.broken,
        Fault.LOST: climate.lost,
        Fault.SLOW: climate.slow_s3,
        Fault.TWICE: climate.twice,
        Fault.KILLED_BEFORE: climate.killed,
        Fault.KILLED_AFTER: climate.killed,
    }
    for fault, chance in expected.items():
        assert 0.7 * chance < seen[fault] / calls * 10_000 < 1.3 * chance, fault
