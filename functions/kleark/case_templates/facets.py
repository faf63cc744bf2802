"""Action facets (handlingsfacetter): their form always, and whether they exist where KL's list was imported."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kleark.case_templates.templates_named import named
from kleark.rules import case_template_rules as rules
from kleark.rules.model import Placed, Remark
from kleark.sheet import case_template_columns as columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.case_templates.model import Against, TemplateList

_FACET = re.compile("[A-ZÆØÅ][0-9]{2}")
_WITH_NAME = re.compile(r"([A-ZÆØÅ][0-9]{2})\s*(?:[\-–:,.(].*|\s[^0-9].*)")
_MEANT = re.compile(r"([A-Za-zÆØÅæøå])[\s.\-]?([0-9]{1,2})")


def without_name(text: str) -> str:
    """A facet without the name that may stand behind it: ``G01`` of ``G01 - Ansøgning``."""
    found = _WITH_NAME.fullmatch(text)
    return found[1] if found else text


def find_wrong_facets(found: TemplateList, against: Against) -> Iterator[Placed]:
    """Templates without a facet, with what is none, or with one that KL's list does not have."""
    if columns.FACET.key not in found.columns and not any(one.facet for one in found.templates):
        return  # Told as a whole, with what the list is not held against.
    known = against.register.facets
    for template in found.templates:
        if not template.active:
            continue
        facet = template.facet
        if not facet:
            yield Placed(Remark(rules.FACET_MISSING, named(template)), template.row, columns.FACET.key)
        elif not _FACET.fullmatch(facet):
            params = {"found": facet, "is_da": "", "is_en": ""}
            yield Placed(
                Remark(rules.NO_FACET, params, _meant(facet)), template.row, columns.FACET.key, found=facet
            )
        elif known and facet not in known:
            params = {"found": facet, "is_da": " i KL's liste", "is_en": " of KL's list"}
            yield Placed(Remark(rules.NO_FACET, params), template.row, columns.FACET.key, found=facet)


def _meant(text: str) -> str | None:
    found = _MEANT.fullmatch(text)
    return f"{found[1].upper()}{found[2]:0>2}" if found else None
