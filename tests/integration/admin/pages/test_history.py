"""The log on the page: what it tells, whose it is, and how it goes on where it is long."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from kleark.adapters.dynamodb.keys import snapshot_key
from kleark.admin.log_entries import log_line
from kleark.admin.pages import history
from kleark.admin.pages.history import MOST
from kleark.identity.person import Role
from kleark.publishing.manual import set_removal_limit, unpublish
from kleark.publishing.model import Action, LogEntry
from tests.support.acting import change_request
from tests.support.page import Browser, asking, links, person, text_of
from tests.support.world import AARHUS, NOON, TABLE, World, row, rows

MINUTE = timedelta(minutes=1)


def test_before_anything_is_done_it_says_how_to_begin(world: World) -> None:
    editor = asking(world, Role.EDITOR).get("/historik")
    assert editor.status == 200
    assert "Der er ikke gjort noget endnu" in text_of(editor)
    assert "Kontrollér et ark" in text_of(editor)
    assert links(editor, "/historik") == ["/historik"]
    reader = asking(world, Role.READER).get("/historik")
    assert links(reader, "/ark/nyt") == []


def test_it_tells_who_did_what_when_and_why_the_newest_first(world: World) -> None:
    world.published(rows(9))
    world.freeze()
    world.unfreeze()
    set_removal_limit(30, "oidc:1:bo@page.example", "lille kommune", world.place)
    revised = (*rows(7), row(20), replace(row(7), contact_phone="66131488"))
    world.published(revised, NOON + MINUTE)
    world.go_back(to=1, expected=2)
    page = text_of(asking(world, Role.READER).get("/historik"))
    in_order = [
        "Version 3 Vises nu Gået tilbage til version 1 af anne den 3. nov. 2025 kl. 13.00 forkert ark",
        "Version 2 Offentliggjort automatisk",
        "1 ny række · 1 ændret række · 1 række fjernet · 7 uændrede rækker",
        "Grænsen for, hvor mange rækker et ark må fjerne, er nu 30 procent, bestemt af bo@page.example",
        "lille kommune",
        "Visningen er låst op af anne den 3. nov. 2025 kl. 13.00 flyttet",
        "Visningen er låst af anne den 3. nov. 2025 kl. 13.00 vi flytter",
        "Version 1 Offentliggjort automatisk den 3. nov. 2025 kl. 13.00 9 nye rækker",
    ]
    at = 0
    for one in in_order:
        at = page.find(one, at)
        assert at >= 0, one


def test_each_revision_leads_to_itself_and_to_what_it_changed(world: World) -> None:
    world.published(rows(9))
    world.freeze()
    world.unfreeze()
    world.published(rows(8), NOON + MINUTE)
    page = asking(world, Role.READER).get("/historik")
    assert links(page, "/historik/") == [
        "/historik/raekke",
        "/historik/2",
        "/historik/sammenlign?fra=1&til=2",
        "/historik/1",
    ]


def test_two_revisions_can_be_chosen_without_a_script(world: World) -> None:
    world.published(rows(9))
    assert "Sammenlign to versioner" not in text_of(asking(world).get("/historik"))
    world.published(rows(8), NOON + MINUTE)
    page = asking(world, Role.READER).get("/historik").body.decode()
    form = re.search(r'<form method="get" action="/kle/historik/sammenlign".*?</form>', page, re.DOTALL)
    assert form
    assert re.findall(r'name="(\w+)"[^>]* value="(\d+)"', form[0]) == [("fra", "1"), ("til", "2")]


def test_a_long_log_is_told_a_page_at_a_time_without_gaps_or_repetitions(world: World) -> None:
    world.published(rows(9))
    for _ in range(30):
        world.freeze()
        world.unfreeze()
    world.published(rows(8), NOON + MINUTE)
    browser = asking(world, Role.READER)
    first = browser.get("/historik")
    assert links(first, "/historik?") == ["/historik?fra=1.11"]
    second = browser.get("/historik?fra=1.11")
    assert links(second, "/historik?") == []
    assert "Til det nyeste" in text_of(second)
    counts = [
        len(re.findall(r'<li class="(?:revision|step)">', page.body.decode())) for page in (first, second)
    ]
    assert counts == [MOST, len(world.log()) - MOST]
    assert "Version 1 Offentliggjort" not in text_of(first)
    assert "Version 1 Offentliggjort" in text_of(second)
    assert text_of(second).count("Visningen er låst op") == 5


@pytest.mark.parametrize("start", ["", "x", "1.x", "-1", "1.2.3", "9" * 10, "１"])
def test_a_place_in_the_log_that_is_none(world: World, start: str) -> None:
    world.published(rows(9))
    assert asking(world).get(f"/historik?fra={start}").status == 404


def test_nothing_of_another_municipality_s_log_is_told(world: World) -> None:
    aarhus = world.at(AARHUS)
    aarhus.published(rows(3))
    aarhus.freeze()
    page = text_of(asking(world).get("/historik"))
    assert "vi flytter" not in page
    assert "Version 1" not in page


def test_what_was_written_as_a_reason_is_text_and_nothing_else(world: World) -> None:
    world.published(rows(9))
    note = "<script>alert(1)</script> & <b>fed</b>"
    mandate = change_request('oidc:1:<img src="x">', note, 1)
    unpublish(mandate, world.place)
    body = asking(world).get("/historik").body.decode()
    assert "<script>alert" not in body
    assert "<img" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;fed&lt;/b&gt;" in body


def test_what_was_carried_out_at_its_time_says_so(world: World) -> None:
    entry = LogEntry(
        4, Action.PUBLISH, "2025-11-03T12:00:00.000Z", "anne", "", due="2025-11-03T12:00:00.000Z"
    )
    assert log_line(entry).what == "Offentliggjort som planlagt"


def test_people_are_called_by_their_names_where_they_are_known(world: World) -> None:
    world.published(rows(9))
    bo, eva = "oidc:0461-bo:bo@page.example", "oidc:0461-eva:eva@page.example"
    set_removal_limit(30, bo, "lille kommune", world.place)
    set_removal_limit(20, eva, "mindre endnu", world.place)
    browser = asking(world, Role.READER)
    browser.context.stores.colleagues.record(person(name="bo"), None, NOON)
    told = text_of(browser.get("/historik"))
    assert "er nu 30 procent, bestemt af Bo den" in told
    assert "er nu 20 procent, bestemt af eva@page.example den" in told
    # Whoever asks is known by their session, and only of their own municipality.
    set_removal_limit(10, person().actor, "endnu mindre", world.place)
    assert "er nu 10 procent, bestemt af Anne den" in text_of(browser.get("/historik"))


def test_each_entry_about_a_sheet_names_it_and_leads_to_it(world: World) -> None:
    entry = world.published(rows(9), name="odense.xlsx")
    world.freeze()
    page = asking(world, Role.READER).get("/historik")
    assert entry.content is not None
    assert links(page, "/ark/") == [f"/ark/{entry.content.upload_id}"]
    assert "9 nye rækker Ark: odense.xlsx" in text_of(page)
    assert f"/ark/{entry.content.upload_id}" in links(asking(world).get("/kvittering/1"), "/ark/")


def three_revisions(world: World) -> Browser:
    """Row 2's phone changes in the second, row 1 goes in the third; frozen and unfrozen between them."""
    world.published(rows(3))
    world.freeze()
    world.unfreeze()
    world.published((row(0), row(1), row(2, phone="66131488")), NOON + MINUTE)
    world.published((row(0), row(2, phone="66131488")), NOON + 2 * MINUTE)
    return asking(world, Role.READER)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kle=15.00.02", ["2", "1"]),
        ("kle=15.00", ["3", "2", "1"]),
        ("kle=15.00.01", ["3", "1"]),
        ("kle=27", []),
        ("telefon=%2B45+66+13+14+88", ["2"]),
        ("telefon=66131372", ["3", "2", "1"]),
        ("postkasse=2", ["2", "1"]),
        ("postkasse=kontaktcenter", ["3", "2", "1"]),
        ("link=fleksjob&kle=15.00.01", ["3", "1"]),
        ("person=anne", ["-", "-"]),
        ("person=systemet", ["3", "2", "1"]),
        ("tekst=FLYTTET", ["-"]),
        ("tekst=flytter&kle=15", []),
        ("tidligst=3-11-2025&senest=3-11-2025", ["3", "2", "-", "-", "1"]),
        ("tidligst=4-11-2025", []),
        ("senest=2-11-2025", []),
    ],
)
def test_the_history_is_searched_by_what_somebody_knows(world: World, query: str, found: list[str]) -> None:
    made = three_revisions(world).get(f"/historik?{query}")
    assert made.status == 200
    items = made.body.decode().split('<li class="')[1:]
    versions = [re.match(r'revision">\s*<h3><a [^>]*>Version (\d+)', one) for one in items]
    kinds = [one.startswith(("revision", "step")) for one in items]
    numbers = [at[1] if at else "-" for at, kind in zip(versions, kinds, strict=True) if kind]
    assert numbers == found
    told = text_of(made)
    assert ("Ikke fundet" in told) == (not found)
    assert "Vi har søgt i hele historikken." in told
    if found:
        assert f"{len(found)} fundet" in told


