"""Any two revisions beside each other, and what is said of a choice that cannot be compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kleark.identity.person import Role
from kleark.publishing.manual import unpublish
from tests.support.acting import change_request
from tests.support.page import asking, links, text_of
from tests.support.sweeping import Sweeper, three_revisions
from tests.support.world import AARHUS, NOON, World, prepared, row, rows

MINUTE = timedelta(minutes=1)


@pytest.fixture
def three(world: World) -> World:
    """Revision 1 with rows 0 to 8; 2 without 8, with 20, and another phone in 7; 3 is 1 again."""

    def happen() -> None:
        world.published(rows(9))
        world.published((*rows(7), row(20), replace(row(7), contact_phone="66131488")), NOON + MINUTE)
        world.go_back(to=1, expected=2)

    prepared("three revisions to compare", happen)
    return world


def test_what_differs_from_an_older_to_a_newer(three: World) -> None:
    page = asking(three, Role.READER).get("/historik/sammenlign?fra=1&til=2")
    told = text_of(page)
    assert page.status == 200
    assert "Forskellen fra version 1 til version 2" in told
    assert "Rækker kun i version 2 15.00.20" in told
    assert "Rækker kun i version 1 15.00.08" in told
    assert "+45 6613 1372 +45 6613 1488" in told


def test_and_from_a_newer_to_an_older(three: World) -> None:
    told = text_of(asking(three, Role.READER).get("/historik/sammenlign?fra=2&til=1"))
    assert "Rækker kun i version 1 15.00.08" in told
    assert "Rækker kun i version 2 15.00.20" in told
    assert "+45 6613 1488 +45 6613 1372" in told


def test_two_revisions_with_the_same_rows_are_said_to_be_the_same(three: World) -> None:
    page = asking(three).get("/historik/sammenlign?fra=1&til=3")
    assert page.status == 200
    assert "Rækkerne i version 1 og version 3 er de samme." in text_of(page)


def test_an_empty_revision_is_compared_too(three: World) -> None:
    unpublish(change_request("anne", "tom", 3), three.place)
    told = text_of(asking(three).get("/historik/sammenlign?fra=3&til=4"))
    assert "9 rækker kun i version 3" in told


@pytest.mark.parametrize(
    ("query", "status", "error", "field"),
    [
        ("fra=2&til=2", 422, "Det er version 2 begge steder", "til"),
        (
            "fra=1&til=4",
            404,
            "I har ikke haft en version 4. Skriv nummeret på en version, et tal fra 1 til 3.",
            "til",
        ),
        ("fra=0&til=1", 404, "I har ikke haft en version 0", "fra"),
        ("fra=x&til=1", 422, "Skriv nummeret på en version, et tal fra 1 til 3.", "fra"),
        ("fra=1", 422, "Skriv nummeret på en version", "til"),
        ("", 422, "Skriv nummeret på en version", "fra"),
        ("fra=1&til=%CB%99%EF%BC%92", 422, "Skriv nummeret på en version", "til"),
        ("fra=1&til=-2", 422, "Skriv nummeret på en version", "til"),
        ("fra=1&til=99999999999999999999", 422, "Skriv nummeret på en version", "til"),
    ],
)
def test_a_choice_that_cannot_be_compared(
    three: World, query: str, status: int, error: str, field: str
) -> None:
    page = asking(three).get(f"/historik/sammenlign?{query}")
    body = page.body.decode()
    assert page.status == status
    assert error in text_of(page)
    assert f'<a class="function-link" href="#{field}">' in body
    assert f'aria-describedby="{field}-fejl"' in body
    assert 'tabindex="-1" data-focus' in body


def test_spaces_around_a_number_do_no_harm(three: World) -> None:
    assert asking(three).get("/historik/sammenlign?fra=+1&til=2%20").status == 200


def test_what_was_written_is_kept_and_is_text(three: World) -> None:
    body = asking(three).get('/historik/sammenlign?fra="><script>x</script>&til=2').body.decode()
    assert 'value="&#34;&gt;&lt;script&gt;x&lt;/script&gt;"' in body
    assert 'value="2"' in body
    assert "<script>x" not in body


def test_a_municipality_without_revisions_has_none_to_compare(world: World) -> None:
    page = asking(world).get("/historik/sammenlign?fra=1&til=2")
    assert page.status == 404
    assert "I har ikke offentliggjort noget endnu" in text_of(page)


def test_revisions_are_one_s_own(world: World) -> None:
    world.published(rows(9))
    world.published(rows(8), NOON + MINUTE)
    aarhus = world.at(AARHUS)
    aarhus.published((replace(row(5), contact_department="Fremmed afdeling"),))
    aarhus.published((replace(row(5), contact_department="Fremmed postkasse"),), NOON + MINUTE)
    aarhus.published((replace(row(5), contact_department="Fremmed igen"),), NOON + 2 * MINUTE)
    browser = asking(world)
    assert browser.get("/historik/sammenlign?fra=1&til=3").status == 404
    assert "Fremmed" not in text_of(browser.get("/historik/sammenlign?fra=1&til=2"))


def test_rows_that_were_swept_cannot_be_compared_and_it_says_which(world: World) -> None:
    three_revisions(world)
    Sweeper(world)()
    for query, gone in (("fra=1&til=3", 1), ("fra=3&til=2", 2)):
        page = asking(world).get(f"/historik/sammenlign?{query}")
        assert page.status == 410
        assert f"Rækkerne i version {gone} er slettet, fordi den er for gammel" in text_of(page)


def test_a_sheet_s_texts_are_text_and_nothing_else(world: World) -> None:
    world.published(rows(3))
    hostile = replace(
        row(1), contact_department="<img src=x onerror=alert(1)>", kle_title="skjult\u202etekst"
    )
    world.published((row(0), hostile, row(2)), NOON + MINUTE)
    body = asking(world).get("/historik/sammenlign?fra=1&til=2").body.decode()
    assert "<img" not in body
    assert "&lt;img src=x onerror=alert(1)&gt;" in body
    assert "\u202e" not in body
    assert "skjult[U+202E]tekst" in body


def test_another_choice_can_be_made_from_there(three: World) -> None:
    page = asking(three).get("/historik/sammenlign?fra=1&til=2")
    assert 'id="til" name="til" maxlength="9" autocomplete="off" value="2"' in page.body.decode()
    ways = links(page, "/historik")
    assert [way for way in ways if "/kort?" not in way] == ["/historik", "/historik"]
