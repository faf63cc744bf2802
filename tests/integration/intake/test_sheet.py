"""What becomes of an uploaded object, from S3's notification to the message that asks for publication."""

from __future__ import annotations

import io
import json
import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from referencing import Registry, Resource

import publish.handler as publish_handler
import validate.handler as validate_handler
from kleark.adapters import clients
from kleark.adapters.s3 import ReportStore, UploadStore
from kleark.adapters.sqs import PublishQueue
from kleark.intake import report_files
from kleark.ooxml import editor
from kleark.publishing.config_file import verified_snapshot
from kleark.publishing.ids import upload_id
from kleark.publishing.model import Upload, UploadStatus
from kleark.schemas import schema
from kleark.sheet import limits, reader
from kleark.sheet.limits import FILE_BYTES
from tests.support.interruptions import Stumbling, aws_error
from tests.support.world import (
    CONTEXT,
    NOON,
    REPORTS,
    UPLOADS,
    World,
    failures,
    publish_message,
    s3_record,
    upload_message,
)

SHEETS = Path(__file__).parents[3] / "sample_sheets"
FAULTY = (SHEETS / "odense-2021.xlsx").read_bytes()
MENDED = (SHEETS / "odense-2021-rettet.xlsx").read_bytes()
REPORT_FILES = (
    "report.json",
    "report.txt",
    "summary.json",
    "excerpt.json",
    "report.html",
    "annotated.xlsx",
    "mended.xlsx",
)
ACCEPTED_FILES = (*REPORT_FILES, "plan.json", "config.json", "warnings.json")


def put(world: World, key: str, data: bytes) -> str:
    return world.s3.put_object(Bucket=UPLOADS, Key=key, Body=data)["VersionId"]


def deliver(*messages: dict[str, Any]) -> list[str]:
    return failures(validate_handler.handler({"Records": list(messages)}, CONTEXT))


def take_in(world: World, key: str, data: bytes) -> str:
    """Upload and deliver; gives the upload's id."""
    version = put(world, key, data)
    assert deliver(upload_message(s3_record(key, version))) == []
    return upload_id(UPLOADS, key, version)


def record_of(world: World, identity: str) -> Upload:
    found = world.table.upload(world.code, identity)
    assert found is not None
    return found


def report_of(world: World, folder: str, identity: str) -> Any:
    stored = world.s3.get_object(Bucket=REPORTS, Key=f"{folder}/{identity}/report.json")
    report = json.loads(stored["Body"].read())
    jsonschema.Draft202012Validator(schema("report"), registry=_registry()).validate(report)
    return report


def _registry() -> Any:
    return Registry().with_resources(
        (schema(name)["$id"], Resource.from_contents(schema(name))) for name in ("config", "plan", "report")
    )


def publish_queued(world: World) -> None:
    for message in world.queued_messages():
        event = {"Records": [publish_message(message["municipalityCode"], message["uploadId"])]}
        assert failures(publish_handler.handler(event, CONTEXT)) == []


def test_the_mended_odense_sheet_goes_live(world: World) -> None:
    identity = take_in(world, "0461/odense-2021-rettet.xlsx", MENDED)
    folder = f"0461/{identity}/"
    assert world.report_names() == {folder + name for name in ACCEPTED_FILES}
    config = json.loads(world.s3.get_object(Bucket=REPORTS, Key=folder + "config.json")["Body"].read())
    jsonschema.Draft202012Validator(schema("config")).validate(config)
    assert config["uploadId"] == identity
    assert record_of(world, identity).status is UploadStatus.QUEUED

    publish_queued(world)
    assert record_of(world, identity).status is UploadStatus.PUBLISHED
    served = world.get("kle=15.17.26").json
    assert [one["kleTitle"] for one in served["rows"]] == ["Jobafklaringsforløb"]
    assert len(world.served()) == 9


def test_the_original_odense_sheet_is_refused(world: World) -> None:
    identity = take_in(world, "0461/odense-2021.xlsx", FAULTY)
    report = report_of(world, "0461", identity)
    assert [(f["cell"], f["suggestion"]) for f in report["findings"] if f["severity"] == "error"] == [
        ("B7", "15.17.26")
    ]
    assert record_of(world, identity).status is UploadStatus.REJECTED
    assert world.report_names() == {f"0461/{identity}/{name}" for name in REPORT_FILES}
    assert world.queued_messages() == []


