"""The commands on a stack: what they show, ask, do and refuse, and the code that they leave with."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import EndpointConnectionError

from kleark.adapters import clock
from kleark.publishing import handover, manual
from kleark.publishing.handover import ApprovalRequest
from kleark.publishing.model import Action, UploadStatus
from kleark.publishing.schedule import run_due
from tests.integration.publishing.test_manual import OTHER, standing
from tests.support.log_schema import violations
from tests.support.operating import CALLER, GROUP, STACK, Left, Operator
from tests.support.sheet_builder import row as sheet_row
from tests.support.sheet_builder import sheet_of, written
from tests.support.world import AARHUS, NOON, TABLE, row, rows, sorted_rows

if TYPE_CHECKING:
    from pathlib import Path

    from kleark.publishing.model import Upload
    from kleark.publishing.proposal import ChangeRequest

IN_A_MONTH = datetime.now(UTC) + timedelta(days=30)
CALL = "_make_api_call"
"""The one method that each request of boto3 goes through."""


SOME = (*rows(8, phone="66131488"), row(8))
"""Another phone number in all rows but one: in all of them, it would be a warning."""


def checked(operator: Operator, count: int = 9, phone: str = "66131488") -> Upload:
    return standing(operator.world, (*rows(count - 1, phone=phone), row(count - 1)))


def test_a_person_publishes_at_a_terminal(operator: Operator) -> None:
    upload = standing(operator.world, OTHER)
    left = operator.typing(
        "ny omstilling\nj", "publish", "0461", upload.upload_id[:6], "--note", "aftalt med Åse"
    )
    assert left.code == 0
    assert "1 bemærkning, som ingen har svaret på:" in left.out
    assert "KA705 En kolonne er ændret i alle rækker" in left.out
    assert "Er det meningen (KA705)?" in left.err
    assert [entry.note for entry in operator.world.log()[1:]] == ["ny omstilling", "aftalt med Åse"]
    assert "Kontakttelefon: +45 6613 1372 → +45 6613 1488" in left.out
    assert "Offentliggør det som version 2? [j/N]" in left.err
    assert "Version 2 vises nu (9 ændrede)." in left.out
    assert "kleark revert 0461 --to 1" in left.out
    entry = operator.world.log()[-1]
    assert (entry.actor, entry.note, entry.revision) == (CALLER, "aftalt med Åse", 2)
    assert operator.world.served() == sorted_rows(OTHER)


@pytest.mark.parametrize("answer", ["", "n", "nej", "måske"])
def test_anything_but_yes_is_no(operator: Operator, answer: str) -> None:
    left = operator.typing(answer, "publish", "0461", checked(operator).upload_id)
    assert left.code == 1
    assert "Du sagde nej. Intet er ændret." in left.err
    assert len(operator.world.log()) == 1


def test_where_nobody_can_be_asked_the_plan_is_shown_and_nothing_done(operator: Operator) -> None:
    upload = checked(operator)
    left = operator.kleark("publish", "0461", upload.upload_id)
    assert left.code == 2
    assert "8 ændrede rækker" in left.out
    assert "--yes" in left.err
    assert len(operator.world.log()) == 1
    assert operator.kleark("publish", "0461", upload.upload_id, "--yes").code == 0


def test_many_rows_vanish_only_where_their_number_is_typed(operator: Operator) -> None:
    upload = checked(operator, 4, "66131372")
    refused = operator.kleark("publish", "0461", upload.upload_id, "--yes")
    assert refused.code == 1
    assert "--confirm-removals" in refused.out
    assert "5 af de 9 rækker" in refused.err
    assert operator.typing("j", "publish", "0461", upload.upload_id).code == 1
    assert len(operator.world.log()) == 1

    ours = operator.kleark("publish", "0461", upload.upload_id, "--yes", "--confirm-removals")
    assert ours.code == 0
    assert operator.world.served() == sorted_rows(rows(4))


def test_what_people_did_with_a_sheet_is_listed_and_a_discarded_one_is_not_published(
    operator: Operator,
) -> None:
    rasmus, anne = "oidc:1111:rasmus@odense.example", "oidc:7f3c:anne@odense.example"
    upload = checked(operator, 8, "66131372")
    handover.ask(upload.upload_id, ApprovalRequest(rasmus, "se på række 7", anne), operator.world.place)
    told = operator.kleark("uploads", "0461").out
    assert "Venter på godkendelse af anne@odense.example" in told
    assert "se på række 7" in told
    [listed, _] = operator.kleark("uploads", "0461", "--output-format", "json").json
    assert (listed["state"], listed["askedBy"], listed["askedOf"]) == ("awaiting_approval", rasmus, anne)
    handover.send_back(upload.upload_id, anne, "ret G2", operator.world.place)
    assert "ret G2" in operator.kleark("uploads", "0461").out
    handover.discard(upload.upload_id, anne, operator.world.place, as_approver=True)
    [listed, _] = operator.kleark("uploads", "0461", "--output-format", "json").json
    assert (listed["state"], listed["nextStep"], listed["discardedBy"]) == ("discarded", "restore", anne)
    refused = operator.kleark("publish", "0461", upload.upload_id, "--yes", "--output-format", "json")
    assert refused.code == 1
    assert refused.json["error"]["code"] == "not_publishable"
    assert refused.json["error"]["status"] == "discarded"


def test_findings_that_hold_a_sheet_back_are_confirmed_by_a_word_of_their_own(operator: Operator) -> None:
    upload = operator.world.validated(SOME, NOON + timedelta(minutes=1), "andet.xlsx", held_back_by="KA602")
    operator.world.publish(upload)
    assert "tage stilling til (KA602)" in " ".join(operator.kleark("uploads", "0461").out.split())
    listed = operator.kleark("uploads", "0461", "--output-format", "json").json
    assert [one["heldBackBy"] for one in listed] == [["KA602"], []]
    refused = operator.kleark("publish", "0461", upload.upload_id, "--yes", "--confirm-removals")
    assert refused.code == 1
    assert "--confirm-findings" in refused.out
    assert "KA602" in refused.err
    assert operator.typing("n", "publish", "0461", upload.upload_id).code == 1
    assert len(operator.world.log()) == 1

    ours = operator.kleark("publish", "0461", upload.upload_id, "--yes", "--confirm-findings")
    assert ours.code == 0
    assert operator.world.served() == sorted_rows(SOME)


def test_warnings_are_answered_by_options_or_listed_and_refused(operator: Operator) -> None:
    upload = standing(operator.world, OTHER)
    refused = operator.kleark("publish", "0461", upload.upload_id, "--yes")
    assert refused.code == 1
    assert "KA705" in refused.out
    assert "--answer-all" in refused.out
    as_json = operator.kleark("publish", "0461", upload.upload_id, "--yes", "--output-format", "json").json
    assert (as_json["error"]["code"], as_json["error"]["rules"]) == ("unanswered_warnings", ["KA705"])
    wrong = operator.kleark("publish", "0461", upload.upload_id, "--yes", "--answer", "KA411@G2=fordi")
    assert wrong.code == 2
    assert len(operator.world.log()) == 1

    done = operator.kleark("publish", "0461", upload.upload_id, "--yes", "--answer", "KA705=ny omstilling")
    assert done.code == 0
    [answer] = operator.kleark("answers", "0461", "--output-format", "json").json
    assert (answer["rules"], answer["warnings"], answer["reason"]) == (["KA705"], 1, "ny omstilling")
    assert "fingerprint" not in str(answer)
    assert "(KA705): ny omstilling" in operator.kleark("answers", "0461").out
    back = operator.kleark("withdraw-answer", "0461", answer["answerId"][:8], "--yes", "--note", "forkert")
    assert back.code == 0
    assert "taget tilbage" in operator.kleark("answers", "0461").out
    assert operator.kleark("log", "verify", "0461").code == 0


def test_sheets_with_open_warnings_wait_or_do_not(operator: Operator) -> None:
    on = operator.kleark("wait-for-answers", "0461", "on", "--note", "besluttet", "--yes")
    assert on.code == 0
    assert operator.kleark("live", "0461", "--output-format", "json").json["waitForAnswers"] is True
    assert "Ark med ubesvarede bemærkninger: venter på svar" in operator.kleark("live", "0461").out
    again = operator.kleark("wait-for-answers", "0461", "on", "--note", "besluttet", "--yes")
    assert again.code == 1
    off = operator.kleark("wait-for-answers", "0461", "off", "--note", "for mange", "--yes")
    assert off.code == 0
    assert operator.kleark("live", "0461", "--output-format", "json").json["waitForAnswers"] is False


def test_their_number_at_a_terminal(operator: Operator) -> None:
    upload = checked(operator, 4, "66131372")
    left = operator.typing("5\nj", "publish", "0461", upload.upload_id)
    assert left.code == 0
    assert "Bekræft det ved at skrive 5: " in left.err


def test_a_stale_revision_is_refused_with_the_new_plan(operator: Operator) -> None:
    upload = checked(operator)
    left = operator.kleark("publish", "0461", upload.upload_id, "--expect", "7", "--yes")
    assert left.code == 1
    assert "sammenlignet med det, der vises nu (version 1)" in left.out
    assert "version 1 vises nu. Intet er ændret" in left.err
    assert len(operator.world.log()) == 1


def test_going_back_and_unpublishing(operator: Operator) -> None:
    operator.kleark("publish", "0461", checked(operator).upload_id, "--yes")
    back = operator.kleark("revert", "0461", "--to", "1", "--yes", "--lang", "en")
    assert back.code == 0
    assert "Revision 3 is live now (8 changed, 1 unchanged)." in back.out
    assert "Revision 1 was compared with what is live (revision 2)." in back.out
    unknown = operator.kleark("revert", "0461", "--to", "9", "--yes")
    assert (unknown.code, "kleark log show 0461" in unknown.err) == (1, True)
    empty = operator.kleark("unpublish", "0461", "--note", "forkert", "--yes", "--output-format", "json")
    assert empty.code == 0
    assert violations(empty.json) == []
    assert (empty.json["action"], empty.json["revision"], empty.json["removed"]) == ("unpublish", 4, 9)
    assert "9 rækker forsvinder" in empty.err
    assert operator.world.get().json["rows"] == []


def test_a_plan_without_a_sheet_does_not_speak_of_one(operator: Operator) -> None:
    operator.kleark("publish", "0461", checked(operator).upload_id, "--yes")
    back = operator.typing("n", "revert", "0461", "--to", "1")
    assert back.out.startswith("Det ændrer sig, når du går tilbage til version 1\n")
    assert "Version 1 er sammenlignet med det, der vises nu (version 2)." in back.out
    emptied = operator.typing("n", "unpublish", "0461", "--note", "forkert")
    assert emptied.out.startswith("Det ændrer sig, når visningen tømmes\n")
    assert "En tom visning er sammenlignet med det, der vises nu (version 2)." in emptied.out
    assert "arket" not in (back.out + emptied.out).casefold()
    stale = operator.kleark("revert", "0461", "--to", "1", "--expect", "7", "--yes")
    assert stale.out.startswith("Det ændrer sig, når du går tilbage til version 1\n")


def test_a_sheet_that_is_or_was_live_is_not_published_again(operator: Operator) -> None:
    upload = checked(operator)
    operator.kleark("publish", "0461", upload.upload_id, "--yes")
    live = operator.kleark("publish", "0461", upload.upload_id, "--yes")
    assert (live.code, "Arket vises allerede, som version 2." in live.err) == (1, True)
    operator.kleark("revert", "0461", "--to", "1", "--yes")
    was = operator.kleark("publish", "0461", upload.upload_id, "--yes")
    assert (was.code, "kleark revert 0461 --to 2" in was.err) == (1, True)
    operator.kleark("revert", "0461", "--to", "2", "--yes")
    again = operator.kleark("publish", "0461", upload.upload_id, "--yes", "--lang", "en")
    assert (again.code, "live already, as revision 4" in again.err) == (1, True)


@pytest.mark.parametrize("before", [True, False])
def test_where_aws_ceases_to_answer_nobody_claims_to_know(operator: Operator, before: bool) -> None:
    """The network is gone just before or just after the one request that decides."""
    upload = checked(operator)
    real = getattr(BaseClient, CALL)
    gone = False

    def answered(client: Any, operation: str, arguments: Any) -> Any:
        nonlocal gone
        flips = operation == "TransactWriteItems"
        answer = None if gone or (flips and before) else real(client, operation, arguments)
        gone = gone or flips
        if gone:
            raise EndpointConnectionError(endpoint_url="https://dynamodb")
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseClient, CALL, answered)
        left = operator.kleark("publish", "0461", upload.upload_id, "--yes")
    assert left.code == 2
    assert "uvist, om det nåede at ske. Se kleark live 0461" in left.err
    again = operator.kleark("publish", "0461", upload.upload_id, "--yes")
    assert again.code == (0 if before else 1)
    assert ("Arket vises allerede, som version 2." in again.err) is not before
    assert [entry.revision for entry in operator.world.log()] == [1, 2]


def test_a_schedule_that_will_be_refused_is_told_at_once(operator: Operator) -> None:
    upload = checked(operator)
    at = IN_A_MONTH.strftime("%Y-%m-%dT%H:%M+00:00")
    operator.kleark("schedule", "0461", upload.upload_id, "--at", at, "--yes")
    assert "afvist" not in operator.kleark("live", "0461").out
    moved = operator.kleark("unpublish", "0461", "--note", "forkert", "--yes")
    assert "bliver afvist: det er planlagt ud fra version 1, og version 2 vises nu" in moved.out
    shown = operator.kleark("live", "0461", "--lang", "en").out
    assert "will be refused: it was planned against revision 1, and revision 2 is live" in shown
    assert f"kleark schedule 0461 {upload.upload_id[:8]}" in shown


def test_going_back_to_little_asks_for_as_much_as_publishing_little(operator: Operator) -> None:
    operator.world.published(rows(12), NOON + timedelta(minutes=30))
    operator.kleark("unpublish", "0461", "--note", "forkert", "--yes")
    operator.kleark("revert", "0461", "--to", "2", "--yes")
    refused = operator.kleark("revert", "0461", "--to", "3", "--yes")
    assert (refused.code, "--confirm-removals" in refused.out) == (1, True)
    assert "Alle 12 rækker" in refused.err
    assert operator.typing("j", "revert", "0461", "--to", "3").code == 1
    assert operator.world.served() == sorted_rows(rows(12))
    typed = operator.typing("12\nj", "revert", "0461", "--to", "3")
    assert (typed.code, "Bekræft det ved at skrive 12: " in typed.err) == (0, True)
    assert operator.world.served() == ()


def test_freezing_and_unfreezing(operator: Operator) -> None:
    assert operator.kleark("freeze", "0461", "--note", "vi flytter", "--yes").code == 0
    assert operator.kleark("publish", "0461", checked(operator).upload_id, "--yes").code == 1
    late = operator.world.validated(rows(8), clock.now(), "sent.xlsx")
    operator.world.publish(late)
    shown = operator.kleark("live", "0461")
    assert "LÅST" in shown.out
    assert "af moto: vi flytter" in shown.out
    opened = operator.kleark("unfreeze", "0461", "--note", "flyttet", "--yes")
    assert opened.code == 0
    assert f"kleark publish 0461 {late.upload_id[:8]}" in opened.out
    assert [entry.action for entry in operator.world.log()] == [
        Action.PUBLISH,
        Action.FREEZE,
        Action.UNFREEZE,
    ]


def test_the_limit(operator: Operator) -> None:
    assert operator.kleark("limit", "0461", "50", "--note", "lille", "--yes").code == 0
    assert operator.world.live().removal_limit == 50
    assert "50 procent" in operator.kleark("live", "0461").out
    assert operator.kleark("limit", "0461", "default", "--note", "lille", "--yes").code == 0
    assert operator.world.live().removal_limit is None
    for no_limit in ("101", "-1", "halvdelen", "٥"):
        left = operator.kleark("limit", "0461", f" {no_limit}", "--note", "lille", "--yes")
        assert left.code == 2, no_limit


def test_scheduling_replacing_and_cancelling(operator: Operator) -> None:
    upload = checked(operator)
    at = IN_A_MONTH.strftime("%Y-%m-%dT%H:%M+00:00")
    left = operator.kleark("schedule", "0461", upload.upload_id, "--at", at, "--yes")
    assert left.code == 0
    assert "kun, hvis version 1 stadig vises" in left.out
    set_at = boto3.client("scheduler").get_schedule(Name="0461", GroupName=GROUP)
    assert set_at["ScheduleExpression"] == f"at({IN_A_MONTH:%Y-%m-%dT%H:%M}:00)"
    waits = operator.kleark("live", "0461", "--output-format", "json").json["scheduled"]
    assert (waits["uploadId"], waits["againstRevision"], waits["actor"]) == (upload.upload_id, 1, CALLER)

    later = (IN_A_MONTH + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M+00:00")
    again = operator.kleark("schedule", "0461", upload.upload_id, "--at", later, "--yes")
    assert "Erstatter planen:" in again.out
    cancelled = operator.kleark("cancel", "0461", "--note", "alligevel ikke", "--yes")
    assert cancelled.code == 0
    assert operator.world.table.scheduled(operator.world.code) is None
    assert boto3.client("scheduler").list_schedules(GroupName=GROUP)["Schedules"] == []
    assert operator.kleark("cancel", "0461", "--yes").code == 1


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("i morgen", "er ikke et tidspunkt"),
        ("2027-03-28T02:30", "2027-03-28T03:30"),
        ("2027-10-31T02:30", "2027-10-31T02:30+01:00 (vintertid)"),
    ],
)
def test_a_time_that_cannot_be_understood(operator: Operator, at: str, said: str) -> None:
    left = operator.kleark("schedule", "0461", checked(operator).upload_id, "--at", at, "--yes")
    assert left.code == 2
    assert said in left.err


def test_a_schedule_that_was_refused_is_told_with_its_reason(operator: Operator) -> None:
    upload = checked(operator)
    at = IN_A_MONTH.strftime("%Y-%m-%dT%H:%M+00:00")
    operator.kleark("schedule", "0461", upload.upload_id, "--at", at, "--yes")
    waits = operator.world.table.scheduled(operator.world.code)
    assert waits is not None
    operator.world.published(rows(8), NOON + timedelta(minutes=30))
    run_due(
        upload.upload_id,
        waits.schedule_id,
        replace(operator.world.place, now=lambda: IN_A_MONTH),
        operator.world.reports,
    )
    assert "Planlagt, men afvist af systemet" in operator.kleark("uploads", "0461").out
    assert "version 2 vises nu i stedet for version 1" in " ".join(
        operator.kleark("uploads", "0461").out.split()
    )
    assert "blev afvist" in operator.kleark("log", "show", "0461").out


def test_four_eyes(operator: Operator) -> None:
    told = operator.kleark("four-eyes", "0461", "on", "--note", "besluttet", "--yes")
    assert (told.code, told.out) == (0, "Fire øjne kræves nu.\n")
    assert operator.world.live().four_eyes
    assert "Fire øjne: den, der lægger et ark op" in operator.kleark("live", "0461").out
    assert operator.kleark("live", "0461", "--output-format", "json").json["fourEyes"] is True
    assert "fire øjne kræves nu · moto: besluttet" in operator.kleark("log", "show", "0461").out
    assert operator.kleark("four-eyes", "0461", "on", "--note", "igen", "--yes").code == 1

    told = operator.kleark("four-eyes", "0461", "off", "--note", "fortrudt", "--yes", "--lang", "en")
    assert (told.code, told.out) == (0, "Four eyes are not required any more.\n")
    assert not operator.world.live().four_eyes
    assert "Four eyes are not required" in operator.kleark("live", "0461", "--lang", "en").out
    assert operator.kleark("live", "0461", "--output-format", "json").json["fourEyes"] is False
    logged = operator.kleark(
        "four-eyes", "0461", "on", "--note", "n", "--yes", "--output-format", "json"
    ).json
    assert (logged["action"], logged["fourEyes"], logged["step"]) == ("set_four_eyes", True, 3)


def test_four_eyes_are_asked_for_and_can_be_declined(operator: Operator) -> None:
    assert operator.typing("n", "four-eyes", "0461", "on", "--note", "besluttet").code == 1
    assert operator.kleark("four-eyes", "0461", "on", "--note", "besluttet").code == 2
    assert operator.kleark("four-eyes", "0461", "perhaps", "--note", "besluttet", "--yes").code == 2
    assert not operator.world.live().four_eyes
    assert len(operator.world.log()) == 1


def test_an_operator_is_told_whose_hands_a_sheet_lacks(operator: Operator) -> None:
    """Before the plan is shown, and anything is asked."""
    operator.kleark("four-eyes", "0461", "on", "--note", "besluttet", "--yes")
    for by, said in ((None, "Læg det op på siden"), (CALLER, "Bed en kollega")):
        queued = operator.world.validated(rows(8), NOON + timedelta(minutes=3), f"{by and 1}.xlsx", by)
        operator.world.table.advance(replace(queued, status=UploadStatus.CHECKED), UploadStatus.QUEUED)
        left = operator.kleark("publish", "0461", queued.upload_id)
        assert (left.code, left.out) == (1, "")
        assert said in left.err
    by_colleague = "oidc:7f3c:anne@odense.example"
    queued = operator.world.validated(rows(8), NOON + timedelta(minutes=4), "anne.xlsx", by_colleague)
    operator.world.table.advance(replace(queued, status=UploadStatus.CHECKED), UploadStatus.QUEUED)
    assert operator.kleark("publish", "0461", queued.upload_id, "--yes").code == 0


def test_who_uploaded_a_sheet_is_listed_where_it_is_known(operator: Operator) -> None:
    operator.world.validated(
        rows(8), NOON + timedelta(minutes=4), "ark.xlsx", "oidc:7f3c:anne@odense.example"
    )
    told = operator.kleark("uploads", "0461").out.splitlines()
    assert told[0].endswith("ark.xlsx · anne@odense.example")
    assert told[1].endswith("ark.xlsx")
    listed = operator.kleark("uploads", "0461", "--output-format", "json").json
    assert [upload["uploadedBy"] for upload in listed] == ["oidc:7f3c:anne@odense.example", None]


def test_what_is_live_for_people_and_programs(operator: Operator) -> None:
    told = operator.kleark("live", "0461", "--lang", "en").out
    assert "Revision 1 is live: 9 rows, since 3 Nov 2025 at 13:00, automatically" in told
    live = operator.kleark("live", "0461", "--output-format", "json").json
    assert (live["revision"], live["rows"], live["frozen"], live["actor"]) == (1, 9, False, "automatic")
    nothing = operator.kleark("live", "0751", "--output-format", "json").json
    assert (nothing["revision"], nothing["rows"], nothing["uploadId"]) == (0, None, None)
    assert "Der er ikke offentliggjort noget" in operator.kleark("live", "0751").out


def test_uploads_newest_first_and_only_one_s_own(operator: Operator) -> None:
    waiting = operator.world.validated(rows(2), NOON + timedelta(minutes=3), "få.xlsx")
    operator.world.publish(waiting)
    operator.world.at(AARHUS).published(rows(3))
    listed = operator.kleark("uploads", "0461", "--output-format", "json").json
    assert [upload["status"] for upload in listed] == ["awaiting_confirmation", "published"]
    assert [upload["state"] for upload in listed] == ["awaiting_confirmation", "live"]
    assert [upload["nextStep"] for upload in listed] == ["publish", "none"]
    told = operator.kleark("uploads", "0461").out
    assert told.startswith(waiting.upload_id[:12])
    assert "Venter på en bekræftelse" in told
    assert "få.xlsx" in told
    assert "Venter på bekræftelse" in operator.kleark("live", "0461").out


def test_an_english_list_of_uploads_repeats_nothing_in_danish(operator: Operator) -> None:
    aarhus = operator.world.at(AARHUS)
    aarhus.published(rows(3))
    aarhus.publish(aarhus.validated(rows(3), NOON + timedelta(minutes=3), "samme.xlsx"))
    told = operator.kleark("uploads", "0751", "--lang", "en").out
    assert "The same as what is live (revision 1) · samme.xlsx\n" in told
    assert "Arket" not in told


def test_only_the_latest_uploads_unless_all_are_asked_for(operator: Operator) -> None:
    for number in range(25):
        standing(operator.world, rows(1), minutes=number + 1)
    assert len(operator.kleark("uploads", "0461", "--output-format", "json").json) == 20
    assert "… og ældre. Vis dem med --all." in operator.kleark("uploads", "0461").out
    assert len(operator.kleark("uploads", "0461", "--all", "--output-format", "json").json) == 26


@pytest.mark.parametrize("name", ["abc", "../0751", "ABCDEF", "M#0461", "0" * 31 + "g"])
def test_a_name_that_is_no_upload_s(operator: Operator, name: str) -> None:
    assert operator.kleark("publish", "0461", name, "--yes").code == 2


def test_an_upload_s_beginning_must_mean_one(operator: Operator) -> None:
    assert operator.kleark("publish", "0461", "00000000", "--yes").code == 1
    upload = standing(operator.world, rows(1))
    for number in range(3):
        operator.world.table.claim(replace(upload, upload_id=f"abcd{number}" + "0" * 27))
    left = operator.kleark("publish", "0461", "abcd", "--yes")
    assert left.code == 2
    assert "3 uploads begynder med abcd" in left.err


def test_the_log_is_shown_exported_and_proved(operator: Operator, tmp_path: Path) -> None:
    operator.kleark("publish", "0461", checked(operator).upload_id, "--yes", "--note", "aftalt")
    operator.kleark("freeze", "0461", "--note", "vi flytter", "--yes")
    shown = operator.kleark("log", "show", "0461").out.splitlines()
    assert [line.split()[0] for line in shown] == ["1", "2", "2.1"]
    assert "offentliggjort (8 ændrede, 1 uændret) · moto: aftalt" in shown[1]

    exported = operator.kleark("log", "show", "0461", "--output-format", "json")
    assert violations(exported.json, "log") == []
    file = tmp_path / "log.json"
    for text, code, said in (
        (exported.out, 0, "kæden er hel"),
        (exported.out.replace("aftalt", "ikke aftalt"), 1, "post 2: posten er ændret"),
        (_without_last(exported.out), 1, "loggen ender et andet sted"),
        ("[]]", 2, "er ikke JSON"),
        ("{}", 2, "er ikke en log"),
        (exported.out.replace('"freeze"', '"thaw"'), 2, "entries/2/action"),
    ):
        file.write_text(text, encoding="utf-8")
        left = operator.kleark("log", "verify", str(file))
        assert (left.code, said in left.out + left.err) == (code, True), left
    assert operator.kleark("log", "verify", str(tmp_path / "none.json")).code == 2


def test_every_flaw_of_a_log_has_its_line(operator: Operator, tmp_path: Path) -> None:
    for note in ("en", "to"):
        operator.kleark("limit", "0461", "40" if note == "en" else "50", "--note", note, "--yes")
    log = operator.kleark("log", "show", "0461", "--output-format", "json").json
    del log["entries"][1]
    file = tmp_path / "log.json"
    file.write_text(json.dumps(log), encoding="utf-8")
    left = operator.kleark("log", "verify", str(file))
    assert left.code == 1
    assert left.out.splitlines() == [
        "0461: post 1.2: kæden er brudt: en post før denne er ændret, fjernet eller sat ind",
        "0461: post 1.2: nummeret følger ikke efter posten før",
    ]


def test_a_whole_log_that_was_left_out_is_missed_by_who_has_its_events(
    operator: Operator, tmp_path: Path
) -> None:
    operator.world.at(AARHUS).published(rows(3))
    logs = [operator.kleark("log", "show", code, "--output-format", "json").json for code in ("0461", "0751")]
    details = [
        {"municipalityCode": log["municipalityCode"], "revision": 1, "logHash": log["entries"][0]["hash"]}
        for log in logs
    ]
    events, file = tmp_path / "events.json", tmp_path / "logs.json"
    events.write_text(json.dumps(details), encoding="utf-8")

    def verified(exported: object, *options: str) -> Left:
        file.write_text(json.dumps(exported), encoding="utf-8")
        return operator.kleark("log", "verify", str(file), "--events", str(events), *options)

    assert verified(logs).code == 0
    left = verified(logs[1:])
    assert left.code == 1
    assert "0461: post 1: versionen blev bekendtgjort" in left.out
    verdicts = verified(logs[1:], "--output-format", "json").json
    assert verdicts[1]["flaws"] == [{"flaw": "other_history", "revision": 1, "step": 0}]
    empty = verified([])
    assert (empty.code, "indeholder ingen log" in empty.err) == (2, True)
    of_one = verified(logs[0])
    assert of_one.code == 0
    assert "Hændelser om 1 anden kommune er ikke prøvet." in of_one.out


def _without_last(exported: str) -> str:
    log = json.loads(exported)
    log["entries"].pop()
    return json.dumps(log)


def test_the_whole_stack_is_proved(operator: Operator) -> None:
    operator.world.at(AARHUS).published(rows(3))
    left = operator.kleark("log", "verify")
    assert left.code == 0
    assert [line.partition(":")[0] for line in left.out.splitlines()[:2]] == ["0461", "0751"]
    assert "96 kommuners log er tom" in left.out

    key = {"PK": {"S": "M#0751"}, "SK": {"S": "LOG#0000000001"}}
    operator.world.dynamodb.update_item(
        TableName=TABLE,
        Key=key,
        UpdateExpression="SET #actor = :actor",
        ExpressionAttributeNames={"#actor": "actor"},
        ExpressionAttributeValues={":actor": {"S": "mallory"}},
    )
    left = operator.kleark("log", "verify", "--output-format", "json")
    assert left.code == 1
    flaws = {verdict["municipalityCode"]: verdict["flaws"] for verdict in left.json}
    assert flaws == {"0461": [], "0751": [{"flaw": "changed", "revision": 1, "step": 0}]}


def test_live_that_was_changed_by_hand_is_found(operator: Operator) -> None:
    key = {"PK": {"S": "M#0461"}, "SK": {"S": "LIVE"}}
    operator.world.dynamodb.update_item(
        TableName=TABLE,
        Key=key,
        UpdateExpression="SET #frozen = :frozen",
        ExpressionAttributeNames={"#frozen": "frozen"},
        ExpressionAttributeValues={":frozen": {"BOOL": True}},
    )
    left = operator.kleark("log", "verify", "0461")
    assert left.code == 1
    assert "er ikke det, loggen fortæller" in left.out


def test_archived_events_witness_the_log(operator: Operator, tmp_path: Path) -> None:
    [entry] = operator.world.log()
    detail = {"municipalityCode": "0461", "revision": 1, "logHash": entry.hash}
    events = tmp_path / "events.json"
    for text, code in (
        (json.dumps(detail), 0),
        (json.dumps([{"detail-type": "ConfigPublished", "detail": detail}, {"detail-type": "Other"}]), 0),
        (json.dumps(detail) + "\n" + json.dumps(detail | {"municipalityCode": "0751"}) + "\n", 0),
        (json.dumps(detail | {"logHash": "0" * 64}), 1),
        (json.dumps(detail | {"revision": 2}), 1),
        (json.dumps([detail, detail | {"logHash": "0" * 64}]), 1),
        (json.dumps({"revision": 1}), 2),
        ("[1]", 2),
    ):
        events.write_text(text, encoding="utf-8")
        left = operator.kleark("log", "verify", "0461", "--events", str(events))
        assert left.code == code, (text, left)


def test_what_is_not_set_up_is_told_in_plain_words(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_stack = operator.kleark("live", "0461", "--stack", "nope")
    assert (no_stack.code, "ingen stak, der hedder nope" in no_stack.err) == (2, True)
    monkeypatch.delenv("KLEARK_STACK")
    unnamed = operator.kleark("live", "0461", "--lang", "en")
    assert (unnamed.code, "--stack NAME" in unnamed.err) == (2, True)
    assert operator.kleark("live", "0411", "--stack", STACK).code == 2
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_PROFILE", "nobody-has-this")
        profile = operator.kleark("live", "0461", "--stack", STACK)
    assert (profile.code, "AWS_PROFILE" in profile.err) == (2, True)
    assert "Traceback" not in "".join(left.err for left in (no_stack, unnamed, profile))


def test_a_stack_of_another_kind(operator: Operator) -> None:
    template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}
    boto3.client("cloudformation").create_stack(StackName="other", TemplateBody=json.dumps(template))
    left = operator.kleark("live", "0461", "--stack", "other")
    assert left.code == 2
    assert "TableName" in left.err


def test_without_boto3_the_commands_say_what_to_install() -> None:
    program = (
        "import sys; sys.modules['boto3'] = None; "
        "from kleark.cli import main; main(['live', '0461', '--stack', 'x'])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "kleark[aws]" in done.stderr


def test_what_is_stored_and_is_not_what_was_checked(operator: Operator) -> None:
    operator.kleark("publish", "0461", checked(operator).upload_id, "--yes")
    operator.world.lose_a_page(operator.world.log()[0].content)
    left = operator.kleark("revert", "0461", "--to", "1", "--yes")
    assert left.code == 1
    assert "Intet er ændret" in left.err


def test_who_looked_at_an_old_plan_is_refused_also_at_the_last_moment(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else publishes while the person thinks about the answer."""
    upload = checked(operator)
    real = manual.publish_upload

    def slow(upload_id: str, mandate: ChangeRequest, *rest: object, **options: bool) -> object:
        operator.world.published(rows(8), NOON + timedelta(hours=1))
        return real(upload_id, mandate, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(manual, "publish_upload", slow)
    left = operator.kleark("publish", "0461", upload.upload_id, "--yes")
    assert left.code == 1
    assert "(version 2)" in left.out
    assert operator.world.served() == sorted_rows(rows(8))


def test_a_refusal_of_the_stack_has_its_code_and_facts_in_json(operator: Operator) -> None:
    upload = checked(operator)
    left = operator.kleark(
        "publish", "0461", upload.upload_id, "--expect", "7", "--yes", "--output-format", "json"
    )
    assert left.code == 1
    assert (left.json["error"]["code"], left.json["error"]["currentRevision"]) == ("stale_revision", 1)
    assert left.json["error"]["message"]["da"] in left.err


def test_a_sheet_is_checked_against_what_is_live_in_a_stack(operator: Operator, tmp_path: Path) -> None:
    path = tmp_path / "ark.xlsx"
    path.write_bytes(written(sheet_of(sheet_row(contactPhone="66131373"))))
    against = ["check", str(path), "--live-stack", STACK]
    left = operator.kleark(*against, "--municipality", "0461")
    assert left.code == 0
    assert "[KA701]" in left.out
    unnamed = operator.kleark(*against)
    assert unnamed.code == 2
    assert "--municipality KODE" in unnamed.err
