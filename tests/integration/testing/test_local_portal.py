"""``kleark.testing``: what it answers is what the portal's function answers, and the client reads it."""

from __future__ import annotations

import gzip
import json
import threading
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import urllib3

from kleark.client import Case, Client, Reason, Status, UnavailableError, at_once
from kleark.publishing.errors import FrozenError, NothingToChangeError, StaleRevisionError
from kleark.publishing.ids import UnknownMunicipalityError
from kleark.testing import Outage, SheetRejectedError, example_rows, kleark_municipality, kleark_portal
from tests.integration.conftest import cold_start
from tests.support.world import answered, event, rows, sorted_rows

if TYPE_CHECKING:
    from kleark.testing import LocalPortal, PublishedMunicipality

__all__ = ["kleark_municipality", "kleark_portal"]

SHEETS = Path(__file__).parents[3] / "sample_sheets"
BASE = "/v1/kommuner/0461"
GZIP = {"Accept-Encoding": "gzip"}
VISIT = json.dumps({"cases": [{"kleNumber": "15.00.00", "sourceSystem": "FASIT", "created": "2024-01-01"}]})
OF_THE_SERVER = {"date", "server", "content-length"}

ASKED: list[tuple[str, str, dict[str, str], bytes]] = [
    ("GET", "/v1/kommuner", {}, b""),
    ("GET", "/v1/kommuner", GZIP, b""),
    ("GET", f"{BASE}/konfiguration", {}, b""),
    ("GET", f"{BASE}/konfiguration", GZIP, b""),
    ("HEAD", f"{BASE}/konfiguration", {}, b""),
    ("GET", f"{BASE}/konfiguration?antal=2", {}, b""),
    ("GET", f"{BASE}/konfiguration?kle=15.00.00,15.00.05&fagsystem=FASIT", {}, b""),
    ("GET", f"{BASE}/konfiguration?fagsystem=%C3%86", {}, b""),
    ("GET", f"{BASE}/konfiguration?cursor=bad", {}, b""),
    ("GET", f"{BASE}/versioner", {}, b""),
    ("GET", f"{BASE}/versioner/1", {}, b""),
    ("GET", f"{BASE}/versioner/9", {}, b""),
    ("GET", "/v1/kommuner/0751/konfiguration", {}, b""),
    ("GET", "/v1/kommuner/9999/konfiguration", {}, b""),
    ("POST", f"{BASE}/visning", {"Content-Type": "application/json"}, VISIT.encode()),
    ("POST", f"{BASE}/visning", {"Content-Type": "application/json"}, b"{"),
    ("POST", f"{BASE}/visning", {"Content-Type": "text/plain"}, VISIT.encode()),
    ("DELETE", f"{BASE}/konfiguration", {}, b""),
    ("GET", "/v1/openapi.json", GZIP, b""),
    ("GET", "/v1/sundhed", {}, b""),
    ("GET", "/", {}, b""),
]


