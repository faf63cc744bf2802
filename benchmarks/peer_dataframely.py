"""The same judgement by dataframely on polars: a schema with patterns, ranges, a primary key and rules.

``python -m benchmarks.peer_dataframely FILE`` prints one JSON object for each failure: row, column, rule.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

import dataframely as dy  # type: ignore[import-not-found]  # in the benchmark's own environment

from benchmarks.typed_frame import DIGITAL_POST, LINK, NO_MARKUP, RESERVED, letter, read


class Configuration(dy.Schema):  # type: ignore[misc]  # no types where mypy runs
    row = dy.Int64()
    number = dy.String(primary_key=True, regex=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}$")
    name = dy.String(regex=NO_MARKUP)
    system = dy.String(primary_key=True, regex=NO_MARKUP)
    show_from = dy.Date(min=date(1900, 1, 1), max=date(2100, 1, 1))
    department = dy.String(regex=NO_MARKUP)
    phone = dy.Int64(min=20_000_000, max=99_999_999)
    link = dy.String(regex=LINK)
    post = dy.String(regex=DIGITAL_POST)
    service = dy.String(nullable=True, regex=NO_MARKUP)
    service_link = dy.String(nullable=True, regex=LINK)
    numbers = dy.List(dy.String(), nullable=True)

    @dy.rule()  # type: ignore[untyped-decorator]
    def link_reserved(cls) -> Any:  # noqa: N805
        return ~cls.link.col.str.contains(RESERVED)

    @dy.rule()  # type: ignore[untyped-decorator]
    def number_and_name(cls) -> Any:  # noqa: N805
        return cls.numbers.col.list.contains(cls.number.col)

    @dy.rule()  # type: ignore[untyped-decorator]
    def service_pair(cls) -> Any:  # noqa: N805
        return cls.service.col.is_null() == cls.service_link.col.is_null()


def main(path: str) -> int:
    _, failures = Configuration.filter(read(path))
    details = failures.details()
    rules = [name for name in details.columns if name not in Configuration.column_names()]
    for failure in details.iter_rows(named=True):
        for rule in rules:
            if failure[rule] == "invalid":
                column, _, what = rule.partition("|")
                print(json.dumps({"row": failure["row"], "column": letter(column), "rule": what or rule}))
    return 1 if len(failures) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
