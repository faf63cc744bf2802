"""One address asked, of servers of ours on loopback, through the guard as it is in production."""

from __future__ import annotations

import http.client
import socket
from typing import TYPE_CHECKING

import pytest
import urllib3

from kleark.links import asking, system_network
from kleark.links.asking import MOST_HOPS
from kleark.links.http_client import MOST_BYTES, NAME
from kleark.links.link_answer import LinkReason
from kleark.links.observation import Ending, Observation, PageKind, Redirect
from tests.support.loopback_only import OutsideError
from tests.support.sites import NOT_THERE, Answer, Internet, redirect, write_certificate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PAGE = "https://www.odense.dk/pas"


def ending(seen: Observation) -> tuple[Ending, int | None, LinkReason | None]:
    return seen.ending, seen.status, seen.reason


def test_a_page_that_is_there(internet: Internet) -> None:
    internet.site("www.odense.dk", {"/pas": Answer()})
    assert internet.asker().ask(PAGE) == Observation(PAGE, Ending.STATUS, (), 200)
    assert [(one.method, one.path) for one in internet.asked] == [
        ("GET", "/robots.txt"),
        ("HEAD", "/pas"),
        ("GET", "/pas"),
    ]


def test_who_asks_says_so_and_brings_nothing_else(
    internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://10.0.0.1:3128")
    internet.site("www.odense.dk", {"/pas": Answer(200, (("Set-Cookie", "s=1"),))})
    asker = internet.asker()
    asker.ask(PAGE)
    asker.ask(PAGE)
    for one in internet.asked:
        assert one.headers["User-Agent"].startswith(f"{NAME}/")
        assert "drift@example.dk" in one.headers["User-Agent"]
        assert one.headers.keys() == {
            "Host",
            "User-Agent",
            "Accept",
            "Accept-Language",
            "Accept-Encoding",
            "Connection",
        }


def test_tls_is_for_the_name_and_the_connection_to_the_address_that_was_checked(internet: Internet) -> None:
    internet.site("www.odense.dk", {"/pas": Answer()}, address="93.184.216.34")
    internet.asker().ask(PAGE)
    assert set(internet.connected) == {"93.184.216.34"}
    assert set(internet.server_names) == {"www.odense.dk"}
    assert {one.headers["Host"] for one in internet.asked} == {"www.odense.dk"}


def test_a_name_that_stands_for_another_address_each_time_it_is_asked_for_gains_nothing(
    internet: Internet,
) -> None:
    """Rebinding: public when it is looked at, inner when it is connected to. Nobody looks a second time."""
    internet.site("www.odense.dk", {"/pas": Answer()}, address="93.184.216.34")
    answers = iter([["93.184.216.34"], ["127.0.0.1"]] * 10)
    calls: list[str] = []

    def rebinding(host: str) -> Sequence[str]:
        calls.append(host)
        return next(answers)

    seen = internet.asker(rebinding).ask(PAGE)
    # robots.txt was asked at the checked address; the next look-up gave an inner one, and nothing connected to it.
    assert ending(seen) == (Ending.REFUSED, None, LinkReason.INNER_ADDRESS)
    assert internet.connected == ["93.184.216.34"]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "192.168.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "203.0.113.1",
    ],
)
@pytest.mark.parametrize("beside", [[], ["93.184.216.34"]])
def test_inner_addresses_are_never_connected_to(internet: Internet, address: str, beside: list[str]) -> None:
    internet.site("www.odense.dk", {"/pas": Answer()}, address="93.184.216.34")
    internet.names["www.odense.dk"] = [*beside, address]
    assert ending(internet.asker().ask(PAGE)) == (Ending.REFUSED, None, LinkReason.INNER_ADDRESS)
    assert internet.connected == []


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("https://intern.odense.dk/", LinkReason.INNER_ADDRESS),
        ("https://127.0.0.1/", LinkReason.INNER_ADDRESS),
        ("https://[::1]/", LinkReason.INNER_ADDRESS),
        ("http://www.odense.dk/ny", LinkReason.NOT_HTTPS),
        ("ftp://www.odense.dk/ny", LinkReason.NOT_HTTPS),
        ("file:///etc/passwd", LinkReason.NOT_HTTPS),
        ("https://www.odense.dk:8443/ny", LinkReason.OTHER_PORT),
        ("https://user:pass@www.odense.dk/ny", LinkReason.CREDENTIALS),
        ("https://www.odense.dk:x/ny", LinkReason.UNREADABLE),
        ("https://[::1/ny", LinkReason.UNREADABLE),
        ("https://../ny", LinkReason.UNREADABLE),
    ],
)
def test_the_guard_stands_before_every_hop(internet: Internet, to: str, reason: LinkReason) -> None:
    internet.site("www.odense.dk", {"/pas": redirect(to)}, address="93.184.216.34")
    internet.names |= {"intern.odense.dk": ["10.1.2.3"], "127.0.0.1": ["127.0.0.1"], "::1": ["::1"]}
    assert ending(internet.asker().ask(PAGE)) == (Ending.REFUSED, None, reason)
    assert set(internet.connected) == {"93.184.216.34"}


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://www.odense.dk/pas", LinkReason.NOT_HTTPS),
        ("https://www.odense.dk:444/pas", LinkReason.OTHER_PORT),
        ("https://a@www.odense.dk/pas", LinkReason.CREDENTIALS),
        ("https://www.odense.dk/" + "x" * 3000, LinkReason.UNREADABLE),
        ("https://www.odense.dk/a b", LinkReason.UNREADABLE),
        ("https://www.odense.dk/a\r\nX: y", LinkReason.UNREADABLE),
        ("https://../", LinkReason.UNREADABLE),
        ("pas", LinkReason.NOT_HTTPS),
    ],
)
def test_what_is_no_address_to_ask_is_not_asked(internet: Internet, address: str, reason: LinkReason) -> None:
    assert ending(internet.asker().ask(address)) == (Ending.REFUSED, None, reason)
    assert internet.resolved == []


