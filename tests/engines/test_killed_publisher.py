"""A publisher killed between any two of its calls, on an engine that answers as DynamoDB and S3 do."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from infra.local.stack import client
from kleark.adapters.clock import now
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.s3 import ReportStore
from kleark.configuration.row import Row
from kleark.publishing.automatic import publish
from kleark.publishing.config_file import Configuration
from kleark.publishing.errors import Refusal
from kleark.publishing.ids import upload_id
from kleark.publishing.log import find_flaws
from kleark.publishing.manual import revert, unpublish
from kleark.publishing.model import Upload, UploadStatus, stamp, upload_order
from kleark.publishing.policy import Outcome
from kleark.publishing.snapshot import snapshot_of
from tests.support.acting import change_request, tenant_of
from tests.support.watching import configuration, revisions, table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from infra.local.stack import LocalStack
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.tenant import Tenant

PAGE_BYTES = {9: 1, 250: 1_400, 5000: 28_000}
"""By the number of rows. With 250 and more, some seventy pages: three batches, so that a kill can fall between two."""

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


def rows(version: int, size: int) -> tuple[Row, ...]:
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
    numbers = (f"15.{n // 100:02d}.{n % 100:02d}" for n in range(size))
    return tuple(Row.from_json({**template, "kleNumber": number}) for number in numbers)


def validated(stack: LocalStack, code: MunicipalityCode, version: int, size: int) -> Upload:
    """An upload as the validator leaves it, each version newer than the one before."""
    of: Sequence[Row] = rows(version, size)
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
    assert upload.row_count is not None
    its_table = ConfigurationTable(dynamodb, stack.table_name, page_bytes=PAGE_BYTES[upload.row_count])
    return publish(upload.municipality, upload.upload_id, its_table, reports, now).outcome


def served_version(stack: LocalStack, code: MunicipalityCode, size: int) -> int:
    """The one version that all rows the portal reads are of; 0 where there are none, on purpose."""
    answer = configuration(stack, code, accept_encoding="gzip")
    assert answer.status == 200, answer.body
    packed = answer.headers.get("Content-Encoding") == "gzip"
    served = json.loads(gzip.decompress(answer.body) if packed else answer.body)["rows"]
    if not served:
        return 0
    assert len(served) == size
    (phone,) = {row["contactPhone"] for row in served}
    return int(phone) - 20_000_000


@pytest.mark.parametrize("size", [9, 250])
@pytest.mark.parametrize("when", ["before", "after"])
def test_readers_see_one_whole_version_and_a_retry_finishes(
    stack: LocalStack, code: MunicipalityCode, when: str, size: int
) -> None:
    first = validated(stack, code, 0, size)
    assert publishes(stack, first, Executioner(0, "never")) is Outcome.PUBLISHED
    for at in range(1, MOST_CALLS):
        upload = validated(stack, code, at, size)
        executioner = Executioner(at, when)
        try:
            outcome = publishes(stack, upload, executioner)
        except Killed:
            assert served_version(stack, code, size) in {at - 1, at}
            assert publishes(stack, upload, Executioner(0, "never")) in {
                Outcome.PUBLISHED,
                Outcome.ALREADY_SETTLED,
            }
        else:
            assert outcome is Outcome.PUBLISHED
            assert executioner.seen < at  # it had no call of that number: every one has been killed
            break
        assert served_version(stack, code, size) == at
        assert revisions(stack, code) == at + 1
        record = table(stack).upload(code, upload.upload_id)
        assert record is not None
        assert (record.status, record.revision) == (UploadStatus.PUBLISHED, at + 1)
    else:
        pytest.fail(f"a publication makes more than {MOST_CALLS} calls")
    assert at > 8  # upload, configuration, live, rows, snapshot, batches, re-read, seal, flip


@pytest.mark.parametrize("when", ["before", "after"])
def test_five_thousand_rows_and_a_death_one_call_later_at_each_attempt(
    stack: LocalStack, code: MunicipalityCode, when: str
) -> None:
    """What one attempt left, the next must be able to meet; no reader sees any of it."""
    assert publishes(stack, validated(stack, code, 1, 5000), Executioner(0, "never")) is Outcome.PUBLISHED
    upload = validated(stack, code, 2, 5000)
    for at in range(1, MOST_CALLS):
        try:
            publishes(stack, upload, Executioner(at, when))
        except Killed:
            assert served_version(stack, code, 5000) == revisions(stack, code)
        else:
            break
    assert at > 8
    assert served_version(stack, code, 5000) == 2
    assert revisions(stack, code) == 2


def _revert(place: Tenant, looked_at: int) -> object:
    return revert(looked_at - 1, change_request("anne", "prøve", looked_at), place, confirm_removals=True)


def _unpublish(place: Tenant, looked_at: int) -> object:
    return unpublish(change_request("anne", "prøve", looked_at), place)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("command", [_revert, _unpublish])
def test_a_person_whose_request_dies_anywhere_finds_it_done_or_does_it_again(
    stack: LocalStack, code: MunicipalityCode, when: str, command: Callable[[Tenant, int], object]
) -> None:
    for version in (1, 2):
        publishes(stack, validated(stack, code, version, 9), Executioner(0, "never"))
    undisturbed = tenant_of(code, table(stack), now)
    for at in range(1, MOST_CALLS):
        looked_at, before = revisions(stack, code), served_version(stack, code, 9)
        executioner = Executioner(at, when)
        watched = executioner.watch(client("dynamodb", stack.endpoint))
        try:
            command(tenant_of(code, ConfigurationTable(watched, stack.table_name), now), looked_at)
        except Killed:
            done = revisions(stack, code) == looked_at + 1
            assert (served_version(stack, code, 9) != before) == done
            if done:
                with pytest.raises(Refusal):
                    command(undisturbed, looked_at)
            else:
                command(undisturbed, looked_at)
        else:
            break
        assert revisions(stack, code) == looked_at + 1
        if command is _unpublish:
            _revert(undisturbed, looked_at + 1)
    assert at > 4
    assert find_flaws(code, table(stack).log(code), table(stack).live(code, consistent=True)) == []
