"""From upload to live on the stack of template.yaml, each function with its own role."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from infra.local.upload import report, send, wait_for_upload
from kleark.publishing.model import UploadStatus
from kleark.publishing.object_keys import report_prefix
from tests.support.engine_sheets import ORIGINAL, ROWS, sheet
from tests.support.watching import (
    all_done,
    configuration,
    event,
    eventually,
    get,
    impatient,
    kept,
    nothing_failed,
    paused,
    revisions,
    table,
    waiting,
)

if TYPE_CHECKING:
    from infra.local.stack import LocalStack
    from kleark.publishing.ids import MunicipalityCode


NOBODYS_FILES = {"report.json", "report.txt", "report.html"}
"""Of a sheet that is no municipality's, whose report the page shows to nobody."""
REPORT_FILES = NOBODYS_FILES | {"summary.json"}
OF_A_SHEET = {"excerpt.json", "annotated.xlsx", "mended.xlsx"}
OF_A_PUBLISHABLE_SHEET = {"plan.json", "config.json", "warnings.json"}
"""Of one without errors; the last only where it has warnings."""


def test_a_sound_sheet_is_reported_published_and_read_back(stack: LocalStack, code: MunicipalityCode) -> None:
    sent = send(stack, f"{code}/ark.xlsx", sheet())
    upload = wait_for_upload(stack, code, sent.upload_id)
    assert (upload.status, upload.revision, upload.row_count) == (UploadStatus.PUBLISHED, 1, ROWS)

    all_done(stack)  # the workbooks come last
    files = kept(stack, report_prefix(sent.upload_id, code))
    assert files.keys() == {*REPORT_FILES, *OF_A_SHEET, *OF_A_PUBLISHABLE_SHEET}
    assert json.loads(files["report.json"])["verdict"] == "accepted_with_warnings"
    assert "GODKENDT" in files["report.txt"].decode()

    answer = configuration(stack, code)
    assert answer.status == 200
    assert (answer.json["revision"], answer.json["municipalityCode"]) == (1, code)
    by_number = {row["kleNumber"]: row for row in json.loads(files["config.json"])["rows"]}
    assert {row["kleNumber"]: row for row in answer.json["rows"]} == by_number
    assert len(by_number) == ROWS
    nothing_failed(stack)


