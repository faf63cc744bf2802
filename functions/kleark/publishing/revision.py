"""The rows of one revision, as long as they are kept: to go back to, or to put beside another's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.publishing.pages import UnreadablePageError
from kleark.publishing.plan import difference
from kleark.publishing.refusal import SweptRevisionError, UnknownRevisionError
from kleark.publishing.staging import BrokenSnapshotError, sealed_rows

if TYPE_CHECKING:
    from kleark.publishing.model import Content
    from kleark.publishing.place import Place
    from kleark.publishing.plan import Plan
    from kleark.row import Row


def kept(revision: int, place: Place) -> tuple[Content, list[Row]]:
    """What a revision made live. Raises Refusal: UnknownRevisionError, SweptRevisionError; BrokenSnapshotError."""
    entry = place.table.log_entry(place.code, revision)
    if entry is None or entry.content is None:
        raise UnknownRevisionError(place.code, revision)
    try:
        rows = sealed_rows(place.code, entry.content, place.table)
    except (BrokenSnapshotError, UnreadablePageError):
        # Asked after the rows were read: a sweep may take them at any moment.
        if place.table.is_sealed(place.code, entry.content):
            raise
        raise SweptRevisionError(revision) from None
    if not place.table.is_sealed(place.code, entry.content):
        raise SweptRevisionError(revision)
    return entry.content, rows


def between(before: int, after: int, place: Place) -> Plan:
    """What differs from one revision to another, whichever of them is the older. Raises what `kept` raises."""
    (_, old), (_, new) = kept(before, place), kept(after, place)
    return difference(old, new, against_revision=before, municipality=place.code)
