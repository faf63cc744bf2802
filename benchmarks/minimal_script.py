"""What a script of an afternoon does: python-calamine reads, jsonschema-rs judges each row by our schema.

``python -m benchmarks.minimal_script FILE`` prints one JSON object for each failure: row, column, rule. It knows
where the columns stand, finds no header, sees no links behind texts, and holds no rule that takes more than one row
or the register.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
from python_calamine import CalamineWorkbook

SCHEMA = Path(__file__).resolve().parent.parent / "schemas" / "row.schema.json"
PROPERTIES = {
    "B": "kleNumber",
    "C": "kleTitle",
    "D": "sourceSystem",
    "E": "showFrom",
    "F": "contactDepartment",
    "G": "contactPhone",
    "H": "infoUrl",
    "I": "digitalPostUrl",
    "J": "selfServiceName",
    "K": "selfServiceUrl",
}
COLUMNS = {name: letter for letter, name in PROPERTIES.items()}


def written(value: Any) -> Any:
    """A cell's value as the schema expects it: a day in ISO form, a number without decimals as text."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value


def main(path: str) -> int:
    validator = jsonschema_rs.validator_for(
        json.loads(SCHEMA.read_text(encoding="utf-8")), validate_formats=True
    )
    lines = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    failed = False
    for number, cells in enumerate(lines[1:], start=2):
        row: dict[str, Any] = {"showActiveRegardless": False}
        for name, value in zip(PROPERTIES.values(), cells[1:], strict=True):
            if value != "":
                row[name] = written(value)
        for error in validator.iter_errors(row):
            failed = True
            column = COLUMNS.get(str(error.instance_path[0])) if error.instance_path else None
            print(json.dumps({"row": number, "column": column, "rule": str(error.kind.name)}))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
