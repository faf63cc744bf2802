"""What is to be said of a list of responsibilities: a pure function of the list and of what it is held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.case_templates.judgement import missing_in_words, missing_sources
from kleark.responsibilities.assigned_numbers import (
    find_hidden_cases,
    find_other_routes,
    find_shared_numbers,
    find_unknown_numbers,
    find_unperformed,
    topics_of,
)
from kleark.responsibilities.contact_departments import find_wrong_contacts
from kleark.responsibilities.model import PERFORMING
from kleark.responsibilities.unit_collector import OnSheet
from kleark.rules.cross_row import find_uncovered_numbers
from kleark.rules.model import Placed, Remark
from kleark.rules.responsibility_list_rules import NOT_HELD_AGAINST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.case_templates.model import Against
    from kleark.responsibilities.model import ResponsibilityList


def judge_responsibilities(found: ResponsibilityList, against: Against) -> Iterator[OnSheet]:
    """Everything, in no order."""
    yield from find_shared_numbers(found)
    yield from find_unknown_numbers(found, against.register)
    yield from _of_file(find_uncovered_numbers(topics_of(found), against.register))
    if against.live is not None and against.live.rows is not None:
        rows = against.live.rows
        yield from find_wrong_contacts(found, rows)
        yield from find_unperformed(found, rows)
        yield from find_other_routes(found, rows)
        if against.indexed is not None:
            yield from find_hidden_cases(found, rows, against.indexed)
    yield from _of_file(_find_not_judged(found, against))


def _of_file(placed: Iterator[Placed]) -> Iterator[OnSheet]:
    return (OnSheet(None, one) for one in placed)


def _find_not_judged(found: ResponsibilityList, against: Against) -> Iterator[Placed]:
    """What the list was not held against, in one sentence."""
    missing: list[tuple[str, str]] = list(missing_sources(against))
    if not found.has(*PERFORMING):
        missing.append(("opgaverne (ingen enhed er udførende)", "the tasks (no unit performs anything)"))
    if not found.has("contact"):
        missing.append(
            (
                "kontaktvejene (ingen enhed er henvendelsessted)",
                "the ways to contact (no unit is a contact point)",
            )
        )
    if not any(unit.phone for unit in found.units.values()):
        missing.append(("telefonnumrene (ingen enhed har et)", "the phone numbers (no unit has one)"))
    if missing:
        yield Placed(Remark(NOT_HELD_AGAINST, missing_in_words(missing)))
