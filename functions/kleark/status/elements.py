"""XML and HTML elements, escaped and serialised by the standard library."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, tostring

if TYPE_CHECKING:
    from typing import Literal


def element(tag: str, /, *children: Element | str | None, **attributes: str | float) -> Element:
    """An element. ``class_`` is its class, ``aria_label`` the attribute ``aria-label``; children None are left out."""
    new = Element(tag, {_name(name): _text(value) for name, value in attributes.items()})
    for child in children:
        if child is None:
            continue
        if not isinstance(child, str):
            new.append(child)
        elif len(new):
            new[-1].tail = (new[-1].tail or "") + child
        else:
            new.text = (new.text or "") + child
    return new


def serialise(root: Element, method: Literal["xml", "html"]) -> str:
    """The element as text. In HTML, the content of ``style`` is not escaped."""
    return tostring(root, encoding="unicode", method=method)


def _name(name: str) -> str:
    if name in ("viewBox", "patternUnits"):
        return name
    return name.removesuffix("_").replace("_", "-")


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"
