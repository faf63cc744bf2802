"""A row's two cards side by side: what the portal answers before a change, and after."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from kleark.admin.moment_choice import AFTER, NOW
from kleark.identity.person import Role
from kleark.publishing.manual import unpublish
from kleark.publishing.model import UploadStatus
from kleark.publishing.schedule import Appointment, schedule
from kleark.testing.validated_uploads import validated
from tests.support.acting import change_request
from tests.support.page import KnownTimer, asking, text_of
from tests.support.sweeping import Sweeper, three_revisions
from tests.support.world import NOON, ODENSE, World, row, rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from kleark.configuration.row import Row
    from kleark.http.messages import Response
    from kleark.publishing.model import Upload

TODAY = NOON.date()
SOON = TODAY + timedelta(days=30)


def card_path(upload: Upload, of: Row, **more: str) -> str:
    query = {"kle": of.kle_number, "fagsystem": of.source_system, **more}
    return f"/ark/{upload.upload_id}/aendringer/kort?{urlencode(query)}"


def checked(world: World, of: Sequence[Row]) -> Upload:
    """A sheet that a person may publish."""
    queued = world.validated(of, NOON + timedelta(hours=1), "plan.xlsx")
    upload = replace(queued, status=UploadStatus.CHECKED)
    assert world.table.advance(upload, UploadStatus.QUEUED)
    return upload


def sides(made: Response) -> list[str]:
    assert made.status == 200, text_of(made)
    found = re.findall(r'(?s)<section aria-labelledby="side-\d">.*?</section>', made.body.decode())
    without_icons = (re.sub(r"(?s)<svg.*?</svg>", "", one) for one in found)
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in without_icons]


def stops(made: Response) -> list[tuple[str, str]]:
    return re.findall(r'<option value="([^"]*)"(?: selected)?>([^<]*)<', made.body.decode())


def chosen(made: Response) -> str:
    found = re.search(r"data-moment-label>([^<]*)<", made.body.decode())
    assert found
    return found[1]


def scheduled(world: World, sheet: tuple[Row, ...], due: datetime) -> Upload:
    upload = checked(world, sheet)
    request = change_request("anne", "nyt", world.live().revision)
    schedule(Appointment(upload.upload_id, due), request, world.place, world.reports, KnownTimer())
    return upload


def test_a_changed_row_has_both_cards_with_what_differs_marked(world: World) -> None:
    world.published(rows(5))
    after = (*rows(4), replace(row(4), contact_phone="66131399", info_url="https://www.odense.dk/nyt"))
    upload = checked(world, after)
    made = asking(world, Role.READER).get(card_path(upload, row(4)))
    before, then = sides(made)
    assert "Nu (version 1) Det ser borgerne" not in before
    assert "+45 6613 1372" in before
    assert "+45 6613 1399 Forskel" in then
    assert "Når arket er offentliggjort Det ser borgerne" in then
    assert "på www.odense.dk Forskel Linket fører til https://www.odense.dk/nyt" in then
    assert "Sagen vises." in before
    assert made.body.decode().count('class="citizen-way difference"') == 2
    assert "Kontaktcenter Forskel" not in then


def test_the_card_is_the_preview_s(world: World) -> None:
    """The same markup, from the same template, where nothing differs from another card."""
    world.published(rows(3))
    upload = checked(world, (*rows(3), row(7)))
    card = re.compile(r'(?s)<div class="citizen">.*?</div>\s*</div>\s*</div>')
    preview = asking(world).get(f"/ark/{upload.upload_id}/forhaandsvisning?q=15.00.07").body.decode()
    cards = asking(world).get(card_path(upload, row(7))).body.decode()
    shown = [re.sub(r"<(/?)h\d", r"<\1h", one).split() for one in card.findall(preview) + card.findall(cards)]
    assert len(shown) == 2
    assert shown[0] == shown[1]


def test_a_new_and_a_removed_row_have_one_card_and_are_said_not_to_be_shown_on_the_other_side(
    world: World,
) -> None:
    world.published(rows(5))
    upload = checked(world, (*rows(4), row(9)))
    before, after = sides(asking(world).get(card_path(upload, row(9))))
    assert "Vises ikke. Borgeren ser ikke sagen." in before
    assert "har ikke sagens KLE-nummer" in before
    assert "+45 6613 1372" in after
    before, after = sides(asking(world).get(card_path(upload, row(4))))
    assert "+45 6613 1372" in before
    assert "Vises ikke." in after


def test_before_anything_was_published_that_is_why(world: World) -> None:
    before, after = sides(asking(world).get(card_path(checked(world, rows(3)), row(1))))
    assert "har ikke offentliggjort en konfiguration endnu" in before
    assert "Leveres af Odense Kommune" in after


def test_a_show_from_date_that_has_not_come_shows_no_card_until_it_does(world: World) -> None:
    world.published(rows(5))
    upload = checked(world, (*rows(3), replace(row(3), show_from=SOON), row(4)))
    made = asking(world).get(card_path(upload, row(3)))
    assert [label for _, label in stops(made)][1:] == ["Når arket er offentliggjort", _day(SOON)]
    before, after = sides(made)
    assert "Vises ikke." not in before
    assert "Vises ikke." in after
    assert "oprettet før kommunens fradato" in after
    later = asking(world).get(card_path(upload, row(3), tid=SOON.isoformat()))
    assert chosen(later) == _day(SOON)
    assert "Vises ikke." not in sides(later)[1]


def test_what_is_scheduled_stands_at_its_time(world: World) -> None:
    world.published(rows(5))
    due = NOON + timedelta(days=3, hours=2)
    upload = scheduled(world, (*rows(4), replace(row(4), contact_phone="66131399")), due)
    made = asking(world).get(card_path(upload, row(4)))
    assert [value for value, _ in stops(made)] == [NOW, AFTER]
    assert stops(made)[1][1].endswith("når arket er offentliggjort")
    assert "kl." in stops(made)[1][1]
    assert "Det ser borgerne" in sides(made)[1]
    now = asking(world).get(card_path(upload, row(4), tid=NOW))
    assert "Nu (version 1) Det ser borgerne" in sides(now)[0]
    assert "Det ser borgerne" not in sides(now)[1]


@pytest.mark.parametrize("tid", ["", "i morgen", "9999-99-99", "1900-01-01", "\u0660\u0661", "x" * 300])
def test_whatever_moment_is_asked_for_there_is_one(world: World, tid: str) -> None:
    world.published(rows(5))
    upload = checked(world, (*rows(4), replace(row(4), contact_phone="66131399")))
    assert len(sides(asking(world).get(card_path(upload, row(4), tid=tid)))) == 2


def test_from_row_to_row_in_the_order_of_the_changes(world: World) -> None:
    world.published(rows(5))
    changed = replace(row(2), contact_phone="66131399")
    upload = checked(world, (row(0), row(1), changed, row(3), row(9)))
    browser, path, passed = asking(world), card_path(upload, row(4)), []
    for _ in range(3):
        made = browser.get(path)
        passed.append(text_of(made))
        following = re.search(r'rel="next" href="/kle([^"]*)"', made.body.decode())
        path = html.unescape(following[1]) if following else ""
    assert [re.findall(r"Række (\d) af (\d), der ændrer sig", one) for one in passed] == [
        [("1", "3")],
        [("2", "3")],
        [("3", "3")],
    ]
    assert ["15.00.04" in passed[0], "15.00.02" in passed[1], "15.00.09" in passed[2]] == [True] * 3
    assert path == ""


def test_a_row_that_is_nowhere_is_not_found(world: World) -> None:
    world.published(rows(3))
    upload = checked(world, (*rows(3), row(4)))
    for query in ("", "?kle=15.00.77&fagsystem=FASIT", "?kle=x", "?kle=15.00.01&fagsystem=KSD"):
        assert asking(world).get(f"/ark/{upload.upload_id}/aendringer/kort{query}").status == 404


def test_a_sheet_that_cannot_be_published_has_no_cards_to_show(world: World) -> None:
    upload, _ = validated(
        ODENSE, rows(2), "forkert.xlsx", "2025-11-03T09:15:02.000Z", status=UploadStatus.REJECTED
    )
    world.table.claim(upload)
    made = asking(world).get(card_path(upload, row(1)))
    assert made.status == 409
    assert "Arket har fejl" in text_of(made)


def test_two_revisions_side_by_side_whichever_is_older(world: World) -> None:
    three_revisions(world)
    query = urlencode({"kle": row(1).kle_number, "fagsystem": "FASIT"})
    for before, after in ((1, 2), (2, 1)):
        made = asking(world, Role.READER).get(f"/historik/sammenlign/kort?fra={before}&til={after}&{query}")
        first, second = sides(made)
        assert first.startswith(f"Version {before} ")
        assert second.startswith(f"Version {after} ")
        assert "Det ser borgerne" not in first + second


def test_nothing_is_compared_with_too(world: World) -> None:
    world.published(rows(3))
    unpublish(change_request("anne", "tom", 1), world.place)
    query = urlencode({"kle": row(1).kle_number, "fagsystem": "FASIT"})
    before, after = sides(asking(world).get(f"/historik/sammenlign/kort?fra=1&til=0&{query}"))
    assert "Leveres af" in before
    assert after.startswith("Når intet vises Vises ikke.")
    before, after = sides(asking(world).get(f"/historik/sammenlign/kort?fra=0&til=1&{query}"))
    assert "har ikke offentliggjort en konfiguration endnu" in before
    assert "Leveres af" in after


@pytest.mark.parametrize(
    "query", ["", "fra=1&til=1", "fra=1", "fra=x&til=1", "fra=1&til=99", "fra=0&til=0", "fra=-1&til=1"]
)
def test_revisions_that_cannot_be_compared_are_not_found(world: World, query: str) -> None:
    world.published(rows(3))
    named = urlencode({"kle": row(1).kle_number, "fagsystem": "FASIT"})
    assert asking(world).get(f"/historik/sammenlign/kort?{query}&{named}").status == 404


def test_the_rows_of_a_revision_that_is_too_old_are_gone(world: World) -> None:
    three_revisions(world)
    Sweeper(world)()
    query = urlencode({"kle": row(1).kle_number, "fagsystem": "FASIT"})
    made = asking(world).get(f"/historik/sammenlign/kort?fra=1&til=3&{query}")
    assert made.status == 410
    assert "Rækkerne i version 1 er slettet" in text_of(made)


def test_nothing_of_a_row_becomes_markup(world: World) -> None:
    hostile = "<script>alert(1)</script>\"'&\u202e"
    world.published(rows(3))
    upload = checked(world, (*rows(3), replace(row(5), source_system=hostile, contact_department=hostile)))
    made = asking(world).get(card_path(upload, replace(row(5), source_system=hostile)))
    assert made.status == 200
    assert "<script>alert" not in made.body.decode()


def _day(day: date) -> str:
    from kleark.i18n.formats import format_date  # noqa: PLC0415

    return f"{format_date(day, 'da')} (fradato)"
