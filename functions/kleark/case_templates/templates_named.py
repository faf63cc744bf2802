"""Templates in a sentence: one by its name, several by their names and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.i18n.formats import format_count
from kleark.rules.cross_row import join_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.case_templates.model import CaseTemplate

_MOST_NAMED = 12
_MOST_ROWS = 60
_MOST_NUMBERS = 12


def named(template: CaseTemplate) -> dict[str, str | int]:
    """A template's name and number, as rules' messages have them."""
    return {"name": template.name, "kle": template.kle_number}


def several(templates: Sequence[CaseTemplate]) -> dict[str, str | int]:
    """How many there are, with how many cases; their numbers; and the first by their names and rows."""
    cases = sum(one.cases or 0 for one in templates)
    count_da = format_count(len(templates), ("1 skabelon", "{} skabeloner"), "da")
    count_en = format_count(len(templates), ("1 template", "{} templates"), "en")
    cases_da = format_count(cases, ("1 sag", "{} sager"), "da")
    cases_en = format_count(cases, ("1 case", "{} cases"), "en")
    return {
        "templates_da": f"{count_da} ({cases_da})" if cases else count_da,
        "templates_en": f"{count_en} ({cases_en})" if cases else count_en,
        "numbers": join_numbers((one.kle_number for one in templates), _MOST_NUMBERS),
        "listed_da": _listed(templates, "række"),
        "listed_en": _listed(templates, "row"),
    }


def _listed(templates: Sequence[CaseTemplate], row: str) -> str:
    """The first by their names, the others by their rows. ``row``: what a row is called."""
    shown = [f'"{one.name}" ({row} {one.row})' for one in templates[:_MOST_NAMED]]
    rest = [str(one.row) for one in templates[_MOST_NAMED:_MOST_ROWS]]
    if len(templates) > _MOST_ROWS:
        rest.append("…")
    return ", ".join(shown) + (f", {row} {', '.join(rest)}" if rest else "")
