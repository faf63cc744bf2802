"""Clients of AWS's API that know nothing of the machine they run on: for what stands in for AWS on it."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import botocore
import botocore.session
from botocore.loaders import Loader

if TYPE_CHECKING:
    from botocore.config import Config

_FILES = ("config_file", "credentials_file")


@cache
def _session() -> Any:
    """A session of botocore's that reads no variable and no file of whoever runs it.

    No profile, region, endpoint mode (dual-stack, FIPS, by account), retry mode, certificates or descriptions
    of services: each is what botocore has where nothing is set. One for the whole process, since what it has read of
    AWS's descriptions serves every client.
    """
    unset = {
        name: (None, None, os.devnull if name in _FILES else default, kind)
        for name, (_, _, default, kind) in botocore.session.Session.SESSION_VARIABLES.items()
    }
    session = botocore.session.Session(session_vars=unset)
    described = str(Path(botocore.__file__).parent / "data")
    # Else it would look into ~/.aws/models first.
    session.register_component("data_loader", Loader([described], include_default_search_paths=False))
    return session


def bare_client(  # noqa: PLR0913 (each says what the environment would say otherwise)
    service: str,
    region: str,
    config: Config,
    access: tuple[str, str, str | None],
    endpoint: str | None = None,
    *,
    certificate: str | None = None,
) -> Any:
    """A client of ``service``.

    Args:
        service: As botocore names it.
        region: Which it is for.
        config: Is all that it is told; name proxies in it, since those of the environment would be used otherwise.
        access: Key, secret, and token if there is one.
        endpoint: Where it asks, if not at AWS.
        certificate: The file of the one certificate that is trusted there; else those that botocore brings.
    """
    key, secret, token = access
    return _session().create_client(
        service,
        region_name=region,
        config=config,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
        endpoint_url=endpoint,
        verify=certificate,
    )
