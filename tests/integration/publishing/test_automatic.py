"""What becomes of uploads that reach the publisher, one after the other."""

from __future__ import annotations

import io
import json
import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

import publish.handler as publish_handler
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.configuration.row_pages import pages_of
from kleark.publishing.automatic import publish
from kleark.publishing.config_file import ConfigurationMismatchError
from kleark.publishing.errors import UnknownUploadError
from kleark.publishing.model import AUTOMATIC, Action, UploadStatus
from kleark.publishing.policy import Outcome
from kleark.publishing.snapshot import snapshot_of
from kleark.publishing.staging import BrokenSnapshotError
from tests.support.interruptions import Calls, Stumbling
from tests.support.world import (
    AARHUS,
    CONTEXT,
    NOON,
    REPORTS,
    TABLE,
    failures,
    publish_message,
    row,
    rows,
    sorted_rows,
)

if TYPE_CHECKING:
    from tests.support.world import World

LATER = NOON + timedelta(minutes=10)
EARLIER = NOON - timedelta(minutes=10)


def test_first_publication(world: World) -> None:
    upload = world.validated(rows(9))
    publication = world.publish(upload)

    assert publication.outcome is Outcome.PUBLISHED
    [entry] = world.log()
    assert entry == publication.entry
    assert (entry.revision, entry.action, entry.actor, entry.added) == (1, Action.PUBLISH, AUTOMATIC, 9)
    live = world.live()
    assert (live.revision, live.content, live.order) == (1, entry.content, upload.order)
    assert world.upload(upload).status is UploadStatus.PUBLISHED
    assert world.upload(upload).revision == 1
    assert world.served() == sorted_rows(rows(9))


def test_later_upload_replaces_with_its_difference_in_the_log(world: World) -> None:
    world.published(rows(9))
    new = (*rows(8)[1:], row(2, system="KSD"), row(0, phone="66131488"))
    entry = world.published(new, LATER)

    assert entry.revision == 2
    assert (entry.added, entry.changed, entry.removed, entry.unchanged) == (1, 1, 1, 7)
    assert world.served() == sorted_rows(new)


@pytest.mark.parametrize("same_second", [False, True])
def test_an_earlier_upload_never_replaces_a_later_one(world: World, *, same_second: bool) -> None:
    earlier = NOON + timedelta(milliseconds=1) if same_second else EARLIER
    world.published(rows(9), NOON + timedelta(milliseconds=2))
    late = world.validated(rows(8), earlier, "sent.xlsx")

    assert world.publish(late).outcome is Outcome.SUPERSEDED
    stored = world.upload(late)
    assert stored.status is UploadStatus.SUPERSEDED
    assert stored.reason is not None
    assert "version 1" in stored.reason
    assert world.served() == sorted_rows(rows(9))
    assert len(world.log()) == 1


def test_a_second_delivery_changes_nothing(world: World) -> None:
    upload = world.validated(rows(9))
    world.publish(upload)
    before = world.dynamodb.scan(TableName=TABLE)["Items"]

    assert world.publish(upload).outcome is Outcome.ALREADY_SETTLED
    assert world.dynamodb.scan(TableName=TABLE)["Items"] == before


def test_the_same_rows_again_make_no_revision(world: World) -> None:
    world.published(rows(9))
    again = world.validated(tuple(reversed(rows(9))), LATER)

    assert world.publish(again).outcome is Outcome.UNCHANGED
    assert world.upload(again).status is UploadStatus.UNCHANGED
    assert world.upload(again).revision == 1
    assert len(world.log()) == 1


def test_the_same_rows_again_still_outrank_an_upload_made_before_them(world: World) -> None:
    world.published(rows(9), EARLIER)
    between = world.validated(rows(8), NOON, "sent.xlsx")
    world.publish(world.validated(rows(9), LATER, "igen.xlsx"))

    assert world.publish(between).outcome is Outcome.SUPERSEDED
    assert world.served() == sorted_rows(rows(9))


