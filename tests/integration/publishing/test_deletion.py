"""An approver has a sheet deleted: what is said to go, what must be kept, and who else may be at work meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kleark.adapters import clients
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.publishing.automatic import publish
from kleark.publishing.deletion import DeletionRequest, backups_until, delete_upload, propose_deletion
from kleark.publishing.deletion_errors import NotDeletableError, UnconfirmedDeletionError
from kleark.publishing.errors import (
    ConcurrentChangeError,
    MissingNoteError,
    NothingToChangeError,
    NotPublishableError,
    SweptRevisionError,
    UnfitNoteError,
    UnknownUploadError,
)
from kleark.publishing.manual import freeze, publish_upload, revert, unpublish
from kleark.publishing.model import Action, UploadStatus, stamp
from kleark.publishing.policy import Outcome
from kleark.publishing.revisions import revision_rows
from kleark.publishing.schedule import Appointment, cancel, schedule
from kleark.publishing.state_messages import state_label, state_sentence
from kleark.publishing.upload_state import StateKind, state_records, upload_state
from tests.support.acting import change_request
from tests.support.erasing import ACTOR, ASKED, NOTE, KnownErasures, ask
from tests.support.interruptions import Calls, Stumbling, aws_error
from tests.support.page import KnownTimer
from tests.support.sweeping import Clock, checked, everything, kept_back, restore
from tests.support.world import NOON, TABLE, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.publishing.model import Upload
    from tests.support.world import World


def was_live(world: World) -> Upload:
    """An upload that was live as revision 1; another one is as revision 2."""
    upload = world.validated(rows(4), NOON, "gammelt.xlsx", by="oidc:1:bo@odense.example")
    world.publish(upload)
    world.published(rows(6), NOON + timedelta(hours=1), "nyt.xlsx")
    return world.upload(upload)


def test_the_record_says_who_asked_and_why_and_forgets_what_the_content_made(world: World) -> None:
    upload, queue = was_live(world), KnownErasures()
    entry = ask(world, upload, queue)
    stands = world.upload(upload)
    assert stands == replace(
        upload,
        status=UploadStatus.BEING_DELETED,
        digest=None,
        deletion_at=stamp(ASKED),
        deletion_by=ACTOR,
        deletion_note=NOTE,
    )
    assert queue.asked == [(world.code, upload.upload_id, False)]
    assert (entry.action, entry.actor, entry.note) == (Action.DELETE, ACTOR, NOTE)
    assert (entry.revision, entry.step, entry.deleted_upload) == (2, 1, upload.upload_id)
    assert entry.content is None
    assert world.log()[-1] == entry  # and the chain is whole


def test_what_is_live_stays_as_it_is(world: World) -> None:
    upload = was_live(world)
    before, served = world.live(), world.served()
    ask(world, upload)
    after = world.live()
    assert replace(after, lock=before.lock, log_head=before.log_head, log_steps=before.log_steps) == before
    assert after.lock == before.lock + 1
    assert world.served() == served


def test_nobody_can_go_back_to_its_revision_from_that_moment_and_is_told_why(world: World) -> None:
    upload = was_live(world)
    revision_rows(1, world.place)
    ask(world, upload)
    with pytest.raises(SweptRevisionError) as refused:
        world.go_back(1, 2, confirm_removals=True)
    assert refused.value.deleted
    assert "en godkender har slettet det ark" in refused.value.da
    with pytest.raises(NotPublishableError) as unpublishable:
        publish_upload(upload.upload_id, change_request("anne", "", 2), world.place, world.reports)
    assert unpublishable.value.status is UploadStatus.BEING_DELETED


def test_a_sheet_that_citizens_see_or_will_see_is_kept(world: World) -> None:
    live = world.validated(rows(5))
    world.publish(live)
    waiting = checked(world, 7)
    appointment = Appointment(waiting.upload_id, NOON + timedelta(days=1))
    schedule(appointment, change_request("anne", "", 1), world.place, world.reports, Clock())
    before = everything()
    for upload, blocker in ((live, "live"), (waiting, "scheduled")):
        proposal = propose_deletion(upload.upload_id, world.place)
        assert proposal.refusal is not None
        assert proposal.refusal.blocker == blocker
        with pytest.raises(NotDeletableError) as refused:
            ask(world, upload)
        assert refused.value.facts == {"blocker": blocker}
    assert everything() == before
    cancel("anne", "", world.place, KnownTimer())
    ask(world, waiting)
    unpublish(change_request("anne", "skal slettes", 1), world.place)
    ask(world, live)


def test_a_sheet_that_was_gone_back_to_is_live_again_and_so_is_kept(world: World) -> None:
    upload = was_live(world)
    world.go_back(1, 2, confirm_removals=True)
    with pytest.raises(NotDeletableError):
        ask(world, upload)


@pytest.mark.parametrize("status", sorted({*UploadStatus} - {"scheduled", "being_deleted", "deleted"}))
def test_a_sheet_of_any_other_status_can_be_deleted_also_while_frozen(world: World, status: str) -> None:
    upload = world.validated(rows(5))
    assert world.table.advance(replace(upload, status=UploadStatus(status)), UploadStatus.QUEUED)
    freeze("anne", "vi flytter", world.place)
    ask(world, upload)
    assert world.upload(upload).status is UploadStatus.BEING_DELETED


def test_what_deleting_would_mean_names_its_revisions_and_the_sheets_that_hold_the_same(world: World) -> None:
    upload = was_live(world)
    world.go_back(1, 2, confirm_removals=True)  # revision 3
    world.published(rows(7), NOON + timedelta(hours=2), "nyest.xlsx")
    twin = world.validated(rows(4), NOON + timedelta(hours=3), "tvilling.xlsx")
    other = world.validated(rows(9), NOON + timedelta(hours=4), "andet.xlsx")
    version = replace(other, upload_id="f" * 32, key=upload.key, version_id="en-anden")
    world.table.claim(version)
    proposal = propose_deletion(upload.upload_id, world.place)
    assert proposal.revisions == (1, 3)
    assert [one.upload_id for one in proposal.same_rows] == [twin.upload_id]
    assert [one.upload_id for one in proposal.same_place] == [version.upload_id]
    assert proposal.kept == ()
    ask(world, twin)
    assert propose_deletion(upload.upload_id, world.place).same_rows == ()


def test_a_sheet_with_the_rows_that_are_live_goes_and_the_live_one_is_named(world: World) -> None:
    live = world.validated(rows(5))
    world.publish(live)
    twin = world.validated(rows(5), NOON + timedelta(hours=1), "magen.xlsx")
    assert world.publish(twin).outcome is Outcome.UNCHANGED
    proposal = propose_deletion(twin.upload_id, world.place)
    assert (proposal.same_rows, [one.upload_id for one in proposal.kept]) == ((), [live.upload_id])
    served = world.served()
    ask(world, twin)
    assert world.served() == served
    assert world.table.is_sealed(world.code, world.live().content)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("note", "confirmed", "refusal"),
    [
        ("", True, MissingNoteError),
        ("x" * 501, True, MissingNoteError),
        ("010180-1234 stod der", True, UnfitNoteError),
        (NOTE, False, UnconfirmedDeletionError),
    ],
)
def test_it_takes_a_reason_and_a_tick(world: World, note: str, confirmed: bool, refusal: Any) -> None:
    upload = was_live(world)
    before = everything()
    with pytest.raises(refusal):
        delete_upload(
            upload.upload_id, DeletionRequest("anne", note, confirmed), world.place, KnownErasures()
        )
    assert everything() == before


def test_what_is_not_there_or_deleted_already_is_said_to_be(world: World) -> None:
    upload = was_live(world)
    with pytest.raises(UnknownUploadError):
        ask(world, replace(upload, upload_id="0" * 32))
    ask(world, upload)
    before = everything()
    with pytest.raises(NothingToChangeError):
        ask(world, upload)
    assert everything() == before


def test_a_queue_that_takes_no_message_does_not_undo_what_was_asked_for(world: World) -> None:
    class Broken(KnownErasures):
        def send(self, code: Any, upload_id: str, *, later: bool = False) -> None:
            raise aws_error("ServiceUnavailable", "SendMessage")

    upload = was_live(world)
    ask(world, upload, Broken())
    assert world.upload(upload).status is UploadStatus.BEING_DELETED


def test_a_deletion_whose_answer_is_lost_is_made_once(world: World) -> None:
    upload = was_live(world)

    def lose(real: Any, **arguments: Any) -> None:
        real(**arguments)
        raise aws_error("InternalServerError", "TransactWriteItems")

    stumbling = Stumbling(clients.dynamodb(), "transact_write_items", [lose])
    ask(world, upload, client=stumbling)
    assert [entry.action for entry in world.log()].count(Action.DELETE) == 1


# ---- Others at the same time ----------------------------------------------------------------------------


def meanwhile(world: World, upload: Upload, do: Callable[[], object]) -> Calls:
    """Ask for the deletion, with something else happening just before its transaction."""
    probe = Calls()
    items = everything()
    with pytest.raises(RuntimeError):
        ask(world, upload, client=_Stopped(probe.of(clients.dynamodb())))
    assert everything() == items
    calls = Calls((len(probe.names), "before"), do)
    ask(world, upload, client=calls.of(clients.dynamodb()))
    return calls


class _Stopped:
    """A client that stops before the transaction."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def __getattr__(self, operation: str) -> Any:
        if operation == "transact_write_items":
            raise RuntimeError
        return getattr(self.client, operation)


