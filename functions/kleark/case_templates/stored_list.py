"""A municipality's list of case templates as it is kept: pages of templates, and a head that says which of them count.

No more is kept than what a judgement needs: no path, no day of use, and nothing of columns that are not read, where
persons' names would be. The names of fields are stored: they must not change.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from kleark.case_templates.model import CaseTemplate, TemplateList
from kleark.configuration.row_pages import PAGE_BYTES, lines_of, pages_of
from kleark.configuration.stored_row import StoredRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from kleark.configuration.row_pages import Page

SCHEMA_VERSION = "1"
"""Of a template's form. What another release wrote is not read as if it were this one's."""

NOT_KEPT = frozenset(("path", "last_used"))
"""What a list may say of a template, and nothing is judged by."""

_DEFAULTS: Mapping[str, Any] = {
    one.name: one.default for one in fields(CaseTemplate) if one.name not in NOT_KEPT
}


@dataclass(frozen=True, slots=True)
class TemplateHead:
    """The list that counts, or that there is none any more.

    Attributes:
        order: As `upload_order` makes it, the mark of the newest upload, or of the deletion.
        digest: SHA-256 of the templates' lines, in hex; empty where the list was deleted.
        line_count: How many templates there are.
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


@dataclass(frozen=True, slots=True)
class LatestUpload:
    """What became of the newest list that was uploaded; it need not be the one that counts.

    ``outcome``: a `kleark.intake.outcome.ListOutcome`.
    """

    order: str
    upload_id: str
    uploaded_at: str
    outcome: str


def lines_with(found: TemplateList) -> list[str]:
    """The templates as they are stored, in the order of the list."""
    return [_to_text(one) for one in found.templates]


def digest_of(lines: Iterable[str]) -> str:
    """SHA-256 of the lines, in lower-case hex."""
    return hashlib.sha256(f"[{','.join(lines)}]".encode()).hexdigest()


def pages_with(found: TemplateList, page_bytes: int = PAGE_BYTES) -> tuple[Page, ...]:
    """The templates as pages; the same ones at every attempt."""
    return pages_of((StoredRow("", line) for line in lines_with(found)), page_bytes)


def list_in(pages: Iterable[Page], head: TemplateHead) -> TemplateList | None:
    """The opposite of `pages_with`; None where the pages do not hold what the head says: half is never used.

    None, too, for what another release wrote in a form of its own. Raises UnreadablePageError, KeyError, TypeError and
    ValueError for what is no page of such a list.
    """
    if head.schema_version != SCHEMA_VERSION:
        return None
    lines = lines_of(pages)
    if (len(lines), digest_of(lines)) != (head.line_count, head.digest):
        return None
    return TemplateList(tuple(_from_text(line) for line in lines), head.positions)


def as_stored(found: TemplateList) -> TemplateList:
    """The list without what is not kept of it: what is read back of one that was stored."""
    return TemplateList(tuple(_from_text(line) for line in lines_with(found)), found.columns)


def _to_text(template: CaseTemplate) -> str:
    """One template as canonical JSON, without what is as by default: it holds no line break."""
    values = {name: getattr(template, name) for name in _DEFAULTS}
    said = {name: value for name, value in values.items() if value != _DEFAULTS[name]}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _from_text(text: str) -> CaseTemplate:
    """The opposite of `_to_text`, without what a later release adds. Raises KeyError, TypeError and ValueError."""
    said = json.loads(text)
    return CaseTemplate(**{name: said[name] for name in _DEFAULTS if name in said})
