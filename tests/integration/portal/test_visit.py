"""``POST …/visning`` through the real handler."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

import portal_api.handler as portal_handler
from kleark.publishing.manual import unpublish
from tests.support.acting import change_request
from tests.support.interruptions import Stumbling, aws_error
from tests.support.portal import conforming, problem, reading, watched
from tests.support.world import NOON, Response, World, answered, ask, event, row, rows

VISIT = "/v1/kommuner/{code}/visning"
PATH = "/v1/kommuner/0461/visning"
JSON = "application/json"
GZIP = {"Accept-Encoding": "gzip"}


def case(number: str = "15.00.03", **fields: Any) -> dict[str, Any]:
    return {
        "kleNumber": number,
        "sourceSystem": "FASIT",
        "created": "2024-01-01",
        "status": "Behandles",
    } | fields


def send(
    body: bytes,
    content_type: str | None = JSON,
    headers: dict[str, str] | None = None,
    path: str = PATH,
    *,
    encoded: bool = False,
) -> Response:
    named = dict(headers or {})
    if content_type is not None:
        named["Content-Type"] = content_type
    return answered(event(path, method="POST", headers=named, body=body, encoded=encoded))


def visit(*cases: Any, headers: dict[str, str] | None = None) -> Response:
    return conforming(send(json.dumps({"cases": cases}).encode(), headers=headers), VISIT, "post")


def reasons(response: Response) -> list[str]:
    assert response.status == 200, response.content
    return [one["reason"] for one in response.json["cases"]]


@pytest.fixture
def odense(world: World) -> World:
    """15.00.03 is shown from 4 January 2020; 15.00.04 from the day after, and active cases always."""
    world.published((*rows(10), row(20, system="*"), row(21, system="KSD")))
    return world


def test_a_visit(odense: World) -> None:
    response = visit(
        case("15.00.03"),
        case("15.00.03", created="2020-01-03"),
        case("15.00.04", created="2020-01-04"),
        case("15.00.04", created="2020-01-04", status="Afsluttet"),
        case("15.00.04", created="2020-01-04", status=None),
        case("15.00.20", sourceSystem="hvad som helst"),
        case("15.00.21"),
        case("15.62.05"),
    )
    assert reasons(response) == [
        "created_since_show_from",
        "created_before_show_from",
        "active_regardless_of_show_from",
        "ended_and_created_before_show_from",
        "unknown_status_and_created_before_show_from",
        "created_since_show_from",
        "other_source_system",
        "no_configuration",
    ]
    live = odense.live()
    assert live.content is not None
    assert {name: response.json[name] for name in ("municipalityCode", "municipalityName", "revision")} == {
        "municipalityCode": "0461",
        "municipalityName": "Odense",
        "revision": 1,
    }
    assert (response.json["publishedAt"], response.json["digest"]) == (live.published_at, live.content.digest)
    first, *_, everything, _, nothing = response.json["cases"]
    assert first == {
        "shown": True,
        "reason": "created_since_show_from",
        "message": {
            "da": "Sagen vises. Den er oprettet på kommunens fradato eller senere.",
            "en": "The case is shown. It was created on the municipality's show-from date or later.",
        },
        "decidedBy": {"sourceSystem": "FASIT", "showFrom": "2020-01-04", "showActiveRegardless": False},
        "card": {
            "title": "Emne 3 på æøå",
            "contactDepartment": "Kontaktcenter",
            "contactPhone": "66131372",
            "contactPhoneShown": "+45 6613 1372",
            "digitalPost": {
                "url": "https://post.borger.dk/?logon.aspx?portalid=1049&mailboxid=3",
                "portalId": "1049",
                "mailboxId": "3",
            },
            "infoUrl": "https://www.odense.dk/borger/job-og-uddannelse/fleksjob",
            "selfService": {"name": "Søg her", "url": "https://www.odense.dk/soeg"},
        },
    }
    assert everything["decidedBy"]["sourceSystem"] == "*"
    assert (nothing["decidedBy"], nothing["card"]) == (None, None)


def test_days_are_danish(odense: World) -> None:
    """15.00.03 is shown from 4 January 2020, which began at 23:00 the day before in UTC."""
    created = [
        "2020-01-03T22:59:59Z",
        "2020-01-03T23:00:00Z",
        "2020-01-04T00:30:00+02:00",
        "2020-01-03t23:00:00.5z",
    ]
    assert reasons(visit(*[case(created=moment) for moment in created])) == [
        "created_before_show_from",
        "created_since_show_from",
        "created_before_show_from",
        "created_since_show_from",
    ]


def test_statuses_and_systems_whatever_their_case(odense: World) -> None:
    old = case("15.00.04", created="1999-12-31", sourceSystem="fasit", status="BEHANDLES")
    new_word = old | {"status": "Sat i bero"}
    without = {name: value for name, value in old.items() if name != "status"}
    assert reasons(visit(old, new_word, without)) == [
        "active_regardless_of_show_from",
        "unknown_status_and_created_before_show_from",
        "unknown_status_and_created_before_show_from",
    ]


def test_a_municipality_that_never_published(world: World) -> None:
    response = visit(case(), case("15.62.05"))
    assert reasons(response) == ["nothing_published"] * 2
    assert [response.json[name] for name in ("revision", "publishedAt", "digest")] == [0, None, None]
    world.freeze()
    assert reasons(visit(case())) == ["nothing_published"]


def test_a_municipality_that_took_everything_back(odense: World) -> None:
    unpublish(change_request("anne", "forkert kommune", 1), odense.place)
    response = visit(case())
    assert (reasons(response), response.json["revision"]) == (["no_configuration"], 2)


def test_a_visit_without_cases(odense: World) -> None:
    response = visit()
    assert (response.status, response.json["cases"], response.json["revision"]) == (200, [], 1)


def test_what_a_visit_costs(odense: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many cases: LIVE and one query; from then on LIVE alone, until something else is live."""
    calls = watched(odense, monkeypatch)
    visit(*[case(f"15.00.{n:02d}") for n in range(100)])
    assert calls.names == ["get_item", "query"]
    visit(case("15.00.21", sourceSystem="ksd"), case("15.62.05"))
    assert calls.names == ["get_item", "query", "get_item"]
    odense.published(rows(10), NOON + timedelta(minutes=10))
    assert visit(case()).json["revision"] == 2
    assert calls.names == ["get_item", "query", "get_item", "get_item", "query"]
    odense.go_back()
    assert visit(case()).json["revision"] == 3
    assert calls.names[5:] == ["get_item"]


