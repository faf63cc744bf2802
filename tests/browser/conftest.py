from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infra.local.stack import local_stack
from tests.support.browsing import chromium
from tests.support.site import Site

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The admin's page on a local stack of its own, and a browser. Without Chromium the tests skip, or in CI fail."""
    with chromium() as browser, local_stack(tmp_path_factory.mktemp("engine"), port=None) as stack:
        yield Site(stack, browser)
