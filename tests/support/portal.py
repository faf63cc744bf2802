"""The portal's answers, held against ``schemas/openapi.yaml``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import jsonschema

import portal_api.handler as portal_handler
from kleark.adapters.dynamodb.published_table import PublishedTable
from tests.support.interruptions import Calls
from tests.support.openapi import OPENAPI
from tests.support.world import TABLE, ask

if TYPE_CHECKING:
    import pytest

    from tests.support.world import Response, World

GATEWAYS = {"$ref": "#/components/schemas/GatewayError"}
CONFIGURATION = "/v1/kommuner/{code}/konfiguration"


def follow(path: str, response: Response) -> Response | None:
    """The next page, as a client finds it: by the Link, relative to the address it came from."""
    if (link := response.headers.get("Link")) is None:
        return None
    target, _, parameter = link.partition(";")
    assert parameter.strip() == 'rel="next"'
    address = urlsplit(urljoin(f"https://portal{path}?before", target.strip("<>")))
    assert (address.netloc, address.path) == ("portal", path)
    return ask(address.path, address.query)


def conforming(response: Response, path: str = CONFIGURATION, method: str = "get") -> Response:
    """The response, once its status, headers and body have proved to be as the description says."""
    described = resolved(OPENAPI["paths"][path][method]["responses"][str(response.status)])
    for name, referred in described.get("headers", {}).items():
        header = resolved(referred)
        if header.get("required") or name in response.headers:
            validate(response.headers[name], header["schema"])
    if not response.content:
        assert "content" not in described
        return response
    own = {kind: one for kind, one in described["content"].items() if one["schema"] != GATEWAYS}
    [(media_type, content)] = own.items()
    assert response.headers["Content-Type"] == media_type
    validate(response.json, content["schema"])
    return response


def problem(response: Response, status: int, kind: str) -> Response:
    """The response, once it has proved to be this problem."""
    assert (response.status, response.json["type"]) == (status, f"urn:problem-type:kleark:{kind}")
    assert response.json["status"] == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    assert ("Retry-After" in response.headers) is (status == 503)
    validate(response.json, {"$ref": "#/components/schemas/Problem"})
    assert "Traceback" not in response.content.decode()
    return response


def resolved(described: dict[str, Any]) -> dict[str, Any]:
    """What a reference leads to; anything else as it is."""
    if "$ref" not in described:
        return described
    found: Any = OPENAPI
    for part in described["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return resolved(found)


def validate(instance: object, described: dict[str, Any]) -> None:
    whole = {**described, "components": OPENAPI["components"]}
    jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker()).validate(instance)


def watched(world: World, monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Counts what the handler asks the table from now on."""
    calls = Calls()
    reading(calls.of(world.dynamodb), monkeypatch)
    return calls


def reading(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The handler reads the table through this client, with an empty memory."""
    portal_handler.snapshots.cache_clear()
    table = PublishedTable(client, TABLE, pause=lambda _: None)
    monkeypatch.setattr(portal_handler, "table", lambda: table)
