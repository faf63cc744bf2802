"""What would turn the answer on one case round: each single change after which it is shown, or no longer is.

Nothing is reasoned here a second time: every change is made on the case and its rows, and `decide` is asked again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from kleark.configuration.case_counts import ANY_SYSTEM
from kleark.configuration.row import ALL_SYSTEMS, DigitalPost, Row
from kleark.exposure.case import Status, fold_system
from kleark.exposure.decision import Reason, Sentence, decide
from kleark.i18n.formats import format_count, format_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kleark.configuration.case_counts import IndexedCases
    from kleark.exposure.case import Case
    from kleark.exposure.decision import Decision
    from kleark.i18n.formats import Forms
    from kleark.i18n.language import Language


class Change(StrEnum):
    """A single change, of the rows or of the case. These ids never change; the sentences may."""

    ADD_ROW = "add_row"
    """A row of its own for the case's KLE number and system."""
    EARLIER_SHOW_FROM = "earlier_show_from"
    SHOW_ACTIVE = "show_active_regardless"
    ACTIVE_STATUS = "active_status"
    """The case is active, and its system tells so."""
    LATER_SHOW_FROM = "later_show_from"
    HIDE_OLD_ACTIVE = "hide_active_before_show_from"
    END_OF_CASE = "end_of_case"
    REMOVE_ROW = "remove_row"


class Turned(NamedTuple):
    """The case and the municipality's rows after a change."""

    case: Case
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The decision on a case, and what would turn it round.

    Attributes:
        case: The case.
        decision: Whether it is shown, and why.
        changes: Each single change after which the answer is the other one, in the order of `Change`. Empty where
            none alone does that, as where a row for all systems would show what the system's own row shows now.
        systems: The systems that the KLE number has rows for, as written, in order of their names.
    """

    case: Case
    decision: Decision
    changes: tuple[Change, ...]
    systems: tuple[str, ...] = ()

    @property
    def decided_for_all(self) -> bool:
        """Whether the row for all systems decided, since the case's own has none."""
        row = self.decision.row
        return row is not None and row.source_system == ALL_SYSTEMS


def explain(case: Case, rows: Iterable[Row] | None) -> Explanation:
    """Decide on a case, and find what would turn the answer round. ``rows``: as of `decide`."""
    kept = None if rows is None else [row for row in rows if row.kle_number == case.kle_number]
    decision = decide(case, kept)
    return Explanation(
        case,
        decision,
        tuple(change for change in Change if _turns(change, case, kept, decision)),
        tuple(sorted({row.source_system for row in kept or ()}, key=str.casefold)),
    )


def turned(change: Change, case: Case, rows: Sequence[Row] | None) -> Turned | None:
    """The case and its rows after a change; None where there is nothing to change.

    ``rows``: those of the case's KLE number; None before the municipality's first publication.
    """
    if change is Change.ADD_ROW:
        system = fold_system(case.source_system)
        if any(row.key[1] == system for row in rows or ()):
            return None
        return Turned(case, [*(rows or ()), _row_for(case)])
    decided_by = decide(case, rows).row
    if rows is None or decided_by is None:
        return None
    if change in _OF_CASE:
        return Turned(replace(case, status=_OF_CASE[change]), rows)
    others = [row for row in rows if row is not decided_by]
    return Turned(case, [*others, *_OF_ROW[change](decided_by, case)])


def _turns(change: Change, case: Case, rows: Sequence[Row] | None, decision: Decision) -> bool:
    after = turned(change, case, rows)
    return after is not None and decide(*after).shown is not decision.shown


_OF_CASE: Mapping[Change, Status] = {
    Change.ACTIVE_STATUS: Status.IN_PROGRESS,
    Change.END_OF_CASE: Status.CLOSED,
}
_OF_ROW: Mapping[Change, Callable[[Row, Case], Sequence[Row]]] = {
    Change.EARLIER_SHOW_FROM: lambda row, case: [replace(row, show_from=min(row.show_from, case.created))],
    Change.SHOW_ACTIVE: lambda row, _: [replace(row, show_active_regardless=True)],
    Change.LATER_SHOW_FROM: lambda row, case: [
        replace(row, show_from=max(row.show_from, case.created + timedelta(days=1)))
    ],
    Change.HIDE_OLD_ACTIVE: lambda row, _: [replace(row, show_active_regardless=False)],
    Change.REMOVE_ROW: lambda _, __: [],
}


def _row_for(case: Case) -> Row:
    """A row that shows the case. What stands on its card decides nothing."""
    return Row(
        kle_number=case.kle_number,
        kle_title="",
        source_system=case.source_system.strip(),
        show_from=case.created,
        show_active_regardless=False,
        contact_department="",
        contact_phone="",
        info_url="",
        digital_post=DigitalPost(""),
        self_service=None,
    )


def change_sentence(change: Change, of: Explanation) -> Sentence:
    """A change of this explanation in Danish and in English."""
    return Sentence(*(_in_words(change, of, lang) for lang in ("da", "en")))


def _in_words(change: Change, of: Explanation, lang: Language) -> str:
    row = of.decision.row
    for_all = {"da": "alle fagsystemer", "en": "all systems"}[lang]
    sentence = _SENTENCES[change][lang]
    if of.decided_for_all and change not in _OF_CASE:
        sentence += (_ALONE if change is Change.ADD_ROW else _FOR_ALL)[lang]
    return sentence.format(
        kle=of.case.kle_number,
        system=of.case.source_system.strip(),
        created=format_date(of.case.created, lang),
        row=for_all if row is None or of.decided_for_all else row.source_system,
    )


