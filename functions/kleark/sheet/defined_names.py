"""What the names mean that a workbook defines, for formulas that refer to them."""

from __future__ import annotations

from kleark.sheet import limits
from kleark.sheet.xml import feed, guarded_parser, local_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kleark.sheet.xml import Attributes

# Names are followed for a few dates; a workbook with more of them than this has them from a program.
_MOST_NAMES = 2_000


def defined_names(pieces: Iterable[bytes], part: str) -> dict[str, str]:
    """The formulas of the workbook part's names, shortened, by name in lower case; of the first ones."""
    found: dict[str, str] = {}
    text: list[str] = []
    parser = guarded_parser()
    parser.buffer_text = True

    def start(name: str, attributes: Attributes) -> None:
        if local_name(name) != "definedName":
            return
        if len(found) >= _MOST_NAMES:
            parser.StartElementHandler = None
            return
        text.clear()
        label = attributes.get("name", "").casefold()
        parser.CharacterDataHandler = text.append

        def end(_: str) -> None:
            parser.CharacterDataHandler = parser.EndElementHandler = None
            if label:
                found.setdefault(label, "".join(text)[: limits.FORMULA_CHARACTERS])

        parser.EndElementHandler = end

    parser.StartElementHandler = start
    feed(parser, pieces, part)
    return found
