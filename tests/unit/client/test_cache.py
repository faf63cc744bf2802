"""How long an answer is kept, who asks for the next one, and what is told while the API is down."""

from __future__ import annotations

import threading
import time
from datetime import date
from typing import TYPE_CHECKING

import pytest

from kleark.client import Case, Client, Reason, RefusedError, UnavailableError, at_once, cache
from kleark.client.cache import FLOOR, MOST_KEPT, SHORT_WAIT, Cache, CacheEntry
from kleark.client.circuit import Circuit
from tests.support.client_portals import (
    Asked,
    Changing,
    Clock,
    InMemory,
    Scripted,
    asked_of,
    client_of,
    conditional,
    configuration,
    problem,
)

if TYPE_CHECKING:
    import contextlib
    from collections.abc import Callable


def down(_: Asked) -> Scripted:
    return problem(503, "busy", Retry_After="2")


def test_within_a_minute_nobody_asks() -> None:
    clock = Clock()
    client = client_of(conditional(configuration()), clock)
    client.configuration("0461")
    clock.now += 59.9
    assert client.configuration("0461").age == pytest.approx(59.9)
    assert len(asked_of(client)) == 1


def test_after_a_minute_304_confirms_what_is_kept() -> None:
    clock = Clock()
    client = client_of(conditional(configuration()), clock)
    first = client.configuration("0461").value
    clock.now += 60
    answer = client.configuration("0461")
    assert answer.value is first
    assert (answer.age, answer.stale) == (0, False)
    assert asked_of(client)[1].headers["if-none-match"] == configuration().headers["ETag"]


def test_what_a_cache_on_the_way_has_held_for_a_while_is_that_much_older() -> None:
    clock, good = Clock(), configuration()
    client = client_of(lambda _: Scripted(200, good.body, {**good.headers, "Age": "45"}), clock)
    assert client.configuration("0461").age == 45
    clock.now += 16
    client.configuration("0461")
    assert len(asked_of(client)) == 2


@pytest.mark.parametrize(
    ("caching", "asked"),
    [
        ("public, max-age=60, stale-while-revalidate=300", 1),
        ("max-age=60", 1),
        ("no-store", 2),
        ("private, no-cache, max-age=60", 2),
        ("s-maxage=60, x-max-age=60", 2),
        ("", 2),
    ],
)
def test_an_answer_is_kept_as_long_as_it_says(caching: str, asked: int) -> None:
    clock, good = Clock(), configuration()
    headers = {**good.headers, "Cache-Control": caching}
    client = client_of(lambda _: Scripted(200, good.body, headers), clock)
    assert not client.configuration("0461").stale
    clock.now += 30
    assert not client.configuration("0461").stale
    assert len(asked_of(client)) == asked


def test_nothing_is_taken_for_live_for_a_year() -> None:
    clock, good = Clock(), configuration()
    headers = {**good.headers, "Cache-Control": "max-age=31536000, immutable"}
    client = client_of(lambda _: Scripted(200, good.body, headers), clock)
    client.configuration("0461")
    clock.now += 301
    client.configuration("0461")
    assert len(asked_of(client)) == 2


def test_while_the_api_is_down_the_last_good_answer_is_told_with_its_age() -> None:
    clock, script = Clock(), Changing(conditional(configuration(4)))
    client = client_of(script, clock)
    client.configuration("0461")
    script.says = down
    clock.now += 3600
    answer = client.configuration("0461")
    assert (answer.value.revision, answer.stale) == (4, True)
    assert answer.age >= 3600


def test_while_the_api_is_down_a_page_waits_for_it_once_in_a_while_and_not_each_time() -> None:
    clock, script = Clock(), Changing(conditional(configuration()))
    client = client_of(script, clock)
    client.configuration("0461")
    script.says = down
    clock.now += 3600
    client.configuration("0461")
    asked, now = len(asked_of(client)), clock.now
    for _ in range(100):
        assert client.configuration("0461").stale
    assert len(asked_of(client)) == asked
    assert clock.now == now
    clock.now += 5.1
    client.configuration("0461")
    assert len(asked_of(client)) > asked


