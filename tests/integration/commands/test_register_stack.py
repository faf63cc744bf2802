"""``kleark register`` on a stack, as an operator runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kleark.registers.kle_register import embedded
from tests.support.emneplan import PlanTopic
from tests.support.receiving import Editions, edition_file
from tests.support.world import EDITIONS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.operating import Operator

CHANGED = edition_file(renamed={"15.00.05": "Råd"}, new=(PlanTopic("15.00.35", "Noget nyt", "2025-08-01"),))


@pytest.fixture
def editions(operator: Operator) -> Editions:
    """Odense's nine rows are live, of which 15.00.00 and 15.00.05 are in the register."""
    return Editions(operator.world)


def test_what_came_in_is_listed_planned_and_activated(operator: Operator, editions: Editions) -> None:
    record = editions.drop(CHANGED).record
    assert record is not None
    listed = operator.kleark("register", "list")
    assert (listed.code, listed.err) == (0, "")
    assert "Aktiv: Klearks egen udgave fra 1. maj 2025." in listed.out
    assert (
        f"{record.edition_id}  1. aug. 2025  10. aug. 2025 kl. 11.00  klar til at blive aktiveret."
        in listed.out
    )

    plan = operator.kleark("register", "plan", record.edition_id[:6])
    assert plan.code == 0
    assert "Nye emner (1): 15.00.35" in plan.out
    assert '0461 Odense: nyt navn (1): 15.00.05 "Råd"; nye i samme gruppe (1): 15.00.35' in plan.out
    assert editions.services.table.active().index == 0

    done = operator.kleark("register", "activate", record.edition_id, "--note", "august", "--yes")
    assert done.code == 0
    assert "Udgaven fra 1. aug. 2025 er nu den aktive (post 1 i loggen)." in done.out
    assert editions.services.table.active().edition_id == record.edition_id
    assert "aktiv." in operator.kleark("register", "list").out


def test_nothing_is_activated_where_nobody_says_yes(operator: Operator, editions: Editions) -> None:
    record = editions.drop(CHANGED).record
    assert record is not None
    refused = operator.typing("nej", "register", "activate", record.edition_id, "--note", "august")
    assert (refused.code, "Du sagde nej" in refused.err) == (1, True)
    assert "Nye emner (1): 15.00.35" in refused.out
    assert operator.kleark("register", "activate", record.edition_id, "--note", "", "--yes").code == 1
    assert editions.services.table.active().index == 0


def test_a_held_edition_is_activated_with_confirm_only(operator: Operator, editions: Editions) -> None:
    record = editions.drop(
        edition_file(without=tuple(one for one in embedded().topics if one.startswith("27")))
    ).record
    assert record is not None
    refused = operator.kleark("register", "activate", record.edition_id, "--note", "x", "--yes")
    assert refused.code == 1
    assert "Hovedgruppe 27 er slet ikke i filen" in refused.err
    done = operator.kleark("register", "activate", record.edition_id, "--note", "x", "--yes", "--confirm")
    assert done.code == 0


def test_the_register_goes_back(operator: Operator, editions: Editions) -> None:
    editions.activate(CHANGED)
    back = operator.kleark("register", "revert", "--note", "en fejl", "--yes")
    assert (back.code, "Udgaven fra 1. maj 2025 er nu den aktive" in back.out) == (0, True)
    assert "0461 Odense" in back.out
    log = operator.kleark("register", "log")
    assert log.code == 0
    assert "gået tilbage til 1. maj 2025, moto: en fejl" in log.out
    assert "Loggen er hel: 2 poster." in log.out
    for entry, said in (
        ("9", "Registerets log har ingen post 9. Den seneste er 2, og 0 er"),
        ("2", "Det register er i brug nu."),
    ):
        refused = operator.kleark("register", "revert", "--to", entry, "--note", "x", "--yes")
        assert (refused.code, said in refused.err) == (1, True)


def test_a_register_that_was_never_changed_cannot_go_back(operator: Operator) -> None:
    refused = operator.kleark("register", "revert", "--note", "x", "--yes")
    assert (refused.code, "Registeret er aldrig blevet skiftet." in refused.err) == (1, True)


def test_a_changed_log_is_told(operator: Operator, editions: Editions) -> None:
    editions.activate(CHANGED)
    key = {"PK": {"S": "REGISTER"}, "SK": {"S": "LOG#00000001"}}
    operator.world.dynamodb.update_item(
        TableName="kleark",
        Key=key,
        UpdateExpression="SET note = :n",
        ExpressionAttributeValues={":n": {"S": "andet"}},
    )
    left = operator.kleark("register", "log")
    assert (left.code, "Loggen er ikke, som den blev skrevet" in left.out) == (1, True)


def test_json_for_programs(operator: Operator, editions: Editions) -> None:
    record = editions.drop(CHANGED).record
    assert record is not None
    as_json = ("--output-format", "json")
    listed = operator.kleark("register", "list", *as_json).json
    assert (listed["active"]["index"], listed["editions"][0]["state"]) == (0, "ready")
    plan = operator.kleark("register", "plan", record.edition_id, *as_json).json
    assert plan["municipalities"]["0461"]["renamed"] == [
        {"kleNumber": "15.00.05", "old": embedded().topics["15.00.05"].title, "new": "Råd"}
    ]
    entry = operator.kleark("register", "activate", record.edition_id, "--note", "x", "--yes", *as_json).json
    assert (entry["action"], entry["edition"]) == ("activate", "2025-08-01")
    log = operator.kleark("register", "log", *as_json).json
    assert (log["whole"], len(log["entries"])) == (True, 1)


def test_a_file_is_sent_and_activates_nothing(operator: Operator, editions: Editions, tmp_path: Path) -> None:
    path = tmp_path / "KLE.xml"
    path.write_bytes(CHANGED)
    sent = operator.kleark("register", "send", str(path))
    assert (sent.code, "er sendt og bliver kontrolleret" in sent.out) == (0, True)
    stored = operator.world.s3.get_object(Bucket=EDITIONS, Key="sendt/KLE.xml")["Body"].read()
    assert stored == CHANGED
    assert editions.services.table.active().index == 0
    assert operator.kleark("register", "send", str(tmp_path / "mangler.xml")).code == 2
