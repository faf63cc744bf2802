"""KA6xx: what must never be in a configuration sheet, in whichever place of the workbook it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kleark.redaction.cpr import MASK, cell_holds_cpr, holds_cpr
from kleark.rules.model import Placed, Remark, rule
from kleark.rules.place_sentences import PLACE_SENTENCES
from kleark.sheet.address import parse_cell
from kleark.sheet.columns import DIGITAL_POST, INFO_URL, SELF_SERVICE_URL
from kleark.sheet.text_places import CELL
from kleark.sheet.text_search import whole_number
from kleark.sheet.workbook import CellError, UncachedFormula

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kleark.sheet.table import Table
    from kleark.sheet.workbook import CellValue, LooseText, Workbook, Worksheet

CPR_NUMBER = rule(
    "KA601",
    "error",
    title=("Der står et CPR-nummer", "There is a CPR number"),
    message=(
        "{place_da} indeholder det, der ligner et CPR-nummer. Det er skjult her og skal fjernes fra filen{how_da}.",
        "{place_en} holds what looks like a CPR number. It is hidden here and must be removed from the file{how_en}.",
    ),
    many=("{count} steder indeholder CPR-numre", "{count} places hold CPR numbers"),
    why=(
        "Det, der står i arket, kan blive vist for alle. Et CPR-nummer er et brud på persondatasikkerheden.",
        "What stands in the sheet may be shown to everybody. A CPR number is a breach of personal data security.",
    ),
    fix=(
        "Slet nummeret, også i ældre udgaver af filen, og tal med kommunens databeskyttelsesrådgiver. Kan du ikke "
        "finde det: kopiér tabellens celler ind i et nyt ark med Indsæt speciel, Værdier, og brug det.",
        "Delete the number, in older versions of the file too, and talk to the data protection officer. If you cannot "
        "find it: copy the cells of the table to a new file with Paste Special, Values, and use that.",
    ),
    source="Databeskyttelsesforordningen, artikel 5 og 33; CPR-loven",
)


PERSONAL_DATA = frozenset({CPR_NUMBER.id})
"""The ids of the rules on what must be hidden."""


def cpr_remark(place: str = "cell") -> Remark:
    """That there is a CPR number in a cell, in a name or in another place of the workbook."""
    return Remark(CPR_NUMBER, PLACE_SENTENCES[place])


_LINKS = (INFO_URL, DIGITAL_POST, SELF_SERVICE_URL)


class PersonalData(NamedTuple):
    """A remark and the sheet that its row and column are in; no sheet for what goes for the whole file."""

    sheet: str | None
    placed: Placed


def find_in_file_name(file_name: str) -> Iterator[Placed]:
    """A CPR number in the name of the file, which lists and logs show."""
    if holds_cpr(file_name):
        yield Placed(cpr_remark("file_name"), found=MASK)


def find_personal_data(workbook: Workbook, judged: Table | None) -> Iterator[PersonalData]:
    """Every CPR number that the rules of the columns do not see. ``judged``: the table whose rows they judge."""
    for worksheet in workbook.worksheets:
        if holds_cpr(worksheet.name):
            yield PersonalData(worksheet.name, Placed(cpr_remark("name")))
        table = judged if judged is not None and judged.worksheet is worksheet else None
        cells = {*_cells_with_cpr(worksheet, table), *_targets_with_cpr(worksheet, table)}
        yield from (_in_cell(worksheet.name, row, column) for row, column in sorted(cells))
    yield from _outside_cells(workbook)


def _outside_cells(workbook: Workbook) -> Iterator[PersonalData]:
    """CPR numbers in other places than cells and names of sheets; once a place, a sheet and a cell."""
    leaking = [loose for loose in workbook.loose_texts if holds_cpr_anywhere(loose)]
    if not leaking:
        return
    known = _Known(workbook)
    reported = set()
    for loose in leaking:
        # A cell of no sheet is one of another file.
        at = loose.cell if loose.sheet is not None else None
        key = loose.place, loose.sheet, at
        if key not in reported and not known.tells(loose):
            reported.add(key)
            row, column = parse_cell(at or "") or (None, 0)
            place = str(column - 1) if column else None
            yield PersonalData(loose.sheet, Placed(cpr_remark(loose.place), row, place, found=MASK))


def holds_cpr_anywhere(loose: LooseText) -> bool:
    """Whether a text outside the cells holds a CPR number, be it the copy of a number cell's value."""
    return holds_cpr(loose.text) or (loose.is_value and cell_holds_cpr(whole_number(loose.text)))


