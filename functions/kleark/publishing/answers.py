"""Warnings are answered, once: which stand open, who answered the others, and what a person answers now.

Pure: what is stored is read and written elsewhere. An answer counts for warnings with its very fingerprints
(`kleark.publishing.fingerprints`), and for no other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MOST_IN_ONE_ANSWER = 5_000
"""So many warnings are answered by one stored item; more take several."""


@dataclass(frozen=True, slots=True)
class SheetWarning:
    """A warning that a person answers before the sheet is published.

    Attributes:
        rule: The rule's id.
        version: The rule's version.
        fingerprint: By which it is known in the next sheet.
        holds_back: Whether the sheet always waits for an answer to it.
        finding: Its position among the findings of the report; None where that does not list it.
        location: The range, cell or row, as in Excel; empty for the whole sheet or file.
        sheet: The name of its tab; empty for the whole file.
        column: KOMBIT's header of its column; empty for none, and for one that is no part of the configuration.
        topic: The KLE number of its row, unless the warning is on the number itself; empty for none.
        message_da: What is wrong, in Danish; empty where it stands in the report.
        message_en: The same in English.
    """

    rule: str
    version: int
    fingerprint: str
    holds_back: bool = False
    finding: int | None = None
    location: str = ""
    sheet: str = ""
    column: str = ""
    topic: str = ""
    message_da: str = ""
    message_en: str = ""

    @property
    def is_against_live(self) -> bool:
        """Whether it shows only when the sheet is held against what is live."""
        from kleark.rules.model import AGAINST_LIVE_GROUP  # noqa: PLC0415 (only where there are warnings)

        return self.rule.startswith(AGAINST_LIVE_GROUP)

    def place_json(self) -> dict[str, str]:
        """Which rule, and where."""
        return {"rule": self.rule, "sheet": self.sheet, "location": self.location, "column": self.column}

    def to_json(self) -> dict[str, Any]:
        """As in ``schemas/warnings.schema.json``."""
        return {
            "rule": self.rule,
            "version": self.version,
            "fingerprint": self.fingerprint,
            "holdsBack": self.holds_back,
            "finding": self.finding,
            "location": self.location,
            "sheet": self.sheet,
            "column": self.column,
            "topic": self.topic,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SheetWarning:
        """The opposite of `to_json`. Raises KeyError when ``data`` is no warning."""
        names = ("rule", "version", "fingerprint", "finding", "location", "sheet", "column", "topic")
        return cls(holds_back=data["holdsBack"], **{name: data[name] for name in names})


@dataclass(frozen=True, slots=True)
class AnsweredWarning:
    """One warning that was answered: never its value. ``column``, ``topic``: see `SheetWarning`."""

    rule: str
    version: int
    fingerprint: str
    column: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """That some warnings are as they should be: one act of one person, for one reason.

    ``at``, ``withdrawn_at``: as `model.stamp` writes them. The last three are empty while it holds.
    """

    answer_id: str
    actor: str
    at: str
    reason: str
    warnings: tuple[AnsweredWarning, ...]
    withdrawn_at: str = ""
    withdrawn_by: str = ""
    withdrawn_note: str = ""

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules whose warnings it answers."""
        return tuple(sorted({one.rule for one in self.warnings}))

    def held_at(self, at: str) -> bool:
        """Whether it held at a time, as `model.stamp` writes it."""
        return self.at <= at and not (self.withdrawn_at and self.withdrawn_at <= at)


@dataclass(frozen=True, slots=True)
class GivenAnswers:
    """What a person answers to the warnings that stand open.

    ``reasons``: by fingerprint. Of the others, ``for_holding`` is the reason for those that hold the sheet back, and
    ``for_all`` for the rest; empty for none. What may be a CPR number is never answered with all that is left.
    """

    reasons: Mapping[str, str] = field(default_factory=dict)
    for_all: str = ""
    for_holding: str = ""

    def reason_for(self, warning: SheetWarning) -> str:
        """Why the warning is as it should be; empty where the person has not said."""
        others = self.for_holding if warning.holds_back else self.for_all
        return self.reasons.get(warning.fingerprint) or others


def in_force(answers: Iterable[Answer]) -> dict[str, Answer]:
    """The answers that hold, by the fingerprints that they answer; of several, the latest."""
    held = sorted((answer for answer in answers if not answer.withdrawn_at), key=lambda answer: answer.at)
    return {one.fingerprint: answer for answer in held for one in answer.warnings}


def still_hold(answer_ids: Iterable[str], answers: Iterable[Answer]) -> bool:
    """Whether each of these answers holds, or others to the same warnings do. ``answers``: all that were given."""
    every, wanted = tuple(answers), set(answer_ids)
    held = in_force(every)
    relied_on = (answer for answer in every if answer.answer_id in wanted)
    return all(one.fingerprint in held for answer in relied_on for one in answer.warnings)


def open_warnings(
    warnings: Iterable[SheetWarning], answered: Mapping[str, Answer]
) -> tuple[SheetWarning, ...]:
    """Those that nobody has answered. ``answered``: as `in_force` gives it."""
    return tuple(one for one in warnings if one.fingerprint not in answered)


def unanswered(still_open: Iterable[SheetWarning], given: GivenAnswers) -> tuple[SheetWarning, ...]:
    """Those of the open warnings that ``given`` does not answer either."""
    return tuple(one for one in still_open if not given.reason_for(one))


def by_reason(
    still_open: Iterable[SheetWarning], given: GivenAnswers
) -> Iterator[tuple[str, tuple[AnsweredWarning, ...]]]:
    """What becomes one answer each: warnings with the same reason, each fingerprint once."""
    reasons: dict[str, dict[str, AnsweredWarning]] = {}
    for one in still_open:
        answered = AnsweredWarning(one.rule, one.version, one.fingerprint, one.column, one.topic)
        reasons.setdefault(given.reason_for(one), {}).setdefault(one.fingerprint, answered)
    for reason, several in reasons.items():
        together = tuple(several.values())
        for start in range(0, len(together), MOST_IN_ONE_ANSWER):
            yield reason, together[start : start + MOST_IN_ONE_ANSWER]


def by_rule(warnings: Iterable[SheetWarning]) -> dict[str, list[SheetWarning]]:
    """The warnings of each rule, in the order of the rules' ids, as the result of a check shows them."""
    groups: dict[str, list[SheetWarning]] = {}
    for one in sorted(warnings, key=lambda warning: warning.rule):
        groups.setdefault(one.rule, []).append(one)
    return groups


def group_digest(warnings: Sequence[SheetWarning]) -> str:
    """What tells whether a group of warnings is still the one that a person looked at."""
    import hashlib  # noqa: PLC0415 (only where a form is shown or sent)

    joined = " ".join(sorted({one.fingerprint for one in warnings}))
    return hashlib.sha256(joined.encode()).hexdigest()[:32]
