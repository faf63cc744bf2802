"""From an event of the HTTP API to what goes back, in good times and bad; and what the log is told."""

from __future__ import annotations

import base64
import gzip
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlencode

import pytest
from botocore.exceptions import ClientError

import admin_page.handler as page_handler
from kleark.adapters.dynamodb.colleague_table import ColleagueTable
from kleark.adapters.dynamodb.keys import partition
from kleark.admin.assets import assets
from kleark.identity.sessions import COOKIE
from kleark.publishing.correlation import correlation_of
from kleark.publishing.model import UploadStatus
from tests.support.metric_lines import measured_in, metric_lines
from tests.support.page import (
    SETTINGS,
    Browser,
    Clock,
    KnownProvider,
    PageStores,
    app_context,
    person,
    query_of,
)
from tests.support.world import CONTEXT, rows

if TYPE_CHECKING:
    from tests.support.world import World

FORM = {
    "content-type": "application/x-www-form-urlencoded",
    "origin": SETTINGS.origin,
    "referer": f"{SETTINGS.page_url}/styring",
}


class Deployed:
    """The page's function, with somebody signed in."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self.context = app_context(PageStores(world), Clock())
        monkeypatch.setattr(page_handler, "app_context", lambda: self.context)
        self.browser = Browser(self.context).signed_in_as(person())

    def asked(
        self, method: str, path: str, form: dict[str, str] | None = None, **headers: str
    ) -> dict[str, Any]:
        sent = (FORM if method == "POST" else {}) | {k.replace("_", "-"): v for k, v in headers.items()}
        event = {
            "requestContext": {"http": {"method": method}, "stage": "$default"},
            "rawPath": f"{SETTINGS.base}{path}",
            "headers": sent,
            "cookies": [f"{name}={value}" for name, value in self.browser.cookies.items()],
            "body": base64.b64encode(urlencode(form or {}).encode()).decode(),
            "isBase64Encoded": True,
        }
        return page_handler.handler(event, CONTEXT)

    def frozen(self) -> bool:
        return self.context.stores.table.live(person().code, consistent=True).frozen


@pytest.fixture
def deployed(world: World, monkeypatch: pytest.MonkeyPatch) -> Deployed:
    return Deployed(world, monkeypatch)


def body(answer: dict[str, Any]) -> str:
    whole = answer["body"]
    if not answer["isBase64Encoded"]:
        return str(whole)
    data = base64.b64decode(whole)
    return (gzip.decompress(data) if answer["headers"].get("Content-Encoding") == "gzip" else data).decode()


def turned_away(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Why, as the log says it."""
    return [vars(one)["why"] for one in caplog.records if one.message == "page_request_refused"]


def test_a_form_is_carried_out_and_answered_with_a_redirect(deployed: Deployed) -> None:
    answer = deployed.asked("POST", "/styring/laas", {"csrf": deployed.browser.csrf, "note": "flytter"})
    assert answer["statusCode"] == 303
    assert answer["headers"]["Location"].startswith("/kle/styring?gjort=laast.")
    assert deployed.frozen()


@pytest.mark.parametrize(
    ("accept", "packed"), [("br, gzip;q=0.5", True), ("gzip;q=0", False), ("", False), ("br", False)]
)
def test_a_page_is_packed_for_who_can_unpack_it(deployed: Deployed, accept: str, packed: bool) -> None:
    answer = deployed.asked("GET", "/", accept_encoding=accept)
    assert (answer["headers"].get("Content-Encoding") == "gzip") is packed
    assert "Odense Kommune" in body(answer)


