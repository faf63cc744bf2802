"""A list of case templates as it is stored: its form must not change, and half of one is never read."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from kleark.case_templates.model import CaseTemplate, TemplateList
from kleark.case_templates.stored_list import (
    NOT_KEPT,
    as_stored,
    lines_with,
    list_in,
    pages_with,
)
from kleark.configuration.list_head import ListHead
from kleark.configuration.row_pages import pages_of_lines
from kleark.configuration.stored_row import digest_of

FULL = CaseTemplate(
    3, "Fleksjob", "15.20.24", "FASIT", "101", "Fleksjob", "G01", "Ansøgning", "Jobcenter", "C:/Job", False,
    "citizen", 412, 96, "2024", "15.20.20",
)  # fmt: skip
LEAST = CaseTemplate(4, "Revalidering", "15.17.12", "")
FOUND = TemplateList((FULL, LEAST), {"templateName": 0, "kleNumber": 1})


def head(found: TemplateList) -> ListHead:
    lines = lines_with(found)
    return ListHead("order", digest_of(lines), len(lines), "id", "then", '{"kleNumber":1,"templateName":0}')


def test_the_stored_form() -> None:
    assert lines_with(FOUND) == [
        '{"active":false,"case_type":"citizen","cases":412,"department":"Jobcenter","facet":"G01","form_number":"15.20.20",'
        '"kle_number":"15.20.24","kle_title":"Fleksjob","name":"Fleksjob","open_cases":96,"row":3,"source_system":"FASIT",'
        '"standard_title":"Ansøgning","template_id":"101"}',
        '{"kle_number":"15.17.12","name":"Revalidering","row":4,"source_system":""}',
    ]
    assert [one.name for one in fields(ListHead)] == [
        "order", "digest", "line_count", "upload_id", "uploaded_at", "columns", "key", "version_id", "uploaded_by",
        "deleted_at", "deleted_by", "schema_version",
    ]  # fmt: skip


def test_what_is_read_back_is_what_is_kept() -> None:
    found = list_in(pages_with(FOUND, page_bytes=50), head(FOUND))
    assert found == as_stored(FOUND)
    assert found is not None
    assert found.templates[0] == replace(FULL, path="", last_used="")
    assert {"path", "last_used"} == NOT_KEPT


@pytest.mark.parametrize(
    "other",
    [
        replace(head(FOUND), line_count=1),
        replace(head(FOUND), digest="0" * 64),
        replace(head(FOUND), schema_version="2"),
    ],
)
def test_half_a_list_or_another_form_is_none(other: ListHead) -> None:
    assert list_in(pages_with(FOUND), other) is None


def test_what_a_later_release_adds_is_left_out() -> None:
    line = '{"kle_number":"15.17.12","name":"R","new":1,"row":4,"source_system":"X"}'
    later = ListHead("order", digest_of([line]), 1)
    found = list_in(pages_of_lines([line]), later)
    assert found is not None
    assert found.templates == (CaseTemplate(4, "R", "15.17.12", "X"),)