def test_frozen_municipality_keeps_what_is_live(world: World) -> None:
    world.published(rows(9))
    world.freeze()
    upload = world.validated(rows(8), LATER)

    assert world.publish(upload).outcome is Outcome.FROZEN
    assert world.upload(upload).status is UploadStatus.FROZEN
    assert world.served() == sorted_rows(rows(9))


def test_municipality_frozen_before_its_first_publication(world: World) -> None:
    world.freeze()
    assert world.publish(world.validated(rows(9))).outcome is Outcome.FROZEN
    assert world.served() == ()
    world.unfreeze()
    assert world.published(rows(9), LATER).revision == 1


@pytest.mark.parametrize(("kept", "expected"), [(6, Outcome.PUBLISHED), (5, Outcome.AWAITING_CONFIRMATION)])
def test_more_than_a_third_vanishing_awaits_a_person(world: World, kept: int, expected: Outcome) -> None:
    world.published(rows(9))
    upload = world.validated(rows(kept), LATER)

    assert world.publish(upload).outcome is expected
    if expected is Outcome.AWAITING_CONFIRMATION:
        stored = world.upload(upload)
        assert stored.status is UploadStatus.AWAITING_CONFIRMATION
        assert stored.reason is not None
        assert stored.reason.startswith("4 af de 9 rækker, der vises nu, mangler")
        assert world.served() == sorted_rows(rows(9))


@pytest.mark.parametrize("live", [0, 9])
def test_an_empty_configuration_is_never_published_automatically(world: World, live: int) -> None:
    if live:
        world.published(rows(live), EARLIER)
    upload = world.validated(())

    assert world.publish(upload).outcome is Outcome.AWAITING_CONFIRMATION
    reason = world.upload(upload).reason
    assert reason is not None
    assert reason.startswith("Arket har ingen rækker")
    assert world.served() == sorted_rows(rows(live))


def test_rows_beyond_one_page_are_written_and_read_back(world: World) -> None:
    many = rows(2500)
    content = world.published(many).content
    assert content is not None
    assert content.row_count == 2500
    assert len(pages_of(snapshot_of(many).rows)) > 1
    assert world.served() == sorted_rows(many)


def test_calls_of_a_first_publication(world: World) -> None:
    calls = Calls()
    calls.publish(world.validated(rows(30)))
    assert calls.names == [
        "get_item",  # the upload
        "get_object",  # its configuration
        "get_item",  # LIVE
        "update_item",  # open the snapshot
        "batch_write_item",
        "query",  # read back
        "update_item",  # seal
        "transact_write_items",
    ]


def test_every_flip_is_four_actions_whatever_the_number_of_rows(world: World) -> None:
    sizes: list[int] = []

    def count(real: Any, **arguments: Any) -> Any:
        sizes.append(len(arguments["TransactItems"]))
        return real(**arguments)

    for number, size in enumerate((1, 60)):
        upload = world.validated(rows(size), NOON + timedelta(minutes=number))
        watched: Any = Stumbling(world.dynamodb, "transact_write_items", [count])
        publish(
            upload.municipality,
            upload.upload_id,
            ConfigurationTable(watched, TABLE),
            world.reports,
            lambda: NOON,
        )
    assert sizes == [4, 4]


def test_tenants_do_not_meet(world: World) -> None:
    world.published(rows(9))
    aarhus = world.at(AARHUS)
    aarhus.published(rows(3, phone="89402000"), EARLIER)

    assert world.served() == sorted_rows(rows(9))
    assert aarhus.served() == sorted_rows(rows(3, phone="89402000"))
    assert (world.live().revision, aarhus.live().revision) == (1, 1)


def test_an_upload_cannot_be_published_for_another_municipality(world: World) -> None:
    upload = world.validated(rows(9))
    event = {"Records": [publish_message(AARHUS, upload.upload_id)]}

    assert failures(publish_handler.handler(event, CONTEXT)) == [upload.upload_id]
    assert world.at(AARHUS).served() == ()
    assert world.served() == ()


