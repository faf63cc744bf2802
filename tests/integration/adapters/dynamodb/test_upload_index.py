"""Uploads in the order in which they came: a page at a time, of older releases too, and where there is no index."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from kleark.adapters import clients
from kleark.adapters.dynamodb.expressions import older_upload_record_key
from kleark.adapters.dynamodb.items import to_item, to_values
from kleark.adapters.dynamodb.upload_index import UploadIndex
from kleark.testing.validated_uploads import validated
from tests.support.interruptions import Calls, aws_error
from tests.support.world import AARHUS, ODENSE, TABLE, rows

if TYPE_CHECKING:
    from kleark.publishing.model import Upload
    from tests.support.world import World

COUNT = 23


class WithoutIndex:
    """A table whose index is not there."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def __getattr__(self, operation: str) -> Any:
        def call(**arguments: Any) -> Any:
            if "IndexName" in arguments:
                raise aws_error("ValidationException", "Query")
            return getattr(self.client, operation)(**arguments)

        return call


def uploaded(world: World, number: int, *, older: bool = False) -> Upload:
    """Several in each moment, some of them recorded by an older release."""
    at = f"2025-11-03T12:{number // 4:02d}:00.000Z"
    upload, _ = validated(world.code, rows(1), f"{number}.xlsx", at, version_id=f"v{number}")
    upload = replace(upload, order=f"{number:04d}")
    if older:
        item = older_upload_record_key(world.code, upload.upload_id) | to_item(to_values(upload))
        world.dynamodb.put_item(TableName=TABLE, Item=item)
    else:
        world.table.claim(upload)
    return upload


@pytest.fixture
def uploads(world: World) -> list[Upload]:
    """Oldest first."""
    uploaded(world.at(AARHUS), 7)
    return [uploaded(world, number, older=number < 9) for number in range(COUNT)]


@pytest.mark.parametrize("has_index", [True, False])
@pytest.mark.parametrize("most", [1, 3, 4, 5, 50])
def test_pages_give_each_once_and_in_order_in_both_directions(
    uploads: list[Upload], most: int, has_index: bool
) -> None:
    client: Any = clients.dynamodb()
    client = client if has_index else WithoutIndex(client)
    index = UploadIndex(client, TABLE)
    forth, back = [], []
    page = index.newest(ODENSE, most + 1)
    while page:
        forth += page[:most]
        page = index.newest(ODENSE, most + 1, start=page[most]) if len(page) > most else []
    page = index.oldest(ODENSE, most + 1)
    while page:
        back += page[:most]
        page = index.oldest(ODENSE, most + 1, start=page[most]) if len(page) > most else []
    assert forth[::-1] == back == uploads


def test_before_a_time(uploads: list[Upload]) -> None:
    index = UploadIndex(clients.dynamodb(), TABLE)
    assert index.newest(ODENSE, 3, before=uploads[8].received_at) == uploads[5:8][::-1]
    assert index.newest(ODENSE, 3, before=uploads[0].received_at) == []


def test_a_page_is_one_request_however_many_there_are(uploads: list[Upload]) -> None:
    calls = Calls()
    index = UploadIndex(calls.of(clients.dynamodb()), TABLE)
    assert len(index.newest(ODENSE, 7)) == 7
    assert calls.names == ["query"]


def test_what_else_fails_is_raised(world: World) -> None:
    class Denied:
        def query(self, **_: Any) -> Any:
            raise aws_error("AccessDeniedException", "Query")

    client: Any = Denied()
    with pytest.raises(Exception, match="AccessDenied"):
        UploadIndex(client, TABLE).newest(ODENSE, 1)
