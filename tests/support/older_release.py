"""Uploads' records as a release before this one left them: beside LIVE and the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kleark.adapters.dynamodb.expressions import older_upload_record_key, upload_record_key
from kleark.adapters.dynamodb.keys import UPLOAD_PREFIX, partition, upload_partition
from tests.support.sweeping import everything
from tests.support.world import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kleark.publishing.ids import MunicipalityCode
    from tests.support.world import World


def record_as_before(world: World, ids: Iterable[str] | None = None) -> list[str]:
    """Put records where they were before this release; without ``ids``, all. Gives their uploads' ids."""
    moved = [one for one in recorded(upload_partition(world.code)) if ids is None or one in ids]
    for upload_id in moved:
        place = upload_record_key(world.code, upload_id)
        item = world.dynamodb.get_item(TableName=TABLE, Key=place)["Item"]
        older: Any = {**item, **older_upload_record_key(world.code, upload_id)}
        world.dynamodb.put_item(TableName=TABLE, Item=older)
        world.dynamodb.delete_item(TableName=TABLE, Key=place)
    return moved


def recorded(of: str) -> list[str]:
    """The ids of the uploads that have a record in this partition."""
    return sorted(sk.removeprefix(UPLOAD_PREFIX) for _, sk in everything(of) if sk.startswith(UPLOAD_PREFIX))


def places(code: MunicipalityCode) -> tuple[list[str], list[str]]:
    """The uploads with a record where this release has them, and those with one where an older one had them."""
    return recorded(upload_partition(code)), recorded(partition(code))
