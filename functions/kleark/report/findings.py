"""Turn remarks placed in a table into findings that an admin can read."""

from __future__ import annotations

from functools import cache

from kleark.data_classes import NamedTuple
from kleark.i18n.formats import Amount
from kleark.redaction.cpr import MASK, holds_cpr, mask
from kleark.redaction.invisible import visible
from kleark.report.finding_identity import identity_of
from kleark.report.model import Counts, Finding
from kleark.rules.model import Params, Placed, Remark
from kleark.rules.personal_data import PERSONAL_DATA, PersonalData
from kleark.rules.table_rules import NOT_LISTED
from kleark.schemas import schema
from kleark.sheet.address import address, parse_cell
from kleark.sheet.limits import CELL_CHARACTERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kleark.i18n.language import Language
    from kleark.report.finding_identity import TableCells
    from kleark.sheet.address import Cell

LONGEST_FOUND = 80
LONGEST_LIST = 1_200
"""For parameters that are not one cell's value: names of sheets, numbers, titles of the register. All municipalities
but one are named in less."""
MOST_LISTED = 2_000
"""A report lists at most so many findings. The counts cover all, and a last finding says how many are not listed."""

_LISTS = frozenset(
    {
        "numbers",
        "sheets",
        "sheets_da",
        "sheets_en",
        "listed_da",
        "listed_en",
        "headers",
        "title",
        "is_da",
        "is_en",
        "hint_da",
        "hint_en",
    }
) | {
    *("place_da", "place_en", "how_da", "how_en", "kind_da", "kind_en", "kinds_da", "kinds_en"),
    *("advice_da", "advice_en", "inside_da", "inside_en"),
    *("elsewhere_da", "elsewhere_en", "others_da", "others_en"),
    *("names", "names_da", "names_en", "pairs_da", "pairs_en", "them_da", "them_en"),
    *("numbers_da", "numbers_en"),
    *("falls_da", "falls_en", "rises_da", "rises_en"),
}


_PLACES = frozenset({"row", "first", "last", "earlier", "all", "named", "year", "value"})
"""Parameters that are a row, as Excel numbers it, a year, or what was read in a cell: written as they are. All other
numbers count something."""

_NO_POSITIONS: Mapping[str, int] = {}
_NO_NAMES: Mapping[int, str] = {}


class TableLayout(NamedTuple):
    """The columns of a table: ``positions`` by key, and ``names`` by position, as the admin wrote them.

    ``cells``: what is in it, by which a warning is known in the next sheet. ``of_list``: whether it is a list's, and
    no sheet's.
    """

    sheet: str | None = None
    positions: Mapping[str, int] = _NO_POSITIONS
    names: Mapping[int, str] = _NO_NAMES
    cells: TableCells | None = None
    of_list: bool = False

    def header(self, column: str | None) -> str | None:
        """The header over a column, given by its key or its index; None where it has none."""
        position = _column_position(column, self)
        return None if position is None else self.names.get(position)


def sanitise(text: str, longest: int = LONGEST_FOUND) -> str:
    """A value that is safe to show: short, on one line, without control characters or personal data."""
    safe = visible(mask(text) if len(text) <= LONGEST_LIST else _masked_beginning(text, longest))
    return safe if len(safe) <= longest else f"{safe[: longest - 1]}…"


def _masked_beginning(text: str, length: int) -> str:
    from kleark.redaction.shown_beginning import masked_beginning  # noqa: PLC0415 (few texts are so long)

    return masked_beginning(text, length)


def to_finding(placed: Placed, layout: TableLayout) -> Finding:
    """The finding for a placed remark in a table of this layout."""
    remark, rule = placed.remark, placed.remark.rule
    position = _column_position(placed.column, layout)
    column = None if position is None else layout.names.get(position)
    cell = None if position is None or placed.row is None else address(placed.row, position + 1)
    last = None if position is None or placed.last_row is None else address(placed.last_row, position + 1)
    span = f"{cell}:{last}" if cell and last else None
    params: dict[str, str | int] = {
        "column": sanitise(column or placed.column or ""),
        "range": span or cell or "",
        "row": placed.row or 0,
        "count": placed.count,
    }
    params |= _sanitise_params(remark.params)
    message = rule.message if rule.list_message is None or not layout.of_list else rule.list_message
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        message_da=message.da.format_map(_in_language(params, "da")),
        message_en=message.en.format_map(_in_language(params, "en")),
        sheet=None if layout.sheet is None else sanitise(layout.sheet),
        cell=cell,
        range=span,
        row=placed.row,
        column=None if column is None else sanitise(column),
        found=_found_text(placed, cell),
        suggestion=_writable_suggestion(remark, placed.column),
        repaired=remark.repaired,
        identity=identity_of(placed, layout.sheet, position, column, layout.cells)
        if rule.severity == "warning"
        else None,
    )


