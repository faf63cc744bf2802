"""All of a municipality's lists of case templates goes but the one that counts; nothing that is late comes back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

import erase.handler as erase_handler
from kleark.adapters import clients
from kleark.adapters.dynamodb.case_template_table import CaseTemplateTable
from kleark.adapters.dynamodb.own_number_table import OwnNumberTable
from kleark.adapters.object_versions import VersionedBucket
from kleark.erasure.erase import ErasureOutcome
from kleark.erasure.erase_lists import ListErasureServices, erase_lists
from kleark.publishing.errors import ConcurrentChangeError, NothingToChangeError
from kleark.publishing.list_deletion import delete_list
from kleark.publishing.object_keys import OwnList
from kleark.publishing.retention import QUIET
from kleark.schemas import schema
from tests.support.erasing import KnownErasures
from tests.support.list_uploads import (
    CODE,
    NUMBERS,
    ONE,
    UNREADABLE,
    list_items,
    put_list,
    stored_head,
    stored_templates,
)
from tests.support.world import CONTEXT, REPORTS, TABLE, UPLOADS, failures

if TYPE_CHECKING:
    from tests.support.world import World

ACTOR = "oidc:7f3c:anne@odense.example"


def now() -> datetime:
    """moto's S3 goes by the clock of this machine."""
    return datetime.now(UTC) + timedelta(seconds=2)


def delete(seen: str, queue: KnownErasures | None = None) -> str:
    table = CaseTemplateTable(clients.dynamodb(), TABLE)
    return delete_list(
        CODE, OwnList.CASE_TEMPLATES, seen, ACTOR, table, queue or KnownErasures(), now()
    ).deleted_at


def erase_at(at: datetime, deleted_at: str, queue: KnownErasures) -> ErasureOutcome:
    services = ListErasureServices(
        OwnList.CASE_TEMPLATES,
        CaseTemplateTable(clients.dynamodb(), TABLE),
        VersionedBucket(clients.s3(), UPLOADS),
        UPLOADS,
        VersionedBucket(clients.s3(), REPORTS),
        queue,
        lambda: at,
    )
    return erase_lists(CODE, deleted_at, services)[0]


def seen_order() -> str:
    head = stored_head()
    return head.order if head else ""


def uploads(world: World) -> list[str]:
    return [one["Key"] for one in world.s3.list_object_versions(Bucket=UPLOADS).get("Versions", [])]


def test_nothing_is_left_of_a_list_and_of_those_before_it(world: World) -> None:
    for data in (UNREADABLE, ONE, ONE):
        put_list(world, data).deliver()
    world.s3.put_object(Bucket=UPLOADS, Key="0461/ark.xlsx", Body=b"another's")
    queue = KnownErasures()
    deleted_at = delete(seen_order(), queue)
    assert queue.asked == [(CODE, deleted_at, False)]
    assert stored_templates() is None
    assert erase_at(now(), deleted_at, queue) is ErasureOutcome.WAITING
    assert queue.asked[-1] == (CODE, deleted_at, True)
    assert uploads(world) == ["0461/ark.xlsx"]
    assert world.report_names() == set()
    assert list_items(world) == ["HEAD", "LATEST"]
    assert erase_at(now() + QUIET, deleted_at, queue) is ErasureOutcome.ERASED


def test_what_a_late_validator_wrote_goes_too(world: World) -> None:
    uploaded = put_list(world, ONE)
    uploaded.deliver()
    deleted_at = delete(seen_order())
    queue = KnownErasures()
    erase_at(now(), deleted_at, queue)
    world.s3.put_object(
        Bucket=REPORTS, Key=f"0461/skabeloner/{uploaded.identity}/annotated.xlsx", Body=b"late"
    )
    assert erase_at(now() + QUIET, deleted_at, queue) is ErasureOutcome.ERASED
    assert world.report_names() == set()
    assert uploaded.deliver() == []
    assert stored_templates() is None


def test_a_message_that_comes_after_the_deletion_brings_nothing_back(world: World) -> None:
    uploaded = put_list(world, ONE)
    uploaded.deliver()
    delete(seen_order())
    assert uploaded.deliver() == []
    assert stored_templates() is None


def test_a_list_that_came_meanwhile_stays(world: World) -> None:
    put_list(world, ONE).deliver()
    seen = seen_order()
    put_list(world, ONE, at=now()).deliver()
    with pytest.raises(ConcurrentChangeError):
        delete(seen)
    before = stored_head()
    # A request that nobody has made, or one that came twice, never touches the list that counts.
    assert erase_at(now() + QUIET, "2999-01-01T00:00:00.000Z", KnownErasures()) is ErasureOutcome.WAITING
    assert stored_head() == before
    assert stored_templates() is not None
    assert len(uploads(world)) == 1


def test_there_must_be_something_to_delete(world: World) -> None:
    with pytest.raises(NothingToChangeError):
        delete("")
    put_list(world, UNREADABLE).deliver()
    delete("")
    with pytest.raises(NothingToChangeError):
        delete(seen_order())


def test_the_message_is_as_its_schema_says_and_carried_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_list(world, ONE).deliver()
    queue = KnownErasures()
    deleted_at = delete(seen_order(), queue)
    body: dict[str, Any] = {"municipalityCode": CODE, "caseTemplatesUntil": deleted_at}
    jsonschema.validate(body, schema("events/erasure-requested"))
    monkeypatch.setattr("kleark.adapters.clock.now", now)
    message = {"messageId": "m1", "body": json.dumps(body), "attributes": {}, "eventSource": "aws:sqs"}
    assert failures(erase_handler.handler({"Records": [message]}, CONTEXT)) == []
    assert uploads(world) == []


def test_lists_of_one_kind_go_and_those_of_another_stay(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_list(world, ONE).deliver()
    put_list(world, NUMBERS.encode(), "0461/egne-numre/egne.csv").deliver()
    table = OwnNumberTable(clients.dynamodb(), TABLE)
    head = table.head(CODE, consistent=True)
    assert head is not None
    deleted = delete_list(CODE, OwnList.OWN_NUMBERS, head.order, ACTOR, table, KnownErasures(), now())
    body = {"municipalityCode": CODE, "ownNumbersUntil": deleted.deleted_at}
    jsonschema.validate(body, schema("events/erasure-requested"))
    monkeypatch.setattr("kleark.adapters.clock.now", now)
    message = {"messageId": "m1", "body": json.dumps(body), "attributes": {}, "eventSource": "aws:sqs"}
    assert failures(erase_handler.handler({"Records": [message]}, CONTEXT)) == []
    assert uploads(world) == ["0461/skabeloner/sagsskabeloner.csv"]
    assert all(name.startswith("0461/skabeloner/") for name in world.report_names())
    assert table.counting(CODE) == ()
    assert stored_templates() is not None
