"""Files that the page hands out: those of an upload, and sheets to go on with."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

import openpyxl
import pytest

from kleark.admin.pages import downloads
from kleark.identity.person import Role
from kleark.publishing.manual import unpublish
from kleark.publishing.model import UploadStatus, stamp
from kleark.publishing.object_keys import report_prefix
from kleark.template.template_workbook import TABLE as TABLE_SHEET
from kleark.template.template_workbook import TOPICS
from kleark.testing.validated_uploads import validated
from tests.support.acting import change_request
from tests.support.list_uploads import NUMBERS, put_list
from tests.support.page import asking, links, query_of, text_of
from tests.support.sweeping import Sweeper, three_revisions
from tests.support.world import AARHUS, NOON, REGION, REPORTS, UPLOADS, World, rows

if TYPE_CHECKING:
    from kleark.http.messages import Response
    from kleark.publishing.model import Upload

MINUTE = timedelta(minutes=1)
BESIDE = {
    "kommentarer": ("annotated.xlsx", "mit ark med kommentarer.xlsx"),
    "rettet": ("mended.xlsx", "mit ark rettet.xlsx"),
    "rapport": ("report.html", "mit ark resultat.html"),
}


def checked(world: World, status: UploadStatus = UploadStatus.CHECKED, name: str = "mit ark.xlsx") -> Upload:
    """An upload whose sheet and whose report's files are all there."""
    version = world.s3.put_object(Bucket=UPLOADS, Key=f"{world.code}/{name}", Body=b"original")["VersionId"]
    upload, _ = validated(world.code, rows(3), name, stamp(NOON), status=status, version_id=version)
    for stored_as, _ in BESIDE.values():
        world.reports.write(world.code, upload.upload_id, stored_as, stored_as.encode())
    return world.table.claim(upload)


def fetched(world: World, made: Response) -> bytes:
    """What S3 hands out at the address that a browser is sent to."""
    parts = urlsplit(made.headers["Location"])
    bucket = REPORTS if REPORTS in parts.netloc + parts.path.split("/")[1] else UPLOADS
    asked = {"Bucket": bucket, "Key": unquote(parts.path).lstrip("/")}
    if version := parse_qs(parts.query).get("versionId"):
        asked["VersionId"] = version[0]
    return world.s3.get_object(**asked)["Body"].read()  # type: ignore[arg-type]


def name_of(disposition: str) -> str:
    """The file name that a browser saves under (RFC 6266, 4.3)."""
    assert disposition.startswith("attachment; filename*=UTF-8''")
    return unquote(disposition.partition("''")[2])


def sheet_in(made: Response) -> list[list[object]]:
    """The table's filled rows, header first."""
    book = openpyxl.load_workbook(io.BytesIO(made.body), data_only=True)
    return [list(one) for one in book[TABLE_SHEET].iter_rows(values_only=True) if one[0]]


# ---- Files of an upload ----------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", BESIDE)
def test_a_file_of_the_report_is_fetched_from_where_it_is_kept(world: World, asked: str) -> None:
    upload = checked(world)
    stored_as, name = BESIDE[asked]
    made = asking(world, Role.READER).get(f"/ark/{upload.upload_id}/fil/{asked}")
    assert made.status == 303
    assert fetched(world, made) == stored_as.encode()
    query = query_of(made)
    assert name_of(query["response-content-disposition"]) == name
    assert query["X-Amz-Expires"] == "60"


def test_links_and_forms_lead_to_the_host_that_the_policy_names(world: World) -> None:
    """``RegionalDomainName`` in template.yaml: at another one, browsers would not let a form through."""
    upload = checked(world)
    browser = asking(world)
    location = urlsplit(browser.get(f"/ark/{upload.upload_id}/fil/original").headers["Location"])
    assert location.netloc == f"{UPLOADS}.s3.{REGION}.amazonaws.com"
    sheets = browser.context.stores.sheets
    assert (
        sheets.form("0461/kontrol/side/x/ark.xlsx", "https://page.example/").url
        == f"https://{location.netloc}/"
    )


def test_the_sheet_itself_is_that_very_version(world: World) -> None:
    upload = checked(world)
    world.s3.put_object(Bucket=UPLOADS, Key=upload.key, Body=b"senere")
    made = asking(world, Role.READER).get(f"/ark/{upload.upload_id}/fil/original")
    assert fetched(world, made) == b"original"
    assert name_of(query_of(made)["response-content-disposition"]) == "mit ark.xlsx"


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("ark.XLSX", "ark rettet.xlsx"),
        ("budget 2025.v2", "budget 2025.v2 rettet.xlsx"),
        ('a"b;c.xlsx', "ab;c rettet.xlsx"),
        ("æøå’.xlsx", "æøå’ rettet.xlsx"),
        ("x" * 200 + ".xlsx", "x" * 95 + ".xlsx"),
    ],
)
def test_names_that_browsers_save_under(world: World, name: str, saved: str) -> None:
    upload = checked(world, name=name)
    made = asking(world).get(f"/ark/{upload.upload_id}/fil/rettet")
    assert name_of(query_of(made)["response-content-disposition"]) == saved


