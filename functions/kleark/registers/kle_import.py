"""Reads KL's official register, the XML ``KLE-Emneplan``.

Facts about the format are from KL's schemas, version 2.0 (``KLE-Emneplan-version-2-0.xsd``) and the 1.x forms, which
may have a namespace and UUIDs, and know no ``Flyttet``; and from the edition of 2025-05-01, which follows none of them.
It has no namespace and no ``Historisk``: a topic retires by not being in the next edition
(`kleark.registers.editions`). Elements are told by their local names and places; guidance, sources of law and filters
are passed over, and keywords but for the number that a topic had before.
"""

from __future__ import annotations

import re
from datetime import date

from kleark.registers.kl_document import LONGEST_VALUE, KlDocument
from kleark.registers.kle_register import KleRegister, RegisterError, Topic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

_NUMBERS = {
    "HovedgruppeNr": re.compile(r"[0-9]{2}"),
    "GruppeNr": re.compile(r"[0-9]{2}\.[0-9]{2}"),
    "EmneNr": re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}"),
}
# Opaque: some were counted up by hand.
_UUID = re.compile(r"[0-9a-z-]{1,80}")
# xs:date may carry a time zone.
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?")
# Far above the few thousand that there are.
_MOST_TOPICS = 50_000
_FORMER = re.compile(r"Tidligere emnenr\. ([0-9]{2}\.[0-9]{2}\.[0-9]{2})\b")
_KEYWORDS = frozenset({"EmneStikord", "EmneOgHandlingsfacetStikord"})
# Where a topic's retirement may stand: in version 2.0 EmneAdministrativInfo/Historisk, in older ones higher.
_RETIREMENT = frozenset({"Emne", "EmneAdministrativInfo", "Historisk", "Flyttet"})


def read_emneplan(stream: BinaryIO) -> KleRegister:
    """Read the XML from ``stream`` in constant memory, whatever its size.

    What grows is what it gives: a number, a title and some dates for each topic. Raises RegisterError, which names the
    line, for anything but a whole and coherent ``KLE-Emneplan``.
    """
    reader = _Reader()
    reader.read(stream)
    return reader.register()


