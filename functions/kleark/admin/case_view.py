"""A case as its citizen meets it on Mit Overblik, and the verdict on it, as templates show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kleark.configuration.row import ALL_SYSTEMS, ContactDetails
from kleark.exposure.example_cases import Kind
from kleark.redaction.invisible import visible

if TYPE_CHECKING:
    from datetime import date

    from kleark.configuration.row import Row
    from kleark.exposure.card import Card
    from kleark.exposure.case import Case
    from kleark.exposure.decision import Decision
    from kleark.exposure.example_cases import Example


@dataclass(frozen=True, slots=True)
class Link:
    """``href``: None where the address is not one that a citizen could be sent to. ``host``: whose it is."""

    text: str
    href: str | None
    host: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as its citizen meets it.

    ``own_title``: what the case's own title is in, where it stands in the topic's place; empty where it does not.
    ``document_titles``: whether the titles of its documents are shown.
    """

    title: str
    status: str
    created: date
    department: str
    phone: str
    phone_href: str
    digital_post: Link
    info: Link
    self_service: Link | None
    own_title: str = ""
    document_titles: bool = False
    email: Link | None = None
    address: str = ""
    phone_hours: str = ""
    opening_hours: str = ""


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
    """One row, with the cases by which one sees what it does. ``position``: counted from 1 among all that match.

    ``to_come``: whether its show-from date is later than the day that is looked at.
    """

    position: int
    kle_number: str
    title: str
    system: str
    source_system: str
    show_from: date
    active_regardless: bool
    to_come: bool
    view: CaseView
    verdicts: tuple[Verdict, ...]


MARKED = (
    *("title", "department", "phone", "digital_post", "info", "self_service"),
    *("own_title", "document_titles", "email", "address", "phone_hours", "opening_hours"),
)
"""What can differ between two cards of the same case."""


def verdict(what: str, case: Case, decision: Decision, expected: Row | None) -> Verdict:
    """The verdict on a case. ``what``: the case in words. ``expected``: the row that is looked at."""
    decided_by_other = decision.row is not None and decision.row != expected
    return Verdict(
        what=what,
        created=case.created,
        status=case.status.value if case.status else "ukendt",
        system=visible(case.source_system),
        shown=decision.shown,
        sentence=decision.sentence.da,
        by=system_name(decision.row) if decided_by_other and decision.row else "",
    )


def case_view(card: Card, case: Case) -> CaseView:
    """The case beside its card."""
    department = visible(card.contact_department)
    title = visible(card.title)
    info = _link("", card.info_url)
    service, details = card.self_service, card.contact_details or ContactDetails()
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
        own_title=visible(case.source_system) if card.has_own_title else "",
        document_titles=card.has_document_titles,
        email=Link(visible(details.email), f"mailto:{details.email}", "") if details.email else None,
        address=visible(details.address or ""),
        phone_hours=visible(details.phone_hours or ""),
        opening_hours=visible(details.opening_hours or ""),
    )


def differing(one: CaseView, other: CaseView) -> frozenset[str]:
    """What citizens meet otherwise on one card than on the other, by the names of `MARKED`."""
    return frozenset(name for name in MARKED if getattr(one, name) != getattr(other, name))


def hidden_targets(one: CaseView, other: CaseView) -> dict[str, str]:
    """Where the links of ``one`` lead that read the same on ``other`` and lead elsewhere."""
    targets = {}
    for name in ("digital_post", "info", "self_service"):
        here, there = getattr(one, name), getattr(other, name)
        if here and there and here.text == there.text and here.href != there.href:
            targets[name] = visible(here.href or "")
    return targets


def _link(text: str, url: str) -> Link:
    """Only a web address becomes a link: what else might have come into a row does nothing here."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return Link(text, None, visible(url))
    host = parts.hostname or ""
    return Link(text, url if parts.scheme == "https" and host else None, visible(host or url))


def system_name(row: Row) -> str:
    """The row's source system in words."""
    return "alle fagsystemer" if row.source_system == ALL_SYSTEMS else visible(row.source_system)


def preview_row(
    position: int, row: Row, decided: list[tuple[Example, Decision]], day: date | None = None
) -> PreviewRow:
    """The row with the card of a case that it shows.

    ``decided``: its examples (`examples_of`), each decided. ``day``: on which it is looked at, if that matters.
    """
    example, first = decided[0]
    # On its show-from date a case is shown, and no other row is nearer to it.
    assert first.row == row
    assert first.card is not None
    return PreviewRow(
        position=position,
        kle_number=row.kle_number,
        title=visible(row.kle_title),
        system=system_name(row),
        source_system=row.source_system,
        show_from=row.show_from,
        active_regardless=row.show_active_regardless,
        to_come=day is not None and row.show_from > day,
        view=case_view(first.card, example.case),
        verdicts=tuple(
            verdict(_WHAT[example.kind].format(system_name(row)), example.case, decision, row)
            for example, decision in decided
        ),
    )


# With the row's own system in place of the braces.
_WHAT = {
    Kind.ON_SHOW_FROM: "Oprettet på fradatoen",
    Kind.DAY_BEFORE: "Oprettet dagen før",
    Kind.DAY_BEFORE_ENDED: "Oprettet dagen før, og afsluttet",
    Kind.OTHER_SYSTEM: "Fra et andet fagsystem end {}",
}
