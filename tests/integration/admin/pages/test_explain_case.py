"""Why a case is shown, or not, on the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from kleark.identity.person import Role
from tests.integration.admin.pages.test_row_history import after, sweep
from tests.support.dated import may, publish
from tests.support.page import Clock, asking, links, text_of
from tests.support.world import prepared, row

if TYPE_CHECKING:
    from tests.support.page import Browser
    from tests.support.world import World

FLEKSJOB = replace(row(24), kle_number="15.20.24", kle_title="Fleksjob")
OTHERS = (row(1), row(2), row(3))
CASE = "kle=15.20.24&fagsystem=FASIT&oprettet=1-4-2021&status=Behandles"
NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


@pytest.fixture
def browser(world: World) -> Browser:
    """Odense shows Fleksjob from May 2026 on, and no longer after the 20th."""

    def happen() -> None:
        publish(world, may(1, 9), [FLEKSJOB, *OTHERS], name="første.xlsx")
        publish(world, may(3, 10), [replace(FLEKSJOB, contact_phone="66131488"), *OTHERS], "Nyt nummer")
        publish(world, may(20, 14), OTHERS, "Vises ikke mere", "uden.xlsx")

    prepared("a case that was shown and is no more", happen)
    return asking(world, Role.READER, clock=Clock(NOW))


def test_the_form_asks_for_nothing_that_tells_who_the_citizen_is(browser: Browser) -> None:
    told = text_of(browser.get("/hvorfor"))
    after(
        told,
        "Hvorfor vises sagen ikke?",
        "KLE-nummer",
        "Fagsystem",
        "Oprettet",
        "Status",
        "Hvornår (frivilligt)",
    )
    assert "Skriv ikke borgerens navn eller CPR-nummer. Det, du skriver her, bliver ikke gemt." in told


def test_a_case_that_is_not_shown_and_what_would_change_it(browser: Browser) -> None:
    made = browser.get(f"/hvorfor?{CASE}")
    assert made.status == 200
    after(
        text_of(made),
        "Sagen vises ikke",
        "KLE-nummer 15.20.24, FASIT, oprettet 1. apr. 2021, status Behandles.",
        "Det er version 3 , der vises nu.",
        "Kommunens konfiguration har ikke sagens KLE-nummer.",
        "Siden hvornår?",
        "Siden 20. maj 2026 kl. 14.00 ( version 3 ).",
        "Offentliggjort af bo@page.example den 20. maj 2026 kl. 14.00",
        "Vises ikke mere",
        "Ark: uden.xlsx",
        "Indtil da: Sagen vises. Den er oprettet på kommunens fradato eller senere.",
        "Hvad ville ændre det?",
        "Sagen vises, hvis der kommer en række for 15.20.24 og FASIT med fradatoen 1. apr. 2021 eller tidligere.",
        "Ydelser, der hører til sagen, følger den samme række",
    )
    assert "Ser borgeren den alligevel ikke?" not in text_of(made)


def test_on_a_day_that_is_over_the_card_of_then_stands_beside_it(browser: Browser) -> None:
    made = browser.get(f"/hvorfor?{CASE}&dato=4-5-2026")
    after(
        text_of(made),
        "Sagen blev vist",
        "Den 4. maj 2026 kl. 23.59 blev version 2 vist.",
        "Du valgte en dag uden klokkeslæt, så det er sidst på dagen, eller nu.",
        "Det afgøres af rækken 15.20.24 Fleksjob for FASIT .",
        "Siden 1. maj 2026 kl. 09.00 ( version 1 ).",
        "Indtil da: Sagen vises ikke. Kommunen har ikke offentliggjort en konfiguration endnu.",
        "Sagen vises ikke mere, hvis rækken for FASIT bliver fjernet.",
        "Ser borgeren den alligevel ikke?",
        "Kun sagens primære part ser den",
        "+45 6613 1488",
    )
    assert links(made, "/historik/raekke") == ["/historik/raekke?kle=15.20.24&fagsystem=FASIT"]


@pytest.mark.parametrize(
    ("asked", "heading", "words"),
    [
        ("dato=30-4-2026", "Sagen blev ikke vist", "var der ikke offentliggjort noget."),
        ("dato=3-5-2026&klokken=9.59", "Sagen blev vist", "blev version 1 vist."),
    ],
)
def test_each_time_is_answered_by_what_was_live(
    browser: Browser, asked: str, heading: str, words: str
) -> None:
    after(text_of(browser.get(f"/hvorfor?{CASE}&{asked}")), heading, words)


def test_deleted_rows_answer_nothing(world: World, browser: Browser) -> None:
    sweep(world, 2)
    told = text_of(browser.get(f"/hvorfor?{CASE}&dato=4-5-2026"))
    after(told, "Det vides ikke", "Rækkerne i version 2 gemmes ikke mere")
    assert "Hvad ville ændre det?" not in told
    newest = text_of(browser.get(f"/hvorfor?{CASE}"))
    after(newest, "( version 3 ) eller før.", "Hvad ville ændre det?")
    assert "Vises ikke mere" not in newest


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        (CASE.replace("15.20.24", "15.20"), "kle", "Skriv sagens KLE-nummer med punktummer"),
        (CASE.replace("FASIT", ""), "fagsystem", "Skriv navnet på det fagsystem"),
        (CASE.replace("1-4-2021", "i+går"), "oprettet", "Skriv den dag, sagen er oprettet"),
        (CASE.replace("Behandles", "måske"), "status", "Vælg sagens status"),
        (f"{CASE}&dato=1-1-2999", "dato", ""),
        (f"{CASE}&dato=i+morgen", "dato", ""),
        (f"{CASE}&klokken=25.00", "klokken", "Skriv et klokkeslæt"),
        (CASE.replace("1-4-2021", "4-5-2026") + "&dato=3-5-2026", "oprettet", "Så fandtes sagen ikke"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(
    browser: Browser, asked: str, field: str, words: str
) -> None:
    made = browser.get(f"/hvorfor?{asked}")
    assert made.status == 422
    after(text_of(made), "Vi kan ikke svare endnu", words, "Hvorfor vises sagen ikke?")
    assert f'href="#{field}"' in made.body.decode()
    assert "Hvad ville ændre det?" not in text_of(made)


def test_nothing_published_at_all(world: World) -> None:
    browser = asking(world, Role.READER, clock=Clock(NOW))
    after(
        text_of(browser.get(f"/hvorfor?{CASE}")),
        "Sagen vises ikke",
        "Kommunen har ikke offentliggjort en konfiguration endnu.",
        "Hvad ville ændre det?",
    )


def test_an_editor_is_shown_the_way_to_the_rows_and_a_reader_is_not(world: World, browser: Browser) -> None:
    assert links(browser.get(f"/hvorfor?{CASE}"), "/raekker") == []
    editor = asking(world, Role.EDITOR, clock=Clock(NOW))
    assert links(editor.get(f"/hvorfor?{CASE}"), "/raekker") == ["/raekker"]
    assert links(editor.get(f"/hvorfor?{CASE}&dato=4-5-2026"), "/raekker") == []


def test_the_front_page_leads_to_it(browser: Browser) -> None:
    assert links(browser.get("/"), "/hvorfor") == ["/hvorfor"]
