"""An edit is stored and read back as it was, and what is none is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.edit.sheet_edit import (
    COLUMN_BY_KEY,
    LONGEST_VALUE,
    MOST_CELLS,
    CellEdit,
    RowEdit,
    SheetEdit,
    UnusableEditError,
)

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
cells = st.builds(CellEdit, st.sampled_from(["B7", "E2:E10", "AA1"]), texts, st.none() | texts)
rows = st.builds(
    RowEdit,
    st.integers(1, 10_000),
    st.dictionaries(st.sampled_from(sorted(COLUMN_BY_KEY)), texts, max_size=4),
)
edits = st.builds(
    SheetEdit,
    st.lists(cells, max_size=4).map(tuple),
    st.lists(rows, max_size=4).map(tuple),
    st.lists(st.integers(1, 10_000), max_size=4).map(tuple),
)


@given(edits)
def test_an_edit_is_read_back_as_it_was(edit: SheetEdit) -> None:
    assert SheetEdit.from_json(edit.to_json()) == edit


@given(edits)
def test_the_order_in_which_changes_are_named_makes_no_other_edit(edit: SheetEdit) -> None:
    turned = SheetEdit(edit.cells[::-1], edit.rows[::-1], edit.removed[::-1])
    assert turned.canonical() == edit.canonical()


def test_another_value_makes_another_edit() -> None:
    one, other = (SheetEdit((CellEdit("B7", value),)) for value in ("66131372", "66131373"))
    assert one.canonical() != other.canonical()
    assert not one.is_empty
    assert SheetEdit().is_empty


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"cells": [{"area": "7B", "value": "x", "before": None}], "rows": [], "removed": []},
        {"cells": [{"area": "B7", "value": "\x00", "before": None}], "rows": [], "removed": []},
        {"cells": [], "rows": [{"row": 2, "values": {"secret": "x"}}], "removed": []},
        {"cells": [], "rows": [{"row": 2, "values": {"kleTitle": "x" * (LONGEST_VALUE + 1)}}], "removed": []},
        {"cells": [{"area": f"A1:B{MOST_CELLS}", "value": "x", "before": None}], "rows": [], "removed": []},
        {"cells": [], "rows": [], "removed": ["to"]},
    ],
    ids=["nothing", "no address", "no text", "no column", "too long", "too many cells", "no row"],
)
def test_what_is_no_edit_is_refused(content: dict[str, object]) -> None:
    with pytest.raises(UnusableEditError):
        SheetEdit.from_json(content)
