"""The keys of the items in the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kleark.publishing.ids import MunicipalityCode

LIVE = "LIVE"

SCHEDULED = "SCHEDULED"

ANNOUNCED = "ANNOUNCED"

LOG_PREFIX = "LOG#"

UPLOAD_PREFIX = "UPLOAD#"

ANSWER_PREFIX = "ANSWER#"

PAGE_PREFIX = "P#"

ROW_KEYS = "KEYS"
"""The item with the keys of all rows of a snapshot, beside the pages of its rows."""

INDEX_PARTITION = "INDEX"

INDEX_HEAD = "HEAD"

TEMPLATES_PREFIX = "TEMPLATES#"

OWN_NUMBERS_PREFIX = "OWN#"

LATEST_UPLOAD = "LATEST"
"""Beside the head of a municipality's list: what became of the newest one of its kind that was uploaded."""

REGISTER_PARTITION = "REGISTER"
"""Which register is active, and the log of that: only operators may write here."""

EDITION_PARTITION = "EDITIONS"
"""Editions of the KLE register, and registers under their hashes."""

REGISTER_ACTIVE = "ACTIVE"

REGISTER_LOG_PREFIX = "LOG#"

REGISTER_CONTENT_PREFIX = "C#"

REGISTER_SLICE_PREFIX = "P#"

EDITION_PREFIX = "E#"


MUNICIPALITY_PREFIX = "M#"

UPLOADS_PREFIX = "U#"

DERIVED_PREFIX = "D#"

SUMS_PARTITION_PREFIX = "C#"

SUMS_PREFIX = "SUMS#"

WATCH_STATE, WATCH_COUNTS, WATCH_NOTICE = "WATCH#STATE", "WATCH#COUNTS", "WATCH#NOTICE"
"""What the watch has found in a municipality, how much of it is open, and when people were to be told."""

BY_TIME = "ByTime"
"""The table's index: what there is of a municipality, in the order in which it came."""

INDEX_HASH, INDEX_RANGE = "municipality", "received_at"
"""The attributes by which an item is in the index. They are never empty, and uploads' records have always had them."""

OPENED_PREFIX = "S#"
"""Under which snapshots' records are in the index, beside the uploads of the same municipality."""


def partition(code: MunicipalityCode) -> str:
    """The partition of what is live and scheduled, of the log, of answers and of snapshots' records."""
    return f"{MUNICIPALITY_PREFIX}{code}"


def upload_partition(code: MunicipalityCode) -> str:
    """The partition of uploads' records: apart, so that who may record an upload can touch nothing else."""
    return f"{UPLOADS_PREFIX}{code}"


def derived_partition(code: MunicipalityCode) -> str:
    """The partition of what follows from other items, and could be worked out again: it is in no archive."""
    return f"{DERIVED_PREFIX}{code}"


def sums_partition(code: MunicipalityCode) -> str:
    """The partition of sums of past inventories: apart, so that who may keep them can touch nothing else."""
    return f"{SUMS_PARTITION_PREFIX}{code}"


def templates_partition(code: MunicipalityCode) -> str:
    """The partition of a municipality's list of case templates."""
    return f"{TEMPLATES_PREFIX}{code}"


def own_numbers_partition(code: MunicipalityCode) -> str:
    """The partition of a municipality's list of own KLE numbers."""
    return f"{OWN_NUMBERS_PREFIX}{code}"


def opened_snapshots(code: MunicipalityCode) -> str:
    """Under what the municipality's snapshots are in the index."""
    return f"{OPENED_PREFIX}{code}"


def snapshot_partition(code: MunicipalityCode, snapshot: str) -> str:
    """The partition of a snapshot's rows."""
    return f"{partition(code)}#S#{snapshot}"


def log_key(revision: int, step: int = 0) -> str:
    """Padded, so that the log's keys sort in the order of its entries.

    ``step``: 0 for the entry that made the revision; from 1 for those after it that made none.
    """
    return f"{LOG_PREFIX}{revision:010d}" + (f"#{step:06d}" if step else "")


def upload_key(upload: str) -> str:
    """The sort key of an upload's record."""
    return f"{UPLOAD_PREFIX}{upload}"


def answer_key(answer: str) -> str:
    """The sort key of an answer to warnings."""
    return f"{ANSWER_PREFIX}{answer}"


def snapshot_key(snapshot: str) -> str:
    """The sort key of a snapshot's record."""
    return f"SNAP#{snapshot}"


def page_key(number: int) -> str:
    """The sort key of a page of a snapshot's rows, numbered from 0."""
    return f"{PAGE_PREFIX}{number:04d}"


def page_number(key: str) -> int:
    """The opposite of `page_key`."""
    return int(key.removeprefix(PAGE_PREFIX))


def index_page_prefix(order: str, digest: str) -> str:
    """What the sort keys of one inventory's pages begin with; those of older uploads sort before it.

    ``order``: see `upload_order`. The digest takes part for the reason that it does in a snapshot's id.
    """
    return f"{PAGE_PREFIX}{order}#{digest[:16]}#"