class _Reader(KlDocument):
    """The numbers that the document gave so far, and what was said of the topic at hand."""

    root = "KLE-Emneplan"
    passed_over = frozenset(
        f"{level}{what}"
        for level in ("Hovedgruppe", "Gruppe", "Emne")
        for what in ("Vejledning", "RetskildeReference", "Filter")
    )
    """Free text, with elements of any name below."""

    def __init__(self) -> None:
        super().__init__()
        self._values: dict[str, str] = {}
        self._replaced_by: list[str] = []
        self._former: list[str] = []
        self._edition: date | None = None
        self._topics: dict[str, Topic] = {}
        self._groups: dict[str, str] = {}
        self._successors: dict[str, tuple[str, ...]] = {}

    def register(self) -> KleRegister:
        if self._edition is None:
            raise RegisterError(
                "Filen mangler UdgivelsesDato, så udgaven kendes ikke.",
                "The file has no UdgivelsesDato, so its edition is not known.",
            )
        if not self._topics:
            raise RegisterError("Der er ingen emner i filen.", "There are no topics in the file.")
        coverage = frozenset(number[:2] for number in self._topics)
        return KleRegister(
            self._edition,
            self._topics,
            coverage,
            "KL, KLE-Emneplan",
            self._groups,
            successors={number: " ".join(new) for number, new in self._successors.items()},
        )

    def opened(self, name: str) -> None:
        """Forget what lies below it."""
        levels = {
            "Hovedgruppe": ("HovedgruppeNr", "GruppeNr", "EmneNr"),
            "Gruppe": ("GruppeNr", "EmneNr"),
            "Emne": ("EmneNr", "EmneTitel", "UdgaaetDato", "FlyttetDato", "OprettetDato", "UUID"),
        }
        for key in levels.get(name, ()):
            self._values.pop(key, None)
        if name == "Emne":
            self._replaced_by, self._former = [], []

    def closed(self, name: str, parent: str, value: str) -> None:
        """Keep what it says, where it stands at a place that counts."""
        if len(value) > LONGEST_VALUE:
            raise self.error(f"{name[:40]} er alt for lang.", f"{name[:40]} is far too long.")
        if name == "Emne":
            self._add_topic()
        elif name == "UdgivelsesDato" and parent == self.root:
            self._edition = self._date(name, value)
        elif parent == "AfloestAf" and name in _NUMBERS and "Emne" in self.path:
            self._replaced_by.append(self._number(name, value))
        elif name in _NUMBERS and parent == name.removesuffix("Nr"):
            self._values[name] = self._number(name, value)
        elif name in ("HovedgruppeTitel", "GruppeTitel") and parent == name.removesuffix("Titel"):
            self._groups[self._values.get(f"{parent}Nr", "")] = value
        elif name == "Tekst" and parent in _KEYWORDS:
            self._former += _FORMER.findall(value)
        elif (
            # A topic's own: the UUIDs of group and main group stand before their children, with other parents.
            (name in ("EmneTitel", "UUID") and parent == "Emne")
            or (name == "OprettetDato" and parent == "EmneAdministrativInfo")
            or (name in ("UdgaaetDato", "FlyttetDato") and parent in _RETIREMENT and "Emne" in self.path)
        ):
            self._values[name] = value

    def _add_topic(self) -> None:
        number = self._values.get("EmneNr", "")
        if not number:
            raise self.error("Et emne har intet EmneNr.", "A topic has no EmneNr.")
        self._require_place_of(number)
        if number in self._topics:
            raise self.error(f"Emnet {number} forekommer to gange.", f"Topic {number} appears twice.")
        title = self._values.get("EmneTitel", "")
        if not title:
            raise self.error(f"Emnet {number} har ingen titel.", f"Topic {number} has no title.")
        retired = [
            self._date(name, self._values[name])
            for name in ("UdgaaetDato", "FlyttetDato")
            if name in self._values
        ]
        if len(self._topics) >= _MOST_TOPICS:
            raise self.error(
                "Der er alt for mange emner i filen.", "There are far too many topics in the file."
            )
        created, uuid = self._values.get("OprettetDato"), self._values.get("UUID", "").lower()
        self._topics[number] = Topic(
            number,
            title,
            min(retired, default=None),
            tuple(self._replaced_by),
            self._date("OprettetDato", created) if created else None,
            uuid=uuid if _UUID.fullmatch(uuid) else "",
        )
        for former in self._former:
            if number not in self._successors.get(former, ()):
                self._successors[former] = (*self._successors.get(former, ()), number)

    def _require_place_of(self, number: str) -> None:
        main_group, group = self._values.get("HovedgruppeNr", ""), self._values.get("GruppeNr", "")
        if number[:5] != group or number[:2] != main_group:
            raise self.error(
                f"Emnet {number} står i hovedgruppe {main_group or '?'}, gruppe {group or '?'}, "
                "hvor det ikke hører til.",
                f"Topic {number} is in main group {main_group or '?'}, group {group or '?'}, "
                "where it does not belong.",
            )

    def _number(self, name: str, value: str) -> str:
        if not _NUMBERS[name].fullmatch(value):
            raise self.error(
                f"'{value[:20]}' er ikke et gyldigt {name}.", f"'{value[:20]}' is not a valid {name}."
            )
        return value

    def _date(self, name: str, value: str) -> date:
        found = _DATE.fullmatch(value)
        try:
            return date.fromisoformat(found[1] if found else "")
        except ValueError:
            raise self.error(
                f"'{value[:20]}' er ikke en gyldig dato i {name}.",
                f"'{value[:20]}' is not a valid date in {name}.",
            ) from None
