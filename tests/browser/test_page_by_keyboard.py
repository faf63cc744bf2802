"""The whole way with nothing but a keyboard: every stop is seen, and stands where it is read; what happens is told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from infra.local.people import PASSWORD
from kleark.i18n.formats import format_date
from kleark.publishing.model import UploadStatus
from tests.support.prepared import ODENSE, Town, many_rows, real_rows
from tests.support.site import MENDED, ORIGINAL

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page, Route

    from tests.support.site import Site, Visitor

MOST_STOPS = 150

WATCH = """
(() => {
    const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
    const looks = new WeakMap();
    // Boxes and radio buttons are drawn by their labels.
    const drawn = (one) => [one, ...(one.labels ?? [])];
    const look = (one) => JSON.stringify(drawn(one).flatMap((part) => ["", "::before", "::after"].map((pseudo) => {
        const style = getComputedStyle(part, pseudo || null);
        const outline = style.outlineStyle === "none" || style.outlineWidth === "0px"
            ? "" : `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}`;
        return [outline, style.boxShadow];
    })));
    const name = (one) => `${one.tagName.toLowerCase()}#${one.id} “${(one.innerText ?? "").trim().slice(0, 60)}”`;
    const place = (one) => {
        const box = (one.labels?.[0] && one.matches("[type=radio], [type=checkbox]") ? one.labels[0] : one)
            .getBoundingClientRect();
        const seen = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
        return {top: box.top + scrollY, bottom: box.bottom + scrollY, left: box.left, right: box.right, seen};
    };
    let before = null, first = null;
    window.watch = {
        begin() {
            before = first = null;
            this.remember();
        },
        remember() {
            for (const one of document.querySelectorAll(FOCUSABLE)) {
                if (one !== document.activeElement) looks.set(one, look(one));
            }
        },
        stop(back) {
            const one = document.activeElement, faults = [];
            if (one === document.body) { before = null; return {name: "the end of the page", faults, outside: true}; }
            if (one === first && before?.one !== one) return {name: "the first stop again", faults, outside: true};
            first ??= one;
            const here = place(one);
            if (looks.get(one) === look(one)) faults.push(`${name(one)}: nothing shows that it has the focus`);
            if (!here.seen) faults.push(`${name(one)}: it has the focus and cannot be seen`);
            if (one.tabIndex > 0) faults.push(`${name(one)}: it has an order of its own`);
            if (before && before.one !== one) {
                const [first, second] = back ? [{one, here}, before] : [before, {one, here}];
                if (!(first.one.compareDocumentPosition(second.one) & Node.DOCUMENT_POSITION_FOLLOWING)) {
                    faults.push(`${name(one)}: comes out of turn in the document`);
                }
                const above = second.here.bottom <= first.here.top, rightOf = second.here.left >= first.here.right - 1;
                const skip = first.one.matches(".skipnav") || second.one.matches(".skipnav");
                if (above && !rightOf && !skip) faults.push(`${name(second.one)}: is read before ${name(first.one)}`);
            }
            before = {one, here};
            this.remember();
            return {name: name(one), faults, outside: false};
        },
    };
})();
"""


@dataclass
class Hands:
    """Somebody at a keyboard. ``faults``: of all the stops that they came by."""

    visitor: Visitor
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Somebody listens from the start: a dialog that opens before anybody does is never heard of.
        self.page.on("filechooser", lambda _: None)

    @property
    def page(self) -> Page:
        return self.visitor.page

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def tab_to(self, target: str, *, back: bool = False) -> None:
        """Tab until what the selector finds has the focus."""
        wanted = self.page.locator(target).first
        wanted.wait_for(state="attached")
        self.page.evaluate("window.watch.begin()")
        stops = []
        for _ in range(MOST_STOPS):
            self.press("Shift+Tab" if back else "Tab")
            stop = self.page.evaluate("back => window.watch.stop(back)", back)
            self.faults += stop["faults"]
            stops.append(stop["name"])
            if wanted.evaluate("one => one === document.activeElement"):
                return
        pytest.fail(f"{target} cannot be reached by {'Shift+' if back else ''}Tab; the stops are {stops}")

    def follow(self, target: str, key: str = "Enter") -> None:
        """Tab to a link or button, and press it."""
        self.tab_to(target)
        with self.page.expect_navigation():
            self.press(key)

    def focused(self) -> str:
        found: str = self.page.evaluate("document.activeElement.id")
        return found

    def choose(self, sheet: Path, key: str) -> None:
        """Open the system's own dialog, in which the file is chosen, and send it off."""
        self.tab_to("#ark")
        with self.page.expect_file_chooser() as dialog:
            self.press(key)
        dialog.value.set_files(sheet)
        self.tab_to("text=Kontrollér arket >> visible=true")
        self.press("Enter")


