"""An XML document of KL's, read as a stream in constant memory: what is the same of each, and refused of any.

Elements are told by their local names and places, whether they have a namespace or not.
"""

from __future__ import annotations

import unicodedata
from xml.parsers import expat

from kleark.registers.kle_register import RegisterError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO, ClassVar

LONGEST_VALUE = 1_000
"""Characters of a text that are kept for certain; of a longer one, some more, so that it is seen to be longer."""

_CHUNK = 64 * 1024
_DEEPEST = 100


class KlDocument:
    """What has been seen so far of a document: the elements that are open, and the text of the one at hand.

    Attributes:
        root: The name of the root element, which is KL's name of the document.
        passed_over: Elements that are of no interest, nor is anything below them.
        path: The local names of the elements that are open, from the root on.
    """

    root: ClassVar[str]
    passed_over: ClassVar[frozenset[str]] = frozenset()

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype
        self.path: list[str] = []
        self._text = ""
        self._passing_over: int | None = None

    def read(self, stream: BinaryIO) -> None:
        """Read all of it. Raises RegisterError, which names the line, for anything but such a document."""
        root = self.root
        try:
            while chunk := stream.read(_CHUNK):
                self._parser.Parse(chunk, False)
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise RegisterError(
                f"Filen er ikke hel og gyldig XML (linje {error.lineno}). Hent {root} igen fra KL.",
                f"The file is not whole and valid XML (line {error.lineno}). Fetch {root} from KL again.",
            ) from error
        except (LookupError, ValueError) as error:
            # Expat asks Python for encodings it does not know itself.
            raise RegisterError(
                f"Filen har en tegnkodning, som ikke kan læses. KL's {root} er UTF-8.",
                f"The file has a character encoding that cannot be read. KL's {root} is UTF-8.",
            ) from error

    def opened(self, name: str) -> None:
        """An element begins; it is the last of the path."""

    def closed(self, name: str, parent: str, value: str) -> None:
        """An element has ended. ``value``: its text, see `LONGEST_VALUE`, its blanks made one."""

    def error(self, message_da: str, message_en: str) -> RegisterError:
        """A refusal that names the line."""
        line = self._parser.CurrentLineNumber
        return RegisterError(f"Linje {line}: {message_da}", f"Line {line}: {message_en}")

    def _doctype(self, *_: object) -> None:
        raise self.error(
            f"Filen har en DOCTYPE, og den kan skjule skadeligt indhold. KL's {self.root} har ingen.",
            f"The file has a DOCTYPE, which can hide harmful content. KL's {self.root} has none.",
        )

    def _start(self, qualified_name: str, _: object) -> None:
        name = qualified_name.rpartition(" ")[2]
        if not self.path and name != self.root:
            raise self.error(
                f"Filens rodelement er '{name[:40]}', men skal være '{self.root}'.",
                f"The root element of the file is '{name[:40]}', but must be '{self.root}'.",
            )
        self.path.append(name)
        if len(self.path) > _DEEPEST:
            raise self.error("Elementerne ligger for dybt i hinanden.", "The elements are nested too deep.")
        if self._passing_over is None and name in self.passed_over:
            self._passing_over = len(self.path)
        self._text = ""
        if self._passing_over is None:
            self.opened(name)

    def _characters(self, text: str) -> None:
        if self._passing_over is None and len(self._text) <= LONGEST_VALUE:
            self._text += text

    def _end(self, _: str) -> None:
        depth, name = len(self.path), self.path.pop()
        if self._passing_over is not None:
            if depth == self._passing_over:
                self._passing_over = None
            return
        value, self._text = " ".join(unicodedata.normalize("NFC", self._text).split()), ""
        self.closed(name, self.path[-1] if self.path else "", value)
