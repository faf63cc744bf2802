"""An admin's way through the page in a real browser, on the whole local stack, and what may come across it."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook

from kleark.adapters.dynamodb.keys import upload_key
from kleark.configuration.part import PartKind
from kleark.identity.sessions import COOKIE
from kleark.publishing.ids import municipality_code
from kleark.publishing.model import Action, UploadStatus
from kleark.publishing.part_definitions import checked_part, define_part, remove_part
from tests.support.browsing import answer_warnings
from tests.support.sheet_builder import Sheet, rows, written
from tests.support.site import MENDED, ORIGINAL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef
    from playwright.sync_api import Route

    from kleark.publishing.model import Upload
    from tests.support.prepared import Town
    from tests.support.site import Site, Visitor

ODENSE = municipality_code("0461")


@pytest.fixture(autouse=True)
def _from_the_start(site: Site) -> None:
    site.forget(ODENSE)


def downloaded(visitor: Visitor, link: str, folder: Path) -> Path:
    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("link", name=link).first.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_the_whole_way_with_odense_s_sheet(site: Site, tmp_path: Path) -> None:  # noqa: PLR0915 (it is a long way)
    """Refused for its one mistake, fixed by the page itself, looked at, published, undone, found in the history."""
    with site.visitor() as visitor:
        page = visitor.page
        visitor.go("/")
        assert visitor.heading == "KLE-konfiguration til Mit Overblik"
        page.get_by_role("link", name="Log ind").click()
        visitor.fill_in_sign_in("godkender@odense.example")
        page.wait_for_url(site.at("/"))
        assert "Der er ikke offentliggjort noget endnu" in visitor.text

        page.get_by_role("link", name="Kontrollér et ark").last.click()
        page.set_input_files("#ark", ORIGINAL)
        page.get_by_role("button", name="Kontrollér arket").click()
        refused = visitor.upload_shown()
        assert visitor.heading.startswith("1 fejl skal rettes, før arket kan offentliggøres: ")
        assert page.evaluate("document.activeElement.id") == "verdict"
        page.get_by_role("link", name="Nummer og navn modsiger hinanden (B7)").click()
        assert page.evaluate("document.activeElement.id") == "error-KA401"
        assert "15.27.26" in page.locator("#error-KA401 ~ div").inner_text()

        commented = downloaded(visitor, "Hent dit ark med kommentarer", tmp_path)
        assert commented.name == "odense-2021 med kommentarer.xlsx"
        comment = load_workbook(commented)["KLE-konfiguration"]["B7"].comment
        assert comment is not None
        assert "15.17.26" in comment.text
        fixed = downloaded(visitor, "Hent et rettet ark", tmp_path)
        assert load_workbook(fixed)["KLE-konfiguration"]["B7"].value == "15.17.26"
        visitor.go(f"/ark/{refused}/aendringer")
        assert visitor.heading == "Arket har fejl"

        accepted = visitor.check(fixed)
        assert visitor.heading.startswith("Arket kan offentliggøres")
        assert "odense-2021" in visitor.text
        assert "Lagt op af Gudrun Godkender" in visitor.text
        page.get_by_role("link", name="Se det, som borgerne ser det").click()
        assert visitor.path == f"/ark/{accepted}/forhaandsvisning"
        assert "+45 6613 1372" in visitor.text
        page.get_by_role("link", name="Offentliggør", exact=False).first.click()
        assert visitor.path == f"/ark/{accepted}/aendringer"
        assert "9 nye rækker" in visitor.text
        page.fill("#begrundelse", "første gang")
        answer_warnings(page)
        page.get_by_role("button", name="Offentliggør arket").click()
        page.wait_for_url(re.compile(r"/kvittering/1$"))
        assert site.live() == 1

        smaller = tmp_path / "to rækker.xlsx"
        smaller.write_bytes(written(Sheet(rows(2))))
        second = visitor.check(smaller)
        visitor.go(f"/ark/{second}/aendringer")
        assert "rækker forsvinder" in visitor.text
        answer_warnings(page)
        page.get_by_role("button", name="Offentliggør arket").click()
        page.wait_for_url(re.compile(r"/offentliggoer$"))
        assert page.evaluate("document.activeElement.id") == "fejl", (
            "the page asks for the box first, in Danish"
        )
        assert site.live() == 1
        visitor.publish(second)
        assert site.live() == 2

        page.get_by_role("link", name="Fortryd", exact=False).click()
        assert visitor.path == "/historik/1/gaa-tilbage"
        if page.locator("#bekraeft").count():
            page.check("#bekraeft")
        page.locator("form.decide button").click()
        page.wait_for_url(re.compile(r"/kvittering/3$"))
        assert site.live() == 3
        entries = site.table.log(ODENSE)
        assert [(entry.action.value, entry.restored) for entry in entries if not entry.step] == [
            ("publish", None),
            ("publish", None),
            ("revert", 1),
        ]
        assert {entry.action for entry in entries if entry.step} == {Action.ANSWER}
        assert {entry.actor.rpartition(":")[2] for entry in entries} == {"godkender@odense.example"}

        visitor.go("/historik/sammenlign?fra=1&til=2")
        assert "sammenlign" in visitor.text.lower()
        visitor.go("/historik")
        assert "første gang" in visitor.text
        assert downloaded_sheet(visitor, tmp_path).endswith(".xlsx")

        page.get_by_role("button", name="Log ud").click()
        page.wait_for_url(site.at("/logget-ud"))
        assert visitor.go("/ark").url.startswith(site.stack.endpoint + "/oauth2/authorize")


def downloaded_sheet(visitor: Visitor, folder: Path) -> str:
    visitor.go("/historik/2")
    return downloaded(visitor, "Hent arket", folder).name


def test_two_admins_collide_and_the_slower_one_sees_what_the_other_did(site: Site, tmp_path: Path) -> None:
    other_sheet = tmp_path / "den anden.xlsx"
    other_sheet.write_bytes(written(Sheet(rows(3))))
    with site.visitor("godkender") as anne, site.visitor("godkender2") as bo:
        mine = anne.check(MENDED)
        his = bo.check(other_sheet)
        anne.go(f"/ark/{mine}/aendringer")
        anne.page.fill("#begrundelse", "mit ark")
        bo.publish(his)
        assert site.live() == 1

        answer_warnings(anne.page)
        anne.page.get_by_role("button", name="Offentliggør arket").click()
        anne.page.locator("#fejl").wait_for()
        assert site.live() == 1
        assert "Der er sket noget, siden du så på det" in anne.text
        assert "af Gorm Godkender" in anne.text
        assert "version 1" in anne.text.lower()
        assert anne.page.evaluate("document.activeElement.id") == "fejl"
        assert anne.page.input_value("#begrundelse") == "mit ark"
        assert "6 nye rækker" in anne.text  # of the nine, three are his, too
        anne.picture("changes-collision")

        answer_warnings(anne.page)
        anne.page.get_by_role("button", name="Offentliggør arket").click()
        anne.page.wait_for_url(re.compile(r"/kvittering/2$"))
        assert site.live() == 2


def test_a_session_that_ends_in_mid_flow_loses_nothing_and_changes_nothing(site: Site) -> None:
    with site.visitor("godkender") as visitor:
        upload = visitor.check(MENDED)
        visitor.go(f"/ark/{upload}/aendringer")
        [token] = [one["value"] for one in visitor.context.cookies() if one["name"] == COOKIE]
        _end_session(site, token)
        answer_warnings(visitor.page)
        visitor.page.get_by_role("button", name="Offentliggør arket").click()
        visitor.page.get_by_role("heading", name="Du er logget ud").wait_for()
        visitor.picture("signed-out-in-mid-flow")
        assert site.live() == 0
        visitor.page.get_by_role("link", name="Log ind igen").click()
        visitor.fill_in_sign_in("godkender@odense.example")
        visitor.page.wait_for_url(site.at(f"/ark/{upload}/aendringer"))
        answer_warnings(visitor.page)
        visitor.page.get_by_role("button", name="Offentliggør arket").click()
        visitor.page.wait_for_url(re.compile(r"/kvittering/1$"))


def test_a_sheet_cannot_be_sent_after_the_session_ended(site: Site) -> None:
    with site.visitor("redaktoer") as visitor:
        visitor.go("/ark/nyt")
        [token] = [one["value"] for one in visitor.context.cookies() if one["name"] == COOKIE]
        _end_session(site, token)
        visitor.page.set_input_files("#ark", MENDED)
        visitor.page.get_by_role("button", name="Kontrollér arket").click()
        visitor.page.get_by_text("Du er logget ud. Genindlæs siden").wait_for()
        assert visitor.page.evaluate("document.activeElement.id") == "fejl"


def _end_session(site: Site, token: str) -> None:
    from kleark.adapters.dynamodb.session_table import SessionTable  # noqa: PLC0415

    SessionTable(site.stack.dynamodb, site.stack.outputs["PeopleTableName"]).end(token)


def test_back_and_forth_and_pressing_publish_twice_makes_one_revision(site: Site) -> None:
    with site.visitor("godkender") as visitor:
        upload = visitor.check(MENDED)
        visitor.go(f"/ark/{upload}/aendringer")
        answer_warnings(visitor.page)
        visitor.page.get_by_role("button", name="Offentliggør arket").dblclick()
        visitor.page.wait_for_url(re.compile(r"/kvittering/1$"))
        assert site.live() == 1

        visitor.page.go_back()
        answer_warnings(visitor.page)
        button = visitor.page.get_by_role("button", name="Offentliggør arket")
        if button.count():  # the browser may show what it had, and its form still holds the old revision
            button.click()
            visitor.page.wait_for_url(re.compile(r"/kvittering/1$"))
        else:
            assert "Arket vises allerede" in visitor.text
        visitor.page.go_forward()
        log = [(entry.revision, entry.action) for entry in site.table.log(ODENSE)]
        assert log == [(0, Action.ANSWER), (1, Action.PUBLISH)]


def test_two_presses_that_both_reach_the_server_end_at_one_receipt(site: Site) -> None:
    """Without a script nothing holds the second press back."""
    with site.visitor("godkender") as visitor:
        upload = visitor.check(MENDED)
        visitor.go(f"/ark/{upload}/aendringer")
        answer_warnings(visitor.page)
        paths = visitor.page.evaluate(
            """async () => {
                const form = document.querySelector("form.decide");
                const send = () => fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))});
                const answers = await Promise.all([send(), send(), send()]);
                const end = (url) => new URL(url).pathname.split("/").slice(-2).join("/");
                return answers.map(answer => [answer.status, end(answer.url)]);
            }"""
        )
        assert paths == [[200, "kvittering/1"]] * 3
        log = [(entry.revision, entry.action) for entry in site.table.log(ODENSE)]
        assert log == [(0, Action.ANSWER), (1, Action.PUBLISH)]


@pytest.mark.parametrize("how", ["connection", "refused", "by hand"])
def test_an_upload_that_is_cut_off_is_told_and_leaves_nothing(site: Site, how: str, tmp_path: Path) -> None:
    with site.visitor("redaktoer") as visitor:
        page = visitor.page

        def cut(route: Route) -> None:
            if route.request.method != "POST":
                route.continue_()
            elif how == "connection":
                route.abort("connectionreset")
            elif how == "refused":
                route.fulfill(status=403, body="<Error/>", headers={"Access-Control-Allow-Origin": "*"})
            # by hand: no answer comes

        page.route(f"**/{site.stack.uploads_bucket}**", cut)
        visitor.choose(MENDED)
        if how == "by hand":
            page.get_by_role("button", name="Afbryd").click()
        said = {
            "connection": "Forbindelsen blev afbrudt. Intet er ændret.",
            "refused": "Arket blev ikke taget imod.",
            "by hand": "Du afbrød. Intet er ændret.",
        }[how]
        page.get_by_text(said).wait_for()
        assert page.evaluate("document.activeElement.id") == "fejl"
        assert not page.get_by_role("progressbar").is_visible()
        visitor.picture(f"choose-cut-off-{how.replace(' ', '-')}")
        assert site.table.uploads(ODENSE) == []

        page.unroute_all()
        page.get_by_role("button", name="Kontrollér arket").click()
        visitor.upload_shown()


def test_a_file_that_cannot_be_meant_is_told_before_it_is_sent(site: Site, tmp_path: Path) -> None:
    empty, large = tmp_path / "tom.xlsx", tmp_path / "stor.xlsx"
    empty.write_bytes(b"")
    large.write_bytes(b"PK" + bytes(5 * 1024 * 1024))
    with site.visitor("redaktoer") as visitor:
        visitor.go("/ark/nyt")
        for file, said in ((empty, "Filen er tom."), (large, "Filen fylder mere end 5 MB.")):
            visitor.page.set_input_files("#ark", file)
            visitor.page.get_by_role("button", name="Kontrollér arket").click()
            visitor.page.locator("#fejl").get_by_text(said).wait_for()
            assert said in visitor.page.locator("#ark-fejl").inner_text()
            assert visitor.page.evaluate("document.activeElement.id") == "ark"
        assert site.table.uploads(ODENSE) == []


class TakenRecord:
    """What the check wrote of a sheet, taken out of the table until it is put back: so long it looks unchecked.

    A check is often done before the browser is back from its upload, and then there is no waiting to be seen.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._item: dict[str, AttributeValueTypeDef] = {}

    def take(self, route: Route) -> None:
        """Before the page asks for the first time."""
        if not self._item:
            [key] = parse_qs(urlsplit(route.request.url).query)["key"]
            upload = next(one for one in self._checked() if one.key == key)
            place = {"PK": {"S": f"U#{ODENSE}"}, "SK": {"S": upload_key(upload.upload_id)}}
            stack = self._site.stack
            self._item = stack.dynamodb.get_item(TableName=stack.table_name, Key=place)["Item"]
            stack.dynamodb.delete_item(TableName=stack.table_name, Key=place)
        route.continue_()

    def put_back(self) -> None:
        """The check is done."""
        self._site.stack.dynamodb.put_item(TableName=self._site.stack.table_name, Item=self._item)

    def _checked(self) -> Iterator[Upload]:
        """Uploads as they are checked, for a minute."""
        for _ in range(600):
            yield from (one for one in self._site.table.uploads(ODENSE) if one.status is UploadStatus.CHECKED)
            time.sleep(0.1)