def link(text: str) -> str:
    return f"main a:has-text('{text}')"


def button(text: str) -> str:
    return f"main button:has-text('{text}')"


def test_the_whole_way(site: Site, odense: Town) -> None:  # noqa: PLR0915 (it is a long way)
    with site.visitor() as visitor:
        visitor.context.add_init_script(WATCH)
        hands, page = Hands(visitor), visitor.page
        visitor.go("/")
        hands.follow(link("Log ind"))
        _sign_in(hands)
        page.wait_for_url(site.at("/"))

        # Past what every page begins with.
        hands.tab_to(".skipnav")
        hands.press("Enter")
        assert hands.focused() == "main-content"
        hands.follow("main a.button:has-text('Kontrollér et ark')")

        hands.choose(ORIGINAL, "Enter")
        visitor.upload_shown()
        assert hands.focused() == "verdict"
        hands.tab_to("#verdict a")
        hands.press("Enter")
        assert hands.focused() == "error-KA401"
        # On from there, and not from the top again.
        # The table has room enough: there is nothing to scroll, and nothing to stop at.
        assert page.locator("#error-KA401 ~ .table--responsive-scroll").get_attribute("tabindex") is None
        hands.tab_to("#error-KA401 ~ div button")
        hands.tab_to("#error-KA401 ~ p a")
        hands.tab_to("#verdict a", back=True)
        hands.follow(link("Vælg det rettede ark"))

        hands.choose(MENDED, "Space")
        visitor.upload_shown()
        assert hands.focused() == "verdict"
        hands.follow(link("Se det, som borgerne ser det"))

        hands.tab_to("summary")
        hands.press("Enter")
        for name, text in (("kle", "15.20.24"), ("fagsystem", "FASIT")):
            hands.tab_to(f"#{name}")
            hands.type(text)
        hands.tab_to("#status")
        hands.press("ArrowDown")
        hands.follow(button("Prøv sagen"), "Space")
        assert hands.focused() == "fejl", "what is missing is told first"
        hands.tab_to("#fejl a")
        hands.press("Enter")
        assert hands.focused() == "oprettet"
        hands.type("1-4-2021")
        with page.expect_navigation():
            hands.press("Enter")
        assert hands.focused() == "proevet"
        assert page.locator("#proevet").inner_text() == "Sagen vises"
        assert page.locator("#status").input_value() == "Afgjort"
        hands.tab_to(link("Se, hvad der ændrer sig"), back=True)
        with page.expect_navigation():
            hands.press("Enter")

        _decide(hands)
        page.wait_for_url(re.compile(r"/kvittering/2$"))
        assert hands.focused() == "gjort"
        assert odense.table.log(odense.code)[-1].note == "med tastaturet"

        hands.follow(link("Fortryd"))
        hands.tab_to("#bekraeft")
        hands.press("Space")
        hands.follow(button("Gå tilbage til version 1"))
        page.wait_for_url(re.compile(r"/kvittering/3$"))
        assert hands.focused() == "gjort"
        assert odense.revision == 3

        hands.tab_to(".log-off", back=True)
        hands.press("Enter")
        page.wait_for_url(site.at("/logget-ud"))
        assert hands.faults == []


