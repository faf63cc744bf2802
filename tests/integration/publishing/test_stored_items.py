"""What deployed tables, buckets and queues hold stays as it is: every kind of it is compared with ``golden/``.

A field that gets another name, another type, or is dropped would lose what is stored. A change that is meant is
written down by ``python -m tests.integration.publishing.write_golden``, and its difference is looked at.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest

from kleark.editions import register_log
from kleark.editions.model import ActiveEdition, EditionRecord, RegisterAction, RegisterEntry
from kleark.identity.colleagues import Colleague, NoticeAddress
from kleark.identity.person import Person, Role
from kleark.identity.sessions import Session, SigningIn
from kleark.intake.ports import Ticket
from kleark.inventory.model import Line
from kleark.inventory.pages import Head
from kleark.links.link_answer import LinkAnswer, LinkReason, LinkState
from kleark.publishing.answers import Answer
from kleark.publishing.ids import municipality_code
from kleark.publishing.log import MAKES_A_REVISION, find_flaws, from_json, hash_of, to_json
from kleark.publishing.model import Action, Content, Live, LogEntry, Scheduled, Upload, UploadStatus
from kleark.publishing.retention import SnapshotRecord
from tests.integration.publishing.stored_items import (
    COLLEAGUES,
    GOLDEN,
    LINKS,
    PEOPLE,
    Files,
    empty,
    kind,
    plain,
    raw_item,
    read_by,
    stored,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.testing.moto_backend import Stores

ODENSE = municipality_code("0461")
FILES: Files = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in GOLDEN.glob("*.json")}

ITEMS = {
    name: dict(content) if isinstance(content, dict) else {str(at): one for at, one in enumerate(content)}
    for name, content in FILES.items()
    if name
    in {
        "live",
        "uploads",
        "answers",
        "log",
        "scheduled",
        "snapshots",
        "rows",
        "row-keys",
        "derived",
        "register",
        "announced",
        "case-sums",
        "inventory-head",
        "inventory-pages",
        "sessions",
        "sign-ins",
        "tickets",
        "colleagues",
        "notice-addresses",
        "notice-marks",
        "links",
    }
}
"""The files that hold items, and their entries."""

MODELS: dict[str, tuple[type[Any], ...]] = {
    "live": (Live, Content),
    "uploads": (Upload,),
    "answers": (Answer,),
    "log": (LogEntry, Content),
    "scheduled": (Scheduled, Content),
    "snapshots": (SnapshotRecord,),
    "register": (ActiveEdition, EditionRecord, RegisterEntry),
    "inventory-head": (Head,),
    "sessions": (Session, Person),
    "sign-ins": (SigningIn,),
    "tickets": (Ticket,),
    "colleagues": (Colleague,),
    "notice-addresses": (NoticeAddress,),
    "links": (LinkAnswer,),
}
"""What the items of a file are read as, and what is in that."""

NAMED_AS_FIELDS = ("live", "uploads", "answers", "log", "scheduled", "inventory-head", "tickets")
"""The files whose items have an attribute of the same name for every field of what they are read as."""


@pytest.fixture(scope="module")
def written() -> Files:
    """What today's code stores."""
    return stored()


@pytest.fixture(scope="module")
def stores() -> Iterator[Stores]:
    with empty() as made:
        yield made


@pytest.mark.parametrize("name", sorted(FILES))
def test_what_is_stored_is_what_it_always_was(written: Files, name: str) -> None:
    assert json.loads(json.dumps(written[name])) == FILES[name]


def test_nothing_is_stored_that_no_golden_file_holds(written: Files) -> None:
    assert sorted(written) == sorted(FILES)
    kinds = {kind(one["item"]) for entries in ITEMS.values() for one in entries.values()}
    assert kinds == set(written["kinds"])