def test_a_refused_visit_costs_nothing(odense: World, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = watched(odense, monkeypatch)
    problem(visit(case(), case(created="i går")), 422, "malformed-visit")
    problem(conforming(send(b"{"), VISIT, "post"), 400, "malformed-json")
    assert calls.names == []


def test_nobody_keeps_an_answer(odense: World) -> None:
    response = visit(case(), headers={"If-None-Match": "*"})
    assert response.status == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_a_large_answer_is_compressed(odense: World) -> None:
    cases = [case() for _ in range(100)]
    packed = visit(*cases, headers=GZIP)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.json == visit(*cases).json
    assert "Content-Encoding" not in visit(headers=GZIP).headers


def test_a_body_in_base64(odense: World) -> None:
    """As the HTTP API sends what it does not take for text."""
    body = json.dumps({"cases": [case(sourceSystem="FÅSIT")]}, ensure_ascii=False).encode()
    for encoded in (True, False):
        assert reasons(conforming(send(body, encoded=encoded), VISIT, "post")) == ["other_source_system"]


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "Application/JSON; charset=UTF-8", 'application/json;charset="utf-8"'],
)
def test_json_by_its_names(odense: World, content_type: str) -> None:
    assert conforming(send(b'{"cases":[]}', content_type), VISIT, "post").status == 200


