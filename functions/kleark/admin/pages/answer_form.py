"""The warnings that a person answers on the form that publishes a sheet: one tick and one reason for each rule's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kleark.publishing.answers import GivenAnswers, by_rule, group_digest
from kleark.publishing.errors import MissingNoteError, UnfitNoteError
from kleark.publishing.note import LONGEST_NOTE, checked_note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kleark.admin.app_context import PageVisit
    from kleark.publishing.answers import SheetWarning
    from kleark.publishing.proposal import Proposal
    from kleark.report.model import Finding

TICK, REASON, COMMON = "svar-", "grund-", "grund-alle"
"""The form's fields: the tick and the reason of a rule, by its id, and the reason for those without one."""

MOST_PLACES = 200
"""So many warnings of a rule are told with what stands there; of more, where they are."""


@dataclass(frozen=True, slots=True)
class AnswerFields:
    """What was filled in.

    ``ticks``: by rule, which warnings the person saw. ``reasons``: by rule. ``common``: the reason for all others.
    """

    ticks: Mapping[str, str]
    reasons: Mapping[str, str]
    common: str

    def own_reason(self, rule: str) -> str:
        """The rule's own reason; empty for none."""
        return self.reasons.get(rule, "").strip()

    def reason_for(self, rule: str) -> str:
        """The rule's own reason, or the common one; empty for none."""
        return self.own_reason(rule) or self.common


@dataclass(frozen=True, slots=True)
class WarningPlace:
    """Where one of the warnings is, and what is there."""

    location: str
    column: str
    topic: str
    found: str
    message: str


@dataclass(frozen=True, slots=True)
class WarningGroup:
    """The open warnings of one rule.

    Attributes:
        rule: The rule's id.
        heading: What is wrong.
        message: The same in full, where it is one for all of them.
        why: What it means for citizens.
        places: The first of them.
        total: How many there are.
        rest: Where the others are, as ranges of cells.
        digest: Which warnings these are.
        ticked: Whether the tick was set.
        reason: What was typed.
        tick_error: What is wrong with the tick; empty where nothing is.
        reason_error: What is wrong with the reason; empty where nothing is.
    """

    rule: str
    heading: str
    message: str
    why: str
    places: tuple[WarningPlace, ...]
    total: int
    rest: tuple[str, ...]
    digest: str
    ticked: bool = False
    reason: str = ""
    tick_error: str = ""
    reason_error: str = ""

    @property
    def tick_id(self) -> str:
        return f"{TICK}{self.rule}"

    @property
    def reason_id(self) -> str:
        return f"{REASON}{self.rule}"


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """``answered``: how many warnings were answered before. ``common``: what was typed for all; ``common_error``: what
    is wrong with that, empty where nothing is."""

    groups: tuple[WarningGroup, ...] = ()
    answered: int = 0
    common: str = ""
    common_error: str = ""

    @property
    def count(self) -> int:
        """How many warnings stand open."""
        return sum(group.total for group in self.groups)

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """Each field that is wrong, by its id, and why."""
        fields = [
            *(
                field
                for group in self.groups
                for field in ((group.tick_id, group.tick_error), (group.reason_id, group.reason_error))
            ),
            (COMMON, self.common_error),
        ]
        return tuple((where, error) for where, error in fields if error)


NOTHING_TO_ANSWER = AnswerForm()


def read_answers(form: Mapping[str, str]) -> AnswerFields:
    """What was filled in."""
    return AnswerFields(
        ticks={name.removeprefix(TICK): value for name, value in form.items() if name.startswith(TICK)},
        reasons={name.removeprefix(REASON): value for name, value in form.items() if name.startswith(REASON)},
        common=form.get(COMMON, "").strip(),
    )


def given_answers(fields: AnswerFields, still_open: Sequence[SheetWarning]) -> GivenAnswers:
    """What the ticks with their reasons answer: of a rule, only the very warnings that the person saw."""
    return GivenAnswers(
        {
            one.fingerprint: fields.reason_for(rule)
            for rule, warnings in by_rule(still_open).items()
            if not _tick_error(fields, rule, group_digest(warnings))
            and not _unfit(fields.reason_for(rule), rule)
            for one in warnings
        }
    )


def answer_form(proposal: Proposal, visit: PageVisit) -> AnswerForm:
    """The form as it is first shown."""
    still_open = proposal.open_warnings
    if not still_open:
        return AnswerForm(answered=len(proposal.warnings))
    upload = proposal.upload
    assert upload is not None
    findings = _findings(upload.upload_id, still_open, visit)
    groups = tuple(_groups(still_open, findings))
    return AnswerForm(groups, answered=len(proposal.warnings) - len(still_open))


