"""``kleark fix`` and ``kleark annotate``: write a sheet with what is certain fixed, or with the report in it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kleark.check import check
from kleark.commands.arguments import (
    display_name,
    exit_code,
    progress,
    read_file,
    refuse_unreadable,
    requested_municipality,
    requested_register,
    save_output,
    write_json,
)

if TYPE_CHECKING:
    import argparse


def fix_sheet(options: argparse.Namespace) -> int:
    """Write the fixed sheet and list what was changed."""
    from kleark.fix.fix import fix
    from kleark.fix.output import render_json, render_text

    municipality, register = (
        requested_municipality(options.municipality),
        requested_register(options.kle_register),
    )
    with progress(options.file):
        fixed = fix(
            read_file(options.file),
            display_name(options.file),
            municipality,
            register,
            suggestions=options.suggestions,
        )
    refuse_unreadable(fixed.before)
    save_output(fixed.data, options)
    if options.output_format == "json":
        sys.stdout.write(render_json(fixed, options.output))
    else:
        sys.stdout.write(render_text(fixed, options.output, options.lang))
    return exit_code(fixed.after, "error")


def annotate_sheet(options: argparse.Namespace) -> int:
    """Write the admin's own sheet with the report in it."""
    from kleark.report.annotated.annotate import annotate
    from kleark.report.findings import truncate

    municipality, register = (
        requested_municipality(options.municipality),
        requested_register(options.kle_register),
    )
    data = read_file(options.file)
    with progress(options.file):
        report = check(data, display_name(options.file), municipality, register)
        refuse_unreadable(report)
        workbook = annotate(data, report, options.lang)
    save_output(workbook, options)
    if options.output_format == "json":
        findings = [finding.to_json() for finding in truncate(report.findings)]
        write_json({"output": options.output, "report": report.head() | {"findings": findings}})
    else:
        print(options.output)
    return exit_code(report, "error")
