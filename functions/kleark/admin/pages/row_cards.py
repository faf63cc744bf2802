"""One row before and after, as two citizens' cards side by side.

Both are decided by `card_pair`, as the portal answers: what is not shown has no card, whatever the row holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kleark.admin.case_view import case_view, differing, hidden_targets, system_name
from kleark.admin.moment_choice import PARAMETER, choose_moment, today_of, turn_of
from kleark.admin.pages.error_page import NextStep, NotFoundError, rows_gone
from kleark.admin.pages.publish import proposal_of
from kleark.admin.pagination import parse_number
from kleark.admin.rendering import page
from kleark.admin.upload_lists import one_upload
from kleark.configuration.plan import RowKey
from kleark.configuration.stored_rows import StoredRows, difference_between, rows_of_number
from kleark.exposure.card_pair import card_pair
from kleark.exposure.timeline import moments
from kleark.i18n.formats import format_date
from kleark.publishing.errors import SweptRevisionError
from kleark.publishing.manual import readable_rows
from kleark.publishing.revisions import revision_rows
from kleark.redaction.invisible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from kleark.admin.app_context import PageVisit
    from kleark.admin.case_view import CaseView
    from kleark.admin.moment_choice import MomentChoice, Turn
    from kleark.configuration.plan import Plan
    from kleark.configuration.row import Row
    from kleark.exposure.card_pair import CardPair, DecidedTwice
    from kleark.exposure.decision import Decision
    from kleark.exposure.timeline import Moment
    from kleark.http.messages import Response

KLE, SYSTEM, BEFORE, AFTER = "kle", "fagsystem", "fra", "til"


class SideVerdict(NamedTuple):
    """Whether a case is shown on one side, and why. ``by``: the system whose row decided, where it is another row."""

    shown: bool
    sentence: str
    by: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two cards.

    Attributes:
        heading: Which of the two it is.
        current: Whether it is what citizens see at the moment that is looked at.
        view: The case with its card; None where it is not shown.
        verdict: Why.
        targets: Where its links lead that read the same on the other card.
    """

    heading: str
    current: bool
    view: CaseView | None
    verdict: SideVerdict
    targets: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OtherCase:
    """Another case, decided twice. ``what``: the case in words."""

    what: str
    before: SideVerdict
    after: SideVerdict
    differs: bool


class _Headings(NamedTuple):
    before: str
    after: str


class _Compared(NamedTuple):
    """Rows of the number that is asked for, and the plan of all. ``before``: None where nothing had been published."""

    before: Sequence[Row] | None
    after: Sequence[Row]
    plan: Plan
    headings: _Headings


def cards_of_change(visit: PageVisit) -> Response:
    """A row that publishing a sheet would change. Raises PageError."""
    upload = one_upload(visit)
    proposal = proposal_of(upload, visit, judged=False)
    live, number = proposal.live, visit.request.parameters.get(KLE, "")
    before = rows_of_number(readable_rows(live, visit.tenant), number) if live.content else None
    turn = turn_of(upload, live, visit.table.scheduled(visit.person.code))
    compared = _Compared(
        before,
        rows_of_number(proposal.plan.carried_out(before or ()), number),
        proposal.plan,
        _Headings(
            f"Nu (version {live.revision})" if live.revision else "Nu",
            turn.label if turn else "Når arket er offentliggjort",
        ),
    )
    path = f"/ark/{upload.upload_id}/aendringer"
    return _cards(visit, compared, turn, {}, path, back_text="Tilbage til ændringerne")


def cards_of_difference(visit: PageVisit) -> Response:
    """A row that differs between two revisions; 0 stands for nothing. Raises PageError."""
    asked = visit.request.parameters
    numbers = parse_number(asked.get(BEFORE, "")), parse_number(asked.get(AFTER, ""))
    before, after = numbers
    if before is None or after is None or before == after:
        raise NotFoundError
    rows_before, rows_after = (_rows_of(number, visit) for number in (before, after))
    plan = difference_between(
        rows_before, rows_after, against_revision=before, municipality=visit.person.code
    )
    of_number = [rows_of_number(rows, asked.get(KLE, "")) for rows in (rows_before, rows_after)]
    compared = _Compared(
        of_number[0] if before else None, of_number[1], plan, _Headings(_named(before), _named(after))
    )
    query = {BEFORE: str(before), AFTER: str(after)}
    back = ("/historik/sammenlign", "Tilbage til forskellen") if before and after else ("", "")
    return _cards(visit, compared, None, query, back[0], back_text=back[1])


def _named(revision: int) -> str:
    return f"Version {revision}" if revision else "Når intet vises"


