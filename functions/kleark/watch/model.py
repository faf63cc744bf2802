"""What the watch finds in what is live and in the list of case templates, and keeps from one judgement to the next.

The names of fields are stored: they must not change.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from kleark.sheet.columns import CONFIGURATION

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from kleark.i18n.language import Language
    from kleark.rules.model import Rule, Severity

RowKey = tuple[str, str]
"""A row by its KLE number and its source system, as written."""

MOST_ROWS = 50
"""So many rows are named at one finding; all are counted."""

MOST_FINDINGS = 1_000
"""So many open findings of a municipality are kept, the worst of them; all are counted."""

TEMPLATE_RULES = frozenset(
    ("KA840", "KA841", "KA842", "KA843", "KA847", "KA848", "KA849", "KA850", "KA858", "KA859", "KA869")
)
"""What is told of the list of case templates. Of obligatory topics that are not live, KA754 tells."""

_WEIGHTS: Mapping[Severity, int] = {"error": 0, "warning": 1, "info": 2}
_HEADERS = {column.key: column.header for column in CONFIGURATION.columns}


@dataclass(frozen=True, slots=True)
class WatchFinding:
    """One thing in what is live, or in the list of case templates, that is no longer right.

    Attributes:
        finding_id: 12 hex digits, the same as long as it is the same thing: what it is set aside by.
        rule: The rule's id.
        severity: That of the rule.
        message_da: The message in Danish.
        message_en: The message in English.
        first_seen: When a judgement first found it, as `publishing.model.stamp` writes it.
        last_seen: When a judgement last found it.
        rows: The rows that it is on, `MOST_ROWS` of them at most; none where it is on all that is live or on
            templates.
        row_count: How many rows it is on.
        column: The key of the column that it is on; None for a whole row, or all that is live.
        found: The value that is live, shortened.
        suggestion: What to write instead.
        resolved: When a judgement no longer found it; None while it is open.
    """

    finding_id: str
    rule: str
    severity: Severity
    message_da: str
    message_en: str
    first_seen: str
    last_seen: str
    rows: tuple[RowKey, ...] = ()
    row_count: int = 0
    column: str | None = None
    found: str | None = None
    suggestion: str | None = None
    resolved: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether the last judgement found it."""
        return self.resolved is None

    @property
    def is_of_templates(self) -> bool:
        """Whether it is on the list of case templates, and not on what is live."""
        return self.rule in TEMPLATE_RULES

    @property
    def declared(self) -> Rule | None:
        """Its rule; None where this release has none of that id."""
        from kleark.rules.registry import all_rules  # noqa: PLC0415 (all rules, for whoever tells of a finding)

        return all_rules().get(self.rule)

    @property
    def header(self) -> str | None:
        """The name of its column in a sheet."""
        return _HEADERS.get(self.column or "")

    @property
    def weight(self) -> int:
        """Smaller for what is worse."""
        return _WEIGHTS[self.severity]

    def message(self, lang: Language) -> str:
        """The message in one language."""
        return self.message_da if lang == "da" else self.message_en

    def advice(self, lang: Language) -> str:
        """What to do, in one language."""
        rule = self.declared
        return getattr(rule.fix, lang) if rule else ""

    def to_json(self) -> dict[str, Any]:
        """As in ``schemas/watch.schema.json``."""
        return {
            "id": self.finding_id,
            "rule": self.rule,
            "severity": self.severity,
            "message": {"da": self.message_da, "en": self.message_en},
            "advice": {"da": self.advice("da"), "en": self.advice("en")},
            "rows": [{"kleNumber": number, "sourceSystem": system} for number, system in self.rows],
            "rowCount": self.row_count,
            "column": self.header,
            "found": self.found,
            "suggestion": self.suggestion,
            "firstSeen": self.first_seen,
            "lastSeen": self.last_seen,
            "resolved": self.resolved,
        }

    def to_stored(self) -> dict[str, Any]:
        """By the names of the fields; what it does not have is left out."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in values.items() if value not in {None, ()}}

    @classmethod
    def from_stored(cls, values: Mapping[str, Any]) -> WatchFinding:
        """The opposite of `to_stored`, without what a later release adds. Raises KeyError or TypeError."""
        known = {one.name: values[one.name] for one in fields(cls) if one.name in values}
        known["rows"] = tuple((str(number), str(system)) for number, system in known.get("rows", ()))
        return cls(**known)


@dataclass(frozen=True, slots=True)
class WatchState:
    """What the watch knows of one municipality after a judgement.

    Attributes:
        judged_at: When, as `publishing.model.stamp` writes it; empty before the first.
        findings: Those that are open, and those that were resolved a while ago, in order of their ids.
        titles: What the register called each live KLE number that it knew, by number: so that it shows when KL
            renames or removes one.
        inputs: A digest of all that was judged, and of the day: where it is the same, so would the judgement be. Where
            own KLE numbers were asked for, ``+`` and a digest of these follow.
        noticed_at: When people were last told that there are new findings; empty for never.
        left_out: How many open findings there are besides.
    """

    judged_at: str = ""
    findings: tuple[WatchFinding, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    inputs: str = ""
    noticed_at: str = ""
    left_out: int = 0

    @property
    def open_findings(self) -> tuple[WatchFinding, ...]:
        """What is wrong now."""
        return tuple(one for one in self.findings if one.is_open)


@dataclass(frozen=True, slots=True)
class WatchCounts:
    """How many findings stand open, by severity, and how many of all of them somebody has set aside."""

    errors: int = 0
    warnings: int = 0
    infos: int = 0
    set_aside: int = 0

    @property
    def total(self) -> int:
        """Those that somebody should look at."""
        return self.errors + self.warnings + self.infos


def count_findings(findings: Iterable[WatchFinding], set_aside: Collection[str] = ()) -> WatchCounts:
    """The counts of the open ones. ``set_aside``: the ids of those that are as they should be for now."""
    tally = {"error": 0, "warning": 0, "info": 0}
    aside = 0
    for one in findings:
        if not one.is_open:
            continue
        if one.finding_id in set_aside:
            aside += 1
        else:
            tally[one.severity] += 1
    return WatchCounts(tally["error"], tally["warning"], tally["info"], aside)


def newest_first(findings: Iterable[WatchFinding]) -> list[WatchFinding]:
    """As people read them: what was found last comes first, of one judgement what is worse."""
    in_order = sorted(findings, key=lambda one: (one.weight, one.rule, one.rows, one.finding_id))
    return sorted(in_order, key=lambda one: one.first_seen, reverse=True)
