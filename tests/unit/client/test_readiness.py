"""Whether a process can answer, before it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.client import Readiness
from tests.support.client_portals import Asked, Changing, Clock, Scripted, asked_of, client_of
from tests.unit.client.test_core import CODES, Country

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_warm_is_in_hand() -> None:
    client = client_of(Country(), Clock())
    assert client.warm(CODES) == Readiness(3, (), 0, 0, api_answers=True)
    asked_of(client).clear()
    for code in CODES:
        client.configuration(code)
    assert asked_of(client) == []


def test_without_codes_all_that_ever_published_are_warmed() -> None:
    country = Country()
    country.revisions["0101"] = 0
    client = client_of(country, Clock())
    assert client.warm().known == 2
    assert client.readiness().ready


def test_what_could_not_be_had_is_missing_until_it_is() -> None:
    country = Country(down=True)
    clock = Clock()
    client = client_of(country, clock)
    assert client.warm(CODES) == Readiness(0, CODES, None, 0, api_answers=False)
    country.down = False
    clock.now += 10
    assert not client.readiness().ready
    assert client.warm(CODES).ready
    assert client.readiness().api_answers


def test_in_a_long_outage_it_stays_ready_and_says_how_old_it_is() -> None:
    clock, script = Clock(), Changing(Country())
    client = client_of(script, clock)
    client.warm(CODES)
    script.says = lambda _: Scripted(504, b"")
    clock.now += 3600
    client.configuration("0461")
    ready = client.readiness()
    assert (ready.ready, ready.stale, ready.api_answers) == (True, 3, False)
    assert ready.oldest is not None
    assert ready.oldest >= 3600


def test_asking_whether_it_is_ready_asks_nobody() -> None:
    def nobody(_: Asked) -> Scripted:
        raise AssertionError("asked")

    assert client_of(nobody).readiness() == Readiness(0, (), None, 0, api_answers=True)


def test_without_codes_and_without_the_list_it_is_not_ready() -> None:
    """Nobody knows what is missing."""
    clock, script = Clock(), Changing(lambda _: Scripted(504, b""))
    client = client_of(script, clock)
    ready = client.warm()
    assert (ready.ready, ready.listed, ready.missing) == (False, False, ())
    script.says = Country()
    clock.now += 10
    assert client.warm().ready


def test_without_the_list_what_is_on_the_disk_is_warm(tmp_path: Path) -> None:
    client_of(Country(), Clock(), snapshot=tmp_path).warm(CODES)
    for file in tmp_path.glob("*-list-*"):
        file.unlink()
    ready = client_of(lambda _: Scripted(504, b""), Clock(), snapshot=tmp_path).warm()
    assert (ready.known, ready.missing, ready.ready) == (3, (), False)


def test_a_restart_in_an_outage_is_ready_by_what_is_on_the_disk(tmp_path: Path) -> None:
    client_of(Country(), Clock(), snapshot=tmp_path).warm()
    restarted = client_of(lambda _: Scripted(504, b""), Clock(), snapshot=tmp_path)
    ready = restarted.warm()
    assert (ready.known, ready.missing, ready.ready) == (3, (), True)
    assert [one.code for one in restarted.municipalities().value] == list(CODES)
