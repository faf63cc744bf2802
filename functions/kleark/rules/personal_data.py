"""KA6xx: what must never be in a configuration sheet, in whichever place of the workbook it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from kleark.redaction.cpr import MASK, cell_holds_cpr, holds_cpr
from kleark.rules.model import Params, Placed, Remark, rule
from kleark.sheet.address import parse_cell
from kleark.sheet.columns import DIGITAL_POST, INFO_URL, SELF_SERVICE_URL

if TYPE_CHECKING:
    from kleark.sheet.workbook import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kleark.sheet.table import Table
    from kleark.sheet.workbook import CellValue, Workbook, Worksheet

CPR_NUMBER = rule(
    "KA601",
    "error",
    title=("Der står et CPR-nummer", "There is a CPR number"),
    message=(
        "{place_da} indeholder det, der ligner et CPR-nummer. Det er skjult her og skal fjernes fra filen.",
        "{place_en} holds what looks like a CPR number. It is hidden here and must be removed from the file.",
    ),
    many=("{count} steder indeholder CPR-numre", "{count} places hold CPR numbers"),
    why=(
        "Det, der står i arket, kan blive vist for alle. Et CPR-nummer er et brud på persondatasikkerheden.",
        "What stands in the sheet may be shown to everybody. A CPR number is a breach of personal data security.",
    ),
    fix=(
        "Slet nummeret, også i ældre udgaver af filen, og tal med kommunens databeskyttelsesrådgiver.",
        "Delete the number, in older versions of the file too, and talk to the data protection officer.",
    ),
    source="Databeskyttelsesforordningen, artikel 5 og 33; CPR-loven",
)


_PLACES: dict[Place | Literal["cell", "name"], Params] = {
    "cell": {"place_da": "Cellen", "place_en": "The cell"},
    "comment": {"place_da": "En kommentar", "place_en": "A comment"},
    "drawing": {"place_da": "En figur eller tekstboks", "place_en": "A shape or text box"},
    "name": {"place_da": "Arkets navn", "place_en": "The sheet's name"},
    "other": {"place_da": "En skjult del af filen", "place_en": "A hidden part of the file"},
    "page": {
        "place_da": "Sidehovedet, sidefoden eller en hjælpetekst",
        "place_en": "The page header, the page footer or a help text",
    },
    "properties": {"place_da": "Filens egenskaber (Filer, Oplysninger)", "place_en": "The file's properties"},
}


def cpr_remark(place: Place | Literal["cell", "name"] = "cell") -> Remark:
    """That there is a CPR number in a cell, in a sheet's name or in another place of the workbook."""
    return Remark(CPR_NUMBER, _PLACES[place])


_LINKS = (INFO_URL, DIGITAL_POST, SELF_SERVICE_URL)


class PersonalData(NamedTuple):
    """A remark and the sheet that its row and column are in; no sheet for what goes for the whole file."""

    sheet: str | None
    placed: Placed


def find_personal_data(workbook: Workbook, judged: Table | None) -> Iterator[PersonalData]:
    """Every CPR number that the rules of the columns do not see. ``judged``: the table whose rows they judge."""
    for worksheet in workbook.worksheets:
        if holds_cpr(worksheet.name):
            yield PersonalData(worksheet.name, Placed(cpr_remark("name")))
        table = judged if judged is not None and judged.worksheet is worksheet else None
        cells = {*_cells_with_cpr(worksheet, table), *_targets_with_cpr(worksheet, table)}
        yield from (_in_cell(worksheet.name, row, column) for row, column in sorted(cells))
    names = {worksheet.name for worksheet in workbook.worksheets}
    reported = set()
    for loose in workbook.loose_texts:
        key = loose.place, loose.sheet, loose.cell
        if key not in reported and loose.text not in names and holds_cpr(loose.text):
            reported.add(key)
            row, column = parse_cell(loose.cell or "") or (None, 0)
            place = str(column - 1) if column else None
            yield PersonalData(loose.sheet, Placed(cpr_remark(loose.place), row, place, found=MASK))


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
        if cell_holds_cpr(value):
            yield from places


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
