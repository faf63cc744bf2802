"""What has become of the findings since an earlier report on the same municipality's sheet."""

from __future__ import annotations

import base64
import json
import sys
from array import array
from collections import Counter
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from kleark.data_classes import NamedTuple, dataclass
from kleark.i18n.formats import format_count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


class FindingKeys(NamedTuple):
    """By what the findings that ask for something are known in another report on the same municipality's sheet.

    Rows move when others are put in or taken out, and a value can be changed and be wrong still. So each has three
    keys: of the same value in the same cell, of the same value in another row, of the same cell with another value.

    Attributes:
        positions: Of each among the report's findings.
        keys: Those of each.
        complete: Whether the report lists all its findings.
    """

    positions: Sequence[int]
    keys: Sequence[tuple[int, ...]]
    complete: bool

    def to_json(self) -> dict[str, object]:
        """As in a report's summary: the keys of all in one text, since there may be thousands."""
        numbers = array("Q", [number for keys in self.keys for number in keys])
        if sys.byteorder == "big":  # pragma: no cover (no such processor among Lambda's)
            numbers.byteswap()
        return {"keys": base64.b64encode(numbers.tobytes()).decode(), "complete": self.complete}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> FindingKeys:
        """The opposite of `to_json`, but for the positions, which nobody asks for then. Raises ValueError, KeyError."""
        numbers = array("Q", base64.b64decode(data["keys"], validate=True))
        if sys.byteorder == "big":  # pragma: no cover
            numbers.byteswap()
        each = iter(numbers)
        keys = tuple(zip(each, each, each, strict=True))
        return cls(range(len(keys)), keys, data["complete"])


def finding_keys(report: Report) -> FindingKeys:
    """Those of a report's findings."""
    asking = [(at, one) for at, one in enumerate(report.findings) if _asks_for_something(one)]
    return FindingKeys(
        tuple(at for at, _ in asking), tuple(_keys(one) for _, one in asking), _is_whole(report)
    )


def _keys(one: Finding) -> tuple[int, ...]:
    where, value = (one.rule, one.sheet, one.column), one.found
    return tuple(
        int.from_bytes(blake2b(json.dumps(parts).encode(), digest_size=8).digest(), "little")
        for parts in (
            (*where, one.range or one.cell, one.row, value),
            (*where, value),
            (*where, one.row, one.cell),
        )
    )


def progress_since(earlier: Report, later: Report) -> Progress:
    """Match the findings of two reports, each with one at most."""
    return progress_between(finding_keys(earlier), finding_keys(later))


def progress_between(earlier: FindingKeys, later: FindingKeys) -> Progress:
    """The same of the findings' keys: each of the three is looked for in turn, among what is left."""
    before = list(earlier.keys)
    after = list(zip(later.positions, later.keys, strict=True))
    left_before, left_after = before, after
    for which in range(3):
        left_before, left_after = _match(left_before, left_after, which)
    return Progress(
        solved=len(left_before),
        unchanged=len(after) - len(left_after),
        new=len(left_after),
        new_findings=frozenset(at for at, _ in left_after),
        exact=earlier.complete and later.complete,
    )


def _match(
    before: Sequence[tuple[int, ...]], after: Sequence[tuple[int, tuple[int, ...]]], which: int
) -> tuple[list[tuple[int, ...]], list[tuple[int, tuple[int, ...]]]]:
    """What is left on both sides once those with the same key are taken off, pair by pair."""
    waiting = Counter(keys[which] for keys in before)
    matched: Counter[int] = Counter()
    left_after = []
    for at, keys in after:
        of = keys[which]
        if matched[of] < waiting[of]:
            matched[of] += 1
        else:
            left_after.append((at, keys))
    left_before = []
    for keys in before:
        of = keys[which]
        if matched[of]:
            matched[of] -= 1
        else:
            left_before.append(keys)
    return left_before, left_after


def _asks_for_something(finding: Finding) -> bool:
    return finding.kind in ("error", "warning")


def _is_whole(report: Report) -> bool:
    counts = report.counts
    return len(report.findings) == counts.errors + counts.warnings + counts.infos
