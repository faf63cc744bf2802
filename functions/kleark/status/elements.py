"""Elements of a document, escaped and written by the standard library."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, tostring

if TYPE_CHECKING:
    from typing import Literal


def element(tag: str, /, *children: Element | str | None, **attributes: str | float) -> Element:
    """An element. ``class_`` is its class, and ``aria_label`` the attribute ``aria-label``. None is left out."""
    made = Element(tag, {_name(name): _text(value) for name, value in attributes.items()})
    for child in children:
        if child is None:
            continue
        if not isinstance(child, str):
            made.append(child)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + child
        else:
            made.text = (made.text or "") + child
    return made


def serialise(root: Element, method: Literal["xml", "html"]) -> str:
    """The element as text. In HTML the content of ``style`` is written as it is."""
    return tostring(root, encoding="unicode", method=method)


def _name(name: str) -> str:
    if name in ("viewBox", "patternUnits"):
        return name
    return name.removesuffix("_").replace("_", "-")


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"
