"""The same judgement by dataframely on polars: a schema with patterns, ranges, a primary key and rules.

``python peer_dataframely.py FILE`` prints one JSON object for each failure: row, column, rule.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

import dataframely as dy  # type: ignore[import-not-found]  # in the benchmark's own environment
import polars as pl  # type: ignore[import-not-found]

from kleark.registers.kle_register import embedded, normalise_title

COLUMNS = (
    "mark",
    "number",
    "name",
    "system",
    "show_from",
    "department",
    "phone",
    "link",
    "post",
    "service",
    "service_link",
)
NO_MARKUP = r"^[^<>]+$"
LINK = r"^https://([A-Za-z0-9-]+\.)+[A-Za-z]{2,}(/[^\s<>]*)?$"
RESERVED = r"^https://[^/]*\.(invalid|test|example|localhost|local)(/|$)"
DIGITAL_POST = (
    r"^https://post\.borger\.dk/("
    r"\?logon\.aspx\?portalid=1049&logon=borger&function=inbox&template=borger&mailboxid=[0-9]+"
    r"|send/[0-9a-f-]{36}/[0-9a-f-]{36}/)$"
)


def numbers_by_title() -> Any:
    """The register as a frame to join with: a normalised title, and the numbers that have it."""
    numbers: dict[str, list[str]] = {}
    for topic in embedded().topics.values():
        numbers.setdefault(normalise_title(topic.title), []).append(topic.kle_number)
    return pl.DataFrame({"title": list(numbers), "numbers": list(numbers.values())})


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


def read(path: str) -> Any:
    """The sheet with typed columns; a value of another type becomes null, which the schema refuses."""
    frame = pl.read_excel(path, engine="calamine", infer_schema_length=0, drop_empty_rows=False)
    frame = frame.rename(dict(zip(frame.columns, COLUMNS, strict=True))).drop("mark")
    plain_title = (
        pl.col("name")
        .str.replace(r"\[[^\]]*\]?", "")
        .str.to_lowercase()
        .str.replace_all(r"[^\p{L}\p{N}]", "")
    )
    return (
        frame.with_row_index("row", offset=2)
        .with_columns(
            pl.col("row").cast(pl.Int64),
            pl.col("show_from").str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False),
            pl.col("phone").cast(pl.Int64, strict=False),
            title=plain_title,
        )
        .join(numbers_by_title(), on="title", how="left", maintain_order="left")
        .drop("title")
    )


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


def letter(column: str) -> str | None:
    """The Excel column of a rule on one column, or None for a rule on several."""
    known = {**dict(zip(COLUMNS, "ABCDEFGHIJK", strict=True)), "link_reserved": "H", "number_and_name": "B"}
    return known.get(column)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
