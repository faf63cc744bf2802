"""The rows that are live in a stack, as a sheet is compared with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.commands.arguments import UsageError, requested_municipality
from kleark.commands.stack_session import on_stack
from kleark.configuration.plan import LiveRows
from kleark.publishing.ids import municipality_code
from kleark.publishing.sheet_effect import parts_of
from kleark.publishing.staging import sealed_rows
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    import argparse


@on_stack
def read_stack_rows(options: argparse.Namespace) -> LiveRows:
    """What citizens of the municipality see now. Raises UsageError, StoredDataDamagedError."""
    from kleark.adapters.cloudformation import find_stack

    named = requested_municipality(options.municipality)
    if named is None:
        raise UsageError(
            RefusalCode.WRONG_USAGE,
            "Sig, hvilken kommune arket er for: --municipality KODE.",
            "Say which municipality the sheet is for: --municipality CODE.",
        )
    code, table = municipality_code(named.code), find_stack(options.live_stack).table
    live = table.live(code, consistent=True)
    rows = sealed_rows(code, live.content, table)
    return LiveRows(tuple(rows), live.revision, code, live.removal_limit, live.frozen, parts_of(live))
