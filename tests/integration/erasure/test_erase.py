"""All of a sheet is deleted, wherever it is; whoever is at work meanwhile, and wherever the job dies."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

import jsonschema
import pytest

import erase.handler as erase_handler
import publish.handler as publish_handler
import validate.handler as validate_handler
from kleark.adapters import clients
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.erasure.erase import Erased, ErasureOutcome, LeftoverError, NeededError, erase
from kleark.publishing.errors import UnknownUploadError
from kleark.publishing.ids import upload_id
from kleark.publishing.log import to_json
from kleark.publishing.manual import publish_upload, unpublish
from kleark.publishing.model import UploadStatus, stamp
from kleark.publishing.retention import QUIET
from kleark.publishing.snapshot import snapshot_of
from kleark.publishing.staging import stage
from kleark.report.model import Report
from kleark.report.summary import Summary, read_findings
from kleark.rules.model import AGAINST_LIVE_GROUP
from kleark.schemas import schema
from tests.support.acting import change_request
from tests.support.erasing import (
    ASKED,
    AT_THE_END,
    Eraser,
    KnownErasures,
    ask,
    deleted,
    holding,
    stored_texts,
)
from tests.support.interruptions import Calls, Killed, kill
from tests.support.log_schema import violations
from tests.support.report_schema import violations as report_violations
from tests.support.sheet_builder import row as sheet_row
from tests.support.sheet_builder import sheet_of, written
from tests.support.sweeping import Sweeper, partitions_with_rows
from tests.support.world import (
    CONTEXT,
    REPORTS,
    TABLE,
    UPLOADS,
    failures,
    kept_by_moto,
    make_people_table,
    publish_message,
    rows,
    s3_record,
    upload_message,
)

if TYPE_CHECKING:
    from kleark.publishing.model import Upload
    from tests.support.world import World

Versions = Literal["Enabled", "Suspended"]

SECRET = "Hemmeligholdt"
"""Stands in the sheet that is deleted, and in its name."""


def sheet(system: str = "FASIT", department: str = "Kontaktcenter", count: int = 4) -> bytes:
    numbers = ("15.20.24", "15.17.12", "15.17.22", "15.62.05", "15.62.10")
    made = [
        sheet_row(kleNumber=number, kleTitle="Emne", sourceSystem=system, contactDepartment=department)
        for number in numbers[:count]
    ]
    return written(sheet_of(*made))


def take_in(world: World, data: bytes, name: str, *, versions: Versions = "Enabled") -> Upload:
    """Uploaded, checked with all its files made, and published where it has no errors.

    ``versions``: of the bucket of reports; as in ``template.yaml``.
    """
    make_people_table(world)
    world.s3.put_bucket_versioning(Bucket=REPORTS, VersioningConfiguration={"Status": versions})
    key = f"{world.code}/{name}"
    version = world.s3.put_object(Bucket=UPLOADS, Key=key, Body=data)["VersionId"]
    check(world, key, version)
    for message in world.queued_messages():
        record = publish_message(message["municipalityCode"], message["uploadId"])
        assert failures(publish_handler.handler({"Records": [record]}, CONTEXT)) == []
    upload = world.table.upload(world.code, upload_id(UPLOADS, key, version))
    assert upload is not None
    return upload


def check(world: World, key: str, version: str) -> None:
    # S3 says the whole second; within it, the event's time decides which upload is newer.
    record = upload_message(s3_record(key, version, at=datetime.now(UTC)))
    assert failures(validate_handler.handler({"Records": [record]}, CONTEXT)) == []


def secret_sheet(world: World) -> Upload:
    return take_in(world, sheet(f"{SECRET}-system", SECRET), f"{SECRET} borger.xlsx")


def was_live(world: World, versions: Versions = "Enabled") -> tuple[Upload, Upload]:
    """A sheet with the secret that was live, and the one that is live now: its report quotes the one before."""
    secret = secret_sheet(world)
    after = take_in(world, sheet(), "uden.xlsx", versions=versions)
    if after.status is UploadStatus.AWAITING_CONFIRMATION:
        request = change_request("anne", "nyt ark", 1)
        publish_upload(after.upload_id, request, world.place, world.reports, confirm_removals=True)
    assert world.live().revision == 2
    return world.upload(secret), world.upload(after)


def report_of(world: World, upload: Upload) -> Any:
    stored = world.reports.read(upload.municipality, upload.upload_id, "report.json")
    assert stored is not None
    return json.loads(stored)


# ---- What is gone ------------------------------------------------------------------------------------------


def test_a_sheet_that_was_live_is_found_nowhere_any_more(world: World) -> None:
    """In no item of the table and no version of any object: not in the sheet's own, and not in others' reports."""
    secret, after = was_live(world)
    places = holding(world, SECRET)
    for name in ("report.json", "report.txt", "report.html", "plan.json"):
        assert f"{REPORTS}/{world.code}/{after.upload_id}/{name}" in places
    served, log = world.served(), world.log()
    deleted(world, secret)
    assert holding(world, SECRET) == []
    assert world.served() == served
    assert world.log()[: len(log)] == log


def test_its_record_and_the_log_keep_who_had_it_deleted_and_why(world: World) -> None:
    secret, _ = was_live(world)
    entry = ask(world, secret)
    Eraser(world)(secret)
    stands = world.upload(secret)
    assert stands.status is UploadStatus.DELETED
    assert (stands.key, stands.version_id, stands.digest) == (f"{world.code}/slettet", "", None)
    assert (stands.deletion_by, stands.deletion_note) == (entry.actor, entry.note)
    assert (stands.deletion_at, stands.deleted_at) == (stamp(ASKED), stamp(AT_THE_END))
    assert (stands.uploaded_at, stands.verdict, stands.revision) == (secret.uploaded_at, secret.verdict, 1)
    assert violations(json.loads(json.dumps(_entry_json(world)))) == []


def _entry_json(world: World) -> Any:
    return to_json(world.code, world.log()[-1])


def test_a_rejected_sheet_with_a_cpr_number_is_gone_and_so_is_the_number(world: World) -> None:
    number = "010180-1234"
    data = written(sheet_of(sheet_row(kleTitle=f"Sag {number}")))
    rejected = take_in(world, data, f"{number}.xlsx")
    assert rejected.status is UploadStatus.REJECTED
    assert holding(world, number)
    deleted(world, rejected)
    assert holding(world, number) == []
    assert world.report_names() == set()


@pytest.mark.parametrize("versions", ["Enabled", "Suspended"])
def test_the_other_sheets_report_is_as_if_it_had_not_been_compared(world: World, versions: Versions) -> None:
    secret, after = was_live(world, versions)
    before = report_of(world, after)
    assert any(finding["rule"].startswith("KA7") for finding in before["findings"])
    deleted(world, secret)
    now = report_of(world, after)
    assert report_violations(now) == []
    assert now["plan"] is None
    assert now["findings"] == [one for one in before["findings"] if not one["rule"].startswith("KA7")]
    assert now["rows"] == before["rows"]
    assert now["counts"]["warnings"] == sum(one["severity"] == "warning" for one in now["findings"])
    names = {one.rpartition("/")[2] for one in world.report_names(f"{world.code}/{after.upload_id}/")}
    assert {"report.json", "report.txt", "report.html", "config.json", "excerpt.json"} <= names
    assert not names & {"plan.json", "annotated.xlsx"}


def test_the_other_sheets_warnings_still_name_their_own_findings(world: World) -> None:
    """Whoever answers them is shown what they are about by their positions in the report."""
    secret = secret_sheet(world)
    odd = written(
        sheet_of(
            *(
                sheet_row(kleNumber=number, kleTitle="Emne", infoUrl="https://www.aarhus.dk/job")
                for number in ("15.20.24", "15.17.12", "15.17.22")
            )
        )
    )
    other = take_in(world, odd, "uden.xlsx")
    unpublish(change_request("anne", "slettes", world.live().revision), world.place)
    before = findings_answered(world, other)
    assert len({finding["rule"] for finding in before}) > 1
    deleted(world, secret)
    own = [one for one in before if not one["rule"].startswith("KA7")]
    assert len(own) < len(before)
    assert findings_answered(world, other) == own
    compared = [one["finding"] for one in stored_warnings(world, other) if one["rule"].startswith("KA7")]
    assert set(compared) == {None}


def test_the_summaries_of_other_sheets_count_no_comparison_with_it(world: World) -> None:
    secret, after = was_live(world)
    code, name = after.municipality, "summary.json"
    compared = Summary.from_bytes(world.reports.read(code, after.upload_id, name) or b"")
    assert compared is not None
    assert compared.plan is not None
    deleted(world, secret)
    stands = Summary.from_bytes(world.reports.read(code, after.upload_id, name) or b"")
    report = world.reports.read(code, after.upload_id, "report.json") or b""
    assert stands is not None
    assert stands.plan is None
    assert [one.rule for one in stands.groups if one.rule.startswith(AGAINST_LIVE_GROUP)] == []
    assert list(read_findings(report[: stands.findings_end])) == list(
        Report.from_json(json.loads(report)).findings
    )
    versions = world.s3.list_object_versions(Bucket=REPORTS, Prefix=f"{code}/{after.upload_id}/{name}")
    assert len(versions["Versions"]) == 1


def stored_warnings(world: World, upload: Upload) -> Any:
    stored = world.reports.read(upload.municipality, upload.upload_id, "warnings.json")
    assert stored is not None
    return json.loads(stored)["warnings"]


def findings_answered(world: World, upload: Upload) -> list[Any]:
    """What the page shows of the warnings, as it finds it."""
    listed = report_of(world, upload)["findings"]
    warnings = [one for one in stored_warnings(world, upload) if one["finding"] is not None]
    assert [listed[one["finding"]]["rule"] for one in warnings] == [one["rule"] for one in warnings]
    return [listed[one["finding"]] for one in warnings]


def test_reports_that_quote_something_else_are_left_as_they_are(world: World) -> None:
    secret = take_in(world, sheet(department=SECRET), "første.xlsx")
    take_in(world, sheet(department="Jobcenter"), "andet.xlsx")
    third = take_in(world, sheet(department="Kontaktcenter"), "tredje.xlsx")
    folder = f"{world.code}/{third.upload_id}/"
    before = dict(stored_texts(world))
    deleted(world, secret)
    after = dict(stored_texts(world))
    of_the_third = [where for where in before if where.startswith(f"{REPORTS}/{folder}")]
    assert len(of_the_third) > 6
    assert [where for where in of_the_third if before[where] != after.get(where)] == []
    assert holding(world, SECRET) == []


def test_a_plan_that_was_refused_in_its_time_is_forgotten_as_well(world: World) -> None:
    secret, after = was_live(world)
    plan = world.reports.read(world.code, after.upload_id, "plan.json")
    assert plan is not None
    other = world.validated(rows(3), name="andet.xlsx")
    world.reports.write(world.code, other.upload_id, "refused-plan.json", plan)
    world.reports.write(
        world.code,
        other.upload_id,
        "plan.json",
        plan.replace(b'"againstRevision": 1', b'"againstRevision": 2'),
    )
    deleted(world, secret)
    names = world.report_names(f"{world.code}/{other.upload_id}/")
    assert {one.rpartition("/")[2] for one in names} == {"config.json", "plan.json"}


def test_what_stood_before_in_anothers_report_goes_and_what_stands_there_now_stays(world: World) -> None:
    """Checked twice, the second time against something else: only the versions of the first quote the sheet."""
    secret, after = was_live(world)
    store = world.reports
    newer = {
        name: b'{"againstRevision": 2}' if name == "plan.json" else b"{}"
        for name in ("report.json", "plan.json")
    }
    for name, content in newer.items():
        store.write(world.code, after.upload_id, name, content)
    deleted(world, secret)
    for name, content in newer.items():
        assert store.read(world.code, after.upload_id, name) == content
    quoting = [one for one in holding(world, SECRET) if not one.endswith((".txt", ".html", ".xlsx"))]
    assert quoting == []


def test_other_versions_in_the_same_place_are_other_sheets_and_stay(world: World) -> None:
    first = take_in(world, sheet(department=SECRET), "ark.xlsx")
    second = take_in(world, sheet(), "ark.xlsx")
    assert first.key == second.key
    deleted(world, first)
    listed = world.s3.list_object_versions(Bucket=UPLOADS)
    assert [one["VersionId"] for one in listed["Versions"]] == [second.version_id]
    assert holding(world, SECRET) == []


def test_a_marker_that_names_the_file_goes_with_its_last_version(world: World) -> None:
    secret = secret_sheet(world)
    take_in(world, sheet(), "uden.xlsx")
    world.s3.delete_object(Bucket=UPLOADS, Key=secret.key)
    assert f"{UPLOADS} marker" in holding(world, SECRET)
    if world.live().content and world.live().content.upload_id == secret.upload_id:  # type: ignore[union-attr]
        unpublish(change_request("anne", "slettes", world.live().revision), world.place)
    deleted(world, secret)
    assert holding(world, SECRET) == []


def test_a_bucket_without_versions_is_emptied_of_the_sheet_too(world: World) -> None:
    """As on a local engine, where an upload is told by what was in it."""
    secret = secret_sheet(world)
    unpublish(change_request("anne", "slettes", 1), world.place)
    head = world.s3.head_object(Bucket=UPLOADS, Key=secret.key)
    etag = "etag:" + head["ETag"].strip('"')
    world.dynamodb.update_item(
        TableName=TABLE,
        Key={"PK": {"S": f"U#{world.code}"}, "SK": {"S": f"UPLOAD#{secret.upload_id}"}},
        UpdateExpression="SET version_id = :v",
        ExpressionAttributeValues={":v": {"S": etag}},
    )
    deleted(world, world.upload(secret))
    assert holding(world, SECRET) == []


def test_another_sheet_whose_key_begins_the_same_stays(world: World) -> None:
    secret = take_in(world, sheet(department=SECRET), "ark")
    unpublish(
        change_request("anne", "slettes", world.live().revision), world.place
    ) if world.live().content else None
    other = take_in(world, sheet(), "ark.xlsx")
    deleted(world, secret)
    assert [one["Key"] for one in world.s3.list_objects_v2(Bucket=UPLOADS)["Contents"]] == [other.key]


# ---- When it comes to its end ------------------------------------------------------------------------------


def test_it_looks_again_later_before_it_says_that_nothing_is_left(world: World) -> None:
    secret, _ = was_live(world)
    ask(world, secret)
    early = Eraser(world, now=ASKED + QUIET - timedelta(milliseconds=1))
    outcome, erased = early(secret)
    assert outcome is ErasureOutcome.WAITING
    assert early.queue.asked == [(world.code, secret.upload_id, True)]
    assert (erased.sheets, erased.rows, erased.quotes) == (1, 1, 1)
    # No plan was made, and nothing had to be corrected; its warnings are a file of their own.
    assert erased.files == 9
    assert [one for one in holding(world, SECRET) if "key" not in one] == []
    assert world.upload(secret).status is UploadStatus.BEING_DELETED
    assert Eraser(world)(secret) == (ErasureOutcome.ERASED, Erased())
    assert Eraser(world)(secret) == (ErasureOutcome.ALREADY_ERASED, Erased())


def test_nothing_is_deleted_that_nobody_asked_for(world: World) -> None:
    secret, after = was_live(world)
    before = dict(stored_texts(world))
    for upload in (secret, after):
        assert Eraser(world)(upload) == (ErasureOutcome.NOT_ASKED_FOR, Erased())
    with pytest.raises(UnknownUploadError):
        Eraser(world)(replace(secret, upload_id="0" * 32))
    assert dict(stored_texts(world)) == before


def test_a_sheet_that_is_live_after_all_is_left_and_a_person_must_look(world: World) -> None:
    """No command leads there."""
    _, after = was_live(world)
    assert world.table.advance(
        replace(after, status=UploadStatus.BEING_DELETED, deletion_at=stamp(ASKED)), UploadStatus.PUBLISHED
    )
    before = dict(stored_texts(world))
    with pytest.raises(NeededError):
        Eraser(world)(after)
    assert dict(stored_texts(world)) == before


def test_a_validator_that_is_still_at_work_writes_for_nothing(world: World) -> None:
    """It read the record before the deletion was asked for, and writes its files after the first pass."""
    rejected = take_in(world, written(sheet_of(sheet_row(contactPhone="1"))), f"{SECRET}.xlsx")
    ask(world, rejected)
    Eraser(world, now=ASKED)(rejected)
    world.reports.write(world.code, rejected.upload_id, "annotated.xlsx", SECRET.encode())
    assert Eraser(world)(rejected) == (ErasureOutcome.ERASED, Erased(files=1))
    assert holding(world, SECRET) == []


def test_a_validator_that_begins_now_makes_nothing_of_it(world: World) -> None:
    rejected = take_in(world, written(sheet_of(sheet_row(contactPhone="1"))), "ark.xlsx")
    ask(world, rejected)
    check(world, rejected.key, rejected.version_id)  # while the sheet is still there
    names = world.report_names()
    Eraser(world, now=ASKED)(rejected)
    assert names
    check(world, rejected.key, rejected.version_id)
    assert world.report_names() == set()


def test_a_validator_in_whose_midst_it_is_deleted_makes_no_workbooks(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked for just before the check's outcome is recorded."""
    asked = []
    services = validate_handler.services()

    @dataclass(frozen=True)
    class Asking(ConfigurationTable):
        def advance(self, upload: Upload, was: UploadStatus) -> bool:
            asked.append(ask(world, upload))
            return ConfigurationTable.advance(self, upload, was)

    table = Asking(clients.dynamodb(), TABLE)
    monkeypatch.setattr(validate_handler, "services", lambda: replace(services, table=table))
    upload = take_in(world, written(sheet_of(sheet_row(contactPhone="1"))), f"{SECRET}.xlsx")
    assert (len(asked), upload.status) == (1, UploadStatus.BEING_DELETED)
    assert not [one for one in world.report_names() if one.endswith(".xlsx")]
    Eraser(world)(upload)
    assert holding(world, SECRET) == []


