"""A file in the bucket of editions: recorded as ready, held or refused, and never active by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kleark.adapters.dynamodb.edition_table import EditionTable, StoredRegister
from kleark.editions import receive as receiving
from kleark.editions.receive import ForeignBucketError, ReceivedOutcome, doubts_from_json, receive
from kleark.registers.kle_register import embedded, read_trusted
from tests.support.emneplan import PlanTopic
from tests.support.receiving import Editions, edition_file
from tests.support.world import EDITIONS, rows

if TYPE_CHECKING:
    from tests.support.world import World


@pytest.fixture
def editions(world: World) -> Editions:
    return Editions(world)


def codes(editions: Editions, data: bytes) -> tuple[str, list[str]]:
    received = editions.drop(data)
    assert received.record is not None
    return received.outcome.value, [doubt.code for doubt in doubts_from_json(received.record.doubts)]


def test_an_edition_is_recorded_with_what_it_changes(editions: Editions) -> None:
    data = edition_file(
        without=("15.00.10",),
        renamed={"15.17.26": "Jobafklaring"},
        new=(PlanTopic("15.17.40", "Noget nyt", "2025-08-01"),),
    )
    received = editions.drop(data, "udgaver/KLE august.xml")
    record = received.record
    assert record is not None
    assert (received.outcome, record.state, record.edition) == (ReceivedOutcome.READY, "ready", "2025-08-01")
    assert (record.topics, record.main_groups) == (360, "15 27 32")
    assert (record.new, record.retired, record.renamed) == (1, 1, 1)
    assert (record.key, record.bytes) == ("udgaver/KLE august.xml", len(data))
    assert editions.services.table.record(record.edition_id) == record
    content = editions.services.table.content(record.content or "")
    assert content is not None
    assert len(read_trusted(content).topics) == 360


def test_nothing_becomes_active_by_itself(editions: Editions) -> None:
    editions.drop(edition_file())
    table = editions.services.table
    assert table.active().index == 0
    assert isinstance(table, EditionTable)
    assert StoredRegister(table).active() is embedded()


def test_the_same_file_again_is_recorded_once(editions: Editions) -> None:
    first, again = editions.drop(edition_file()), editions.drop(edition_file(), "andet navn.xml")
    assert again.outcome is ReceivedOutcome.REPEATED
    assert again.record == first.record
    assert len(editions.services.table.records()) == 1


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (edition_file()[:-2000], ("refused", ["unreadable"])),
        (b"PK\x03\x04 ikke XML", ("refused", ["unreadable"])),
        (b"", ("refused", ["unreadable"])),
        (b"<KLE-Handlingsfacetter/>", ("refused", ["unreadable"])),
        (
            b'<!DOCTYPE KLE-Emneplan [<!ENTITY a "b">]><KLE-Emneplan>&a;</KLE-Emneplan>',
            ("refused", ["unreadable"]),
        ),
        (
            edition_file(new=(PlanTopic("15.17.26", "Igen"),)),
            ("refused", ["unreadable"]),
        ),
        (edition_file("2024-11-01"), ("refused", ["older"])),
        (edition_file("2026-11-01"), ("held", ["future"])),
        (
            edition_file(without=tuple(one for one in embedded().topics if one.startswith("15.1"))),
            ("ready", []),
        ),
        (
            edition_file(without=tuple(one for one in embedded().topics if one.startswith("27"))),
            ("held", ["missing_groups", "many_topics"]),
        ),
    ],
    ids=range(10),
)
def test_bad_input_is_refused_or_held_and_nothing_else_changes(
    editions: Editions, data: bytes, expected: tuple[str, list[str]]
) -> None:
    assert codes(editions, data) == expected
    assert editions.services.table.active().index == 0
    # The file is where it was put, whatever is the matter with it.
    key, version = editions.dropped[0]
    stored = editions.world.s3.get_object(Bucket=EDITIONS, Key=key, VersionId=version)
    assert stored["Body"].read() == data


def test_what_is_live_counts_where_much_would_retire(editions: Editions) -> None:
    editions.world.published(rows(9))
    # Of the nine rows, 15.00.00 and 15.00.05 are in the register.
    assert codes(editions, edition_file(without=("15.00.05",))) == ("held", ["many_live"])


def test_a_file_that_is_too_large_is_not_read(editions: Editions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "MOST_BYTES", 1000)
    assert codes(editions, edition_file()) == ("refused", ["too_large"])


def test_a_folder_and_what_is_gone_are_no_editions(editions: Editions) -> None:
    assert receive(EDITIONS, "mappe/", None, editions.services).outcome is ReceivedOutcome.IGNORED
    assert receive(EDITIONS, "væk.xml", None, editions.services).outcome is ReceivedOutcome.GONE
    with pytest.raises(ForeignBucketError):
        receive("uploads", "KLE.xml", None, editions.services)
    assert editions.services.table.records() == []


def test_editions_are_listed_newest_first(editions: Editions) -> None:
    editions.drop(edition_file())
    editions.now = editions.now.replace(day=11)
    editions.drop(b"noget andet")
    assert [one.state for one in editions.services.table.records()] == ["refused", "ready"]
