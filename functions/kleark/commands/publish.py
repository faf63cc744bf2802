"""``kleark publish``, ``revert``, ``unpublish``, ``freeze``, ``unfreeze``, ``limit``, ``wait-for-answers`` and
``four-eyes``: what a person changes on a stack.

Each shows what would change before it asks, and carries out what it showed: where another revision is live by then, it
refuses.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from kleark.commands.answer_warnings import answers_given
from kleark.commands.arguments import UsageError
from kleark.commands.stack_session import on_stack, open_session, show_plan
from kleark.i18n.danish_time import format_time
from kleark.i18n.formats import format_count
from kleark.publishing import manual
from kleark.publishing.answers import GivenAnswers
from kleark.publishing.messages import counts_text, limit_text
from kleark.publishing.model import Action, UploadStatus, stamp
from kleark.publishing.note import checked_note
from kleark.publishing.proposal import CONFIRMED, ChangeRequest, require
from kleark.publishing.schedule_outlook import outlook_text, schedule_outlook
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Mapping

    from kleark.commands.stack_session import StackSession
    from kleark.i18n.formats import Forms
    from kleark.i18n.language import Language
    from kleark.publishing.model import LogEntry, Scheduled, Upload
    from kleark.publishing.proposal import Proposal
    from kleark.publishing.tenant import Tenant

_CAME_WHILE_FROZEN: Mapping[Language, Forms] = {
    "da": (
        "1 ark kom, mens visningen var låst, og er ikke vist:",
        "{} ark kom, mens visningen var låst, og er ikke vist. Det nyeste:",
    ),
    "en": (
        "1 sheet came while it was frozen, and is not live:",
        "{} sheets came while it was frozen, and are not live. The newest:",
    ),
}
_AT_ONCE = 100
"""So many uploads are read at a time."""
_LONGEST_UNJUDGED = timedelta(days=1)
"""So long a sheet may have waited for its check when the municipality was frozen."""


@on_stack
def publish(options: argparse.Namespace) -> int:
    """Make an upload's rows live."""
    session = open_session(options)
    upload_id = session.upload_named(options.upload)
    proposal, _, _ = manual.propose_upload(
        upload_id, session.tenant, session.stack.reports, part=options.part, seen=options.expect
    )
    change = require_and_show(proposal, session)
    confirmed = session.confirm_removals(proposal)
    change = replace(change, answers=answers_given(proposal, session))
    following = proposal.live.revision + 1
    session.confirm(f"Offentliggør det som version {following}?", f"Publish it as revision {following}?")
    entry = manual.publish_upload(
        upload_id,
        change,
        session.tenant,
        session.stack.reports,
        confirm_removals=confirmed,
        part=options.part,
    )
    return _print_became_live(entry, session)


@on_stack
def revert(options: argparse.Namespace) -> int:
    """Make an earlier revision's rows live again."""
    session = open_session(options)
    proposal, _ = manual.propose_revert(options.to, session.tenant)
    change = require_and_show(proposal, session)
    confirmed = session.confirm_removals(proposal)
    session.confirm(
        f"Gå tilbage til rækkerne i version {options.to}?", f"Go back to the rows of revision {options.to}?"
    )
    return _print_became_live(
        manual.revert(options.to, change, session.tenant, confirm_removals=confirmed), session
    )


@on_stack
def unpublish(options: argparse.Namespace) -> int:
    """Make a revision without rows live: citizens see nothing of the municipality."""
    session = open_session(options)
    checked_note(options.note, required=True)
    proposal = manual.propose_unpublication(session.tenant)
    change = require_and_show(proposal, session)
    name = session.municipality.official_name
    session.confirm(
        f"Borgerne vil ikke se nogen sager fra {name}. Tøm visningen?",
        f"Citizens will see no cases from {name}. Unpublish?",
    )
    return _print_became_live(manual.unpublish(change, session.tenant), session)


@on_stack
def freeze(options: argparse.Namespace) -> int:
    """Block every publication until it is unfrozen."""
    session = open_session(options)
    checked_note(options.note, required=True)
    session.confirm(
        "Lås visningen, så intet kan offentliggøres, før den låses op?",
        "Freeze, so that nothing can become live until it is unfrozen?",
    )
    entry = manual.freeze(session.actor, options.note, session.tenant)
    return session.print_entry(
        entry,
        f"Visningen er låst. Version {entry.revision} vises fortsat.",
        f"Frozen. Revision {entry.revision} stays live.",
    )


