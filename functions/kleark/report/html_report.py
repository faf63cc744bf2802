"""The report as one self-contained HTML page, without scripts or external resources; it can be printed, too."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from kleark.i18n.formats import format_number
from kleark.report.html_view import page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from kleark.i18n.language import Language
    from kleark.report.excerpt import Excerpt
    from kleark.report.model import Report

_TEMPLATES = Path(__file__).parent / "templates"


def render_html(
    report: Report,
    excerpt: Excerpt | None = None,
    lang: Language = "da",
    checked_at: datetime | None = None,
    notes: Sequence[str] = (),
) -> str:
    """Render the page.

    Everything that came from the sheet is escaped, and the page's Content-Security-Policy allows its one style
    sheet, identified by its hash, and nothing else.

    Args:
        report: The report.
        excerpt: The cells around the findings, for the grid.
        lang: The language of the page.
        checked_at: The time to show, in the time zone to show it in.
        notes: Sentences on the report itself, such as what is missing beside it.
    """
    report = report.hidden()
    style = _stylesheet()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    template = _environment().get_template("report.html.jinja")
    return template.render(
        page=page(report, excerpt, lang, checked_at),
        notes=notes,
        style=style,
        style_hash=digest,
    )


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["number"] = format_number
    return environment


@cache
def _stylesheet() -> str:
    return (_TEMPLATES / "report.css").read_text(encoding="utf-8")
