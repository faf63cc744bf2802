"""Sites of ours on loopback, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.loopback_only import loopback_only
from tests.support.sites import Internet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _nobody_outside() -> Iterator[None]:
    with loopback_only():
        yield


@pytest.fixture
def internet(tmp_path: Path) -> Iterator[Internet]:
    made = Internet(tmp_path)
    yield made
    made.close()
