"""`kleark edit CODE`: a sheet with the rows that are live, changed, and compared with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.packages import opened

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.operating import Operator


def test_what_is_live_is_edited_into_a_sheet_and_stays_as_it_is(operator: Operator, tmp_path: Path) -> None:
    target = tmp_path / "ud.xlsx"
    before = operator.world.served()
    left = operator.kleark("edit", "0461", "--replace", "telefon", "66131372", "65515151", "-o", str(target))
    assert "celler ændret." in left.out
    sheet = opened(target.read_bytes()).worksheets[0]
    assert {sheet[f"G{number}"].value for number in range(3, 11)} == {65515151}
    assert operator.world.served() == before
