"""What addresses and pages give away."""

from __future__ import annotations

import pytest

from kleark.links.observation import PageKind
from kleark.links.page_kind import is_citizens_sign_in, is_front_page, is_login, is_same_page, page_kind


@pytest.mark.parametrize(
    ("address", "front"),
    [
        ("https://x.dk", True),
        ("https://x.dk/", True),
        ("https://x.dk/Forside", True),
        ("https://x.dk/default.aspx", True),
        ("https://x.dk/#top", True),
        ("https://x.dk/?p=12", False),
        ("https://x.dk/borger", False),
        ("https://x.dk/da/borger", False),
    ],
)
def test_front_page(address: str, *, front: bool) -> None:
    assert is_front_page(address) is front


@pytest.mark.parametrize(
    ("address", "login"),
    [
        ("https://login.x.dk/", True),
        ("https://x.dk/account/Login?x=1", True),
        ("https://x.dk/umbraco", True),
        ("https://x.dk/login-hjaelp", False),
        ("https://x.dk/?next=/login", False),
        ("https://blogin.x.dk/", False),
    ],
)
def test_login(address: str, *, login: bool) -> None:
    assert is_login(address) is login


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("https://nemlog-in.mitid.dk/login.aspx", True),
        ("https://mitid.dk/", True),
        ("https://notmitid.dk/", False),
        ("https://mitid.dk.x.dk/", False),
    ],
)
def test_citizens_sign_in(address: str, *, where: bool) -> None:
    assert is_citizens_sign_in(address) is where


def test_same_page() -> None:
    assert is_same_page("https://www.x.dk/A%20b/", "https://x.dk/a b")
    assert not is_same_page("https://x.dk/a?x=1", "https://x.dk/a?x=2")
    assert not is_same_page("https://x.dk/a", "https://y.dk/a")


@pytest.mark.parametrize(
    "title",
    ["404", "Fejl 404 | Odense Kommune", "Siden blev ikke fundet", "Siden findes ikke", "Page not found - X"],
)
def test_a_title_that_says_there_is_no_page(title: str) -> None:
    assert page_kind(f"<html><head><title lang='da'>{title}</title>") is PageKind.NOT_FOUND


@pytest.mark.parametrize(
    "title",
    ["Pas og kørekort", "Hvis du ikke har en bolig", "Vejen 4041", "Denne side er ikke for alle, se mere"],
)
def test_a_title_that_says_nothing_of_the_kind(title: str) -> None:
    assert page_kind(f"<title>{title}</title><p>404 ikke fundet") is None


def test_a_page_where_citizens_sign_in() -> None:
    assert page_kind("<a href='#'>Log ind med MitID</a>") is PageKind.CITIZENS_LOGIN


def test_a_page_without_an_end_takes_no_longer() -> None:
    assert page_kind("<title" * 10_000) is None
    assert page_kind("<title>" + "siden " * 10_000) is None
