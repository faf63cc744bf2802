"""The same judgement by pandera on polars: a schema with patterns, ranges, a unique key and checks on the frame.

``python -m benchmarks.peer_pandera FILE`` prints one JSON object for each failure: row, column, rule. The
sheet is read, and its columns are typed, as for dataframely.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import pandera.polars as pa  # type: ignore[import-not-found]  # in the benchmark's own environment
import polars as pl  # type: ignore[import-not-found]

from benchmarks.typed_frame import DIGITAL_POST, LINK, NO_MARKUP, RESERVED, letter, read

if TYPE_CHECKING:
    from collections.abc import Callable


def on_frame(name: str, judge: Callable[[], Any]) -> Any:
    """A check of whole rows by an expression that is true where a row is right."""
    return pa.Check(lambda data: data.lazyframe.select(judge()), name=name)


def matching(pattern: str) -> Any:
    return pa.Check.str_matches(pattern)


def schema() -> Any:
    text = [matching(NO_MARKUP)]
    return pa.DataFrameSchema(
        {
            "row": pa.Column(pl.Int64),
            "number": pa.Column(pl.String, matching(r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}$")),
            "name": pa.Column(pl.String, text),
            "system": pa.Column(pl.String, text),
            "show_from": pa.Column(pl.Date, pa.Check.in_range(date(1900, 1, 1), date(2100, 1, 1))),
            "department": pa.Column(pl.String, text),
            "phone": pa.Column(pl.Int64, pa.Check.in_range(20_000_000, 99_999_999)),
            "link": pa.Column(pl.String, matching(LINK)),
            "post": pa.Column(pl.String, matching(DIGITAL_POST)),
            "service": pa.Column(pl.String, text, nullable=True),
            "service_link": pa.Column(pl.String, matching(LINK), nullable=True),
            "numbers": pa.Column(pl.List(pl.String), nullable=True),
        },
        checks=[
            on_frame("link_reserved", lambda: ~pl.col("link").str.contains(RESERVED)),
            on_frame("number_and_name", lambda: pl.col("numbers").list.contains(pl.col("number"))),
            on_frame("service_pair", lambda: pl.col("service").is_null() == pl.col("service_link").is_null()),
            on_frame("primary_key", lambda: ~pl.struct("number", "system").is_duplicated()),
        ],
    )


def main(path: str) -> int:
    frame = read(path)
    try:
        schema().validate(frame, lazy=True)
    except pa.errors.SchemaErrors as failed:
        for failure in failed.failure_cases.iter_rows(named=True):
            at = failure["index"]
            row = None if at is None else frame["row"][at]
            print(json.dumps({"row": row, "column": letter(failure["column"]), "rule": failure["check"]}))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
