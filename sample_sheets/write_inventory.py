"""Writes an inventory of the indexes with made-up counts, as CSV and as a workbook, and the map that README shows.

Run it from the repository's root: ``python -m sample_sheets.write_inventory [folder picture]``. Which municipality
has which status is made up, too: only how many have each is as on KOMBIT's map.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from kleark.inventory.indexed_cases import indexed_cases_of
from kleark.inventory.model import Inventory, Line, inventory_of
from kleark.registers.kle_register import embedded
from kleark.registers.municipalities import municipalities, municipality
from kleark.registers.obligatory import obligatory_numbers
from kleark.status.overview import InventoryFacts, LiveExposures, Overview, Status, overview
from kleark.status.svg import status_svg
from sample_sheets.inventory_rows import HEADERS, as_csv
from sample_sheets.small_workbook import Tab, Value, workbook

OBLIGATORY = obligatory_numbers()

FOLDER = Path(__file__).parent
PICTURE = FOLDER.parent / "docs" / "images" / "status.svg"
COUNTS = {
    Status.NO_DATA: 15,
    Status.DATA_NOT_EXPOSED: 26,
    Status.SOME_EXPOSED: 12,
    Status.ALL_OBLIGATORY_EXPOSED: 45,
}
"""How many municipalities have each status on KOMBIT's map."""
SYSTEMS = {"15.17.06": "KSD"}
"""Where not from FASIT."""
NOTE = "Opdigtet eksempel: Felterne siger intet om de rigtige kommuner."


def statuses() -> dict[str, Status]:
    """A made-up status for each municipality, always the same."""
    chosen = [status for status, count in COUNTS.items() for _ in range(count)]
    random.Random(2025).shuffle(chosen)  # noqa: S311 (nothing to hide)
    return {one.code: status for one, status in zip(municipalities(), chosen, strict=True)}


def inventory() -> Inventory:
    """Made-up counts for those that have data: the obligatory topics, and a few others."""
    dice = random.Random(15)  # noqa: S311 (nothing to hide)
    others = sorted({one for one in embedded().topics if one.startswith("15.")} - set(OBLIGATORY))
    with_data = [code for code, status in statuses().items() if status is not Status.NO_DATA]
    return inventory_of(
        Line(code, number, SYSTEMS.get(number, "FASIT"), dice.randint(3, 4000))
        for code in with_data
        for number in (*OBLIGATORY, *dice.sample(others, 3))
    )


def live() -> dict[str, LiveExposures]:
    """What each municipality would show to have its status."""
    shown = {Status.SOME_EXPOSED: OBLIGATORY[:4], Status.ALL_OBLIGATORY_EXPOSED: OBLIGATORY}
    return {
        code: LiveExposures(1, frozenset((number, "*") for number in shown[status]))
        for code, status in statuses().items()
        if status in shown
    }


def example() -> Overview:
    """The country of the picture."""
    made = inventory()
    return overview(InventoryFacts(None, len(made.lines), made.digest), indexed_cases_of(made.lines), live())


def rows() -> list[tuple[Value, ...]]:
    """The inventory as a table, with the municipalities' names."""
    return [
        (line.municipality, one.name, line.kle_number, line.source_system, line.cases)
        for line in inventory().lines
        if (one := municipality(line.municipality))
    ]


def write(folder: Path, picture: Path) -> None:
    """Write both files and the picture."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "opgoerelse.csv").write_bytes(as_csv(*rows()))
    (folder / "opgoerelse.xlsx").write_bytes(workbook(Tab([HEADERS, *rows()], "Opgørelse")))
    picture.write_text(status_svg(example(), note=NOTE), encoding="utf-8")


if __name__ == "__main__":
    write(*map(Path, sys.argv[1:3])) if len(sys.argv) > 2 else write(FOLDER, PICTURE)
