"""Warnings of a sheet from its check to its publication and to the next sheet, by the real functions."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from kleark.adapters import clients
from kleark.adapters.dynamodb.keys import answer_key
from kleark.publishing import automatic
from kleark.publishing.answer_errors import TooManyReasonsError, UnansweredWarningsError, UnknownAnswerError
from kleark.publishing.answering import MOST_REASONS, withdraw_answer
from kleark.publishing.answers import GivenAnswers
from kleark.publishing.audit import judge_stored_log
from kleark.publishing.config_file import ConfigurationMismatchError
from kleark.publishing.errors import NothingToChangeError, UnconfirmedFindingsError, UnfitNoteError
from kleark.publishing.handover import discard, restore
from kleark.publishing.ids import upload_id
from kleark.publishing.log import LogFlaw
from kleark.publishing.manual import propose_upload, publish_upload, revert, set_wait_for_answers
from kleark.publishing.model import Action, UploadStatus
from kleark.publishing.policy import Outcome
from kleark.publishing.proposal import ChangeRequest
from kleark.publishing.schedule import Appointment, run_due, schedule
from kleark.publishing.warnings_file import WARNINGS_FILE
from kleark.rules import phone
from kleark.schemas import schema
from tests.integration.conftest import cold_start
from tests.integration.intake.test_sheet import (
    deliver,
    publish_queued,
    put,
    record_of,
    report_of,
    take_in,
)
from tests.support.acting import secret, tenant_of
from tests.support.sheet_builder import CONTACT_POINT, MAILBOX, Sheet, row, rows, written
from tests.support.world import (
    AARHUS,
    ANSWER_SECRET,
    NOON,
    REPORTS,
    TABLE,
    UPLOADS,
    s3_record,
    upload_message,
)

if TYPE_CHECKING:
    from datetime import datetime

    from kleark.publishing.answers import Answer
    from kleark.publishing.model import LogEntry
    from tests.support.world import World

PREMIUM, OTHER_PREMIUM = "90131372", "90134455"
"""Numbers of which KA411 says that they cost the citizen money."""
REASON = "borgerne ved det"


class NoClock:
    def set(self, *_: object) -> None: ...

    def cancel(self, *_: object) -> None: ...


def sheet(*phones: str, above: int = 0) -> bytes:
    """Rows with these phone numbers, and one mailbox. ``above``: so many other rows first."""
    some = rows(7, digitalPostUrl=f"{MAILBOX}10671")
    asked = [{**one, "contactPhone": number} for one, number in zip(some, phones, strict=False)]
    return written(Sheet([*some[len(asked) : len(asked) + above], *asked]))


def checked(world: World, data: bytes, name: str) -> str:
    return take_in(world, f"{world.code}/kontrol/{name}", data)


def sent(world: World, data: bytes, minutes: int) -> str:
    """Uploaded to be published, some minutes after noon, and brought to the publisher."""
    key = f"{world.code}/{minutes}.xlsx"
    version = put(world, key, data)
    assert deliver(upload_message(s3_record(key, version, at=NOON + timedelta(minutes=minutes)))) == []
    publish_queued(world)
    return upload_id(UPLOADS, key, version)


def publish(
    world: World, identity: str, answers: GivenAnswers | None = None, expected: int | None = None
) -> LogEntry:
    request = ChangeRequest(
        "anne", "", world.live().revision if expected is None else expected, answers or GivenAnswers()
    )
    return publish_upload(identity, request, world.place, world.reports, confirm_removals=True)


def still_open(world: World, identity: str) -> list[tuple[str, str]]:
    proposal, _, _ = propose_upload(identity, world.place, world.reports)
    return [(one.rule, one.location) for one in proposal.open_warnings]


def answers(world: World) -> list[Answer]:
    return world.table.answers(world.code)


def test_the_check_leaves_the_warnings_with_their_fingerprints_beside_the_report(world: World) -> None:
    identity = checked(world, sheet(PREMIUM, "66131372", OTHER_PREMIUM), "ark.xlsx")
    stored = world.s3.get_object(Bucket=REPORTS, Key=f"{world.code}/{identity}/{WARNINGS_FILE}")[
        "Body"
    ].read()
    data = json.loads(stored)
    jsonschema.validate(data, schema("warnings"))
    assert [(one["rule"], one["location"], one["topic"]) for one in data["warnings"]] == [
        ("KA411", "F2", "15.20.24"),
        ("KA411", "F4", "15.17.22"),
    ]
    assert record_of(world, identity).warning_count == 2
    report = report_of(world, world.code, identity)
    listed = [report["findings"][one["finding"]] for one in data["warnings"]]
    assert [(one["rule"], one["cell"]) for one in listed] == [("KA411", "F2"), ("KA411", "F4")]
    prints = [one["fingerprint"] for one in data["warnings"]]
    assert len(set(prints)) == 2
    assert not any(one in json.dumps(report) for one in prints)
    assert PREMIUM.encode() not in stored


def test_a_sheet_without_warnings_leaves_no_file_and_asks_no_secret(world: World) -> None:
    identity = checked(world, sheet("66131372"), "ark.xlsx")
    assert record_of(world, identity).warning_count == 0
    assert f"{world.code}/{identity}/{WARNINGS_FILE}" not in world.report_names()


def test_what_nobody_has_answered_is_not_published_and_the_next_sheet_asks_for_what_is_new(
    world: World,
) -> None:
    first = checked(world, sheet(PREMIUM, "66131372"), "et.xlsx")
    with pytest.raises(UnansweredWarningsError) as refused:
        publish(world, first)
    assert refused.value.facts == {
        "rules": ["KA411"],
        "warnings": [
            {"rule": "KA411", "sheet": "KLE-konfiguration", "location": "F2", "column": "Kontakttelefon"}
        ],
    }
    assert (world.log(), answers(world)) == ([], [])

    assert publish(world, first, GivenAnswers(for_all=REASON)).revision == 1
    [answer] = answers(world)
    assert (answer.actor, answer.reason, answer.rules, len(answer.warnings)) == (
        "anne",
        REASON,
        ("KA411",),
        1,
    )
    [told, published] = world.log()
    assert (told.action, told.note, told.answered, told.rules) == (Action.ANSWER, REASON, 1, "KA411")
    assert (told.answer_id, told.at) == (answer.answer_id, answer.at)
    assert (published.action, published.at) == (Action.PUBLISH, answer.at)

    lower = checked(world, sheet(PREMIUM, "66131372", above=2), "to.xlsx")
    assert still_open(world, lower) == [], "the same value in the same row, two rows further down"
    assert publish(world, lower).revision == 2
    more = checked(world, sheet(PREMIUM, OTHER_PREMIUM, above=2), "tre.xlsx")
    assert still_open(world, more) == [("KA411", "F5")]
    changed = checked(world, sheet(OTHER_PREMIUM, "66131372", above=2), "fire.xlsx")
    assert still_open(world, changed) == [("KA411", "F4")]


def test_another_municipality_s_answer_is_none(world: World) -> None:
    publish(world, checked(world, sheet(PREMIUM), "et.xlsx"), GivenAnswers(for_all=REASON))
    aarhus = world.at(AARHUS)
    general = row(contactPhone=PREMIUM, digitalPostUrl=CONTACT_POINT, infoUrl="https://www.borger.dk/")
    assert ("KA411", "F2") in still_open(aarhus, checked(aarhus, written(Sheet([general])), "et.xlsx"))


def test_a_rule_that_judges_otherwise_asks_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(world, checked(world, sheet(PREMIUM), "et.xlsx"), GivenAnswers(for_all=REASON))
    monkeypatch.setattr(phone, "PREMIUM", replace(phone.PREMIUM, version=2))
    later = checked(world, sheet(PREMIUM, "66131372"), "to.xlsx")
    assert still_open(world, later) == [("KA411", "F2")]


def test_another_key_of_fingerprints_asks_for_every_answer_again_and_leaves_what_is_live(
    world: World,
) -> None:
    """As docs/operating.md has it changed: another value in the secret, and functions that start anew."""
    publish(world, checked(world, sheet(PREMIUM, "66131372"), "et.xlsx"), GivenAnswers(for_all=REASON))
    served, log = world.served(), world.log()
    following = sheet(PREMIUM, "66131488")
    assert still_open(world, checked(world, following, "to.xlsx")) == []

    secrets: Any = clients.secretsmanager()
    secrets.put_secret_value(SecretId=ANSWER_SECRET, SecretString="another key".ljust(64, "!"))
    cold_start()
    asked_again = checked(world, following, "tre.xlsx")
    assert still_open(world, asked_again) == [("KA411", "F2")]
    assert (world.served(), world.log()) == (served, log)
    publish(world, asked_again, GivenAnswers(for_all=REASON))
    assert still_open(world, checked(world, sheet(PREMIUM, "66131455"), "fire.xlsx")) == []


def test_an_answer_that_is_withdrawn_opens_its_warnings_again(world: World) -> None:
    publish(world, checked(world, sheet(PREMIUM), "et.xlsx"), GivenAnswers(for_all=REASON))
    [answer] = answers(world)
    entry = withdraw_answer(answer.answer_id, "bo", "forkert nummer", world.place)
    assert (entry.action, entry.note, entry.answer_id) == (
        Action.WITHDRAW_ANSWER,
        "forkert nummer",
        answer.answer_id,
    )
    [withdrawn] = answers(world)
    assert replace(withdrawn, withdrawn_at="", withdrawn_by="", withdrawn_note="") == answer
    assert (withdrawn.withdrawn_by, withdrawn.withdrawn_note) == ("bo", "forkert nummer")
    assert world.served(), "what is live stays live"
    next_one = checked(world, sheet(PREMIUM, "66131372"), "to.xlsx")
    assert still_open(world, next_one) == [("KA411", "F2")]
    with pytest.raises(NothingToChangeError):
        withdraw_answer(answer.answer_id, "bo", "", world.place)
    with pytest.raises(UnknownAnswerError):
        withdraw_answer("0" * 32, "bo", "", world.place)
    assert len(world.log()) == 3


def test_equal_reasons_are_one_entry_however_many(world: World) -> None:
    many = written(Sheet([row(sourceSystem=f"System {at}", contactPhone=PREMIUM) for at in range(200)]))
    identity = checked(world, many, "mange.xlsx")
    count = record_of(world, identity).warning_count or 0
    assert count >= 200
    publish(world, identity, GivenAnswers(for_all=REASON))
    [told, _] = world.log()
    [answer] = answers(world)
    assert told.answered == len(answer.warnings) >= 200
    assert still_open_after(world, many) == []


def still_open_after(world: World, data: bytes) -> list[tuple[str, str]]:
    """What the same rows and one more would ask."""
    more = written(
        Sheet(
            [
                *(row(sourceSystem=f"System {at}", contactPhone=PREMIUM) for at in range(200)),
                row(kleNumber="15.17.12", kleTitle="Revalidering"),
            ]
        )
    )
    return [one for one in still_open(world, checked(world, more, "en til.xlsx")) if one[0] == "KA411"]


def test_each_may_have_a_reason_of_its_own_and_there_is_a_limit(world: World) -> None:
    identity = checked(world, sheet(PREMIUM, OTHER_PREMIUM), "ark.xlsx")
    proposal, _, _ = propose_upload(identity, world.place, world.reports)
    one, two = (warning.fingerprint for warning in proposal.open_warnings)
    publish(world, identity, GivenAnswers({one: "den ene", two: "den anden"}))
    assert [entry.note for entry in world.log()] == ["den ene", "den anden", ""]
    assert [entry.step for entry in world.log()] == [1, 2, 0]

    phones = [f"9013{number:04d}" for number in range(MOST_REASONS + 1)]
    many = written(
        Sheet([row(sourceSystem=f"System {at}", contactPhone=one) for at, one in enumerate(phones)])
    )
    identity = checked(world, many, "mange.xlsx")
    proposal, _, _ = propose_upload(identity, world.place, world.reports)
    reasons = {one.fingerprint: str(at) for at, one in enumerate(proposal.open_warnings)}
    with pytest.raises(TooManyReasonsError):
        publish(world, identity, GivenAnswers(reasons, REASON))
    assert world.live().revision == 1


def test_a_reason_must_be_fit_for_the_log(world: World) -> None:
    identity = checked(world, sheet(PREMIUM), "ark.xlsx")
    for unfit in ("010180-1234", "to\nlinjer"):
        with pytest.raises(UnfitNoteError):
            publish(world, identity, GivenAnswers(for_all=unfit))
    assert (world.log(), answers(world)) == ([], [])


def test_what_changes_against_what_is_live_is_asked_for_as_well(world: World) -> None:
    publish(world, checked(world, sheet(*["66131372"] * 4), "et.xlsx"))
    all_changed = checked(world, sheet(*["66131488"] * 4), "to.xlsx")
    assert still_open(world, all_changed) == [("KA705", "")]
    publish(world, all_changed, GivenAnswers(for_all="omstilling"))
    assert [entry.rules for entry in world.log() if entry.action is Action.ANSWER] == ["KA705"]
    back = checked(world, sheet(*["66131455"] * 4), "tre.xlsx")
    assert still_open(world, back) == [("KA705", "")], "another change of all of them is another warning"


def test_the_same_change_after_it_was_gone_back_on_is_asked_for_again(world: World) -> None:
    """It was a mistake: an answer to the first must not let the second pass, least of all by itself."""
    publish(world, checked(world, sheet(*["66131372"] * 4), "et.xlsx"))
    changed = sheet(*["66131488"] * 4)
    publish(world, checked(world, changed, "to.xlsx"), GivenAnswers(for_all="omstilling"))
    revert(1, ChangeRequest("anne", "det var en fejl", 2), world.place)
    set_wait_for_answers("anne", "vi vil svare først", world.place, wait=True)
    again = sent(world, changed, 5)
    upload = world.table.upload(world.code, again)
    assert upload is not None
    assert upload.status is UploadStatus.AWAITING_ANSWERS
    assert still_open(world, again) == [("KA705", "")]
    assert world.live().revision == 3


def test_a_sheet_that_was_discarded_and_brought_back_still_waits_for_its_answers(world: World) -> None:
    set_wait_for_answers("anne", "vi vil svare først", world.place, wait=True)
    identity = sent(world, sheet(PREMIUM), 1)
    discard(identity, "anne", world.place, as_approver=True)
    restore(identity, "anne", world.place, as_approver=True)
    assert record_of(world, identity).status is UploadStatus.AWAITING_ANSWERS
    queued = automatic.publish(world.code, identity, world.table, world.reports, lambda: NOON, secret)
    assert queued.outcome is Outcome.ALREADY_SETTLED, "a message that comes once more publishes nothing"
    with pytest.raises(UnansweredWarningsError):
        publish(world, identity)
    set_wait_for_answers("anne", "ikke længere", world.place, wait=False)
    assert record_of(world, identity).status is UploadStatus.AWAITING_ANSWERS
    assert world.live().content is None
    publish(world, identity, GivenAnswers(for_all=REASON))
    assert record_of(world, identity).status is UploadStatus.PUBLISHED


@pytest.mark.parametrize("wait", [False, True])
def test_an_automatic_publication_waits_for_answers_where_the_municipality_wants_that(
    world: World, *, wait: bool
) -> None:
    if wait:
        set_wait_for_answers("anne", "vi vil se dem først", world.place, wait=True)
    identity = sent(world, sheet(PREMIUM), 1)
    upload = record_of(world, identity)
    if not wait:
        assert upload.status is UploadStatus.PUBLISHED
        return
    assert upload.status is UploadStatus.AWAITING_ANSWERS
    assert "(KA411)" in (upload.reason or "")
    assert publish(world, identity, GivenAnswers(for_all=REASON)).revision == 1

    again = sent(world, sheet(PREMIUM, "66131372"), 2)
    assert record_of(world, again).status is UploadStatus.PUBLISHED, "the same warning is not asked again"


def test_what_holds_every_sheet_back_waits_until_it_is_answered_and_then_no_more(world: World) -> None:
    maybe_cpr = written(Sheet(rows(2), extra={"L1": "Bemærkning", "L2": "0101801234"}))
    identity = sent(world, maybe_cpr, 1)
    assert record_of(world, identity).status is UploadStatus.AWAITING_ANSWERS
    with pytest.raises(UnconfirmedFindingsError):
        publish(world, identity, GivenAnswers(for_all=REASON))
    proposal, _, _ = propose_upload(identity, world.place, world.reports)
    [holding] = [one.fingerprint for one in proposal.open_warnings if one.holds_back]
    publish(world, identity, GivenAnswers({holding: "et ordrenummer"}, REASON))
    later = written(Sheet(rows(3), extra={"L1": "Bemærkning", "L2": "0101801234"}))
    identity = sent(world, later, 2)
    assert record_of(world, identity).status is UploadStatus.PUBLISHED
    other = written(Sheet(rows(4), extra={"L1": "Bemærkning", "L2": "0201801234"}))
    identity = sent(world, other, 3)
    assert record_of(world, identity).status is UploadStatus.AWAITING_ANSWERS, (
        "another number is another warning"
    )


def planned(world: World, answers: GivenAnswers) -> tuple[str, str, datetime]:
    identity = checked(world, sheet(PREMIUM), "ark.xlsx")
    due = NOON + timedelta(hours=12)
    scheduled = schedule(
        Appointment(identity, due),
        ChangeRequest("anne", "i nat", 0, answers),
        world.place,
        world.reports,
        NoClock(),
    )
    return identity, scheduled.schedule_id, due


def test_answers_given_when_it_is_planned_hold_when_its_time_comes(world: World) -> None:
    with pytest.raises(UnansweredWarningsError):
        planned(world, GivenAnswers())
    identity, schedule_id, due = planned(world, GivenAnswers(for_all=REASON))
    at_night = tenant_of(world.code, world.table, lambda: due)
    assert run_due(identity, schedule_id, at_night, world.reports).outcome is Outcome.PUBLISHED
    assert [entry.action for entry in world.log()] == [Action.ANSWER, Action.SCHEDULE, Action.PUBLISH]


def test_an_answer_that_is_withdrawn_before_its_time_refuses_it(world: World) -> None:
    identity, schedule_id, due = planned(world, GivenAnswers(for_all=REASON))
    withdraw_answer(answers(world)[0].answer_id, "bo", "", world.place)
    at_night = tenant_of(world.code, world.table, lambda: due)
    refused = run_due(identity, schedule_id, at_night, world.reports)
    assert refused.outcome is Outcome.REFUSED
    assert "er taget tilbage" in (refused.reason or "")
    assert world.log()[-1].refusal == "unanswered_warnings"
    assert world.served() == ()


def test_verifying_the_log_finds_answers_that_it_does_not_tell_of(world: World) -> None:
    publish(world, checked(world, sheet(PREMIUM), "et.xlsx"), GivenAnswers(for_all=REASON))
    assert judge_stored_log(world.code, world.table, ()).flaws == ()
    [answer] = answers(world)
    key = {"PK": {"S": f"M#{world.code}"}, "SK": {"S": answer_key(answer.answer_id)}}
    item = world.dynamodb.get_item(TableName=TABLE, Key=key)["Item"]

    def flaws() -> list[tuple[LogFlaw, int, int]]:
        found = judge_stored_log(world.code, world.table, ()).flaws
        return [(one.flaw, one.revision, one.step) for one in found]

    world.dynamodb.put_item(TableName=TABLE, Item=item | {"reason": {"S": "noget andet"}})
    assert flaws() == [(LogFlaw.OTHER_ANSWERS, 0, 1)]
    world.dynamodb.put_item(TableName=TABLE, Item=item | {"withdrawn_at": {"S": "2025-11-03T12:00:00.000Z"}})
    assert flaws() == [(LogFlaw.OTHER_ANSWERS, 0, 0)]
    forged = item | {"SK": {"S": answer_key("f" * 32)}, "answer_id": {"S": "f" * 32}}
    world.dynamodb.put_item(TableName=TABLE, Item=item)
    world.dynamodb.put_item(TableName=TABLE, Item=forged)
    assert flaws() == [(LogFlaw.OTHER_ANSWERS, 0, 0)]
    world.dynamodb.delete_item(TableName=TABLE, Key={"PK": key["PK"], "SK": forged["SK"]})
    world.dynamodb.delete_item(TableName=TABLE, Key=key)
    assert flaws() == [(LogFlaw.OTHER_ANSWERS, 0, 1)]


@pytest.mark.parametrize("how", ["gone", "another's", "fewer"])
def test_warnings_that_are_not_those_that_were_checked_are_not_published(world: World, how: str) -> None:
    identity = checked(world, sheet(PREMIUM, OTHER_PREMIUM), "ark.xlsx")
    key = f"{world.code}/{identity}/{WARNINGS_FILE}"
    data = json.loads(world.s3.get_object(Bucket=REPORTS, Key=key)["Body"].read())
    if how == "gone":
        world.s3.delete_object(Bucket=REPORTS, Key=key)
    else:
        other = {"uploadId": "0" * 32} if how == "another's" else {"warnings": data["warnings"][:1]}
        world.s3.put_object(Bucket=REPORTS, Key=key, Body=json.dumps(data | other).encode())
    with pytest.raises(ConfigurationMismatchError):
        publish(world, identity, GivenAnswers(for_all=REASON))
