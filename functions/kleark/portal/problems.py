"""What can be wrong with a request, each with its type (RFC 9457). ``schemas/openapi.yaml`` lists them too."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from kleark.i18n.language import Language

    Text: TypeAlias = Mapping[Language, str]

_TYPE = "urn:problem-type:kleark:"


@dataclass(frozen=True, slots=True)
class Flaw:
    """``pointer``: where in what was sent, as a JSON Pointer in a fragment (RFC 6901, 6): ``#/cases/3/created``.

    ``detail``: never what was sent.
    """

    pointer: str
    detail: Text


@dataclass(frozen=True, slots=True)
class Problem:
    """``kind``: the last part of the type. ``title``: of the type; ``detail``: of this case.

    ``flaws``: where several things are wrong at several places. ``about``: what else the problem names (RFC 9457, 3.2).
    """

    status: int
    kind: str
    title: Text
    detail: Text
    headers: Mapping[str, str] = field(default_factory=dict)
    flaws: tuple[Flaw, ...] = ()
    about: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def code(self) -> RefusalCode:
        """The kind, as everything that refuses writes it."""
        return RefusalCode(self.kind.replace("-", "_"))

    def body(self, lang: Language) -> bytes:
        """The problem in JSON."""
        data: dict[str, Any] = {
            "type": _TYPE + self.kind,
            "code": self.code,
            "title": self.title[lang],
            "status": self.status,
            "detail": self.detail[lang],
            **self.about,
        }
        if self.flaws:
            data["errors"] = [{"pointer": flaw.pointer, "detail": flaw.detail[lang]} for flaw in self.flaws]
        return json.dumps(data, ensure_ascii=False).encode()


class ProblemError(Exception):
    """The request ends with this problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.kind)
        self.problem = problem


