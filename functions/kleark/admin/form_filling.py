"""A form of a page that is ready to be sent, filled in with what somebody had typed in it before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TICKED = {"checkbox", "radio"}
_NEVER = {"hidden", "submit", "button", "image", "reset", "file", "password"}


@dataclass(frozen=True, slots=True)
class FilledForm:
    """``html``: the page. ``ticked``: whether boxes were ticked as well, or left for the person to think about anew."""

    html: str
    ticked: bool


def fill_form(html: str, action: str, fields: Mapping[str, str], apart: str = "csrf") -> FilledForm | None:
    """The page with what was typed in its form.

    Hidden fields say what the form is about, such as which revision was looked at. They stay as the page has them, and
    where one of them was another when the form was filled in, boxes and choices stay as the page has them, too: they
    were about something else.

    Args:
        html: A page of ours.
        action: Where the form leads, as it stands in the page.
        fields: What was filled in, by the fields' names.
        apart: The hidden field that is another each time.

    Returns:
        None where the page has no such form.
    """
    form = _Form(action)
    form.feed(html)
    form.close()
    if not form.found:
        return None
    same = all(fields.get(name) == value for name, value in form.hidden.items() if name != apart)
    written = "".join(_pieces(html, form, fields, same=same))
    return FilledForm(written, ticked=same or not form.has_choices)


@dataclass(frozen=True, slots=True)
class _Tag:
    """A start tag in the form. ``start``, ``end``: where it stands in the page; ``name``: of its field."""

    kind: str
    start: int
    end: int
    name: str
    attributes: Mapping[str, str | None]

    @property
    def has_choice(self) -> bool:
        return self.kind == "option" or self.attributes.get("type") in _TICKED

    def written(self, without: str, more: Mapping[str, str | None]) -> str:
        """The tag with another attribute in the place of one. None as a value: the name alone stands there."""
        attributes = {**{name: value for name, value in self.attributes.items() if name != without}, **more}
        parts = [name if value is None else f'{name}="{escape(value)}"' for name, value in attributes.items()]
        return f"<{' '.join([self.kind, *parts])}>"


class _Form(HTMLParser):
    """The start tags of the fields of all forms that lead to ``action``."""

    def __init__(self, action: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found = False
        self.hidden: dict[str, str] = {}
        self.tags: list[_Tag] = []
        self._action = action
        self._inside = False
        self._select = ""
        self._lines = [0]

    def feed(self, data: str) -> None:
        self._lines = [0, *(match.end() for match in re.finditer("\n", data))]
        super().feed(data)

    @property
    def has_choices(self) -> bool:
        return any(tag.has_choice for tag in self.tags)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "form":
            self._inside = dict(attrs).get("action") == self._action
            self.found |= self._inside
        elif self._inside and tag in {"input", "textarea", "select", "option"}:
            self._field(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False

    def _field(self, tag: str, attributes: dict[str, str | None]) -> None:
        own = attributes.get("name") or ""
        if tag == "select":
            self._select = own
        name = self._select if tag == "option" else own
        if tag == "input" and attributes.get("type") == "hidden":
            self.hidden[name] = attributes.get("value") or ""
        line, column = self.getpos()
        start = self._lines[line - 1] + column
        text = self.get_starttag_text() or ""
        self.tags.append(_Tag(tag, start, start + len(text), name, attributes))


def _pieces(html: str, form: _Form, fields: Mapping[str, str], *, same: bool) -> Iterator[str]:
    """The page in pieces, with the tags that change written anew."""
    at = 0
    for tag in form.tags:
        if tag.has_choice and not same:
            continue
        written = (_chosen if tag.has_choice else _typed)(html, tag, fields)
        if written is not None:
            yield html[at : tag.start]
            yield written
            at = tag.end if tag.kind != "textarea" else html.index("</textarea", tag.end)
    yield html[at:]


def _chosen(html: str, tag: _Tag, fields: Mapping[str, str]) -> str | None:
    """A box, a radio button or an option; None where nothing was said of it, so that it stays as it is.

    A box that was left empty is not sent at all: it is empty.
    """
    value = tag.attributes.get("value")
    if tag.kind == "option":
        if tag.name not in fields:
            return None
        # An option without a value stands for its text.
        inside = unescape(html[tag.end : html.find("<", tag.end)].strip())
        wanted = fields[tag.name] == (inside if value is None else value)
        return tag.written("selected", {"selected": None} if wanted else {})
    if tag.attributes.get("type") == "radio" and tag.name not in fields:
        return None
    wanted = fields.get(tag.name) == ("on" if value is None else value)
    return tag.written("checked", {"checked": None} if wanted else {})


def _typed(html: str, tag: _Tag, fields: Mapping[str, str]) -> str | None:
    if tag.name not in fields or tag.attributes.get("type") in _NEVER:
        return None
    if tag.kind == "textarea":
        # Browsers drop a first line that is empty.
        return f"{html[tag.start : tag.end]}\n{escape(fields[tag.name])}"
    return tag.written("value", {"value": fields[tag.name]}) if tag.kind == "input" else None
