"""What a workbook's package says of itself: its kind, its sheets and the parts that they stand in."""

from __future__ import annotations

from kleark.sheet.archive import Entry, entry_names, unpack
from kleark.sheet.errors import UnreadableFile, damaged
from kleark.sheet.xml import elements, feed, guarded_parser, is_true, local_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from kleark.sheet.xml import Attributes

    Entries: TypeAlias = dict[str, Entry]
    Targets: TypeAlias = dict[str, "Target"]

FRONT_SHEET_NAME = "Kleark_Kontrol"
"""The name defined for the sheet that Kleark put first in an annotated workbook: it is ours, and not read."""

USUAL_NAMES = ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml")
"""Of the workbook, its shared texts and its styles, as python-calamine has them."""

_MAIN = ".spreadsheetml.sheet.main+xml"
_TEMPLATE = ".spreadsheetml.template.main+xml"


class Target:
    """Where a relationship leads. ``part``: the name of a part in this package; None for what is outside."""

    __slots__ = ("kind", "part", "url")

    def __init__(self, kind: str, url: str, part: str | None) -> None:
        self.kind = kind
        self.url = url
        self.part = part


class SheetEntry:
    """One tab: its name, its visibility, and the part it stands in; ``part`` is None for a chart sheet or ours."""

    __slots__ = ("index", "name", "part", "visibility")

    def __init__(self, index: int, name: str, visibility: str, part: str | None) -> None:
        self.index = index
        self.name = name
        self.visibility = visibility
        self.part = part


class Package:
    """``stale``: the workbook asks to be calculated when opened, so its stored results may be made up.

    XlsxWriter and openpyxl write that (``fullCalcOnLoad``); Excel and LibreOffice, which calculate, do not.
    The program's name in docProps/app.xml would not do: XlsxWriter calls itself Microsoft Excel.
    ``since_1904``: its days are counted from 1 January 1904. ``annotated``: it names a front sheet of ours.
    ``targets``: the workbook's relationships. ``shared_texts``, ``styles``: the parts that they name, if any.
    """

    __slots__ = (
        "annotated", "shared_texts", "sheets", "since_1904", "stale", "styles", "targets", "tied", "workbook"
    )  # fmt: skip

    def __init__(self, workbook: str, sheets: list[SheetEntry], stale: bool, targets: Targets) -> None:
        self.workbook = workbook
        self.sheets = sheets
        self.stale = stale
        self.targets = targets
        self.tied: dict[str, Targets] = {}
        self.shared_texts: str | None = None
        self.styles: str | None = None
        self.since_1904 = self.annotated = False


def refuse_archive(data: bytes) -> None:
    """Refuse a zip that is no workbook, but has a sheet in it, however it is packed and whatever its names are."""
    from kleark.sheet.foreign_kinds import archive, sheet_in  # noqa: PLC0415  only for what is no workbook

    names = entry_names(data)
    if any(name.lower() == "[content_types].xml" for name in names):
        return
    sheet = sheet_in(names)
    if sheet is not None:
        raise archive("ZIP", sheet)


def has_usual_names(entries: Entries, package: Package) -> bool:
    """Whether the libraries, which go by names, find the parts that the relationships name."""
    named = zip(USUAL_NAMES, (package.workbook, package.shared_texts, package.styles), strict=True)
    if any(part != (name.lower() if name.lower() in entries else None) for name, part in named):
        return False
    return all(_is_plain(target.url) for target in package.targets.values() if target.part is not None)


def _is_plain(url: str) -> bool:
    """Whether a relationship's target is written in a way that calamine reads as the standard has it."""
    inside = url.removeprefix("/xl/")
    return not inside.startswith(("/", "xl/")) and not {"..", ".", ""} & set(inside.split("/"))


def open_package(data: bytes, entries: Entries) -> Package:
    """Raises UnreadableFile where this is no plain workbook, or lacks a part that it refers to."""
    types = _content_types(data, entries)
    _check_kind(data, entries, types)
    workbook = _workbook_part(data, entries)
    listed: list[Attributes] = []
    stale = since_1904 = annotated = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal stale, since_1904, annotated
        if name == "sheet":
            listed.append(attributes)
        elif name == "definedName" and attributes.get("name") == FRONT_SHEET_NAME:
            annotated = True
        elif name == "calcPr":
            stale = is_true(attributes.get("fullCalcOnLoad"))
        elif name == "workbookPr":
            since_1904 = is_true(attributes.get("date1904"))

    elements(unpack(data, entries[workbook]), workbook, start)
    targets = relationships(data, entries, workbook, unique=True)
    sheets = [_sheet(index, attributes, targets, entries) for index, attributes in enumerate(listed)]
    package = Package(workbook, sheets, stale, targets)
    package.since_1904 = since_1904
    package.shared_texts = _only_part(targets, "sharedStrings", entries)
    package.styles = _only_part(targets, "styles", entries)
    package.annotated = annotated
    return package


def _only_part(targets: Targets, kind: str, entries: Entries) -> str | None:
    """The part of a kind that there is one of at most; programs would differ on which of two is meant."""
    parts = {target.part for target in targets.values() if target.kind == kind and target.part in entries}
    if len(parts) > 1:
        raise UnreadableFile("KA109", {"reason": "relationships"})
    return next(iter(parts), None)


