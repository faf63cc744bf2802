"""The excerpt's JSON and its schema say the same, and nothing is lost on the way."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.check import check_with_excerpt
from kleark.registers.municipalities import municipality
from kleark.report.excerpt import MOST_ROWS, Excerpt, ExcerptColumn, ExcerptRow, RowTopic
from kleark.report.html_view import page
from kleark.report.model import Report
from tests.support.excerpt_schema import violations
from tests.support.reports import TODAY
from tests.support.sheet_builder import Sheet, row, written

SHEETS = sorted((Path(__file__).parents[3] / "sample_sheets").rglob("*.xlsx"))

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
row_numbers = st.integers(1, 1_048_576)


@st.composite
def excerpts(draw: st.DrawFn) -> Excerpt:
    letters = draw(st.lists(st.sampled_from(["A", "B", "Z", "AA", "XFD"]), max_size=4, unique=True))
    cells = st.tuples(*(texts for _ in letters))
    return Excerpt(
        header_row=draw(row_numbers),
        columns=tuple(ExcerptColumn(one, draw(texts)) for one in letters),
        rows=tuple(draw(st.lists(st.builds(ExcerptRow, row_numbers, cells), max_size=4))),
        topics=draw(st.dictionaries(row_numbers, st.builds(RowTopic, texts, texts), max_size=4)),
        left_out=draw(st.integers(0, 9_999)),
    )


@given(excerpts())
def test_an_excerpt_comes_back_from_its_json(excerpt: Excerpt) -> None:
    data = json.loads(json.dumps(excerpt.to_json()))
    assert violations(data) == []
    assert Excerpt.from_json(data) == excerpt


@cache
def checked(path: Path) -> tuple[Report, Excerpt | None]:
    """Each sheet is read once, since its reader is a process of its own."""
    return check_with_excerpt(path.read_bytes(), path.name, municipality("0461"), today=TODAY)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_what_is_shown_of_a_sheet_is_the_same_before_and_after_it_was_stored(path: Path) -> None:
    report, excerpt = checked(path)
    if excerpt is None:
        return
    data = json.loads(json.dumps(excerpt.to_json()))
    assert violations(data) == []
    stored = Report.from_json(json.loads(json.dumps(report.to_json()))), Excerpt.from_json(data)
    assert page(*stored, "da", None) == page(report, excerpt, "da", None)


def test_the_sheets_are_there_and_some_have_excerpts() -> None:
    readable = [path for path in SHEETS if checked(path)[1]]
    assert len(readable) > 20


def test_a_long_sheet_s_excerpt_is_as_the_schema_bounds_it() -> None:
    wrong = [row(sourceSystem=f"System {number}", contactPhone="1") for number in range(MOST_ROWS + 9)]
    _, excerpt = check_with_excerpt(written(Sheet(wrong)), "ark.xlsx", today=TODAY)
    assert excerpt is not None
    data = excerpt.to_json()
    assert violations(data) == []
    assert (len(data["rows"]), data["leftOut"], len(data["topics"])) == (MOST_ROWS, 9, MOST_ROWS + 9)
    assert violations(data | {"rows": data["rows"] * 2})


def test_no_cpr_number_reaches_the_stored_excerpt() -> None:
    _, excerpt = check_with_excerpt(
        written(Sheet([row(contactDepartment="Anne 010190-1234"), row(sourceSystem="KSD 0101901234")])),
        "ark.xlsx",
        today=TODAY,
    )
    assert excerpt is not None
    told = json.dumps(excerpt.to_json())
    assert "010190" not in told
    assert "******-****" in told


EXAMPLE: Any = Excerpt(
    2,
    (ExcerptColumn("A", "KLE-nr."),),
    (ExcerptRow(3, ("15.20.24",)),),
    {3: RowTopic("15.20.24", "Fleksjob")},
    1,
).to_json()


def within(name: str, broken: Any) -> Any:
    """The example with something broken: the whole of it, or the one thing in a list of its."""
    return EXAMPLE | {name: [broken]} if name else broken


@pytest.mark.parametrize("name", ["", "columns", "rows", "topics"])
def test_a_field_that_is_missing_unknown_or_null_breaks_the_schema(name: str) -> None:
    part = EXAMPLE[name][0] if name else EXAMPLE
    assert violations(within(name, part)) == []
    for field in part:
        assert violations(within(name, {k: v for k, v in part.items() if k != field})), field
        assert violations(within(name, part | {field: None})), field
    assert violations(within(name, part | {"andet": 1}))


@pytest.mark.parametrize(
    "broken",
    [
        {"headerRow": 0},
        {"headerRow": 1_048_577},
        {"leftOut": -1},
        {"schemaVersion": "2.0"},
        {"columns": [{"letters": "a", "name": ""}]},
        {"columns": [{"letters": "A\n", "name": ""}]},
        {"rows": [{"row": 1, "cells": [7]}]},
    ],
)
def test_what_no_excerpt_holds_breaks_the_schema(broken: dict[str, Any]) -> None:
    assert violations(EXAMPLE | broken)
