"""Reads KL's list of action facets, the XML ``KLE-Handlingsfacetter``.

Facts about the format are from KL's schema, version 2.0 (``KLE-Handlingsfacetter-version-2-0.xsd``). Facets that are
retired or moved (``Historisk``) are left out: no new case should have one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kleark.registers.kl_document import LONGEST_VALUE, KlDocument
from kleark.registers.kle_register import RegisterError

if TYPE_CHECKING:
    from typing import BinaryIO

FACETS_ROOT = "KLE-Handlingsfacetter"
_NUMBER = re.compile("[A-ZÆØÅ][0-9]{2}")
"""Of this form there are 2,900, so that no file can hold too many: each may be there once."""


def read_facets(stream: BinaryIO) -> dict[str, str]:
    """The titles of the facets in use, by their numbers.

    Raises RegisterError, which names the line, for anything but a whole and coherent ``KLE-Handlingsfacetter``.
    """
    reader = _Reader()
    reader.read(stream)
    if not reader.facets:
        raise RegisterError(
            "Der er ingen handlingsfacetter i filen.", "There are no action facets in the file."
        )
    return reader.facets


class _Reader(KlDocument):
    """The facets in use that the document gave so far, and what was said of the one at hand."""

    root = FACETS_ROOT

    def __init__(self) -> None:
        super().__init__()
        self.facets: dict[str, str] = {}
        self._number = ""
        self._title = ""
        self._retired = False
        self._seen: set[str] = set()

    def opened(self, name: str) -> None:
        """Another facet begins."""
        if name == "Handlingsfacet":
            self._number, self._title, self._retired = "", "", False

    def closed(self, name: str, parent: str, value: str) -> None:
        """Keep what it says of the facet."""
        if name == "Handlingsfacet":
            self._add()
        elif parent == "Handlingsfacet" and name == "HandlingsfacetNr":
            if not _NUMBER.fullmatch(value):
                raise self.error(
                    f"'{value[:20]}' er ikke en handlingsfacet.", f"'{value[:20]}' is not an action facet."
                )
            self._number = value
        elif parent == "Handlingsfacet" and name == "HandlingsfacetTitel":
            self._title = value[:LONGEST_VALUE]
        elif name == "Historisk" and "Handlingsfacet" in self.path:
            self._retired = True

    def _add(self) -> None:
        number = self._number
        if not number or not self._title:
            raise self.error(
                f"Handlingsfacetten {number or '?'} mangler nummer eller titel.",
                f"The action facet {number or '?'} has no number or no title.",
            )
        if number in self._seen:
            raise self.error(
                f"Handlingsfacetten {number} forekommer to gange.",
                f"The action facet {number} appears twice.",
            )
        self._seen.add(number)
        if not self._retired:
            self.facets[number] = self._title
