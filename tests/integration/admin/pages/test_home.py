"""The front page: what it does not have room for is said, with the way to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kleark.admin.pages import home
from kleark.publishing.handover import ApprovalRequest, ask
from kleark.publishing.manual import freeze, set_removal_limit
from kleark.publishing.model import UploadStatus
from tests.support.page import asking, person, text_of
from tests.support.world import NOON, rows

if TYPE_CHECKING:
    import pytest

    from tests.support.world import World


def ready(world: World, count: int) -> None:
    for number in range(count):
        queued = world.validated(
            rows(2 + number), NOON + timedelta(minutes=number), f"ark-{number}.xlsx", by=person().actor
        )
        assert world.table.advance(replace(queued, status=UploadStatus.CHECKED), UploadStatus.QUEUED)


def test_sheets_that_are_ready_and_have_no_room_are_counted(world: World) -> None:
    ready(world, home.MOST_READY)
    assert "mere, der er klar" not in text_of(asking(world).get("/"))
    ready_more = home.MOST_READY + 1
    world.published(rows(1), NOON - timedelta(days=1))
    queued = world.validated(rows(20), NOON + timedelta(hours=2), "sidste.xlsx", by=person().actor)
    assert world.table.advance(replace(queued, status=UploadStatus.CHECKED), UploadStatus.QUEUED)
    told = text_of(asking(world).get("/"))
    assert "Se 1 ark mere, der er klar" in told
    assert (
        sum(f"ark-{number}.xlsx" in told for number in range(ready_more)) + ("sidste.xlsx" in told)
        == ready_more
    )


def test_who_froze_it_is_found_however_much_was_done_since(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "MOST_SINCE_FROZEN", 3)
    world.published(rows(3))
    freeze("anne", "vi flytter i weekenden", world.place)
    for percent in range(10):
        set_removal_limit(percent, "anne", "igen", world.place)
    assert "vi flytter i weekenden" in text_of(asking(world).get("/"))


def test_that_no_sheet_was_checked_is_said_only_where_it_is_so(world: World) -> None:
    none = "Kommunen har ikke kontrolleret noget ark endnu."
    assert none in text_of(asking(world).get("/"))
    ready(world, 1)
    [upload] = world.table.uploads(world.code)
    ask(upload.upload_id, ApprovalRequest(person().actor), world.place)
    told = text_of(asking(world, name="bo").get("/"))
    assert none not in told
    assert "Der er ikke andre ark, der er nye." in told
