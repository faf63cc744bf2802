"""What stands before every connection, whatever somebody wrote or resolves to."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.links.address_classes import forbidden_class
from kleark.links.guard import GuardError, checked_addresses, target
from kleark.links.link_answer import LONGEST_ADDRESS, LinkReason
from tests.support.searching import examples

ADDRESSES = st.ip_addresses().map(str) | st.sampled_from(["8.8.8.8", "93.184.216.34", "2606:4700::1"])


@given(st.lists(ADDRESSES, max_size=5))
@examples(400)
def test_what_is_given_is_connected_to_wholly_or_not_at_all(found: list[str]) -> None:
    forbidden = [one for one in found if forbidden_class(one) is not None]
    if not forbidden:
        assert checked_addresses("www.odense.dk", lambda _: found) == found
        assert all(ip_address(one).is_global for one in found)
        return
    with pytest.raises(GuardError) as refused:
        checked_addresses("www.odense.dk", lambda _: found)
    assert refused.value.reason is LinkReason.INNER_ADDRESS


@given(st.text(max_size=80) | st.text(max_size=60).map(lambda text: f"https://{text}"))
@examples(1000)
def test_any_text_is_an_address_to_ask_or_is_refused(text: str) -> None:
    try:
        asked = target(text)
    except GuardError:
        return
    assert asked.host.isascii()
    assert asked.host.strip(".")
    assert not set(asked.host) & set("/@?#\\ ")
    assert asked.request_uri.startswith("/")
    assert asked.request_uri.isascii()
    assert not set(asked.request_uri) & set(" \r\n\t")


def test_parts() -> None:
    asked = target("https://www.BØRN.dk/å b".replace(" ", "%20") + "?ø=1&x#top")
    assert asked.host == "www.xn--brn-0na.dk"
    assert asked.request_uri == "/%C3%A5%20b?%C3%B8=1&x"


def test_443_may_be_said() -> None:
    assert target("https://x.dk:443/").host == "x.dk"


@pytest.mark.parametrize("host", ["0x7f.1", "2130706433", "017700000001", "127.1"])
def test_an_address_in_disguise_is_what_it_resolves_to(host: str) -> None:
    assert target(f"https://{host}/").host == host
    with pytest.raises(GuardError):
        checked_addresses(host, lambda _: ["127.0.0.1"])


def test_an_address_that_is_too_long_is_not_read() -> None:
    target("https://x.dk/".ljust(LONGEST_ADDRESS, "x"))
    with pytest.raises(GuardError):
        target("https://x.dk/".ljust(LONGEST_ADDRESS + 1, "x"))
