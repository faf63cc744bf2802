"""The preview: a sheet as citizens would meet it, which is what the portal then answers."""

from __future__ import annotations

import gzip
import html
import json
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from kleark.admin.assets import assets
from kleark.admin.pages.preview import lines_of, select_rows
from kleark.configuration.row import ContactDetails, SelfService, ShownTitles
from kleark.exposure.case import Case, Status
from kleark.exposure.example_cases import examples_of, systems_by_number
from kleark.identity.person import Role
from kleark.publishing.model import UploadStatus
from kleark.testing.validated_uploads import validated
from tests.support.page import asking, links, text_of
from tests.support.world import AARHUS, NOON, World, answered, event, row, rows, sorted_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.configuration.row import Row
    from kleark.http.messages import Response
    from kleark.publishing.model import Upload

HOSTILE = "<script>alert(1)</script>\"'&\u202e"
DAY = timedelta(days=1)


def sheet() -> tuple[Row, ...]:
    """Rows that stand in each other's way: one number from two systems and from all, one from all alone, and more."""
    return (
        *rows(7),
        replace(row(3), source_system="*", show_from=date(2021, 4, 1), contact_department="Alle sager"),
        row(3, system="KSD", phone="70131372"),
        row(20, system="*"),
        replace(row(21), source_system="Et andet fagsystem", kle_title="Dagpenge [udgår 2027]"),
        replace(row(22), source_system="*", show_active_regardless=True),
    )


def address(upload: Upload, **asked: str) -> str:
    query = f"?{urlencode(asked)}" if asked else ""
    return f"/ark/{upload.upload_id}/forhaandsvisning{query}"


def shown(world: World, upload: Upload, role: Role = Role.READER, /, **asked: str) -> Response:
    return asking(world, role).get(address(upload, **asked))


@dataclass(frozen=True)
class Card:
    """What stands in the frame that tells how a case looks."""

    text: str
    links: tuple[str, ...]


@dataclass(frozen=True)
class Article:
    """One row on the page. ``verdicts``: whether each example is marked as shown, and what is said."""

    heading: str
    card: Card
    verdicts: tuple[tuple[bool, str], ...]


