"""The grid of the HTML report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.check import check_with_excerpt
from kleark.registers.municipalities import municipality
from kleark.report.html_report import render_html
from tests.support.html_documents import Document
from tests.support.reports import ODENSE, TODAY
from tests.support.sheet_builder import HEADERS, Sheet, rows, written

if TYPE_CHECKING:
    from pathlib import Path

    from kleark.i18n.language import Language


def html_of(data: bytes, file_name: str = "ark.xlsx", lang: Language = "da") -> Document:
    report, excerpt = check_with_excerpt(data, file_name, municipality("0461"), today=TODAY)
    return Document(render_html(report, excerpt, lang))


def html_of_file(path: Path, lang: Language = "da") -> Document:
    return html_of(path.read_bytes(), path.name, lang)


def test_the_grid_has_the_letters_and_numbers_of_excel_and_marks_in_words() -> None:
    document = html_of(written(Sheet(rows(3, contactPhone="6613137"), first=4, name="Ark")))
    assert ["", *"ABCDEFGHIJ"] in document.rows
    (header,) = (row for row in document.rows if row[0] == "4")
    assert header[1:] == list(HEADERS.values())
    (grid_row,) = (row for row in document.rows if row[0] == "6")
    assert grid_row[1] == "15.17.12"
    assert grid_row[6] == "Fejl F6 (KA340)6613137"


def test_a_mark_leads_to_what_explains_it() -> None:
    document = html_of_file(ODENSE)
    ids = [attributes["id"] for _, attributes in document.elements if "id" in attributes]
    links = {attributes["href"] for tag, attributes in document.elements if tag == "a"}
    assert len(set(ids)) == len(ids)
    assert links <= {f"#{one}" for one in ids}
    assert {"#error-KA401", "#warning-KA503"} <= links


def test_a_link_in_the_grid_keeps_its_host_and_its_mailbox() -> None:
    document = html_of_file(ODENSE)
    (row,) = (row for row in document.rows if row[0] == "2")
    assert row[8] == "https://post.borger.dk/?logo…late=borger&mailboxid=17933"