def test_robots_is_read_through_the_same_guard(internet: Internet) -> None:
    internet.site(
        "www.odense.dk", {"/robots.txt": redirect("https://intern.odense.dk/robots.txt"), "/pas": Answer()}
    )
    internet.names["intern.odense.dk"] = ["10.1.2.3"]
    assert ending(internet.asker().ask(PAGE)) == (Ending.STATUS, 200, None)
    assert "10.1.2.3" not in internet.connected


def test_hops_are_followed_and_told(internet: Internet) -> None:
    internet.site(
        "www.odense.dk", {"/pas": redirect("/ny", 301), "/ny": redirect("https://nyt.dk/pas?å=1", 308)}
    )
    internet.site("nyt.dk", {"/pas?%C3%A5=1": Answer()})
    seen = internet.asker().ask(PAGE)
    assert seen.redirects == (
        Redirect(301, "https://www.odense.dk/ny"),
        Redirect(308, "https://nyt.dk/pas?å=1"),
    )
    assert ending(seen) == (Ending.STATUS, 200, None)


def test_so_many_hops_and_no_more(internet: Internet) -> None:
    internet.site(
        "www.odense.dk",
        lambda _, path: redirect(f"/{int(path[1:] or 0) + 1}") if path[1:].isdigit() else NOT_THERE,
    )
    seen = internet.asker().ask("https://www.odense.dk/1")
    assert ending(seen) == (Ending.REFUSED, None, LinkReason.TOO_MANY_HOPS)
    assert sum(one.method == "HEAD" for one in internet.asked) == MOST_HOPS + 1


@pytest.mark.parametrize("hops", [MOST_HOPS])
def test_as_many_hops_as_are_allowed(internet: Internet, hops: int) -> None:
    pages = {f"/{at}": redirect(f"/{at + 1}") for at in range(hops)} | {f"/{hops}": Answer()}
    internet.site("www.odense.dk", pages)
    assert ending(internet.asker().ask("https://www.odense.dk/0")) == (Ending.STATUS, 200, None)


def test_a_circle_is_seen_at_once(internet: Internet) -> None:
    internet.site("www.odense.dk", {"/pas": redirect("/ny"), "/ny": redirect("/pas")})
    assert ending(internet.asker().ask(PAGE)) == (Ending.REFUSED, None, LinkReason.TOO_MANY_HOPS)
    assert sum(one.method == "HEAD" for one in internet.asked) == 2


def test_the_sign_in_of_citizens_is_not_asked(internet: Internet) -> None:
    to = "https://nemlog-in.mitid.dk/login.aspx/mitid?x=1"
    internet.site("www.odense.dk", {"/pas": redirect(to)})
    assert ending(internet.asker().ask(PAGE)) == (Ending.STATUS, None, None)
    assert "nemlog-in.mitid.dk" not in internet.resolved


@pytest.mark.parametrize("status", [403, 404, 405, 500, 501])
def test_what_head_alone_is_refused_is_asked_by_get(internet: Internet, status: int) -> None:
    internet.site("www.odense.dk", lambda method, _: Answer(status if method == "HEAD" else 200))
    assert ending(internet.asker().ask(PAGE)) == (Ending.STATUS, 200, None)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 500, 503])
