from __future__ import annotations

import gzip

import pytest

from kleark.http.conditional import (
    GZIP_FROM,
    accepts_gzip,
    compress,
    content_tag,
    has_current,
    matches,
    not_modified,
    takes_gzip,
)
from kleark.http.messages import Request, Response

TAG = '"12-0123456789abcdef-89abcdef"'
LONG = b"x" * GZIP_FROM


@pytest.mark.parametrize("sent", [TAG, f"W/{TAG}", f'"a", W/"b",{TAG}', "*", " * ", f'"a,b", {TAG}'])
def test_the_caller_has_it(sent: str) -> None:
    assert matches(sent, TAG)


@pytest.mark.parametrize(
    "sent", ["", '"*"', TAG.strip('"'), f'"{TAG.strip(chr(34))}x"', "W/", '"', '"a", "b"']
)
def test_the_caller_has_it_not(sent: str) -> None:
    assert not matches(sent, TAG)


@pytest.mark.parametrize(
    ("sent", "accepted"),
    [
        ("gzip", True),
        ("deflate, gzip;q=1.0", True),
        ("x-gzip", True),
        ("*;q=0.1", True),
        ("identity, *;q=0", False),
        ("gzip;q=0", False),
        ("gzip;q=0.000, *", False),
        ("gzip;q=nonsense", False),
        ("gzipped", False),
        ("", False),
    ],
)
def test_gzip(sent: str, *, accepted: bool) -> None:
    assert accepts_gzip(sent) is accepted


def test_a_request_without_headers_has_nothing_and_takes_no_gzip() -> None:
    assert not has_current(Request("GET", "/"), TAG)
    assert not takes_gzip(Request("GET", "/"))


def test_a_tag_of_the_content_tells_bytes_and_coding_apart() -> None:
    tags = {
        content_tag(b"a", gzipped=False),
        content_tag(b"a", gzipped=True),
        content_tag(b"b", gzipped=False),
        content_tag(b"b", gzipped=True),
    }
    assert len(tags) == 4
    assert all(matches(tag, tag) for tag in tags)
    assert content_tag(b"a", gzipped=True) in tags


def test_not_modified_has_no_body_and_says_how_to_go_on_keeping_it() -> None:
    assert not_modified(TAG, "no-cache") == Response(
        304, headers={"ETag": TAG, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    )


def test_what_is_long_enough_is_compressed_into_the_same_bytes_each_time() -> None:
    response = compress(Response(200, LONG, {"Content-Type": "text/plain"}, ("a=b",)))
    assert gzip.decompress(response.body) == LONG
    assert response.binary
    assert response.headers == {
        "Content-Type": "text/plain",
        "Content-Encoding": "gzip",
        "Vary": "Accept-Encoding",
    }
    assert response.cookies == ("a=b",)
    assert compress(Response(200, LONG)).body == response.body


@pytest.mark.parametrize("response", [Response(200, LONG[1:]), Response(200, LONG, binary=True)])
def test_what_is_short_or_no_text_is_left_alone(response: Response) -> None:
    assert compress(response) is response
