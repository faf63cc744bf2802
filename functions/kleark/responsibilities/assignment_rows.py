"""From the rows of a table to units and assignments: a plain list, or one sheet of OS2mo's workbook."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from kleark.inventory.cell_reading import CellReader
from kleark.inventory.cell_values import read_system
from kleark.redaction.cpr import MASK, cell_holds_cpr
from kleark.responsibilities.model import Place
from kleark.responsibilities.number_cells import read_numbers
from kleark.responsibilities.unit_collector import OnSheet, uuid_in
from kleark.rules import phone as phones
from kleark.rules import responsibility_list_rules as rules
from kleark.rules.model import Judged, Placed, Remark, holds_error
from kleark.rules.text import cell_text, plain_text
from kleark.sheet import responsibility_columns as columns
from kleark.sheet.columns import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kleark.registers.kle_register import KleRegister
    from kleark.responsibilities.model import Role
    from kleark.responsibilities.unit_collector import UnitCollector
    from kleark.sheet.table import Table, TableRow
    from kleark.sheet.workbook import CellValue

_WORDS_OF_ROLES: Mapping[Role, tuple[str, ...]] = {
    "responsible": ("ansvarlig", "ansvar", "ansvarligenhed", "responsible"),
    "performing": ("udførende", "udfoerende", "udfører", "opgave", "opgaver", "performing", "kleperforming"),
    "interest": ("indsigt", "informeret", "interest", "kleinterest"),
    "contact": (
        "henvendelsessted",
        "henvendelsested",
        "henvendelssted",
        "kontaktsted",
        "kontakt",
        "contact",
        "contactfortasks",
    ),
}
_ROLES = {word: role for role, words in _WORDS_OF_ROLES.items() for word in words}
_BETWEEN_ROLES = re.compile(r"[,;/+&\n]|\bog\b|\band\b")


class UnitName(NamedTuple):
    """A unit as a cell names it. ``uuid``: empty where the cell has none."""

    name: str
    uuid: str = ""


def with_units_as_data(table: Table) -> Table:
    """The table with every row that names a unit as data, also where little else stands in it, or only words do."""
    rows = tuple(
        row._replace(kind="data")
        if row.kind == "note" and cell_text(table.header.value(columns.UNIT, row.values))
        else row
        for row in table.rows
    )
    return replace(table, rows=rows)


def read_rows(  # noqa: PLR0913 (what differs between the two kinds of file is named at the call)
    table: Table,
    collector: UnitCollector,
    register: KleRegister,
    *,
    role: Role | None = None,
    numbers_of: Callable[[str], Judged[tuple[str, ...]] | None] = lambda _: None,
    sheet: str | None = None,
) -> tuple[int, bool]:
    """Take in every row below the header. Raises nothing for what stands in the cells.

    Args:
        table: The table, without the columns that are not read.
        collector: What takes units, assignments and remarks in.
        register: The KLE register.
        role: The role of all rows; None: each row says.
        numbers_of: The numbers of a topic's name, where the list writes names in their place; None where it is no
            such name.
        sheet: The table's, where the file has several.

    Returns:
        How many rows were read, and whether all of them could be.
    """
    data = [row for row in table.rows if row.kind == "data"]
    reader = _RowReader(table, collector, register, role, numbers_of, sheet)
    for row in data:
        reader.take_in(row)
    placed = [*reader.placed, *reader.once_per_column()]
    collector.remarks += [OnSheet(sheet, one) for one in placed]
    return len(data), not holds_error(placed)


class _RowReader(CellReader):
    def __init__(  # noqa: PLR0913, PLR0917 (what `read_rows` is given)
        self,
        table: Table,
        collector: UnitCollector,
        register: KleRegister,
        role: Role | None,
        numbers_of: Callable[[str], Judged[tuple[str, ...]] | None],
        sheet: str | None,
    ) -> None:
        super().__init__(table.header)
        self._collector = collector
        self._register = register
        self._role = role
        self._numbers_of = numbers_of
        self._sheet = sheet

    def take_in(self, row: TableRow) -> None:
        """The row's unit, and what it has to do with which numbers."""
        if self._sheet is not None and not cell_text(self.value(row, columns.UNIT)):
            return  # OS2mo writes every number, also those that nobody has.
        place = Place(self._sheet, row.number)
        unit: UnitName | None = self.read(row, columns.UNIT, read_unit)
        uuid: str = self.read(row, columns.UNIT_UUID, _read_uuid, optional=True) or ""
        phone: str = self.read(row, columns.PHONE, _read_phone, optional=True) or ""
        parent: str = self.read(row, columns.PARENT, plain_text, optional=True) or ""
        system: str = self.read(row, columns.ROUTED_TO, read_system, optional=True) or ""
        roles = (self._role,) if self._role else self._roles(row)
        self.tell_of_numbers(row, (columns.KLE_TITLE, columns.MUNICIPALITY_CODE, columns.MUNICIPALITY_NAME))
        if unit is None:
            self._numbers(row, "")
            return
        key = self._collector.add_unit(place, unit.name, uuid or unit.uuid, phone, parent)
        for number in self._numbers(row, unit.name):
            for role in roles:
                self._collector.assign(place, number, key, role, system)

    def _roles(self, row: TableRow) -> tuple[Role, ...]:
        if columns.ROLE.key not in self._header.positions:
            return ("listed",)
        return self.read(row, columns.ROLE, _read_roles, optional=True) or ()

    def _numbers(self, row: TableRow, unit: str) -> tuple[str, ...]:
        title = self.value(row, columns.KLE_TITLE)
        beside = title if isinstance(title, str) and not cell_holds_cpr(title) else None
        value = self.value(row, columns.KLE_NUMBER)
        read: tuple[str, ...] | None = self.read(
            row, columns.KLE_NUMBER, lambda one: self._read_cell(one, beside), beside, optional=True
        )
        if read is None and not cell_holds_cpr(value):
            self._say_what_it_is_not(row, value, unit)
        return read or ()

    def _read_cell(self, value: CellValue, title: str | None) -> Judged[tuple[str, ...]]:
        named = self._numbers_of(value) if isinstance(value, str) else None
        if named is not None:
            return named
        read = read_numbers(value, title, self._register)
        if read.value == () and self._sheet is None:
            return Judged((), (Remark(rules.WITHOUT_NUMBER),))
        return read

    def _say_what_it_is_not(self, row: TableRow, value: CellValue, unit: str) -> None:
        found = cell_text(value) or ""
        params: dict[str, str | int] = {
            "found": MASK if cell_holds_cpr(value) else found,
            "unit": unit,
            "what_da": "er ikke et KLE-nummer",
            "what_en": "is not a KLE number",
        }
        if (named := self._numbers_of(found)) is not None and named.value is None:
            params |= {
                "what_da": "er navnet på flere numre",
                "what_en": "is the name of several numbers",
            }
        self.placed.append(
            Placed(Remark(rules.NOT_A_NUMBER, params), row.number, columns.KLE_NUMBER.key, found=found)
        )


