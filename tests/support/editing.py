"""A sheet that is checked, edited on the page, and checked again, on moto: S3's notifications are delivered by hand."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import validate.handler as validate_handler
from kleark.adapters import clock
from kleark.identity.person import Role
from kleark.publishing.ids import upload_id
from tests.support.page import Browser, Clock, KnownSessions, PageStores, app_context, person, query_of
from tests.support.world import CONTEXT, ODENSE, UPLOADS, failures, s3_record, upload_message

if TYPE_CHECKING:
    from kleark.http.messages import Response
    from kleark.publishing.model import Upload
    from tests.support.world import World


class Editing:
    """One world, with the page in front of it and the validator behind it."""

    def __init__(self, world: World) -> None:
        # What the page gives out is for a month, by the clock that the validator reads, too.
        self.world = world
        self.stores = PageStores(world)
        self.context = app_context(self.stores, Clock(clock.now()), KnownSessions())
        assert self.stores.tickets is not None

    def browser(self, role: Role = Role.APPROVER, name: str = "anne") -> Browser:
        return Browser(self.context).signed_in_as(person(ODENSE, role, name))

    def sign_in(self, browser: Browser, role: Role, name: str = "anne") -> None:
        browser.signed_in_as(person(ODENSE, role, name))

    def checked(self, data: bytes, key: str = "0461/kontrol/odense-2021.xlsx") -> Upload:
        """Uploaded, and checked in full."""
        self.world.s3.put_object(Bucket=UPLOADS, Key=key, Body=data)
        assert self.deliver(key) == []
        return self._upload(key)

    def deliver(self, key: str) -> list[str]:
        """S3 tells of the key's newest version; gives the messages that are to come again."""
        newest = self.world.s3.head_object(Bucket=UPLOADS, Key=key)["VersionId"]
        return failures(
            validate_handler.handler({"Records": [upload_message(s3_record(key, newest))]}, CONTEXT)
        )

    def carry_out(self, ordered: Response) -> Upload:
        """What the validator does with an order, and then with the sheet that it made."""
        assert ordered.status == 303, ordered.body.decode()[:3000]
        key = query_of(ordered)["key"]
        for _ in range(2):
            assert self.deliver(key) == []
        return self._upload(key)

    def versions(self, key: str) -> list[str]:
        """All versions of an object."""
        found = self.world.s3.list_object_versions(Bucket=UPLOADS, Prefix=key).get("Versions", [])
        return [one["VersionId"] for one in found if one["Key"] == key]

    def file_of(self, upload: Upload) -> bytes:
        """The workbook of an upload."""
        stored = self.world.s3.get_object(Bucket=UPLOADS, Key=upload.key, VersionId=upload.version_id)
        return stored["Body"].read()

    def _upload(self, key: str) -> Upload:
        newest = self.world.s3.head_object(Bucket=UPLOADS, Key=key)["VersionId"]
        upload = self.world.table.upload(self.world.code, upload_id(UPLOADS, key, newest))
        assert upload is not None
        return upload


def hidden_fields(page: Response) -> dict[str, str]:
    """The hidden fields of the form on a page that orders an edit, but its token."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.body.decode())
    return {name: html.unescape(value) for name, value in fields if name != "csrf"}
