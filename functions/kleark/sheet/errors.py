"""Why a file is not read at all."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class UnreadableFile(Exception):  # noqa: N818  the caller's word: a file, not a fault of ours
    """The file is refused by a ``KA1xx`` rule; ``params`` fill that rule's text.

    ``KA101`` empty · ``KA102`` too large (megabytes) · ``KA103`` no kind we know
    ``KA104`` another format (format) · ``KA105`` password · ``KA106`` macros
    ``KA107`` damaged (reason: zip, xml, missing, content; part)
    ``KA108`` unpacks to too much (megabytes)
    ``KA109`` unsafe (reason: doctype, duplicate_names, path, overlap, entries, relationships)
    ``KA110`` too heavy (reason: time, memory, crash)
    ``KA111`` a value far outside (sheet, cell)
    ``KA114`` an archive (format, inside) · ``KA115`` a sensitivity label · ``KA116`` wrapped as text
    ``KA117`` a pointer, ``KA118`` a lock file, ``KA119`` no sheet at all (kind, advice)
    """

    def __init__(self, rule: str, params: Mapping[str, str | int] | None = None) -> None:
        super().__init__(rule, params or {})
        self.rule = rule
        self.params: Mapping[str, str | int] = params or {}


class ProcessLostError(Exception):
    """The child process that handled a file was ended from outside, or the machine gave it no time.

    That says nothing of the file: trying again may go well. So it is no refusal, and settles nothing.
    """


def damaged(reason: str, part: str = "") -> UnreadableFile:
    """``KA107``, naming the part in plain ASCII: the names in a file are as hostile as its cells."""
    shown = "".join(c for c in part[:80] if c.isascii() and (c.isalnum() or c in "/._-[]"))
    return UnreadableFile("KA107", {"reason": reason, "part": shown})