@pytest.mark.parametrize(
    ("name", "title"),
    [
        (name, title)
        for name, entries in sorted(ITEMS.items())
        if name != "inventory-pages"
        for title in entries
    ],
)
def test_what_was_stored_is_read_as_it_always_was(stores: Stores, name: str, title: str) -> None:
    golden = ITEMS[name][title]
    table = {"colleagues": COLLEAGUES, "notice-addresses": COLLEAGUES, "links": LINKS}.get(name) or (
        stores.table.name if "SK" in golden["item"] else PEOPLE
    )
    item = raw_item(golden["item"])
    client: Any = stores.table.client
    client.put_item(TableName=table, Item=item)
    try:
        assert plain(read_by(name)(stores, item)) == golden["read"]
    finally:
        client.delete_item(TableName=table, Key={one: item[one] for one in ("PK", "SK") if one in item})


def test_a_stored_inventory_is_read_as_it_always_was(stores: Stores) -> None:
    client: Any = stores.table.client
    entries = [*ITEMS["inventory-head"].values(), *ITEMS["inventory-pages"].values()]
    for one in entries:
        client.put_item(TableName=stores.table.name, Item=raw_item(one["item"]))
    head = stores.index.head(consistent=True)
    assert head is not None
    assert plain(stores.index.inventory(head)) == FILES["inventory"]
    for one in entries:
        key = {name: one["item"][name] for name in ("PK", "SK")}
        client.delete_item(TableName=stores.table.name, Key=key)


def test_the_chain_of_the_log_holds_and_is_hashed_as_it_always_was() -> None:
    told = [one["json"] for one in FILES["log"]]
    entries = [from_json(one) for one in told]
    assert [hash_of(ODENSE, one) for one in entries] == [one["hash"] for one in told]
    assert [to_json(ODENSE, one) for one in entries] == told
    assert [plain(one) for one in entries] == [one["read"] for one in FILES["log"]]
    assert find_flaws(ODENSE, entries, None, entries[-1].hash) == []


def test_the_chain_of_the_registers_log_is_hashed_as_it_always_was() -> None:
    told = [one["read"] for title, one in FILES["register"].items() if title.startswith("entry: ")]
    entries = [register_log.from_json(one | {"action": one["action"]["enum"]}) for one in told]
    active = ActiveEdition(**FILES["register"]["active: and again"]["read"])
    assert {entry.action for entry in entries} == set(RegisterAction)
    assert register_log.is_whole(entries, active)


@pytest.mark.parametrize("name", sorted(MODELS))
def test_every_field_of_what_is_stored_is_in_a_golden_file_with_a_value_of_its_own(name: str) -> None:
    told = list(_objects([one["read"] for one in ITEMS[name].values()]))
    for model in MODELS[name]:
        names = {one.name for one in fields(model)}
        alike = [one for one in told if set(one) == names]
        assert alike, f"no golden file of {name} has exactly the fields of {model.__name__}"
        for one in fields(model):
            assert any(each[one.name] for each in alike), (model.__name__, one.name)


@pytest.mark.parametrize("name", NAMED_AS_FIELDS)
def test_every_field_of_what_is_stored_is_an_attribute_of_an_item(name: str) -> None:
    attributes = {one for entry in ITEMS[name].values() for one in entry["item"]} - {"PK", "SK"}
    assert attributes == {one.name for model in MODELS[name] for one in fields(model)} - {"content"}


def test_every_line_of_an_inventory_has_its_fields_in_a_golden_file() -> None:
    assert {tuple(one) for one in FILES["inventory"]["lines"]} == {tuple(one.name for one in fields(Line))}


def test_there_is_an_item_for_every_status_action_and_role() -> None:
    statuses = {one["item"]["status"]["S"] for one in ITEMS["uploads"].values()}
    assert statuses == {one.value for one in UploadStatus}
    actions = {one["item"]["action"]["S"] for one in ITEMS["log"].values()}
    assert actions == {one.value for one in Action}
    roles = {one["item"]["role"]["S"] for one in ITEMS["sessions"].values()}
    assert roles == {one.value for one in Role}
    states = {one["item"]["state"]["S"] for one in ITEMS["links"].values()}
    assert states == {one.value for one in LinkState}
    reasons = {one["item"]["reason"]["S"] for one in ITEMS["links"].values() if "reason" in one["item"]}
    assert reasons == {one.value for one in LinkReason}
    assert {
        one["json"]["step"] == 0 for one in FILES["log"] if one["json"]["action"] in MAKES_A_REVISION
    } == {True}


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every JSON object in a value."""
    if isinstance(value, dict):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(one)
