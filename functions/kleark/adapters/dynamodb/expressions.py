"""Parts of what is asked of DynamoDB: keys, names and values by their placeholders. Names are always aliased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.items import attribute, to_item

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kleark.adapters.dynamodb.items import Item, Scalar
    from kleark.publishing.ids import MunicipalityCode


def key(code: MunicipalityCode, sort_key: str) -> Item:
    """The key of an item in the municipality's partition."""
    return {"PK": attribute(keys.partition(code)), "SK": attribute(sort_key)}


def upload_record_key(code: MunicipalityCode, upload_id: str) -> Item:
    """The key of an upload's record."""
    return {"PK": attribute(keys.upload_partition(code)), "SK": attribute(keys.upload_key(upload_id))}


def older_upload_record_key(code: MunicipalityCode, upload_id: str) -> Item:
    """The key that an upload's record has had from a release before uploads got a partition of their own."""
    return key(code, keys.upload_key(upload_id))


def update_expression(values: Mapping[str, Scalar]) -> str:
    """An update expression that sets each attribute to its placeholder, and removes those that are None."""
    assigned = ", ".join(f"#{name} = :{name}" for name, value in values.items() if value is not None)
    removed = ", ".join(f"#{name}" for name, value in values.items() if value is None)
    return f"SET {assigned}" + (f" REMOVE {removed}" if removed else "")


def to_names(values: Iterable[str]) -> dict[str, str]:
    """Attribute names by their aliases: many are reserved words."""
    return {f"#{name}": name for name in values}


def to_placeholders(values: Mapping[str, Scalar]) -> Item:
    """Values by their placeholders."""
    return {f":{name}": value for name, value in to_item(values).items()}
