"""The view model of the HTML report, computed from report and excerpt: the template only lays it out."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from kleark import __version__
from kleark.configuration.row import ALL_SYSTEMS
from kleark.data_classes import NamedTuple, dataclass, replace
from kleark.exposure.card import format_phone
from kleark.i18n.formats import format_count, format_date, format_moment, format_number, format_share, plural
from kleark.redaction.invisible import visible
from kleark.report.cell_ranges import cell_ranges
from kleark.report.folding import Folded, fold
from kleark.report.html_grid import grid_of
from kleark.report.html_messages import WORDS, Words
from kleark.report.inventory_messages import INVENTORY_WORDS
from kleark.report.locations import other_sheet
from kleark.report.passed_checks import describe_passed
from kleark.report.plan_cells import optional_cells
from kleark.report.plan_view import PlanTotals, PlanView, totals_view, view
from kleark.report.summary import place_of, summary_of
from kleark.report.text_diff import Piece, difference
from kleark.rules.registry import get
from kleark.sheet.workbook import CSV_SHEET_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from kleark.i18n.language import Language
    from kleark.report.excerpt import Excerpt, RowTopic
    from kleark.report.html_grid import Grid
    from kleark.report.model import Finding, Report, Subject
    from kleark.report.summary import FindingGroup, Summary

MOST_CITIZEN_ROWS = 50
"""So many rows stand open as citizens will see them; the others are folded."""
MOST_EQUAL = 10
"""So many findings of one rule stand open; the others are folded."""
MOST_RANGES = 5
"""What is folded is named by so many ranges of cells at most."""


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

    Attributes:
        anchor: By which it is linked to.
        rule: The rule's id.
        heading: What is wrong, and how often.
        message: Their common message, or None where they differ.
        why: Why it matters.
        fix: What to do.
        source: Where the rule is from.
        items: Those that stand here.
        total: How many there are.
        shown: The first of the items, which stand open.
        folds: The others.
        more: What says that not all stand here, and where the others are; empty where all do.
    """

    anchor: str
    rule: str
    heading: str
    message: str | None
    why: str
    fix: str
    source: str
    items: tuple[Item, ...]
    total: int
    shown: Sequence[Item]
    folds: tuple[ItemFold, ...]
    more: str = ""

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
    """A row as it will be published, in the form that citizens see.

    ``optional``: what it has of columns that few sheets have, each with its name.
    """

    kle_number: str
    title: str
    system: str
    shown_from: str
    department: str
    phone: str
    optional: tuple[tuple[str, str], ...] = ()


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
    plan: PlanView | PlanTotals | None
    grid: Grid | None
    judged: bool
    passed: tuple[str, ...]
    citizens: Folded[CitizenRow]
    facts: tuple[tuple[str, str], ...]
    made_by: str


def page(report: Report, excerpt: Excerpt | None, lang: Language, checked_at: datetime | None) -> Page:
    """The page on one report, with all that is in it.

    Args:
        report: The report.
        excerpt: Without it the page has no grid, and names no KLE numbers beside findings.
        lang: The language.
        checked_at: When it was checked.
    """
    report = report.hidden()
    return replace(
        summary_page(summary_of(report, excerpt, whole=True), lang, checked_at),
        plan=view(report.plan, lang) if report.plan else None,
        citizens=fold([_citizen_row(report, at, lang) for at in range(len(report.rows))], MOST_CITIZEN_ROWS),
    )


def summary_page(summary: Summary, lang: Language, checked_at: datetime | None) -> Page:
    """The page on a report of which only a summary is at hand: it counts the rows and those of the plan."""
    words = _words_on(summary.subject, lang)
    counts, rows = summary.counts, summary.counts.rows
    return Page(
        lang=lang,
        words=words,
        title=words.title.format(visible(summary.file.name)),
        tone={"rejected": "error", "accepted_with_warnings": "warning"}.get(counts.verdict, "accepted"),
        headline=_headline(summary, lang),
        # Where no row was judged there are no cells to fix, but a header, a tab or a file.
        lead=words.verdict_leads[counts.verdict] if summary.readable and rows else words.unreadable_lead,
        incomplete=incomplete(summary, lang),
        ready=format_share(summary.publishes, rows, words.ready, lang)
        if rows and summary.subject == "configuration"
        else "",
        sections=tuple(_sections(summary, lang)),
        plan=totals_view(summary.plan, lang) if summary.plan else None,
        grid=grid_of(summary.excerpt, summary.marked, summary.subject, lang) if summary.excerpt else None,
        judged=rows > 0,
        passed=tuple(describe_passed(summary.passed, rows, words, lang)) if rows else (),
        citizens=Folded((), ()),
        facts=tuple(_facts(summary, lang, checked_at)),
        made_by=words.made_by.format(__version__),
    )


class GroupPage(NamedTuple):
    """Findings of one rule on a page of their own. ``instead``: what stands over the proposals."""

    group: Group
    words: Words
    instead: str


def group_page(group: FindingGroup, summary: Summary, excerpt: Excerpt | None, lang: Language) -> GroupPage:
    """Some findings of one rule, all of which stand open. ``excerpt``: names the KLE numbers beside them."""
    words = _words_on(summary.subject, lang)
    shown = _group(group, summary, excerpt, lang)
    instead = {"error": words.write, "repaired": words.used}.get(group.kind, words.proposal)
    return GroupPage(replace(shown, shown=shown.items, folds=(), more=""), words, instead)


