"""What a sheet is compared with: a response of the portal's API, a file that holds rows, or another sheet."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kleark.check import check
from kleark.commands.arguments import (
    UsageError,
    cannot_open,
    display_name,
    municipality_of,
    progress,
    refuse_unreadable,
    requested_municipality,
    standard_input_twice,
)
from kleark.commands.http_fetch import fetch, is_address
from kleark.commands.refusal_output import print_message
from kleark.configuration.plan import LiveRows
from kleark.configuration.stored_row import digest_of
from kleark.refusal_codes import RefusalCode
from kleark.template.row_source import FillingError, read_filling

if TYPE_CHECKING:
    import argparse

    from kleark.check import ReadLive
    from kleark.registers.kle_register import KleRegister

_ZIP = b"PK"


def requested_live(options: argparse.Namespace, register: KleRegister) -> ReadLive | None:
    """Gives what the sheets are compared with, read once; None where the command names nothing. Raises UsageError.

    An API that cannot be reached, or a stack, costs the comparison and not the check: the report says so.
    """
    if options.live is None and options.live_stack is None:
        return None
    if options.live == "-" and "-" in options.files:
        raise standard_input_twice()
    with progress(options.live or options.live_stack):
        live = _named_or_none(options, register)
    return lambda: live


def _named_or_none(options: argparse.Namespace, register: KleRegister) -> LiveRows:
    """What is live; without rows where it could not be reached, which has been printed by then."""
    try:
        if options.live is None:
            from kleark.commands.stack_rows import read_stack_rows

            return read_stack_rows(options)
        live = read_live_rows(options.live, options.municipality, register)
    except UsageError as refusal:
        if refusal.code not in _UNREACHABLE:
            raise
        print_message(refusal, options.lang)
        return LiveRows(None)
    municipality = municipality_of(options.municipality, live.municipality, options.live)
    return replace(live, municipality=municipality.code if municipality else None)


_UNREACHABLE = (RefusalCode.API_UNREACHABLE, RefusalCode.AWS_UNREACHABLE)


def read_live_rows(name: str, code: str | None, register: KleRegister) -> LiveRows:
    """The rows that ``name`` stands for: a file, ``-``, or an address of the portal's API.

    ``code``: of the municipality that was asked for. Raises UsageError.
    """
    if is_address(name):
        answer = fetch(name)
        return LiveRows((), 0, answer.municipality) if answer.data is None else _rows(answer.data, name)
    data = _read(name)
    return (
        _rows_of_sheet(data, name, code, register)
        if data.startswith(_ZIP)
        else _rows(data, display_name(name))
    )


def _read(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except (OSError, ValueError) as error:
        raise cannot_open(name, error) from error


def _rows(data: bytes, name: str) -> LiveRows:
    try:
        filling = read_filling(data, name)
    except FillingError as error:
        raise UsageError(RefusalCode.NOT_ROWS, error.message_da, error.message_en) from error
    if len({row.key for row in filling.rows}) != len(filling.rows):
        raise UsageError(
            RefusalCode.DUPLICATE_ROWS,
            f"{name} har to rækker med samme KLE-nummer og fagsystem.",
            f"{name} has two rows with the same KLE number and source system.",
        )
    _require_whole(json.loads(data), name)
    return LiveRows(filling.rows, filling.revision, filling.municipality)


def _require_whole(content: dict[str, Any], name: str) -> None:
    """An answer of the portal's API tells the digest of all rows: of a part of them, another one comes out."""
    rows = content["rows"]
    lines = [json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for row in rows]
    if content.get("digest", digest := digest_of(lines)) != digest:
        raise UsageError(
            RefusalCode.INCOMPLETE_ROWS,
            f"{name} er kun en del af det, der vises, eller er ændret. Hent hele konfigurationen.",
            f"{name} is only a part of what is live, or was changed. Fetch the whole configuration.",
        )


def _rows_of_sheet(data: bytes, name: str, code: str | None, register: KleRegister) -> LiveRows:
    report = check(data, display_name(name), requested_municipality(code), register)
    refuse_unreadable(report)
    if report.verdict == "rejected":
        raise UsageError(
            RefusalCode.REJECTED_SHEET,
            f"{name} har fejl, så det er ikke til at sige, hvad der ville være vist. Se kleark check.",
            f"{name} has errors, so it cannot be said what would have been shown. See kleark check.",
        )
    return replace(LiveRows(tuple(sourced.row for sourced in report.rows)), revision=None)
