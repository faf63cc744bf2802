"""Headers as the way to the API leaves them."""

from __future__ import annotations

import pytest

from kleark.client import reply_headers
from kleark.client.reply_headers import NEVER, entity_tag, freshness, next_query, retry_after, strong

PATH = "/v1/kommuner/0461/konfiguration"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("public, max-age=60, stale-while-revalidate=300", (60, 300)),
        ("stale-while-revalidate=300,max-age=60", (60, 300)),
        ('max-age="60", stale-while-revalidate="300"', (60, 300)),
        ("Max-Age = 60", (60, 0)),
        ("max-age=60, max-age=3600", (60, 0)),
        ("max-age=3600, max-age=60", (60, 0)),
        ('private="a, max-age=1", max-age=60', (60, 0)),
        ('no-cache="Set-Cookie", max-age=60', (60, 0)),
        ("max-age=99999999999999", (NEVER, 0)),
        ("no-cache", None),
        ("no-store, max-age=60", None),
        ("s-maxage=60, x-max-age=60", None),
        ("max-age=soon", None),
        ("max-age=-1", None),
        ("max-age=６０", None),
        ("", None),
    ],
)
def test_how_long_an_answer_holds(said: str, expected: tuple[int, int] | None) -> None:
    assert freshness({"cache-control": said}) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("45", 45),
        ('"45"', 45),
        ("45, 50", 50),
        ("", 0),
        ("-1", 0),
        ("soon", 0),
        ("1e9", 0),
        ("9" * 30, NEVER),
    ],
)
def test_how_old_it_is(said: str, expected: int) -> None:
    assert reply_headers.age({"age": said}) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('"a"', '"a"'),
        ('W/"a"', 'W/"a"'),
        ('"a", "a"', '"a"'),
        ('"a", "b"', None),
        ("a", None),
        ("", None),
        ('"a" "b"', None),
    ],
)
def test_the_one_tag(said: str, expected: str | None) -> None:
    assert entity_tag({"etag": said}) == expected


def test_a_weak_tag_is_the_strong_one_packed_anew() -> None:
    assert strong('W/"a"') == strong('"a"') == '"a"'
    assert strong(None) is None


@pytest.mark.parametrize(
    ("said", "date", "expected"),
    [
        ("30", "", 30),
        ('"30"', "", 30),
        ("1, 30", "", 30),
        ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:07 GMT", 30),
        ("Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:07 GMT", 30),
        ("Sun, 06 Nov 1994 08:49:07 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", 0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", "", 0),
        ("soon", "", None),
        ("-1", "", None),
        ("", "", None),
    ],
)
def test_when_to_ask_again(said: str, date: str, expected: float | None) -> None:
    assert retry_after({"retry-after": said, "date": date}) == expected


@pytest.mark.parametrize(
    "said",
    [
        '<?cursor=a>; rel="next"',
        "<?cursor=a>;rel=next",
        '<?cursor=a>; title="more; rel=no"; rel="prev next"',
        '</self>; rel="self", <?cursor=a>; rel="next"',
        '<?cursor=b>; rel="prev", <?cursor=a>; REL="NEXT"',
        f'<{PATH}?cursor=a>; rel="next"',
        f'<https://inside.example{PATH}?cursor=a>; rel="next"',
        f'<https://inside.example/prod{PATH}?cursor=a>; rel="next"',
        '<konfiguration?cursor=a>; rel="next"',
    ],
)
def test_the_next_page(said: str) -> None:
    assert next_query({"link": said}, PATH) == "?cursor=a"


@pytest.mark.parametrize(
    "said",
    [
        "",
        "<?cursor=a>",
        '<?cursor=a>; rel="prev"',
        '<>; rel="next"',
        '<?a b>; rel="next"',
        '<https://[?cursor=a>; rel="next"',
        '</v1/kommuner?cursor=a>; rel="next"',
        '<?cursor=a>; title="rel=next"',
    ],
)
def test_no_next_page(said: str) -> None:
    assert next_query({"link": said}, PATH) is None
