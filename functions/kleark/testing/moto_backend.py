"""Table and reports in memory, by moto: for tests that need no AWS. Needs ``kleark[testing]``."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast
from unittest.mock import patch

from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.loaders import Loader
from moto import mock_aws

from kleark.adapters.bare_session import bare_client
from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.inventory_table import InventoryTable
from kleark.adapters.dynamodb.published_table import PublishedTable
from kleark.adapters.s3 import ReportStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

TABLE = "kleark-testing"
REPORTS = "kleark-testing-reports"

_REGION: Final = "eu-north-1"
_ACCESS: Final = ("testing", "testing", None)
_NOBODY: Final = "http://127.0.0.1:9"
"""A port of this machine at which nobody answers. moto answers before anything is sent; what it left unanswered would
go there, and not to AWS.
"""


@dataclass(frozen=True, slots=True)
class Place:
    """What a portal's stores are called in moto. ``account``: whose they are; empty for the one that moto gives all."""

    table: str = TABLE
    reports: str = REPORTS
    account: str = ""

    @staticmethod
    def of_its_own() -> Place:
        """Beside those of every other portal, and in an account of its own, in which no test sees it.

        The account is also what keeps portals apart that are used at once: where a transaction is refused, moto sets
        all tables of its account back to what they were before.
        """
        mark = secrets.token_hex(6)
        return Place(f"{TABLE}-{mark}", f"{REPORTS}-{mark}", f"{secrets.randbelow(10**12):012}")


@dataclass(frozen=True, slots=True)
class Stores:
    """What publishing and reading need."""

    table: PublishedTable
    index: InventoryTable
    reports: ReportStore
    place: Place


@contextmanager
def in_memory(place: Place = Place()) -> Iterator[Stores]:
    """An empty table and bucket for the length of the block. Meanwhile no boto3 client of this process reaches AWS.

    It can stand within others' ``mock_aws`` and around them, and leaves nothing in them. Nothing of the machine's
    configuration is read. moto loses concurrent writes: let one thread at a time use the stores.
    """
    with mock_aws():
        dynamodb = cast("DynamoDBClient", _client("dynamodb", place.account))
        s3 = cast("S3Client", _client("s3", place.account))
        with _unconfigured():
            make_table(dynamodb, place.table)
            s3.create_bucket(Bucket=place.reports, CreateBucketConfiguration={"LocationConstraint": _REGION})
        try:
            yield Stores(
                PublishedTable(dynamodb, place.table),
                InventoryTable(dynamodb, place.table),
                ReportStore(s3, place.reports),
                place,
            )
        finally:
            # Whose mock stands around this one has reset it, perhaps.
            with suppress(ClientError):
                _remove(dynamodb, s3, place)


@contextmanager
def _unconfigured() -> Iterator[None]:
    """While moto answers for the first time: it then asks a session of boto3's, which it keeps, for names of services
    and regions, and that session is made by the environment and the files of whoever runs this."""
    without = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    without |= dict.fromkeys(("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"), os.devnull)
    with patch.dict(os.environ, without, clear=True), patch.object(Loader, "CUSTOMER_DATA_PATH", os.devnull):
        yield


def _client(service: str, account: str) -> Any:
    config = Config(
        # Whatever engine the environment names: these tests must not reach it.
        ignore_configured_endpoint_urls=True,  # type: ignore[call-arg]  # the stubs lag
        proxies={"http": _NOBODY, "https": _NOBODY},
        retries={"total_max_attempts": 1},
    )
    client = bare_client(service, _REGION, config, _ACCESS)
    if account:
        # First of all that is asked before something is sent, and moto is asked there, too.
        client.meta.events.register_first("before-send", _in_account(account))
    return client


def _in_account(account: str) -> Any:
    def name_it(request: Any, **_: object) -> None:
        request.headers["x-moto-account-id"] = account

    return name_it


def _remove(dynamodb: DynamoDBClient, s3: S3Client, place: Place) -> None:
    dynamodb.delete_table(TableName=place.table)
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=place.reports):
        for one in page.get("Contents", []):
            s3.delete_object(Bucket=place.reports, Key=one["Key"])
    s3.delete_bucket(Bucket=place.reports)


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
