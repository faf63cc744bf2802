"""What commands share: the files, municipality and register that they name, and the exit code and file they write."""

from __future__ import annotations

import errno
import json
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from typing import Any

    from kleark.refusal_codes import RefusalCode
    from kleark.registers.kle_register import KleRegister
    from kleark.registers.municipalities import Municipality
    from kleark.report.model import Report

OK, ERRORS, UNUSABLE, FAULT = 0, 1, 2, 3
REGISTER_VARIABLE = "KLEARK_KLE_REGISTER"


class UsageError(Exception):
    """A command cannot be carried out as it was written, or with what it names; exit code 2.

    ``da``, ``en``: why, and what to do. ``facts``: what else a program may want to know, by its name in JSON.
    """

    def __init__(self, code: RefusalCode, da: str, en: str, **facts: object) -> None:
        super().__init__(en)
        self.code = code
        self.da = da
        self.en = en
        self.facts: Mapping[str, object] = facts


def exit_code(report: Report, fail_level: str) -> int:
    """The exit code after one report."""
    if not report.readable:
        return UNUSABLE
    failed = report.counts.errors or (fail_level == "warning" and report.counts.warnings)
    return ERRORS if failed else OK


class progress:  # noqa: N801 (it is used as a function is)
    """Show the file at work on, on a terminal only, and erase it afterwards."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._shown = False

    def __enter__(self) -> None:
        self._shown = sys.stderr.isatty()
        if self._shown:
            print(f"\r{shown_path(display_name(self._name))} …", end="", file=sys.stderr, flush=True)

    def __exit__(self, *_: object) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def file_size(name: str, data: bytes) -> int:
    """Bytes of a file of which ``data`` was read; of standard input only what was read is known."""
    return len(data) if name == "-" else max(len(data), os.stat(_path(name)).st_size)  # noqa: PTH116 (see `_path`)


def read_file(name: str) -> bytes:
    """The file's bytes, or a little more than any file may have: enough to be refused for its size."""
    from kleark.sheet.limits import FILE_BYTES

    try:
        if name == "-":
            return sys.stdin.buffer.read(FILE_BYTES + 1)
        with open(_path(name), "rb") as file:  # noqa: PTH123 (see `_path`)
            return file.read(FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise cannot_open(name, error) from error


def standard_input_twice() -> UsageError:
    """Both the sheet and what it is held against are to come from standard input."""
    from kleark.refusal_codes import RefusalCode

    return UsageError(
        RefusalCode.STANDARD_INPUT_TWICE,
        "Kun det ene af de to kan komme fra standard-input.",
        "Only one of the two can come from standard input.",
    )


def refuse_without_live(options: argparse.Namespace, *names: str) -> None:
    """Raises UsageError for the first of these options that was given: they are about files, and a stack has its own.

    ``names``: as the parser keeps them.
    """
    given = next((name for name in names if getattr(options, name)), None)
    if given is None:
        return
    from kleark.refusal_codes import RefusalCode

    option = f"--{given.replace('_', '-')}"
    raise UsageError(
        RefusalCode.WRONG_USAGE,
        f"{option} gælder kun sammen med --live: en stak har sit eget.",
        f"{option} goes with --live only: a stack has its own.",
    )


def cannot_open(name: str, error: OSError | ValueError) -> UsageError:
    """The refusal of a file that cannot be opened: ``error`` says why."""
    from kleark.refusal_codes import RefusalCode

    reasons: tuple[tuple[type[Exception], tuple[RefusalCode, str, str]], ...] = (
        (FileNotFoundError, (RefusalCode.FILE_NOT_FOUND, "Filen findes ikke.", "The file does not exist.")),
        (
            IsADirectoryError,
            (RefusalCode.FILE_IS_A_FOLDER, "Det er en mappe, ikke en fil.", "It is a folder, not a file."),
        ),
        (
            PermissionError,
            (
                RefusalCode.FILE_NOT_PERMITTED,
                "Du har ikke lov til at åbne filen.",
                "You are not allowed to open the file.",
            ),
        ),
        (
            Exception,
            (RefusalCode.FILE_CANNOT_BE_OPENED, "Filen kan ikke åbnes.", "The file cannot be opened."),
        ),
    )
    code, da, en = next(why for kind, why in reasons if isinstance(error, kind))
    return UsageError(code, f"{name}: {da}", f"{name}: {en}", file=name)


def display_name(name: str) -> str:
    """A file's name without its folders; standard input has none, so one is invented."""
    return "(stdin).xlsx" if name == "-" else os.path.basename(_path(name))  # noqa: PTH119 (see `_path`)


def list_display_name(name: str) -> str:
    """The same of a list, .xlsx or CSV: the name of standard input has no ending that could be wrong."""
    return "(stdin)" if name == "-" else display_name(name)


def _path(name: str) -> str:
    """A path as ``pathlib`` writes it, which is imported for those alone that it may write otherwise."""
    if os.path.basename(name) not in {"", ".", ".."}:  # noqa: PTH119
        return name
    from pathlib import Path

    return str(Path(name))


def shown_path(name: str) -> str:
    """A path as it may be printed: without a CPR number. What is refused is hidden in as it is printed."""
    from kleark.redaction.shown_name import hide_in_name

    return hide_in_name(name)


def requested_municipality(code: str | None) -> Municipality | None:
    """The municipality with a code or a name; None where the command names none. Raises UsageError."""
    if code is None:
        return None
    from kleark.registers.municipalities import municipality_named

    found = municipality_named(code)
    if found is None:
        raise unknown_municipality(code)
    return found


def is_municipality(text: str) -> bool:
    """Whether it means a municipality and no file: four digits, or a name that no file has."""
    from kleark.registers.municipalities import municipality_named

    is_code = len(text) == 4 and text.isascii() and text.isdigit()
    return is_code or (municipality_named(text) is not None and not os.path.exists(text))  # noqa: PTH110 (see `_path`)


def unknown_municipality(text: str) -> UsageError:
    """The refusal of a text that names no municipality, with those that may be meant."""
    from kleark.refusal_codes import RefusalCode
    from kleark.registers.municipalities import municipalities_like

    meant = [f"{one.name} ({one.code})" for one in municipalities_like(text)]
    if meant:
        da = f"Mente du {' eller '.join(meant)}?"
        en = f"Did you mean {' or '.join(meant)}?"
    else:
        da = "Koden har fire cifre, f.eks. 0461 for Odense."
        en = "A code has four digits: 0461 for Odense."
    return UsageError(
        RefusalCode.UNKNOWN_MUNICIPALITY,
        f'"{text}" er ikke en kommunekode eller en kommunes navn. {da}',
        f'"{text}" is neither a municipality\'s code nor its name. {en}',
    )


def municipality_of(asked_for: str | None, told: str | None, name: str) -> Municipality | None:
    """The municipality asked for, or the one that a file states. Raises UsageError where they are two."""
    from kleark.refusal_codes import RefusalCode

    asked = requested_municipality(asked_for)
    if asked and told and asked.code != told:
        raise UsageError(
            RefusalCode.MUNICIPALITY_MISMATCH,
            f"{name} hører til kommune {told} og ikke {asked.code}.",
            f"{name} belongs to municipality {told}, not {asked.code}.",
        )
    return asked or requested_municipality(told)


def write_json(data: Any) -> None:
    """``data`` on standard output."""
    print(json.dumps(data, ensure_ascii=False, indent=2))


def wants_colour() -> bool:
    """Whether standard output is a terminal, and nobody asked for no colours."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def requested_register(name: str | None) -> KleRegister:
    """The register named, or the environment's, or the embedded one. Raises UsageError."""
    from kleark.registers.kle_register import RegisterError, embedded

    path = name or os.environ.get(REGISTER_VARIABLE)
    if not path:
        return embedded()
    from pathlib import Path

    from kleark.registers.register_file import load

    try:
        return load(Path(path))
    except RegisterError as error:
        from kleark.refusal_codes import RefusalCode

        raise UsageError(RefusalCode.UNUSABLE_REGISTER, error.message_da, error.message_en) from error
    except OSError as error:
        raise cannot_open(path, error) from error


def refuse_unreadable(report: Report) -> None:
    """Raises UsageError, with the reason, where the file could not be opened."""
    from kleark.refusal_codes import RefusalCode

    if not report.readable:
        finding = next(finding for finding in report.findings if finding.severity == "error")
        raise UsageError(
            RefusalCode.UNREADABLE_FILE,
            finding.message_da,
            finding.message_en,
            file=report.file.name,
            rule=finding.rule,
        )


def save_output(data: bytes, options: argparse.Namespace) -> None:
    """Write a command's file, whole or not at all; ``-`` is standard output. Raises UsageError."""
    from pathlib import Path

    from kleark.fix.save import OwnSourceError, save_new
    from kleark.refusal_codes import RefusalCode

    if options.output == "-":
        options.standard_output.write(data)
        options.standard_output.flush()
        return
    source = None if options.file == "-" else Path(options.file)
    try:
        save_new(data, Path(options.output), source, force=options.force)
    except OwnSourceError as error:
        raise UsageError(
            RefusalCode.FILE_EXISTS,
            f"{options.output} er den fil, der bliver læst, og den overskrives aldrig. Vælg et andet navn.",
            f"{options.output} is the file that is read, and that is never overwritten. Choose another name.",
        ) from error
    except FileExistsError as error:
        raise file_exists(options.output) from error
    except (OSError, ValueError) as error:
        raise cannot_write(options.output, error) from error


def file_exists(name: str) -> UsageError:
    """That a file is there already, which is overwritten only where that is asked for."""
    from kleark.refusal_codes import RefusalCode

    return UsageError(
        RefusalCode.FILE_EXISTS,
        f"{name} findes allerede. Vælg et andet navn, eller skriv --force.",
        f"{name} exists already. Choose another name, or say --force.",
    )


def cannot_write(name: str, error: OSError | ValueError) -> UsageError:
    """The refusal of a file that cannot be written."""
    from kleark.refusal_codes import RefusalCode

    reason = _CANNOT_WRITE.get(error.errno or 0, ("", "")) if isinstance(error, OSError) else ("", "")
    return UsageError(
        RefusalCode.FILE_CANNOT_BE_WRITTEN,
        f"{name}: Filen kan ikke skrives.{reason[0]}",
        f"{name}: The file cannot be written.{reason[1]}",
    )


_NO_ROOM = (" Der er ikke plads til den.", " There is no room for it.")
_CANNOT_WRITE: dict[int, tuple[str, str]] = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _NO_ROOM),
    **dict.fromkeys(
        (errno.EACCES, errno.EPERM, errno.EROFS),
        (" Du har ikke lov til at skrive der.", " You are not allowed to write there."),
    ),
    errno.ENOENT: (" Mappen findes ikke.", " The folder does not exist."),
    errno.EISDIR: (" Det er en mappe.", " It is a folder."),
    errno.EOPNOTSUPP: (
        " Det er hverken en fil, en pipe eller en enhed, der kan skrives tekst til.",
        " It is neither a file, nor a pipe or device for text.",
    ),
    errno.ENXIO: (" Der er ingen, der læser fra den.", " Nobody reads from it."),
    errno.EPIPE: (" Den, der læste fra den, er gået.", " Its reader has left."),
    **dict.fromkeys(
        (errno.EMFILE, errno.ENFILE),
        (
            " Der kan ikke åbnes flere filer på én gang.",
            " No more files can be opened at once.",
        ),
    ),
}


def reading_interrupted(name: str) -> UsageError:
    """The refusal of a file that was being read when the process was ended from outside, or got no time."""
    from kleark.refusal_codes import RefusalCode

    return UsageError(
        RefusalCode.READING_INTERRUPTED,
        f"{name}: Læsningen blev afbrudt udefra, eller maskinen stod stille. Det siger intet om filen. Prøv igen.",
        f"{name}: The reading was interrupted from outside, or the machine stood still. That says nothing of the "
        "file. Try again.",
        file=name,
    )