def failing(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": partition(person().code)}}, "TransactWriteItems")


@pytest.mark.parametrize("made", [False, True])
def test_who_changes_something_while_the_table_does_not_answer_is_told_that_nobody_knows(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch, *, made: bool
) -> None:
    client = deployed.context.stores.table.client
    change = client.transact_write_items

    def silence(**_: Any) -> NoReturn:
        raise failing("ServiceUnavailable")

    def falls_silent(**asked: Any) -> Any:
        if made:
            change(**asked)
        silent.setattr(client, "get_item", silence)
        silence()

    with monkeypatch.context() as silent:
        silent.setattr(client, "transact_write_items", falls_silent)
        form = {"csrf": deployed.browser.csrf, "note": "flytter"}
        answer = deployed.asked("POST", "/styring/laas", form)
    assert answer["statusCode"] == 503
    assert "Vi ved ikke, om det blev gjort" in body(answer)
    assert deployed.frozen() is made


def test_who_only_looks_meanwhile_is_told_to_wait(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: Any) -> NoReturn:
        raise failing("ThrottlingException")

    monkeypatch.setattr(deployed.context.stores.table.client, "get_item", refuse)
    answer = deployed.asked("GET", "/")
    assert (answer["statusCode"], answer["headers"]["Retry-After"]) == (503, "5")
    assert "Der er travlt lige nu" in body(answer)


def test_a_fault_of_ours_is_told_without_its_words_to_the_person_and_to_the_log(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(**_: Any) -> NoReturn:
        raise failing("ValidationException")

    monkeypatch.setattr(deployed.context.stores.table.client, "transact_write_items", refuse)
    note = "flytter til Vestergade"
    answer = deployed.asked("POST", "/styring/laas", {"csrf": deployed.browser.csrf, "note": note})
    assert answer["statusCode"] == 500
    assert "Fejlen er vores" in body(answer)
    (line,) = [vars(one) for one in caplog.records if one.levelname == "ERROR"]
    assert (line["error"], line["awsCode"]) == ("ClientError", "ValidationException")
    assert note not in str(line)
    assert partition(person().code) not in str(line)


def test_a_forged_form_is_told_to_the_log(deployed: Deployed, caplog: pytest.LogCaptureFixture) -> None:
    deployed.asked("POST", "/styring/laas", {"csrf": "guessed", "note": "flytter"})
    assert turned_away(caplog) == ["forged"]


def test_an_answer_to_no_sign_in_is_told_to_the_log(
    deployed: Deployed, caplog: pytest.LogCaptureFixture
) -> None:
    deployed.asked("GET", "/log-ind/svar")
    assert turned_away(caplog) == []  # somebody who is signed in went back to it
    deployed.browser.cookies.clear()
    deployed.asked("GET", "/log-ind/svar")
    assert turned_away(caplog) == ["sign-in: not under way"]


def test_what_everybody_gets_says_nothing_of_who_asks(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be kept for a year by whoever passes it on; and it is fetched while the table rests."""
    deployed.browser.cookies[COOKIE] = "of-a-session-that-is-over"
    monkeypatch.setattr(type(deployed.context.sessions), "find", lambda *_: pytest.fail("asked who it is"))
    answer = deployed.asked("GET", f"/assets/{assets().name('app.css')}")
    assert (answer["statusCode"], answer["cookies"]) == (200, [])
    assert "public" in answer["headers"]["Cache-Control"]


def test_a_cookie_of_a_session_that_is_over_is_taken_away(deployed: Deployed) -> None:
    deployed.browser.cookies[COOKIE] = "of-a-session-that-is-over"
    (cleared,) = deployed.asked("GET", "/")["cookies"]
    assert cleared.startswith(f"{COOKIE}=;")
    assert "Max-Age=0" in cleared


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        (f"{SETTINGS.page_url}/styring", "/styring"),
        (f"{SETTINGS.page_url}/historik/7/gaa-tilbage?side=2", "/historik/7/gaa-tilbage"),
        (f"{SETTINGS.page_url}/styring/laas", "/styring"),
        ("https://[", "/styring"),
        ("https://evil.example/styring", "/styring"),
        (SETTINGS.page_url, "/styring"),
        ("", "/styring"),
    ],
)
def test_who_signed_out_before_sending_comes_back_to_the_page_of_the_form(
    deployed: Deployed, referer: str, back: str
) -> None:
    deployed.browser.cookies.clear()
    answer = deployed.asked("POST", "/styring/laas", {}, referer=referer)
    assert answer["statusCode"] == 401
    assert f'href="/kle/log-ind?{urlencode({"til": back})}"' in body(answer)


def test_a_sign_in_that_the_directory_could_not_record_is_logged_without_who_it_was(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def unable(*_: object) -> NoReturn:
        raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "anne"}}, "UpdateItem")

    monkeypatch.setattr(ColleagueTable, "record", unable)
    provider = deployed.context.stores.provider
    assert isinstance(provider, KnownProvider)
    provider.claims_by_code["code"] = {
        "sub": "7f3c",
        "email": "anne@odense.example",
        "custom:municipality": "0461",
        "custom:role": "reader",
    }
    browser = Browser(deployed.context)
    state = query_of(browser.get("/log-ind"))["state"]
    event = {
        "requestContext": {"http": {"method": "GET"}, "stage": "$default"},
        "rawPath": f"{SETTINGS.base}/log-ind/svar",
        "rawQueryString": f"code=code&state={state}",
        "headers": {},
        "cookies": [f"{name}={value}" for name, value in browser.cookies.items()],
    }
    made = page_handler.handler(event, CONTEXT)
    assert made["statusCode"] == 303
    assert any(one.startswith(f"{COOKIE}=") for one in made["cookies"])
    [line] = [vars(one) for one in caplog.records if one.levelname == "WARNING"]
    assert (line["message"], line["awsCode"]) == ("colleague_not_recorded", "AccessDeniedException")
    assert "anne" not in str({name: value for name, value in line.items() if name != "where"})
    assert "7f3c" not in str(line)


def done(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str, str]]:
    """What was done, by which id it is found, and the request's own."""
    return [
        (vars(one)["action"], str(page_handler.logger.get_correlation_id()), vars(one)["requestId"])
        for one in caplog.records
        if one.message == "page_action_done"
    ]


def test_what_is_done_without_a_sheet_has_the_id_that_the_logs_entry_gives_what_follows(
    deployed: Deployed, world: World, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.asked("POST", "/styring/laas", {"csrf": deployed.browser.csrf, "note": "flytter"})
    (entry,) = world.log()
    assert done(caplog) == [("/styring/laas", correlation_of(entry), CONTEXT.aws_request_id)]
    figures = [one for line in metric_lines(capsys.readouterr().out) for one in measured_in(line)]
    assert figures == [("PageActions", "/styring/laas", 1), ("PageAnswers", "3xx", 1)]


def test_what_is_done_with_a_sheet_has_the_sheets_id(
    deployed: Deployed, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    upload = world.validated(rows(3), by=person().actor)
    world.table.advance(replace(upload, status=UploadStatus.CHECKED), UploadStatus.QUEUED)
    deployed.asked("POST", f"/ark/{upload.upload_id}/kasser", {"csrf": deployed.browser.csrf})
    assert done(caplog) == [("/ark/{upload}/kasser", upload.upload_id, CONTEXT.aws_request_id)]


def test_what_is_refused_or_fails_on_a_sheets_page_is_found_by_the_sheet(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    upload = "7" * 32
    deployed.asked("POST", f"/ark/{upload}/kasser", {"csrf": "forged"})
    assert turned_away(caplog)
    assert page_handler.logger.get_correlation_id() == upload
    deployed.asked("GET", "/ark")
    assert page_handler.logger.get_correlation_id() == CONTEXT.aws_request_id

    def refuse(**_: Any) -> NoReturn:
        raise failing("ValidationException")

    monkeypatch.setattr(deployed.context.stores.table.client, "get_item", refuse)
    assert deployed.asked("GET", f"/ark/{upload}")["statusCode"] == 500
    assert page_handler.logger.get_correlation_id() == upload
