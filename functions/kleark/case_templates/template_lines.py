"""From the rows of a list to its templates: each cell read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.case_templates.facets import without_name
from kleark.case_templates.journal_numbers import group_in, take_apart
from kleark.case_templates.model import CaseTemplate, TemplateList
from kleark.inventory.cell_reading import CellReader
from kleark.inventory.cell_values import read_count, read_system
from kleark.inventory.list_check import read_list
from kleark.redaction.cpr import cell_holds_cpr
from kleark.rules import case_template_rules as rules
from kleark.rules import kle
from kleark.rules.model import Judged, Placed, Remark
from kleark.rules.text import clean
from kleark.sheet import case_template_columns as columns
from kleark.sheet.columns import fold

if TYPE_CHECKING:
    from kleark.case_templates.model import CaseType
    from kleark.inventory.list_check import ReadList
    from kleark.registers.kle_register import KleRegister
    from kleark.sheet.columns import Column
    from kleark.sheet.table import Table, TableRow
    from kleark.sheet.workbook import CellValue

LONGEST_TEXT = 500
"""Of a longer text, so many characters are kept."""

_YES = frozenset(("", "ja", "j", "yes", "y", "sand", "true", "1", "x", "aktiv", "aktive", "iibrug", "ibrug"))
_NO = frozenset(
    ("nej", "n", "no", "falsk", "false", "0", "inaktiv", "nedlagt", "lukket", "udgået", "passiv", "ikkeaktiv")
)
_CASE_TYPES: tuple[tuple[str, CaseType], ...] = (
    ("borger", "citizen"),
    ("person", "citizen"),
    ("cpr", "citizen"),
    ("emne", "topic"),
    ("virksomhed", "topic"),
    ("cvr", "topic"),
    ("ejendom", "property"),
    ("bygning", "property"),
    ("bbr", "property"),
    ("bfe", "property"),
)


def read_templates(table: Table, register: KleRegister, system: str | None) -> ReadList[TemplateList]:
    """Read every row below the header. Raises nothing for what stands in the cells.

    Args:
        table: The list, without the columns that are not read.
        register: The KLE register: a name decides on a number that Excel made a date of.
        system: The source system of the rows that name none.
    """
    data = [row for row in table.rows if row.kind == "data"]
    reader = _Reader(table, register, system)
    templates = [template for row in data if (template := reader.template(row)) is not None]
    found = TemplateList(tuple(templates), dict(table.header.positions))
    return read_list(reader, data, templates, found)


class _Reader(CellReader):
    def __init__(self, table: Table, register: KleRegister, system: str | None) -> None:
        super().__init__(table.header)
        self._register = register
        self._system = system
        self._has_facets = columns.FACET.key in table.header.positions

    def template(self, row: TableRow) -> CaseTemplate | None:
        """The row's template, or None where an error stops it."""
        name: str | None = self.read(row, columns.TEMPLATE_NAME, _read_line)
        title = self.value(row, columns.KLE_TITLE)
        shown_title = " ".join(title.split()) if isinstance(title, str) and not cell_holds_cpr(title) else ""
        facet = self._text(row, columns.FACET)
        number, facet = self._number(row, shown_title, without_name(facet))
        system: str | None = self.read(row, columns.SOURCE_SYSTEM, read_system, optional=True)
        active: bool | None = self.read(row, columns.ACTIVE, _read_active, optional=True)
        case_type: CaseType | None = self.read(row, columns.CASE_TYPE, _read_case_type, optional=True)
        self.tell_of_numbers(row, (columns.KLE_TITLE, columns.MUNICIPALITY_CODE, columns.MUNICIPALITY_NAME))
        template = CaseTemplate(
            row.number,
            name or "",
            number or "",
            system or self._system or "",
            template_id=self._text(row, columns.TEMPLATE_ID),
            kle_title=shown_title[:LONGEST_TEXT],
            facet=facet,
            standard_title=self.read(row, columns.STANDARD_TITLE, _read_text, optional=True) or "",
            department=self._text(row, columns.DEPARTMENT),
            path=self._text(row, columns.PATH),
            active=active is not False,
            case_type=case_type or "",
            cases=self.read(row, columns.CASES, read_count, optional=True),
            open_cases=self.read(row, columns.OPEN_CASES, read_count, optional=True),
            last_used=self._text(row, columns.LAST_USED),
            form_number=self._form_number(row),
        )
        return template if name and number else None

    def _text(self, row: TableRow, column: Column) -> str:
        return self.read(row, column, _read_line, optional=True) or ""

    def _number(self, row: TableRow, title: str, facet: str) -> tuple[str | None, str]:
        """The KLE number and the facet; of a whole journal number, its parts."""
        value = self.value(row, columns.KLE_NUMBER)
        journal = take_apart(value) if isinstance(value, str) else None
        if journal is None:
            beside = title or None
            number = self.read(row, columns.KLE_NUMBER, lambda one: self._read_number(one, beside), beside)
            return number, facet
        self._tell_of(row, value if isinstance(value, str) else "", journal.kle_number, journal.facet, facet)
        return journal.kle_number, facet or journal.facet

    def _tell_of(self, row: TableRow, written: str, number: str, facet: str, beside: str) -> None:
        params = {"found": written.strip(), "kle": number, "facet": facet}
        # Taken apart in the file only where the facet has a place of its own, so that nothing is lost.
        remark = Remark(rules.JOURNAL_NUMBER, params, number if beside else None, repaired=True)
        self.placed.append(Placed(remark, row.number, columns.KLE_NUMBER.key, found=written))
        if beside and beside != facet:
            differing = Remark(rules.TWO_FACETS, {"facet": facet, "found": beside})
            self.placed.append(Placed(differing, row.number, columns.FACET.key, found=beside))
        elif not beside and self._has_facets:
            own = Remark(rules.FACET_OF_JOURNAL_NUMBER, {"facet": facet}, facet, repaired=True)
            self.placed.append(Placed(own, row.number, columns.FACET.key))

    def _read_number(self, value: CellValue, title: str | None) -> Judged[str]:
        """By the rules of the configuration's; a group is a number too, which is judged with the others."""
        if isinstance(value, str) and (group := group_in(value)) is not None:
            return Judged(group)
        return kle.read_number(value, title, self._register)

    def _form_number(self, row: TableRow) -> str:
        text = self._text(row, columns.FORM_NUMBER)
        journal = take_apart(text)
        number = journal.kle_number if journal else text
        return number if kle.NUMBER.fullmatch(number) else ""


def _read_text(value: CellValue) -> Judged[str]:
    """A text as it stands, its line breaks included."""
    cleaned = clean(value)
    return Judged(cleaned.value and cleaned.value[:LONGEST_TEXT], cleaned.remarks)


def _read_line(value: CellValue) -> Judged[str]:
    """A text on one line."""
    read = _read_text(value)
    return Judged(read.value and " ".join(read.value.split()), read.remarks)


def _read_active(value: CellValue) -> Judged[bool]:
    read = _read_line(value)
    if read.failed:
        return Judged(None, read.remarks)
    folded = fold(read.value or "")
    if folded in _YES or folded in _NO:
        return Judged(folded in _YES)
    return Judged(None, (Remark(rules.NOT_YES_OR_NO, {"found": read.value or ""}),))


def _read_case_type(value: CellValue) -> Judged[CaseType]:
    read = _read_line(value)
    if read.failed or not read.value:
        return Judged(None, read.remarks)
    folded = fold(read.value)
    known = next((kind for word, kind in _CASE_TYPES if folded.startswith(word)), None)
    return Judged(known) if known else Judged(None, (Remark(rules.UNKNOWN_CASE_TYPE, {"found": read.value}),))