def _sign_in(hands: Hands) -> None:
    """At the provider's page, which is not ours, and so is not judged."""
    page = hands.page
    for name, text in (("username", "godkender@odense.example"), ("password", PASSWORD)):
        for _ in range(20):
            if hands.focused() == name:
                break
            hands.press("Tab")
        assert hands.focused() == name
        hands.type(text)
    with page.expect_navigation():
        hands.press("Enter")


def _decide(hands: Hands) -> None:
    """Everything on the form that says yes; the box for removals and the answers to warnings are forgotten at first."""
    page = hands.page
    hands.tab_to("#begrundelse")
    hands.type("med tastaturet")
    hands.tab_to("#nu")
    hands.press("ArrowDown")
    assert page.is_checked("#senere")
    hands.press("ArrowUp")
    assert page.is_checked("#nu")
    hands.tab_to(button("Offentliggør arket"))
    hands.press("Enter")
    page.wait_for_url(re.compile(r"/offentliggoer$"))
    assert hands.focused() == "fejl", "what is missing is told first, in Danish"
    assert page.input_value("#begrundelse") == "med tastaturet"
    hands.tab_to("#fejl a")
    hands.press("Enter")
    assert hands.focused() == "bekraeft"
    hands.press("Space")
    assert page.is_checked("#bekraeft")
    _answer(hands)
    hands.tab_to(button("Offentliggør arket"))
    hands.press("Enter")


def _answer(hands: Hands) -> None:
    """Each warning's tick and its reason, one after the other."""
    ticks = hands.page.locator(".answer input[type=checkbox]")
    names = [one.get_attribute("id") for one in ticks.all()]
    assert names, "the sheet has warnings"
    for name in names:
        hands.tab_to(f"[id='{name}']")
        hands.press("Space")
        assert hands.page.is_checked(f"[id='{name}']")
        hands.tab_to(f".answer:has([id='{name}']) input[type=text]")
        hands.type("det er meningen")


def test_each_page_from_its_first_stop_to_its_last_and_back(site: Site, odense: Town) -> None:
    """All that can be stopped at, in the order in which it is read; and the same the other way."""
    upload = odense.sheet(real_rows(), by=odense.person())
    with site.visitor() as visitor:
        visitor.context.add_init_script(WATCH)
        odense.enter(visitor.context, odense.person())
        for one in (odense.person(), odense.person(name="Gorm Godkender")):
            odense.colleagues.record(one, "godkender@kommune.example", datetime.now(UTC))
        hands = Hands(visitor)
        for path in (
            "/",
            "/ark",
            "/ark/nyt",
            f"/ark/{upload}/forhaandsvisning",
            f"/ark/{upload}/aendringer",
            f"/ark/{upload}/send-til-godkendelse",
            "/kolleger",
            "/mine-beskeder",
            "/styring/adresse",
            "/historik",
            "/historik/1",
            "/styring",
            "/styring/toem",
            "/status",
            "/regler/KA401",
            "/findes-ikke",
        ):
            visitor.go(path)
            assert _stops(hands, "Tab") == list(reversed(_stops(hands, "Shift+Tab"))), path
            assert hands.faults == [], path


def _stops(hands: Hands, key: str) -> list[str]:
    """From where the page begins, or ends, until its stops are over."""
    hands.page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0); window.watch.begin()")
    stops: list[str] = []
    hands.page.evaluate(
        """top => {
            const mark = document.createElement("span");
            mark.tabIndex = -1;
            document.body[top ? "prepend" : "append"](mark);
            mark.focus();
            mark.addEventListener("blur", () => setTimeout(() => mark.remove()), {once: true});
        }""",
        key == "Tab",
    )
    for _ in range(MOST_STOPS):
        hands.press(key)
        stop = hands.page.evaluate("back => window.watch.stop(back)", key != "Tab")
        if stop["outside"]:
            return stops
        hands.faults += stop["faults"]
        if stop["name"] not in stops[-1:]:  # the parts of a date are stops, too
            stops.append(stop["name"])
    return stops


