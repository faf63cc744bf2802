"""Why an archive, or another table, is not restored from.

Refusal
├── DamagedArchiveError         archive_damaged
├── FlawedSourceError           source_flawed
├── NewerTableError             table_newer
├── OtherHistoryError           another_history
└── TableMovedError             table_moved
Exception
├── NotAnArchiveError           not_an_archive, as a command says it
├── UnknownArchiveVersionError  archive_version, as a command says it
└── UnknownItemError            unknown_item, as a command says it
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kleark.publishing.errors import Refusal
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kleark.publishing.ids import MunicipalityCode

Wrong = Literal[
    "cut_off",
    "changed",
    "doubled",
    "more_follows",
    "not_json",
    "too_long",
    "unknown_kind",
    "unknown_municipality",
]

_WRONG: Mapping[Wrong, tuple[str, str]] = {
    "cut_off": ("arkivet er klippet over", "the archive is cut off"),
    "changed": ("noget er ændret siden, eller mangler", "something was changed since, or is missing"),
    "doubled": ("noget står der to gange, eller i forkert orden", "something stands twice, or out of order"),
    "more_follows": ("der kommer mere efter slutningen", "more follows after its end"),
    "not_json": ("linjen er ikke JSON", "the line is not JSON"),
    "too_long": ("linjen er for lang", "the line is too long"),
    "unknown_kind": (
        "linjen er af en slags, som denne udgave ikke kender",
        "the line is of a kind that this release does not know",
    ),
    "unknown_municipality": ("kommunen findes ikke", "there is no such municipality"),
}


class NotAnArchiveError(Exception):
    """The file does not begin as an archive does."""


class UnknownArchiveVersionError(Exception):
    """The archive was written by a release that is newer than this one."""


class UnknownItemError(Exception):
    """The table holds an item of a kind that this release does not know: what is left out would be lost."""


class DamagedArchiveError(Refusal):
    """The archive is not as it was written. ``line``: where that shows; ``wrong``: what."""

    code = RefusalCode.ARCHIVE_DAMAGED

    def __init__(self, line: int, wrong: Wrong) -> None:
        da, en = _WRONG[wrong]
        super().__init__(
            f"Arkivet kan ikke bruges, linje {line}: {da}. Intet er skrevet herfra. Brug en anden kopi.",
            f"The archive cannot be used, line {line}: {en}. Nothing was written from here. Use another copy.",
        )
        self.line = line
        self.wrong = wrong

    @property
    def facts(self) -> Mapping[str, object]:
        return {"line": self.line, "wrong": self.wrong}


class FlawedSourceError(Refusal):
    """What would be restored does not hold together by itself. ``flaws``: what is wrong with it."""

    code = RefusalCode.SOURCE_FLAWED

    def __init__(self, municipality: MunicipalityCode, flaws: Sequence[str]) -> None:
        shown = ", ".join(flaws[:5])
        super().__init__(
            f"{municipality}: det, der skulle gendannes fra, er ikke helt ({shown}). Intet er skrevet for kommunen. "
            "Brug et andet tidspunkt eller en anden kopi.",
            f"{municipality}: what was to be restored from is not whole ({shown}). Nothing was written for the "
            "municipality. Use another time or another copy.",
        )
        self.municipality = municipality
        self.flaws = tuple(flaws)

    @property
    def facts(self) -> Mapping[str, object]:
        return {"municipality": self.municipality, "flaws": list(self.flaws)}


class NewerTableError(Refusal):
    """The table has gone on since."""

    code = RefusalCode.TABLE_NEWER

    def __init__(self, municipality: MunicipalityCode, revision: int) -> None:
        super().__init__(
            f"{municipality}: tabellen er nyere (version {revision}), så intet er skrevet for kommunen. Skriv "
            "--missing-only for kun at skrive det, som tabellen mangler.",
            f"{municipality}: the table is newer (revision {revision}), so nothing was written for the municipality. "
            "Write --missing-only to write only what the table lacks.",
        )
        self.municipality = municipality
        self.revision = revision

    @property
    def facts(self) -> Mapping[str, object]:
        return {"municipality": self.municipality, "revision": self.revision}


class OtherHistoryError(Refusal):
    """The two logs have different entries: neither is the other, gone on."""

    code = RefusalCode.ANOTHER_HISTORY

    def __init__(self, municipality: MunicipalityCode) -> None:
        super().__init__(
            f"{municipality}: tabellens log og den, der skulle gendannes, er to forskellige historier. Intet er "
            "skrevet for kommunen. Se docs/operating.md.",
            f"{municipality}: the table's log and the one to be restored are two different histories. Nothing was "
            "written for the municipality. See docs/operating.md.",
        )
        self.municipality = municipality

    @property
    def facts(self) -> Mapping[str, object]:
        return {"municipality": self.municipality}


class TableMovedError(Refusal):
    """Somebody changed what is live while it was being restored."""

    code = RefusalCode.TABLE_MOVED

    def __init__(self, municipality: MunicipalityCode) -> None:
        super().__init__(
            f"{municipality}: noget andet ændrede, hvad der vises, imens. Det, der vises, er ikke gendannet. Lad "
            "funktionerne hvile, og prøv igen.",
            f"{municipality}: something else changed what is live meanwhile. What is live was not restored. Let the "
            "functions rest, and try again.",
        )
        self.municipality = municipality

    @property
    def facts(self) -> Mapping[str, object]:
        return {"municipality": self.municipality}
