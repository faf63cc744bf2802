"""The worked consumer of docs/events.md ends with what is live, whatever becomes of the events.

It is docs/examples/events/consumer.py as it stands there. The events are those that the announcing function
really put on a bus; the API is asked over HTTP; the consumer's table is moto's.
"""

from __future__ import annotations

import importlib.util
import json
import random
import re
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import boto3
import pytest
from jsonschema import Draft202012Validator

from infra.cloudformation import ROOT
from tests.support.listening import deliver, ear, record
from tests.support.world import AARHUS, NOON, ODENSE, REGION, TABLE, rows
from tests.support.wsgi import portal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.support.world import World

PAGE = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
SCHEMA = ROOT / "schemas" / "events" / "config-published.schema.json"
KEPT = "kept"
NOWHERE = "http://127.0.0.1:9"
REVISIONS = 4


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Nothing is said of requests."""


@pytest.fixture
def consumer(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The example, with a table of its own and the API over HTTP."""
    attribute: Any = {"AttributeName": "municipality", "AttributeType": "S"}
    boto3.client("dynamodb", region_name=REGION).create_table(
        TableName=KEPT,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[attribute],
        KeySchema=[{"AttributeName": "municipality", "KeyType": "HASH"}],
    )
    with make_server("127.0.0.1", 0, portal, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        monkeypatch.setenv("KLEARK_API", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("TABLE", KEPT)
        monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
        place = ROOT / "docs" / "examples" / "events" / "consumer.py"
        spec = importlib.util.spec_from_file_location("consumer", place)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module
        server.shutdown()
        thread.join()


@pytest.fixture
def announced(world: World) -> list[dict[str, Any]]:
    """The envelopes of the revisions of two municipalities, as they came on the bus; the last is what is live."""
    heard = ear(world)
    for place in (world, world.at(AARHUS)):
        for number in range(1, REVISIONS + 1):
            place.published(rows(2 + number), NOON + timedelta(minutes=number), f"{number}.xlsx")
        assert deliver([record(place.code, REVISIONS)]) == []
    envelopes = heard.listen()
    assert len(envelopes) == 2 * REVISIONS
    return envelopes


def batch(envelopes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """As the queue's event source mapping hands them on."""
    bodies = [json.dumps(one) for one in envelopes]
    return {"Records": [{"messageId": str(n), "body": body} for n, body in enumerate(bodies)]}


def kept() -> dict[str, tuple[int, list[str]]]:
    items: Any = boto3.resource("dynamodb", region_name=REGION).Table(KEPT).scan()["Items"]
    return {one["municipality"]: (int(one["revision"]), one["numbers"]) for one in items}


def empty() -> None:
    table = boto3.resource("dynamodb", region_name=REGION).Table(KEPT)
    for code in kept():
        table.delete_item(Key={"municipality": code})


LIVE = (REVISIONS, sorted({row.kle_number for row in rows(2 + REVISIONS)}))
"""What the last revision shows, in both municipalities."""


def test_events_in_their_order_are_followed(consumer: Any, announced: list[dict[str, Any]]) -> None:
    assert consumer.handler(batch(announced), None) == {"batchItemFailures": []}
    assert kept() == {ODENSE: LIVE, AARHUS: LIVE}
    assert consumer.reconcile({}, None) == {"behind": 0}


def test_nothing_of_what_a_bus_may_do_leaves_it_wrong(
    consumer: Any, announced: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Events twice, in any order, lost, and tried in vain while the API is away: it never goes back, and ends right."""
    there = consumer.API
    lost = False
    for seed in range(12):
        empty()
        chance = random.Random(seed)
        coming = [one for one in announced for _ in range(chance.choice((0, 1, 1, 2)))]
        chance.shuffle(coming)
        before: dict[str, int] = {}
        for _ in range(100):
            if not coming:
                break
            size = chance.randint(1, 4)
            given, coming = coming[:size], coming[size:]
            monkeypatch.setattr(consumer, "API", chance.choice((there, there, NOWHERE)))
            again = consumer.handler(batch(given), None)["batchItemFailures"]
            coming += [given[int(one["itemIdentifier"])] for one in again]
            now = {code: revision for code, (revision, _) in kept().items()}
            assert all(now[code] >= revision for code, revision in before.items()), seed
            before = now
        assert coming == [], seed
        monkeypatch.setattr(consumer, "API", there)
        behind = consumer.reconcile({}, None)["behind"]
        lost = lost or behind > 0
        assert kept() == {ODENSE: LIVE, AARHUS: LIVE}, seed
        assert consumer.reconcile({}, None) == {"behind": 0}
    assert lost, "no event that mattered was lost"


def test_who_looked_before_a_newer_one_was_kept_does_not_put_the_older_over_it(
    consumer: Any, announced: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    consumer.handler(batch(announced), None)
    monkeypatch.setattr(consumer, "kept", lambda _code: 0)
    assert consumer.handler(batch(announced[:1]), None) == {"batchItemFailures": []}
    assert kept()[ODENSE] == LIVE


def test_of_a_revision_whose_rows_are_deleted_it_keeps_what_is_live(
    consumer: Any, announced: list[dict[str, Any]], world: World
) -> None:
    (first,) = (one for one in world.revisions() if one.revision == 1)
    assert first.content is not None
    world.dynamodb.update_item(
        TableName=TABLE,
        Key={"PK": {"S": f"M#{ODENSE}"}, "SK": {"S": f"SNAP#{first.content.snapshot_id}"}},
        UpdateExpression="SET swept = :yes",
        ExpressionAttributeValues={":yes": {"BOOL": True}},
    )
    assert consumer.handler(batch(announced[:1]), None) == {"batchItemFailures": []}
    assert kept() == {ODENSE: LIVE}


def test_a_message_that_fails_comes_again_alone(consumer: Any, announced: list[dict[str, Any]]) -> None:
    foreign = announced[0] | {"detail-type": "NoticeRaised", "detail": {}}
    event = batch([foreign, announced[0], announced[1]])
    event["Records"][1]["body"] = "{"
    assert consumer.handler(event, None) == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert kept()[ODENSE][0] == 2


def test_the_page_shows_an_envelope_as_a_bus_makes_it(announced: list[dict[str, Any]]) -> None:
    form = Draft202012Validator(json.loads(SCHEMA.read_bytes()))
    for envelope in announced:
        form.validate(envelope["detail"])
    example = json.loads(re.findall(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[0])
    # moto's has no account, but a field of its own; AWS's is told in the EventBridge User Guide ("Event structure").
    assert announced[0].keys() - {"replay-name"} == example.keys() - {"account"}
    assert (example["source"], example["version"]) == (announced[0]["source"], announced[0]["version"])
    assert example["detail"].keys() == announced[0]["detail"].keys()