def test_the_api_is_asked_again_when_it_is_up_again() -> None:
    clock, script = Clock(), Changing(conditional(configuration(1)))
    client = client_of(script, clock)
    client.configuration("0461")
    script.says = down
    clock.now += 3600
    client.configuration("0461")
    script.says = conditional(configuration(2))
    clock.now += 5.1
    answer = client.configuration("0461")
    assert (answer.value.revision, answer.stale, answer.age) == (2, False, 0)


def test_what_is_too_old_is_not_told() -> None:
    clock, script = Clock(), Changing(conditional(configuration()))
    client = client_of(script, clock, longest=7200)
    client.configuration("0461")
    script.says = down
    clock.now += 7100
    assert client.configuration("0461").stale
    clock.now += 101
    with pytest.raises(UnavailableError):
        client.configuration("0461")
    # An API that was set back to an older state by hand is believed then.
    script.says = conditional(configuration(1))
    clock.now += 60
    assert client.configuration("0461").value.revision == 1


def test_busy_is_asked_again_after_the_time_it_says_and_some_more_by_chance() -> None:
    clock, said = Clock(), [problem(503, "busy", Retry_After="1"), configuration()]
    client = client_of(lambda _: said.pop(0), clock)
    assert not client.configuration("0461").stale
    assert 1.1 <= clock.paused[0] <= 1.2


def test_a_wait_that_does_not_fit_the_deadline_is_not_begun() -> None:
    clock = Clock()
    client = client_of(lambda _: problem(429, "busy", Retry_After="30"), clock)
    with pytest.raises(UnavailableError):
        client.configuration("0461")
    assert (len(asked_of(client)), clock.paused) == (1, [])
    # And nobody asks before that time.
    clock.now += 29
    with pytest.raises(UnavailableError):
        client.configuration("0461")
    assert len(asked_of(client)) == 1
    clock.now += 1.1
    with pytest.raises(UnavailableError):
        client.configuration("0461")
    assert len(asked_of(client)) == 2


@pytest.mark.parametrize("asked_for", ["999999999", "-1", "soon", "Fri, 31 Dec 2100 23:59:59 GMT", "1e9"])
def test_no_retry_after_keeps_the_client_away_for_ever(asked_for: str) -> None:
    clock, script = Clock(), [problem(503, "busy", Retry_After=asked_for)]
    client = client_of(lambda _: script[0], clock)
    with pytest.raises(UnavailableError):
        client.configuration("0461")
    script[0] = configuration()
    clock.now += 61
    assert client.configuration("0461").value.revision == 1


def test_it_gives_up_after_three_tries() -> None:
    client = client_of(lambda _: problem(503, "busy"), Clock())
    with pytest.raises(UnavailableError, match="503"):
        client.configuration("0461")
    assert len(asked_of(client)) == 3


def test_an_error_holds_on_to_nobody_but_its_own_caller() -> None:
    client = client_of(down, Clock())
    depths = []
    for _ in range(50):
        with pytest.raises(UnavailableError) as caught:
            client.configuration("0461")
        depths.append(len(caught.traceback))
        assert caught.value.__context__ is None
    assert len(set(depths)) == 1


def test_the_wall_clock_may_jump(monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(conditional(configuration()), Clock())
    client.configuration("0461")
    for jump in (10**10, 0.0, -(10**9)):
        monkeypatch.setattr(time, "time", lambda jump=jump: jump)
        answer = client.configuration("0461")
        assert (answer.age, answer.stale) == (0, False)
    assert len(asked_of(client)) == 1


def test_a_clock_that_goes_back_makes_nothing_younger_than_new() -> None:
    clock = Clock()
    client = client_of(conditional(configuration()), clock)
    client.configuration("0461")
    clock.now -= 500
    assert client.configuration("0461").age == 0
    clock.now += 1000
    assert not client.configuration("0461").stale
    assert len(asked_of(client)) == 2


def test_asking_for_what_is_not_there_pushes_nothing_good_out() -> None:
    clock, script = Clock(), Changing(conditional(configuration()))
    client = client_of(
        lambda asked: script(asked) if "0461" in asked.path else problem(404, "unknown-municipality"),
        clock,
    )
    client.configuration("0461")
    for number in range(2000, 2000 + 2 * MOST_KEPT):
        with pytest.raises(Exception, match="unknown-municipality"):
            client.configuration(str(number))
    assert len(client._core.configurations._slots) == MOST_KEPT
    script.says = down
    clock.now += 3600
    assert client.configuration("0461").value.revision == 1


def test_no_more_is_kept_than_fits() -> None:
    client = client_of(lambda asked: configuration(code=asked.path.split("/")[3]), Clock())
    for number in range(2 * MOST_KEPT):
        client.configuration(f"{number:04}")
    assert len(client._core.configurations._slots) == MOST_KEPT


def test_a_question_too_many_is_kept_in_the_place_of_the_oldest() -> None:
    client = client_of(lambda asked: configuration(code=asked.path.split("/")[3]), Clock())
    for number in (*range(MOST_KEPT + 1), MOST_KEPT, MOST_KEPT, 1):
        client.configuration(f"{number:04}")
    assert len(asked_of(client)) == MOST_KEPT + 1
    assert "0000" not in client._core.configurations._slots


def test_of_many_threads_one_asks_and_all_get_the_same() -> None:
    begun, go = threading.Event(), threading.Event()

    def slow(_: Asked) -> Scripted:
        begun.set()
        assert go.wait(60)
        return configuration(5)

    client = client_of(slow, Clock())
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(client.configuration("0461").value.revision))
        for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    assert begun.wait(60)
    go.set()
    for thread in threads:
        thread.join(10)
    assert found == [5] * 16
    assert len(asked_of(client)) == 1


