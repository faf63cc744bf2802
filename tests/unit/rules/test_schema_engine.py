"""The engine alone judges as the whole package does, and brings nothing that it does not need."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
from hypothesis import given
from hypothesis import strategies as st

from kleark.rules import schema_engine
from kleark.schemas import schema

FUNCTIONS = Path(schema_engine.__file__).parents[2]
VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        5,
        True,
        "",
        " ",
        "x",
        "15.20.24",
        "12345678",
        "2021-04-01",
        "https://a.dk/b",
        "javascript:x",
        [],
        {},
    ]
)
ROWS = st.dictionaries(st.sampled_from([*schema("row")["properties"]]), VALUES)
PLAIN = jsonschema_rs.Draft202012Validator(
    schema("row"), validate_formats=True, pattern_options=jsonschema_rs.RegexOptions()
)


@given(ROWS)
def test_errors_are_those_that_the_package_iterates_over(row: dict[str, Any]) -> None:
    def rule_of(path: list[str]) -> list[str]:
        # A pointer into the schema goes one step further: to the one of the properties that lack another.
        return path[:1] if path[0] == "dependentRequired" else path

    told = [
        (rule_of(where), place)
        for where, place in schema_engine.errors_of(schema_engine.validator(schema("row")), row)
    ]
    assert told == [
        (rule_of([*map(str, error.schema_path)]), [*map(str, error.instance_path)])
        for error in PLAIN.iter_errors(row)
    ]


@given(ROWS)
def test_of_a_large_one_they_are_the_same(row: dict[str, Any]) -> None:
    judge = schema_engine.validator(schema("row"))
    places = [place for _, place in schema_engine.errors_of(judge, row)]
    assert [place for _, place in schema_engine.errors_of(judge, row, large=True)] == places


def test_a_name_is_told_as_it_is() -> None:
    judge = schema_engine.validator({"additionalProperties": {"type": "string"}})
    assert [place for _, place in schema_engine.errors_of(judge, {"a/b~c": 1})] == [["a/b~c"]]


ALONE = """
import json, sys
sys.path.insert(0, sys.argv[1])
from kleark.rules.row_schema import broken_cells, is_whole, violations
row = {"kleNumber": "15.20.24", "kleTitle": 5, "infoUrl": "http://x"}
broken = {key: sorted(rows) for key, rows in broken_cells({"kleNumber": ["15.20.24", "x"]}).items()}
told = [is_whole(row), [list(one) for one in violations(row)], broken]
loaded = sorted({"typing", "email.utils", "decimal", "socket", "random", "jsonschema_rs"} & sys.modules.keys())
import decimal, email.utils, jsonschema_rs
told += [decimal.Decimal("1.5") + 1 == 2.5, email.utils.parseaddr("a <b@c.dk>")[1]]
try:
    jsonschema_rs.validate({"type": "string"}, 3)
except jsonschema_rs.ValidationError as error:
    told.append(error.message)
print(json.dumps([loaded, *told]))
"""


def run(code: str, *before: str) -> list[Any]:
    done = subprocess.run(
        [sys.executable, "-c", "".join(f"import {name}\n" for name in before) + code, str(FUNCTIONS)],
        capture_output=True,
        check=True,
        text=True,
    )
    answer: list[Any] = json.loads(done.stdout)
    return answer


def test_alone_it_tells_the_same_and_nothing_is_left_in_place_of_what_it_asked_for() -> None:
    loaded, *told = run(ALONE)
    assert loaded == []
    # In a process that has all of it already, as a Lambda function has, it is imported as anything else.
    assert told == run(ALONE, "typing", "decimal", "email.utils")[1:]
    assert told[-3:] == [True, "b@c.dk", '3 is not of type "string"']


def test_where_the_package_is_there_it_is_used() -> None:
    assert schema_engine.load_engine().Draft202012Validator is jsonschema_rs.Draft202012Validator