def test_rows_that_a_publisher_stages_meanwhile_go_as_well(world: World) -> None:
    upload = world.validated(rows(5))
    ask(world, upload)
    content = stage(snapshot_of(rows(5)), upload.upload_id, upload.uploaded_at, world.place)
    assert partitions_with_rows() == {content.snapshot_id}
    _, erased = Eraser(world)(upload)
    assert (erased.snapshots, erased.rows) == (1, 1)
    assert partitions_with_rows() == set()
    assert not world.table.is_sealed(world.code, content)


def test_what_is_written_at_every_pass_is_not_said_to_be_gone(world: World) -> None:
    secret, _ = was_live(world)
    ask(world, secret)
    eraser = Eraser(world)
    services = eraser.services()
    bucket = services.stored_reports

    class Filling:
        def versions(self, prefix: str) -> Any:
            if secret.upload_id in prefix:
                world.reports.write(world.code, secret.upload_id, "report.txt", b"igen")
            return bucket.versions(prefix)

        delete, read = staticmethod(bucket.delete), staticmethod(bucket.read)

    with pytest.raises(LeftoverError):
        erase(world.code, secret.upload_id, replace(services, stored_reports=Filling()))
    assert world.upload(secret).status is UploadStatus.BEING_DELETED


# ---- Interrupted, and twice at once ------------------------------------------------------------------------


