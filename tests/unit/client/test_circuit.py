"""While the API is down, one question at a time tries it."""

from __future__ import annotations

import threading

import pytest

from kleark.client import UnavailableError
from kleark.client.circuit import AFTER_A_FAILURE, Circuit
from tests.support.client_portals import Clock

DOWN = UnavailableError("down", of_api=True)
BUSY = UnavailableError("status 503", of_api=True, of_one=True)
GARBAGE = UnavailableError("an answer that is not JSON")


@pytest.fixture
def clock() -> Clock:
    return Clock()


def refuses(circuit: Circuit) -> bool:
    try:
        with circuit.turn(0):
            return False
    except UnavailableError:
        return True


def test_what_one_question_learns_holds_for_all(clock: Clock) -> None:
    circuit = Circuit(clock)
    circuit.failed("0461", DOWN)
    assert circuit.is_open
    assert circuit.rests()
    assert refuses(circuit)
    clock.now += AFTER_A_FAILURE
    assert not circuit.rests()
    assert not refuses(circuit)
    circuit.succeeded()
    assert not circuit.is_open


def test_it_rests_as_long_as_the_api_asks_for(clock: Clock) -> None:
    circuit = Circuit(clock)
    circuit.failed("0461", UnavailableError("status 429", of_api=True, wait=30))
    clock.now += 29
    assert circuit.rests()


def test_garbage_about_one_municipality_says_nothing_about_the_others(clock: Clock) -> None:
    circuit = Circuit(clock)
    circuit.failed("0461", GARBAGE)
    assert not circuit.is_open


def test_busy_is_of_the_api_once_two_questions_are_told_so(clock: Clock) -> None:
    circuit = Circuit(clock)
    for _ in range(3):
        circuit.failed("0461", BUSY)
    assert not circuit.is_open
    circuit.failed("0751", BUSY)
    assert circuit.is_open


def test_one_tries_at_a_time(clock: Clock) -> None:
    circuit = Circuit(clock)
    circuit.failed("0461", DOWN)
    clock.now += AFTER_A_FAILURE
    with circuit.turn(0):
        found: list[bool] = []
        other = threading.Thread(target=lambda: found.append(refuses(circuit)))
        other.start()
        other.join(60)
    assert found == [True]


def test_a_child_knows_that_the_api_is_down_and_holds_no_lock_of_its_parent(clock: Clock) -> None:
    circuit = Circuit(clock)
    circuit.failed("0461", DOWN)
    assert circuit.anew().rests()
    clock.now += AFTER_A_FAILURE
    with circuit.turn(0):
        assert not refuses(circuit.anew())
