"""Columns that are read under guessed names: known where they stand, judged, and nothing without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kleark.configuration.row import ShownTitles
from kleark.rules.guessed_columns import MEANINGS, READERS, cell_texts, parts_of, used_columns
from kleark.rules.row_checks import _MANY_ROWS
from kleark.sheet import columns
from tests.support.sheet_builder import HEADERS, Sheet, judge, row

if TYPE_CHECKING:
    from kleark.report.model import Report
    from kleark.sheet.workbook import CellValue

CASES, DOCUMENTS = "showCaseTitle", "showDocumentTitles"


def judged(*values: CellValue, header: str = "Vis sagstitel", key: str = CASES) -> Report:
    """A sheet of so many rows with one more column."""
    systems = ("FASIT", "KSD", "KY")
    lines = [row(sourceSystem=system, **{key: value}) for system, value in zip(systems, values, strict=False)]
    return judge(Sheet(lines, HEADERS | {key: header}))


def choices(report: Report) -> list[ShownTitles | None]:
    return [one.row.shown_titles for one in report.rows]


def on_column(report: Report) -> list[tuple[str, str | None]]:
    return [(one.rule, one.cell) for one in report.findings if (one.cell or "").startswith("K")]


@pytest.mark.parametrize(
    ("value", "choice"),
    [
        ("Ja", True),
        ("ja.", True),
        ("x", True),
        (True, True),
        (1, True),
        ("NEJ", False),
        (False, False),
        (0, False),
    ],
)
def test_yes_and_no_are_kept(value: CellValue, choice: bool) -> None:
    assert choices(judged(value)) == [ShownTitles(cases=choice)]
    documents = judged(value, header="Vis dokumenttitler", key=DOCUMENTS)
    assert choices(documents) == [ShownTitles(documents=choice)]


def test_an_empty_cell_decides_nothing_and_an_empty_column_is_not_told_of() -> None:
    report = judged("Ja", None, " ")
    assert choices(report) == [ShownTitles(cases=True), None, None]
    assert choices(judged(None, None)) == [None, None]
    assert on_column(judged(None, None)) == []


@pytest.mark.parametrize(
    "header",
    [
        "Vis sagstitel",
        "VIS SAGSTITEL",
        "Vis sagstitel (ja/nej)",
        "Vis sagstitel*",
        "11. Sagstitel vises",
        "Vis\nsagstitel",
    ],
)
def test_a_likely_name_is_known_and_told(header: str) -> None:
    report = judged("Ja", None, "Nej", header=header)
    assert on_column(report) == [("KA230", "K1")]
    (finding,) = (one for one in report.findings if one.rule == "KA230")
    assert "udfyldt i 2 af rækkerne" in finding.message_da
    assert "sagens egen titel" in finding.message_da


@pytest.mark.parametrize("header", ["Sagstitel", "Dokumenter", "Vis dokumenter", "Titel", "Vis sag"])
def test_a_name_that_may_mean_something_else_is_not_read_but_what_is_lost_is_told(header: str) -> None:
    report = judged("Ja", "Ja", "Nej", header=header)
    assert choices(report) == [None] * 3
    (finding,) = (one for one in report.findings if one.rule == "KA226")
    assert finding.severity == "warning"
    assert finding.message_da.endswith('går tabt: "Ja", "Nej".')


@pytest.mark.parametrize("value", ["måske", "KLE-emnet", "Ja tak", 2])
def test_neither_yes_nor_no_stops_the_row(value: CellValue) -> None:
    report = judged(value, "Ja")
    assert ("KA390", "K2") in on_column(report)
    assert choices(report) == [ShownTitles(cases=True)]


def test_a_personal_number_in_the_column_is_an_error_and_hidden() -> None:
    report = judged("010170-1234")
    assert ("KA601", "K2") in on_column(report)
    assert not report.rows
    assert "010170" not in str(report.to_json())


def test_the_columns_of_many_rows_are_judged_alike() -> None:
    lines = [row(sourceSystem=f"System {at}", showCaseTitle="Nej") for at in range(_MANY_ROWS + 1)]
    lines[7]["showCaseTitle"] = "hmm"
    report = judge(Sheet(lines, HEADERS | {CASES: "Vis sagstitel"}))
    assert [one.cell for one in report.findings if one.rule == "KA390"] == ["K9"]
    assert set(choices(report)) == {ShownTitles(cases=False)}
    assert len(report.rows) == _MANY_ROWS


def test_both_columns_twice_is_an_error_as_of_any_column() -> None:
    headers = HEADERS | {CASES: "Vis sagstitel", "again": "Sagstitel vises"}
    report = judge(Sheet([row(showCaseTitle="Ja", again="Nej")], headers))
    assert "KA204" in {one.rule for one in report.findings}


def test_each_column_is_read_explained_and_described() -> None:
    keys = {column.key for column in columns.GUESSED}
    assert keys == {column.key for column in READERS} == MEANINGS.keys()
    assert not keys & {column.key for column in columns.COLUMNS}
    names = [name for column in columns.CONFIGURATION.every for name in column.variants]
    assert len(names) == len(set(names))


def test_a_row_tells_what_it_has_of_them() -> None:
    (with_both, without) = (
        one.row
        for one in judge(
            Sheet(
                [row(showCaseTitle="Ja", showDocumentTitles="Nej"), row(sourceSystem="KSD")],
                HEADERS | {CASES: "Vis sagstitel", DOCUMENTS: "Vis dokumenttitler"},
            )
        ).rows
    )
    assert parts_of(with_both) == {CASES: True, DOCUMENTS: False}
    assert cell_texts(with_both) == {CASES: "Ja", DOCUMENTS: "Nej"}
    assert parts_of(without) == {}
    assert cell_texts(without) == {}
    assert used_columns([without, with_both]) == columns.TITLE_CHOICES
    assert used_columns([without]) == ()
