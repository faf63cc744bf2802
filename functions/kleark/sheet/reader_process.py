"""The process that reads one hostile workbook: bytes on standard input, JSON lines on standard output.

It starts with an empty environment and limits itself before it reads a byte. Its imports are few on purpose:
it starts in 13 ms where bare Python takes 9, and with ``json`` and ``zipfile`` it would take 37.
"""

from __future__ import annotations

import sys
from itertools import islice

from kleark.sheet import limits, process_limits, reader_protocol
from kleark.sheet.address import address, is_address, parse_area
from kleark.sheet.archive import open_archive, too_large, unpack
from kleark.sheet.errors import UnreadableFile, damaged
from kleark.sheet.hyperlink_formulas import literal_target, shortened
from kleark.sheet.looks import as_shown, looks_of, watch_for
from kleark.sheet.loose_texts import looks_like_markup, texts_around_cells, texts_of, unused_texts
from kleark.sheet.values import ValueReader, quick_package
from kleark.sheet.workbook_parts import (
    has_usual_names,
    open_package,
    refuse_archive,
    relationships,
    relationships_part,
    tied_to,
)
from kleark.sheet.worksheet_scan import scan_sheet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeAlias

    from kleark.sheet.address import Area
    from kleark.sheet.archive import Entry
    from kleark.sheet.far_cells import NearPart
    from kleark.sheet.text_collection import LooseText
    from kleark.sheet.values import ReadRow
    from kleark.sheet.watch import Watch
    from kleark.sheet.workbook_parts import Package, SheetEntry, Targets
    from kleark.sheet.worksheet_scan import SheetScan

    Cells: TypeAlias = dict[int, dict[int, tuple[str, str]]]
    Text: TypeAlias = tuple[str, str | None, str | None, str, bool, str]

_WRITE_BYTES = 65_536
# Rows that are written by one call, a third quicker than one for each, while no row before them was a long one.
_ROWS_AT_ONCE, _SHORT_ROW = 16, 4_000
# What a workbook is tied to that fetches nothing.
_USUAL_KINDS = frozenset(("worksheet", "sharedStrings", "styles", "theme", "calcChain"))


def main() -> None:
    """Answer for the workbook on standard input."""
    limit_process()
    output = Output()
    output.write({"ready": True})
    output.flush()
    answer(sys.stdin.buffer.read(limits.FILE_BYTES + 1), output)


def answer(data: bytes, output: Output) -> None:
    """All messages for one workbook, the last one included."""
    try:
        read(data, output)
        output.write({"end": True})
    except UnreadableFile as refusal:
        output.write({"refused": [refusal.rule, dict(refusal.params)]})
    except MemoryError:
        output.write({"refused": ["KA110", {"reason": "memory"}]})
    except Exception:  # noqa: BLE001  a file that we trip over is one that cannot be read; nothing may come of it
        output.write({"refused": ["KA107", {"reason": "content", "part": ""}]})
    output.flush()


def limit_process() -> None:
    """No more memory, time or files than a workbook needs."""
    process_limits.limit_process(limits.CHILD_MEMORY, limits.CHILD_CPU_SECONDS)


