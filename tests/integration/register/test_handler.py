"""The register function: messages of the bucket, and the schedule's event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import register.handler as register_handler
from kleark.editions.fetching import Network
from kleark.links.http_client import HttpAnswer
from tests.support.receiving import Editions, edition_file
from tests.support.world import CONTEXT, EDITIONS, TABLE, failures, s3_record, upload_message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.world import World

URL = "https://kle.example/KLE.xml"


@pytest.fixture
def editions(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Editions]:
    for name, value in {
        "TABLE_NAME": TABLE,
        "REGISTER_BUCKET": EDITIONS,
        "REGISTER_URL": URL,
        "REGISTER_HOSTS": "kle.example, cdn.kle.example",
    }.items():
        monkeypatch.setenv(name, value)
    register_handler.services.cache_clear()
    yield Editions(world)
    register_handler.services.cache_clear()


def deliver(world: World, data: bytes, key: str = "KLE august.xml") -> list[str]:
    version = world.s3.put_object(Bucket=EDITIONS, Key=key, Body=data)["VersionId"]
    record = s3_record(key, version)
    record["s3"]["bucket"]["name"] = EDITIONS
    return failures(register_handler.handler({"Records": [upload_message(record)]}, CONTEXT))


def test_a_file_in_the_bucket_is_recorded(editions: Editions, capsys: pytest.CaptureFixture[str]) -> None:
    assert deliver(editions.world, edition_file()) == []
    [record] = editions.services.table.records()
    assert (record.state, record.edition, record.key) == ("ready", "2025-08-01", "KLE august.xml")
    out = capsys.readouterr().out
    assert '"Editions":1' in out.replace(" ", "")
    assert "KLE august" not in out


def test_a_bad_file_is_no_failure_and_a_foreign_bucket_is(editions: Editions) -> None:
    assert deliver(editions.world, b"<html/>") == []
    assert [one.state for one in editions.services.table.records()] == ["refused"]
    record = s3_record("0461/ark.xlsx", "v")
    assert len(failures(register_handler.handler({"Records": [upload_message(record)]}, CONTEXT))) == 1


def network(answer: HttpAnswer, address: str = "93.184.216.34") -> Any:
    return lambda: Network(lambda _: [address], lambda *_: answer)


def test_a_new_file_is_fetched_into_the_bucket(editions: Editions, monkeypatch: pytest.MonkeyPatch) -> None:
    data = edition_file()
    monkeypatch.setattr(register_handler, "network", network(HttpAnswer(200, {}, data)))
    assert register_handler.handler({"fetch": True}, CONTEXT) == {"outcome": "stored"}
    [stored] = editions.world.s3.list_objects_v2(Bucket=EDITIONS)["Contents"]
    assert stored["Key"].startswith("hentet/")
    editions.drop(data)
    assert register_handler.handler({"fetch": True}, CONTEXT) == {"outcome": "unchanged"}


def test_an_address_that_may_not_be_asked_is_a_failure_and_one_that_is_down_is_not(
    editions: Editions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register_handler, "network", network(HttpAnswer(200, {}, b"x"), "10.0.0.1"))
    with pytest.raises(register_handler.RegisterFetchError, match="refused_address"):
        register_handler.handler({"fetch": True}, CONTEXT)
    monkeypatch.setattr(register_handler, "network", network(HttpAnswer(503, {}, b"x")))
    assert register_handler.handler({"fetch": True}, CONTEXT) == {"outcome": "unreachable"}
    assert "Contents" not in editions.world.s3.list_objects_v2(Bucket=EDITIONS)
