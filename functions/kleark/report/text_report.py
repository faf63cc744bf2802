"""The report as text for a terminal or an e-mail: first the verdict, then what to fix and where."""

from __future__ import annotations

from itertools import groupby
from textwrap import wrap

from kleark.data_classes import NamedTuple
from kleark.i18n.formats import format_count
from kleark.report.locations import other_sheet, with_sheet
from kleark.report.terminal import WIDTH, painter, wrap_lines
from kleark.rules.model import AGAINST_LIVE_GROUP
from kleark.rules.registry import get
from kleark.sheet.workbook import CSV_SHEET_NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kleark.i18n.language import Language
    from kleark.report.finding_progress import Progress
    from kleark.report.model import Finding, Report
    from kleark.report.terminal import Paint

SHOWN_OF_A_KIND = 10
"""Of one rule's findings so many are written out; the rest are a list of their cells."""


class Words(NamedTuple):
    """The texts of the report besides the findings, in one language."""

    verdicts: dict[str, str]
    fix: str
    look: str
    repaired: str
    note: str
    found: str
    write: str
    more: str
    rows: tuple[str, str]
    counts: tuple[tuple[str, str], ...]
    on_sheet: str
    on_tab: str
    row: str
    others: tuple[str, str]
    since: str
    new: str


_WORDS = {
    "da": Words(
        verdicts={
            "accepted": "GODKENDT",
            "accepted_with_warnings": "GODKENDT, men se bemærkningerne",
            "rejected": "AFVIST",
            "case_templates": "FEJL I SAGSSKABELONERNE",
        },
        fix="Skal rettes",
        look="Se lige på dette",
        repaired="Rettet for dig",
        note="Til orientering",
        found="Der står:",
        write="Skriv:",
        more="Også i",
        rows=("1 række", "{} rækker"),
        counts=(
            ("1 fejl", "{} fejl"),
            ("1 advarsel", "{} advarsler"),
            ("1 oplysning", "{} oplysninger"),
            ("1 rettet for dig", "{} rettet for dig"),
        ),
        on_sheet='arket "{}"',
        on_tab='fanebladet "{}"',
        row="række {}",
        others=(
            "Arket har 1 bemærkning mere. Se den med kleark check.",
            "Arket har {} bemærkninger mere. Se dem med kleark check.",
        ),
        since="Siden sidst:",
        new="NY: ",
    ),
    "en": Words(
        verdicts={
            "accepted": "ACCEPTED",
            "accepted_with_warnings": "ACCEPTED, but see the findings",
            "rejected": "REJECTED",
            "case_templates": "ERRORS IN THE CASE TEMPLATES",
        },
        fix="To be fixed",
        look="Worth a look",
        repaired="Repaired for you",
        note="For your information",
        found="It says:",
        write="Write:",
        more="Also in",
        rows=("1 row", "{} rows"),
        counts=(
            ("1 error", "{} errors"),
            ("1 warning", "{} warnings"),
            ("1 note", "{} notes"),
            ("1 repaired for you", "{} repaired for you"),
        ),
        on_sheet='sheet "{}"',
        on_tab='tab "{}"',
        row="row {}",
        others=(
            "The sheet has 1 more finding. See it with kleark check.",
            "The sheet has {} more findings. See them with kleark check.",
        ),
        since="Since the last:",
        new="NEW: ",
    ),
}


def render(
    report: Report, lang: Language = "da", progress: Progress | None = None, *, colour: bool = False
) -> str:
    """The report in Danish or English, with the plan where there is one, ending in a line break.

    ``progress``: what has become of the findings of an earlier report. Those that are new are marked then.
    """
    report, paint = report.hidden(), painter(colour=colour)
    lines = [
        *_verdict_lines(report, lang, paint),
        *_progress_lines(progress, lang),
        *_finding_lines(report, report.findings, lang, paint, _new_ones(report, progress)),
    ]
    return "\n".join([*lines, *_plan_lines(report, lang, paint, whole=False)]) + "\n"


def render_plan(report: Report, lang: Language = "da", *, colour: bool = False) -> str:
    """The verdict, the findings from the comparison with what is live, and the whole plan."""
    report, paint = report.hidden(), painter(colour=colour)
    about_plan = [finding for finding in report.findings if finding.rule.startswith(AGAINST_LIVE_GROUP)]
    lines = [*_verdict_lines(report, lang, paint), *_finding_lines(report, about_plan, lang, paint)]
    if others := len(report.findings) - len(about_plan):
        lines += ["", format_count(others, _WORDS[lang].others, lang)]
    return "\n".join([*lines, *_plan_lines(report, lang, paint, whole=True)]) + "\n"


