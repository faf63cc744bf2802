"""Show-from dates that a formula works out from the day or by chance: they move although nobody changes the sheet."""

from __future__ import annotations

import re

from kleark.i18n.formats import format_short_date
from kleark.redaction.patterns import pattern
from kleark.rules.dates_rules import VOLATILE
from kleark.rules.model import Placed, Remark
from kleark.sheet import columns
from kleark.sheet.address import address, parse_area

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from kleark.sheet.table import Table
    from kleark.sheet.workbook import Workbook

    Formulas = Mapping[str, Mapping[str, str]]

_DANISH = {
    "TODAY": "IDAG",
    "NOW": "NU",
    "RAND": "SLUMP",
    "RANDBETWEEN": "SLUMPMELLEM",
    "RANDARRAY": "SLUMPMATRIX",
}
_ENGLISH = {danish: english for english, danish in _DANISH.items()}
_FUNCTION = pattern(
    rf"(?<![\w.])(?:_xl(?:fn|ws|udf)\.)*({'|'.join((*_DANISH, *_ENGLISH))})\s*\(", re.IGNORECASE
)
_TEXTS = pattern(r'"[^"]*"')
_REFERENCE = pattern(
    r"(?:(?:'((?:[^']|'')+)'|([\w.]+))!)?(?<![\w.])\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})(?![\w(.!])"
)
_NAME = pattern(r"(?<![\w.!])[^\W\d][\w.]*(?![\w.(!])")
_AREA = pattern(
    r"(?:(?:'((?:[^']|'')+)'|([\w.]+))!)?(?<![\w.])"
    r"(\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}:\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6})(?![\w(.!])"
)
_MOST_STEPS = 50


def find_volatile_dates(
    workbook: Workbook, table: Table, numbers: Sequence[int], days: Sequence[date | None]
) -> Iterator[Placed]:
    """The dates that move. ``numbers``: the data rows; ``days``: what was read of each row's show-from date."""
    own = table.worksheet.formulas
    position = table.header.positions.get(columns.SHOW_FROM.key)
    if not own or position is None:
        return
    formulas = {worksheet.name.casefold(): worksheet.formulas for worksheet in workbook.worksheets}
    # No sheet's name is empty: there the defined names stand as cells do elsewhere.
    formulas[""] = workbook.names
    sheet = table.worksheet.name.casefold()
    for number, day in zip(numbers, days, strict=True):
        cell = address(number, position + 1)
        if day is None or cell not in own:
            continue
        function = _volatile_function(sheet, cell, formulas)
        if function is not None:
            params = {
                "function_da": f"{_DANISH[function]}()",
                "function_en": f"{function}()",
                "value": format_short_date(day),
            }
            yield Placed(
                Remark(VOLATILE, params), number, columns.SHOW_FROM.key, found=format_short_date(day)
            )


def _volatile_function(sheet: str, cell: str, formulas: Formulas) -> str | None:
    """The function that moves a cell, in its formula or in the cells that it refers to, and they in turn."""
    waiting, seen = [(sheet, cell)], {(sheet, cell)}
    while waiting and len(seen) <= _MOST_STEPS:
        sheet, cell = waiting.pop()
        formula = _TEXTS.sub("", formulas.get(sheet, {}).get(cell, ""))
        if found := _FUNCTION.search(formula):
            name = found[1].upper()
            return _ENGLISH.get(name, name)
        references = [
            ((quoted.replace("''", "'") or plain).casefold() or sheet, f"{letters.upper()}{row}")
            for quoted, plain, letters, row in _REFERENCE.findall(formula)
        ]
        references += _cells_between(formula, sheet)
        references += [
            ("", name) for name in map(str.casefold, _NAME.findall(formula)) if name in formulas[""]
        ]
        for place in references:
            if place not in seen and place[1] in formulas.get(place[0], {}):
                seen.add(place)
                waiting.append(place)
    return None


def _cells_between(formula: str, sheet: str) -> list[tuple[str, str]]:
    """The cells of the small areas that a formula refers to; of a larger one, only its corners are followed."""
    found: list[tuple[str, str]] = []
    for quoted, plain, area in _AREA.findall(formula) if ":" in formula else ():
        bounds = parse_area(area.replace("$", ""))
        if bounds is None:
            continue
        top, left, bottom, right = bounds
        if (bottom - top + 1) * (right - left + 1) <= _MOST_STEPS:
            other = (quoted.replace("''", "'") or plain).casefold() or sheet
            cells = ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
            found += [(other, address(*cell)) for cell in cells]
    return found
