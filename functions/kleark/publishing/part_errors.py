"""Why something about a part is refused. The tree of all refusals is in `kleark.publishing.errors`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.configuration.part import PartFault, part_named
from kleark.publishing.errors import Refusal, StaleRevisionError
from kleark.publishing.messages import actor_name
from kleark.publishing.part_words import overlap_text, parts_text, row_names
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kleark.configuration.part import Overlap, Part, UnfitPartError
    from kleark.configuration.plan import Plan, RowKey
    from kleark.configuration.row import Row


def _part_facts(refusal: UnknownPartError | ChangedPartError | OtherPartError) -> Mapping[str, object]:
    return {"part": refusal.name}


class UnknownPartError(Refusal):
    """The municipality has no part of this name."""

    code = RefusalCode.UNKNOWN_PART
    facts = property(_part_facts)

    def __init__(self, name: str, parts: Sequence[Part]) -> None:
        self.name = name
        super().__init__(
            f"Kommunen har ikke en del, der hedder {name}. {parts_text(parts, 'da')}",
            f"The municipality has no part called {name}. {parts_text(parts, 'en')}",
        )


def required_part(name: str, parts: Sequence[Part]) -> Part:
    """The part of that name, however it is written. Raises UnknownPartError where there is none."""
    part = part_named(name, parts)
    if part is None:
        raise UnknownPartError(name, parts)
    return part


class ChangedPartError(Refusal):
    """The part was changed, renamed or removed since the sheet was checked: what it spoke for is another thing now."""

    code = RefusalCode.PART_CHANGED
    facts = property(_part_facts)

    def __init__(self, name: str, parts: Sequence[Part], *, removed: bool) -> None:
        what_da = f"Delen {name} findes ikke længere" if removed else f"Delen {name} er ændret"
        what_en = f"The part {name} is no more" if removed else f"The part {name} was changed"
        self.name = name
        super().__init__(
            f"{what_da}, efter at arket blev kontrolleret, så arket kan ikke offentliggøres. Læg det op igen for "
            f"den del, det gælder. {parts_text(parts, 'da')}",
            f"{what_en} after the sheet was checked, so the sheet cannot be published. Upload it again for the part "
            f"that it is of. {parts_text(parts, 'en')}",
        )


class OtherPartError(Refusal):
    """The sheet was checked as another part's than it is to be published as."""

    code = RefusalCode.OTHER_PART
    facts = property(_part_facts)

    def __init__(self, name: str, asked: str) -> None:
        self.name = name
        super().__init__(
            f"Arket er lagt op for delen {name} og kan ikke offentliggøres for {asked}. Læg det op igen for {asked}.",
            f"The sheet was uploaded for the part {name} and cannot be published for {asked}. Upload it again "
            f"for {asked}.",
        )


class RowsOutsidePartError(Refusal):
    """A sheet that was checked as a whole is to be published for a part, and has rows that are not the part's."""

    code = RefusalCode.ROWS_OUTSIDE_PART

    def __init__(self, name: str, rows: Sequence[Row]) -> None:
        super().__init__(
            f"Arket har rækker, der ikke hører til delen {name}: {row_names(rows, 'da')}. Tag dem ud, og "
            "læg arket op igen.",
            f"The sheet has rows that are not of the part {name}: {row_names(rows, 'en')}. Take them out, and "
            "upload the sheet again.",
        )
        self.rows = tuple(rows)

    @property
    def facts(self) -> Mapping[str, object]:
        return {"rows": _names(self.rows)}


class TouchedRowsError(StaleRevisionError):
    """Rows of the sheet's part were changed since the person looked. ``by``: by whom, as the log names them."""

    code = RefusalCode.TOUCHED_ROWS

    def __init__(self, current: int, plan: Plan, rows: Sequence[RowKey], by: str, revision: int) -> None:
        super().__init__(current, plan)
        self.rows = tuple(rows)
        self.by = by
        self.touched_in = revision
        self.da = (
            f"Siden du så på det, har version {revision} ændret rækker, som dit ark også bestemmer over: "
            f"{row_names(rows, 'da')} (af {actor_name(by, 'da')}). Intet er ændret. Se på forskellen igen, før du "
            "beslutter dig."
        )
        self.en = (
            f"Since you looked, revision {revision} changed rows that your sheet decides on too: "
            f"{row_names(rows, 'en')} (by {actor_name(by, 'en')}). Nothing was changed. Look at the difference again "
            "before you decide."
        )

    @property
    def facts(self) -> Mapping[str, object]:
        return {
            **super().facts,
            "rows": [row.to_json() for row in self.rows],
            "changedInRevision": self.touched_in,
            "changedBy": self.by,
        }


class OverlappingPartsError(Refusal):
    """A definition holds rows that are another part's. ``rows``: those that are live."""

    code = RefusalCode.OVERLAPPING_PARTS

    def __init__(self, overlap: Overlap, rows: Sequence[Row]) -> None:
        live_da = f" Det gælder nu: {row_names(rows, 'da')}." if rows else ""
        live_en = f" Of what is live now: {row_names(rows, 'en')}." if rows else ""
        super().__init__(
            f"{overlap_text(overlap, 'da')}{live_da} Hver række må kun høre til én del. Ret den ene.",
            f"{overlap_text(overlap, 'en')}{live_en} Each row may belong to one part only. Change one of them.",
        )
        self.overlap = overlap
        self.rows = tuple(rows)

    @property
    def facts(self) -> Mapping[str, object]:
        return {"part": self.overlap.other.name, "rows": _names(self.rows)}


class UnfitDefinitionError(Refusal):
    """What was typed defines no part. ``fault``: why."""

    code = RefusalCode.UNFIT_PART

    def __init__(self, error: UnfitPartError) -> None:
        da, en = _FAULTS[error.fault]
        super().__init__(da.format(error.value), en.format(error.value))
        self.fault = error.fault


def _names(rows: Sequence[Row]) -> list[str]:
    return [f"{row.kle_number} {row.source_system}" for row in rows]


_FAULTS: Mapping[PartFault, tuple[str, str]] = {
    PartFault.NAME: (
        "Giv delen et navn på højst 40 tegn: bogstaver, tal, mellemrum, bindestreg, punktum, komma og &. Den kan ikke "
        "hedde del, kontrol eller side.",
        "Give the part a name of at most 40 characters: letters, digits, spaces, hyphens, full stops, commas and &. "
        "It cannot be called del, kontrol or side.",
    ),
    PartFault.NO_VALUES: (
        "Skriv, hvad der hører til delen: mindst ét fagsystem, ét KLE-nummer eller én afdeling.",
        "Write what belongs to the part: one source system, KLE number or department at least.",
    ),
    PartFault.KLE_VALUE: (
        '"{}" er ikke en hovedgruppe, en gruppe eller et emne. Skriv f.eks. 15, 15.20 eller 15.20.24.',
        '"{}" is no main group, group or topic. Write e.g. 15, 15.20 or 15.20.24.',
    ),
    PartFault.VALUE: (
        '"{}" kan ikke stå i en del. Skriv højst 100 tegn uden skjulte tegn og uden CPR-numre.',
        '"{}" cannot stand in a part. Write at most 100 characters, without hidden ones and without CPR numbers.',
    ),
    PartFault.TOO_MUCH: (
        "Det er mere, end der er plads til. En kommune kan have 20 dele, en del 60 fagsystemer, numre eller "
        "afdelinger, og alt i alt højst 3.000 tegn.",
        "That is more than there is room for. A municipality can have 20 parts, a part 60 systems, numbers or "
        "departments, and 3,000 characters altogether.",
    ),
}