@pytest.mark.parametrize(
    ("content_type", "headers"),
    [
        (None, {}),
        ("", {}),
        ("text/json", {}),
        ("application/x-www-form-urlencoded", {}),
        ("application/json; charset=iso-8859-1", {}),
        ("application/problem+json", {}),
        (JSON, {"Content-Encoding": "gzip"}),
    ],
)
def test_what_is_sent_as_something_else(
    odense: World, content_type: str | None, headers: dict[str, str]
) -> None:
    response = problem(
        conforming(send(b'{"cases":[]}', content_type, headers), VISIT, "post"),
        415,
        "unsupported-media-type",
    )
    assert response.headers["Accept-Post"] == "application/json"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"cases",
        b'{"cases":[],}',
        b"{'cases':[]}",
        b'\xef\xbb\xbf{"cases":[]}',
        b'{"cases":["\xe6"]}',
        '{"cases":[]}'.encode("utf-16"),
        b'{"cases":[],"cases":[]}',
        b'{"cases":[{"status":"Afvist","status":"Afgjort"}]}',
        b'{"cases":[NaN]}',
        b'{"cases":[-Infinity]}',
        b'{"cases":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
        b'{"a":' * 8_000 + b"1" + b"}" * 8_000,
        b'{"cases":[]} {"cases":[]}',
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_is_not_json(odense: World, body: bytes) -> None:
    problem(conforming(send(body, encoded=True), VISIT, "post"), 400, "malformed-json")


def test_no_body_at_all(odense: World) -> None:
    response = answered(event(PATH, method="POST", headers={"content-type": JSON}))
    problem(conforming(response, VISIT, "post"), 400, "malformed-json")


def test_too_much_at_once(odense: World) -> None:
    most = 64 * 1024
    fitting = b'{"cases":[]}'.ljust(most)
    assert send(fitting).status == 200
    problem(conforming(send(fitting + b" "), VISIT, "post"), 413, "body-too-large")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kleNumber", None),
        ("kleNumber", "15.20"),
        ("kleNumber", "15.20.24-G01"),
        ("kleNumber", "15.20.24\n"),
        ("kleNumber", "١٥.٢٠.٢٤"),
        ("kleNumber", 15.2024),
        ("sourceSystem", None),
        ("sourceSystem", ""),
        ("sourceSystem", "a" * 201),
        ("sourceSystem", ["FASIT"]),
        ("created", None),
        ("created", ""),
        ("created", "2021-02-29"),
        ("created", "01-04-2021"),
        ("created", "20210401"),
        ("created", "2021-W13-4"),
        ("created", "2021-4-1"),
        ("created", "2021-04-01T12:00:00"),
        ("created", "2021-04-01 12:00:00Z"),
        ("created", "2021-04-01T12:00Z"),
        ("created", "2021-04-01T25:00:00Z"),
        ("created", "2021-04-01T12:00:61Z"),
        ("created", "2021-04-01T12:00:00+24:00"),
        ("created", "2021-04-01T12:00:00.Z"),
        ("created", 1617235200),
        ("status", 1),
        ("status", False),
        ("status", "a" * 101),
        ("status", {"name": "Afgjort"}),
    ],
)
def test_a_malformed_field_is_named_with_its_place(odense: World, field: str, value: Any) -> None:
    response = problem(visit(case(), case() | {field: value}, case()), 422, "malformed-visit")
    [flaw] = response.json["errors"]
    assert flaw["pointer"] == f"#/cases/1/{field}"


@pytest.mark.parametrize("field", ["kleNumber", "sourceSystem", "created"])
def test_a_missing_field_is_named_with_its_place(odense: World, field: str) -> None:
    without = {name: value for name, value in case().items() if name != field}
    response = problem(visit(without), 422, "malformed-visit")
    assert response.json["errors"] == [{"pointer": f"#/cases/0/{field}", "detail": "Feltet mangler."}]


def test_everything_that_is_wrong_is_told_at_once(odense: World) -> None:
    response = problem(
        visit(case(kleNumber="x", created="x"), "sag", case(), {"kleNumber": "15.20.24", "cpr": "x"}),
        422,
        "malformed-visit",
    )
    assert [flaw["pointer"] for flaw in response.json["errors"]] == [
        "#/cases/0/kleNumber",
        "#/cases/0/created",
        "#/cases/1",
        "#/cases/3",
        "#/cases/3/sourceSystem",
        "#/cases/3/created",
    ]
    assert response.json["detail"].startswith("Der er 6 fejl i det sendte.")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ([], "#"),
        ("cases", "#"),
        ({}, "#/cases"),
        ({"cases": None}, "#/cases"),
        ({"cases": {}}, "#/cases"),
        ({"cases": [], "citizen": "x"}, "#"),
        ({"Cases": []}, "#"),
        ({"cases": [None]}, "#/cases/0"),
        ({"cases": [[]]}, "#/cases/0"),
    ],
)
def test_what_is_no_visit(odense: World, body: object, pointer: str) -> None:
    response = conforming(send(json.dumps(body).encode()), VISIT, "post")
    assert problem(response, 422, "malformed-visit").json["errors"][0]["pointer"] == pointer


