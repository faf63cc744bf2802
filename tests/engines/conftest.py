from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infra.local.event_listener import listener
from infra.local.stack import local_stack
from kleark.publishing.ids import MunicipalityCode, municipality_code
from kleark.registers.municipalities import municipalities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.local.event_listener import Listener
    from infra.local.stack import LocalStack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """One stack for all tests. Where the engine is missing, they fail: `make test` installs it."""
    with local_stack(tmp_path_factory.mktemp("engine"), port=None) as made:
        yield made


@pytest.fixture(scope="session")
def heard(stack: LocalStack) -> Listener:
    """Everything that is announced, by all tests."""
    return listener(stack)


@pytest.fixture(scope="session")
def _unused_codes() -> Iterator[str]:
    return (one.code for one in municipalities() if not one.portal_ids)


@pytest.fixture
def code(_unused_codes: Iterator[str]) -> MunicipalityCode:
    """A municipality that no other test has touched."""
    return municipality_code(next(_unused_codes))
