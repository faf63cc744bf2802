"""Who uploaded a sheet: what the page notes before, and the validator finds after."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import validate.handler as validate_handler
from kleark.adapters import clients
from kleark.adapters.dynamodb.upload_tickets import UploadTickets
from kleark.intake.ports import Ticket
from kleark.publishing.ids import upload_id
from kleark.publishing.manual import publish_upload
from kleark.publishing.model import UploadStatus
from kleark.publishing.object_keys import from_page_key
from tests.support.acting import change_request
from tests.support.interruptions import Stumbling, aws_error
from tests.support.world import (
    AARHUS,
    CONTEXT,
    NOON,
    ODENSE,
    PEOPLE,
    TABLE,
    UPLOADS,
    failures,
    make_people_table,
    s3_record,
    upload_message,
)

if TYPE_CHECKING:
    from kleark.publishing.model import Upload
    from tests.support.world import World

SHEET = (Path(__file__).parents[4] / "sample_sheets" / "odense-2021-rettet.xlsx").read_bytes()
ANNE = "oidc:7f3c:anne@odense.example"
BO = "oidc:99aa:bo@odense.example"
KEY = from_page_key(ODENSE, "0123456789abcdefABCDEF", "ark på æøå + 1.xlsx")
LONG_AGO, FAR_AHEAD = 1, 4_102_444_800


@pytest.fixture
def tickets(world: World) -> UploadTickets:
    make_people_table(world)
    return UploadTickets(clients.dynamodb(), PEOPLE)


def put(world: World, key: str = KEY) -> tuple[dict[str, Any], str]:
    """The message that tells of it, and the upload's id."""
    version = world.s3.put_object(Bucket=UPLOADS, Key=key, Body=SHEET)["VersionId"]
    return upload_message(s3_record(key, version)), upload_id(UPLOADS, key, version)


def deliver(message: dict[str, Any]) -> list[str]:
    return failures(validate_handler.handler({"Records": [message]}, CONTEXT))


def taken_in(world: World, key: str = KEY) -> Upload:
    message, identity = put(world, key)
    assert deliver(message) == []
    found = world.table.upload(world.code, identity)
    assert found is not None
    return found


def test_who_uploaded_a_sheet_on_the_page_is_on_its_record_for_good(
    world: World, tickets: UploadTickets
) -> None:
    tickets.issue(UPLOADS, KEY, ODENSE, ANNE, FAR_AHEAD)
    upload = taken_in(world)
    assert (upload.uploaded_by, upload.status) == (ANNE, UploadStatus.CHECKED)

    publish_upload(upload.upload_id, change_request(BO, "", 0), world.place, world.reports)
    published = world.upload(upload)
    assert (published.uploaded_by, published.status) == (ANNE, UploadStatus.PUBLISHED)


def test_two_sheets_in_the_same_place_are_of_the_same_person(world: World, tickets: UploadTickets) -> None:
    tickets.issue(UPLOADS, KEY, ODENSE, ANNE, FAR_AHEAD)
    assert taken_in(world).uploaded_by == taken_in(world).uploaded_by == ANNE


@pytest.mark.parametrize("key", ["0461/kontrol/ark.xlsx", "0461/ark.xlsx", "0461/kontrol/side/ark.xlsx"])
def test_of_what_is_put_straight_into_the_bucket_nobody_asks(world: World, key: str) -> None:
    """There is not even a table of people here."""
    assert PEOPLE not in world.dynamodb.list_tables()["TableNames"]
    assert taken_in(world, key).uploaded_by is None


def test_a_place_that_looks_like_the_page_s_and_was_never_given_to_anybody(
    world: World, tickets: UploadTickets
) -> None:
    tickets.issue(UPLOADS, KEY, ODENSE, ANNE, FAR_AHEAD)
    assert taken_in(world, KEY.replace("ark", "andet")).uploaded_by is None
    assert taken_in(world, KEY.replace("0123", "3210")).uploaded_by is None