def test_a_report_s_files_say_the_same_however_often_they_are_made(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message comes again, an hour later, since the record could not be written: the moment told is the same."""
    version = put(world, "0461/odense-2021.xlsx", FAULTY)
    identity = upload_id(UPLOADS, "0461/odense-2021.xlsx", version)
    message = upload_message(s3_record("0461/odense-2021.xlsx", version))
    pages = []
    for hour in (0, 1):
        at = NOON + timedelta(hours=hour)
        monkeypatch.setattr("kleark.adapters.clock.now", lambda at=at: at)
        validate_handler.services.cache_clear()
        assert deliver(message) == []
        stored = world.s3.get_object(Bucket=REPORTS, Key=f"0461/{identity}/report.html")
        pages.append(stored["Body"].read())
        undone = replace(record_of(world, identity), status=UploadStatus.RECEIVED)
        assert world.table.advance(undone, UploadStatus.REJECTED)
    assert "3. nov. 2025 kl. 13.00" in pages[0].decode()
    assert pages[0] == pages[1]


def test_the_control_folder_is_only_checked(world: World) -> None:
    identity = take_in(world, "0461/kontrol/ark.xlsx", MENDED)
    record = record_of(world, identity)
    assert record.status is UploadStatus.CHECKED
    assert world.report_names() == {f"0461/{identity}/{name}" for name in ACCEPTED_FILES}
    assert world.queued_messages() == []
    # So that a person may publish it later.
    config = world.reports.configuration(world.code, identity)
    assert len(verified_snapshot(config, record).rows) == 9


@pytest.mark.parametrize("name", ["ark med mellemrum.xlsx", "a+b.xlsx", "æøå & 100%.xlsx", "a/b/c.xlsx"])
def test_keys_come_as_in_a_form(world: World, name: str) -> None:
    identity = take_in(world, f"0461/{name}", MENDED)
    assert record_of(world, identity).key == f"0461/{name}"
    assert report_of(world, "0461", identity)["file"]["name"] == name.rpartition("/")[2]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("9999/ark.xlsx", "9999"),
        ("0411/ark.xlsx", "0411"),
        ("odense/ark.xlsx", "odense"),
        ("461/ark.xlsx", "461"),
        ("ark.xlsx", "/"),
        ("kontrol/0461/ark.xlsx", "kontrol"),
        ("ukendt/ark.xlsx", "ukendt"),
    ],
)
def test_a_folder_that_is_no_municipality(world: World, key: str, said: str) -> None:
    identity = take_in(world, key, MENDED)
    [finding] = report_of(world, "ukendt", identity)["findings"]
    assert finding["rule"] == "KA112"
    assert f'"{said}" er ikke en kommunekode' in finding["message"]["da"]
    assert world.report_names() == {
        f"ukendt/{identity}/{name}" for name in ("report.json", "report.txt", "report.html")
    }
    assert world.queued_messages() == []


def test_the_same_notification_twice(world: World) -> None:
    version = put(world, "0461/ark.xlsx", MENDED)
    message = upload_message(s3_record("0461/ark.xlsx", version))
    assert deliver(message, message | {"messageId": "m2"}) == []
    publish_queued(world)
    assert deliver(message) == []
    publish_queued(world)
    assert [entry.revision for entry in world.log()] == [1]


def test_notifications_out_of_order(world: World) -> None:
    """The first upload's notification comes last."""
    first, second = (
        put(world, "0461/ark.xlsx", _with_other_phone(MENDED)),
        put(world, "0461/ark.xlsx", MENDED),
    )
    deliver(upload_message(s3_record("0461/ark.xlsx", second, at=NOON + timedelta(seconds=1))))
    publish_queued(world)
    live = world.served()
    deliver(upload_message(s3_record("0461/ark.xlsx", first, at=NOON)))
    publish_queued(world)
    assert world.served() == live
    assert record_of(world, upload_id(UPLOADS, "0461/ark.xlsx", first)).status is UploadStatus.SUPERSEDED


def test_several_objects_in_one_notification(world: World) -> None:
    """One that fails does not keep the others from their turn; the message comes again."""
    good = put(world, "0461/a.xlsx", MENDED)
    records = [s3_record("0461/b.xlsx", None), s3_record("0461/a.xlsx", good)]
    assert deliver(upload_message(*records)) == ["m1"]
    assert record_of(world, upload_id(UPLOADS, "0461/a.xlsx", good)).status is UploadStatus.QUEUED


def test_only_the_message_that_failed_comes_again(world: World) -> None:
    good = put(world, "0461/a.xlsx", MENDED)
    bad = upload_message(s3_record("0461/b.xlsx", None), message_id="bad")
    assert deliver(bad, upload_message(s3_record("0461/a.xlsx", good), message_id="good")) == ["bad"]


def test_the_test_message_is_ignored(world: World) -> None:
    body = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": UPLOADS}
    assert deliver(upload_message() | {"body": json.dumps(body)}) == []
    assert world.report_names() == set()


def test_a_removal_is_ignored(world: World) -> None:
    removed = s3_record("0461/ark.xlsx", "v1", name="ObjectRemoved:Delete")
    assert deliver(upload_message(removed)) == []
    assert world.report_names() == set()


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "{}", '{"Records": [{}]}', '{"Records": [{"eventName": 1}]}']
)
def test_what_is_no_notification_ends_in_the_dead_letter_queue(body: str) -> None:
    assert deliver(upload_message() | {"body": body}) == ["m1"]