def test_a_found_revision_tells_what_happened_to_the_rows(world: World) -> None:
    made = three_revisions(world).get("/historik?kle=15.00.0")
    assert made.status == 422
    made = asking(world).get("/historik?kle=15.00&telefon=66131488")
    told = text_of(made)
    assert (
        "Ændret: 15.00.02 Emne 2 på æøå · FASIT Kontakttelefon før: +45 6613 1372 efter: +45 6613 1488"
        in told
    )
    assert links(made, "/historik/raekke?") == ["/historik/raekke?kle=15.00.02&fagsystem=FASIT"]
    gone = text_of(asking(world).get("/historik?kle=15.00.01"))
    assert "Fjernet: 15.00.01 Emne 1" in gone
    assert "Ny: 15.00.01 Emne 1" in gone


def test_many_rows_of_one_revision_are_counted(world: World) -> None:
    world.published(rows(9))
    told = text_of(asking(world).get("/historik?kle=15"))
    assert "Og 4 rækker mere, du søgte efter." in told


def test_a_search_stands_in_the_address_and_in_its_fields(world: World) -> None:
    browser = three_revisions(world)
    body = browser.get("/historik?kle=15.20&telefon=66+13+13+72&person=Bo").body.decode()
    assert re.search(r'<form method="get" action="/kle/historik" role="search"', body)
    values = dict(re.findall(r'<input class="form-input[^"]*"[^>]*name="(\w+)"[^>]* value="([^"]*)"', body))
    assert {"kle": "15.20", "telefon": "66 13 13 72", "person": "Bo", "tekst": ""}.items() <= values.items()
    assert '<details class="details try d-print-none" open>' in body
    assert " open>" not in browser.get("/historik").body.decode()


