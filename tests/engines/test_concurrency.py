"""Sixteen writers and eight readers at once, on two engines that take many calls at a time."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from typing import TYPE_CHECKING

import pytest

from infra.local.dynoxide import running_dynoxide, supports_this_machine
from infra.local.stack import client
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.configuration.plan import difference
from kleark.publishing.ids import municipality_code
from kleark.publishing.log import find_flaws
from kleark.publishing.model import AUTOMATIC, Action, UploadStatus
from kleark.publishing.staging import sealed_rows
from tests.support.contention import Arena, Reports, Share, stop_readers, take_part
from tests.support.searching import SOAK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from infra.local.stack import LocalStack
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import LogEntry
    from tests.support.contention import Account

PROCESSES, WRITERS, READERS = 4, 16, 8
COMMANDS = 24 if SOAK else 8
"""Of each writer: `make test` has a short contest, `make soak` a long one."""

AT_LEAST = (2000, 30, 10) if SOAK else (400, 8, 1)
"""So many commands and requests end, sheets are published and reverts done, on whatever machine. Who gets how far is
chance, of which a short contest has more."""

CODES = tuple(municipality_code(code) for code in ("0461", "0751", "0851"))
TABLE = "contended"
WITHIN = 240.0
"""Seconds, on a machine that is busy with other things. It takes some twenty."""


@pytest.fixture(params=["ministack", "dynoxide"])
def endpoint(request: pytest.FixtureRequest) -> Iterator[str]:
    """An engine's. The stack's own table is left alone."""
    if request.param == "ministack":
        stack: LocalStack = request.getfixturevalue("stack")
        yield stack.endpoint
        return
    if not supports_this_machine() and "CI" not in os.environ:
        pytest.skip("dynoxide is made for Linux on x86-64")
    with running_dynoxide() as started:
        yield started


@pytest.fixture
def arena(endpoint: str, tmp_path: Path) -> Iterator[Arena]:
    dynamodb = client("dynamodb", endpoint)
    dynamodb.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("PK", "SK")],
    )
    yield Arena(endpoint, TABLE, CODES, tmp_path)
    dynamodb.delete_table(TableName=TABLE)


def fought(arena: Arena) -> list[Account]:
    """All that the threads of all processes saw."""
    shares = [Share(seed, WRITERS // PROCESSES, COMMANDS, READERS // PROCESSES) for seed in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as processes:
        taking_part = [processes.submit(take_part, arena, share) for share in shares]
        stop_readers(arena, PROCESSES, WITHIN)
        return [account for one in taking_part for account in one.result()]


@pytest.mark.soak
def test_nothing_is_lost_torn_or_made_twice(arena: Arena) -> None:
    accounts = fought(arena)
    ended = sum((Counter(account.ended) for account in accounts), Counter[str]())
    print(dict(sorted(ended.items())))
    assert [wrong for account in accounts for wrong in account.wrong] == []
    table = ConfigurationTable(client("dynamodb", arena.endpoint), arena.table)
    logs = {code: table.log(code) for code in CODES}
    for code, log in logs.items():
        _assert_log_is_whole(code, log, table)
        _assert_each_was_judged_on_the_one_before(code, log, table)
        _assert_uploads_agree(code, log, table, Reports(arena.folder / "kept"))
    _assert_everybody_was_told_the_truth(accounts, logs)
    commands_and_requests, published, reverted = AT_LEAST
    assert ended.total() > commands_and_requests
    assert ended["publish: published"] > published
    assert ended["revert: done"] > reverted
    # Each of these is what kept a lost update out: they must have met.
    assert ended["publish: superseded"]
    assert ended["publish: already_settled"]
    assert sum(count for what, count in ended.items() if what.endswith("StaleRevisionError"))


def _assert_log_is_whole(code: MunicipalityCode, log: list[LogEntry], table: ConfigurationTable) -> None:
    live = table.live(code, consistent=True)
    assert find_flaws(code, log, live) == []
    made = [entry for entry in log if not entry.step]
    assert [entry.revision for entry in made] == list(range(1, live.revision + 1))
    assert made[-1].content == live.content
    frozen = False
    for entry in log:
        assert not (frozen and not entry.step), f"revision {entry.revision} was made while frozen"
        frozen = {Action.FREEZE: True, Action.UNFREEZE: False}.get(entry.action, frozen)
    assert frozen == live.frozen


def _assert_each_was_judged_on_the_one_before(
    code: MunicipalityCode, log: list[LogEntry], table: ConfigurationTable
) -> None:
    """The counts in an entry are those of its plan: had it been made against another revision, they would differ."""
    made = [entry for entry in log if not entry.step]
    assert made[0].added == made[0].content.row_count if made[0].content else False
    for before, after in pairwise(made):
        plan = difference(
            sealed_rows(code, before.content, table),
            sealed_rows(code, after.content, table),
            against_revision=before.revision,
            municipality=code,
        )
        counts = len(plan.added), len(plan.changed), len(plan.removed), len(plan.unchanged)
        assert counts == (after.added, after.changed, after.removed, after.unchanged), after.revision


def _assert_uploads_agree(
    code: MunicipalityCode, log: list[LogEntry], table: ConfigurationTable, reports: Reports
) -> None:
    """Automatic publications go forward in time, none comes twice, and every upload's record says what the log says."""
    uploads = {identity: table.upload(code, identity) for identity in reports.known(code)}
    mark = ""
    published: dict[str, int] = {}
    for entry in log:
        if entry.action is not Action.PUBLISH:
            continue
        assert entry.content is not None
        upload = uploads[entry.content.upload_id]
        assert upload is not None
        assert upload.upload_id not in published
        published[upload.upload_id] = entry.revision
        assert entry.actor != AUTOMATIC or upload.order > mark, entry.revision
        mark = max(mark, upload.order)
    for identity, upload in uploads.items():
        assert upload is not None
        assert (upload.status is UploadStatus.PUBLISHED) == (identity in published)
        assert upload.status is not UploadStatus.QUEUED
        if identity in published:
            assert upload.revision == published[identity]
    assert table.live(code, consistent=True).order == mark


def _assert_everybody_was_told_the_truth(
    accounts: list[Account], logs: dict[MunicipalityCode, list[LogEntry]]
) -> None:
    told = Counter(made for account in accounts for made in account.made)
    kept = [
        (str(code), entry.revision, entry.step, entry.hash)
        for code, log in logs.items()
        for entry in log
        # Made together with the publication whose entry follows, and whoever made that was told of both by it.
        if entry.action is not Action.ANSWER
    ]
    for log in logs.values():
        for entry, following in pairwise(log):
            if entry.action is Action.ANSWER:
                assert (following.action, following.actor) == (Action.PUBLISH, entry.actor)
    assert told == Counter(kept)
    for account in accounts:
        for (_, revision), looked_at in account.planned.items():
            assert revision == looked_at + 1
    digests = {
        (str(code), entry.revision, entry.content.digest)
        for code, log in logs.items()
        for entry in log
        if not entry.step and entry.content
    }
    served = set[tuple[str, int, str]]().union(*(account.served for account in accounts))
    assert served <= digests
    assert served
