"""What is believed beside what is known already."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from kleark.client import UnavailableError
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


def problem_about(members: dict[str, Any]) -> Scripted:
    said = problem(404, "nothing-published")
    data = {
        name: value
        for name, value in json.loads(said.body).items()
        if name not in {"municipalityCode", "revision"}
    }
    return json_answer(data | members, said.headers, 404)


@pytest.mark.parametrize(
    "members",
    [
        {"municipalityCode": "0751", "revision": 0},
        {"municipalityCode": "0461", "revision": 3},
        {"municipalityCode": "0461", "revision": False},
        {"municipalityCode": "0461"},
        {"municipalityCode": None, "revision": 0},
        {"revision": 0},
    ],
)
def test_that_nothing_was_published_is_believed_of_whom_the_answer_names(members: dict[str, Any]) -> None:
    with pytest.raises(UnavailableError, match="does not name"):
        client_of(lambda _: problem_about(members)).configuration("0461")


def test_an_answer_that_names_nobody_is_asked_for_again_over_a_connection_of_its_own() -> None:
    client = client_of(lambda _: problem_about({}))
    assert client.configuration("0461").value.revision == 0
    assert [asked.headers.get("cache-control") for asked in asked_of(client)] == [None, "no-cache"]


def test_one_that_never_says_so_again_was_another_s() -> None:
    said = [problem_about({}), configuration(5)]
    assert client_of(lambda _: said.pop(0)).configuration("0461").value.revision == 5


def test_a_number_above_its_tag_is_not_believed() -> None:
    wrong = configuration(999)
    said = [Scripted(200, wrong.body, configuration(6).headers), configuration(7)]
    assert client_of(lambda _: said.pop(0)).configuration("0461").value.revision == 7


@pytest.mark.parametrize("revision", [10**9, 10**30])
def test_a_number_that_the_api_does_not_have_is_not_believed(revision: int) -> None:
    said = configuration(7)
    body = said.body.replace(b'"revision": 7', b'"revision": %d' % revision)
    with pytest.raises(UnavailableError):
        client_of(lambda _: Scripted(200, body)).configuration("0461")


def test_a_name_that_stands_twice_makes_no_answer() -> None:
    said = configuration(7)
    twice = said.body.replace(b'"revision": 7', b'"revision": 7, "revision": 900')
    assert twice != said.body
    with pytest.raises(UnavailableError, match="not JSON"):
        client_of(lambda _: Scripted(200, twice)).configuration("0461")


def untagged(revision: int) -> Scripted:
    said = configuration(revision)
    return Scripted(200, said.body, {"Cache-Control": LIVE})


def test_a_number_without_proof_gives_way_to_one_with_it() -> None:
    clock, script = Clock(), [untagged(900)]
    client = client_of(lambda _: script[0], clock)
    assert client.configuration("0461").value.revision == 900
    script[0] = configuration(7)
    clock.now += 61
    assert client.configuration("0461").value.revision == 7


def test_a_number_without_proof_gives_way_to_any_once_it_is_stale() -> None:
    clock, script = Clock(), [untagged(900)]
    client = client_of(lambda _: script[0], clock)
    client.configuration("0461")
    script[0] = untagged(7)
    for passed, told in ((61, 900), (300, 7)):
        clock.now += passed
        assert client.configuration("0461").value.revision == told


def test_a_proved_number_can_be_forgotten_by_its_owner() -> None:
    clock, script = Clock(), [configuration(900)]
    client = client_of(lambda _: script[0], clock)
    client.configuration("0461")
    script[0] = configuration(7)
    clock.now += 3600
    assert client.configuration("0461").value.revision == 900
    client.forget("0461")
    assert client.configuration("0461").value.revision == 7


def test_a_304_for_something_else_is_settled_by_asking_without_a_tag() -> None:
    clock = Clock()
    script = Changing(lambda _: configuration(1))
    client = client_of(script, clock)
    client.configuration("0461")

    def confused(asked: Asked) -> Scripted:
        if "if-none-match" in asked.headers:
            return Scripted(304, b"", {"ETag": '"2-0000000000000000-00000000"'})
        return configuration(2)

    script.says = confused
    clock.now += 61
    assert client.configuration("0461").value.revision == 2


def listed(revision: int, tag: str | None = None) -> Scripted:
    one = {
        "municipalityCode": "0461",
        "municipalityName": "Odense",
        "revision": revision,
        "publishedAt": "2025-11-03T12:00:00.000Z",
        "digest": f"{revision:064}",
        "rowCount": 3,
    }
    said = json_answer({"municipalities": [one]})
    own = f'"{hashlib.sha256(said.body).hexdigest()[:24]}"'
    return Scripted(200, said.body, {"ETag": tag or own, "Cache-Control": LIVE})


def test_a_list_is_confirmed_by_its_own_tag() -> None:
    clock = Clock()
    client = client_of(conditional(listed(1)), clock)
    client.municipalities()
    clock.now += 61
    assert client.municipalities().age == 0
    assert "if-none-match" in asked_of(client)[1].headers


def test_an_old_list_with_a_newer_tag_is_never_confirmed_by_that_tag() -> None:
    clock, new = Clock(), listed(2)
    script = Changing(lambda _: listed(1, tag=new.headers["ETag"]))
    client = client_of(script, clock)
    assert client.municipalities().value[0].revision == 1
    script.says = conditional(new)
    clock.now += 61
    assert client.municipalities().value[0].revision == 2


def test_a_wrongly_high_number_in_the_list_blocks_it_no_longer_than_it_is_fresh() -> None:
    clock, script = Clock(), [listed(900)]
    client = client_of(lambda _: script[0], clock)
    client.municipalities()
    script[0] = listed(7)
    for passed, told in ((61, 900), (300, 7)):
        clock.now += passed
        assert client.municipalities().value[0].revision == told


@pytest.mark.parametrize("past_the_cache", [True, False])
def test_an_old_404_of_a_cache_does_not_hide_what_was_published(past_the_cache: bool) -> None:
    """The event, or the list, says that revision 1 is live."""
    client = client_of(
        lambda asked: (
            configuration(1)
            if past_the_cache and "cache-control" in asked.headers
            else problem(404, "nothing-published")
        )
    )
    client.expect("0461", 1)
    assert client.configuration("0461").value.revision == past_the_cache
    assert len(asked_of(client)) == 2


def test_a_refusal_that_names_another_municipality_is_not_believed() -> None:
    said = [problem(404, "unknown-municipality"), configuration(5)]
    about = json.loads(said[0].body) | {"municipalityCode": "0751"}
    said[0] = json_answer(about, said[0].headers, 404)
    assert client_of(lambda _: said.pop(0)).configuration("0461").value.revision == 5


def test_what_is_too_large_to_come_unpacked_is_read_in_pages() -> None:
    """Something on the way has taken away that the client reads gzip."""
    whole = json.loads(configuration(1).body)

    def script(asked: Asked) -> Scripted:
        if "antal" not in asked.path:
            return problem(406, "only-compressed")
        start = int(asked.path.rpartition("cursor=")[2]) if "cursor" in asked.path else 0
        more = {"Link": f'<?antal=1000&cursor={start + 1}>; rel="next"'} if start < 2 else {}
        return json_answer(whole | {"rows": whole["rows"][start : start + 1]}, more)

    assert len(client_of(script).configuration("0461").value.rows) == 3


def test_pages_that_lead_in_a_circle_are_no_answer() -> None:
    page = configuration(1)
    circle = Scripted(200, page.body, {**page.headers, "Link": '<?cursor=a>; rel="next"'})
    client = client_of(lambda _: circle)
    with pytest.raises(UnavailableError, match="without end"):
        client.configuration("0461")
    assert len(asked_of(client)) == 6