class _Known:
    """What is said already of the cells: the same text is stored in several places of a workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self.names = {worksheet.name for worksheet in workbook.worksheets}
        self.links = {
            part
            for worksheet in workbook.worksheets
            for target in worksheet.hyperlinks.values()
            for part in (target, *target.split("#", 1))
        }
        self.values = {
            (worksheet.name, number, column): value
            for worksheet in workbook.worksheets
            for number, values in worksheet.rows
            for column, value in enumerate(values, 1)
            if cell_holds_cpr(value)
        }
        self.texts = {_without_spaces(value) for value in self.values.values() if isinstance(value, str)}
        # Those of cells beyond what is read of their sheet.
        self.texts |= {_without_spaces(one.text) for one in workbook.loose_texts if one.place == CELL}

    def tells(self, loose: LooseText) -> bool:
        """Whether the finding on a cell or a sheet says the same."""
        if loose.place == "tab_name":
            return loose.text in self.names
        if loose.place == "unused_text":
            return _without_spaces(loose.text) in self.texts
        if loose.place == "link" and loose.cell is None:
            return loose.text in self.links
        cell = parse_cell(loose.cell or "")
        return loose.place in ("formula", "link") and cell is not None and (loose.sheet, *cell) in self.values


def _without_spaces(text: str) -> str:
    return "".join(text.split())


def _in_cell(sheet: str, row: int, column: int) -> PersonalData:
    return PersonalData(sheet, Placed(cpr_remark(), row, str(column - 1), found=MASK))


def _cells_with_cpr(worksheet: Worksheet, table: Table | None) -> Iterator[tuple[int, int]]:
    judged_rows, judged_columns = _judged_area(table)
    width = max((len(values) for _, values in worksheet.rows), default=0)
    others = [at for at in range(width) if at not in judged_columns]
    cells: dict[CellValue, list[tuple[int, int]]] = {}
    for number, values in worksheet.rows:
        for at in others if number in judged_rows else range(len(values)):
            if at < len(values) and values[at] is not None:
                cells.setdefault(values[at], []).append((number, at + 1))
    for value, places in cells.items():
        if cell_holds_cpr(_written(value)):
            yield from places


def _written(value: CellValue) -> object:
    """A value as it is written in the cell."""
    if isinstance(value, CellError):
        return value.code
    return value.formula if isinstance(value, UncachedFormula) else value


def _targets_with_cpr(worksheet: Worksheet, table: Table | None) -> Iterator[tuple[int, int]]:
    """Links behind cells that are not judged as links."""
    leaking = {target for target in set(worksheet.hyperlinks.values()) if cell_holds_cpr(target)}
    if not leaking:
        return
    judged_rows, _ = _judged_area(table)
    links = {table.header.positions.get(column.key, -1) for column in _LINKS} if table else set()
    for address, target in worksheet.hyperlinks.items():
        cell = parse_cell(address)
        if target in leaking and cell and not (cell[0] in judged_rows and cell[1] - 1 in links):
            yield cell


def _judged_area(table: Table | None) -> tuple[Collection[int], Collection[int]]:
    if table is None:
        return frozenset(), frozenset()
    rows = frozenset(row.number for row in table.rows if row.kind == "data")
    return rows, frozenset(table.header.positions.values())
