"""A sheet is held against the inventory that counts; a verdict hangs on no reading of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import validate.handler as validate_handler
from kleark.adapters import clients
from kleark.adapters.dynamodb.inventory_table import InventoryTable
from kleark.inventory.current import CurrentInventory, UnreadInventoryError
from kleark.publishing.case_record import case_record
from kleark.publishing.ids import upload_id
from sample_sheets.inventory_rows import AARHUS, ODENSE, as_csv
from tests.integration.intake.test_inventory import LATER
from tests.integration.intake.test_sheet import publish_queued, put, record_of, report_of, take_in
from tests.support.interruptions import aws_error
from tests.support.list_uploads import put_list
from tests.support.plan_schema import violations
from tests.support.sheet_builder import row, sheet_of, written
from tests.support.world import CONTEXT, NOON, REPORTS, TABLE, UPLOADS, World, s3_record, upload_message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

IN_KSD = (*ODENSE[:3], "KSD", 527)
SHEET = written(sheet_of(row()))


def bring(world: World, *rows: Sequence[Any], at: datetime = NOON) -> None:
    assert put_list(world, as_csv(*rows), f"indeks/{at:%H%M}.csv", at).deliver() == []


def told(world: World, identity: str) -> dict[str, tuple[str | None, str | None]]:
    report = report_of(world, "0461", identity)
    return {
        one["rule"]: (one["cell"], one["suggestion"])
        for one in report["findings"]
        if one["rule"].startswith("KA51")
    }


def test_the_sheet_is_held_against_what_counts(world: World) -> None:
    bring(world, IN_KSD, AARHUS)
    identity = take_in(world, "0461/ark.xlsx", SHEET)
    assert told(world, identity) == {"KA511": ("C2", "KSD"), "KA514": (None, None)}
    plan = report_of(world, "0461", identity)["plan"]
    assert violations(plan) == []
    assert (plan["cases"]["indexed"], plan["cases"]["after"]) == (527, 0)
    body = world.s3.get_object(Bucket=REPORTS, Key=f"0461/{identity}/report.html")["Body"].read().decode()
    assert "527 i KSD" in body


def test_the_publication_keeps_the_numbers_that_it_told(world: World) -> None:
    bring(world, IN_KSD, AARHUS)
    take_in(world, "0461/ark.xlsx", written(sheet_of(row(sourceSystem="KSD"))))
    publish_queued(world)
    [entry] = world.table.log(world.code)
    record = case_record(entry)
    assert record is not None
    assert (record.total, record.indexed) == ((0, 527, 527, 0), 527)
    assert [(one.kle_number, one.before, one.after) for one in record.numbers] == [("15.20.24", 0, 527)]
    # The next inventory changes nothing of it.
    bring(world, (*ODENSE[:3], "KSD", 1), at=LATER)
    [again] = world.table.log(world.code)
    assert again == entry


def test_without_an_inventory_nothing_is_said(world: World) -> None:
    identity = take_in(world, "0461/ark.xlsx", SHEET)
    assert told(world, identity) == {}
    assert "cases" not in report_of(world, "0461", identity)["plan"]
    publish_queued(world)
    [entry] = world.table.log(world.code)
    assert case_record(entry) is None


def test_an_inventory_of_others_is_told(world: World) -> None:
    bring(world, AARHUS)
    identity = take_in(world, "0461/ark.xlsx", SHEET)
    assert told(world, identity) == {"KA515": (None, None)}


@pytest.mark.parametrize("how", ["refused", "not whole"])
def test_the_verdict_does_not_hang_on_reading_it(
    world: World, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    expected = record_of(world, take_in(world, "0461/foer.xlsx", SHEET))

    def unreadable(*_: object) -> None:
        if how == "refused":
            raise aws_error("ThrottlingException", "Query")

    bring(world, (*ODENSE[:4], 5))
    monkeypatch.setattr(InventoryTable, "cases", unreadable)
    version = put(world, "0461/ark.xlsx", SHEET)
    message = upload_message(s3_record("0461/ark.xlsx", version))
    assert validate_handler.handler({"Records": [message]}, CONTEXT) == {"batchItemFailures": []}
    identity = upload_id(UPLOADS, "0461/ark.xlsx", version)
    assert told(world, identity) == {"KA516": (None, None)}
    record = record_of(world, identity)
    assert (record.verdict, record.status, record.digest) == (
        expected.verdict,
        expected.status,
        expected.digest,
    )


def test_half_an_inventory_is_never_used(world: World) -> None:
    bring(world, IN_KSD, AARHUS)
    index = InventoryTable(clients.dynamodb(), TABLE)
    head = index.head(consistent=True)
    assert head is not None
    found = index.cases(head, "0461")
    assert found is not None
    assert (found.cases, found.digest, found.uploaded_at) == (527, head.digest, head.uploaded_at)
    nothing = index.cases(head, "0101")
    assert nothing is not None
    assert nothing.cases == 0
    [page] = [key for key in keys(world) if key != "HEAD"]
    world.dynamodb.delete_item(TableName=TABLE, Key={"PK": {"S": "INDEX"}, "SK": {"S": page}})
    assert index.cases(head, "0461") is None
    with pytest.raises(UnreadInventoryError):
        CurrentInventory(index).cases("0461")


def test_what_is_remembered_follows_the_head(world: World) -> None:
    current = CurrentInventory(InventoryTable(clients.dynamodb(), TABLE))
    assert current.cases("0461") is None
    bring(world, IN_KSD)
    first = current.cases("0461")
    assert first is not None
    assert first.cases == 527
    assert current.cases("0461") is first
    bring(world, (*ODENSE[:3], "KSD", 1), at=LATER)
    second = current.cases("0461")
    assert second is not None
    assert second.cases == 1


def keys(world: World) -> list[str]:
    query: Any = {":pk": {"S": "INDEX"}}
    answer = world.dynamodb.query(
        TableName=TABLE, KeyConditionExpression="PK = :pk", ExpressionAttributeValues=query
    )
    return [item["SK"]["S"] for item in answer["Items"]]


def test_no_line_of_another_municipality_is_in_the_report(world: World) -> None:
    bring(world, IN_KSD, (*AARHUS[:3], "Hemmeligt system", 980))
    identity = take_in(world, "0461/ark.xlsx", SHEET)
    assert "Hemmeligt" not in json.dumps(report_of(world, "0461", identity))
