"""One cell at a time: codes, names, counts and systems, and what is certain about each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from kleark.configuration.case_counts import ANY_SYSTEM
from kleark.inventory import cell_values
from kleark.inventory.cell_values import read_count, read_municipality, read_system
from kleark.registers.municipalities import municipalities
from kleark.sheet.columns import fold
from kleark.sheet.workbook import CellError

if TYPE_CHECKING:
    from kleark.rules.model import Judged
    from kleark.sheet.workbook import CellValue


def told(judged: Judged[Any]) -> list[str]:
    return [remark.rule.id for remark in judged.remarks]


@pytest.mark.parametrize(
    ("value", "count", "rules"),
    [
        (0, 0, []),
        (1204, 1204, []),
        (99_999_999, 99_999_999, []),
        ("1204", 1204, []),
        (" 1204 ", 1204, ["KA326"]),
        ("1.204", 1204, ["KA826"]),
        ("1 204", 1204, ["KA826"]),
        ("1\u00a0204", 1204, ["KA326", "KA826"]),
        ("1'204", 1204, ["KA826"]),
        ("1.204.000", 1_204_000, ["KA826"]),
        ("1,204", 1204, ["KA826"]),
        ("12,0", 12, ["KA826"]),
        ("12.00", 12, ["KA826"]),
        ("1,000", None, ["KA825"]),
        ("1,5", None, ["KA825"]),
        ("1.20", None, ["KA825"]),
        ("12.04.000", None, ["KA825"]),
        ("-1", None, ["KA825"]),
        (-1, None, ["KA825"]),
        (1.204, None, ["KA825"]),
        (100_000_000, None, ["KA825"]),
        ("123456789", None, ["KA825"]),
        ("<5", None, ["KA825"]),
        ("ca. 500", None, ["KA825"]),
        ("1e3", None, ["KA825"]),
        ("١٢", None, ["KA825"]),
        (True, None, ["KA825"]),
        (date(2025, 11, 3), None, ["KA825"]),
        (CellError("#REF!"), None, ["KA324"]),
        (None, None, []),
        ("", None, []),
    ],
)
def test_counts(value: CellValue, count: int | None, rules: list[str]) -> None:
    judged = read_count(value)
    assert (judged.value, told(judged)) == (count, rules)


@pytest.mark.parametrize(
    ("value", "code", "rules"),
    [
        ("0461", "0461", []),
        (461, "0461", ["KA822"]),
        ("461", "0461", ["KA822"]),
        ("Odense", "0461", ["KA823"]),
        ("odense kommune", "0461", ["KA823"]),
        ("Københavns Kommune", "0101", ["KA823"]),
        ("København", "0101", ["KA823"]),
        ("Lyngby Taarbæk", "0173", ["KA823"]),
        ("0411", None, ["KA821"]),
        (1461, None, ["KA821"]),
        (61, None, ["KA821"]),
        ("00461", None, ["KA821"]),
        ("Region Syddanmark", None, ["KA821"]),
        (461.5, None, ["KA821"]),
        (CellError("#N/A"), None, ["KA324"]),
    ],
)
def test_municipalities(value: CellValue, code: str | None, rules: list[str]) -> None:
    judged = read_municipality(value)
    assert (judged.value and judged.value.code, told(judged)) == (code, rules)


def test_a_code_beside_other_words_is_suggested_and_not_taken() -> None:
    judged = read_municipality("Odense (461)")
    assert judged.value is None
    assert [remark.suggestion for remark in judged.remarks] == ["0461"]
    assert read_municipality("0461 og 0751").remarks[0].suggestion is None


def test_no_two_municipalities_have_one_name() -> None:
    for one in municipalities():
        for name in (one.name, one.official_name):
            assert read_municipality(name).value is one


@pytest.mark.parametrize("nothing", [None, "", " ", "*", "Alle", "alle fagsystemer", "Ukendt", "I alt"])
def test_no_system_in_particular(nothing: str | None) -> None:
    assert read_system(nothing).value == ANY_SYSTEM


def test_a_system_is_kept_as_it_is_written() -> None:
    assert read_system("KSD sygedagpenge").value == "KSD sygedagpenge"
    assert told(read_system("=cmd|' /C calc'!A0")) == ["KA323"]
    assert read_system("<b>KSD</b>").failed


def test_a_name_costs_one_folding_however_many_municipalities_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folded: list[str] = []

    def counted(text: str) -> str:
        folded.append(text)
        return fold(text)

    read_municipality("Odense")
    monkeypatch.setattr(cell_values, "fold", counted)
    assert told(read_municipality("Odense Q")) == ["KA821"]
    assert told(read_municipality("ODENSE kommune")) == ["KA823"]
    assert folded == ["Odense Q", "ODENSE kommune"]
