"""The cell formats of a workbook under which Excel may show something else than what stands in the cell.

Most workbooks have none, so most cells need no look. What a number format makes of a value is worked out later, and
only for those that are not plain.
"""

from __future__ import annotations

from kleark.sheet.xml import feed, guarded_parser, is_true, local_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    from kleark.sheet.xml import Attributes

    # Red, green and blue; or a colour of the theme with its tint, which only equals itself.
    Colour: TypeAlias = tuple[int, int, int] | tuple[str, str]

# Excel takes 65,490 formats; what a styles part holds beyond this, no program shows.
_MOST_ELEMENTS = 400_000
_CONTAINERS = frozenset(
    ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles")
) | {"indexedColors", "extLst"}
# Of Excel's own formats, those that show a number or a date otherwise than it is read.
_BUILT_IN = {
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
}
_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)
_INDEXED = {0: _BLACK, 1: _WHITE, 8: _BLACK, 9: _WHITE, 64: _BLACK, 65: _WHITE}
# Two colours no further apart than this look the same, red, green and blue each of 255.
_SAME = 13
_TINY_POINTS = 2
_PLAIN = frozenset("0#?.,@ -/:()")
_MOST_CHARACTERS = 255
# Dates and times as Windows is set; what follows is shown where it says nothing.
_OF_THE_SYSTEM = ("[$-F800]", "[$-x-sysdate]")


class CellFormat:
    """``struck``: in a font that is struck through. ``unseen``: in the ground's colour, or too small to be read.

    ``code``: the number format, unless it is plain. ``on_white``: on a white ground.
    """

    __slots__ = ("code", "on_white", "struck", "unseen")

    def __init__(self, struck: bool, unseen: bool, code: str | None, on_white: bool) -> None:
        self.struck = struck
        self.unseen = unseen
        self.code = code
        self.on_white = on_white


def misleading_formats(pieces: Iterable[bytes], part: str) -> tuple[dict[str, CellFormat], frozenset[str]]:
    """By index, as cells refer to them, the formats that may show something else; and the indexes of those by which
    conditions strike through or hide. Raises UnreadableFile.
    """
    styles = _Styles()
    parser = guarded_parser()

    def start(name: str, attributes: Attributes) -> None:
        styles.start(local_name(name), attributes)
        if styles.elements > _MOST_ELEMENTS:
            parser.StartElementHandler = None

    parser.StartElementHandler = start
    feed(parser, pieces, part)
    return styles.misleading(), styles.hiding()


class _Styles:
    """What a styles part says, as far as it bears on what is seen. A class, since expat calls back."""

    def __init__(self) -> None:
        self.elements = 0
        self.inside = ""
        self.codes: dict[str, str] = {}
        self.fonts: list[_Font] = []
        self.fills: list[_Fill] = []
        self.formats: list[tuple[str, str, str]] = []
        self.palette: list[Attributes] = []
        self.conditional: list[_Conditional] = []

    def start(self, local: str, attributes: Attributes) -> None:
        self.elements += 1
        if local in _CONTAINERS:
            self.inside = local
        elif self.inside == "cellXfs":
            if local == "xf":
                of = attributes.get
                self.formats.append((of("numFmtId", "0"), of("fontId", "0"), of("fillId", "0")))
        elif self.inside == "fonts":
            self.start_in_font(local, attributes)
        elif self.inside == "fills":
            self.start_in_fill(local, attributes)
        elif self.inside == "numFmts":
            if local == "numFmt":
                self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif self.inside == "dxfs":
            self.start_in_conditional(local, attributes)
        elif self.inside == "indexedColors":
            self.palette.append(attributes)

    def start_in_font(self, local: str, attributes: Attributes) -> None:
        if local == "font":
            self.fonts.append(_Font())
        elif not self.fonts:
            return
        elif local == "strike":
            self.fonts[-1].struck = is_true(attributes.get("val", "1"))
        elif local == "color":
            self.fonts[-1].colour = attributes
        elif local == "sz":
            self.fonts[-1].size = attributes.get("val", "")

    def start_in_fill(self, local: str, attributes: Attributes) -> None:
        if local == "fill":
            self.fills.append(_Fill())
        elif local == "patternFill" and self.fills:
            self.fills[-1].pattern = attributes.get("patternType", "none")
        elif local == "gradientFill" and self.fills:
            self.fills[-1].pattern = local
        elif local == "fgColor" and self.fills:
            self.fills[-1].colour = attributes

    def start_in_conditional(self, local: str, attributes: Attributes) -> None:
        if local == "dxf":
            self.conditional.append(_Conditional())
        elif self.conditional:
            self.conditional[-1].start(local, attributes)

    def hiding(self) -> frozenset[str]:
        """The formats by which conditions strike cells through, or show nothing of them."""
        return frozenset(
            str(at)
            for at, one in enumerate(self.conditional)
            if one.struck
            or (one.code and not one.code.strip(';" '))
            or (one.ink and _look_alike(self.colour(one.ink, None), self.colour(one.ground, _WHITE)))
        )

    def misleading(self) -> dict[str, CellFormat]:
        codes = {number: code for number, code in self.codes.items() if not is_plain(code)}
        codes |= {str(number): code for number, code in _BUILT_IN.items() if str(number) not in self.codes}
        inks = [self.colour(font.colour, _BLACK) for font in self.fonts]
        grounds = [self.ground(fill) for fill in self.fills]
        found: dict[str, CellFormat] = {}
        for at, (number, font_id, fill_id) in enumerate(self.formats):
            font, fill = _position(font_id, len(self.fonts)), _position(fill_id, len(self.fills))
            ground = _WHITE if fill < 0 else grounds[fill]
            struck = font >= 0 and self.fonts[font].struck
            unseen = font >= 0 and (_is_tiny(self.fonts[font].size) or _look_alike(inks[font], ground))
            code = codes.get(number)
            if struck or unseen or code is not None:
                found[str(at)] = CellFormat(
                    struck,
                    unseen,
                    None if code is None else code[:_MOST_CHARACTERS],
                    _look_alike(_WHITE, ground),
                )
        return found

    def ground(self, fill: _Fill) -> Colour | None:
        """The colour behind a cell; None where it is a pattern, or not known."""
        if fill.pattern == "none":
            return _WHITE
        return self.colour(fill.colour, None) if fill.pattern == "solid" else None

    def colour(self, attributes: Attributes | None, default: Colour | None) -> Colour | None:
        """A colour as it is seen; ``default`` where it is left to the program."""
        if attributes is None or is_true(attributes.get("auto")):
            return default
        if "rgb" in attributes:
            return _rgb(attributes["rgb"])
        if "indexed" in attributes:
            number = _number(attributes["indexed"])
            if 0 <= number < len(self.palette):
                return _rgb(self.palette[number].get("rgb", ""))
            return _INDEXED.get(number, ("indexed", attributes["indexed"]))
        theme, tint = attributes.get("theme", ""), attributes.get("tint", "0")
        if theme in ("0", "1"):
            return _tinted(_WHITE if theme == "0" else _BLACK, tint)
        return (theme, tint) if theme else default