def test_a_slow_check_is_asked_for_thirty_times_and_then_left_to_the_person(site: Site) -> None:
    with site.visitor("redaktoer") as visitor:
        page = visitor.page
        asked: list[str] = []

        def not_yet(route: Route) -> None:
            asked.append(route.request.url)
            route.fulfill(json={"done": False, "where": None})

        record = TakenRecord(site)
        page.route("**/ark/modtaget/status**", not_yet)
        page.route("**/ark/modtaget?**", record.take)
        page.clock.install()
        visitor.choose(MENDED)
        page.get_by_role("heading", name="Arket bliver kontrolleret").wait_for()
        page.wait_for_url("**/ark/modtaget**")
        visitor.picture("waiting")
        for _ in range(60):
            page.clock.run_for(16_000)
            if page.get_by_text("Det tager længere end normalt").is_visible():
                break
        assert len(asked) == 30
        assert page.get_by_role("link", name="Se resultatet senere").is_visible()
        visitor.picture("waiting-long")
        page.clock.run_for(600_000)
        assert len(asked) == 30
        page.unroute_all()
        record.put_back()
        page.get_by_role("link", name="Se, om arket er kontrolleret").click()
        visitor.upload_shown()


def test_a_check_that_takes_a_moment_is_waited_for_and_announced(site: Site) -> None:
    with site.visitor("redaktoer") as visitor:
        held: list[Route] = []
        visitor.page.route(
            "**/ark/modtaget/status**",
            lambda route: held.append(route) if not held else route.continue_(),
        )
        record = TakenRecord(site)
        visitor.page.route("**/ark/modtaget?**", record.take)
        visitor.choose(MENDED)
        status = visitor.page.get_by_role("status").filter(has_text="Vi kontrollerer arket")
        status.wait_for()
        assert status.get_attribute("aria-live") == "polite"
        while not held:
            visitor.page.wait_for_timeout(50)
        record.put_back()
        held[0].abort()  # the network fails once, and the page asks again
        visitor.upload_shown()


