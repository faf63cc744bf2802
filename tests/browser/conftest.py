from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infra.local.stack import local_stack
from tests.integration.conftest import world  # noqa: F401 (a fixture)
from tests.support.browsing import chromium
from tests.support.gallery import gallery
from tests.support.prepared import ODENSE, Prepared, many_rows
from tests.support.site import Site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.support.gallery import Gallery
    from tests.support.prepared import Town


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for all tests of this process. Without Chromium they skip, or in CI fail."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The admin's page on a local stack of its own, in which tests do as they like."""
    with local_stack(tmp_path_factory.mktemp("engine"), port=None) as stack:
        yield Site(stack, browser)


@pytest.fixture
def odense(site: Site) -> Town:
    """With twenty rows live, which none of Odense's own sheet are."""
    site.forget(ODENSE)
    town = Prepared(site).town(ODENSE)
    town.publish(many_rows(20))
    return town


@pytest.fixture(scope="session")
def pages(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    """Every page in every state, on a stack of its own, which tests only look at."""
    with (
        local_stack(tmp_path_factory.mktemp("engine"), port=None) as stack,
        gallery(Site(stack, browser)) as opened,
    ):
        yield opened
