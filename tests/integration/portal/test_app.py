"""The portal's reads, held against ``schemas/openapi.yaml``."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import random
import zlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ConnectTimeoutError

import portal_api.handler as portal_handler
from kleark.adapters.dynamodb.queries import UnansweredItemsError
from kleark.configuration.row import DigitalPost
from kleark.portal.published import municipality_in
from kleark.portal.routes import ROUTES
from tests.support.interruptions import Stumbling, aws_error
from tests.support.portal import conforming, problem, reading, watched
from tests.support.world import (
    CONTEXT,
    NOON,
    TABLE,
    Response,
    World,
    answered,
    ask,
    event,
    row,
    rows,
    sorted_rows,
)

if TYPE_CHECKING:
    import logging

    from kleark.portal.routes import ApiRoute

PATH = "/v1/kommuner/0461/konfiguration"


@pytest.fixture
def odense(world: World) -> World:
    """Ten numbers, the last also for all systems and one only for all systems."""
    world.published((*rows(10), row(9, system="*"), row(20, system="*"), row(21, system="KSD")))
    return world


def numbers(response: Response) -> list[tuple[str, str]]:
    return [(one["kleNumber"], one["sourceSystem"]) for one in conforming(response).json["rows"]]


def test_the_whole_configuration(world: World) -> None:
    entry = world.published(rows(9))
    body = conforming(world.get()).json
    assert body["municipalityName"] == "Odense"
    assert (body["revision"], body["publishedAt"]) == (1, entry.at)
    assert world.served() == sorted_rows(rows(9))


CACHED = (
    "/v1/kommuner",
    PATH,
    PATH + "?kle=00.00.01",
    "/v1/kommuner/0461/versioner",
    "/v1/kommuner/0461/versioner/1",
    "/v1/kommuner/0751/konfiguration",
    "/v1/status",
    "/v1/status.svg",
    "/v1/status.html",
    "/v1/register",
    "/v1/openapi.json",
    "/v1/sundhed",
    "/v1/findes-ikke",
)
"""What CloudFront may keep by path and query (infra/stacks/edge.yaml), and what it must find that it may not."""

FOUND = set(CACHED) - {"/v1/kommuner/0751/konfiguration", "/v1/findes-ikke"}

OTHER_CALLERS = (
    {"accept-language": "en", "user-agent": "other", "origin": "https://other.example"},
    {"cookie": "session=1", "authorization": "Bearer x", "x-forwarded-for": "203.0.113.9"},
    {"accept": "text/html", "x-forwarded-host": "other.example", "cache-control": "no-cache"},
    {"cloudfront-viewer-country": "SE", "x-amz-cf-id": "x", "referer": "https://other.example/0751"},
)


@pytest.mark.parametrize("path", CACHED)
@pytest.mark.parametrize("encoding", [None, "gzip"])
def test_whoever_asks_gets_the_same_by_path_query_and_whether_it_takes_gzip(
    odense: World, path: str, encoding: str | None
) -> None:
    """Nothing else is in the key by which CloudFront keeps answers: another header must change none of them."""
    takes = {"accept-encoding": encoding} if encoding else {}
    where, _, query = path.partition("?")

    def answer(headers: dict[str, str]) -> dict[str, Any]:
        return portal_handler.handler(event(where, query, "GET", headers | takes), CONTEXT)

    first = answer({})
    # A problem may not be kept, and is the only answer that is told in the caller's language.
    others = [one for one in OTHER_CALLERS if path in FOUND or "accept-language" not in one]
    assert len(others) >= len(OTHER_CALLERS) - 1
    assert all(answer(headers) == first for headers in others)
    told = {name.lower(): value for name, value in first["headers"].items()}
    assert first["statusCode"] == (200 if path in FOUND else 404)
    # What is not said to be kept is not: the policy's own time is 0.
    assert first["statusCode"] == 200 or told["cache-control"] == "no-store"
    assert told["cache-control"].startswith("public, ") == (path in FOUND and path != "/v1/sundhed")


def in_language(response: Response, lang: str) -> Response:
    """A problem, once it has proved to say in which language it is, and that no other caller may get it."""
    assert response.headers["Content-Language"] == lang
    assert "Accept-Language" in response.headers["Vary"]
    assert response.headers["Cache-Control"] == "no-store"
    return response


def test_problems_are_told_in_the_callers_language(odense: World) -> None:
    danish, english = (ask("/v1/kommuner/9999/konfiguration", Accept_Language=lang) for lang in ("da", "en"))
    assert in_language(danish, "da").json["title"] == "Kommunen findes ikke"
    assert in_language(english, "en").json["title"] == "The municipality does not exist"
    problem(danish, 404, "unknown-municipality")
    problem(english, 404, "unknown-municipality")
    same = ("type", "code", "status")
    assert [danish.json[name] for name in same] == [english.json[name] for name in same]
    for header in (None, "*", "de", "en;q=2", "q"):
        other = ask("/v1/kommuner/9999/konfiguration", **({"Accept_Language": header} if header else {}))
        assert in_language(other, "da").content == danish.content


def test_every_flaw_of_a_visit_is_told_in_it(odense: World) -> None:
    sent = b'{"cases": [{"kleNumber": "x", "created": "i dag", "ekstra": 1}, 2]}'
    path, headers = (
        "/v1/kommuner/0461/visning",
        {"Content-Type": "application/json", "Accept-Language": "en-GB"},
    )
    told = in_language(answered(event(path, "", "POST", headers, sent)), "en").json
    assert told["detail"].startswith("There are 5 errors in what was sent.")
    assert len(told["errors"]) == 5
    assert not set("æøåÆØÅ") & set(json.dumps(told, ensure_ascii=False))
    one = answered(event(path, "", "POST", headers, b"[]"))
    assert one.json["detail"].startswith("There is 1 error in what was sent.")
    danish = answered(event(path, "", "POST", headers | {"Accept-Language": "da"}, b"[]"))
    assert danish.json["detail"].startswith("Der er 1 fejl i det sendte.")


def test_a_fault_and_a_busy_table_are_told_in_it_too(odense: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> Any:
        raise ConnectTimeoutError(endpoint_url="https://dynamodb")

    client: Any = Stumbling(odense.dynamodb, "get_item", [fails] * 4)
    reading(client, monkeypatch)
    busy = ask(PATH, Accept_Language="en")
    problem(in_language(busy, "en"), 503, "busy")
    assert busy.json["title"] == "The service is busy"


def test_what_is_published_is_the_same_in_every_language(odense: World) -> None:
    danish, english = ask(PATH, Accept_Language="da"), ask(PATH, Accept_Language="en")
    assert (danish.content, danish.headers) == (english.content, english.headers)
    assert danish.headers["Vary"] == "Accept-Encoding"
    assert "Content-Language" not in danish.headers
    again = ask(PATH, Accept_Language="en", If_None_Match=danish.headers["ETag"])
    assert (again.status, again.headers["Vary"]) == (304, "Accept-Encoding")
    # A problem has no tag: a caller that sends one gets the problem, in its language.
    assert "ETag" not in ask("/v1/findes-ikke", Accept_Language="en", If_None_Match="*").headers


def test_the_digest_is_of_the_bytes_of_the_rows(world: World) -> None:
    world.published(rows(9))
    response = world.get()
    served = response.content[response.content.index(b'"rows":') + len(b'"rows":') : -1]
    assert hashlib.sha256(served).hexdigest() == response.json["digest"]


def test_new_digital_post_links(world: World) -> None:
    group, point = "6b1bb3f5-3c8f-4a3b-9c39-3a4f0d1c2b3a", "0d9f7b2e-8f1c-4a57-b6f2-5e8d9c1a2b3c"
    post = DigitalPost(f"https://post.borger.dk/send/{group}/{point}/", group_id=group, point_id=point)
    world.published((replace(row(1), digital_post=post),))
    assert conforming(world.get()).json["rows"][0]["digitalPost"]["groupId"] == group


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kle=15.00.03", [("15.00.03", "FASIT")]),
        ("kle=15.00.09", [("15.00.09", "*"), ("15.00.09", "FASIT")]),
        ("kle=15.00.07,15.00.02", [("15.00.02", "FASIT"), ("15.00.07", "FASIT")]),
        ("kle=15.00.07&kle=15.00.02", [("15.00.02", "FASIT"), ("15.00.07", "FASIT")]),
        ("kle=15.00.07%2C15.00.07", [("15.00.07", "FASIT")]),
        ("kle=99.99.99", []),
        ("kle=15.00.02,99.99.99", [("15.00.02", "FASIT")]),
        ("kle=15.00.20&fagsystem=fasit", [("15.00.20", "*")]),
        ("kle=15.00.09&fagsystem=FaSiT", [("15.00.09", "*"), ("15.00.09", "FASIT")]),
        ("kle=15.00.21&fagsystem=fasit", []),
        ("fagsystem=KSD", [("15.00.09", "*"), ("15.00.20", "*"), ("15.00.21", "KSD")]),
        ("fagsystem=*", [("15.00.09", "*"), ("15.00.20", "*")]),
        ("fagsystem=Sags%20system+7", [("15.00.09", "*"), ("15.00.20", "*")]),
    ],
)
def test_a_part_of_the_configuration(odense: World, query: str, expected: list[tuple[str, str]]) -> None:
    response = odense.get(query)
    assert numbers(response) == expected
    assert response.json["digest"] == odense.get().json["digest"]


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("kle=", "malformed-kle-number"),
        ("kle=15.20", "malformed-kle-number"),
        ("kle=15.20.24,", "malformed-kle-number"),
        ("kle=15.20.24%0A", "malformed-kle-number"),
        ("kle=" + "%D9%A1" * 2 + ".20.24", "malformed-kle-number"),
        ("kle=" + ",".join(f"15.{n // 100:02d}.{n % 100:02d}" for n in range(101)), "malformed-kle-number"),
        ("fagsystem=", "malformed-source-system"),
        ("fagsystem=%20", "malformed-source-system"),
        ("fagsystem=a&fagsystem=b", "malformed-source-system"),
        ("fagsystem=" + "a" * 201, "malformed-source-system"),
        ("KLE=15.20.24", "unknown-parameter"),
        ("kle=15.20.24&x", "unknown-parameter"),
    ],
)
def test_a_malformed_question(odense: World, query: str, kind: str) -> None:
    problem(conforming(odense.get(query)), 400, kind)


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("461", 400, "malformed-municipality-code"),
        ("", 400, "malformed-municipality-code"),
        ("0461%23S%23x", 400, "malformed-municipality-code"),
        ("0461#S#x", 400, "malformed-municipality-code"),
        ("٠٤٦١", 400, "malformed-municipality-code"),
        ("0461\n", 400, "malformed-municipality-code"),
        ("9999", 404, "unknown-municipality"),
        ("0411", 404, "unknown-municipality"),
        ("0751", 404, "nothing-published"),
    ],
)
def test_a_code_without_a_configuration(odense: World, code: str, status: int, kind: str) -> None:
    problem(conforming(ask(f"/v1/kommuner/{code}/konfiguration")), status, kind)


def test_that_nothing_was_published_names_the_municipality_and_no_revision(odense: World) -> None:
    said = conforming(ask("/v1/kommuner/0751/konfiguration")).json
    assert (said["municipalityCode"], said["revision"]) == ("0751", 0)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v1",
        "/v1/kommuner/",
        "/v1/kommuner/0461",
        PATH + "/",
        PATH + "/15.20.24",
        "/v2/sundhed",
        PATH + "\n",
    ],
)
def test_an_unknown_path(world: World, path: str) -> None:
    problem(ask(path), 404, "no-such-path")


METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get"]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_a_method_that_the_address_does_not_take(odense: World, route: ApiRoute) -> None:
    allowed = "POST" if route.path.endswith("/visning") else "GET, HEAD"
    for method in METHODS:
        response = ask(route.path.replace("{code}", "0461").replace("{revision}", "1"), method=method)
        if method.upper() in allowed.split(", "):
            assert response.status != 405
            continue
        assert (response.status, response.headers["Allow"]) == (405, allowed)
        if method != "HEAD":
            problem(response, 405, "method-not-allowed")


def test_a_stage_s_name_is_not_part_of_the_path(odense: World) -> None:
    event = {
        "rawPath": "/prod" + PATH,
        "requestContext": {"stage": "prod", "http": {"method": "GET"}},
    }
    assert portal_handler.handler(event, CONTEXT)["statusCode"] == 200


def test_head_is_get_without_its_body(odense: World) -> None:
    got, head = odense.get(), ask(PATH, method="HEAD")
    length = {"Content-Length": str(len(got.content))}
    assert (head.status, head.headers, head.content) == (200, got.headers | length, b"")
    assert ask("/v1/kommuner/9999/konfiguration", method="HEAD").content == b""
    assert ask("/v1/sundhed", method="HEAD").status == 200


READ = [route.path for route in ROUTES if route.method == "GET"]


def sent(address: str, query: str, method: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers, and the bytes as they go over the line."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = portal_handler.handler(event(address, query, method, named), CONTEXT)
    body = base64.b64decode(answer["body"]) if answer["isBase64Encoded"] else answer["body"].encode()
    return answer["statusCode"], answer["headers"], body


@pytest.mark.parametrize("revision", ["1", "9"])
@pytest.mark.parametrize("coding", ["gzip", "identity"])
@pytest.mark.parametrize("path", READ)
def test_head_has_the_status_and_headers_of_get_and_its_length(
    odense: World, path: str, coding: str, revision: str
) -> None:
    address = path.replace("{code}", "0461").replace("{revision}", revision)
    for query in ("", "ukendt=1"):
        status, headers, body = sent(address, query, "GET", accept_encoding=coding)
        length = {"Content-Length": str(len(body))}
        assert sent(address, query, "HEAD", accept_encoding=coding) == (status, headers | length, b"")
        if "ETag" in headers:
            known = {"accept_encoding": coding, "if_none_match": headers["ETag"]}
            got, head = (sent(address, query, method, **known) for method in ("GET", "HEAD"))
            assert got == head
            assert (head[0], "Content-Length" in head[1]) == (304, False)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_a_browsers_script_elsewhere_is_told_nothing_of_cors(
    odense: World, route: ApiRoute, method: str
) -> None:
    answer = ask(
        route.path.replace("{code}", "0461").replace("{revision}", "1"),
        method=method,
        origin="https://elsewhere.example",
        access_control_request_method="GET",
    )
    assert [name for name in answer.headers if name.lower().startswith("access-control-")] == []
    assert answer.headers.get("Vary", "").count("Origin") == 0
    if method == "OPTIONS":
        problem(answer, 405, "method-not-allowed")


def test_health(world: World) -> None:
    assert conforming(ask("/v1/sundhed"), "/v1/sundhed").json == {"status": "ok"}


def test_health_without_its_table(world: World) -> None:
    world.dynamodb.delete_table(TableName=TABLE)
    problem(ask("/v1/sundhed"), 500, "unexpected")


def test_what_the_caller_has_costs_one_read(odense: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = odense.get("kle=15.00.03").headers["ETag"]
    calls = watched(odense, monkeypatch)
    for sent in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        response = conforming(odense.get("kle=15.00.03", if_none_match=sent))
        assert (response.status, response.content) == (304, b"")
        assert response.headers["ETag"] == tag
    assert calls.names == ["get_item"] * 4


def test_what_the_caller_has_is_another_thing(odense: World) -> None:
    tag = odense.get().headers["ETag"]
    for sent in ('"other"', tag[:-1], tag.strip('"'), f'"x{tag[1:]}', ""):
        assert odense.get(if_none_match=sent).status == 200
    assert odense.get("kle=15.00.03", if_none_match=tag).status == 200
    assert odense.get(if_none_match=tag, accept_encoding="gzip").status == 200


def test_a_new_revision_has_a_new_tag(odense: World) -> None:
    tag = odense.get("kle=15.00.03").headers["ETag"]
    odense.published(rows(10), NOON + timedelta(minutes=10))
    assert odense.get("kle=15.00.03", if_none_match=tag).status == 200


def test_one_tag_one_answer(odense: World) -> None:
    """Each question and coding has its own tag, and asking in another order is the same question."""
    questions = ["", "kle=15.00.03", "kle=15.00.04", "kle=15.00.03,15.00.04", "fagsystem=KSD", "fagsystem=*"]
    tags = [
        odense.get(query, accept_encoding=coding).headers["ETag"]
        for query, coding in itertools.product(questions, ("", "gzip"))
    ]
    assert len(set(tags)) == len(tags)
    again = odense.get("kle=15.00.04&kle=15.00.03").headers["ETag"]
    assert again == odense.get("kle=15.00.03,15.00.04").headers["ETag"]


def test_a_read_costs_two_calls_and_one_where_the_snapshot_is_known(
    odense: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = watched(odense, monkeypatch)
    for query in ("kle=15.00.03", "", "kle=" + ",".join(f"15.00.{n:02d}" for n in range(20))):
        odense.get(query)
    assert calls.names == ["get_item", "query", "get_item", "get_item"]


@pytest.mark.parametrize(
    ("accepted", "compressed"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("*", True),
        ("gzip;q=0, *", False),
        ("br", False),
        ("", False),
    ],
)
def test_compression(odense: World, accepted: str, compressed: bool) -> None:
    response = conforming(odense.get(accept_encoding=accepted))
    assert (response.headers.get("Content-Encoding") == "gzip") is compressed
    assert response.json == odense.get().json
    assert response.headers["Vary"] == "Accept-Encoding"


def test_a_small_answer_is_sent_as_it_is(odense: World) -> None:
    response = odense.get("kle=15.00.03", accept_encoding="gzip")
    assert "Content-Encoding" not in response.headers
    assert numbers(response) == [("15.00.03", "FASIT")]


def test_what_is_too_large_for_a_lambda_is_sent_compressed(
    odense: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kleark.portal.responses.LARGEST_PLAIN", 2000)
    problem(conforming(odense.get()), 406, "only-compressed")
    assert conforming(odense.get("antal=3")).status == 200
    assert conforming(odense.get(accept_encoding="gzip")).status == 200


@pytest.mark.parametrize("operation", ["get_item", "query"])
@pytest.mark.parametrize(
    "error",
    [
        aws_error("ProvisionedThroughputExceededException", "Query"),
        aws_error("ThrottlingException", "Query"),
        aws_error("InternalServerError", "Query"),
        ConnectTimeoutError(endpoint_url="https://dynamodb"),
        UnansweredItemsError(),
    ],
)
def test_a_busy_table(
    odense: World, monkeypatch: pytest.MonkeyPatch, operation: str, error: Exception
) -> None:
    client: Any = Stumbling(odense.dynamodb, operation, [error])
    reading(client, monkeypatch)
    problem(conforming(odense.get()), 503, "busy")


@pytest.mark.parametrize("error", [aws_error("AccessDeniedException", "Query"), KeyError("secret")])
def test_what_nobody_expected(odense: World, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    client: Any = Stumbling(odense.dynamodb, "query", [error])
    reading(client, monkeypatch)
    response = problem(conforming(odense.get()), 500, "unexpected")
    assert b"secret" not in response.content


def test_what_is_not_answered_is_logged_with_its_kind_and_whose_it_is(
    odense: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    odense.lose_a_page(odense.live().content)
    portal_handler.snapshots.cache_clear()
    visit = {"cases": [{"kleNumber": "15.00.03", "sourceSystem": "FASIT", "created": "2024-01-01"}]}
    body = json.dumps(visit).encode()
    for method in ("GET", "HEAD"):
        assert ask(PATH, method=method).status == 503
    asked = event("/v1/kommuner/0461/visning", "", "POST", {"Content-Type": "application/json"}, body)
    problem(answered(asked), 503, "busy")
    assert [logged(record) for record in caplog.records] == [("portal_unavailable", "busy", "0461")] * 3
    caplog.clear()
    client: Any = Stumbling(odense.dynamodb, "get_item", [KeyError("secret")])
    reading(client, monkeypatch)
    assert ask("/v1/kommuner/0751/konfiguration").status == 500
    [record] = caplog.records
    assert logged(record) == ("portal_error", "unexpected", "0751")
    assert vars(record)["error"] == "KeyError"


def test_what_the_caller_did_wrong_is_not_logged(odense: World, caplog: pytest.LogCaptureFixture) -> None:
    for path in (
        "/v1/kommuner/0707610000/konfiguration",
        "/v1/kommuner/9999/versioner",
        "/v1/kommuner/0751/x",
    ):
        assert ask(path).status in {400, 404}
    assert caplog.records == []


def logged(record: logging.LogRecord) -> tuple[str, str, str | None]:
    """The message, the problem and the municipality that a line of the log is about."""
    return record.getMessage(), vars(record)["problem"], vars(record)["municipality"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (PATH, "0461"),
        ("/prod/v1/kommuner/0751/visning", "0751"),
        ("/v1/kommuner/0101", "0101"),
        ("/v1/kommuner/9999/visning", None),
        ("/v1/kommuner/0707614285/visning", None),
        ("/v1/kommuner/04610101/visning", None),
        ("/v1/kommuner/٠٤٦١/visning", None),
        ("/v1/status", None),
        ("", None),
    ],
)
def test_of_an_address_only_a_municipality_is_logged(path: str, code: str | None) -> None:
    assert municipality_in(path) == code


def without_a_page(real: Any, **arguments: Any) -> Any:
    """As a replica that lags just after a flip."""
    page = real(**arguments)
    return page | {"Items": page["Items"][1:]}


def garbled(real: Any, **arguments: Any) -> Any:
    page = real(**arguments)
    return page | {"Items": [item | {"rows": {"B": b"not a page"}} for item in page["Items"]]}


def less_a_row(real: Any, **arguments: Any) -> Any:
    page = real(**arguments)
    lines = zlib.decompress(page["Items"][0]["rows"]["B"]).split(b"\n")
    return page | {"Items": [page["Items"][0] | {"rows": {"B": zlib.compress(b"\n".join(lines[1:]))}}]}


@pytest.mark.parametrize("spoilt", [without_a_page, garbled, less_a_row])
@pytest.mark.parametrize("query", ["", "kle=15.00.03"])
def test_half_a_snapshot_is_never_served(
    odense: World, monkeypatch: pytest.MonkeyPatch, spoilt: Any, query: str
) -> None:
    """Whether a row asked for is among those that are missing or not: the whole is checked every time."""
    client: Any = Stumbling(odense.dynamodb, "query", [spoilt, spoilt])
    reading(client, monkeypatch)
    problem(conforming(odense.get(query)), 503, "busy")
    assert conforming(odense.get(query)).status == 200


def test_a_replica_that_lags_is_asked_again_consistently(
    odense: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    consistent: list[bool] = []

    def lagging(real: Any, **arguments: Any) -> Any:
        consistent.append(arguments["ConsistentRead"])
        return without_a_page(real, **arguments)

    def up_to_date(real: Any, **arguments: Any) -> Any:
        consistent.append(arguments["ConsistentRead"])
        return real(**arguments)

    client: Any = Stumbling(odense.dynamodb, "query", [lagging, up_to_date])
    reading(client, monkeypatch)
    assert len(numbers(odense.get())) == 13
    assert consistent == [False, True]


def test_what_was_live_a_moment_ago_may_be_swept_meanwhile(
    odense: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LIVE is read from a replica that lags; its snapshot is gone; the second reading is consistent."""
    stale = odense.dynamodb.get_item(TableName=TABLE, Key={"PK": {"S": "M#0461"}, "SK": {"S": "LIVE"}})
    old = odense.live().content
    odense.published(rows(10), NOON + timedelta(minutes=10))
    odense.lose_a_page(old)
    consistent: list[bool] = []

    def lagging(real: Any, **arguments: Any) -> Any:
        consistent.append(arguments["ConsistentRead"])
        return stale

    def up_to_date(real: Any, **arguments: Any) -> Any:
        consistent.append(arguments["ConsistentRead"])
        return real(**arguments)

    client: Any = Stumbling(odense.dynamodb, "get_item", [lagging, up_to_date])
    reading(client, monkeypatch)
    response = conforming(odense.get())
    assert (response.status, response.json["revision"]) == (200, 2)
    assert response.headers["ETag"].startswith('"2-')
    assert consistent == [False, True]


def test_a_lagging_replica_serves_the_revision_before_whole(
    odense: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = odense.get()
    stale = odense.dynamodb.get_item(TableName=TABLE, Key={"PK": {"S": "M#0461"}, "SK": {"S": "LIVE"}})
    odense.published(rows(10), NOON + timedelta(minutes=10))
    client: Any = Stumbling(odense.dynamodb, "get_item", [lambda real, **arguments: stale])
    reading(client, monkeypatch)
    assert odense.get() == before


def test_random_selections_are_what_filtering_the_whole_gives(odense: World) -> None:
    whole = odense.get().json["rows"]
    dice = random.Random(2025)
    for _ in range(30):
        asked = {f"15.00.{dice.randrange(25):02d}" for _ in range(dice.randint(1, 5))}
        expected = [one for one in whole if one["kleNumber"] in asked]
        assert odense.get("kle=" + ",".join(asked)).json["rows"] == expected
