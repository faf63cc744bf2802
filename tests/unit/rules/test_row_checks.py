"""From the cells of a row to what is published of it."""

from __future__ import annotations

from tests.support.cell_cases import published


def test_all_systems_are_published_as_a_star() -> None:
    assert {published("sourceSystem", name) for name in ("*", "Alle", "alle ", "ALLE FAGSYSTEMER")} == {"*"}
