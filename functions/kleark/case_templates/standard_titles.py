"""Standard titles of cases, as a citizen would read them where the municipality shows titles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kleark.case_templates.templates_named import named
from kleark.rules import case_template_exposure_rules as rules
from kleark.rules.model import Placed, Remark
from kleark.sheet.case_template_columns import STANDARD_TITLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.case_templates.model import TemplateList

_FIELD = re.compile(
    r"\[[^\[\]]*\]|\{[^{}]*\}|<[^<>]*>|\u00ab[^\u00ab\u00bb]*\u00bb|%[\w.]+%|\$[\w.]+\$?|#[\w.]+#"
)
_CPR_WORD = re.compile(r"cpr|person-?(?:nr|nummer)", re.IGNORECASE)
# "CPR-nr.: ", or what stands for the digits. A case may be about a CPR number, and say so.
_CPR_TEXT = re.compile(
    r"\bcpr[\s\-.]*(?:nr|nummer)?\.?\s*[:=]|\b(?:ddmm(?:åå|yy)|x{6}|#{6}|_{6}|0{6})[\s\-–]?(?:x{4}|#{4}|_{4}|0{4})",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[!:;()/\\\"*+&_=|,]| [-–] ")
_SHORT_WORD = re.compile(r"\b[^\W\d_]{1,6}\.(?=$|[\s\-)])|\b[^\W\d_]{1,6}\.[^\W\d_]\.")
_WORD = re.compile(r"[^\W\d_]+")
# Capitals that everybody knows.
_KNOWN = frozenset(("CPR", "EU"))
_VOWELS = frozenset("aeiouyæøåéäöü")


def find_unfit_titles(found: TemplateList) -> Iterator[Placed]:
    """Titles that insert the CPR number, and those that are hard to read."""
    for template in found.templates:
        title = template.standard_title
        if inserts_cpr(title):
            remark = Remark(rules.CPR_IN_TITLE, named(template))
        elif what := hard_to_read(title):
            remark = Remark(
                rules.UNCLEAR_TITLE,
                {"title": " ".join(title.split()), "what_da": what[0], "what_en": what[1]},
            )
        else:
            continue
        yield Placed(remark, template.row, STANDARD_TITLE.key, found=title)


def inserts_cpr(title: str) -> bool:
    """Whether a field of the title, or a text in it, stands for a citizen's CPR number."""
    fields = any(_CPR_WORD.search(field) for field in _FIELD.findall(title))
    return fields or _CPR_TEXT.search(title) is not None


def hard_to_read(title: str) -> tuple[str, str] | None:
    """Why a citizen may not understand a title, in Danish and in English; None for one that is fine."""
    words = _FIELD.sub(" ", title).strip()
    if "\n" in words or "\r" in words:
        return "flere linjer", "several lines"
    if short := _abbreviation(words):
        return f'forkortelsen "{short}"', f'the abbreviation "{short}"'
    if sign := _SIGN.search(words):
        return f'tegnet "{sign[0].strip()}"', f'the sign "{sign[0].strip()}"'
    return None


def _abbreviation(title: str) -> str | None:
    if found := _SHORT_WORD.search(title):
        return str(found[0])
    for word in map(str, _WORD.findall(title)):
        if word in _KNOWN:
            continue
        if len(word) > 1 and not _VOWELS & set(word.casefold()):
            return word
        if 2 <= len(word) <= 5 and word.isupper() and not title.isupper():
            return word
    return None
