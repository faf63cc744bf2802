"""``kleark responsibilities``: what is live with the UUIDs of its contacts, or what of it nobody performs, as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.commands.arguments import (
    OK,
    UsageError,
    progress,
    read_file,
    refuse_unreadable,
    requested_municipality,
    save_output,
    shown_path,
    write_json,
)
from kleark.commands.live_source import requested_live
from kleark.commands.own_numbers_source import register_with_own
from kleark.commands.responsibility_source import check_named
from kleark.i18n.formats import format_count
from kleark.refusal_codes import RefusalCode
from kleark.responsibilities.assigned_numbers import unperformed
from kleark.responsibilities.contact_export import contacts_csv

if TYPE_CHECKING:
    import argparse

_ROWS = {"da": ("1 række", "{} rækker"), "en": ("1 row", "{} rows")}
_NUMBERS = {
    "da": ("1 nummer uden udførende enhed", "{} numre uden udførende enhed"),
    "en": ("1 number without a performing unit", "{} numbers without a performing unit"),
}


def run(options: argparse.Namespace) -> int:
    """Read the list, hold it against what is live, and write. A list that is not whole is refused."""
    register = register_with_own(options)
    municipality = requested_municipality(options.municipality)
    options.files, options.indexed, options.live_stack = [options.file], None, None
    options.read_live = requested_live(options, register)
    live = options.read_live() if options.read_live else None
    with progress(options.file):
        checked = check_named(options.file, read_file(options.file), options, municipality, register)
    refuse_unreadable(checked.report)
    if checked.found is None:
        raise UsageError(
            RefusalCode.REJECTED_SHEET,
            f"{shown_path(options.file)} har fejl. Se dem med kleark check --responsibilities.",
            f"{shown_path(options.file)} has errors. See them with kleark check --responsibilities.",
            errors=checked.report.counts.errors,
        )
    if live is None or live.rows is None:
        raise UsageError(
            RefusalCode.NOT_ROWS,
            f"Det, der vises nu, kunne ikke læses af {shown_path(options.live)}.",
            f"What is live could not be read from {shown_path(options.live)}.",
        )
    numbers = unperformed(checked.found, live.rows)
    only = numbers if options.only_unperformed else None
    written = [row for row in live.rows if only is None or row.kle_number in only]
    # With a mark: Excel reads the file as UTF-8 then.
    save_output(contacts_csv(checked.found, live.rows, register, only).encode("utf-8-sig"), options)
    output = shown_path(options.output)
    if options.output_format == "json":
        write_json({"output": output, "rows": len(written), "unperformed": list(numbers)})
    else:
        rows = format_count(len(written), _ROWS[options.lang], options.lang)
        print(f"{output}: {rows} · {format_count(len(numbers), _NUMBERS[options.lang], options.lang)}")
    return OK
