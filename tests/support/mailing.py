"""The function that sends mail, as it is deployed: its settings, and a sender that SES on moto knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3

import notify.handler as notify_handler
from kleark.adapters import clients
from tests.support.world import REGION

if TYPE_CHECKING:
    import pytest

SENDER = "kleark@example.dk"
PAGE = "https://kleark.example.dk"


def set_sender(
    monkeypatch: pytest.MonkeyPatch, *, quiet_minutes: int = 5, configuration_set: str = "kleark-notices"
) -> None:
    """``quiet_minutes``: how long nobody gets a second mail."""
    ses = boto3.client("sesv2", region_name=REGION)
    ses.create_email_identity(EmailIdentity=SENDER.partition("@")[2])
    ses.create_configuration_set(ConfigurationSetName=configuration_set)
    for name, value in {
        "NOTICE_SENDER": SENDER,
        "NOTICE_CONFIGURATION_SET": configuration_set,
        "NOTICE_QUIET_MINUTES": str(quiet_minutes),
        "PAGE_URL": PAGE,
        "PAGE_CONTACT": "hjaelp@example.dk",
    }.items():
        monkeypatch.setenv(name, value)
    notify_handler.services.cache_clear()
    clients.ses.cache_clear()
