"""The proxy passes on what it is given, and fails as the services fail, as botocore sees it."""

from __future__ import annotations

import contextlib
import http.server
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from tests.chaos.faulty_network import FaultyNetwork
from tests.chaos.weather import Fault, Weather

if TYPE_CHECKING:
    from collections.abc import Iterator


ANSWERS = {
    "POST": b'{"Item": {"PK": {"S": "M#0461"}}}',
    "PUT": b"",
    "GET": b"the object",
    "HEAD": b"the object",
}


@dataclass(frozen=True, slots=True)
class Always(Weather):
    """The same fault for every call."""

    of: Fault = Fault.NONE

    def fault(self, service: str, operation: str, number: int) -> Fault:
        return self.of


@dataclass
class Service:
    """Keeps what it was asked, and answers something that fits."""

    asked: list[tuple[str, str, bytes]] = field(default_factory=list)


@contextlib.contextmanager
def between(fault: Fault) -> Iterator[tuple[FaultyNetwork, Service]]:
    service = Service()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(service))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        network = FaultyNetwork(f"http://127.0.0.1:{server.server_address[1]}", Always(1, of=fault))
        with network.running():
            yield network, service
    finally:
        server.shutdown()
        server.server_close()


def _handler(service: Service) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            service.asked.append((self.command, self.path, body))
            answer = ANSWERS[self.command]
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer)

        do_GET = do_PUT = do_POST = do_HEAD = _answer  # noqa: N815 (as the server calls them)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return Handler


def client(name: str, network: FaultyNetwork) -> Any:
    make: Any = boto3.client
    return make(
        name,
        endpoint_url=network.endpoint,
        region_name="eu-north-1",
        aws_access_key_id="ASIA",
        aws_secret_access_key="secret",
        config=Config(retries={"total_max_attempts": 1}, proxies={}, s3={"addressing_style": "path"}),
    )


def get_item(network: FaultyNetwork) -> Any:
    key = {"PK": {"S": "M#0461"}, "SK": {"S": "0123456789abcdef0123456789abcdef"}}
    return client("dynamodb", network).get_item(TableName="t", Key=key)


def test_what_is_asked_arrives_as_it_was_and_so_does_the_answer() -> None:
    with between(Fault.NONE) as (network, service):
        assert get_item(network)["Item"] == {"PK": {"S": "M#0461"}}
        s3 = client("s3", network)
        s3.put_object(Bucket="b", Key="0461/Ærø & Å.xlsx", Body=b"x" * 100_000)
        assert s3.get_object(Bucket="b", Key="k")["Body"].read() == b"the object"
        assert s3.head_object(Bucket="b", Key="k")["ContentLength"] == len(b"the object")
    assert [asked[0] for asked in service.asked] == ["POST", "PUT", "GET", "HEAD"]
    assert b"x" * 100_000 in service.asked[1][2]
    assert [(call.service, call.operation) for call in network.calls] == [
        ("dynamodb", "GetItem"),
        ("s3", "PutObject"),
        ("s3", "GetObject"),
        ("s3", "HeadObject"),
    ]
    assert network.calls[0].uploads == ("0123456789abcdef0123456789abcdef",)


@pytest.mark.parametrize(
    ("fault", "code"),
    [(Fault.THROTTLED, "ProvisionedThroughputExceededException"), (Fault.BROKEN, "InternalServerError")],
)
def test_what_is_refused_is_refused_in_the_services_words_and_not_carried_out(
    fault: Fault, code: str
) -> None:
    with between(fault) as (network, service):
        with pytest.raises(ClientError) as caught:
            get_item(network)
        assert caught.value.response["Error"]["Code"] == code
        with pytest.raises(ClientError) as caught:
            client("s3", network).get_object(Bucket="b", Key="k")
        assert caught.value.response["Error"]["Code"] in {"SlowDown", "InternalError"}
    assert service.asked == []


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.KILLED_AFTER])
def test_what_is_carried_out_and_not_answered_was_carried_out(fault: Fault) -> None:
    """Nobody is killed here: this process is no function."""
    with between(fault) as (network, service):
        with pytest.raises(ConnectionClosedError):
            get_item(network)
        assert len(service.asked) == 1
        assert not network.killed


def test_what_is_killed_before_is_not_carried_out() -> None:
    with between(Fault.KILLED_BEFORE) as (network, service):
        with pytest.raises(ConnectionClosedError):
            get_item(network)
        assert service.asked == []


def test_what_is_carried_out_twice_is_answered_once() -> None:
    with between(Fault.TWICE) as (network, service):
        client("s3", network).put_object(Bucket="b", Key="k", Body=b"x")
    assert [asked[:2] for asked in service.asked] == [("PUT", "/b/k")] * 2


def test_when_it_is_calm_nothing_happens() -> None:
    with between(Fault.LOST) as (network, _):
        network.calm = True
        assert get_item(network)["Item"]
