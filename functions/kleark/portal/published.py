"""What is read of the table, and how: one revision whole, checked against its digest, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.portal.problems import (
    BUSY,
    MALFORMED_CODE,
    REVISION_GONE,
    UNKNOWN_MUNICIPALITY,
    UNKNOWN_REVISION,
    ProblemError,
)
from kleark.publishing.ids import MunicipalityCode, UnknownMunicipalityError, municipality_code
from kleark.registers.municipalities import municipality

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kleark.portal.ports import ActiveEditions, Reader
    from kleark.portal.snapshot_cache import Rows, Snapshots
    from kleark.portal.status_overview import Country
    from kleark.publishing.model import Content

_CODE = re.compile(r"[0-9]{4}")
_ABOUT = re.compile(r"/kommuner/([0-9]{4})(?:/|$)")


@dataclass(frozen=True, slots=True)
class PortalContext:
    """What every answer is made from. ``editions``: None where no register but Kleark's own can be active."""

    reader: Reader
    snapshots: Snapshots
    country: Country
    editions: ActiveEditions | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """One revision of one municipality. ``at``: when it was made."""

    code: MunicipalityCode
    revision: int
    at: str
    content: Content

    def to_json(self) -> dict[str, str | int]:
        """What an answer about this revision begins with."""
        return municipality_fields(self.code) | {
            "revision": self.revision,
            "publishedAt": self.at,
            "digest": self.content.digest,
        }


def municipality_fields(code: MunicipalityCode) -> dict[str, str | int]:
    """The municipality, as every answer names it."""
    known = municipality(code)
    assert known is not None
    return {"municipalityCode": code, "municipalityName": known.name}


def code_in(path_params: Mapping[str, str]) -> MunicipalityCode:
    """The municipality in the address. Raises ProblemError."""
    text = path_params["code"]
    if not _CODE.fullmatch(text):
        raise ProblemError(MALFORMED_CODE)
    try:
        return municipality_code(text)
    except UnknownMunicipalityError as error:
        raise ProblemError(UNKNOWN_MUNICIPALITY) from error


def municipality_in(path: str) -> MunicipalityCode | None:
    """The municipality that a path is about, for the log: one of the 98 or None, never what else may have been sent."""
    match = _ABOUT.search(path)
    return MunicipalityCode(match[1]) if match and municipality(match[1]) else None


def read_live(
    code: MunicipalityCode, context: PortalContext, known: Callable[[Published], bool] = lambda _: False
) -> tuple[Published, Rows | None] | None:
    """What is live, and its rows. None where nothing is.

    ``known``: whether the caller has what follows from this revision; then the rows are not read, and are None.
    Two requests to the table, or one where the rows are in memory. Where the rows are not those that were sealed,
    LIVE was read from a replica that lags so far that its snapshot is gone, or the rows were: both are read
    again, consistently. Raises ProblemError (busy) where that does not help either.
    """
    for consistent in (False, True):
        live = context.reader.live(code, consistent=consistent)
        if live.content is None:
            return None
        published = Published(code, live.revision, live.published_at, live.content)
        if known(published):
            return published, None
        rows = context.snapshots.rows(context.reader, code, live.content, consistent=consistent)
        if rows is not None:
            return published, rows
    raise ProblemError(BUSY)


def read_revision(code: MunicipalityCode, revision: int, context: PortalContext) -> Published:
    """What one revision was. Raises ProblemError where the municipality never had it."""
    entry = context.reader.log_entry(code, revision)
    if entry is None or entry.content is None:
        raise ProblemError(UNKNOWN_REVISION)
    return Published(code, entry.revision, entry.at, entry.content)


def require_unswept(published: Published, context: PortalContext) -> None:
    """Raises ProblemError where a revision's rows have been, or are being, deleted.

    Asked each time: what was deleted is answered neither from memory, nor by saying that a cache's copy still holds.
    """
    if context.reader.is_swept(published.code, published.content.snapshot_id):
        raise ProblemError(REVISION_GONE)


def rows_of(published: Published, context: PortalContext) -> Rows:
    """The rows of an earlier revision. Raises ProblemError where they have been swept, or are not whole."""
    for consistent in (False, True):
        rows = context.snapshots.rows(
            context.reader, published.code, published.content, consistent=consistent
        )
        if rows is not None:
            return rows
    require_unswept(published, context)
    raise ProblemError(BUSY)
