"""What a judgement notices, before it is known whether it is new."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

from kleark.report.findings import TableLayout, to_finding
from kleark.rules.model import Placed, Remark
from kleark.sheet.columns import CONFIGURATION
from kleark.watch.model import MOST_ROWS, WatchFinding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kleark.configuration.row import Row
    from kleark.i18n.language import Language
    from kleark.rules.model import Rule
    from kleark.watch.model import RowKey

ID_LENGTH = 12

_FOR_EXAMPLE: Mapping[Language, str] = {"da": "F.eks.:", "en": "For example:"}

_NAMES = {position: column.header for position, column in enumerate(CONFIGURATION.columns)}
_POSITIONS = {column.key: position for position, column in enumerate(CONFIGURATION.columns)}
_LAYOUT = TableLayout(positions=_POSITIONS, names=_NAMES)


class Noticed(NamedTuple):
    """A rule that fires on what is live, or on the list of case templates.

    Attributes:
        remark: What is to be said.
        subject: What makes it the same thing at the next judgement, beside its rule.
        rows: The rows that it is on; none where it is on all that is live.
        column: The key of the column that it is on.
        found: The value that is live.
        occurrences: On how many templates it fires. Of several, ``remark`` is on the first, as an example.
    """

    remark: Remark
    subject: tuple[str, ...]
    rows: tuple[RowKey, ...] = ()
    column: str | None = None
    found: str | None = None
    occurrences: int = 1

    @property
    def finding_id(self) -> str:
        """12 hex digits: of some thousand findings of one municipality, two being the same is out of the question."""
        return finding_id(self.remark.rule, self.subject)

    def finding(self, at: str) -> WatchFinding:
        """The finding, as of the first judgement that notices it."""
        placed = Placed(self.remark, column=self.column, found=self.found)
        worded = to_finding(placed, _LAYOUT)
        return WatchFinding(
            finding_id=self.finding_id,
            rule=worded.rule,
            severity=worded.severity,
            message_da=self._headed(worded.message_da, "da"),
            message_en=self._headed(worded.message_en, "en"),
            first_seen=at,
            last_seen=at,
            rows=self.rows[:MOST_ROWS],
            row_count=len(self.rows),
            column=self.column,
            found=worded.found,
            suggestion=worded.suggestion,
        )

    def _headed(self, message: str, lang: Language) -> str:
        """The message; of several with how many there are before it."""
        if self.occurrences == 1:
            return message
        return f"{self.remark.rule.heading(self.occurrences, lang)}. {_FOR_EXAMPLE[lang]} {message}"


def finding_id(rule: Rule, subject: tuple[str, ...]) -> str:
    """By what a finding is known again. A rule that judges otherwise than before finds other things."""
    text = json.dumps([rule.id, rule.version, *subject], ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:ID_LENGTH]


def written_key(row: Row) -> RowKey:
    """A row by its KLE number and its source system, as written."""
    return row.kle_number, row.source_system


def written_keys(rows: Iterable[Row]) -> tuple[RowKey, ...]:
    """The keys in order, each once."""
    return tuple(sorted({written_key(row) for row in rows}))
