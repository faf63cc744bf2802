"""The cells of an inventory, each read by itself."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from kleark.configuration.case_counts import ANY_SYSTEM
from kleark.registers.municipalities import Municipality, municipalities, municipality
from kleark.rules import inventory_line_rules as rules
from kleark.rules.model import Judged, Remark
from kleark.rules.text import clean, excel_text, plain_text
from kleark.sheet.columns import fold

if TYPE_CHECKING:
    from kleark.rules.model import Rule
    from kleark.sheet.workbook import CellValue

MOST_CASES = 99_999_999

_CODE_SOMEWHERE = re.compile(r"(?<![0-9])([0-9]{3,4})(?![0-9])")
_DIGITS = re.compile(r"[0-9]{1,8}")
_POINTS = re.compile(r"[0-9]{1,3}(?:[.  '’][0-9]{3}){1,2}")
_COMMAS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){1,2}")
_ZERO_DECIMALS = re.compile(r"([0-9]{1,8})[.,]0{1,2}")
_NO_SYSTEM = frozenset(("", "*", "alle", "allefagsystemer", "allesystemer", "ialt", "ukendt", "uoplyst"))
_SUMS = ("ialt", "total", "sum", "hovedtotal", "samlet", "subtotal", "heraf", "resultat", "grandtotal")


def read_municipality(value: CellValue) -> Judged[Municipality]:
    """The municipality that a cell names by its code, or else by its name, which no two of them share."""
    cleaned = clean(value)
    text = cleaned.value
    if text is None:
        return Judged(None, cleaned.remarks)
    if (found := municipality(text)) is not None:
        return Judged(found, cleaned.remarks)
    if len(text) == 3 and text.isascii() and text.isdecimal():
        found, rule = municipality(f"0{text}"), rules.ZERO_DROPPED
    else:
        found, rule = municipality_named(text), rules.BY_NAME
    if found is not None:
        return Judged(found, (*cleaned.remarks, Remark(rule, {"found": text}, repaired=_repairs(rule))))
    return Judged(None, (*cleaned.remarks, _unknown(text)))


def municipality_named(text: str) -> Municipality | None:
    """The municipality with this name, short or official, in any case."""
    return _by_name().get(fold(text))


def read_count(value: CellValue) -> Judged[int]:
    """A number of cases. Thousands may be set apart; what could be a fraction is not guessed at."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Judged(value) if 0 <= value <= MOST_CASES else _not_a_count(excel_text(value))
    if isinstance(value, float):
        return _not_a_count(excel_text(value))
    cleaned = clean(value) if value is None or isinstance(value, str) else plain_text(value)
    text = cleaned.value
    if text is None:
        return Judged(None, cleaned.remarks)
    if _DIGITS.fullmatch(text):
        return Judged(int(text), cleaned.remarks)
    if (count := _certain(text)) is None or not isinstance(value, str):
        return _not_a_count(text)
    remark = Remark(rules.REWRITTEN_COUNT, {"found": text, "value": count}, str(count), repaired=True)
    return Judged(count, (*cleaned.remarks, remark))


def read_system(value: CellValue) -> Judged[str]:
    """The source system as written; `ANY_SYSTEM` where the cell is empty or says that it is none in particular."""
    read = plain_text(value)
    if read.failed:
        return read
    text = read.value or ""
    return Judged(ANY_SYSTEM, read.remarks) if fold(text) in _NO_SYSTEM else Judged(text, read.remarks)


def says_total(value: CellValue) -> bool:
    """Whether a cell in the place of a municipality says that its row is a sum of others."""
    if not isinstance(value, str):
        return False
    folded = fold(value)
    return folded.startswith(_SUMS) or folded.endswith(_SUMS)


@cache
def _by_name() -> dict[str, Municipality]:
    """Folded once: a file may have 50,000 rows, each with a name of its own that is none of these."""
    return {
        fold(name): one
        for one in municipalities()
        for name in (one.name, one.official_name, f"{one.name} Kommune")
    }


def _repairs(rule: Rule) -> bool:
    return rule is rules.ZERO_DROPPED


def _unknown(text: str) -> Remark:
    codes = {code.zfill(4) for code in _CODE_SOMEWHERE.findall(text)}
    known = [code for code in codes if municipality(code)]
    meant = known[0] if len(codes) == 1 and known else None
    return Remark(rules.NOT_A_MUNICIPALITY, {"found": text}, suggestion=meant)


def _certain(text: str) -> int | None:
    """The whole number that a text can only mean; None where it may be a fraction, or is none at all."""
    if decimals := _ZERO_DECIMALS.fullmatch(text):
        return int(decimals[1])
    # 1,234 is no count if the comma is a decimal sign; 1,000 might be one, written with decimals.
    grouped = _POINTS.fullmatch(text) or (_COMMAS.fullmatch(text) and not text.endswith(",000"))
    return int("".join(filter(str.isdecimal, text))) if grouped else None


def _not_a_count(shown: str) -> Judged[int]:
    return Judged(None, (Remark(rules.NOT_A_COUNT, {"found": shown}),))
