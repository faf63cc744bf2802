"""The view model of the HTML report, computed from report and excerpt: the template only lays it out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from kleark import __version__
from kleark.configuration.row import ALL_SYSTEMS
from kleark.exposure.card import format_phone
from kleark.i18n.formats import format_count, format_date, format_moment, format_number
from kleark.redaction.invisible import visible
from kleark.report.cell_ranges import cell_ranges
from kleark.report.folding import Fold, Folded, fold
from kleark.report.html_grid import grid_of
from kleark.report.html_messages import WORDS, Words
from kleark.report.inventory_messages import INVENTORY_WORDS
from kleark.report.locations import other_sheet, with_sheet
from kleark.report.plan_view import PlanView, Window, view
from kleark.report.text_diff import Piece, difference
from kleark.rules.registry import get
from kleark.sheet.address import parse_area
from kleark.sheet.columns import CONFIGURATION, REQUIRED
from kleark.sheet.inventory_columns import CASES, INVENTORY, KLE_NUMBER, MUNICIPALITY_CODE
from kleark.sheet.table import column_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from kleark.i18n.language import Language
    from kleark.report.excerpt import Excerpt, RowTopic
    from kleark.report.html_grid import Grid
    from kleark.report.model import Finding, Report, Subject
    from kleark.sheet.columns import Column, Form

KINDS = ("error", "warning", "repaired", "info")
MOST_CITIZEN_ROWS = 50
"""So many rows stand open as citizens will see them; the others are folded."""
MOST_EQUAL = 10
"""So many findings of one rule stand open; the others are folded."""
MOST_RANGES = 5
"""What is folded is named by so many ranges of cells at most."""

_FORMS: Mapping[Subject, tuple[Form, tuple[Column, ...]]] = {
    "configuration": (CONFIGURATION, REQUIRED),
    "inventory": (INVENTORY, (MUNICIPALITY_CODE, KLE_NUMBER, CASES)),
}
"""The form of each kind of file, and the columns that it must have."""


class Item(NamedTuple):
    """One finding.

    Attributes:
        location: A range, a cell or a row, with its sheet where that is another one; empty for the whole sheet.
        column: Its header.
        topic: The KLE number and name in its row.
        message: What is wrong.
        found: The cell's text, in pieces that mark what differs from the suggestion.
        empty: Whether the cell is empty.
        suggestion: What to write instead, in pieces like ``found``.
    """

    location: str
    column: str
    topic: RowTopic | None
    message: str
    found: tuple[Piece, ...]
    empty: bool
    suggestion: tuple[Piece, ...]


class ItemFold(NamedTuple):
    """Findings that are folded away together. ``label``: how many, and in which cells."""

    label: str
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one rule.

    ``message``: their common message, or None where they differ. ``shown``: the first of its ``items``, which stand
    open; ``folds``: the others.
    """

    anchor: str
    rule: str
    heading: str
    message: str | None
    why: str
    fix: str
    source: str
    items: tuple[Item, ...]
    shown: Sequence[Item]
    folds: tuple[ItemFold, ...]

    @property
    def tabular(self) -> bool:
        """Whether there is more to show of each finding than its location."""
        has_details = self.has_topics or self.has_found or self.has_suggestions
        return any(item.location for item in self.items) and (has_details or self.message is None)

    @property
    def has_topics(self) -> bool:
        return any(item.topic for item in self.items)

    @property
    def has_found(self) -> bool:
        return any(item.found or item.empty for item in self.items)

    @property
    def has_suggestions(self) -> bool:
        return any(item.suggestion for item in self.items)


@dataclass(frozen=True, slots=True)
class Section:
    """All groups of one kind. ``count``: as text, since it may be "at least" so many."""

    kind: str
    title: str
    lead: str
    count: str
    noun: str
    groups: tuple[Group, ...]


