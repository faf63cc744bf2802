"""Links to pages, and the hyperlinks behind them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kleark.registers.municipalities import municipality
from tests.support.cell_cases import (
    ODENSE,
    PAGE,
    Case,
    CellCases,
    check_clean,
    check_error,
    check_repair,
    check_round_trip,
    check_warning,
    each,
    linked,
    severities_at,
)
from tests.support.sheet_builder import (
    CONTACT_POINT,
    judge,
    judge_row,
    on_rows,
    row,
    sheet_of,
)

CODED = "https%3a%2f%2fwww.odense.dk%2ffleksjob&umid=1&auth=2"
SAFE_LINKS = "https://eur01.safelinks.protection.outlook.com/?url={}&data=05%7C01&reserved=0"

CASES = CellCases(
    errors=[
        ("infoUrl", "www.odense.dk/job", "KA350", "https://www.odense.dk/job"),
        ("infoUrl", "odense.dk", "KA350", "https://odense.dk"),
        ("infoUrl", "//odense.dk/job", "KA350", "https://odense.dk/job"),
        ("infoUrl", "../www.odense.dk/job", "KA350", "https://www.odense.dk/job"),
        ("infoUrl", "../../odense.dk", "KA350", "https://odense.dk"),
        ("infoUrl", "htp://odense.dk", "KA350", "https://odense.dk"),
        ("infoUrl", "https:/odense.dk", "KA350", "https://odense.dk"),
        ("infoUrl", "https//odense.dk", "KA350", "https://odense.dk"),
        ("infoUrl", "<https://odense.dk/job>", "KA350", "https://odense.dk/job"),
        ("infoUrl", '"https://odense.dk/job"', "KA350", "https://odense.dk/job"),
        (
            "infoUrl",
            '=HYPERLINK("https://www.odense.dk/job";"Læs mere")',
            "KA350",
            "https://www.odense.dk/job",
        ),
        ("infoUrl", '=HYPERLINK("https://www.odense.dk/job")', "KA350", "https://www.odense.dk/job"),
        ("infoUrl", '=HYPERLINK("mailto:job@odense.dk")', "KA350", None),
        ("infoUrl", "ingen", "KA350", None),
        ("infoUrl", "-", "KA350", None),
        ("infoUrl", "job@odense.dk", "KA350", None),
        ("infoUrl", "\\\\server\\job", "KA350", None),
        ("infoUrl", 12, "KA350", None),
        ("infoUrl", date(2020, 1, 1), "KA350", None),
        ("infoUrl", "javascript:alert(1)", "KA351", None),
        ("infoUrl", "JaVaScRiPt:alert(1)", "KA351", None),
        ("infoUrl", "data:text/html;base64,PHNjcmlwdD4=", "KA351", None),
        ("infoUrl", "vbscript:x", "KA351", None),
        ("infoUrl", "file:///C:/job.pdf", "KA351", None),
        ("infoUrl", "ftp://odense.dk/job", "KA351", None),
        ("infoUrl", "mailto:job@odense.dk", "KA351", None),
        ("infoUrl", "tel:66131372", "KA351", None),
        ("infoUrl", ODENSE + "a, " + ODENSE + "b", "KA352", None),
        ("infoUrl", ODENSE + "a\n" + ODENSE + "b", "KA352", None),
        ("infoUrl", ODENSE + "a;" + ODENSE + "b", "KA352", None),
        ("infoUrl", ODENSE + "a" + ODENSE + "b", "KA352", None),
        ("infoUrl", "https:// odense.dk/job", "KA353", "https://odense.dk/job"),
        ("infoUrl", ODENSE + " job", "KA353", ODENSE + "job"),
        ("infoUrl", ODENSE + "job og uddannelse", "KA353", None),
        ("infoUrl", "Se hjemmesiden", "KA353", None),
        ("infoUrl", "https://", "KA355", None),
        ("infoUrl", "https:", "KA355", None),
        ("infoUrl", "https://?", "KA355", None),
        ("infoUrl", "https://https://odense.dk/job", "KA355", "https://odense.dk/job"),
        ("infoUrl", "https://http://https://odense.dk/job", "KA355", "https://odense.dk/job"),
        ("infoUrl", "www.odense.dk:8443/job", "KA350", None),
        ("infoUrl", "www.odense.dk/{emne}", "KA350", None),
        ("infoUrl", "https://odense..dk/", "KA355", None),
        ("infoUrl", "https://-odense.dk/", "KA355", None),
        ("infoUrl", "https://odense,dk/", "KA355", None),
        ("infoUrl", "https://odense.dk,", "KA355", "https://odense.dk"),
        ("infoUrl", "https://odense.dk:abc/", "KA355", None),
        ("infoUrl", "https://odense.dk\\@evil.com/", "KA355", None),
        ("infoUrl", "https://odense.dk%2Fevil.com/", "KA355", None),
        ("infoUrl", ODENSE + "<script>", "KA355", None),
        ("infoUrl", ODENSE + '"onclick="x', "KA355", None),
        ("infoUrl", ODENSE + 'job"', "KA355", ODENSE + "job"),
        ("infoUrl", ODENSE + "{emne}", "KA355", None),
        ("infoUrl", "https://odense.dk@evil.com/", "KA356", None),
        ("infoUrl", "https://bruger:kode@odense.dk/", "KA356", None),
        ("infoUrl", "https://odense.dk:443/job", "KA357", "https://odense.dk/job"),
        ("infoUrl", "https://odense.dk:8443/job", "KA357", None),
        ("infoUrl", "https://127.0.0.1/", "KA358", None),
        ("infoUrl", "https://2130706433/", "KA358", None),
        ("infoUrl", "https://0x7f.1/", "KA358", None),
        ("infoUrl", "https://017700000001/", "KA358", None),
        ("infoUrl", "https://[::1]/", "KA358", None),
        ("infoUrl", "https://[::ffff:127.0.0.1]/", "KA358", None),
        ("infoUrl", "https://localhost/job", "KA359", None),
        ("infoUrl", "https://intranet/job", "KA359", None),
        ("infoUrl", "https://odense.local/", "KA360", None),
        ("infoUrl", "https://job.test/", "KA360", None),
        ("infoUrl", "https://odense.example/", "KA360", None),
        ("infoUrl", "https://od\u0435nse.dk/", "KA361", None),
        ("infoUrl", "https://\u0430\u0440\u0440\u04cf\u0435.com/", "KA361", None),
        ("infoUrl", "https://\u24dedense.dk/", "KA361", None),
        ("infoUrl", ODENSE + "B\u00c3\u0098RN", "KA322", ODENSE + "BØRN"),
        ("infoUrl", "https://www.job\u2011odense.dk/", "KA361", "https://www.job-odense.dk/"),
        (
            "infoUrl",
            "https://ddec1-0-en-ctp.trendmicro.com:443/wis/clicktime/v1/query?url=" + CODED,
            "KA357",
            PAGE,
        ),
        ("infoUrl", "https://odense.dkk/", "KA363", None),
        ("infoUrl", "https://odense.kommune/", "KA363", None),
        ("selfServiceUrl", "www.odense.dk/job", "KA350", "https://www.odense.dk/job"),
        ("selfServiceUrl", "javascript:alert(1)", "KA351", None),
        ("selfServiceUrl", "https://localhost/job", "KA359", None),
    ],
    repairs=[
        ("infoUrl", "http://www.odense.dk/job", "KA354", ODENSE + "job"),
        ("infoUrl", "HTTP://www.odense.dk/job", "KA354", ODENSE + "job"),
        ("infoUrl", f"{ODENSE}?a=1&amp;b=2", "KA436", ODENSE + "?a=1&b=2"),
        ("selfServiceUrl", "http://www.odense.dk/job", "KA354", ODENSE + "job"),
    ],
    warnings=[
        ("infoUrl", "https://www.xn--rdovre-wxa.dk/", "KA431", None),
        ("infoUrl", ODENSE + "job.", "KA432", ODENSE + "job"),
        ("infoUrl", ODENSE + "job)", "KA432", ODENSE + "job"),
        ("infoUrl", ODENSE + "job?", "KA432", ODENSE + "job"),
        ("infoUrl", ODENSE + "job…", "KA432", ODENSE + "job"),
        ("infoUrl", ODENSE + "job#", "KA432", ODENSE + "job"),
        ("infoUrl", "https://odense.dk.", "KA432", "https://odense.dk"),
        ("infoUrl", "https://bit.ly/abc", "KA434", None),
        (
            "infoUrl",
            "https://www.google.com/url?q=https://www.odense.dk/job&sa=D&usg=x",
            "KA434",
            ODENSE + "job",
        ),
        ("infoUrl", SAFE_LINKS.format("http%3A%2F%2Fwww.odense.dk%2Fjob"), "KA434", ODENSE + "job"),
        ("infoUrl", SAFE_LINKS.format("javascript%3Aalert(1)"), "KA434", None),
        ("infoUrl", "https://protect-eu.mimecast.com/s/AbC1?domain=odense.dk", "KA434", None),
        ("infoUrl", "https://intranet.odense.dk/job", "KA438", None),
        ("infoUrl", "https://odense.sharepoint.com/:x:/r/sites/job", "KA438", None),
        ("infoUrl", ODENSE + "edit/umbraco#/content/1234", "KA438", None),
        ("infoUrl", "https://test.odense.dk/", "KA438", None),
        ("infoUrl", ODENSE + "job–og–sygdom", "KA439", ODENSE + "job-og-sygdom"),
        ("infoUrl", ODENSE + "b\u043erger", "KA439", ODENSE + "borger"),
        ("infoUrl", "https://www.job–odense.dk/fleksjob", "KA439", "https://www.job-odense.dk/fleksjob"),
        ("infoUrl", ODENSE + "bÃ¸rn", "KA302", ODENSE + "børn"),
        ("infoUrl", ODENSE + "b%C3%83%C2%B8rn", "KA302", ODENSE + "b%C3%B8rn"),
        ("infoUrl", ODENSE + "b\ufffdrn", "KA302", None),
        ("selfServiceUrl", "https://aka.ms/x", "KA434", None),
        ("selfServiceUrl", "https://outlook.office.com/mail/", "KA438", None),
    ],
    clean={
        "infoUrl": (
            *(
                ODENSE,
                "https://odense.dk",
                "https://ODENSE.dk/Job",
                ODENSE + "borger/job-og-uddannelse/fleksjob",
            ),
            *(
                ODENSE + "?a=b&c=d#e",
                ODENSE + "#/job/1",
                ODENSE + "job(ung)",
                ODENSE + "job_(ung)",
                ODENSE + "[a]",
            ),
            *(
                ODENSE + "j%C3%B8b%20ung",
                ODENSE + "å/ø/æ",
                ODENSE + "job?emne=æ",
                ODENSE + "a+b~c,d;e=f:g@h!i$j*k'l",
            ),
            *(
                "https://www.rødovre.dk/",
                "https://økonomi.kk.dk/",
                "https://a.b.c.odense.dk/",
                "https://9.dk",
                "https://365.dk",
            ),
            *(
                "https://odense.dk?a=b",
                "https://odense.dk#a",
                "https://www.xn.dk/",
                "https://job.amsterdam/",
                "https://a.co.uk/",
            ),
            *(
                ODENSE + "1234567890",
                ODENSE + "sag/2021-010203-4567",
                ODENSE + "20210102031234",
                ODENSE + "media/66131372",
            ),
            *(
                ODENSE + "?id=9f0dd1f1-2f4f-4d3c-8a51-010190123456",
                ODENSE + "?mailboxid=0101901234",
                ODENSE + "0101901234567",
            ),
            *(
                ODENSE + "?url=https://www.odense.dk/b",
                "https://web.archive.org/web/2020/https://www.odense.dk/",
            ),
            *(
                ODENSE + "?u=a%2Chttps://www.kl.dk",
                ODENSE + "a..b/c",
                ODENSE + "fil.pdf",
                ODENSE + "#:~:text=fleksjob",
            ),
            *(ODENSE + "010190abcdef1234", ODENSE + "a" * 2000, "https://x.x.dk"),
        ),
        "selfServiceUrl": (ODENSE + "selvbetjening", "https://www.rødovre.dk/"),
    },
)


@each(CASES.errors)
def test_an_error_is_reported_once_at_its_cell_and_stops_the_row(case: Case) -> None:
    check_error(case)


@each(CASES.repairs)
def test_a_repair_is_reported_and_published(case: Case) -> None:
    check_repair(case)


@each(CASES.warnings)
def test_a_warning_is_reported_and_changes_nothing(case: Case) -> None:
    check_warning(case)


@each(CASES.right)
def test_what_is_right_is_left_alone(case: Case) -> None:
    check_clean(case)


@pytest.mark.parametrize("by", ["xlsxwriter", "openpyxl"])
def test_a_real_file_says_the_same_as_its_values(by: Any) -> None:
    check_round_trip(CASES, by)


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
    assert severities_at(report) == []
    assert report.rows[0].row.info_url in (text, target)


@pytest.mark.parametrize(
    "text", ["Læs mere", None, "www.odense.dk", "https://www.odense.dk/", "https://odense.dk/fleksjob"]
)
def test_the_target_counts_and_that_is_told(text: str | None) -> None:
    report = linked(text, PAGE)
    assert severities_at(report) == [("KA435", "warning", "G2")]
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
    assert severities_at(linked("www.odense.dk/fleksjob", PAGE.replace("https", "http"))) == [
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
    assert severities_at(report) == [("KA362", "error", "G2")]
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
    assert severities_at(report) == [("KA601", "error", "G2")]
    assert "0101901234" not in str(report.to_json()).replace("-", "")


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
    assert severities_at(report) == ([(rule, "warning", "G2")] if rule else [])
    assert len(report.rows) == 1


def test_what_ends_in_a_sign_of_print_is_suggested_without_any() -> None:
    findings = on_rows(judge_row(infoUrl=ODENSE + "“job”"))
    assert {(one.rule, one.suggestion) for one in findings} == {
        ("KA432", ODENSE + "job"),
        ("KA439", ODENSE + "job"),
    }


@pytest.mark.parametrize(
    ("text", "target", "rules"),
    [
        ("https://www.odense.dk/borger/Din side", "https://www.odense.dk/borger/Din%20side", ["KA435"]),
        ("https://www.odense.dk/børn og unge", "https://www.odense.dk/b%C3%B8rn%20og%20unge", ["KA435"]),
        ("www.odense.dk/børn og unge", "https://www.odense.dk/b%C3%B8rn%20og%20unge", []),
    ],
)
def test_a_space_in_the_text_is_no_fault_of_the_target(text: str, target: str, rules: list[str]) -> None:
    report = linked(text, target)
    assert severities_at(report) == [(rule, "warning", "G2") for rule in rules]
    assert report.rows[0].row.info_url == target


@pytest.mark.parametrize(
    "target",
    [
        "mailto:job@odense.dk",
        "file:///C:/fleksjob.pdf",
        "#Ark2!A1",
        "https://localhost/fleksjob",
        "https://www.odense.dk:8443/fleksjob",
        "a b",
    ],
)
@pytest.mark.parametrize("text", [PAGE, "www.odense.dk/fleksjob", "http://www.odense.dk/fleksjob"])
def test_a_text_that_works_is_suggested_where_its_target_does_not(text: str, target: str) -> None:
    (finding,) = on_rows(linked(text, target))
    assert (finding.rule, finding.severity, finding.cell, finding.suggestion) == (
        "KA365",
        "error",
        "G2",
        PAGE,
    )
    assert text in finding.message_da
    assert target in finding.message_da


@pytest.mark.parametrize(
    ("text", "target", "rule", "link"),
    [
        ("https://www.odense.dkk/fleksjob", PAGE, "KA362", PAGE),
        (PAGE, "https://www.odense.dkk/fleksjob", "KA362", PAGE),
        ("https://www.odense.dk/\u202ebojskelf", PAGE, "KA322", PAGE),
        (PAGE, "https://protect-eu.mimecast.com/s/AbC1?domain=odense.dk", "KA362", PAGE),
        ("https://bit.ly/abc", PAGE, "KA362", PAGE),
    ],
)
def test_the_half_that_works_is_suggested(text: str, target: str, rule: str, link: str) -> None:
    findings = [one for one in on_rows(linked(text, target)) if one.severity == "error"]
    assert next((one.rule, one.cell) for one in findings) == (rule, "G2")
    assert [one.suggestion for one in findings] == [link] + [None] * (len(findings) - 1)


def test_where_both_halves_work_nobody_knows_which_is_meant() -> None:
    (finding,) = on_rows(linked(PAGE, "https://www.kl.dk/fleksjob"))
    assert (finding.rule, finding.suggestion) == ("KA362", None)
    assert "odense.dk" in finding.message_da
    assert "kl.dk" in finding.message_da


def test_a_wrapper_around_what_the_text_says_is_no_other_place() -> None:
    wrapped = SAFE_LINKS.format("https%3A%2F%2Fwww.odense.dk%2Ffleksjob")
    (finding,) = on_rows(linked(PAGE, wrapped))
    assert (finding.rule, finding.suggestion, finding.repaired) == ("KA434", PAGE, False)
    assert severities_at(linked(wrapped, PAGE)) == [("KA435", "warning", "G2")]
    report = linked("Læs mere", wrapped)
    assert {(one.rule, one.suggestion) for one in on_rows(report)} == {("KA434", PAGE), ("KA435", wrapped)}
    assert severities_at(linked("https://www.kl.dk/fleksjob", wrapped))[0] == ("KA362", "error", "G2")


def test_what_is_inside_a_wrapper_is_judged_too() -> None:
    inside = "https%3A%2F%2Fodense.sharepoint.com%2Fsites%2Fjob"
    findings = on_rows(judge_row(infoUrl=SAFE_LINKS.format(inside)))
    assert {one.rule: one.suggestion for one in findings} == {
        "KA434": "https://odense.sharepoint.com/sites/job",
        "KA438": None,
    }


@pytest.mark.parametrize(
    ("target", "suggestion"),
    [
        ("https://www.odense.dk/bÃ¸rn", "https://www.odense.dk/børn"),
        ("https://www.odense.dk/b%C3%83%C2%B8rn", "https://www.odense.dk/b%C3%B8rn"),
        ("https://www.odense.dk/b\ufffdrn", "https://www.odense.dk/børn"),
    ],
)
def test_broken_letters_in_a_target_are_told_with_what_was_meant(target: str, suggestion: str) -> None:
    report = linked("https://www.odense.dk/børn", target)
    told = {one.rule: one.suggestion for one in on_rows(report)}
    assert told.pop("KA302") == suggestion
    assert not [one for one in on_rows(report) if one.severity == "error"]
    assert told.keys() <= {"KA437"}


@pytest.mark.parametrize(
    "target",
    [
        "http://https//www.odense.dk/fleksjob",
        "../../AppData/Roaming/Microsoft/Excel/www.odense.dk/fleksjob",
        "fleksjob",
        "https://https://www.odense.dk/fleksjob x",
    ],
)
def test_targets_that_excel_broke_leave_the_text(target: str) -> None:
    (finding,) = on_rows(linked(PAGE, target))
    assert (finding.rule, finding.suggestion) == ("KA365", PAGE)


@pytest.mark.parametrize("target", [PAGE + "\u200b", "\u00a0" + PAGE, PAGE + " ", PAGE + "\u00ad"])
def test_what_nobody_sees_in_a_target_is_left_out(target: str) -> None:
    report = linked(PAGE, target)
    assert severities_at(report) == []
    assert report.rows[0].row.info_url == PAGE
    report = linked("Læs mere", target)
    assert severities_at(report) == [("KA435", "warning", "G2")]
    assert report.rows[0].row.info_url == PAGE


def test_a_control_character_in_a_target_is_told() -> None:
    (finding,) = on_rows(linked("Læs mere", ODENSE + "B\u00c3\u0098RN"))
    assert (finding.rule, finding.suggestion) == ("KA322", ODENSE + "BØRN")
    (finding,) = on_rows(linked(PAGE, PAGE + "\u202e"))
    assert (finding.rule, finding.suggestion) == ("KA365", PAGE)


def test_a_link_inside_another_programs_address_is_suggested_in_plain_signs() -> None:
    (finding,) = on_rows(
        judge_row(infoUrl=SAFE_LINKS.format("https%3A%2F%2Fwww.odense.dk%2Fb%25C3%2583%25C2%25B8rn"))
    )
    assert (finding.rule, finding.suggestion) == ("KA434", ODENSE + "b%C3%B8rn")