class Output:
    """Standard output in large pieces, and no more of it than the parent will take."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._written = 0

    def write(self, message: object) -> None:
        """One message of `answer`."""
        self.write_line(reader_protocol.line(message))

    def write_line(self, line: bytes) -> None:
        """One line, unless it is more than the parent will take."""
        self._written += len(line)
        if self._written > limits.ANSWER_BYTES and not line.startswith(b'{"refused"'):
            raise too_large()
        self._waiting += line
        if len(self._waiting) > _WRITE_BYTES:
            self.flush()

    def left(self) -> int:
        """How many bytes of rows there is room for, less what sheets say besides."""
        return max(limits.ANSWER_BYTES * 3 // 4 - self._written, 0)

    def flush(self) -> None:
        """Hand over what is waiting."""
        sys.stdout.buffer.write(self._waiting)
        sys.stdout.buffer.flush()
        self._waiting.clear()


def read(data: bytes, output: Output) -> None:
    """Write the messages of `answer` for one workbook, without the last one."""
    try:
        entries = open_archive(data)
    except UnreadableFile:
        # What no workbook may be is usual in an archive, which is to be unpacked first.
        refuse_archive(data)
        raise
    package = open_package(data, entries)
    sheets = [sheet for sheet in package.sheets if sheet.part is not None]
    shared = (
        b"".join(unpack(data, entries[package.shared_texts])) if package.shared_texts is not None else b""
    )
    watch = watch_for(data, entries, package, shared)
    unused = [] if package.shared_texts is None else unused_texts(shared, package.shared_texts)
    del shared
    texts: list[Text] = []
    scans = [_scan(data, entries, sheet, package, watch, texts) for sheet in sheets]
    near: dict[str, NearPart] = {}
    texts += _other_texts(data, entries, package, unused)
    if any(scan.far for scan in scans):
        from kleark.sheet.far_cells import far_texts, near_part  # noqa: PLC0415  only for a large sheet

        far = [(sheet, scan.far) for sheet, scan in zip(sheets, scans, strict=True) if scan.far is not None]
        near = {sheet.part or "": near_part(data, entries, sheet, cell) for sheet, cell in far}
        texts += far_texts(data, entries, package, near)
    if texts:
        output.write({"texts": texts})
    external = _external_kinds(data, entries, package)
    if external:
        output.write({"external": external})
    if any(scan.formulas for scan in scans):
        from kleark.sheet.defined_names import defined_names  # noqa: PLC0415  most sheets have no formulas

        output.write({"names": defined_names(unpack(data, entries[package.workbook]), package.workbook)})
    usual = _for_libraries(data, entries, package, near)
    quick = quick_package(data, entries, sheets, scans) if usual is data else None
    reader = ValueReader(usual, package, quick)
    for left, (sheet, scan) in zip(range(len(sheets), 0, -1), zip(sheets, scans, strict=True), strict=True):
        output.write(_facts(sheet, scan) | {"looks": looks_of(data, entries, sheet, scan, watch)})
        links = _Links(scan, tied_to(data, entries, package, sheet) if scan.links else {})
        rest = _Rest(sheet.name, output.left() // left)
        read_rows = as_shown(reader.rows(sheet, scan), scan, watch, package)
        for rows in _batches(read_rows, sheet, scan, links, rest):
            output.write_line(reader_protocol.rows_line(rows))
        beyond = rest.first or (address(*scan.far) if scan.far else None)
        searched = rest.complete and (sheet.part not in near or near[sheet.part or ""].complete)
        output.write({"hyperlinks": links.targets, "beyond": beyond, "searched": searched})
        if rest.texts:
            output.write({"texts": rest.texts})


def _scan(  # noqa: PLR0913, PLR0917 (what a sheet is scanned with)
    data: bytes,
    entries: dict[str, Entry],
    sheet: SheetEntry,
    package: Package,
    watch: Watch,
    texts: list[Text],
) -> SheetScan:
    """Scan a sheet, and add the texts that stand around its values."""
    part = sheet.part or ""
    scan = scan_sheet(unpack(data, entries[part]), part, package.stale, watch)
    found = texts_around_cells(b"".join(scan.parsed), part)
    scan.parsed.clear()
    texts += [(text[0], sheet.name, *text[1:]) for text in found]
    return scan


def _external_kinds(data: bytes, entries: dict[str, Entry], package: Package) -> list[str]:
    """Where the workbook fetches data from; most have no part that could say so."""
    usual = all(target.kind in _USUAL_KINDS for target in package.targets.values())
    if usual and not any(relationships_part(sheet.part or "").lower() in entries for sheet in package.sheets):
        return []
    from kleark.sheet.external_data import external_kinds  # noqa: PLC0415  each import costs as much as a sheet

    return external_kinds(data, entries, package)


def _for_libraries(
    data: bytes, entries: dict[str, Entry], package: Package, near: dict[str, NearPart]
) -> bytes:
    """The file itself where the libraries find in it what we do, as nearly always."""
    if not near and has_usual_names(entries, package):
        return data
    from kleark.sheet.library_package import with_usual_names  # noqa: PLC0415

    return with_usual_names(data, entries, package, {part: one.content for part, one in near.items()})


class _Rest:
    """The rows of a sheet that are more than is told of it: what may be personal numbers in them, and no more.

    ``first``: the first of their cells. ``complete``: whether nothing was left out.
    """

    def __init__(self, sheet: str, budget: int) -> None:
        self.sheet = sheet
        self.budget = budget
        self.first: str | None = None
        self.texts: list[Text] = []
        self.complete = True

    def add(self, number: int, values: list[object]) -> None:
        from kleark.sheet.far_cells import far_text, text_of_interest  # noqa: PLC0415

        if self.first is None:
            self.first = address(number, 1)
        for column, value in enumerate(values, 1):
            text = text_of_interest(value)
            if text is None:
                continue
            if len(self.texts) >= limits.FAR_TEXTS:
                self.complete = False
                return
            self.texts.append(far_text(self.sheet, address(number, column), text))


def _other_texts(
    data: bytes, entries: dict[str, Entry], package: Package, unused: list[LooseText]
) -> Iterator[Text]:
    """Check the parts that hold no cells, and tell the texts in them: kind of place, sheet, cell, text."""
    scanned = {sheet.part for sheet in package.sheets}
    # What the libraries open besides the sheets must be well-formed.
    owners: dict[str, str] | None = None
    for name, entry in entries.items():
        if name in scanned or entry.size == 0:
            continue
        found = unused if name == package.shared_texts else texts_of(_content(data, entry), name)
        if found and owners is None:
            owners = _owners(data, entries, [sheet for sheet in package.sheets if sheet.part is not None])
        for text in found:
            yield text[0], owners.get(name) if owners else None, *text[1:]


def _content(data: bytes, entry: Entry) -> bytes:
    """A part's content; nothing of a picture and the like, which nobody reads here, whatever is wrong with it."""
    pieces = unpack(data, entry)
    head = next(pieces, b"")
    if looks_like_markup(head):
        return head + b"".join(pieces)
    if b"\0" in head[:1_000]:
        return b""
    try:
        return head + b"".join(pieces)
    except UnreadableFile:
        return head


