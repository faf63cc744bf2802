"""A client is what botocore makes where nothing is set, whatever is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.config import Config

from kleark.adapters.bare_session import bare_client

if TYPE_CHECKING:
    from pathlib import Path

ACCESS = ("key", "secret", None)


def told(client: Any) -> dict[str, Any]:
    config = client.meta.config
    names = (
        "region_name",
        "retries",
        "use_dualstack_endpoint",
        "use_fips_endpoint",
        "account_id_endpoint_mode",
    )
    return {"url": client.meta.endpoint_url, **{name: getattr(config, name) for name in names}}


@pytest.mark.parametrize("service", ["s3", "dynamodb"])
def test_nothing_of_the_environment_or_its_files_is_in_it(
    service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = told(bare_client(service, "eu-north-1", Config(), ACCESS))
    assert plain["url"].endswith("eu-north-1.amazonaws.com")
    nonsense = tmp_path / "nonsense"
    nonsense.write_text("[default\n", encoding="utf-8")
    for name, value in {
        "AWS_PROFILE": "nobody",
        "AWS_CONFIG_FILE": str(nonsense),
        "AWS_SHARED_CREDENTIALS_FILE": str(nonsense),
        "AWS_DATA_PATH": str(tmp_path),
        "AWS_USE_DUALSTACK_ENDPOINT": "true",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "required",
        "AWS_DEFAULT_REGION": "us-gov-west-1",
        "AWS_MAX_ATTEMPTS": "99",
        "AWS_RETRY_MODE": "adaptive",
    }.items():
        monkeypatch.setenv(name, value)
    assert told(bare_client(service, "eu-north-1", Config(), ACCESS)) == plain


def test_it_asks_where_it_is_told_with_what_it_is_given() -> None:
    client = bare_client("s3", "eu-north-1", Config(), ("key", "secret", "token"), "http://127.0.0.1:4567")
    assert client.meta.endpoint_url == "http://127.0.0.1:4567"
    signed = client.generate_presigned_url("list_buckets")
    assert "key" in signed
    assert "token" in signed
