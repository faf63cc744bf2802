"""Lists beside the sheet uploaded on moto, and what is stored of municipalities'."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import validate.handler as validate_handler
from kleark.adapters import clients
from kleark.adapters.dynamodb.case_template_table import CaseTemplateTable
from kleark.adapters.dynamodb.inventory_table import InventoryTable
from kleark.adapters.dynamodb.own_number_table import OwnNumberTable
from kleark.intake.notification import ObjectCreated
from kleark.publishing.ids import municipality_code, upload_id
from kleark.publishing.model import stamp
from tests.support.world import CONTEXT, NOON, REPORTS, TABLE, UPLOADS, failures, s3_record, upload_message

if TYPE_CHECKING:
    from datetime import datetime

    import pytest

    from kleark.case_templates.model import TemplateList
    from kleark.configuration.list_head import ListHead
    from tests.support.world import World

CODE = municipality_code("0461")
SAMPLE = (Path(__file__).parents[2] / "sample_sheets" / "sagsskabeloner.csv").read_bytes()
NUMBERS = "KLE-nr.;KLE-navn;Gyldig fra\n15.99.01;Værdighedspuljen;01-01-2020\n27.99.04;Fleksjob;\n"
"""Own KLE numbers, the second with the name of a number of KL's."""
ONE = b"Skabelonnavn;KLE-nr.;Fagsystem\nFleksjob;15.20.24;FASIT\n"
UNREADABLE = b"Skabelonnavn;KLE-nr.;Fagsystem\n;15.20.24;FASIT\n"


@dataclass
class UploadedList:
    """One version of one list, and the notification about it."""

    key: str
    version: str
    at: datetime = NOON

    @property
    def identity(self) -> str:
        return upload_id(UPLOADS, self.key, self.version)

    @property
    def created(self) -> ObjectCreated:
        return ObjectCreated(UPLOADS, self.key, self.version, stamp(self.at), 1)

    def deliver(self) -> list[str]:
        message = upload_message(s3_record(self.key, self.version, at=self.at))
        return failures(validate_handler.handler({"Records": [message]}, CONTEXT))


def put_list(
    world: World, data: bytes = SAMPLE, key: str = "0461/skabeloner/sagsskabeloner.csv", at: datetime = NOON
) -> UploadedList:
    """Upload a list. S3 tells its time in whole seconds, which are the same here: the event's time decides."""
    return UploadedList(key, world.s3.put_object(Bucket=UPLOADS, Key=key, Body=data)["VersionId"], at)


def stored_head() -> ListHead | None:
    return CaseTemplateTable(clients.dynamodb(), TABLE).head(CODE, consistent=True)


def stored_templates() -> TemplateList | None:
    """The list that counts, as a reader finds it; None where there is none."""
    head = stored_head()
    if head is None or head.is_deleted:
        return None
    found = CaseTemplateTable(clients.dynamodb(), TABLE).templates(CODE, head)
    assert found is not None, "half a list"
    return found


def list_items(world: World, partition: str = "TEMPLATES#0461") -> list[str]:
    """The sort keys in the partition of a list."""
    query: Any = {":pk": {"S": partition}}
    answer = world.dynamodb.query(
        TableName=TABLE, KeyConditionExpression="PK = :pk", ExpressionAttributeValues=query
    )
    return [item["SK"]["S"] for item in answer["Items"]]


def list_file(world: World, uploaded: UploadedList, name: str, folder: str = "skabeloner") -> Any:
    """A JSON file beside the report on a list."""
    key = f"0461/{folder}/{uploaded.identity}/{name}"
    return json.loads(world.s3.get_object(Bucket=REPORTS, Key=key)["Body"].read())


def watched_heads(patch: pytest.MonkeyPatch) -> list[bool]:
    """A list that grows by one whenever it is asked which inventory counts."""
    asked: list[bool] = []
    real = InventoryTable.head

    def counted(self: InventoryTable, *, consistent: bool) -> Any:
        asked.append(consistent)
        return real(self, consistent=consistent)

    patch.setattr(InventoryTable, "head", counted)
    return asked


class StoredLists:
    """The tables of lists, on moto."""

    def __init__(self, client: Any = None, name: str = TABLE) -> None:
        self._client = client or clients.dynamodb()
        self._name = name

    def templates(self) -> CaseTemplateTable:
        return CaseTemplateTable(self._client, self._name)

    def own_numbers(self) -> OwnNumberTable:
        return OwnNumberTable(self._client, self._name)
