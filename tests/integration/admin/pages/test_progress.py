"""While a sheet is being checked: what is told to whoever waits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kleark.identity.person import Role
from kleark.publishing.model import UploadStatus, stamp
from kleark.testing.validated_uploads import validated
from tests.support.page import asking, text_of
from tests.support.world import NOON, rows

if TYPE_CHECKING:
    from tests.support.world import World


@pytest.mark.parametrize(
    ("scans", "told"),
    [
        (False, "Vi kontrollerer arket. Det tager normalt under 10 sekunder."),
        (
            True,
            "Filen bliver undersøgt for skadelig kode, og så kontrollerer vi arket. Det tager normalt under et minut.",
        ),
    ],
)
def test_who_waits_for_a_scan_is_told_so(world: World, scans: bool, told: str) -> None:
    upload, _ = validated(world.code, rows(1), "ark.xlsx", stamp(NOON), status=UploadStatus.RECEIVED)
    world.table.claim(upload)
    browser = asking(world, Role.EDITOR)
    browser.context = replace(browser.context, settings=replace(browser.context.settings, scans=scans))
    assert told in text_of(browser.get(f"/ark/{upload.upload_id}"))