@pytest.fixture
def over_http(kleark_municipality: PublishedMunicipality) -> Any:
    pool = urllib3.PoolManager()

    def ask(method: str, address: str, headers: dict[str, str], body: bytes) -> Any:
        return pool.request(
            method,
            kleark_municipality.portal.url + address,
            headers=headers,
            body=body or None,
            decode_content=False,
        )

    return ask


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: f"{asked[0]} {asked[1]}")
def test_it_answers_as_the_portals_function_does(
    asked: tuple[str, str, dict[str, str], bytes],
    over_http: Any,
    kleark_portal: LocalPortal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    method, address, headers, body = asked
    place = kleark_portal._stores.place
    # The function's own client is no portal's, so it is led into the account of this one.
    for name, value in {
        "TABLE_NAME": place.table,
        "MOTO_ACCOUNT_ID": place.account,
        "AWS_DEFAULT_REGION": "eu-north-1",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    cold_start()
    try:
        path, _, query = address.partition("?")
        of_function = answered(event(path, query, method, headers, body or None))
    finally:
        cold_start()
    here = over_http(method, address, headers, body)
    assert here.status == of_function.status
    # The length is the server's own, but of what it does not send.
    of_the_server = OF_THE_SERVER - {"content-length"} if method == "HEAD" else OF_THE_SERVER
    assert {
        name.lower(): value for name, value in here.headers.items() if name.lower() not in of_the_server
    } == {name.lower(): value for name, value in of_function.headers.items()}
    content = here.data
    if content and here.headers.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    assert content == of_function.content


def test_304_for_who_has_it(over_http: Any) -> None:
    first = over_http("GET", f"{BASE}/konfiguration", GZIP, b"")
    again = over_http("GET", f"{BASE}/konfiguration", {**GZIP, "If-None-Match": first.headers["ETag"]}, b"")
    assert (again.status, again.data) == (304, b"")


PATIENT = 60.0
"""Seconds: the machine may be busy with other things."""

SYSTEMS = ("FASIT", "fasit ", "KY", "*")


def test_the_client_decides_as_the_api_does(kleark_portal: LocalPortal) -> None:
    """Every row, on and around its date, by its system and by others, in every status."""
    published = example_rows(40) + tuple(example_rows(3, system="*"))
    kleark_portal.publish("0461", published)
    client = Client(kleark_portal.url)
    cases = [
        Case(row.kle_number, system, row.show_from + timedelta(days=days), status)
        for row in published[::3]
        for system in SYSTEMS
        for days in (-1, 0, 1)
        for status in (*Status, None)
    ] + [Case("99.99.99", "FASIT", date(2024, 1, 1))]
    decided = [
        decision
        for start in range(0, len(cases), 100)
        for decision in _by_the_api(kleark_portal.url, cases[start : start + 100])
    ]
    here = client.visit("0461", cases).value
    assert {decision["reason"] for decision in decided} == set(Reason) - {Reason.NOTHING_PUBLISHED}
    assert [
        {
            "shown": one.shown,
            "reason": one.reason.value,
            "message": {"da": one.sentence.da, "en": one.sentence.en},
            "card": one.card and one.card.to_json(),
        }
        for one in here.decisions
    ] == [{name: one[name] for name in ("shown", "reason", "message", "card")} for one in decided]


def _by_the_api(url: str, cases: list[Case]) -> Any:
    sent = [
        {
            "kleNumber": case.kle_number,
            "sourceSystem": case.source_system,
            "created": case.created.isoformat(),
            "status": case.status,
        }
        for case in cases
    ]
    answer = urllib3.request("POST", f"{url}{BASE}/visning", json={"cases": sent})
    assert answer.status == 200
    return answer.json()["cases"]


@pytest.mark.parametrize("rows_a_page", [None, 1, 7, 1000])
def test_the_client_reads_what_was_published_whole_and_in_pages(
    rows_a_page: int | None, kleark_portal: LocalPortal
) -> None:
    kleark_portal.publish("0461", rows(50))
    client = Client(kleark_portal.url, rows_a_page=rows_a_page, deadline=PATIENT)
    assert client.configuration("0461").value.rows == sorted_rows(rows(50))


def test_pages_stay_on_one_revision_while_another_is_published(kleark_portal: LocalPortal) -> None:
    kleark_portal.publish("0461", rows(6))
    pool = _PublishesAfterTheFirst(kleark_portal)
    answer = Client(kleark_portal.url, rows_a_page=2, pool=pool, deadline=PATIENT).configuration("0461")
    assert (answer.value.revision, answer.value.rows) == (1, sorted_rows(rows(6)))
    assert [status for _, path, status in kleark_portal.seen if "cursor" in path] == [200, 200]


class _PublishesAfterTheFirst(urllib3.PoolManager):
    def __init__(self, portal: LocalPortal) -> None:
        super().__init__()
        self.portal: LocalPortal | None = portal

    def request(self, *arguments: Any, **named: Any) -> Any:
        answer = super().request(*arguments, **named)
        if self.portal:
            self.portal.publish("0461", rows(4, phone="65511111"))
            self.portal = None
        return answer


def test_an_unchanged_configuration_costs_a_304(kleark_municipality: PublishedMunicipality) -> None:
    now = [0.0]
    client = Client(kleark_municipality.portal.url, clock=lambda: now[0], beside=at_once)
    for _ in range(3):
        assert client.configuration("0461").value.rows == sorted_rows(kleark_municipality.rows)
        now[0] += 61
    assert [seen.status for seen in kleark_municipality.portal.seen] == [200, 304, 304]


def test_the_list_of_municipalities_is_read(kleark_municipality: PublishedMunicipality) -> None:
    listed = Client(kleark_municipality.portal.url).municipalities().value
    assert len(listed) == 98
    assert [(one.code, one.name, one.revision, one.row_count) for one in listed if one.revision] == [
        ("0461", "Odense", 1, 9)
    ]


def test_many_threads_read_while_revisions_come(kleark_portal: LocalPortal) -> None:
    kleark_portal.publish("0461", example_rows(5, phone="66130001"))
    over, torn, told = threading.Event(), [], set()

    def read() -> None:
        while not over.is_set():
            live = Client(kleark_portal.url, rows_a_page=2, deadline=PATIENT).configuration("0461").value
            told.add(live.revision)
            if {row.contact_phone for row in live.rows} != {f"6613{live.revision:04}"}:
                torn.append(live.revision)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for revision in range(2, 12):
        assert kleark_portal.publish("0461", example_rows(5, phone=f"6613{revision:04}")) == revision
    over.set()
    for thread in threads:
        thread.join()
    assert torn == []
    assert told


def test_a_sheet_is_checked_and_published(kleark_portal: LocalPortal) -> None:
    assert kleark_portal.publish("0461", SHEETS / "odense-2021-rettet.xlsx") == 1
    live = Client(kleark_portal.url).configuration("0461").value
    assert len(live.rows) == 9
    assert "15.17.26" in live.by_number


def test_a_sheet_with_errors_is_refused_with_its_report(kleark_portal: LocalPortal) -> None:
    with pytest.raises(SheetRejectedError, match="KA401"):
        kleark_portal.publish("0461", str(SHEETS / "odense-2021.xlsx"))
    assert Client(kleark_portal.url).configuration("0461").value.revision == 0


def test_what_would_be_refused_is_refused(kleark_portal: LocalPortal) -> None:
    with pytest.raises(UnknownMunicipalityError):
        kleark_portal.publish("9999", rows(1))
    with pytest.raises(ValueError, match="unpublish"):
        kleark_portal.publish("0461", ())
    kleark_portal.publish("0461", rows(3))
    with pytest.raises(NothingToChangeError):
        kleark_portal.publish("0461", rows(3))
    kleark_portal.freeze("0461")
    with pytest.raises(FrozenError):
        kleark_portal.unpublish("0461")
    kleark_portal.unfreeze("0461")
    assert kleark_portal.unpublish("0461") == 2
    assert kleark_portal.revert("0461", to=1) == 3
    assert issubclass(StaleRevisionError, Exception)


@pytest.mark.parametrize("outage", list(Outage))
def test_it_is_down_and_up_again(outage: Outage, kleark_municipality: PublishedMunicipality) -> None:
    portal = kleark_municipality.portal
    with portal.down(outage), pytest.raises(UnavailableError):
        Client(portal.url, deadline=0.3, pause=lambda _: None).configuration("0461")
    assert Client(portal.url, deadline=PATIENT).configuration("0461").value.revision == 1


def test_no_engine_that_the_environment_names_is_reached(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    portal = request.getfixturevalue("kleark_portal")
    assert portal.publish("0461", rows(1)) == 1


def test_each_test_has_a_portal_of_its_own(kleark_portal: LocalPortal) -> None:
    assert kleark_portal.seen == ()
    assert Client(kleark_portal.url).configuration("0461").value.revision == 0
