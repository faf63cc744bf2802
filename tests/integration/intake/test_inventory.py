"""An uploaded inventory counts as a whole or not at all, the newest one, whatever is delivered, late or dies."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

import validate.handler as validate_handler
from kleark.adapters import clients
from kleark.adapters.dynamodb.case_sum_table import CaseSumTable
from kleark.adapters.dynamodb.inventory_table import InventoryTable
from kleark.adapters.dynamodb.keys import page_key, snapshot_partition
from kleark.adapters.dynamodb.upload_tickets import UploadTickets
from kleark.adapters.s3 import ReportStore, UploadStore
from kleark.adapters.sqs import PublishQueue
from kleark.intake import inventory_sums
from kleark.intake.list_intake import BrokenListError
from kleark.intake.outcome import ListOutcome
from kleark.intake.sheet import IntakeServices, process_upload
from kleark.inventory.model import Line
from kleark.publishing.ids import municipality_code
from kleark.registers.municipalities import municipalities
from sample_sheets.inventory_rows import AARHUS, HEADERS, ODENSE, as_csv
from sample_sheets.small_workbook import Tab, workbook
from tests.support.acting import secret
from tests.support.interruptions import Calls, Killed, kill
from tests.support.list_uploads import StoredLists, UploadedList, list_items, put_list
from tests.support.world import (
    CONTEXT,
    NOON,
    PEOPLE,
    REPORTS,
    TABLE,
    UPLOADS,
    World,
    failures,
    rows,
    s3_record,
    upload_message,
)

if TYPE_CHECKING:
    from datetime import datetime

    from kleark.intake.sheet import Intake
    from kleark.inventory.case_sums import CaseSums
    from kleark.publishing.ids import MunicipalityCode

OLD = as_csv(ODENSE)
NEW = as_csv(*((*AARHUS[:2], f"27.{n // 100:02d}.{n % 100:02d}", "KSD", n + 1) for n in range(120)))
LATER = NOON + timedelta(minutes=10)
FILES = {"report.json", "report.txt", "report.html", "outcome.json"}


def put(world: World, data: bytes, name: str = "opgørelse.csv", at: datetime = NOON) -> UploadedList:
    return put_list(world, data, f"indeks/{name}", at)


def counting() -> tuple[Line, ...]:
    """The lines that count, as a reader finds them; none before the first inventory."""
    index = InventoryTable(clients.dynamodb(), TABLE)
    head = index.head(consistent=True)
    if head is None:
        return ()
    inventory = index.inventory(head)
    assert inventory is not None, "half an inventory"
    return inventory.lines


def outcome(world: World, uploaded: UploadedList) -> str:
    body = world.s3.get_object(Bucket=REPORTS, Key=f"indeks/{uploaded.identity}/outcome.json")["Body"]
    told: str = json.loads(body.read())["outcome"]
    return told


@dataclass
class Taking:
    """Takes an upload in through counted clients, small pages and all."""

    world: World
    calls: Calls = field(default_factory=Calls)

    def take(self, uploaded: UploadedList) -> Intake:
        desk = IntakeServices(
            bucket=UPLOADS,
            uploads=UploadStore(self.calls.of(clients.s3())),
            reports=ReportStore(self.calls.of(clients.s3()), REPORTS),
            table=self.world.table,
            queue=PublishQueue(clients.sqs(), self.world.queue_url),
            index=InventoryTable(self.calls.of(clients.dynamodb()), TABLE, page_bytes=1_000),
            lists=StoredLists(),
            tickets=UploadTickets(self.calls.of(clients.dynamodb()), PEOPLE),
            secret=secret,
            now=lambda: NOON,
        )
        return process_upload(uploaded.created, desk)


def test_from_upload_to_what_counts(world: World) -> None:
    uploaded = put(world, OLD)
    assert uploaded.deliver() == []
    assert counting() == (Line("0461", "15.20.24", "FASIT", 1204),)
    folder = f"indeks/{uploaded.identity}/"
    assert world.report_names() == {folder + name for name in FILES}
    assert outcome(world, uploaded) == "stored"
    assert world.queued_messages() == []
    assert InventoryTable(clients.dynamodb(), TABLE).head(consistent=False) is not None


def test_a_workbook_comes_back_with_its_remarks(world: World) -> None:
    uploaded = put(world, workbook(Tab([HEADERS, ODENSE, (*AARHUS[:4], "1.204")])), "opgørelse.xlsx")
    assert uploaded.deliver() == []
    assert world.report_names() == {
        f"indeks/{uploaded.identity}/{name}" for name in {*FILES, "annotated.xlsx"}
    }
    assert [line.cases for line in counting()] == [1204, 1204]


def test_an_inventory_with_errors_changes_nothing(world: World) -> None:
    put(world, OLD).deliver()
    before = counting()
    wrong = put(world, as_csv((*ODENSE[:4], "mange")), at=LATER)
    assert wrong.deliver() == []
    assert counting() == before
    assert outcome(world, wrong) == "rejected"
    report = world.s3.get_object(Bucket=REPORTS, Key=f"indeks/{wrong.identity}/report.json")["Body"].read()
    assert [one["rule"] for one in json.loads(report)["findings"] if one["severity"] == "error"] == ["KA825"]


def test_one_that_is_too_large_is_refused_unread(world: World) -> None:
    uploaded = put(world, b"0461;" * 1_100_000)
    assert uploaded.deliver() == []
    report = world.s3.get_object(Bucket=REPORTS, Key=f"indeks/{uploaded.identity}/report.json")["Body"].read()
    assert [one["rule"] for one in json.loads(report)["findings"]] == ["KA102"]
    assert list_items(world, "INDEX") == []


def test_the_newest_counts_in_whatever_order_they_arrive(world: World) -> None:
    old, new = put(world, OLD), put(world, NEW, at=LATER)
    assert new.deliver() == []
    after = counting()
    assert old.deliver() == []
    assert counting() == after
    assert len(after) == 120
    assert outcome(world, old) == "superseded"
    assert outcome(world, new) == "stored"


def test_the_same_message_again_changes_nothing_and_reads_nothing_anew(world: World) -> None:
    uploaded = put(world, OLD)
    assert uploaded.deliver() == []
    before = list_items(world, "INDEX")
    first = Taking(world)
    assert first.take(uploaded).outcome is ListOutcome.REPEATED
    assert first.calls.names == ["get_object", "get_item", "query", "put_object"]
    assert list_items(world, "INDEX") == before


def test_pages_of_older_uploads_are_deleted(world: World) -> None:
    Taking(world).take(put(world, NEW))
    many = list_items(world, "INDEX")
    Taking(world).take(put(world, OLD, at=LATER))
    few = list_items(world, "INDEX")
    assert len(many) > 3
    assert len(few) == 2
    assert few[0] == "HEAD"


def test_one_that_was_deleted_before_it_was_read(world: World) -> None:
    uploaded = put(world, OLD)
    world.s3.delete_object(Bucket=UPLOADS, Key=uploaded.key, VersionId=uploaded.version)
    assert uploaded.deliver() == []
    assert world.report_names() == set()
    assert list_items(world, "INDEX") == []


def test_a_folder_mark_is_no_inventory(world: World) -> None:
    uploaded = put(world, b"", name="")
    message = upload_message(s3_record(uploaded.key, uploaded.version, size=0))
    assert failures(validate_handler.handler({"Records": [message]}, CONTEXT)) == []
    assert world.report_names() == set()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums are kept of two municipalities, rather than of all: dying at each call of 98 takes minutes."""
    two = tuple(one for one in municipalities() if one.code in {"0461", "0751"})
    monkeypatch.setattr(inventory_sums, "municipalities", lambda: two)


