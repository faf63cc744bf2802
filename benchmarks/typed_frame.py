"""The sheet as the two peers on polars get it: read by fastexcel, columns typed, numbers beside each name."""

from __future__ import annotations

from typing import Any

import polars as pl  # type: ignore[import-not-found]  # in the benchmark's own environment

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


def letter(column: str) -> str | None:
    """The Excel column of a rule on one column, or None for a rule on several."""
    known = {**dict(zip(COLUMNS, "ABCDEFGHIJK", strict=True)), "link_reserved": "H", "number_and_name": "B"}
    return known.get(column)
