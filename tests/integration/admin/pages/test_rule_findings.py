"""All findings of a rule, page by page, where the result names only the first; and what the result's page reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kleark.check import check_with_excerpt
from kleark.identity.person import Role
from kleark.identity.sessions import COOKIE
from kleark.intake.report_files import required_files, summary_files
from kleark.publishing.model import UploadStatus, stamp
from kleark.registers.municipalities import municipality
from kleark.testing.validated_uploads import validated
from tests.support.editing import Editing
from tests.support.packages import opened
from tests.support.page import PageStores, asking, text_of
from tests.support.sheet_builder import row, sheet_of, written
from tests.support.world import NOON, ODENSE

if TYPE_CHECKING:
    from kleark.http.messages import Response
    from tests.support.world import World

ROWS = 320
MOST_BYTES = 300_000


def stored(world: World, *, summary: bool = True) -> str:
    """The report on a sheet in which each row has a phone of two digits and no link."""
    faulty = [row(sourceSystem=f"System {at}", contactPhone="12", infoUrl="") for at in range(ROWS)]
    report, excerpt = check_with_excerpt(written(sheet_of(*faulty)), "ark.xlsx", municipality(ODENSE))
    upload, _ = validated(ODENSE, (), "ark.xlsx", stamp(NOON), status=UploadStatus.CHECKED)
    world.table.claim(upload)
    files = required_files(report, excerpt)
    short, faults = summary_files(report, excerpt, files["report.json"])
    assert faults == []
    for name, content in (files | (short if summary else {})).items():
        world.reports.write(ODENSE, upload.upload_id, name, content)
    return upload.upload_id


def ways_to_more(body: str) -> list[str]:
    return re.findall(
        r'<p class="more"><a href="/kle(/ark/[0-9a-f]{32}/bemaerkninger/[a-z]+-KA\d{3})">', body
    )


@pytest.mark.parametrize("summary", [True, False])
def test_every_finding_is_reached_from_the_result(world: World, *, summary: bool) -> None:
    upload = stored(world, summary=summary)
    browser = asking(world)
    result = browser.get(f"/ark/{upload}").body.decode()
    assert len(result.encode()) < MOST_BYTES
    ways = ways_to_more(result)
    assert ways
    for way in ways:
        cells = []
        for number in (1, 2, 3, 4):
            made = browser.get(f"{way}?side={number}")
            assert made.status == 200
            assert len(made.body) < MOST_BYTES
            assert f"af {ROWS}" in text_of(made)
            cells += re.findall(r"<strong>([A-Z]+\d+)</strong>", made.body.decode())
        assert len(cells) == len(set(cells)) == ROWS
        assert browser.get(f"{way}?side=5").status == 404


def test_the_result_reads_neither_the_report_nor_the_excerpt_where_there_is_a_summary(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = stored(world)
    read: list[str] = []
    plain = type(world.reports).read

    def noted(self: object, code: object, upload_id: str, name: str) -> bytes | None:
        read.append(name)
        return plain(self, code, upload_id, name)  # type: ignore[arg-type]

    monkeypatch.setattr(type(world.reports), "read", noted)
    assert asking(world).get(f"/ark/{upload}").status == 200
    assert "summary.json" in read
    assert not {"report.json", "excerpt.json", "config.json"} & set(read)


def test_the_page_is_the_same_without_a_summary_as_an_older_release_left_it(world: World) -> None:
    upload = stored(world)
    browser = asking(world)
    path = f"/ark/{upload}"
    with_it = text_of(browser.get(path))
    PageStores(world)
    world.s3.delete_object(Bucket=world.reports.bucket, Key=f"{ODENSE}/{upload}/summary.json")
    assert text_of(browser.get(path)) == with_it


@pytest.mark.parametrize("broken", [b"{", b"[]", b'{"schemaVersion": "0.9"}', b'{"schemaVersion": "1.0"}'])
def test_a_summary_that_cannot_be_read_is_made_once_more(world: World, broken: bytes) -> None:
    upload = stored(world)
    path = f"/ark/{upload}"
    whole = text_of(asking(world).get(path))
    world.reports.write(ODENSE, upload, "summary.json", broken)
    assert text_of(asking(world).get(path)) == whole


def test_a_report_that_was_written_once_more_meanwhile_is_read_whole(world: World) -> None:
    upload = stored(world)
    [way, *_] = ways_to_more(asking(world).get(f"/ark/{upload}").body.decode())
    report = world.reports.read(ODENSE, upload, "report.json")
    assert report is not None
    world.reports.write(
        ODENSE, upload, "report.json", report.replace(b'"schemaVersion"', b'  "schemaVersion"', 1)
    )
    assert asking(world).get(way).status == 200


@pytest.mark.parametrize("group", ["error-KA999", "warning-KA341", "nonsense-KA341"])
def test_there_is_no_page_of_what_was_not_found(world: World, group: str) -> None:
    upload = stored(world)
    assert asking(world).get(f"/ark/{upload}/bemaerkninger/{group}").status == 404


# Fields beside them


def faulty_sheet() -> bytes:
    """120 rows with the same phone of two digits."""
    return written(sheet_of(*(row(sourceSystem=f"System {at}", contactPhone="12") for at in range(120))))


def hidden_of(made: Response) -> dict[str, str]:
    return dict(
        re.findall(r'<input type="hidden" name="(formular|set|side)" value="([^"]*)"', made.body.decode())
    )


def phone_fields(made: Response) -> dict[str, str]:
    return dict(re.findall(r'name="(celle-[A-Z]+\d+)"[^>]* value="([^"]*)"', made.body.decode()))


def test_findings_of_a_later_page_are_corrected_there(world: World) -> None:
    editing = Editing(world)
    upload = editing.checked(faulty_sheet())
    browser = editing.browser(Role.EDITOR)
    way = f"/ark/{upload.upload_id}/bemaerkninger/error-KA340"
    first, second = browser.get(way), browser.get(f"{way}?side=2")
    assert (len(phone_fields(first)), len(phone_fields(second))) == (100, 20)
    assert hidden_of(second)["side"] == "2"
    cell = min(phone_fields(second))
    made = editing.carry_out(
        browser.post(way, {**hidden_of(second), **phone_fields(second), cell: "65515151"})
    )
    sheet = opened(editing.file_of(made)).worksheets[0]
    assert str(sheet[cell.removeprefix("celle-")].value) == "65515151"
    assert sum(str(one.value) == "65515151" for line in sheet.iter_rows() for one in line) == 1


def test_one_text_is_used_in_all_that_are_alike_on_every_page(world: World) -> None:
    editing = Editing(world)
    upload = editing.checked(faulty_sheet())
    browser = editing.browser(Role.EDITOR)
    way = f"/ark/{upload.upload_id}/bemaerkninger/error-KA340"
    page = browser.get(f"{way}?side=2")
    assert "Brug i alle 120" in text_of(page)
    cell = next(iter(phone_fields(page)))
    sent = {
        **hidden_of(page),
        **phone_fields(page),
        cell: "65515151",
        "gor": f"ens:{cell.removeprefix('celle-')}",
    }
    made = editing.carry_out(browser.post(way, sent))
    sheet = opened(editing.file_of(made)).worksheets[0]
    assert sum(str(one.value) == "65515151" for line in sheet.iter_rows() for one in line) == 120


def test_nothing_typed_and_somebody_quicker_are_told_with_what_was_typed(world: World) -> None:
    editing = Editing(world)
    upload = editing.checked(faulty_sheet())
    anne, bo = editing.browser(Role.EDITOR), editing.browser(Role.EDITOR, "bo")
    way = f"/ark/{upload.upload_id}/bemaerkninger/error-KA340"
    page = bo.get(f"{way}?side=2")
    sent = {**hidden_of(page), **phone_fields(page)}
    empty = bo.post(way, sent)
    assert (empty.status, "Du har ikke ændret noget" in text_of(empty)) == (422, True)
    assert "Bemærkning 101 til 120" in text_of(empty)
    cell = next(iter(phone_fields(page)))
    editing.carry_out(anne.post(way, {**hidden_of(anne.get(way)), cell: "65515151"}))
    late = bo.post(way, {**sent, cell: "65515252"})
    assert (late.status, phone_fields(late)[cell]) == (409, "65515252")
    assert "En kollega har lavet en nyere rettet udgave af arket" in text_of(late)
    assert bo.post(way, {**sent, **hidden_of(late), cell: "65515252"}).status == 303


def test_what_was_typed_on_a_later_page_stands_there_after_a_sign_in(world: World) -> None:
    editing = Editing(world)
    upload = editing.checked(faulty_sheet())
    browser = editing.browser(Role.EDITOR)
    way = f"/ark/{upload.upload_id}/bemaerkninger/error-KA340"
    page = browser.get(f"{way}?side=2")
    cell = next(iter(phone_fields(page)))
    csrf = browser.csrf
    browser.context.sessions.end(browser.cookies.pop(COOKIE))
    ended = browser.post(way, {**hidden_of(page), **phone_fields(page), cell: "65515151", "csrf": csrf})
    assert ended.status == 401
    editing.sign_in(browser, Role.EDITOR)
    assert phone_fields(browser.get(f"{way}?side=2"))[cell] == "65515151"


def test_who_may_only_read_has_no_fields(world: World) -> None:
    editing = Editing(world)
    upload = editing.checked(faulty_sheet())
    made = editing.browser(Role.READER).get(f"/ark/{upload.upload_id}/bemaerkninger/error-KA340")
    assert (made.status, phone_fields(made)) == (200, {})
