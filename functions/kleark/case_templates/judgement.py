"""What is to be said of a list of case templates: a pure function of the list and of what it is held against.

A list that is kept is judged by it again, whenever something that it is held against has changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.case_templates.exposed_templates import find_unseen
from kleark.case_templates.facets import find_wrong_facets
from kleark.case_templates.standard_titles import find_unfit_titles
from kleark.case_templates.template_cases import find_case_counts
from kleark.case_templates.template_numbers import find_wrong_numbers
from kleark.case_templates.templates_together import find_together
from kleark.rules.case_template_rules import NOT_HELD_AGAINST
from kleark.rules.cross_row import find_uncovered_numbers
from kleark.rules.model import Placed, Remark
from kleark.sheet import case_template_columns as columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kleark.case_templates.model import Against, TemplateList


def judge_list(found: TemplateList, against: Against) -> tuple[Placed, ...]:
    """Everything, in no order."""
    return (
        *find_wrong_numbers(found, against),
        *find_wrong_facets(found, against),
        *find_unfit_titles(found),
        *find_together(found),
        *find_unseen(found, against),
        *find_case_counts(found, against),
        *find_uncovered_numbers([one.kle_number for one in found.templates], against.register),
        *_find_not_judged(found, against),
    )


def _find_not_judged(found: TemplateList, against: Against) -> Iterator[Placed]:
    """What the list was not held against, in one sentence."""
    missing = [*missing_sources(against)]
    if not against.register.facets:
        missing.append(("KL's liste over handlingsfacetter", "KL's list of action facets"))
    if columns.FACET.key not in found.columns and not any(one.facet for one in found.templates):
        missing.append(
            ("kravet om handlingsfacet (kolonnen mangler)", "the need of a facet (there is no column)")
        )
    if columns.DEPARTMENT.key not in found.columns:
        missing.append(
            (
                "skabelonernes formål (kolonnen Afdeling mangler)",
                "the purposes of the templates (there is no column Afdeling)",
            )
        )
    if missing:
        yield Placed(Remark(NOT_HELD_AGAINST, missing_in_words(missing)))


def missing_sources(against: Against) -> Iterator[tuple[str, str]]:
    """Of live rows and inventory, what a list is not held against, in Danish and in English."""
    if against.live is None:
        yield "det, der vises nu", "what is live"
    elif against.live.rows is None:
        yield "det, der vises nu (det kunne ikke læses)", "what is live (it could not be read)"
    if against.indexed is None:
        yield "opgørelsen af indekserne", "the inventory of the indexes"


def missing_in_words(missing: Sequence[tuple[str, str]]) -> dict[str, str | int]:
    """The parameters of the sentence that says what a list was not held against."""
    return {
        "others_da": _joined([da for da, _ in missing], "eller"),
        "others_en": _joined([en for _, en in missing], "or"),
    }


def _joined(parts: list[str], last: str) -> str:
    return f" {last} ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