_ACTIVE_COLUMN = "Deaktiver fradato for aktive sager og tilhørende ydelser"
_SENTENCES: Mapping[Change, Mapping[Language, str]] = {
    Change.ADD_ROW: {
        "da": "Sagen vises, hvis der kommer en række for {kle} og {system} med fradatoen {created} eller tidligere.",
        "en": "The case is shown if there is a row for {kle} and {system} with show-from date {created} or earlier.",
    },
    Change.EARLIER_SHOW_FROM: {
        "da": "Sagen vises, hvis fradatoen i rækken for {row} bliver {created} eller tidligere.",
        "en": "The case is shown if the show-from date in the row for {row} becomes {created} or earlier.",
    },
    Change.SHOW_ACTIVE: {
        "da": f'Sagen vises, hvis der står Ja under "{_ACTIVE_COLUMN}" i rækken for {{row}}.',
        "en": f'The case is shown if the row for {{row}} says Ja (yes) under "{_ACTIVE_COLUMN}".',
    },
    Change.ACTIVE_STATUS: {
        "da": "Sagen vises, hvis {system} giver den en status, der er aktiv: Oprettet, Behandles eller Afgjort.",
        "en": "The case is shown if {system} gives it an active status: Oprettet, Behandles or Afgjort.",
    },
    Change.LATER_SHOW_FROM: {
        "da": "Sagen vises ikke mere, hvis fradatoen i rækken for {row} bliver senere end {created}.",
        "en": "The case is no longer shown if the show-from date in the row for {row} becomes later than {created}.",
    },
    Change.HIDE_OLD_ACTIVE: {
        "da": f'Sagen vises ikke mere, hvis der ikke står Ja under "{_ACTIVE_COLUMN}" i rækken for {{row}}.',
        "en": f'The case is no longer shown if the row for {{row}} does not say Ja (yes) under "{_ACTIVE_COLUMN}".',
    },
    Change.END_OF_CASE: {
        "da": "Sagen vises ikke mere, når den bliver afsluttet eller afvist.",
        "en": "The case is no longer shown once it is closed or rejected.",
    },
    Change.REMOVE_ROW: {
        "da": "Sagen vises ikke mere, hvis rækken for {row} bliver fjernet.",
        "en": "The case is no longer shown if the row for {row} is removed.",
    },
}
# What else changes with the row for all systems.
_FOR_ALL: Mapping[Language, str] = {
    "da": " Det gælder så også sager fra andre fagsystemer.",
    "en": " It then holds for other systems' cases, too.",
}
_ALONE: Mapping[Language, str] = {
    "da": " Så afgør den alene, hvilke sager fra {system} der vises.",
    "en": " Then it alone decides which cases from {system} are shown.",
}

BENEFITS = Sentence(
    "Ydelser, der hører til sagen, følger den samme række: de vises, når sagen vises.",
    "Benefits that belong to the case follow the same row: they are shown when the case is.",
)
"""KOMBIT's header speaks of "aktive sager og tilhørende ydelser"; no column speaks of benefits alone."""

BEYOND_THE_ROWS = (
    Sentence(
        "Sagen skal være i Sags- og Dokumentindekset eller Ydelsesindekset med netop det KLE-nummer og det fagsystem.",
        "The case must be in the index of cases and documents or of benefits, with just that KLE number and system.",
    ),
    Sentence(
        "Kun sagens primære part ser den, og kun når parten står med CPR-nummer.",
        "Only the case's primary party sees it, and only where the party is registered by CPR number.",
    ),
    Sentence(
        "Når det, der vises, skifter, kan Mit Overblik vise det gamle i op til 3 minutter.",
        "When what is shown changes, Mit Overblik may show what was for up to 3 minutes.",
    ),
)
"""Why a citizen may not see a case that the rows show (KOMBIT's FAQ on Borgerblikket)."""


def outside_of(reason: Reason) -> tuple[Sentence, ...]:
    """What to look at where the citizen meets something else than the rows say; nothing where they hide the case."""
    return BEYOND_THE_ROWS if reason.shown else ()


def index_sentence(case: Case, indexed: IndexedCases) -> Sentence:
    """What the municipality's inventory of its indexes says of such cases. It counts by number and system, no dates."""
    counts = indexed.of(case.kle_number)
    system = fold_system(case.source_system)
    own, unnamed = counts.get(system, 0), counts.get(ANY_SYSTEM, 0)
    others = [name for name in counts if name not in {system, ANY_SYSTEM}]
    about = {"kle": case.kle_number, "system": case.source_system.strip()}
    if own:
        da, en = (
            "Indekserne har {cases} på {kle} fra {system}.",
            "The indexes have {cases} on {kle} from {system}.",
        )
        count = own
    elif unnamed:
        da = "Indekserne har {cases} på {kle}, uden at det er oplyst, fra hvilket fagsystem."
        en = "The indexes have {cases} on {kle}, without naming the system."
        count = unnamed
    elif others:
        da = "Indekserne har ingen sager på {kle} fra {system}, men {cases} fra {others}."
        en = "The indexes have no cases on {kle} from {system}, but {cases} from {others}."
        count = sum(counts.values())
        about["others"] = ", ".join(sorted(map(indexed.written, others), key=str.casefold))
    else:
        da = "Indekserne har ingen sager på {kle}."
        en = "The indexes have no cases on {kle}."
        count = 0
    return Sentence(
        da.format(cases=format_count(count, _CASES["da"], "da"), **about),
        en.format(cases=format_count(count, _CASES["en"], "en"), **about),
    )


_CASES: Mapping[Language, Forms] = {"da": ("{} sag", "{} sager"), "en": ("{} case", "{} cases")}
