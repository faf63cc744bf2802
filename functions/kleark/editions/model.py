"""What the table stores of the register: the editions that came in, which is active, and the log of that.

The names of fields are stored, and hashed in the log: they must not change.
"""

from __future__ import annotations

from enum import StrEnum

from kleark.data_classes import dataclass

ID_LENGTH = 12
"""Characters of an edition's id: the beginning of the SHA-256 of its file."""


class RegisterAction(StrEnum):
    """What was done to the active register."""

    ACTIVATE = "activate"
    REVERT = "revert"


@dataclass(frozen=True, slots=True)
class EditionRecord:
    """An edition that came in, or a file that is none.

    ``edition_id``: the same for the same file. ``state``, ``doubts``: as it was judged when it came; it is judged again
    before it is activated. ``doubts``: JSON, as `doubts_to_json` writes it. ``bucket``, ``key``, ``version_id``: where
    the file is kept. ``edition``: its date; None where it could not be read, as of all that follows. ``content``:
    SHA-256 of the edition in the compact form. ``new`` to ``announced``: how many topics it changes.
    """

    edition_id: str
    state: str
    doubts: str
    received_at: str
    bucket: str
    key: str
    version_id: str
    bytes: int
    edition: str | None = None
    content: str | None = None
    topics: int = 0
    main_groups: str = ""
    new: int = 0
    retired: int = 0
    renamed: int = 0
    announced: int = 0


@dataclass(frozen=True, slots=True)
class ActiveEdition:
    """Which register functions work with. ``index``: of the last entry of the log, 0 before the first.

    ``content``: SHA-256 of the register in the compact form; empty for the one that comes with Kleark.
    ``outline``: which slices it is stored in, as `kleark.registers.register_file.sliced` writes it; empty where it is
    only stored whole.
    """

    index: int = 0
    log_head: str = ""
    content: str = ""
    edition: str = ""
    edition_id: str = ""
    activated_at: str = ""
    topics: int = 0
    main_groups: str = ""
    outline: str = ""


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One entry of the register's log: a chain, as each municipality's is.

    ``index``: from 1. ``edition``, ``edition_id``, ``content``: what became active; an empty ``content`` is the
    register that comes with Kleark. ``confirmed``: codes of the doubts that were confirmed, with blanks between.
    ``to``: for a revert, the entry that was gone back to. ``previous``: hash of the one before; ``hash``: its own.
    """

    index: int
    action: RegisterAction
    at: str
    actor: str
    note: str
    edition: str
    edition_id: str
    content: str
    topics: int
    main_groups: str
    confirmed: str = ""
    to: int | None = None
    retired: int = 0
    renamed: int = 0
    new: int = 0
    municipalities: int = 0
    previous: str = ""
    hash: str = ""
