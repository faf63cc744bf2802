"""What citizens would see of a sheet: its rows as on Mit Overblik, and cases by which to try them.

Every verdict and every card comes from `decide_each`, as in the portal's answer to a visit; nothing is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kleark.admin.case_form import STATUSES, case_form, system_suggestions
from kleark.admin.case_view import case_view, preview_row, system_name, verdict
from kleark.admin.moment_choice import PARAMETER, choose_moment, today_of, turn_of
from kleark.admin.pages.error_page import NextStep, PageError
from kleark.admin.rendering import page
from kleark.admin.upload_lists import one_upload
from kleark.configuration.part_merge import merge
from kleark.configuration.row_lines import RowLines
from kleark.configuration.stored_rows import StoredRows
from kleark.exposure.decision import decide_each
from kleark.exposure.example_cases import examples_of, systems_by_number
from kleark.exposure.timeline import moments
from kleark.publishing.config_file import ConfigurationMismatchError, verified_rows
from kleark.publishing.errors import Refusal
from kleark.publishing.manual import readable_rows
from kleark.publishing.model import UploadStatus
from kleark.publishing.sheet_effect import part_of_upload
from kleark.publishing.sheet_name import sheet_name
from kleark.publishing.snapshot import snapshot_of
from kleark.redaction.invisible import visible
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from kleark.admin.app_context import PageVisit
    from kleark.admin.case_view import CaseView, PreviewRow, Verdict
    from kleark.configuration.part import Part
    from kleark.configuration.row import Row
    from kleark.exposure.case import Case
    from kleark.exposure.decision import Decision
    from kleark.http.messages import Response
    from kleark.publishing.model import Live, Upload

ROWS_A_PAGE = 10
ROWS_PARAMETER, ONLY = "vis", "del"
"""What the address says where only the part's rows are to be listed."""
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class TriedCase:
    """The case that was tried. ``row``: the one that decided, in words; ``view``: None where it is not shown."""

    verdict: Verdict
    row: str
    view: CaseView | None


@dataclass(frozen=True, slots=True)
class RowPage:
    """One page of the rows that match. ``links``: the pages that are linked to; None stands for a gap."""

    wanted: str
    rows: tuple[Row, ...]
    matching: int
    total: int
    number: int
    last: int

    @property
    def first_position(self) -> int:
        """Where the first of its rows stands, from 1."""
        return (self.number - 1) * ROWS_A_PAGE + 1

    @property
    def links(self) -> tuple[int | None, ...]:
        """As `1 … 4 5 6 … 500`."""
        kept = sorted({1, self.last, *range(max(1, self.number - 1), min(self.last, self.number + 1) + 1)})
        linked: list[int | None] = []
        for one in kept:
            if linked and one != (linked[-1] or 0) + 1:
                linked.append(None)
            linked.append(one)
        return tuple(linked)


@dataclass(frozen=True, slots=True)
class PartShown:
    """The part that a sheet speaks for, as the preview tells of it.

    ``part``: None where it is no more what it was at the check; ``changed`` says so. ``own``: how many rows the sheet
    has; ``left``: how many of others stay. ``only``: whether to list the part's rows alone. ``positions``: which of the
    rows on the page are its own.
    """

    name: str
    part: Part | None
    changed: str = ""
    own: int = 0
    left: int = 0
    only: bool = False
    positions: frozenset[int] = frozenset()


def preview(visit: PageVisit) -> Response:
    """The preview, at the moment that is asked for. Raises PageError."""
    upload = one_upload(visit)
    sheet, today = _rows_of(upload, visit), today_of(visit)
    live = visit.table.live(visit.person.code, consistent=True)
    turn = turn_of(upload, live, visit.table.scheduled(visit.person.code))
    asked = visit.request.parameters
    standing = readable_rows(live, visit.tenant) if turn or upload.part else []
    after, of_part = _with_others(upload, sheet, live, standing)
    before = lines_of(standing) if turn else after
    of_part = of_part and replace(
        of_part, only=of_part.part is not None and asked.get(ROWS_PARAMETER) == ONLY
    )
    # The dates of these rows matter: those of others are found on their pages, or asked for by their day.
    wanted = asked.get("q", ""), asked.get("side", "")
    on_page = [
        select_rows(several, *wanted).rows for several in (_listed(before, of_part), _listed(after, of_part))
    ]
    known = moments(today, on_page[0], on_page[1], turn.day) if turn else moments(today, on_page[0])
    choice = choose_moment(asked.get(PARAMETER, ""), known, turn)
    chosen = choice.chosen.moment
    rows = after if turn is None or chosen.after else before
    form = case_form(asked, today)
    row_page = select_rows(_listed(rows, of_part), *wanted)
    previewed, tried = previews(row_page, rows, form.case, chosen.day)
    return page(
        visit,
        "preview.html.jinja",
        422 if form.errors else 200,
        here="/ark",
        upload=upload,
        name=sheet_name(upload),
        row_page=row_page,
        of_part=of_part and _marked(of_part, row_page),
        rows=previewed,
        choice=choice,
        before_turn=turn is not None and not chosen.after,
        live=live.revision,
        form=form.shown,
        tried=tried,
        statuses=STATUSES,
        systems=system_suggestions(rows.systems()),
    )