class CitizenRow(NamedTuple):
    """A row as it will be published, in the form that citizens see."""

    kle_number: str
    title: str
    system: str
    shown_from: str
    department: str
    phone: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the page."""

    lang: Language
    words: Words
    title: str
    tone: str
    headline: str
    lead: str
    incomplete: str
    ready: str
    sections: tuple[Section, ...]
    plan: PlanView | None
    grid: Grid | None
    judged: bool
    passed: tuple[str, ...]
    citizens: Folded[CitizenRow]
    facts: tuple[tuple[str, str], ...]
    made_by: str


def page(
    report: Report,
    excerpt: Excerpt | None,
    lang: Language,
    checked_at: datetime | None,
    *,
    with_rows: bool = True,
) -> Page:
    """The page on one report.

    Args:
        report: The report.
        excerpt: Without it the page has no grid, and names no KLE numbers beside findings.
        lang: The language.
        checked_at: When it was checked.
        with_rows: Whether it lists the rows that citizens will see, and those of the plan; else it only counts them.
    """
    report = report.hidden()
    words = _words_on(report.subject, lang)
    title = words.title.format(visible(report.file.name))
    rows = report.counts.rows
    citizens = range(len(report.rows)) if with_rows else ()
    window = None if with_rows else Window(0, 0)
    return Page(
        lang=lang,
        words=words,
        title=title,
        tone={"rejected": "error", "accepted_with_warnings": "warning"}.get(report.verdict, "accepted"),
        headline=_headline(report, lang),
        # Where no row was judged there are no cells to fix, but a header, a tab or a file.
        lead=words.verdict_leads[report.verdict] if report.readable and rows else words.unreadable_lead,
        incomplete=_incomplete(report, lang),
        ready=words.ready.format(format_number(len(report.rows), lang), format_number(rows, lang))
        if rows and report.subject == "configuration"
        else "",
        sections=tuple(_sections(report, excerpt, lang)),
        plan=view(report.plan, lang, window) if report.plan else None,
        grid=grid_of(report, excerpt, lang) if excerpt else None,
        judged=rows > 0,
        passed=tuple(_passed_checks(report, lang)) if rows else (),
        citizens=fold([_citizen_row(report, at, lang) for at in citizens], MOST_CITIZEN_ROWS),
        facts=tuple(_facts(report, lang, checked_at)),
        made_by=words.made_by.format(__version__),
    )


def _words_on(subject: Subject, lang: Language) -> Words:
    return (INVENTORY_WORDS if subject == "inventory" else WORDS)[lang]


def _headline(report: Report, lang: Language) -> str:
    words = _words_on(report.subject, lang)
    if not report.readable:
        return words.unreadable
    if report.verdict == "rejected":
        return format_count(report.counts.errors, words.rejected, lang)
    return words.verdicts[report.verdict]


def _all_findings(report: Report) -> int:
    return report.counts.errors + report.counts.warnings + report.counts.infos


def _incomplete(report: Report, lang: Language) -> str:
    """How many findings are listed, where that is not all of them; the last one listed says so, too."""
    total, listed = _all_findings(report), len(report.findings)
    if total <= listed:
        return ""
    return WORDS[lang].incomplete.format(format_number(listed - 1, lang), format_number(total, lang))


def _sections(report: Report, excerpt: Excerpt | None, lang: Language) -> Iterator[Section]:
    counts, words = report.counts, _words_on(report.subject, lang)
    complete = _all_findings(report) <= len(report.findings)
    for kind in KINDS:
        findings = [finding for finding in report.findings if finding.kind == kind]
        if not findings:
            continue
        section_words = words.sections[kind]
        total = counts.errors if kind == "error" else len(findings)
        count = format_number(total, lang)
        yield Section(
            kind=kind,
            title=section_words.title,
            lead=section_words.lead,
            count=count if complete or kind == "error" else words.at_least.format(count),
            noun=section_words.noun[total != 1],
            groups=tuple(
                _group(kind, [(one, other_sheet(one, report)) for one in several], excerpt, lang)
                for _, several in groupby(sorted(findings, key=_rule_id), key=_rule_id)
            ),
        )


def _rule_id(finding: Finding) -> str:
    return finding.rule


def _group(
    kind: str, findings: Sequence[tuple[Finding, str | None]], excerpt: Excerpt | None, lang: Language
) -> Group:
    """The group of one rule's findings, each with its sheet where that is not the one that was judged."""
    rule = get(findings[0][0].rule)
    items = tuple(_item(finding, sheet, excerpt, lang) for finding, sheet in findings)
    folded = fold(items, MOST_EQUAL)
    messages = {item.message for item in items}
    heading = (
        getattr(rule.many, lang).format(count=len(items)) if len(items) > 1 else getattr(rule.title, lang)
    )
    return Group(
        anchor=f"{kind}-{rule.id}",
        rule=rule.id,
        heading=heading,
        message=messages.pop() if len(messages) == 1 else None,
        why=getattr(rule.why, lang),
        fix=getattr(rule.fix, lang),
        source=rule.source,
        items=items,
        shown=folded.shown,
        folds=tuple(ItemFold(_fold_label(one, lang), one.items) for one in folded.folds),
    )


