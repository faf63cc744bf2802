"""What was typed outlives the session: for the one who typed it, in that municipality, in that browser, for an hour."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kleark.adapters.dynamodb.session_table import SessionTable
from kleark.identity.person import Role
from kleark.identity.sessions import COOKIE, DRAFT_COOKIE, MOST_DRAFT_BYTES
from tests.support.page import SETTINGS, Browser, Clock, PageStores, app_context, query_of, text_of
from tests.support.world import NOON, PEOPLE, checked, make_people_table, rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.http.messages import Response
    from tests.support.world import World

ANNE = {
    "sub": "7d1f0c9e-1111",
    "email": "anne@odense.example",
    "name": "Anne Andersen",
    "custom:municipality": "0461",
    "custom:role": "approver",
}
BO = ANNE | {"sub": "8e2f0c9e-2222", "email": "bo@odense.example", "name": "Bo Berg"}
ANNE_IN_AARHUS = ANNE | {"custom:municipality": "0751"}
NOTE = 'vi flytter til "nyt" <system> & kun i weekenden'
AGAIN = "Det, du havde skrevet, står her igen"


class Seat:
    """One browser, at which several people may sit, with sessions and drafts in the real store."""

    def __init__(self, world: World) -> None:
        make_people_table(world)
        world.published(rows(3))
        self.world = world
        self.clock = Clock()
        self.stores = PageStores(world)
        self.people = SessionTable(world.dynamodb, PEOPLE)
        self.browser = Browser(app_context(self.stores, self.clock, self.people))

    def sign_in(self, claims: Mapping[str, Any], til: str = "/") -> Response:
        self.stores.provider.claims_by_code["code"] = dict(claims)
        sent = self.browser.get(f"/log-ind?til={til}")
        return self.browser.get(f"/log-ind/svar?code=code&state={query_of(sent)['state']}")

    def type_and_be_too_late(self, path: str = "/styring/laas", **fields: str) -> Response:
        """A form is opened, filled in, and sent two hours later."""
        csrf = self.browser.csrf
        self.clock.move(hours=2)
        return self.browser.post(path, {"csrf": csrf, "note": NOTE, **fields})

    def drafts(self) -> list[Any]:
        return [
            item
            for item in self.world.dynamodb.scan(TableName=PEOPLE)["Items"]
            if item["PK"]["S"].startswith("D#")
        ]


@pytest.fixture
def seat(world: World) -> Seat:
    seat = Seat(world)
    seat.sign_in(ANNE)
    return seat


def value_of(made: Response, field: str) -> str:
    [tag] = re.findall(rf'<input [^>]*id="{field}"[^>]*>', made.body.decode())
    found = re.search(r' value="([^"]*)"', tag)
    return found[1] if found else ""


def test_it_stands_in_the_form_again_after_the_sign_in_and_is_sent_by_nobody(seat: Seat) -> None:
    made = seat.type_and_be_too_late()
    assert made.status == 401
    assert "Det, du havde skrevet, står der stadig" in text_of(made)
    assert 'href="/kle/log-ind?til=%2Fstyring"' in made.body.decode()
    assert NOTE not in str(made.headers)
    back = seat.sign_in(ANNE, "/styring")
    assert back.headers["Location"] == "/kle/styring"
    page = seat.browser.follow(back)
    assert AGAIN in text_of(page)
    assert "data-focus" in page.body.decode()
    assert (
        value_of(page, "laas-begrundelse")
        == "vi flytter til &quot;nyt&quot; &lt;system&gt; &amp; kun i weekenden"
    )
    assert value_of(page, "graense-begrundelse") == ""
    assert not seat.stores.table.live(seat.world.code, consistent=True).frozen

    # Nothing is lost by looking elsewhere first, or again.
    assert AGAIN not in text_of(seat.browser.get("/historik"))
    assert AGAIN in text_of(seat.browser.get("/styring"))
    done = seat.browser.post("/styring/laas", {"note": NOTE})
    assert "Visningen er låst" in text_of(seat.browser.follow(done))
    assert [entry.note for entry in seat.world.log() if entry.step] == [NOTE]
    assert seat.drafts() == []
    assert DRAFT_COOKIE not in seat.browser.cookies
    assert AGAIN not in text_of(seat.browser.get("/styring"))


@pytest.mark.parametrize("claims", [BO, ANNE_IN_AARHUS], ids=["another person", "another municipality"])
def test_whoever_signs_in_next_at_the_same_browser_does_not_get_it(
    seat: Seat, claims: dict[str, Any]
) -> None:
    seat.type_and_be_too_late()
    page = seat.browser.follow(seat.sign_in(claims, "/styring"))
    assert page.status == 200
    assert AGAIN not in text_of(page)
    assert "weekenden" not in page.body.decode()
    assert seat.drafts() == []
    assert DRAFT_COOKIE not in seat.browser.cookies
    # Nor does the one who typed it, by then: it is gone.
    assert "weekenden" not in seat.browser.follow(seat.sign_in(ANNE, "/styring")).body.decode()


def test_nobody_who_has_the_cookie_gets_it_without_being_that_person(seat: Seat) -> None:
    seat.type_and_be_too_late()
    stolen = seat.browser.cookies[DRAFT_COOKIE]
    other = Seat.__new__(Seat)
    other.__dict__.update(seat.__dict__)
    other.browser = Browser(seat.browser.context)
    other.sign_in(BO)
    other.browser.cookies[DRAFT_COOKIE] = stolen
    assert "weekenden" not in other.browser.get("/styring").body.decode()


def test_after_an_hour_it_is_over(seat: Seat) -> None:
    seat.type_and_be_too_late()
    [item] = seat.drafts()
    assert int(item["expires_at"]["N"]) == int(seat.clock().timestamp()) + 3600
    seat.clock.move(minutes=61)
    assert AGAIN not in text_of(seat.browser.follow(seat.sign_in(ANNE, "/styring")))


def test_signing_out_forgets_it(seat: Seat) -> None:
    seat.type_and_be_too_late()
    seat.sign_in(ANNE)
    seat.browser.post("/log-ud")
    assert seat.drafts() == []


def test_the_table_holds_no_token_by_which_a_browser_could_get_it(seat: Seat) -> None:
    seat.type_and_be_too_late()
    assert seat.browser.cookies[DRAFT_COOKIE] not in str(seat.drafts())


def test_boxes_are_ticked_again_only_for_what_they_were_about(seat: Seat) -> None:
    path = f"/ark/{checked(seat.world, 1)}"
    sent = {
        "forventet": "1",
        "bekraeft": "ja",
        "hvornaar": "senere",
        "dato": "2026-12-01",
        "klokken": "07:30",
    }
    seat.type_and_be_too_late(f"{path}/offentliggoer", **sent)
    page = seat.browser.follow(seat.sign_in(ANNE, f"{path}/aendringer"))
    body = page.body.decode()
    assert AGAIN in text_of(page)
    assert (value_of(page, "dato"), value_of(page, "klokken")) == ("2026-12-01", "07:30")
    assert re.search(r'<input [^>]*id="bekraeft"[^>]* checked', body)
    assert re.search(r'<input [^>]*id="senere"[^>]* checked', body)
    assert not re.search(r'<input [^>]*id="nu"[^>]* checked', body)

    seat.world.published(rows(4), NOON + timedelta(hours=1))
    page = seat.browser.get(f"{path}/aendringer")
    assert "Der er sket noget, siden du skrev det" in text_of(page)
    assert value_of(page, "begrundelse") != ""
    assert not re.search(r'<input [^>]*id="bekraeft"[^>]* checked', page.body.decode())


def test_a_window_from_before_the_last_sign_in_loses_nothing_either(seat: Seat) -> None:
    csrf = seat.browser.csrf
    seat.sign_in(ANNE)
    made = seat.browser.post("/styring/laas", {"csrf": csrf, "note": NOTE})
    assert made.status == 403
    assert 'href="/kle/styring"' in made.body.decode()
    assert AGAIN in text_of(seat.browser.get("/styring"))


def test_another_persons_window_is_refused_and_stored_nowhere(seat: Seat) -> None:
    csrf = seat.browser.csrf
    seat.sign_in(BO)
    assert seat.browser.post("/styring/laas", {"csrf": csrf, "note": NOTE}).status == 403
    assert seat.drafts() == []


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({}, {"origin": "https://evil.example"}),
        ({"csrf": ""}, {}),
        ({"csrf": "x" * 96}, {}),
        ({"note": "x" * MOST_DRAFT_BYTES}, {}),
        ({"note": ""}, {}),
        ({}, {"content_type": "text/plain"}),
    ],
    ids=["another site", "no token", "half a token", "too much", "nothing typed", "no form"],
)
def test_what_no_form_of_ours_has_sent_is_not_stored(
    seat: Seat, form: dict[str, str], headers: dict[str, str]
) -> None:
    csrf = seat.browser.csrf
    seat.clock.move(hours=2)
    made = seat.browser.post("/styring/laas", {"csrf": csrf, "note": NOTE, **form}, **headers)
    assert made.status == 401
    assert "Du er logget ud" in text_of(made)
    assert "står der stadig" not in text_of(made)
    assert seat.drafts() == []


def test_who_may_no_longer_send_the_form_is_not_shown_it(seat: Seat) -> None:
    seat.type_and_be_too_late()
    page = seat.browser.follow(seat.sign_in(ANNE | {"custom:role": Role.READER.value}, "/styring"))
    assert page.status == 200
    assert AGAIN not in text_of(page)


def test_a_sign_in_from_an_address_that_only_takes_a_form_leads_to_its_page(seat: Seat) -> None:
    assert seat.sign_in(ANNE, "/styring/laas").headers["Location"] == "/kle/styring"
    assert SETTINGS.origin not in seat.browser.cookies.get(COOKIE, "")
