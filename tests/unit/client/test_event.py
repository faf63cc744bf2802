"""What the owner is told."""

from __future__ import annotations

import pytest

from kleark.client import Client, Event, EventKind, RefusedError, UnavailableError
from tests.support.client_portals import (
    Changing,
    Clock,
    Scripted,
    client_of,
    conditional,
    configuration,
    problem,
)


def test_each_question_is_told() -> None:
    clock, script, events = Clock(), Changing(conditional(configuration(1))), list[Event]()
    client = client_of(script, clock, on_event=events.append)
    for says, passed in (
        (script.says, 0),
        (script.says, 61),
        (conditional(configuration(2)), 61),
        (lambda _: Scripted(500, b""), 61),
    ):
        script.says = says
        clock.now += passed
        client.configuration("0461")
    assert [(one.kind, one.municipality_code, one.age, one.why) for one in events] == [
        (EventKind.FETCHED, "0461", 0, None),
        (EventKind.CONFIRMED, "0461", 0, None),
        (EventKind.FETCHED, "0461", 0, None),
        (EventKind.FAILED, "0461", 61, "status 500"),
    ]


def test_a_refusal_and_the_list_are_told() -> None:
    events: list[Event] = []
    client = client_of(lambda _: problem(404, "unknown-municipality"), on_event=events.append)
    with pytest.raises(RefusedError):
        client.configuration("9999")
    with pytest.raises(RefusedError):
        client.municipalities()
    assert [(one.kind, one.municipality_code, one.why) for one in events] == [
        (EventKind.REFUSED, "9999", "unknown-municipality"),
        (EventKind.REFUSED, None, "unknown-municipality"),
    ]


def test_an_owner_that_fails_stops_nothing() -> None:
    def fails(_: Event) -> None:
        raise ValueError

    assert client_of(lambda _: configuration(1), on_event=fails).configuration("0461").value.revision == 1


def test_an_owner_may_ask_the_client() -> None:
    found: list[int] = []
    client: Client = client_of(
        lambda _: configuration(1), on_event=lambda _: found.append(client.readiness().known)
    )
    client.configuration("0461")
    assert found == [1]
    with pytest.raises(UnavailableError):
        client_of(lambda _: Scripted(500, b"")).configuration("0461")