def test_while_one_asks_for_the_next_the_others_get_what_is_kept() -> None:
    clock, begun, go = Clock(), threading.Event(), threading.Event()
    revision = [1]

    def script(_: Asked) -> Scripted:
        if revision[0] == 2:
            begun.set()
            assert go.wait(60)
        return configuration(revision[0])

    client = client_of(script, clock)
    client.configuration("0461")
    revision[0] = 2
    clock.now += 61
    asking = threading.Thread(target=client.configuration, args=("0461",))
    asking.start()
    assert begun.wait(60)
    meanwhile = client.configuration("0461")
    assert (meanwhile.value.revision, meanwhile.stale) == (1, False)
    clock.now += 1
    go.set()
    asking.join(10)
    assert client.configuration("0461").value.revision == 2


def test_a_visit_is_decided_by_one_revision_and_goes_on_while_the_api_is_down() -> None:
    clock, script = Clock(), Changing(conditional(configuration(3)))
    client = client_of(script, clock)
    cases = [
        Case("15.00.01", "fasit", date(2020, 1, 2)),
        Case("15.00.01", "FASIT", date(2020, 1, 1)),
        Case("15.00.01", "KY", date(2020, 1, 2)),
        Case("99.99.99", "FASIT", date(2020, 1, 2)),
    ]
    expected = [
        Reason.CREATED_SINCE_SHOW_FROM,
        Reason.CREATED_BEFORE_SHOW_FROM,
        Reason.OTHER_SOURCE_SYSTEM,
        Reason.NO_CONFIGURATION,
    ]
    for stale in (False, True):
        answer = client.visit("0461", cases)
        assert [one.reason for one in answer.value.decisions] == expected
        assert (answer.value.revision, answer.stale) == (3, stale)
        card = answer.value.decisions[0].card
        assert card is not None
        assert card.phone_shown == "+45 6613 0003"
        script.says = down
        clock.now += 3600
    assert len({asked.path for asked in asked_of(client)}) == 1


def test_where_nothing_was_ever_published_no_case_is_shown() -> None:
    client = client_of(lambda _: problem(404, "nothing-published"), Clock())
    visit = client.visit("0461", [Case("15.00.01", "FASIT", date(2020, 1, 2))]).value
    assert [one.reason for one in visit.decisions] == [Reason.NOTHING_PUBLISHED]
    assert visit.revision == 0


@pytest.mark.parametrize("caching", ["max-age=0", "max-age=0, must-revalidate", "no-cache", ""])
def test_a_header_that_was_changed_on_the_way_makes_nothing_stale_and_no_page_wait(caching: str) -> None:
    clock, good = Clock(), configuration()
    client = client_of(lambda _: Scripted(200, good.body, {**good.headers, "Cache-Control": caching}), clock)
    client.configuration("0461")
    for _ in range(10):
        clock.now += 4
        answer = client.configuration("0461")
        assert not answer.stale
    assert len(asked_of(client)) <= 1 + 40 / FLOOR


