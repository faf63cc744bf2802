"""infra/examples/webhook.yaml on the engine: who is called hears of a revision once it is live, with the secret.

The engine's CloudFormation knows neither connections nor destinations, so they are made as the template has them. It
calls once: nothing here tries again, and there are no dead letters.
"""

from __future__ import annotations

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from infra.cloudformation import ROOT, load_template
from infra.local.stack import client
from infra.local.upload import send, wait_for_upload
from kleark.publishing.model import UploadStatus
from tests.support.engine_sheets import sheet
from tests.support.watching import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.local.stack import LocalStack
    from kleark.publishing.ids import MunicipalityCode

RESOURCES = load_template(ROOT / "infra" / "examples" / "webhook.yaml")["Resources"]
SCHEMA = json.loads((ROOT / "schemas" / "events" / "config-published.schema.json").read_bytes())
NAME, HEADER, SECRET = "webhook", "X-Api-Key", "a-secret-of-the-test"
Called = list[tuple[str, dict[str, str], Any]]


@pytest.fixture
def called() -> Iterator[tuple[str, Called]]:
    """An endpoint that takes calls: its address, and what it was called with."""
    calls: Called = []

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            calls.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Endpoint) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/kleark", calls
        server.shutdown()
        thread.join()


@contextlib.contextmanager
def webhook(stack: LocalStack, endpoint: str) -> Iterator[None]:
    """The template's connection, destination and rule during the block."""
    events = client("events", stack.endpoint)
    connection = RESOURCES["Connection"]["Properties"]
    [kind] = connection["AuthParameters"]
    made = events.create_connection(
        Name=NAME,
        AuthorizationType=connection["AuthorizationType"],
        AuthParameters={kind: {"ApiKeyName": HEADER, "ApiKeyValue": SECRET}},
    )
    destination = events.create_api_destination(
        Name=NAME,
        ConnectionArn=made["ConnectionArn"],
        InvocationEndpoint=endpoint,
        HttpMethod=RESOURCES["Destination"]["Properties"]["HttpMethod"],
    )
    rule = RESOURCES["Rule"]["Properties"]
    [target] = rule["Targets"]
    bus = stack.outputs["EventBusName"]
    events.put_rule(Name=NAME, EventBusName=bus, EventPattern=json.dumps(rule["EventPattern"]))
    given = {"Id": target["Id"], "Arn": destination["ApiDestinationArn"], "InputPath": target["InputPath"]}
    events.put_targets(Rule=NAME, EventBusName=bus, Targets=[given])
    try:
        yield
    finally:
        events.remove_targets(Rule=NAME, EventBusName=bus, Ids=[target["Id"]])
        events.delete_rule(Name=NAME, EventBusName=bus)
        events.delete_api_destination(Name=NAME)
        events.delete_connection(Name=NAME)


def test_who_is_called_gets_the_detail_with_the_secret(
    stack: LocalStack, code: MunicipalityCode, called: tuple[str, Called]
) -> None:
    endpoint, calls = called
    with webhook(stack, endpoint):
        sent = send(stack, f"{code}/ark.xlsx", sheet())
        assert wait_for_upload(stack, code, sent.upload_id).status is UploadStatus.PUBLISHED
        eventually(lambda: any(body["municipalityCode"] == code for _, _, body in calls), "the call comes")
    ((path, headers, body),) = (one for one in calls if one[2]["municipalityCode"] == code)
    assert path == "/kleark"
    assert headers[HEADER.lower()] == SECRET
    assert headers["content-type"] == "application/json; charset=utf-8"
    Draft202012Validator(SCHEMA).validate(body)
    assert (body["revision"], body["action"]) == (1, "publish")
