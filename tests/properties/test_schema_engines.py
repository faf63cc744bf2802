"""Two engines give one verdict on a row, and each way to break the schema is a rule."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kleark.rules import row_schema
from kleark.rules.registry import all_rules
from kleark.schemas import schema
from tests.support.searching import examples
from tests.support.sheet_builder import CONTACT_POINT, MAILBOX

ROW: dict[str, Any] = {
    "kleNumber": "15.20.24",
    "kleTitle": "Fleksjob",
    "sourceSystem": "*",
    "showFrom": "2021-04-01",
    "showActiveRegardless": False,
    "contactDepartment": "Kontaktcenter",
    "contactPhone": "66131372",
    "infoUrl": "https://www.odense.dk/fleksjob",
    "digitalPostUrl": MAILBOX + "10671",
}
WHOLE = ROW | {"selfServiceName": "Søg fleksjob", "selfServiceUrl": "https://www.odense.dk/"}
TAILS = (
    "\n",
    "\r\n",
    " ",
    "\u00a0",
    "\u2028",
    "\u200b",
    "\t",
    "\x00",
    "\x7f",
    "\x85",
    "\u202e",
    "\ufeff",
    "x",
    "0",
    "",
)
ODD = (
    *(
        "",
        " ",
        "\n",
        "15.20.24",
        "15.20.2",
        "15-20-24",
        "١٥.٢٠.٢٤",
        "１５.２０.２４",
        "66131372",
        "16131372",
        "٦٦١٣١٣٧٢",
    ),
    *(
        "2021-04-01",
        "2021-02-30",
        "2024-02-29",
        "2021-4-1",
        "1899-12-31",
        "2100-12-31",
        "2200-01-01",
        "٢٠٢١-٠٤-٠١",
    ),
    *(
        "20210401",
        "2021-W13-4",
        "2021-04-01T00:00:00",
        "https://odense.dk",
        "http://odense.dk",
        "https://",
        "https://å.dk/ø",
    ),
    *(
        "HTTPS://odense.dk",
        "https://localhost",
        "https://a.b c",
        MAILBOX,
        MAILBOX + "1",
        CONTACT_POINT,
        CONTACT_POINT[:-1],
    ),
    *(
        CONTACT_POINT + "/",
        MAILBOX + "٣",
        "https://post.borger.dk/?mailboxid=1",
        "x" * 200,
        "x" * 201,
        "å" * 101,
        "😀" * 100,
    ),
    *("😀" * 101, "x" * 2049, "https://a.dk/" + "x" * 2035, "https://a.dk/" + "x" * 2036),
)
no_surrogates = st.characters(codec="utf-8")
texts = st.one_of(
    st.sampled_from(ODD),
    st.text(no_surrogates, max_size=12),
    st.builds(lambda text, tail: text + tail, st.sampled_from(ODD), st.sampled_from(TAILS)),
    st.builds(lambda head, text: head + text, st.sampled_from(TAILS), st.sampled_from(ODD)),
    st.builds(
        lambda key, tail: f"{WHOLE[key]}{tail}", st.sampled_from(sorted(WHOLE)), st.sampled_from(TAILS)
    ),
)
values = st.one_of(texts, texts, st.none(), st.booleans(), st.integers(-5, 10**9), st.floats(allow_nan=False))
rows = st.builds(
    lambda base, changed, left_out: {k: v for k, v in (base | changed).items() if k not in left_out},
    st.sampled_from([ROW, WHOLE]),
    st.dictionaries(st.sampled_from([*sorted(WHOLE), "unknown"]), values, max_size=3),
    st.sets(st.sampled_from(sorted(WHOLE)), max_size=2),
)

_oracle = Draft202012Validator(schema("row"), format_checker=Draft202012Validator.FORMAT_CHECKER)


@examples(1500)
@given(row=rows)
@example(row=dict(ROW))
@example(row=dict(WHOLE))
@example(row=ROW | {"contactPhone": "66131372\n"})
@example(row=ROW | {"contactPhone": "٦٦١٣١٣٧٢"})
@example(row=ROW | {"kleNumber": "15.20.24\n"})
@example(row=ROW | {"digitalPostUrl": CONTACT_POINT + "\n"})
@example(row=ROW | {"infoUrl": "https://odense.dk\n"})
@example(row=ROW | {"showFrom": "2021-02-30"})
def test_both_engines_agree_on_a_row(row: dict[str, Any]) -> None:
    assert row_schema.is_whole(row) == _oracle.is_valid(row)


cells = st.fixed_dictionaries(
    {
        key: st.one_of(st.just(value), st.just(value), st.none(), st.booleans() if value is False else texts)
        for key, value in WHOLE.items()
    }
)


@examples(300)
@given(several=st.lists(cells, max_size=6))
def test_rows_are_judged_alike_one_by_one_and_by_columns(several: list[dict[str, Any]]) -> None:
    columns = {key: [row[key] for row in several] for key in WHOLE}
    alone = [{key: value for key, value in row.items() if value is not None} for row in several]
    broken = {at for at, row in enumerate(alone) if not row_schema.is_whole(row)}
    assert set[int]().union(*row_schema.broken_cells(columns).values()) == broken


def test_what_is_asked_of_a_row_beside_its_values_is_only_what_must_be_there() -> None:
    told = {"$schema", "$id", "title", "description", "x-rules", "$defs"}
    assert schema("row").keys() - told == {
        *("type", "additionalProperties", "required", "dependentRequired", "properties"),
    }


@examples(600)
@given(row=rows.map(lambda row: {key: value for key, value in row.items() if key != "unknown"}))
def test_each_violation_is_an_error_rule_at_its_column(row: dict[str, Any]) -> None:
    violations = row_schema.violations(row)
    assert bool(violations) != row_schema.is_whole(row)
    for violation in violations:
        assert all_rules()[violation.rule_id].severity == "error"
        assert violation.column in WHOLE
    blamed = {violation.column for violation in violations}
    at_fault = {error.path[0] for error in _oracle.iter_errors(row) if error.path}
    missing = {key for key in ROW if key not in row}
    pair = {"selfServiceName", "selfServiceUrl"}
    half = pair - row.keys() if len(pair & row.keys()) == 1 else set()
    assert blamed == at_fault | missing | half


@examples(200)
@given(
    row=st.fixed_dictionaries(
        {
            "kleNumber": st.from_regex(r"\A[0-9]{2}\.[0-9]{2}\.[0-9]{2}\Z"),
            "contactPhone": st.from_regex(r"\A[2-9][0-9]{7}\Z"),
            "showFrom": st.dates(date(1900, 1, 1)).map(
                lambda day: (
                    day.replace(year=1900 + day.year % 200).isoformat() if day.day < 29 else "2020-02-29"
                )
            ),
            "contactDepartment": st.text(
                st.characters(categories=("L", "Nd", "P", "Zs")), min_size=1, max_size=100
            ),
            "showActiveRegardless": st.booleans(),
        }
    ).map(lambda changed: WHOLE | changed)
)
def test_both_engines_take_what_is_right(row: dict[str, Any]) -> None:
    assert row_schema.is_whole(row)
    assert _oracle.is_valid(row)


def rules_in(node: object) -> set[str]:
    """Every rule id that a schema names in its annotations."""
    if isinstance(node, dict):
        named = {str(one) for key, part in node.items() if key.startswith("x-") for one in _leaves(part)}
        return named.union(*(rules_in(part) for part in node.values()))
    return set().union(*(rules_in(part) for part in node)) if isinstance(node, list) else set()


def _leaves(node: object) -> list[object]:
    if isinstance(node, dict):
        return [leaf for part in node.values() for leaf in _leaves(part)]
    return [leaf for part in node for leaf in _leaves(part)] if isinstance(node, list) else [node]


def test_a_long_text_takes_no_more_memory_once_it_was_judged() -> None:
    title = "Kontaktcenter \u2013 " * 2_000
    alone = sys.getsizeof(title)
    assert row_schema.violations({"kleTitle": title})
    assert sys.getsizeof(title) == alone


def test_the_schema_names_every_field_error_and_no_rule_that_is_not_there() -> None:
    named = rules_in(schema("row"))
    assert named <= set(all_rules())
    field_errors = {
        rule.id for rule in all_rules().values() if rule.id.startswith("KA3") and rule.severity == "error"
    }
    assert field_errors - named == set()
    assert {all_rules()[one].severity for one in named} == {"error"}


def test_every_constraint_has_a_rule_beside_it() -> None:
    row = schema("row")
    nodes = {**row["properties"], **{f"$defs/{name}": node for name, node in row["$defs"].items()}}
    annotations = {"description", "x-rules", "x-explained-by", "$ref"}
    for name, node in nodes.items():
        assert set(node) - annotations == set(node["x-rules"]), name
    assert set(row["x-rules"]) == {"required", "dependentRequired"}
    assert set(row["x-rules"]["dependentRequired"]) == set(row["dependentRequired"])


def test_the_schemas_are_schemas() -> None:
    for name in ("row", "config", "report"):
        Draft202012Validator.check_schema(schema(name))
        json.dumps(schema(name))
