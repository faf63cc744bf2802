"""The process that reads one hostile workbook and then writes in it: messages in, answers out, by its standard streams.

What it reads it says as `kleark.sheet.reader_process` does. Then it waits for what to write: the parent, which is to be
trusted, has judged meanwhile what was read. One process instead of two halves what an edit takes, most of which is
starting Python. Marshal, and the C half of ``json``: each of what else there is takes as long to import as to write.
"""

from __future__ import annotations

import sys
from marshal import loads

from kleark.sheet import reader_process

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date

    from kleark.ooxml.edit_outcome import Outcome

HEAD_BYTES = 8
"""Each message begins with its length."""


def main() -> None:
    """Answer for the workbook on standard input, and then for each message with what to write in it."""
    output = reader_process.Output()
    output.write({"ready": True})
    output.flush()
    data = _message() or b""
    reader_process.answer(data, output)
    while (task := _message()) is not None:
        facts, content = _written(data, task)
        answer = reader_process.Output()
        answer.write(facts | {"bytes": len(content)})
        answer.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


prepare_for_forks = reader_process.prepare_for_forks


def _message() -> bytes | None:
    head = sys.stdin.buffer.read(HEAD_BYTES)
    return sys.stdin.buffer.read(int.from_bytes(head, "big")) if len(head) == HEAD_BYTES else None


def _written(data: bytes, task: bytes) -> Outcome:
    # What cannot be read is not written in.
    try:
        from kleark.ooxml.cells import NewValue, WriteResult, write_values  # noqa: PLC0415
        from kleark.ooxml.edit_outcome import outcome_of  # noqa: PLC0415
    except MemoryError:
        return {"refused": "memory", "detail": ""}, b""

    def write() -> WriteResult:
        sheet_name, values = loads(task)  # noqa: S302 (from the parent)
        new = {
            (row, column): NewValue(_content(kind, text), link, like)
            for row, column, kind, text, link, like in values
        }
        return write_values(data, sheet_name, new)

    return outcome_of(write)


def _content(kind: str, value: str | int | None) -> str | int | date | None:
    if kind == "date":
        from datetime import date  # noqa: PLC0415

        return date.fromisoformat(str(value))
    return value