def plain(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<svg.*?</svg>", "", markup))).split())


def card(markup: str) -> Card | None:
    framed = re.search(r'(?s)<div class="citizen">.*?</div>\s*</div>\s*</div>', markup)
    if framed is None:
        return None
    return Card(
        plain(framed[0]), tuple(html.unescape(one) for one in re.findall(r'href="([^"]*)"', framed[0]))
    )


def verdicts(markup: str) -> tuple[tuple[bool, str], ...]:
    found = re.findall(r'(?s)<p class="verdict (yes|no)">(.*?)</p>', markup)
    return tuple((mark == "yes", plain(told)) for mark, told in found)


def articles(made: Response) -> list[Article]:
    assert made.status == 200
    found = []
    for markup in re.findall(r'(?s)<article class="row-preview".*?</article>', made.body.decode()):
        heading = re.search(r"(?s)<h3.*?</h3>", markup)
        framed = card(markup)
        assert heading
        assert framed
        found.append(Article(plain(heading[0]), framed, verdicts(markup)))
    return found


def portal(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """What the portal answers, through its own handler."""
    sent = [
        {
            "kleNumber": case.kle_number,
            "sourceSystem": case.source_system,
            "created": case.created.isoformat(),
            "status": case.status and case.status.value,
        }
        for case in cases
    ]
    body = json.dumps({"cases": sent}).encode()
    headers = {"Content-Type": "application/json"}
    response = answered(event("/v1/kommuner/0461/visning", method="POST", headers=headers, body=body))
    assert response.status == 200, response.content
    decided: list[dict[str, Any]] = response.json["cases"]
    return decided


def assert_same_card(framed: Card | None, told: dict[str, Any] | None) -> None:
    assert (framed is None) == (told is None)
    if framed is None or told is None:
        return
    service = told["selfService"]
    assert f"Mit Overblik {told['title']} " in framed.text
    assert f"Kontakt {told['contactDepartment']} Odense Kommune {told['contactPhoneShown']}" in framed.text
    assert f"Send Digital Post til {told['contactDepartment']}" in framed.text
    assert f"Læs mere om {told['title']} på www.odense.dk" in framed.text
    assert "Leveres af Odense Kommune" in framed.text
    assert framed.links == (
        told["infoUrl"],
        *([service["url"]] if service else []),
        f"tel:+45{told['contactPhone']}",
        told["digitalPost"]["url"],
    )
    if service:
        assert f"Selvbetjening {service['name']} " in framed.text
    else:
        assert "Selvbetjening" not in framed.text


def test_preview_and_portal_agree_on_every_example(world: World) -> None:
    upload = world.validated(sheet())
    pages = [articles(shown(world, upload, side=side)) for side in ("1", "2")]
    told = [one for page in pages for one in page]
    world.publish(upload)
    systems = systems_by_number(sheet())
    assert len(told) == len(sheet())
    for one, article in zip(sorted_rows(sheet()), told, strict=True):
        examples = examples_of(one, systems[one.kle_number])
        decided = portal([example.case for example in examples])
        assert article.heading.startswith(f"{one.kle_number} {one.kle_title} fra ")
        assert [mark for mark, _ in article.verdicts] == [answer["shown"] for answer in decided]
        for (_, sentence), answer in zip(article.verdicts, decided, strict=True):
            assert sentence.startswith(answer["message"]["da"])
        assert_same_card(article.card, decided[0]["card"])


@pytest.mark.parametrize("number", ["15.00.03", "15.00.04", "15.00.21", "15.00.22", "27.00.00"])
def test_preview_and_portal_agree_on_a_case_that_is_tried(world: World, number: str) -> None:
    upload = world.validated(sheet())
    world.publish(upload)
    systems = ["FASIT", "fasit ", "KSD", "Et helt tredje"]
    days = [date(2020, 1, 3), date(2020, 1, 4), date(2021, 3, 31), date(2021, 4, 1)]
    cases = [
        Case(number, system, created, status)
        for system, created, status in product(systems, days, [Status.DECIDED, Status.REJECTED, None])
    ]
    for case, answer in zip(cases, portal(cases), strict=True):
        status = case.status.value if case.status else "Ukendt"
        asked = {"fagsystem": case.source_system, "oprettet": f"{case.created:%d-%m-%Y}", "status": status}
        page = shown(world, upload, kle=number, **asked)
        (tried,) = re.findall(r'(?s)<section class="tried".*?</section>', page.body.decode())
        assert verdicts(tried) == ((answer["shown"], answer["message"]["da"]),)
        assert plain(tried).startswith("Sagen vises KLE" if answer["shown"] else "Sagen vises ikke KLE")
        assert_same_card(card(tried), answer["card"])
        assert ("Det afgøres af rækken" in plain(tried)) == (answer["decidedBy"] is not None)


def test_it_says_which_cases_a_row_shows(world: World) -> None:
    upload = world.validated([row(4)])
    text = text_of(shown(world, upload))
    assert "Fradato 5. jan. 2020. Aktive sager vises, uanset hvor gamle de er." in text
    assert "Oprettet på fradatoen: 5. jan. 2020, status Behandles" in text
    assert "Oprettet dagen før: 4. jan. 2020, status Behandles" in text
    assert "Oprettet dagen før, og afsluttet: 4. jan. 2020, status Afsluttet" in text
    assert "Fra et andet fagsystem end FASIT: 5. jan. 2020, status Behandles" in text
    assert "Eksempel uden borgeres oplysninger" in text


def test_where_another_row_decides_it_is_said(world: World) -> None:
    upload = world.validated(sheet())
    (own,) = [one for one in articles(shown(world, upload, q="15.00.03")) if "fra FASIT" in one.heading]
    assert own.verdicts[-1] == (
        False,
        "Sagen vises ikke. Den er oprettet før kommunens fradato. Rækken for alle fagsystemer afgør det.",
    )
    assert all("Rækken for" not in sentence for _, sentence in own.verdicts[:-1])


def test_the_steps_lead_back_to_the_result_and_on_to_the_changes(world: World) -> None:
    upload = world.validated(rows(1))
    own = f"/ark/{upload.upload_id}"
    reader, editor = shown(world, upload), shown(world, upload, Role.EDITOR)
    steps = re.findall(r'(?s)<ol class="step-indicator">.*?</ol>', reader.body.decode())[0]
    assert re.findall(r'href="([^"]*)"', steps) == [f"/kle{own}", "#main-content", f"/kle{own}/aendringer"]
    assert links(reader, "/ark/nyt") == []
    assert links(editor, "/ark/nyt") != []


def test_anothers_sheet_is_as_unknown_as_one_that_is_not_there(world: World) -> None:
    foreign = world.at(AARHUS).validated(rows(3))
    browser = asking(world, Role.READER)
    for query in ("", "?q=15", "?kle=15.00.01&fagsystem=FASIT&oprettet=1-1-2021&status=Afvist"):
        there = browser.get(f"/ark/{foreign.upload_id}/forhaandsvisning{query}")
        nowhere = browser.get(f"/ark/{'0' * 32}/forhaandsvisning{query}")
        assert (there.status, nowhere.status) == (404, 404)
        assert text_of(there) == text_of(nowhere)  # the forms' tokens are never the same


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (UploadStatus.REJECTED, "Arket har fejl, der skal rettes først"),
        (UploadStatus.RECEIVED, "Arket er ikke kontrolleret endnu"),
        (UploadStatus.GONE, "Arket blev slettet, før det kunne læses"),
        (UploadStatus.CHECKED, "Arket skal kontrolleres igen"),
    ],
)
def test_a_sheet_without_rows_to_show_says_why(world: World, status: UploadStatus, told: str) -> None:
    upload, _ = validated(world.code, rows(2), "ark.xlsx", "2025-11-03T12:00:00Z", status=status)
    world.table.claim(upload)
    made = shown(world, upload)
    assert made.status == 409
    assert told in text_of(made)
    assert f"/ark/{upload.upload_id}" in links(made, "/ark/")


