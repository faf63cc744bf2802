"""Clients of AWS with limits that fit a Lambda: give up early, try a few times, then leave it to the queue.

They are botocore's, as boto3's are. What boto3 puts on top (resources, transfers of large files) is used nowhere, and a
cold start would load it: ADR 17.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import botocore.session
from botocore.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient

    from kleark.adapters.answer_secret import SecretReader

_WORKER = Config(connect_timeout=2, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 4})

# A citizen's page waits for this one: it should hear within a second or two that it must ask again.
_READER = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})

# A person at the admin's page should get the page's own answer, before API Gateway gives up waiting for it.
_PAGE = Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})

# botocore by itself signs for the host without a region (in us-east-1 even for a given style), and in some regions in
# the old form.
_SIGNING = Config(
    signature_version="s3v4",
    s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"},
)


@cache
def _session() -> Any:
    """One for all clients: it holds the credentials, and what it has read of AWS's descriptions."""
    return botocore.session.get_session()


def _client(service: str, config: Config) -> Any:
    return _session().create_client(service, config=config)


def open_ahead(*makers: Callable[[], object]) -> None:
    """Make the clients that every request takes while Lambda starts the instance, before anybody waits for it.

    Elsewhere they are made when they are first asked for: who only imports a handler has no credentials.
    """
    if os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE"):
        for make in makers:
            make()


@cache
def dynamodb() -> DynamoDBClient:
    """For work that may wait and retry."""
    return cast("DynamoDBClient", _client("dynamodb", _WORKER))


@cache
def dynamodb_for_reading() -> DynamoDBClient:
    """For a citizen's page, which should hear soon that it must ask again."""
    return cast("DynamoDBClient", _client("dynamodb", _READER))


@cache
def dynamodb_for_page() -> DynamoDBClient:
    """For a person who waits, and would rather wait some seconds than do it again."""
    return cast("DynamoDBClient", _client("dynamodb", _PAGE))


@cache
def s3() -> S3Client:
    """For work that may wait and retry."""
    return cast("S3Client", _client("s3", _WORKER))


@cache
def s3_for_browsers() -> S3Client:
    """For the page. Signs what a browser asks S3 for: at the bucket's own regional host, which is the one that the
    page's content security policy names, and in the form that every region and encrypted buckets take.
    """
    return cast("S3Client", _client("s3", _PAGE.merge(_SIGNING)))


@cache
def sqs() -> SQSClient:
    """For work that may wait and retry."""
    return cast("SQSClient", _client("sqs", _WORKER))


@cache
def sqs_for_page() -> SQSClient:
    """For a person who waits."""
    return cast("SQSClient", _client("sqs", _PAGE))


@cache
def events() -> EventBridgeClient:
    """For work that may wait and retry."""
    return cast("EventBridgeClient", _client("events", _WORKER))


@cache
def secretsmanager() -> SecretReader:
    """For whatever needs the stack's secret, once."""
    return cast("SecretReader", _client("secretsmanager", _PAGE))


@cache
def scheduler() -> EventBridgeSchedulerClient:
    """For work that may wait and retry."""
    return cast("EventBridgeSchedulerClient", _client("scheduler", _WORKER))


@cache
def scheduler_for_page() -> EventBridgeSchedulerClient:
    """For a person who waits."""
    return cast("EventBridgeSchedulerClient", _client("scheduler", _PAGE))


@cache
def ses() -> SESV2Client:
    """For work that may wait and retry."""
    return cast("SESV2Client", _client("sesv2", _WORKER))