def test_a_job_that_dies_at_any_of_its_calls_is_carried_on_by_the_next(world: World) -> None:
    secret, after = was_live(world)
    ask(world, secret)
    kept = {name: deepcopy(vars(one)) for name, one in kept_by_moto().items()}
    calls = Calls()
    Eraser(world, calls=calls)(secret)
    assert len(calls.names) > 30
    left = holding(world, "")
    for moment in [(0, "before"), *((number, "after") for number in range(len(calls.names)))]:
        for name, one in kept_by_moto().items():
            vars(one).clear()
            vars(one).update(deepcopy(kept[name]))
        with pytest.raises(Killed):
            Eraser(world, calls=Calls(moment, kill))(secret)
        outcome, _ = Eraser(world)(secret)
        assert outcome in {ErasureOutcome.ERASED, ErasureOutcome.ALREADY_ERASED}, moment
        assert holding(world, SECRET) == [], moment
        assert holding(world, "") == left, moment
        assert report_of(world, after)["plan"] is None, moment
        assert len(world.served()) == 4
        world.log()


def test_two_jobs_at_once_end_as_one(world: World) -> None:
    secret, _ = was_live(world)
    ask(world, secret)
    probe = Calls()
    kept = {name: deepcopy(vars(one)) for name, one in kept_by_moto().items()}
    Eraser(world, calls=probe)(secret)
    for number in range(0, len(probe.names), 9):
        for name, one in kept_by_moto().items():
            vars(one).clear()
            vars(one).update(deepcopy(kept[name]))
        calls = Calls((number, "before"), lambda: Eraser(world)(secret))
        outcome, _ = Eraser(world, calls=calls)(secret)
        assert outcome in {ErasureOutcome.ERASED, ErasureOutcome.ALREADY_ERASED}
        assert holding(world, SECRET) == []
        assert world.upload(secret).status is UploadStatus.DELETED


