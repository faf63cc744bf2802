"""The outbox of the local stack: what it shows, and that it shows it as it was sent."""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import UTC, datetime

import pytest

from infra.local.outbox import SentMail, outbox_page, serve_outbox

LINK = "http://127.0.0.1:4566/_aws/execute-api/1/ark/7"
MAIL = SentMail(
    datetime(2026, 11, 29, 13, 12, tzinfo=UTC),
    "KLE-konfiguration <kleark@example.dk>",
    "anne@example.dk",
    "Et ark har fejl – <b>Odense</b> & omegn",
    f"Hej\n\nSe her:\n{LINK}?a=1&b=2\n\n<script>alert(1)</script>\n",
)


def fetch(url: str) -> tuple[int, str]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, ""


def test_a_mail_is_shown_as_text_with_its_link_to_follow() -> None:
    page = outbox_page([MAIL])
    assert f'<a href="{LINK}?a=1&amp;b=2">{LINK}?a=1&amp;b=2</a>' in page
    assert "<h2>Et ark har fejl – &lt;b&gt;Odense&lt;/b&gt; &amp; omegn</h2>" in page
    assert "<script" not in page
    assert "<dd>KLE-konfiguration &lt;kleark@example.dk&gt;</dd>" in page
    assert "29. nov. 2026 kl. 14.12" in page


def test_an_empty_outbox_says_so() -> None:
    assert "Der er ikke sendt noget endnu" in outbox_page([])


def test_it_is_served_anew_at_each_look_and_on_another_port_where_the_usual_is_taken() -> None:
    mails: list[SentMail] = []
    with serve_outbox(lambda: mails, 0) as first:
        taken = int(first.rstrip("/").rpartition(":")[2])
        with serve_outbox(lambda: mails, taken) as second:
            assert first != second
            assert "Der er ikke sendt noget endnu" in fetch(second)[1]
            mails.append(MAIL)
            status, page = fetch(second)
            assert (status, "anne@example.dk" in page) == (200, True)
            assert fetch(f"{second}andet")[0] == 404
    with pytest.raises(urllib.error.URLError):
        fetch(first)


def test_an_engine_that_is_gone_is_no_empty_outbox() -> None:
    def gone() -> list[SentMail]:
        raise ConnectionRefusedError

    with serve_outbox(gone, 0) as url:
        assert fetch(url)[0] == 503
