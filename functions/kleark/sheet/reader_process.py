"""The process that reads one hostile workbook: bytes on standard input, JSON lines on standard output.

It starts with an empty environment and limits itself before it reads a byte. Its imports are few on purpose:
it starts in 13 ms where bare Python takes 9, and with ``json`` and ``zipfile`` it would take 37.
"""

from __future__ import annotations

import sys

from kleark.sheet import limits, process_limits, reader_protocol
from kleark.sheet.address import address, parse_area
from kleark.sheet.archive import open_archive, too_large, unpack
from kleark.sheet.child_rows import (
    Links,
    MoreThanColumnsError,
    Rest,
    lines_of_columns,
    lines_of_rows,
    with_marks,
)
from kleark.sheet.errors import UnreadableFile
from kleark.sheet.hyperlink_formulas import shortened
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
    from collections.abc import Iterator

    from kleark.sheet.archive import Entry
    from kleark.sheet.child_rows import TellRows
    from kleark.sheet.far_cells import NearPart, Text
    from kleark.sheet.text_collection import LooseText
    from kleark.sheet.watch import Watch
    from kleark.sheet.workbook_parts import Package, SheetEntry
    from kleark.sheet.worksheet_scan import SheetScan

_WRITE_BYTES = 65_536
# What a workbook is tied to that fetches nothing.
_USUAL_KINDS = frozenset(("worksheet", "sharedStrings", "styles", "theme", "calcChain"))


def main() -> None:
    """Answer for the workbook on standard input."""
    limit_process()
    output = Output()
    output.write({"ready": True})
    output.flush()
    answer(sys.stdin.buffer.read(limits.FILE_BYTES + 1), output)


def prepare_for_forks() -> None:
    """Import and compile what nearly every workbook needs: once, in the process whose forks read them."""
    import datetime  # noqa: F401, PLC0415
    import operator  # noqa: F401, PLC0415
    import re  # noqa: F401, PLC0415

    from kleark.sheet import (  # noqa: F401, PLC0415
        external_data,
        plain_rows,
        text_collection,
        text_places,
        text_search,
        written_codes,
    )

    plain_rows.plain_row()
    plain_rows.plain_rows()


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
        self._is_estimate = False

    def write(self, message: object) -> None:
        """One message of `answer`."""
        self.write_line(reader_protocol.line(message))

    def write_line(self, line: bytes, at_most: int | None = None) -> None:
        """One line, unless it is more than the parent will take. ``at_most``: its bytes, where they are not its own."""
        self._written += len(line) if at_most is None else at_most
        if self._written > limits.ANSWER_BYTES and not line.startswith(b'{"refused"'):
            raise MoreThanColumnsError if self._is_estimate else too_large()
        self._waiting += line
        if len(self._waiting) > _WRITE_BYTES:
            self.flush()

    def estimate(self) -> int:
        """From now on, bytes are what lines have at most. How many there are so far."""
        self._is_estimate = True
        return self._written

    def begin_again(self, written: int) -> None:
        """Take back all worksheets; ``written``: how many bytes there were before them."""
        self._written, self._is_estimate = written, False
        self._waiting += reader_protocol.line({"again": True})

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
    if package.annotated:
        from kleark.sheet.front_sheet_search import leave_out_front_sheets  # noqa: PLC0415  only for such a one

        leave_out_front_sheets(data, entries, package)
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
    _tell_of_workbook(data, entries, package, scans, output)
    usual = _for_libraries(data, entries, package, near)
    quick = quick_package(data, entries, sheets, scans) if usual is data else None
    reader = ValueReader(usual, package, quick)

    def tell_sheets(lines_of: TellRows) -> None:
        for left, (sheet, scan) in zip(
            range(len(sheets), 0, -1), zip(sheets, scans, strict=True), strict=True
        ):
            output.write(_facts(sheet, scan) | {"looks": looks_of(data, entries, sheet, scan, watch)})
            links = Links(scan, tied_to(data, entries, package, sheet) if scan.links else {})
            rest = Rest(sheet.name, output.left() // left)
            rows = with_marks(as_shown(reader.rows(sheet, scan), scan, watch, package), scan)
            for line, at_most in lines_of(rows, sheet, links, rest):
                output.write_line(line, at_most)
            beyond = rest.first or (address(*scan.far) if scan.far else None)
            searched = rest.complete and (sheet.part not in near or near[sheet.part or ""].complete)
            output.write({"hyperlinks": links.targets, "beyond": beyond, "searched": searched})
            if rest.texts:
                output.write({"texts": rest.texts})

    before = output.estimate()
    try:
        tell_sheets(lines_of_columns)
    except MoreThanColumnsError:
        # So much that it counts what each row takes.
        output.begin_again(before)
        tell_sheets(lines_of_rows)


def _tell_of_workbook(
    data: bytes, entries: dict[str, Entry], package: Package, scans: list[SheetScan], output: Output
) -> None:
    external = _external_kinds(data, entries, package)
    if external:
        output.write({"external": external})
    if any(scan.formulas for scan in scans):
        from kleark.sheet.defined_names import defined_names  # noqa: PLC0415  most sheets have no formulas

        output.write({"names": defined_names(unpack(data, entries[package.workbook]), package.workbook)})


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
            owners = _owners(data, entries, package)
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


def _owners(data: bytes, entries: dict[str, Entry], package: Package) -> dict[str, str]:
    """By part, the sheet that it belongs to: its drawing, the drawing's charts, and the like."""
    owners: dict[str, str] = {}
    for sheet in package.sheets:
        if sheet.part is None:
            continue
        tied_to(data, entries, package, sheet)
        reached = [sheet.part]
        for part in reached:
            if part in owners:
                continue
            owners[part] = owners[relationships_part(part).lower()] = sheet.name
            # Parts that belong to the whole workbook lead no further.
            reached += [
                target.part
                for target in (package.tied.get(part) or relationships(data, entries, part)).values()
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
