"""All findings of a rule, page by page, where the result names only the first; and what the result's page reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kleark.check import check_with_excerpt
from kleark.intake.report_files import required_files, summary_files
from kleark.publishing.model import UploadStatus, stamp
from kleark.registers.municipalities import municipality
from kleark.testing.validated_uploads import validated
from tests.support.page import PageStores, asking, text_of
from tests.support.sheet_builder import row, sheet_of, written
from tests.support.world import NOON, ODENSE

if TYPE_CHECKING:
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