class _Font:
    __slots__ = ("colour", "size", "struck")

    def __init__(self) -> None:
        self.struck = False
        self.colour: Attributes | None = None
        self.size = ""


class _Fill:
    __slots__ = ("colour", "pattern")

    def __init__(self) -> None:
        self.pattern = "none"
        self.colour: Attributes | None = None


class _Conditional:
    """What a condition changes of a cell's look."""

    __slots__ = ("code", "ground", "ink", "inside", "struck")

    def __init__(self) -> None:
        self.inside = ""
        self.struck = False
        self.code = ""
        self.ink: Attributes | None = None
        self.ground: Attributes | None = None

    def start(self, local: str, attributes: Attributes) -> None:
        if local in ("font", "fill", "border"):
            self.inside = local
        elif local == "numFmt":
            self.code = attributes.get("formatCode", "")
        elif self.inside == "font":
            if local == "strike":
                self.struck = is_true(attributes.get("val", "1"))
            elif local == "color":
                self.ink = attributes
        elif self.inside == "fill" and (local == "bgColor" or (local == "fgColor" and self.ground is None)):
            # A condition's plain fill has its colour where a cell's has that of the pattern's ground.
            self.ground = attributes


def is_plain(code: str) -> bool:
    """Whether a number format shows digits and whole dates in the order and number in which they stand."""
    if code.startswith(_OF_THE_SYSTEM):
        return True
    bare = _placeholders(code.removesuffix(";@"))
    if not bare or bare == "general":
        return code.casefold() == "general"
    tokens = bare.replace("am/pm", "").replace("a/p", "")
    dates = "".join(character for character in tokens if character not in _PLAIN)
    if dates:
        return set(dates) <= set("dmyhs") and _is_whole_date(tokens)
    # A comma that no digit follows divides by a thousand.
    divides = any(
        one == "," and tokens[at : at + 1] not in ("0", "#", "?") for at, one in enumerate(tokens, 1)
    )
    return any(mark in tokens for mark in "0#?@") and not divides


def _placeholders(code: str) -> str | None:
    """A format without what stands between its placeholders; None where that may be taken for a part of the value."""
    rest, position = [], 0
    while position < len(code):
        character = code[position]
        following = code[position + 1 : position + 2]
        if character == '"':
            end = code.find('"', position + 1)
            if end < 0 or any(one.isalnum() or one == "+" for one in code[position:end]):
                return None
            position = end
        elif character in {"\\", "_"}:
            if character == "\\" and (following.isdigit() or following == "+"):
                return None
            position += 1
        elif character == "[":
            end = code.find("]", position)
            if end < 0 or not code.startswith("[$-", position):
                return None
            position = end
        else:
            rest.append(character)
        position += 1
    return "".join(rest).casefold()


def _is_whole_date(tokens: str) -> bool:
    """Whether day, month and year are shown, and the day not behind a month in digits unless the year comes first."""
    day = tokens.replace("dddd", "").replace("ddd", "")
    places = day.find("d"), day.find("m"), day.find("y")
    if min(places) < 0:
        return False
    return places[0] < places[1] or places[2] < places[1] or "mmm" in day


def _look_alike(one: Colour | None, other: Colour | None) -> bool:
    if one is None or other is None:
        return False
    if isinstance(one[0], int) and isinstance(other[0], int):
        return all(abs(int(a) - int(b)) <= _SAME for a, b in zip(one, other, strict=True))
    return one == other


def _rgb(text: str) -> Colour | None:
    try:
        number = int(text[-6:], 16)
    except ValueError:
        return None
    return number >> 16, number >> 8 & 255, number & 255


def _tinted(colour: tuple[int, int, int], tint: str) -> Colour:
    """Towards white where the tint is above 0, towards black below it."""
    try:
        share = max(-1.0, min(1.0, float(tint)))
    except ValueError:
        share = 0.0
    red, green, blue = (
        round(one * (1 + share) if share < 0 else one + (255 - one) * share) for one in colour
    )
    return red, green, blue


def _is_tiny(size: str) -> bool:
    try:
        return float(size) <= _TINY_POINTS
    except ValueError:
        return False


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else -1


def _position(text: str, count: int) -> int:
    """A reference into a list of so many; -1 where it leads nowhere."""
    number = _number(text)
    return number if number < count else -1
