"""What shows when the templates of a list are seen beside each other."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from kleark.case_templates.templates_named import named
from kleark.i18n.formats import format_count
from kleark.rules import case_template_exposure_rules as rules
from kleark.rules.model import Placed, Remark
from kleark.sheet.case_template_columns import FORM_NUMBER, KLE_NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.case_templates.model import CaseTemplate, TemplateList
    from kleark.i18n.formats import Forms
    from kleark.i18n.language import Language

MOST_PURPOSES = 20
"""So many purposes are told; of the rest, how many there are."""

_WORD = re.compile(r"\w+")
_SAYS_NOTHING = frozenset(("ansøgning", "sag", "opstart", "ny", "om", "på", "til"))


def find_together(found: TemplateList) -> Iterator[Placed]:
    """Templates with one id and two numbers, those that exist twice, of one purpose, and against their forms."""
    yield from _find_same_ids(found.templates)
    yield from _find_twice(found.templates)
    yield from _find_same_purposes(found.templates)
    for one in found.templates:
        if one.form_number and one.active and one.form_number != one.kle_number:
            remark = Remark(rules.FORM_DIFFERS, named(one) | {"other": one.form_number})
            yield Placed(remark, one.row, FORM_NUMBER.key, found=one.form_number)


def purpose_of(template: CaseTemplate) -> frozenset[str]:
    """The words of a template's name that say what it is for."""
    department = set(_WORD.findall(template.department.casefold()))
    return frozenset(_WORD.findall(template.name.casefold())) - _SAYS_NOTHING - department


def _find_same_ids(templates: tuple[CaseTemplate, ...]) -> Iterator[Placed]:
    first: dict[tuple[str, str], CaseTemplate] = {}
    for one in templates:
        if not one.template_id:
            continue
        earlier = first.setdefault((one.source_system.casefold(), one.template_id.casefold()), one)
        if earlier.kle_number != one.kle_number:
            params: dict[str, str | int] = {
                "id": one.template_id,
                "kle": earlier.kle_number,
                "earlier": earlier.row,
                "other": one.kle_number,
            }
            yield Placed(Remark(rules.SAME_ID, params), one.row, KLE_NUMBER.key, found=one.kle_number)


def _find_twice(templates: tuple[CaseTemplate, ...]) -> Iterator[Placed]:
    first: dict[tuple[str, ...], CaseTemplate] = {}
    for one in templates:
        if not one.active:
            continue
        key = one.kle_number, one.facet, one.source_system.casefold(), one.name.casefold()
        earlier = first.setdefault(key, one)
        if earlier is not one:
            params = named(one) | {"kle": f"{one.kle_number} {one.facet}".strip(), "earlier": earlier.row}
            yield Placed(Remark(rules.TWICE, params), one.row, KLE_NUMBER.key, found=one.kle_number)


def _find_same_purposes(templates: tuple[CaseTemplate, ...]) -> Iterator[Placed]:
    """Of each purpose in one department one finding, at the first template whose number is another one."""
    by_purpose: defaultdict[tuple[str, frozenset[str]], list[CaseTemplate]] = defaultdict(list)
    for one in templates:
        if one.active and one.department and (purpose := purpose_of(one)):
            by_purpose[one.department.casefold(), purpose].append(one)
    pairs = [
        (alike[0], others)
        for alike in by_purpose.values()
        if (others := [one for one in alike if one.kle_number != alike[0].kle_number])
    ]
    untold = len(pairs) - MOST_PURPOSES
    for at, (first, (second, *others)) in enumerate(pairs[:MOST_PURPOSES], 1):
        params: dict[str, str | int] = {
            "first": first.name,
            "kle": first.kle_number,
            "second": second.name,
            "other": second.kle_number,
            "more_da": _more(len(others), _ALSO["da"], "da"),
            "more_en": _more(len(others), _ALSO["en"], "en"),
        }
        if at == MOST_PURPOSES:
            params["more_da"] = f"{params['more_da']}{_more(untold, _UNTOLD['da'], 'da')}"
            params["more_en"] = f"{params['more_en']}{_more(untold, _UNTOLD['en'], 'en')}"
        yield Placed(Remark(rules.SAME_PURPOSE, params), second.row, KLE_NUMBER.key, found=second.kle_number)


def _more(count: int, forms: Forms, lang: Language) -> str:
    return f" {format_count(count, forms, lang)}" if count > 0 else ""


_ALSO: dict[Language, Forms] = {
    "da": ("Det gælder også 1 skabelon mere.", "Det gælder også {} skabeloner mere."),
    "en": ("1 more template differs too.", "{} more templates differ too."),
}
_UNTOLD: dict[Language, Forms] = {
    "da": ("1 formål mere er ikke vist her.", "{} formål mere er ikke vist her."),
    "en": ("1 more purpose is not shown here.", "{} more purposes are not shown here."),
}
