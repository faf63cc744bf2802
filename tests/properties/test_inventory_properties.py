"""Whatever is uploaded as an inventory gets a report; what is right is read back as it was written."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kleark.inventory.check_inventory import check_inventory
from kleark.inventory.model import Inventory, Line, inventory_of
from kleark.inventory.pages import Head, inventory_in, pages_with
from kleark.registers.municipalities import municipalities
from sample_sheets.small_workbook import Tab, workbook
from tests.support.report_schema import violations
from tests.support.searching import examples

CODES = [one.code for one in municipalities()]
SYSTEM = st.from_regex(re.compile(r"[A-ZÆØÅ][A-Za-zæøå0-9&. ;,|\"-]{0,20}[a-z]"), fullmatch=True).filter(
    lambda text: "  " not in text and text.casefold() not in ("alle", "ukendt")
)
LINE = st.builds(
    Line,
    st.sampled_from(CODES),
    st.from_regex(re.compile(r"(?:1[67]|2[0-9])\.[0-9]{2}\.[0-9]{2}"), fullmatch=True),
    st.just("") | SYSTEM,
    st.integers(0, 99_999_999),
)
INVENTORY = st.lists(LINE, min_size=1, max_size=30, unique_by=lambda line: line.key).map(inventory_of)
HEADER = ("Kommunekode", "KLE-nr.", "Fagsystem", "Antal sager")


def table(inventory: Inventory) -> list[list[str]]:
    return [[one.municipality, one.kle_number, one.source_system, str(one.cases)] for one in inventory.lines]


@given(
    INVENTORY,
    st.sampled_from([";", ",", "\t", "|"]),
    st.sampled_from(["\r\n", "\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.permutations(range(4)),
    st.booleans(),
)
def test_what_is_written_as_csv_is_read_back(  # noqa: PLR0917 (each drawn by itself)
    inventory: Inventory, separator: str, ending: str, encoding: str, order: list[int], quoted: bool
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(
        text,
        delimiter=separator,
        lineterminator=ending,
        quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL,
    )
    writer.writerows([[row[at] for at in order] for row in [list(HEADER), *table(inventory)]])
    checked = check_inventory(text.getvalue().encode(encoding), "x.csv")
    assert checked.report.counts.errors == 0, checked.report.findings
    assert checked.found == inventory


@examples(25)
@given(INVENTORY)
def test_what_is_written_as_a_workbook_is_read_back(inventory: Inventory) -> None:
    rows = [(int(one.municipality), one.kle_number, one.source_system, one.cases) for one in inventory.lines]
    assert check_inventory(workbook(Tab([HEADER, *rows])), "x.xlsx").found == inventory


@given(
    st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_any_bytes_get_a_report(data: bytes) -> None:
    checked = check_inventory(data, "x.csv")
    assert checked.report.verdict == "rejected"
    assert checked.found is None
    assert violations(checked.report.to_json()) == []


@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=8))
def test_any_cells_below_a_header_get_a_report(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([HEADER, *rows])
    report = check_inventory(text.getvalue().encode("utf-8", "replace"), "x.csv").report
    assert violations(report.to_json()) == []
    assert "KA901" not in {finding.rule for finding in report.findings}


@given(INVENTORY)
def test_pages_hold_all_lines_or_nothing(inventory: Inventory) -> None:
    head = Head("order", inventory.digest, len(inventory.lines), "id", "2025-11-03T12:00:00.000Z")
    pages = pages_with(inventory)
    assert inventory_in(reversed(pages), head) == inventory
    assert inventory_in(pages[1:], head) is None
    assert inventory_in([], head) is None
    assert inventory_in(pages, replace(head, schema_version="another release's")) is None
