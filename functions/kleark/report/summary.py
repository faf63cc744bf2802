"""What a page shows of a report at first sight: its head, numbers, and the first findings of each rule.

A report on 10,000 rows is 6.5 MB. Its summary holds no rows, no plan, and so few findings that the page stays small.
The others are read from the report, which begins with them (`findings_end`).
"""

from __future__ import annotations

import json
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

from kleark.data_classes import NamedTuple, dataclass, replace
from kleark.report.cell_ranges import cell_ranges
from kleark.report.excerpt import Excerpt
from kleark.report.finding_progress import FindingKeys, finding_keys
from kleark.report.html_grid import Marked, marked_cells
from kleark.report.html_messages import WORDS
from kleark.report.locations import other_sheet, with_sheet
from kleark.report.model import Counts, FileFacts, Finding, FindingKind, SheetFacts
from kleark.report.passed_checks import PassedChecks, passed_checks
from kleark.report.plan_view import PlanCounts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kleark.i18n.language import Language
    from kleark.report.model import Report, Subject

SCHEMA_VERSION = "1.0"
KINDS: tuple[FindingKind, ...] = ("error", "warning", "repaired", "info")
"""In the order in which pages show them."""
MOST_SHOWN = 10
"""So many findings of a rule stand in a summary that has not room for all of them; fewer where there are many rules."""
MOST_OF_ALL = 50
"""So many such findings a summary has of all rules together, but one of each at least."""
ROOM = 20_000
"""So many bytes of a page the findings take at most of rules that are listed whole."""
MOST_NAMED = 6
"""So many ranges of cells a rule's findings are named by, that is one more than pages show."""
_REST = b'],\n"rows": ['
"""Where a report's findings end. No text in it has a line break of its own."""


