"""What citizens would see of a sheet: its rows as on Mit Overblik, and cases by which to try them.

Every verdict and every card comes from `decide_each`, as in the portal's answer to a visit; nothing is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kleark.admin.case_form import UNKNOWN_STATUS, CaseForm, case_form
from kleark.admin.pages.error_page import NextStep, PageError
from kleark.admin.rendering import page
from kleark.admin.upload_lists import file_name, one_upload
from kleark.configuration.row import ALL_SYSTEMS
from kleark.exposure.case import Status
from kleark.exposure.decision import decide_each
from kleark.exposure.example_cases import Kind, examples_of, systems_by_number
from kleark.i18n.danish_time import danish_zone
from kleark.publishing.config_file import ConfigurationMismatchError, verified_snapshot
from kleark.publishing.model import UploadStatus
from kleark.redaction.invisible import visible
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kleark.admin.app_context import PageVisit
    from kleark.configuration.row import Row
    from kleark.exposure.card import Card
    from kleark.exposure.case import Case
    from kleark.exposure.decision import Decision
    from kleark.exposure.example_cases import Example
    from kleark.http.messages import Response
    from kleark.publishing.model import Upload

ROWS_A_PAGE = 10
LONGEST_SEARCH = 100
MOST_SYSTEMS = 30
"""So many are proposed in the field for the source system."""


@dataclass(frozen=True, slots=True)
class Link:
    """``href``: None where the address is not one that a citizen could be sent to. ``host``: whose it is."""

    text: str
    href: str | None
    host: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as its citizen meets it."""

    title: str
    status: str
    created: date
    department: str
    phone: str
    phone_href: str
    digital_post: Link
    info: Link
    self_service: Link | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """``what``: the case in words. ``sentence``: whether it is shown, and why.

    ``by``: the system whose row decided, where it is another row than the one that is looked at.
    """

    what: str
    created: date
    status: str
    system: str
    shown: bool
    sentence: str
    by: str


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row of the sheet. ``position``: counted from 1 among all that match."""

    position: int
    kle_number: str
    title: str
    system: str
    show_from: date
    active_regardless: bool
    view: CaseView
    verdicts: tuple[Verdict, ...]


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


def preview(visit: PageVisit) -> Response:
    """The preview. Raises PageError."""
    upload = one_upload(visit)
    rows = _rows_of(upload, visit)
    asked = visit.request.parameters
    form = case_form(asked, visit.context.now().astimezone(danish_zone()).date())
    row_page = select_rows(rows, asked.get("q", ""), asked.get("side", ""))
    previewed, tried = previews(row_page, rows, form.case)
    return page(
        visit,
        "preview.html.jinja",
        422 if form.errors else 200,
        here="/ark",
        upload=upload,
        name=file_name(upload),
        row_page=row_page,
        rows=previewed,
        form=_visible(form),
        tried=tried,
        statuses=[*(status.value for status in Status), UNKNOWN_STATUS],
        systems=_system_suggestions(rows),
    )


def select_rows(rows: Sequence[Row], wanted: str, number: str) -> RowPage:
    """The page of ``rows`` with this number, of those that ``wanted`` stands in; or else the nearest."""
    wanted = wanted.strip()[:LONGEST_SEARCH]
    folded = wanted.casefold()
    matching = [row for row in rows if folded in row.kle_number or folded in row.kle_title.casefold()]
    last = max(1, -(-len(matching) // ROWS_A_PAGE))
    # The digits of a number that is not worth its time say no page either.
    at = min(last, max(1, int(number))) if number.isascii() and number.isdecimal() and len(number) < 7 else 1
    start = (at - 1) * ROWS_A_PAGE
    return RowPage(
        visible(wanted), tuple(matching[start : start + ROWS_A_PAGE]), len(matching), len(rows), at, last
    )


def previews(
    row_page: RowPage, rows: Sequence[Row], tried: Case | None
) -> tuple[tuple[PreviewRow, ...], TriedCase | None]:
    """The rows of one page, and the case that was made up, decided by all rows of the sheet in one go."""
    systems = systems_by_number(rows)
    examples = [examples_of(row, systems[row.kle_number]) for row in row_page.rows]
    cases = [example.case for several in examples for example in several] + ([tried] if tried else [])
    decisions = iter(decide_each(cases, rows))
    previewed = tuple(
        _preview_row(row_page.first_position + at, row, [(example, next(decisions)) for example in several])
        for at, (row, several) in enumerate(zip(row_page.rows, examples, strict=True))
    )
    return previewed, _tried_case(tried, next(decisions)) if tried else None


def _rows_of(upload: Upload, visit: PageVisit) -> tuple[Row, ...]:
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
        snapshot = verified_snapshot(kept, upload)
    except ConfigurationMismatchError as error:
        raise PageError(RefusalCode.NOTHING_TO_SHOW, 409, *_ROWS_GONE, next_steps=(back,)) from error
    return tuple(stored.row() for stored in snapshot.rows)


def _preview_row(position: int, row: Row, decided: list[tuple[Example, Decision]]) -> PreviewRow:
    example, first = decided[0]
    # On its show-from date a case is shown, and no other row is nearer to it.
    assert first.row == row
    assert first.card is not None
    return PreviewRow(
        position=position,
        kle_number=row.kle_number,
        title=visible(row.kle_title),
        system=_system(row),
        show_from=row.show_from,
        active_regardless=row.show_active_regardless,
        view=_case_view(first.card, example.case),
        verdicts=tuple(
            _verdict(_WHAT[example.kind].format(_system(row)), example.case, decision, row)
            for example, decision in decided
        ),
    )


def _tried_case(case: Case, decision: Decision) -> TriedCase:
    row = decision.row
    return TriedCase(
        verdict=_verdict("", case, decision, row),
        row=f"{row.kle_number} {visible(row.kle_title)}, {_system(row)}" if row else "",
        view=_case_view(decision.card, case) if decision.card else None,
    )


def _verdict(what: str, case: Case, decision: Decision, expected: Row | None) -> Verdict:
    decided_by_other = decision.row is not None and decision.row != expected
    return Verdict(
        what=what,
        created=case.created,
        status=case.status.value if case.status else "ukendt",
        system=visible(case.source_system),
        shown=decision.shown,
        sentence=decision.sentence.da,
        by=_system(decision.row) if decided_by_other and decision.row else "",
    )


def _case_view(card: Card, case: Case) -> CaseView:
    department = visible(card.contact_department)
    title = visible(card.title)
    info = _link("", card.info_url)
    service = card.self_service
    return CaseView(
        title=title,
        status=case.status.value if case.status else "",
        created=case.created,
        department=department,
        phone=card.phone_shown,
        phone_href=f"tel:+45{card.phone}",
        digital_post=_link(f"Send Digital Post til {department}", card.digital_post.url),
        info=Link(f"Læs mere om {title} på {info.host}", info.href, info.host),
        self_service=_link(visible(service.name), service.url) if service else None,
    )


def _link(text: str, url: str) -> Link:
    """Only a web address becomes a link: what else might have come into a row does nothing here."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return Link(text, None, visible(url))
    host = parts.hostname or ""
    return Link(text, url if parts.scheme == "https" and host else None, visible(host or url))


def _system(row: Row) -> str:
    return "alle fagsystemer" if row.source_system == ALL_SYSTEMS else visible(row.source_system)


def _system_suggestions(rows: Sequence[Row]) -> list[str]:
    systems = {row.source_system.casefold(): visible(row.source_system) for row in rows}
    systems.pop(ALL_SYSTEMS, None)
    return sorted(systems.values(), key=str.casefold)[:MOST_SYSTEMS]


def _visible(form: CaseForm) -> CaseForm:
    return CaseForm({name: visible(value) for name, value in form.values.items()}, form.errors, form.case)


# With the row's own system in place of the braces.
_WHAT = {
    Kind.ON_SHOW_FROM: "Oprettet på fradatoen",
    Kind.DAY_BEFORE: "Oprettet dagen før",
    Kind.DAY_BEFORE_ENDED: "Oprettet dagen før, og afsluttet",
    Kind.OTHER_SYSTEM: "Fra et andet fagsystem end {}",
}

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
