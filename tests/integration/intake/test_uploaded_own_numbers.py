"""A municipality's list of own KLE numbers: kept whole or not at all, and then known to whoever judges."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from botocore.exceptions import ClientError

from kleark.adapters import clients
from kleark.adapters.dynamodb.inventory_table import InventoryTable
from kleark.adapters.dynamodb.own_number_table import OwnNumberTable
from kleark.adapters.dynamodb.queries import query_items
from kleark.adapters.surroundings import StoredSurroundings
from kleark.links.due_links import NoLinks
from kleark.publishing.ids import municipality_code
from kleark.registers.kle_register import StoredRegisterError, Topic
from sample_sheets.write_rules import PLAIN, sheet
from tests.support.list_uploads import CODE, UploadedList, list_file, list_items, put_list
from tests.support.world import NOON, REPORTS, TABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.world import World

FOLDER, SHEET = "egne-numre", "0461/kontrol/ark.xlsx"
LATER = NOON + timedelta(minutes=10)
LIST = "KLE-nr.;KLE-navn;Gyldig fra\n15.99.01;Værdighedspuljen;01-01-2020\n27.99.04;Lokal støtte;\n"
OWN = (Topic("15.99.01", "Værdighedspuljen", since=date(2020, 1, 1)), Topic("27.99.04", "Lokal støtte"))


def put(world: World, text: str = LIST, at: Any = NOON) -> UploadedList:
    return put_list(world, text.encode(), f"0461/{FOLDER}/egne.csv", at)


def counting(code: str = CODE) -> tuple[Topic, ...]:
    return OwnNumberTable(clients.dynamodb(), TABLE).counting(municipality_code(code))


def items(world: World) -> list[str]:
    return [one.partition("#")[0] for one in list_items(world, "OWN#0461")]


@pytest.fixture
def queries() -> Iterator[list[Any]]:
    """The partitions of own numbers that were asked for."""
    asked: list[Any] = []

    def counted(client: Any, name: str, query: Any, *, consistent: bool) -> Any:
        asked.append(query)
        return query_items(client, name, query, consistent=consistent)

    with patch("kleark.adapters.dynamodb.own_number_table.query_items", counted):
        yield asked


def judge(world: World, *numbers: tuple[str, str]) -> list[str]:
    """The rules on the numbers of a sheet that the municipality uploads, and those of other cells apart."""
    uploaded = put_list(world, sheet_with(*numbers), SHEET)
    assert uploaded.deliver() == []
    found = world.s3.get_object(Bucket=REPORTS, Key=f"0461/{uploaded.identity}/report.json")["Body"].read()
    return sorted(one["rule"] for one in json.loads(found)["findings"] if one["rule"].startswith("KA4"))


def sheet_with(*numbers: tuple[str, str]) -> bytes:
    return sheet(*({**PLAIN, "kleNumber": number, "kleTitle": title} for number, title in numbers))


def test_a_list_is_kept_whole(world: World) -> None:
    uploaded = put(world)
    assert uploaded.deliver() == []
    assert counting() == OWN
    assert items(world) == ["HEAD", "LATEST", "P"]
    assert list_file(world, uploaded, "outcome.json", FOLDER)["outcome"] == "stored"
    assert list_file(world, uploaded, "report.json", FOLDER)["subject"] == "own_numbers"
    assert list_file(world, uploaded, "summary.json", FOLDER)
    assert counting("0751") == ()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("KLE-nr.;KLE-navn\n15.20.24;Noget helt andet\n", "KA871"),
        ("KLE-nr.;KLE-navn\n15.99.01;Et\n15.99.01;Et andet\n", "KA875"),
        ("KLE-nr.;KLE-navn;Kommune\n15.99.01;Et;Aarhus\n", "KA865"),
        ("KLE-nr.;KLE-navn\n15.99.01;Sagen om 010180-1234\n", "KA601"),
        ("not a list", ""),
    ],
)
def test_one_with_an_error_changes_nothing(world: World, text: str, rule: str) -> None:
    put(world).deliver()
    wrong = put(world, text, at=LATER)
    assert wrong.deliver() == []
    assert counting() == OWN
    assert list_file(world, wrong, "outcome.json", FOLDER)["outcome"] == "rejected"
    findings = list_file(world, wrong, "report.json", FOLDER)["findings"]
    assert any(one["rule"].startswith(rule) for one in findings if one["severity"] == "error")
    latest = OwnNumberTable(clients.dynamodb(), TABLE).latest(CODE)
    assert latest is not None
    assert (latest.upload_id, latest.outcome) == (wrong.identity, "rejected")


def test_the_newest_counts_in_whatever_order_and_however_often(world: World) -> None:
    old, new = put(world), put(world, "KLE-nr.;KLE-navn\n15.99.02;En anden\n", at=LATER)
    for one in (new, old, new):
        assert one.deliver() == []
    assert counting() == (Topic("15.99.02", "En anden"),)
    assert items(world) == ["HEAD", "LATEST", "P"]
    assert list_file(world, old, "outcome.json", FOLDER)["outcome"] == "superseded"


def test_no_more_is_kept_than_is_needed(world: World) -> None:
    put(world, "KLE-nr.;KLE-navn;Sagsbehandler\n15.99.01;Et;Anna Berg\n").deliver()
    assert counting() == (Topic("15.99.01", "Et"),)
    assert "Anna" not in str(world.dynamodb.scan(TableName=TABLE)["Items"])


def test_a_number_on_it_is_known_to_the_sheets_judge(world: World, queries: list[Any]) -> None:
    sheet = (("15.99.01", "Værdighedspuljen"), ("15.99.09", "Noget"), ("27.99.04", "Et andet navn"))
    assert judge(world, *sheet) == ["KA402", "KA402", "KA402"]
    put(world).deliver()
    queries.clear()
    assert judge(world, *sheet) == ["KA402", "KA407"]
    assert len(queries) == 1


def test_nothing_is_read_where_kl_knows_every_number(world: World, queries: list[Any]) -> None:
    put(world).deliver()
    queries.clear()
    assert judge(world, ("15.20.24", "Fleksjob")) == []
    assert queries == []


def test_a_table_that_does_not_answer_is_no_fault_of_the_sheets(world: World) -> None:
    put(world).deliver()
    broken = ClientError({"Error": {"Code": "ThrottlingException"}}, "Query")
    with patch("kleark.adapters.dynamodb.own_number_table.query_items", side_effect=broken):
        assert put_list(world, sheet_with(("15.99.01", "Et")), SHEET).deliver() == ["m1"]


def test_half_a_list_is_never_used(world: World) -> None:
    put(world).deliver()
    table = OwnNumberTable(clients.dynamodb(), TABLE)
    head = table.head(CODE, consistent=True)
    assert head is not None
    assert table.set_head(CODE, replace(head, order=f"{head.order}~"), after=head)
    assert table.numbers(CODE, replace(head, digest="0" * 64)) is None
    with pytest.raises(StoredRegisterError):
        table.counting(CODE)


def test_the_watch_knows_them(world: World, queries: list[Any]) -> None:
    put(world).deliver()
    around = StoredSurroundings(InventoryTable(clients.dynamodb(), TABLE), NoLinks(), date(2026, 11, 30))
    queries.clear()
    register = around.register(CODE)
    assert register.topic("15.20.24") is not None
    assert queries == []
    assert [register.topic(one.kle_number) for one in OWN] == list(OWN)
    assert len(queries) == 1
    assert around.register(municipality_code("0751")).topic("15.99.01") is None