@pytest.mark.parametrize(
    ("scan", "says"),
    [("THREATS_FOUND", "indeholder skadelig kode"), ("UNSUPPORTED", "kunne ikke undersøges")],
)
def test_a_file_that_may_do_harm_is_not_handed_out_again(world: World, scan: str, says: str) -> None:
    upload = checked(world, UploadStatus.REJECTED)
    world.table.advance(replace(upload, scan=scan), UploadStatus.REJECTED)
    made = asking(world).get(f"/ark/{upload.upload_id}/fil/original")
    assert made.status == 409
    assert "Location" not in made.headers
    assert says in text_of(made)
    # What we wrote ourselves is.
    assert asking(world).get(f"/ark/{upload.upload_id}/fil/rapport").status == 303


@pytest.mark.parametrize("asked", [*BESIDE, "original"])
def test_another_municipality_s_files_are_not_there(world: World, asked: str) -> None:
    foreign = checked(world.at(AARHUS))
    made = asking(world).get(f"/ark/{foreign.upload_id}/fil/{asked}")
    assert made.status == 404
    assert "Location" not in made.headers
    assert asking(world, code=AARHUS).get(f"/ark/{foreign.upload_id}/fil/{asked}").status == 303


@pytest.mark.parametrize("asked", ["config", "original.xlsx", "report", "../config", "KOMMENTARER"])
def test_nothing_else_beside_the_report_is_handed_out(world: World, asked: str) -> None:
    upload = checked(world)
    world.reports.write(world.code, upload.upload_id, "config.json", b"{}")
    assert asking(world).get(f"/ark/{upload.upload_id}/fil/{asked}").status == 404


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("kommentarer", "Vi kunne ikke skrive kommentarer i arket."),
        ("rettet", "Vi har ikke forslag til, hvad der skal stå i arket i stedet"),
        ("rapport", "Resultatet er ikke gemt som én fil."),
    ],
)
def test_a_file_that_was_never_made(world: World, asked: str, why: str) -> None:
    upload = checked(world)
    world.s3.delete_object(Bucket=REPORTS, Key=report_prefix(upload.upload_id, world.code) + BESIDE[asked][0])
    made = asking(world).get(f"/ark/{upload.upload_id}/fil/{asked}")
    assert made.status == 404
    assert why in text_of(made)
    assert f"/ark/{upload.upload_id}" in links(made, "/ark/")


def test_a_sheet_that_is_not_kept_any_more(world: World) -> None:
    upload = checked(world)
    world.s3.delete_object(Bucket=UPLOADS, Key=upload.key, VersionId=upload.version_id)
    made = asking(world).get(f"/ark/{upload.upload_id}/fil/original")
    assert made.status == 410
    assert "Arket er ikke gemt mere" in text_of(made)


@pytest.mark.parametrize("status", [UploadStatus.RECEIVED, UploadStatus.QUEUED])
def test_a_file_that_is_not_made_yet(world: World, status: UploadStatus) -> None:
    upload = checked(world, status)
    world.s3.delete_object(Bucket=REPORTS, Key=report_prefix(upload.upload_id, world.code) + "annotated.xlsx")
    made = asking(world).get(f"/ark/{upload.upload_id}/fil/kommentarer")
    assert made.status == 409
    assert "Vent, til arket er kontrolleret." in text_of(made)


def test_a_sheet_that_was_deleted_before_it_was_read(world: World) -> None:
    at = stamp(NOON)
    upload, _ = validated(world.code, rows(3), "væk.xlsx", at, status=UploadStatus.GONE)
    world.table.claim(upload)
    made = asking(world).get(f"/ark/{upload.upload_id}/fil/kommentarer")
    assert made.status == 410
    assert "Arket blev slettet, før vi kunne læse det." in text_of(made)


# ---- Sheets to go on with --------------------------------------------------------------------------------


def test_the_sheet_holds_what_is_live(world: World) -> None:
    world.published(rows(9))
    made = asking(world, Role.READER).get("/skabelon")
    assert made.status == 200
    assert made.headers["Content-Type"] == downloads.XLSX
    assert name_of(made.headers["Content-Disposition"]) == "KLE-konfiguration Odense version 1.xlsx"
    assert [one[0] for one in sheet_in(made)[1:]] == [one.kle_number for one in rows(9)]


