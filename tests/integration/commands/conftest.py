"""An operator at a stack, as most commands find it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.operating import STACK, Operator, make_stack
from tests.support.world import prepared, rows

if TYPE_CHECKING:
    from tests.support.world import World


@pytest.fixture
def operator(world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Operator:
    """Odense's revision 1 is live, with 9 rows."""
    make_stack(world)
    monkeypatch.setenv("KLEARK_STACK", STACK)
    prepared("revision 1", lambda: world.published(rows(9)))
    return Operator(world, capsys, pytest.MonkeyPatch())
