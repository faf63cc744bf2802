"""Going back on the page: what is shown first, what is confirmed, and what happens where others were faster."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from kleark.identity.person import Role
from kleark.publishing.manual import set_removal_limit, unpublish
from kleark.publishing.model import Action
from tests.support.acting import change_request
from tests.support.page import Browser, asking, text_of
from tests.support.sweeping import Sweeper, three_revisions
from tests.support.world import AARHUS, NOON, World, row, rows, sorted_rows

MINUTE = timedelta(minutes=1)
FORM = "/historik/1/gaa-tilbage"
OTHER = tuple(replace(one, contact_phone="66131488") for one in rows(9))


@pytest.fixture
def two(world: World) -> World:
    """Revision 2, with another phone in every row, is live."""
    world.published(rows(9))
    world.published(OTHER, NOON + MINUTE)
    return world


def expected(page: str) -> str:
    """The revision that a form was made for."""
    found = re.search(r'name="forventet" value="(\d+)"', page)
    assert found
    return found[1]


def test_what_it_would_change_is_shown_first(two: World) -> None:
    page = asking(two).get(FORM)
    told = text_of(page)
    assert page.status == 200
    assert "Det ændrer sig, når du går tilbage til version 1" in told
    assert "9 ændrede rækker" in told
    assert expected(page.body.decode()) == "2"
    assert 'name="bekraeft"' not in page.body.decode()
    assert len(two.log()) == 2


def test_going_back_makes_a_new_revision_and_ends_at_its_receipt(two: World) -> None:
    made = asking(two).post(FORM, {"forventet": "2", "note": " forkert telefon "})
    assert (made.status, made.headers["Location"]) == (303, "/kle/kvittering/3")
    entry = two.log()[-1]
    assert (entry.action, entry.restored, entry.note) == (Action.REVERT, 1, "forkert telefon")
    assert entry.actor == "oidc:0461-anne:anne@page.example"
    assert two.served() == sorted_rows(rows(9))


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR])
def test_only_an_approver_goes_back(two: World, role: Role) -> None:
    browser = asking(two, role)
    assert browser.get(FORM).status == 403
    assert browser.post(FORM, {"forventet": "2"}).status == 403
    assert len(two.log()) == 2


def test_the_same_form_sent_twice_ends_at_the_same_receipt(two: World) -> None:
    browser = asking(two)
    form = {"forventet": "2", "note": "én gang"}
    assert [browser.post(FORM, form).headers["Location"] for _ in range(3)] == ["/kle/kvittering/3"] * 3
    assert len(two.log()) == 3


def test_also_where_something_else_is_live_by_then(two: World) -> None:
    browser = asking(two)
    browser.post(FORM, {"forventet": "2"})
    two.published(rows(7), NOON + 2 * MINUTE)
    assert browser.post(FORM, {"forventet": "2"}).headers["Location"] == "/kle/kvittering/3"
    assert "Det er nu version 4, der vises." in text_of(browser.get("/kvittering/3"))
    assert len(two.log()) == 4


def test_somebody_else_was_faster(two: World) -> None:
    """Anne's form is of revision 2; meanwhile Bo publishes 3, and the sheet that comes after makes 4."""
    two.published(rows(8), NOON + 2 * MINUTE)
    two.go_back(to=2, expected=3, confirm_removals=True)
    made = asking(two).post(FORM, {"forventet": "2", "note": "rigtig telefon"})
    told, body = text_of(made), made.body.decode()
    assert made.status == 409
    assert "Der er sket noget, siden du så på det" in told
    assert "Det er nu version 4, der vises, så vi har ikke gjort det, du bad om." in told
    assert re.search(
        r"Version 4: Gået tilbage til version 2 af anne den 3\. nov\. 2025 kl\. 13\.00 forkert ark "
        r"Ark: ark\.xlsx Version 3: Offentliggjort automatisk",
        told,
    )
    assert "9 ændrede rækker" in told
    assert expected(body) == "4"
    assert 'value="rigtig telefon"' in body
    assert two.live().revision == 4

    again = asking(two).post(FORM, {"forventet": "4", "note": "rigtig telefon"})
    assert again.headers["Location"] == "/kle/kvittering/5"
    assert two.served() == sorted_rows(rows(9))


def test_what_happened_before_is_not_told_as_if_it_were_since(two: World) -> None:
    two.published(rows(8), NOON + 2 * MINUTE)
    body = asking(two).post(FORM, {"forventet": "2"}).body.decode()
    assert re.findall(r"<strong>Version (\d+):</strong>", body) == ["3"]


def test_a_colleague_did_the_very_same(two: World) -> None:
    asking(two, name="bo").post(FORM, {"forventet": "2", "note": "hurtigst"})
    made = asking(two).post(FORM, {"forventet": "2"})
    assert made.status == 409
    assert "Det er rækkerne i version 1, der vises nu" in text_of(made)
    assert len(two.log()) == 3


