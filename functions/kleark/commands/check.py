"""``kleark check``: check sheets and report what is wrong with them."""

from __future__ import annotations

import gc
import json
import sys
from importlib import import_module

from kleark.commands.arguments import (
    OK,
    UNUSABLE,
    UsageError,
    display_name,
    exit_code,
    file_size,
    progress,
    read_file,
    reading_interrupted,
    requested_municipality,
    requested_register,
    shown_path,
    standard_input_twice,
    wants_colour,
)
from kleark.commands.refusal_output import print_json, print_message
from kleark.sheet.errors import ProcessLostError
from kleark.sheet.limits import FILE_BYTES
from kleark.sheet.reader import Reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from kleark.check import ReadIndexed, ReadLive
    from kleark.configuration.part import AskedPart
    from kleark.registers.kle_register import KleRegister
    from kleark.registers.municipalities import Municipality
    from kleark.report.finding_progress import Progress
    from kleark.report.model import Report, Subject
    from kleark.sheet.limited_process import Start

ONE_DOCUMENT = ("sarif", "junit", "github", "codequality")
"""Output formats in which one document reports on all files."""
_WITH_PROGRESS = ("text", "json", "sarif")


def run(options: argparse.Namespace) -> int:
    """Check every file, also where another cannot be read."""
    collecting = gc.isenabled()
    # One short run that makes no cycles worth collecting: looking for them is a tenth of the time.
    gc.disable()
    try:
        return _run(options)
    finally:
        if collecting:
            gc.enable()


def _run(options: argparse.Namespace) -> int:
    municipality = requested_municipality(options.municipality)
    _require_coherent(options)
    if options.own_numbers == "-" and "-" in options.files:
        raise standard_input_twice()
    register = _register(options)
    earlier = _earlier_report(options) if options.since else None
    options.indexed = _indexed(options, municipality, register)
    options.read_live = _live(options, register)
    options.asked = _asked(options)
    if options.output_format == "html":
        return _check_as_html(options, municipality, register)
    if options.output_format in ONE_DOCUMENT:
        return _check_in_one_document(options, municipality, register, earlier)
    several_as_json = options.output_format == "json" and len(options.files) > 1
    code, before = OK, "[\n" if several_as_json else ""
    for _, report in _reports(options, municipality, register):
        if not isinstance(report, UsageError):
            code = max(code, exit_code(report, options.fail_level))
        else:
            code = UNUSABLE
            if options.output_format != "json":
                continue
        sys.stdout.write(before)
        before = ",\n" if several_as_json else "\n"
        _write(report, options, earlier)
    if several_as_json:
        sys.stdout.write("]\n")
    return code


def _register(options: argparse.Namespace) -> KleRegister:
    if options.own_numbers is None:
        return requested_register(options.kle_register)
    from kleark.commands.own_numbers_source import register_with_own

    return register_with_own(options)


def _require_coherent(options: argparse.Namespace) -> None:
    """Raises UsageError where the files cannot be what they are said to be."""
    if options.templates and options.inventory:
        refusal = (
            "Filerne kan ikke både være opgørelser og lister over sagsskabeloner.",
            "The files cannot be both inventories and lists of case templates.",
        )
    elif options.responsibilities and (options.inventory or options.templates):
        refusal = (
            "Ansvarslister er for sig selv: --responsibilities går ikke sammen med --inventory eller --templates.",
            "Lists of responsibilities stand alone: --responsibilities does not go with --inventory or --templates.",
        )
    elif options.responsibilities and _names_part(options):
        refusal = (
            "En ansvarsliste er hele kommunens. --part gælder kun ark.",
            "A list of responsibilities is the whole municipality's. --part goes with sheets only.",
        )
    elif options.own_list and any(
        (
            *(options.templates, options.responsibilities, options.inventory, options.inventory_file),
            *(options.own_numbers, options.live, options.live_stack),
            _names_part(options),
        )
    ):
        refusal = (
            "--own-list gælder kommunens egne KLE-numre alene, og holdes kun op mod KL's register.",
            "--own-list is about own KLE numbers alone, which are held against KL's register only.",
        )
    elif options.templates and _names_part(options):
        refusal = (
            "En liste over sagsskabeloner er hele kommunens. --part gælder kun ark.",
            "A list of case templates is the whole municipality's. --part goes with sheets only.",
        )
    elif options.system and not options.templates:
        refusal = (
            "--system gælder kun sammen med --templates.",
            "--system goes with --templates only.",
        )
    else:
        return
    from kleark.refusal_codes import RefusalCode

    raise UsageError(RefusalCode.WRONG_USAGE, *refusal)


def _names_part(options: argparse.Namespace) -> bool:
    return bool(options.part or options.systems or options.kle or options.departments)


def _live(options: argparse.Namespace, register: KleRegister) -> ReadLive | None:
    if options.live is None and options.live_stack is None:
        return None
    if options.inventory:
        from kleark.refusal_codes import RefusalCode

        raise UsageError(
            RefusalCode.WRONG_USAGE,
            "En opgørelse kan ikke holdes op mod det, der vises nu.",
            "An inventory cannot be held against what is live.",
        )
    from kleark.commands.live_source import requested_live

    return requested_live(options, register)


def _asked(options: argparse.Namespace) -> AskedPart | None:
    """The part that the sheets speak for."""
    if options.part is None and not (options.systems or options.kle or options.departments):
        return None
    from kleark.commands.part_source import requested_part

    live = options.read_live() if options.live_stack else None
    return requested_part(options, live.parts if live else None)


