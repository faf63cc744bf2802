"""Columns that are read under guessed names: known where they stand, judged, and nothing without them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest

from kleark.check import check, check_in_detail
from kleark.configuration.plan import LiveRows
from kleark.configuration.row import ContactDetails, ShownTitles
from kleark.rules.guessed_columns import MEANINGS, READERS, cell_texts, parts_of, used_columns
from kleark.rules.row_checks import _MANY_ROWS
from kleark.sheet import columns
from tests.support.sheet_builder import HEADERS, Sheet, errors, judge, row, written
from tests.unit.configuration.test_row import ROW

if TYPE_CHECKING:
    from kleark.check import ReadLive
    from kleark.report.model import Report
    from kleark.sheet.workbook import CellValue

CASES, DOCUMENTS = "showCaseTitle", "showDocumentTitles"


def in_use() -> LiveRows:
    """What is live, with all of such columns."""
    details = ContactDetails("post@odense.dk", "Flakhaven 2", "9-15", "10-14")
    return LiveRows((replace(ROW, shown_titles=ShownTitles(True, False), contact_details=details),), 1)


def judged(
    *values: CellValue, header: str = "Vis sagstitel", key: str = CASES, live: ReadLive | None = None
) -> Report:
    """A sheet of so many rows with one more column."""
    systems = ("FASIT", "KSD", "KY")
    lines = [row(sourceSystem=system, **{key: value}) for system, value in zip(systems, values, strict=False)]
    return judge(Sheet(lines, HEADERS | {key: header}), live=live)


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
def test_neither_yes_nor_no_stops_the_row_where_the_column_is_in_use(value: CellValue) -> None:
    report = judged(value, "Ja", live=in_use)
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
    report = judge(Sheet(lines, HEADERS | {CASES: "Vis sagstitel"}), live=in_use)
    assert [one.cell for one in report.findings if one.rule == "KA390"] == ["K9"]
    assert set(choices(report)) == {ShownTitles(cases=False)}
    assert len(report.rows) == _MANY_ROWS


TWICE = Sheet(
    [row(contactEmail="anne", again="post@odense.dk")], HEADERS | {"contactEmail": "E-mail", "again": "Mail"}
)


def test_a_column_in_use_twice_is_an_error_as_of_any_column() -> None:
    assert "KA204" in {one.rule for one in judge(TWICE, live=in_use).findings if one.severity == "error"}


NOT_IN_USE: tuple[ReadLive | None, ...] = (
    None,
    lambda: LiveRows(()),
    lambda: LiveRows((ROW,), 1),
    lambda: LiveRows(None),
)


@pytest.mark.parametrize("live", NOT_IN_USE)
def test_a_column_that_is_not_in_use_and_stands_there_twice_is_not_read(live: ReadLive | None) -> None:
    """Both may be the admin's own: a sheet that was clean before their names were guessed at stays so."""
    report = judge(TWICE, live=live)
    assert [(one.rule, one.severity, one.cell) for one in report.findings if one.rule == "KA394"] == [
        ("KA394", "warning", "L1")
    ]
    assert [one.row.contact_details for one in report.rows] == [None]
    assert not {"KA204", "KA230", "KA391", "KA717"} & {one.rule for one in report.findings}


@pytest.mark.parametrize("live", NOT_IN_USE)
@pytest.mark.parametrize(
    ("key", "header", "value"),
    [
        (CASES, "Vis sagstitel", "måske"),
        ("contactEmail", "E-mail", "spørg Anna"),
        ("contactEmail", "E-mail", "a.b@odense.dk; c@odense.dk"),
        ("contactAddress", "Adresse", "x" * 201),
        ("contactAddress", "Adresse", "<b>Flakhaven</b> 2"),
        ("contactPhoneHours", "Telefontid", date(2026, 12, 9)),
        ("contactOpeningHours", "Åbningstid", "x" * 201),
    ],
)
def test_what_cannot_be_shown_is_left_out_where_the_column_is_not_in_use(
    key: str, header: str, value: CellValue, live: ReadLive | None
) -> None:
    report = judged(value, header=header, key=key, live=live)
    assert not errors(report)
    (finding,) = (one for one in report.findings if one.cell == "K2")
    assert (finding.rule, finding.severity) == ("KA394", "warning")
    assert f'Kolonnen "{header}" er ikke taget i brug' in finding.message_da
    assert [parts_of(one.row) for one in report.rows] == [{}]
    assert "KA717" not in {one.rule for one in report.findings}


def test_each_cell_is_left_out_for_itself_and_a_sure_correction_is_suggested() -> None:
    report = judged("Mail: jobcenter@odense.dk", "post@odense.dk", header="E-mail", key="contactEmail")
    assert [parts_of(one.row) for one in report.rows] == [{}, {"contactEmail": "post@odense.dk"}]
    (finding,) = (one for one in report.findings if one.rule == "KA394")
    assert (finding.cell, finding.suggestion) == ("K2", "jobcenter@odense.dk")


def test_one_column_in_use_makes_no_other_one_so() -> None:
    live = LiveRows((replace(ROW, contact_details=ContactDetails("post@odense.dk")),), 1)
    report = judged(date(2026, 12, 9), header="Telefontid", key="contactPhoneHours", live=lambda: live)
    assert "KA394" in {one.rule for one in report.findings}
    assert not errors(report)


def test_what_is_live_is_read_once_for_what_is_in_use_and_for_the_plan() -> None:
    data = written(Sheet([row(contactEmail="post@odense.dk")], HEADERS | {"contactEmail": "E-mail"}))
    for check_sheet in (check, check_in_detail):
        live = Mock(side_effect=in_use)
        check_sheet(data, "ark.xlsx", live=live)
        live.assert_called_once()


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
