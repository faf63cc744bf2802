"""What can be wrong with a read, each with its type (RFC 9457). ``schemas/openapi.yaml`` lists them too."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TYPE = "urn:problem-type:kleark:"


@dataclass(frozen=True, slots=True)
class Problem:
    """``kind``: the last part of the type. ``title``: of the type; ``detail``: of this case; in Danish."""

    status: int
    kind: str
    title: str
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> bytes:
        """The problem in JSON."""
        data = {
            "type": _TYPE + self.kind,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        return json.dumps(data, ensure_ascii=False).encode()


class ProblemError(Exception):
    """The read ends with this problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.kind)
        self.problem = problem


NO_SUCH_PATH = Problem(
    404,
    "no-such-path",
    "Adressen findes ikke",
    "Der findes ikke noget på denne adresse. Prøv /v1/kommuner/0461/konfiguration.",
)
MALFORMED_CODE = Problem(
    400,
    "malformed-municipality-code",
    "Kommunekoden er ikke fire cifre",
    "En kommunekode er fire cifre med nul foran, f.eks. 0461 for Odense Kommune.",
)
UNKNOWN_MUNICIPALITY = Problem(
    404,
    "unknown-municipality",
    "Kommunen findes ikke",
    "Ingen af de 98 kommuner har denne kode.",
)
NOTHING_PUBLISHED = Problem(
    404,
    "nothing-published",
    "Kommunen har ikke offentliggjort noget endnu",
    "Kommunen findes, men den har endnu ikke fået en konfiguration offentliggjort.",
)
UNKNOWN_PARAMETER = Problem(
    400,
    "unknown-parameter",
    "Parameteren findes ikke",
    "Denne adresse kender kun parametrene kle og fagsystem.",
)
MALFORMED_KLE = Problem(
    400,
    "malformed-kle-number",
    "KLE-nummeret er ikke et emnenummer",
    "Et KLE-nummer skrives NN.NN.NN, f.eks. 15.20.24. Flere skrives med komma imellem, højst 100 i alt.",
)
MALFORMED_SYSTEM = Problem(
    400,
    "malformed-source-system",
    "Fagsystemet er ikke angivet rigtigt",
    "Angiv ét fagsystem med højst 200 tegn, f.eks. fagsystem=FASIT, eller udelad parameteren.",
)
TOO_LARGE = Problem(
    406,
    "only-compressed",
    "Svaret er for stort til at sende ukomprimeret",
    "Bed om svaret med Accept-Encoding: gzip, eller vælg færre KLE-numre med parameteren kle.",
)
BUSY = Problem(
    503,
    "busy",
    "Der er travlt lige nu",
    "Konfigurationen kunne ikke læses lige nu. Prøv igen om et øjeblik.",
    {"Retry-After": "2"},
)
UNEXPECTED = Problem(
    500,
    "unexpected",
    "Konfigurationen kunne ikke læses",
    "Fejlen er noteret hos os. Det, der er offentliggjort, er ikke ændret.",
)


def method_not_allowed(allowed: str) -> Problem:
    """The problem of a method that this address does not take."""
    return Problem(
        405,
        "method-not-allowed",
        "Metoden kan ikke bruges her",
        "Adressen kan kun læses.",
        {"Allow": allowed},
    )