def _owners(data: bytes, entries: dict[str, Entry], sheets: list[SheetEntry]) -> dict[str, str]:
    """By part, the sheet that it belongs to: its drawing, the drawing's charts, and the like."""
    owners: dict[str, str] = {}
    for sheet in sheets:
        reached = [sheet.part or ""]
        for part in reached:
            if part in owners:
                continue
            owners[part] = owners[relationships_part(part).lower()] = sheet.name
            # Parts that belong to the whole workbook lead no further.
            reached += [
                target.part
                for target in relationships(data, entries, part).values()
                if target.part in entries
                and target.kind not in ("pivotCacheDefinition", "officeDocument", "worksheet")
            ]
    return owners


def _facts(sheet: SheetEntry, scan: SheetScan) -> dict[str, object]:
    return {
        "sheet": sheet.name,
        "visibility": sheet.visibility,
        "formulas": {address(*cell): shortened(formula) for cell, formula in scan.formulas.items()},
        "merged": [text for text in scan.merged if parse_area(text)],
        "hiddenRows": list(scan.hidden_rows),
        "hiddenColumns": sorted({c for first, last in scan.hidden_columns for c in range(first, last + 1)}),
    }


def _batches(
    rows: Iterable[ReadRow], sheet: SheetEntry, scan: SheetScan, links: _Links, rest: _Rest
) -> Iterator[list[str]]:
    """The rows that hold anything, as text, some at a time: few lines are quicker than many."""
    batch: list[str] = []
    size, told, at_once = 0, 0, 1
    marks = _marks(scan)
    marked = iter(_with_marks(rows, marks) if marks else rows)
    while some := list(islice(marked, at_once)):
        is_usual = at_once > 1 and told <= rest.budget and not links.areas
        usual = reader_protocol.usual_rows_text(some) if is_usual else None
        if usual is not None and size + len(usual) <= _WRITE_BYTES:
            at_once = min(2 * at_once, _ROWS_AT_ONCE)
            batch.append(usual)
            size += len(usual) - len(some) + 1
            continue
        for number, values in some:
            while values and values[-1] in (None, ""):
                values.pop()
            if not values:
                continue
            if number > limits.LAST_ROW or len(values) > limits.LAST_COLUMN:
                raise damaged("content", sheet.part or "")
            if told > rest.budget:
                rest.add(number, values)
                continue
            links.expand(number, values)
            batch.append(reader_protocol.row_text(number, values))
            size += len(batch[-1])
            at_once = 2 if len(batch[-1]) <= _SHORT_ROW else 1
            if size > _WRITE_BYTES:
                yield batch
                told += size
                batch, size = [], 0
    if batch:
        yield batch


