"""Reads KL's list of action facets, the XML ``KLE-Handlingsfacetter``.

Facts about the format are from KL's schema, version 2.0 (``KLE-Handlingsfacetter-version-2-0.xsd``). Facets that are
retired or moved (``Historisk``) are left out: no new case should have one.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from xml.parsers import expat

from kleark.registers.kle_register import RegisterError

if TYPE_CHECKING:
    from typing import BinaryIO

FACETS_ROOT = "KLE-Handlingsfacetter"
_CHUNK = 64 * 1024
_LONGEST_VALUE = 1_000
_DEEPEST = 100
_MOST_FACETS = 2_600
"""A letter and two digits: there cannot be more."""
_NUMBER = re.compile("[A-ZÆØÅ][0-9]{2}")


def read_facets(stream: BinaryIO) -> dict[str, str]:
    """The titles of the facets in use, by their numbers.

    Raises RegisterError, which names the line, for anything but a whole and coherent ``KLE-Handlingsfacetter``.
    """
    reader = _Reader()
    try:
        while chunk := stream.read(_CHUNK):
            reader.parser.Parse(chunk, False)
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise RegisterError(
            f"Filen er ikke hel og gyldig XML (linje {error.lineno}). Hent KLE-Handlingsfacetter igen fra KL.",
            f"The file is not whole and valid XML (line {error.lineno}). Fetch KLE-Handlingsfacetter again.",
        ) from error
    except (LookupError, ValueError) as error:
        # Expat asks Python for encodings it does not know itself.
        raise RegisterError(
            "Filen har en tegnkodning, som ikke kan læses. KL's KLE-Handlingsfacetter er UTF-8.",
            "The file has a character encoding that cannot be read. KL's KLE-Handlingsfacetter is UTF-8.",
        ) from error
    if not reader.facets:
        raise RegisterError(
            "Der er ingen handlingsfacetter i filen.", "There are no action facets in the file."
        )
    return reader.facets


class _Reader:
    """What has been seen so far of the document: the elements that are open, and what the facet at hand says."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.facets: dict[str, str] = {}
        self._path: list[str] = []
        self._text = ""
        self._number = ""
        self._title = ""
        self._retired = False
        self._seen: set[str] = set()

    def _doctype(self, *_: object) -> None:
        raise self._error(
            "Filen har en DOCTYPE, og den kan skjule skadeligt indhold. KL's liste har ingen.",
            "The file has a DOCTYPE, which can hide harmful content. KL's list has none.",
        )

    def _start(self, qualified_name: str, _: object) -> None:
        name = qualified_name.rpartition(" ")[2]
        if not self._path and name != FACETS_ROOT:
            raise self._error(
                f"Filens rodelement er '{name[:40]}', men skal være '{FACETS_ROOT}'.",
                f"The root element of the file is '{name[:40]}', but must be '{FACETS_ROOT}'.",
            )
        self._path.append(name)
        if len(self._path) > _DEEPEST:
            raise self._error("Elementerne ligger for dybt i hinanden.", "The elements are nested too deep.")
        self._text = ""
        if name == "Handlingsfacet":
            self._number, self._title, self._retired = "", "", False

    def _characters(self, text: str) -> None:
        if len(self._text) <= _LONGEST_VALUE:
            self._text += text

    def _end(self, _: str) -> None:
        name = self._path.pop()
        parent = self._path[-1] if self._path else ""
        value, self._text = " ".join(unicodedata.normalize("NFC", self._text).split()), ""
        if name == "Handlingsfacet":
            self._add()
        elif parent == "Handlingsfacet" and name == "HandlingsfacetNr":
            if not _NUMBER.fullmatch(value):
                raise self._error(
                    f"'{value[:20]}' er ikke en handlingsfacet.", f"'{value[:20]}' is not an action facet."
                )
            self._number = value
        elif parent == "Handlingsfacet" and name == "HandlingsfacetTitel":
            self._title = value[:_LONGEST_VALUE]
        elif name == "Historisk" and "Handlingsfacet" in self._path:
            self._retired = True

    def _add(self) -> None:
        number = self._number
        if not number or not self._title:
            raise self._error(
                f"Handlingsfacetten {number or '?'} mangler nummer eller titel.",
                f"The action facet {number or '?'} has no number or no title.",
            )
        if number in self._seen or len(self._seen) >= _MOST_FACETS:
            raise self._error(
                f"Handlingsfacetten {number} forekommer to gange.",
                f"The action facet {number} appears twice.",
            )
        self._seen.add(number)
        if not self._retired:
            self.facets[number] = self._title

    def _error(self, message_da: str, message_en: str) -> RegisterError:
        line = self.parser.CurrentLineNumber
        return RegisterError(f"Linje {line}: {message_da}", f"Line {line}: {message_en}")