def test_a_publication_that_comes_first_keeps_the_sheet(world: World) -> None:
    world.published(rows(6))
    upload = checked(world, 8)
    publication = change_request("bo", "", 1)
    with pytest.raises(NotDeletableError):
        meanwhile(
            world, upload, lambda: publish_upload(upload.upload_id, publication, world.place, world.reports)
        )
    assert (world.live().revision, world.upload(upload).status) == (2, UploadStatus.PUBLISHED)


def test_an_automatic_publication_that_comes_first_keeps_the_sheet(world: World) -> None:
    upload = world.validated(rows(6))
    with pytest.raises(NotDeletableError):
        meanwhile(world, upload, lambda: world.publish(upload))


def test_a_schedule_that_comes_first_keeps_the_sheet(world: World) -> None:
    world.published(rows(6))
    upload = checked(world, 8)
    appointment = Appointment(upload.upload_id, NOON + timedelta(days=1))
    with pytest.raises(NotDeletableError) as refused:
        meanwhile(
            world,
            upload,
            lambda: schedule(
                appointment, change_request("bo", "", 1), world.place, world.reports, KnownTimer()
            ),
        )
    assert refused.value.blocker == "scheduled"


def test_a_revert_that_comes_first_keeps_the_sheet(world: World) -> None:
    upload = was_live(world)
    with pytest.raises(NotDeletableError):
        meanwhile(world, upload, lambda: world.go_back(1, 2, confirm_removals=True))
    assert world.live().revision == 3


