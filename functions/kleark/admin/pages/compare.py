"""Two revisions beside each other, whichever of them is the older."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kleark.admin.pagination import parse_number, requested_page
from kleark.admin.plan_pages import plan_page
from kleark.admin.rendering import page
from kleark.i18n.formats import format_number
from kleark.publishing.errors import SweptRevisionError
from kleark.publishing.revisions import plan_between

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.admin.plan_pages import PlanPage
    from kleark.http.messages import Response

BEFORE, AFTER = "fra", "til"
"""The form's fields."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Two revisions as they were written. ``error``: what is wrong with what stands in ``field``."""

    before: str
    after: str
    field: str = ""
    error: str = ""
    status: int = 200

    @classmethod
    def neighbours(cls, newest: int) -> Choice:
        """The newest revision and the one before, which are the likeliest to be asked for."""
        return cls(str(newest - 1), str(newest))

    def wrong(self, status: int, field: str, error: str) -> Choice:
        """The same, with what is wrong."""
        return replace(self, field=field, error=error, status=status)


def compare(visit: PageVisit) -> Response:
    """What differs between the two, or what is wrong with the choice of them."""
    asked = visit.request.parameters
    choice = Choice(asked.get(BEFORE, "").strip(), asked.get(AFTER, "").strip())
    newest = visit.table.live(visit.person.code, consistent=True).revision
    found = _difference(choice, newest, visit)
    shown, choice = (None, found) if isinstance(found, Choice) else (found, choice)
    return page(
        visit,
        "compare.html.jinja",
        choice.status,
        here="/historik",
        live=newest,
        choice=choice,
        plan=shown and shown.plan,
        pages=shown and shown.pages,
    )


def _difference(choice: Choice, newest: int, visit: PageVisit) -> PlanPage | Choice:
    before, after = parse_number(choice.before), parse_number(choice.after)
    for field, text, number in ((BEFORE, choice.before, before), (AFTER, choice.after, after)):
        if number is None:
            return choice.wrong(422, field, _no_number(newest))
        if not 0 < number <= newest:
            return choice.wrong(404, field, _no_such(text, newest))
    assert before is not None
    assert after is not None
    if before == after:
        text = f"Det er version {before} begge steder. Skriv nummeret på to forskellige versioner."
        return choice.wrong(422, AFTER, text)
    try:
        plan = visit.tenant.with_cases(plan_between(before, after, visit.tenant))
    except SweptRevisionError as swept:
        field = BEFORE if swept.revision == before else AFTER
        why = "en godkender har slettet arket" if swept.deleted else "den er for gammel"
        another = "anden" if swept.deleted else "nyere"
        text = f"Rækkerne i version {swept.revision} er slettet, fordi {why}. Skriv nummeret på en {another}."
        return choice.wrong(410, field, text)
    return plan_page(plan, requested_page(visit.request), "compare", after)


def _no_number(newest: int) -> str:
    return f"Skriv nummeret på en version, {_range(newest)}." if newest > 1 else _NOT_TWO[newest]


def _no_such(text: str, newest: int) -> str:
    if newest < 2:
        return _NOT_TWO[newest]
    return f"I har ikke haft en version {text}. Skriv nummeret på en version, {_range(newest)}."


def _range(newest: int) -> str:
    return f"et tal fra 1 til {format_number(newest, 'da')}"


_NOT_TWO = (
    "I har ikke offentliggjort noget endnu, så der er ingen versioner at sammenligne.",
    "I har kun haft én version, så der er ikke to at sammenligne.",
)
