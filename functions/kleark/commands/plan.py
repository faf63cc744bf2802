"""``kleark plan``: what publishing a sheet would change."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from kleark.check import check_with_excerpt
from kleark.commands.arguments import (
    UsageError,
    display_name,
    exit_code,
    municipality_of,
    progress,
    read_file,
    refuse_unreadable,
    wants_colour,
)
from kleark.commands.inventory_source import requested_inventory
from kleark.commands.live_source import read_live_rows
from kleark.commands.own_numbers_source import register_with_own
from kleark.commands.part_source import requested_part
from kleark.commands.refusal_output import print_json
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    import argparse

    from kleark.configuration.plan import LiveRows
    from kleark.i18n.language import Language
    from kleark.registers.kle_register import KleRegister
    from kleark.report.excerpt import Excerpt
    from kleark.report.model import Report

NO_PLAN = {
    "da": "Ingen plan: Arket har fejl, så det kan ikke offentliggøres. Ret dem først.",
    "en": "No plan: The sheet has errors, so it cannot be published. Fix them first.",
}


def run(options: argparse.Namespace) -> int:
    """Check the sheet and compare it with what is live. A sheet with errors has no plan, since what it would publish is
    not known.
    """
    if [options.file, options.against, options.inventory_file].count("-") > 1:
        raise UsageError(
            RefusalCode.STANDARD_INPUT_TWICE,
            "Kun det ene af dem kan komme fra standard-input.",
            "Only one of them can come from standard input.",
        )
    register = register_with_own(options)
    named = options.against or options.live_stack
    with progress(named):
        live = _live(options, register)
    municipality = municipality_of(options.municipality, live.municipality, named)
    live = replace(live, municipality=municipality.code if municipality else None)
    asked = requested_part(options, live.parts if options.live_stack else None)
    indexed = requested_inventory(options, municipality, register)
    with progress(options.file):
        report, excerpt = check_with_excerpt(
            read_file(options.file),
            display_name(options.file),
            municipality,
            register,
            live=lambda: live,
            asked=asked,
            indexed=lambda: indexed,
        )
    refuse_unreadable(report)
    _write(report, excerpt, options)
    return exit_code(report, "error")


def _live(options: argparse.Namespace, register: KleRegister) -> LiveRows:
    if options.live_stack:
        from kleark.commands.stack_rows import read_stack_rows

        return read_stack_rows(options)
    return read_live_rows(options.against, options.municipality, register)


def _write(report: Report, excerpt: Excerpt | None, options: argparse.Namespace) -> None:
    if options.output_format == "html":
        from kleark.report.html_report import render_html

        sys.stdout.write(render_html(report, excerpt, options.lang, datetime.now().astimezone()))
    elif options.output_format == "json":
        from kleark.report.as_json import plan_lines

        if plan := report.hidden().plan:
            sys.stdout.writelines(plan_lines(plan))
        else:
            print_json(UsageError(RefusalCode.REJECTED_SHEET, *NO_PLAN.values(), errors=report.counts.errors))
    else:
        _write_text(report, options.lang)
    if report.plan is None:
        print(NO_PLAN[options.lang], file=sys.stderr)


def _write_text(report: Report, lang: Language) -> None:
    from kleark.report.text_report import render, render_plan

    rendered = render_plan if report.plan else render
    sys.stdout.write(rendered(report, lang, colour=wants_colour()))
