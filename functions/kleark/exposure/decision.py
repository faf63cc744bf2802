"""Whether one case is shown, and why. The decision table is in ``docs/exposure.md``."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from kleark.configuration.row import ALL_SYSTEMS
from kleark.exposure.card import Card, card_of
from kleark.exposure.case import fold_system

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kleark.configuration.row import Row
    from kleark.exposure.case import Case


class Reason(StrEnum):
    """Why a case is shown, or not. These ids never change; the sentences may."""

    CREATED_SINCE_SHOW_FROM = "created_since_show_from"
    ACTIVE_REGARDLESS = "active_regardless_of_show_from"
    NOTHING_PUBLISHED = "nothing_published"
    NO_CONFIGURATION = "no_configuration"
    OTHER_SOURCE_SYSTEM = "other_source_system"
    CREATED_BEFORE_SHOW_FROM = "created_before_show_from"
    ENDED_BEFORE_SHOW_FROM = "ended_and_created_before_show_from"
    UNKNOWN_STATUS_BEFORE_SHOW_FROM = "unknown_status_and_created_before_show_from"

    @property
    def shown(self) -> bool:
        """Whether a case with this reason is shown."""
        return self is Reason.CREATED_SINCE_SHOW_FROM or self is Reason.ACTIVE_REGARDLESS


class Sentence(NamedTuple):
    """The same thing said in Danish and in English."""

    da: str
    en: str


SENTENCES: Mapping[Reason, Sentence] = {
    Reason.CREATED_SINCE_SHOW_FROM: Sentence(
        "Sagen vises. Den er oprettet på kommunens fradato eller senere.",
        "The case is shown. It was created on the municipality's show-from date or later.",
    ),
    Reason.ACTIVE_REGARDLESS: Sentence(
        "Sagen vises. Den er oprettet før fradatoen, men den er aktiv, og kommunen viser aktive sager, uanset hvor "
        "gamle de er.",
        "The case is shown. It was created before the show-from date, but it is active, and the municipality shows "
        "active cases however old they are.",
    ),
    Reason.NOTHING_PUBLISHED: Sentence(
        "Sagen vises ikke. Kommunen har ikke offentliggjort en konfiguration endnu.",
        "The case is not shown. The municipality has not published a configuration yet.",
    ),
    Reason.NO_CONFIGURATION: Sentence(
        "Sagen vises ikke. Kommunens konfiguration har ikke sagens KLE-nummer.",
        "The case is not shown. The municipality's configuration does not have the case's KLE number.",
    ),
    Reason.OTHER_SOURCE_SYSTEM: Sentence(
        "Sagen vises ikke. Kommunen viser KLE-nummeret fra et andet fagsystem end det, sagen ligger i.",
        "The case is not shown. The municipality shows the KLE number from another source system than the case's.",
    ),
    Reason.CREATED_BEFORE_SHOW_FROM: Sentence(
        "Sagen vises ikke. Den er oprettet før kommunens fradato.",
        "The case is not shown. It was created before the municipality's show-from date.",
    ),
    Reason.ENDED_BEFORE_SHOW_FROM: Sentence(
        "Sagen vises ikke. Den er oprettet før kommunens fradato. Aktive sager vises uanset fradatoen, men denne er "
        "afsluttet eller afvist.",
        "The case is not shown. It was created before the municipality's show-from date. Active cases are shown "
        "whatever that date, but this one is closed or rejected.",
    ),
    Reason.UNKNOWN_STATUS_BEFORE_SHOW_FROM: Sentence(
        "Sagen vises ikke. Den er oprettet før kommunens fradato. Aktive sager vises uanset fradatoen, men denne har "
        "ingen kendt status.",
        "The case is not shown. It was created before the municipality's show-from date. Active cases are shown "
        "whatever that date, but this one has no known status.",
    ),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """``row``: the one that decided; None where none is for the case."""

    reason: Reason
    row: Row | None = None

    @property
    def shown(self) -> bool:
        """Whether the citizen sees the case."""
        return self.reason.shown

    @property
    def card(self) -> Card | None:
        """What stands beside the case. None unless it is shown."""
        return card_of(self.row) if self.row is not None and self.shown else None

    @property
    def sentence(self) -> Sentence:
        """The reason in words."""
        return SENTENCES[self.reason]


def decide(case: Case, rows: Iterable[Row] | None) -> Decision:
    """Decide on one case. ``rows``: the municipality's, in any order; None before its first publication.

    The rules are those of KOMBIT's FAQ on Borgerblikket: the source system is a filter, a case is shown when it
    was created on or after the show-from date, and an active one whatever its date where the row says so.
    Where a row for the case's own system stands beside one for all systems, its own decides alone, since it says
    something particular of that system. It is never the union of the two.
    """
    if rows is None:
        return Decision(Reason.NOTHING_PUBLISHED)
    return _decide(case, _by_system(row for row in rows if row.kle_number == case.kle_number))


def deciding_row(kle_number: str, source_system: str, rows: Iterable[Row]) -> Row | None:
    """The row that decides on cases of a KLE number from a source system; None where none is for them.

    The system's own row, or else that for all systems. ``source_system``: as typed; `ALL_SYSTEMS` names the latter.
    """
    return _deciding(source_system, _by_system(row for row in rows if row.kle_number == kle_number))


def decide_each(cases: Iterable[Case], rows: Iterable[Row] | None) -> tuple[Decision, ...]:
    """Decide on the cases of one visit, in their order: as `decide` on each, but the rows are gone through once."""
    if rows is None:
        return tuple(decide(case, None) for case in cases)
    by_number: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_number[row.kle_number].append(row)
    known = {number: _by_system(several) for number, several in by_number.items()}
    return tuple(_decide(case, known.get(case.kle_number, {})) for case in cases)


def by_card(decisions: Sequence[Decision]) -> tuple[tuple[Card, tuple[int, ...]], ...]:
    """A visit as the citizen meets it: each card once, in the order of its first case.

    Returns:
        Each card with the indexes (from 0) of its cases in ``decisions``. Cases that are not shown have no card.
    """
    indexes: dict[Card, list[int]] = defaultdict(list)
    for index, decision in enumerate(decisions):
        if (card := decision.card) is not None:
            indexes[card].append(index)
    return tuple((card, tuple(several)) for card, several in indexes.items())


def _by_system(of_number: Iterable[Row]) -> dict[str, Row]:
    return {row.key[1]: row for row in of_number}


def _deciding(source_system: str, of_number: Mapping[str, Row]) -> Row | None:
    return of_number.get(fold_system(source_system)) or of_number.get(ALL_SYSTEMS)


def _decide(case: Case, of_number: Mapping[str, Row]) -> Decision:
    """``of_number``: the rows of the case's KLE number, by their systems."""
    if not of_number:
        return Decision(Reason.NO_CONFIGURATION)
    row = _deciding(case.source_system, of_number)
    return Decision(Reason.OTHER_SOURCE_SYSTEM) if row is None else Decision(_by_date(case, row), row)


def _by_date(case: Case, row: Row) -> Reason:
    if case.created >= row.show_from:
        return Reason.CREATED_SINCE_SHOW_FROM
    if not row.show_active_regardless:
        return Reason.CREATED_BEFORE_SHOW_FROM
    if case.status is None:
        return Reason.UNKNOWN_STATUS_BEFORE_SHOW_FROM
    return Reason.ACTIVE_REGARDLESS if case.status.active else Reason.ENDED_BEFORE_SHOW_FROM
