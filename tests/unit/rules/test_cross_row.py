"""What shows only when rows, or a cell and its hyperlink, are seen together."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from kleark.registers.kle_register import KleRegister, Topic
from kleark.registers.municipalities import municipality
from kleark.registers.obligatory import OBLIGATORY
from tests.support.sheet_builder import (
    CONTACT_POINT,
    MAILBOX,
    TODAY,
    Sheet,
    errors,
    judge,
    judge_row,
    on_rows,
    row,
    rows,
    rules_at,
    sheet_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.report.model import Finding, Report
    from kleark.sheet.workbook import CellValue

PAGE = "https://www.odense.dk/fleksjob"
FOREIGN = MAILBOX.replace("1049", "1050")


def told(report: Report) -> list[tuple[str, str, str | None]]:
    return [(one.rule, one.severity, one.range or one.cell) for one in on_rows(report)]


def test_a_conflict_is_an_error_on_the_later_row() -> None:
    report = judge(sheet_of(row(), row(contactPhone="66131373")))
    assert told(report) == [("KA501", "error", "A3")]
    assert "række 2" in report.findings[-1].message_da
    assert report.verdict == "rejected"


def test_an_identical_row_is_kept_once_and_told() -> None:
    report = judge(sheet_of(row(), row(kleNumber="15.17.12", kleTitle="Revalidering"), row()))
    assert told(report) == [("KA502", "warning", "A4")]
    assert [one.row_number for one in report.rows] == [2, 3]
    assert (report.counts.rows, report.counts.repaired) == (3, 1)


@pytest.mark.parametrize(("one", "other"), [("FASIT", "fasit"), ("Alle", "*"), (" FASIT", "FASIT")])
def test_a_system_is_the_same_in_other_letters(one: str, other: str) -> None:
    report = judge(sheet_of(row(sourceSystem=one), row(sourceSystem=other)))
    assert ("KA502", "A3") in rules_at(report)


def test_the_same_number_in_two_systems_is_two_rows() -> None:
    report = judge(sheet_of(row(), row(sourceSystem="Momentum", contactPhone="66131373")))
    assert told(report) == []
    assert len(report.rows) == 2


@pytest.mark.parametrize(("one", "other"), [("Alle", "FASIT"), ("FASIT", "*")])
def test_all_systems_and_one_of_them_are_two_rows_for_one_case(one: str, other: str) -> None:
    report = judge(sheet_of(row(sourceSystem=one), row(sourceSystem=other, contactPhone="66131373")))
    assert told(report) == [("KA506", "warning", "A3")]
    named = 2 if one == "FASIT" else 3
    assert on_rows(report)[0].message_da.endswith(f"For sager fra FASIT gælder række {named} alene.")
    assert len(report.rows) == 2


def test_a_repaired_number_can_conflict_too() -> None:
    report = judge(sheet_of(row(), row(kleNumber="15-20-24", contactPhone="66131373")))
    assert ("KA501", "A3") in rules_at(report)


def creeping(column: str, value: Callable[[int], CellValue], count: int) -> Report:
    given = rows(count)
    for at, one in enumerate(given):
        one[column] = value(at)
    return judge(sheet_of(*given))


@pytest.mark.parametrize(
    ("column", "value", "count", "span", "first"),
    [
        (
            "showFrom",
            lambda at: date(2020, 2, 27 + at) if at < 3 else date(2020, 3, at - 2),
            5,
            "D2:D6",
            "27-02-2020",
        ),
        ("showFrom", lambda at: date(2020, 1, 1 + at), 3, "D2:D4", "01-01-2020"),
        ("showFrom", lambda at: date(2020, 1, max(at, 3)), 7, "D5:D8", "03-01-2020"),
        ("showFrom", lambda at: f"{1 + at:02d}-01-2020", 4, "D2:D5", "01-01-2020"),
        ("contactPhone", lambda at: 66131397 + at, 6, "F2:F7", "66131397"),
        ("contactPhone", lambda at: f"66 13 13 {72 + at}", 4, "F2:F5", "66131372"),
        ("digitalPostUrl", lambda at: f"{MAILBOX}{9998 + at}", 5, "H2:H6", f"{MAILBOX}9998"),
        ("infoUrl", lambda at: f"{PAGE}/{at}", 5, "G2:G6", f"{PAGE}/0"),
        ("infoUrl", lambda at: f"{PAGE}/{8 + at}/ung", 5, "G2:G6", f"{PAGE}/8/ung"),
        ("selfServiceUrl", lambda at: f"{PAGE}{1 + at}", 4, "J2:J5", f"{PAGE}1"),
    ],
)
def test_a_dragged_column_is_told_once_for_its_range(
    column: str, value: Callable[[int], CellValue], count: int, span: str, first: str
) -> None:
    report = creeping(column, value, count)
    (dragged,) = (one for one in report.findings if one.rule == "KA503")
    assert (dragged.severity, dragged.range, dragged.suggestion) == ("warning", span, first)
    assert dragged.cell == span.partition(":")[0]
    assert len(report.rows) == count


@pytest.mark.parametrize(
    ("column", "value", "count"),
    [
        ("showFrom", lambda at: date(2020, 1, 1), 7),
        ("showFrom", lambda at: date(2020, 1 + at, 1), 7),
        ("showFrom", lambda at: date(2020 + at % 3, 1, 1), 7),
        ("showFrom", lambda at: date(2020, 1, 1 + at % 2), 7),
        ("contactPhone", lambda at: 66131372 + at, 3),
        ("contactPhone", lambda at: 66131372 + 10 * at, 7),
        ("digitalPostUrl", lambda at: f"{MAILBOX}{100 + at * at}", 7),
        ("infoUrl", lambda at: f"{PAGE}{'abcdefg'[at]}1", 7),
    ],
)
def test_values_that_only_look_alike_are_not_dragged(
    column: str, value: Callable[[int], CellValue], count: int
) -> None:
    assert "KA503" not in {one.rule for one in creeping(column, value, count).findings}


def test_missing_obligatory_topics_are_one_information_that_names_them_all() -> None:
    (finding,) = judge_row().findings
    assert (finding.rule, finding.severity, finding.cell, finding.row) == ("KA504", "info", None, None)
    missing = [number for number in OBLIGATORY if number != "15.20.24"]
    assert ", ".join(missing) in finding.message_da
    assert ", ".join(missing) in finding.message_en


def test_a_sheet_about_other_fields_need_not_hold_them() -> None:
    report = judge_row(kleNumber="27.69.08", kleTitle="Støtte")
    assert [(one.rule, one.severity) for one in report.findings] == [("KA505", "info")]
    assert "27.69.08" in report.findings[0].message_da


def test_numbers_outside_the_coverage_are_told_once() -> None:
    given = [row(kleNumber=f"27.69.{at:02d}", kleTitle="Støtte") for at in range(12)]
    report = judge(sheet_of(*given, row(kleNumber="32.03.00", kleTitle="Førtidspension")))
    (finding,) = (one for one in report.findings if one.rule == "KA505")
    assert "13" in finding.message_da
    assert len(report.rows) == 13


def register() -> KleRegister:
    topics = (
        Topic("15.20.24", "Fleksjob"),
        Topic("15.20.26", "Skånejob", retired_on=date(2020, 1, 1), replaced_by=("15.20.24",)),
        Topic("15.20.27", "Puljejob", retired_on=date(2020, 1, 1)),
        Topic("15.20.28", "Løntilskud [udgår 2027]"),
        Topic("15.20.30", "Tilskud"),
        Topic("15.20.31", "Tilskud"),
    )
    return KleRegister(date(2026, 1, 1), {topic.kle_number: topic for topic in topics}, frozenset({"15"}))


@pytest.mark.parametrize(
    ("number", "title", "expected", "suggestion"),
    [
        ("15.20.42", "Fleksjob", ("KA401", "error", "A2"), "15.20.24"),
        ("15.20.28", "fleks-job [noget]", ("KA401", "error", "A2"), "15.20.24"),
        ("15.20.24", "Tilskud", ("KA401", "error", "A2"), None),
        ("15.20.99", "Noget helt andet", ("KA402", "warning", "A2"), None),
        ("15.02.24", "Fleksjobordning", ("KA402", "warning", "A2"), "15.20.24"),
        ("15.20.26", "Skånejob", ("KA403", "warning", "A2"), "15.20.24"),
        ("15.20.27", "Puljejob", ("KA403", "warning", "A2"), None),
        ("15.20.28", "Løntilskud", ("KA404", "warning", "A2"), None),
        ("15.20.24", "Flexjob", ("KA405", "warning", "B2"), "Fleksjob"),
    ],
)
def test_number_and_name_are_held_against_the_register(
    number: str, title: str, expected: tuple[str, str, str], suggestion: str | None
) -> None:
    report = judge(sheet_of(row(kleNumber=number, kleTitle=title)), register=register())
    (finding,) = on_rows(report)
    assert (finding.rule, finding.severity, finding.cell) == expected
    assert finding.suggestion == suggestion


def test_two_topics_of_one_name_are_both_right() -> None:
    for number in ("15.20.30", "15.20.31"):
        report = judge(sheet_of(row(kleNumber=number, kleTitle="Tilskud")), register=register())
        assert on_rows(report) == []


def linked(text: CellValue, target: str, column: str = "infoUrl") -> Report:
    cell = "G2" if column == "infoUrl" else "H2"
    return judge(Sheet([row(**{column: text})], links={cell: target}))


@pytest.mark.parametrize(
    ("text", "target"),
    [
        (PAGE, PAGE),
        (PAGE, PAGE + "/"),
        (PAGE, PAGE.replace("https", "http")),
        ("www.odense.dk/fleksjob", PAGE),
        ("https://www.odense.dk/å", "https://www.odense.dk/%C3%A5"),
    ],
)
def test_a_target_that_says_the_same_is_left_alone(text: str, target: str) -> None:
    report = linked(text, target)
    assert told(report) == []
    assert report.rows[0].row.info_url in (text, target)


@pytest.mark.parametrize(
    "text", ["Læs mere", None, "www.odense.dk", "https://www.odense.dk/", "https://odense.dk/fleksjob"]
)
def test_the_target_counts_and_that_is_told(text: str | None) -> None:
    report = linked(text, PAGE)
    assert told(report) == [("KA435", "warning", "G2")]
    assert report.rows[0].row.info_url == PAGE
    assert PAGE in report.findings[-1].message_da


@pytest.mark.parametrize(
    "text", ["https://www.odense.dk/andet", "odense.dk/andet", "https://www.odense.dk/?side=2"]
)
def test_another_page_behind_the_text_is_for_a_person_to_judge(text: str) -> None:
    report = linked(text, PAGE)
    (finding,) = on_rows(report)
    assert (finding.rule, finding.severity, finding.cell) == ("KA437", "warning", "G2")
    assert (finding.repaired, finding.suggestion) == (False, None)
    assert text in finding.message_da
    assert PAGE in finding.message_da
    assert report.rows[0].row.info_url == PAGE


def test_a_target_is_mended_like_a_text() -> None:
    report = linked("Læs mere", PAGE.replace("https", "http"))
    assert {(one.rule, one.suggestion) for one in on_rows(report)} == {("KA354", PAGE), ("KA435", PAGE)}
    assert report.rows[0].row.info_url == PAGE


def test_what_excel_makes_of_www_is_only_http() -> None:
    assert told(linked("www.odense.dk/fleksjob", PAGE.replace("https", "http"))) == [
        ("KA354", "warning", "G2")
    ]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        (PAGE, "https://evil.com/fleksjob"),
        ("www.odense.dk", "https://www.odense.dk.evil.com/"),
        ("kk.dk", PAGE),
    ],
)
def test_a_target_at_another_host_is_an_error(text: str, target: str) -> None:
    report = linked(text, target)
    assert told(report) == [("KA362", "error", "G2")]
    assert report.rows == ()


@pytest.mark.parametrize(
    ("target", "rule"),
    [
        ("javascript:alert(1)", "KA351"),
        ("file:///C:/job.pdf", "KA351"),
        ("#Ark2!A1", "KA350"),
        ("a b", "KA353"),
    ],
)
def test_an_unusable_target_is_an_error_and_never_suggested(target: str, rule: str) -> None:
    (finding,) = on_rows(linked("Læs mere", target))
    assert (finding.rule, finding.severity, finding.cell, finding.suggestion) == (rule, "error", "G2", None)


def test_a_cpr_number_in_a_target_is_found_and_not_repeated() -> None:
    report = linked("Læs mere", PAGE + "?cpr=010190-1234")
    assert told(report) == [("KA601", "error", "G2")]
    assert "0101901234" not in str(report.to_json()).replace("-", "")


@pytest.mark.parametrize("text", ["Postkasse", "17933", 17933])
def test_a_mailbox_behind_its_name_is_used(text: CellValue) -> None:
    report = linked(text, MAILBOX + "17933", "digitalPostUrl")
    assert told(report) == [("KA435", "warning", "H2")]
    assert report.rows[0].row.digital_post.mailbox_id == "17933"


def with_post(*links: CellValue, code: str | None = None) -> Report:
    given = rows(len(links))
    for one, link in zip(given, links, strict=True):
        one["digitalPostUrl"] = link
    return judge(sheet_of(*given), municipality=municipality(code) if code else None)


def only_error(report: Report) -> Finding:
    (error,) = errors(report)
    return error


def test_one_portal_among_others_stands_out() -> None:
    error = only_error(with_post(MAILBOX + "1", MAILBOX + "22", FOREIGN + "444", MAILBOX + "9"))
    assert (error.rule, error.cell, error.suggestion) == ("KA441", "H4", MAILBOX + "444")


def test_portals_without_a_majority_are_nobodys_fault() -> None:
    assert errors(with_post(MAILBOX + "1", MAILBOX + "22", FOREIGN + "444", FOREIGN + "9")) == []
    assert errors(with_post(MAILBOX + "1", FOREIGN + "444")) == []


def test_a_portal_known_as_another_municipalitys_is_an_error() -> None:
    error = only_error(with_post(MAILBOX + "1", code="0101"))
    assert (error.rule, error.cell) == ("KA440", "H2")
    assert "Odense" in error.message_da
    assert errors(with_post(MAILBOX + "1", code="0461")) == []


def test_a_municipalitys_own_portal_is_expected_where_it_is_known() -> None:
    error = only_error(with_post(FOREIGN + "1", code="0461"))
    assert (error.rule, error.suggestion) == ("KA441", MAILBOX + "1")


def test_an_id_alone_gets_the_whole_link_from_the_sheets_portal() -> None:
    error = only_error(with_post(MAILBOX + "1", MAILBOX + "22", 17933, MAILBOX + "9"))
    assert (error.rule, error.cell, error.suggestion) == ("KA376", "H4", MAILBOX + "17933")
    assert only_error(with_post("17933", code="0461")).suggestion == MAILBOX + "17933"


def test_a_missing_portal_is_taken_from_the_other_rows() -> None:
    without = "https://post.borger.dk/?mailboxid=17933"
    error = only_error(with_post(MAILBOX + "1", MAILBOX + "22", without, MAILBOX + "9"))
    assert (error.rule, error.cell, error.suggestion) == ("KA375", "H4", MAILBOX + "17933")


@pytest.mark.parametrize(
    ("link", "code", "rule"),
    [
        ("https://www.kk.dk/job", "0461", "KA433"),
        ("https://job.kk.dk/", "0461", "KA433"),
        ("https://www.kk.dk/job", "0101", None),
        ("https://www.kk.dk/job", None, None),
        ("https://www.ikke-kk.dk/job", "0461", None),
        ("https://www.borger.dk/job", "0461", None),
    ],
)
def test_a_link_to_another_municipality_is_a_warning(link: str, code: str | None, rule: str | None) -> None:
    given = row(infoUrl=link, digitalPostUrl=CONTACT_POINT, selfServiceName=None, selfServiceUrl=None)
    report = judge(sheet_of(given), municipality=municipality(code) if code else None)
    assert told(report) == ([(rule, "warning", "G2")] if rule else [])
    assert len(report.rows) == 1


def test_the_far_past_and_future_are_seen_from_the_day_of_the_check() -> None:
    given = sheet_of(row(showFrom=date(2016, 1, 1)))
    assert told(judge(given, today=TODAY)) == []
    assert told(judge(given, today=date(2040, 1, 1))) == [("KA421", "warning", "D2")]
    assert told(judge(given, today=date(2014, 1, 1))) == [("KA422", "warning", "D2")]


def test_phones_as_numbers_are_told_once_for_the_column() -> None:
    given = rows(5)
    for at in (0, 1, 3):
        given[at]["contactPhone"] = 66131372
    (finding,) = on_rows(judge(sheet_of(*given)))
    assert (finding.rule, finding.severity, finding.range) == ("KA345", "info", "F2:F5")
    assert "(3)" in finding.message_da


def test_one_date_in_us_order_makes_the_others_doubtful() -> None:
    given = rows(3)
    for at, day in enumerate(("04/25/2021", "04/05/2021", "05-04-2021")):
        given[at]["showFrom"] = day
    found = [
        finding for finding in judge(sheet_of(*given)).findings if finding.column == "Fradato for visning"
    ]
    assert [(one.rule, one.row, one.suggestion) for one in found] == [
        ("KA333", 2, "25-04-2021"),
        ("KA333", 3, "05-04-2021"),
        ("KA335", 4, "05-04-2021"),
    ]
