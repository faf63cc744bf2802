"""Where a municipality requires four eyes, nobody makes live alone what they have uploaded."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.publishing.automatic import publish as automatically
from kleark.publishing.errors import (
    FrozenError,
    MissingNoteError,
    NothingToChangeError,
    Refusal,
    SamePersonError,
    StaleRevisionError,
    UnfitNoteError,
    UnknownUploaderError,
)
from kleark.publishing.manual import freeze, propose_upload, publish_upload, revert, set_four_eyes, unpublish
from kleark.publishing.model import Action, UploadStatus
from kleark.publishing.policy import Outcome
from kleark.publishing.proposal import require
from kleark.publishing.schedule import Appointment, run_due, schedule
from tests.integration.publishing.test_schedule import MIDNIGHT, Clock, refused_plan
from tests.support.acting import change_request, tenant_of
from tests.support.interruptions import Stumbling
from tests.support.world import AARHUS, NOON, TABLE, rows, sorted_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.publishing.model import LogEntry, Scheduled, Upload
    from tests.support.world import World

ANNE, BO = "oidc:7f3c:anne@odense.example", "oidc:99aa:bo@odense.example"
OPERATOR = "arn:aws:sts::1:assumed-role/Operator/anne"
OTHER = rows(9, phone="66131488")
TEN_PAST = NOON + timedelta(minutes=10)


@pytest.fixture
def live(world: World) -> World:
    """Revision 1 is live, and was published when one pair of eyes would do."""
    world.published(rows(9))
    return world


@pytest.fixture
def watched(live: World) -> World:
    """And now it takes four."""
    require_four_eyes(live)
    return live


def require_four_eyes(world: World, *, required: bool = True) -> LogEntry:
    return set_four_eyes(BO, "besluttet på ledermødet", world.place, required=required)


def uploaded(world: World, by: str | None, status: UploadStatus = UploadStatus.CHECKED) -> Upload:
    queued = world.validated(OTHER, TEN_PAST, "andet.xlsx", by)
    upload = replace(queued, status=status)
    assert world.table.advance(upload, UploadStatus.QUEUED)
    return upload


def publish(
    world: World, upload: Upload, by: str, expected: int = 1, table: ConfigurationTable | None = None
) -> LogEntry:
    place = tenant_of(world.code, table or world.table, lambda: NOON)
    return publish_upload(upload.upload_id, change_request(by, "", expected), place, world.reports)


def planned(world: World, upload: Upload, by: str, table: ConfigurationTable | None = None) -> Scheduled:
    place = tenant_of(world.code, table or world.table, lambda: NOON)
    appointment = Appointment(upload.upload_id, MIDNIGHT)
    return schedule(appointment, change_request(by, "årsskifte", 1), place, world.reports, Clock())


def rung(
    world: World, upload: Upload, scheduled: Scheduled, table: ConfigurationTable | None = None
) -> Outcome:
    place = tenant_of(world.code, table or world.table, lambda: MIDNIGHT)
    return run_due(upload.upload_id, scheduled.schedule_id, place, world.reports).outcome


def just_before_the_change(world: World, first: Callable[[], object]) -> ConfigurationTable:
    """A table whose next change of what is live comes a moment too late."""

    def late(real: Any, **arguments: Any) -> Any:
        first()
        return real(**arguments)

    client: Any = Stumbling(world.dynamodb, "transact_write_items", [late])
    return ConfigurationTable(client, TABLE, pause=lambda _: None)


def test_it_is_in_the_log_with_who_and_why(world: World) -> None:
    assert not world.live().four_eyes
    require_four_eyes(world)
    assert world.live().four_eyes
    with pytest.raises(NothingToChangeError):
        require_four_eyes(world)
    require_four_eyes(world, required=False)
    assert not world.live().four_eyes
    with pytest.raises(NothingToChangeError):
        require_four_eyes(world, required=False)
    told = [(e.revision, e.step, e.action, e.actor, e.note, e.four_eyes) for e in world.log()]
    assert told == [
        (0, 1, Action.SET_FOUR_EYES, BO, "besluttet på ledermødet", True),
        (0, 2, Action.SET_FOUR_EYES, BO, "besluttet på ledermødet", False),
    ]


@pytest.mark.parametrize(
    ("note", "refused"), [("", MissingNoteError), (" ", MissingNoteError), ("010190-1234", UnfitNoteError)]
)
def test_it_takes_a_reason(world: World, note: str, refused: type[Refusal]) -> None:
    with pytest.raises(refused):
        set_four_eyes(BO, note, world.place, required=True)
    assert world.log() == []


def test_it_is_each_municipality_s_own(watched: World) -> None:
    aarhus = watched.at(AARHUS)
    assert aarhus.published(OTHER).actor == "automatic"
    assert not aarhus.live().four_eyes


def test_it_stays_whatever_becomes_live(watched: World) -> None:
    publish(watched, uploaded(watched, ANNE), BO)
    watched.go_back(to=1, expected=2)
    watched.freeze()
    watched.unfreeze()
    assert watched.live().four_eyes


@pytest.mark.parametrize("by", [BO, OPERATOR])
def test_another_publishes_what_one_has_uploaded(watched: World, by: str) -> None:
    upload = uploaded(watched, ANNE)
    assert publish(watched, upload, by).actor == by
    assert watched.served() == sorted_rows(OTHER)
    assert watched.upload(upload).uploaded_by == ANNE


@pytest.mark.parametrize("by", [ANNE, "oidc:7f3c:anne.marie@odense.example"])
def test_whoever_uploaded_a_sheet_cannot_publish_it(watched: World, by: str) -> None:
    upload = uploaded(watched, ANNE)
    with pytest.raises(SamePersonError) as refused:
        publish(watched, upload, by)
    assert "Bed en kollega" in refused.value.da
    assert watched.served() == sorted_rows(rows(9))
    assert watched.upload(upload).status is UploadStatus.CHECKED
    assert [entry.action for entry in watched.log()] == [Action.PUBLISH, Action.SET_FOUR_EYES]


@pytest.mark.parametrize("by", [ANNE, OPERATOR])
def test_what_nobody_knows_who_uploaded_nobody_can_publish(watched: World, by: str) -> None:
    upload = uploaded(watched, None, UploadStatus.AWAITING_CONFIRMATION)
    with pytest.raises(UnknownUploaderError) as refused:
        publish(watched, upload, by)
    assert "Læg det op på siden" in refused.value.da
    assert watched.served() == sorted_rows(rows(9))

    require_four_eyes(watched, required=False)
    assert publish(watched, upload, by).revision == 2


@pytest.mark.parametrize("by", [None, ANNE, BO])
def test_without_four_eyes_it_does_not_matter_who(live: World, by: str | None) -> None:
    assert publish(live, uploaded(live, by), ANNE).revision == 2


def test_what_is_put_straight_into_the_bucket_waits_and_says_what_to_do(watched: World) -> None:
    upload = watched.validated(OTHER, TEN_PAST)
    publication = watched.publish(upload)
    assert publication.outcome is Outcome.AWAITING_CONFIRMATION
    stored = watched.upload(upload)
    assert stored.status is UploadStatus.AWAITING_CONFIRMATION
    assert "fire øjne" in (stored.reason or "")
    assert "Læg det op på siden" in (stored.reason or "")
    assert watched.served() == sorted_rows(rows(9))
    assert watched.publish(upload).outcome is Outcome.ALREADY_SETTLED


def test_the_very_first_publication_takes_four_eyes_too(world: World) -> None:
    require_four_eyes(world)
    assert world.publish(world.validated(rows(9))).outcome is Outcome.AWAITING_CONFIRMATION
    assert world.served() == ()
    assert publish(world, uploaded(world, ANNE), BO, expected=0).revision == 1


def test_what_takes_back_takes_one(watched: World) -> None:
    publish(watched, uploaded(watched, ANNE), BO)
    assert revert(1, change_request(ANNE, "fejl", 2), watched.place).revision == 3
    assert unpublish(change_request(ANNE, "fejl", 3), watched.place).revision == 4
    assert freeze(ANNE, "fejl", watched.place).action is Action.FREEZE


def test_the_one_who_looks_is_told_before_anything_is_asked(watched: World) -> None:
    proposal, upload, _ = propose_upload(uploaded(watched, ANNE).upload_id, watched.place, watched.reports)
    assert proposal.upload == upload
    with pytest.raises(SamePersonError):
        require(proposal, change_request(ANNE, "", 1), removals_confirmed=True)
    require(proposal, change_request(BO, "", 1), removals_confirmed=True)


def test_that_something_else_is_live_or_frozen_is_told_first(watched: World) -> None:
    upload = uploaded(watched, ANNE)
    with pytest.raises(StaleRevisionError):
        publish(watched, upload, ANNE, expected=0)
    watched.freeze()
    with pytest.raises(FrozenError):
        publish(watched, upload, ANNE)


def test_it_is_required_between_the_look_and_the_flip(live: World) -> None:
    """The revision that the person looked at is still live; what is judged is judged again all the same."""
    upload = uploaded(live, ANNE)
    late = just_before_the_change(live, lambda: require_four_eyes(live))
    with pytest.raises(SamePersonError):
        publish(live, upload, ANNE, table=late)
    assert live.served() == sorted_rows(rows(9))
    assert live.upload(upload).status is UploadStatus.CHECKED
    assert [entry.action for entry in live.log()] == [Action.PUBLISH, Action.SET_FOUR_EYES]


def test_it_is_required_while_a_machine_publishes(live: World) -> None:
    upload = live.validated(OTHER, TEN_PAST)
    late = just_before_the_change(live, lambda: require_four_eyes(live))
    publication = automatically(live.code, upload.upload_id, late, live.reports, lambda: NOON)
    assert publication.outcome is Outcome.AWAITING_CONFIRMATION
    assert live.served() == sorted_rows(rows(9))


def test_where_it_is_not_required_any_more_the_person_may_ask_again(watched: World) -> None:
    upload = uploaded(watched, ANNE)
    with pytest.raises(SamePersonError):
        publish(watched, upload, ANNE)
    require_four_eyes(watched, required=False)
    assert publish(watched, upload, ANNE).revision == 2


def test_whoever_uploaded_a_sheet_cannot_schedule_it(watched: World) -> None:
    upload = uploaded(watched, ANNE)
    with pytest.raises(SamePersonError):
        planned(watched, upload, ANNE)
    assert watched.table.scheduled(watched.code) is None
    assert watched.upload(upload).status is UploadStatus.CHECKED
    scheduled = planned(watched, upload, BO)
    assert rung(watched, upload, scheduled) is Outcome.PUBLISHED
    assert watched.served() == sorted_rows(OTHER)


def test_what_nobody_knows_who_uploaded_nobody_can_schedule(watched: World) -> None:
    with pytest.raises(UnknownUploaderError):
        planned(watched, uploaded(watched, None), BO)


def test_it_is_required_between_the_look_and_the_schedule(live: World) -> None:
    upload = uploaded(live, ANNE)
    late = just_before_the_change(live, lambda: require_four_eyes(live))
    with pytest.raises(SamePersonError):
        planned(live, upload, ANNE, table=late)
    assert live.table.scheduled(live.code) is None
    assert live.upload(upload).status is UploadStatus.CHECKED


@pytest.mark.parametrize(("by", "said"), [(ANNE, "Bed en kollega"), (None, "Læg det op på siden")])
def test_it_is_required_between_the_schedule_and_its_time(live: World, by: str | None, said: str) -> None:
    upload = uploaded(live, by)
    scheduled = planned(live, upload, ANNE)
    require_four_eyes(live)
    assert rung(live, upload, scheduled) is Outcome.REFUSED
    stored = live.upload(upload)
    assert stored.status is UploadStatus.REFUSED
    assert (stored.reason or "").startswith("Tidspunktet kom, men arket er ikke offentliggjort.")
    assert said in (stored.reason or "")
    last = live.log()[-1]
    actions = [entry.action for entry in live.log() if entry.step]
    assert actions == [Action.ANSWER, Action.SCHEDULE, Action.SET_FOUR_EYES, Action.REFUSE]
    assert (last.action, last.actor, last.revision, last.step) == (Action.REFUSE, ANNE, 1, 4)
    assert len(refused_plan(live, upload).changed) == 9
    assert live.table.scheduled(live.code) is None
    assert live.served() == sorted_rows(rows(9))
    assert rung(live, upload, scheduled) is Outcome.ALREADY_SETTLED


def test_it_is_required_between_the_ring_and_the_flip(live: World) -> None:
    upload = uploaded(live, ANNE)
    scheduled = planned(live, upload, ANNE)
    late = just_before_the_change(live, lambda: require_four_eyes(live))
    assert rung(live, upload, scheduled, late) is Outcome.REFUSED
    assert live.served() == sorted_rows(rows(9))
    assert live.upload(upload).status is UploadStatus.REFUSED


def test_what_another_scheduled_goes_live_also_where_it_is_required_since(live: World) -> None:
    upload = uploaded(live, ANNE)
    scheduled = planned(live, upload, BO)
    require_four_eyes(live)
    assert rung(live, upload, scheduled) is Outcome.PUBLISHED
    assert live.log()[-1].actor == BO


def test_required_and_not_required_again_before_its_time_does_not_matter(live: World) -> None:
    upload = uploaded(live, ANNE)
    scheduled = planned(live, upload, ANNE)
    require_four_eyes(live)
    require_four_eyes(live, required=False)
    assert rung(live, upload, scheduled) is Outcome.PUBLISHED


def test_what_was_refused_at_its_time_is_published_by_another(live: World) -> None:
    upload = uploaded(live, ANNE)
    scheduled = planned(live, upload, ANNE)
    require_four_eyes(live)
    rung(live, upload, scheduled)
    assert publish(live, upload, BO).revision == 2


def test_a_table_from_before_there_were_four_eyes_requires_none(live: World) -> None:
    key: Any = {"PK": {"S": f"M#{live.code}"}, "SK": {"S": "LIVE"}}
    live.dynamodb.update_item(TableName=TABLE, Key=key, UpdateExpression="REMOVE four_eyes")
    assert not live.live().four_eyes
    assert publish(live, uploaded(live, None), ANNE).revision == 2
