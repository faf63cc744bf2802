"""The fixtures. Each test gets a portal of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kleark.testing.example import example_rows
from kleark.testing.local_portal import LocalPortal, PublishedMunicipality, local_portal

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def kleark_portal() -> Iterator[LocalPortal]:
    """The portal's API on this machine, with nothing published."""
    with local_portal() as portal:
        yield portal


@pytest.fixture
def kleark_municipality(kleark_portal: LocalPortal) -> PublishedMunicipality:
    """Odense, with `example_rows` as its revision 1, on `kleark_portal`."""
    rows = example_rows()
    kleark_portal.publish("0461", rows)
    return PublishedMunicipality("0461", rows, kleark_portal)
