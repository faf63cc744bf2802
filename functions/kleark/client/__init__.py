"""For a portal in Python: what is live, and which of a visit's cases are shown, also while the API is down.

    client = Client("https://portal.example.dk")
    visit = client.visit("0461", [Case("15.20.24", "FASIT", date(2021, 4, 1))])
    for decision in visit.value.decisions: ...

See docs/portal.md. Needs urllib3 (``pip install kleark[client]``).
"""

from kleark.client.beside import at_once
from kleark.client.cache import Answer
from kleark.client.client import Client
from kleark.client.parsing import Configuration, LiveMunicipality, Visit
from kleark.client.transport import RefusedError, UnavailableError
from kleark.exposure.case import Case, Status, danish_day, status_of
from kleark.exposure.decision import Decision, Reason

__all__ = [
    "Answer",
    "Case",
    "Client",
    "Configuration",
    "Decision",
    "LiveMunicipality",
    "Reason",
    "RefusedError",
    "Status",
    "UnavailableError",
    "Visit",
    "at_once",
    "danish_day",
    "status_of",
]