def test_without_script_everything_is_done_by_hand(site: Site, tmp_path: Path) -> None:
    with site.visitor("godkender", script=False) as visitor:
        page = visitor.page
        for sheet, expected in ((ORIGINAL, "1 fejl skal rettes"), (MENDED, "Arket kan offentliggøres")):
            visitor.choose(sheet)
            page.wait_for_url(re.compile(r"/ark/"))
            for _ in range(600):
                again = page.get_by_role("link", name="Se, om arket er kontrolleret")
                if not again.count():
                    break
                visitor.picture("waiting-without-script")
                page.wait_for_timeout(100)
                again.click()
                page.wait_for_load_state()
            assert expected in visitor.heading
            assert not page.get_by_role("button", name="Kopiér", exact=False).count()
        page.get_by_role("link", name="Se det, som borgerne ser det").click()
        page.get_by_role("link", name="Offentliggør", exact=False).first.click()
        answer_warnings(page)
        page.get_by_role("button", name="Offentliggør arket").click()
        page.wait_for_url(re.compile(r"/kvittering/1$"))
        assert site.live() == 1

        page.get_by_role("link", name="Fortryd", exact=False).click()
        assert visitor.path == "/styring/toem"
        page.get_by_role("button", name="Tøm visningen").click()
        assert visitor.path == "/styring/toem", "a reason is asked for"
        page.fill("#begrundelse", "forkert ark")
        page.get_by_role("button", name="Tøm visningen").click()
        page.wait_for_url(re.compile(r"/kvittering/2$"))
        visitor.go("/")
        assert "Visningen er tømt" in visitor.text
        page.get_by_role("button", name="Log ud").click()
        page.wait_for_url(site.at("/logget-ud"))


