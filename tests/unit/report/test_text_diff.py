"""Two texts side by side, with their differences marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.report import text_diff


@pytest.mark.parametrize(
    ("found", "meant", "left", "right"),
    [
        ("15.27.26", "15.17.26", "15.[2]7.26", "15.[1]7.26"),
        ("http://odense.dk/", "https://odense.dk/", "http://odense.dk/", "http[s]://odense.dk/"),
        (
            "http://odense.dk/bor…",
            "https://odense.dk/borger/job",
            "http://odense.dk/bor…",
            "http[s]://odense.dk/borger/job",
        ),
        ("Flexjob", "Uddannelseshjælp", "Flexjob", "Uddannelseshjælp"),
        ("15-20-2O", "15.62.10", "15-20-2O", "15.62.10"),
        ("ens", "ens", "ens", "ens"),
    ],
)
def test_what_differs_is_marked_where_that_helps(found: str, meant: str, left: str, right: str) -> None:
    def told(pieces: tuple[text_diff.Piece, ...]) -> str:
        return "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in pieces)

    assert tuple(map(told, text_diff.difference(found, meant))) == (left, right)


@given(st.text(max_size=90), st.text(max_size=90))
def test_marking_a_difference_changes_neither_text(found: str, meant: str) -> None:
    left, right = text_diff.difference(found, meant)
    assert "".join(piece.text for piece in left) == found
    assert "".join(piece.text for piece in right) == meant
