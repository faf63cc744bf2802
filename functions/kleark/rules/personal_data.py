"""KA6xx: what must never be in a configuration sheet, in whichever place of the workbook it stands."""

from __future__ import annotations

import json
from bisect import bisect_left

from kleark.data_classes import NamedTuple
from kleark.redaction.cpr import (
    MASK,
    NAME_MASK,
    SIX_DIGITS,
    decide_in_formula,
    deciding_hits,
    find_cpr,
    find_in_cell,
    is_certain,
    may_hold_cpr,
)
from kleark.rules.model import Placed, Remark, rule
from kleark.rules.place_sentences import PLACE_SENTENCES
from kleark.sheet.address import parse_cell
from kleark.sheet.columns import DIGITAL_POST, INFO_URL, SELF_SERVICE_URL
from kleark.sheet.text_places import CELL
from kleark.sheet.workbook import CellError, UncachedFormula

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kleark.redaction.hit import Hit
    from kleark.sheet.table import Table, Values
    from kleark.sheet.workbook import CellValue, LooseText, Workbook, Worksheet

CPR_NUMBER = rule(
    "KA601",
    "error",
    title=("Der står et CPR-nummer", "There is a CPR number"),
    message=(
        "{place_da} indeholder det, der ligner et CPR-nummer. Det er skjult her og skal fjernes fra filen{how_da}.",
        "{place_en} contains what looks like a CPR number. It is hidden here and must be removed from the "
        "file{how_en}.",
    ),
    many=("{count} steder indeholder CPR-numre", "{count} places contain CPR numbers"),
    why=(
        "Det, der står i filen, kan blive vist for alle, eller for andre, end det må. Et CPR-nummer er et brud på "
        "persondatasikkerheden.",
        "What is in the file may be shown to everybody, or to others than may see it. A CPR number is a breach of "
        "personal data security.",
    ),
    fix=(
        "Slet nummeret, også i ældre udgaver af filen, og tal med kommunens databeskyttelsesrådgiver. Kan du ikke "
        "finde det: kopiér tabellens celler ind i et nyt ark med Indsæt speciel, Værdier, og brug det.",
        "Delete the number, in older versions of the file too, and talk to the data protection officer. If you cannot "
        "find it: copy the cells of the table to a new file with Paste Special, Values, and use that.",
    ),
    source="Databeskyttelsesforordningen, artikel 5 og 33; CPR-loven",
)


MAYBE_CPR_NUMBER = rule(
    "KA602",
    "warning",
    title=("Ti cifre kan være et CPR-nummer", "Ten digits could be a CPR number"),
    message=(
        "{place_da} indeholder ti cifre, der kan være et CPR-nummer. De er skjult her. Er det et, så fjern "
        "det fra filen{how_da}. Er det ikke, skal en godkender bekræfte det, før arket bliver "
        "offentliggjort.",
        "{place_en} contains ten digits that could be a CPR number. They are hidden here. If they are one, "
        "remove it from the file{how_en}. If they are not, an approver must confirm that before the sheet "
        "is published.",
    ),
    list_message=(
        "{place_da} indeholder ti cifre, der kan være et CPR-nummer. De er skjult her. Er det et, så fjern "
        "det fra filen{how_da}. Er det ikke, behøver du ikke at gøre noget.",
        "{place_en} contains ten digits that could be a CPR number. They are hidden here. If they are one, "
        "remove it from the file{how_en}. If they are not, you need not do anything.",
    ),
    many=(
        "{count} steder indeholder ti cifre, der kan være CPR-numre",
        "{count} places contain ten digits that could be CPR numbers",
    ),
    why=(
        "Et CPR-nummer i filen kan blive vist for alle, eller for andre, end det må. Kleark kan ikke se, om cifrene er "
        "et, eller f.eks. nummeret på en ordre. Derfor bliver et ark aldrig offentliggjort, uden at et menneske har "
        "set på det.",
        "A CPR number in the file may be shown to everybody, or to others than may see it. Kleark cannot see whether "
        "the digits are one or, say, the number of an order. So no sheet is ever published without a person having "
        "looked.",
    ),
    fix=(
        "Se på stedet. Er det et CPR-nummer, så slet det, også i ældre udgaver af filen, og tal med "
        "kommunens databeskyttelsesrådgiver. Er det et andet nummer, så fjern det, hvis det ikke skal være "
        'der, eller skriv foran, hvad det er (f.eks. "Ordrenr."). I et ark skal det ellers bekræftes ved '
        "offentliggørelsen, at det er i orden.",
        "Look at the place. If it is a CPR number, delete it, in older versions of the file too, and talk to the data "
        "protection officer. If it is another number, remove it if it need not be there, or write before it what it is "
        '(such as "Ordrenr."). In a sheet it is otherwise confirmed when publishing that it is right.',
    ),
    source="Databeskyttelsesforordningen, artikel 5 og 33; CPR-loven",
    holds_back=True,
)
PERSONAL_DATA = frozenset({CPR_NUMBER.id, MAYBE_CPR_NUMBER.id})
"""The ids of the rules on what must be hidden."""