def test_four_eyes_and_roles(site: Site) -> None:
    with (
        site.visitor("godkender") as anne,
        site.visitor("godkender2") as bo,
        site.visitor("redaktoer") as rasmus,
        site.visitor("laeser") as laerke,
    ):
        anne.go("/styring")
        anne.page.fill("#fire-oejne-begrundelse", "vi vil altid være to")
        anne.page.get_by_role("button", name="Kræv to personer").click()
        anne.page.get_by_text("Slået til.").wait_for()

        upload = anne.check(MENDED)
        anne.go(f"/ark/{upload}/aendringer")
        assert "En anden skal godkende arket" in anne.text
        assert not anne.page.get_by_role("button", name="Offentliggør arket").count()
        anne.picture("changes-four-eyes")

        rasmus.go(f"/ark/{upload}/aendringer")
        assert "Kun en godkender kan offentliggøre" in rasmus.text
        rasmus.picture("changes-editor")
        laerke.go("/ark/nyt")
        assert laerke.heading == "Det har du ikke adgang til"
        laerke.go(f"/ark/{upload}")
        assert laerke.heading.startswith("Arket kan offentliggøres")

        bo.publish(upload)
        assert site.live() == 1
        [entry] = [one for one in site.table.log(ODENSE) if not one.step]
        assert entry.actor.endswith(":godkender2@odense.example")


