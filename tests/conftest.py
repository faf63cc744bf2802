"""What holds for every test: how Hypothesis searches, and that moto takes short ways."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", autouse=True)
def _quick_moto() -> Iterator[None]:
    """Where any test uses moto; to import it for the others would cost more than it saves."""
    if "moto" not in sys.modules:
        yield
        return
    from tests.support.quick_moto import quicken  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch:
        quicken(patch)
        yield