def test_the_skip_link_is_the_first_stop_is_seen_then_and_skips(site: Site) -> None:
    with site.visitor("laeser") as visitor:
        page = visitor.page
        for path in ("/", "/historik", "/status", "/regler"):
            visitor.go(path)
            page.keyboard.press("Tab")
            skip = page.locator(".skipnav")
            assert skip.evaluate("one => one === document.activeElement")
            # It slides into sight.
            skip.evaluate(
                "one => Promise.all(one.getAnimations().map(each => each.finished)).then(() => null)"
            )
            box = skip.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["y"] >= 0
            assert box["width"] > 100
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.id") == "main-content"
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.closest('main') !== null"), path


def test_waiting_is_announced_until_it_is_over_or_left_to_the_person(site: Site, odense: Town) -> None:
    upload = odense.sheet(real_rows(), "undervejs.xlsx", UploadStatus.RECEIVED)
    with site.visitor("redaktoer") as visitor:
        page = visitor.page
        page.route("**/status", lambda route: route.fulfill(json={"done": False, "where": None}))
        page.clock.install()
        visitor.go(f"/ark/{upload}")
        status = page.locator("main [role=status]")
        assert status.aria_snapshot().startswith("- status:")
        assert "Vi kontrollerer arket" in status.aria_snapshot()
        assert status.get_attribute("aria-live") == "polite"
        for _ in range(80):
            page.clock.run_for(16_000)
            if "længere end normalt" in status.aria_snapshot():
                break
        assert "Det tager længere end normalt" in status.aria_snapshot()
        assert "Vi kontrollerer arket" not in status.aria_snapshot()
        assert 'link "Se resultatet senere' in status.aria_snapshot()


def test_an_upload_is_announced_can_be_broken_off_and_says_so(site: Site, odense: Town) -> None:
    with site.visitor("redaktoer") as visitor:
        hands, page = Hands(visitor), visitor.page
        visitor.context.add_init_script(WATCH)
        page.route(f"**/{site.stack.uploads_bucket}**", _never_answered)
        visitor.go("/ark/nyt")
        hands.choose(MENDED, "Enter")
        page.locator("[data-upload-progress]").wait_for()
        seen = page.locator("main").aria_snapshot()
        assert "status: Arket bliver lagt op." in seen
        assert 'progressbar "Lægger arket op"' in seen
        assert re.search(r'button "Kontrollér arket" \[(disabled|active)', seen)
        hands.tab_to("[data-upload-cancel]")
        hands.press("Enter")
        assert hands.focused() == "fejl"
        seen = page.locator("main").aria_snapshot()
        assert "Du afbrød. Intet er ændret." in page.get_by_role("alert").inner_text()
        assert "progressbar" not in seen
        assert hands.faults == []


def _never_answered(route: Route) -> None:
    assert route.request.method == "POST"


def test_what_is_wrong_with_a_file_is_told_at_the_field(site: Site, tmp_path: Path) -> None:
    empty = tmp_path / "tom.xlsx"
    empty.write_bytes(b"")
    with site.visitor("redaktoer") as visitor:
        hands, page = Hands(visitor), visitor.page
        visitor.context.add_init_script(WATCH)
        visitor.go("/ark/nyt")
        hands.choose(empty, "Space")
        page.locator("#fejl").wait_for()
        assert hands.focused() == "ark"
        field_ = page.locator("#ark")
        assert field_.get_attribute("aria-invalid") == "true"
        described = [
            page.locator(f"#{one}").inner_text()
            for one in (field_.get_attribute("aria-describedby") or "").split()
        ]
        assert any("Filen er tom" in text for text in described)
        assert "Filen er tom" in page.get_by_role("alert").inner_text()
        page.set_input_files("#ark", MENDED)
        assert field_.get_attribute("aria-invalid") is None
        assert not page.locator("#fejl").is_visible()


