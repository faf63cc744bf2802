"""Warnings on the page: asked for as a sheet is published, seen on its result and receipt, listed and taken back."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from kleark.identity.person import Role
from kleark.publishing.manual import set_wait_for_answers
from kleark.publishing.model import Action
from tests.integration.intake.test_sheet import take_in
from tests.integration.publishing.test_answering import sent, sheet
from tests.support.page import asking, text_of
from tests.support.sheet_builder import Sheet, rows, written

if TYPE_CHECKING:
    from kleark.http.messages import Response
    from tests.support.page import Browser
    from tests.support.world import World

PREMIUM = "90131372"
"""A number of which KA411 says that it costs the citizen money."""
OLD = "1. januar 1990"


def checked(world: World, *phones: str, link: str = "") -> str:
    some = [
        {**one, "contactPhone": phone} | ({"infoUrl": link} if link else {})
        for one, phone in zip(rows(4), phones, strict=False)
    ]
    name = f"{len(phones)}{'-'.join(phones)}.xlsx"
    return take_in(world, f"0461/kontrol/{name}", written(Sheet(some)))


def ticks(made: Response) -> dict[str, str]:
    """The ticks that a form asks for."""
    found = re.findall(r'name="(svar-KA[0-9]{3})" value="([^"]*)"', made.body.decode())
    return {name: html.unescape(value) for name, value in found}


def form_of(browser: Browser, upload: str) -> Response:
    return browser.get(f"/ark/{upload}/aendringer")


def send(browser: Browser, upload: str, fields: dict[str, str], expected: int = 0) -> Response:
    return browser.post(f"/ark/{upload}/offentliggoer", {"forventet": str(expected), **fields})


def answered(world: World, reason: str = "borgerne ved det") -> tuple[Browser, str]:
    """A sheet with one warning, published with an answer to it."""
    browser, upload = asking(world), checked(world, PREMIUM, "66131372")
    made = send(browser, upload, ticks(form_of(browser, upload)) | {"grund-KA411": reason})
    assert made.status == 303
    return browser, upload


def test_each_kind_stands_with_what_it_means_and_what_is_there(world: World) -> None:
    browser, upload = asking(world), checked(world, PREMIUM, "90131373")
    text = text_of(form_of(browser, upload))
    assert "2 bemærkninger, du skal svare på" in text
    assert "2 telefonnumre er overtakserede" in text
    assert "Det koster borgeren penge at ringe." in text
    assert "F2 15.20.24 Kontakttelefon 90131372 – 90131372 er et overtakseret nummer (90)." in text
    assert list(ticks(form_of(browser, upload))) == ["svar-KA411"]


def test_nothing_is_published_before_all_is_answered_and_what_was_typed_is_kept(world: World) -> None:
    browser, upload = asking(world), checked(world, PREMIUM, "66131372", link="http://bit.ly/abc")
    asked = ticks(form_of(browser, upload))
    assert len(asked) >= 2
    first, *others = asked
    rule = first.removeprefix("svar-")
    refused = send(
        browser, upload, {first: asked[first], f"grund-{rule}": "sådan er det", "note": "nyt nummer"}
    )
    body = refused.body.decode()
    assert refused.status == 422
    for other in others:
        assert f'href="#{other}"' in body, "each error leads to its field"
        assert f'id="{other}-fejl"' in body
    assert f'href="#{first}"' not in body
    assert re.search(rf'id="{first}"[^>]* checked', body)
    assert 'value="sådan er det"' in body
    assert 'value="nyt nummer"' in body
    assert world.log() == []

    made = send(browser, upload, asked | {f"grund-{rule}": "sådan er det", "grund-alle": "aftalt"})
    assert made.status == 303
    notes = sorted(entry.note for entry in world.log() if entry.action is Action.ANSWER)
    assert notes == ["aftalt", "sådan er det"]


def test_a_tick_for_other_warnings_than_are_open_now_answers_nothing(world: World) -> None:
    browser, upload = asking(world), checked(world, PREMIUM, "90131373")
    refused = send(browser, upload, {"svar-KA411": "0" * 32, "grund-KA411": "fordi"})
    assert refused.status == 422
    assert "Bemærkningerne er ændret, siden du så på dem (KA411)" in text_of(refused)
    assert world.log() == []


@pytest.mark.parametrize("reason", ["010180-1234", "x" * 501, " "])
def test_a_reason_that_cannot_stand_in_the_log_is_wrong_at_its_field(world: World, reason: str) -> None:
    browser, upload = asking(world), checked(world, PREMIUM)
    refused = send(browser, upload, ticks(form_of(browser, upload)) | {"grund-KA411": reason})
    assert refused.status == 422
    assert 'aria-describedby="grund-KA411-fejl" aria-invalid="true"' in refused.body.decode()
    assert world.log() == []


@pytest.mark.parametrize(
    ("reason", "said"),
    [("010180-1234", "én linje uden skjulte tegn og uden CPR-numre"), ("x" * 501, "højst fylde 500")],
)
def test_a_common_reason_that_cannot_stand_in_the_log_is_wrong_where_it_was_typed(
    world: World, reason: str, said: str
) -> None:
    browser, upload = asking(world), checked(world, PREMIUM, link="http://bit.ly/abc")
    asked = ticks(form_of(browser, upload))
    refused = send(browser, upload, {**asked, "grund-KA411": "den ene", "grund-alle": reason})
    body = refused.body.decode()
    assert refused.status == 422
    assert re.search(rf'<a class="function-link" href="#grund-alle">[^<]*{said}[^<]*</a>', body)
    assert 'aria-describedby="grund-alle-hint grund-alle-fejl" aria-invalid="true"' in body
    assert body.count('aria-invalid="true"') == 1, "nothing else is wrong"
    assert world.log() == []
    done = send(
        browser, upload, {**asked, "grund-KA411": "den ene", "grund-KA434": "den anden", "grund-alle": reason}
    )
    assert done.status == 303, "nobody relied on it"


def test_two_reasons_that_are_wrong_are_told_apart(world: World) -> None:
    browser, upload = asking(world), checked(world, PREMIUM, link="http://bit.ly/abc")
    asked = ticks(form_of(browser, upload))
    cpr = {name.replace("svar-", "grund-"): "010180-1234" for name in asked}
    body = send(browser, upload, asked | cpr).body.decode()
    links = re.findall(r'<a class="function-link" href="#grund-KA[0-9]{3}">([^<]*)</a>', body)
    assert len(set(links)) == len(asked) == 2


def test_the_next_sheet_tells_of_the_answer_and_does_not_ask(world: World) -> None:
    browser, upload = answered(world)
    receipt = text_of(browser.get("/kvittering/1"))
    assert "Besvarede bemærkninger" in receipt
    assert re.search(r"besvaret af Anne den 3\. nov\. 2025 .*: borgerne ved det", receipt)
    assert "Svar givet på 1 bemærkning (KA411)" in text_of(browser.get("/historik"))

    later = checked(world, PREMIUM, "66131372", "90285561")
    result = text_of(browser.get(f"/ark/{later}"))
    assert "1 bemærkning er besvaret, 1 er ikke" in result
    assert re.search(r"F2 : besvaret af Anne den 3\. nov\. 2025 .*: borgerne ved det", result)
    form = text_of(form_of(browser, later))
    assert "1 bemærkning, du skal svare på" in form
    assert "1 bemærkning er besvaret før." in form
    assert upload != later


def test_an_answer_is_listed_and_taken_back(world: World) -> None:
    browser, _ = answered(world)
    listed = text_of(browser.get("/svar"))
    assert "1 bemærkning: Telefonnummeret er overtakseret" in listed
    assert "15.20.24 Kontakttelefon" in listed
    [answer] = world.table.answers(world.code)
    where = f"/svar/{answer.answer_id}/tag-tilbage"
    assert where in browser.get("/svar").body.decode()

    unfit = browser.post(where, {"note": "010180-1234"})
    assert unfit.status == 422
    assert f'href="#hvorfor-{answer.answer_id}"' in unfit.body.decode()
    done = browser.follow(browser.post(where, {"note": "forkert nummer"}))
    assert "Svaret er taget tilbage" in text_of(done)
    assert "data-focus" in done.body.decode()
    assert "Taget tilbage af Anne den" in text_of(done)
    assert where not in done.body.decode()
    assert browser.post(where, {"note": "igen"}).status == 303
    assert [entry.action for entry in world.log()].count(Action.WITHDRAW_ANSWER) == 1
    later = checked(world, PREMIUM, "66131372", "66131372")
    assert "svar-KA411" in ticks(form_of(browser, later))


def test_a_reader_sees_the_answers_and_can_take_none_back(world: World) -> None:
    answered(world)
    page = asking(world, Role.READER).get("/svar")
    assert page.status == 200
    assert "borgerne ved det" in text_of(page)
    assert "tag-tilbage" not in page.body.decode()


def test_no_answers_yet(world: World) -> None:
    assert "I har ikke svaret på nogen bemærkninger endnu" in text_of(asking(world).get("/svar"))


def test_whether_sheets_wait_is_set_with_a_reason(world: World) -> None:
    browser = asking(world)
    assert "De bliver offentliggjort automatisk." in text_of(browser.get("/styring"))
    assert browser.post("/styring/svar", {"til": "1", "note": ""}).status == 422
    done = browser.follow(browser.post("/styring/svar", {"til": "1", "note": "besluttet"}))
    assert "Ark med ubesvarede bemærkninger venter nu" in text_of(done)
    assert world.live().wait_for_answers
    browser.post("/styring/svar", {"til": "0", "note": "for mange ventede"})
    assert not world.live().wait_for_answers
    assert [entry.wait_for_answers for entry in world.log()] == [True, False]


def test_who_takes_an_answer_back_that_a_plan_rests_on_is_told_before_and_everybody_after(
    world: World,
) -> None:
    browser, upload = asking(world), checked(world, PREMIUM, "66131372")
    later = {"hvornaar": "senere", "dato": "2025-12-01", "klokken": "06:00", "grund-KA411": "aftalt"}
    assert send(browser, upload, ticks(form_of(browser, upload)) | later).status == 303
    [answer] = world.table.answers(world.code)
    assert "afvist, som det ser ud nu" not in text_of(browser.get("/"))
    assert "Et planlagt ark bygger på svaret." in text_of(browser.get("/svar"))

    assert browser.post(f"/svar/{answer.answer_id}/tag-tilbage", {"note": ""}).status == 303
    why = "Det bliver afvist, som det ser ud nu: et svar på en bemærkning er taget tilbage."
    assert why in text_of(browser.get("/"))
    assert why in text_of(browser.get("/styring"))
    assert "men bliver afvist, som det ser ud nu" in text_of(browser.get(f"/ark/{upload}"))


def test_whoever_may_answer_is_led_from_a_sheet_that_waits_for_answers_to_the_form(world: World) -> None:
    set_wait_for_answers("anne", "vi vil svare først", world.place, wait=True)
    waiting = sent(world, sheet(PREMIUM), 5)
    approver, editor = asking(world), asking(world, Role.EDITOR, name="bo")
    assert "Svar på bemærkningerne, og offentliggør …" in text_of(approver.get(f"/ark/{waiting}"))
    shown = text_of(editor.get(f"/ark/{waiting}"))
    assert "Svar på bemærkningerne" not in shown
    assert "Se, hvad der ændrer sig" in shown
