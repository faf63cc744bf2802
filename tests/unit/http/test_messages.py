from __future__ import annotations

import json

import pytest

from kleark.http.messages import (
    MOST_FORM_BYTES,
    Request,
    Response,
    html_response,
    json_response,
    see_other,
    set_cookie,
)

FORM = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}


def test_of_a_parameter_that_stands_twice_the_first_counts() -> None:
    assert Request("GET", "/", "a=1&a=2&b=&%C3%A6=%C3%B8").parameters == {"a": "1", "b": "", "æ": "ø"}


def test_more_fields_than_any_form_of_ours_has_are_none() -> None:
    assert Request("GET", "/", "&".join(f"a{number}=1" for number in range(51))).parameters == {}


def test_a_form_is_read_by_its_media_type() -> None:
    assert Request("POST", "/", headers=FORM, body=b"note=Nu+s%C3%A5").form == {"note": "Nu så"}
    assert Request("POST", "/", headers={"content-type": "text/plain"}, body=b"note=x").form == {}
    assert Request("POST", "/", body=b"note=x").form == {}


def test_a_form_that_is_too_large_is_none() -> None:
    most = b"a=" + b"x" * (MOST_FORM_BYTES - 2)
    assert Request("POST", "/", headers=FORM, body=most).form
    assert not Request("POST", "/", headers=FORM, body=most + b"x").form


def test_a_cookie_that_cannot_be_read_takes_no_other_with_it() -> None:
    assert Request("GET", "/", cookies=("a=1", "b[]=2", "c=3; d=4")).cookie_values == {
        "a": "1",
        "c": "3",
        "d": "4",
    }


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [("application/json", True), ("application/json, text/html", True), ("text/html", False), ("", False)],
)
def test_the_script_says_that_it_wants_json(accept: str, *, wanted: bool) -> None:
    assert Request("GET", "/", headers={"accept": accept}).wants_json is wanted


def test_more_headers_and_cookies_leave_those_there_are() -> None:
    response = Response(200, b"x", {"A": "1"}, ("c=1",)).with_headers(Retry_After="5").with_cookies("d=2")
    assert response == Response(200, b"x", {"A": "1", "Retry-After": "5"}, ("c=1", "d=2"))


def test_kinds_of_responses() -> None:
    assert html_response("ø", 404) == Response(
        404, "ø".encode(), {"Content-Type": "text/html; charset=utf-8"}
    )
    assert json.loads(json_response({"a": [1]}).body) == {"a": [1]}
    assert json_response({}, 401) == Response(401, b"{}", {"Content-Type": "application/json"})
    assert see_other("/kle/") == Response(303, headers={"Location": "/kle/"})


def test_a_cookie_lives_until_the_browser_is_closed_or_as_long_as_it_is_told() -> None:
    always = "a=b; Path=/; Secure; HttpOnly; SameSite=Lax"
    assert set_cookie("a", "b") == always
    assert set_cookie("a", "b", 0) == f"{always}; Max-Age=0"