def _rows_of(revision: int, visit: PageVisit) -> Sequence[Row]:
    if not revision:
        return StoredRows(())
    if visit.table.log_entry(visit.person.code, revision) is None:
        raise NotFoundError
    try:
        return revision_rows(revision, visit.tenant)[1]
    except SweptRevisionError as swept:
        history = NextStep("Se historikken", visit.url("/historik"))
        raise rows_gone(swept, visit, history, too_old=_SWEPT, deleted=_DELETED) from swept


def _cards(  # noqa: PLR0913 (what the two pages have each for itself)
    visit: PageVisit,
    compared: _Compared,
    turn: Turn | None,
    query: Mapping[str, str],
    path: str,
    *,
    back_text: str,
) -> Response:
    asked = visit.request.parameters
    key = RowKey(asked.get(KLE, ""), asked.get(SYSTEM, ""))
    today = today_of(visit)
    known = _moments(compared, turn, today)
    choice = choose_moment(asked.get(PARAMETER, ""), known, turn)
    pair = card_pair(*key, compared.before, compared.after, choice.chosen.moment.day)
    if pair is None:
        raise NotFoundError
    row = pair.after or pair.before
    assert row is not None
    sides = _sides(pair, compared.headings, choice, turn)
    return page(
        visit,
        "row_cards.html.jinja",
        here="/ark" if turn else "/historik",
        kle_number=row.kle_number,
        title=visible(row.kle_title),
        system=system_name(row),
        choice=choice,
        sides=sides,
        differs=_differing(sides),
        others=[_other_case(one, pair) for one in pair.others],
        seen=pair.seen.case,
        neighbours=_neighbours(RowKey.of(row), compared.plan),
        query=query,
        asked={**query, KLE: key.kle_number, SYSTEM: key.source_system},
        cards_path=f"{path or '/historik/sammenlign'}/kort",
        back_href=visit.url(path, **query) if path else "",
        back_text=back_text,
    )


def _moments(compared: _Compared, turn: Turn | None, today: date) -> Sequence[Moment]:
    """The moments that matter for the rows of this number; where no sheet is to come, all dates count for both."""
    before, after = compared.before or (), compared.after
    return moments(today, before, after, turn.day) if turn else moments(today, [*before, *after])


def _sides(pair: CardPair, headings: _Headings, choice: MomentChoice, turn: Turn | None) -> tuple[Side, Side]:
    case = pair.seen.case
    before, after = (
        case_view(decision.card, case) if decision.card else None
        for decision in (pair.seen.before, pair.seen.after)
    )
    later = choice.chosen.moment.after
    return (
        Side(
            headings.before,
            turn is not None and not later,
            before,
            _verdict(pair.seen.before, pair.before),
            hidden_targets(before, after) if before and after else {},
        ),
        Side(
            headings.after,
            turn is not None and later,
            after,
            _verdict(pair.seen.after, pair.after),
            hidden_targets(after, before) if before and after else {},
        ),
    )


def _differing(sides: tuple[Side, Side]) -> frozenset[str]:
    before, after = (side.view for side in sides)
    return differing(before, after) if before and after else frozenset()


def _verdict(decision: Decision, expected: Row | None) -> SideVerdict:
    other = decision.row is not None and decision.row != expected
    return SideVerdict(
        decision.shown, decision.sentence.da, system_name(decision.row) if other and decision.row else ""
    )


def _other_case(one: DecidedTwice, pair: CardPair) -> OtherCase:
    status = one.case.status.value if one.case.status else "ukendt"
    same_system = one.case.source_system == pair.seen.case.source_system
    system = "" if same_system else f", fra {visible(one.case.source_system)}"
    return OtherCase(
        f"Oprettet {format_date(one.case.created, 'da')}, status {status}{system}",
        _verdict(one.before, pair.before),
        _verdict(one.after, pair.after),
        one.differs,
    )


class _Neighbours(NamedTuple):
    """The rows that change before and after this one. ``number``: of this one, from 1; 0 where it does not change."""

    before: RowKey | None
    after: RowKey | None
    number: int
    total: int


def _neighbours(key: RowKey, plan: Plan) -> _Neighbours:
    keys = plan.keys_of_changes()
    if key not in keys:
        return _Neighbours(None, None, 0, len(keys))
    at = keys.index(key)
    return _Neighbours(
        keys[at - 1] if at else None, keys[at + 1] if at + 1 < len(keys) else None, at + 1, len(keys)
    )


_SWEPT = "Versionen er for gammel til, at vi gemmer dens rækker. Sammenlign med en nyere."
_DELETED = "En godkender har slettet det ark, de kom fra. Sammenlign med en anden version."
