"""Where each thing is kept: keys of the table, of the buckets, and the ids they are made from."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal, NewType

from kleark.registers.municipalities import municipality

MunicipalityCode = NewType("MunicipalityCode", str)
"""The code of one of the 98. Only `municipality_code` makes one, so no key is built from anything else."""

ReportFolder = MunicipalityCode | Literal["indeks"] | None
"""Whose report it is; None where nobody knows."""

LIVE = "LIVE"
SCHEDULED = "SCHEDULED"
ANNOUNCED = "ANNOUNCED"
LOG_PREFIX = "LOG#"
PAGE_PREFIX = "P#"
CHECK_ONLY_FOLDER = "kontrol"
PAGE_FOLDER = "side"
"""Within the folder of sheets that are only checked: those that were uploaded on the admin's page."""
UNKNOWN_FOLDER = "ukendt"
INVENTORY_FOLDER: Final = "indeks"
"""Where the inventory of the indexes is uploaded, and its reports are kept. It belongs to no municipality."""

INDEX_PARTITION = "INDEX"
INDEX_HEAD = "HEAD"

_KLE_NUMBER = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}")
_ID = re.compile(r"[0-9a-f]{32}")
_ID_LENGTH = 32

_TICKET = re.compile(r"[0-9A-Za-z_-]{16,64}")
LONGEST_FILE_NAME = 100
_STEM_AND_EXTENSION = re.compile(r"(.*?)((?:\.[0-9A-Za-z]{1,5})?)", re.DOTALL)
# S3 itself reads `${filename}` in a form's key, and asks to do without the others.
_NOT_IN_A_KEY = re.compile(r'[{}<>"|^`]')


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


def snapshot_id(origin: str, digest: str, form: str, generation: int = 0) -> str:
    """The same whenever the same rows of the same origin are staged, so that a retry rewrites its own rows.

    ``origin``: the upload's id. ``form``: how the rows are written. It and the digest take part so that two
    publishers that disagree on the rows or on their pages (an older release still at work during a deployment)
    never write into each other's snapshot. ``generation``: counts up where the id before was swept, whose rows
    may still be on their way out.
    """
    return _hash(origin, digest, form, *([str(generation)] if generation else []))


def schedule_id(code: MunicipalityCode, of_upload: str, due: str, lock: int) -> str:
    """``lock``: of LIVE once the schedule is set, so that setting the same again gives another."""
    return _hash(code, of_upload, due, str(lock))


def checked_id(text: object) -> str:
    """``text`` as an upload's or a schedule's id. Raises ValueError unless it is 32 hex digits."""
    if not isinstance(text, str) or not _ID.fullmatch(text):
        raise ValueError("not an id")
    return text


def partition(code: MunicipalityCode) -> str:
    return f"M#{code}"


def snapshot_partition(code: MunicipalityCode, snapshot: str) -> str:
    """The partition of a snapshot's rows."""
    return f"M#{code}#S#{snapshot}"


def log_key(revision: int, step: int = 0) -> str:
    """Padded, so that the log's keys sort as its entries were made.

    ``step``: 0 for the entry that made the revision; from 1 for those after it that made none.
    """
    return f"{LOG_PREFIX}{revision:010d}" + (f"#{step:06d}" if step else "")


def upload_key(upload: str) -> str:
    """The sort key of an upload's record."""
    return f"UPLOAD#{upload}"


def snapshot_key(snapshot: str) -> str:
    """The sort key of a snapshot's record."""
    return f"SNAP#{snapshot}"


def row_key(kle_number: str, source_system: str) -> str:
    """What rows are sorted and found by. ``source_system`` as in `Row.key`.

    Raises ValueError unless the number is NN.NN.NN and the system one line: keys are stored a line each.
    """
    if not _KLE_NUMBER.fullmatch(kle_number):
        raise ValueError("a row's KLE number must be NN.NN.NN")
    if "\n" in source_system:
        raise ValueError("a source system's name must not hold a line break")
    return f"R#{kle_number}#{source_system}"


def split_row_key(key: str) -> tuple[str, str]:
    """KLE number and source system, the opposite of `row_key`."""
    _, kle_number, source_system = key.split("#", 2)
    return kle_number, source_system


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


def report_prefix(upload: str, folder: ReportFolder) -> str:
    """The folder of an upload's report in the reports bucket, with its slash."""
    return f"{folder or UNKNOWN_FOLDER}/{upload}/"


@dataclass(frozen=True, slots=True)
class Destination:
    """What an uploaded object's key asks for.

    ``municipality``: None where the first folder is not a municipality's code (``prefix`` says what it is,
    empty for an object outside every folder). ``from_page``: the place is one that the admin's page gives out.
    """

    municipality: MunicipalityCode | None
    prefix: str
    check_only: bool
    file_name: str
    from_page: bool = False

    @property
    def is_inventory(self) -> bool:
        """Whether the object is an inventory of the indexes."""
        return self.prefix == INVENTORY_FOLDER

    @property
    def is_folder(self) -> bool:
        """A console marks a folder with an object whose key ends in a slash, and which is empty."""
        return not self.file_name


def destination(key: str) -> Destination:
    """Read a decoded key: ``<code>/<anything>`` publishes, ``<code>/kontrol/<anything>`` is a check only.

    ``<code>/kontrol/side/<ticket>/<file>`` is a check that was asked for on the admin's page; ``indeks/<anything>``
    is an inventory.
    """
    folders = key.split("/")
    file_name = folders.pop()
    prefix = folders[0] if folders else ""
    return Destination(
        municipality=MunicipalityCode(prefix) if municipality(prefix) else None,
        prefix=prefix,
        check_only=[folder.strip().casefold() for folder in folders[1:2]] == [CHECK_ONLY_FOLDER],
        file_name=file_name,
        from_page=folders[1:3] == [CHECK_ONLY_FOLDER, PAGE_FOLDER]
        and len(folders) == 4
        and bool(_TICKET.fullmatch(folders[3])),
    )


def from_page_key(code: MunicipalityCode, ticket: str, file_name: str) -> str:
    """The key of a sheet that is uploaded on the admin's page.

    ``ticket``: 16 to 64 random letters, digits, ``-`` and ``_``. ``file_name``: as a browser gave it, which may be
    anything. Raises ValueError for a ticket that is none.
    """
    if not _TICKET.fullmatch(ticket):
        raise ValueError("not a ticket")
    return f"{code}/{CHECK_ONLY_FOLDER}/{PAGE_FOLDER}/{ticket}/{kept_name(file_name)}"


def kept_name(file_name: str) -> str:
    """A file's name without folders, and without what cannot be seen, or does harm in a key; never empty.

    Letters of every language stay, composed; so do spaces, one at a time.
    """
    name = "".join(filter(_is_seen, re.split(r"[/\\]", file_name)[-1]))
    # Composed first, since another letter can be composed to one that must go; and again, since what it stood
    # between can belong together.
    name = _NOT_IN_A_KEY.sub("", unicodedata.normalize("NFC", name))
    name = " ".join(unicodedata.normalize("NFC", name).split())
    found = _STEM_AND_EXTENSION.fullmatch(name)
    assert found is not None
    stem, extension = found.groups()
    stem = stem.strip(" .")[: LONGEST_FILE_NAME - len(extension)].rstrip(" .")
    return f"{stem}{extension}" if stem else f"ark{extension or '.xlsx'}"


def _is_seen(character: str) -> bool:
    return character.isspace() or not unicodedata.category(character).startswith("C")


def _hash(*parts: str) -> str:
    """Every part's length goes in first, so that no two different lists of parts look the same."""
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_LENGTH]