def test_two_who_ask_at_once_have_it_deleted_once(world: World) -> None:
    upload = was_live(world)
    with pytest.raises(NothingToChangeError):
        meanwhile(world, upload, lambda: ask(world, upload))
    assert [entry.action for entry in world.log()].count(Action.DELETE) == 1


def test_another_change_meanwhile_only_makes_it_read_again(world: World) -> None:
    upload = was_live(world)
    meanwhile(world, upload, lambda: freeze("bo", "vi flytter", world.place))
    assert world.upload(upload).status is UploadStatus.BEING_DELETED
    assert [entry.action for entry in world.log()][-2:] == [Action.FREEZE, Action.DELETE]


def deletes_at_each_call(world: World, upload: Upload, do: Callable[[Any], object]) -> list[str]:
    """Before which of another's calls a deletion leaves the sheet not live: it is tried before each of them."""
    outcomes = []
    items = kept_back()
    probe = Calls()
    do(probe.of(clients.dynamodb()))
    for number in range(len(probe.names)):
        restore(items)
        calls = Calls((number, "before"), lambda: ask(world, upload))
        try:
            do(calls.of(clients.dynamodb()))
        except (NotPublishableError, SweptRevisionError, ConcurrentChangeError):
            outcomes.append("refused")
        else:
            outcomes.append("done")
        live = world.live()
        assert live.content is not None
        assert live.content.upload_id != upload.upload_id, probe.names[number]
        assert world.table.is_sealed(world.code, live.content)
        assert world.upload(upload).status is UploadStatus.BEING_DELETED
        world.log()
    return outcomes


