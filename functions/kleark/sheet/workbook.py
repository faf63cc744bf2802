"""A workbook as read: plain values, each at its true address in Excel."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from kleark.data_classes import NamedTuple, dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, TypeAlias

CSV_SHEET_NAME = "CSV"
"""What the one sheet of a CSV file is called, which has no tab."""
ExternalKind: TypeAlias = "Literal['database', 'dde', 'query', 'text', 'web', 'workbook']"
"""What a workbook fetches data from: a program by DDE, a query of Power Query, a web page …"""
EXTERNAL_KINDS = frozenset(("database", "dde", "query", "text", "web", "workbook"))
Visibility: TypeAlias = "Literal['visible', 'hidden', 'veryHidden']"


@dataclass(frozen=True, slots=True)
class CellError:
    """What Excel shows when a formula fails, e.g. ``#REF!`` or ``#SPILL!``.

    ``rich``: what only older programs show; Excel shows a picture or a data type.
    """

    code: str
    rich: bool = False


@dataclass(frozen=True, slots=True)
class UncachedFormula:
    """A formula whose result the writing program did not store: nobody knows what the admin saw."""

    formula: str


CellValue = str | int | float | bool | datetime | date | time | timedelta | CellError | UncachedFormula | None


class NumberFormat(NamedTuple):
    """How Excel shows a value. ``code``: as it is stored, which is in English. ``on_white``: on a white ground."""

    code: str
    on_white: bool = True


@dataclass(frozen=True, slots=True)
class Looks:
    """Filled cells, by address, that Excel may show otherwise than what stands in them.

    ``struck``: struck through. ``cut``: struck through in part, with the text that is left. ``unseen``: in the
    ground's own colour, or too small to be read. ``formats``: in a number format that is not plain. ``rich``: a
    picture or a data type. ``conditional``: areas (``A2:J9 L2:L9``) in which a condition may strike cells through or
    hide them; whether it does is not worked out.
    """

    struck: frozenset[str] = frozenset()
    cut: Mapping[str, str] = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()
    formats: Mapping[str, NumberFormat] = field(default_factory=dict)
    rich: frozenset[str] = frozenset()
    conditional: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.struck or self.cut or self.unseen or self.formats or self.rich or self.conditional)


@dataclass(frozen=True, slots=True)
class Worksheet:
    """One sheet of the workbook.

    ``rows``: (row number as Excel shows it, values from column A on) for the rows that hold any value,
    in rising order. A row's values may end before the sheet's last column.
    ``hyperlinks``, ``formulas``: by address (``H7``). ``merged``: ranges (``A3:C3``).
    ``beyond``: the first cell that is not in ``rows``, since it stands beyond what is read of a sheet; such a sheet
    can be no table. ``searched``: whether what stands there is among the loose texts, if it may be a personal number.
    """

    name: str
    visibility: Visibility = "visible"
    rows: tuple[tuple[int, tuple[CellValue, ...]], ...] = ()
    hyperlinks: Mapping[str, str] = field(default_factory=dict)
    formulas: Mapping[str, str] = field(default_factory=dict)
    merged: tuple[str, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    beyond: str | None = None
    searched: bool = True
    looks: Looks = field(default_factory=Looks)


class LooseText(NamedTuple):
    """A text outside the cells that holds digits enough for a personal number.

    ``place``: what it stands in, one of `kleark.sheet.text_places.PLACES`, or ``cell`` for one that is beyond what is
    read of its sheet.
    ``sheet``, ``cell``: what it belongs to, where that is known. ``is_value``: it may be a copy of a number cell.
    ``heading``: the name of the property, or of the column, that it is a value of.
    """

    place: str
    sheet: str | None
    cell: str | None
    text: str
    is_value: bool = False
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Workbook:
    """Every worksheet, in the order of the tabs. Chart and macro sheets are left out.

    ``names``: the formulas of defined names, by name in lower case; of a workbook with formulas.
    """

    worksheets: tuple[Worksheet, ...]
    loose_texts: tuple[LooseText, ...] = ()
    external: tuple[ExternalKind, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
