"""An order is known from a sheet, and both it and its outcome are read back as they were."""

from __future__ import annotations

import pytest

from kleark.edit.edit_order import EditOrder, OrderOutcome
from kleark.edit.sheet_edit import CellEdit, RowEdit, SheetEdit, UnusableEditError

EDIT = SheetEdit((CellEdit("B7", "æ", "a"),), (RowEdit(3, {"contactPhone": "66131373"}),), (4,))


@pytest.mark.parametrize(
    "order",
    [
        EditOrder(EDIT, "0" * 32),
        EditOrder(EDIT, "0" * 32, mended=True),
        EditOrder(EDIT, workbook=b"PK\x03\x04"),
    ],
    ids=["sheet", "corrected sheet", "workbook"],
)
def test_an_order_is_read_back_as_it_was(order: EditOrder) -> None:
    assert EditOrder.from_bytes(order.to_bytes()) == order


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"{}", b'{"other": 1}'])
def test_what_is_no_order_is_left_to_the_check(data: bytes) -> None:
    assert EditOrder.from_bytes(data) is None


@pytest.mark.parametrize("rest", [b"", b"}", b', "upload": null}'])
def test_half_an_order_is_refused(rest: bytes) -> None:
    with pytest.raises(UnusableEditError):
        EditOrder.from_bytes(b'{"kleark": "edit"' + rest)


def test_an_outcome_is_read_back_as_it_was() -> None:
    made = OrderOutcome(
        changes=(("B7", "Kontakttelefon", "1", "2"),),
        removed=(4,),
        not_changed=(("C1", "formula"),),
        mended=37,
    )
    for outcome in (made, OrderOutcome(refused="part")):
        assert OrderOutcome.from_bytes(outcome.to_bytes()) == outcome