def test_who_has_the_version_already_is_told_so(stack: LocalStack, code: MunicipalityCode) -> None:
    send_and_settle(stack, code, sheet())
    first = configuration(stack, code, "?kle=15.20.24")
    assert [row["kleNumber"] for row in first.json["rows"]] == ["15.20.24"]
    again = configuration(stack, code, "?kle=15.20.24", If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    send_and_settle(stack, code, sheet(phone="66131488"))
    changed = configuration(stack, code, "?kle=15.20.24", If_None_Match=first.headers["ETag"])
    assert changed.status == 200
    assert changed.json["rows"][0]["contactPhone"] == "66131488"


def send_and_settle(stack: LocalStack, code: MunicipalityCode, data: bytes, name: str = "ark.xlsx") -> str:
    sent = send(stack, f"{code}/{name}", data)
    wait_for_upload(stack, code, sent.upload_id)
    return sent.upload_id


def test_a_sheet_with_an_error_is_reported_and_nothing_else(
    stack: LocalStack, code: MunicipalityCode
) -> None:
    sent = send(stack, f"{code}/odense.xlsx", ORIGINAL.read_bytes())
    assert wait_for_upload(stack, code, sent.upload_id).status is UploadStatus.REJECTED
    all_done(stack)  # the workbooks come last
    assert kept(stack, report_prefix(sent.upload_id, code)).keys() == REPORT_FILES | OF_A_SHEET
    assert "B7" in {f.cell for f in report(stack, code, sent.upload_id).findings if f.severity == "error"}
    answer = configuration(stack, code)
    assert (answer.status, answer.headers["Content-Type"]) == (404, "application/problem+json")
    nothing_failed(stack)


def test_a_sheet_with_an_error_leaves_what_is_live_alone(stack: LocalStack, code: MunicipalityCode) -> None:
    send_and_settle(stack, code, sheet())
    before = configuration(stack, code)
    send_and_settle(stack, code, ORIGINAL.read_bytes())
    after = configuration(stack, code)
    assert (after.body, after.headers["ETag"]) == (before.body, before.headers["ETag"])
    assert revisions(stack, code) == 1


def test_an_event_that_comes_twice_publishes_once(stack: LocalStack, code: MunicipalityCode) -> None:
    all_done(stack)
    with paused(stack, "validate"):
        sent = send(stack, f"{code}/ark.xlsx", sheet())
        for _ in range(2):
            message = event(stack, sent, "2026-01-01T00:00:00.000Z")
            stack.sqs.send_message(QueueUrl=stack.outputs["UploadsQueueUrl"], MessageBody=message)
        assert waiting(stack, "UploadsQueueUrl") == 3
    wait_for_upload(stack, code, sent.upload_id)
    nothing_failed(stack)
    assert revisions(stack, code) == 1
    assert configuration(stack, code).json["revision"] == 1


def test_an_event_repeated_after_publication_changes_nothing(
    stack: LocalStack, code: MunicipalityCode
) -> None:
    sent = send(stack, f"{code}/ark.xlsx", sheet())
    wait_for_upload(stack, code, sent.upload_id)
    before = configuration(stack, code)
    message = event(stack, sent, "2030-01-01T00:00:00.000Z")
    stack.sqs.send_message(QueueUrl=stack.outputs["UploadsQueueUrl"], MessageBody=message)
    nothing_failed(stack)
    assert revisions(stack, code) == 1
    assert configuration(stack, code).body == before.body


def test_an_older_upload_whose_event_comes_late_does_not_replace_a_newer(
    stack: LocalStack, code: MunicipalityCode
) -> None:
    all_done(stack)
    with paused(stack, "validate"):
        older = send(stack, f"{code}/ark.xlsx", sheet(phone="66131301"))
        (late,) = take(stack, "UploadsQueueUrl")
        newer = send(stack, f"{code}/ark.xlsx", sheet(phone="66131302"))
    assert wait_for_upload(stack, code, newer.upload_id).status is UploadStatus.PUBLISHED
    stack.sqs.send_message(QueueUrl=stack.outputs["UploadsQueueUrl"], MessageBody=late)
    assert wait_for_upload(stack, code, older.upload_id).status is UploadStatus.SUPERSEDED
    nothing_failed(stack)
    assert {row["contactPhone"] for row in configuration(stack, code).json["rows"]} == {"66131302"}
    assert revisions(stack, code) == 1


def take(stack: LocalStack, output: str) -> list[str]:
    """Take the messages off a queue; gives their bodies."""
    url, bodies = stack.outputs[output], []
    while messages := stack.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            bodies.append(message["Body"])
            stack.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return bodies


def test_two_uploads_at_once_leave_the_later_one_live(stack: LocalStack, code: MunicipalityCode) -> None:
    """The FIFO queue and the flip's own condition: whichever is validated first, the newest wins."""
    all_done(stack)
    with paused(stack, "validate"):
        sent = [send(stack, f"{code}/{n}.xlsx", sheet(phone=f"6613140{n}")) for n in range(4)]
    ends = [wait_for_upload(stack, code, one.upload_id).status for one in sent]
    nothing_failed(stack)
    assert {row["contactPhone"] for row in configuration(stack, code).json["rows"]} == {"66131403"}
    assert ends[-1] is UploadStatus.PUBLISHED
    assert revisions(stack, code) == ends.count(UploadStatus.PUBLISHED)


@pytest.mark.parametrize(
    "name",
    ["Ark med mellemrum.xlsx", "a+b.xlsx", "Ærø på Ø & Å, 100 %.xlsx", "mappe/under mappe/ark(1)=2.xlsx"],
)
def test_any_name_that_s3_takes_is_found_again(stack: LocalStack, code: MunicipalityCode, name: str) -> None:
    sent = send(stack, f"{code}/{name}", sheet())
    upload = wait_for_upload(stack, code, sent.upload_id)
    assert (upload.status, upload.key) == (UploadStatus.PUBLISHED, f"{code}/{name}")
    assert report(stack, code, sent.upload_id).file.name == name.rpartition("/")[2]


@pytest.mark.parametrize(
    "key", ["9999/ark.xlsx", "ark uden mappe.xlsx", "0461x/ark.xlsx", "kontrol/ark.xlsx"]
)
def test_an_upload_that_is_nobodys_gets_a_report_and_is_not_published(stack: LocalStack, key: str) -> None:
    sent = send(stack, key, sheet())
    found = report(stack, None, sent.upload_id)
    assert [f.rule for f in found.findings if f.severity == "error"] == ["KA112"]
    nothing_failed(stack)
    assert kept(stack, report_prefix(sent.upload_id, None)).keys() == NOBODYS_FILES


def test_an_upload_under_kontrol_is_only_checked(stack: LocalStack, code: MunicipalityCode) -> None:
    sent = send(stack, f"{code}/kontrol/ark.xlsx", sheet())
    assert wait_for_upload(stack, code, sent.upload_id).status is UploadStatus.CHECKED
    all_done(stack)  # the workbooks come last
    files = kept(stack, report_prefix(sent.upload_id, code))
    assert files.keys() == {*REPORT_FILES, *OF_A_SHEET, *OF_A_PUBLISHABLE_SHEET}
    nothing_failed(stack)
    assert configuration(stack, code).status == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ark.pdf", b"%PDF-1.7\n" + b"x" * 100),
        ("ark.xlsx", b"%PDF-1.7\n" + b"x" * 100),
        ("tomt.xlsx", b""),
        ("ark.csv", b"KLE-nr.;KLE-navn\n15.20.24;Fleksjob\n"),
        ("bombe.xlsx", b"PK\x03\x04" + b"\x00" * 200),
        ("gammelt.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600),
    ],
)
def test_a_file_that_is_no_sheet_gets_one_clear_sentence(
    stack: LocalStack, code: MunicipalityCode, name: str, content: bytes
) -> None:
    sent = send(stack, f"{code}/{name}", content)
    assert wait_for_upload(stack, code, sent.upload_id).status is UploadStatus.REJECTED
    found = report(stack, code, sent.upload_id)
    assert not found.readable
    (finding,) = found.findings
    assert finding.rule.startswith("KA1")
    assert finding.message_da
    nothing_failed(stack)