def test_at_most_a_hundred(odense: World) -> None:
    assert len(visit(*[case()] * 100).json["cases"]) == 100
    assert problem(visit(*[case()] * 101), 422, "malformed-visit").json["errors"][0]["pointer"] == "#/cases"


def test_nothing_that_was_sent_is_told_or_logged(odense: World, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, logged = "010190-1234", io.StringIO()
    [lines] = portal_handler.logger.handlers
    monkeypatch.setattr(lines, "stream", logged)
    answers = [
        visit(case(sourceSystem=secret, status=secret)),
        visit(case(kleNumber=secret, created=secret)),
        visit(case() | {secret: secret}),
        visit(case() | {"status": {secret: secret}}),
        send(json.dumps({secret: [secret]}).encode()),
        send(secret.encode()),
        send(b"{}", secret),
    ]
    assert {answer.status for answer in answers} == {200, 400, 415, 422}
    for answer in answers:
        assert secret.encode() not in answer.content
        assert secret not in str(answer.headers)
    client: Any = Stumbling(odense.dynamodb, "get_item", [KeyError(secret)])
    reading(client, monkeypatch)
    problem(visit(case(sourceSystem=secret)), 500, "unexpected")
    assert "portal_error" in logged.getvalue()
    assert secret not in logged.getvalue()


def test_the_municipality_is_judged_before_the_cases(odense: World) -> None:
    for code, status, kind in (
        ("461", 400, "malformed-municipality-code"),
        ("0411", 404, "unknown-municipality"),
    ):
        path = PATH.replace("0461", code)
        problem(conforming(send(b"{", path=path), VISIT, "post"), status, kind)


def test_a_parameter(odense: World) -> None:
    asked = event(PATH, "kle=15.20.24", "POST", {"content-type": JSON}, b'{"cases":[]}')
    problem(conforming(answered(asked), VISIT, "post"), 400, "unknown-parameter")


def test_a_busy_table(odense: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client: Any = Stumbling(odense.dynamodb, "query", [aws_error("ThrottlingException", "Query")])
    reading(client, monkeypatch)
    problem(visit(case()), 503, "busy")


def test_never_by_half_a_snapshot(odense: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def empty(real: Any, **arguments: Any) -> Any:
        return real(**arguments) | {"Items": []}

    client: Any = Stumbling(odense.dynamodb, "query", [empty, empty])
    reading(client, monkeypatch)
    problem(visit(case()), 503, "busy")
    assert reasons(visit(case())) == ["created_since_show_from"]


def test_the_same_numbers_as_the_configuration_has(world: World) -> None:
    """Neighbouring numbers and odd systems: a case gets its own number's row and no other's."""
    some = [row(n, system=system) for n in (2, 3, 4) for system in ("*", "FASIT", "a#b", "~", "Æ")]
    world.published([replace(one, show_from=date(2020, 1, 1)) for one in some])
    for number in ("15.00.02", "15.00.03", "15.00.04"):
        for system, decides in (("fasit", "FASIT"), ("A#B", "a#b"), ("~", "~"), ("æ", "Æ"), ("x", "*")):
            [one] = visit(case(number, sourceSystem=system)).json["cases"]
            assert (one["decidedBy"]["sourceSystem"], one["card"]["title"]) == (
                decides,
                f"Emne {int(number[-2:])} på æøå",
            )


def test_visiting_by_get(odense: World) -> None:
    response = ask(PATH)
    assert response.headers["Allow"] == "POST"
    problem(response, 405, "method-not-allowed")
