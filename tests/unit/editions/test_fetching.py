"""KL's file is fetched over https from the hosts that were named, at public addresses, and no further."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import pytest

from kleark.editions import fetching
from kleark.editions.fetching import FetchOutcome, Network, fetch_edition
from kleark.editions.model import EditionRecord
from kleark.links.http_client import CertificateError, HttpAnswer, NoAnswerError
from kleark.links.link_answer import LinkReason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.editions.ports import EditionTable
    from kleark.links.guard import Target

HOSTS = frozenset({"kle.example", "cdn.kle.example"})
URL = "https://kle.example/KLE-Emneplan.xml"
PUBLIC = "93.184.216.34"


@dataclass
class Internet:
    """``answers``: by address. ``names``: what hosts resolve to."""

    answers: dict[str, HttpAnswer | Exception]
    names: dict[str, list[str]] = field(default_factory=dict)
    resolved: list[str] = field(default_factory=list)
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def resolve(self, host: str) -> Sequence[str]:
        self.resolved.append(host)
        return self.names.get(host, [PUBLIC])

    def request(self, target: Target, addresses: Sequence[str], seconds: float, most: int) -> HttpAnswer:
        assert 0 < seconds <= 60
        self.asked.append((target.address, tuple(addresses)))
        answer = self.answers[target.address]
        if isinstance(answer, Exception):
            raise answer
        return answer._replace(body=answer.body[:most])


class KnownEditions:
    """A table that knows one file."""

    def __init__(self, data: bytes = b"") -> None:
        self._digest = hashlib.sha256(data).hexdigest()[:12]

    def record(self, edition_id: str) -> EditionRecord | None:
        if edition_id != self._digest:
            return None
        return EditionRecord(edition_id, "ready", "[]", "", "b", "k", "v", 1)


def outcome(internet: Internet, url: str = URL, known: bytes = b"-") -> FetchOutcome:
    table = cast("EditionTable", KnownEditions(known))
    return fetch_edition(url, HOSTS, Network(internet.resolve, internet.request), table).outcome


def redirect(to: str) -> HttpAnswer:
    return HttpAnswer(302, {"Location": to})


FILE = HttpAnswer(200, {}, b"<KLE-Emneplan/>")


def test_the_file_is_fetched_at_the_address_that_was_checked() -> None:
    internet = Internet({URL: FILE})
    fetched = fetch_edition(
        URL, HOSTS, Network(internet.resolve, internet.request), cast("EditionTable", KnownEditions())
    )
    assert fetched == (FetchOutcome.STORED, FILE.body)
    assert internet.asked == [(URL, (PUBLIC,))]


def test_a_file_that_has_come_before_is_not_kept_again() -> None:
    assert outcome(Internet({URL: FILE}), known=FILE.body) is FetchOutcome.UNCHANGED


@pytest.mark.parametrize(
    "url",
    [
        "http://kle.example/a.xml",
        "https://other.example/a.xml",
        "https://kle.example.evil.example/a.xml",
        "https://user:secret@kle.example/a.xml",
        "https://kle.example:8443/a.xml",
        "https://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "",
    ],
)
def test_other_addresses_are_not_even_resolved(url: str) -> None:
    internet = Internet({})
    assert outcome(internet, url) is FetchOutcome.REFUSED_ADDRESS
    assert (internet.resolved, internet.asked) == ([], [])


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.7", "192.168.1.1", "169.254.169.254", "::1", "fd00::1", "0.0.0.0"]
)
def test_a_known_host_at_a_private_address_is_not_asked(address: str) -> None:
    internet = Internet({URL: FILE}, {"kle.example": [PUBLIC, address]})
    assert outcome(internet) is FetchOutcome.REFUSED_ADDRESS
    assert internet.asked == []


def test_a_redirect_is_followed_to_hosts_on_the_list_only() -> None:
    there = "https://cdn.kle.example/x.xml"
    assert outcome(Internet({URL: redirect(there), there: FILE})) is FetchOutcome.STORED
    for elsewhere in (
        "https://evil.example/",
        "http://kle.example/",
        "//169.254.169.254/",
        "ftp://kle.example/",
    ):
        internet = Internet({URL: redirect(elsewhere)})
        assert outcome(internet) is FetchOutcome.REFUSED_ADDRESS
        assert len(internet.asked) == 1
    assert (
        outcome(Internet({URL: redirect("/andet.xml"), "https://kle.example/andet.xml": FILE}))
        is FetchOutcome.STORED
    )


def test_redirects_come_to_an_end() -> None:
    internet = Internet({URL: redirect(URL)})
    assert outcome(internet) is FetchOutcome.TOO_MANY_REDIRECTS
    assert len(internet.asked) == 4


@pytest.mark.parametrize(
    "answer",
    [
        HttpAnswer(404, {}, b"x"),
        HttpAnswer(500, {}, b"x"),
        HttpAnswer(200, {}, b""),
        HttpAnswer(302, {}),
        NoAnswerError(LinkReason.TOO_SLOW),
        CertificateError(LinkReason.EXPIRED),
    ],
    ids=str,
)
def test_what_cannot_be_had_today_is_tried_again(answer: HttpAnswer | Exception) -> None:
    assert outcome(Internet({URL: answer})) is FetchOutcome.UNREACHABLE


def test_no_more_is_read_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 10)
    assert outcome(Internet({URL: FILE})) is FetchOutcome.TOO_LARGE
