"""A form filled in with what somebody had typed before: everything, nothing else, and as it was."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.admin.form_filling import fill_form

ACTION = "/kle/styring/laas"


def page(inside: str, action: str = ACTION) -> str:
    other = '<form action="/kle/andet"><input type="text" name="note" value="andet"></form>'
    return f'<main>\n{other}\n<form method="post" action="{action}">\n{inside}\n</form>\n{other}</main>'


def filled(inside: str, fields: dict[str, str]) -> str:
    form = fill_form(page(inside), ACTION, fields)
    assert form is not None
    return form.html


class Sent(HTMLParser):
    """What a browser would send of the form that leads to `ACTION`."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.fields: dict[str, str] = {}
        self._inside = False
        self._area = ""
        self._select = ""
        self._option: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        its = dict(attrs)
        if tag == "form":
            self._inside = its.get("action") == ACTION
        if not self._inside:
            return
        name = its.get("name") or ""
        if tag == "textarea":
            self._area = name
            self.fields[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in its:
            self._option = self._select if its.get("value") is None else None
            self.fields[self._select] = its.get("value") or ""
        elif tag == "input" and (its.get("type") not in {"checkbox", "radio"} or "checked" in its):
            self.fields[name] = its.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.fields[self._area] = self.fields[self._area].removeprefix("\n")
            self._area = ""
        self._option = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data
        elif self._option:
            self.fields[self._option] += data


FIELDS = """
<input type="hidden" name="csrf" value="ny">
<input type="hidden" name="forventet" value="4">
<label>Hvorfor? <input class="form-input" type="text" name="note" value="" required></label>
<textarea name="langt">før</textarea>
<input type="checkbox" name="bekraeft" value="ja" required>
<input type="radio" name="hvornaar" value="nu" checked>
<input type="radio" name="hvornaar" value="senere">
<select name="hvem"><option value="">Alle</option><option selected>Anne &amp; Bo</option><option>Carl</option></select>
"""
WORDS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=60)


@given(
    note=WORDS,
    long=WORDS,
    ticked=st.booleans(),
    later=st.booleans(),
    who=st.sampled_from(["", "Anne & Bo", "Carl"]),
)
def test_what_was_typed_is_what_would_be_sent(
    note: str, long: str, ticked: bool, later: bool, who: str
) -> None:
    typed = {
        "note": note,
        "langt": long,
        "hvornaar": "senere" if later else "nu",
        "hvem": who,
        **({"bekraeft": "ja"} if ticked else {}),
    }
    form = fill_form(page(FIELDS), ACTION, {"csrf": "gammel", "forventet": "4", **typed})
    assert form is not None
    assert form.ticked
    assert Sent(form.html).fields == {"csrf": "ny", "forventet": "4", **typed}


@given(note=WORDS)
def test_nothing_typed_becomes_markup_or_leaves_its_form(note: str) -> None:
    written = filled('<input type="text" name="note" value="x">', {"note": note})
    assert written == page(f'<input type="text" name="note" value="{escape(note)}">')


def test_boxes_about_something_else_stay_as_they_are() -> None:
    form = fill_form(
        page(FIELDS), ACTION, {"forventet": "3", "note": "fordi", "bekraeft": "ja", "hvornaar": "senere"}
    )
    assert form is not None
    assert not form.ticked
    sent = Sent(form.html).fields
    assert (sent["note"], sent["hvornaar"], sent["forventet"]) == ("fordi", "nu", "4")
    assert "bekraeft" not in sent


def test_a_form_without_boxes_is_filled_whatever_it_is_about() -> None:
    form = fill_form(
        page('<input type="hidden" name="plan" value="2"><input name="note">'),
        ACTION,
        {"plan": "1", "note": "x"},
    )
    assert form is not None
    assert form.ticked
    assert Sent(form.html).fields == {"plan": "2", "note": "x"}


def test_what_the_form_does_not_ask_for_is_left_out() -> None:
    written = filled('<input type="text" name="note" value="">', {"note": "fordi", "rolle": "approver"})
    assert "approver" not in written


@pytest.mark.parametrize("kind", ["hidden", "submit", "file", "password"])
def test_what_a_person_does_not_type_stays(kind: str) -> None:
    inside = f'<input type="{kind}" name="x" value="sidens egen">'
    assert filled(inside, {"x": "en andens"}) == page(inside)


def test_a_page_without_the_form_is_told() -> None:
    assert fill_form(page(FIELDS, "/kle/andet-sted"), ACTION, {"note": "x"}) is None
