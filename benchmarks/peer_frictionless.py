"""The same judgement by Frictionless: a table schema, a primary key and two checks of our own.

``python -m benchmarks.peer_frictionless FILE`` prints one JSON object for each failure: row, column, rule.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from frictionless import (  # type: ignore[import-not-found]  # in the benchmark's own environment
    Check,
    Checklist,
    Schema,
    errors,
    fields,
    system,
)
from frictionless.resources import TableResource  # type: ignore[import-not-found]

from kleark.registers.kle_register import embedded

if TYPE_CHECKING:
    from collections.abc import Iterable

HEADERS = (
    "KONFIGURATION af KLE-numre i Borgerblikket",
    "KLE-nr.",
    "KLE-navn",
    "Fagsystem",
    "Fradato for visning",
    "Kontaktafdeling",
    "Kontakttelefon",
    "Link til yderligere information",
    "Digitalpost kontaktpunkt (postkasse)",
    "Selvbetjeningsnavn",
    "Selvbetjeningslink",
)
NO_MARKUP = r"[^<>]+"
# https; a host of ASCII labels that is no IP address and has no reserved top-level domain; no user, no port.
LINK = r"https://(?:[A-Za-z0-9-]+\.)+(?!(?:invalid|test|example|localhost|local)(?:/|$))[A-Za-z]{2,}(?:/[^\s<>]*)?"
DIGITAL_POST = (
    r"https://post\.borger\.dk/(?:"
    r"\?logon\.aspx\?portalid=1049&logon=borger&function=inbox&template=borger&mailboxid=[0-9]+"
    r"|send/[0-9a-f-]{36}/[0-9a-f-]{36}/)"
)


class NumberAndName(Check):  # type: ignore[misc]  # no types where mypy runs
    """The name must not be the title of topics that all have other numbers."""

    type = "number-and-name"
    Errors: ClassVar[Any] = [errors.CellError]

    def validate_row(self, row: Any) -> Iterable[Any]:
        number, name = row["KLE-nr."], row["KLE-navn"]
        topics = embedded().by_title(name) if number and name else ()
        if topics and number not in {topic.kle_number for topic in topics}:
            yield errors.CellError.from_row(row, note="the name is another topic's", field_name="KLE-nr.")


class SelfServicePair(Check):  # type: ignore[misc]  # no types where mypy runs
    """A self-service solution has both a name and a link."""

    type = "self-service-pair"
    Errors: ClassVar[Any] = [errors.CellError]

    def validate_row(self, row: Any) -> Iterable[Any]:
        name, link = row["Selvbetjeningsnavn"], row["Selvbetjeningslink"]
        if bool(name) != bool(link):
            missing = "Selvbetjeningslink" if name else "Selvbetjeningsnavn"
            yield errors.CellError.from_row(row, note="half a pair", field_name=missing)


def schema() -> Any:
    text = {"required": True, "pattern": NO_MARKUP}
    dates = {"required": True, "minimum": date(1900, 1, 1), "maximum": date(2100, 1, 1)}
    constraints: tuple[dict[str, Any], ...] = (
        {},
        {"required": True, "pattern": r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}"},
        text,
        text,
        dates,
        text,
        {"required": True, "minimum": 20_000_000, "maximum": 99_999_999},
        {"required": True, "pattern": LINK},
        {"required": True, "pattern": DIGITAL_POST},
        {"pattern": NO_MARKUP},
        {"pattern": LINK},
    )
    kinds = {4: fields.DateField, 6: fields.IntegerField}
    return Schema(
        fields=[
            kinds.get(index, fields.StringField)(name=name, constraints=rules)
            for index, (name, rules) in enumerate(zip(HEADERS, constraints, strict=True))
        ],
        primary_key=["KLE-nr.", "Fagsystem"],
    )


def main(path: str) -> int:
    resource = TableResource(path=path, schema=schema())
    checklist = Checklist(checks=[NumberAndName(), SelfServicePair()])
    # Frictionless takes a path outside the working directory for an attack unless it is told otherwise.
    with system.use_context(trusted=True):
        report = resource.validate(checklist, limit_errors=1_000_000)
    for error in report.tasks[0].errors:
        column = "ABCDEFGHIJK"[error.field_number - 1] if hasattr(error, "field_number") else None
        row = getattr(error, "row_number", None)
        print(json.dumps({"row": row, "column": column, "rule": error.type, "note": error.note}))
    return 0 if report.valid else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