def test_removals_are_confirmed_with_a_box(world: World) -> None:
    world.published(rows(3))
    world.published(rows(9), NOON + MINUTE)
    browser = asking(world)
    first = browser.get(FORM).body.decode()
    assert "Ja, 6 af de 9 rækker, der vises nu, skal forsvinde." in first
    assert 'id="bekraeft" name="bekraeft" value="ja" required>' in first

    without = browser.post(FORM, {"forventet": "2", "note": "det er meningen"})
    body = without.body.decode()
    assert without.status == 422
    assert '<a class="function-link" href="#bekraeft">Sæt kryds for at bekræfte' in body
    assert 'aria-describedby="bekraeft-fejl" aria-invalid="true"' in body
    assert 'value="det er meningen"' in body
    assert "<title>Fejl: " in body
    assert world.live().revision == 2

    made = browser.post(FORM, {"forventet": "2", "bekraeft": "ja"})
    assert made.headers["Location"] == "/kle/kvittering/3"
    assert world.served() == sorted_rows(rows(3))


def test_whoever_confirmed_other_removals_confirms_anew(world: World) -> None:
    world.published(rows(3))
    world.published(rows(9), NOON + MINUTE)
    world.published(rows(20), NOON + 2 * MINUTE)
    made = asking(world).post(FORM, {"forventet": "2", "bekraeft": "ja"})
    body = made.body.decode()
    assert made.status == 409
    assert "Ja, 17 af de 20 rækker, der vises nu, skal forsvinde." in body
    assert "checked" not in body
    assert world.live().revision == 3


def test_the_limit_was_set_lower_since_the_form_was_shown(world: World) -> None:
    world.published(rows(9))
    world.published(rows(10), NOON + MINUTE)
    browser = asking(world)
    assert 'name="bekraeft"' not in browser.get(FORM).body.decode()
    set_removal_limit(0, "bo", "forsigtig", world.place)
    made = browser.post(FORM, {"forventet": "2"})
    assert made.status == 422
    assert "Ja, 1 af de 10 rækker, der vises nu, skal forsvinde." in made.body.decode()


def test_to_show_nothing_again_is_confirmed_too(world: World) -> None:
    world.published(rows(9))
    unpublish(change_request("anne", "tom", 1), world.place)
    world.go_back(to=1, expected=2)
    page = asking(world).get("/historik/2/gaa-tilbage").body.decode()
    assert "Ja, der skal slet ikke vises noget fra kommunen. Borgerne ser så ingen sager." in page


@pytest.mark.parametrize(
    ("note", "error"),
    [
        ("010190-1234 ringede", "uden CPR-numre"),
        ("x" * 501, "Begrundelsen må højst fylde 500 tegn. Gør den kortere."),
        ("to\nlinjer", "én linje"),
    ],
)
def test_a_reason_that_may_not_stand_for_ever(two: World, note: str, error: str) -> None:
    made = asking(two).post(FORM, {"forventet": "2", "note": note})
    body = made.body.decode()
    assert made.status == 422
    assert error in text_of(made)
    assert 'aria-describedby="begrundelse-hint begrundelse-fejl" aria-invalid="true"' in body
    assert f'value="{note}"' in body
    assert len(two.log()) == 2


def test_nobody_goes_back_while_it_is_frozen(two: World) -> None:
    browser = asking(two)
    two.freeze()
    for made, status in ((browser.get(FORM), 200), (browser.post(FORM, {"forventet": "2"}), 409)):
        assert made.status == status
        assert "Visningen er låst" in text_of(made)
        assert 'name="forventet"' not in made.body.decode()
    assert two.live().revision == 2


def test_what_is_live_already(two: World) -> None:
    made = asking(two).get("/historik/2/gaa-tilbage")
    assert made.status == 409
    assert "Det er rækkerne i version 2, der vises nu" in text_of(made)


def test_a_revision_that_was_swept(world: World) -> None:
    three_revisions(world)
    Sweeper(world)()
    browser = asking(world)
    for made in (browser.get(FORM), browser.post(FORM, {"forventet": "3"})):
        assert made.status == 410
        assert "Rækkerne i version 1 er slettet" in text_of(made)
    assert world.live().revision == 3


def test_a_revision_that_only_another_municipality_has(world: World) -> None:
    aarhus = world.at(AARHUS)
    aarhus.published(rows(3))
    aarhus.published(rows(2), NOON + MINUTE)
    world.published(rows(9))
    assert asking(world).post("/historik/2/gaa-tilbage", {"forventet": "1"}).status == 404
    assert (world.live().revision, aarhus.live().revision) == (1, 2)


@pytest.mark.parametrize(
    "form", [{}, {"forventet": ""}, {"forventet": "-1"}, {"forventet": "x"}, {"forventet": "²"}]
)
def test_a_form_that_does_not_say_what_was_looked_at(two: World, form: dict[str, str]) -> None:
    made = asking(two).post(FORM, form)
    assert made.status == 422
    assert "Prøv igen fra siden før" in text_of(made)
    assert len(two.log()) == 2


def test_hostile_texts_are_text(two: World) -> None:
    hostile = replace(row(1), contact_department='"><script>alert(1)</script>')
    two.published((*OTHER[:1], hostile, *OTHER[2:]), NOON + 2 * MINUTE)
    made = asking(two).post(FORM, {"forventet": "2", "note": '"><script>alert(2)</script>'})
    assert "<script>alert" not in made.body.decode()
    assert made.body.decode().count("&lt;script&gt;alert") >= 2


def test_a_form_of_another_session_changes_nothing(two: World) -> None:
    browser: Browser = asking(two)
    assert browser.post(FORM, {"forventet": "2", "csrf": asking(two).csrf}).status == 403
    assert len(two.log()) == 2
