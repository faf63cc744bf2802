"""What can be wrong with a request, each with its type (RFC 9457). ``schemas/openapi.yaml`` lists them too."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TYPE = "urn:problem-type:kleark:"


@dataclass(frozen=True, slots=True)
class Flaw:
    """``pointer``: where in what was sent, as a JSON Pointer in a fragment (RFC 6901, 6): ``#/cases/3/created``.

    ``detail``: in Danish. Never what was sent.
    """

    pointer: str
    detail: str


@dataclass(frozen=True, slots=True)
class Problem:
    """``kind``: the last part of the type. ``title``: of the type; ``detail``: of this case; in Danish.

    ``flaws``: where several things are wrong at several places. ``about``: what else the problem names (RFC 9457, 3.2).
    """

    status: int
    kind: str
    title: str
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)
    flaws: tuple[Flaw, ...] = ()
    about: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def code(self) -> RefusalCode:
        """The kind, as everything that refuses writes it."""
        return RefusalCode(self.kind.replace("-", "_"))

    def body(self) -> bytes:
        """The problem in JSON."""
        data: dict[str, Any] = {
            "type": _TYPE + self.kind,
            "code": self.code,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **self.about,
        }
        if self.flaws:
            data["errors"] = [{"pointer": flaw.pointer, "detail": flaw.detail} for flaw in self.flaws]
        return json.dumps(data, ensure_ascii=False).encode()


class ProblemError(Exception):
    """The request ends with this problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.kind)
        self.problem = problem


NO_SUCH_PATH = Problem(
    404,
    "no-such-path",
    "Adressen findes ikke",
    "Der findes ikke noget på denne adresse. /v1/openapi.json beskriver dem, der er.",
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
    "Bed om svaret med Accept-Encoding: gzip, eller bed om færre rækker ad gangen med parameteren antal.",
)
MALFORMED_REVISION = Problem(
    400,
    "malformed-revision",
    "Versionen er ikke et nummer",
    "En version er et helt tal fra 1 og op, uden nul foran, f.eks. 12.",
)
UNKNOWN_REVISION = Problem(
    404,
    "unknown-revision",
    "Versionen findes ikke",
    "Kommunen har aldrig haft en version med dette nummer. /v1/kommuner/{code}/versioner viser dem, der er.",
)
REVISION_GONE = Problem(
    410,
    "revision-gone",
    "Versionens indhold er slettet",
    "Versionen har været vist, men er så gammel, at dens rækker er slettet. Historikken husker den stadig.",
)
MALFORMED_CURSOR = Problem(
    400,
    "malformed-cursor",
    "Sidemærket kan ikke læses",
    "Parameteren cursor skal være præcis, som den stod i svarets Link. Begynd forfra uden den.",
)
FOREIGN_CURSOR = Problem(
    400,
    "cursor-of-another-municipality",
    "Sidemærket hører til en anden kommune",
    "Parameteren cursor er givet i et svar om en anden kommune. Begynd forfra uden den.",
)
OTHER_QUESTION = Problem(
    400,
    "cursor-of-another-question",
    "Sidemærket hører til et andet spørgsmål",
    "Parameteren cursor er givet i et svar med andre KLE-numre, et andet fagsystem eller en anden version. "
    "Brug adressen i svarets Link, som den er.",
)
UNSUPPORTED_MEDIA_TYPE = Problem(
    415,
    "unsupported-media-type",
    "Det sendte er ikke JSON",
    "Send sagerne som Content-Type: application/json, i UTF-8 og ukomprimeret.",
    {"Accept-Post": "application/json"},
)
BODY_TOO_LARGE = Problem(
    413,
    "body-too-large",
    "Der er sendt for meget på én gang",
    "Et besøg fylder højst 64 kB. Send højst 100 sager ad gangen, og kun de felter, der er beskrevet.",
)
MALFORMED_JSON = Problem(
    400,
    "malformed-json",
    "Det sendte kan ikke læses som JSON",
    "Det sendte skal være ét JSON-objekt i UTF-8, hvor intet navn står to gange.",
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


def nothing_published(code: str) -> Problem:
    """The problem of a municipality without a revision. It proves whom it is about, since it hides all of its cases."""
    return replace(NOTHING_PUBLISHED, about={"municipalityCode": code, "revision": 0})


def method_not_allowed(allowed: str) -> Problem:
    """The problem of a method that this address does not take."""
    return Problem(
        405,
        "method-not-allowed",
        "Metoden kan ikke bruges her",
        f"Adressen kan kun bruges med {allowed}.",
        {"Allow": allowed},
    )


def unknown_parameter(known: Sequence[str]) -> Problem:
    """The problem of a parameter that this address does not have."""
    having = f"kender kun parametrene {', '.join(known)}" if known else "har ingen parametre"
    return Problem(400, "unknown-parameter", "Parameteren findes ikke", f"Denne adresse {having}.")


def malformed_count(most: int) -> Problem:
    """The problem of a page size that is none."""
    return Problem(
        400,
        "malformed-page-size",
        "Sidens størrelse er ikke et tal, der kan bruges",
        f"Parameteren antal er et helt tal fra 1 til {most} og står højst én gang.",
    )


def malformed_visit(flaws: Sequence[Flaw]) -> Problem:
    """The problem of JSON that is no visit. ``flaws``: all of them, at least one."""
    counted = "Der er 1 fejl" if len(flaws) == 1 else f"Der er {len(flaws)} fejl"
    return Problem(
        422,
        "malformed-visit",
        "Sagerne er ikke beskrevet rigtigt",
        f"{counted} i det sendte. Hver står i errors med sin plads; den første sag er nummer 0.",
        flaws=tuple(flaws),
    )
