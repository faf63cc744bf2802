"""The process that edits one hostile workbook: what to do and the file on standard input, the file on standard output.

It limits itself before this module is imported (`kleark.ooxml.editor`). What to do comes from the parent, which is to
be trusted: a function of ours and its arguments, pickled. What goes back is data: a line of JSON, and the bytes.
"""

from __future__ import annotations

import json
import pickle
import sys

from kleark.ooxml.edit_outcome import outcome_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kleark.ooxml.cells import WriteResult
    from kleark.ooxml.edit_outcome import Outcome

READY = b"ready\n"
HEAD_BYTES = 8


def main() -> None:
    """Edit the workbook on standard input."""
    output = sys.stdout.buffer
    output.write(READY)
    output.flush()
    facts, content = _edit(sys.stdin.buffer.read())
    output.write(json.dumps(facts | {"bytes": len(content)}).encode() + b"\n")
    output.write(content)
    output.flush()


def prepare_for_forks() -> None:
    """Import what nearly every edit needs: once, in the process whose forks do them."""
    import resource  # noqa: F401, PLC0415
    import signal  # noqa: F401, PLC0415

    from kleark.redaction import cpr_context, cpr_search  # noqa: F401, PLC0415


def _edit(given: bytes) -> Outcome:
    def edit() -> WriteResult | bytes:
        length = int.from_bytes(given[:HEAD_BYTES], "big")
        function, arguments = pickle.loads(given[HEAD_BYTES : HEAD_BYTES + length])  # noqa: S301 (from the parent)
        result: WriteResult | bytes = function(given[HEAD_BYTES + length :], *arguments)
        return result

    return outcome_of(edit)
