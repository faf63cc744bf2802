"""A list of case templates is kept as a whole or not at all, the newest one, and with no more than is judged."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kleark.adapters import clients
from kleark.adapters.dynamodb.case_template_table import CaseTemplateTable
from kleark.adapters.dynamodb.upload_tickets import UploadTickets
from kleark.publishing.object_keys import OwnList, list_key
from sample_sheets.small_workbook import Tab, workbook
from tests.support.list_uploads import (
    CODE,
    ONE,
    SAMPLE,
    UNREADABLE,
    list_file,
    list_items,
    put_list,
    stored_head,
    stored_templates,
)
from tests.support.world import NOON, PEOPLE, TABLE, UPLOADS, make_people_table

if TYPE_CHECKING:
    from tests.support.world import World

LATER = NOON + timedelta(minutes=10)
ACTOR = "oidc:7f3c:anne@odense.example"


def test_a_list_with_wrong_templates_is_kept_whole(world: World) -> None:
    uploaded = put_list(world)
    assert uploaded.deliver() == []
    found = stored_templates()
    assert found is not None
    assert [one.template_id for one in found.templates] == [str(101 + n) for n in range(12)]
    report = list_file(world, uploaded, "report.json")
    assert report["counts"]["errors"] == 3
    assert list_file(world, uploaded, "outcome.json")["outcome"] == "stored"
    assert list_file(world, uploaded, "summary.json")
    assert world.queued_messages() == []
    head = stored_head()
    assert head is not None
    assert (head.key, head.version_id, head.line_count) == (uploaded.key, uploaded.version, 12)
    assert head.positions["kleNumber"] == 2


def test_no_more_is_kept_than_is_judged(world: World) -> None:
    data = (
        "Skabelonnavn;KLE-nr.;Fagsystem;Sti;Senest brugt;Sagsbehandler\n"
        "Fleksjob;15.20.24;FASIT;C:/Job/Anna Berg;2024-01-01;Anna Berg\n"
    )
    assert put_list(world, data.encode()).deliver() == []
    found = stored_templates()
    assert found is not None
    [one] = found.templates
    assert (one.name, one.path, one.last_used) == ("Fleksjob", "", "")
    stored = world.dynamodb.scan(TableName=TABLE)["Items"]
    assert "Anna" not in str(stored)


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (UNREADABLE, "KA820"),
        (b"Skabelonnavn;KLE-nr.;Fagsystem;Kommune\nFleksjob;15.20.24;FASIT;Aarhus\n", "KA865"),
        (b"Skabelonnavn;KLE-nr.;Fagsystem;Standardtitel\nFleksjob;15.20.24;FASIT;010180-1234\n", "KA601"),
        (b"not a list", ""),
    ],
)
def test_one_that_cannot_be_used_changes_nothing(world: World, data: bytes, rule: str) -> None:
    put_list(world, ONE).deliver()
    before = stored_templates()
    wrong = put_list(world, data, at=LATER)
    assert wrong.deliver() == []
    assert stored_templates() == before
    assert list_file(world, wrong, "outcome.json")["outcome"] == "rejected"
    findings = list_file(world, wrong, "report.json")["findings"]
    assert any(one["rule"].startswith(rule) for one in findings if one["severity"] == "error")
    latest = CaseTemplateTable(clients.dynamodb(), TABLE).latest(CODE)
    assert latest is not None
    assert (latest.upload_id, latest.outcome) == (wrong.identity, "rejected")


def test_the_newest_counts_in_whatever_order_they_arrive_and_however_often(world: World) -> None:
    old, new = put_list(world, SAMPLE), put_list(world, ONE, at=LATER)
    assert new.deliver() == []
    before = list_items(world)
    assert old.deliver() == []
    assert new.deliver() == []
    assert list_items(world) == before
    found = stored_templates()
    assert found is not None
    assert len(found.templates) == 1
    assert list_file(world, old, "outcome.json")["outcome"] == "superseded"
    latest = CaseTemplateTable(clients.dynamodb(), TABLE).latest(CODE)
    assert latest is not None
    assert latest.upload_id == new.identity


def test_a_workbook_comes_back_with_its_remarks(world: World) -> None:
    book = workbook(Tab([("Skabelonnavn", "KLE-nr."), ("Fleksjob", "15.20.25")]))
    uploaded = put_list(world, book, "0461/skabeloner/FASIT/skabeloner.xlsx")
    assert uploaded.deliver() == []
    assert f"0461/skabeloner/{uploaded.identity}/annotated.xlsx" in world.report_names()
    found = stored_templates()
    assert found is not None
    assert [one.source_system for one in found.templates] == ["FASIT"]


def test_who_uploaded_it_on_the_page_is_known(world: World) -> None:
    make_people_table(world)
    key = list_key(CODE, OwnList.CASE_TEMPLATES, "liste.csv", "", "0123456789abcdefABCDEF")
    tickets = UploadTickets(clients.dynamodb(), PEOPLE)
    tickets.issue(UPLOADS, key, CODE, ACTOR, int((NOON + timedelta(days=9000)).timestamp()))
    assert put_list(world, ONE, key).deliver() == []
    head = stored_head()
    assert head is not None
    assert head.uploaded_by == ACTOR


def test_a_list_has_no_record_of_an_upload(world: World) -> None:
    uploaded = put_list(world)
    uploaded.deliver()
    assert world.table.upload(CODE, uploaded.identity) is None
