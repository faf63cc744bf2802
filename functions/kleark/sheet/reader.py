"""Read a workbook without trusting it: the reading is done by a child process that can be lost.

See docs/adr/0001-reader-in-a-child-process.md.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from itertools import pairwise, repeat, zip_longest
from math import isfinite

from kleark.sheet import limits
from kleark.sheet.address import parse_cell
from kleark.sheet.errors import UnreadableFile
from kleark.sheet.file_kind import check_file_kind
from kleark.sheet.text_places import CELL, PLACES
from kleark.sheet.workbook import (
    EXTERNAL_KINDS,
    CellError,
    CellValue,
    Looks,
    LooseText,
    NumberFormat,
    UncachedFormula,
    Workbook,
    Worksheet,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import IO, Any, Self

    from kleark.sheet.limited_process import Child, Start
    from kleark.sheet.workbook import ExternalKind

__all__ = ["Reading", "UnreadableFile", "read_workbook"]

_START = "import sys; sys.path[:0] = sys.argv[1:]; from kleark.sheet.reader_process import main; main()"
LIBRARIES = ("python_calamine", "openpyxl", "et_xmlfile")
MODULES = ("kleark.sheet.reader_process",)
"""What the child imports."""


def read_workbook(data: bytes) -> Workbook:
    """Every worksheet of an .xlsx file, each value at its true address.

    Takes at most 5 seconds and 512 MB, whatever the file holds. Raises UnreadableFile where the file is
    refused, ProcessLostError where the child was ended from outside or given no time (try again), and RuntimeError
    where it cannot run at all (a fault of the installation).
    """
    return Reading(data).result()


def separate_process(code: str, libraries: tuple[str, ...], given: Iterable[bytes], **how: Any) -> Child:
    """A child that shares nothing with this process. ``how``: as `kleark.sheet.limited_process.Start` has it."""
    from kleark.sheet.limited_process import LimitedProcess  # noqa: PLC0415 (not where it is forked)

    return LimitedProcess(code, libraries, given, **how)


class Reading:
    """A file that is being read by a child process, while its owner does other things."""

    def __init__(self, data: bytes, start: Start | None = None) -> None:
        """``start``: starts the child; without it, it shares nothing with this process."""
        self._refused: UnreadableFile | None = None
        try:
            check_file_kind(data)
        except UnreadableFile as refusal:
            self._refused = refusal
            return
        self._process = (start or separate_process)(
            _START,
            LIBRARIES,
            (data,),
            wall_seconds=limits.WALL_SECONDS,
            cpu_seconds=limits.CHILD_CPU_SECONDS,
            modules=MODULES,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child, whether or not its answer was asked for."""
        if self._refused is None:
            self._process.close()

    def result(self) -> Workbook:
        """Wait for the child. To be asked once; raises as `read_workbook` does."""
        if self._refused is not None:
            raise self._refused
        with self._process as process:
            return receive(process)


def receive(process: Child) -> Workbook:
    """What a child says of the workbook that it reads. Raises as `read_workbook` does."""
    lines = _lines(process.output)
    started = next(lines, None) == {"ready": True}
    try:
        if started:
            return _receive(lines)
    except _CutShort:
        pass
    lost_to = process.loss()
    if not started:
        raise RuntimeError("the reader's child process could not start: is python-calamine installed?")
    raise UnreadableFile("KA110", {"reason": lost_to})


class _CutShort(Exception):  # noqa: N818  no fault by itself: why is to be found out
    """The child's lines end too early."""


def _receive(lines: Iterator[Any]) -> Workbook:
    """The workbook from the child's lines. Raises _CutShort.

    What the child says is data from a stranger too: every line's shape is checked.
    """
    worksheets: list[Worksheet] = []
    texts: list[LooseText] = []
    external: tuple[ExternalKind, ...] = ()
    names: dict[str, str] = {}
    try:
        for line in lines:
            if line == {"end": True}:
                return Workbook(tuple(worksheets), tuple(texts), external, names)
            if "texts" in line:
                texts += _loose_texts(line["texts"])
            elif "external" in line:
                external = tuple(_external(kind) for kind in line["external"])
            elif "names" in line:
                names = {_text(name): _text(formula) for name, formula in line["names"].items()}
            elif worksheet := _worksheet(line, lines):
                worksheets.append(worksheet)
            else:
                worksheets.clear()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise UnreadableFile("KA110", {"reason": "crash"}) from None
    raise _CutShort


