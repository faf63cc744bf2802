"""What a person asks for, what it would do, and whether it may be done: decided on one reading of what is live."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kleark.configuration.plan import removes_too_much
from kleark.publishing.answer_errors import TooManyReasonsError, UnansweredWarningsError
from kleark.publishing.answering import MOST_REASONS, checked_answers
from kleark.publishing.answers import GivenAnswers, by_reason, open_warnings, unanswered
from kleark.publishing.errors import (
    FrozenError,
    StaleRevisionError,
    UnconfirmedFindingsError,
    UnconfirmedRemovalError,
)
from kleark.publishing.four_eyes import four_eyes_refusal
from kleark.publishing.note import checked_note

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.configuration.plan import Plan
    from kleark.publishing.answers import Answer, SheetWarning
    from kleark.publishing.model import Live, Upload
    from kleark.publishing.sheet_effect import SheetEffect

NO_ANSWERS = GivenAnswers()
CONFIRMED = "Set igennem og bekræftet"
"""The reason of who confirms findings without giving one."""


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """Who asks, why, and on the basis of what.

    ``expected_revision``: the one that was live when the person decided. ``answers``: to warnings that stand open.
    """

    actor: str
    note: str
    expected_revision: int
    answers: GivenAnswers = NO_ANSWERS


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a person's command would do, for the person to look at. ``plan`` is against ``live``.

    ``upload``: the one that it would make live; None for a revert or an unpublication, which need no second person.
    ``warnings``: all that must be answered before, ``answered``: the answers that hold, by fingerprint. ``effect``:
    what it does to all that is live. ``seen``: the revision that the person decided on, where the proposal was made for
    a decision; ``outdated``: why that does not hold on ``live``; None where it does.
    """

    live: Live
    plan: Plan
    upload: Upload | None = None
    warnings: tuple[SheetWarning, ...] = ()
    answered: Mapping[str, Answer] = field(default_factory=dict)
    effect: SheetEffect | None = None
    seen: int | None = None
    outdated: StaleRevisionError | None = None

    @property
    def needs_confirmation(self) -> bool:
        """Whether so many rows would be removed that it takes an explicit confirmation."""
        return removes_too_much(self.plan, self.live.removal_limit) or not self.plan.rows_after

    @property
    def open_warnings(self) -> tuple[SheetWarning, ...]:
        """The warnings that nobody has answered."""
        return open_warnings(self.warnings, self.answered)

    @property
    def holding_rules(self) -> tuple[str, ...]:
        """The ids of the rules whose open warnings hold the sheet back, whatever the settings; none for most sheets."""
        return tuple(sorted({one.rule for one in self.open_warnings if one.holds_back}))

    @property
    def answer_ids(self) -> tuple[str, ...]:
        """The answers on which the proposal rests."""
        relied_on = (self.answered.get(one.fingerprint) for one in self.warnings)
        return tuple(sorted({answer.answer_id for answer in relied_on if answer}))


def checked_request(request: ChangeRequest, *, findings_confirmed: bool = False) -> ChangeRequest:
    """The request with its note and reasons as they may stand in the log.

    ``findings_confirmed``: what holds the sheet back is as it should be, for the reason of the note.

    Raises:
        MissingNoteError: A text is too long.
        UnfitNoteError: A text holds what must not be in the log.
    """
    note, answers = checked_note(request.note), checked_answers(request.answers)
    if findings_confirmed and not answers.for_holding:
        answers = replace(answers, for_holding=note or CONFIRMED)
    return replace(request, note=note, answers=answers)


def require(proposal: Proposal, request: ChangeRequest, *, removals_confirmed: bool) -> None:
    """Refuse a proposal that must not be carried out.

    Raises:
        StaleRevisionError: Another revision is live than the one the person saw.
        FrozenError: The municipality is frozen.
        SamePersonError: Four eyes: the person has uploaded it.
        UnknownUploaderError: Four eyes: nobody knows who has uploaded it.
        UnconfirmedRemovalError: It removes more rows than it may without confirmation.
        UnansweredWarningsError: It has warnings that nobody has answered, nor does the request.
        UnconfirmedFindingsError: The same, and some of them hold every sheet back.
        TooManyReasonsError: More reasons than can be written at once.
    """
    if proposal.seen != request.expected_revision:
        if proposal.live.revision != request.expected_revision:
            raise StaleRevisionError(proposal.live.revision, proposal.plan)
    elif proposal.outdated:
        raise proposal.outdated
    if proposal.live.frozen:
        raise FrozenError
    if proposal.upload and (objection := four_eyes_refusal(proposal.upload, proposal.live, request.actor)):
        raise objection
    if proposal.needs_confirmation and not removals_confirmed:
        raise UnconfirmedRemovalError(proposal.plan)
    require_answers(proposal, request.answers)


def require_answers(proposal: Proposal, given: GivenAnswers) -> None:
    """Refuse where a warning stands open that ``given`` does not answer.

    Raises:
        UnansweredWarningsError: There is one.
        UnconfirmedFindingsError: There is one, and it holds every sheet back.
        TooManyReasonsError: More reasons than can be written at once.
    """
    left = unanswered(proposal.open_warnings, given)
    if holding := sorted({one.rule for one in left if one.holds_back}):
        raise UnconfirmedFindingsError(holding)
    if left:
        raise UnansweredWarningsError(left)
    if sum(1 for _ in by_reason(proposal.open_warnings, given)) > MOST_REASONS:
        raise TooManyReasonsError(MOST_REASONS)
