"""The fields beside the findings of a sheet, in which what is wrong is corrected on the page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from kleark.redaction.cpr import MASK
from kleark.sheet.address import parse_area

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from kleark.report.model import Finding
    from kleark.report.summary import FindingGroup, Summary

MOST_FIELDS = 80
"""So many findings can be corrected at once: the page reads no more of a form. The next check brings more."""
PREFIX = "celle-"
_CUT_OFF = "…"


@dataclass(frozen=True, slots=True)
class FindingField:
    """One field.

    Attributes:
        area: The cells that it is about, as a finding names them: ``B7``, ``E2:E10``.
        rule: Of the finding beside which it stands.
        prefill: What it holds before somebody types: the suggestion, or else what stands in the cell.
        suggested: Whether that is a suggestion.
        alike: How many findings of the same rule are about the same value, in cells with a field: they can be corrected
            together. 1 for one alone, and for all but the first of them.
        found: What stands there.
    """

    area: str
    rule: str
    prefill: str
    suggested: bool
    found: str
    alike: int = 1

    @property
    def name(self) -> str:
        """The field's name, and its id."""
        return PREFIX + self.area.replace(":", "-")


@dataclass(frozen=True)
class FindingFields:
    """The fields of one page, in the order of the report.

    ``left_out``: how many findings could have one, and do not: there are too many.
    """

    fields: tuple[FindingField, ...] = ()
    left_out: int = 0

    def __bool__(self) -> bool:
        return bool(self.fields)

    def beside(self, area: str, rule: str) -> FindingField | None:
        """The field that stands beside a finding; None where it has none."""
        return self._by_finding.get((area, rule))

    def has_any(self, rule: str) -> bool:
        """Whether a field stands beside some finding of a rule."""
        return any(one.rule == rule for one in self.fields)

    @cached_property
    def _by_finding(self) -> Mapping[tuple[str, str], FindingField]:
        return {(one.area, one.rule): one for one in self.fields}

    def at(self, area: str) -> FindingField | None:
        """The field that is about these cells."""
        return self._by_area.get(area)

    @cached_property
    def _by_area(self) -> Mapping[str, FindingField]:
        return {one.area: one for one in self.fields}

    def alike(self, first: FindingField) -> tuple[FindingField, ...]:
        """Those about the same value, for the same reason."""
        return tuple(one for one in self.fields if (one.rule, one.found) == (first.rule, first.found))


def finding_fields(summary: Summary) -> FindingFields:
    """The fields for the errors and warnings on the result's page that are about cells of the checked sheet."""
    return _fields(_correctable(summary), MOST_FIELDS)


def errors_to_correct(summary: Summary) -> int:
    """How many errors are about cells of the checked sheet, and so can be corrected on the page, now or later."""
    here = 0
    for group in summary.groups:
        if group.kind == "error":
            left_out = group.total - len(group.findings)
            found = sum(1 for _ in _of_sheet([group], summary))
            here += found + (left_out if found == len(group.findings) else 0)
    return here


def fields_of_group(group: FindingGroup, summary: Summary, first: int, last: int) -> FindingFields:
    """The fields for all findings of one rule, of which those numbered ``first`` to ``last`` are shown.

    Each text that several have alike is counted at the first of those that are shown, all of its kind included.
    """
    every = _fields(_of_sheet([group], summary), None)
    shown = {one.range or one.cell for one in group.findings[first - 1 : last]}
    return FindingFields(_counted(every.fields, shown))


def _fields(findings: Iterable[Finding], most: int | None) -> FindingFields:
    chosen: dict[str, FindingField] = {}
    taken: set[tuple[int, int]] = set()
    left_out = 0
    for finding in findings:
        area = finding.range or finding.cell or ""
        bounds = parse_area(area)
        if bounds is None:
            continue
        cells = {(row, bounds[1]) for row in range(bounds[0], bounds[2] + 1)}
        if taken & cells:
            continue
        if len(chosen) == most:
            left_out += 1
            continue
        taken |= cells
        chosen[area] = _field(finding, area)
    return FindingFields(_counted(list(chosen.values())), left_out)


def _correctable(summary: Summary) -> Iterator[Finding]:
    """Errors first: of two findings on one cell, the field stands beside the more serious one."""
    return _of_sheet(summary.groups, summary)


def _of_sheet(groups: Iterable[FindingGroup], summary: Summary) -> Iterator[Finding]:
    if summary.sheet is None:
        return
    for group in groups:
        if group.kind in ("error", "warning"):
            for finding in group.findings:
                if finding.sheet == summary.sheet.name and finding.cell is not None:
                    yield finding


def _field(finding: Finding, area: str) -> FindingField:
    found = finding.found or ""
    shown = "" if found.endswith(_CUT_OFF) or MASK in found or finding.range else found
    suggestion = finding.suggestion
    return FindingField(
        area, finding.rule, shown if suggestion is None else suggestion, suggestion is not None, found
    )


def _counted(
    fields: Sequence[FindingField], shown: Container[str | None] | None = None
) -> tuple[FindingField, ...]:
    """The fields, with how many are alike at the first of those: of the ``shown`` areas, or of all."""
    counts = Counter((one.rule, one.found) for one in fields)
    return tuple(
        replace(one, alike=counts.pop((one.rule, one.found), 1) if shown is None or one.area in shown else 1)
        for one in fields
    )
