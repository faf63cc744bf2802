"""How long those wait who ask AWS for something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from infra.cloudformation import load_template
from kleark.adapters import clients

if TYPE_CHECKING:
    from collections.abc import Callable

RENDERING = 4
"""Seconds that are left for all else that the page does."""


@pytest.mark.parametrize(
    "make", [clients.dynamodb_for_page, clients.s3_for_browsers, clients.scheduler_for_page]
)
def test_the_page_gives_up_in_time_to_say_so_itself(
    monkeypatch: pytest.MonkeyPatch, make: Callable[[], Any]
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    config = make.__wrapped__().meta.config  # type: ignore[attr-defined]
    attempts = config.retries["total_max_attempts"]
    pauses = sum(2**retry for retry in range(attempts - 1))  # at most, in botocore's standard mode
    waits = attempts * (config.connect_timeout + config.read_timeout) + pauses
    timeout = load_template()["Resources"]["AdminPageFunction"]["Properties"]["Timeout"]
    assert waits <= timeout - RENDERING


@pytest.mark.parametrize("region", ["us-east-1", "eu-north-1", "ap-southeast-3"])
def test_what_a_browser_sends_goes_to_the_regional_host_that_the_page_names(
    region: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """us-east-1 too, where boto3 by itself keeps to the host without a region."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    client = clients.s3_for_browsers.__wrapped__()
    assert (
        client.generate_presigned_post("uploads", "ark")["url"]
        == f"https://uploads.s3.{region}.amazonaws.com/"
    )
    got = client.generate_presigned_url("get_object", Params={"Bucket": "reports", "Key": "ark"})
    assert got.startswith(f"https://reports.s3.{region}.amazonaws.com/")
