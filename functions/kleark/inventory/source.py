"""An uploaded list as a workbook, whichever of the two kinds of file it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kleark.inventory.csv_file import other_content, read_csv, too_long
from kleark.rules.table_checks import too_large
from kleark.sheet import limits
from kleark.sheet.address import parse_cell
from kleark.sheet.errors import UnreadableFile
from kleark.sheet.file_kind import check_file_kind
from kleark.sheet.inventory_columns import INVENTORY
from kleark.sheet.reader import read_workbook

if TYPE_CHECKING:
    from kleark.sheet.columns import Form
    from kleark.sheet.workbook import Workbook, Worksheet

Kind = Literal["xlsx", "csv"]
_TEXTS = ("CSV", "TXT")


@dataclass(frozen=True, slots=True)
class Source:
    """``kind``: by its content, whatever the file is called. ``guessed``: see `CsvFile`."""

    workbook: Workbook
    kind: Kind
    guessed: bool = False


def read_source(data: bytes, form: Form = INVENTORY) -> Source:
    """Read a workbook in the child process that every workbook is read by, or a CSV file. Raises UnreadableFile.

    ``form``: the columns by whose names a CSV file's separator is known.
    """
    try:
        check_file_kind(data)
    except UnreadableFile as refusal:
        if refusal.rule == "KA103":
            raise other_content("af en ukendt slags", "of an unknown kind") from None
        if refusal.rule == "KA119":
            raise other_content(str(refusal.params["kind_da"]), str(refusal.params["kind_en"])) from None
        if refusal.rule != "KA104":
            raise
        if (name := str(refusal.params["format"])) not in _TEXTS:
            raise other_content(name) from None
        found = read_csv(data, form)
        return Source(found.workbook, "csv", found.guessed)
    return Source(read_workbook(data), "xlsx")


def refuse_beyond(worksheet: Worksheet) -> None:
    """Raises UnreadableFile where a worksheet goes on beyond what is read of it."""
    cell = parse_cell(worksheet.beyond or "")
    if cell is None:
        return
    if cell[0] == limits.LAST_ROW + 1:
        # Not a lonely cell far away: the rows go on where reading ends.
        raise too_long(limits.TABLE_ROWS, "Excel")
    raise UnreadableFile(*too_large(worksheet))