def filled_again(form: AnswerForm, fields: AnswerFields) -> AnswerForm:
    """The form with what was typed. A tick is kept where it still means the same warnings."""
    groups = tuple(
        replace(
            group,
            ticked=fields.ticks.get(group.rule) == group.digest,
            reason=fields.reasons.get(group.rule, ""),
        )
        for group in form.groups
    )
    return replace(form, groups=groups, common=fields.common)


def with_errors(form: AnswerForm, fields: AnswerFields) -> AnswerForm:
    """The form with what is wrong at each field."""
    groups = tuple(
        replace(
            group,
            tick_error=(tick := _tick_error(fields, group.rule, group.digest)),
            reason_error="" if tick else _reason_error(fields, group.rule),
        )
        for group in form.groups
    )
    used = any(not group.tick_error and not fields.own_reason(group.rule) for group in groups)
    return replace(
        form,
        groups=groups,
        common_error=_unfit(fields.common, "samme begrundelse til resten") if used else "",
    )


def _tick_error(fields: AnswerFields, rule: str, digest: str) -> str:
    seen = fields.ticks.get(rule)
    if seen is None:
        return f"Sæt kryds, hvis det er meningen ({rule}). Ellers ret arket, og læg det op igen."
    if seen != digest:
        return f"Bemærkningerne er ændret, siden du så på dem ({rule}). Se dem igennem, og sæt kryds igen."
    return ""


def _reason_error(fields: AnswerFields, rule: str) -> str:
    """What is wrong with a rule's own reason. One that is common to several is wrong where it was typed."""
    if not fields.reason_for(rule):
        return f"Skriv, hvorfor det er meningen ({rule})."
    return _unfit(fields.own_reason(rule), rule)


def _unfit(reason: str, what: str) -> str:
    try:
        checked_note(reason)
    except MissingNoteError:
        return f"Begrundelsen må højst fylde {LONGEST_NOTE} tegn ({what}). Gør den kortere."
    except UnfitNoteError:
        return f"Begrundelsen skal være én linje uden skjulte tegn og uden CPR-numre ({what}). Ret den."
    return ""


def _findings(upload_id: str, still_open: Sequence[SheetWarning], visit: PageVisit) -> Mapping[int, Finding]:
    """The findings of the report that are open warnings, by their position there."""
    wanted = {one.finding for one in still_open if one.finding is not None}
    if not wanted:
        return {}
    # Only sheets with open warnings need what reads reports, and it is much to import.
    from kleark.admin.stored_reports import every_finding, read_summary  # noqa: PLC0415

    summary = read_summary(visit, upload_id)
    findings = every_finding(visit, upload_id, summary.findings_end) if summary else ()
    return {at: findings[at] for at in wanted if at < len(findings)}


def _groups(still_open: Sequence[SheetWarning], findings: Mapping[int, Finding]) -> Iterator[WarningGroup]:
    # With what reads reports.
    from kleark.report.cell_ranges import cell_ranges  # noqa: PLC0415
    from kleark.rules.registry import get  # noqa: PLC0415

    for rule_id, warnings in by_rule(still_open).items():
        rule = get(rule_id)
        places = tuple(
            _place(one, None if one.finding is None else findings.get(one.finding)) for one in warnings
        )
        messages = {place.message for place in places}
        common = messages.pop() if len(messages) == 1 else ""
        yield WarningGroup(
            rule=rule_id,
            heading=rule.heading(len(places), "da"),
            message=common,
            why=rule.why.da,
            places=tuple(replace(place, message="") for place in places[:MOST_PLACES])
            if common
            else places[:MOST_PLACES],
            total=len(places),
            rest=cell_ranges(place.location for place in places[MOST_PLACES:]),
            digest=group_digest(warnings),
        )


def _place(warning: SheetWarning, finding: Finding | None) -> WarningPlace:
    from kleark.redaction.invisible import visible  # noqa: PLC0415 (with the rules)

    return WarningPlace(
        location=visible(warning.location),
        column=visible(warning.column),
        topic=warning.topic,
        # Of a range, the message says what is in it.
        found="" if finding is None or finding.range else visible(finding.found or ""),
        message=visible(finding.message_da if finding else warning.message_da),
    )
