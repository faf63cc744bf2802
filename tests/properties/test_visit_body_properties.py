"""What is written by hand about a visit's body, and what ``schemas/openapi.yaml`` says of it: one verdict."""

from __future__ import annotations

import json

import jsonschema
from hypothesis import example, given
from hypothesis import strategies as st

from kleark.http.messages import Request
from kleark.portal.problems import Problem, ProblemError
from kleark.portal.visit_request import parse_visit
from tests.support.openapi import OPENAPI

_formats = jsonschema.FormatChecker(["date"])


@_formats.checks("date-time")
def _is_time(text: object) -> bool:
    """RFC 3339, 5.6, by its own words; the library's check needs a package that is not here."""
    return not isinstance(text, str) or _rfc3339(text)


def _rfc3339(text: str) -> bool:
    date, mark, rest = text[:10], text[10:11], text[11:]
    zone = rest[-1:] if rest[-1:] in {"Z", "z"} else rest[-6:]
    time, _, fraction = rest.removesuffix(zone).partition(".")
    hour, minute, second = ([*time.split(":"), "", "", ""])[:3]
    return (
        bool(_formats.conforms(date, "date"))
        and mark in {"T", "t"}
        and len(time) == 8
        and _below(hour, 24)
        and _below(minute, 60)
        and _below(second, 61)
        and ("." not in rest or _digits(fraction))
        and (zone in {"Z", "z"} or (zone[:1] in {"+", "-"} and zone[3] == ":" and _zone(zone)))
    )


def _zone(text: str) -> bool:
    return _below(text[1:3], 24) and _below(text[4:], 60)


def _below(text: str, limit: int) -> bool:
    return len(text) == 2 and _digits(text) and int(text) < limit


def _digits(text: str) -> bool:
    return bool(text) and text.isascii() and text.isdigit()


ORACLE = jsonschema.Draft202012Validator(
    {"$ref": "#/components/schemas/Visit", "components": OPENAPI["components"]}, format_checker=_formats
)

_moments = st.datetimes().map(lambda moment: moment.isoformat(timespec="milliseconds"))
_texts = st.one_of(
    st.text(max_size=12),
    st.from_regex(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}", fullmatch=True),
    st.dates().map(str),
    st.builds(
        "{}{}".format, _moments, st.sampled_from(["Z", "z", "+02:00", "-23:59", "+24:00", "+02:60", ""])
    ),
    st.from_regex(
        r"20(2[0-9])-[01][0-9]-[0-3][0-9]([Tt ][0-9]{2}:[0-6][0-9](:[0-6][0-9])?(\.[0-9]*)?)?Z?",
        fullmatch=True,
    ),
    st.sampled_from(["FASIT", "a" * 200, "a" * 201, "Afgjort", "x" * 100, "x" * 101]),
)
_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
_good = st.fixed_dictionaries(
    {
        "kleNumber": st.from_regex(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}", fullmatch=True),
        "sourceSystem": st.text(min_size=1, max_size=200),
        "created": st.dates().map(str) | _moments.map(lambda moment: moment + "Z"),
    },
    optional={"status": st.none() | st.text(max_size=100)},
)
_nearly_good = st.builds(
    lambda case, name, value, drop: {n: v for n, v in (case | {name: value}).items() if n != drop},
    _good,
    st.sampled_from(["kleNumber", "sourceSystem", "created", "status", "cpr"]),
    _texts | _anything,
    st.sampled_from(["", "", "kleNumber", "created", "status", "cpr"]),
)
bodies = st.one_of(
    st.fixed_dictionaries({"cases": st.lists(_good | _nearly_good, max_size=4)}),
    st.fixed_dictionaries({"cases": st.lists(_good, max_size=3)}, optional={"x": _anything}),
    _anything,
)


def problem_of(data: bytes) -> Problem | None:
    request = Request("POST", "/", headers={"content-type": "application/json"}, body=data)
    try:
        parse_visit(request)
    except ProblemError as error:
        return error.problem
    return None


@given(bodies)
@example({"cases": [{"kleNumber": "15.20.24", "sourceSystem": "F", "created": "2016-12-31T23:59:60Z"}]})
@example({"cases": [{"kleNumber": "15.20.24", "sourceSystem": "F", "created": "0001-01-01T00:00:00+23:59"}]})
@example({"cases": [{"kleNumber": "15.20.24", "sourceSystem": "F", "created": "9999-12-31T23:59:59-23:59"}]})
@example(
    {
        "cases": [
            {"kleNumber": "15.20.24", "sourceSystem": "F", "created": "2021-04-01T00:00:00." + "1" * 40 + "Z"}
        ]
    }
)
@example({"cases": [{"kleNumber": "15.20.24", "sourceSystem": "F", "created": "0000-01-01"}]})
@example({"cases": [{"kleNumber": "15.20.24", "sourceSystem": "\ud800", "created": "2021-04-01"}]})
def test_both_accept_the_same(body: object) -> None:
    problem = problem_of(json.dumps(body).encode())
    assert (problem is None) == ORACLE.is_valid(body)
    assert problem is None or problem.kind == "malformed-visit"


@given(st.binary(max_size=300))
def test_no_bytes_crash_it(data: bytes) -> None:
    problem = problem_of(data)
    assert problem is None or problem.status in {400, 422}
