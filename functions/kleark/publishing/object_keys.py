"""The keys of objects in the buckets of uploads and of reports."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, NewType

from kleark.publishing.ids import MunicipalityCode
from kleark.registers.municipalities import municipality


class OwnList(StrEnum):
    """A kind of list of which each municipality has one. The value is the folder, in the municipality's, where such
    lists are uploaded, and their reports are kept.
    """

    CASE_TEMPLATES = "skabeloner"
    """The folder's next one, where there is one, names the source system of the whole list."""
    OWN_NUMBERS = "egne-numre"

    @property
    def until(self) -> str:
        """The field of a message that asks for the deletion of lists of this kind: of those that came until then."""
        return "ownNumbersUntil" if self is OwnList.OWN_NUMBERS else "caseTemplatesUntil"


ListFolder = NewType("ListFolder", str)
"""The folder of reports on a municipality's lists of one kind, see `list_reports`."""

ReportFolder = MunicipalityCode | ListFolder | Literal["indeks"] | None
"""Whose report it is; None where that is unknown."""

CHECK_ONLY_FOLDER = "kontrol"
PART_FOLDER = "del"
"""The folder whose next one names the part that a sheet speaks for."""
PAGE_FOLDER = "side"
"""In the folder of sheets that are only checked: those that were uploaded on the admin's page."""
UNKNOWN_FOLDER = "ukendt"
INVENTORY_FOLDER: Final = "indeks"
"""Where the inventory of the indexes is uploaded, and its reports are kept. It belongs to no municipality."""

DELETED_NAME = "slettet"

_TICKET = re.compile(r"[0-9A-Za-z_-]{16,64}")
LONGEST_FILE_NAME = 100
_STEM_AND_EXTENSION = re.compile(r"(.*?)((?:\.[0-9A-Za-z]{1,5})?)", re.DOTALL)
# S3 itself reads `${filename}` in a form's key, and asks to do without the others.
_NOT_IN_A_KEY = re.compile(r'[{}<>"|^`]')


def report_prefix(upload: str, folder: ReportFolder) -> str:
    """The folder of an upload's report in the reports bucket, with its slash."""
    return f"{folder or UNKNOWN_FOLDER}/{upload}/"


def list_reports(code: MunicipalityCode, kind: OwnList) -> ListFolder:
    """The folder of the reports on a municipality's lists of a kind, apart from those on its sheets."""
    return ListFolder(f"{code}/{kind}")


@dataclass(frozen=True, slots=True)
class Destination:
    """What an uploaded object's key asks for.

    ``municipality``: None where the first folder is not a municipality's code (``prefix`` says what it is,
    empty for an object outside every folder). ``from_page``: the key is one that the admin's page gives out. ``part``:
    the name of the part that the sheet speaks for, empty where the key asks for one and names none; None: everything.
    ``own_list``: the kind of the municipality's list that it is; None where it is none. ``system``: of a list of case
    templates, the source system of all of them, empty where the key names none.
    """

    municipality: MunicipalityCode | None
    prefix: str
    check_only: bool
    file_name: str
    from_page: bool = False
    part: str | None = None
    own_list: OwnList | None = None
    system: str = ""

    @property
    def is_inventory(self) -> bool:
        """Whether the object is an inventory of the indexes."""
        return self.prefix == INVENTORY_FOLDER

    @property
    def is_list(self) -> bool:
        """Whether it is a list beside the sheets: an inventory or a municipality's. It has no upload's record."""
        return self.is_inventory or self.own_list is not None

    @property
    def is_folder(self) -> bool:
        """A console marks a folder with an object whose key ends in a slash, and which is empty."""
        return not self.file_name