def sums_of(world: World, code: MunicipalityCode) -> list[CaseSums]:
    """What is kept of past inventories, oldest first."""
    return CaseSumTable(world.dynamodb, TABLE).newest(code, 100)


def test_the_sums_of_an_inventory_are_kept_once_another_counts_with_what_was_seen_of_it(world: World) -> None:
    world.published(rows(1))
    put(world, OLD).deliver()
    assert sums_of(world, world.code) == []
    old = InventoryTable(clients.dynamodb(), TABLE).head(consistent=True)
    assert old is not None
    put(world, NEW, at=LATER).deliver()
    [kept] = sums_of(world, world.code)
    assert (kept.order, kept.uploaded_at, kept.digest) == (old.order, old.uploaded_at, old.digest)
    assert kept.cases == 1204
    [sums] = kept.sums
    assert sums[:3] == ("15.20.24", "FASIT", 1204)
    assert kept.shown == (1204 if sums.is_shown else 0)
    # Of each: that a municipality had none is known, too.
    empty = [sums_of(world, municipality_code(one.code)) for one in municipalities()]
    assert [len(one) for one in empty] == [1] * 98
    assert sum(one.cases for each in empty for one in each) == 1204


def test_what_rows_that_are_not_whole_show_is_not_known(world: World) -> None:
    world.published(rows(3))
    content = world.live().content
    assert content is not None
    put(world, OLD).deliver()
    page = {"PK": {"S": snapshot_partition(world.code, content.snapshot_id)}, "SK": {"S": page_key(0)}}
    world.dynamodb.delete_item(TableName=TABLE, Key=page)
    put(world, NEW, at=LATER).deliver()
    [kept] = sums_of(world, world.code)
    assert kept.shown is None