def test_a_configuration_of_another_municipality_is_refused(world: World) -> None:
    """Should a configuration ever be copied into another municipality's folder, with its record."""
    upload = world.validated(rows(9))
    key = f"{world.code}/{upload.upload_id}/config.json"
    config = json.loads(world.s3.get_object(Bucket=REPORTS, Key=key)["Body"].read())
    for field, value in {
        "municipalityCode": AARHUS,
        "uploadId": "0" * 32,
        "rows": config["rows"][1:],
    }.items():
        world.s3.put_object(Bucket=REPORTS, Key=key, Body=json.dumps(config | {field: value}))
        with pytest.raises(ConfigurationMismatchError):
            world.publish(upload)
    assert world.served() == ()


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        "not json",
        '{"municipalityCode": "0411", "uploadId": "0123456789abcdef0123456789abcdef"}',
        '{"municipalityCode": "0461#S#x", "uploadId": "0123456789abcdef0123456789abcdef"}',
        '{"municipalityCode": "0461", "uploadId": "../0751/0123456789abcdef01234567"}',
        '{"municipalityCode": "0461", "uploadId": 7}',
        '{"municipalityCode": "0461", "uploadId": "0123456789abcdef0123456789abcdef", "scheduleId": "x"}',
    ],
)
def test_a_message_that_is_no_request_ends_in_the_dead_letter_queue(world: World, body: str) -> None:
    message = publish_message(world.code, "m1") | {"body": body}
    assert failures(publish_handler.handler({"Records": [message]}, CONTEXT)) == ["m1"]


def test_an_upload_that_was_never_validated_is_not_published(world: World) -> None:
    upload = world.at(AARHUS).validated(rows(1))
    with pytest.raises(UnknownUploadError):
        world.publish(replace(upload, municipality=world.code))
    with pytest.raises(UnknownUploadError):
        world.publish(replace(upload, upload_id="0" * 32))


def test_a_failing_municipality_holds_up_nobody_else(world: World) -> None:
    """The rest of its own messages wait, so that they keep their order."""
    broken = world.validated(rows(9), EARLIER, "a.xlsx")
    world.s3.delete_object(Bucket=REPORTS, Key=f"{world.code}/{broken.upload_id}/config.json")
    waiting = world.validated(rows(8), NOON, "b.xlsx")
    other = world.at(AARHUS).validated(rows(3))

    assert world.deliver(broken, waiting, other) == [broken.upload_id, waiting.upload_id]
    assert world.served() == ()
    assert world.at(AARHUS).served() == sorted_rows(rows(3))


def test_a_live_snapshot_with_a_lost_page_stops_automatic_publication(world: World) -> None:
    """The difference would be wrong, and so would the guard against removals."""
    entry = world.published(rows(9))
    world.lose_a_page(entry.content)
    with pytest.raises(BrokenSnapshotError):
        world.publish(world.validated(rows(8), LATER))


def test_logs_hold_no_content(world: World) -> None:
    """Neither of what was published nor of what went wrong with it."""
    good = world.validated(rows(9), NOON, "borger 010203-1234.xlsx")
    bad = world.validated(rows(8), LATER, "borger 010203-1234.xlsx")
    key = f"{world.code}/{bad.upload_id}/config.json"
    config = json.loads(world.s3.get_object(Bucket=REPORTS, Key=key)["Body"].read())
    config["rows"][0]["showFrom"] = "Kontaktcenter 66131372"
    world.s3.put_object(Bucket=REPORTS, Key=key, Body=json.dumps(config))

    log = io.StringIO()
    handler = publish_handler.logger.registered_handler
    assert isinstance(handler, logging.StreamHandler)
    written_to = handler.setStream(log)
    assert world.deliver(good, bad) == [bad.upload_id]
    handler.setStream(written_to)
    logged = log.getvalue()
    assert good.upload_id in logged
    assert '"outcome":"published"' in logged
    assert '"error":"ValueError"' in logged
    for content in ("66131372", "Kontaktcenter", "010203", "borger", "fleksjob"):
        assert content not in logged