def cpr_remark(place: str = "cell", *, certain: bool = True) -> Remark:
    """That there is a CPR number, or what could be one, in a cell, in a name or in another place of the workbook."""
    return Remark(CPR_NUMBER if certain else MAYBE_CPR_NUMBER, PLACE_SENTENCES[place])


_LONGEST_LABEL = 60
_LINKS = (INFO_URL, DIGITAL_POST, SELF_SERVICE_URL)


class PersonalData(NamedTuple):
    """A remark and the sheet that its row and column are in; no sheet for what goes for the whole file."""

    sheet: str | None
    placed: Placed


class CellHits(NamedTuple):
    """What was found in a cell, and the place in it: its value, its formula, its link. ``text``: all that is there."""

    cell: tuple[int, int]
    place: str
    hits: tuple[Hit, ...]
    text: str


def find_in_file_name(file_name: str) -> Iterator[Placed]:
    """A CPR number in the name of the file, which lists and logs show; also where it was hidden on the way."""
    hits = find_cpr(file_name)
    if hits or NAME_MASK in file_name:
        yield Placed(
            cpr_remark("file_name", certain=not hits or is_certain(hits)), found=MASK, subject=file_name
        )


def find_personal_data(workbook: Workbook, judged: Table | None) -> Iterator[PersonalData]:
    """Every CPR number that the rules of the columns do not see. ``judged``: the table whose rows they judge."""
    told: set[tuple[str, int, int]] = set()
    for worksheet in workbook.worksheets:
        if hits := find_cpr(worksheet.name):
            name = Placed(cpr_remark("name", certain=is_certain(hits)), subject=worksheet.name)
            yield PersonalData(worksheet.name, name)
        table = judged if judged is not None and judged.worksheet is worksheet else None
        cells: dict[tuple[int, int], list[CellHits]] = {}
        for one in (*_cells_with_cpr(worksheet, table), *_targets_with_cpr(worksheet, table)):
            cells.setdefault(one.cell, []).append(one)
        for (row, column), several in sorted(cells.items()):
            certain = any(is_certain(one.hits) for one in several)
            remark = cpr_remark(several[0].place, certain=certain)
            subject = json.dumps([one.text for one in several])
            yield PersonalData(
                worksheet.name, Placed(remark, row, str(column - 1), found=MASK, subject=subject)
            )
        told |= {(worksheet.name, *cell) for cell in cells}
    yield from _outside_cells(workbook, told)


def _outside_cells(workbook: Workbook, told: Collection[tuple[str, int, int]]) -> Iterator[PersonalData]:
    """CPR numbers in other places than cells and names of sheets; once a place, a sheet and a cell."""
    leaking = [(loose, hits) for loose in workbook.loose_texts if (hits := _hits_of(loose))]
    if not leaking:
        return
    known = _Known(workbook, told)
    places: dict[tuple[str, str | None, str | None], list[tuple[str, bool]]] = {}
    for loose, hits in leaking:
        # A cell of no sheet is one of another file.
        key = loose.place, loose.sheet, loose.cell if loose.sheet is not None else None
        if not known.tells(loose):
            places.setdefault(key, []).append((loose.text, is_certain(hits)))
    for (place, sheet, at), several in places.items():
        row, column = parse_cell(at or "") or (None, 0)
        index = str(column - 1) if column else None
        remark = cpr_remark(place, certain=any(certain for _, certain in several))
        # In whatever order the parts of the workbook hold them.
        subject = json.dumps(sorted(text for text, _ in several))
        yield PersonalData(sheet, Placed(remark, row, index, found=MASK, subject=subject))


def _hits_of(loose: LooseText) -> tuple[Hit, ...]:
    """What is found in a text outside the cells, be it the copy of a number cell's value."""
    find = decide_in_formula if loose.is_value else deciding_hits
    return find(loose.text, loose.heading)


