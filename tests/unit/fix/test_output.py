"""What `fix` changed, as text and as JSON."""

from __future__ import annotations

from pathlib import Path

from kleark.fix.fix import fix
from kleark.fix.output import render_text
from kleark.registers.municipalities import municipality

ODENSE = Path(__file__).parents[3] / "sample_sheets" / "odense-2021.xlsx"


def test_the_telling_names_cell_values_and_rule() -> None:
    result = fix(ODENSE.read_bytes(), "odense.xlsx", municipality("0461"), suggestions=True)
    told = render_text(result, "ud.xlsx", "da")
    assert "B7   15.27.26 → 15.17.26  [KA401]" in told
    assert "KA345" not in told, "phone numbers stay numbers: Excel copies a number that is dragged"
    assert "0 fejl" in told.splitlines()[0]
