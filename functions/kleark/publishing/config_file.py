"""The validated configuration of one upload, stored from the check until the publication and after."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from kleark.configuration.row import Row
from kleark.configuration.row_lines import RowLines, number_in, system_in
from kleark.configuration.stored_row import StoredRow, row_key
from kleark.publishing.snapshot import SCHEMA_VERSION, Snapshot, snapshot_of

if TYPE_CHECKING:
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Upload

_ROWS, _END = ', "rows": ', "}\n"
"""Around the rows. Within a text a quotation mark has a backslash before it, so nothing before them looks like it."""


PART_SCHEMA_VERSION = "1.1"
"""Of a part's configuration: a release that knows no parts refuses it, and does not take it for all there is."""
OPTIONAL_FIELDS_SCHEMA_VERSION = "1.2"
"""Of a configuration, a part's too, with a row that has a field that may be absent: a release that does not know such
fields refuses it, and does not publish the rows without them."""


class ConfigurationMismatchError(Exception):
    """The file stored for an upload is not what the upload's record says."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """``config.json``. ``snapshot``: that of the rows, where it is at hand. ``part``: see `Upload`."""

    municipality: MunicipalityCode
    upload_id: str
    uploaded_at: str
    file_name: str
    rows: tuple[Row, ...]
    snapshot: Snapshot | None = field(default=None, compare=False, repr=False)
    part: str | None = None

    def to_bytes(self) -> bytes:
        """As in ``schemas/config.schema.json``, the rows in the very bytes that are digested."""
        snapshot = self.snapshot or snapshot_of(self.rows)
        head: dict[str, Any] = {
            "schemaVersion": _version(part=self.part is not None, optional=snapshot.has_optional),
            "municipalityCode": self.municipality,
            **({} if self.part is None else {"part": self.part}),
            "uploadId": self.upload_id,
            "uploadedAt": self.uploaded_at,
            "fileName": self.file_name,
        }
        rows = snapshot.rows
        positions = {row.key: at for at, row in enumerate(rows)}
        order = [positions[row_key(*row.key)] for row in self.rows]
        if order != list(range(len(order))):
            head["sheetOrder"] = order
        text = json.dumps(head, ensure_ascii=False)[:-1]
        return f"{text}{_ROWS}[{','.join(row.line for row in rows)}]{_END}".encode()


def _version(*, part: bool, optional: bool) -> str:
    if optional:
        return OPTIONAL_FIELDS_SCHEMA_VERSION
    return PART_SCHEMA_VERSION if part else SCHEMA_VERSION


def verified_snapshot(data: bytes, upload: Upload) -> Snapshot:
    """The rows of ``config.json``, once verified to be those of ``upload`` and its municipality.

    Raises:
        ConfigurationMismatchError: They are those of another upload, or of another release.
        KeyError: ``data`` is not a configuration.
        ValueError: ``data`` is not a configuration.
    """
    if (own := _verified_rows(data, upload)) is not None:
        lines = list(own.lines())
        keys = (row_key(number_in(line), system_in(line).casefold()) for line in lines)
        return Snapshot(tuple(map(StoredRow, keys, lines)), upload.digest or "")
    config = json.loads(data)
    _require_own(config, upload)
    snapshot = snapshot_of(Row.from_json(row) for row in config["rows"])
    if snapshot.digest != upload.digest:
        raise ConfigurationMismatchError("the configuration's rows are not those that were checked")
    return snapshot


def verified_rows(data: bytes, upload: Upload) -> RowLines:
    """The same, for whoever needs few of the rows. Raises as `verified_snapshot`."""
    own = _verified_rows(data, upload)
    return RowLines.of(row.line for row in verified_snapshot(data, upload).rows) if own is None else own


def rows_of_sheet(data: bytes) -> tuple[Row, ...]:
    """The rows of ``config.json`` in the order of the sheet. Raises ValueError, KeyError."""
    config = json.loads(data)
    rows = [Row.from_json(row) for row in config["rows"]]
    return tuple(rows[at] for at in config.get("sheetOrder", range(len(rows))))


def _verified_rows(data: bytes, upload: Upload) -> RowLines | None:
    """The rows, as they stand in the file; None where they do not stand there as they are digested.

    Then the file is of an older release, or is not what was checked: whoever reads it whole finds out.
    """
    begins, ends = _ROWS.encode(), _END.encode()
    start = data.find(begins)
    # Seen where they are: 10,000 rows are 5 MB, and each copy of them takes time.
    array = memoryview(data)[start + len(begins) : len(data) - len(ends) * data.endswith(ends)]
    if start < 0 or sha256(array).hexdigest() != upload.digest:
        return None
    _require_own(json.loads(data[:start] + b"}"), upload)
    return RowLines(str(array, "utf-8"))


def _require_own(config: dict[str, Any], upload: Upload) -> None:
    own = {_version(part="part" in config, optional=optional) for optional in (False, True)}
    if config["schemaVersion"] not in own:
        raise ConfigurationMismatchError("the configuration was written by another release")
    if (config["municipalityCode"], config["uploadId"]) != (upload.municipality, upload.upload_id):
        raise ConfigurationMismatchError("the configuration belongs to another upload")
    if "part" in config and config["part"] != upload.part:
        raise ConfigurationMismatchError("the configuration is another part's")