def test_rows_that_are_not_those_that_were_checked_are_not_shown(world: World) -> None:
    upload = world.validated(rows(2))
    _, other = validated(world.code, rows(2, phone="70131372"), "ark.xlsx", upload.received_at)
    world.reports.write(world.code, upload.upload_id, "config.json", other.to_bytes())
    made = shown(world, upload)
    assert made.status == 409
    assert "Arket skal kontrolleres igen" in text_of(made)
    assert "7013" not in text_of(made)


def test_what_stands_in_a_sheet_does_nothing_on_the_page(world: World) -> None:
    service = SelfService(HOSTILE, "https://www.odense.dk/\"onclick='x'")
    nasty = replace(
        row(1),
        kle_title=HOSTILE,
        contact_department=HOSTILE,
        source_system=HOSTILE,
        info_url="javascript:alert(1)",
        self_service=service,
    )
    upload = world.validated([nasty], name=f"{HOSTILE}.xlsx".replace("/", ""))
    made = shown(world, upload, kle=HOSTILE, fagsystem=HOSTILE, oprettet=HOSTILE, status=HOSTILE, q="")
    body = made.body.decode()
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
    assert "\u202e" not in body
    assert "[U+202E]" in body
    addresses = [html.unescape(one) for one in re.findall(r'href="([^"]*)"', body)]
    assert not [one for one in addresses if one.startswith("javascript:")]
    assert "https://www.odense.dk/\"onclick='x'" in addresses


@pytest.mark.parametrize(
    "url", ["http://www.odense.dk/x", "//www.odense.dk", "https://[", "data:text/html,x", ""]
)
def test_only_https_becomes_a_link(world: World, url: str) -> None:
    upload = world.validated([replace(row(1), info_url=url)])
    (article,) = articles(shown(world, upload))
    assert len(article.card.links) == 2
    assert "Læs mere om" in article.card.text


@pytest.mark.parametrize(
    ("name", "wrong", "told"),
    [
        ("kle", "", "Skriv sagens KLE-nummer med punktummer"),
        ("kle", "15.20", "Skriv sagens KLE-nummer med punktummer"),
        ("kle", "15.20.2٤", "Skriv sagens KLE-nummer med punktummer"),
        ("fagsystem", "  ", "Skriv navnet på det fagsystem"),
        ("oprettet", "", "Skriv den dag, sagen er oprettet"),
        ("oprettet", "31-02-2021", "Skriv den dag, sagen er oprettet"),
        ("oprettet", "1-4-21", "Skriv den dag, sagen er oprettet"),
        ("status", "", "Vælg sagens status"),
        ("status", "Sat i bero", "Vælg sagens status"),
    ],
)
def test_a_case_that_cannot_be_tried_says_what_to_write(
    world: World, name: str, wrong: str, told: str
) -> None:
    upload = world.validated(rows(2))
    right = {"kle": "15.00.01", "fagsystem": "FASIT", "oprettet": "1-4-2021", "status": "Behandles"}
    made = shown(world, upload, **(right | {name: wrong}))
    body = made.body.decode()
    assert made.status == 422
    assert "<title>Fejl: " in body
    summary = re.findall(r'(?s)<div class="alert alert-error" id="fejl".*?</ul>', body)[0]
    assert re.findall(r'href="([^"]*)"', summary) == [f"#{name}"]
    assert told in plain(summary)
    field = re.findall(rf'<(?:input|select)[^>]*id="{name}"[^>]*>', body)[0]
    assert 'aria-invalid="true"' in field
    assert f"{name}-fejl" in field
    assert body.count('aria-invalid="true"') == 1
    assert '<section class="tried"' not in body
    for other, value in right.items():
        if other not in {name, "status"}:
            assert f'name="{other}" maxlength="200" autocomplete="off" value="{value}"' in body


