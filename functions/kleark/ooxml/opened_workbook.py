"""A workbook that is read, and then written in, by one child process that can be lost.

    with OpenedWorkbook(data) as opened:
        workbook = opened.read()
        written = opened.write_values("Ark1", {(2, 7): NewValue("65515151")})

See docs/adr/0001-reader-in-a-child-process.md.
"""

from __future__ import annotations

from datetime import date
from marshal import dumps
from typing import TYPE_CHECKING

from kleark.ooxml.edit_answer import read_facts, write_result
from kleark.ooxml.errors import UneditableFileError
from kleark.ooxml.opened_workbook_process import HEAD_BYTES
from kleark.sheet import limits
from kleark.sheet.file_kind import check_file_kind
from kleark.sheet.limited_process import LimitedProcess
from kleark.sheet.reader import LIBRARIES, receive

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from kleark.ooxml.cells import NewValue, WriteResult
    from kleark.sheet.address import Cell
    from kleark.sheet.workbook import Workbook

# Looking for garbage takes a tenth of the child's time; only a workbook that is large has enough for it to matter.
_START = (
    "import sys, gc; gc.set_threshold(100_000); sys.path[:0] = sys.argv[1:]; "
    "from kleark.sheet.process_limits import limit_process; "
    "limit_process({memory}, {cpu_seconds}); from kleark.ooxml.opened_workbook_process import main; main()"
)

_MODULES = ("kleark.ooxml.opened_workbook_process", "kleark.ooxml.cells", "kleark.ooxml.edit_outcome")


class OpenedWorkbook:
    """A workbook in a child process. Reading and writing share its limits of time, memory and files."""

    def __init__(self, data: bytes) -> None:
        """Start the child. Raises UnreadableFile for what is no workbook at all."""
        check_file_kind(data)
        self._process = LimitedProcess(
            _START.format(memory=limits.CHILD_MEMORY, cpu_seconds=limits.EDIT_CPU_SECONDS),
            LIBRARIES,
            _message(data),
            wall_seconds=limits.EDIT_WALL_SECONDS,
            cpu_seconds=limits.EDIT_CPU_SECONDS,
            modules=_MODULES,
            keeps_open=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.close()

    def read(self) -> Workbook:
        """What is in it; to be asked once, and first. Raises as `kleark.sheet.reader.read_workbook` does."""
        return receive(self._process)

    def write_values(self, sheet_name: str, values: Mapping[Cell, NewValue]) -> WriteResult:
        """As `kleark.ooxml.cells.write_values`, into the workbook as it was read.

        Raises:
            UneditableFileError: The workbook cannot be edited, or not within the limits.
            ProcessLostError: The child was ended from outside or given no time: try again.
        """
        cells = [(*cell, *_content(new), new.link, new.like) for cell, new in values.items()]
        self._process.send(_message(dumps((sheet_name, cells))))
        facts = read_facts(self._process.output.readline(limits.EDIT_HEAD_BYTES))
        if facts is not None:
            content = self._process.output.read(facts["bytes"])
            if len(content) == facts["bytes"]:
                return write_result(facts, content)
        raise UneditableFileError(self._process.loss())


def _message(content: bytes) -> tuple[bytes, bytes]:
    return len(content).to_bytes(HEAD_BYTES, "big"), content


def _content(new: NewValue) -> tuple[str, str | int | None]:
    content = new.content
    return ("date", content.isoformat()) if isinstance(content, date) else ("", content)