class _Known:
    """What is said already of the cells: the same text is stored in several places of a workbook."""

    def __init__(self, workbook: Workbook, told: Collection[tuple[str, int, int]]) -> None:
        self.told = told
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
            if find_in_cell(value)
        }
        self.targets = {
            (worksheet.name, *cell)
            for worksheet in workbook.worksheets
            for address, target in worksheet.hyperlinks.items()
            if find_in_cell(target) and (cell := parse_cell(address))
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
        if loose.place == "table" and _without_spaces(loose.text) in self.texts:
            # The heading of a column, which stands in its cell as well.
            return True
        at = loose.sheet, *(parse_cell(loose.cell or "") or (0, 0))
        if loose.place == "formula":
            return at in self.values or at in self.told
        return loose.place == "link" and (at in self.values or at in self.targets)


def _without_spaces(text: str) -> str:
    return "".join(text.split())


def _cells_with_cpr(worksheet: Worksheet, table: Table | None) -> Iterator[CellHits]:
    judged_rows, judged_columns = _judged_area(table)
    width = max((len(values) for _, values in worksheet.rows), default=0)
    others = [at for at in range(width) if at not in judged_columns]
    cells: dict[CellValue, list[tuple[int, int]]] = {}
    rows = worksheet.rows if others else [row for row in worksheet.rows if row[0] not in judged_rows]
    for number, values in rows:
        for at in others if number in judged_rows else range(len(values)):
            if at < len(values) and values[at] is not None:
                cells.setdefault(values[at], []).append((number, at + 1))
    # Whatever the heading is, nothing else can be found.
    suspects = [value for value in cells if _find_in_value(value, heading="CPR")]
    if not suspects:
        return
    headings = Headings(worksheet, table)
    for value in suspects:
        for row, column in cells[value]:
            if hits := _find_in_value(value, headings.of(row, column)):
                place = "formula" if isinstance(value, UncachedFormula) else "cell"
                text = str(value.formula if isinstance(value, UncachedFormula) else value)
                yield CellHits((row, column), place, hits, text)


def _find_in_value(value: CellValue, heading: str = "") -> tuple[Hit, ...]:
    """What is found in a value as it is written in the cell."""
    if isinstance(value, UncachedFormula):
        return decide_in_formula(value.formula, heading)
    return find_in_cell(value.code if isinstance(value, CellError) else value, heading)


class Headings:
    """What a sheet's cells are called: by the header of their column, or where there is none, by the texts around."""

    def __init__(self, worksheet: Worksheet, table: Table | None) -> None:
        self._rows = dict(worksheet.rows)
        self._table = table
        self._labels: dict[int, list[tuple[int, str]]] = {}

    def of(self, row: int, column: int) -> str:
        """The heading of a cell; row and column counted from 1. Empty where there is none."""
        at = column - 1
        beside = _label(self._rows.get(row, ()), at - 1) if at else ""
        if self._table is not None and row > self._table.header.row:
            return self._table.header.names.get(at, "") or beside
        if at not in self._labels:
            self._labels[at] = [
                (number, text) for number, values in self._rows.items() if (text := _label(values, at))
            ]
        labels = self._labels[at]
        above = [text for _, text in labels[: bisect_left(labels, (row, ""))]]
        # The first may be a title over all of it, the last the heading.
        return " ".join(filter(None, dict.fromkeys((*above[:1], *above[-1:], beside))))


def _label(values: Values, at: int) -> str:
    """A cell's text, where it is one that can name others."""
    value = values[at] if at < len(values) else None
    return (
        value
        if isinstance(value, str) and len(value) <= _LONGEST_LABEL and not SIX_DIGITS.search(value)
        else ""
    )


def _targets_with_cpr(worksheet: Worksheet, table: Table | None) -> Iterator[CellHits]:
    """Links behind cells that are not judged as links."""
    suspected = set(filter(may_hold_cpr, set(worksheet.hyperlinks.values())))
    if not suspected:
        return
    judged_rows, _ = _judged_area(table)
    links = {table.header.positions.get(column.key, -1) for column in _LINKS} if table else set()
    found: dict[str, tuple[Hit, ...]] = {}
    for address, target in worksheet.hyperlinks.items():
        if target not in suspected or not (cell := parse_cell(address)):
            continue
        if cell[0] in judged_rows and cell[1] - 1 in links:
            continue
        if target not in found:
            found[target] = find_in_cell(target)
        if found[target]:
            yield CellHits(cell, "link", found[target], target)


def _judged_area(table: Table | None) -> tuple[Collection[int], Collection[int]]:
    if table is None:
        return frozenset(), frozenset()
    rows = frozenset(row.number for row in table.rows if row.kind == "data")
    return rows, frozenset(table.header.positions.values())
