"""A stack in use while it is updated: what was there, who reads, who uploads, and what must be true afterwards."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from infra.local.engine import REGION
from infra.local.people import enrol
from infra.local.stack import ROOT_KEY, client
from infra.local.upload import send, wait_for_upload
from kleark.adapters.dynamodb.announcements import Announcements
from kleark.publishing.ids import municipality_code, upload_id
from kleark.publishing.model import ON_THEIR_WAY, UploadStatus
from kleark.publishing.object_keys import CHECK_ONLY_FOLDER
from tests.support.engine_sheets import ORIGINAL, sheet
from tests.support.page_session import PageSession
from tests.support.sam_deployment import STACK
from tests.support.update_load import PATIENCE, Load
from tests.support.watching import eventually, nothing_failed, table, waiting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from infra.local.stack import LocalStack
    from infra.local.upload import SentObject
    from kleark.publishing.ids import MunicipalityCode

ODENSE = municipality_code("0461")
APPROVER = "godkender@odense.example"
UPLOADED = tuple(municipality_code(code) for code in ("0101", "0147", "0151"))
"""Whose sheets go on coming while the stack is updated."""
SCHEDULED, FROZEN, REVERTED = (municipality_code(code) for code in ("0153", "0155", "0157"))
EVERYBODY = (ODENSE, *UPLOADED, SCHEDULED, FROZEN, REVERTED)

DUE_IN = timedelta(minutes=4)

ENDED = {UploadStatus.PUBLISHED, UploadStatus.SUPERSEDED, UploadStatus.FROZEN}
"""How an upload without errors may end here."""


@dataclass
class Kleark:
    """A version's command line, as an operator has it installed."""

    checkout: Path
    stack: LocalStack

    def __call__(self, *words: str) -> str:
        """What a command prints. Raises AssertionError where it fails."""
        ended = subprocess.run(
            [sys.executable, "-c", "from kleark.cli import main; main()", *words],
            env=os.environ
            | {
                "PYTHONPATH": str(self.checkout / "functions"),
                "KLEARK_STACK": STACK,
                "AWS_ENDPOINT_URL": self.stack.endpoint,
                "AWS_ACCESS_KEY_ID": ROOT_KEY,
                "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
                "AWS_DEFAULT_REGION": REGION,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
            stdin=subprocess.DEVNULL,
        )
        assert ended.returncode == 0, f"kleark {' '.join(words)}: {ended.stdout}{ended.stderr}"
        return ended.stdout


@dataclass
class StackInUse:
    """All that was sent to it and is known of it."""

    stack: LocalStack
    sent: list[tuple[MunicipalityCode, SentObject]] = field(default_factory=list)
    session: PageSession = field(init=False)
    due: datetime = field(init=False)
    _phones: Iterator[int] = field(default_factory=lambda: itertools.count(66131400))

    def upload(self, code: MunicipalityCode, folder: str = "", data: bytes | None = None) -> str:
        """Send a sheet that differs from every other; gives its id."""
        data = data or sheet(phone=str(next(self._phones)))
        one = send(self.stack, f"{code}/{folder}ark.xlsx", data)
        self.sent.append((code, one))
        return one.upload_id

    def publish(self, code: MunicipalityCode) -> str:
        upload = self.upload(code)
        assert wait_for_upload(self.stack, code, upload, within=120).status is UploadStatus.PUBLISHED
        return upload

    def fill(self, kleark: Kleark) -> None:
        """Everything that people have at a version, by that version."""
        enrol(client("cognito-idp", self.stack.endpoint), self.stack.outputs["UserPoolId"])
        self.session = PageSession(self.stack)
        self.session.sign_in(APPROVER)
        for code in (ODENSE, *UPLOADED, SCHEDULED, FROZEN, REVERTED, REVERTED):
            self.publish(code)
        rejected = self.upload(ODENSE, data=ORIGINAL.read_bytes())
        assert wait_for_upload(self.stack, ODENSE, rejected).status is UploadStatus.REJECTED

        kleark("revert", REVERTED, "--to", "1", "--note", "forkerte numre", "--yes")
        kleark("freeze", FROZEN, "--note", "valg", "--yes")
        kleark("four-eyes", FROZEN, "on", "--note", "aftalt", "--yes")
        checked = self.upload(ODENSE, f"{CHECK_ONLY_FOLDER}/")
        waits = self.upload(SCHEDULED, f"{CHECK_ONLY_FOLDER}/")
        for code, upload in ((ODENSE, checked), (SCHEDULED, waits)):
            assert wait_for_upload(self.stack, code, upload).status is UploadStatus.CHECKED
        answered = ("--answer-all", "numrene er nye", "--yes")
        kleark("publish", ODENSE, checked, *answered)
        self.due = (datetime.now(UTC) + DUE_IN).replace(second=0, microsecond=0)
        kleark("schedule", SCHEDULED, waits, "--at", self.due.isoformat(timespec="minutes"), *answered)
        self.settle()

    @contextmanager
    def under_load(self, *, uploading: bool = True) -> Iterator[Load]:
        """While the block runs, portals and a person read and municipalities upload."""
        self._hurry()
        load = Load(self.stack, self.session, EVERYBODY, self._upload_in_turn if uploading else None)
        load.start()
        try:
            yield load
            load.answered_again()
        finally:
            load.stop()
            print(f"answered: {dict(load.counts)}; missing: {dict(load.missing)}")
        assert not load.wrong, "\n".join(load.wrong[:20])

    def _upload_in_turn(self, turn: int) -> None:
        self.upload(UPLOADED[turn % len(UPLOADED)])

    def settle(self) -> None:
        """Wait until every upload has an outcome, and nothing more can happen by itself."""
        self._hurry()
        eventually(lambda: not self.without_outcome(), "every upload has an outcome", within=PATIENCE)
        self.come_to_rest()

    def come_to_rest(self) -> None:
        """Wait until nothing more can happen by itself: what cannot be done has been given up."""
        self._hurry()
        queues = ("UploadsQueueUrl", "PublishQueueUrl")
        eventually(
            lambda: not any(waiting(self.stack, queue) for queue in queues),
            "both queues are empty",
            within=PATIENCE,
        )

    def without_outcome(self) -> list[str]:
        """The uploads that are on their way, or of which nothing is known."""
        found = [(one.upload_id, table(self.stack).upload(code, one.upload_id)) for code, one in self.sent]
        return [name for name, upload in found if upload is None or upload.status in ON_THEIR_WAY]

    def without_outcome_at_older(self) -> set[str]:
        """The same as the older version sees it, which looks beside LIVE alone."""
        pages = self.stack.dynamodb.get_paginator("scan").paginate(TableName=self.stack.table_name)
        ended = {
            item["SK"]["S"].removeprefix("UPLOAD#")
            for page in pages
            for item in page["Items"]
            if item["PK"]["S"].startswith("M#") and item["SK"]["S"].startswith("UPLOAD#")
            if UploadStatus(item["status"]["S"]) not in ON_THEIR_WAY
        }
        return {one.upload_id for _, one in self.sent} - ended

    def sweep(self) -> None:
        """Let the sweep run until it has moved all that an older version recorded."""
        functions = client("lambda", self.stack.endpoint)

        def nothing_is_left() -> bool:
            answer = functions.invoke(FunctionName=self.stack.outputs["SweepFunctionName"], Payload=b"{}")
            assert "FunctionError" not in answer, answer["Payload"].read()
            pages = self.stack.dynamodb.get_paginator("scan").paginate(TableName=self.stack.table_name)
            return not any(
                item["PK"]["S"].startswith("M#") and item["SK"]["S"].startswith("UPLOAD#")
                for page in pages
                for item in page["Items"]
            )

        eventually(nothing_is_left, "all records are moved", within=PATIENCE)

    def given_up(self) -> set[str]:
        """The uploads whose orders to publish wait in the dead-letter queue, and for an operator."""
        return {json.loads(message["Body"])["uploadId"] for message in self._dead()}

    def redrive(self) -> None:
        """Order once more what was given up, as an operator does."""
        queue = self.stack.outputs["PublishQueueUrl"]
        for message in self._dead():
            self.stack.sqs.send_message(
                QueueUrl=queue,
                MessageBody=message["Body"],
                MessageGroupId=message["Attributes"]["MessageGroupId"],
                MessageDeduplicationId=f"redrive-{message['MessageId']}",
            )
            self.stack.sqs.delete_message(
                QueueUrl=self.stack.outputs["PublishDeadLetterQueueUrl"],
                ReceiptHandle=message["ReceiptHandle"],
            )

    def _dead(self) -> list[Any]:
        """Each may be looked at again at once."""
        dead: list[Any] = []
        url = self.stack.outputs["PublishDeadLetterQueueUrl"]
        while messages := self.stack.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"], VisibilityTimeout=30
        ).get("Messages"):
            dead += messages
        for message in dead:
            self.stack.sqs.change_message_visibility(
                QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )
        return dead

    def _hurry(self) -> None:
        """What failed comes again within two minutes, not within the six and twelve of the template."""
        for queue, seconds in AGAIN_AFTER.items():
            self.stack.sqs.set_queue_attributes(
                QueueUrl=self.stack.outputs[queue], Attributes={"VisibilityTimeout": seconds}
            )

    def verify(self, kleark: Kleark) -> None:
        """That nothing was lost, doubled or torn, as the stack's own version tells it, too."""
        nothing_failed(self.stack)
        self._one_outcome_each()
        self.verify_what_is_live(kleark)

    def verify_what_is_live(self, kleark: Kleark) -> None:
        """The same of revisions, logs and sessions; an upload may be without an outcome."""
        for code in EVERYBODY:
            live = table(self.stack).live(code, consistent=True)
            log = table(self.stack).log(code)
            revisions = [entry.revision for entry in log if entry.step == 0]
            assert revisions == list(range(1, live.revision + 1)), code
            mark = Announcements(self.stack.dynamodb, self.stack.table_name)
            eventually(
                lambda code=code, live=live, mark=mark: mark.last_revision(code) == live.revision,  # type: ignore[misc]
                f"each revision of {code} is announced",
            )
            assert "kæden er hel" in kleark("log", "verify", code)
            assert json.loads(kleark("live", code, "--output-format", "json"))["revision"] == live.revision
        assert table(self.stack).live(FROZEN, consistent=True).frozen
        status, text = self.session.get("/")
        assert (status, "Gudrun Godkender" in text) == (200, True), (status, text[:500])

    def _arrived(self) -> list[tuple[str, str]]:
        """Whose uploads the bucket holds: also one that came while the engine stood still, of which nobody was told."""
        bucket = self.stack.uploads_bucket
        pages = self.stack.s3.get_paginator("list_object_versions").paginate(Bucket=bucket)
        return [
            (one["Key"][:4], upload_id(bucket, one["Key"], one["VersionId"]))
            for page in pages
            for one in page["Versions"]
        ]

    def _one_outcome_each(self) -> None:
        records = Counter(
            (item["PK"]["S"][2:6], item["SK"]["S"].removeprefix("UPLOAD#"))
            for page in self.stack.dynamodb.get_paginator("scan").paginate(TableName=self.stack.table_name)
            for item in page["Items"]
            if item["SK"]["S"].startswith("UPLOAD#")
        )
        arrived = self._arrived()
        assert records == Counter(arrived)
        assert {(code, one.upload_id) for code, one in self.sent} <= set(arrived)
        for code in EVERYBODY:
            of_log = Counter(
                entry.content.upload_id
                for entry in table(self.stack).log(code)
                if entry.action == "publish" and entry.content and entry.step == 0
            )
            assert all(times == 1 for times in of_log.values()), of_log
        for code in UPLOADED:
            mine = [one.upload_id for of, one in self.sent if of == code]
            ends = {one: table(self.stack).upload(code, one) for one in mine}
            # A sheet that came twice, since the first answer was lost, may be live already.
            twice = {UploadStatus.UNCHANGED} if len(arrived) > len(self.sent) else set()
            assert {end.status for end in ends.values() if end} <= ENDED | twice, ends
            live = table(self.stack).live(code, consistent=True)
            assert live.content is not None
            assert live.content.upload_id == mine[-1], "the newest is live"


AGAIN_AFTER = {"UploadsQueueUrl": "120", "PublishQueueUrl": "60"}
