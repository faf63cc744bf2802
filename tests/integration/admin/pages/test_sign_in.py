"""Signing in: who comes back, with what, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kleark.adapters.dynamodb.colleague_table import ColleagueTable
from kleark.adapters.dynamodb.session_table import SessionTable
from kleark.identity.identity_provider import ProviderUnreachableError, SignInRefusedError
from kleark.identity.person import Role
from kleark.identity.sessions import COOKIE, SIGNING_IN_COOKIE, Session, SigningIn
from tests.support.interruptions import aws_error
from tests.support.page import SETTINGS, Browser, Clock, PageStores, app_context, person, query_of, text_of
from tests.support.world import NOON, ODENSE, PEOPLE, make_people_table

if TYPE_CHECKING:
    from tests.support.world import World

CLAIMS = {
    "sub": "7d1f0c9e-1111-2222-3333-444455556666",
    "email": "anne@odense.example",
    "name": "Anne Andersen",
    "custom:municipality": "0461",
    "custom:role": "approver",
}


class Signing:
    """A browser at the page, with sessions in the real store."""

    def __init__(self, world: World) -> None:
        make_people_table(world)
        self.world = world
        self.stores = PageStores(world)
        self.clock = Clock()
        self.people = SessionTable(world.dynamodb, PEOPLE)
        self.context = app_context(self.stores, self.clock, self.people)
        self.browser = Browser(self.context)

    def come_back(self, claims: dict[str, Any], til: str = "/", browser: Browser | None = None) -> Any:
        browser = browser or self.browser
        self.stores.provider.claims_by_code["code"] = claims
        sent = browser.get(f"/log-ind?til={til}")
        return browser.get(f"/log-ind/svar?code=code&state={query_of(sent)['state']}")

    def items(self) -> list[Any]:
        return self.world.dynamodb.scan(TableName=PEOPLE)["Items"]


@pytest.fixture
def signing(world: World) -> Signing:
    return Signing(world)


def test_who_signs_in_is_known_by_the_claims_and_comes_to_the_page_that_was_asked_for(
    signing: Signing,
) -> None:
    made = signing.come_back(CLAIMS, til="/historik?side=2")
    assert (made.status, made.headers["Location"]) == (303, "/kle/historik?side=2")
    session = signing.people.find(signing.browser.cookies[COOKIE])
    assert session is not None
    assert session.person.actor == "oidc:7d1f0c9e-1111-2222-3333-444455556666:anne@odense.example"
    assert (session.person.code, session.person.role) == ("0461", Role.APPROVER)
    front = text_of(signing.browser.get("/"))
    assert "Anne Andersen godkender, Odense Kommune" in front


def test_the_cookie_is_for_this_host_and_this_server_alone(signing: Signing) -> None:
    made = signing.come_back(CLAIMS)
    [session] = [one for one in made.cookies if one.startswith(f"{COOKIE}=")]
    assert session.startswith("__Host-")
    assert session.split("; ")[1:] == ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"]


def test_the_table_holds_no_token_that_a_browser_could_use(signing: Signing) -> None:
    signing.come_back(CLAIMS)
    assert signing.browser.cookies[COOKIE] not in str(signing.items())


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"custom:municipality": None}, "hvilken kommune"),
        ({"custom:municipality": "0411"}, "hvilken kommune"),
        ({"custom:municipality": "461"}, "hvilken kommune"),
        ({"custom:role": "admin"}, "hvad du må"),
        ({"custom:role": ""}, "hvad du må"),
        ({"sub": 7}, "hvem du er"),
        ({"sub": "a:b"}, "hvem du er"),
    ],
)
def test_claims_that_do_not_say_enough_let_nobody_in(
    signing: Signing, claims: dict[str, Any], said: str
) -> None:
    made = signing.come_back({name: v for name, v in (CLAIMS | claims).items() if v is not None})
    assert made.status == 403
    assert said in text_of(made)
    assert COOKIE not in signing.browser.cookies
    assert not [item for item in signing.items() if item["PK"]["S"].startswith("S#")]


def test_a_name_cannot_pass_for_another_actor(signing: Signing) -> None:
    signing.come_back(CLAIMS | {"email": "oidc:x:boss@odense.example/arn:aws"})
    session = signing.people.find(signing.browser.cookies[COOKIE])
    assert session is not None
    assert session.person.actor == f"oidc:{CLAIMS['sub']}:oidcxboss@odense.examplearnaws"


@pytest.mark.parametrize(
    "til",
    [
        "https://evil.example/",
        "https://page.example@evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/%09/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/log-ind",
        "%0d%0aX",
        "/historik%0d%0aSet-Cookie:%20x",
        "//[",
        "[",
        "/" + "x" * 1000,
        "",
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(signing: Signing, til: str) -> None:
    assert signing.come_back(CLAIMS, til=til).headers["Location"] == "/kle/"


def test_the_way_back_is_sent_as_an_address_may_be_written(signing: Signing) -> None:
    made = signing.come_back(CLAIMS, til="/ark/modtaget?key=0461%2Fmit%20%C3%A6ble%26a%3D1%25")
    assert made.headers["Location"] == "/kle/ark/modtaget?key=0461/mit%20%C3%A6ble&a=1%"


def test_an_answer_counts_once_for_the_browser_that_asked_within_a_quarter_of_an_hour(
    signing: Signing,
) -> None:
    sent = signing.browser.get("/log-ind")
    answer = f"/log-ind/svar?code=code&state={query_of(sent)['state']}"
    signing.stores.provider.claims_by_code["code"] = CLAIMS
    assert Browser(signing.context).get(answer).status == 401  # another browser: somebody was lured into it
    assert signing.browser.get("/log-ind/svar?code=code&state=guessed").status == 401
    assert signing.browser.get(answer).status == 401  # the guess used it up

    sent = signing.browser.get("/log-ind")
    signing.clock.move(minutes=16)
    assert signing.browser.get(f"/log-ind/svar?code=code&state={query_of(sent)['state']}").status == 401
    assert COOKIE not in signing.browser.cookies


def test_going_back_to_the_answer_when_signed_in_leads_to_the_front_page(signing: Signing) -> None:
    sent = signing.browser.get("/log-ind")
    answer = f"/log-ind/svar?code=code&state={query_of(sent)['state']}"
    signing.stores.provider.claims_by_code["code"] = CLAIMS
    assert signing.browser.get(answer).status == 303
    again = signing.browser.get(answer)
    assert (again.status, again.headers["Location"]) == (303, "/kle/")
    assert signing.browser.get("/").status == 200


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        (SignInRefusedError("invalid_grant"), 401, "Log ind igen"),
        (ProviderUnreachableError("token"), 503, "Loginsiden svarer ikke"),
    ],
)
def test_what_the_provider_refuses_or_does_not_answer_is_told(
    signing: Signing, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int, said: str
) -> None:
    def refuse(*_: object) -> Any:
        raise fault

    sent = signing.browser.get("/log-ind")
    monkeypatch.setattr(type(signing.stores.provider), "claims", refuse)
    made = signing.browser.get(f"/log-ind/svar?code=code&state={query_of(sent)['state']}")
    assert made.status == status
    assert said in text_of(made)


def test_whoever_cancels_at_the_provider_is_told_so(signing: Signing) -> None:
    sent = signing.browser.get("/log-ind")
    made = signing.browser.get(f"/log-ind/svar?error=access_denied&state={query_of(sent)['state']}")
    assert made.status == 401
    assert "Du blev ikke logget ind" in text_of(made)


def test_signing_out_ends_the_session_here_and_at_the_provider(signing: Signing) -> None:
    signing.come_back(CLAIMS)
    token = signing.browser.cookies[COOKIE]
    made = signing.browser.post("/log-ud")
    assert made.headers["Location"].startswith(f"{SETTINGS.sign_in_origin}/logout?")
    assert query_of(made)["logout_uri"] == "https://page.example/kle/logget-ud"
    assert COOKIE not in signing.browser.cookies
    signing.browser.cookies[COOKIE] = token  # somebody has kept it
    assert signing.browser.get("/ark").status == 303
    assert "Du er logget ud" in text_of(signing.browser.get("/logget-ud"))


def test_signing_in_again_ends_the_session_before(signing: Signing) -> None:
    signing.come_back(CLAIMS)
    before = signing.browser.cookies[COOKIE]
    signing.come_back(CLAIMS | {"custom:role": "reader"})
    assert signing.people.find(before) is None
    assert signing.browser.get("/ark/nyt").status == 403


def test_a_session_ends_after_an_hour_without_use_or_nine_with(signing: Signing) -> None:
    signing.come_back(CLAIMS)
    signing.clock.move(minutes=59)
    assert signing.browser.get("/ark").status == 200
    signing.clock.move(minutes=59)
    assert signing.browser.get("/ark").status == 200
    signing.clock.move(minutes=61)
    ended = signing.browser.get("/ark?side=1")
    assert (ended.status, ended.headers["Location"]) == (303, "/kle/log-ind?til=%2Fark%3Fside%3D1")
    assert COOKIE not in signing.browser.cookies

    signing.come_back(CLAIMS)
    for _ in range(18):
        assert signing.browser.get("/ark").status == 200
        signing.clock.move(minutes=30)
    assert signing.browser.get("/ark").status == 303


def test_a_form_that_is_sent_after_the_session_ended_changes_nothing_and_leads_back(signing: Signing) -> None:
    signing.come_back(CLAIMS)
    csrf = signing.browser.csrf
    signing.clock.move(hours=2)
    made = signing.browser.post(
        "/styring/laas",
        {"note": "vi flytter", "csrf": csrf},
        referer="https://page.example/kle/styring?x=1",
    )
    assert made.status == 401
    assert 'href="/kle/log-ind?til=%2Fstyring"' in made.body.decode()
    assert not signing.stores.table.live(person().code, consistent=True).frozen


def test_a_script_is_told_in_its_own_way_that_the_session_ended(signing: Signing) -> None:
    made = signing.browser.get("/ark/modtaget/status?key=x", accept="application/json")
    assert (made.status, made.body) == (401, b'{"error": "signed_out"}')


def test_the_store_gives_back_what_it_was_given(signing: Signing) -> None:
    session = Session("t" * 43, person(name="åse"), NOON, NOON + timedelta(minutes=7))
    signing.people.start(session)
    assert signing.people.find(session.token) == session
    under_way = SigningIn("u" * 43, "state", "nonce", "verifier", "/ark", NOON)
    signing.people.begin_signing_in(under_way)
    assert signing.people.take_signing_in(under_way.token) == under_way
    assert signing.people.take_signing_in(under_way.token) is None
    signing.people.end(session.token)
    signing.people.touch(session)
    assert signing.people.find(session.token) is None, (
        "a session that was ended comes back to life by being used"
    )
    expiries = [int(item["expires_at"]["N"]) for item in signing.items()]
    assert all(expiry > NOON.timestamp() for expiry in expiries)


def test_the_sign_in_cookie_lives_as_long_as_the_sign_in(signing: Signing) -> None:
    made = signing.browser.get("/log-ind")
    [one] = made.cookies
    assert one.startswith(f"{SIGNING_IN_COOKIE}=")
    assert "Max-Age=900" in one


SUBJECT = "7d1f0c9e-1111-2222-3333-444455556666"


def test_who_signs_in_stands_in_the_directory_of_colleagues(signing: Signing) -> None:
    signing.come_back(CLAIMS)
    anne = signing.stores.colleagues.find(ODENSE, SUBJECT, signing.clock())
    assert anne is not None
    assert (anne.name, anne.role, anne.address) == ("Anne Andersen", Role.APPROVER, "anne@odense.example")
    assert anne.actor == f"oidc:{SUBJECT}:anne@odense.example"

    signing.clock.move(days=2)
    signing.come_back(CLAIMS | {"custom:role": "editor", "email": "anne@odense.example, boss@odense.example"})
    later = signing.stores.colleagues.find(ODENSE, SUBJECT, signing.clock())
    assert later is not None
    assert (later.role, later.address) == (Role.EDITOR, None)
    assert (later.first_seen, later.last_seen) == (anne.first_seen, signing.clock())


def test_whoever_is_not_let_in_does_not_stand_there(signing: Signing) -> None:
    signing.come_back(CLAIMS | {"custom:role": "admin"})
    assert signing.stores.colleagues.everyone(ODENSE, signing.clock()) == []


def test_looking_around_does_not_renew_what_the_directory_says(signing: Signing) -> None:
    signing.come_back(CLAIMS)
    came = signing.clock()
    for _ in range(3):
        signing.clock.move(minutes=50)
        assert signing.browser.get("/").status == 200
    [anne] = signing.stores.colleagues.everyone(ODENSE, signing.clock())
    assert anne.last_seen == came


def test_a_directory_that_cannot_be_written_stops_nobody_from_signing_in(
    signing: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unable(*_: object) -> None:
        raise aws_error("ProvisionedThroughputExceededException", "UpdateItem")

    monkeypatch.setattr(ColleagueTable, "record", unable)
    made = signing.come_back(CLAIMS)
    assert made.status == 303
    assert "Anne Andersen" in text_of(signing.browser.get("/"))
    assert made.log["unrecorded"] == "colleague"
    assert made.log["awsCode"] == "ProvisionedThroughputExceededException"
    assert "anne" not in str(made.log).lower()
