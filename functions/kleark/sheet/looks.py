"""What a workbook's cells look like, as far as Excel may show something else than what stands in them.

What to look for is worked out from the workbook's own parts before its sheets are scanned: in most there is nothing.
"""

from __future__ import annotations

from kleark.sheet.address import address
from kleark.sheet.archive import unpack
from kleark.sheet.cell_formats import misleading_formats
from kleark.sheet.watch import Watch, tells_of_strikes
from kleark.sheet.xml import feed, guarded_parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.sheet.address import Cell
    from kleark.sheet.archive import Entry
    from kleark.sheet.cell_formats import CellFormat
    from kleark.sheet.values import ReadRow
    from kleark.sheet.workbook_parts import Package, SheetEntry
    from kleark.sheet.worksheet_scan import SheetScan

# Conditional formats of one sheet; one is enough to be told.
_MOST_AREAS = 20


def watch_for(data: bytes, entries: dict[str, Entry], package: Package, shared: bytes) -> Watch:
    """What to watch the cells for. ``shared``: the part with the texts that cells share.

    Raises UnreadableFile where shared texts or styles are not well-formed.
    """
    formats: dict[str, CellFormat] = {}
    conditional: frozenset[str] = frozenset()
    left: dict[str, str] = {}
    styles, texts = package.styles, package.shared_texts
    if styles is not None and entries[styles].size:
        formats, conditional = misleading_formats(unpack(data, entries[styles]), styles)
    if texts is not None and shared:
        feed(guarded_parser(), [shared], texts)
        if tells_of_strikes(shared):
            from kleark.sheet.struck_runs import struck_texts  # noqa: PLC0415  rarely needed

            found = struck_texts([shared], texts, "si")
            left = {str(number): text for number, text in found if text is not None}
    return Watch(formats, left, _rich_metadata(data, entries, package), conditional)


def _rich_metadata(data: bytes, entries: dict[str, Entry], package: Package) -> frozenset[str]:
    if not any(target.kind == "rdRichValue" for target in package.targets.values()):
        return frozenset()
    from kleark.sheet.rich_values import rich_metadata  # noqa: PLC0415  rarely needed

    return rich_metadata(data, entries, package.targets)


def as_shown(rows: Iterator[ReadRow], scan: SheetScan, watch: Watch, package: Package) -> Iterator[ReadRow]:
    """The rows of a sheet, with dates and numbers as Excel shows them where the libraries tell them otherwise."""
    several = [
        (style, code)
        for style in scan.styled
        if (code := watch.formats[style].code) is not None and ";" in code
    ]
    if not several:
        return rows
    from kleark.sheet import section_dates  # noqa: PLC0415  rarely needed

    codes = {
        cell: code
        for style, code in several
        if section_dates.begins_otherwise(code)
        for cell in scan.styled[style]
    }
    return section_dates.as_shown(rows, codes, since_1904=package.since_1904) if codes else rows


def looks_of(
    data: bytes, entries: dict[str, Entry], sheet: SheetEntry, scan: SheetScan, watch: Watch
) -> dict[str, object]:
    """What is to be said of one sheet's cells, as `reader_protocol` has it."""
    cut = {address(*cell): watch.texts[text] for cell, text in scan.struck_texts.items()}
    if scan.struck_inline:
        from kleark.sheet.struck_runs import struck_texts  # noqa: PLC0415  rarely needed

        part = sheet.part or ""
        found = struck_texts(unpack(data, entries[part]), part, "is")
        cells = dict.fromkeys(scan.struck_inline)
        said = zip(cells, found, strict=False)
        cut |= {address(*cell): text for cell, (_, text) in said if text is not None}
    looks: dict[str, object] = {}
    for name in ("struck", "unseen"):
        styles = [style for style in scan.styled if getattr(watch.formats[style], name)]
        looks[name] = [address(*cell) for style in styles for cell in scan.styled[style]]
    looks["formats"] = [
        [shown.code, shown.on_white, _addresses(cells)]
        for style, cells in scan.styled.items()
        if (shown := watch.formats[style]).code is not None
    ]
    looks["conditional"] = scan.conditional[:_MOST_AREAS]
    return {name: value for name, value in looks.items() if value} | (
        ({"cut": cut} if cut else {}) | ({"rich": _addresses(scan.rich)} if scan.rich else {})
    )


def _addresses(cells: list[Cell]) -> list[str]:
    return [address(*cell) for cell in cells]
