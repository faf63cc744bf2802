"""Edit a workbook without trusting it: child processes do that, which can be lost, within one limit of time.

See docs/adr/0001-reader-in-a-child-process.md.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

from kleark.ooxml.cells import write_values
from kleark.ooxml.edit_answer import read_facts, write_result
from kleark.ooxml.edit_process import HEAD_BYTES, READY
from kleark.ooxml.errors import UneditableFileError
from kleark.sheet import limits
from kleark.sheet.limited_process import LimitedProcess
from kleark.sheet.process_limits import cpu_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kleark.ooxml.cells import NewValue, WriteResult
    from kleark.sheet.address import Cell

_START = (
    "import sys; sys.path[:0] = sys.argv[1:]; from kleark.sheet.process_limits import limit_process; "
    "limit_process({memory}, {cpu_seconds}); from kleark.ooxml.edit_process import main; main()"
)


class Editor:
    """Edits workbooks, and takes no more CPU time for all of it than its budget.

    What its owner does in between counts too: checking a sheet again is part of editing it.
    """

    def __init__(self, cpu_seconds: float | None = None) -> None:
        """``cpu_seconds``: the budget, from now on; `limits.EDIT_CPU_SECONDS` by default."""
        self._budget = limits.EDIT_CPU_SECONDS if cpu_seconds is None else cpu_seconds
        self._started = cpu_time()

    @property
    def seconds_left(self) -> float:
        """CPU seconds that are left."""
        return self._budget - (cpu_time() - self._started)

    def require(self, cpu_seconds: float) -> None:
        """Raises UneditableFileError unless so much is left, so that nothing is begun that cannot be ended."""
        if self.seconds_left < cpu_seconds:
            raise UneditableFileError("time")

    def write_values(self, data: bytes, sheet_name: str, values: Mapping[Cell, NewValue]) -> WriteResult:
        """As `kleark.ooxml.cells.write_values`. Raises as `edit`."""
        facts, content = self._run(write_values, data, sheet_name, dict(values))
        return write_result(facts, content)

    def edit(self, function: Callable[..., bytes], data: bytes, *arguments: object) -> bytes:
        """The workbook that ``function``, of some module of ours, makes of ``data`` and ``arguments``.

        Raises:
            UneditableFileError: The workbook cannot be edited, or not within the limits.
            ProcessLostError: The child was ended from outside or given no time: try again.
            RuntimeError: It cannot run at all, a fault of the installation.
        """
        return self._run(function, data, *arguments)[1]

    def _run(
        self, function: Callable[..., object], data: bytes, *arguments: object
    ) -> tuple[dict[str, Any], bytes]:
        self.require(limits.LEAST_EDIT_SECONDS)
        cpu_seconds = self.seconds_left
        task = pickle.dumps((function, arguments))
        process = LimitedProcess(
            _START.format(memory=limits.EDIT_MEMORY, cpu_seconds=cpu_seconds),
            (),
            (len(task).to_bytes(HEAD_BYTES, "big"), task, data),
            wall_seconds=limits.EDIT_WALL_SECONDS,
            cpu_seconds=cpu_seconds,
            modules=("kleark.ooxml.edit_process", function.__module__),
        )
        with process:
            started = process.output.read(len(READY)) == READY
            head = process.output.readline(limits.EDIT_HEAD_BYTES) if started else b""
            facts = read_facts(head)
            if facts is not None:
                content = process.output.read(facts["bytes"])
                if len(content) == facts["bytes"]:
                    return facts, content
            lost_to = process.loss()
        if not started:
            raise RuntimeError("the process that edits workbooks could not start")
        raise UneditableFileError(lost_to)
