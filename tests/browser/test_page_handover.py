"""From one person to another in a real browser: asked, sent back, asked again, published, discarded, brought back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kleark.publishing.ids import municipality_code
from tests.support.browsing import answer_warnings
from tests.support.site import MENDED

if TYPE_CHECKING:
    from tests.support.site import Site, Visitor

ODENSE = municipality_code("0461")


@pytest.fixture(autouse=True)
def _from_the_start(site: Site) -> None:
    site.forget(ODENSE)


def press(visitor: Visitor, button: str) -> None:
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name=button, exact=True).click()


def said(visitor: Visitor) -> str:
    """What the page says was done, which has the focus."""
    assert visitor.page.evaluate("document.activeElement.id") == "gjort-nu"
    return visitor.page.locator("#gjort-nu").inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_an_editor_and_an_approver_find_each_other_on_their_front_pages(site: Site, *, script: bool) -> None:
    with (
        site.visitor("redaktoer") as uploader,
        site.visitor("redaktoer", script=script) as editor,
        site.visitor("godkender", script=script) as approver,
    ):
        upload = uploader.check(MENDED)
        editor.go(f"/ark/{upload}")
        editor.page.get_by_role("link", name="Send til godkendelse …").click()
        assert editor.heading.startswith("Send til godkendelse")
        editor.page.select_option("#godkender", label="Gudrun Godkender")
        editor.page.fill("#begrundelse", "se på række 7")
        press(editor, "Send til godkendelse")
        assert "Venter på godkendelse af Gudrun Godkender" in editor.heading
        if script:
            assert "Arket er sendt til godkendelse" in said(editor)

        approver.go("/")
        first = approver.page.locator("main h2").first.inner_text()
        assert first == "Venter på din godkendelse"
        approver.page.get_by_role("link", name=re.compile("Se ændringerne, og godkend")).click()
        assert approver.path == f"/ark/{upload}/aendringer"
        assert "af Rasmus Redaktør til Gudrun Godkender" in approver.text
        assert "se på række 7" in approver.text
        approver.page.get_by_role("link", name="Send tilbage …").click()
        approver.page.fill("#begrundelse", "ret telefonnummeret i G2")
        press(approver, "Send tilbage")
        assert "Sendt tilbage" in approver.heading

        editor.go("/")
        assert "Det har du sendt til godkendelse" in editor.text
        assert 'Gudrun Godkender skriver: "ret telefonnummeret i G2"' in editor.text
        editor.go(f"/ark/{upload}/send-til-godkendelse")
        press(editor, "Send til godkendelse")
        assert "Venter på godkendelse" in editor.heading

        press(editor, "Kassér arket")
        assert "Kasseret" in editor.heading
        approver.go("/")
        assert "Venter på din godkendelse" not in approver.text
        press(editor, "Hent arket frem igen")
        assert "Venter på godkendelse" in editor.heading

        approver.go(f"/ark/{upload}/aendringer")
        answer_warnings(approver.page)
        press(approver, "Offentliggør arket")
        approver.page.wait_for_url(re.compile(r"/kvittering/1$"))
        assert site.live() == 1
        editor.go("/")
        assert "Vises nu (version 1)" in editor.text


def test_a_person_chooses_notices_and_is_removed_by_a_colleague_with_the_keyboard(site: Site) -> None:
    with site.visitor("redaktoer") as editor, site.visitor("godkender") as approver:
        editor.go("/")
        editor.page.get_by_role("link", name="Vælg, hvad du vil have besked om").click()
        box = editor.page.get_by_role("checkbox").first
        assert box.is_checked()
        box.focus()
        editor.page.keyboard.press("Space")
        press(editor, "Gem")
        assert "Dit valg er gemt" in said(editor)
        assert not editor.page.get_by_role("checkbox").first.is_checked()

        approver.go("/kolleger")
        row = approver.page.get_by_role("row", name=re.compile("Rasmus Redaktør"))
        assert "redaktoer@odense.example" in row.inner_text()
        assert "Nogle" in row.inner_text()
        with approver.page.expect_navigation():
            row.get_by_role("button").focus()
            approver.page.keyboard.press("Enter")
        assert "Kollegaen står ikke længere i fortegnelsen" in said(approver)
        assert approver.page.get_by_role("row", name=re.compile("Rasmus Redaktør")).count() == 0
