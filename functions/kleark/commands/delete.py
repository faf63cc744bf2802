"""``kleark delete``: have a sheet deleted that must not be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.commands.stack_session import on_stack, open_session
from kleark.i18n.danish_time import format_time
from kleark.publishing.deletion import DeletionRequest, delete_upload, propose_deletion
from kleark.publishing.note import checked_note
from kleark.publishing.retention import BACKUP_DAYS
from kleark.publishing.sheet_name import sheet_name

if TYPE_CHECKING:
    import argparse

    from kleark.commands.stack_session import StackSession
    from kleark.publishing.deletion import DeletionProposal


@on_stack
def delete(options: argparse.Namespace) -> int:
    """Have all of a sheet deleted, after saying what that is."""
    session = open_session(options)
    checked_note(options.note, required=True)
    upload_id = session.upload_named(options.upload)
    proposal = propose_deletion(upload_id, session.tenant)
    if proposal.refusal:
        raise proposal.refusal
    _print_proposal(proposal, session)
    session.confirm("Slet arket? Det kan ikke fortrydes.", "Delete the sheet? This cannot be undone.")
    request = DeletionRequest(session.actor, options.note, confirmed=True)
    entry = delete_upload(upload_id, request, session.tenant, session.stack.erasures)
    return session.print_entry(
        entry,
        f"Arket bliver slettet. Om et kvarter er der intet tilbage; se det med: kleark uploads {session.code}. "
        f"Databasens sikkerhedskopi indeholder rækkerne og arkets navn i {BACKUP_DAYS} dage endnu.",
        f"The sheet is being deleted. In a quarter of an hour nothing is left; see it with: kleark uploads "
        f"{session.code}. The table's backup holds its rows and its name for another {BACKUP_DAYS} days.",
    )


def _print_proposal(proposal: DeletionProposal, session: StackSession) -> None:
    upload = proposal.upload
    name, at = sheet_name(upload), upload.uploaded_at
    session.print_line(
        f"Slettes: {name}, lagt op {format_time(at, 'da')}: arket, alle filer lavet af det, og dets rækker.",
        f"To be deleted: {name}, uploaded {format_time(at, 'en')}: the sheet, all files made from it, and its rows.",
    )
    if proposal.revisions:
        numbers = ", ".join(map(str, proposal.revisions))
        session.print_line(
            f"Man kan så ikke længere gå tilbage til version {numbers}.",
            f"Nobody can go back to revision {numbers} any more.",
        )
    for one in (*proposal.same_rows, *proposal.kept):
        session.print_line(
            f"Har præcis de samme rækker, og slettes ikke: {one.upload_id[:12]}",
            f"Has exactly the same rows, and is not deleted: {one.upload_id[:12]}",
        )
    for one in proposal.same_place:
        session.print_line(
            f"Ligger samme sted, og slettes ikke: {one.upload_id[:12]}",
            f"Lies in the same place, and is not deleted: {one.upload_id[:12]}",
        )
