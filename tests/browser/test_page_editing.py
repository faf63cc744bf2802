"""A sheet is mended on the page, and what is live is changed there, until citizens see it: on the whole local stack.

Nothing but a keyboard, without a script, in a window of 320 px: what all who come with less can do, too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error

from kleark.publishing.ids import municipality_code
from tests.support.browsing import tab_to
from tests.support.site import MENDED, ORIGINAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.configuration.row import Row
    from tests.support.site import Site, Visitor

ODENSE = municipality_code("0461")
NARROW = 320
MOST_STOPS = 250


@pytest.fixture(autouse=True)
def _from_the_start(site: Site) -> None:
    site.forget(ODENSE)


@pytest.fixture
def anne(site: Site) -> Iterator[Visitor]:
    """An approver at a keyboard, who has no script."""
    with site.visitor("godkender", width=NARROW, script=False) as visitor:
        yield visitor


def press(visitor: Visitor, target: str) -> None:
    tab_to(visitor.page, target, MOST_STOPS)
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    assert fits(visitor), f"{visitor.path} is wider than {NARROW} px"


def fits(visitor: Visitor) -> bool:
    return bool(visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def write(visitor: Visitor, field: str, text: str) -> None:
    tab_to(visitor.page, field, MOST_STOPS)
    visitor.page.keyboard.press("Control+A")
    visitor.page.keyboard.type(text)


RESULT = re.compile(r"/ark/[0-9a-f]{32}")


def wait_for_the_result(visitor: Visitor) -> str:
    """Press the link of the page that waits until the check is over; gives the upload's id."""
    again = visitor.page.get_by_role("link", name="Se, om arket er kontrolleret")
    for _ in range(600):
        try:
            visitor.page.wait_for_load_state()
            if again.count():
                again.press("Enter")
            elif RESULT.fullmatch(visitor.path):
                break
            # Else the page that waits is not read to its link yet.
            visitor.page.wait_for_timeout(100)
        except Error:  # the page was on its way to the next
            visitor.page.wait_for_load_state()
    assert RESULT.fullmatch(visitor.path), (visitor.path, visitor.text[:500])
    return visitor.path.rpartition("/")[2]


def publish(visitor: Visitor) -> None:
    """By the page of changes, with all that it asks for."""
    press(visitor, "main a:has-text('Se, hvad der ændrer sig')")
    page = visitor.page
    for box in page.locator(".answer input[type=checkbox], #bekraeft").all():
        tab_to(visitor.page, f"#{box.get_attribute('id')}", MOST_STOPS)
        page.keyboard.press("Space")
    for text in page.locator(".answer input[type=text]").all():
        write(visitor, f"#{text.get_attribute('id')}", "det er meningen")
    press(visitor, "main button:has-text('Offentliggør arket')")
    assert re.fullmatch(r"/kvittering/\d+", visitor.path), visitor.text[:1500]


def live_rows(site: Site) -> dict[tuple[str, str], Row]:
    content = site.table.live(ODENSE, consistent=True).content
    assert content is not None
    stored = site.table.rows(ODENSE, content.snapshot_id)
    return {row.key: row for row in (one.row() for one in stored)}


def test_a_sheet_with_faults_is_mended_on_the_page_until_it_is_live(site: Site, anne: Visitor) -> None:
    anne.choose(ORIGINAL)
    refused = wait_for_the_result(anne)
    assert anne.heading.startswith("1 fejl skal rettes")
    assert fits(anne)
    assert anne.page.input_value("#celle-B7") == "15.17.26", "the suggestion stands in the field"
    # Enter in a field corrects what was typed, and here is nothing typed.
    tab_to(anne.page, "#celle-B7", MOST_STOPS)
    with anne.page.expect_navigation():
        anne.page.keyboard.press("Enter")
    assert "Du har ikke ændret noget" in anne.text
    press(anne, "main button[value='celle:B7']")
    made = wait_for_the_result(anne)
    assert made != refused
    assert anne.heading.startswith("Arket kan offentliggøres")
    assert "1 celle er rettet" in anne.text
    publish(anne)
    assert site.live() == 1
    upload = site.table.upload(ODENSE, made)
    assert upload is not None
    assert (upload.edited_from, upload.revision) == (refused, 1)
    assert ("15.17.26", "fasit") in {(number, system.casefold()) for number, system in live_rows(site)}


def test_all_suggestions_are_used_in_one_press(site: Site, anne: Visitor) -> None:
    anne.choose(ORIGINAL)
    wait_for_the_result(anne)
    for _ in range(100):
        if anne.page.get_by_role("button", name="Brug alle forslag").count():
            break
        # The corrected sheet is made after the result.
        anne.page.wait_for_timeout(200)
        anne.page.reload()
    press(anne, "main button:has-text('Brug alle forslag')")
    wait_for_the_result(anne)
    assert anne.heading.startswith("Arket kan offentliggøres")
    publish(anne)
    assert site.live() == 1


def test_a_number_is_replaced_a_row_changed_and_one_copied_from_what_is_live(
    site: Site, anne: Visitor
) -> None:
    anne.choose(MENDED)
    wait_for_the_result(anne)
    publish(anne)
    before = live_rows(site)

    anne.go("/raekker")
    write(anne, "#soeg", "66131372")
    press(anne, "main button:has-text('Find')")
    press(anne, "main a:has-text('Skriv noget andet i stedet')")
    write(anne, "#til", "65515151")
    press(anne, "main button:has-text('Se, hvad der bliver rettet')")
    assert "9 rækker bliver rettet" in anne.text
    press(anne, "main form[method=post] button")
    wait_for_the_result(anne)
    publish(anne)
    assert site.live() == 2
    assert {row.contact_phone for row in live_rows(site).values()} == {"65515151"}

    anne.go("/raekker")
    press(anne, "main a:has-text('Ret række 2,')")
    write(anne, "#contactDepartment", "Ydelsescenter")
    press(anne, "main button:has-text('Ret rækken')")
    wait_for_the_result(anne)
    publish(anne)
    assert site.live() == 3
    assert [row.contact_department for row in live_rows(site).values()].count("Ydelsescenter") == 1

    anne.go("/raekker")
    press(anne, "main a:has-text('Kopiér række 2,')")
    write(anne, "#sourceSystem", "KSD")
    press(anne, "main button:has-text('Tilføj rækken')")
    wait_for_the_result(anne)
    publish(anne)
    assert site.live() == 4
    after = live_rows(site)
    assert len(after) == len(before) + 1
    [new] = after.keys() - before.keys()
    assert new[1].casefold() == "ksd"
