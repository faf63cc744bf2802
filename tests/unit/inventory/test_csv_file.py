"""CSV as it comes from Excel and elsewhere, and files that only say that they are CSV."""

from __future__ import annotations

import io

import openpyxl
import pytest

from kleark.inventory.check_inventory import check_inventory
from kleark.inventory.csv_file import LONGEST_FIELD, MOST_ROWS
from kleark.inventory.model import Line
from sample_sheets.inventory_rows import AARHUS, HEADERS, ODENSE, as_csv, lines
from sample_sheets.small_workbook import Tab, workbook

EXPECTED = (Line("0461", "15.20.24", "FASIT", 1204), Line("0751", "15.20.24", "Børnesystem", 980))
TEXT = lines(ODENSE, (*AARHUS[:3], "Børnesystem", 980))


def read(data: bytes, name: str = "opgørelse.csv") -> tuple[Line, ...] | None:
    found = check_inventory(data, name).found
    return found.lines if found else None


def rules(data: bytes, name: str = "opgørelse.csv") -> list[tuple[str, str | None]]:
    """What is said besides the municipalities that are missing: rule and cell."""
    findings = check_inventory(data, name).report.findings
    return [(one.rule, one.cell) for one in findings if one.rule != "KA833"]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", []),
        ("cp1252", [("KA804", None)]),
    ],
)
def test_every_encoding_that_excel_writes(encoding: str, told: list[tuple[str, None]]) -> None:
    assert read(TEXT.encode(encoding)) == EXPECTED
    assert rules(TEXT.encode(encoding)) == told


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_every_separator_and_line_ending(separator: str, ending: str) -> None:
    text = TEXT.replace(";", separator).replace("\r\n", ending)
    assert read(text.encode()) == EXPECTED
    assert rules(text.encode()) == []


def test_a_line_that_names_the_separator_is_not_counted_as_a_row() -> None:
    data = b"sep=;\r\n" + lines(ODENSE, (*AARHUS[:4], "mange")).encode()
    assert rules(data) == [("KA825", "E3")]


def test_quoted_fields_hold_separators_quotes_and_line_breaks() -> None:
    text = 'Kommunekode;KLE-nr.;Fagsystem;Antal sager\r\n"0461";15.20.24;"A;""B""\r\nC";"1204"\r\n0999;15.20.24;D;1\r\n'
    report = check_inventory(text.encode(), "x.csv").report
    assert [(one.rule, one.cell) for one in report.findings if one.severity == "error"] == [("KA821", "A3")]
    fine = check_inventory(text.replace("0999", "0751").encode(), "x.csv").found
    assert fine is not None
    assert fine.lines[0] == Line("0461", "15.20.24", 'A;"B" C', 1204)


def test_a_formula_that_keeps_the_zero_is_what_excel_shows() -> None:
    assert read(TEXT.replace("0461", '="0461"').encode()) == EXPECTED


def test_titles_blank_lines_and_other_columns_move_nothing() -> None:
    text = "Pr. 3. november\n\nAntal;Note;KLE nr;Kommunenr\n5;x;15.20.24;0461\n;;;\n-1;;15.62.05;0461\n"
    report = check_inventory(text.encode(), "x.csv").report
    assert report.sheet is not None
    assert (report.sheet.name, report.sheet.header_row) == ("CSV", 3)
    assert [(one.rule, one.cell) for one in report.findings if one.severity == "error"] == [("KA825", "A6")]
    assert ("KA810", "B3") in [(one.rule, one.cell) for one in report.findings]


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "KA101"),
        (b"Kommunekode;KLE-nr.\x00;Antal\r\n", "KA801"),
        (lines(ODENSE).encode() * 200 + b"\x00", "KA801"),
        (bytes(range(256)), "KA801"),
        (b"%PDF-1.7 x", "KA801"),
        (b"<html><table><tr><td>Kommunekode</td></tr></table></html>", "KA801"),
        (TEXT.encode("utf-16-le"), "KA801"),
        (TEXT.encode("cp1252") + b"\x81\x8d", "KA801"),
        (b"\xff\xfe\x00\xd8\x00\x00", "KA801"),
        (as_csv(ODENSE, ('"Odense',)), "KA802"),
        (as_csv(ODENSE, ('"0751"x',)), "KA802"),
        (as_csv(ODENSE, (*AARHUS[:3], "x" * (LONGEST_FIELD + 1), 1)), "KA802"),
        (as_csv(ODENSE, ["x"] * 300), "KA802"),
        (as_csv() + b"0461;;15.20.24;;1\r\n" * (MOST_ROWS + 20), "KA813"),
        (as_csv(ODENSE) + b"\r\n" * 400_000, "KA813"),
        (b"bare noget tekst", "KA805"),
        (b"PK\x03\x04" + bytes(100), "KA107"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64) + "EncryptedPackage".encode("utf-16-le"), "KA105"),
    ],
)
def test_what_is_no_inventory_is_refused_for_one_reason(data: bytes, rule: str) -> None:
    checked = check_inventory(data, "x.csv")
    assert [one.rule for one in checked.report.findings] == [rule]
    assert checked.report.verdict == "rejected"
    assert checked.found is None


def test_the_longest_that_is_taken() -> None:
    rows = b"".join(
        b"0461;;%02d.%02d.%02d;;1\r\n" % (27 + n // 10_000, n // 100 % 100, n % 100) for n in range(MOST_ROWS)
    )
    found = read(as_csv() + rows)
    assert found is not None
    assert len(found) == MOST_ROWS


def test_content_decides_and_a_name_that_does_not_fit_is_told() -> None:
    book = workbook(Tab([HEADERS, ODENSE], "Opgørelse"))
    assert rules(book, "opgørelse.csv") == [("KA113", None)]
    assert rules(as_csv(ODENSE), "opgørelse.xlsx") == [("KA803", None)]
    assert rules(book, "opgørelse.XLSX") == rules(as_csv(ODENSE), "opgørelse.txt") == []


@pytest.mark.parametrize("name", ["liste lagt op 2026-11-30 kl. 11.50", "liste v. 2", "liste"])
def test_what_follows_a_dot_within_a_name_is_no_ending(name: str) -> None:
    """The page names a file that comes without a script by the time, since S3 is not told another name."""
    assert rules(as_csv(ODENSE), name) == []


def test_a_workbook_holds_the_same_lines() -> None:
    book = workbook(Tab([["Opgørelse"], [], HEADERS, ODENSE, (*AARHUS[:3], "Børnesystem", 980)], "Ark1"))
    assert read(book, "x.xlsx") == EXPECTED


def test_a_workbook_that_another_library_wrote() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["Antal sager", "Fagsystem", "KLE-nummer", "Kommunenr."], [1204, "FASIT", "15.20.24", 461]):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    assert read(buffer.getvalue(), "x.xlsx") == EXPECTED[:1]
    assert rules(buffer.getvalue(), "x.xlsx") == [("KA822", "D2")]


def test_a_workbook_with_more_rows_than_are_read_is_told_of_csv() -> None:
    rows = [
        (461, "Odense", f"{27 + n // 10_000}.{n // 100 % 100:02d}.{n % 100:02d}", "F", 1)
        for n in range(12_100)
    ]
    report = check_inventory(workbook(Tab([HEADERS, *rows])), "x.xlsx").report
    assert [(one.rule, one.message_da) for one in report.findings] == [
        ("KA813", "Listen har flere rækker end 10.000, som er grænsen for Excel.")
    ]