def test_or_an_earlier_revision(world: World) -> None:
    world.published(rows(9))
    world.published(rows(8), NOON + MINUTE)
    browser = asking(world, Role.READER)
    made = browser.get("/skabelon?version=1")
    assert name_of(made.headers["Content-Disposition"]) == "KLE-konfiguration Odense version 1.xlsx"
    assert len(sheet_in(made)) == 10
    assert len(sheet_in(browser.get("/skabelon"))) == 9


@pytest.mark.parametrize("path", ["/skabelon", "/skabelon?tom=1"])
def test_or_nothing(world: World, path: str) -> None:
    if "tom" in path:
        world.published(rows(9))
    made = asking(world, Role.READER).get(path)
    assert name_of(made.headers["Content-Disposition"]) == "KLE-konfiguration Odense tomt ark.xlsx"
    assert len(sheet_in(made)) == 1


def topics_in(made: Response) -> dict[object, tuple[object, object]]:
    """The names and remarks of the numbers to choose from."""
    book = openpyxl.load_workbook(io.BytesIO(made.body), data_only=True)
    return {number: (title, remark) for number, title, remark, *_ in book[TOPICS].iter_rows(values_only=True)}


@pytest.mark.parametrize("path", ["/skabelon", "/skabelon?tom=1"])
def test_the_municipalitys_own_numbers_can_be_chosen_beside_those_of_kl(world: World, path: str) -> None:
    world.published(rows(2))
    assert put_list(world, NUMBERS.encode(), "0461/egne-numre/egne.csv").deliver() == []
    offered = topics_in(asking(world, Role.READER).get(path))
    assert offered["15.99.01"] == ("Værdighedspuljen", "Kommunens eget nummer")
    assert "15.20.24" in offered
    of_others = topics_in(asking(world.at(AARHUS), Role.READER, code=AARHUS).get(path))
    assert of_others == {
        number: one for number, one in offered.items() if number not in {"15.99.01", "27.99.04"}
    }


def test_where_nothing_is_shown_on_purpose_the_sheet_is_empty(world: World) -> None:
    world.published(rows(9))
    unpublish(change_request("anne", "tom", 1), world.place)
    made = asking(world).get("/skabelon")
    assert name_of(made.headers["Content-Disposition"]) == "KLE-konfiguration Odense tomt ark.xlsx"
    assert len(sheet_in(made)) == 1


@pytest.mark.parametrize("version", ["0", "2", "x", "", "-1", "99999999999999999999"])
def test_a_revision_that_there_never_was(world: World, version: str) -> None:
    world.published(rows(9))
    aarhus = world.at(AARHUS)
    aarhus.published(rows(3))
    aarhus.published(rows(2), NOON + MINUTE)
    assert asking(world).get(f"/skabelon?version={version}").status == 404


def test_a_revision_that_was_swept(world: World) -> None:
    three_revisions(world)
    Sweeper(world)()
    made = asking(world).get("/skabelon?version=1")
    assert made.status == 410
    assert links(made, "/historik/") == ["/historik/1/ark"]


def test_the_largest_sheet_of_usual_rows_fits_an_answer_of_lambda(world: World) -> None:
    """As in `admin_page.handler`: bytes go as base64, and a third is added."""
    world.published(rows(9_999))
    made = asking(world).get("/skabelon")
    assert made.binary
    assert len(sheet_in(made)) == 10_000
    assert 500_000 < len(made.body) < downloads.MOST_BYTES
    assert downloads.MOST_BYTES * 4 / 3 < 6_291_556 - 10_000


def test_a_sheet_that_does_not_fit_is_not_made(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.published(rows(9))
    monkeypatch.setattr(downloads, "MOST_BYTES", 10_000)
    made = asking(world).get("/skabelon")
    assert made.status == 409
    assert "Arket er for stort til at blive lavet her" in text_of(made)
    assert links(made, "/historik/") == ["/historik/1/ark"]


@pytest.mark.parametrize("asked", ["kommentarer", "rettet"])
def test_a_sheet_that_could_not_be_written_in_says_why(world: World, asked: str) -> None:
    upload = checked(world)
    stored = BESIDE[asked][0]
    world.s3.delete_object(Bucket=REPORTS, Key=report_prefix(upload.upload_id, world.code) + stored)
    why = f'{{"{stored}": {{"reason": "formats"}}}}'.encode()
    world.reports.write(world.code, upload.upload_id, "not-made.json", why)
    made = asking(world).get(f"/ark/{upload.upload_id}/fil/{asked}")
    assert made.status == 404
    assert "Filen har flere formater, end Excel kan åbne (65.490)." in text_of(made)