def test_no_revert_makes_a_sheet_live_whose_deletion_was_asked_for_at_any_of_its_calls(world: World) -> None:
    upload = was_live(world)

    def go_back(client: Any) -> object:
        table = ConfigurationTable(client, TABLE, pause=lambda _: None)
        place = replace(world.place, table=table)
        return revert(1, change_request("bo", "", 2), place, confirm_removals=True)

    assert set(deletes_at_each_call(world, upload, go_back)) == {"refused"}


def test_no_publication_makes_a_sheet_live_whose_deletion_was_asked_for_at_any_of_its_calls(
    world: World,
) -> None:
    world.published(rows(6))
    upload = checked(world, 8)

    def by_hand(client: Any) -> object:
        table = ConfigurationTable(client, TABLE, pause=lambda _: None)
        place = replace(world.place, table=table)
        return publish_upload(upload.upload_id, change_request("bo", "", 1), place, world.reports)

    assert set(deletes_at_each_call(world, upload, by_hand)) == {"refused"}


def test_no_schedule_waits_for_a_sheet_whose_deletion_was_asked_for_at_any_of_its_calls(world: World) -> None:
    world.published(rows(6))
    upload = checked(world, 8)
    appointment = Appointment(upload.upload_id, NOON + timedelta(days=1))

    def by_time(client: Any) -> object:
        table = ConfigurationTable(client, TABLE, pause=lambda _: None)
        place = replace(world.place, table=table)
        return schedule(appointment, change_request("bo", "", 1), place, world.reports, KnownTimer())

    assert set(deletes_at_each_call(world, upload, by_time)) == {"refused"}
    assert world.table.scheduled(world.code) is None


def test_a_sheet_on_its_way_stops_where_its_deletion_was_asked_for(world: World) -> None:
    world.published(rows(6))
    upload = world.validated(rows(8), NOON + timedelta(hours=1), "nyt.xlsx")

    def by_itself(client: Any) -> object:
        table = ConfigurationTable(client, TABLE, pause=lambda _: None)
        publication = publish(world.code, upload.upload_id, table, world.reports, lambda: NOON)
        assert publication.outcome in {Outcome.ALREADY_SETTLED, Outcome.PUBLISHED}
        return publication

    deletes_at_each_call(world, upload, by_itself)


# ---- What is told of it ----------------------------------------------------------------------------------


def test_its_state_is_told_in_the_words_of_every_list(world: World) -> None:
    upload = was_live(world)
    ask(world, upload)
    stands = world.upload(upload)
    state = upload_state(stands, state_records(world.table, world.code, [stands]))
    assert (state.kind, state_label(state, "da")) == (StateKind.BEING_DELETED, "Bliver slettet")
    assert "En godkender bad om det 3. nov. 2025" in state_sentence(state, "da")
    assert backups_until(stands) is None
    gone = replace(stands, status=UploadStatus.DELETED, deleted_at="2025-11-03T15:00:00.000Z")
    state = upload_state(gone, state_records(world.table, world.code, [gone]))
    assert (state.kind, state_label(state, "en")) == (StateKind.DELETED, "Deleted on 3 Nov 2025 at 16:00")
    assert str(backups_until(gone)) == "2025-12-08 15:00:00+00:00"