@on_stack
def unfreeze(options: argparse.Namespace) -> int:
    """Allow publications again, and say which uploads came meanwhile."""
    session = open_session(options)
    checked_note(options.note, required=True)
    session.confirm("Lås visningen op?", "Unfreeze?")
    entry = manual.unfreeze(session.actor, options.note, session.tenant)
    frozen = [one for one in _received_while_frozen(session, entry) if one.status is UploadStatus.FROZEN]
    code = session.print_entry(entry, "Visningen er låst op.", "Unfrozen.")
    if frozen:
        session.print_line(
            f"{format_count(len(frozen), _CAME_WHILE_FROZEN['da'], 'da')} "
            f"kleark publish {session.code} {frozen[0].upload_id[:8]}",
            f"{format_count(len(frozen), _CAME_WHILE_FROZEN['en'], 'en')} "
            f"kleark publish {session.code} {frozen[0].upload_id[:8]}",
        )
    return code


def _received_while_frozen(session: StackSession, unfrozen: LogEntry) -> Iterator[Upload]:
    """The uploads, newest first, that may have been judged while it was frozen, and no more of the history than that.

    ``unfrozen``: the entry that ended it. One that came before it was frozen may have been judged afterwards.
    """
    table = session.stack.table
    place = unfrozen.revision, unfrozen.step
    froze = next((one for one in table.log_from(session.code, place) if one.action is Action.FREEZE), None)
    since = stamp(datetime.fromisoformat(froze.at) - _LONGEST_UNJUDGED) if froze else ""
    start: Upload | None = None
    while found := table.newest_uploads(session.code, _AT_ONCE, start=start):
        for one in found if start is None else found[1:]:
            if one.received_at < since:
                return
            yield one
        if len(found) < _AT_ONCE:
            return
        start = found[-1]


@on_stack
def limit(options: argparse.Namespace) -> int:
    """Set how many rows a sheet may remove without a person's confirmation."""
    session = open_session(options)
    checked_note(options.note, required=True)
    wanted = _parse_limit(options.percent)
    session.confirm(
        f"Et ark må herefter fjerne {limit_text(wanted, 'da')} af rækkerne uden bekræftelse?",
        f"From now on a sheet may remove {limit_text(wanted, 'en')} of the rows without confirmation?",
    )
    entry = manual.set_removal_limit(wanted, session.actor, options.note, session.tenant)
    return session.print_entry(
        entry, f"Grænsen er nu {limit_text(wanted, 'da')}.", f"The limit is {limit_text(wanted, 'en')} now."
    )


@on_stack
def wait_for_answers(options: argparse.Namespace) -> int:
    """Let sheets with open warnings wait for an answer, or publish them automatically."""
    wait = options.wait == "on"
    return _switch(options, _WAIT_FOR_ANSWERS[wait], partial(manual.set_wait_for_answers, wait=wait))


@on_stack
def four_eyes(options: argparse.Namespace) -> int:
    """Require that the person who publishes a sheet is another than its uploader, or stop requiring it."""
    required = options.required == "on"
    return _switch(options, _FOUR_EYES[required], partial(manual.set_four_eyes, required=required))


class _SwitchWords(NamedTuple):
    """What to ask, and what to say once it is done, each in Danish and English."""

    ask: tuple[str, str]
    done: tuple[str, str]


def _switch(
    options: argparse.Namespace, words: _SwitchWords, change: Callable[[str, str, Tenant], LogEntry]
) -> int:
    """Turn a setting on or off. ``change``: by whom, why, and whose."""
    session = open_session(options)
    checked_note(options.note, required=True)
    session.confirm(*words.ask)
    return session.print_entry(change(session.actor, options.note, session.tenant), *words.done)


