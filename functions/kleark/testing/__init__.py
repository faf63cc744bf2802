"""The portal's API on your own machine, for your own tests: no AWS, no network. Needs ``kleark[testing]``.

    from kleark.testing import kleark_portal

    def test_my_page(kleark_portal):
        kleark_portal.publish("0461", example_rows())
        ...  # your code reads kleark_portal.url

Or ``pytest_plugins = ["kleark.testing"]`` in the topmost conftest.py. See docs/portal.md.
"""

from kleark.publishing.errors import (
    FrozenError,
    NothingToChangeError,
    Refusal,
    SweptRevisionError,
    UnknownRevisionError,
)
from kleark.publishing.ids import UnknownMunicipalityError
from kleark.testing.example import example_rows
from kleark.testing.fixtures import kleark_municipality, kleark_portal
from kleark.testing.local_portal import LocalPortal, PublishedMunicipality, SheetRejectedError, local_portal
from kleark.testing.server import Outage, Seen

__all__ = [
    "FrozenError",
    "LocalPortal",
    "NothingToChangeError",
    "Outage",
    "PublishedMunicipality",
    "Refusal",
    "Seen",
    "SheetRejectedError",
    "SweptRevisionError",
    "UnknownMunicipalityError",
    "UnknownRevisionError",
    "example_rows",
    "kleark_municipality",
    "kleark_portal",
    "local_portal",
]