def _in_language(params: Params, lang: Language) -> dict[str, object]:
    """The parameters with what they count as it is written in a language."""
    return {
        name: Amount(value, lang) if isinstance(value, int) and name not in _PLACES else value
        for name, value in params.items()
    }


def _column_position(column: str | None, layout: TableLayout) -> int | None:
    """A column's position. A column that is not part of the configuration is identified by its index."""
    if column is None:
        return None
    return int(column) if column.isdecimal() else layout.positions.get(column)


def _found_text(placed: Placed, cell: str | None) -> str | None:
    value = placed.found if placed.found is not None or cell else placed.remark.params.get("found")
    if value is None:
        return None
    text = sanitise(str(value))
    # A number cell has lost the leading zero by which `mask` would recognise it.
    return MASK if placed.remark.rule.id in PERSONAL_DATA and MASK not in text else text


def _writable_suggestion(remark: Remark, column: str | None) -> str | None:
    """The suggestion, unless it holds a CPR number or an invisible character, or is longer than its column allows.

    Every suggestion that anybody sees or that is written into a sheet passes here.
    """
    value = remark.suggestion
    if value is None or len(value) > _longest(column) or visible(value) != value or holds_cpr(value):
        return None
    return value


@cache
def _longest(column: str | None) -> int:
    """How many characters a value of a column may have; what Excel takes, where no schema says."""
    described = schema("row")["properties"].get(column, {})
    longest: int = described.get("maxLength", CELL_CHARACTERS)
    return longest


def sort_findings(findings: Iterable[Finding], positions: Mapping[str | None, int]) -> list[Finding]:
    """Sort as in the sheet: findings on the file or the sheet first, then row by row from left to right."""
    return sorted(
        findings, key=lambda finding: (finding.row or 0, positions.get(finding.column, -1), finding.rule)
    )


def count_findings(findings: Iterable[Finding], rows: int) -> Counts:
    """The totals of a report on ``rows`` rows."""
    tally = {"error": 0, "warning": 0, "info": 0}
    repaired = 0
    for finding in findings:
        tally[finding.severity] += 1
        repaired += finding.repaired
    return Counts(rows, tally["error"], tally["warning"], tally["info"], repaired)


def holding_rules(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The ids of the rules among the findings' that hold a sheet back until a person has decided."""
    from kleark.rules.registry import all_rules  # noqa: PLC0415 (all rules, where a sheet breaks few)

    rules = all_rules()
    found = {finding.rule for finding in findings}
    return tuple(sorted(rule for rule in found if rule in rules and rules[rule].holds_back))


def truncate(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """At most `MOST_LISTED` findings, and one more that says how many are left out.

    Errors come before others, and what holds the sheet back before other warnings.
    """
    if len(findings) <= MOST_LISTED:
        return tuple(findings)
    weights = {"error": 0, "warning": 2, "info": 3}
    holding = holding_rules(findings)

    def weight(index: int) -> tuple[int, int]:
        finding = findings[index]
        return 1 if finding.rule in holding else weights[finding.severity], index

    by_weight = sorted(range(len(findings)), key=weight)
    listed = sorted(by_weight[:MOST_LISTED])
    more = Placed(Remark(NOT_LISTED, {"count": len(findings) - MOST_LISTED}))
    return (*(findings[index] for index in listed), to_finding(more, TableLayout()))


def _sanitise_params(params: Params) -> dict[str, str | int]:
    return {
        name: sanitise(value, LONGEST_LIST if name in _LISTS else LONGEST_FOUND)
        if isinstance(value, str)
        else value
        for name, value in params.items()
    }


def personal_data_findings(leaks: Iterable[PersonalData]) -> list[Finding]:
    """The findings on personal data outside the list that is checked."""
    return [to_finding(leak.placed, TableLayout(leak.sheet, of_list=True)) for leak in leaks]


def cells_with_numbers(findings: Iterable[Finding]) -> dict[str, frozenset[Cell]] | None:
    """By sheet, the cells in which personal data was found; None where not all findings are listed."""
    cells: dict[str, set[Cell]] = {}
    for finding in findings:
        if finding.rule == NOT_LISTED.id:
            return None
        cell = parse_cell(finding.cell or "")
        if finding.rule in PERSONAL_DATA and cell is not None:
            cells.setdefault(finding.sheet or "", set()).add(cell)
    return {sheet: frozenset(those) for sheet, those in cells.items()}