def _marks(scan: SheetScan) -> Cells:
    """Cells that the libraries do not tell apart from empty ones: errors, and formulas without a result."""
    marks: Cells = {}
    rich = frozenset(scan.rich)
    for (row, column), code in scan.errors.items():
        marks.setdefault(row, {})[column] = ("r" if (row, column) in rich else "e", code)
    for row, column in scan.uncached:
        formula = scan.formulas[row, column][: limits.FORMULA_CHARACTERS]
        marks.setdefault(row, {})[column] = ("f", formula)
    return marks


def _with_marks(rows: Iterable[ReadRow], marks: Cells) -> Iterator[ReadRow]:
    """The rows with the marked cells set, rows that hold nothing else included, in rising order."""
    waiting = sorted(marks, reverse=True)
    for number, values in rows:
        while waiting and waiting[-1] < number:
            yield _set_marks(marks[waiting[-1]], waiting.pop(), [])
        if waiting and waiting[-1] == number:
            yield _set_marks(marks[waiting.pop()], number, values)
        else:
            yield number, values
    while waiting:
        yield _set_marks(marks[waiting[-1]], waiting.pop(), [])


def _set_marks(cells: dict[int, tuple[str, str]], number: int, values: list[object]) -> ReadRow:
    values.extend([None] * (max(cells) - len(values)))
    for column, mark in cells.items():
        values[column - 1] = mark
    return number, values


class _Links:
    """Hyperlink targets by address. An area's target goes to its cells that hold a value, as rows come by."""

    def __init__(self, scan: SheetScan, targets: Targets) -> None:
        self.targets: dict[str, str] = {}
        self.areas: list[tuple[Area, str]] = []
        for text, relationship, location in scan.links:
            target = targets.get(relationship or "")
            url = (target.url if target else "") + (f"#{location}" if location else "")
            if not url:
                continue
            if is_address(text):
                self.targets[text] = url
                continue
            area = parse_area(text)
            if area is None:
                continue
            if area[:2] == area[2:]:
                self.targets[address(*area[:2])] = url
            else:
                self.areas.append((area, url))
        for cell, formula in scan.formulas.items():
            literal = literal_target(formula)
            if literal:
                self.targets.setdefault(address(*cell), literal)

    def expand(self, number: int, row: list[object]) -> None:
        for (top, left, bottom, right), url in self.areas:
            if top <= number <= bottom:
                for column in range(left, min(right, len(row)) + 1):
                    if row[column - 1] not in (None, ""):
                        self.targets.setdefault(address(number, column), url)
