"""The HTML report: what it tells, in which order, and that a sheet cannot make it anything else than a report."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.check import check_with_excerpt
from kleark.registers.municipalities import municipality
from kleark.report.html_messages import WORDS
from kleark.report.html_report import render_html
from kleark.report.model import Counts
from tests.support.html_documents import Document
from tests.support.reports import MENDED, ODENSE, TODAY, empty_phone, report_of
from tests.support.searching import examples
from tests.support.sheet_builder import HEADERS, Row, Sheet, row, rows, sheet_of, written

if TYPE_CHECKING:
    from pathlib import Path

    from kleark.i18n.language import Language

CPR, CPR_AS_NUMBER = "010190-1234", 101901234
ALLOWED_TAGS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "a",
        "main",
        "header",
        "div",
        "nav",
        "section",
        "article",
    ),
    *(
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "details",
        "summary",
        "ul",
        "li",
        "dl",
        "dt",
        "dd",
        "strong",
        "em",
        "span",
        "del",
        "mark",
    ),
    *("svg", "path", "circle", "table", "thead", "tbody", "tr", "th", "td"),
}


def html_of(data: bytes, file_name: str = "ark.xlsx", lang: Language = "da") -> Document:
    report, excerpt = check_with_excerpt(data, file_name, municipality("0461"), today=TODAY)
    return Document(render_html(report, excerpt, lang))


def html_of_file(path: Path, lang: Language = "da") -> Document:
    return html_of(path.read_bytes(), path.name, lang)


def test_the_verdict_comes_first_and_the_rest_in_the_order_of_what_to_do() -> None:
    document = html_of_file(ODENSE)
    assert document.headings[0] == ("h1", "1 fejl skal rettes, før arket kan offentliggøres")
    assert document.titles("h2") == [
        "Skal rettes",
        "Se lige på dette",
        "Rettet for dig",
        "Til orientering",
        "Uddrag af dit ark",
        "Det er kontrolleret og i orden",
        "Sådan får borgerne det at se",
        "Om kontrollen",
    ]
    assert "8 af 9 rækker er klar" in document.text


@pytest.mark.parametrize(
    ("lang", "headline"),
    [
        ("da", "Arket kan offentliggøres, men se bemærkningerne først"),
        ("en", "The sheet can be published, but see the findings first"),
    ],
)
def test_a_sheet_without_errors_says_so(lang: Language, headline: str) -> None:
    document = html_of_file(MENDED, lang)
    assert document.titles("h1") == [headline]
    assert ("html", lang) in [(tag, attributes.get("lang")) for tag, attributes in document.elements]
    assert "{" not in document.text


def test_a_finding_tells_cell_topic_what_stands_there_and_what_to_write() -> None:
    document = html_of_file(ODENSE)
    assert document.row_of("B7")[:1] == ["B7 KLE-nr."]
    assert document.row_of("B7")[1:] == ["15.27.26 Jobafklaringsforløb", "15.27.26", "15.17.26"]
    assert "Afgør, om det er nummeret eller navnet, der er forkert, og ret det." in document.text
    marked = [tag for tag, _ in document.elements if tag in ("del", "mark")]
    assert marked[:2] == ["del", "mark"]


def test_findings_of_a_kind_stand_together_under_their_number() -> None:
    document = html_of(written(sheet_of(*rows(3, contactPhone=""))))
    assert "3 celler er tomme" in document.titles("h3")
    assert [document.row_of(place)[1:] for place in ("F2", "F3", "F4")] == [
        ["15.20.24 Fleksjob", "(tom celle)"],
        ["15.17.12 Revalidering", "(tom celle)"],
        ["15.17.22 Ressourceforløb", "(tom celle)"],
    ]


def test_many_findings_of_a_kind_are_folded_and_all_there() -> None:
    wrong = [row(sourceSystem=f"System {at}", contactPhone=f"66 13 {at:03d}") for at in range(118)]
    document = html_of(written(Sheet(wrong)))
    assert "Vis 11 til 118 af 118: F12:F119" in document.text
    for at in range(118):
        assert f"66 13 {at:03d}" in document.text
    assert (
        document.text.index("66 13 009")
        < document.text.index("Vis 11 til 118")
        < document.text.index("66 13 010")
    )


def test_empty_cells_are_folded_too_and_each_is_named() -> None:
    empty = [row(sourceSystem=f"System {at}", contactDepartment="") for at in range(30)]
    document = html_of(written(Sheet(empty)))
    assert "Vis 11 til 30 af 30: E12:E31" in document.text
    for at in range(2, 32):
        assert f" E{at} Kontaktafdeling" in document.text


def test_the_rows_that_citizens_will_see_are_all_there() -> None:
    document = html_of(written(Sheet([row(sourceSystem=f"System {at}") for at in range(260)])))
    assert "Vis 51 til 250 af 260" in document.text
    assert "Vis 251 til 260 af 260" in document.text
    for at in range(260):
        assert f"System {at} " in document.text


@pytest.mark.parametrize(("lang", "yes"), [("da", "Ja"), ("en", "Yes")])
def test_what_few_sheets_have_stands_at_the_contact_of_its_row(lang: Language, yes: str) -> None:
    with_more = {**row(), "showCaseTitle": "Ja", "contactEmail": "jobcenter@odense.dk"}
    sheet = Sheet(
        [with_more, row(sourceSystem="KSD")],
        {**HEADERS, "showCaseTitle": "Vis sagstitel", "contactEmail": "E-mail"},
    )
    text = html_of(written(sheet), lang=lang).text
    assert text.count(f"Vis sagstitel: {yes}") == 1
    assert text.count("Kontakt e-mail: jobcenter@odense.dk") == 1


def test_what_is_in_order_is_counted_column_by_column() -> None:
    text = html_of_file(ODENSE).text
    assert "8 af 9 KLE-numre i orden" in text
    assert "9 telefonnumre i orden" in text
    assert "Ingen CPR-numre" in text
    # All nine dates carry a warning: they rise by one down the rows.
    assert "fradatoer" in WORDS["da"].columns["showFrom"][1]
    assert "fradatoer i orden" not in text
    assert WORDS["da"].checks["KA503"] not in text


def test_warnings_that_are_not_listed_are_not_said_to_be_absent() -> None:
    report = replace(report_of([empty_phone(2)]), counts=Counts(9, 1, 5, 0, 0))
    text = Document(render_html(report)).text
    assert "telefonnumre i orden" not in text, "a warning that is not listed may be on any of them"
    assert WORDS["da"].checks["KA601"] in text
    assert WORDS["da"].checks["KA503"] not in text


def test_cells_below_a_wrong_header_are_not_said_to_be_in_order() -> None:
    headers = {key: name for key, name in HEADERS.items() if key != "contactPhone"}
    text = html_of(written(Sheet(rows(3), headers=headers))).text
    assert "Cellerne er ikke kontrolleret endnu" in text
    assert "KLE-numre i orden" not in text


def test_a_file_that_is_no_sheet_gets_its_one_reason() -> None:
    document = html_of(b"%PDF-1.7 ...", "ark.pdf")
    assert document.titles("h1") == ["Filen kan ikke læses som et ark"]
    assert document.titles("h2") == ["Skal rettes", "Om kontrollen"]
    assert "PDF" in document.text


def test_values_are_shown_as_citizens_see_them() -> None:
    document = html_of(written(sheet_of(*rows(1))), lang="da")
    assert "1. apr. 2021" in document.text
    assert "+45 6613 1372" in document.text


def test_the_moment_of_the_check_is_told() -> None:
    report, _ = check_with_excerpt(ODENSE.read_bytes(), ODENSE.name, today=TODAY)
    document = Document(render_html(report, None, "da", datetime(2021, 4, 1, 20, 4, tzinfo=UTC)))
    assert "1. apr. 2021 kl. 20.04" in document.text


def test_without_an_excerpt_all_findings_are_told() -> None:
    report, _ = check_with_excerpt(ODENSE.read_bytes(), ODENSE.name, today=TODAY)
    document = Document(render_html(report))
    assert document.row_of("B7") == ["B7 KLE-nr.", "15.27.26", "15.17.26"]
    assert "Uddrag af dit ark" not in document.titles("h2")


def test_counts_are_those_of_the_whole_sheet_where_not_all_is_listed() -> None:
    report = report_of([empty_phone(row) for row in range(2, 12)])
    whole = replace(report, counts=Counts(5_000, 2_345, 0, 0, 0))
    document = Document(render_html(whole))
    assert document.titles("h1") == ["2.345 fejl skal rettes, før arket kan offentliggøres"]
    assert "Rapporten viser 9 af 2.345 bemærkninger, fejlene først." in document.text
    assert "telefonnumre i orden" not in document.text


def test_cpr_numbers_are_masked_wherever_they_stand() -> None:
    places: list[Row] = [
        {"contactDepartment": f"Ring til {CPR}"},
        {"contactPhone": CPR_AS_NUMBER},
        {"infoUrl": f"https://www.odense.dk/{CPR}"},
        {"kleTitle": CPR.replace("-", "")},
    ]
    given_rows = [row | place for row, place in zip(rows(4), places, strict=True)]
    data = written(Sheet(given_rows, extra={"L1": f"Note {CPR}", "A1": "KLE-nr.", "L3": CPR}))
    report, excerpt = check_with_excerpt(data, f"{CPR}.xlsx", today=TODAY)
    page = render_html(report, excerpt)
    assert "******-****" in page
    for secret in (CPR, CPR.replace("-", ""), str(CPR_AS_NUMBER)):
        assert secret not in page


def test_the_policy_allows_its_own_style_and_nothing_else() -> None:
    report, excerpt = check_with_excerpt(ODENSE.read_bytes(), ODENSE.name, today=TODAY)
    page = render_html(report, excerpt)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = (
        attributes["content"]
        for tag, attributes in Document(page).elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy == (f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
    assert "url(" not in style
    assert "@import" not in style


@examples(60)
@given(
    st.text(st.sampled_from([*"<>&\"'`=/{}%#! ax\x00\u202e\ud800"]), max_size=30).map(
        lambda text: f"</td><script>alert(1)</script><img src=x onerror=alert(1)>{{{{ 7*7 }}}}{text}"
    )
)
def test_nothing_from_a_sheet_becomes_markup(text: str) -> None:
    finding = replace(
        empty_phone(2, found=text), suggestion=text + "x", message_da=text, column=text, sheet=text
    )
    report = report_of([finding, empty_phone(3)], file_name=text)
    page = render_html(report)
    page.encode()
    document = Document(page)
    assert {tag for tag, _ in document.elements} <= ALLOWED_TAGS
    for tag, attributes in document.elements:
        assert not any(name.startswith("on") or name in ("src", "style", "srcset") for name in attributes), (
            tag
        )
        assert (attributes.get("href") or "#").startswith("#")
    assert "{{ 7*7 }}" in document.text