def test_what_is_copied_is_said(site: Site) -> None:
    upload = site.uploaded(ODENSE, ORIGINAL.name, ORIGINAL.read_bytes())
    with site.visitor("redaktoer", permissions=["clipboard-read", "clipboard-write"]) as visitor:
        visitor.context.add_init_script(WATCH)
        hands, page = Hands(visitor), visitor.page
        visitor.go(f"/ark/{upload}")
        copy = page.get_by_role("button", name="Kopiér forslaget til B7")
        hands.tab_to("#error-KA401 ~ div button")
        assert copy.evaluate("one => one === document.activeElement")
        hands.press("Enter")
        page.locator("[role=status]").filter(has_text="Kopieret").wait_for(state="attached")
        assert page.evaluate("navigator.clipboard.readText()") == "15.17.26"
        assert hands.faults == []


def test_a_moment_is_chosen_with_the_arrow_keys_and_said(site: Site, odense: Town) -> None:
    """The slider keeps the focus while the cards change, and the address says what is looked at."""
    soon = datetime.now(UTC).date() + timedelta(days=40)
    sheet = [replace(one, show_from=soon) if at == 3 else one for at, one in enumerate(many_rows(20))]
    upload = odense.sheet(sheet, by=odense.person())
    odense.schedule(upload)
    with site.visitor() as visitor:
        visitor.context.add_init_script(WATCH)
        odense.enter(visitor.context, odense.person())
        hands, page = Hands(visitor), visitor.page
        row = sheet[3]
        visitor.go(f"/ark/{upload}/aendringer/kort?kle={row.kle_number}&fagsystem={row.source_system}")
        slider = page.get_by_role("slider", name="Hvornår vil du se det?")
        assert not page.locator("#tid").is_visible()
        hands.tab_to("[type=range]")
        assert "når arket er offentliggjort" in (slider.get_attribute("aria-valuetext") or "")
        assert page.locator(".no-card").count() == 1

        hands.press("ArrowRight")
        assert slider.get_attribute("aria-valuetext") == f"{format_date(soon, 'da')} (fradato)"
        page.locator(".no-card").wait_for(state="detached")
        assert slider.evaluate("one => one === document.activeElement")
        assert f"tid={soon.isoformat()}" in page.url
        page.locator("[role=status]").filter(has_text="Du ser nu:").wait_for(state="attached")

        hands.press("Home")
        page.locator("section", has_text="Nu (version 1)").locator(".badge-success").wait_for()
        assert "tid=nu" in page.url
        page.reload()
        assert slider.input_value() == "0"
        assert hands.faults == []


def test_without_a_script_a_moment_is_chosen_from_a_list(site: Site, odense: Town) -> None:
    upload = odense.sheet(many_rows(21), by=odense.person())
    with site.visitor(script=False) as visitor:
        odense.enter(visitor.context, odense.person())
        page = visitor.page
        visitor.go(f"/ark/{upload}/forhaandsvisning")
        assert page.locator("[type=range]").count() == 0
        page.get_by_label("Hvornår vil du se det?").select_option("nu")
        page.get_by_role("button", name="Vis tidspunktet").click()
        page.get_by_text("Det er rækkerne i version 1, som vises nu").wait_for()
        assert "tid=nu" in page.url


def test_a_look_at_a_row_s_cards_costs_nothing_that_was_typed(site: Site, odense: Town) -> None:
    upload = odense.sheet(many_rows(5), by=odense.person())
    with site.visitor() as visitor:
        odense.enter(visitor.context, odense.person())
        page = visitor.page
        visitor.go(f"/ark/{upload}/aendringer")
        page.fill("#begrundelse", "en lang begrundelse")
        page.check("#bekraeft")
        page.locator(".planned a").first.click()
        page.get_by_role("link", name="Tilbage til ændringerne").click()
        page.locator("#begrundelse").wait_for()
        assert page.input_value("#begrundelse") == "en lang begrundelse"
        assert page.is_checked("#bekraeft")
