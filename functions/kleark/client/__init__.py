"""For a portal in Python: what is live, and which of a visit's cases are shown, also while the API is down.

    client = Client("https://portal.example.dk")
    visit = client.visit("0461", [Case("15.20.24", "FASIT", date(2021, 4, 1))])
    for decision in visit.value.decisions: ...

See docs/portal.md. Needs urllib3, and nothing else (``pip install kleark-client``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kleark.client.beside import at_once
from kleark.client.cache import Answer
from kleark.client.client import Client
from kleark.client.event import Event, EventKind
from kleark.client.parsing import Configuration, LiveMunicipality, Visit
from kleark.client.readiness import Readiness
from kleark.client.transport import RefusedError, UnavailableError
from kleark.exposure.case import Case, Status, status_of
from kleark.exposure.decision import Decision, Reason
from kleark.i18n.danish_time import danish_day

if TYPE_CHECKING:
    from kleark.client.asynchronous import AsyncClient

__all__ = [
    "Answer",
    "AsyncClient",
    "Case",
    "Client",
    "Configuration",
    "Decision",
    "Event",
    "EventKind",
    "LiveMunicipality",
    "Readiness",
    "Reason",
    "RefusedError",
    "Status",
    "UnavailableError",
    "Visit",
    "at_once",
    "danish_day",
    "status_of",
]


def __getattr__(name: str) -> Any:
    """``AsyncClient`` comes with asyncio, whose import others need not pay for."""
    if name == "AsyncClient":
        from kleark.client.asynchronous import AsyncClient  # noqa: PLC0415

        return AsyncClient
    raise AttributeError(name)
