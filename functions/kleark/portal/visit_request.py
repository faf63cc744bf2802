"""The cases in what was sent. Written by hand and not with a schema engine, whose import would cost each cold start
44 ms; ``schemas/openapi.yaml`` describes the same, and tests hold the two together.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from kleark.exposure.case import Case, status_of
from kleark.i18n.danish_time import danish_day
from kleark.portal.problems import (
    BODY_TOO_LARGE,
    MALFORMED_JSON,
    UNSUPPORTED_MEDIA_TYPE,
    Flaw,
    ProblemError,
    malformed_visit,
)
from kleark.portal.query import LONGEST_SYSTEM, is_kle_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.http.messages import Request
    from kleark.portal.problems import Text

MOST_BYTES = 64 * 1024
MOST_CASES = 100
LONGEST_STATUS = 100

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(  # RFC 3339, 5.6
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}):([0-9]{2})(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)

_NOT_AN_OBJECT: Text = {"da": "Skal være et objekt.", "en": "Must be an object."}
_UNKNOWN: Text = {
    "da": "Har et felt, der ikke er beskrevet. Kun det, der er nødvendigt, må sendes.",
    "en": "Has a field that is not described. Only what is needed may be sent.",
}
_MISSING: Text = {"da": "Feltet mangler.", "en": "The field is missing."}
_CASES: Text = {
    "da": f"Skal være en liste med højst {MOST_CASES} sager.",
    "en": f"Must be a list of {MOST_CASES} cases at the most.",
}
_KLE: Text = {
    "da": "Skal være et KLE-nummer som tekst, NN.NN.NN, f.eks. 15.20.24.",
    "en": "Must be a KLE number as text, NN.NN.NN, e.g. 15.20.24.",
}
_SYSTEM: Text = {
    "da": f"Skal være fagsystemets navn som tekst med 1 til {LONGEST_SYSTEM} tegn.",
    "en": f"Must be the source system's name as text of 1 to {LONGEST_SYSTEM} characters.",
}
_CREATED: Text = {
    "da": "Skal være en dato (2021-04-01) eller et tidspunkt med sin tidszone (2021-03-31T23:30:00Z), som RFC 3339 "
    "skriver dem.",
    "en": "Must be a date (2021-04-01) or a time with its zone (2021-03-31T23:30:00Z), as RFC 3339 writes them.",
}
_STATUS: Text = {
    "da": f"Skal være sagens status som tekst med højst {LONGEST_STATUS} tegn, eller null.",
    "en": f"Must be the case's status as text of {LONGEST_STATUS} characters at the most, or null.",
}


def parse_visit(request: Request) -> list[Case]:
    """The cases that were sent. Raises ProblemError, with every flaw and its place."""
    if not _is_plain_json(request):
        raise ProblemError(UNSUPPORTED_MEDIA_TYPE)
    if len(request.body) > MOST_BYTES:
        raise ProblemError(BODY_TOO_LARGE)
    flaws: list[Flaw] = []
    cases = _cases(_parsed(request.body), flaws)
    if flaws:
        raise ProblemError(malformed_visit(flaws))
    return cases


def _is_plain_json(request: Request) -> bool:
    media_type, *options = [
        part.strip().lower() for part in request.headers.get("content-type", "").split(";")
    ]
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    charsets = [
        option.removeprefix("charset=").strip('"') for option in options if option.startswith("charset=")
    ]
    return media_type == "application/json" and coding == "identity" and set(charsets) <= {"utf-8"}


def _parsed(body: bytes) -> Any:
    """Raises ProblemError for what is not JSON (RFC 8259), for a name that stands twice, and for endless nesting."""
    try:
        return json.loads(
            body.decode("utf-8"), object_pairs_hook=_each_once, parse_constant=_no_constant, parse_int=_number
        )
    except (ValueError, RecursionError) as error:
        raise ProblemError(MALFORMED_JSON) from error


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name stands twice")
    return members


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _number(digits: str) -> float:
    """No field is a number, so none needs to be exact; thousands of digits are not worth their time."""
    return float(digits)


def _cases(data: Any, flaws: list[Flaw]) -> list[Case]:
    if not isinstance(data, dict):
        flaws.append(Flaw("#", _NOT_AN_OBJECT))
        return []
    if data.keys() - {"cases"}:
        flaws.append(Flaw("#", _UNKNOWN))
    cases = data.get("cases")
    if "cases" not in data:
        flaws.append(Flaw("#/cases", _MISSING))
    elif not isinstance(cases, list) or len(cases) > MOST_CASES:
        flaws.append(Flaw("#/cases", _CASES))
    else:
        found = (_faultless(one) or _case(one, f"#/cases/{index}", flaws) for index, one in enumerate(cases))
        return [case for case in found if case]
    return []


def _faultless(data: Any) -> Case | None:
    """The case where nothing is wrong with it, in a third of the time; None where `_case` has to say what is."""
    try:
        kle_number, system, created = data["kleNumber"], data["sourceSystem"], data["created"]
        if len(data) != 3 + ("status" in data):
            return None
        # Of the number, a case says itself whether it is one.
        return Case(kle_number, _system(system), _created(created), _status(data.get("status")))
    except (ValueError, TypeError, KeyError):
        return None


def _case(data: Any, at: str, flaws: list[Flaw]) -> Case | None:
    if not isinstance(data, dict):
        flaws.append(Flaw(at, _NOT_AN_OBJECT))
        return None
    # The name of an unknown field is not repeated: that, too, is something that was sent.
    own_flaws = [] if data.keys() <= _NAMES else [Flaw(at, _UNKNOWN)]
    values: dict[str, Any] = {}
    for name, read, wanted in _FIELDS:
        if name not in data and name != "status":
            own_flaws.append(Flaw(f"{at}/{name}", _MISSING))
            continue
        try:
            values[name] = read(data.get(name))
        except ValueError:
            own_flaws.append(Flaw(f"{at}/{name}", wanted))
    flaws += own_flaws
    if own_flaws:
        return None
    return Case(values["kleNumber"], values["sourceSystem"], values["created"], values["status"])


def _kle_number(value: Any) -> str:
    if isinstance(value, str) and is_kle_number(value):
        return value
    raise ValueError


def _system(value: Any) -> str:
    if isinstance(value, str) and 0 < len(value) <= LONGEST_SYSTEM:
        return value
    raise ValueError


def _created(value: Any) -> date:
    """Python's own reading takes more than RFC 3339 does: weeks, no hyphens, no zone."""
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004 (all that is wrong with a field is one thing to its reader)
    if _DATE.fullmatch(value):
        return date.fromisoformat(value)
    if parts := _TIME.fullmatch(value):
        day, minute, second, fraction, zone = parts.groups(default="")
        # A leap second is on the same day as the one before it, and unknown to Python.
        second = "59" if second == "60" else second
        return danish_day(datetime.fromisoformat(f"{day}T{minute}:{second}{fraction[:7]}{zone.upper()}"))
    raise ValueError


def _status(value: Any) -> Any:
    if value is None or (isinstance(value, str) and len(value) <= LONGEST_STATUS):
        return status_of(value)
    raise ValueError


_FIELDS: tuple[tuple[str, Callable[[Any], Any], Text], ...] = (
    ("kleNumber", _kle_number, _KLE),
    ("sourceSystem", _system, _SYSTEM),
    ("created", _created, _CREATED),
    ("status", _status, _STATUS),
)
_NAMES = frozenset(name for name, _, _ in _FIELDS)
