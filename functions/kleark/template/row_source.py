"""Read the rows that a template is filled with from a report, a ``config.json`` or an answer of the portal's API."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import jsonschema_rs

from kleark.configuration.row import Row
from kleark.report.findings import sanitise
from kleark.rules import row_schema
from kleark.rules.guessed_columns import parts_of
from kleark.schemas import schema
from kleark.sheet.limits import TABLE_ROWS
from kleark.template.filling import Filling

# JSON can hold these characters; XML, and so a workbook, cannot.
_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


class FillingError(Exception):
    """A file cannot fill a template. Both messages may be shown to users."""

    def __init__(self, message_da: str, message_en: str) -> None:
        super().__init__(message_en)
        self.message_da = message_da
        self.message_en = message_en


def read_filling(data: bytes, file_name: str) -> Filling:
    """The rows of a JSON file. Raises FillingError where it is none of the three, or not complete."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _unusable_file(file_name) from error
    if not isinstance(content, dict) or not isinstance(content.get("rows"), list):
        raise _unusable_file(file_name)
    if content.get("verdict") == "rejected":
        raise FillingError(
            f"{file_name} er rapporten om et afvist ark. Kun rækker uden fejl er i den, så de andre ville "
            "mangle.",
            f"{file_name} is the report on a rejected sheet. Only rows without errors are in it, so the others "
            "would be lacking.",
        )
    if len(content["rows"]) > TABLE_ROWS or not _are_rows(content["rows"]):
        raise _unusable_file(file_name)
    rows = tuple(Row.from_json(row) for row in content["rows"])
    if not all(row_schema.is_whole(_flat(row)) for row in rows):
        raise _unusable_file(file_name)
    # A configuration has its rows in order of their keys, and says in which the sheet had them.
    if (order := content.get("sheetOrder")) is not None:
        if not _is_order(order, len(rows)):
            raise _unusable_file(file_name)
        rows = tuple(rows[position] for position in order)
    code = content.get("municipalityCode")
    revision = content.get("revision")
    revision = revision if type(revision) is int and revision > 0 else None
    origin = f"version {revision}" if revision else sanitise(file_name)
    return Filling(rows, code if isinstance(code, str) else None, origin, revision)


def _is_order(order: object, count: int) -> bool:
    """Whether each of so many positions stands in a list once."""
    return (
        isinstance(order, list)
        and all(type(one) is int for one in order)
        and sorted(order) == list(range(count))
    )


def _are_rows(rows: list[Any]) -> bool:
    return not _NOT_IN_XML.search(json.dumps(rows, ensure_ascii=False)) and _row_list().is_valid(rows)


@cache
def _row_list() -> jsonschema_rs.Draft202012Validator:
    rows = {"type": "array", "items": {"$ref": "#/$defs/row"}, "$defs": schema("config")["$defs"]}
    return jsonschema_rs.Draft202012Validator(rows, validate_formats=True)


def _flat(row: Row) -> dict[str, Any]:
    """The row in the form of ``row.schema.json``."""
    flat: dict[str, Any] = {
        "kleNumber": row.kle_number,
        "kleTitle": row.kle_title,
        "sourceSystem": row.source_system,
        "showFrom": row.show_from.isoformat(),
        "showActiveRegardless": row.show_active_regardless,
        "contactDepartment": row.contact_department,
        "contactPhone": row.contact_phone,
        "infoUrl": row.info_url,
        "digitalPostUrl": row.digital_post.url,
    }
    if row.self_service is not None:
        flat |= {"selfServiceName": row.self_service.name, "selfServiceUrl": row.self_service.url}
    return flat | parts_of(row)


def _unusable_file(file_name: str) -> FillingError:
    return FillingError(
        f"{file_name} er hverken en rapport (report.json), en konfiguration (config.json) eller et svar fra "
        "portalens API.",
        f"{file_name} is neither a report (report.json), a configuration (config.json) nor an answer of the "
        "portal's API.",
    )
