"""What a browser is signed for, and what of it is found again: as S3 answers, which engines do not in all."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from kleark.adapters import clients
from kleark.adapters.presigned import FORM_LIVES, LINK_LIVES, PresignedUrls
from tests.support.world import REPORTS, UPLOADS

if TYPE_CHECKING:
    from tests.support.world import World

KEY = "0461/ark.xlsx"


@pytest.fixture
def urls(world: World) -> PresignedUrls:
    assert world.s3.get_bucket_versioning(Bucket=UPLOADS)["Status"] == "Enabled"
    return PresignedUrls(clients.s3_for_browsers(), UPLOADS, REPORTS)


def test_of_two_versions_of_one_second_the_first_is_the_order(urls: PresignedUrls, world: World) -> None:
    """S3 tells whole seconds: who puts something else there at once must not be taken for the first."""
    urls.order_edit(KEY, b"the order")
    for other in (b"another", b"a third"):
        world.s3.put_object(Bucket=UPLOADS, Key=KEY, Body=other)
    assert urls.first_version(KEY) == b"the order"


def test_the_first_of_more_versions_than_a_page_lists(urls: PresignedUrls, world: World) -> None:
    for number in range(5):
        world.s3.put_object(Bucket=UPLOADS, Key=KEY, Body=b"%d" % number)
    events, moment = urls.client.meta.events, "before-parameter-build.s3.ListObjectVersions"
    events.register(moment, _two_at_a_time)
    try:
        assert urls.first_version(KEY) == b"0"
    finally:
        events.unregister(moment, _two_at_a_time)


def _two_at_a_time(params: dict[str, Any], **_: object) -> None:
    params["MaxKeys"] = 2


def test_another_key_that_begins_so_is_no_version_of_it(urls: PresignedUrls, world: World) -> None:
    world.s3.put_object(Bucket=UPLOADS, Key=f"{KEY}.bak", Body=b"another")
    assert urls.first_version(KEY) is None


def test_a_link_lives_a_minute_and_a_form_an_hour(urls: PresignedUrls, world: World) -> None:
    """moto serves what has expired, and what was signed for another key: so what is signed is looked at itself."""
    version = world.s3.put_object(Bucket=UPLOADS, Key=KEY, Body=b"1")["VersionId"]
    link = urls.upload_link(KEY, version, "ark.xlsx")
    assert link is not None
    asked = parse_qs(urlsplit(link).query)
    assert asked["X-Amz-Expires"] == [str(LINK_LIVES)] == ["60"]
    assert urlsplit(link).path == f"/{KEY}"
    assert asked["versionId"] == [version]
    form = urls.form(KEY)
    policy = json.loads(base64.b64decode(form.fields["policy"]))
    left = datetime.fromisoformat(policy["expiration"]) - datetime.now(UTC)
    assert FORM_LIVES - 60 < left.total_seconds() <= FORM_LIVES == 3600
    assert {"key": KEY} in policy["conditions"]
    assert ["content-length-range", 0, 20 * 1024 * 1024] in policy["conditions"]