_WAIT_FOR_ANSWERS = {
    True: _SwitchWords(
        (
            "Ark med bemærkninger, som ingen har svaret på, venter herefter på en godkender?",
            "From now on sheets with warnings that nobody has answered wait for an approver?",
        ),
        (
            "Ark med ubesvarede bemærkninger venter nu på et svar.",
            "Sheets with open warnings wait for an answer now.",
        ),
    ),
    False: _SwitchWords(
        (
            "Ark med bemærkninger, som ingen har svaret på, bliver herefter offentliggjort automatisk?",
            "From now on sheets with warnings that nobody has answered are published automatically?",
        ),
        (
            "Ark med ubesvarede bemærkninger bliver nu offentliggjort automatisk.",
            "Sheets with open warnings are published automatically now.",
        ),
    ),
}

_FOUR_EYES = {
    True: _SwitchWords(
        (
            "Den, der lægger et ark op, kan herefter ikke selv offentliggøre det, og ark, der lægges direkte i "
            "bucketen, kan slet ikke offentliggøres?",
            "From now on, whoever uploads a sheet cannot publish it, and sheets that are put straight into the bucket "
            "cannot be published at all?",
        ),
        ("Fire øjne kræves nu.", "Four eyes are required now."),
    ),
    False: _SwitchWords(
        (
            "Herefter kan den, der lægger et ark op, også selv offentliggøre det?",
            "From now on, whoever uploads a sheet can publish it, too?",
        ),
        ("Fire øjne kræves ikke længere.", "Four eyes are not required any more."),
    ),
}


def require_and_show(proposal: Proposal, session: StackSession) -> ChangeRequest:
    """Show the proposal's plan, and give the change that the person who sees it asks for.

    Raises:
        StaleRevisionError: another revision is live than the one that ``--expect`` names.
        FrozenError: the municipality is frozen.
        SamePersonError: four eyes are required, and the person has uploaded the sheet.
        UnknownUploaderError: four eyes are required, and nobody knows who has uploaded it.
        UnfitNoteError: the note cannot stand in the log.
    """
    note = checked_note(session.options.note)
    expected = proposal.live.revision if session.options.expect is None else session.options.expect
    change = ChangeRequest(session.actor, note, expected)
    # Warnings are answered once the plan was shown.
    asked = replace(change, answers=GivenAnswers({}, CONFIRMED, CONFIRMED))
    require(proposal, asked, removals_confirmed=True)
    show_plan(proposal.plan, session.options)
    return change


def _print_became_live(entry: LogEntry, session: StackSession) -> int:
    code = session.print_entry(
        entry,
        f"Version {entry.revision} vises nu ({counts_text(entry, 'da')}).",
        f"Revision {entry.revision} is live now ({counts_text(entry, 'en')}).",
    )
    if entry.revision > 1:
        undo = f"kleark revert {session.code} --to {entry.revision - 1}"
        session.print_line(f"Fortryd med: {undo}", f"Undo with: {undo}")
    if scheduled := session.tenant.table.scheduled(session.code):
        warn_of_stale_schedule(session, entry.revision, scheduled)
    return code


def warn_of_stale_schedule(session: StackSession, live_revision: int, scheduled: Scheduled) -> None:
    """Say that a scheduled publication will be refused, and why, where rows that it decides on have changed."""
    live = session.tenant.table.live(session.code, consistent=True)
    outlook = schedule_outlook(scheduled, live, session.tenant.table, session.code)
    if outlook.holds:
        return
    due, upload = scheduled.due, scheduled.content.upload_id[:8]
    again = f"kleark schedule {session.code} {upload} --at …"
    why_da, why_en = (outlook_text(outlook, scheduled, live_revision, lang) for lang in ("da", "en"))
    session.print_line(
        f"  Det, der er planlagt til {format_time(due, 'da')}, bliver afvist: {why_da}. Planlæg det igen ({again}), "
        f"eller tag det af (kleark cancel {session.code}).",
        f"  What is scheduled for {format_time(due, 'en')} will be refused: {why_en}. Schedule it again ({again}), or "
        f"cancel it (kleark cancel {session.code}).",
    )


def _parse_limit(text: str) -> int | None:
    if text == "default":
        return None
    if text.isascii() and text.isdigit() and int(text) <= 100:
        return int(text)
    raise UsageError(
        RefusalCode.MALFORMED_LIMIT,
        f'"{text}" er ikke en grænse. Skriv et helt tal fra 0 til 100, eller default for en tredjedel.',
        f'"{text}" is no limit. Write a whole number from 0 to 100, or default for a third.',
    )
