"""``kleark publish``, ``revert``, ``unpublish``, ``freeze``, ``unfreeze``, ``limit`` and ``four-eyes``: what a person
does to a stack.

Each shows what would change before it asks, and acts on what it showed: where something moved meanwhile, it refuses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.commands.arguments import UsageError
from kleark.commands.stack_session import on_stack, open_session, show_plan
from kleark.i18n.danish_time import format_time
from kleark.publishing import manual
from kleark.publishing.manual import ChangeRequest
from kleark.publishing.messages import counts, percent
from kleark.publishing.model import UploadStatus
from kleark.publishing.note import checked_note
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    import argparse

    from kleark.commands.stack_session import StackSession
    from kleark.publishing.manual import Proposal
    from kleark.publishing.model import LogEntry, Scheduled


@on_stack
def publish(options: argparse.Namespace) -> int:
    """Make an upload's rows live."""
    desk = open_session(options)
    upload_id = desk.upload_named(options.upload)
    proposal, _, _ = manual.propose_upload(upload_id, desk.place, desk.stack.reports)
    mandate = looked_at(proposal, desk)
    confirmed = desk.confirm_removals(proposal)
    following = proposal.live.revision + 1
    desk.agree(f"Offentliggør det som version {following}?", f"Publish it as revision {following}?")
    entry = manual.publish_upload(
        upload_id, mandate, desk.place, desk.stack.reports, confirm_removals=confirmed
    )
    return _became_live(entry, desk)


@on_stack
def revert(options: argparse.Namespace) -> int:
    """Make an earlier revision's rows live again."""
    desk = open_session(options)
    proposal, _ = manual.propose_revert(options.to, desk.place)
    mandate = looked_at(proposal, desk)
    confirmed = desk.confirm_removals(proposal)
    desk.agree(
        f"Gå tilbage til rækkerne i version {options.to}?", f"Go back to the rows of revision {options.to}?"
    )
    return _became_live(manual.revert(options.to, mandate, desk.place, confirm_removals=confirmed), desk)


@on_stack
def unpublish(options: argparse.Namespace) -> int:
    """Show nothing of the municipality, on purpose."""
    desk = open_session(options)
    checked_note(options.note, required=True)
    proposal = manual.propose_unpublication(desk.place)
    mandate = looked_at(proposal, desk)
    name = desk.municipality.official_name
    desk.agree(
        f"Borgerne vil ikke se nogen sager fra {name}. Tøm visningen?",
        f"Citizens will see no cases from {name}. Unpublish?",
    )
    return _became_live(manual.unpublish(mandate, desk.place), desk)


@on_stack
def freeze(options: argparse.Namespace) -> int:
    """Let nothing become live until it is unfrozen."""
    desk = open_session(options)
    checked_note(options.note, required=True)
    desk.agree(
        "Lås visningen, så intet kan offentliggøres, før den låses op?",
        "Freeze, so that nothing can become live until it is unfrozen?",
    )
    entry = manual.freeze(desk.actor, options.note, desk.place)
    return desk.done(
        entry,
        f"Visningen er låst. Version {entry.revision} vises fortsat.",
        f"Frozen. Revision {entry.revision} stays live.",
    )


@on_stack
def unfreeze(options: argparse.Namespace) -> int:
    """Let uploads become live again, and tell which came meanwhile."""
    desk = open_session(options)
    checked_note(options.note, required=True)
    desk.agree("Lås visningen op?", "Unfreeze?")
    entry = manual.unfreeze(desk.actor, options.note, desk.place)
    frozen = [
        upload for upload in desk.stack.table.uploads(desk.code) if upload.status is UploadStatus.FROZEN
    ]
    code = desk.done(entry, "Visningen er låst op.", "Unfrozen.")
    if frozen:
        desk.say(
            f"{len(frozen)} ark kom, mens visningen var låst, og er ikke vist. Det nyeste: "
            f"kleark publish {desk.code} {frozen[0].upload_id[:8]}",
            f"{len(frozen)} sheets came while it was frozen, and are not live. The newest: "
            f"kleark publish {desk.code} {frozen[0].upload_id[:8]}",
        )
    return code