@pytest.mark.usefixtures("few")
def test_an_inventory_whose_lines_are_not_whole_hinders_no_newer_one(world: World) -> None:
    Taking(world).take(put(world, OLD))
    [page] = [key for key in list_items(world, "INDEX") if key != "HEAD"]
    world.dynamodb.delete_item(TableName=TABLE, Key={"PK": {"S": "INDEX"}, "SK": {"S": page}})
    taken = Taking(world).take(put(world, NEW, at=LATER))
    assert taken.outcome is ListOutcome.STORED
    assert [type(fault) for fault in taken.faults] == [inventory_sums.UnkeptSumsError]
    assert sums_of(world, world.code) == []


@pytest.mark.usefixtures("few")
def test_killed_at_any_call_readers_see_one_inventory_and_a_retry_finishes(world: World) -> None:
    Taking(world).take(put(world, OLD))
    undisturbed = Taking(world)
    undisturbed.take(put(world, NEW, at=LATER))
    before, after = (Line("0461", "15.20.24", "FASIT", 1204),), counting()
    assert len(undisturbed.calls.names) > 10
    for moment in [(0, "before"), *((call, "after") for call in range(len(undisturbed.calls.names)))]:
        _forget(world)
        Taking(world).take(put(world, OLD))
        uploaded = put(world, NEW, at=LATER)
        with pytest.raises(Killed):
            Taking(world, Calls(moment, kill)).take(uploaded)
        assert counting() in (before, after), moment
        flipped = counting() == after
        retried = Taking(world).take(uploaded)
        assert retried.outcome is (ListOutcome.REPEATED if flipped else ListOutcome.STORED), moment
        assert counting() == after
        assert outcome(world, uploaded) == "stored"
        assert len([key for key in list_items(world, "INDEX") if key != "HEAD"]) == pages_of_new(), moment
        [kept] = sums_of(world, world.code)
        assert (kept.cases, len(kept.sums)) == (1204, 1), moment
        assert [one.cases for one in sums_of(world, municipality_code("0751"))] == [0], moment


@pytest.mark.usefixtures("few")
def test_a_newer_one_at_any_moment_is_not_replaced(world: World) -> None:
    undisturbed = Taking(world)
    undisturbed.take(put(world, NEW))
    for moment in ((call, "after") for call in range(len(undisturbed.calls.names))):
        _forget(world)
        uploaded, newer = put(world, NEW), put(world, OLD, at=LATER)
        slow = Taking(world, Calls(moment, lambda newer=newer: Taking(world).take(newer)))  # type: ignore[misc]
        try:
            slow.take(uploaded)
        except BrokenListError:
            # Its pages were deleted under it; the message comes again.
            assert Taking(world).take(uploaded).outcome is ListOutcome.SUPERSEDED
        assert counting() == (Line("0461", "15.20.24", "FASIT", 1204),), moment
        Taking(world).take(uploaded)
        assert len(list_items(world, "INDEX")) == 2, moment
        counted = [one.cases for one in sums_of(world, municipality_code("0751"))]
        # Where it ever counted its sums were kept before it did no more.
        assert counted in ([], [sum(range(1, 121))]), moment


def pages_of_new() -> int:
    head = InventoryTable(clients.dynamodb(), TABLE).head(consistent=True)
    assert head is not None
    answer = clients.dynamodb().query(
        TableName=TABLE,
        KeyConditionExpression="PK = :pk AND begins_with(SK, :sk)",
        ExpressionAttributeValues={":pk": {"S": "INDEX"}, ":sk": {"S": f"P#{head.order}"}},
    )
    return len(answer["Items"])


def _forget(world: World) -> None:
    for key in list_items(world, "INDEX"):
        world.dynamodb.delete_item(TableName=TABLE, Key={"PK": {"S": "INDEX"}, "SK": {"S": key}})
    table = CaseSumTable(world.dynamodb, TABLE)
    for code in map(municipality_code, ("0461", "0751")):
        for order in table.orders(code):
            table.delete(code, order)
