"""What it takes to answer warnings: reading those of a sheet and their answers, writing new ones, taking one back."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from kleark.publishing.answer_errors import UnknownAnswerError
from kleark.publishing.answers import Answer, GivenAnswers, by_reason, in_force
from kleark.publishing.change import ATTEMPTS, Change, ChangeResult
from kleark.publishing.errors import ConcurrentChangeError, NothingToChangeError
from kleark.publishing.log import answered_hash, apply_entry, next_entry
from kleark.publishing.model import Action, LogEntry
from kleark.publishing.note import checked_note
from kleark.publishing.plan_warnings import plan_warnings
from kleark.publishing.warnings_file import sheet_warnings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kleark.publishing.answers import SheetWarning
    from kleark.publishing.model import Live, Upload
    from kleark.publishing.ports import ReportStore
    from kleark.publishing.sheet_effect import SheetEffect
    from kleark.publishing.tenant import Tenant

MOST_REASONS = 40
"""So many different reasons can be given at once: each takes two actions of a transaction, which has 100 at most."""


def warnings_to_answer(
    upload: Upload, effect: SheetEffect, live: Live, tenant: Tenant, reports: ReportStore
) -> tuple[SheetWarning, ...]:
    """All warnings of a sheet and of its plan against what is ``live`` now, answered or not.

    Raises:
        ConfigurationMismatchError: What is stored of the sheet's warnings is not what was checked.
    """
    of_sheet = sheet_warnings(upload, reports, tenant.secret)
    # What was live when the sheet was checked says nothing of what is live now.
    own = tuple(one for one in of_sheet if not one.is_against_live)
    standing = effect.compared_with(live)
    return own + plan_warnings(effect.plan, effect.rows, tenant.code, tenant.secret, standing)


def answered_in(tenant: Tenant, warnings: Iterable[SheetWarning]) -> Mapping[str, Answer]:
    """The answers that hold, by fingerprint. Nothing is read where there is no warning."""
    return in_force(tenant.table.answers(tenant.code)) if any(True for _ in warnings) else {}


def checked_answers(given: GivenAnswers) -> GivenAnswers:
    """The same, each reason as it may stand in the log. Raises MissingNoteError, UnfitNoteError."""
    return GivenAnswers(
        {one: reason for one, text in given.reasons.items() if (reason := checked_note(text))},
        checked_note(given.for_all),
        checked_note(given.for_holding),
    )


def answer_drafts(
    still_open: Sequence[SheetWarning], given: GivenAnswers, draft: LogEntry, live: Live, tenant: Tenant
) -> tuple[tuple[tuple[Answer, LogEntry], ...], Live]:
    """The answers that are given, with their entries of the log, and LIVE as it is after them.

    ``draft``: the entry of what they are given for: they are by the same person, and at the same time, so that both are
    seen to belong together.
    """
    actor, at = draft.actor, draft.at
    drafts = []
    for reason, warnings in by_reason(still_open, given):
        answer = Answer(secrets.token_hex(16), actor, at, reason, warnings)
        entry = next_entry(tenant.code, live, _entry(Action.ANSWER, answer, answer.at, actor, reason))
        live = apply_entry(live, entry)
        drafts.append((answer, entry))
    return tuple(drafts), live


def withdraw_answer(answer_id: str, actor: str, note: str, tenant: Tenant) -> LogEntry:
    """Take an answer back: what it answered stands open again. ``note``: why; may be empty.

    Raises:
        UnknownAnswerError: The municipality has no such answer.
        NothingToChangeError: It was taken back before.
        MissingNoteError: The note is too long.
        UnfitNoteError: The note holds what must not be in the log.
        ConcurrentChangeError: What is live changed at every attempt.
    """
    note = checked_note(note)
    for _ in range(ATTEMPTS):
        live = tenant.table.live(tenant.code, consistent=True)
        answer = next((one for one in tenant.table.answers(tenant.code) if one.answer_id == answer_id), None)
        if answer is None:
            raise UnknownAnswerError
        if answer.withdrawn_at:
            raise NothingToChangeError(
                "Svaret er taget tilbage i forvejen.", "The answer was withdrawn already."
            )
        at = tenant.at
        entry = next_entry(tenant.code, live, _entry(Action.WITHDRAW_ANSWER, answer, at, actor, note))
        withdrawn = replace(answer, withdrawn_at=at, withdrawn_by=actor, withdrawn_note=note)
        change = Change(live, apply_entry(live, entry), entry, withdrawn=withdrawn)
        if tenant.table.commit(tenant.code, change) is ChangeResult.DONE:
            return entry
    raise ConcurrentChangeError


def _entry(action: Action, answer: Answer, at: str, actor: str, note: str) -> LogEntry:
    return LogEntry(
        revision=0,
        action=action,
        at=at,
        actor=actor,
        note=note,
        answer_id=answer.answer_id,
        answered=len(answer.warnings),
        rules=" ".join(answer.rules),
        answered_hash=answered_hash(one.fingerprint for one in answer.warnings)
        if action is Action.ANSWER
        else None,
    )
