"""What the client takes for an answer, and what it refuses."""

from __future__ import annotations

import json
import pickle
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import kleark.client.client
import kleark.client.core
from kleark.client import Client, RefusedError, UnavailableError, elapsed
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
    packed,
    problem,
    wire,
)
from tests.support.numbered_rows import rows, sorted_rows

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD = configuration()


def test_a_configuration_is_read_whole() -> None:
    answer = client_of(lambda _: GOOD).configuration("0461")
    assert answer.value.rows == sorted_rows(rows(3, phone="66130001"))
    assert (answer.value.municipality_code, answer.value.revision) == ("0461", 1)
    assert answer.value.published_at == "2025-11-03T12:00:00.000Z"
    assert (answer.age, answer.stale) == (0, False)


def test_it_asks_for_gzip_and_reads_it() -> None:
    client = client_of(lambda _: packed(GOOD))
    assert client.configuration("0461").value.revision == 1
    assert asked_of(client)[0].headers["accept-encoding"] == "gzip"


def test_a_municipality_that_never_published_anything_has_revision_0() -> None:
    client = client_of(lambda _: problem(404, "nothing-published"))
    assert client.configuration("0461").value.revision == 0
    assert client.configuration("0461").value.rows == ()
    assert len(asked_of(client)) == 1


@pytest.mark.parametrize("code", ["461", "0461/../0101", "０４６１", "0461\n", ""])
def test_what_is_no_code_is_not_even_asked_for(code: str) -> None:
    client = client_of(lambda _: GOOD)
    with pytest.raises(RefusedError, match="malformed-municipality-code"):
        client.configuration(code)
    assert asked_of(client) == []


def test_an_unknown_municipality_is_refused_and_not_asked_for_again() -> None:
    client = client_of(lambda _: problem(404, "unknown-municipality"))
    with pytest.raises(RefusedError) as caught:
        client.configuration("9999")
    assert (caught.value.status, caught.value.kind) == (404, "unknown-municipality")
    assert len(asked_of(client)) == 1


@pytest.mark.parametrize(
    "address",
    ["http://portal.test", "https://user:secret@portal.test", "https://portal.test?a=b", "ftp://portal.test"],
)
def test_only_an_encrypted_address_is_taken(address: str) -> None:
    with pytest.raises(ValueError, match="https://"):
        Client(address)


def _body(answer: Scripted, change: Callable[[Any], None]) -> Scripted:
    data = json.loads(answer.body)
    change(data)
    return json_answer(data, answer.headers)


def _drop(name: str) -> Callable[[Any], None]:
    return lambda data: data.pop(name)