def _lines(pipe: IO[bytes]) -> Iterator[Any]:
    """The lines, decoded, until they end or become more than any answer is."""
    left = most = limits.ANSWER_BYTES + 100_000
    again = False
    while (line := pipe.readline(left)).endswith(b"\n"):
        left -= len(line)
        message = json.loads(line)
        if "refused" in message:
            rule, params = message["refused"]
            raise UnreadableFile(_text(rule), {_text(k): _param(v) for k, v in params.items()})
        if "again" in message:
            if again:
                raise ValueError("more than once")
            left, again = most, True
        if "bytes" in message:
            size = message["bytes"]
            if type(size) is not int or not 0 <= size <= left:
                raise ValueError("bytes")
            content = pipe.read(size)
            left -= size
            if len(content) < size:
                return
            message["content"] = content.decode()
        yield message
    if len(line) == left:
        raise ValueError("more than any answer is")


def _worksheet(facts: Any, lines: Iterator[Any]) -> Worksheet | None:
    """The worksheet that begins with ``facts``; None where the child takes back what it said of worksheets."""
    if "again" in facts:
        return None
    rows: list[tuple[int, tuple[CellValue, ...]]] = []
    # Sheets repeat themselves: systems, departments, dates. One object for each keeps the memory small.
    # An empty text is no value.
    texts: dict[str | None, str | None] = {"": None}
    same: Any = texts.setdefault
    read = _Others().__getitem__
    for line in lines:
        if type(line) is list:
            alone = [_row(number) for number, _ in line]
            told = [values for _, values in line]
            rows += zip(alone, _decoded(told, same, read), strict=True)
        elif "columns" in line:
            numbers, columns = _read_columns(line, same, read)
            rows += zip(numbers, _cut(columns, line.get("widths"), len(numbers)), strict=True)
        elif "again" in line:
            return None
        else:
            return _finish(facts, line, rows)
    raise _CutShort


def _read_columns(
    line: Any,
    same: Callable[[str, str], str | None],
    read: Callable[[Any], CellValue],
) -> tuple[Sequence[int], list[Iterable[CellValue]]]:
    """The rows' numbers, and the values of each column."""
    first, size = _row(line["first"]), _row(line["size"])
    numbers: Sequence[int] = range(first, _row(first + size))
    if "rows" in line:
        numbers = list(map(_row, line["rows"]))
    told, together = line["columns"], _text(line["content"])
    texts = size * sum(column in _TOLD_TOGETHER for column in told)
    # Counted before they are taken apart: a hostile child could say millions in few bytes.
    if len(numbers) != size or together.count(limits.APART) != max(texts - 1, 0):
        raise ValueError("columns of another length")
    values = together.split(limits.APART)
    columns: list[Iterable[CellValue]] = []
    at = 0
    for column in told:
        if type(column) is list:
            columns.append(_column(column, same, read))
            continue
        if column not in _TOLD_TOGETHER:
            raise ValueError("a column of no kind")
        some = values[at : at + size]
        at += size
        columns.append(
            map(read, zip(repeat("d"), some, strict=False)) if column == "d" else map(same, some, some)
        )
    return numbers, columns


def _cut(
    columns: list[Iterable[CellValue]], widths: list[int] | None, size: int
) -> Iterable[tuple[CellValue, ...]]:
    """The rows across columns. ``widths``: how many values each of them has, where not all have as many."""
    rows = zip(*columns, strict=True)
    if widths is None:
        return rows
    if len(widths) != size:
        raise ValueError("widths")
    widest = len(columns)
    return [row if width == widest else row[:width] for row, width in zip(rows, widths, strict=True)]


def _decoded(
    rows: list[list[Any]], same: Callable[[str, str], str | None], read: Callable[[Any], CellValue]
) -> Iterable[tuple[CellValue, ...]]:
    """The rows' values, decoded column by column: most columns hold values of one kind, which needs no question each.

    ``same``: gives the one object for a text; ``read``: decodes what is no text.
    """
    widths = list(map(len, rows))
    widest = max(widths, default=0)
    if widest == 0 or widest > _WIDE:
        # A row that is so wide says nothing of the others, which would all be made as wide.
        return [tuple(_column(values, same, read)) for values in rows]
    columns = [_column(values, same, read) for values in zip_longest(*rows)]
    return _cut(columns, widths, len(rows))


def _column(
    values: Sequence[Any], same: Callable[[str, str], str | None], read: Callable[[Any], CellValue]
) -> Iterable[CellValue]:
    kinds = set(map(type, values))
    if kinds <= _TEXTS:
        return map(same, values, values)
    if kinds == _FLOATS and isfinite(sum(values)) and (whole := list(map(int, values))) == values:
        # Excel has no other kind of number than floats. Most are whole, and exact.
        return whole if max(map(abs, whole)) <= _EXACT else map(read, values)
    if kinds <= _NUMBERS:
        return map(read, values)
    if kinds == _PAIRS:
        return map(read, map(tuple, values))
    return [same(v, v) if type(v) is str else v if v is None else read(_key(v)) for v in values]


