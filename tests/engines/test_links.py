"""The function that asks links, deployed: it refuses what leads to the machine itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from infra.local.stack import client, local_stack
from kleark.adapters.dynamodb.link_table import LinkTable
from kleark.links.link_answer import LinkReason, LinkState
from kleark.links.link_orders import link_orders

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

INSIDE = frozenset({"https://localhost/x", "https://127.0.0.1/y", "https://169.254.169.254/latest"})


def test_links_into_the_machine_itself_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLEARK_LINKS", "ON")
    with local_stack(tmp_path, port=None) as stack:
        functions = client("lambda", stack.endpoint)
        for order in link_orders(INSIDE, {}, datetime.now(UTC)):
            message = {"messageId": "1", "body": order.to_json(), "attributes": {"MessageGroupId": "one"}}
            answer = functions.invoke(
                FunctionName="kleark-ask-links", Payload=json.dumps({"Records": [message]})
            )
            assert json.loads(answer["Payload"].read()) == {"batchItemFailures": []}
        kept = LinkTable(client("dynamodb", stack.endpoint), stack.outputs["LinksTableName"]).of(INSIDE)
    assert kept.keys() == INSIDE
    assert {(one.state, one.reason) for one in kept.values()} == {
        (LinkState.REFUSED, LinkReason.INNER_ADDRESS)
    }
