"""A row in JSON: what every row has, and what some have besides."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given

from kleark.configuration.row import ContactDetails, DigitalPost, Row, SelfService, ShownTitles
from kleark.configuration.row_lines import RowLines
from kleark.configuration.stored_row import StoredRow
from kleark.publishing.snapshot import canonical_line, snapshot_of
from tests.support.row_strategies import rows

ROW = Row(
    "15.20.24",
    "Fleksjob",
    "FASIT",
    date(2021, 4, 1),
    show_active_regardless=False,
    contact_department="Jobcenter Odense",
    contact_phone="66131372",
    info_url="https://www.odense.dk/",
    digital_post=DigitalPost("https://post.borger.dk/?mailboxid=1", "1049", "1"),
    self_service=SelfService("Søg", "https://www.odense.dk/soeg"),
)
LINE = (
    '{"contactDepartment":"Jobcenter Odense","contactPhone":"66131372","digitalPost":{"mailboxId":"1",'
    '"portalId":"1049","url":"https://post.borger.dk/?mailboxid=1"},"infoUrl":"https://www.odense.dk/",'
    '"kleNumber":"15.20.24","kleTitle":"Fleksjob","selfService":{"name":"Søg","url":"https://www.odense.dk/soeg"},'
    '"showActiveRegardless":false,"showFrom":"2021-04-01","sourceSystem":"FASIT"}'
)


def test_a_row_without_optional_fields_has_the_bytes_that_it_had_before_there_were_any() -> None:
    assert canonical_line(ROW) == LINE
    assert snapshot_of([ROW]).schema_version == "1.0"


@given(rows)
def test_a_row_comes_back_as_it_was(row: Row) -> None:
    assert Row.from_json(json.loads(json.dumps(row.to_json()))) == row


@pytest.mark.parametrize(
    ("titles", "said"),
    [
        (ShownTitles(cases=True), {"cases": True}),
        (ShownTitles(documents=False), {"documents": False}),
        (ShownTitles(cases=False, documents=True), {"cases": False, "documents": True}),
    ],
)
def test_what_is_not_decided_is_left_out(titles: ShownTitles, said: dict[str, bool]) -> None:
    row = replace(ROW, shown_titles=titles)
    assert row.to_json()["shownTitles"] == said
    assert "shownTitles" not in ROW.to_json()
    assert snapshot_of([ROW, replace(row, source_system="KSD")]).schema_version == "1.1"


def test_of_a_contact_what_there_is_not_is_left_out() -> None:
    row = replace(ROW, contact_details=ContactDetails(phone_hours="9-15", address="Flakhaven 2"))
    assert row.to_json()["contactDetails"] == {"address": "Flakhaven 2", "phoneHours": "9-15"}
    assert "contactDetails" not in ROW.to_json()
    assert snapshot_of([row]).schema_version == "1.1"


def test_every_row_begins_alike_whatever_optional_fields_it_has() -> None:
    """Rows are told apart in their array by how the first begins, also by releases that do not know the fields."""
    details = ContactDetails("jobcenter@odense.dk", "Flakhaven 2", "9-15", "10-14")
    titles = ShownTitles(cases=True, documents=True)
    full = replace(ROW, source_system="KSD", shown_titles=titles, contact_details=details)
    assert {one.name for one in fields(Row) if getattr(full, one.name) is None} == set()
    lines = [row.line for row in snapshot_of([ROW, full]).rows]
    assert {line.partition(":")[0] for line in lines} == {'{"contactDepartment"'}
    assert list(RowLines.of(lines).lines()) == lines
    assert list(RowLines.of(lines[::-1]).lines()) == lines[::-1]


def test_only_a_field_is_taken_for_one() -> None:
    tricky = replace(ROW, kle_title='"shownTitles":{"cases":true}')
    assert not StoredRow("", canonical_line(tricky)).has_optional
    assert StoredRow("", canonical_line(replace(ROW, shown_titles=ShownTitles(cases=False)))).has_optional
