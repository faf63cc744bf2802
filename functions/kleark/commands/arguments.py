"""What a command is given: files, a municipality, a register; and what it leaves: an exit code, a file."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from kleark.registers.kle_register import KleRegister
    from kleark.registers.municipalities import Municipality
    from kleark.report.model import Report

OK, ERRORS, UNUSABLE, FAULT = 0, 1, 2, 3
REGISTER_VARIABLE = "KLEARK_KLE_REGISTER"


class UsageError(Exception):
    """What the user gave cannot be used; says why, in the language asked for."""

    def __init__(self, da: str, en: str) -> None:
        super().__init__(en)
        self.texts = {"da": da, "en": en}

    def told(self, lang: str) -> str:
        """The line for standard error. It repeats names, which may hold anything."""
        from kleark.redaction.invisible import visible

        return f"kleark: {visible(self.texts[lang])}"


def exit_code(report: Report, fail_level: str) -> int:
    """What the command leaves with, after one report."""
    if not report.readable:
        return UNUSABLE
    failed = report.counts.errors or (fail_level == "warning" and report.counts.warnings)
    return ERRORS if failed else OK


@contextmanager
def progress(name: str) -> Iterator[None]:
    """Says what is going on, on a terminal only, and takes it back."""
    if not sys.stderr.isatty():
        yield
        return
    print(f"\r{shown_name(name)} …", end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def file_size(name: str, data: bytes) -> int:
    """How large a file is, of which ``data`` was read; of standard input nobody knows more than that."""
    return len(data) if name == "-" else max(len(data), Path(name).stat().st_size)


def read_file(name: str) -> bytes:
    """The file's bytes, or a little more than any file may have: enough to be refused for its size."""
    from kleark.sheet.limits import FILE_BYTES

    try:
        if name == "-":
            return sys.stdin.buffer.read(FILE_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason_da, reason_en = why_not(error)
        raise UsageError(f"{name}: {reason_da}", f"{name}: {reason_en}") from error


def why_not(error: OSError | ValueError) -> tuple[str, str]:
    """Why a file cannot be opened, in Danish and in English."""
    if isinstance(error, FileNotFoundError):
        return "Filen findes ikke.", "The file does not exist."
    if isinstance(error, IsADirectoryError):
        return "Det er en mappe, ikke en fil.", "It is a folder, not a file."
    if isinstance(error, PermissionError):
        return "Du har ikke lov til at åbne filen.", "You are not allowed to open the file."
    return "Filen kan ikke åbnes.", "The file cannot be opened."


def shown_name(name: str) -> str:
    """A file's name without its folders; that of standard input is made up."""
    return "(stdin).xlsx" if name == "-" else Path(name).name


def municipality_asked_for(code: str | None) -> Municipality | None:
    """The municipality with a code; None where none was given. Raises Unusable."""
    if code is None:
        return None
    from kleark.registers.municipalities import municipality

    found = municipality(code)
    if found is None:
        raise UsageError(
            f'"{code}" er ikke en kommunekode. Den har fire cifre, f.eks. 0461 for Odense.',
            f'"{code}" is not a municipality code. It has four digits, such as 0461 for Odense.',
        )
    return found


def municipality_of(asked_for: str | None, told: str | None, name: str) -> Municipality | None:
    """The municipality asked for, or the one that a file tells of. Raises Unusable where they are two."""
    if asked_for and told and asked_for != told:
        raise UsageError(
            f"{name} hører til kommune {told} og ikke {asked_for}.",
            f"{name} belongs to municipality {told}, not {asked_for}.",
        )
    return municipality_asked_for(asked_for or told)


def wants_colour() -> bool:
    """Whether standard output is a terminal, and nobody asked for no colours."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def register_asked_for(name: str | None) -> KleRegister:
    """The register named, or the environment's, or the embedded one. Raises Unusable."""
    from kleark.registers.kle_register import RegisterError, embedded, load

    path = name or os.environ.get(REGISTER_VARIABLE)
    if not path:
        return embedded()
    try:
        return load(Path(path))
    except RegisterError as error:
        raise UsageError(error.message_da, error.message_en) from error
    except OSError as error:
        reason_da, reason_en = why_not(error)
        raise UsageError(f"{path}: {reason_da}", f"{path}: {reason_en}") from error


def refuse_unreadable(report: Report) -> None:
    """Raises Unusable, with the reason, where the file could not be opened."""
    if not report.readable:
        refusal = next(finding for finding in report.findings if finding.severity == "error")
        raise UsageError(refusal.message_da, refusal.message_en)


def save_output(data: bytes, options: argparse.Namespace) -> None:
    """Write a command's workbook, whole or not at all. Raises Unusable."""
    from kleark.fix.save import save_new

    source = None if options.file == "-" else Path(options.file)
    try:
        save_new(data, Path(options.output), source, force=options.force)
    except FileExistsError as error:
        raise UsageError(
            f"{options.output} findes allerede. Vælg et andet navn, eller skriv --force. "
            "Den fil, der rettes, overskrives aldrig.",
            f"{options.output} exists already. Choose another name, or say --force. "
            "The file that is fixed is never overwritten.",
        ) from error
    except OSError as error:
        raise UsageError(
            f"{options.output}: Filen kan ikke skrives.", f"{options.output}: The file cannot be written."
        ) from error
