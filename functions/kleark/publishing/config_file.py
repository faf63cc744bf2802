"""The validated configuration of one upload, stored from the check until the publication and after."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.configuration.row import Row
from kleark.publishing.snapshot import SCHEMA_VERSION, snapshot_of

if TYPE_CHECKING:
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Upload
    from kleark.publishing.snapshot import Snapshot


class ConfigurationMismatchError(Exception):
    """The file stored for an upload is not what the upload's record says."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """``config.json``."""

    municipality: MunicipalityCode
    upload_id: str
    uploaded_at: str
    file_name: str
    rows: tuple[Row, ...]

    def to_bytes(self) -> bytes:
        """As in ``schemas/config.schema.json``."""
        data = {
            "schemaVersion": SCHEMA_VERSION,
            "municipalityCode": self.municipality,
            "uploadId": self.upload_id,
            "uploadedAt": self.uploaded_at,
            "fileName": self.file_name,
            "rows": [row.to_json() for row in self.rows],
        }
        return json.dumps(data, ensure_ascii=False, indent=1).encode()


def verified_snapshot(data: bytes, upload: Upload) -> Snapshot:
    """The rows of ``config.json``, once verified to be those of ``upload`` and its municipality.

    Raises:
        ConfigurationMismatchError: They are those of another upload, or of another release.
        KeyError: ``data`` is not a configuration.
        ValueError: ``data`` is not a configuration.
    """
    config = json.loads(data)
    if config["schemaVersion"] != SCHEMA_VERSION:
        raise ConfigurationMismatchError("the configuration was written by another release")
    if (config["municipalityCode"], config["uploadId"]) != (upload.municipality, upload.upload_id):
        raise ConfigurationMismatchError("the configuration belongs to another upload")
    snapshot = snapshot_of(Row.from_json(row) for row in config["rows"])
    if snapshot.digest != upload.digest:
        raise ConfigurationMismatchError("the configuration's rows are not those that were checked")
    return snapshot
