"""Table and reports in memory, by moto: for tests that need no AWS. Needs ``kleark[testing]``."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config
from moto import mock_aws

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.inventory_table import InventoryTable
from kleark.adapters.dynamodb.published_table import PublishedTable
from kleark.adapters.s3 import ReportStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb import DynamoDBClient

TABLE = "kleark-testing"
REPORTS = "kleark-testing-reports"

_REGION: Final = "eu-north-1"
_NOWHERE: dict[str, Any] = {
    "region_name": _REGION,
    "aws_access_key_id": "testing",
    "aws_secret_access_key": "testing",
    # Whatever engine the environment names: these tests must not reach it.
    "config": Config(ignore_configured_endpoint_urls=True, proxies={}),  # type: ignore[call-arg]  # the stubs lag
}


@dataclass(frozen=True, slots=True)
class Stores:
    """What publishing and reading need."""

    table: PublishedTable
    index: InventoryTable
    reports: ReportStore


@contextmanager
def in_memory() -> Iterator[Stores]:
    """An empty table and bucket for the length of the block. Meanwhile no boto3 client of this process reaches AWS.

    moto loses concurrent writes: let one thread at a time use the stores.
    """
    with mock_aws():
        dynamodb = boto3.client("dynamodb", **_NOWHERE)
        s3 = boto3.client("s3", **_NOWHERE)
        make_table(dynamodb, TABLE)
        s3.create_bucket(Bucket=REPORTS, CreateBucketConfiguration={"LocationConstraint": _REGION})
        yield Stores(
            PublishedTable(dynamodb, TABLE), InventoryTable(dynamodb, TABLE), ReportStore(s3, REPORTS)
        )


def make_table(dynamodb: DynamoDBClient, name: str) -> None:
    """A table with the keys, and the index, of ``template.yaml``'s."""
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": attribute, "AttributeType": "S"}
            for attribute in ("PK", "SK", keys.INDEX_HASH, keys.INDEX_RANGE)
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": keys.BY_TIME,
                "KeySchema": [
                    {"AttributeName": keys.INDEX_HASH, "KeyType": "HASH"},
                    {"AttributeName": keys.INDEX_RANGE, "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )
