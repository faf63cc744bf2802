from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from moto import mock_aws

import portal_api.handler
import publish.handler
import validate.handler
from kleark.adapters import clients
from tests.integration.world import REGION, REPORTS, TABLE, UPLOADS, World, build

if TYPE_CHECKING:
    from collections.abc import Iterator

# Named before any test puts something else in their place.
_REMEMBERED = (
    clients.dynamodb,
    clients.dynamodb_for_reading,
    clients.s3,
    clients.sqs,
    portal_api.handler.table,
    publish.handler.stores,
    validate.handler.desk,
)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A fresh system, and handlers that have just been deployed into it."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": REGION,
        "UPLOADS_BUCKET": UPLOADS,
        "REPORTS_BUCKET": REPORTS,
        "TABLE_NAME": TABLE,
        "KLEARK_ENVIRONMENT": "production",
    }.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        made = build()
        monkeypatch.setenv("PUBLISH_QUEUE_URL", made.queue_url)
        cold_start()
        yield made
    cold_start()


def cold_start() -> None:
    """Forget what a warm function remembers."""
    for remembered in _REMEMBERED:
        remembered.cache_clear()