def relationships(data: bytes, entries: Entries, part: str, *, unique: bool = False) -> Targets:
    """By id, what the part's relationships lead to; none where it has no relationships.

    ``unique``: raise UnreadableFile where one id leads to two places, since programs differ on which counts.
    """
    folder = part.rpartition("/")[0]
    entry = entries.get(relationships_part(part).lower())
    targets: Targets = {}
    if entry is None:
        return targets

    kinds: dict[str, str] = {}

    # A sheet can have thousands of them: no call that can be left out.
    def start(name: str, attributes: Attributes) -> None:
        if name == "Relationship" or local_name(name) == "Relationship":
            url, kind = attributes.get("Target", ""), attributes.get("Type", "")
            if kind not in kinds:
                kinds[kind] = kind.rpartition("/")[2]
            inside = attributes.get("TargetMode") != "External"
            found = Target(kinds[kind], url, resolve(folder, url).lower() if inside else None)
            known = targets.setdefault(attributes.get("Id", ""), found)
            if unique and (known.url, known.kind) != (url, kinds[kind]):
                raise UnreadableFile("KA109", {"reason": "relationships"})

    parser = guarded_parser()
    parser.StartElementHandler = start
    feed(parser, unpack(data, entry), entry.name)
    return targets


def tied_to(data: bytes, entries: Entries, package: Package, sheet: SheetEntry) -> Targets:
    """`relationships` of a sheet, read once: a sheet can have as many as it has links."""
    part = sheet.part or ""
    if part not in package.tied:
        package.tied[part] = relationships(data, entries, part)
    return package.tied[part]


def relationship_id(attributes: Attributes) -> str | None:
    """The value of ``r:id``, whatever prefix the writer chose."""
    for name, value in attributes.items():
        if ":" in name and local_name(name) == "id":
            return value
    return None


def _content_types(data: bytes, entries: Entries) -> set[str]:
    """The kinds of the parts that are there. SheetJS declares kinds by extensions that no part of its has."""
    entry = entries.get("[content_types].xml")
    types: set[str] = set()
    if entry is None:
        return types
    extensions = {name.rpartition(".")[2] for name in entries}

    def start(name: str, attributes: Attributes) -> None:
        if name != "Default" or attributes.get("Extension", "").lower() in extensions:
            types.add(attributes.get("ContentType", ""))

    elements(unpack(data, entry), entry.name, start)
    return types


def _check_kind(data: bytes, entries: Entries, types: set[str]) -> None:
    binary = any(kind.startswith("application/vnd.ms-excel.sheet.binary") for kind in types)
    macro_part = any(name.endswith("vbaproject.bin") for name in entries)
    if not binary and (macro_part or any("macroEnabled" in kind or "vbaProject" in kind for kind in types)):
        raise UnreadableFile("KA106")
    if binary or not any(kind.endswith((_MAIN, _TEMPLATE)) for kind in types):
        raise _other_kind(data, entries, binary=binary)


def _other_kind(data: bytes, entries: Entries, *, binary: bool) -> UnreadableFile:
    """The refusal of a zip that is no workbook of ours."""
    from kleark.sheet.file_kind import other_format  # noqa: PLC0415  only for what is no workbook
    from kleark.sheet.foreign_kinds import no_sheet  # noqa: PLC0415

    if binary or "xl/workbook.bin" in entries:
        return other_format("Excel Binary (.xlsb)")
    if "mimetype" in entries and "content.xml" in entries:
        kind = b"".join(unpack(data, entries["mimetype"]))[:80]
        return no_sheet("word", "OpenDocument") if b".text" in kind else other_format("OpenDocument (.ods)")
    for part, of_kind, name in (
        ("word/document.xml", "word", "Word (.docx)"),
        ("ppt/presentation.xml", "powerpoint", "PowerPoint (.pptx)"),
        ("index/document.iwa", "numbers", ""),
        ("index.zip", "numbers", ""),
    ):
        if part in entries:
            return no_sheet(of_kind, name)
    if "xl/workbook.xml" in entries:
        return damaged("missing", "[Content_Types].xml")
    refuse_archive(data)
    return no_sheet("zip")


def _workbook_part(data: bytes, entries: Entries) -> str:
    targets = relationships(data, entries, "", unique=True)
    workbook = _only_part(targets, "officeDocument", entries)
    if workbook is not None:
        return workbook
    named = (target.part for target in targets.values() if target.kind == "officeDocument" and target.part)
    raise damaged("missing", next(named, "_rels/.rels"))


def _sheet(index: int, attributes: Attributes, targets: Targets, entries: Entries) -> SheetEntry:
    name = attributes.get("name", "")
    target = targets.get(relationship_id(attributes) or "")
    if target is None or target.part is None or target.part not in entries:
        raise damaged("missing", target.url if target else name)
    if target.kind in ("xlMacrosheet", "xlIntlMacrosheet"):
        raise UnreadableFile("KA106")
    visibility = attributes.get("state", "visible")
    if visibility not in ("hidden", "veryHidden"):
        visibility = "visible"
    return SheetEntry(index, name, visibility, target.part if target.kind == "worksheet" else None)


def relationships_part(part: str) -> str:
    """The name of the part that holds a part's relationships."""
    folder, _, file = part.rpartition("/")
    return f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"


def resolve(folder: str, url: str) -> str:
    """The part that a relationship's target means, seen from the folder of the part that refers to it."""
    steps = [] if url.startswith("/") else [step for step in folder.split("/") if step]
    for step in url.split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)