def test_a_ticket_that_has_expired_is_none(world: World, tickets: UploadTickets) -> None:
    tickets.issue(UPLOADS, KEY, ODENSE, ANNE, LONG_AGO)
    assert taken_in(world).uploaded_by is None


def test_a_ticket_of_another_municipality_than_the_folder_s_is_none(
    world: World, tickets: UploadTickets
) -> None:
    tickets.issue(UPLOADS, KEY, AARHUS, ANNE, FAR_AHEAD)
    assert taken_in(world).uploaded_by is None


@pytest.mark.parametrize(("seconds", "counts"), [(-1, False), (0, False), (1, True)])
def test_a_ticket_counts_until_it_expires(tickets: UploadTickets, seconds: int, *, counts: bool) -> None:
    ends = int(NOON.timestamp()) + seconds
    at_noon = UploadTickets(tickets.client, PEOPLE, lambda: NOON)
    at_noon.issue(UPLOADS, KEY, ODENSE, ANNE, ends)
    assert at_noon.uploader(UPLOADS, KEY) == (Ticket("0461", ANNE, ends) if counts else None)


def test_a_ticket_is_for_one_place_in_one_bucket(tickets: UploadTickets) -> None:
    tickets.issue(UPLOADS, KEY, ODENSE, ANNE, FAR_AHEAD)
    assert tickets.uploader("reports", KEY) is None
    assert tickets.uploader(UPLOADS, f"{KEY} ") is None
    assert tickets.uploader(UPLOADS, KEY) == Ticket("0461", ANNE, FAR_AHEAD)


def test_neither_key_nor_file_name_can_be_read_from_the_table_of_people(
    world: World, tickets: UploadTickets
) -> None:
    tickets.issue(UPLOADS, KEY, ODENSE, ANNE, FAR_AHEAD)
    [item] = world.dynamodb.scan(TableName=PEOPLE)["Items"]
    assert item.keys() == {"PK", "municipality", "actor", "expires_at"}
    assert item["PK"]["S"].startswith("T#")
    assert len(item["PK"]["S"]) == 2 + 64
    assert item["expires_at"] == {"N": str(FAR_AHEAD)}


def test_where_it_cannot_be_found_out_the_sheet_waits(
    world: World, tickets: UploadTickets, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not to know must not look like nobody: the record would say so for good."""
    tickets.issue(UPLOADS, KEY, ODENSE, ANNE, FAR_AHEAD)
    message, identity = put(world)

    def busy(real: Any, **arguments: Any) -> Any:
        if arguments["TableName"] == PEOPLE:
            raise aws_error("ThrottlingException", "GetItem")
        return real(**arguments)

    stumbling = Stumbling(clients.dynamodb(), "get_item", [busy] * 9)
    with monkeypatch.context() as patched:
        patched.setattr(clients, "dynamodb", lambda: stumbling)
        validate_handler.services.cache_clear()
        assert deliver(message) == ["m1"]
    assert world.table.upload(ODENSE, identity) is None
    assert world.report_names() == set()

    validate_handler.services.cache_clear()
    assert deliver(message) == []
    found = world.table.upload(ODENSE, identity)
    assert found is not None
    assert found.uploaded_by == ANNE


def test_a_record_of_an_earlier_release_says_that_nobody_knows(world: World, tickets: UploadTickets) -> None:
    """And stays so, however often its message comes again."""
    tickets.issue(UPLOADS, KEY, ODENSE, ANNE, FAR_AHEAD)
    message, identity = put(world)
    assert deliver(message) == []
    key: Any = {"PK": {"S": "U#0461"}, "SK": {"S": f"UPLOAD#{identity}"}}
    world.dynamodb.update_item(TableName=TABLE, Key=key, UpdateExpression="REMOVE uploaded_by")
    assert deliver(message) == []
    found = world.table.upload(ODENSE, identity)
    assert found is not None
    assert (found.uploaded_by, found.status) == (None, UploadStatus.CHECKED)
