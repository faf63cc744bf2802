"""What the machine does not give, as closed streams, full disks, too few files: a sentence each, no fault of ours."""

from __future__ import annotations

import errno
import io
import os
import sys

from kleark.commands.arguments import UNUSABLE, UsageError
from kleark.i18n.language import UnknownLanguageError, asked_language, chosen_language, locale_language

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from kleark.i18n.language import Language

_NO_SPACE = ("Der er ikke plads til det, der skal skrives.", "There is no room for what is to be written.")
_NO_FILES = (
    "Der kan ikke åbnes flere filer på én gang. Hæv grænsen (ulimit -n), og prøv igen.",
    "No more files can be opened at once. Raise the limit (ulimit -n), and try again.",
)
_NO_MEMORY = (
    "Maskinen har ikke hukommelse eller processer nok. Luk noget andet, og prøv igen.",
    "The machine is short of memory or processes. Close something else, and try again.",
)
_NO_DEVICE = (
    "Der kan ikke skrives til standard-output eller læses fra disken.",
    "Standard output cannot be written, or the disk cannot be read.",
)
_REASONS: dict[int, tuple[str, str]] = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _NO_SPACE),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE), _NO_FILES),
    **dict.fromkeys((errno.ENOMEM, errno.EAGAIN), _NO_MEMORY),
    **dict.fromkeys((errno.EBADF, errno.EIO, errno.EROFS), _NO_DEVICE),
}
_CLOSED_OUTPUT = (
    "Standard-output er lukket, så der er ingen steder at skrive svaret.",
    "Standard output is closed, so there is nowhere to write the answer.",
)
_CLOSED_INPUT = (
    "Standard-input er lukket, så der er ikke noget at læse.",
    "Standard input is closed, so there is nothing to read.",
)


def machine_refusal(error: OSError) -> UsageError | None:
    """The refusal of what the machine could not give; None for an error of another kind."""
    from kleark.refusal_codes import RefusalCode

    reason = _REASONS.get(error.errno or 0)
    return None if reason is None else UsageError(RefusalCode.MACHINE_EXHAUSTED, *reason)


def open_streams(arguments: Sequence[str]) -> None:
    """Take care that the three standard streams are there. Leaves with code 2 where standard output is closed.

    A closed stream is None to Python, and the next file that is opened would take its place.
    """
    if sys.stdin is None:
        os.open(os.devnull, os.O_RDONLY)
        sys.stdin = _ClosedInput()
    if sys.stdout is None:
        _leave_without_output(arguments)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 (open as long as we run)


def abandon_output() -> None:
    """Let what could not be written go: Python would try once more when it leaves, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _leave_without_output(arguments: Sequence[str]) -> NoReturn:
    english = (asked_language(arguments) or _own_language()) == "en"
    print(f"kleark: {_CLOSED_OUTPUT[english]}", file=sys.stderr)
    sys.exit(UNUSABLE)


def _own_language() -> Language:
    try:
        return chosen_language(os.environ)
    except UnknownLanguageError:
        return locale_language(os.environ)


class _ClosedInput(io.StringIO):
    """Standard input that was closed before we started: only who wants to read it need know."""

    @property
    def buffer(self) -> NoReturn:
        from kleark.refusal_codes import RefusalCode

        raise UsageError(RefusalCode.STANDARD_INPUT_CLOSED, *_CLOSED_INPUT)
