"""Sheets are checked against the active register, from the next one on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import validate.handler as validate_handler
from tests.support.emneplan import PlanTopic
from tests.support.receiving import Editions, edition_file
from tests.support.sheet_builder import row, sheet_of, written
from tests.support.world import CONTEXT, REPORTS, UPLOADS, World, failures, s3_record, upload_message

if TYPE_CHECKING:
    from kleark.publishing.ids import MunicipalityCode

NEW = PlanTopic("15.20.99", "Noget helt nyt", "2025-08-01")


def rules(world: World, code: MunicipalityCode) -> set[str]:
    """What a sheet with a row for the new topic is told."""
    data = written(sheet_of(row(kleNumber="15.20.99", kleTitle="Noget helt nyt")))
    key = f"{code}/kontrol/ark.xlsx"
    version = world.s3.put_object(Bucket=UPLOADS, Key=key, Body=data)["VersionId"]
    assert (
        failures(validate_handler.handler({"Records": [upload_message(s3_record(key, version))]}, CONTEXT))
        == []
    )
    [upload] = [one for one in world.table.uploads(code) if one.version_id == version]
    report = world.s3.get_object(Bucket=REPORTS, Key=f"{code}/{upload.upload_id}/report.json")["Body"].read()
    return {finding["rule"] for finding in json.loads(report)["findings"]}


def test_an_activated_edition_counts_from_the_next_sheet_on_and_a_reverted_one_no_longer(
    world: World,
) -> None:
    editions = Editions(world)
    assert "KA402" in rules(world, world.code)
    editions.activate(edition_file(new=(NEW,)))
    assert not rules(world, world.code) & {"KA401", "KA402", "KA405"}
    editions.activate(edition_file("2025-08-08"))
    assert "KA403" in rules(world, world.code)
