"""A row's own history on the page, and what a citizen saw on a day."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from kleark.adapters.dynamodb.keys import snapshot_key
from kleark.admin.pages import row_history
from kleark.identity.person import Role
from tests.support.dated import may, publish
from tests.support.page import Clock, asking, links, text_of
from tests.support.world import AARHUS, TABLE, prepared, row

if TYPE_CHECKING:
    from kleark.http.messages import Response
    from tests.support.page import Browser
    from tests.support.world import World

KSD = replace(row(24, system="KSD"), kle_number="15.20.24", kle_title="Fleksjob")
EVERY = replace(KSD, source_system="*", contact_department="Borgerservice")
OTHER = row(1)
OWN = "/historik/raekke?kle=15.20.24&fagsystem=KSD"


@pytest.fixture
def browser(world: World) -> Browser:
    """Five revisions in May 2026."""
    moved = replace(KSD, contact_phone="66131488")

    def happen() -> None:
        publish(world, may(1, 9), [KSD, OTHER], name="første.xlsx")
        publish(world, may(3, 10, 15), [moved, OTHER], "Nyt nummer")
        publish(world, may(3, 14), [moved, replace(OTHER, contact_phone="66131615")])
        publish(world, may(10, 8), [EVERY, OTHER], "Vi er gået sammen")
        publish(world, may(20, 23, 30), [OTHER], "Vises ikke mere")

    prepared("five revisions of a row", happen)
    return asking(world, Role.READER, clock=Clock(datetime(2026, 11, 29, 12, 0, tzinfo=UTC)))


def sweep(world: World, revision: int) -> None:
    entry = world.table.log_entry(world.code, revision)
    assert entry is not None
    assert entry.content is not None
    key = {"PK": {"S": f"M#{world.code}"}, "SK": {"S": snapshot_key(entry.content.snapshot_id)}}
    world.dynamodb.delete_item(TableName=TABLE, Key=key)


def after(told: str, *parts: str) -> None:
    """The parts stand in the text in this order."""
    at = 0
    for one in parts:
        found = told.find(one, at)
        assert found >= 0, (one, told[at : at + 800])
        at = found + len(one)


def test_each_value_is_told_with_since_when_by_whom_and_why(browser: Browser) -> None:
    told = text_of(browser.get(OWN))
    after(
        told,
        "Der er ingen række nu.",
        "Alt, hvad der har stået i rækken",
        "Version 5 Vises nu Rækken var fjernet , fra 20. maj 2026 kl. 23.30 og stadig.",
        "Offentliggjort af bo@page.example den 20. maj 2026 kl. 23.30",
        "Vises ikke mere",
        "Version 4 Rækken blev ændret , fra 10. maj 2026 kl. 08.00 til 20. maj 2026 kl. 23.30.",
        "Rækken for alle fagsystemer afgjorde det: KSD havde ingen for sig selv.",
        "Vi er gået sammen",
        "Fagsystem KSD Alle",
        "Version 2 til 3 Rækken blev ændret , fra 3. maj 2026 kl. 10.15 til 10. maj 2026 kl. 08.00.",
        "Nyt nummer",
        "Kontakttelefon",
        "Version 1 Rækken kom til , fra 1. maj 2026 kl. 09.00 til 3. maj 2026 kl. 10.15.",
        "Ark: første.xlsx",
    )


def test_the_row_as_it_is_now_dates_each_value(world: World, browser: Browser) -> None:
    publish(world, may(21, 8), [KSD, OTHER], "Vises igen")
    publish(world, may(22, 8), [replace(KSD, contact_phone="66131399"), OTHER], "Endnu et nummer")
    told = text_of(browser.get(OWN))
    after(
        told,
        "Sådan er rækken nu",
        "Kontaktafdeling Kontaktcenter 21. maj 2026 kl. 08.00 ( version 6 ) bo@page.example Vises igen",
        "Kontakttelefon +45 6613 1399 22. maj 2026 kl. 08.00 ( version 7 ) bo@page.example Endnu et nummer",
        "postkasse 24: https://post.borger.dk/",
    )


@pytest.mark.parametrize(
    ("asked", "revision", "phone"),
    [
        ("dato=1-5-2026&klokken=8.59", 0, ""),
        ("dato=1-5-2026&klokken=9.00", 1, "+45 6613 1372"),
        ("dato=2-5-2026", 1, "+45 6613 1372"),
        ("dato=3-5-2026&klokken=10.14", 1, "+45 6613 1372"),
        ("dato=3-5-2026&klokken=10.15", 2, "+45 6613 1488"),
        ("dato=3.+maj+2026", 3, "+45 6613 1488"),
        ("dato=9-5-2026", 3, "+45 6613 1488"),
        ("dato=20-5-2026&klokken=23.29", 4, "+45 6613 1372"),
        ("dato=20-5-2026", 5, ""),
        ("dato=29-11-2026", 5, ""),
    ],
)
def test_what_a_citizen_saw_is_the_card_of_that_moment(
    browser: Browser, asked: str, revision: int, phone: str
) -> None:
    made = browser.get(f"{OWN}&{asked}")
    told = text_of(made).partition("Vis, hvad borgeren så")[0]
    assert made.status == 200
    assert (f"Da blev version {revision} vist." in told) == bool(revision)
    assert ("Da var der ikke offentliggjort noget." in told) == (not revision)
    assert ("sådan ser sagen ud på Mit Overblik" in told) == bool(phone)
    if phone:
        after(told, "Kontakt", phone)
    elif revision:
        assert "Kommunens konfiguration har ikke sagens KLE-nummer." in told


def test_a_day_with_more_than_one_revision_names_them_all(browser: Browser) -> None:
    made = browser.get(f"{OWN}&dato=3-5-2026")
    after(
        text_of(made),
        "Du valgte en dag uden klokkeslæt.",
        "Det skiftede i løbet af dagen:",
        "version 1 fra dagens begyndelse",
        "version 2 fra kl. 10.15",
        "version 3 fra kl. 14.00",
    )
    ways = [way for way in links(made, "/historik/raekke") if "dato=3-5-2026" in way]
    for way, revision in zip(ways, (1, 2), strict=True):
        assert f"Da blev version {revision} vist." in text_of(browser.get(way))
    assert "Det skiftede" not in text_of(browser.get(f"{OWN}&dato=4-5-2026"))


def test_each_period_leads_to_what_the_citizen_saw_then(browser: Browser) -> None:
    body = browser.get(OWN).body.decode()
    ways = [html.unescape(way) for way in re.findall(r'href="/kle([^"]*)#borgeren"', body)]
    assert len(ways) == 3
    for way, revision in zip(ways, (4, 2, 1), strict=True):
        assert f"Da blev version {revision} vist." in text_of(browser.get(way))


def several_at_once(world: World) -> Browser:
    """Two revisions within a minute, two in the hour that comes twice, and one with which a day begins."""
    for number, at in enumerate(
        [
            datetime(2026, 10, 20, 12, 0, 10, tzinfo=UTC),
            datetime(2026, 10, 20, 12, 0, 40, tzinfo=UTC),
            datetime(2026, 10, 25, 0, 30, 5, tzinfo=UTC),
            datetime(2026, 10, 25, 1, 10, tzinfo=UTC),
            datetime(2026, 11, 1, 23, 0, 1, tzinfo=UTC),
        ]
    ):
        publish(world, at, [replace(KSD, contact_phone=f"6613137{number}"), OTHER])
    return asking(world, Role.READER, clock=Clock(datetime(2026, 11, 29, 12, 0, tzinfo=UTC)))


def test_the_ways_to_a_revision_lead_to_that_one_also_where_the_clock_does_not_tell(world: World) -> None:
    browser = several_at_once(world)
    body = browser.get(OWN).body.decode()
    ways = [html.unescape(way) for way in re.findall(r'href="/kle([^"]*)#borgeren"', body)]
    assert len(ways) == 5
    for way, revision in zip(ways, (5, 4, 3, 2, 1), strict=True):
        told = text_of(browser.get(way)).partition("Vis, hvad borgeren så")[0]
        assert f"Da blev version {revision} vist." in told
        assert f"+45 6613 137{revision - 1}" in told
        assert "Her er det sidste af dem" not in told


@pytest.mark.parametrize(
    ("asked", "revision"),
    [
        ("dato=20-10-2026&klokken=14.00", 2),
        ("dato=20-10-2026&klokken=14.00&version=1", 1),
        ("dato=20-10-2026&klokken=14.00&version=3", 2),
        ("dato=20-10-2026&klokken=14.01&version=1", 2),
        ("dato=20-10-2026&version=1", 2),
        ("dato=20-10-2026&klokken=14.00&version=x", 2),
        ("dato=20-10-2026&klokken=14.00&version=999999999", 2),
        ("dato=25-10-2026&klokken=02.30", 4),
        ("dato=25-10-2026&klokken=02.30&version=3", 3),
        ("dato=25-10-2026&klokken=02.30&version=2", 2),
        ("dato=2-11-2026&klokken=00.00", 5),
        ("dato=2-11-2026&klokken=00.00&version=4", 4),
    ],
)
def test_a_revision_is_named_only_where_it_was_live_in_that_minute(
    world: World, asked: str, revision: int
) -> None:
    told = text_of(several_at_once(world).get(f"{OWN}&{asked}"))
    assert f"Da blev version {revision} vist." in told


def test_the_other_revisions_of_a_day_are_shown_for_the_same_case(browser: Browser) -> None:
    made = browser.get(f"{OWN}&dato=3-5-2026&oprettet=1-1-2001&status=Afsluttet")
    ways = [way for way in links(made, "/historik/raekke") if "version=" in way and "oprettet=" in way]
    assert len(ways) == 2
    for way, revision in zip(ways, (1, 2), strict=True):
        told = text_of(browser.get(way))
        after(told, f"Da blev version {revision} vist.", "oprettet 1. jan. 2001, status Afsluttet:")


def test_a_day_of_many_revisions_leads_to_those_it_does_not_name(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_history, "MOST_OF_A_DAY", 2)
    made = browser.get(f"{OWN}&dato=3-5-2026")
    after(
        text_of(made),
        "Her er de 2 sidste versioner, og",
        "version 2 fra kl. 10.15",
        "version 3 fra kl. 14.00",
    )
    [way] = links(made, "/historik?tidligst")
    told = text_of(browser.get(way))
    assert "2 fundet" in told
    monkeypatch.setattr(row_history, "MOST_OF_A_DAY", 3)
    assert "sidste versioner" not in text_of(browser.get(f"{OWN}&dato=3-5-2026"))


def test_a_case_that_is_made_up_is_decided_by_the_rows_of_that_day(browser: Browser) -> None:
    old = f"{OWN}&dato=2-5-2026&oprettet=1-1-2001&status="
    told = text_of(browser.get(old + "Afsluttet"))
    after(told, "En sag fra KSD, oprettet 1. jan. 2001, status Afsluttet:", "Sagen vises ikke.")
    told = text_of(browser.get(old + "Behandles"))
    after(told, "status Behandles:", "Sagen vises.", "sådan ser sagen ud på Mit Overblik")


def test_the_row_for_all_systems_is_said_to_have_decided(browser: Browser) -> None:
    told = text_of(browser.get(f"{OWN}&dato=12-5-2026"))
    assert "KSD havde ingen række for sig selv. Rækken for alle fagsystemer afgjorde det." in told
    assert "Borgerservice" in told
    assert "for sig selv" not in text_of(
        browser.get("/historik/raekke?kle=15.20.24&fagsystem=*&dato=12-5-2026")
    )


def test_where_there_were_several_systems_one_is_chosen(browser: Browser) -> None:
    made = browser.get("/historik/raekke?kle=15.20.24")
    assert "Vælg et fagsystem." in text_of(made)
    assert links(made, "/historik/raekke?") == [
        "/historik/raekke?kle=15.20.24&fagsystem=%2A",
        "/historik/raekke?kle=15.20.24&fagsystem=KSD",
    ]
    only = text_of(browser.get("/historik/raekke?kle=15.00.01"))
    assert "15.00.01 Emne 1 på æøå, FASIT" in only
    assert "Rækkens historie 15.20.24 Fleksjob, KSD" in text_of(browser.get(OWN.replace("KSD", "ksd")))
    assert "Der har ikke været nogen række med KLE-nummer 27.00.00." in text_of(
        browser.get("/historik/raekke?kle=27.00.00")
    )


def test_a_system_that_never_had_a_row_is_led_to_those_that_had(browser: Browser) -> None:
    made = browser.get("/historik/raekke?kle=15.00.01&fagsystem=KSD")
    assert "Der har ikke været nogen række for KSD med KLE-nummer 15.00.01." in text_of(made)
    assert "Rækken var fjernet" not in text_of(made)
    assert "/historik/raekke?kle=15.00.01&fagsystem=FASIT" in links(made, "/historik/raekke")


def test_what_is_deleted_is_said_and_never_shown(world: World, browser: Browser) -> None:
    assert "Version 1 Rækken kom til" in text_of(browser.get(OWN))  # it is remembered now
    sweep(world, 1)
    told = text_of(browser.get(OWN))
    after(
        told,
        "Version 2 til 3 Rækken var der allerede",
        "Hvad der stod før, er slettet.",
        "Version 1 Rækkerne er slettet",
        "Rækkerne gemmes ikke mere: versionerne er for gamle, eller arket er slettet.",
    )
    gone = text_of(browser.get(f"{OWN}&dato=2-5-2026"))
    assert "Vi kan derfor ikke vise, hvad borgeren så." in gone
    assert "+45 6613 1372" not in gone.partition("Alt, hvad der har stået")[0]


def test_a_long_history_is_read_a_piece_at_a_time(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_history, "MOST_ROWS", 200)
    first = browser.get(OWN)
    assert "Version 3" not in text_of(first).partition("Se længere")[0].replace("Version 3.", "")
    [way] = [one for one in links(first, "/historik/raekke") if "fra=" in one]
    second = browser.get(way)
    after(text_of(second), "Version 2 til 3", "er ikke læst endnu", "Se længere tilbage end version 2")
    assert "Sådan er rækken nu" not in text_of(second)
    assert "Til det nyeste" in text_of(second)


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("", 200, "Se alt, hvad der har stået i en række"),
        ("?kle=15.20", 422, "Skriv hele KLE-nummeret"),
        ("?kle=fleksjob", 422, "Skriv hele KLE-nummeret"),
        ("?kle=%3Cscript%3E", 422, "&lt;script&gt;"),
        ("?kle=15.20.24&fagsystem=KSD&dato=i+g%C3%A5r", 422, "Skriv dag, måned og år"),
        ("?kle=15.20.24&fra=x", 404, "Vi kan ikke finde siden"),
        ("?kle=15.20.24&fra=0", 404, "Vi kan ikke finde siden"),
        ("?kle=152024&fagsystem=KSD", 200, "Rækkens historie"),
    ],
)
def test_what_is_asked_in_the_address(browser: Browser, query: str, status: int, said: str) -> None:
    made: Response = browser.get("/historik/raekke" + query)
    assert made.status == status
    assert said in made.body.decode()


def test_before_anything_is_published_there_is_nothing_to_tell(world: World) -> None:
    told = text_of(asking(world).get(OWN + "&dato=1-1-2025"))
    assert "Der er ikke offentliggjort noget endnu." in told


def test_another_municipality_s_rows_are_not_found(world: World, browser: Browser) -> None:
    publish(world.at(AARHUS), may(1, 9), [replace(KSD, contact_department="Fremmed")])
    assert "Fremmed" not in text_of(browser.get(f"{OWN}&dato=2-5-2026"))
