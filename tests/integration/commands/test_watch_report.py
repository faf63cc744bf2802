"""``kleark watch`` against a stack: what its watch last found, of one municipality or of all."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from kleark.adapters.dynamodb.finding_table import FindingTable
from kleark.publishing.setting_aside import set_aside
from kleark.watch.model import WatchFinding, WatchState, count_findings
from tests.support.acting import tenant_of
from tests.support.world import AARHUS, ODENSE, TABLE

if TYPE_CHECKING:
    from tests.support.operating import Operator

AT = "2026-06-01T03:00:00.000Z"
ONE = WatchFinding("0" * 12, "KA404", "warning", "15.20.24 udgår i 2027.", "retires", AT, AT)


def test_what_a_stacks_watch_found_is_told(operator: Operator) -> None:
    world = operator.world
    assert operator.kleark("watch", "0461").code == 0
    assert operator.kleark("watch").out == "Ingen kommune er kontrolleret endnu.\n"
    assert "er ikke kontrolleret endnu" in operator.kleark("watch", "0461").out
    table = FindingTable(world.dynamodb, TABLE)
    for code in (ODENSE, AARHUS):
        assert table.put(code, WatchState(AT, (ONE,)), count_findings((ONE,)), 0, tell=False)
    told = operator.kleark("watch", "0461")
    assert told.code == 1
    assert "KA404 advarsel: 15.20.24 udgår i 2027." in told.out
    every = operator.kleark("watch", "--all", "--output-format", "json")
    assert [one["municipalityCode"] for one in json.loads(every.out)["municipalities"]] == [ODENSE, AARHUS]

    now = datetime.now(UTC)
    set_aside(
        [ONE.finding_id],
        (now + timedelta(days=9)).date(),
        "anne",
        "set",
        tenant_of(ODENSE, world.table, lambda: now),
    )
    aside = operator.kleark("watch", "0461", "--output-format", "json")
    assert aside.code == 0
    [told_again] = json.loads(aside.out)["municipalities"]
    assert told_again["counts"]["setAside"] == 1
    assert told_again["findings"][0]["setAsideUntil"]
