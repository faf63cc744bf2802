"""A judged upload's report tells what the sheet would change; what the publisher then does is what it told."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import validate.handler as validate_handler
from kleark.adapters import clients
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.check import check
from kleark.configuration.plan import Plan
from kleark.publishing.config_file import verified_snapshot
from kleark.publishing.manual import set_removal_limit
from kleark.publishing.model import UploadStatus
from kleark.registers.municipalities import municipality
from tests.integration.intake.test_sheet import MENDED, publish_queued, put, record_of, report_of, take_in
from tests.support.interruptions import Stumbling, aws_error
from tests.support.plan_schema import violations
from tests.support.sheet_builder import CONTACT_POINT, row, sheet_of, written
from tests.support.world import CONTEXT, REPORTS, TABLE, World, s3_record, upload_message

if TYPE_CHECKING:
    from kleark.configuration.row import Row

MENDED_ROWS = tuple(
    sourced.row for sourced in check(MENDED, "odense-2021-rettet.xlsx", municipality("0461")).rows
)


def kept(world: World, identity: str, name: str) -> bytes:
    return world.s3.get_object(Bucket=REPORTS, Key=f"{world.code}/{identity}/{name}")["Body"].read()


def rules_of(report: Any) -> set[str]:
    return {finding["rule"] for finding in report["findings"] if finding["rule"].startswith("KA7")}


def of_systems(count: int) -> bytes:
    """A sheet with one KLE number for so many source systems."""
    return written(sheet_of(*(row(sourceSystem=f"System {number}") for number in range(count))))


def published_systems(world: World) -> None:
    nine = check(of_systems(9), "ark.xlsx", municipality("0461")).rows
    world.published(tuple(sourced.row for sourced in nine))


def other_phone(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return (replace(rows[0], contact_phone="66131488"), *rows[1:])


def test_the_first_upload_is_compared_with_nothing(world: World) -> None:
    identity = take_in(world, "0461/ark.xlsx", MENDED)
    plan = report_of(world, "0461", identity)["plan"]
    assert (plan["againstRevision"], plan["municipalityCode"]) == (0, "0461")
    assert plan["counts"]["added"] == 9
    assert "Der vises ikke noget nu" in kept(world, identity, "report.txt").decode()


@pytest.mark.parametrize("folder", ["0461", "0461/kontrol"])
def test_a_later_upload_is_compared_with_what_is_live(world: World, folder: str) -> None:
    world.published(other_phone(MENDED_ROWS))
    identity = take_in(world, f"{folder}/ark.xlsx", MENDED)
    report = report_of(world, "0461", identity)
    told = json.loads(kept(world, identity, "plan.json"))
    assert told == report["plan"]
    assert violations(told) == []
    plan = Plan.from_json(told)
    assert plan.against_revision == 1
    [changed] = plan.changed
    assert [(one.field, one.before, one.after) for one in changed.changes] == [
        ("contact_phone", "66131488", "66131372")
    ]
    assert "+45 6613 1488 → +45 6613 1372" in kept(world, identity, "report.txt").decode()
    assert "Det ændrer sig, når arket offentliggøres" in kept(world, identity, "report.html").decode()


def test_what_is_left_in_a_corrected_sheet_counts_what_no_correction_takes_away(world: World) -> None:
    published_systems(world)
    identity = take_in(world, "0461/kontrol/ark.xlsx", MENDED)
    facts = world.reports.facts(world.code, identity, "mended.xlsx")
    open_ones = [
        one
        for one in report_of(world, "0461", identity)["findings"]
        if one["severity"] != "info" and not one["repaired"]
    ]
    assert {"KA503", "KA701"} <= {one["rule"] for one in open_ones}
    assert facts is not None
    assert facts["left"] == str(len(open_ones))


def test_the_log_counts_what_the_plan_told(world: World) -> None:
    published_systems(world)
    identity = take_in(world, "0461/ark.xlsx", of_systems(8))
    counts = report_of(world, "0461", identity)["plan"]["counts"]
    publish_queued(world)
    entry = world.revisions()[-1]
    told = (counts["added"], counts["changed"], counts["removed"], counts["unchanged"])
    assert told == (entry.added, entry.changed, entry.removed, entry.unchanged) == (0, 0, 1, 8)


@pytest.mark.parametrize(
    ("staying", "limit", "waits"), [(6, None, False), (5, None, True), (8, 10, True), (5, 50, False)]
)
def test_the_report_says_that_the_publisher_will_wait(
    world: World, staying: int, limit: int | None, *, waits: bool
) -> None:
    published_systems(world)
    if limit is not None:
        set_removal_limit(limit, "anne", "få rækker", world.place)
    identity = take_in(world, "0461/ark.xlsx", of_systems(staying))
    assert ("KA701" in rules_of(report_of(world, "0461", identity))) is waits
    publish_queued(world)
    status = record_of(world, identity).status
    assert status is (UploadStatus.AWAITING_CONFIRMATION if waits else UploadStatus.PUBLISHED)


def test_the_same_rows_and_a_frozen_municipality_are_told(world: World) -> None:
    world.published(MENDED_ROWS)
    assert rules_of(report_of(world, "0461", take_in(world, "0461/a.xlsx", MENDED))) == {"KA702"}
    world.freeze()
    assert rules_of(report_of(world, "0461", take_in(world, "0461/b.xlsx", MENDED))) == {"KA702", "KA710"}


def test_another_municipality_s_rows_are_not_compared_with(world: World) -> None:
    world.published(MENDED_ROWS)
    sheet = written(sheet_of(row(digitalPostUrl=CONTACT_POINT, infoUrl="https://www.borger.dk/")))
    identity = take_in(world, "0751/kontrol/ark.xlsx", sheet)
    plan = report_of(world, "0751", identity)["plan"]
    assert (plan["municipalityCode"], plan["counts"]["before"], plan["counts"]["added"]) == ("0751", 0, 1)


@pytest.mark.parametrize("operation", ["get_item", "query"])
def test_what_cannot_be_read_costs_neither_report_nor_publication(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, operation: str
) -> None:
    world.published(other_phone(MENDED_ROWS))
    version = put(world, "0461/ark.xlsx", MENDED)
    # Before what is live, a record is looked for where an older release had it, and then the upload is recorded.
    before: list[Any] = [lambda real, **arguments: real(**arguments)] if operation == "get_item" else []
    failure = aws_error("InternalServerError", operation)
    client: Any = Stumbling(clients.dynamodb(), operation, [*before, failure])
    desk = replace(validate_handler.services(), table=ConfigurationTable(client, TABLE, pause=lambda _: None))
    with monkeypatch.context() as failing:
        failing.setattr(validate_handler, "services", lambda: desk)
        message = upload_message(s3_record("0461/ark.xlsx", version))
        assert validate_handler.handler({"Records": [message]}, CONTEXT) == {"batchItemFailures": []}
    [identity] = {name.split("/")[1] for name in world.report_names("0461/") if name.endswith("report.html")}
    _not_compared(world, identity, caplog)


def test_rows_that_are_not_what_was_sealed_are_not_compared_with(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.published(other_phone(MENDED_ROWS))
    world.lose_a_page(world.live().content)
    identity = take_in(world, "0461/kontrol/ark.xlsx", MENDED)
    assert rules_of(report_of(world, "0461", identity)) == {"KA703"}
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "report_incomplete"
    ]


def _not_compared(world: World, identity: str, caplog: pytest.LogCaptureFixture) -> None:
    report = report_of(world, "0461", identity)
    assert (rules_of(report), report["plan"]) == ({"KA703"}, None)
    assert f"0461/{identity}/plan.json" not in world.report_names()
    assert "kunne ikke læses" in kept(world, identity, "report.txt").decode()
    [logged] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert logged.getMessage() == "report_incomplete"
    publish_queued(world)
    assert record_of(world, identity).status is UploadStatus.PUBLISHED
    assert world.served() == tuple(sorted(MENDED_ROWS, key=lambda row: row.key))


def test_a_checked_sheet_can_be_published_later(world: World) -> None:
    identity = take_in(world, "0461/kontrol/ark.xlsx", MENDED)
    record = record_of(world, identity)
    assert record.status is UploadStatus.CHECKED
    snapshot = verified_snapshot(kept(world, identity, "config.json"), record)
    assert snapshot.digest == record.digest
    assert {stored.row() for stored in snapshot.rows} == set(MENDED_ROWS)
