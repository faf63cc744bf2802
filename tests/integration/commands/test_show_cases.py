"""``kleark cases`` on a stack: what citizens see by the inventory that counts there, and by those before it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kleark.adapters import clients
from sample_sheets.inventory_rows import AARHUS, ODENSE, as_csv
from tests.integration.intake.test_inventory import put
from tests.support.list_uploads import watched_heads
from tests.support.world import NOON, TABLE

if TYPE_CHECKING:
    from tests.support.operating import Operator

SHOWN = (*ODENSE[:2], "15.00.01", "FASIT", 412)
HIDDEN = (*ODENSE[:2], "27.36.08", "CURA", 588)
LATER = NOON + timedelta(days=1)


def test_before_any_inventory_it_says_so(operator: Operator) -> None:
    told = operator.kleark("cases", "0461")
    assert (told.code, told.out) == (0, "Odense Kommune: Der er ingen opgørelse af indekserne.\n")
    nothing = operator.kleark("cases", "Odense", "--output-format", "json").json
    assert (nothing["municipalityCode"], nothing["cases"], nothing["series"]) == ("0461", None, [])


def test_the_share_is_told_by_area(operator: Operator) -> None:
    assert put(operator.world, as_csv(SHOWN, HIDDEN, AARHUS)).deliver() == []
    lines = operator.kleark("cases", "0461").out.splitlines()
    assert lines[0] == "Odense Kommune: Borgerne ser op til 412 af 1.000 sager (41 procent)."
    assert "  15 Arbejdsmarked og beskæftigelsesindsats: op til 412 af 412 sager (100 procent)" in lines
    assert "  27 Social service: ingen af 588 sager (0 procent)" in lines
    english = operator.kleark("cases", "0461", "--lang", "en").out
    assert english.startswith("Odense Kommune: Citizens see up to 412 of 1,000 cases (41 per cent).")
    assert operator.kleark("cases", "Aarhus").out.startswith(
        "Aarhus Kommune: Borgerne ser ingen af 980 sager"
    )


def test_inventories_before_stand_beside_the_one_that_counts_and_each_once(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert put(operator.world, as_csv(SHOWN, HIDDEN)).deliver() == []
    assert put(operator.world, as_csv(HIDDEN), at=LATER).deliver() == []
    heads = watched_heads(monkeypatch)
    told = operator.kleark("cases", "0461", "--output-format", "json").json
    assert len(heads) == 1
    assert [(one["cases"], one["casesShown"]) for one in told["series"]] == [(1000, 412), (588, 0)]
    assert (told["cases"], told["casesShown"]) == (588, 0)
    assert [(one["kleNumber"], one["before"], one["now"]) for one in told["falls"]] == [("15.00.01", 412, 0)]
    text = operator.kleark("cases", "0461").out
    assert "  15.00.01 fra FASIT: 412 → 0 siden opgørelsen " in text


def test_where_nothing_is_live_no_case_is_shown(operator: Operator) -> None:
    assert put(operator.world, as_csv(AARHUS)).deliver() == []
    told = operator.kleark("cases", "0751", "--output-format", "json").json
    assert told["cases"] > told["casesShown"] == 0


def test_half_an_inventory_is_refused_with_what_to_do(operator: Operator) -> None:
    assert put(operator.world, as_csv(SHOWN)).deliver() == []
    items = clients.dynamodb().query(
        TableName=TABLE,
        KeyConditionExpression="PK = :pk",
        ExpressionAttributeValues={":pk": {"S": "INDEX"}},
    )["Items"]
    for one in items:
        if one["SK"]["S"] != "HEAD":
            clients.dynamodb().delete_item(TableName=TABLE, Key={"PK": one["PK"], "SK": one["SK"]})
    refused = operator.kleark("cases", "0461", "--output-format", "json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "stored_data_damaged")
    assert "Læg den op igen." in refused.json["error"]["message"]["da"]


@pytest.mark.parametrize("option", ["--inventory-file", "--inventory-date", "--earlier"])
def test_what_goes_with_files_is_not_overlooked_on_a_stack(operator: Operator, option: str) -> None:
    refused = operator.kleark("cases", "0461", option, "2026-05-01", "--output-format", "json")
    assert (refused.code, refused.json["error"]["code"]) == (2, "wrong_usage")
