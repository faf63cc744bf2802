from __future__ import annotations

from contextlib import contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws

import announce.handler
import erase.handler
import portal_api.handler
import publish.handler
import sweep.handler
import validate.handler
import watch_live.handler
from kleark.adapters import clients
from tests.support.world import (
    ANSWER_SECRET,
    COLLEAGUES,
    EVENT_BUS,
    PEOPLE,
    REGION,
    REPORTS,
    TABLE,
    UPLOADS,
    World,
    build,
    make_secret,
    rebuilt,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CLIENTS = tuple(
    getattr(clients, name)
    for name in (
        "dynamodb",
        "dynamodb_for_reading",
        "dynamodb_for_page",
        "events",
        "s3",
        "s3_for_browsers",
        "scheduler",
        "scheduler_for_page",
        "secretsmanager",
        "sqs",
        "sqs_for_page",
    )
)
# Named before any test puts something else in their place.
_REMEMBERED = (
    *_CLIENTS,
    announce.handler.adapters,
    erase.handler.services,
    portal_api.handler.country,
    portal_api.handler.editions,
    portal_api.handler.snapshots,
    portal_api.handler.table,
    publish.handler.secret,
    publish.handler.stores,
    sweep.handler.stores,
    validate.handler.services,
    watch_live.handler.tables,
)


@cache
def _shared(make: Callable[[], Any]) -> Any:
    """A client of moto, for all worlds of this process: making one takes longer than most tests."""
    return make.__wrapped__()  # type: ignore[attr-defined]


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
        "PEOPLE_TABLE_NAME": PEOPLE,
        "COLLEAGUES_TABLE_NAME": COLLEAGUES,
        "ANSWER_SECRET_ARN": ANSWER_SECRET,
        "EVENT_BUS_NAME": EVENT_BUS,
        "RETENTION_MONTHS": "24",
        "RETENTION_REVISIONS": "50",
        "MOVE_OLDER_UPLOADS": "false",
        "KLEARK_ENVIRONMENT": "production",
    }.items():
        monkeypatch.setenv(name, value)
    for make in _CLIENTS:
        monkeypatch.setattr(clients, make.__name__, partial(_shared, make))
    shared = clients.secretsmanager
    # Few tests come to a warning.
    monkeypatch.setattr(clients, "secretsmanager", lambda: make_secret(shared()))
    with mock_aws():
        made = rebuilt()
        monkeypatch.setenv("PUBLISH_QUEUE_URL", made.queue_url)
        monkeypatch.setenv("ERASURE_QUEUE_URL", made.erasure_queue_url)
        cold_start()
        yield made
    cold_start()


@contextmanager
def portal_on_moto() -> Iterator[World]:
    """A fresh table, and the portal's handler as it has just been deployed to read it: for a module's tests."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name, value in {
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": REGION,
            "TABLE_NAME": TABLE,
        }.items():
            patch.setenv(name, value)
        cold_start()
        yield build()
    cold_start()


def cold_start() -> None:
    """Forget what a warm function remembers."""
    for remembered in _REMEMBERED:
        remembered.cache_clear()
