"""The time that a person fills in for a publication, and what is said where it is none."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from kleark.publishing.model import UploadStatus, stamp
from kleark.testing.validated_uploads import validated
from tests.support.page import Browser, Clock, PageStores, app_context, person, text_of
from tests.support.world import NOON, ODENSE, checked, rows

if TYPE_CHECKING:
    from kleark.http.messages import Response
    from tests.support.world import World


class Planning:
    """An approver at the changes of a checked sheet."""

    def __init__(self, world: World) -> None:
        self.stores = PageStores(world)
        upload, config = validated(ODENSE, rows(3), "ark.xlsx", stamp(NOON), status=UploadStatus.CHECKED)
        self.stores.table.claim(upload)
        self.stores.reports.write(ODENSE, upload.upload_id, "config.json", config.to_bytes())
        self.upload_id = upload.upload_id
        self.browser = Browser(app_context(self.stores, Clock())).signed_in_as(person())

    def plan(self, day: str, clock: str) -> Response:
        form = {"forventet": "0", "note": "", "hvornaar": "senere", "dato": day, "klokken": clock}
        return self.browser.post(f"/ark/{self.upload_id}/offentliggoer", form)


@pytest.fixture
def planning(world: World) -> Planning:
    return Planning(world)


@pytest.mark.parametrize(
    ("day", "clock", "due"),
    [
        ("2025-12-01", "06:00", datetime(2025, 12, 1, 5, 0, tzinfo=UTC)),
        ("2026-07-01", "06.30", datetime(2026, 7, 1, 4, 30, tzinfo=UTC)),
        ("2026-03-29", "03:00", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
    ],
)
def test_it_is_danish_time(planning: Planning, day: str, clock: str, due: datetime) -> None:
    assert planning.plan(day, clock).status == 303
    assert planning.stores.timer.set_for == {ODENSE: (planning.upload_id, due)}


@pytest.mark.parametrize(
    ("day", "clock", "said"),
    [
        (
            "2026-03-29",
            "02:30",
            "Uret bliver stillet den nat, så klokken 02.30 kommer enten slet ikke eller to",
        ),
        (
            "2026-10-25",
            "02:30",
            "Uret bliver stillet den nat, så klokken 02.30 kommer enten slet ikke eller to",
        ),
        ("", "06:00", "Vælg også en dato, f.eks. 01-12-2026"),
        ("2025-12-01", "", "Vælg også et klokkeslæt, f.eks. 06.00"),
        ("2025-13-01", "25:00", "Vælg også en dato"),
        ("2025-11-02", "06:00", "Vælg et tidspunkt, der er mindst et minut"),
        ("0001-01-01", "00:00", "Vælg et tidspunkt, der er mindst et minut"),
        ("9999-12-31", "23:59", "Vælg et tidspunkt, der er mindst et minut"),
    ],
)
def test_what_is_no_time_to_come_is_told_in_words_for_the_form(
    planning: Planning, day: str, clock: str, said: str
) -> None:
    made = planning.plan(day, clock)
    assert (made.status, planning.stores.timer.set_for) == (422, {})
    assert said in text_of(made)
    assert "T02:30" not in text_of(made)


@pytest.mark.parametrize(
    ("day", "clock", "wrong"),
    [
        ("2027-03-28", "", ["klokken"]),
        ("", "06:00", ["dato"]),
        ("", "", ["dato", "klokken"]),
        ("2026-03-29", "02:30", ["klokken"]),
        ("2025-11-02", "06:00", ["dato"]),
    ],
)
def test_the_error_stands_at_the_field_that_is_wrong_and_is_led_to(
    planning: Planning, day: str, clock: str, wrong: list[str]
) -> None:
    body = planning.plan(day, clock).body.decode()
    fields = dict(re.findall(r'<input [^>]*type="(?:date|time)" id="(\w+)"([^>]*)>', body))
    assert [name for name, rest in fields.items() if 'aria-invalid="true"' in rest] == wrong
    assert [name for name, rest in fields.items() if f'aria-describedby="{name}-fejl"' in rest] == wrong
    assert re.findall(r'href="#(dato|klokken)"', body) == wrong
    assert "<title>Fejl: Se, hvad der ændrer sig: ark.xlsx" in body


def test_a_date_is_read_as_danes_type_it_where_browsers_have_no_field_for_dates(planning: Planning) -> None:
    assert planning.plan("1.12.2025", "6.30").status == 422  # 6.30 is no time of any field
    assert planning.plan("1.12.2025", "06.30").status == 303
    due = datetime(2025, 12, 1, 5, 30, tzinfo=UTC)
    assert planning.stores.timer.set_for == {ODENSE: (planning.upload_id, due)}


def test_boxes_stay_ticked_while_they_are_about_the_same(world: World) -> None:
    planning = Planning(world)
    world.published(rows(9), name="vist.xlsx")
    form = {"forventet": "1", "bekraeft": "ja", "note": "", "hvornaar": "senere", "dato": "", "klokken": ""}
    path = f"/ark/{checked(world, 2)}/offentliggoer"
    box = re.compile(r'<input [^>]*id="bekraeft"[^>]* checked')
    assert box.search(planning.browser.post(path, form).body.decode())
    # A reason that cannot be taken leaves them, too.
    now = form | {"hvornaar": "nu", "note": "om 010190-1234"}
    assert box.search(planning.browser.post(path, now).body.decode())
    # Something else is live by now: other rows would vanish.
    world.published(rows(8), NOON + timedelta(hours=1), "vist-igen.xlsx")
    assert not box.search(planning.browser.post(path, form).body.decode())


def scheduled_as(planning: Planning) -> str:
    waiting = planning.stores.table.scheduled(ODENSE)
    assert waiting is not None
    return waiting.schedule_id


def test_only_the_plan_that_was_looked_at_is_taken_off(planning: Planning) -> None:
    planning.plan("2025-12-01", "06:00")
    seen = scheduled_as(planning)
    planning.plan("2025-12-02", "06:00")
    made = planning.browser.post("/styring/fjern-plan", {"plan": seen, "note": ""})
    assert made.status == 422
    assert "En kollega har lavet en anden plan, siden du så på det." in text_of(made)
    assert "2. dec. 2025 kl. 06.00" in text_of(made)
    shown = scheduled_as(planning)
    for press in ("once", "twice"):
        again = planning.browser.post("/styring/fjern-plan", {"plan": shown, "note": press})
        assert again.status == 303
        assert again.headers["Location"].startswith("/kle/styring?gjort=")
        told = "Planen er annulleret" if press == "once" else "Det var allerede gjort"
        assert told in text_of(planning.browser.follow(again))
    assert planning.stores.table.scheduled(ODENSE) is None
