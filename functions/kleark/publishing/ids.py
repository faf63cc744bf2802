"""The ids of municipalities, uploads, snapshots and schedules."""

from __future__ import annotations

import hashlib
import re
from typing import NewType

from kleark.registers.municipalities import municipality

MunicipalityCode = NewType("MunicipalityCode", str)
"""The code of one of the 98. Only `municipality_code` makes one, so no key is built from anything else."""


_ID = re.compile(r"[0-9a-f]{32}")

_ID_LENGTH = 32


class UnknownMunicipalityError(ValueError):
    """The text is not the code of a municipality."""


def municipality_code(text: str) -> MunicipalityCode:
    """``text`` as a tenant's code. Raises UnknownMunicipalityError unless it is one of the 98."""
    if municipality(text) is None:
        raise UnknownMunicipalityError("not one of the 98 municipality codes")
    return MunicipalityCode(text)


def upload_id(bucket: str, key: str, version_id: str) -> str:
    """The same for every event about one version of one object: duplicates collapse. 32 hex digits."""
    return _hash(bucket, key, version_id)


def snapshot_id(origin: str, digest: str, form: str, generation: int = 0, sources: str | None = None) -> str:
    """The same whenever the same rows of the same origin are staged, so that a retry rewrites its own rows.

    ``origin``: the upload's id. ``form``: how the rows are written. It and the digest take part so that two
    publishers that disagree on the rows or on their pages (an older release still at work during a deployment)
    never write into each other's snapshot. ``generation``: counts up where the id before was swept, whose rows
    may still be on their way out. ``sources``: see `model.Content`; it takes part since it stands beside the rows.
    """
    merged = [str(generation), sources] if sources else [str(generation)] if generation else []
    return _hash(origin, digest, form, *merged)


def schedule_id(code: MunicipalityCode, of_upload: str, due: str, lock: int) -> str:
    """``lock``: of LIVE once the schedule is set, so that setting the same again gives another."""
    return _hash(code, of_upload, due, str(lock))


def checked_id(text: object) -> str:
    """``text`` as an upload's or a schedule's id. Raises ValueError unless it is 32 hex digits."""
    if not isinstance(text, str) or not _ID.fullmatch(text):
        raise ValueError("not an id")
    return text


def _hash(*parts: str) -> str:
    """Every part's length goes in first, so that no two different lists of parts look the same."""
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_LENGTH]
