"""Workbooks in the forms of Excel, Google Sheets, Numbers and the Open XML SDK: read as the plainest form is."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

import pytest

from infra.environment import ROOT
from infra.programs import judging
from infra.programs.forms import FORMS, Form, plain
from kleark.sheet.reader import read_workbook

WANTED = judging.judge(plain())
PAGE = (ROOT / "docs" / "programs.md").read_text(encoding="utf-8")


def test_the_plainest_form_has_three_rows_and_all_that_is_asked_of_them() -> None:
    assert len(WANTED.rows) == 3
    assert WANTED.counts.errors == 0
    assert {one.row.show_from.isoformat() for one in WANTED.rows} == {"2021-04-01"}
    assert {one.row.contact_phone for one in WANTED.rows} == {"66131372"}


@pytest.mark.parametrize("form", FORMS, ids=[f"{one.program}: {one.what[:40]}" for one in FORMS])
def test_a_form_is_read_annotated_and_corrected_as_the_plainest(form: Form) -> None:
    data = form.build()
    report = judging.judge(data)
    shift = (report.sheet.header_row - 1) if report.sheet else 0
    assert [one.row for one in report.rows] == [one.row for one in WANTED.rows]
    found = [(one.rule, one.cell and f"{one.cell[0]}{int(one.cell[1:]) - shift}") for one in report.findings]
    assert found == [(one.rule, one.cell) for one in WANTED.findings]
    for some in judging.made_of(data):
        assert [one.row for one in judging.judge(some).rows] == [one.row for one in WANTED.rows]
        assert len(read_workbook(some).worksheets) == len(read_workbook(data).worksheets)


@pytest.mark.parametrize("form", FORMS, ids=[f"{one.program}: {one.what[:40]}" for one in FORMS])
def test_a_form_is_what_it_says_and_no_other(form: Form) -> None:
    data = form.build()
    assert data != plain()
    assert sum(one.build() == data for one in FORMS) == 1
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        for name in names:
            assert ElementTree.fromstring(archive.read(name)) is not None
    assert not any(name.startswith("docProps") for name in names)


def test_the_page_has_each_form_and_says_that_none_was_run() -> None:
    assert "## From public files, not run" in PAGE
    for form in FORMS:
        assert f"| {form.program} | {form.what} | {form.source} | ✓ |" in PAGE
