"""Which list of a municipality counts, of a kind of which it has one: its case templates, or its own KLE numbers."""

from __future__ import annotations

import json
from dataclasses import dataclass

from kleark.configuration.stored_row import digest_of

SCHEMA_VERSION = "1"
"""Of a line's form. What another release wrote is not read as if it were this one's."""


@dataclass(frozen=True, slots=True)
class ListHead:
    """The list that counts, or that there is none any more.

    Attributes:
        order: As `upload_order` makes it, the mark of the newest upload, or of the deletion.
        digest: SHA-256 of the list's lines, in hex; empty where the list was deleted.
        line_count: How many lines there are.
        upload_id: Of the upload.
        uploaded_at: When it came.
        columns: The keys of the list's columns, each with its position, as a JSON object.
        key: Where the file lies in the bucket of uploads.
        version_id: Its version.
        uploaded_by: Who uploaded it on the page, as the log names them; empty where that is not known.
        deleted_at: When the list was deleted; empty where it counts.
        deleted_by: By whom.
        schema_version: Of the lines.
    """

    order: str
    digest: str = ""
    line_count: int = 0
    upload_id: str = ""
    uploaded_at: str = ""
    columns: str = "{}"
    key: str = ""
    version_id: str = ""
    uploaded_by: str = ""
    deleted_at: str = ""
    deleted_by: str = ""
    schema_version: str = SCHEMA_VERSION

    @property
    def is_deleted(self) -> bool:
        """Whether the list that there was has been deleted, so that none counts."""
        return bool(self.deleted_at)

    @property
    def positions(self) -> dict[str, int]:
        """Where in the list's file each column stood, from 0, by its key."""
        found: dict[str, int] = json.loads(self.columns)
        return found

    def holds(self, lines: list[str]) -> bool:
        """Whether these are all of its lines, in a form that this release knows: half is never used."""
        return self.schema_version == SCHEMA_VERSION and (len(lines), digest_of(lines)) == (
            self.line_count,
            self.digest,
        )


@dataclass(frozen=True, slots=True)
class LatestUpload:
    """What became of the newest list that was uploaded; it need not be the one that counts.

    ``outcome``: a `kleark.intake.outcome.ListOutcome`.
    """

    order: str
    upload_id: str
    uploaded_at: str
    outcome: str