def _progress_lines(progress: Progress | None, lang: Language) -> Iterator[str]:
    if progress is not None:
        from kleark.report.finding_progress import describe_progress  # noqa: PLC0415 (most reports have none)

        yield f"{_WORDS[lang].since} {describe_progress(progress, lang)}"


def _new_ones(report: Report, progress: Progress | None) -> frozenset[int]:
    """The findings that are new, by `id`."""
    return frozenset(id(report.findings[at]) for at in progress.new_findings) if progress else frozenset()


def _finding_lines(
    report: Report,
    findings: Iterable[Finding],
    lang: Language,
    paint: Paint,
    new: frozenset[int] = frozenset(),
) -> Iterator[str]:
    for title, kind, of_kind in _sections(findings, _WORDS[lang]):
        yield from ("", paint(title, "bold"))
        for _, several in groupby(sorted(of_kind, key=lambda one: one.rule), key=lambda one: one.rule):
            placed = [(_location(one, report, lang), one) for one in several]
            yield from _rule_lines(placed, kind, lang, paint, new)


def _plan_lines(report: Report, lang: Language, paint: Paint, *, whole: bool) -> Iterator[str]:
    if report.plan is None:
        return
    from kleark.report.plan_text import plan_lines  # noqa: PLC0415 (most reports have no plan)

    yield ""
    yield from plan_lines(report.plan, lang, paint, whole=whole)


def _verdict_lines(report: Report, lang: Language, paint: Paint) -> Iterator[str]:
    words = _WORDS[lang]
    where = [report.file.name]
    if report.sheet is not None:
        if report.sheet.name != CSV_SHEET_NAME:
            is_sheet = report.subject == "configuration"
            where.append((words.on_sheet if is_sheet else words.on_tab).format(report.sheet.name))
        # With a wrong header the rows are not read, which is not the same as having none.
        where += [format_count(report.counts.rows, words.rows, lang)] if report.counts.rows else []
    yield " · ".join(where)
    counts = report.counts
    totals = zip(report.totals, words.counts, strict=True)
    count_text = ", ".join(format_count(total, forms, lang) for total, forms in totals if total)
    name = "error" if counts.errors else "warning" if counts.warnings else "accepted"
    yield paint(words.verdicts[report.verdict_words], name) + (f": {count_text}" if count_text else "")


def _sections(findings: Iterable[Finding], words: Words) -> Iterator[tuple[str, str, list[Finding]]]:
    sections: dict[str, list[Finding]] = {"error": [], "warning": [], "repaired": [], "info": []}
    for finding in findings:
        sections[finding.kind].append(finding)
    for kind, title in zip(sections, (words.fix, words.look, words.repaired, words.note), strict=True):
        if sections[kind]:
            yield title, kind, sections[kind]


def _rule_lines(
    placed: Sequence[tuple[str, Finding]], kind: str, lang: Language, paint: Paint, new: frozenset[int]
) -> Iterator[str]:
    rule, words = get(placed[0][1].rule), _WORDS[lang]
    if len(placed) > 1:
        yield f"  {rule.heading(len(placed), lang)}:"
    for location, finding in placed[:SHOWN_OF_A_KIND]:
        mark = words.new if id(finding) in new else ""
        yield from _one_finding_lines(finding, paint(f"{location:<6}", kind), lang, paint, mark)
    rest = [location for location, _ in placed[SHOWN_OF_A_KIND:]]
    if rest:
        yield from wrap_lines(f"{words.more} {', '.join(rest)}", "         ")
    if kind == "error":
        yield from wrap_lines(getattr(rule.why, lang), "         ")
        yield from wrap_lines(f"→ {getattr(rule.fix, lang)}", "         ")


def _location(finding: Finding, report: Report, lang: Language) -> str:
    row = _WORDS[lang].row.format(finding.row) if finding.row else None
    place = finding.range or finding.cell or row
    return with_sheet(place, other_sheet(finding, report), lang) or "–"


def _one_finding_lines(
    finding: Finding, location: str, lang: Language, paint: Paint, mark: str
) -> Iterator[str]:
    words = _WORDS[lang]
    message = finding.message(lang)
    first, *rest = wrap(
        f"{mark}{message} [{finding.rule}]", WIDTH - 9, break_long_words=False, break_on_hyphens=False
    ) or [""]
    yield f"  {location} {first}"
    yield from (f"         {line}" for line in rest)
    if finding.found and finding.suggestion and not finding.repaired and finding.found not in message:
        yield f"         {words.found} {finding.found}"
    if finding.suggestion and not finding.repaired:
        yield f"         {words.write} {paint(finding.suggestion, 'bold')}"