GARBAGE = {
    "nothing": Scripted(200, b""),
    "a page for people": Scripted(200, b"<html>maintenance</html>", {"Content-Type": "text/html"}),
    "half a body that says it is whole": Scripted(200, GOOD.body[: len(GOOD.body) // 2], GOOD.headers),
    "another municipality": configuration(code="0751"),
    "a row too few": _body(GOOD, lambda data: data["rows"].pop()),
    "a row twice": _body(GOOD, lambda data: data["rows"].append(data["rows"][0])),
    "rows in another order": _body(GOOD, lambda data: data["rows"].reverse()),
    "a phone that was changed": _body(GOOD, lambda data: data["rows"][0].update(contactPhone="90909090")),
    "another digest": configuration(digest="0" * 64),
    "no digest": _body(GOOD, _drop("digest")),
    "no rows": _body(GOOD, _drop("rows")),
    "no revision": _body(GOOD, _drop("revision")),
    "a revision that is true": _body(GOOD, lambda d: d.update(revision=True)),
    "rows that are none": configuration(rows=["a", 1], digest=None),
    "a list": json_answer([GOOD.body.decode()]),
    "nested for ever": Scripted(200, b"[" * 100_000),
    "not gzip": Scripted(200, GOOD.body, {**GOOD.headers, "Content-Encoding": "gzip"}),
    "304 for nothing": Scripted(304, b"", {"ETag": GOOD.headers["ETag"]}),
    "somewhere else": Scripted(302, b"", {"Location": "https://elsewhere.test/"}),
    "a fault": problem(500, "unexpected"),
    "another 404": Scripted(404, b"not here"),
    "a problem of somebody else": json_answer(
        {"type": "about:blank"}, {"Content-Type": "application/problem+json"}, 403
    ),
}


@pytest.mark.parametrize("said", GARBAGE.values(), ids=GARBAGE)
def test_garbage_is_no_answer(said: Scripted) -> None:
    with pytest.raises(UnavailableError):
        client_of(lambda _: said).configuration("0461")


@pytest.mark.parametrize("said", GARBAGE.values(), ids=GARBAGE)
def test_garbage_does_not_push_out_the_last_good_answer(said: Scripted) -> None:
    clock, script = Clock(), [configuration(2)]
    client = client_of(lambda _: script[0], clock)
    client.configuration("0461")
    script[0] = said
    clock.now += 400
    answer = client.configuration("0461")
    assert (answer.value.revision, len(answer.value.rows)) == (2, 3)
    # A 304 does confirm what is kept, if it is for that; this one is for revision 1.
    assert answer.stale
    assert answer.age >= 400


def test_no_message_tells_what_was_in_an_answer() -> None:
    said = _body(GOOD, lambda data: data["rows"][0].update(showFrom="HEMMELIGT"))
    data = json.loads(said.body)
    from tests.support.client_portals import digest_of_json  # noqa: PLC0415

    said = _body(said, lambda changed: changed.update(digest=digest_of_json(data["rows"])))
    with pytest.raises(UnavailableError) as caught:
        client_of(lambda _: said).configuration("0461")
    assert "HEMMELIGT" not in str(caught.value)
    assert "ValueError" in str(caught.value)


def test_an_old_body_with_a_newer_tag_is_told_but_never_confirmed_by_that_tag() -> None:
    clock = Clock()
    old, new = configuration(1), configuration(2)
    confused = Scripted(200, old.body, new.headers)
    script = Changing(conditional(confused))
    client = client_of(script, clock)
    assert client.configuration("0461").value.revision == 1
    script.says = conditional(new)
    clock.now += 61
    assert client.configuration("0461").value.revision == 2
    assert "if-none-match" not in asked_of(client)[1].headers


def test_revisions_never_go_back() -> None:
    """Two caches on the way, of which one is behind."""
    clock, script = Clock(), [configuration(7)]
    client = client_of(lambda _: script[0], clock)
    client.configuration("0461")
    script[0] = configuration(6)
    for passed, stale in ((61, False), (300, True)):
        clock.now += passed
        answer = client.configuration("0461")
        assert (answer.value.revision, answer.stale) == (7, stale)


def test_an_older_answer_is_asked_for_again_past_the_caches() -> None:
    clock = Clock()
    client = client_of(
        lambda asked: (
            configuration(8 if "cache-control" in asked.headers else 6)
            if clock.now > 1060
            else configuration(7)
        ),
        clock,
    )
    client.configuration("0461")
    clock.now += 61
    answer = client.configuration("0461")
    assert (answer.value.revision, answer.stale) == (8, False)
    assert asked_of(client)[-1].headers["cache-control"] == "no-cache"


def test_one_revision_cannot_have_two_contents() -> None:
    clock, script = Clock(), [configuration(7, rows(3))]
    client = client_of(lambda _: script[0], clock)
    client.configuration("0461")
    script[0] = configuration(7, rows(4))
    for passed, stale in ((61, False), (300, True)):
        clock.now += passed
        answer = client.configuration("0461")
        assert (len(answer.value.rows), answer.stale) == (3, stale)


class Paged:
    """An API that gives its rows two at a time, and is at another revision from the second page on."""

    def __init__(self, *, keeps_to_the_first: bool) -> None:
        self.keeps = keeps_to_the_first
        self.first, self.later = (
            json.loads(configuration(n, rows(5, phone=f"6613{n:04}")).body) for n in (1, 2)
        )

    def __call__(self, asked: Asked) -> Scripted:
        query = asked.path.partition("?")[2]
        start = int(query.rpartition("cursor=")[2]) if "cursor" in query else 0
        data = self.first if not start or self.keeps else self.later
        more = {"Link": f'<?antal=2&cursor={start + 2}>; rel="next"'} if start < 4 else {}
        tag = f'"{data["revision"]}-{data["digest"][:16]}-{start:08}"'
        page = data | {"rows": data["rows"][start : start + 2]}
        return json_answer(page, {"ETag": tag, "Cache-Control": LIVE, **more})


def test_pages_are_read_to_the_end() -> None:
    client = client_of(Paged(keeps_to_the_first=True), rows_a_page=2)
    assert len(client.configuration("0461").value.rows) == 5
    assert [asked.path.partition("?")[2] for asked in asked_of(client)] == [
        "antal=2",
        "antal=2&cursor=2",
        "antal=2&cursor=4",
    ]


def test_pages_of_two_revisions_are_no_answer() -> None:
    with pytest.raises(UnavailableError, match="two revisions"):
        client_of(Paged(keeps_to_the_first=False), rows_a_page=2).configuration("0461")


def test_pages_that_never_end_are_no_answer() -> None:
    page = configuration(rows=[])
    endless = Scripted(200, page.body, {**page.headers, "Link": '<?cursor=a>; rel="next"'})
    with pytest.raises(UnavailableError, match="without end"):
        client_of(lambda _: endless).configuration("0461")


def test_a_page_that_is_gone_means_beginning_again() -> None:
    paged = Paged(keeps_to_the_first=True)
    gone = [True]

    def script(asked: Asked) -> Scripted:
        if "cursor" in asked.path and gone:
            gone.clear()
            return problem(410, "revision-gone")
        return paged(asked)

    assert len(client_of(script, rows_a_page=2).configuration("0461").value.rows) == 5


def listed(*revisions: int) -> Scripted:
    digests = [f"{revision:064}" if revision else None for revision in revisions]
    data = [
        {
            "municipalityCode": f"{at:04}",
            "municipalityName": "Odense",
            "revision": revision,
            "publishedAt": "2025-11-03T12:00:00.000Z" if revision else None,
            "digest": digest,
            "rowCount": revision,
        }
        for at, (revision, digest) in enumerate(zip(revisions, digests, strict=True))
    ]
    return json_answer({"municipalities": data}, {"ETag": f'"{revisions}"', "Cache-Control": LIVE})


def test_the_municipalities_are_listed() -> None:
    client = client_of(conditional(listed(0, 12)))
    never, odense = client.municipalities().value
    assert (never.code, never.revision, never.digest) == ("0000", 0, None)
    assert (odense.code, odense.name, odense.revision, odense.row_count) == ("0001", "Odense", 12, 12)


def test_an_older_list_does_not_push_out_a_newer_one() -> None:
    clock, script = Clock(), [listed(3, 12)]
    client = client_of(lambda _: script[0], clock)
    client.municipalities()
    script[0] = listed(4, 11)
    for passed, stale in ((61, False), (200, False)):
        clock.now += passed
        answer = client.municipalities()
        assert ([one.revision for one in answer.value], answer.stale) == ([3, 12], stale)


@pytest.mark.parametrize(
    "said",
    [
        json_answer({"municipalities": []}),
        json_answer({"municipalities": {}}),
        json_answer({"municipalities": [{}]}),
        json_answer({"municipalities": [None]}),
        json_answer({"municipalities": json.loads(listed(1).body)["municipalities"] * 2}),
        _body(listed(1), lambda data: data["municipalities"][0].update(revision="1")),
        _body(listed(1), lambda data: data["municipalities"][0].update(digest="1")),
    ],
)
def test_a_list_that_is_none_is_no_answer(said: Scripted) -> None:
    with pytest.raises(UnavailableError):
        client_of(lambda _: said).municipalities()


def test_a_client_can_be_handed_to_a_process_that_is_not_forked() -> None:
    """It knows there what it knew here, and how old that is."""
    with wire(lambda asked: configuration(3, code=asked.path.split("/")[3])) as made:
        client = Client(made.url)
        client.configuration("0461")
        client._core.wanted = frozenset({"0461", "0751"})
        handed = pickle.dumps(client)
        asked = len(made.asked)
        other = pickle.loads(handed)
        answer = other.configuration("0461")
        assert (answer.value, len(made.asked)) == (client.configuration("0461").value, asked)
        assert other.readiness().missing == ("0751",)
        assert other.configuration("0101").value.revision == 3


def test_what_was_handed_on_grew_older_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the other's clock counts from another moment."""
    client = Client("https://portal.test", refresh_every=None)
    entry = client_of(lambda _: GOOD)
    entry.configuration("0461")
    kept = entry._core.configurations.entries()["0461"]
    now = client._core.settings.clock()
    client._core.configurations.put("0461", replace(kept, confirmed_at=now - 100))
    handed = pickle.dumps(client)
    at = time.time()
    monkeypatch.setattr(elapsed, "_counting", lambda: 5.0)
    monkeypatch.setattr(time, "time", lambda: at + 3600)
    answer = pickle.loads(handed)._core.configurations.entries()["0461"]
    assert pickle.loads(handed)._core.settings.clock() - answer.confirmed_at == pytest.approx(3700, abs=60)


def test_all_threads_of_a_child_find_one_client(monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(lambda _: GOOD)
    monkeypatch.setattr(kleark.client.client, "this_process", lambda: (0, 99))
    made: list[object] = []
    made_by = kleark.client.core.Core

    def core(*given: Any) -> Any:
        """The other thread is here at the same time, and is done first."""
        one = made_by(*given)
        one.process = (0, 99)
        if not made:
            made.append(one)
            made.append(client._here())
        return one

    monkeypatch.setattr(kleark.client.client, "Core", core)
    assert client._here() is made[1]
    assert client._here() is made[1]