def test_a_publication_is_planned_and_taken_off_again(site: Site) -> None:
    with site.visitor("godkender") as visitor:
        page = visitor.page
        upload = visitor.check(MENDED)
        visitor.go(f"/ark/{upload}/aendringer")
        page.get_by_label("På et bestemt tidspunkt").check()
        answer_warnings(page)
        page.get_by_role("button", name="Offentliggør arket").click()
        page.get_by_role("heading", name="Det er ikke planlagt endnu").wait_for()
        assert site.live() == 0
        visitor.picture("changes-bad-time")
        page.fill("#dato", "2027-03-28")
        page.fill("#klokken", "02:30")
        answer_warnings(page)
        page.get_by_role("button", name="Offentliggør arket").click()
        page.get_by_text("Uret bliver stillet den nat").first.wait_for()  # the clocks go forward
        page.fill("#klokken", "06:00")
        answer_warnings(page)
        page.get_by_role("button", name="Offentliggør arket").click()
        page.get_by_role("heading", name="Arket er planlagt").wait_for()
        assert page.evaluate("document.activeElement.id") == "gjort-nu"
        assert "Planlagt til 28. mar. 2027 kl. 06.00" in visitor.text
        visitor.picture("start-scheduled")
        visitor.go("/styring")
        page.get_by_role("button", name="Annullér planen").click()
        page.get_by_text("Der er ikke planlagt noget.").wait_for()
        assert page.evaluate("document.activeElement.id") == "gjort-nu"
        assert "Planen er annulleret" in visitor.text
        assert site.table.scheduled(ODENSE) is None


def test_the_part_that_is_chosen_counts_and_one_that_is_gone_is_never_everything(
    site: Site, odense: Town
) -> None:
    """Without a press of the button beside the choice, which is there for those without a script."""
    part = checked_part("Jobcenter", PartKind.DEPARTMENTS, ["Kontaktcenter"])
    define_part(part, odense.person().actor, "De har deres eget ark", odense.place)
    with site.visitor() as visitor:
        odense.enter(visitor.context, odense.person())
        page = visitor.page
        visitor.go("/ark/nyt")
        assert "Du er ved at lægge et ark op for hele kommunen." in visitor.text
        assert not page.get_by_role("button", name="Vælg", exact=True).is_visible()
        page.get_by_label("Hvem gælder arket for?").select_option("Jobcenter")
        assert "Du er ved at lægge et ark op for delen Jobcenter." in visitor.text
        page.set_input_files("#ark", MENDED)
        page.get_by_role("button", name="Kontrollér arket").click()
        upload = site.table.upload(ODENSE, visitor.upload_shown())
        assert upload is not None
        assert upload.part == "Jobcenter"

        visitor.go("/ark/nyt?del=Jobcenter")
        page.get_by_label("Hvem gælder arket for?").select_option("")
        assert "Du er ved at lægge et ark op for hele kommunen." in visitor.text
        page.get_by_label("Hvem gælder arket for?").select_option("Jobcenter")
        before = len(site.table.newest_uploads(ODENSE, 50))
        remove_part("Jobcenter", odense.person().actor, "Ikke mere", odense.place)
        page.set_input_files("#ark", MENDED)
        page.get_by_role("button", name="Kontrollér arket").click()
        page.get_by_text("Delen findes ikke længere. Genindlæs siden, og vælg igen.").first.wait_for()
        assert len(site.table.newest_uploads(ODENSE, 50)) == before
