"""Parts, and rows that can be theirs: few values, so that they meet often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from kleark.configuration.part import Part, PartKind, define, overlap
from tests.support.row_strategies import rows

if TYPE_CHECKING:
    from kleark.configuration.row import Row

SYSTEMS = ["*", "FASIT", "KSD", "Sags-system æøå", "a#b"]
DEPARTMENTS = ["Jobcenter", "Borgerservice", "Ydelse", "Børn"]
NUMBERS = ["15", "15.20", "15.21", "15.20.00", "15.20.07", "27"]
NAMES = ["Job", "Ydelse", "Børn og unge", "Social", "By"]

rows_of_departments = st.builds(
    lambda row, department: row.__class__(**{**_fields(row), "contact_department": department}),
    rows,
    st.sampled_from([*DEPARTMENTS, "jobcenter "]),
)
configurations_of_departments = st.lists(rows_of_departments, max_size=12, unique_by=lambda row: row.key)


def _fields(row: Row) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__slots__}


def _of(kind: PartKind, values: list[str]) -> st.SearchStrategy[Part]:
    chosen = st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)
    return st.builds(define, st.sampled_from(NAMES), st.just(kind), chosen)


parts = st.one_of(
    _of(PartKind.SYSTEMS, SYSTEMS), _of(PartKind.KLE, NUMBERS), _of(PartKind.DEPARTMENTS, DEPARTMENTS)
)
pairs_of_parts = st.tuples(parts, parts).filter(lambda pair: overlap(*pair) is None)


def own_rows(part: Part, sheet: list[Row]) -> list[Row]:
    """The rows of a sheet that are the part's."""
    return [row for row in sheet if part.membership()(row)]
