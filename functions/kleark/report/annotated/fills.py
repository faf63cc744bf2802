"""The fills by which annotated cells are seen and later recognised, and the formats that have them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kleark.ooxml.markup import Splice, apply_splices, tag_at, walk, with_attributes

if TYPE_CHECKING:
    from kleark.ooxml.markup import Attributes
    from kleark.ooxml.parts import Parts
    from kleark.ooxml.styles import Styles
    from kleark.report.model import FindingKind

LIGHT: dict[FindingKind, str] = {
    "error": "FFFFC9C4",
    "warning": "FFFFE9A8",
    "repaired": "FFCFEDC9",
    "info": "FFD5E6FA",
}
"""For dark text. Black on each of them has a contrast of at least 13:1."""
DARK: dict[FindingKind, str] = {
    "error": "FF9B1410",
    "warning": "FF7A5200",
    "repaired": "FF1E6023",
    "info": "FF1B4E8A",
}
"""For white text, with a contrast of at least 6:1."""
_OURS = re.compile(
    "|".join(rf'rgb="{colour}"' for colour in (*LIGHT.values(), *DARK.values())).encode(), re.IGNORECASE
)
_FOREGROUND = re.compile(rb"<(?:[A-Za-z0-9_]+:)?fgColor\b([^>]*?)/?>")
_BACKGROUND = re.compile(rb"<(?:[A-Za-z0-9_]+:)?bgColor\b([^>]*?)/?>")
_SOLID = re.compile(rb"""patternType\s*=\s*["']solid["']""")
_COLOUR = re.compile(rb"<(?:[A-Za-z0-9_]+:)?color\b([^>]*?)/?>")
_RGB = re.compile(rb"""rgb\s*=\s*["'](?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})["']""")
_WHITE = re.compile(rb"""(?:theme\s*=\s*["']0["']|indexed\s*=\s*["'](?:1|9)["'])""")
_NONE = b' indexed="64"'


def format_with_mark(styles: Styles, index: int, kind: FindingKind) -> int:
    """The index of a format equal to format ``index`` but for its fill, which is that of ``kind``.

    A solid fill's background colour is never shown, so it stores the colour that the cell had before.
    """
    base = styles.format(index)
    font = base.number("fontId")
    light_text = font < len(styles.fonts) and _is_light(styles.fonts[font])
    colour = (DARK if light_text else LIGHT)[kind]
    fill = base.number("fillId")
    before = _NONE
    if fill < len(styles.fills) and _SOLID.search(styles.fills[fill]):
        foreground = _FOREGROUND.search(styles.fills[fill])
        before = foreground[1].rstrip() if foreground else _NONE
    inside = (
        f'<patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor{before.decode()}/></patternFill>'
    )
    return styles.derive(index, {"fillId": str(styles.fill(inside)), "applyFill": "1"})


def remove_fills(parts: Parts, sheets: list[str], styles: Styles) -> None:
    """Give marked cells the fill back that they had before, as far as it was stored."""
    ours = {at for at, fill in enumerate(styles.fills) if _OURS.search(fill)}
    replacements = {
        at: _format_without_mark(styles, at, one.number("fillId"))
        for at, one in enumerate(list(styles.formats))
        if one.number("fillId") in ours
    }
    if replacements:
        for sheet in sheets:
            _replace_formats(parts, sheet, replacements)


def _format_without_mark(styles: Styles, index: int, fill: int) -> int:
    background = _BACKGROUND.search(styles.fills[fill])
    before = background[1].rstrip() if background else _NONE
    if before == _NONE or b"indexed" in before or not before.strip():
        return styles.derive(index, {"fillId": "0", "applyFill": None})
    inside = (
        f'<patternFill patternType="solid"><fgColor{before.decode()}/><bgColor indexed="64"/></patternFill>'
    )
    return styles.derive(index, {"fillId": str(styles.fill(inside))})


def _replace_formats(parts: Parts, sheet: str, formats: dict[int, int]) -> None:
    content = parts.read(sheet)
    splices: list[Splice] = []

    def start(local: str, attributes: Attributes, offset: int) -> None:
        name = {"c": "s", "row": "s", "col": "style"}.get(local)
        number = attributes.get(name, "") if name else ""
        if number.isdigit() and int(number) in formats:
            tag = tag_at(content, offset)
            replacement = with_attributes(tag.raw, {name or "": str(formats[int(number)])})
            splices.append(Splice(offset, tag.end, replacement))

    walk(content, sheet, start)
    if splices:
        parts.write(sheet, apply_splices(content, splices))


def _is_light(font: bytes) -> bool:
    """Whether text in this font is so light that it needs a dark fill. Theme tints are not considered."""
    colour = _COLOUR.search(font)
    if colour is None:
        return False
    if rgb := _RGB.search(colour[1]):
        red, green, blue = bytes.fromhex(rgb[1].decode())
        return red * 299 + green * 587 + blue * 114 > 150_000
    return bool(_WHITE.search(colour[1]))