NO_SUCH_PATH = Problem(
    404,
    "no-such-path",
    {"da": "Adressen findes ikke", "en": "The address does not exist"},
    {
        "da": "Der findes ikke noget på denne adresse. /v1/openapi.json beskriver dem, der er.",
        "en": "There is nothing at this address. /v1/openapi.json describes those that there are.",
    },
)
MALFORMED_CODE = Problem(
    400,
    "malformed-municipality-code",
    {"da": "Kommunekoden er ikke fire cifre", "en": "The municipality's code is not four digits"},
    {
        "da": "En kommunekode er fire cifre med nul foran, f.eks. 0461 for Odense Kommune.",
        "en": "A municipality's code is four digits with a leading zero, e.g. 0461 for Odense Kommune.",
    },
)
UNKNOWN_MUNICIPALITY = Problem(
    404,
    "unknown-municipality",
    {"da": "Kommunen findes ikke", "en": "The municipality does not exist"},
    {
        "da": "Ingen af de 98 kommuner har denne kode.",
        "en": "None of the 98 municipalities has this code.",
    },
)
NOTHING_PUBLISHED = Problem(
    404,
    "nothing-published",
    {
        "da": "Kommunen har ikke offentliggjort noget endnu",
        "en": "The municipality has not published anything yet",
    },
    {
        "da": "Kommunen findes, men den har endnu ikke fået en konfiguration offentliggjort.",
        "en": "The municipality exists, but no configuration of it has been published yet.",
    },
)
MALFORMED_KLE = Problem(
    400,
    "malformed-kle-number",
    {"da": "KLE-nummeret er ikke et emnenummer", "en": "The KLE number is not the number of a topic"},
    {
        "da": "Et KLE-nummer skrives NN.NN.NN, f.eks. 15.20.24. Flere skrives med komma imellem, højst 100 i alt.",
        "en": "A KLE number is written NN.NN.NN, e.g. 15.20.24. Several are separated by commas, 100 at the most.",
    },
)
MALFORMED_SYSTEM = Problem(
    400,
    "malformed-source-system",
    {"da": "Fagsystemet er ikke angivet rigtigt", "en": "The source system is not given correctly"},
    {
        "da": "Angiv ét fagsystem med højst 200 tegn, f.eks. fagsystem=FASIT, eller udelad parameteren.",
        "en": "Give one source system of 200 characters at the most, e.g. fagsystem=FASIT, or leave the parameter out.",
    },
)
TOO_LARGE = Problem(
    406,
    "only-compressed",
    {
        "da": "Svaret er for stort til at sende ukomprimeret",
        "en": "The answer is too large to be sent uncompressed",
    },
    {
        "da": "Bed om svaret med Accept-Encoding: gzip, eller bed om færre rækker ad gangen med parameteren antal.",
        "en": "Ask for it with Accept-Encoding: gzip, or ask for fewer rows at a time with the parameter antal.",
    },
    {"Vary": "Accept-Encoding, Accept-Language"},
)
MALFORMED_REVISION = Problem(
    400,
    "malformed-revision",
    {"da": "Versionen er ikke et nummer", "en": "The revision is not a number"},
    {
        "da": "En version er et helt tal fra 1 og op, uden nul foran, f.eks. 12.",
        "en": "A revision is a whole number from 1 up, without a leading zero, e.g. 12.",
    },
)
UNKNOWN_REVISION = Problem(
    404,
    "unknown-revision",
    {"da": "Versionen findes ikke", "en": "The revision does not exist"},
    {
        "da": "Kommunen har aldrig haft en version med dette nummer. /v1/kommuner/{code}/versioner viser dem, der er.",
        "en": "The municipality never had a revision of this number. /v1/kommuner/{code}/versioner lists "
        "those that there are.",
    },
)
REVISION_GONE = Problem(
    410,
    "revision-gone",
    {"da": "Versionens indhold er slettet", "en": "The revision's content has been deleted"},
    {
        "da": "Versionen har været vist, men er så gammel, at dens rækker er slettet. Historikken husker den stadig.",
        "en": "The revision was live once, but is so old that its rows have been deleted. The history still "
        "knows of it.",
    },
)
MALFORMED_CURSOR = Problem(
    400,
    "malformed-cursor",
    {"da": "Sidemærket kan ikke læses", "en": "The cursor cannot be read"},
    {
        "da": "Parameteren cursor skal være præcis, som den stod i svarets Link. Begynd forfra uden den.",
        "en": "The parameter cursor must be exactly as it was in the answer's Link. Begin again without it.",
    },
)
FOREIGN_CURSOR = Problem(
    400,
    "cursor-of-another-municipality",
    {"da": "Sidemærket hører til en anden kommune", "en": "The cursor belongs to another municipality"},
    {
        "da": "Parameteren cursor er givet i et svar om en anden kommune. Begynd forfra uden den.",
        "en": "The parameter cursor was given in an answer about another municipality. Begin again without it.",
    },
)
OTHER_QUESTION = Problem(
    400,
    "cursor-of-another-question",
    {"da": "Sidemærket hører til et andet spørgsmål", "en": "The cursor belongs to another question"},
    {
        "da": "Parameteren cursor er givet i et svar med andre KLE-numre, et andet fagsystem eller en anden version. "
        "Brug adressen i svarets Link, som den er.",
        "en": "The parameter cursor was given in an answer with other KLE numbers, another source system or another "
        "revision. Use the address in the answer's Link as it is.",
    },
)
UNSUPPORTED_MEDIA_TYPE = Problem(
    415,
    "unsupported-media-type",
    {"da": "Det sendte er ikke JSON", "en": "What was sent is not JSON"},
    {
        "da": "Send sagerne som Content-Type: application/json, i UTF-8 og ukomprimeret.",
        "en": "Send the cases as Content-Type: application/json, in UTF-8 and uncompressed.",
    },
    {"Accept-Post": "application/json"},
)
BODY_TOO_LARGE = Problem(
    413,
    "body-too-large",
    {"da": "Der er sendt for meget på én gang", "en": "Too much was sent at once"},
    {
        "da": "Et besøg fylder højst 64 kB. Send højst 100 sager ad gangen, og kun de felter, der er beskrevet.",
        "en": "A visit takes 64 kB at the most. Send 100 cases at a time at the most, and only the fields "
        "that are described.",
    },
)
MALFORMED_JSON = Problem(
    400,
    "malformed-json",
    {"da": "Det sendte kan ikke læses som JSON", "en": "What was sent cannot be read as JSON"},
    {
        "da": "Det sendte skal være ét JSON-objekt i UTF-8, hvor intet navn står to gange.",
        "en": "What is sent must be one JSON object in UTF-8, in which no name appears twice.",
    },
)
BUSY = Problem(
    503,
    "busy",
    {"da": "Der er travlt lige nu", "en": "The service is busy"},
    {
        "da": "Konfigurationen kunne ikke læses lige nu. Prøv igen om et øjeblik.",
        "en": "The configuration could not be read just now. Try again in a moment.",
    },
    {"Retry-After": "2"},
)
UNEXPECTED = Problem(
    500,
    "unexpected",
    {"da": "Konfigurationen kunne ikke læses", "en": "The configuration could not be read"},
    {
        "da": "Fejlen er noteret hos os. Det, der er offentliggjort, er ikke ændret.",
        "en": "The fault has been noted. What is published has not changed.",
    },
)


