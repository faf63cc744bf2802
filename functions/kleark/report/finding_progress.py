"""What has become of the findings since an earlier report on the same municipality's sheet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.i18n.formats import format_count

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from kleark.i18n.formats import Forms
    from kleark.i18n.language import Language
    from kleark.report.model import Finding, Report


@dataclass(frozen=True, slots=True)
class Progress:
    """Errors and warnings of two reports against each other; notes and what was corrected are left out.

    Attributes:
        solved: How many of the earlier ones are gone.
        unchanged: How many are there still.
        new: How many were not there before.
        new_findings: The positions, in the later report's findings, of those that are new.
        exact: Whether both reports list all their findings. Where one is cut, the numbers are of what is listed.
    """

    solved: int
    unchanged: int
    new: int
    new_findings: frozenset[int]
    exact: bool

    def to_json(self) -> dict[str, object]:
        """As in ``schemas/report.schema.json``."""
        return {
            "solved": self.solved,
            "unchanged": self.unchanged,
            "new": self.new,
            "newFindings": sorted(self.new_findings),
            "exact": self.exact,
        }


def describe_progress(progress: Progress, lang: Language) -> str:
    """``37 er løst, 81 er uændrede, 2 er nye``; what there is none of is said as well."""
    numbers = (progress.solved, progress.unchanged, progress.new)
    told = ", ".join(
        format_count(number, forms, lang) for number, forms in zip(numbers, _FORMS[lang], strict=True)
    )
    return told if progress.exact else f"{told} {_LISTED[lang]}"


_FORMS: dict[Language, tuple[Forms, Forms, Forms]] = {
    "da": (("1 er løst", "{} er løst"), ("1 er uændret", "{} er uændrede"), ("1 er ny", "{} er nye")),
    "en": (
        ("1 is solved", "{} are solved"),
        ("1 is unchanged", "{} are unchanged"),
        ("1 is new", "{} are new"),
    ),
}
_LISTED: dict[Language, str] = {
    "da": "(af de bemærkninger, der er skrevet ud)",
    "en": "(of the findings that are listed)",
}


def progress_since(earlier: Report, later: Report) -> Progress:
    """Match the findings of two reports, each with one at most.

    Rows move when others are put in or taken out, and a value can be changed and be wrong still. So the same remark is
    looked for three times: of the same value in the same cell, of the same value in another row, and on the same cell
    with another value.
    """
    before = [finding for finding in earlier.findings if _asks_for_something(finding)]
    after = [(at, finding) for at, finding in enumerate(later.findings) if _asks_for_something(finding)]
    left_before, left_after = before, after
    for key in _KEYS:
        left_before, left_after = _match(left_before, left_after, key)
    return Progress(
        solved=len(left_before),
        unchanged=len(after) - len(left_after),
        new=len(left_after),
        new_findings=frozenset(at for at, _ in left_after),
        exact=_is_whole(earlier) and _is_whole(later),
    )


def _match(
    before: Sequence[Finding], after: Sequence[tuple[int, Finding]], key: Callable[[Finding], Hashable]
) -> tuple[list[Finding], list[tuple[int, Finding]]]:
    """What is left on both sides once the findings with the same key are taken off, pair by pair."""
    waiting = Counter(key(finding) for finding in before)
    matched: Counter[Hashable] = Counter()
    left_after = []
    for at, finding in after:
        of = key(finding)
        if matched[of] < waiting[of]:
            matched[of] += 1
        else:
            left_after.append((at, finding))
    left_before = []
    for finding in before:
        of = key(finding)
        if matched[of]:
            matched[of] -= 1
        else:
            left_before.append(finding)
    return left_before, left_after


_KEYS: tuple[Callable[[Finding], Hashable], ...] = (
    lambda one: (one.rule, one.sheet, one.range or one.cell, one.row, one.column, one.found),
    lambda one: (one.rule, one.sheet, one.column, one.found),
    lambda one: (one.rule, one.sheet, one.column, one.row, one.cell),
)


def _asks_for_something(finding: Finding) -> bool:
    return finding.kind in ("error", "warning")


def _is_whole(report: Report) -> bool:
    counts = report.counts
    return len(report.findings) == counts.errors + counts.warnings + counts.infos