@on_stack
def limit(options: argparse.Namespace) -> int:
    """Set how many rows a sheet may remove without a person's confirmation."""
    desk = open_session(options)
    checked_note(options.note, required=True)
    wanted = _percent_given(options.percent)
    desk.agree(
        f"Et ark må herefter fjerne {percent(wanted, 'da')} af rækkerne uden bekræftelse?",
        f"From now on a sheet may remove {percent(wanted, 'en')} of the rows without confirmation?",
    )
    entry = manual.set_removal_limit(wanted, desk.actor, options.note, desk.place)
    return desk.done(
        entry, f"Grænsen er nu {percent(wanted, 'da')}.", f"The limit is {percent(wanted, 'en')} now."
    )


@on_stack
def four_eyes(options: argparse.Namespace) -> int:
    """Require that nobody makes live alone what they have uploaded, or do not any more."""
    desk = open_session(options)
    checked_note(options.note, required=True)
    required = options.required == "on"
    if required:
        desk.agree(
            "Den, der lægger et ark op, kan herefter ikke selv offentliggøre det, og ark, der lægges direkte i "
            "bucketen, kan slet ikke offentliggøres?",
            "From now on, whoever uploads a sheet cannot publish it, and sheets that are put straight into the bucket "
            "cannot be published at all?",
        )
    else:
        desk.agree(
            "Herefter kan den, der lægger et ark op, også selv offentliggøre det?",
            "From now on, whoever uploads a sheet can publish it, too?",
        )
    entry = manual.set_four_eyes(desk.actor, options.note, desk.place, required=required)
    if required:
        return desk.done(entry, "Fire øjne kræves nu.", "Four eyes are required now.")
    return desk.done(entry, "Fire øjne kræves ikke længere.", "Four eyes are not required any more.")


def looked_at(proposal: Proposal, desk: StackSession) -> ChangeRequest:
    """Show the proposal's plan, and give the mandate of whoever looks at it.

    Raises StaleRevisionError where another revision is live than the ``--expect``ed one, FrozenError, SameHandsError,
    UnknownHandsError, UnfitNoteError.
    """
    note = checked_note(desk.options.note)
    expected = proposal.live.revision if desk.options.expect is None else desk.options.expect
    mandate = ChangeRequest(desk.actor, note, expected)
    manual.require(proposal, mandate, removals_confirmed=True)
    show_plan(proposal.plan, desk.options)
    return mandate


def _became_live(entry: LogEntry, desk: StackSession) -> int:
    code = desk.done(
        entry,
        f"Version {entry.revision} vises nu ({counts(entry, 'da')}).",
        f"Revision {entry.revision} is live now ({counts(entry, 'en')}).",
    )
    if entry.revision > 1:
        undo = f"kleark revert {desk.code} --to {entry.revision - 1}"
        desk.say(f"Fortryd med: {undo}", f"Undo with: {undo}")
    if scheduled := desk.place.table.scheduled(desk.code):
        tell_doomed(desk, entry.revision, scheduled)
    return code


def tell_doomed(desk: StackSession, live_revision: int, scheduled: Scheduled) -> None:
    """Tell of a schedule that it will be refused as things stand, where that is so."""
    if scheduled.revision != live_revision:
        due, upload = scheduled.due, scheduled.content.upload_id[:8]
        again = f"kleark schedule {desk.code} {upload} --at …"
        desk.say(
            f"  Det, der er planlagt til {format_time(due, 'da')}, bliver afvist: det er planlagt ud fra version "
            f"{scheduled.revision}, og version {live_revision} vises nu. Planlæg det igen ({again}), eller tag det "
            f"af (kleark cancel {desk.code}).",
            f"  What is scheduled for {format_time(due, 'en')} will be refused: it was planned against revision "
            f"{scheduled.revision}, and revision {live_revision} is live. Schedule it again ({again}), or cancel it "
            f"(kleark cancel {desk.code}).",
        )


def _percent_given(text: str) -> int | None:
    if text == "default":
        return None
    if text.isascii() and text.isdigit() and int(text) <= 100:
        return int(text)
    raise UsageError(
        RefusalCode.MALFORMED_LIMIT,
        f'"{text}" er ikke en grænse. Skriv et helt tal fra 0 til 100, eller default for en tredjedel.',
        f'"{text}" is no limit. Write a whole number from 0 to 100, or default for a third.',
    )
