"""How findings are stored, counted and put in order."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given

from kleark.rules.registry import all_rules
from kleark.watch.judge import judge
from kleark.watch.model import WatchCounts, WatchFinding, WatchState, count_findings, newest_first
from tests.support.row_strategies import configurations
from tests.support.watch_cases import AT, LATER, around

ONE = WatchFinding("a" * 12, "KA404", "warning", "da", "en", AT, AT, (("15.20.24", "FASIT"),), 1, "kleNumber")


@given(configurations)
def test_a_finding_is_stored_and_read_as_it_was(rows: list) -> None:  # type: ignore[type-arg]
    for one in judge(rows, around(), WatchState()).findings:
        stored = json.loads(json.dumps(one.to_stored()))
        assert WatchFinding.from_stored(stored | {"of_a_later_release": 1}) == one


def test_open_findings_are_counted_by_severity_without_those_set_aside() -> None:
    findings = [
        ONE,
        replace(ONE, finding_id="b" * 12, severity="info"),
        replace(ONE, finding_id="c" * 12, severity="error"),
        replace(ONE, finding_id="d" * 12, resolved=AT),
    ]
    assert count_findings(findings, {"b" * 12}) == WatchCounts(1, 1, 0, 1)
    assert count_findings(findings).total == 3


def test_the_newest_come_first_and_of_one_judgement_the_worst() -> None:
    info = replace(ONE, finding_id="b" * 12, severity="info")
    newest = replace(ONE, finding_id="c" * 12, severity="info", first_seen=LATER)
    assert newest_first([info, ONE, newest]) == [newest, ONE, info]


def test_a_finding_says_what_to_do_and_one_of_a_rule_of_before_says_nothing() -> None:
    assert ONE.advice("da") == all_rules()["KA404"].fix.da
    assert replace(ONE, rule="KA000").advice("en") == ""
    assert ONE.to_json()["rows"] == [{"kleNumber": "15.20.24", "sourceSystem": "FASIT"}]
    assert ONE.to_json()["column"] == "KLE-nr."