def _words_on(subject: Subject, lang: Language) -> Words:
    if subject not in ("configuration", "inventory"):
        from kleark.report.list_messages import LIST_WORDS  # noqa: PLC0415 (no sheet needs them)

        return LIST_WORDS[subject][lang]
    return (INVENTORY_WORDS if subject == "inventory" else WORDS)[lang]


def _headline(summary: Summary, lang: Language) -> str:
    words = _words_on(summary.subject, lang)
    if not summary.readable:
        return words.unreadable
    if summary.counts.verdict == "rejected":
        return format_count(summary.counts.errors, words.rejected, lang)
    return words.verdicts[summary.counts.verdict]


def incomplete(summary: Summary, lang: Language) -> str:
    """How many findings are listed, where that is not all of them; the last one listed says so, too."""
    total, listed = summary.counts.findings, summary.listed
    if total <= listed:
        return ""
    return WORDS[lang].incomplete.format(format_number(listed - 1, lang), format_number(total, lang))


def _sections(summary: Summary, lang: Language) -> Iterator[Section]:
    counts, words = summary.counts, _words_on(summary.subject, lang)
    complete = counts.findings <= summary.listed
    for kind, several in groupby(summary.groups, key=_kind):
        groups = list(several)
        section_words = words.sections[kind]
        total = counts.errors if kind == "error" else sum(group.total for group in groups)
        count = format_number(total, lang)
        yield Section(
            kind=kind,
            title=section_words.title,
            lead=section_words.lead,
            count=count if complete or kind == "error" else words.at_least.format(count),
            noun=plural(total, section_words.noun),
            groups=tuple(_group(group, summary, summary.excerpt, lang) for group in groups),
        )


def _kind(group: FindingGroup) -> str:
    return group.kind


def _group(group: FindingGroup, summary: Summary, excerpt: Excerpt | None, lang: Language) -> Group:
    rule = get(group.rule)
    items = tuple(_item(finding, summary, excerpt, lang) for finding in group.findings)
    folded = fold(items, MOST_EQUAL)
    alike = group.alike if group.is_cut else len({item.message for item in items}) == 1
    rest = (len(items) + 1, group.total, group.total)
    return Group(
        anchor=f"{group.kind}-{rule.id}",
        rule=rule.id,
        heading=rule.heading(group.total, lang),
        message=items[0].message if alike else None,
        why=getattr(rule.why, lang),
        fix=getattr(rule.fix, lang),
        source=rule.source,
        items=items,
        total=group.total,
        shown=folded.shown,
        folds=tuple(
            ItemFold(
                _fold_label(
                    (one.first, one.last, one.total), cell_ranges(item.location for item in one.items), lang
                ),
                one.items,
            )
            for one in folded.folds
        ),
        more=_fold_label(rest, group.names, lang) if group.is_cut else "",
    )


def _fold_label(positions: tuple[int, int, int], names: Sequence[str], lang: Language) -> str:
    """``Vis 11 til 118 af 118: F12:F40, G3``. ``positions``: the first, the last, and how many there are in all."""
    words = WORDS[lang]
    first, last, total = (format_number(number, lang) for number in positions)
    label = words.fold.format(first=first, last=last, total=total)
    if not names:
        return label
    more = f" {words.and_more}" if len(names) > MOST_RANGES else ""
    return f"{label}: {', '.join(names[:MOST_RANGES])}{more}"


def _item(finding: Finding, summary: Summary, excerpt: Excerpt | None, lang: Language) -> Item:
    # For a range its first cell says nothing: the message gives the first and the last value.
    found = "" if finding.range else visible(finding.found or "")
    suggestion = visible(finding.suggestion or "")
    pieces: tuple[tuple[Piece, ...], tuple[Piece, ...]] = (Piece(found),), (Piece(suggestion),)
    if found and suggestion:
        pieces = difference(found, suggestion)
    own = other_sheet(finding, summary) is None and finding.row is not None and not finding.range
    topic = excerpt.topics.get(finding.row or 0) if excerpt and own else None
    return Item(
        location=place_of(finding, summary, lang),
        column=visible(finding.column or ""),
        topic=topic,
        message=visible(finding.message(lang)),
        found=pieces[0] if found else (),
        empty=bool(finding.cell and not finding.range and not finding.found),
        suggestion=pieces[1] if suggestion else (),
    )


def _citizen_row(report: Report, at: int, lang: Language) -> CitizenRow:
    row = report.rows[at].row
    return CitizenRow(
        kle_number=row.kle_number,
        title=visible(row.kle_title),
        system=WORDS[lang].every_system if row.source_system == ALL_SYSTEMS else visible(row.source_system),
        shown_from=format_date(row.show_from, lang),
        department=visible(row.contact_department),
        phone=format_phone(row.contact_phone),
        optional=tuple(optional_cells(row, lang)),
    )


def _facts(report: Summary, lang: Language, checked_at: datetime | None) -> Iterator[tuple[str, str]]:
    words = WORDS[lang]
    yield words.file, visible(report.file.name)
    if report.sheet is not None and report.sheet.name != CSV_SHEET_NAME:
        yield words.tab, visible(report.sheet.name)
    if checked_at is not None:
        yield words.checked_at, format_moment(checked_at, lang)
    yield words.size, f"{format_number(max(1, round(report.file.bytes / 1000)), lang)} kB"
    if report.file.sha256:
        yield words.fingerprint, report.file.sha256