def test_an_object_deleted_before_it_is_read_ends_quietly(stack: LocalStack, code: MunicipalityCode) -> None:
    all_done(stack)
    with paused(stack, "validate"):
        sent = send(stack, f"{code}/ark.xlsx", sheet())
        stack.s3.delete_object(Bucket=stack.uploads_bucket, Key=sent.key, VersionId=sent.version_id)
    assert wait_for_upload(stack, code, sent.upload_id).status is UploadStatus.GONE
    assert kept(stack, report_prefix(sent.upload_id, code)) == {}
    nothing_failed(stack)
    assert configuration(stack, code).status == 404


def test_an_object_overwritten_before_it_is_read_is_read_as_it_was(
    stack: LocalStack, code: MunicipalityCode
) -> None:
    """Each version is judged by itself: the event names it."""
    all_done(stack)
    with paused(stack, "validate"):
        sound = send(stack, f"{code}/ark.xlsx", sheet())
        wrong = send(stack, f"{code}/ark.xlsx", b"%PDF-1.7")
    assert wait_for_upload(stack, code, sound.upload_id).status is UploadStatus.PUBLISHED
    assert wait_for_upload(stack, code, wrong.upload_id).status is UploadStatus.REJECTED


def test_a_reports_bucket_that_refuses_the_write_loses_and_publishes_nothing(
    stack: LocalStack, code: MunicipalityCode
) -> None:
    """The event ends in the dead-letter queue; sent again once the bucket is fixed, it is carried through."""
    refusal = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:PutObject",
                "Resource": f"arn:aws:s3:::{stack.reports_bucket}/{code}/*",
            }
        ],
    }
    stack.s3.put_bucket_policy(Bucket=stack.reports_bucket, Policy=json.dumps(refusal))
    try:
        with impatient(stack, "UploadsQueueUrl"):
            sent = send(stack, f"{code}/ark.xlsx", sheet())
            eventually(lambda: waiting(stack, "UploadsDeadLetterQueueUrl"), "the event is a dead letter", 60)
            all_done(stack)
    finally:
        stack.s3.delete_bucket_policy(Bucket=stack.reports_bucket)
    record = table(stack).upload(code, sent.upload_id)
    assert record is not None
    assert record.status is UploadStatus.RECEIVED
    assert kept(stack, report_prefix(sent.upload_id, code)) == {}
    assert configuration(stack, code).status == 404

    (letter,) = take(stack, "UploadsDeadLetterQueueUrl")
    stack.sqs.send_message(QueueUrl=stack.outputs["UploadsQueueUrl"], MessageBody=letter)
    assert wait_for_upload(stack, code, sent.upload_id).status is UploadStatus.PUBLISHED
    nothing_failed(stack)


def test_a_configuration_that_cannot_be_read_is_a_dead_letter_and_what_is_live_stays(
    stack: LocalStack, code: MunicipalityCode
) -> None:
    send_and_settle(stack, code, sheet())
    before = configuration(stack, code)
    with impatient(stack, "PublishQueueUrl"):
        with paused(stack, "publish"):
            sent = send(stack, f"{code}/ark.xlsx", sheet(phone="66131500"))
            eventually(lambda: waiting(stack, "PublishQueueUrl"), "the order waits")
            key = report_prefix(sent.upload_id, code) + "config.json"
            stack.s3.put_object(Bucket=stack.reports_bucket, Key=key, Body=b'{"schemaVersion":"1.0"}')
        eventually(lambda: waiting(stack, "PublishDeadLetterQueueUrl"), "the order is a dead letter", 60)
    assert configuration(stack, code).body == before.body
    assert revisions(stack, code) == 1
    assert len(take(stack, "PublishDeadLetterQueueUrl")) == 1


def test_a_message_that_is_no_event_is_a_dead_letter(stack: LocalStack) -> None:
    with impatient(stack, "UploadsQueueUrl"):
        stack.sqs.send_message(QueueUrl=stack.outputs["UploadsQueueUrl"], MessageBody="hvad er det her")
        eventually(lambda: waiting(stack, "UploadsDeadLetterQueueUrl"), "it is a dead letter", 60)
    assert take(stack, "UploadsDeadLetterQueueUrl") == ["hvad er det her"]


def test_an_unknown_address_is_answered_with_a_problem(stack: LocalStack) -> None:
    answer = get(stack, "/v1/findes-ikke")
    assert (answer.status, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_the_health_page_says_that_the_table_answers(stack: LocalStack) -> None:
    assert get(stack, "/v1/sundhed").json == {"status": "ok"}
