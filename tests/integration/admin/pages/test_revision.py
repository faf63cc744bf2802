"""One revision on the page, and the sheet behind it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

from kleark.admin.pages.revision import MOST
from kleark.configuration.row import ShownTitles
from kleark.identity.person import Role
from kleark.publishing.manual import unpublish
from kleark.publishing.model import stamp
from kleark.testing.validated_uploads import validated
from tests.support.acting import change_request
from tests.support.page import asking, links, query_of, text_of
from tests.support.sweeping import Sweeper, three_revisions
from tests.support.world import AARHUS, NOON, UPLOADS, World, row, rows

if TYPE_CHECKING:
    from kleark.configuration.row import Row
    from kleark.publishing.model import LogEntry, Upload

MINUTE = timedelta(minutes=1)


def published_from_s3(
    world: World, of: tuple[Row, ...], name: str, minutes: int = 0
) -> tuple[LogEntry, bytes]:
    """A revision whose sheet is really in the bucket, with what stands in it."""
    content = f"arket {name}, {minutes}".encode()
    key = f"{world.code}/{name}"
    version = world.s3.put_object(Bucket=UPLOADS, Key=key, Body=content)["VersionId"]
    at = stamp(NOON + minutes * MINUTE)
    upload, config = validated(world.code, of, name, at, version_id=version)
    world.table.claim(upload)
    world.reports.write(world.code, upload.upload_id, "config.json", config.to_bytes())
    entry = world.publish(upload).entry
    assert entry is not None
    return entry, content


def fetched(world: World, location: str) -> bytes:
    """What stands at an address that S3 was asked to sign."""
    parts = urlsplit(location)
    version = re.search(r"versionId=([^&]+)", parts.query)
    assert version
    asked = {"Bucket": UPLOADS, "Key": unquote(parts.path).lstrip("/"), "VersionId": version[1]}
    return world.s3.get_object(**asked)["Body"].read()  # type: ignore[arg-type]


def test_who_made_it_when_and_why_and_how_long_it_was_shown(world: World) -> None:
    world.published(rows(9), name="første.xlsx")
    world.published(rows(8), NOON + MINUTE)
    world.go_back(to=1, expected=2)
    page = asking(world, Role.READER).get("/historik/1")
    told = text_of(page)
    assert page.status == 200
    assert "Version 1 Offentliggjort automatisk den 3. nov. 2025 kl. 13.00" in told
    assert "Vist for borgerne Fra 3. nov. 2025 kl. 13.00 til 3. nov. 2025 kl. 13.00" in told
    assert "Rækker 9" in told
    assert "I forhold til versionen før 9 nye rækker" in told
    assert "Ark første.xlsx" in told
    live = text_of(asking(world, Role.READER).get("/historik/3"))
    assert "Version 3 Vises nu Gået tilbage til version 1 af anne" in live
    assert "Hvorfor forkert ark" in live
    assert "og stadig" in live


def test_its_rows_in_the_words_of_the_sheet(world: World) -> None:
    from kleark.configuration.row import DigitalPost  # noqa: PLC0415

    new = DigitalPost("https://post.borger.dk/send/a/b/", group_id="a", point_id="b")
    world.published((row(2), replace(row(3), source_system="*", digital_post=new)))
    told = text_of(asking(world, Role.READER).get("/historik/1"))
    assert (
        "15.00.02 Emne 2 på æøå FASIT 3. jan. 2020 og alle aktive Kontaktcenter +45 6613 1372 "
        "https://www.odense.dk/borger/job-og-uddannelse/fleksjob postkasse 2 –" in told
    )
    assert "15.00.03 Emne 3 på æøå Alle 4. jan. 2020 Kontaktcenter" in told
    assert "https://post.borger.dk/send/a/b/ Søg her https://www.odense.dk/soeg" in told


def test_many_rows_are_shown_a_page_at_a_time(world: World) -> None:
    world.published(rows(2 * MOST + 1))
    browser = asking(world, Role.READER)
    numbers = []
    for at, first, last in ((1, 1, 100), (2, 101, 200), (3, 201, 201)):
        page = browser.get(f"/historik/1?side={at}")
        assert f"Her er række {first} til {last} af 201." in text_of(page)
        assert f"Side {at} af 3" in text_of(page)
        numbers += re.findall(r'<th scope="row"><a [^>]*>([0-9.]{8})</a></th>', page.body.decode())
    assert numbers == [one.kle_number for one in rows(2 * MOST + 1)]
    assert [browser.get(f"/historik/1?side={at}").status for at in ("0", "4", "x", "")] == [404] * 4


def test_only_an_approver_is_offered_to_go_back(world: World) -> None:
    world.published(rows(9))
    world.published(rows(8), NOON + MINUTE)
    for role, offered in ((Role.READER, []), (Role.EDITOR, []), (Role.APPROVER, ["/historik/1/gaa-tilbage"])):
        page = asking(world, role).get("/historik/1")
        assert [way for way in links(page, "/historik/1/") if way.endswith("tilbage")] == offered
    assert links(asking(world).get("/historik/2"), "/historik/2/") == ["/historik/2/ark"]


def test_what_can_be_done_with_the_very_rows_that_are_live(world: World) -> None:
    world.published(rows(9))
    world.published(rows(8), NOON + MINUTE)
    world.go_back(to=1, expected=2)
    page = asking(world).get("/historik/1")
    assert "Rækkerne er de samme som i version 3, der vises nu." in text_of(page)
    assert "/historik/1/gaa-tilbage" not in links(page, "/historik/1/")


def test_rows_that_were_swept_are_said_to_be_gone_and_what_is_possible_still(world: World) -> None:
    three_revisions(world)
    Sweeper(world)()
    page = asking(world).get("/historik/1")
    assert page.status == 200
    assert "Rækkerne er slettet" in text_of(page)
    assert links(page, "/historik/") == ["/historik/1/ark"]
    assert "Rækkerne i version 1" not in text_of(page)


def test_an_empty_revision(world: World) -> None:
    world.published(rows(9))
    unpublish(change_request("anne", "forkerte numre", 1), world.place)
    page = asking(world).get("/historik/2")
    assert "Mens den vistes, så borgerne ingen sager fra kommunen." in text_of(page)
    assert "Hent arket" not in text_of(page)


@pytest.mark.parametrize(
    "path", ["/historik/2", "/historik/2/ark", "/historik/2/gaa-tilbage", "/historik/999999999"]
)
def test_a_revision_of_another_municipality_is_none(world: World, path: str) -> None:
    aarhus = world.at(AARHUS)
    aarhus.published(rows(3))
    aarhus.published(rows(2), NOON + MINUTE)
    world.published(rows(9))
    assert asking(world).get(path).status == 404
    assert asking(world, code=AARHUS).get("/historik/2").status == 200


def test_hostile_texts_are_text(world: World) -> None:
    world.published(
        (replace(row(1), contact_department="<script>alert(1)</script>"),), name="<b>ark</b>.xlsx"
    )
    body = asking(world).get("/historik/1").body.decode()
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
    assert "<b>ark" not in body


# ---- The sheet behind it ---------------------------------------------------------------------------------


def test_the_very_version_of_the_sheet_is_fetched_from_where_it_is_kept(world: World) -> None:
    _, first = published_from_s3(world, rows(9), "ark.xlsx")
    _, second = published_from_s3(world, rows(8), "ark.xlsx", minutes=1)
    for number, content in ((1, first), (2, second)):
        made = asking(world, Role.READER).get(f"/historik/{number}/ark")
        assert made.status == 303
        assert fetched(world, made.headers["Location"]) == content
        asked = query_of(made)
        disposition = asked["response-content-disposition"]
        assert unquote(disposition) == f"attachment; filename*=UTF-8''version {number} - ark.xlsx"


def test_a_revert_gives_the_sheet_that_its_rows_came_from(world: World) -> None:
    _, first = published_from_s3(world, rows(9), "ark.xlsx")
    published_from_s3(world, rows(8), "andet.xlsx", minutes=1)
    world.go_back(to=1, expected=2)
    made = asking(world, Role.READER).get("/historik/3/ark")
    assert fetched(world, made.headers["Location"]) == first


def test_a_sheet_that_is_not_kept_is_made_anew_of_the_rows(world: World) -> None:
    entry, _ = published_from_s3(world, rows(9), "ark.xlsx")
    upload = stored(world, entry)
    world.s3.delete_object(Bucket=UPLOADS, Key=upload.key, VersionId=upload.version_id)
    made = asking(world, Role.READER).get("/historik/1/ark")
    assert made.status == 404
    assert "Arket bag version 1 er ikke gemt mere" in text_of(made)
    assert links(made, "/skabelon") == ["/skabelon?version=1"]


def test_neither_sheet_nor_rows_are_kept(world: World) -> None:
    three_revisions(world)
    Sweeper(world)()
    made = asking(world, Role.READER).get("/historik/1/ark")
    assert made.status == 410
    assert "både arket og rækkerne er slettet" in text_of(made)
    assert links(made, "/skabelon") == []


def test_nothing_was_shown_so_there_was_no_sheet(world: World) -> None:
    world.published(rows(9))
    unpublish(change_request("anne", "tom", 1), world.place)
    made = asking(world, Role.READER).get("/historik/2/ark")
    assert made.status == 404
    assert links(made, "/skabelon") == ["/skabelon?tom=1"]


def stored(world: World, entry: LogEntry) -> Upload:
    assert entry.content is not None
    upload = world.table.upload(world.code, entry.content.upload_id)
    assert upload is not None
    return upload


def test_a_choice_of_titles_stands_in_its_row(world: World) -> None:
    titles = ShownTitles(cases=False, documents=True)
    world.published((replace(rows(2)[0], shown_titles=titles), rows(2)[1]))
    told = text_of(asking(world).get("/historik/1"))
    assert told.count("Vis sagstitel: Nej") == told.count("Vis dokumenttitler: Ja") == 1
