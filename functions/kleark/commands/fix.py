"""``kleark fix`` and ``kleark annotate``: write a sheet with what is certain fixed, or with the report in it."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kleark.check import check
from kleark.commands.arguments import (
    UsageError,
    display_name,
    exit_code,
    progress,
    read_file,
    refuse_unreadable,
    requested_municipality,
    save_output,
    shown_path,
    write_json,
)
from kleark.commands.list_source import check_list_named, list_subject
from kleark.commands.own_numbers_source import register_with_own
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from kleark.check import Judged
    from kleark.fix.fix import Judge
    from kleark.registers.kle_register import KleRegister
    from kleark.registers.municipalities import Municipality


def fix_sheet(options: argparse.Namespace) -> int:
    """Write the fixed sheet and list what was changed."""
    from kleark.fix.fix import fix
    from kleark.fix.output import render_json, render_text

    municipality, register = (
        requested_municipality(options.municipality),
        register_with_own(options),
    )
    data = read_file(options.file)
    with progress(options.file), refuse_unwritable(options.file):
        fixed = fix(
            data,
            display_name(options.file),
            municipality,
            register,
            suggestions=options.suggestions,
            judge=_judge_of(options, municipality, register),
        )
    refuse_unreadable(fixed.before)
    save_output(fixed.data, options)
    if options.output_format == "json":
        sys.stdout.write(render_json(fixed, shown_path(options.output)))
    else:
        sys.stdout.write(render_text(fixed, shown_path(options.output), options.lang))
    return exit_code(fixed.after, "error")


def annotate_sheet(options: argparse.Namespace) -> int:
    """Write the admin's own sheet with the report in it."""
    from kleark.ooxml.editor import Editor
    from kleark.report.annotated.annotate import annotate_in
    from kleark.report.findings import truncate

    municipality, register = (
        requested_municipality(options.municipality),
        register_with_own(options),
    )
    data = read_file(options.file)
    with progress(options.file), refuse_unwritable(options.file):
        editor = Editor()
        judge = _judge_of(options, municipality, register)
        report = (
            judge(data).report if judge else check(data, display_name(options.file), municipality, register)
        )
        refuse_unreadable(report)
        workbook = annotate_in(editor, data, report, options.lang)
    save_output(workbook, options)
    if options.output_format == "json":
        findings = [finding.to_json() for finding in truncate(report.findings)]
        write_json({"output": shown_path(options.output), "report": report.head() | {"findings": findings}})
    else:
        print(shown_path(options.output))
    return exit_code(report, "error")


def _judge_of(
    options: argparse.Namespace, municipality: Municipality | None, register: KleRegister
) -> Judge | None:
    """How a list is judged; None for a sheet, which is judged as ever. Raises UsageError."""
    if options.templates and options.responsibilities:
        raise UsageError(
            RefusalCode.WRONG_USAGE,
            "Listen kan ikke både være over sagsskabeloner og en ansvarsliste.",
            "The list cannot be both of case templates and of responsibilities.",
        )
    if not list_subject(options):
        if options.system or options.live or options.inventory_file:
            raise UsageError(
                RefusalCode.WRONG_USAGE,
                "--system, --live og --inventory-file gælder kun sammen med --templates og --responsibilities.",
                "--system, --live and --inventory-file go with --templates and --responsibilities only.",
            )
        return None
    from kleark.commands.inventory_source import requested_inventory
    from kleark.commands.live_source import requested_live

    options.files, options.live_stack, options.inventory_date = [options.file], None, None
    found = requested_inventory(options, municipality, register)
    options.indexed = (lambda: found) if found else None
    options.read_live = requested_live(options, register)

    def judge(data: bytes) -> Judged:
        checked = check_list_named(options.file, data, options, municipality, register)
        if checked.report.readable and not checked.is_workbook:
            raise _not_a_workbook(display_name(options.file), data)
        return checked.judged

    return judge


def _not_a_workbook(name: str, data: bytes) -> UsageError:
    from kleark.responsibilities.role_catalogue import is_json

    if is_json(data):
        return UsageError(
            RefusalCode.WRONG_USAGE,
            f"{name} er JSON og ikke et Excel-ark. Se bemærkningerne med kleark check --output-format html.",
            f"{name} is JSON and no Excel sheet. See the findings with kleark check --output-format html.",
        )
    return UsageError(
        RefusalCode.WRONG_USAGE,
        f"{name} er CSV. Åbn den i Excel, gem den som Excel-projektmappe (*.xlsx), og prøv med den.",
        f"{name} is CSV. Open it in Excel, save it as an Excel workbook (*.xlsx), and try with that.",
    )


@contextmanager
def refuse_unwritable(name: str) -> Iterator[None]:
    """A workbook that cannot be edited is refused with a sentence, and so is what cannot be read all of a sudden."""
    from kleark.ooxml.errors import UneditableFileError
    from kleark.report.edit_messages import explain_refusal, what_to_do

    try:
        yield
    except UneditableFileError as refusal:
        raise UsageError(
            RefusalCode.UNEDITABLE_FILE,
            f"{name}: Der er ikke skrevet noget: {explain_refusal(refusal.reason, 'da')}. {what_to_do('da')}",
            f"{name}: Nothing was written: {explain_refusal(refusal.reason, 'en')}. {what_to_do('en')}",
            file=display_name(name),
            reason=refusal.reason,
        ) from refusal