def destination(key: str) -> Destination:
    """Read a decoded key: ``<code>/<anything>`` publishes, ``<code>/kontrol/<anything>`` is a check only.

    ``<code>/del/<name>/<anything>`` publishes what it says of the part of that name. ``kontrol`` may stand before
    ``del`` or after the name: either way it is a check only.
    ``<code>/kontrol/side/<ticket>/<file>`` is a check that was asked for on the admin's page; ``indeks/<anything>``
    is an inventory. ``<code>/skabeloner/<file>`` and ``<code>/skabeloner/<system>/<file>`` are lists of case templates,
    ``<code>/egne-numre/<file>`` lists of own KLE numbers, on the page behind the ticket.
    """
    folders = key.split("/")
    file_name = folders.pop()
    prefix = folders[0] if folders else ""
    from_page = (
        folders[1:3] == [CHECK_ONLY_FOLDER, PAGE_FOLDER]
        and (
            len(folders) == 4
            or (len(folders) == 6 and folders[4] in (PART_FOLDER, OwnList.CASE_TEMPLATES))
            or (len(folders) == 5 and folders[4] in list(OwnList))
        )
        and bool(_TICKET.fullmatch(folders[3]))
    )
    rest = folders[4:] if from_page else folders[1:]
    check_only, part, after = _wishes(rest)
    own = MunicipalityCode(prefix) if municipality(prefix) else None
    own_list = next((kind for kind in OwnList if own and _is(rest, kind)), None)
    return Destination(
        municipality=own,
        prefix=prefix,
        check_only=from_page or check_only or _is(after, CHECK_ONLY_FOLDER),
        file_name=file_name,
        from_page=from_page,
        part=part,
        own_list=own_list,
        system=rest[1].strip() if own_list is OwnList.CASE_TEMPLATES and len(rest) > 1 else "",
    )


def _wishes(folders: list[str]) -> tuple[bool, str | None, list[str]]:
    """Whether the folders behind the municipality's ask for a check only, the part that they name, and what follows it.

    Nothing follows where they name none: what stands deeper means nothing.
    """
    check_only = _is(folders, CHECK_ONLY_FOLDER)
    behind = folders[1:] if check_only else folders
    if not _is(behind, PART_FOLDER):
        return check_only, None, []
    return check_only, (behind[1] if len(behind) > 1 else "").strip(), behind[2:]


def _is(folders: list[str], name: str) -> bool:
    """Whether the first of the folders is this one, however it is written."""
    return [folder.strip().casefold() for folder in folders[:1]] == [name]


def sheet_key(
    code: MunicipalityCode, file_name: str, *, check_only: bool = False, part: str | None = None
) -> str:
    """The key of a sheet that is put straight into the bucket, as `destination` reads it.

    ``file_name``: may be anything. A CPR number in it is hidden: the key stays. ``part``: the name of the part that it
    speaks for.
    """
    folders = [code, *([CHECK_ONLY_FOLDER] if check_only else []), *([PART_FOLDER, part] if part else [])]
    return "/".join([*folders, _shown_file_name(file_name)])


def from_page_key(code: MunicipalityCode, ticket: str, file_name: str, part: str | None = None) -> str:
    """The key of a sheet that is uploaded on the admin's page.

    ``ticket``: 16 to 64 random letters, digits, ``-`` and ``_``. ``file_name``: as a browser gave it, which may be
    anything. A CPR number in it is hidden: the key stays. ``part``: the name of the part that it speaks for. Raises
    ValueError for a ticket that is none.
    """
    of_part = [] if part is None else [PART_FOLDER, part]
    return "/".join([*_lent_folders(code, ticket), *of_part, _shown_file_name(file_name)])


def list_key(
    code: MunicipalityCode, kind: OwnList, file_name: str, system: str = "", ticket: str = ""
) -> str:
    """The key of a municipality's list, as `destination` reads it.

    ``file_name``: as `from_page_key`'s. ``system``: the source system of a whole list of case templates; its slashes,
    which would be folders, become dashes. ``ticket``: of a list that is uploaded on the admin's page, as
    `from_page_key`'s. Raises ValueError for a ticket that is none.
    """
    folders = _lent_folders(code, ticket) if ticket else [code]
    named = [_shown_file_name(system.replace("/", "-").replace("\\", "-"))] if system.strip() else []
    return "/".join([*folders, kind, *named, _shown_file_name(file_name)])


def _lent_folders(code: MunicipalityCode, ticket: str) -> list[str]:
    """The folders of one place that the page lends. Raises ValueError."""
    if not _TICKET.fullmatch(ticket):
        raise ValueError("not a ticket")
    return [code, CHECK_ONLY_FOLDER, PAGE_FOLDER, ticket]


def _shown_file_name(file_name: str) -> str:
    # Keys are read in many functions, and made in few.
    from kleark.redaction.shown_name import shown_name  # noqa: PLC0415

    return safe_file_name(shown_name(safe_file_name(file_name)))


def deleted_key(code: MunicipalityCode) -> str:
    """What stands in the record of a deleted upload in the place of its key, which names the file."""
    return f"{code}/{DELETED_NAME}"


def safe_file_name(file_name: str) -> str:
    """A file's name without folders, invisible characters and what does harm in a key; never empty.

    Letters of every language stay, composed; so do single spaces.
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
