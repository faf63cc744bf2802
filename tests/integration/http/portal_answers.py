"""A closed list of requests to the portal's API, and what its function answers each with."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn
from unittest.mock import patch

from botocore.exceptions import ClientError

import portal_api.handler as portal_handler
from kleark.adapters.dynamodb.edition_table import EditionTable
from kleark.adapters.dynamodb.keys import ROW_KEYS, page_key, snapshot_partition
from kleark.adapters.dynamodb.published_table import PublishedTable
from kleark.inventory.model import Line, inventory_of
from kleark.inventory.pages import Head
from kleark.portal.cursor import Cursor, fingerprint
from kleark.portal.snapshot_cache import Snapshots
from kleark.portal.status_overview import Country
from kleark.publishing.ids import MunicipalityCode, municipality_code
from kleark.publishing.manual import publish_upload, unpublish
from kleark.publishing.model import UploadStatus, stamp, upload_order
from kleark.testing.moto_backend import in_memory
from kleark.testing.validated_uploads import validated
from tests.integration.http.lambda_events import ABSENT, Ask, Event, outcome, unlike
from tests.integration.publishing.stored_items import fixed_nonces
from tests.support.acting import change_request, tenant_of
from tests.support.world import row, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kleark.configuration.row import Row
    from kleark.testing.moto_backend import Stores

NOON = datetime(2025, 11, 3, 12, 0, tzinfo=UTC)
ODENSE, AARHUS = municipality_code("0461"), municipality_code("0751")
EMPTIED, BROKEN, HUGE = (municipality_code(code) for code in ("0851", "0265", "0370"))
NOTHING = municipality_code("0101")

LIVE = f"/v1/kommuner/{ODENSE}/konfiguration"
OLD = f"/v1/kommuner/{ODENSE}/versioner/1"
VERSIONS = f"/v1/kommuner/{ODENSE}/versioner"
VISIT = f"/v1/kommuner/{ODENSE}/visning"
PLAIN_PATHS = (
    "/v1/kommuner",
    "/v1/status",
    "/v1/status.svg",
    "/v1/status.html",
    "/v1/register",
    "/v1/openapi.json",
    "/v1/sundhed",
)
PATHS = (*PLAIN_PATHS, LIVE, VERSIONS, OLD)
"""Every address that is answered with GET."""

JSON = {"content-type": "application/json"}
GZIP = {"accept-encoding": "gzip"}
CASE = {"kleNumber": "15.00.01", "sourceSystem": "FASIT", "created": "2021-04-01", "status": "Aktiv"}


def answers() -> dict[str, Any]:
    """What each request is answered with, by its name."""
    with fixed_nonces(), in_memory() as stores:
        _published(stores)
        with _deployed(stores.table.client, stores):
            made: dict[str, Any] = {}
            for one in _requests():
                made[unlike(one.name, made)] = _answer(one, stores)
            tags = {
                f"{path}{'gzip' * bool(packed)}": portal_handler.handler(
                    Ask("GET", path, headers=packed).event, _ANY
                )
                for path in PATHS
                for packed in ({}, GZIP)
            }
            for name, answer in tags.items():
                if tag := answer["headers"].get("ETag"):
                    for one in _conditional(name, tag):
                        told = f"{one.method} {one.path} {one.title}"
                        made[unlike(told, made)] = _answer(one, stores)
            return {name: _masked(name, answer) for name, answer in made.items()}


_ANY: Any = type(
    "Context",
    (),
    {"function_name": "f", "memory_limit_in_mb": 1, "invoked_function_arn": "a", "aws_request_id": "r"},
)()


def _answer(asked: Ask, stores: Stores) -> Any:
    if not asked.fault:
        return outcome(portal_handler.handler, asked.event, "portal_api")
    with _deployed(Failing(stores.table.client, asked.fault), stores):
        return outcome(portal_handler.handler, asked.event, "portal_api")


def _masked(name: str, answer: Any) -> Any:
    """The description of the API changes with the API, and its tag with it."""
    if "/v1/openapi.json" not in name or "headers" not in answer:
        return answer
    headers = dict(answer["headers"])
    if tag := headers.get("ETag"):
        headers["ETag"] = f'"<24 hex digits>{tag[25:]}'
        assert len(tag.removesuffix('-gzip"').removesuffix('"')) == 25
    body = "<the description>" if answer["statusCode"] == 200 and answer["body"] else answer["body"]
    return {**answer, "headers": headers, "body": body}


class Failing:
    """A client of a table that does not answer."""

    def __init__(self, real: Any, code: str) -> None:
        self._real, self._code = real, code

    def __getattr__(self, name: str) -> Any:
        def fail(**_: Any) -> NoReturn:
            raise ClientError({"Error": {"Code": self._code, "Message": "secret"}}, "GetItem")

        return fail if name in {"get_item", "query", "batch_get_item"} else getattr(self._real, name)


@contextmanager
def _deployed(client: Any, stores: Stores) -> Iterator[None]:
    """A function that has just started, and reads with this client."""
    table = PublishedTable(client, stores.table.name, pause=lambda _: None)
    snapshots, country = Snapshots(), Country(replace(stores.index, client=client))
    with (
        patch.object(portal_handler, "table", lambda: table),
        patch.object(portal_handler, "snapshots", lambda: snapshots),
        patch.object(portal_handler, "country", lambda: country),
        patch.object(portal_handler, "editions", lambda: EditionTable(client, stores.table.name)),
    ):
        yield


def _published(stores: Stores) -> None:
    """Two revisions of Odense, one each of others: one taken back, one that lost a page, and one that is very large."""
    _publish(stores, ODENSE, rows(12), "første.xlsx", 0)
    _publish(stores, ODENSE, (*rows(9), row(20, system="*")), "andet.xlsx", 1)
    _publish(stores, AARHUS, rows(2), "ark.xlsx", 0)
    _publish(stores, EMPTIED, rows(1), "ark.xlsx", 0)
    mandate = change_request("anne", "tages ned", 1)
    unpublish(mandate, tenant_of(EMPTIED, stores.table, lambda: NOON + timedelta(hours=1)))
    long = "https://www.roskilde.dk/" + "a" * 100_000
    _publish(stores, HUGE, [replace(one, info_url=long) for one in rows(45)], "ark.xlsx", 0)
    _publish(stores, BROKEN, rows(3), "ark.xlsx", 0)
    content = stores.table.live(BROKEN, consistent=True).content
    assert content is not None
    for gone in (page_key(0), ROW_KEYS):
        lost: Any = {"PK": {"S": snapshot_partition(BROKEN, content.snapshot_id)}, "SK": {"S": gone}}
        stores.table.client.delete_item(TableName=stores.table.name, Key=lost)
    _sweep_first(stores)

    lines = [
        Line(code, f"15.00.{n:02d}", "FASIT", n + 1) for code in (ODENSE, AARHUS, NOTHING) for n in range(15)
    ]
    inventory, at = inventory_of(lines), stamp(NOON)
    head = Head(upload_order(at, at, "1" * 32), inventory.digest, len(lines), "1" * 32, at)
    stores.index.write_pages(head, inventory)
    assert stores.index.set_head(head)


def _publish(stores: Stores, code: MunicipalityCode, of: Sequence[Row], name: str, expected: int) -> None:
    at = NOON + timedelta(minutes=expected)
    upload, config = validated(code, of, name, stamp(at), status=UploadStatus.CHECKED)
    stores.table.claim(upload)
    stores.reports.write(code, upload.upload_id, "config.json", config.to_bytes())
    place = tenant_of(code, stores.table, lambda: at)
    publish_upload(
        upload.upload_id, change_request("anne", "", expected), place, stores.reports, confirm_removals=True
    )


def _sweep_first(stores: Stores) -> None:
    """Aarhus has a second revision, and the rows of its first are swept."""
    _publish(stores, AARHUS, rows(3), "nyt.xlsx", 1)
    entry = stores.table.log_entry(AARHUS, 1)
    assert entry is not None
    assert entry.content is not None
    client: Any = stores.table.client
    partition = {"S": snapshot_partition(AARHUS, entry.content.snapshot_id)}
    client.delete_item(TableName=stores.table.name, Key={"PK": partition, "SK": {"S": page_key(0)}})
    client.update_item(
        TableName=stores.table.name,
        Key={"PK": {"S": f"M#{AARHUS}"}, "SK": {"S": f"SNAP#{entry.content.snapshot_id}"}},
        UpdateExpression="SET swept = :yes",
        ExpressionAttributeValues={":yes": {"BOOL": True}},
    )


def _requests() -> list[Ask]:
    return [
        *_every_address(),
        *_addresses_that_are_none(),
        *_parameters(),
        *_codings(),
        *_visits(),
        *_events(),
        *_faults(),
    ]


def _every_address() -> Iterator[Ask]:
    for path in PATHS:
        yield from (Ask(method, path) for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE"))
        yield from (Ask(method, path, headers=GZIP) for method in ("GET", "HEAD"))
        yield Ask("GET", path, "ukendt=1")
        yield Ask("HEAD", path, "ukendt=1")
    yield from (Ask(method, VISIT, headers=JSON) for method in ("GET", "HEAD", "OPTIONS", "PUT", "PATCH"))
    yield from (
        Ask(method, LIVE, title="an odd method") for method in ("get", "Head", "TRACE", "PROPFIND", "")
    )


def _addresses_that_are_none() -> Iterator[Ask]:
    paths = (
        "", "/", "/v1", "/v1/", "/v2/kommuner", "/V1/kommuner", "/v1/kommuner/", "//v1/kommuner", "/v1//kommuner",
        "/v1/./kommuner", "v1/kommuner", "/v1/statusXsvg", "/v1/status.SVG", "/v1/sundhed\n", "/v1/sundhed/",
        "/v1/sundhed ", "/v1/%73undhed", "/v1/kommuner/0461", f"{LIVE}/", f"{LIVE}\n", f"{LIVE};a=b",
        "/v1/kommuner//konfiguration", "/v1/kommuner/461/konfiguration", "/v1/kommuner/04610/konfiguration",
        "/v1/kommuner/９９９９/konfiguration", "/v1/kommuner/%30461/konfiguration",
        "/v1/kommuner/0461%2Fx/konfiguration", "/v1/kommuner/0461\n/konfiguration",
        "/v1/kommuner/{code}/konfiguration", "/v1/kommuner/9999/konfiguration", "/v1/kommuner/9999/versioner",
        "/v1/kommuner/9999/versioner/1", "/v1/kommuner/46/versioner", "/v1/kommuner/46/visning",
        *(f"{VERSIONS}/{one}" for one in ("", "0", "01", "-1", "+1", "1.0", "3", "999999999", "1000000000", "x",
        "١")),
        f"/v1/kommuner/{NOTHING}/konfiguration", f"/v1/kommuner/{NOTHING}/versioner",
        f"/v1/kommuner/{NOTHING}/versioner/1", f"/v1/kommuner/{EMPTIED}/konfiguration",
        f"/v1/kommuner/{EMPTIED}/versioner", f"/v1/kommuner/{BROKEN}/konfiguration",
        f"/v1/kommuner/{BROKEN}/versioner/1", f"/v1/kommuner/{AARHUS}/versioner/1",
    )  # fmt: skip
    for path in paths:
        yield Ask("GET", path)
    for path in ("/v1", "/v1/kommuner/9999/konfiguration", f"/v1/kommuner/{NOTHING}/konfiguration"):
        yield from (Ask(method, path) for method in ("HEAD", "OPTIONS", "POST"))


def _parameters() -> Iterator[Ask]:
    queries = (
        "", "&", "=", "=1", "kle", "kle=", "kle=15.00.01", "kle=15.00.01,15.00.02", "kle=15.00.02&kle=15.00.01",
        "kle=15.00.01,", "kle=15.0.1", "kle=15%2E00%2E01", "kle=15.00.01%2C15.00.02", "KLE=15.00.01",
        "kle=" + ",".join(f"15.00.{n:02d}" for n in range(100)),
        "kle=" + ",".join(f"15.{n // 100:02d}.{n % 100:02d}" for n in range(101)),
        "kle=99.99.99", "fagsystem=FASIT", "fagsystem=fasit", "fagsystem=ukendt", "fagsystem=", "fagsystem",
        "fagsystem=a&fagsystem=b", "fagsystem=%2A", "fagsystem=*", "fagsystem=" + "a" * 200, "fagsystem=" + "a" * 201,
        "fagsystem=%C3%A6", "fagsystem=%FF", "fagsystem=a+b", "fagsystem=%20FASIT%20", "antal=1", "antal=3",
        "antal=1000",
        "antal=1001", "antal=0", "antal=01", "antal=-1", "antal=", "antal=x", "antal=1&antal=1", "antal=1.0",
        "antal=+1",
        "antal=10", "antal=9&kle=15.00.01", "antal=2&fagsystem=FASIT", "antal=1;kle=15.00.01",
        "antal=1%26kle=15.00.01",
        "cursor=", "cursor=x", "cursor=x&cursor=y", "cursor=%00", "ukendt", "ukendt=1", "antal=1&ukendt=1",
        "antal=x&ukendt=1", "?antal=1",
    )  # fmt: skip
    yield from (Ask("GET", LIVE, query, title="a query") for query in queries)
    whole = fingerprint("", "")
    cursors = {
        "the next page": Cursor(ODENSE, 2, 3, whole),
        "the next page of an older revision": Cursor(ODENSE, 1, 3, whole),
        "after the end": Cursor(ODENSE, 2, 900, whole),
        "of another municipality": Cursor(AARHUS, 2, 3, whole),
        "of another question": Cursor(ODENSE, 2, 3, fingerprint("15.00.01", "", "")),
        "of a revision that never was": Cursor(ODENSE, 9, 3, whole),
        "of a list": Cursor(ODENSE, 1, 0, fingerprint("versioner")),
    }
    for path in (LIVE, OLD, VERSIONS):
        for title, cursor in cursors.items():
            yield Ask("GET", path, f"antal=3&cursor={cursor}", title=title)
    padded = f"{cursors['the next page']}="
    yield from (
        Ask("GET", LIVE, f"cursor={one}", title="damaged") for one in (padded, padded[:-3], padded.upper())
    )
    yield Ask("GET", LIVE, f"cursor={cursors['the next page']}", title="without a count")
    for query in (
        "antal=1",
        "antal=100",
        "antal=101",
        "antal=0",
        "kle=15.00.01",
        "antal=1&antal=2",
        "cursor=x",
    ):
        yield Ask("GET", VERSIONS, query)
    yield from (Ask("GET", OLD, query) for query in ("antal=2", "kle=15.00.01", "fagsystem=FASIT", "antal=x"))


def _codings() -> Iterator[Ask]:
    accepted = (
        "", "gzip", "GZIP", "x-gzip", "*", "identity", "br", "deflate, gzip;q=1.0, *;q=0.5", "gzip;q=0", "gzip; q=0",
        "gzip;q=0.0", "gzip;q=0.001", "gzip ; q = 0.5", "gzip;q=x", "gzip;q=", "gzip;level=1", "gzip;q=0, *", "*;q=0",
        "*;q=0, gzip", "br;q=1, gzip;q=0.5", "gzip,gzip;q=0", "gzip;q=-1", "gzip;q=nan", ",", "gzip, identity;q=0",
    )  # fmt: skip
    yield from (Ask("GET", LIVE, headers={"accept-encoding": one}) for one in accepted)
    yield Ask("GET", LIVE, "antal=1", GZIP, title="short")
    yield Ask("GET", LIVE, headers={"Accept-Encoding": "gzip"}, title="a name in capitals")
    for method in ("GET", "HEAD"):
        yield Ask(method, f"/v1/kommuner/{HUGE}/konfiguration", title="too large to be sent unpacked")
        yield Ask(method, f"/v1/kommuner/{HUGE}/konfiguration", headers=GZIP)
    yield Ask("GET", f"/v1/kommuner/{HUGE}/konfiguration", "kle=15.00.01", title="a part of it")
    for one in ("text/html", "application/xml", "*/*;q=0"):
        yield Ask("GET", LIVE, headers={"accept": one, "accept-language": "en"})
    for one in ('"x"', "*", 'W/"x"', '"x", "y"', "", "x", '"x', '"', "*, *", '"*"', " * "):
        yield from (Ask("GET", path, headers={"if-none-match": one}) for path in (LIVE, "/v1/kommuner"))
    yield from (Ask("HEAD", path, headers={"if-none-match": "*"}) for path in PATHS)
    yield from (Ask("GET", path, headers={"if-none-match": "*", **GZIP}) for path in PATHS)
    yield Ask("POST", LIVE, headers={"if-none-match": "*"})
    for one in (NOTHING, BROKEN, EMPTIED):
        yield Ask("GET", f"/v1/kommuner/{one}/konfiguration", headers={"if-none-match": "*"})
    yield Ask("GET", f"/v1/kommuner/{AARHUS}/versioner/1", headers={"if-none-match": "*"})
    yield Ask("GET", LIVE, headers={"if-modified-since": "Mon, 03 Nov 2025 12:00:00 GMT"})
    yield Ask("GET", LIVE, headers={"if-match": '"x"'})
    yield Ask("GET", LIVE, headers={"range": "bytes=0-9"})
    yield Ask("GET", LIVE, headers={"origin": "https://elsewhere.example"})


def _conditional(name: str, tag: str) -> Iterator[Ask]:
    """Requests of somebody who has an answer with this tag already. ``name``: of the answer."""
    packed = name.endswith("gzip")
    path, headers = name.removesuffix("gzip") if packed else name, GZIP if packed else {}
    forms = {
        "its tag": tag,
        "its tag, weak": f"W/{tag}",
        "its tag in a list": f'"a", {tag},"b"',
        "its tag in a list, weak": f'W/"a",W/{tag}',
        "its tag in a list without commas": f'"a" {tag}',
        "its tag without quotes": tag.strip('"'),
        "its tag in capitals": tag.upper(),
        "its tag, w/": f"w/{tag}",
        "its tag between spaces": f"  {tag}  ",
        "its tag and more": f"{tag}x",
        "the tag of the other coding": f'{tag[:-6]}"' if packed else f'{tag[:-1]}-gzip"',
        "its tag beside a star": f"*, {tag}",
    }
    told = "packed, " if packed else ""
    for title, given in forms.items():
        yield Ask("GET", path, headers={**headers, "if-none-match": given}, title=told + title)
    yield Ask("HEAD", path, headers={**headers, "if-none-match": tag}, title=f"{told}its tag")
    yield Ask(
        "GET", path, headers={**headers, "If-None-Match": tag}, title=f"{told}its tag, a name in capitals"
    )


def _visits() -> Iterator[Ask]:
    one = json.dumps({"cases": [CASE]}).encode()

    def sent(body: bytes | None, title: str, **headers: str) -> Ask:
        named = {
            name.replace("_", "-"): value
            for name, value in (headers or {"content_type": "application/json"}).items()
        }
        return Ask("POST", VISIT, headers=named, body=body, title=title)

    yield sent(one, "one case")
    yield replace(sent(one, "as base64"), encoded=True)
    yield replace(
        sent(one, "packed answer, as base64", content_type="application/json", accept_encoding="gzip"),
        encoded=True,
    )
    yield replace(sent(one, "with a query"), query="kle=15.00.01")
    for kind in (
        "application/json;charset=utf-8", 'application/json; charset="UTF-8"', "APPLICATION/JSON",
        "application/json; a=b",
        "application/json;charset=latin1", "application/problem+json", "text/plain", "", "application/jsonx",
        "application/json, text/plain", "multipart/form-data; boundary=x", " application/json ", ";",
    ):  # fmt: skip
        yield sent(one, "a media type", content_type=kind)
    yield sent(one, "no media type", x="y")
    for coding in ("gzip", "identity", "", "IDENTITY", "identity, gzip"):
        yield sent(one, "a coding", content_type="application/json", content_encoding=coding)
    yield sent(b"x" * 70_000, "too large, and no JSON", content_type="text/plain")
    bodies = {
        "nothing": None,
        "an empty text": b"",
        "no JSON": b"{",
        "two texts": b'{"cases":[]} {}',
        "spaces around": b'  {"cases":[]}\n',
        "a name twice": b'{"cases":[],"cases":[]}',
        "a name twice in a case": b'{"cases":[{"kleNumber":"a","kleNumber":"b"}]}',
        "NaN": b'{"cases":NaN}',
        "a number": b'{"cases":1e999}',
        "a long number": b'{"cases":' + b"9" * 5000 + b"}",
        "a mark of order": b'\xef\xbb\xbf{"cases":[]}',
        "a lone surrogate": b'{"cases":["\\ud800"]}',
        "nested": b"[" * 30_000 + b"]" * 30_000,
        "a list": b"[]",
        "null": b"null",
        "another field": b'{"cases":[],"x":1}',
        "no cases": b"{}",
        "no list": b'{"cases":{}}',
        "no case": b'{"cases":[]}',
        "cases that are none": b'{"cases":[1,null,"x",[],{}]}',
        "exactly as large as it may be": b'{"cases":[]}' + b" " * (64 * 1024 - 12),
        "a byte too large": b'{"cases":[]}' + b" " * (64 * 1024 - 11),
        "101 cases": json.dumps({"cases": [CASE] * 101}).encode(),
        "100 cases": json.dumps({"cases": [CASE] * 100}).encode(),
    }
    yield from (sent(body, title) for title, body in bodies.items())
    yield replace(sent(b'{"cases":["\xff"]}', "not UTF-8"), encoded=True)
    changes: tuple[dict[str, Any], ...] = (
        {"kleNumber": "15.0.1"}, {"kleNumber": None}, {"kleNumber": 15}, {"kleNumber": "99.99.99"},
        {"kleNumber": "15.00.20"},
        {"sourceSystem": ""}, {"sourceSystem": "a" * 201}, {"sourceSystem": "Andet"}, {"created": "1999-01-01"},
        {"created": "2021-02-30"}, {"created": "2021-04-01T00:00:00Z"}, {"created": "2021-04-01T00:00:00"},
        {"created": "2021-W01-1"}, {"created": "2016-12-31T23:59:60Z"}, {"created": 1}, {"status": None},
        {"status": "Afsluttet"}, {"status": "a" * 101}, {"status": 1}, {"x": 1}, {"kleNumber": "x",
        "created": "x", "y": 1},
    )  # fmt: skip
    for change in changes:
        body = json.dumps({"cases": [CASE, CASE | change]}).encode()
        yield sent(body, f"a case with {json.dumps(change)[:40]}")
    for code in (NOTHING, EMPTIED, BROKEN, MunicipalityCode("9999")):
        yield replace(sent(one, "one case"), path=f"/v1/kommuner/{code}/visning")


def _events() -> Iterator[Ask]:
    """Events that differ from the usual one: what a stage, another engine, or another API would send."""
    context: Event = {"stage": "$default", "http": {"method": "GET", "path": LIVE}}
    path = "/v1/sundhed"

    def changed(title: str, **change: Any) -> Ask:
        return Ask("GET", path, title=title, change=change)

    for stage, raw in (
        ("prod", "/prod/v1/sundhed"), ("prod", path), ("prod", "/prodv1/sundhed"), ("prod", "/prod"), ("prod",
        "/prod/"),
        ("prod", "/prod/prod/v1/sundhed"), ("v1", path), ("v1", "/v1/v1/sundhed"), ("$default",
        "/$default/v1/sundhed"),
        ("", path), ("", "//v1/sundhed"),
    ):  # fmt: skip
        yield changed(f"stage {stage}, path {raw}", rawPath=raw, requestContext=context | {"stage": stage})
    yield changed("no stage", requestContext={"http": {"method": "GET"}})
    yield changed(
        "a method in small letters", requestContext={"stage": "$default", "http": {"method": "get"}}
    )
    yield changed("no headers", headers=ABSENT)
    yield changed("headers that are null", headers=None)
    yield changed("no query", rawQueryString=ABSENT)
    yield changed("a query that is null", rawQueryString=None)
    yield changed("no path", rawPath=ABSENT)
    yield changed("no word of base64", isBase64Encoded=ABSENT)
    yield changed("a body that is null", body=None)
    yield changed("a body where none is read", body="x")
    yield changed("a body that is no base64", body="%%%", isBase64Encoded=True)
    yield changed("cookies", cookies=["a=b"])
    yield changed("a parameter that only the parsed query has", queryStringParameters={"x": "1"})
    yield changed("empty headers", headers={})
    rest = {
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": "GET",
        "headers": None,
        "multiValueHeaders": None,
        "queryStringParameters": None,
        "requestContext": {"stage": "prod", "httpMethod": "GET", "path": f"/prod{path}"},
        "body": None,
        "isBase64Encoded": False,
    }
    gone = dict.fromkeys(("rawPath", "rawQueryString", "routeKey", "version"), ABSENT)
    yield Ask("GET", path, title="an event of a REST API", change=gone | rest)
    yield Ask("GET", path, title="payload version 1.0", change=gone | rest | {"version": "1.0"})
    everything = dict.fromkeys(Ask("GET", path).event, ABSENT)
    yield Ask("GET", path, title="an empty event", change=everything)


def _faults() -> Iterator[Ask]:
    for fault in (
        "ThrottlingException",
        "ServiceUnavailable",
        "ValidationException",
        "AccessDeniedException",
    ):
        for path in (*PATHS, f"/v1/kommuner/{ODENSE}/versioner/x"):
            yield Ask("GET", path, title=fault, fault=fault)
        yield Ask("HEAD", LIVE, title=fault, fault=fault)
        yield Ask("POST", VISIT, headers=JSON, body=b'{"cases":[]}', title=fault, fault=fault)