def test_a_status_is_told_as_it_is(internet: Internet, status: int) -> None:
    internet.site("www.odense.dk", {"/pas": Answer(status)})
    assert ending(internet.asker().ask(PAGE)) == (Ending.STATUS, status, None)


def test_no_more_is_read_than_so_many_bytes(internet: Internet) -> None:
    late = b" " * MOST_BYTES + b"<title>404</title>"
    internet.site("www.odense.dk", {"/pas": Answer(body=late), "/fejl": Answer(body=late[-100:])})
    assert internet.asker().ask(PAGE).page is None
    assert internet.asker().ask("https://www.odense.dk/fejl").page is PageKind.NOT_FOUND


def test_compressed_content_is_not_unpacked(internet: Internet) -> None:
    import gzip  # noqa: PLC0415

    packed = gzip.compress(b"<title>404</title>" + b"\0" * 10_000_000)
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    internet.site("www.odense.dk", {"/pas": Answer(200, headers, packed)})
    assert internet.asker().ask(PAGE).page is None


def test_a_file_is_no_page(internet: Internet) -> None:
    internet.site(
        "www.odense.dk", {"/pas": Answer(200, (("Content-Type", "application/pdf"),), b"<title>404</title>")}
    )
    assert internet.asker().ask(PAGE).page is None


@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        ({"expired": True}, LinkReason.EXPIRED),
        ({"trusted": False}, LinkReason.UNKNOWN_ISSUER),
    ],
)
def test_a_certificate_that_does_not_vouch(
    internet: Internet, certificate: dict[str, bool], reason: LinkReason
) -> None:
    path = write_certificate(internet.folder, "www.odense.dk", **certificate)
    internet.site("www.odense.dk", {"/pas": Answer()}, certificate=path)
    assert ending(internet.asker().ask(PAGE)) == (Ending.CERTIFICATE, None, reason)
    assert internet.asked == []


def test_another_hosts_certificate(internet: Internet) -> None:
    internet.site(
        "www.odense.dk", {"/pas": Answer()}, certificate=write_certificate(internet.folder, "odense.dk")
    )
    assert ending(internet.asker().ask(PAGE)) == (Ending.CERTIFICATE, None, LinkReason.OTHER_NAME)


def test_a_host_that_does_not_exist(internet: Internet) -> None:
    assert ending(internet.asker().ask(PAGE)) == (Ending.NO_ANSWER, None, LinkReason.NO_SUCH_HOST)


def test_a_host_where_nobody_listens(internet: Internet) -> None:
    internet.names["www.odense.dk"] = ["93.184.216.34", "93.184.216.35"]
    assert ending(internet.asker().ask(PAGE)) == (Ending.NO_ANSWER, None, LinkReason.NO_CONNECTION)
    assert internet.connected == ["93.184.216.34", "93.184.216.35"]


def test_the_second_address_is_tried_where_the_first_has_no_answer(internet: Internet) -> None:
    internet.site("www.odense.dk", {"/pas": Answer()}, address="93.184.216.35")
    internet.names["www.odense.dk"] = ["93.184.216.34", "93.184.216.35"]
    assert ending(internet.asker().ask(PAGE)) == (Ending.STATUS, 200, None)


@pytest.mark.parametrize(
    "raw", [b"", b"SSH-2.0-x\r\n", b"HTTP/1.1 200 OK\r\n" + b"X" * 70_000, b"HTTP/9.9\r\n\r\n"]
)
def test_what_is_no_http_is_no_answer(internet: Internet, raw: bytes) -> None:
    internet.site("www.odense.dk", {"/pas": Answer(raw=raw)})
    assert ending(internet.asker().ask(PAGE)) == (Ending.NO_ANSWER, None, LinkReason.NO_CONNECTION)


