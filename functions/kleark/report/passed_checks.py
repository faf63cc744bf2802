"""The checks that a sheet passed: for each column how many cells have nothing against them, and those over all rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kleark.data_classes import NamedTuple
from kleark.i18n.formats import format_number, plural
from kleark.report.locations import other_sheet
from kleark.rules.registry import get
from kleark.sheet.address import parse_area
from kleark.sheet.columns import CONFIGURATION, REQUIRED
from kleark.sheet.inventory_columns import CASES, INVENTORY, KLE_NUMBER, MUNICIPALITY_CODE
from kleark.sheet.table import column_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kleark.i18n.language import Language
    from kleark.report.html_messages import Words
    from kleark.report.model import Finding, Report, Subject
    from kleark.sheet.columns import Column, Form


def form_of(subject: Subject) -> tuple[Form, tuple[Column, ...]]:
    """The form of each kind of file, and the columns that it must have."""
    if subject == "case_templates":
        from kleark.sheet import case_template_columns as templates  # noqa: PLC0415 (no sheet's report needs it)

        return templates.CASE_TEMPLATES, (templates.TEMPLATE_NAME, templates.KLE_NUMBER)
    if subject == "responsibilities":
        from kleark.sheet import responsibility_columns as responsibilities  # noqa: PLC0415 (likewise)

        return responsibilities.RESPONSIBILITIES, responsibilities.REQUIRED
    if subject == "own_numbers":
        from kleark.sheet import own_number_columns as own  # noqa: PLC0415 (no sheet's report needs it)

        return own.OWN_NUMBERS, (own.KLE_NUMBER, own.KLE_TITLE)
    if subject == "inventory":
        return INVENTORY, (MUNICIPALITY_CODE, KLE_NUMBER, CASES)
    return CONFIGURATION, REQUIRED


class PassedChecks(NamedTuple):
    """``columns``: by key, how many rows have nothing against the column's cell. ``broken``: the rules with a finding.

    ``complete``: whether all findings are known. ``told``: whether all errors are; else nothing is said to be in order.
    """

    columns: Mapping[str, int]
    broken: frozenset[str]
    complete: bool
    told: bool

    def to_json(self) -> dict[str, Any]:
        """As in a report's summary."""
        return {
            "columns": dict(self.columns),
            "broken": sorted(self.broken),
            "complete": self.complete,
            "told": self.told,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> PassedChecks:
        """The opposite of `to_json`."""
        return cls(data["columns"], frozenset(data["broken"]), data["complete"], data["told"])


def passed_checks(report: Report) -> PassedChecks:
    """What passed of a report's sheet."""
    errors, warnings = (
        [finding for finding in report.findings if finding.severity == severity]
        for severity in ("error", "warning")
    )
    counts = report.counts
    form, required = form_of(report.subject)
    open_findings = [*errors, *(finding for finding in warnings if not finding.repaired)]
    failed = _rows_by_column(report, open_findings, form)
    return PassedChecks(
        # Errors or warnings that are not listed may be in any column.
        columns={column.key: counts.rows - len(failed.get(column.key, ())) for column in required}
        if len(warnings) >= counts.warnings
        else {},
        broken=frozenset(finding.rule for finding in report.findings),
        complete=counts.errors + counts.warnings + counts.infos <= len(report.findings),
        told=len(errors) >= counts.errors,
    )


def describe_passed(passed: PassedChecks, rows: int, words: Words, lang: Language) -> Iterator[str]:
    """The same in words. ``rows``: how many the sheet has."""
    if not passed.told:
        return
    for key, good in passed.columns.items():
        if good > 0:
            noun = plural(rows, words.columns[key])
            some = words.of_all.format(format_number(good, lang), format_number(rows, lang), noun)
            yield f"{f'{format_number(rows, lang)} {noun}' if good == rows else some} {words.in_order}"
    for rule, text in words.checks.items():
        if rule not in passed.broken and (passed.complete or get(rule).severity == "error"):
            yield text


def _rows_by_column(report: Report, findings: Sequence[Finding], form: Form) -> dict[str, set[int]]:
    """The rows that the findings are on, by the key of the column."""
    failed: dict[str, set[int]] = {}
    for finding in findings:
        column = column_of(finding.column or "", form)
        if column and finding.row and other_sheet(finding, report) is None:
            area = parse_area(finding.range) if finding.range else None
            last = area[2] if area else finding.row
            failed.setdefault(column.key, set()).update(range(finding.row, last + 1))
    return failed
