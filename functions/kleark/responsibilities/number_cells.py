"""What a list writes for a KLE number: a topic, a group, a main group, or several of them in one cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kleark.rules import kle, kle_rules
from kleark.rules.model import Judged, Remark

if TYPE_CHECKING:
    from kleark.registers.kle_register import KleRegister
    from kleark.sheet.workbook import CellValue

NUMBER = re.compile(r"[0-9]{2}(?:\.[0-9]{2}){0,2}")
"""Two, five or eight characters."""
_WITH_POINT = re.compile(r"[0-9]{2}(?:\.[0-9]{2}){1,2}")
_BETWEEN = re.compile(r"\s*[,;/\n]\s*|\s+")
_LEADING = re.compile(r"\s*([0-9]{2}(?:\.[0-9]{2}){0,2})\.?(?:\s*[-–:]\s*|\s+)[^\W\d].*", re.DOTALL)


def read_numbers(value: CellValue, title: str | None, register: KleRegister) -> Judged[tuple[str, ...]]:
    """The numbers of a cell: none where it is empty, no value where it holds something else.

    Args:
        value: The cell.
        title: The topic's name in the row, which decides on a number that Excel made a date of.
        register: The KLE register.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return Judged(())
    if (group := _group_as_number(value)) is not None:
        written = f"{value}"
        params = {"found": written, "value": group}
        return Judged((group,), (Remark(kle_rules.SEPARATORS, params, group, repaired=True),))
    if isinstance(value, str):
        text = value.strip()
        if NUMBER.fullmatch(text.rstrip(".")):
            return Judged((text.rstrip("."),))
        parts = _BETWEEN.split(text)
        if len(parts) > 1 and all(map(_WITH_POINT.fullmatch, parts)):
            return Judged(tuple(dict.fromkeys(parts)))
        if named := _LEADING.fullmatch(text):
            return Judged((named[1],))
    read = kle.read_number(value, title, register)
    return Judged(None) if read.failed or read.value is None else Judged((read.value,), read.remarks)


def _group_as_number(value: CellValue) -> str | None:
    """The group that a cell with a number is: 15.17 of 15.17, 15.20 of 15.2, 05 of 5."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int) and 0 <= value <= 99:
        return f"{value:02d}"
    if isinstance(value, float) and 0 <= value < 100 and round(value * 100) == round(value * 100, 6):
        return f"{value:05.2f}"
    return None
