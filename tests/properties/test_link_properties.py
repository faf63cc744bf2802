"""What must hold for any link: what is inside is found, broken letters come back, and right ones are let alone."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from kleark.rules.link_letters import spell_plainly
from kleark.rules.link_wrappers import link_inside, unwrap
from tests.support.searching import examples

if TYPE_CHECKING:
    from collections.abc import Callable

LAYERS: list[Callable[[str], str]] = [
    lambda link: (
        f"https://eur01.safelinks.protection.outlook.com/?url={quote(link, safe='')}&data=05&reserved=0"
    ),
    lambda link: f"https://www.google.com/url?sa=t&url={quote(link, safe='')}&usg=x",
    lambda link: f"https://linkprotect.cudasvc.com/url?a={quote(link, safe='')}&c=E,1",
    lambda link: f"https://l.facebook.com/l.php?u={quote(link, safe='')}&h=AT",
    lambda link: f"https://secure-web.cisco.com/1SOJ/{quote(link, safe='')}",
    lambda link: (
        f"https://eu-central-1.protection.sophos.com/?d=x&u={quote(b64encode(link.encode()).decode())}&i=1"
    ),
    lambda link: (
        "https://urldefense.proofpoint.com/v2/url?u="
        + quote(link, safe="").replace("_", "%5F").replace("-", "%2D").replace("%", "-").replace("/", "_")
        + "&d=1"
    ),
    lambda link: (
        f"https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/a.html?url={quote(link, safe='')}"
    ),
]
words = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzæøåÆØÅ-0123456789"), min_size=1, max_size=12)
danish = st.text(st.sampled_from("abcdeghijklmnoprstuvyæøåÆØÅéü"), min_size=1, max_size=12)
paths = st.lists(words.map(quote), max_size=4).map(lambda parts: "/" + "/".join(parts))
pages = st.builds(
    lambda path, query: f"https://www.odense.dk{path}{query}",
    paths,
    st.sampled_from(["", "?a=1&b=2", "#c", "?x=%C3%B8"]),
)


@examples(200)
@given(page=pages, layers=st.lists(st.sampled_from(LAYERS), min_size=1, max_size=5))
def test_the_link_under_all_layers_is_found(page: str, layers: list[Callable[[str], str]]) -> None:
    link = page
    for layer in layers:
        link = layer(link)
    assert link_inside(link) == page


@examples(200)
@given(
    host=st.sampled_from(["www.google.com", "urldefense.com", "bing.com", "x.dk", "href.li"]),
    rest=st.text(max_size=60),
)
def test_nothing_that_follows_a_host_is_too_odd(host: str, rest: str) -> None:
    found = unwrap(host, f"/{rest}")
    assert found is None or found.inside is None or found.inside.startswith("https://")
    spelling = spell_plainly(f"/{rest}")
    assert spelling is None or spelling.plain is None or spelling.plain != f"/{rest}"


@examples(200)
@given(path=st.lists(words, max_size=4), encoded=st.booleans())
def test_european_letters_are_let_alone(path: list[str], encoded: bool) -> None:
    rest = "/" + "/".join(map(quote, path) if encoded else path)
    assert spell_plainly(rest) is None


@examples(200)
@given(word=danish.filter(lambda word: not word.isascii()), times=st.integers(1, 2), encoded=st.booleans())
def test_letters_read_in_the_wrong_code_come_back(word: str, times: int, encoded: bool) -> None:
    broken = word
    for _ in range(times):
        # As programs do: a byte that Windows gives no sign is the sign of that number.
        broken = "".join(
            bytes((byte,)).decode("cp1252", "ignore") or chr(byte) for byte in broken.encode("utf-8")
        )
    spelling = spell_plainly("/" + (quote(broken) if encoded else broken))
    assert spelling is not None
    assert (spelling.plain, spelling.broken) == ("/" + (quote(word) if encoded else word), True)


@examples(200)
@given(word=words, sign=st.sampled_from("–—‐‑−"), other=words)
def test_a_dash_of_print_is_a_hyphen_and_that_is_all(word: str, sign: str, other: str) -> None:
    spelling = spell_plainly(f"/{word}{sign}{other}")
    assert spelling is not None
    assert (spelling.plain, spelling.odd, spelling.broken) == (f"/{word}-{other}", sign, False)
