"""The command line: ``kleark check``, ``kleark rules`` and ``kleark register``, without any AWS.

Exit codes: 0 no errors · 1 errors found · 2 wrong usage or a file that cannot be read · 3 a fault in Kleark.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kleark.registers.kle import KleRegister
    from kleark.registers.municipalities import Municipality
    from kleark.report.model import Report
    from kleark.report.text import Language
    from kleark.rules.model import Rule
    from kleark.template.filling import Filling

OK, ERRORS, UNUSABLE, FAULT = 0, 1, 2, 3
REGISTER_VARIABLE = "KLEARK_KLE_REGISTER"
_FOR_TOOLS = ("sarif", "junit", "github")
"""Output formats in which one document tells of all files."""


class Unusable(Exception):  # noqa: N818 (what the user gave is not an error of ours)
    """What the user gave cannot be used; says why, in the language asked for."""

    def __init__(self, da: str, en: str) -> None:
        super().__init__(en)
        self.texts = {"da": da, "en": en}


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What other programs read is UTF-8, also where the terminal's letters are others.
        told_to_people = getattr(options, "output_format", "text") == "text"
        sys.stdout.reconfigure(errors="replace", encoding=None if told_to_people else "utf-8")
    sys.exit(_run(options))


def _run(options: argparse.Namespace) -> int:
    try:
        code: int = options.command(options)
        sys.stdout.flush()
    except Unusable as unusable:
        from kleark.report.visible import visible

        # It repeats a file's name, which may hold anything.
        print(f"kleark: {visible(unusable.texts[options.lang])}", file=sys.stderr)
        return UNUSABLE
    except BrokenPipeError:
        # Whoever was reading has gone; Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNUSABLE
    except KeyboardInterrupt:
        return 130
    except Exception as fault:
        if os.environ.get("KLEARK_DEBUG"):
            raise
        print(_fault(fault, options.lang), file=sys.stderr)
        return FAULT
    return code


def _fault(fault: Exception, lang: str) -> str:
    kind = type(fault).__name__
    if lang == "da":
        return (
            f"kleark: Der er en fejl i Kleark selv ({kind}). Sæt KLEARK_DEBUG=1 for at se hvor, og meld den."
        )
    return (
        f"kleark: There is a fault in Kleark itself ({kind}). Set KLEARK_DEBUG=1 to see where, and report it."
    )


def _parser() -> argparse.ArgumentParser:
    # A subcommand's own default would undo what stands before it.
    common = _asking_for_language(argparse.SUPPRESS)
    parser = argparse.ArgumentParser(
        prog="kleark",
        description="Checks a municipality's Borgerblikket configuration sheet.",
        parents=[_asking_for_language("da")],
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    checking = commands.add_parser("check", parents=[common], help="check one or more sheets (.xlsx)")
    checking.set_defaults(command=_check)
    checking.add_argument("files", nargs="+", metavar="FILE", help="an .xlsx file, or - for standard input")
    checking.add_argument(
        "--municipality", metavar="CODE", help="the municipality whose sheet it is, e.g. 0461"
    )
    checking.add_argument(
        "--output-format",
        choices=("text", "json", "html", *_FOR_TOOLS),
        default="text",
        help="(default: text); html takes one file",
    )
    checking.add_argument(
        "--fail-level", choices=("error", "warning"), default="error", help="what makes the exit code 1"
    )
    checking.add_argument(
        "--kle-register",
        metavar="FILE",
        help=f"a register written by `kleark register import` (default: ${REGISTER_VARIABLE}, or main group 15)",
    )

    _add_mending(commands, common)
    _add_template(commands, common)

    rules = commands.add_parser("rules", parents=[common], help="list the rules, or explain some")
    rules.set_defaults(command=_rules)
    rules.add_argument("ids", nargs="*", metavar="RULE", help="rules to explain, e.g. KA401")

    register = commands.add_parser("register", parents=[common], help="the KLE register")
    actions = register.add_subparsers(required=True, metavar="ACTION")
    importing = actions.add_parser("import", parents=[common], help="read KL's official XML (KLE-Emneplan)")
    importing.set_defaults(command=_import_register)
    importing.add_argument("xml", metavar="XML", help="the XML file")
    importing.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="where to write the register"
    )
    showing = actions.add_parser("show", parents=[common], help="tell which register is in use")
    showing.set_defaults(command=_show_register)
    showing.add_argument("--kle-register", metavar="FILE", help="another register than the one in use")
    return parser


def _asking_for_language(default: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "--lang", choices=("da", "en"), default=default, help="language of the answer (default: da)"
    )
    return parser


def _add_mending(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    fixing = commands.add_parser("fix", parents=[common], help="write a sheet with what is certain mended")
    fixing.set_defaults(command=_fix)
    fixing.add_argument("--suggestions", action="store_true", help="write what the report suggests, too")
    fixing.add_argument("--output-format", choices=("text", "json"), default="text", help="(default: text)")
    annotating = commands.add_parser("annotate", parents=[common], help="write a sheet with the report in it")
    annotating.set_defaults(command=_annotate)
    for parser in (fixing, annotating):
        parser.add_argument("file", metavar="FILE", help="an .xlsx file, or - for standard input")
        parser.add_argument("-o", "--output", required=True, metavar="FILE", help="where to write the sheet")
        parser.add_argument("--force", action="store_true", help="write over a file that is there")
        parser.add_argument("--municipality", metavar="CODE", help="the municipality, e.g. 0461")
        parser.add_argument("--kle-register", metavar="FILE", help="as with `kleark check`")


def _add_template(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    starting = commands.add_parser("template", parents=[common], help="write a sheet to start from")
    starting.set_defaults(command=_template, file="-")
    starting.add_argument(
        "-o", "--output", default="kle-konfiguration.xlsx", metavar="FILE", help="(default: %(default)s)"
    )
    starting.add_argument("--force", action="store_true", help="write over a file that is there")
    starting.add_argument("--municipality", metavar="CODE", help="the municipality, e.g. 0461")
    starting.add_argument(
        "--from",
        dest="filling",
        metavar="FILE",
        help="fill it with the rows of a report.json, a config.json or an answer of the portal's API",
    )
    starting.add_argument("--kle-register", metavar="FILE", help="as with `kleark check`")


def _check(options: argparse.Namespace) -> int:
    from kleark.sheet.reading import Reading

    # One short run that makes no cycles worth collecting: looking for them is a tenth of the time.
    gc.disable()
    municipality = _municipality(options.municipality)
    register = _register(options.kle_register)
    if options.output_format == "html":
        return _check_as_html(options, municipality, register)
    if options.output_format in _FOR_TOOLS:
        return _check_for_tools(options, municipality, register)
    code, separate = OK, False
    several_as_json = options.output_format == "json" and len(options.files) > 1
    if several_as_json:
        sys.stdout.write("[\n")
    for name in options.files:
        with _progress(name):
            data = _read(name)
            reading = Reading(data)
            # Imported while the child reads: the rules are most of what there is to import.
            from kleark.checking import check

            report = check(data, _shown_name(name), municipality, register, reading=reading)
        if separate:
            sys.stdout.write(",\n" if several_as_json else "\n")
        separate = True
        _write(report, options)
        code = max(code, _exit_code(report, options.fail_level))
    if several_as_json:
        sys.stdout.write("]\n")
    return code


def _check_as_html(
    options: argparse.Namespace, municipality: Municipality | None, register: KleRegister
) -> int:
    from datetime import datetime

    from kleark.checking import check_with_excerpt
    from kleark.report.html import render_html

    if len(options.files) > 1:
        raise Unusable(
            "HTML-rapporten handler om én fil. Kør kommandoen én gang for hver.",
            "The HTML report is on one file. Run the command once for each.",
        )
    name = options.files[0]
    with _progress(name):
        report, excerpt = check_with_excerpt(_read(name), _shown_name(name), municipality, register)
    sys.stdout.write(render_html(report, excerpt, options.lang, datetime.now().astimezone()))
    return _exit_code(report, options.fail_level)


def _check_for_tools(
    options: argparse.Namespace, municipality: Municipality | None, register: KleRegister
) -> int:
    from importlib import import_module

    from kleark.checking import check
    from kleark.report.checked import Checked

    files = []
    for name in options.files:
        with _progress(name):
            report = check(_read(name), _shown_name(name), municipality, register)
        files.append(Checked(_shown_name(name) if name == "-" else name, report))
    sys.stdout.write(import_module(f"kleark.report.{options.output_format}").render(files, options.lang))
    return max(_exit_code(report, options.fail_level) for _, report in files)


def _fix(options: argparse.Namespace) -> int:
    from kleark.mending.fixing import fix
    from kleark.mending.telling import as_json, as_text

    municipality, register = _municipality(options.municipality), _register(options.kle_register)
    with _progress(options.file):
        fixed = fix(
            _read(options.file),
            _shown_name(options.file),
            municipality,
            register,
            suggestions=options.suggestions,
        )
    _refuse_unreadable(fixed.before)
    _save(fixed.data, options)
    as_told = as_json(fixed, options.output) if options.output_format == "json" else None
    sys.stdout.write(as_told or as_text(fixed, options.output, options.lang))
    return _exit_code(fixed.after, "error")


def _annotate(options: argparse.Namespace) -> int:
    from kleark.checking import check
    from kleark.report.annotated import annotated

    municipality, register = _municipality(options.municipality), _register(options.kle_register)
    data = _read(options.file)
    with _progress(options.file):
        report = check(data, _shown_name(options.file), municipality, register)
        _refuse_unreadable(report)
        workbook = annotated(data, report, options.lang)
    _save(workbook, options)
    print(options.output)
    return _exit_code(report, "error")


def _template(options: argparse.Namespace) -> int:
    from datetime import date

    from kleark.template.workbook import write_template

    filling = _filling(options.filling) if options.filling else None
    code = filling.municipality if filling else None
    if options.municipality and code and options.municipality != code:
        raise Unusable(
            f"{options.filling} hører til kommune {code} og ikke {options.municipality}.",
            f"{options.filling} belongs to municipality {code}, not {options.municipality}.",
        )
    municipality, register = _municipality(options.municipality or code), _register(options.kle_register)
    _save(write_template(register, date.today(), municipality, filling), options)  # noqa: DTZ011 (the user's day)
    print(options.output)
    return OK


def _filling(name: str) -> Filling:
    from kleark.template.filling import FillingError, read_filling

    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return read_filling(data, _shown_name(name))
    except FillingError as error:
        raise Unusable(error.message_da, error.message_en) from error
    except OSError as error:
        reason_da, reason_en = _why(error)
        raise Unusable(f"{name}: {reason_da}", f"{name}: {reason_en}") from error


def _refuse_unreadable(report: Report) -> None:
    if not report.readable:
        refusal = next(finding for finding in report.findings if finding.severity == "error")
        raise Unusable(refusal.message_da, refusal.message_en)


def _save(data: bytes, options: argparse.Namespace) -> None:
    from kleark.mending.saving import save_new

    source = None if options.file == "-" else Path(options.file)
    try:
        save_new(data, Path(options.output), source, force=options.force)
    except FileExistsError as error:
        raise Unusable(
            f"{options.output} findes allerede. Vælg et andet navn, eller skriv --force. "
            "Den fil, der rettes, overskrives aldrig.",
            f"{options.output} exists already. Choose another name, or say --force. "
            "The file that is mended is never overwritten.",
        ) from error
    except OSError as error:
        raise Unusable(
            f"{options.output}: Filen kan ikke skrives.", f"{options.output}: The file cannot be written."
        ) from error


def _write(report: Report, options: argparse.Namespace) -> None:
    if options.output_format == "json":
        from kleark.report.as_json import lines

        sys.stdout.writelines(lines(report))
        return
    from kleark.report.text import render

    sys.stdout.write(render(report, cast("Language", options.lang), colour=_wants_colour()))


def _exit_code(report: Report, fail_level: str) -> int:
    if not report.readable:
        return UNUSABLE
    failed = report.counts.errors or (fail_level == "warning" and report.counts.warnings)
    return ERRORS if failed else OK


def _wants_colour() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


@contextmanager
def _progress(name: str) -> Iterator[None]:
    """Says what is going on, on a terminal only, and takes it back."""
    if not sys.stderr.isatty():
        yield
        return
    print(f"\r{_shown_name(name)} …", end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _read(name: str) -> bytes:
    """The file's bytes, or a little more than any file may have: enough to be refused for its size."""
    from kleark.sheet.limits import FILE_BYTES

    try:
        if name == "-":
            return sys.stdin.buffer.read(FILE_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason_da, reason_en = _why(error)
        raise Unusable(f"{name}: {reason_da}", f"{name}: {reason_en}") from error


def _why(error: OSError | ValueError) -> tuple[str, str]:
    if isinstance(error, FileNotFoundError):
        return "Filen findes ikke.", "The file does not exist."
    if isinstance(error, IsADirectoryError):
        return "Det er en mappe, ikke en fil.", "It is a folder, not a file."
    if isinstance(error, PermissionError):
        return "Du har ikke lov til at åbne filen.", "You are not allowed to open the file."
    return "Filen kan ikke åbnes.", "The file cannot be opened."


def _shown_name(name: str) -> str:
    return "(stdin).xlsx" if name == "-" else Path(name).name


def _municipality(code: str | None) -> Municipality | None:
    if code is None:
        return None
    from kleark.registers.municipalities import municipality

    found = municipality(code)
    if found is None:
        raise Unusable(
            f'"{code}" er ikke en kommunekode. Den har fire cifre, f.eks. 0461 for Odense.',
            f'"{code}" is not a municipality code. It has four digits, such as 0461 for Odense.',
        )
    return found


def _register(name: str | None) -> KleRegister:
    from kleark.registers.kle import RegisterError, embedded, load

    path = name or os.environ.get(REGISTER_VARIABLE)
    if not path:
        return embedded()
    try:
        return load(Path(path))
    except RegisterError as error:
        raise Unusable(error.message_da, error.message_en) from error
    except OSError as error:
        reason_da, reason_en = _why(error)
        raise Unusable(f"{path}: {reason_da}", f"{path}: {reason_en}") from error


def _rules(options: argparse.Namespace) -> int:
    from kleark.rules.registry import all_rules

    rules = all_rules()
    unknown = [rule_id for rule_id in options.ids if rule_id.upper() not in rules]
    if unknown:
        names = ", ".join(unknown)
        raise Unusable(f"Der er ingen regel {names}.", f"There is no rule {names}.")
    if not options.ids:
        for rule in rules.values():
            print(f"{rule.id}  {rule.severity:<8} {getattr(rule.title, options.lang)}")
        return OK
    print("\n".join(_explained(rules[rule_id.upper()], options.lang) for rule_id in options.ids), end="")
    return OK


def _explained(rule: Rule, lang: str) -> str:
    why, mend, source = (
        ("Hvad det betyder", "Sådan retter du", "Kilde")
        if lang == "da"
        else ("What it means", "How to mend", "Source")
    )
    return (
        f"{rule.id} · {rule.severity}\n{getattr(rule.title, lang)}\n\n"
        f"{why}: {getattr(rule.why, lang)}\n{mend}: {getattr(rule.mend, lang)}\n{source}: {rule.source}\n"
    )


def _import_register(options: argparse.Namespace) -> int:
    from kleark.registers.kle import RegisterError, save
    from kleark.registers.kle_import import read_emneplan

    try:
        with _progress(options.xml), Path(options.xml).open("rb") as stream:
            register = read_emneplan(stream)
        save(register, Path(options.output))
    except RegisterError as error:
        raise Unusable(error.message_da, error.message_en) from error
    except OSError as error:
        reason_da, reason_en = _why(error)
        raise Unusable(f"{error.filename}: {reason_da}", f"{error.filename}: {reason_en}") from error
    print(_described(register, options.lang))
    return OK


def _show_register(options: argparse.Namespace) -> int:
    print(_described(_register(options.kle_register), options.lang))
    return OK


def _described(register: KleRegister, lang: str) -> str:
    edition, groups = register.edition.strftime("%d-%m-%Y"), ", ".join(sorted(register.coverage))
    count, source = len(register.topics), register.source
    if lang == "da":
        return f"{count} emner i hovedgruppe {groups}. Udgave: {edition}. Kilde: {source}"
    return f"{count} topics in main group {groups}. Edition: {edition}. Source: {source}"


if __name__ == "__main__":
    main()
