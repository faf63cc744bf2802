"""The page of one sheet: what has become of it first, with a step that can be taken, then what was found in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kleark.identity.person import Role
from kleark.publishing.model import UploadStatus
from kleark.report.as_json import report_lines
from tests.support.page import asking, links, text_of
from tests.support.sheet_builder import judge, row, sheet_of
from tests.support.world import NOON, rows

if TYPE_CHECKING:
    from kleark.publishing.model import Upload
    from kleark.report.model import Report
    from tests.support.world import World

MINUTE = timedelta(minutes=1)


def with_report(world: World, upload: Upload, report: Report) -> Upload:
    world.reports.write(world.code, upload.upload_id, "report.json", "".join(report_lines(report)).encode())
    return upload


def settled(
    world: World, status: UploadStatus, minutes: int = 5, report: Report | None = None, **facts: str
) -> Upload:
    """An upload of other rows than those that are live, some minutes after noon, settled so."""
    queued = world.validated(rows(8), NOON + minutes * MINUTE, f"ark-{minutes}.xlsx")
    upload = replace(queued, status=status, verdict=(report or clean()).verdict, **facts)  # type: ignore[arg-type]
    assert world.table.advance(upload, UploadStatus.QUEUED)
    return with_report(world, upload, report or clean())


def clean() -> Report:
    return judge(sheet_of(row()))


def page_of(world: World, upload: Upload, role: Role = Role.APPROVER) -> tuple[str, list[str]]:
    page = asking(world, role).get(f"/ark/{upload.upload_id}")
    return text_of(page), links(page, "/")


def test_what_is_live_says_so_first_and_offers_no_publication(world: World) -> None:
    entry = world.published(rows(9))
    assert entry.content is not None
    upload = world.table.upload(world.code, entry.content.upload_id)
    assert upload is not None
    told, ways = page_of(world, with_report(world, upload, clean()))
    assert "Arket vises på Mit Overblik nu, som version 1, siden 3. nov. 2025 kl. 13.00." in told
    assert told.index("Vises nu (version 1)") < told.index("Hent arket, som det blev lagt op")
    assert f"/ark/{upload.upload_id}/aendringer" not in ways
    assert "/historik/1" in ways


@pytest.mark.parametrize(("role", "may"), [(Role.READER, False), (Role.EDITOR, False), (Role.APPROVER, True)])
def test_what_was_live_leads_back_to_its_version(world: World, role: Role, may: bool) -> None:
    entry = world.published(rows(9))
    assert entry.content is not None
    world.published(rows(8), NOON + MINUTE, "to.xlsx")
    upload = world.table.upload(world.code, entry.content.upload_id)
    assert upload is not None
    told, ways = page_of(world, with_report(world, upload, clean()), role)
    assert "Arket blev vist som version 1 fra 3. nov. 2025 kl. 13.00 til 3. nov. 2025 kl. 13.00." in told
    assert ("/historik/1/gaa-tilbage" in ways) is may
    assert f"/ark/{upload.upload_id}/aendringer" not in ways


def test_why_it_was_not_published_is_told(world: World) -> None:
    world.published(rows(9))
    reason = "6 rækker af de 9, der vises nu, mangler i arket."
    upload = settled(world, UploadStatus.AWAITING_CONFIRMATION, reason=reason)
    told, ways = page_of(world, upload)
    assert "Venter på en bekræftelse" in told
    assert reason in told
    assert f"/ark/{upload.upload_id}/aendringer" in ways


def test_while_frozen_the_first_step_is_to_unlock(world: World) -> None:
    world.published(rows(9))
    upload = settled(world, UploadStatus.FROZEN)
    world.freeze()
    assert "/styring" in page_of(world, upload)[1]


def test_the_same_rows_as_those_that_are_live_cannot_be_published_again(world: World) -> None:
    world.published(rows(8))
    upload = settled(world, UploadStatus.CHECKED)
    told, ways = page_of(world, upload)
    assert "Arket er magen til det, der vises nu (version 1)." in told
    assert f"/ark/{upload.upload_id}/aendringer" not in ways


def test_the_sheet_s_name_is_in_title_and_heading(world: World) -> None:
    upload = settled(world, UploadStatus.CHECKED)
    body = asking(world, Role.READER).get(f"/ark/{upload.upload_id}").body.decode()
    assert ": ark-5.xlsx" in body.partition("</title>")[0].partition("<title>")[2]
    assert "ark-5.xlsx" in body.partition("</h1>")[0].partition("<h1>")[2]


def test_what_has_become_of_the_findings_since_the_sheet_before(world: World) -> None:
    first = judge(sheet_of(row(contactPhone="6613137"), row(kleNumber="15.17.12", kleTitle="Revalidering")))
    second = judge(sheet_of(row(), row(kleNumber="15.17.12", kleTitle="Revalidering", contactPhone="1")))
    assert (first.counts.errors, second.counts.errors) == (1, 1)
    settled(world, UploadStatus.REJECTED, 1, first)
    told, _ = page_of(world, settled(world, UploadStatus.REJECTED, 2, second))
    assert "Siden ark-1.xlsx, lagt op 3. nov. 2025 kl. 13.01: 1 er løst, 0 er uændrede, 1 er ny." in told


def test_nothing_is_said_of_a_sheet_before_where_there_is_none(world: World) -> None:
    upload = settled(world, UploadStatus.CHECKED)
    assert "Siden " not in page_of(world, upload)[0]


def test_a_damaged_report_of_the_sheet_before_hides_nothing(world: World) -> None:
    before = settled(world, UploadStatus.CHECKED, 1)
    world.reports.write(world.code, before.upload_id, "report.json", b"{")
    told, _ = page_of(world, settled(world, UploadStatus.CHECKED, 2))
    assert "Arket er kontrolleret, men ikke offentliggjort." in told
    assert "Siden " not in told


def test_long_groups_of_findings_lead_on_and_all_of_them_are_there(world: World) -> None:
    sheet = sheet_of(*(row(sourceSystem=f"System {at}", contactPhone=f"66 13 {at:03d}") for at in range(60)))
    body, ways = page_of(world, settled(world, UploadStatus.REJECTED, report=judge(sheet)))
    assert "Vis 11 til 60 af 60:" in body
    [further] = {way for way in ways if "/bemaerkninger/" in way}
    page = asking(world, Role.APPROVER).get(further)
    assert page.status == 200
    shown = body + text_of(page)
    for at in range(60):
        assert f"66 13 {at:03d} " in shown
