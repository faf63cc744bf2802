from __future__ import annotations

import base64
from typing import Any

import pytest

from kleark.http.api_gateway import lambda_result, request_of
from kleark.http.messages import Request, Response


def event(path: str = "/", **changes: Any) -> dict[str, Any]:
    """As an HTTP API sends it (payload version 2.0)."""
    context = {"stage": changes.pop("stage", "$default"), "http": {"method": changes.pop("method", "GET")}}
    return {"rawPath": path, "requestContext": context} | changes


def test_a_request_has_what_the_event_says() -> None:
    sent = event(
        "/kle/ark",
        method="post",
        rawQueryString="a=1",
        headers={"X-Name": "Value"},
        cookies=["a=1", "b=2"],
        body="ø",
    )
    assert request_of(sent) == Request(
        "POST", "/kle/ark", "a=1", {"x-name": "Value"}, ("a=1", "b=2"), "ø".encode()
    )


def test_a_body_may_come_as_base64() -> None:
    sent = event(body=base64.b64encode(b"\xff").decode(), isBase64Encoded=True)
    assert request_of(sent).body == b"\xff"
    assert request_of(event(body=None)).body == b""


def test_cookies_may_come_in_their_header() -> None:
    assert request_of(event(headers={"Cookie": "a=1; b=2"})).cookies == ("a=1", "b=2")


@pytest.mark.parametrize(
    ("path", "stage", "base", "wanted"),
    [
        ("/prod/v1/status", "prod", "", "/v1/status"),
        ("/production", "prod", "", "/production"),
        ("/kle/ark", "$default", "/kle", "/ark"),
        ("/prod/kle/ark", "prod", "/kle", "/ark"),
        ("/kle", "$default", "/kle", "/kle"),
        ("/klep/ark", "$default", "/kle", "/klep/ark"),
        ("/ark", "$default", "", "/ark"),
    ],
)
def test_stage_and_base_are_taken_off_the_path(path: str, stage: str, base: str, wanted: str) -> None:
    assert request_of(event(path, stage=stage), base).path == wanted


def test_text_goes_as_it_is_and_bytes_as_base64() -> None:
    assert lambda_result(Response(200, "ø".encode(), {"A": "1"})) == {
        "statusCode": 200,
        "headers": {"A": "1"},
        "body": "ø",
        "isBase64Encoded": False,
    }
    assert lambda_result(Response(200, b"\xff", binary=True))["body"] == "/w=="