def _earlier_report(options: argparse.Namespace) -> Report:
    """The report that ``--since`` names. Raises UsageError."""
    from kleark.refusal_codes import RefusalCode
    from kleark.report.model import Report

    if len(options.files) > 1 or options.output_format not in _WITH_PROGRESS:
        raise UsageError(
            RefusalCode.WRONG_USAGE,
            "--since gælder én fil, og formaterne text, json og sarif.",
            "--since goes with one file, and with the formats text, json and sarif.",
        )
    data = read_file(options.since)
    try:
        return Report.from_json(json.loads(data))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        name = display_name(options.since)
        raise UsageError(
            RefusalCode.NOT_A_REPORT,
            f"{name} er ikke en rapport fra kleark check. Lav en med --output-format json, og gem den.",
            f"{name} is not a report of kleark check. Make one with --output-format json, and save it.",
            file=name,
        ) from error


def _indexed(
    options: argparse.Namespace, municipality: Municipality | None, register: KleRegister
) -> ReadIndexed | None:
    """Gives what the sheets are held against; None where no inventory is named."""
    if options.inventory_file is None:
        return None
    from kleark.commands.inventory_source import requested_inventory

    if options.inventory_file == "-" and "-" in options.files:
        raise standard_input_twice()
    found = requested_inventory(options, municipality, register)
    return lambda: found


def _progress(report: Report, earlier: Report | None) -> Progress | None:
    if earlier is None:
        return None
    from kleark.report.finding_progress import progress_since

    return progress_since(earlier, report)


def _reports(
    options: argparse.Namespace, municipality: Municipality | None, register: KleRegister
) -> Iterator[tuple[str, Report | UsageError]]:
    """Each file and its report, or why it cannot be opened, which has been printed on standard error by then."""
    for name in options.files:
        try:
            data = read_file(name)
        except UsageError as refusal:
            print_message(refusal, options.lang)
            yield name, refusal
            continue
        if len(data) > FILE_BYTES:
            from kleark.report.file_report import refuse_for_size

            subject = _list_subject(options) or "configuration"
            yield name, refuse_for_size(file_size(name, data), display_name(name), subject)
            continue
        try:
            with progress(name):
                report = _report(name, data, options, municipality, register)
        except ProcessLostError:
            interrupted = reading_interrupted(name)
            print_message(interrupted, options.lang)
            yield name, interrupted
            continue
        yield name, report


def _report(
    name: str,
    data: bytes,
    options: argparse.Namespace,
    municipality: Municipality | None,
    register: KleRegister,
) -> Report:
    if _list_subject(options):
        from kleark.commands.list_source import check_list_named

        return check_list_named(name, data, options, municipality, register).report
    with Reading(data, _start()) as reading:
        # Imported while the child reads: the rules are most of what there is to import.
        from kleark.check import check

        return check(
            data,
            display_name(name),
            municipality,
            register,
            reading=reading,
            live=options.read_live,
            indexed=options.indexed,
            asked=options.asked,
        )


def _list_subject(options: argparse.Namespace) -> Subject | None:
    """What kind of list the files are; None for sheets."""
    if not (options.inventory or options.templates or options.responsibilities or options.own_list):
        return None
    from kleark.commands.list_source import list_subject

    return list_subject(options)


def _start() -> Start | None:
    """How the child that reads is started: by a fork where that is as safe as a fresh process, which takes longer."""
    from kleark.sheet import forked_process

    return forked_process.ForkedProcess if forked_process.is_possible() else None


def _check_as_html(
    options: argparse.Namespace, municipality: Municipality | None, register: KleRegister
) -> int:
    from datetime import datetime

    from kleark.check import check_with_excerpt
    from kleark.refusal_codes import RefusalCode
    from kleark.report.html_report import render_html

    if len(options.files) > 1:
        raise UsageError(
            RefusalCode.ONE_FILE_ONLY,
            "HTML-rapporten handler om én fil. Kør kommandoen én gang for hver.",
            "The HTML report is on one file. Run the command once for each.",
        )
    name = options.files[0]
    with progress(name):
        if _list_subject(options):
            from kleark.commands.list_source import check_list_named

            checked = check_list_named(name, read_file(name), options, municipality, register)
            report, excerpt = checked.report, checked.excerpt
        else:
            report, excerpt = check_with_excerpt(
                read_file(name),
                display_name(name),
                municipality,
                register,
                live=options.read_live,
                indexed=options.indexed,
                asked=options.asked,
            )
    sys.stdout.write(render_html(report, excerpt, options.lang, datetime.now().astimezone()))
    return exit_code(report, options.fail_level)


def _check_in_one_document(
    options: argparse.Namespace,
    municipality: Municipality | None,
    register: KleRegister,
    earlier: Report | None,
) -> int:
    from kleark.report.checked_file import CheckedFile

    reports = list(_reports(options, municipality, register))
    files = [
        CheckedFile(
            display_name(name) if name == "-" else shown_path(name), report, _progress(report, earlier)
        )
        for name, report in reports
        if not isinstance(report, UsageError)
    ]
    sys.stdout.write(import_module(f"kleark.report.{options.output_format}").render(files, options.lang))
    codes = [exit_code(one.report, options.fail_level) for one in files]
    return max(codes, default=UNUSABLE) if len(files) == len(reports) else UNUSABLE


def _write(report: Report | UsageError, options: argparse.Namespace, earlier: Report | None) -> None:
    if isinstance(report, UsageError):
        print_json(report)
        return
    since = _progress(report, earlier)
    if options.output_format == "json":
        from kleark.report.as_json import report_lines

        sys.stdout.writelines(report_lines(report, since))
        return
    from kleark.report.text_report import render

    sys.stdout.write(render(report, options.lang, since, colour=wants_colour()))
