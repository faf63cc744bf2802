"""Where each thing is kept: keys of the table, of the buckets, and the ids they are made from."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import NewType

from kleark.registers.municipalities import municipality

MunicipalityCode = NewType("MunicipalityCode", str)
"""The code of one of the 98. Only `municipality_code` makes one, so no key is built from anything else."""

LIVE = "LIVE"
CHECK_ONLY_FOLDER = "kontrol"
UNKNOWN_FOLDER = "ukendt"

_KLE_NUMBER = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}")
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


def snapshot_id(of_upload: str, digest: str, schema_version: str) -> str:
    """The same whenever the same rows of the same upload are staged, so that a retry rewrites its own rows.

    The digest and the schema version take part so that two publishers that disagree on the rows (an older
    release still at work during a deployment) never write into each other's snapshot.
    """
    return _hash(of_upload, digest, schema_version)


def checked_id(text: object) -> str:
    """``text`` as an upload's id. Raises ValueError unless it is 32 hex digits."""
    if not isinstance(text, str) or not _ID.fullmatch(text):
        raise ValueError("not the id of an upload")
    return text


def partition(code: MunicipalityCode) -> str:
    return f"M#{code}"


def snapshot_partition(code: MunicipalityCode, snapshot: str) -> str:
    """The partition of a snapshot's rows."""
    return f"M#{code}#S#{snapshot}"


def log_key(revision: int) -> str:
    """Padded, so that the log's keys sort as its revisions do."""
    return f"LOG#{revision:010d}"


def upload_key(upload: str) -> str:
    """The sort key of an upload's record."""
    return f"UPLOAD#{upload}"


def snapshot_key(snapshot: str) -> str:
    """The sort key of a snapshot's record."""
    return f"SNAP#{snapshot}"


def row_key(kle_number: str, source_system: str) -> str:
    """``source_system`` as in `Row.key`. Raises ValueError unless the number is NN.NN.NN, as ranges need."""
    if not _KLE_NUMBER.fullmatch(kle_number):
        raise ValueError("a row's KLE number must be NN.NN.NN")
    return f"R#{kle_number}#{source_system}"


def split_row_key(key: str) -> tuple[str, str]:
    """KLE number and source system, the opposite of `row_key`."""
    _, kle_number, source_system = key.split("#", 2)
    return kle_number, source_system


def row_range(first: str, last: str) -> tuple[str, str]:
    """The keys between which all rows of the KLE numbers ``first`` to ``last`` stand, both included.

    ``$`` is the character after ``#``: the bound is above every system of ``last`` and below the next number.
    """
    return f"R#{first}#", f"R#{last}$"


def report_prefix(upload: str, code: MunicipalityCode | None) -> str:
    """The folder of an upload's report in the reports bucket, with its slash."""
    return f"{code or UNKNOWN_FOLDER}/{upload}/"


@dataclass(frozen=True, slots=True)
class Destination:
    """What an uploaded object's key asks for.

    ``municipality``: None where the first folder is not a municipality's code (``prefix`` says what it is,
    empty for an object outside every folder).
    """

    municipality: MunicipalityCode | None
    prefix: str
    check_only: bool
    file_name: str

    @property
    def is_folder(self) -> bool:
        """A console marks a folder with an object whose key ends in a slash, and which is empty."""
        return not self.file_name


def destination(key: str) -> Destination:
    """Read a decoded key: ``<code>/<anything>`` publishes, ``<code>/kontrol/<anything>`` is a check only."""
    folders = key.split("/")
    file_name = folders.pop()
    prefix = folders[0] if folders else ""
    return Destination(
        municipality=MunicipalityCode(prefix) if municipality(prefix) else None,
        prefix=prefix,
        check_only=[folder.strip().casefold() for folder in folders[1:2]] == [CHECK_ONLY_FOLDER],
        file_name=file_name,
    )


def _hash(*parts: str) -> str:
    """Every part's length goes in first, so that no two different lists of parts look the same."""
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_LENGTH]