# ---- The sweep, and the function -------------------------------------------------------------------------


def test_the_sweep_asks_once_more_for_what_got_stuck(world: World) -> None:
    secret, _ = was_live(world)
    ask(world, secret)
    sweeper = Sweeper(world, now=ASKED + timedelta(minutes=29))
    assert sweeper().erasing == 0
    sweeper.now = ASKED + timedelta(minutes=31)
    dry = Sweeper(world, now=sweeper.now, dry_run=True)
    assert (dry().erasing, dry.erasures.asked) == (1, [])
    counts = sweeper()
    assert (counts.erasing, counts.unerased) == (1, 0)
    assert sweeper.erasures.asked == [(world.code, secret.upload_id, False)]
    sweeper.now = ASKED + timedelta(days=1, minutes=1)
    assert sweeper().unerased == 1
    Eraser(world)(secret)
    assert sweeper().erasing == 0


def test_the_function_carries_out_what_the_queue_brings(world: World) -> None:
    secret, _ = was_live(world)
    queue = KnownErasures()
    ask(world, secret, queue)
    [(code, identity, _)] = queue.asked
    body = {"municipalityCode": code, "uploadId": identity}
    assert deliver(body) == []
    assert world.upload(secret).status is UploadStatus.DELETED
    assert holding(world, SECRET) == []


def deliver(body: Any) -> list[str]:
    jsonschema.Draft202012Validator(schema("events/erasure-requested")).validate(body)
    record = publish_message("0461", "0" * 32) | {"body": json.dumps(body)}
    return failures(erase_handler.handler({"Records": [record]}, CONTEXT))


def test_what_no_upload_is_named_by_comes_again(world: World) -> None:
    assert len(deliver({"municipalityCode": "0461", "uploadId": "0" * 32})) == 1