def test_what_is_wrong_is_said_at_its_field(world: World) -> None:
    made = three_revisions(world).get("/historik?telefon=123&tidligst=i+g%C3%A5r&kle=15")
    told = text_of(made)
    assert (made.status, told.count("Fejl:")) == (422, 3)
    assert "Vi kan ikke søge efter det endnu" in told
    assert "fundet" not in told
    assert made.body.decode().count('aria-invalid="true"') == 2


def test_a_search_goes_on_where_it_stopped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = three_revisions(world)
    monkeypatch.setattr(history, "MOST_ROWS", 100)
    first = browser.get("/historik?kle=15.00.02")
    assert "Vi har søgt i version 3." in text_of(first)
    [way, again] = links(first, "/historik?kle") or links(first, "/historik?fra")
    assert way == again == "/historik?fra=2&kle=15.00.02"
    second = browser.get(way)
    assert "Vi har søgt i version 1 til 2." in text_of(second)
    assert "2 fundet" in text_of(second)
    assert "Søg længere tilbage" not in text_of(second)
    assert "Til det nyeste" in text_of(second)


def test_what_cannot_be_searched_is_said(world: World) -> None:
    browser = three_revisions(world)
    assert "2 fundet" in text_of(browser.get("/historik?kle=15.00.02"))  # the rows are remembered now
    entry = world.log()[0]
    assert entry.content is not None
    key = {"PK": {"S": f"M#{world.code}"}, "SK": {"S": snapshot_key(entry.content.snapshot_id)}}
    world.dynamodb.delete_item(TableName=TABLE, Key=key)
    told = text_of(browser.get("/historik?kle=15.00.02"))
    assert "Ikke fundet" in told
    assert "Vi ved ikke, om rækkerne blev ændret i version 1-2." in told
    assert "Noget kan ikke søges igennem" not in text_of(browser.get("/historik?tekst=flyttet"))


@pytest.mark.parametrize(
    ("revisions", "text"),
    [((), ""), ((3,), "3"), ((5, 4), "4-5"), ((9, 3, 2, 1), "1-3 og 9"), ((9, 7, 3, 2), "2-3, 7 og 9")],
)
def test_revisions_that_follow_each_other_are_told_together(revisions: tuple[int, ...], text: str) -> None:
    assert history.revision_ranges(revisions) == text


def test_a_search_of_another_municipality_s_log_finds_nothing(world: World) -> None:
    three_revisions(world)
    told = text_of(asking(world, code=AARHUS).get("/historik?kle=15"))
    assert "Emne" not in told