class FindingGroup(NamedTuple):
    """The findings of one rule that are of one kind.

    Attributes:
        kind: The kind.
        rule: The rule's id.
        total: How many there are.
        alike: Whether all say the same.
        names: Where those are that stand not here, as ranges of cells; the first of them.
        findings: The first of them, or all.
    """

    kind: FindingKind
    rule: str
    total: int
    alike: bool
    names: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def is_cut(self) -> bool:
        """Whether some are left out."""
        return len(self.findings) < self.total

    def to_json(self) -> dict[str, Any]:
        """As in a report's summary."""
        return self._asdict() | {"findings": [finding.to_json() for finding in self.findings]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> FindingGroup:
        """The opposite of `to_json`."""
        findings = tuple(Finding.from_json(one) for one in data["findings"])
        return cls(**(data | {"names": tuple(data["names"]), "findings": findings}))


@dataclass(frozen=True, slots=True)
class Summary:
    """A report without what only a part of its page shows.

    Attributes:
        file: See `Report`.
        sheet: See `Report`.
        counts: See `Report`.
        subject: See `Report`.
        readable: See `Report`.
        fixable: Whether a corrected sheet is made of it.
        publishes: How many rows it would publish.
        listed: How many findings the report lists.
        groups: Its findings, in the order of their kinds and rules.
        plan: How many rows of each kind its plan has; None where it has none.
        excerpt: The cells around its findings; the topics are those of the findings that stand here.
        marked: What marks the excerpt's cells and rows.
        passed: Which checks the sheet passed.
        keys: By which its findings are known in a later report.
        findings_end: Where in ``report.json`` the findings end; 0 where there is no such file.
    """

    file: FileFacts
    sheet: SheetFacts | None
    counts: Counts
    subject: Subject
    readable: bool
    fixable: bool
    publishes: int
    listed: int
    groups: tuple[FindingGroup, ...]
    plan: PlanCounts | None
    excerpt: Excerpt | None
    marked: Mapping[str, Marked]
    passed: PassedChecks
    keys: FindingKeys
    findings_end: int = 0

    def to_json(self) -> dict[str, Any]:
        """The content of ``summary.json``."""
        return {
            "schemaVersion": SCHEMA_VERSION,
            "subject": self.subject,
            "file": self.file._asdict(),
            "sheet": self.sheet and self.sheet._asdict(),
            "counts": self.counts._asdict(),
            "readable": self.readable,
            "fixable": self.fixable,
            "publishes": self.publishes,
            "listed": self.listed,
            "groups": [group.to_json() for group in self.groups],
            "plan": self.plan and self.plan.to_json(),
            "excerpt": self.excerpt and self.excerpt.to_json(),
            "marked": self.marked,
            "passed": self.passed.to_json(),
            "keys": self.keys.to_json(),
            "findingsEnd": self.findings_end,
        }

    def to_bytes(self) -> bytes:
        """The same as it is stored."""
        return json.dumps(self.to_json(), ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, stored: bytes) -> Summary | None:
        """The opposite of `to_bytes`; None for one of another version. Raises as `json.loads`; KeyError; TypeError."""
        data = json.loads(stored)
        if data["schemaVersion"] != SCHEMA_VERSION:
            return None
        sheet, plan, excerpt = data["sheet"], data["plan"], data["excerpt"]
        return cls(
            file=FileFacts(**data["file"]),
            sheet=sheet and SheetFacts(**sheet),
            counts=Counts(**data["counts"]),
            subject=data["subject"],
            readable=data["readable"],
            fixable=data["fixable"],
            publishes=data["publishes"],
            listed=data["listed"],
            groups=tuple(FindingGroup.from_json(group) for group in data["groups"]),
            plan=plan and PlanCounts.from_json(plan),
            excerpt=excerpt and Excerpt.from_json(excerpt),
            marked={address: Marked(*mark) for address, mark in data["marked"].items()},
            passed=PassedChecks.from_json(data["passed"]),
            keys=FindingKeys.from_json(data["keys"]),
            findings_end=data["findingsEnd"],
        )

    def group(self, kind: str, rule: str) -> FindingGroup | None:
        """The group of a rule's findings that are of one kind; None where there are none."""
        return next((one for one in self.groups if (one.kind, one.rule) == (kind, rule)), None)


def summary_of(
    report: Report, excerpt: Excerpt | None, *, fixable: bool = False, whole: bool = False
) -> Summary:
    """A report's summary.

    Args:
        report: The report.
        excerpt: The cells around its findings, where there are any.
        fixable: Whether a corrected sheet is made of it.
        whole: Whether all findings stand in it, however many they are.
    """
    groups = groups_of(report.findings)
    if not whole:
        groups = cut(groups, report)
        excerpt = excerpt and _with_topics_of(groups, excerpt)
    return Summary(
        file=report.file,
        sheet=report.sheet,
        counts=report.counts,
        subject=report.subject,
        readable=report.is_usable,
        fixable=fixable,
        publishes=len(report.rows),
        listed=len(report.findings),
        groups=groups,
        plan=PlanCounts.of(report.plan) if report.plan else None,
        excerpt=excerpt,
        marked=marked_cells(report, excerpt) if excerpt else {},
        passed=passed_checks(report),
        keys=FindingKeys((), (), complete=False) if whole else finding_keys(report),
    )


def groups_of(findings: Iterable[Finding]) -> tuple[FindingGroup, ...]:
    """Findings by kind and rule, in the order of pages; within a rule they keep theirs."""
    by_kind: dict[str, list[Finding]] = {kind: [] for kind in KINDS}
    for finding in findings:
        by_kind[finding.kind].append(finding)
    return tuple(
        _group(kind, rule, tuple(several))
        for kind in KINDS
        for rule, several in groupby(sorted(by_kind[kind], key=_rule), key=_rule)
    )


def _rule(finding: Finding) -> str:
    return finding.rule


def _group(kind: FindingKind, rule: str, findings: tuple[Finding, ...]) -> FindingGroup:
    alike = len({finding.message_da for finding in findings}) == 1
    return FindingGroup(kind, rule, len(findings), alike, (), findings)


def cut(groups: Sequence[FindingGroup], report: Report) -> tuple[FindingGroup, ...]:
    """The groups with as many findings as a page has room for: small groups whole, of large ones the first."""
    most = max(1, min(MOST_SHOWN, MOST_OF_ALL // max(1, len(groups))))
    whole, room = set(), ROOM
    for at in sorted(range(len(groups)), key=lambda at: groups[at].total):
        room -= sum(map(_weight, groups[at].findings))
        if room < 0:
            break
        whole.add(at)
    return tuple(group if at in whole else _cut_to(group, most, report) for at, group in enumerate(groups))


def _cut_to(group: FindingGroup, most: int, report: Report) -> FindingGroup:
    if group.total <= most:
        return group
    rest = cell_ranges(place_of(finding, report, "da") for finding in group.findings[most:])
    return group._replace(names=rest[:MOST_NAMED], findings=group.findings[:most])


def place_of(finding: Finding, report: Report | Summary, lang: Language) -> str:
    """A range, a cell or a row, with its sheet where that is another one; empty for the whole sheet."""
    row = WORDS[lang].row.format(finding.row) if finding.row else None
    return with_sheet(finding.range or finding.cell or row, other_sheet(finding, report), lang) or ""


def _weight(finding: Finding) -> int:
    """About so many bytes of a page a finding takes: what was found and what is proposed are there for eye and ear."""
    found, suggestion = escape(finding.found or ""), escape(finding.suggestion or "")
    return (
        450
        + 3 * len(found.encode())
        + 3 * len(suggestion.encode())
        + len(escape(finding.message_da).encode())
    )


def _with_topics_of(groups: Iterable[FindingGroup], excerpt: Excerpt) -> Excerpt:
    rows = {finding.row for group in groups for finding in group.findings}
    topics = {row: topic for row, topic in excerpt.topics.items() if row in rows}
    return replace(excerpt, topics=topics)


def findings_end(report_json: bytes) -> int:
    """Where in ``report.json`` the findings end: so many bytes of it `read_findings` takes."""
    return report_json.index(_REST)


def read_findings(beginning: bytes) -> tuple[Finding, ...]:
    """The findings in a report of which only the beginning was read. Raises ValueError, KeyError, TypeError."""
    return tuple(Finding.from_json(one) for one in json.loads(beginning + b"]}")["findings"])
