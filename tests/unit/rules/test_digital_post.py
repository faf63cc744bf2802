"""Links to a Digital Post mailbox, in both forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from kleark.registers.municipalities import municipality
from kleark.rules.digital_post import usual_portal
from tests.support.cell_cases import (
    NEW_POST,
    Case,
    CellCases,
    check_clean,
    check_error,
    check_repair,
    check_round_trip,
    each,
    linked,
    severities_at,
)
from tests.support.sheet_builder import (
    MAILBOX,
    errors,
    judge,
    judge_row,
    on_rows,
    rows,
    sheet_of,
)

if TYPE_CHECKING:
    from kleark.report.model import Finding, Report
    from kleark.sheet.workbook import CellValue

SAFE_LINKS = "https://eur01.safelinks.protection.outlook.com/?url={}&data=05%7C01&reserved=0"

CASES = CellCases(
    errors=[
        ("digitalPostUrl", "https://www.borger.dk/?portalid=1049&mailboxid=1", "KA370", None),
        ("digitalPostUrl", "https://post.borger.dk.evil.com/?portalid=1049&mailboxid=1", "KA370", None),
        ("digitalPostUrl", "https://evil.com/?x=post.borger.dk&portalid=1049&mailboxid=1", "KA370", None),
        ("digitalPostUrl", "https://post.borger.dk@evil.com/?portalid=1049&mailboxid=1", "KA356", None),
        ("digitalPostUrl", MAILBOX, "KA371", None),
        ("digitalPostUrl", MAILBOX.removesuffix("&mailboxid="), "KA371", None),
        ("digitalPostUrl", MAILBOX + "0", "KA371", None),
        ("digitalPostUrl", MAILBOX + "000", "KA371", None),
        ("digitalPostUrl", MAILBOX.replace("1049", "0") + "1", "KA375", None),
        ("digitalPostUrl", MAILBOX + "1&mailboxid=2", "KA372", None),
        ("digitalPostUrl", MAILBOX + "abc", "KA373", None),
        ("digitalPostUrl", MAILBOX + "12a", "KA373", None),
        ("digitalPostUrl", MAILBOX + "17933.", "KA373", MAILBOX + "17933"),
        ("digitalPostUrl", MAILBOX + "17933/", "KA373", MAILBOX + "17933"),
        ("digitalPostUrl", MAILBOX + "١٧", "KA373", None),
        ("digitalPostUrl", MAILBOX + " 17933", "KA353", MAILBOX + "17933"),
        ("digitalPostUrl", MAILBOX.replace("portalid=1049&", "") + "1", "KA375", None),
        ("digitalPostUrl", MAILBOX.replace("1049", "") + "1", "KA375", None),
        ("digitalPostUrl", MAILBOX.replace("1049", "1049&portalid=1050") + "1", "KA375", None),
        ("digitalPostUrl", MAILBOX + "17933179331", "KA378", None),
        ("digitalPostUrl", MAILBOX + "1" * 400, "KA378", None),
        ("digitalPostUrl", MAILBOX + "0" * 20 + "17933", "KA378", None),
        ("digitalPostUrl", MAILBOX.replace("1049", "1049" * 5) + "17933", "KA378", None),
        ("digitalPostUrl", SAFE_LINKS.format(quote(NEW_POST, safe="")), "KA370", NEW_POST),
        ("digitalPostUrl", SAFE_LINKS.format(quote(MAILBOX + "17933", safe="")), "KA370", MAILBOX + "17933"),
        ("digitalPostUrl", SAFE_LINKS.format(quote("https://www.odense.dk/", safe="")), "KA370", None),
        (
            "digitalPostUrl",
            "https://www.google.com/url?q=" + MAILBOX + "17933&sa=D",
            "KA370",
            MAILBOX + "17933",
        ),
        ("digitalPostUrl", "https://bit.ly/abc", "KA370", None),
        ("digitalPostUrl", NEW_POST.replace("-", "\u2011"), "KA377", NEW_POST),
        ("digitalPostUrl", "17933", "KA376", None),
        ("digitalPostUrl", 17933, "KA376", None),
        ("digitalPostUrl", "https://post.borger.dk/", "KA377", None),
        ("digitalPostUrl", "https://post.borger.dk/send/abc/def", "KA377", None),
        ("digitalPostUrl", NEW_POST + "x", "KA377", None),
        ("digitalPostUrl", NEW_POST.replace("9f0dd1f1", "9f0dd1f"), "KA377", None),
        ("digitalPostUrl", "post@odense.dk", "KA350", None),
        ("digitalPostUrl", "www.odense.dk", "KA350", None),
        ("digitalPostUrl", MAILBOX.removeprefix("https://") + "17933", "KA350", MAILBOX + "17933"),
        ("digitalPostUrl", MAILBOX.replace("/?", ":443/?") + "17933", "KA357", MAILBOX + "17933"),
        ("digitalPostUrl", -17933, "KA350", None),
        ("digitalPostUrl", MAILBOX + "1\n" + MAILBOX + "2", "KA352", None),
    ],
    repairs=[
        ("digitalPostUrl", MAILBOX.replace("/?", "?") + "17933", "KA374", MAILBOX + "17933"),
        ("digitalPostUrl", MAILBOX.replace("https", "http") + "17933", "KA354", MAILBOX + "17933"),
        ("digitalPostUrl", MAILBOX.replace("&", "&amp;") + "17933", "KA436", MAILBOX + "17933"),
    ],
    clean={
        "digitalPostUrl": (
            *(MAILBOX + "1", MAILBOX + "17933", MAILBOX + "0101901234", MAILBOX + "3112991234", NEW_POST),
            *(NEW_POST.rstrip("/"), "https://post.borger.dk/?portalid=1049&mailboxid=1"),
            *(
                "https://post.borger.dk/?mailboxid=1&portalid=1049",
                "https://post.borger.dk/logon.aspx?portalid=1&mailboxid=1",
            ),
            *(
                "https://POST.borger.dk/?logon.aspx?portalid=1049&mailboxid=1",
                MAILBOX.replace("mailboxid", "MailboxId") + "1",
            ),
            "https://post.borger.dk/send/" + "01019012-1234-4234-8234-010190123456/" * 2,
        ),
    },
)
FOREIGN = MAILBOX.replace("1049", "1050")


@each(CASES.errors)
def test_an_error_is_reported_once_at_its_cell_and_stops_the_row(case: Case) -> None:
    check_error(case)


@each(CASES.repairs)
def test_a_repair_is_reported_and_published(case: Case) -> None:
    check_repair(case)


@each(CASES.right)
def test_what_is_right_is_left_alone(case: Case) -> None:
    check_clean(case)


@pytest.mark.parametrize("by", ["xlsxwriter", "openpyxl"])
def test_a_real_file_says_the_same_as_its_values(by: Any) -> None:
    check_round_trip(CASES, by)


def test_both_forms_of_digital_post_are_taken_apart() -> None:
    old = judge_row(digitalPostUrl=MAILBOX + "17933").rows[0].row.to_json()["digitalPost"]
    assert old == {"url": MAILBOX + "17933", "portalId": "1049", "mailboxId": "17933"}
    new = judge_row(digitalPostUrl=NEW_POST).rows[0].row.to_json()["digitalPost"]
    assert new["url"] == NEW_POST
    assert (new["groupId"], new["pointId"]) == tuple(NEW_POST.rstrip("/").split("/")[-2:])


@pytest.mark.parametrize("text", ["Postkasse", "17933", 17933])
def test_a_mailbox_behind_its_name_is_used(text: CellValue) -> None:
    report = linked(text, MAILBOX + "17933", "digitalPostUrl")
    assert severities_at(report) == [("KA435", "warning", "H2")]
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


def test_an_absurd_portal_is_not_the_sheets_usual_one() -> None:
    absurd = MAILBOX.replace("1049", "1049" * 5)
    found = errors(with_post(absurd + "1", absurd + "22", absurd + "444"))
    assert [(one.rule, one.cell, one.suggestion) for one in found] == [
        ("KA378", "H2", None),
        ("KA378", "H3", None),
        ("KA378", "H4", None),
    ]
    others = with_post(MAILBOX + "1", MAILBOX + "22", absurd + "444", MAILBOX + "9")
    assert (only_error(others).rule, only_error(others).suggestion) == ("KA378", MAILBOX + "444")


def test_an_absurd_id_alone_makes_no_link() -> None:
    error = only_error(with_post(MAILBOX + "1", MAILBOX + "22", "1" * 300, MAILBOX + "9"))
    assert (error.rule, error.suggestion) == ("KA376", None)


@pytest.mark.parametrize(
    ("text", "target", "rule", "suggestion"),
    [
        (MAILBOX + "17933", "mailto:post@odense.dk", "KA365", MAILBOX + "17933"),
        (MAILBOX + "17933", "https://www.odense.dk/", "KA362", MAILBOX + "17933"),
        ("https://www.odense.dk/", MAILBOX + "17933", "KA362", MAILBOX + "17933"),
        (MAILBOX + "17933", MAILBOX + "5185", "KA442", None),
        (MAILBOX + "17933", MAILBOX + "17933179331", "KA442", MAILBOX + "17933"),
        ("Postkasse", SAFE_LINKS.format(quote(MAILBOX + "17933", safe="")), "KA370", MAILBOX + "17933"),
    ],
)
def test_the_half_that_is_a_mailbox_is_suggested(
    text: str, target: str, rule: str, suggestion: str | None
) -> None:
    error = only_error(linked(text, target, "digitalPostUrl"))
    assert (error.rule, error.cell, error.suggestion) == (rule, "H2", suggestion)


@pytest.mark.parametrize(
    ("sign", "rule"), [("logon\u2013", "KA439"), ("log\u043en", "KA439"), ("\u00c3\u00b8", "KA302")]
)
def test_a_link_that_names_its_mailbox_may_still_hold_exchanged_letters(sign: str, rule: str) -> None:
    link = MAILBOX.replace("logon=", f"{sign}=") + "17933"
    (finding,) = on_rows(judge_row(digitalPostUrl=link))
    assert (finding.rule, finding.severity, finding.cell) == (rule, "warning", "H2")
    assert finding.suggestion is not None
    assert finding.suggestion.endswith("mailboxid=17933")
    assert on_rows(judge_row(digitalPostUrl=finding.suggestion)) == []


@pytest.mark.parametrize(
    "link", [MAILBOX + "{}", "https://post.borger.dk/?MailboxId={}&PortalId=1049", "x?portalid=1049"]
)
def test_the_usual_portal_is_found_wherever_it_stands_in_the_links(link: str) -> None:
    assert usual_portal(link.format(at) for at in range(7, 13)) == "1049"
    assert usual_portal([*(link.format(at) for at in (1, 2, 3)), "y?portalid=2", "z?portalid=3"]) is None
    assert usual_portal([link.format(1), link.format(2), None, 7]) is None
