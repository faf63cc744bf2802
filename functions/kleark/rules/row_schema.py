"""The shape of a row by JSON Schema. Which rule a violation is stands in the schema, beside the constraint."""

from __future__ import annotations

from functools import cache

from kleark.data_classes import NamedTuple
from kleark.rules.schema_engine import errors_of, load_engine, validator
from kleark.schemas import schema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from typing import Any

    import jsonschema_rs

# Once for all, as a program starts that judges sheets.
load_engine()

_NOTHING_TOLD: Mapping[str, AbstractSet[int]] = {}


class Violation(NamedTuple):
    """A constraint of ``row.schema.json`` that a row breaks: at which column, as which rule."""

    column: str
    rule_id: str


_LONG = 2_000
_LARGE = 3_000
"""Distinct values, beyond which what the engine keeps of each takes more than an import."""


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return validator(schema("row"))


@cache
def _columns_validator() -> jsonschema_rs.Draft202012Validator:
    row = schema("row")
    columns = {
        key: {"type": "array", "items": {"$ref": f"#/$defs/row/properties/{key}"}}
        for key in row["properties"]
    }
    # References within the row's schema stay what they are.
    document = {
        "type": "object",
        "properties": columns,
        "$defs": row["$defs"] | {"row": {"properties": row["properties"]}},
    }
    return validator(document)


def broken_cells(
    columns: Mapping[str, Sequence[Any]], told: Mapping[str, AbstractSet[int]] = _NOTHING_TOLD
) -> dict[str, set[int]]:
    """By column, the positions of the rows that have not the shape of ``row.schema.json`` there; told for many rows
    faster than row by row.

    ``columns``: by property, all rows' values, None for what is not there. What the schema asks of a value is asked
    once of each, and what it asks of a row is no more than what must be there. ``told``: by column, the positions of
    cells with an error, of which no more is to be said; their rows are never published.
    """
    row = schema("row")
    rows = max(map(len, columns.values()), default=0)
    distinct = {key: list(_distinct(values, told.get(key, ()))) for key, values in columns.items()}
    wrong: dict[str, set[Any]] = {}
    for key, values in distinct.items():
        # Of a long text, what the engine says of an error holds the text several times: it is only asked whether.
        long = _long(values)
        if long:
            wrong[key] = {value for value in long if not _columns_validator().is_valid({key: [value]})}
            distinct[key] = [value for value in values if value not in long]
    large = sum(map(len, distinct.values())) > _LARGE
    for _, (key, at, *_) in errors_of(_columns_validator(), distinct, large=large):
        wrong.setdefault(key, set()).add(distinct[key][int(at)])
    broken = {
        key: {at for at, value in enumerate(columns[key]) if value in values}
        for key, values in wrong.items()
        if values
    }
    for key in row["required"]:
        if missing := _missing(columns.get(key), rows):
            broken.setdefault(key, set()).update(missing)
    for key, others in row["dependentRequired"].items():
        for other in others:
            lacking = _without(columns.get(other), columns.get(key))
            broken.setdefault(other, set()).update(lacking)
    return {key: positions.difference(told.get(key, ())) for key, positions in broken.items()}


def _distinct(values: Sequence[Any], told: Collection[int]) -> set[Any]:
    asked = list(values)
    for at in told:
        asked[at] = None
    return set(asked) - {None}


def _long(values: Sequence[Any]) -> set[str]:
    """The texts that are long."""
    if not values or not isinstance(values[0], str):
        return set()
    # A column's values are of one kind.
    return {value for value in values if len(value) > _LONG} if max(map(len, values)) > _LONG else set()


def _missing(values: Sequence[Any] | None, rows: int) -> set[int]:
    """The positions at which there is nothing."""
    if values is None:
        return set(range(rows))
    return {at for at, value in enumerate(values) if value is None} if None in values else set()


def _without(values: Sequence[Any] | None, beside: Sequence[Any] | None) -> Iterator[int]:
    """The positions at which there is nothing, but something beside it."""
    for at, one in enumerate(beside or ()):
        if one is not None and (values is None or values[at] is None):
            yield at


def is_whole(row: Mapping[str, Any]) -> bool:
    """Whether the row has the shape of ``row.schema.json``."""
    return _validator().is_valid(row)


def violations(row: Mapping[str, Any]) -> tuple[Violation, ...]:
    """Every constraint that the row breaks, at its column. Raises KeyError for one without a rule."""
    found = (
        violation
        for schema_path, instance_path in errors_of(_validator(), {key: _apart(row[key]) for key in row})
        for violation in _violations(row, schema_path, instance_path)
    )
    return tuple(dict.fromkeys(found))


def _apart(value: Any) -> Any:
    """A long text as another object: to tell what is wrong, the engine has a text's UTF-8 kept beside it for good."""
    if not isinstance(value, str) or len(value) <= _LONG or value.isascii():
        return value
    return "".join((value[:1], value[1:]))


def _violations(
    row: Mapping[str, Any], schema_path: list[str], instance_path: list[str]
) -> Iterator[Violation]:
    rules = schema("row")["x-rules"]
    if schema_path[0] == "required":
        # The engine names the missing property in its message only: ask the row.
        missing = (column for column in schema("row")["required"] if column not in row)
        yield from (Violation(column, rules["required"]) for column in missing)
    elif schema_path[0] == "dependentRequired":
        (alone, lacking), *_ = (
            (column, other)
            for column, others in schema("row")["dependentRequired"].items()
            for other in others
            if column in row and other not in row
        )
        yield Violation(lacking, rules["dependentRequired"][alone])
    else:
        yield Violation(instance_path[0], _rule_beside(schema_path))


def _rule_beside(schema_path: list[str]) -> str:
    """The rule that stands beside the keyword at the end of a path into the schema."""
    node: Any = schema("row")
    for step in schema_path[:-1]:
        node = node[step]
    rule_id: str = node["x-rules"][schema_path[-1]]
    return rule_id
