"""A publisher killed between any two of its calls, on an engine that answers as DynamoDB and S3 do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from infra.local.stack import client
from kleark.adapters.clock import now
from kleark.adapters.dynamodb import Table
from kleark.adapters.s3 import ReportStore
from kleark.publishing.configuration import Configuration
from kleark.publishing.flip import Outcome
from kleark.publishing.keys import upload_id
from kleark.publishing.model import Upload, UploadStatus, stamp, upload_order
from kleark.publishing.publish import publish
from kleark.publishing.snapshot import snapshot_of
from kleark.row import Row
from tests.engines.watching import configuration, revisions, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.local.stack import LocalStack
    from kleark.publishing.keys import MunicipalityCode

ROWS = 60
"""Three batches, so that a kill can fall between two of them."""

MOST_CALLS = 40
"""More than one publication makes; the test finds the true number."""


class Killed(BaseException):
    """No except clause of the publisher's catches it, as none sees the end of a process."""


@dataclass
class Executioner:
    """Ends the publisher at its call number ``at``: before it is sent, or once it has been answered."""

    at: int
    when: str
    seen: int = 0

    def watch(self, made: Any) -> Any:
        events = made.meta.events
        events.register("before-call", self._before)
        events.register("after-call", self._after)
        return made

    def _before(self, **_: object) -> None:
        self.seen += 1
        if self.when == "before" and self.seen == self.at:
            raise Killed

    def _after(self, **_: object) -> None:
        if self.when == "after" and self.seen == self.at:
            raise Killed


def rows(version: int) -> tuple[Row, ...]:
    """The whole configuration carries its version, so that a reader's mixture would show."""
    template = {
        "kleTitle": "Emne",
        "sourceSystem": "FASIT",
        "showFrom": "2020-01-01",
        "showActiveRegardless": False,
        "contactDepartment": "Kontaktcenter",
        "contactPhone": f"{20_000_000 + version}",
        "infoUrl": "https://www.example.dk/",
        "digitalPost": {"url": "https://post.borger.dk/", "portalId": "1", "mailboxId": "1"},
        "selfService": None,
    }
    return tuple(Row.from_json({**template, "kleNumber": f"15.00.{n:02d}"}) for n in range(ROWS))


def validated(stack: LocalStack, code: MunicipalityCode, version: int) -> Upload:
    """An upload as the validator leaves it, each version newer than the one before."""
    of: Sequence[Row] = rows(version)
    at = stamp(now())
    identity = upload_id(stack.uploads_bucket, f"{code}/ark.xlsx", f"v{version}")
    upload = Upload(
        upload_id=identity,
        municipality=code,
        status=UploadStatus.QUEUED,
        bucket=stack.uploads_bucket,
        key=f"{code}/ark.xlsx",
        version_id=f"v{version}",
        uploaded_at=at,
        order=upload_order(at, f"{version:06d}", identity),
        received_at=at,
        verdict="accepted",
        row_count=len(of),
        digest=snapshot_of(of).digest,
    )
    table(stack).claim(upload)
    config = Configuration(code, identity, at, "ark.xlsx", tuple(of))
    ReportStore(stack.s3, stack.reports_bucket).write(code, identity, "config.json", config.to_bytes())
    return upload


def publishes(stack: LocalStack, upload: Upload, executioner: Executioner) -> Outcome:
    """One life of a publisher, with clients of its own."""
    dynamodb = executioner.watch(client("dynamodb", stack.endpoint))
    s3 = executioner.watch(client("s3", stack.endpoint))
    reports = ReportStore(s3, stack.reports_bucket)
    return publish(
        upload.municipality, upload.upload_id, Table(dynamodb, stack.table_name), reports, now
    ).outcome


def served_version(stack: LocalStack, code: MunicipalityCode) -> int:
    """The one version that all rows the portal reads are of."""
    answer = configuration(stack, code)
    assert answer.status == 200, answer.body
    served = json.loads(answer.body)["rows"]
    assert len(served) == ROWS
    (phone,) = {row["contactPhone"] for row in served}
    return int(phone) - 20_000_000


@pytest.mark.parametrize("when", ["before", "after"])
def test_readers_see_one_whole_version_and_a_retry_finishes(
    stack: LocalStack, code: MunicipalityCode, when: str
) -> None:
    first = validated(stack, code, 0)
    assert publishes(stack, first, Executioner(0, "never")) is Outcome.PUBLISHED
    for at in range(1, MOST_CALLS):
        upload = validated(stack, code, at)
        executioner = Executioner(at, when)
        try:
            outcome = publishes(stack, upload, executioner)
        except Killed:
            assert served_version(stack, code) in {at - 1, at}
            assert publishes(stack, upload, Executioner(0, "never")) in {
                Outcome.PUBLISHED,
                Outcome.ALREADY_SETTLED,
            }
        else:
            assert outcome is Outcome.PUBLISHED
            assert executioner.seen < at  # it had no call of that number: every one has been killed
            break
        assert served_version(stack, code) == at
        assert revisions(stack, code) == at + 1
        record = table(stack).upload(code, upload.upload_id)
        assert record is not None
        assert (record.status, record.revision) == (UploadStatus.PUBLISHED, at + 1)
    else:
        pytest.fail(f"a publication makes more than {MOST_CALLS} calls")
    assert at > 8  # claim, configuration, live, rows, snapshot, three batches, re-read, seal, flip
