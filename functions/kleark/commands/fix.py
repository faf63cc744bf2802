"""``kleark fix`` and ``kleark annotate``: write a sheet with what is certain fixed, or with the report in it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kleark.check import check
from kleark.commands.arguments import (
    exit_code,
    municipality_asked_for,
    progress,
    read_file,
    refuse_unreadable,
    register_asked_for,
    save_output,
    shown_name,
)

if TYPE_CHECKING:
    import argparse


def fix_sheet(options: argparse.Namespace) -> int:
    """Write the corrected sheet and tell what was changed."""
    from kleark.fix.fix import fix
    from kleark.fix.output import render_json, render_text

    municipality, register = (
        municipality_asked_for(options.municipality),
        register_asked_for(options.kle_register),
    )
    with progress(options.file):
        fixed = fix(
            read_file(options.file),
            shown_name(options.file),
            municipality,
            register,
            suggestions=options.suggestions,
        )
    refuse_unreadable(fixed.before)
    save_output(fixed.data, options)
    as_told = render_json(fixed, options.output) if options.output_format == "json" else None
    sys.stdout.write(as_told or render_text(fixed, options.output, options.lang))
    return exit_code(fixed.after, "error")


def annotate_sheet(options: argparse.Namespace) -> int:
    """Write the admin's own sheet with the report in it."""
    from kleark.report.annotated.annotate import annotate

    municipality, register = (
        municipality_asked_for(options.municipality),
        register_asked_for(options.kle_register),
    )
    data = read_file(options.file)
    with progress(options.file):
        report = check(data, shown_name(options.file), municipality, register)
        refuse_unreadable(report)
        workbook = annotate(data, report, options.lang)
    save_output(workbook, options)
    print(options.output)
    return exit_code(report, "error")