def test_a_foreign_bucket_ends_in_the_dead_letter_queue(world: World) -> None:
    record = s3_record("0461/ark.xlsx", "v1")
    record["s3"]["bucket"]["name"] = "somebody-elses"
    assert deliver(upload_message(record)) == ["m1"]


@pytest.mark.parametrize("version", [None, "null"])
def test_a_missing_version_is_refused_in_production(world: World, version: str | None) -> None:
    put(world, "0461/ark.xlsx", MENDED)
    assert deliver(upload_message(s3_record("0461/ark.xlsx", version))) == ["m1"]
    assert world.report_names() == set()


def test_a_missing_version_is_looked_up_locally(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLEARK_ENVIRONMENT", "local")
    version = put(world, "0461/ark.xlsx", MENDED)
    assert deliver(upload_message(s3_record("0461/ark.xlsx", None))) == []
    identity = upload_id(UPLOADS, "0461/ark.xlsx", version)
    assert record_of(world, identity).status is UploadStatus.QUEUED
    world.s3.delete_object(Bucket=UPLOADS, Key="0461/ark.xlsx")
    assert deliver(upload_message(s3_record("0461/ark.xlsx", None))) == []


def test_an_object_deleted_before_it_is_read(world: World) -> None:
    version = put(world, "0461/ark.xlsx", MENDED)
    world.s3.delete_object(Bucket=UPLOADS, Key="0461/ark.xlsx", VersionId=version)
    assert deliver(upload_message(s3_record("0461/ark.xlsx", version))) == []
    assert record_of(world, upload_id(UPLOADS, "0461/ark.xlsx", version)).status is UploadStatus.GONE
    assert world.report_names() == set()


def test_a_version_under_a_delete_mark_was_uploaded_all_the_same(world: World) -> None:
    version = put(world, "0461/ark.xlsx", MENDED)
    world.s3.delete_object(Bucket=UPLOADS, Key="0461/ark.xlsx")
    assert deliver(upload_message(s3_record("0461/ark.xlsx", version))) == []
    assert record_of(world, upload_id(UPLOADS, "0461/ark.xlsx", version)).status is UploadStatus.QUEUED


def test_an_object_over_the_limit_is_refused_without_being_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = put(world, "0461/stor.xlsx", b"x" * (FILE_BYTES + 1))
    read: list[str] = []
    client: Any = Stumbling(clients.s3(), "get_object", [_unreadable_body(read)])
    desk = validate_handler.services()
    with monkeypatch.context() as watched:
        watched.setattr(validate_handler, "services", lambda: _with(desk, uploads=UploadStore(client)))
        assert deliver(upload_message(s3_record("0461/stor.xlsx", version))) == []

    assert read == []
    report = report_of(world, "0461", upload_id(UPLOADS, "0461/stor.xlsx", version))
    assert [finding["rule"] for finding in report["findings"]] == ["KA102"]
    assert report["file"] == {"name": "stor.xlsx", "bytes": FILE_BYTES + 1, "sha256": ""}


def test_a_console_s_folder_is_no_upload(world: World) -> None:
    version = put(world, "0461/kontrol/", b"")
    assert deliver(upload_message(s3_record("0461/kontrol/", version, size=0))) == []
    assert world.report_names() == set()


def test_a_sheet_without_a_name_of_its_own_gets_its_report(world: World) -> None:
    identity = take_in(world, "0461/kontrol/", MENDED)
    assert record_of(world, identity).status is UploadStatus.CHECKED
    assert report_of(world, "0461", identity)["verdict"] == "accepted_with_warnings"


@pytest.mark.parametrize("data", [b"", b"not a workbook", FAULTY[:3000]])
def test_a_file_that_cannot_be_read_gets_its_report(world: World, data: bytes) -> None:
    identity = take_in(world, "0461/ark.xlsx", data)
    [rule] = {f["rule"] for f in report_of(world, "0461", identity)["findings"] if f["severity"] == "error"}
    assert rule.startswith("KA1")
    assert record_of(world, identity).status is UploadStatus.REJECTED


@pytest.mark.parametrize("writes_before", range(3))
def test_a_report_bucket_that_refuses_publishes_nothing_and_loses_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, writes_before: int
) -> None:
    version = put(world, "0461/ark.xlsx", MENDED)
    message = upload_message(s3_record("0461/ark.xlsx", version))
    answers: list[Any] = [*[_really] * writes_before, aws_error("AccessDenied", "PutObject")]
    client: Any = Stumbling(clients.s3(), "put_object", answers)
    desk = validate_handler.services()
    with monkeypatch.context() as refused:
        refused.setattr(
            validate_handler, "services", lambda: _with(desk, reports=ReportStore(client, REPORTS))
        )
        assert deliver(message) == ["m1"]
    assert world.queued_messages() == []
    assert record_of(world, upload_id(UPLOADS, "0461/ark.xlsx", version)).status is UploadStatus.RECEIVED

    assert deliver(message) == []
    publish_queued(world)
    assert len(world.served()) == 9