def _fold_label(folded: Fold[Item], lang: Language) -> str:
    """``Vis 11 til 118 af 118: F12:F40, G3``."""
    words = WORDS[lang]
    names = cell_ranges(item.location for item in folded.items)
    label = words.fold.format(
        first=format_number(folded.first, lang),
        last=format_number(folded.last, lang),
        total=format_number(folded.total, lang),
    )
    if not names:
        return label
    more = f" {words.and_more}" if len(names) > MOST_RANGES else ""
    return f"{label}: {', '.join(names[:MOST_RANGES])}{more}"


def _item(finding: Finding, sheet: str | None, excerpt: Excerpt | None, lang: Language) -> Item:
    words = WORDS[lang]
    # For a range its first cell says nothing: the message gives the first and the last value.
    found = "" if finding.range else visible(finding.found or "")
    suggestion = visible(finding.suggestion or "")
    pieces: tuple[tuple[Piece, ...], tuple[Piece, ...]] = (Piece(found),), (Piece(suggestion),)
    if found and suggestion:
        pieces = difference(found, suggestion)
    own = sheet is None and finding.row is not None and not finding.range
    topic = excerpt.topics.get(finding.row or 0) if excerpt and own else None
    row = words.row.format(finding.row) if finding.row else None
    return Item(
        location=with_sheet(finding.range or finding.cell or row, sheet, lang) or "",
        column=visible(finding.column or ""),
        topic=topic,
        message=visible(finding.message(lang)),
        found=pieces[0] if found else (),
        empty=bool(finding.cell and not finding.range and not finding.found),
        suggestion=pieces[1] if suggestion else (),
    )


def _passed_checks(report: Report, lang: Language) -> Iterator[str]:
    """The checks that passed: for each column how many cells have no error and no warning, and those over all rows."""
    errors, warnings = (
        [finding for finding in report.findings if finding.severity == severity]
        for severity in ("error", "warning")
    )
    if len(errors) < report.counts.errors:
        return  # errors that are not listed may be in any column
    words, rows = _words_on(report.subject, lang), report.counts.rows
    form, required = _FORMS[report.subject]
    open_findings = [*errors, *(finding for finding in warnings if not finding.repaired)]
    failed = _rows_by_column(report, open_findings, form)
    # So may warnings.
    for column in required if len(warnings) >= report.counts.warnings else ():
        good = rows - len(failed.get(column.key, ()))
        if good > 0:
            noun = words.columns[column.key][rows != 1]
            some = words.of_all.format(format_number(good, lang), format_number(rows, lang), noun)
            yield f"{f'{format_number(rows, lang)} {noun}' if good == rows else some} {words.in_order}"
    broken = {finding.rule for finding in report.findings}
    complete = _all_findings(report) <= len(report.findings)
    for rule, text in words.checks.items():
        if rule not in broken and (complete or get(rule).severity == "error"):
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


def _citizen_row(report: Report, at: int, lang: Language) -> CitizenRow:
    row = report.rows[at].row
    return CitizenRow(
        kle_number=row.kle_number,
        title=visible(row.kle_title),
        system=WORDS[lang].every_system if row.source_system == ALL_SYSTEMS else visible(row.source_system),
        shown_from=format_date(row.show_from, lang),
        department=visible(row.contact_department),
        phone=format_phone(row.contact_phone),
    )


def _facts(report: Report, lang: Language, checked_at: datetime | None) -> Iterator[tuple[str, str]]:
    words = WORDS[lang]
    yield words.file, visible(report.file.name)
    if report.sheet is not None:
        yield words.tab, visible(report.sheet.name)
    if checked_at is not None:
        yield words.checked_at, format_moment(checked_at, lang)
    yield words.size, f"{format_number(max(1, round(report.file.bytes / 1000)), lang)} kB"
    if report.file.sha256:
        yield words.fingerprint, report.file.sha256
