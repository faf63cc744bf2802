"""What a client knows is confirmed beside the pages, all at once."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest

from kleark.client import Client, UnavailableError
from tests.support.client_portals import (
    LIVE,
    Asked,
    Changing,
    Clock,
    Scripted,
    asked_of,
    client_of,
    conditional,
    configuration,
    json_answer,
    problem,
)

CODES = ("0101", "0461", "0751")


@dataclass
class Country:
    """Three municipalities. ``down``: nothing answers."""

    revisions: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CODES, 1))
    down: bool = False

    def __call__(self, asked: Asked) -> Scripted:
        if self.down:
            return Scripted(504, b"")
        if asked.path == "/v1/kommuner":
            return json_answer(
                {"municipalities": [self._entry(code) for code in CODES]}, {"Cache-Control": LIVE}
            )
        code = asked.path.split("/")[3]
        return conditional(configuration(self.revisions[code], code=code))(asked)

    def _entry(self, code: str) -> dict[str, object]:
        live = json.loads(configuration(self.revisions[code], code=code).body)
        kept = {
            name: live[name]
            for name in ("municipalityCode", "municipalityName", "revision", "publishedAt", "digest")
        }
        return kept | {"rowCount": 3}


def paths(client: Client) -> list[str]:
    return [asked.path.removeprefix("/v1/kommuner") for asked in asked_of(client)]


def known(clock: Clock, country: Country) -> Client:
    client = client_of(country, clock)
    for code in CODES:
        client.configuration(code)
    asked_of(client).clear()
    return client


def test_one_question_confirms_all() -> None:
    clock = Clock()
    client = known(clock, Country())
    clock.now += 60
    client.refresh()
    assert paths(client) == [""]
    assert {client.configuration(code).age for code in CODES} == {0}


def test_what_changed_is_fetched_and_nothing_else() -> None:
    clock, country = Clock(), Country()
    client = known(clock, country)
    country.revisions["0461"] = 2
    clock.now += 60
    client.refresh()
    assert paths(client) == ["", "/0461/konfiguration"]
    assert [client.configuration(code).value.revision for code in CODES] == [1, 2, 1]
    assert {client.configuration(code).age for code in CODES} == {0}


def test_while_all_is_confirmed_regularly_no_page_asks() -> None:
    clock = Clock()
    client = known(clock, Country())
    client.refresh()
    for _ in range(100):
        clock.now += 65
        for code in CODES:
            assert not client.configuration(code).stale
        client.refresh()
    assert set(paths(client)) == {""}


def test_what_became_too_old_to_be_told_is_confirmed_like_all_else_once_the_api_is_up_again() -> None:
    clock, country = Clock(), Country()
    client = known(clock, country)
    country.down = True
    clock.now += 90_000
    client.refresh()
    with pytest.raises(UnavailableError):
        client.configuration("0461")
    country.down = False
    clock.now += 60
    client.refresh()
    asked = len(asked_of(client))
    assert [client.configuration(code).age for code in CODES] == [0, 0, 0]
    assert len(asked_of(client)) == asked


def test_while_the_api_is_down_a_question_is_one_try() -> None:
    clock, country = Clock(), Country()
    client = known(clock, country)
    country.down = True
    counts = []
    for _ in range(4):
        clock.now += 60
        before = len(asked_of(client))
        client.refresh()
        counts.append(len(asked_of(client)) - before)
    assert counts == [3, 1, 1, 1]


def asked_during_an_outage(client: Client, clock: Clock, minutes: int) -> int:
    """How often the API is asked once the outage is known, while pages see what was known before."""
    clock.now += 60
    client.refresh()
    asked = len(asked_of(client))
    for _ in range(minutes):
        for _ in range(6):
            clock.now += 10
            assert {client.configuration(code).value.revision for code in CODES} == {1}
        client.refresh()
    return len(asked_of(client)) - asked


def test_while_the_api_is_down_and_asked_once_a_minute_no_page_asks() -> None:
    clock, country = Clock(), Country()
    client = known(clock, country)
    country.down = True
    assert asked_during_an_outage(client, clock, minutes=10) == 10


def test_a_list_that_would_soon_be_stale_is_asked_for_past_the_cache_that_gives_it() -> None:
    clock, country = Clock(), Country()

    def cached(asked: Asked) -> Scripted:
        said = country(asked)
        return (
            said
            if "cache-control" in asked.headers
            else Scripted(said.status, said.body, {**said.headers, "Age": "300"})
        )

    client = client_of(cached, clock)
    for code in CODES:
        client.configuration(code)
    clock.now += 60
    client.refresh()
    assert {client.configuration(code).age for code in CODES} == {0}


def test_where_nobody_confirms_the_pages_ask() -> None:
    clock = Clock()
    client = known(clock, Country())
    clock.now += 60
    client.refresh()
    clock.now += 200
    client.configuration("0461")
    assert paths(client) == ["", "/0461/konfiguration"]


def test_of_one_municipality_only_itself_is_asked_for() -> None:
    clock = Clock()
    client = client_of(conditional(configuration()), clock)
    client.configuration("0461")
    clock.now += 60
    client.refresh()
    assert paths(client) == ["/0461/konfiguration"] * 2
    assert client.configuration("0461").age == 0


def test_nothing_is_asked_before_something_is_needed() -> None:
    client = client_of(Country(), Clock())
    client.refresh()
    assert paths(client) == []


def test_in_an_outage_all_pages_together_ask_once_in_a_while() -> None:
    clock, country = Clock(), Country()
    client = known(clock, country)
    country.down = True
    clock.now += 3600
    for _ in range(20):
        for code in CODES:
            assert client.configuration(code).stale
    asked = len(paths(client))
    assert asked <= 3
    clock.now += 5.1
    for code in CODES:
        client.configuration(code)
    assert len(paths(client)) <= 2 * asked


def test_where_nothing_is_known_the_first_page_of_each_municipality_learns_it_from_the_others() -> None:
    clock, country = Clock(), Country(down=True)
    client = client_of(country, clock)
    for code in CODES:
        with pytest.raises(UnavailableError):
            client.configuration(code)
    assert len(set(paths(client))) == 1


def test_garbage_about_one_municipality_is_in_the_way_of_no_other() -> None:
    client = client_of(
        lambda asked: (
            Scripted(200, b"<html>") if "0101" in asked.path else configuration(code=asked.path.split("/")[3])
        )
    )
    with pytest.raises(UnavailableError):
        client.configuration("0101")
    assert client.configuration("0461").value.revision == 1


def test_one_that_is_busy_is_in_the_way_of_no_other() -> None:
    client = client_of(
        lambda asked: (
            problem(503, "busy") if "0101" in asked.path else configuration(code=asked.path.split("/")[3])
        )
    )
    with pytest.raises(UnavailableError):
        client.configuration("0101")
    assert client.configuration("0461").value.revision == 1


def test_it_goes_on_after_it_was_closed() -> None:
    client = client_of(Country(), Clock())
    with client:
        before = client.configuration("0461").value
    assert client.configuration("0461").value is before
    assert client.configuration("0751").value.revision == 1


def test_what_an_event_announces_is_fetched_by_its_number() -> None:
    """The cache on the way still has what was live before."""
    asked: list[str] = []

    def cached(one: Asked) -> Scripted:
        asked.append(one.path)
        return configuration(12 if one.path.endswith("/versioner/12") else 11)

    clock = Clock()
    client = client_of(cached, clock)
    client.configuration("0461")
    client.expect("0461", 12)
    assert asked[1:] == ["/v1/kommuner/0461/versioner/12"]
    assert client.configuration("0461").value.revision == 12
    clock.now += 100
    assert client.configuration("0461").value.revision == 12


def test_what_is_announced_twice_or_known_already_is_asked_for_once() -> None:
    clock = Clock()
    client = client_of(lambda asked: configuration(12 if "versioner" in asked.path else 11), clock)
    client.configuration("0461")
    for revision in (12, 12, 11, 3):
        client.expect("0461", revision)
    assert [path for path in paths(client) if "versioner" in path] == ["/0461/versioner/12"]


def test_what_is_announced_before_it_is_needed_is_not_taken_from_a_cache_that_is_behind() -> None:
    client = client_of(lambda asked: configuration(12 if "cache-control" in asked.headers else 11), Clock())
    client.expect("0461", 12)
    assert asked_of(client) == []
    assert client.configuration("0461").value.revision == 12


def test_a_wrong_announcement_is_in_the_way_of_nothing() -> None:
    clock = Clock()
    client = client_of(
        lambda asked: problem(404, "unknown-revision") if "versioner" in asked.path else configuration(11),
        clock,
    )
    client.configuration("0461")
    client.expect("0461", 900)
    for _ in range(10):
        clock.now += 100
        answer = client.configuration("0461")
        assert (answer.value.revision, answer.stale) == (11, False)


@pytest.mark.parametrize(("code", "revision"), [("461", 1), ("0461/..", 1), ("0461", 0), ("0461", -1)])
def test_an_announcement_of_nothing(code: str, revision: int) -> None:
    with pytest.raises(ValueError, match="no municipality code"):
        client_of(Country()).expect(code, revision)


def test_what_an_event_announced_is_not_confirmed_away_by_a_list_that_is_behind() -> None:
    """The question that the event caused failed; the list of a cache says what was live before."""
    clock, country = Clock(), Country()
    behind = Country()
    busy = [True]

    def script(asked: Asked) -> Scripted:
        if "versioner" in asked.path and busy:
            return problem(503, "busy", Retry_After="30")
        return (behind if asked.path == "/v1/kommuner" else country)(asked)

    client = client_of(script, clock)
    for code in CODES:
        client.configuration(code)
    country.revisions["0461"] = 2
    client.expect("0461", 2)
    assert client.configuration("0461").value.revision == 1
    clock.now += 61
    client.refresh()
    assert [client.configuration(code).value.revision for code in CODES] == [1, 2, 1]


def test_what_a_list_is_behind_with_is_asked_for_by_itself() -> None:
    clock, country, behind = Clock(), Country(), Country()
    country.revisions["0461"] = 5
    client = client_of(lambda asked: (behind if asked.path == "/v1/kommuner" else country)(asked), clock)
    for code in CODES:
        client.configuration(code)
    for _ in range(10):
        clock.now += 65
        client.refresh()
        assert {client.configuration(code).age for code in CODES} == {0}
    assert paths(client)[3:] == ["", "/0461/konfiguration"] * 10


def test_what_a_list_leaves_out_is_asked_for_by_itself() -> None:
    clock, country = Clock(), Country()

    def short(asked: Asked) -> Scripted:
        said = country(asked)
        if asked.path != "/v1/kommuner":
            return said
        return json_answer(
            {"municipalities": json.loads(said.body)["municipalities"][:2]}, {"Cache-Control": LIVE}
        )

    client = client_of(short, clock)
    for code in CODES:
        client.configuration(code)
    for _ in range(10):
        clock.now += 65
        client.refresh()
        assert {client.configuration(code).age for code in CODES} == {0}


@pytest.mark.parametrize("status", [500, 502, 504])
def test_while_a_gateway_answers_for_the_api_it_is_asked_once_a_minute(status: int) -> None:
    clock, script = Clock(), Changing(Country())
    client = client_of(script, clock)
    for code in CODES:
        client.configuration(code)
    script.says = lambda _: json_answer({"message": "Internal Server Error"}, status=status)
    assert asked_during_an_outage(client, clock, minutes=60) <= 60


@pytest.mark.parametrize("deaf", [False, True])
def test_before_what_is_kept_becomes_stale_the_question_goes_past_the_caches_at_once(deaf: bool) -> None:
    """One question a minute, also behind a cache that gives what it has for its whole grace time."""
    clock, country = Clock(), Country()

    def cached(asked: Asked) -> Scripted:
        said = country(asked)
        past = "cache-control" in asked.headers and not deaf
        return said if past else Scripted(said.status, said.body, {**said.headers, "Age": "280"})

    client = client_of(cached, clock)
    for code in CODES:
        client.configuration(code)
    asked_of(client).clear()
    for _ in range(20):
        clock.now += 65
        client.refresh()
        assert max(client.configuration(code).age for code in CODES) <= 280
        assert not client.configuration("0461").stale
    assert len(asked_of(client)) <= 21