def test_no_answer_is_older_than_promised_and_not_stale_whatever_a_cache_says() -> None:
    clock, good = Clock(), configuration()
    caching = "max-age=14400, stale-while-revalidate=86400"
    script = Changing(lambda _: Scripted(200, good.body, {**good.headers, "Cache-Control": caching}))
    client = client_of(script, clock, pause=lambda _: None)
    client.configuration("0461")
    script.says = down
    for passed, stale in ((359, False), (1, True)):
        clock.now += passed
        assert client.configuration("0461").stale is stale


def test_what_is_refused_is_not_asked_for_with_each_visit() -> None:
    clock = Clock()
    client = client_of(lambda _: problem(404, "unknown-municipality"), clock)
    for _ in range(20):
        with pytest.raises(RefusedError):
            client.configuration("9999")
        clock.now += 1
    assert len(asked_of(client)) == 4


class Timed:
    """The machine's clock, which is read as often as there are readings."""

    def __init__(self, *readings: float) -> None:
        self.left = list(readings)

    def monotonic(self) -> float:
        return self.left.pop(0) if len(self.left) > 1 else self.left[0]


def kept_apart(circuit: Circuit, clock: Clock) -> Cache[int]:
    return Cache(clock, 1000.0, 60.0, circuit, at_once, lambda _: None)


def test_waiting_for_another_s_question_and_asking_have_one_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, left = Clock(), []

    def ask(_: CacheEntry[int] | None, seconds: float) -> CacheEntry[int]:
        left.append(seconds)
        return CacheEntry(7, None, clock.now, 60.0, 300.0)

    monkeypatch.setattr(cache, "time", Timed(0.0, 50.0))  # 50 s went into waiting
    assert kept_apart(Circuit(clock), clock).answer("0461", ask).value == 7
    assert left == [10.0]


def test_a_page_that_has_no_time_left_asks_nobody_and_says_nothing_of_the_api(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ask(_: CacheEntry[int] | None, seconds: float) -> CacheEntry[int]:
        raise AssertionError(f"asked, with {seconds} s left")

    clock = Clock()
    circuit = Circuit(clock)
    monkeypatch.setattr(cache, "time", Timed(0.0, 59.99))
    with pytest.raises(UnavailableError, match="no time left"):
        kept_apart(circuit, clock).answer("0461", ask)
    assert not circuit.is_open


def test_while_one_page_tries_an_api_that_is_down_the_others_hardly_wait() -> None:
    waits: list[float] = []

    class Watched(Circuit):
        def turn(self, wait: float) -> contextlib._GeneratorContextManager[None]:
            waits.append(wait)
            return super().turn(wait)

    clock = Clock()
    apart = kept_apart(Watched(clock), clock)
    apart.answer("0461", lambda *_: CacheEntry(7, None, clock.now, 60.0, 300.0))
    assert waits == [SHORT_WAIT]


@pytest.mark.parametrize("asked_lately", [False, True])
def test_a_page_waits_a_moment_only_where_nobody_has_asked_lately(
    asked_lately: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a suspension the next answer may come at once; a cache that gives what is old would make each page wait."""
    waits: list[float] = []

    class Done(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            assert timeout is not None
            waits.append(timeout)
            return False

    monkeypatch.setattr(cache, "finished", lambda work: (work, Done()))
    clock = Clock()
    client = client_of(conditional(configuration()), clock, beside=lambda _: None)
    client.configuration("0461")
    clock.now += 3600
    if asked_lately:
        with pytest.raises(RefusedError):
            client_of_refused(client)
    assert client.configuration("0461").stale
    assert waits == ([] if asked_lately else [SHORT_WAIT])


def client_of_refused(client: Client) -> None:
    """Asks something else of the same API."""
    pool = client._core.api.pool
    assert isinstance(pool, InMemory)
    pool.script = lambda _: problem(404, "unknown-municipality")
    client.configuration("9999")


def test_an_executor_that_takes_nothing_any_more_is_in_the_way_of_no_page() -> None:
    shut = [True]

    def beside(work: Callable[[], None]) -> None:
        if shut:
            raise RuntimeError("cannot schedule new futures after shutdown")
        work()

    clock = Clock()
    client = client_of(conditional(configuration()), clock, beside=beside)
    client.configuration("0461")
    for _ in range(3):
        clock.now += 400
        assert client.configuration("0461").stale
    shut.clear()
    assert not client.configuration("0461").stale
