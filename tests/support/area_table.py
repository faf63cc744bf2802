"""The table of areas in docs/status.md; run as a module, it is written there."""

from __future__ import annotations

import re
from pathlib import Path

from kleark.i18n.formats import format_short_date
from kleark.registers.obligatory import every_area

DOCUMENT = Path(__file__).parents[2] / "docs" / "status.md"
_TABLE = re.compile(
    r"(?<=\| area \| main groups \| obligatory from \| year \| numbers \| source \|\n)((?:\|.*\n)+)"
)


def area_table() -> str:
    """The rows below the table's head."""
    rows = [
        f"| {one.name_da} ({one.name_en}) | {', '.join(one.main_groups)} | {format_short_date(one.since)} "
        f"| {one.year}{'' if one.year_is_certain else ' (inferred)'} | {', '.join(one.numbers)} | {one.source} |"
        for one in every_area()
    ]
    return "".join(f"{row}\n" for row in ["|---|---|---|---|---|---|", *rows])


def written(text: str) -> str:
    """A text with the table as it is now."""
    found, count = _TABLE.subn(lambda _: area_table(), text)
    assert count == 1, "there is no table of areas"
    return found


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
