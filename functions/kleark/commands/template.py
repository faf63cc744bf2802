"""``kleark template``: write the sheet that an admin starts from."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kleark.commands.arguments import (
    OK,
    UsageError,
    cannot_open,
    display_name,
    municipality_of,
    save_output,
    write_json,
)
from kleark.commands.own_numbers_source import register_with_own
from kleark.refusal_codes import RefusalCode
from kleark.template.row_source import FillingError, read_filling
from kleark.template.template_workbook import write_template

if TYPE_CHECKING:
    import argparse

    from kleark.template.filling import Filling


def run(options: argparse.Namespace) -> int:
    """Write the template, empty or filled with what is live."""
    filling = _read_rows(options.filling) if options.filling else None
    municipality, register = (
        municipality_of(options.municipality, filling.municipality if filling else None, options.filling),
        register_with_own(options),
    )
    save_output(write_template(register, date.today(), municipality, filling), options)  # noqa: DTZ011 (the user's day)
    if options.output_format == "json":
        rows, code = len(filling.rows) if filling else 0, municipality.code if municipality else None
        write_json({"output": options.output, "municipalityCode": code, "rows": rows})
    else:
        print(options.output)
    return OK


def _read_rows(name: str) -> Filling:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return read_filling(data, display_name(name))
    except FillingError as error:
        raise UsageError(RefusalCode.NOT_ROWS, error.message_da, error.message_en) from error
    except OSError as error:
        raise cannot_open(name, error) from error