@pytest.mark.parametrize("written", ["1-4-2021", "01.04.2021", "2021-04-01", "1. april 2021", "1/4-2021"])
def test_a_day_may_be_written_as_in_the_sheet(world: World, written: str) -> None:
    upload = world.validated(rows(2))
    made = shown(world, upload, kle="15.00.01", fagsystem="FASIT", oprettet=written, status="Afgjort")
    assert made.status == 200
    assert "oprettet 1. apr. 2021, status Afgjort" in text_of(made)


def test_many_rows_come_ten_at_a_time(world: World) -> None:
    upload = world.validated(rows(5000))
    first, middle, last = (shown(world, upload, side=side) for side in ("1", "250", "500"))
    assert [one.heading[:8] for one in articles(first)] == [f"15.00.{n:02d}" for n in range(10)]
    assert "Række 2.491 til 2.500 af 5.000" in text_of(middle)
    own = f"/kle/ark/{upload.upload_id}/forhaandsvisning?side="
    paging = re.findall(rf'href="{re.escape(own)}(\d+)"', middle.body.decode())
    assert paging == ["249", "1", "249", "250", "251", "500", "251"]
    assert len(articles(last)) == 10
    style = sum(
        len(gzip.compress((assets().folder / assets().name(name)).read_bytes()))
        for name in ("dkfds.css", "app.css", "app.js")
    )
    assert len(gzip.compress(middle.body)) + style < 150_000


@pytest.mark.parametrize(
    ("side", "first"),
    [("0", "15.00.00"), ("-1", "15.00.00"), ("x", "15.00.00"), ("99", "15.00.20"), ("9" * 99, "15.00.00")],
)
def test_a_page_that_is_not_there_gives_one_that_is(world: World, side: str, first: str) -> None:
    upload = world.validated(rows(25))
    assert articles(shown(world, upload, side=side))[0].heading.startswith(first)


def test_rows_are_found_by_number_and_by_name(world: World) -> None:
    upload = world.validated([*rows(30), replace(row(40), kle_title="Ældre og ØKONOMI")])
    by_number = articles(shown(world, upload, q="15.00.1"))
    assert [one.heading[:8] for one in by_number] == [f"15.00.{n}" for n in range(10, 20)]
    assert [one.heading[:8] for one in articles(shown(world, upload, q=" ældre og økonomi "))] == ["15.00.40"]
    several = shown(world, upload, q="emne")
    assert f"/ark/{upload.upload_id}/forhaandsvisning?q=emne&amp;side=2" in several.body.decode()
    assert 'Række 1 til 10 af 30 med "emne"' in text_of(several)
    nothing = shown(world, upload, q="<b>findes ikke")
    assert articles(nothing) == []
    assert 'Ingen rækker med "&lt;b&gt;findes ikke"' in text_of(nothing)
    assert links(nothing, f"/ark/{upload.upload_id}/forhaandsvisning") != []


def test_pages_near_this_one_are_linked_to() -> None:
    several = rows(95)
    linked = {number: select_rows(lines_of(several), "", str(number)).links for number in (1, 2, 5, 10)}
    assert linked == {
        1: (1, 2, None, 10),
        2: (1, 2, 3, None, 10),
        5: (1, None, 4, 5, 6, None, 10),
        10: (1, None, 9, 10),
    }
    assert select_rows(lines_of(rows(3)), "", "").links == (1,)


def test_what_is_published_already_can_be_looked_at(world: World) -> None:
    world.published(rows(3), NOON)
    upload = world.validated(rows(4), NOON + DAY)
    world.publish(upload)
    assert len(articles(shown(world, upload))) == 4


def test_a_choice_of_titles_is_seen_on_the_card_and_nothing_of_it_where_there_is_none(world: World) -> None:
    plain_row, chosen = row(3), replace(row(4), shown_titles=ShownTitles(cases=True, documents=True))
    found = articles(shown(world, world.validated((plain_row, chosen))))
    without, having = (one.card.text for one in found)
    assert "Sagens egen titel i FASIT" in having
    assert f"KLE-emnet er {chosen.kle_title}." in having
    assert "Dokumenter Titlerne på sagens dokumenter" in having
    assert "egen titel" not in without
    assert "Dokumenter" not in without


def test_details_of_a_contact_are_seen_on_the_card(world: World) -> None:
    details = ContactDetails("jobcenter@odense.dk", f"Flakhaven 2 {HOSTILE}", "9-15", "10-14")
    plain_row, detailed = row(3), replace(row(4), contact_details=details)
    without, having = (one.card for one in articles(shown(world, world.validated((plain_row, detailed)))))
    assert (
        "Skriv til jobcenter@odense.dk Telefontid: 9-15 Åbningstid: 10-14 Adresse: Flakhaven 2 <script>"
        in having.text
    )
    assert "mailto:jobcenter@odense.dk" in having.links
    assert not any(word in without.text for word in ("Telefontid", "Åbningstid", "Adresse", "Skriv til"))