def _with_others(
    upload: Upload, sheet: RowLines, live: Live, standing: Sequence[Row]
) -> tuple[RowLines, PartShown | None]:
    """All rows as citizens meet them once the sheet is live, and which part it speaks for; None for a whole sheet."""
    if upload.part is None:
        return sheet, None
    name = visible(upload.part)
    try:
        part = part_of_upload(upload, live)
    except Refusal as refusal:
        # What it would be merged to, nobody can say: it cannot be published.
        return sheet, PartShown(name, None, refusal.da, len(sheet))
    after = lines_of(merge(standing, part, tuple(sheet)))
    return after, PartShown(name, part, own=len(sheet), left=len(after) - len(sheet))


def _listed(rows: RowLines, of_part: PartShown | None) -> RowLines:
    """The rows that are listed, of all that decide."""
    if of_part is None or of_part.part is None or not of_part.only:
        return rows
    return lines_of(filter(of_part.part.membership(), rows))


def _marked(of_part: PartShown, row_page: RowPage) -> PartShown:
    if of_part.part is None:
        return of_part
    holds = of_part.part.membership()
    own = (at for at, row in enumerate(row_page.rows, row_page.first_position) if holds(row))
    return replace(of_part, positions=frozenset(own))


def lines_of(rows: Iterable[Row]) -> RowLines:
    """Rows that were read, as those that were not."""
    stored = rows.stored if isinstance(rows, StoredRows) else snapshot_of(rows).rows
    return RowLines.of(row.line for row in stored)


def select_rows(rows: RowLines, wanted: str, number: str) -> RowPage:
    """The page of ``rows`` with this number, of those that ``wanted`` stands in; or else the nearest."""
    wanted = wanted.strip()[:LONGEST_SEARCH]
    matching = rows.matching(wanted.casefold())
    last = max(1, -(-len(matching) // ROWS_A_PAGE))
    # The digits of a number that is not worth its time say no page either.
    at = min(last, max(1, int(number))) if number.isascii() and number.isdecimal() and len(number) < 7 else 1
    start = (at - 1) * ROWS_A_PAGE
    return RowPage(
        visible(wanted), rows.at(matching[start : start + ROWS_A_PAGE]), len(matching), len(rows), at, last
    )


def previews(
    row_page: RowPage, rows: RowLines, tried: Case | None, day: date
) -> tuple[tuple[PreviewRow, ...], TriedCase | None]:
    """The rows of one page on a day, and the case that was made up, decided by all rows of their numbers in one go."""
    numbers = [row.kle_number for row in row_page.rows] + ([tried.kle_number] if tried else [])
    deciding = rows.of_numbers(numbers)
    systems = systems_by_number(deciding)
    examples = [examples_of(row, systems[row.kle_number]) for row in row_page.rows]
    cases = [example.case for several in examples for example in several] + ([tried] if tried else [])
    decisions = iter(decide_each(cases, deciding))
    previewed = tuple(
        preview_row(
            row_page.first_position + at, row, [(example, next(decisions)) for example in several], day
        )
        for at, (row, several) in enumerate(zip(row_page.rows, examples, strict=True))
    )
    return previewed, _tried_case(tried, next(decisions)) if tried else None


def _rows_of(upload: Upload, visit: PageVisit) -> RowLines:
    """The rows that the sheet would publish, in order of their numbers. Raises PageError where there are none."""
    back = NextStep("Gå til kontrollens resultat", visit.url(f"/ark/{upload.upload_id}"))
    kept = visit.context.stores.reports.read(visit.person.code, upload.upload_id, "config.json")
    if kept is None:
        raise PageError(
            RefusalCode.NOTHING_TO_SHOW,
            409,
            *_NOTHING_TO_SHOW.get(upload.status, _ROWS_GONE),
            next_steps=(back,),
        )
    try:
        return verified_rows(kept, upload)
    except ConfigurationMismatchError as error:
        raise PageError(RefusalCode.NOTHING_TO_SHOW, 409, *_ROWS_GONE, next_steps=(back,)) from error


def _tried_case(case: Case, decision: Decision) -> TriedCase:
    row = decision.row
    return TriedCase(
        verdict=verdict("", case, decision, row),
        row=f"{row.kle_number} {visible(row.kle_title)}, {system_name(row)}" if row else "",
        view=case_view(decision.card, case) if decision.card else None,
    )


_ROWS_GONE = (
    "Arket skal kontrolleres igen",
    "Rækkerne fra arket er ikke gemt på en måde, vi kan vise. Læg arket op igen, så kan du se det.",
)
_NOTHING_TO_SHOW = {
    UploadStatus.RECEIVED: (
        "Arket er ikke kontrolleret endnu",
        "Vent, til kontrollen er færdig. Så kan du se det, som borgerne vil se det.",
    ),
    UploadStatus.REJECTED: (
        "Arket har fejl, der skal rettes først",
        "Når fejlene er rettet, og arket er lagt op igen, kan du se det, som borgerne vil se det.",
    ),
    UploadStatus.GONE: (
        "Arket blev slettet, før det kunne læses",
        "Læg det op igen, så kan du se det, som borgerne vil se det.",
    ),
}