def test_a_host_that_sends_a_byte_now_and_then_is_cut_off(
    internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_SECONDS", 0.5)
    internet.site("www.odense.dk", {"/pas": Answer(raw=b"HTTP/1.1 200 OK\r\nX: " + b"y" * 600, trickle=0.1)})
    assert ending(internet.asker().ask(PAGE)) == (Ending.NO_ANSWER, None, LinkReason.TOO_SLOW)


def test_a_host_that_never_says_a_word_is_too_slow(
    internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        internet.names["www.odense.dk"] = ["93.184.216.34"]
        internet.ports["93.184.216.34"] = silent.getsockname()[1]
        assert ending(internet.asker().ask(PAGE)) == (Ending.NO_ANSWER, None, LinkReason.TOO_SLOW)


def test_a_page_that_never_ends_is_there(internet: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_SECONDS", 1.0)
    start = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    slow = Answer(raw=start + b"<p>" * 200, trickle=0.01)
    internet.site(
        "www.odense.dk",
        lambda method, path: NOT_THERE if path != "/pas" else Answer() if method == "HEAD" else slow,
    )
    assert ending(internet.asker().ask(PAGE)) == (Ending.STATUS, 200, None)


ROBOTS = b"""User-agent: *
Disallow: /*?print
Disallow: /admin
Allow: /admin/pas$
"""


@pytest.mark.parametrize(
    ("path", "wanted"),
    [("/pas", True), ("/pas?print=1", False), ("/admin/x", False), ("/admin/pas", True)],
)
def test_robots_is_kept_to_with_its_wildcards(internet: Internet, path: str, *, wanted: bool) -> None:
    internet.site("www.odense.dk", lambda _, asked: Answer(body=ROBOTS if asked == "/robots.txt" else b""))
    seen = internet.asker().ask("https://www.odense.dk" + path)
    assert ending(seen) == (
        (Ending.STATUS, 200, None) if wanted else (Ending.NOT_WANTED, None, LinkReason.ROBOTS)
    )
    assert wanted or [one.path for one in internet.asked] == ["/robots.txt"]


def test_robots_stands_before_each_hop(internet: Internet) -> None:
    internet.site("www.odense.dk", {"/pas": redirect("https://nyt.dk/pas")})
    internet.site("nyt.dk", {"/robots.txt": Answer(body=b"User-agent: Kleark-links\nDisallow: /")})
    assert ending(internet.asker().ask(PAGE)) == (Ending.NOT_WANTED, None, LinkReason.ROBOTS)
    assert [one.path for one in internet.asked if one.host == "nyt.dk"] == ["/robots.txt"]


def test_robots_is_read_once_for_all_addresses_of_a_host(internet: Internet) -> None:
    internet.site("www.odense.dk", {"/pas": Answer(), "/bolig": Answer()})
    asker = internet.asker()
    for address in (PAGE, "https://www.odense.dk/bolig", PAGE):
        asker.ask(address)
    assert [one.path for one in internet.asked].count("/robots.txt") == 1


def test_a_host_with_a_fault_is_not_asked_further(internet: Internet) -> None:
    internet.site("www.odense.dk", {"/robots.txt": Answer(503), "/pas": Answer()})
    assert ending(internet.asker().ask(PAGE)) == (Ending.NO_ANSWER, None, LinkReason.SERVER_ERROR)
    assert [one.path for one in internet.asked] == ["/robots.txt"]


def test_a_second_lies_between_two_requests_to_a_host_and_more_where_it_says_so(internet: Internet) -> None:
    internet.site("www.odense.dk", {"/pas": Answer()})
    internet.site(
        "langsom.dk", {"/robots.txt": Answer(body=b"User-agent: *\nCrawl-delay: 5"), "/pas": Answer()}
    )
    asker = internet.asker()
    asker.ask(PAGE)
    assert internet.waited == [1.0, 1.0]
    internet.waited.clear()
    asker.ask("https://langsom.dk/pas")
    assert internet.waited == [5.0, 5.0]


def test_a_host_that_wants_a_minute_between_requests_is_left_alone(internet: Internet) -> None:
    internet.site(
        "www.odense.dk", {"/robots.txt": Answer(body=b"User-agent: *\nCrawl-delay: 60"), "/pas": Answer()}
    )
    assert ending(internet.asker().ask(PAGE)) == (Ending.NOT_WANTED, None, LinkReason.ROBOTS)


def test_a_danish_name_is_asked_for_as_dns_has_it(internet: Internet) -> None:
    internet.site("xn--brnehave-54a.dk", {"/": Answer()})
    assert ending(internet.asker().ask("https://børnehave.dk")) == (Ending.STATUS, 200, None)


def send_datagram() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram:
        datagram.sendto(b"x", ("93.184.216.34", 53))


@pytest.mark.parametrize(
    "ask",
    [
        lambda: socket.create_connection(("93.184.216.34", 443), 1),
        lambda: urllib3.PoolManager().request("GET", "https://93.184.216.34/"),
        lambda: http.client.HTTPSConnection("93.184.216.34").request("GET", "/"),
        lambda: system_network.resolve("www.odense.dk"),
        lambda: system_network.connect("93.184.216.34", 443, 1.0),
        send_datagram,
    ],
)
def test_no_test_of_links_reaches_anybody_outside(ask: Callable[[], object]) -> None:
    with pytest.raises(OutsideError):
        ask()