def read_unit(value: CellValue) -> Judged[UnitName]:
    """A unit's name; in OS2mo's workbook with its UUID behind: ``Jobcenter - 6a1f…``."""
    read = plain_text(value)
    if read.value is None or read.failed:
        return Judged(None, read.remarks)
    name, dash, last = " ".join(read.value.split()).rpartition(" - ")
    uuid = uuid_in(last) if dash else ""
    return Judged(UnitName(name, uuid) if uuid and name else UnitName(read.value), read.remarks)


def _read_uuid(value: CellValue) -> Judged[str]:
    text = cell_text(value) or ""
    uuid = uuid_in(text)
    return Judged(uuid, () if uuid or not text else (Remark(rules.NOT_A_UUID, {"found": text}),))


def _read_phone(value: CellValue) -> Judged[str]:
    text = cell_text(value) or ""
    if not text:
        return Judged("")
    read = phones.read_phone(value)
    if read.failed or read.value is None:
        return Judged("", (Remark(rules.UNREADABLE_PHONE, {"found": text}),))
    return Judged(read.value)


def _read_roles(value: CellValue) -> Judged[tuple[Role, ...]]:
    text = cell_text(value) or ""
    parts = [part for part in map(fold, _BETWEEN_ROLES.split(text.casefold())) if part]
    if not parts:
        return Judged(("listed",))
    known = tuple(dict.fromkeys(_ROLES[part] for part in parts if part in _ROLES))
    if any(part not in _ROLES for part in parts):
        return Judged(known or None, (Remark(rules.UNKNOWN_ROLE, {"found": text}),))
    return Judged(known)
