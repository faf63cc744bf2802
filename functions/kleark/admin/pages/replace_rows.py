"""Put one text in the place of another, in the rows where it stands: looked at first, and then ordered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.admin.edit_base import edit_base
from kleark.admin.edit_orders import EditForm, edit_form, is_outdated, order_edit, ordered_before
from kleark.admin.pages.rows import LONGEST_SEARCH, requested_column, row_line
from kleark.admin.rendering import page
from kleark.edit.row_search import replace_in_rows
from kleark.edit.sheet_edit import COLUMN_BY_KEY, MOST_CELLS, RowEdit, SheetEdit
from kleark.report.plan_cells import shown_text
from kleark.report.text_diff import difference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kleark.admin.app_context import PageVisit
    from kleark.admin.edit_base import EditBase
    from kleark.admin.pages.rows import RowLine
    from kleark.edit.row_search import Match
    from kleark.http.messages import Response
    from kleark.report.text_diff import Piece

OLD, NEW = "fra", "til"
MOST_CHOICES = 100
"""So many rows can be chosen from one by one; more are all changed, or found by a narrower search."""


@dataclass(frozen=True, slots=True)
class MatchView:
    """A row that would change. ``cells``: the column, and before and after in pieces that mark what differs."""

    line: RowLine
    cells: Sequence[tuple[str, tuple[Piece, ...], tuple[Piece, ...]]]
    chosen: bool


@dataclass(frozen=True, slots=True)
class Replacement:
    """What is to be replaced by what. ``column``: only there; empty for anywhere."""

    old: str
    new: str
    column: str

    def matches(self, base: EditBase) -> list[Match]:
        """The rows that it changes. What cannot be shown as it is stands still: nothing is changed unseen."""
        if not self.old.strip():
            return []
        found = replace_in_rows(base.rows, self.old, self.new, self.column or None)
        return [one for one in found if all(shown_text(text) == text for text in one.before.values())]


def replace_form(visit: PageVisit) -> Response:
    """Which rows would change, and how. Raises PageError."""
    base, asked = edit_base(visit), _replacement(visit.request.parameters, visit)
    return _form(visit, base, asked, asked.matches(base), edit_form(base))


def replace(visit: PageVisit) -> Response:
    """Order it for the rows that are chosen. Raises PageError."""
    base, sent = edit_base(visit), visit.request.form
    asked = _replacement(sent, visit)
    matches = asked.matches(base)
    few = len(matches) <= MOST_CHOICES
    chosen = [one for one in matches if not few or f"r{one.found.number}" in sent]
    fits = sum(len(one.after) for one in chosen) <= MOST_CELLS
    edit = SheetEdit(rows=tuple(RowEdit(one.found.number, one.after) for one in chosen if fits))
    if again := ordered_before(visit, base, edit):
        return again
    numbers = frozenset(one.found.number for one in chosen)
    if is_outdated(base, visit):
        return _form(visit, base, asked, matches, edit_form(base), numbers, outdated=True)
    if edit.is_empty:
        return _form(visit, base, asked, matches, edit_form(base), numbers, nothing=True)
    if ordered := order_edit(visit, base, edit):
        return ordered
    base = edit_base(visit)
    return _form(visit, base, asked, asked.matches(base), edit_form(base), numbers, outdated=True)


def _replacement(given: Mapping[str, str], visit: PageVisit) -> Replacement:
    old, new = (given.get(name, "")[:LONGEST_SEARCH].strip() for name in (OLD, NEW))
    return Replacement(old, new, requested_column(visit, given.get("kolonne", "")) or "")


def _form(  # noqa: PLR0913, PLR0917 (a form, and why it is shown again)
    visit: PageVisit,
    base: EditBase,
    asked: Replacement,
    matches: Sequence[Match],
    form: EditForm,
    chosen: frozenset[int] | None = None,
    *,
    outdated: bool = False,
    nothing: bool = False,
) -> Response:
    shown = matches[:MOST_CHOICES]
    return page(
        visit,
        "replace_rows.html.jinja",
        409 if outdated else 422 if nothing else 200,
        here=base.here,
        base=base,
        asked=asked,
        matches=[_view(one, chosen) for one in shown],
        total=len(matches),
        few=len(matches) <= MOST_CHOICES,
        form=form,
        columns=base.column_names,
        outdated=outdated,
        nothing=nothing,
    )


def _view(match: Match, chosen: frozenset[int] | None) -> MatchView:
    cells = [
        (COLUMN_BY_KEY[key].header, *difference(match.before[key], shown_text(after)))
        for key, after in match.after.items()
    ]
    return MatchView(row_line(match.found), cells, chosen is None or match.found.number in chosen)
