"""What happens in the table is raised as a notice on the bus: by the real handler, from items as they are stored."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

import announce.handler as announce_handler
from infra.cloudformation import ROOT
from kleark.adapters import clients
from kleark.adapters.dynamodb.announcements import Announcements
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.dynamodb.keys import log_key, upload_key
from kleark.adapters.eventbridge import EventBus
from kleark.publishing.model import UploadStatus
from tests.support.interruptions import Stumbling, aws_error
from tests.support.listening import Ear, deliver, ear, item_record, record
from tests.support.world import EVENT_BUS, ODENSE, TABLE, rows

if TYPE_CHECKING:
    from tests.support.world import World

SCHEMA = json.loads((ROOT / "schemas" / "events" / "notice-raised.schema.json").read_text(encoding="utf-8"))
RASMUS = "oidc:rasmus:redaktoer@odense.example"


@pytest.fixture
def heard(world: World) -> Ear:
    return ear(world, "NoticeRaised")


def rejected(world: World) -> str:
    """The id of an upload with errors."""
    upload = world.validated(rows(3), by=RASMUS, name="Bent Jensens ark.xlsx")
    world.table.settle(replace(upload, status=UploadStatus.REJECTED, reason="Bent har skrevet forkert"))
    return upload.upload_id


def working(put: Any, **arguments: Any) -> Any:
    return put(**arguments)


def causes(heard: Ear) -> list[tuple[str, str | None]]:
    return [(detail["cause"], detail.get("uploadId")) for detail in heard.details(ODENSE)]


def test_a_sheet_with_errors_is_raised_and_says_nothing_of_what_is_in_it(world: World, heard: Ear) -> None:
    upload_id = rejected(world)
    assert deliver([item_record(world, upload_key(upload_id))]) == []
    (event,) = heard.listen()
    Draft202012Validator(SCHEMA).validate(event["detail"])
    assert (event["source"], event["detail-type"]) == ("kleark", "NoticeRaised")
    assert event["detail"] == {
        "schemaVersion": "1.0",
        "noticeId": event["detail"]["noticeId"],
        "municipalityCode": ODENSE,
        "kind": "refused",
        "cause": "sheet_rejected",
        "happenedAt": "2025-11-03T12:12:11.000Z",
        "uploadId": upload_id,
        "correlationId": upload_id,
    }
    assert "Bent" not in json.dumps(event)
    assert "rasmus" not in json.dumps(event)


@pytest.mark.parametrize(
    ("name", "by", "told"),
    [
        ("kontrol/kladde.xlsx", None, False),
        ("kontrol/kladde.xlsx", RASMUS, True),
        ("ark.xlsx", None, True),
    ],
)
def test_a_draft_that_a_program_has_checked_is_told_to_nobody(
    world: World, heard: Ear, name: str, by: str | None, *, told: bool
) -> None:
    upload = world.validated(rows(3), by=by, name=name)
    world.table.settle(replace(upload, status=UploadStatus.REJECTED))
    assert deliver([item_record(world, upload_key(upload.upload_id))]) == []
    assert bool(heard.details(ODENSE)) is told


def test_each_thing_that_is_done_is_raised_from_the_log_with_the_rest_of_the_batch(
    world: World, heard: Ear
) -> None:
    world.published(rows(4))
    world.freeze()
    world.unfreeze()
    batch = [record(ODENSE, 1, 71)]
    batch += [item_record(world, log_key(1, step), 72 + step) for step in range(3)]
    assert deliver(batch) == []
    assert [cause for cause, _ in causes(heard)] == ["published", "frozen", "unfrozen"]
    assert Announcements(clients.dynamodb(), TABLE).last_revision(ODENSE) == 1


def test_what_is_delivered_again_is_raised_with_the_id_that_it_had(world: World, heard: Ear) -> None:
    one = item_record(world, upload_key(rejected(world)))
    assert deliver([one, one]) == []
    assert deliver([one]) == []
    ids = [detail["noticeId"] for detail in heard.details(ODENSE)]
    assert len(ids) == 3
    assert len(set(ids)) == 1


@pytest.mark.parametrize(
    ("failure", "again"),
    [
        (aws_error("ThrottlingException", "PutEvents"), ["72"]),
        (aws_error("AccessDeniedException", "PutEvents"), ["72"]),
        (AssertionError("injected"), []),
    ],
)
def test_a_notice_that_the_bus_does_not_take_comes_again_and_holds_up_no_other(
    world: World, heard: Ear, failure: Exception, again: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    world.published(rows(4))
    upload_id = rejected(world)
    # The first call is the revision's.
    client: Any = Stumbling(clients.events(), "put_events", [working, failure])
    means = (
        ConfigurationTable(clients.dynamodb(), TABLE),
        Announcements(clients.dynamodb(), TABLE),
        EventBus(client, EVENT_BUS, pause=lambda _: None),
    )
    monkeypatch.setattr(announce_handler, "adapters", lambda: means)
    batch = [
        record(ODENSE, 1, 71),
        item_record(world, upload_key(upload_id), 72),
        item_record(world, log_key(1), 73),
    ]
    assert deliver(batch) == again
    assert [cause for cause, _ in causes(heard)] == ["published"]
    assert Announcements(clients.dynamodb(), TABLE).last_revision(ODENSE) == 1


def test_a_record_that_this_release_does_not_know_stops_none_that_it_knows(world: World, heard: Ear) -> None:
    upload_id = rejected(world)
    unknown = item_record(world, upload_key(upload_id), 71)
    unknown["dynamodb"]["NewImage"] = unknown["dynamodb"]["NewImage"] | {"status": {"S": "later_release"}}
    removed = item_record(world, upload_key(upload_id), 72)
    del removed["dynamodb"]["NewImage"]
    assert deliver([unknown, removed, item_record(world, upload_key(upload_id), 73)]) == []
    assert causes(heard) == [("sheet_rejected", upload_id)]
