"""The mails that the local stack has sent, on a page of their own: nothing leaves this machine.

The engine keeps what its SES is given. `serve_outbox` shows it to a browser, anew at each look.
"""

from __future__ import annotations

import json
import re
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING

from infra.local.page_server import serve_pages
from kleark.i18n.danish_time import format_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager

USUAL_OUTBOX_PORT = 4580

_LINK = re.compile(r"https?://[^\s<>\"]+")

_STYLE = """
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:0 auto;padding:1rem;
background:light-dark(#fff,#16181d);color:light-dark(#1a1a1a,#eee)}
a{color:light-dark(#00489b,#a8c7fa)}
article{border:1px solid;border-radius:.25rem;padding:0 1rem;margin:1.5rem 0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1rem}
dt{font-weight:600}
dd{margin:0;overflow-wrap:anywhere}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;border-top:1px solid;padding-top:1rem}
"""


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail that SES was given. ``to``: addresses, with a comma between."""

    sent_at: datetime
    sender: str
    to: str
    subject: str
    text: str


def sent_mails(endpoint: str) -> list[SentMail]:
    """All mails so far, newest first. Raises OSError where the engine does not answer."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{endpoint}/_ministack/ses/messages", timeout=10) as response:
        by_account = json.load(response)["messages"]
    mails = [
        SentMail(
            datetime.fromtimestamp(one["Timestamp"], UTC),
            one["Source"],
            ", ".join(one["To"]),
            one["Subject"],
            one["BodyText"],
        )
        for of_account in by_account.values()
        for one in of_account
    ]
    return sorted(mails, key=lambda mail: mail.sent_at, reverse=True)


def outbox_page(mails: Iterable[SentMail]) -> str:
    """The mails as a page, whose links can be followed."""
    shown = (
        "\n".join(_article(mail) for mail in mails)
        or "<p>Der er ikke sendt noget endnu. Besked får de, der har logget ind mindst én gang.</p>"
    )
    return (
        '<!DOCTYPE html>\n<html lang="da">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Udbakke – Kleark på denne maskine</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        "<h1>Udbakke</h1>\n<p>E-mail, som den lokale stak har sendt. Intet af det har forladt denne maskine. "
        f'<a href="/">Hent siden igen</a> for at se nye.</p>\n{shown}\n</main>\n</body>\n</html>\n'
    )


def _article(mail: SentMail) -> str:
    facts = (
        ("Til", mail.to),
        ("Fra", mail.sender),
        ("Sendt", format_time(mail.sent_at, "da")),
    )
    listed = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts)
    return (
        f"<article>\n<h2>{escape(mail.subject)}</h2>\n<dl>{listed}</dl>\n"
        f"<pre>{_with_links(mail.text)}</pre>\n</article>"
    )


def _with_links(text: str) -> str:
    """The text escaped, and each address in it as a link."""
    parts, end = [], 0
    for found in _LINK.finditer(text):
        address = escape(found[0])
        parts += [escape(text[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    return "".join(parts) + escape(text[end:])


def serve_outbox(
    mails: Callable[[], list[SentMail]], port: int = USUAL_OUTBOX_PORT
) -> AbstractContextManager[str]:
    """Serve the page on the loopback address during the block; gives its address.

    Args:
        mails: Asked at each request.
        port: The port to try first; where that is taken, or with 0, any free one.
    """
    return serve_pages(lambda path: outbox_page(mails()) if path == "/" else None, port)
