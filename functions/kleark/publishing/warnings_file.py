"""``warnings.json``: the warnings of one upload with their fingerprints, beside its report and served to nobody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kleark.publishing.answers import SheetWarning
from kleark.publishing.config_file import ConfigurationMismatchError
from kleark.publishing.fingerprints import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kleark.publishing.model import Upload
    from kleark.publishing.ports import ReportStore

WARNINGS_FILE = "warnings.json"
SCHEMA_VERSION = "1.0"


def warnings_bytes(upload: Upload, warnings: Sequence[SheetWarning]) -> bytes:
    """The file, as in ``schemas/warnings.schema.json``: a line for each warning."""
    head = {
        "schemaVersion": SCHEMA_VERSION,
        "municipalityCode": upload.municipality,
        "uploadId": upload.upload_id,
    }
    lines = ",\n".join(json.dumps(one.to_json(), ensure_ascii=False) for one in warnings)
    return f'{json.dumps(head)[:-1]}, "warnings": [\n{lines}\n]}}\n'.encode()


def sheet_warnings(
    upload: Upload, reports: ReportStore, secret: Callable[[], bytes]
) -> tuple[SheetWarning, ...]:
    """The warnings of an upload that need an answer, those too that showed against what was live when it was checked.

    Of an upload that an older release checked, only the rules are known that hold it back: an answer to those is an
    answer for this upload alone.

    Raises:
        ConfigurationMismatchError: The file is missing, or that of another upload.
        KeyError: The file is none of warnings.
        ValueError: The file is none of warnings.
    """
    if upload.warning_count is None:
        return tuple(_of_older_release(upload, rule, secret) for rule in upload.holding_rules)
    if not upload.warning_count:
        return ()
    stored = reports.read(upload.municipality, upload.upload_id, WARNINGS_FILE)
    if stored is None:
        raise ConfigurationMismatchError("the upload's warnings are missing")
    data = json.loads(stored)
    if data["schemaVersion"] != SCHEMA_VERSION:
        raise ConfigurationMismatchError("the warnings were written by another release")
    warnings = stored_warnings(data)
    if (data["municipalityCode"], data["uploadId"], len(warnings)) != (
        upload.municipality,
        upload.upload_id,
        upload.warning_count,
    ):
        raise ConfigurationMismatchError("the warnings belong to another upload")
    return warnings


def stored_warnings(data: Mapping[str, Any]) -> tuple[SheetWarning, ...]:
    """The warnings in the file's JSON. Raises KeyError where it is none of warnings."""
    return tuple(map(SheetWarning.from_json, data["warnings"]))


def _of_older_release(upload: Upload, rule: str, secret: Callable[[], bytes]) -> SheetWarning:
    identity = (rule, 1, ("upload", upload.upload_id), "", ())
    return SheetWarning(rule, 1, fingerprint(secret(), upload.municipality, identity), holds_back=True)
