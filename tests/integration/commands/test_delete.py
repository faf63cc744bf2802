"""``kleark delete``: what it shows, asks, does and refuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kleark.publishing.model import Action, UploadStatus
from tests.integration.publishing.test_manual import standing
from tests.support.erasing import NOTE
from tests.support.log_schema import violations
from tests.support.operating import CALLER, Operator
from tests.support.world import NOON, rows

if TYPE_CHECKING:
    from kleark.publishing.model import Upload


def checked(operator: Operator) -> Upload:
    return standing(operator.world, rows(4))


def asked_for(operator: Operator) -> list[str]:
    """The uploads whose deletion the queue was asked for."""
    sqs = operator.world.sqs
    found = sqs.receive_message(QueueUrl=operator.world.erasure_queue_url, MaxNumberOfMessages=10)
    return [json.loads(one["Body"])["uploadId"] for one in found.get("Messages", [])]


def test_an_operator_sees_what_goes_says_yes_and_is_told_what_backups_hold(operator: Operator) -> None:
    upload = checked(operator)
    left = operator.typing("j", "delete", "0461", upload.upload_id[:8], "--note", NOTE)
    assert left.code == 0
    assert "Slettes: " in left.out
    assert "Slet arket? Det kan ikke fortrydes. [j/N]" in left.err
    assert "Om et kvarter er der intet tilbage" in left.out
    assert "i 35 dage endnu" in left.out
    entry = operator.world.log()[-1]
    assert (entry.action, entry.actor, entry.note) == (Action.DELETE, CALLER, NOTE)
    assert operator.world.upload(upload).status is UploadStatus.BEING_DELETED
    assert asked_for(operator) == [upload.upload_id]


def test_what_it_cannot_be_gone_back_to_and_what_holds_the_same_is_named(operator: Operator) -> None:
    world = operator.world
    [live] = world.table.uploads(world.code)
    world.published(rows(8), NOON.replace(hour=13), "nyt.xlsx")
    twin = standing(world, rows(9))
    left = operator.kleark("delete", "0461", live.upload_id, "--note", NOTE, "--yes", "--lang", "en")
    assert left.code == 0
    assert "Nobody can go back to revision 1 any more." in left.out
    assert f"Has exactly the same rows, and is not deleted: {twin.upload_id[:12]}" in left.out
    told = operator.kleark("revert", "0461", "--to", "1", "--yes", "--output-format", "json")
    assert (told.code, told.json["error"]["code"]) == (1, "revision_gone")
    assert "en godkender har slettet det ark" in told.json["error"]["message"]["da"]


def test_programs_get_the_entry_of_the_log(operator: Operator) -> None:
    upload = checked(operator)
    told = operator.kleark(
        "delete", "0461", upload.upload_id, "--note", NOTE, "--yes", "--output-format", "json"
    )
    assert violations(told.json) == []
    assert (told.json["action"], told.json["deletedUpload"]) == ("delete", upload.upload_id)


def test_lists_made_later_leave_its_name_out_and_say_who_and_why(operator: Operator) -> None:
    upload = checked(operator)
    name = upload.key.rpartition("/")[2]
    assert name in operator.kleark("uploads", "0461").out
    operator.kleark("delete", "0461", upload.upload_id, "--note", NOTE, "--yes")
    listed = operator.kleark("uploads", "0461").out
    assert "Bliver slettet · Slettet ark" in listed
    assert name not in listed
    told = operator.kleark("uploads", "0461", "--output-format", "json")
    assert name not in told.out
    [one] = [one for one in told.json if one["uploadId"] == upload.upload_id]
    assert (one["state"], one["key"]) == ("being_deleted", "0461/slettet")
    assert (one["deletionBy"], one["deletionNote"], one["deletedAt"]) == (CALLER, NOTE, None)
    for arguments in (("log", "show", "0461"), ("log", "show", "0461", "--output-format", "json")):
        assert name not in operator.kleark(*arguments).out
    assert operator.kleark("log", "verify", "0461").code == 0


@pytest.mark.parametrize(
    ("note", "code", "said"),
    [("", 1, "Skriv en kort begrundelse"), ("010180-1234", 1, "uden CPR-numre")],
)
def test_it_takes_a_reason_that_can_stay(operator: Operator, note: str, code: int, said: str) -> None:
    upload = checked(operator)
    left = operator.kleark("delete", "0461", upload.upload_id, "--note", note, "--yes")
    assert left.code == code
    assert said in left.err
    assert len(operator.world.log()) == 1


def test_no_is_no_and_what_is_live_is_kept(operator: Operator) -> None:
    upload = checked(operator)
    assert operator.typing("n", "delete", "0461", upload.upload_id, "--note", NOTE).code == 1
    [live] = [one for one in operator.world.table.uploads("0461") if one.revision == 1]  # type: ignore[arg-type]
    left = operator.kleark("delete", "0461", live.upload_id, "--note", NOTE, "--yes")
    assert left.code == 1
    assert "tøm visningen først" in left.err
    assert operator.kleark("delete", "0461", "f" * 32, "--note", NOTE, "--yes").code == 1
    assert len(operator.world.log()) == 1
    assert asked_for(operator) == []