def test_a_message_lost_after_the_record_is_sent_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    version = put(world, "0461/ark.xlsx", MENDED)
    message = upload_message(s3_record("0461/ark.xlsx", version))
    desk = validate_handler.services()
    client: Any = Stumbling(clients.sqs(), "send_message", [aws_error("ServiceUnavailable", "SendMessage")])
    with monkeypatch.context() as refused:
        refused.setattr(
            validate_handler, "services", lambda: _with(desk, queue=PublishQueue(client, world.queue_url))
        )
        assert deliver(message) == ["m1"]
    assert deliver(message) == []
    assert [m["municipalityCode"] for m in world.queued_messages()] == ["0461"]


def test_the_message_is_grouped_by_municipality_and_known_by_its_upload(world: World) -> None:
    identity = take_in(world, "0461/ark.xlsx", MENDED)
    [message] = world.sqs.receive_message(QueueUrl=world.queue_url, AttributeNames=["All"])["Messages"]
    assert message["Attributes"]["MessageGroupId"] == "0461"
    assert message["Attributes"]["MessageDeduplicationId"] == identity
    events = Path(__file__).parents[3] / "schemas" / "events"
    contract = json.loads((events / "publish-requested.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(contract).validate(json.loads(message["Body"]))


def test_logs_hold_no_content_and_no_file_name(world: World) -> None:
    log = io.StringIO()
    handler = validate_handler.logger.registered_handler
    assert isinstance(handler, logging.StreamHandler)
    written_to = handler.setStream(log)
    take_in(world, "0461/Anne Jensen 010203-1234.xlsx", FAULTY)
    deliver(upload_message(s3_record("0461/Anne Jensen 010203-1234.xlsx", None)))
    handler.setStream(written_to)
    assert '"outcome":"rejected"' in log.getvalue()
    assert '"error":"ExceptionGroup"' not in log.getvalue()
    assert '"error":"MissingVersionError"' in log.getvalue()
    for content in ("Anne", "010203", "66131372", "Fleksjob", "post.borger.dk"):
        assert content not in log.getvalue()


def _really(real: Any, **arguments: Any) -> Any:
    return real(**arguments)


def _with(desk: Any, **changed: Any) -> Any:
    return replace(desk, **changed)


def _unreadable_body(read: list[str]) -> Any:
    class Body:
        def __enter__(self) -> Body:
            return self

        def __exit__(self, *_: object) -> None: ...

        def read(self) -> bytes:
            read.append("read")
            return b""

    return lambda real, **arguments: real(**arguments) | {"Body": Body()}


def _with_other_phone(workbook: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    for cells in book.worksheets[0].iter_rows():
        for cell in cells:
            if cell.value == 66131372:
                cell.value = 66131488
    changed = io.BytesIO()
    book.save(changed)
    return changed.getvalue()


def test_a_form_that_cannot_be_made_costs_neither_report_nor_publication(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(data: bytes, report: object) -> bytes:
        raise RuntimeError("secret of the sheet")

    monkeypatch.setattr(report_files, "_annotated", broken)
    identity = take_in(world, "0461/ark.xlsx", MENDED)
    assert record_of(world, identity).status is UploadStatus.QUEUED
    names = {name.rpartition("/")[2] for name in world.report_names()}
    assert names == {*ACCEPTED_FILES} - {"annotated.xlsx"}
    [record] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert record.getMessage() == "report_incomplete"
    assert "secret of the sheet" not in str(vars(record))


def test_the_workbooks_come_after_report_record_and_order(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []

    def slow(data: bytes, report: object) -> bytes:
        [record] = [world.table.upload(world.code, upload_id(UPLOADS, "0461/ark.xlsx", version))]
        seen.extend((record and record.status, len(world.queued_messages()), len(world.report_names())))
        return data

    version = put(world, "0461/ark.xlsx", MENDED)
    monkeypatch.setattr(report_files, "_annotated", slow)
    assert deliver(upload_message(s3_record("0461/ark.xlsx", version))) == []
    assert seen == [UploadStatus.QUEUED, 1, len(ACCEPTED_FILES) - 2]


@pytest.mark.parametrize("data", [MENDED, FAULTY])
def test_a_process_that_was_lost_settles_nothing_and_is_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    """First the one that reads the sheet, then the one that writes in it."""
    version = put(world, "0461/ark.xlsx", data)
    identity = upload_id(UPLOADS, "0461/ark.xlsx", version)
    message = upload_message(s3_record("0461/ark.xlsx", version))
    ended = "import os; os.kill(os.getpid(), 9)"
    with monkeypatch.context() as killed:
        killed.setattr(reader, "_START", ended)
        assert deliver(message) == ["m1"]
    assert record_of(world, identity).status is UploadStatus.RECEIVED
    assert world.report_names() == set()
    with monkeypatch.context() as killed:
        killed.setattr(editor, "_START", ended)
        assert deliver(message) == ["m1"]
    settled = record_of(world, identity).status
    assert settled is (UploadStatus.QUEUED if data is MENDED else UploadStatus.REJECTED)
    assert not any(name.endswith(".xlsx") for name in world.report_names())
    assert deliver(message) == []
    assert record_of(world, identity).status is settled
    expected = ACCEPTED_FILES if data is MENDED else REPORT_FILES
    assert world.report_names() == {f"0461/{identity}/{name}" for name in expected}


def test_a_sheet_that_cannot_be_written_in_is_judged_all_the_same_and_the_report_says_why(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "EDIT_CPU_SECONDS", 0.0)
    identity = take_in(world, "0461/ark.xlsx", MENDED)
    assert record_of(world, identity).status is UploadStatus.QUEUED
    folder = f"0461/{identity}/"
    stored = {
        name: world.s3.get_object(Bucket=REPORTS, Key=folder + name)["Body"].read().decode()
        for name in ("not-made.json", "report.txt", "report.html")
    }
    assert json.loads(stored["not-made.json"]) == {
        "annotated.xlsx": {"reason": "time"},
        "mended.xlsx": {"reason": "time"},
    }
    for name in ("report.txt", "report.html"):
        assert "Filen med kommentarer kunne ikke laves: det ville tage for lang tid" in stored[name]
    publish_queued(world)
    assert len(world.served()) == 9


def test_what_was_corrected_is_kept_beside_the_sheet(world: World) -> None:
    identity = take_in(world, "0461/ark.xlsx", FAULTY)
    facts = world.reports.facts(world.code, identity, "mended.xlsx")
    assert facts == {"changed": "3", "left": "1"}
