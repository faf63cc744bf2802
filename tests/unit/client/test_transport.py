"""The client over a real socket, and what can happen on the way."""

from __future__ import annotations

import pickle
import socket
import threading
import time
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from kleark.client import Client, RefusedError, UnavailableError, at_once
from tests.support.client_portals import (
    Asked,
    Clock,
    InMemory,
    Scripted,
    asked_of,
    client_of,
    conditional,
    configuration,
    json_answer,
    packed,
    problem,
    wire,
)

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD = packed(configuration())


def client_for(url: str, **options: Any) -> Client:
    return Client(url, **{"deadline": 20.0, "pause": lambda _: None, "beside": at_once, **options})


def test_one_connection_serves_many_questions() -> None:
    with wire(lambda asked: packed(configuration(code=asked.path.split("/")[3]))) as made:
        client = client_for(made.url)
        for number in range(5):
            assert client.configuration(f"{number:04}").value.municipality_code == f"{number:04}"
        assert (len(made.asked), made.connections) == (5, 1)


def test_304_leaves_the_connection_as_it_was() -> None:
    with wire(conditional(configuration())) as made:
        now = [0.0]
        client = client_for(made.url, clock=lambda: now[0])
        for _ in range(3):
            assert client.configuration("0461").value.revision == 1
            now[0] += 61
        assert [("if-none-match" in asked.headers) for asked in made.asked] == [False, True, True]
        assert made.connections == 1