def _key(value: Any) -> Any:
    """What a value that is no text is remembered by: TRUE and 1 are one key, but not one value."""
    return tuple(value) if type(value) is list else (value,) if type(value) is bool else value


if TYPE_CHECKING:
    _Decoded = dict[Any, CellValue]
else:
    _Decoded = dict


class _Others(_Decoded):
    """Values that are no text, each decoded once."""

    def __missing__(self, key: Any) -> CellValue:
        self[key] = value = _other(key)
        return value


def _other(key: Any) -> CellValue:
    if type(key) is int:
        return key
    if type(key) is float:
        # Excel has no other kind of number than floats: whole ones are whole here.
        whole = key.is_integer() and -_EXACT <= key <= _EXACT
        return int(key) if whole else key if isfinite(key) else str(key)
    if type(key) is tuple and len(key) == 1 and type(key[0]) is bool:
        return key[0]
    mark, text = key
    return _MARKS[mark](_text(text))


def _finish(facts: Any, closing: Any, rows: list[tuple[int, tuple[CellValue, ...]]]) -> Worksheet:
    if facts["visibility"] not in ("visible", "hidden", "veryHidden"):
        raise ValueError("visibility")
    if any(before >= after for (before, _), (after, _) in pairwise(rows)):
        raise ValueError("rows out of order")
    return Worksheet(
        name=_text(facts["sheet"]),
        visibility=facts["visibility"],
        rows=tuple(rows),
        hyperlinks={_text(cell): _text(url) for cell, url in closing["hyperlinks"].items()},
        formulas={_text(cell): _text(formula) for cell, formula in facts["formulas"].items()},
        merged=tuple(_text(area) for area in facts["merged"]),
        hidden_rows=frozenset(map(_row, facts["hiddenRows"])),
        hidden_columns=frozenset(map(_row, facts["hiddenColumns"])),
        beyond=None if closing["beyond"] is None else _text(closing["beyond"]),
        searched=closing["searched"] is True,
        looks=_looks(facts["looks"]),
    )


def _looks(said: Any) -> Looks:
    formats: dict[str, NumberFormat] = {}
    for code, on_white, cells in said.get("formats", ()):
        shown = NumberFormat(_text(code), on_white is True)
        formats |= dict.fromkeys(map(_cell, cells), shown)
    return Looks(
        struck=frozenset(map(_cell, said.get("struck", ()))),
        cut={_cell(cell): _text(left) for cell, left in said.get("cut", {}).items()},
        unseen=frozenset(map(_cell, said.get("unseen", ()))),
        formats=formats,
        rich=frozenset(map(_cell, said.get("rich", ()))),
        conditional=tuple(map(_text, said.get("conditional", ()))),
    )


def _loose_texts(said: list[list[Any]]) -> Iterable[LooseText]:
    """As the child says them, looked at part by part: a bad sheet has thousands."""
    places, sheets, cells, texts, are_values, headings = zip(*said, strict=True) if said else [()] * 6
    kinds = set(map(type, (*sheets, *cells, *texts, *headings)))
    if not (_LOOSE_PLACES.issuperset(places) and kinds <= _TEXTS) or None in texts or None in headings:
        raise ValueError("loose texts")
    known = [cell if cell and parse_cell(cell) else None for cell in cells]
    return map(LooseText, places, sheets, known, texts, [one is True for one in are_values], headings)


def _external(kind: Any) -> ExternalKind:
    if kind not in EXTERNAL_KINDS:
        raise ValueError("external")
    return kind  # type: ignore[no-any-return]


def _cell(value: Any) -> str:
    if parse_cell(_text(value)) is None:
        raise ValueError("not an address")
    return _text(value)


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError("not a text")
    return value


def _row(value: Any) -> int:
    if type(value) is not int or not 1 <= value <= 1_048_576:
        raise ValueError("not a row or column")
    return value


def _param(value: Any) -> str | int:
    return value if type(value) is int else _text(value)


_TOLD_TOGETHER = ("t", "d")
_WIDE = 64
_LOOSE_PLACES = frozenset((*PLACES, CELL))
_TEXTS = frozenset((str, type(None)))
_NUMBERS = frozenset((int, float))
_FLOATS = frozenset((float,))
_PAIRS = frozenset((list,))
_EXACT = 2**53  # beyond this a float is not exact, and no number that a sheet means
_MARKS: dict[str, Callable[[str], CellValue]] = {
    "d": date.fromisoformat,
    "dt": datetime.fromisoformat,
    "t": time.fromisoformat,
    "td": lambda seconds: timedelta(seconds=float(seconds)),
    "e": CellError,
    "r": lambda code: CellError(code, rich=True),
    "f": UncachedFormula,
}