def nothing_published(code: str) -> Problem:
    """The problem of a municipality without a revision. It proves whom it is about, since it hides all of its cases."""
    return replace(NOTHING_PUBLISHED, about={"municipalityCode": code, "revision": 0})


def method_not_allowed(allowed: str) -> Problem:
    """The problem of a method that this address does not take."""
    return Problem(
        405,
        "method-not-allowed",
        {"da": "Metoden kan ikke bruges her", "en": "The method cannot be used here"},
        {"da": f"Adressen kan kun bruges med {allowed}.", "en": f"This address only takes {allowed}."},
        {"Allow": allowed},
    )


def unknown_parameter(known: Sequence[str]) -> Problem:
    """The problem of a parameter that this address does not have."""
    names = ", ".join(known)
    having: Text = {
        "da": f"kender kun parametrene {names}" if known else "har ingen parametre",
        "en": f"only knows the parameters {names}" if known else "has no parameters",
    }
    return Problem(
        400,
        "unknown-parameter",
        {"da": "Parameteren findes ikke", "en": "The parameter does not exist"},
        {"da": f"Denne adresse {having['da']}.", "en": f"This address {having['en']}."},
    )


def malformed_count(most: int) -> Problem:
    """The problem of a page size that is none."""
    return Problem(
        400,
        "malformed-page-size",
        {
            "da": "Sidens størrelse er ikke et tal, der kan bruges",
            "en": "The page's size is not a number that can be used",
        },
        {
            "da": f"Parameteren antal er et helt tal fra 1 til {most} og står højst én gang.",
            "en": f"The parameter antal is a whole number from 1 to {most}, and appears once at the most.",
        },
    )


def malformed_visit(flaws: Sequence[Flaw]) -> Problem:
    """The problem of JSON that is no visit. ``flaws``: all of them, at least one."""
    from kleark.i18n.formats import format_count, format_number  # noqa: PLC0415 (few requests end so)

    count = len(flaws)
    return Problem(
        422,
        "malformed-visit",
        {"da": "Sagerne er ikke beskrevet rigtigt", "en": "The cases are not described correctly"},
        {
            "da": f"Der er {format_number(count, 'da')} fejl i det sendte. Hver står i errors med sin plads; den "
            "første sag er nummer 0.",
            "en": f"There {format_count(count, ('is 1 error', 'are {} errors'), 'en')} in what was sent. Each is in "
            "errors with its place; the first case is number 0.",
        },
        flaws=tuple(flaws),
    )