RUBBISH: dict[str, Callable[[Asked], Scripted | bytes]] = {
    "half a body": lambda _: Scripted(200, GOOD.body, GOOD.headers, cut=len(GOOD.body) // 2),
    "half a body, not packed": lambda _: Scripted(
        200, configuration().body, configuration().headers, cut=200
    ),
    "no body at all": lambda _: Scripted(200, GOOD.body, GOOD.headers, cut=0),
    "no answer": lambda _: b"",
    "half a status": lambda _: b"HTTP/1.1 20",
    "another protocol": lambda _: b"220 mail.example.dk ESMTP\r\n",
    "a header too long": lambda _: b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
    "a broken chunk": lambda _: b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "half of the chunks": lambda _: b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n',
}


@pytest.mark.parametrize("script", RUBBISH.values(), ids=RUBBISH)
def test_what_breaks_on_the_way_is_no_answer_and_is_asked_for_again(
    script: Callable[[Asked], Scripted | bytes],
) -> None:
    with wire(script) as made:
        with pytest.raises(UnavailableError):
            client_for(made.url).configuration("0461")
        assert len(made.asked) == 3


@pytest.mark.parametrize("script", RUBBISH.values(), ids=RUBBISH)
def test_what_breaks_once_is_mended_by_the_next_try(script: Callable[[Asked], Scripted | bytes]) -> None:
    with wire(lambda asked: script(asked) if len(made.asked) == 1 else GOOD) as made:
        assert client_for(made.url).configuration("0461").value.revision == 1


def test_the_server_dies() -> None:
    now = [0.0]
    with wire(lambda _: GOOD) as made:
        client = client_for(made.url, clock=lambda: now[0])
        client.configuration("0461")
    for passed, stale in ((61, False), (300, True)):
        now[0] += passed
        answer = client.configuration("0461")
        assert (answer.value.revision, answer.stale) == (1, stale)


def test_nobody_there_is_no_answer() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(UnavailableError, match="NewConnectionError"):
            client_for(f"http://127.0.0.1:{taken.getsockname()[1]}").configuration("0461")


def test_a_silent_server_is_given_up_at_the_deadline() -> None:
    over = threading.Event()

    def silent(_: Asked) -> bytes:
        over.wait(60)
        return b""

    with wire(silent) as made:
        with pytest.raises(UnavailableError, match=r"Timeout|no time left"):
            client_for(made.url, deadline=0.2).configuration("0461")
        over.set()


def test_a_trickle_is_given_up_at_the_deadline() -> None:
    """Every byte comes in time, the whole never would: the test ends because the client does."""
    gave_up = threading.Event()

    with socket.create_server(("127.0.0.1", 0)) as server:

        def trickle() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
                while not gave_up.is_set():
                    try:
                        connection.sendall(b" ")
                    except OSError:
                        return
                    time.sleep(0.01)

        thread = threading.Thread(target=trickle, daemon=True)
        thread.start()
        with pytest.raises(UnavailableError, match="no time left"):
            # A second passes each time the client looks at its clock.
            client_for(
                f"http://127.0.0.1:{server.getsockname()[1]}", deadline=60.0, clock=count(0.0, 1.0).__next__
            ).configuration("0461")
        gave_up.set()
        thread.join(60)
        assert not thread.is_alive()


def test_a_flood_is_not_read_to_its_end() -> None:
    bomb = packed(Scripted(200, b" " * (40 * 1024 * 1024)))
    with wire(lambda _: bomb) as made:
        with pytest.raises(UnavailableError, match="without end"):
            client_for(made.url, deadline=20.0).configuration("0461")
        assert len(made.asked) == 1


def test_no_redirect_is_followed() -> None:
    with (
        wire(lambda _: GOOD) as other,
        wire(
            lambda _: Scripted(302, b"", {"Location": other.url + "/v1/kommuner/0461/konfiguration"})
        ) as made,
    ):
        with pytest.raises(UnavailableError, match="302"):
            client_for(made.url).configuration("0461")
        assert other.asked == []


def test_a_slow_api_costs_each_question_once() -> None:
    """A first try is given a third of the deadline, until it is known that the API takes longer."""
    clock = Clock()

    def slow(asked: Asked) -> Scripted:
        clock.now += 1.5
        return configuration(code=asked.path.split("/")[3])

    client = client_of(slow, clock, deadline=3.0)
    for code in ("0461", "0751", "0101"):
        client.configuration(code)
    pool = client._core.api.pool
    assert isinstance(pool, InMemory)
    assert pool.timeouts == pytest.approx([1.0, 2.0, 2.0], abs=0.01)


def test_once_the_api_is_quick_again_a_try_is_short_again() -> None:
    clock, takes = Clock(), [1.5, 0.1, 0.1]

    def script(asked: Asked) -> Scripted:
        clock.now += takes.pop(0)
        return configuration(code=asked.path.split("/")[3])

    client = client_of(script, clock, deadline=3.0)
    for code in ("0461", "0751", "0101"):
        client.configuration(code)
    pool = client._core.api.pool
    assert isinstance(pool, InMemory)
    assert pool.timeouts == pytest.approx([1.0, 2.0, 1.0], abs=0.01)


@pytest.mark.parametrize(
    "error",
    [
        RefusedError(404, "unknown-municipality", {"municipalityCode": "0461"}),
        UnavailableError("status 503", wait=3.0, of_api=True),
    ],
)
def test_an_error_can_be_handed_to_another_process(error: Exception) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_what_a_problem_says_cannot_be_changed_for_the_next() -> None:
    client = client_of(lambda _: problem(404, "unknown-municipality"))
    for _ in range(2):
        with pytest.raises(RefusedError) as caught:
            client.configuration("9999")
        assert caught.value.members["status"] == 404
        with pytest.raises(TypeError):
            caught.value.members["status"] = 200  # type: ignore[index]


@pytest.mark.parametrize(
    "said",
    [
        json_answer({"message": "Internal Server Error"}, status=500),
        Scripted(501, b""),
        Scripted(502, b"<html>"),
    ],
)
def test_what_a_gateway_says_for_a_service_that_did_not_come_to_answer_is_of_the_api(said: Scripted) -> None:
    client = client_of(lambda _: said)
    for code in ("0461", "0751"):
        with pytest.raises(UnavailableError):
            client.configuration(code)
    assert {asked.path.split("/")[3] for asked in asked_of(client)} == {"0461"}


@pytest.mark.parametrize(
    "said",
    [
        Scripted(200, b"<html>maintenance</html>"),
        Scripted(403, b"<html>"),
        Scripted(302, b"", {"Location": "https://elsewhere.test"}),
        problem(500, "unexpected"),
    ],
)
def test_a_page_for_people_in_place_of_two_answers_is_of_the_api(said: Scripted) -> None:
    clock = Clock()
    client = client_of(lambda _: said, clock)
    for code in ("0461", "0751", "0101"):
        with pytest.raises(UnavailableError):
            client.configuration(code)
    assert {asked.path.split("/")[3] for asked in asked_of(client)} == {"0461", "0751"}
    assert not client.readiness().api_answers


def test_one_municipality_s_answer_that_is_always_cut_is_in_the_way_of_no_other() -> None:
    def script(asked: Asked) -> Scripted:
        said = configuration(code=asked.path.split("/")[3])
        return Scripted(200, said.body, said.headers, cut=200 if "0101" in asked.path else None)

    with wire(script) as made:
        client = client_for(made.url)
        with pytest.raises(UnavailableError):
            client.configuration("0101")
        assert client.configuration("0461").value.revision == 1


@pytest.mark.parametrize(
    "kind", ["application/json", "Application/Problem+JSON; charset=utf-8", "text/plain", ""]
)
def test_a_problem_is_known_by_what_it_says(kind: str) -> None:
    said = problem(404, "nothing-published")
    client = client_of(lambda _: Scripted(404, said.body, {"Content-Type": kind}))
    assert client.configuration("0461").value.revision == 0


def test_whatever_a_pool_of_the_owner_s_raises_what_is_known_is_told() -> None:
    clock, broken = Clock(), [False]

    def script(_: Asked) -> Scripted:
        if broken[0]:
            raise KeyError("of an instrumentation")
        return configuration()

    client = client_of(script, clock)
    client.configuration("0461")
    broken[0] = True
    clock.now += 400
    assert client.configuration("0461").value.revision == 1
    with pytest.raises(UnavailableError, match="KeyError"):
        client.configuration("0751")
