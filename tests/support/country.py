"""A small status of the whole country."""

from __future__ import annotations

from kleark.inventory.indexed_cases import indexed_cases_of
from kleark.inventory.model import Line
from kleark.status.overview import InventoryFacts, LiveExposures, Overview, overview
from tests.support.obligatory import OBLIGATORY

FACTS = InventoryFacts("2025-11-03T12:00:00.000Z", 3, "0" * 64)


def country() -> Overview:
    lines = [
        Line("0461", "15.20.24", "FASIT", 1204),
        Line("0461", "27.36.08", "", 6),
        Line("0751", "15.20.24", "FASIT", 980),
        Line("0101", "15.20.24", "FASIT", 5),
    ]
    live = {
        "0461": LiveExposures(7, frozenset((number, "*") for number in OBLIGATORY[7:11])),
        "0101": LiveExposures(1, frozenset((number, "*") for number in OBLIGATORY)),
    }
    return overview(FACTS, indexed_cases_of(lines), live)
