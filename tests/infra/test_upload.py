"""What an upload to the local stack tells at its end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from infra.local.judge_now import what_was_judged
from infra.local.upload import main, what_became
from kleark.commands.upload_sheets import outcome_text
from kleark.intake.inventory import _REASONS as REASONS
from kleark.publishing.ids import municipality_code
from kleark.publishing.model import Content, Live, Upload, UploadStatus
from kleark.publishing.upload_state import StateRecords, upload_state
from kleark.watch.run import WatchTotals

if TYPE_CHECKING:
    from pathlib import Path

    from kleark.intake.outcome import ListOutcome

UPLOAD = Upload(
    upload_id="30794d73" + "0" * 24,
    municipality=municipality_code("0461"),
    status=UploadStatus.PUBLISHED,
    bucket="uploads",
    key="0461/ark.xlsx",
    version_id="1",
    uploaded_at="2026-11-20T12:00:00.000Z",
    order="",
    received_at="2026-11-20T12:00:01.000Z",
    digest="e",
)


@pytest.mark.parametrize(
    ("status", "reason", "told"),
    [
        (
            UploadStatus.REJECTED,
            "Arket har 1 fejl.",
            "Arket har fejl, så det er ikke offentliggjort. Det, borgerne ser, er ikke ændret.",
        ),
        (
            UploadStatus.CHECKED,
            None,
            "Arket er kontrolleret, men ikke offentliggjort. Det, borgerne ser, er ikke ændret.\n"
            "Vis det: kleark publish 0461 30794d73",
        ),
        (
            UploadStatus.AWAITING_CONFIRMATION,
            "6 rækker forsvinder.",
            "6 rækker forsvinder.\nVis det: kleark publish 0461 30794d73 --confirm-removals",
        ),
    ],
)
def test_the_end_is_told_in_danish_with_what_to_do(
    status: UploadStatus, reason: str | None, told: str
) -> None:
    upload = replace(UPLOAD, status=status, reason=reason)
    assert outcome_text(upload, upload_state(upload, StateRecords(Live(), None, {})), "da") == told


def test_what_is_live_now_is_told_with_its_revision() -> None:
    content = Content("s", "d", 9, "1", UPLOAD.upload_id, UPLOAD.uploaded_at)
    live = Live(revision=3, published_at="2026-11-20T12:00:02.000Z", content=content)
    state = upload_state(UPLOAD, StateRecords(live, None, {}))
    assert (
        outcome_text(UPLOAD, state, "da")
        == "Arket vises på Mit Overblik nu, som version 3, siden 20. nov. 2026 kl. 13.00."
    )


def test_what_findings_hold_back_has_a_word_of_its_own() -> None:
    held = replace(UPLOAD, status=UploadStatus.AWAITING_CONFIRMATION, held_back_by="KA602")
    told = outcome_text(held, upload_state(held, StateRecords(Live(), None, {})), "da")
    assert told.endswith("kleark publish 0461 30794d73 --confirm-findings")


@pytest.mark.parametrize("name", ["ark.xlsx", ""])
def test_a_file_that_is_not_there_is_named_before_anything_is_asked_of_a_stack(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / name)]) == 2
    assert capsys.readouterr().err == f'Der er ingen fil "{tmp_path / name}".\n'


@pytest.mark.parametrize("outcome", REASONS)
def test_what_became_of_an_inventory_is_told_without_codes(outcome: ListOutcome) -> None:
    written = {"outcome": outcome.value, "reason": REASONS[outcome]}
    assert what_became(written, "da") == REASONS[outcome]
    assert what_became(written, "en").startswith(("The inventory ", "An inventory "))


TOTALS = {
    "judged": 2,
    "unchanged": 96,
    "new": 1,
    "resolved": 0,
    "told": 1,
    "flawed": 0,
    "failed": 0,
    "unreached": 0,
}


def test_what_the_watch_judged_is_told_in_sentences() -> None:
    assert what_was_judged(TOTALS, "da").splitlines() == [
        "2 kommuner er kontrolleret nu.",
        "Nyt: 1 ting at se på.",
        "Løst siden sidst: 0 ting at se på.",
        "Se det på siden (/kontrol), eller med `kleark watch`.",
    ]
    assert what_was_judged(TOTALS | {"judged": 1, "failed": 1, "unreached": 3}, "en").splitlines() == [
        "Judged now: 1 municipality.",
        "New: 1 thing to look at.",
        "Resolved since last time: 0 things to look at.",
        "Could not be judged: 1 municipality. The log says why.",
        "There was no time for 3 municipalities. Run it again.",
        "See it on the page (/kontrol), or with `kleark watch`.",
    ]


def test_all_totals_of_the_watch_are_known_to_what_tells_of_them() -> None:
    assert set(WatchTotals.__slots__) - {"orphans"} == set(TOTALS)
