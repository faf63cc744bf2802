"""OS2rollekatalog's units: read within limits, and refused where there are users."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kleark.case_templates.model import Against
from kleark.registers.kle_register import embedded
from kleark.report.html_report import render_html
from kleark.report.text_report import render
from kleark.responsibilities import role_catalogue
from kleark.responsibilities.check_responsibilities import CheckedResponsibilities, check_responsibilities
from kleark.responsibilities.unit_tasks import UnitTasks
from sample_sheets.responsibility_rows import (
    FRONT,
    FRONT_UUID,
    JOB,
    JOB_UUID,
    PAY,
    PAY_UUID,
    TOP,
    TOP_UUID,
    UNITS,
    as_json,
    unit,
)
from tests.support.report_schema import violations

AGAINST = Against(embedded(), date(2026, 4, 1))


def check(data: bytes, name: str = "enheder.json") -> CheckedResponsibilities:
    checked = check_responsibilities(data, name, AGAINST)
    assert violations(checked.report.to_json()) == []
    return checked


def told(checked: CheckedResponsibilities) -> list[str]:
    return [one.rule for one in checked.report.findings if one.rule != "KA899"]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_units_their_numbers_and_what_is_passed_on(mark: bytes) -> None:
    checked = check(mark + as_json(*UNITS))
    assert checked.found is not None
    assert told(checked) == []
    tasks = UnitTasks(checked.found)
    assert tasks.numbers(JOB_UUID, "performing") == {"15.20.24", "15.17", "15.62"}
    assert tasks.numbers(PAY_UUID, "performing") == {"15.62.10", "32", "15.62"}
    assert tasks.numbers(FRONT_UUID, "performing") == frozenset()
    assert tasks.numbers(JOB_UUID, "interest") == {"15.62"}
    assert [one.name for one in tasks.above(JOB_UUID)] == [TOP]
    bare = json.dumps(json.loads(as_json(*UNITS))["orgUnits"]).encode()
    assert check(bare).found == checked.found, "the list alone will do"


@pytest.mark.parametrize(
    "data",
    [
        as_json(*UNITS, users=[{"name": "Anna", "cpr": "0101701234"}]),
        b'{"Users" : [], "orgUnits": []}',
        b'{"\\u0075sers": [{"name": "Anna"}], "orgUnits": [{}]}',
        as_json(*UNITS, more={"users": [{"name": "Anna"}]}),
        as_json({**unit(JOB), "users": ["Anna"]}),
        # Cut off, or broken behind the users: they are what is said of it.
        as_json(*UNITS, users=[{"name": "Anna"}])[:-4],
    ],
)
def test_a_file_with_users_is_refused_and_nothing_of_it_is_shown(data: bytes) -> None:
    checked = check(data)
    assert (told(checked), checked.found, checked.excerpt) == (["KA894"], None, None)
    shown = render(checked.report) + render_html(checked.report, checked.excerpt)
    assert "Anna" not in shown
    assert "jq &#39;{orgUnits}&#39;" in shown or "jq '{orgUnits}'" in shown
    assert not checked.report.readable


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "ikke gyldig JSON"),
        (b'{"orgUnits": NaN}', "ikke gyldig JSON"),
        (b'{"orgUnits": [], "orgUnits": []}', "ikke gyldig JSON"),
        (b'{"enheder": []}', "ingen liste orgUnits"),
        (b'{"orgUnits": {}}', "ingen liste orgUnits"),
        (b'{"orgUnits": []}', "tom"),
        (b'{"orgUnits": ["x"]}', "enhed 1 er ikke et objekt"),
        (as_json({**unit(JOB), "uuid": "1"}), "har ingen uuid"),
        (as_json({**unit(JOB), "uuid": None}), "har ingen uuid"),
        (as_json(unit(JOB), {**unit(PAY), "name": " "}), "enhed 2 har intet navn"),
        (as_json({**unit(JOB), "parentOrgUnitUuid": 7}), "parentOrgUnitUuid"),
        (as_json({**unit(JOB), "inheritKle": "ja"}), "inheritKle"),
        (as_json({**unit(JOB), "klePerforming": "15"}), "KLE-numre, der ikke er tekster"),
        (as_json({**unit(JOB), "kleInterest": [15]}), "KLE-numre, der ikke er tekster"),
        (as_json({**unit(JOB), "kleInterest": ["15"] * 5_001}), "flere end 5.000 numre"),
        (b"[" * 100_000 + b"]" * 100_000, "for mange lag"),
        (b'{"orgUnits":' * 30 + b"1" + b"}" * 30, "for mange lag"),
        (b'{"orgUnits": "\xe6"}', "UTF-8"),
    ],
)
def test_what_is_no_such_file_is_a_sentence(data: bytes, reason: str) -> None:
    checked = check(data)
    assert (told(checked), checked.found) == (["KA895"], None)
    assert reason in checked.report.findings[0].message_da
    assert not checked.report.readable


def test_too_many_units_and_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(role_catalogue, "MOST_UNITS", 3)
    assert "flere end 3 enheder" in check(as_json(*UNITS)).report.findings[0].message_da
    assert told(check(b"{" + b" " * 5_000_001 + b"}")) == ["KA102"]


def test_brackets_in_a_name_are_no_layers() -> None:
    assert told(check(as_json({**unit(JOB), "name": '[{"' * 30}))) == []


def test_circles_missing_parents_and_doubled_uuids_are_told_and_nobody_walks_in_circles() -> None:
    circle = as_json(
        {**unit(TOP), "parentOrgUnitUuid": FRONT_UUID, "klePerforming": ["15"], "inheritKle": True},
        {**unit(FRONT), "parentOrgUnitUuid": TOP_UUID},
        unit(JOB, FRONT),
    )
    checked = check(circle)
    assert told(checked) == ["KA896"]
    assert checked.report.findings[0].message_da == (f"2 enheder ligger under sig selv: {TOP}, {FRONT}.")
    assert checked.found is not None
    tasks = UnitTasks(checked.found)
    assert tasks.numbers(JOB_UUID, "performing") == {"15"}
    assert set(tasks.below(TOP_UUID)) == {FRONT_UUID, JOB_UUID}
    alone = check(as_json(unit(JOB, TOP)))
    assert "1 enhed hører under en enhed, der ikke er i filen" in alone.report.findings[0].message_da
    twice = check(as_json(unit(JOB), {**unit(PAY), "uuid": JOB_UUID.upper()}))
    assert told(twice) == ["KA897"]


def test_numbers_that_are_none_are_told_and_left_out() -> None:
    checked = check(as_json(unit(JOB, klePerforming=["15.20.24", "15.2", "15.20.24.1", ""])))
    assert told(checked) == ["KA888", "KA888", "KA888"]
    assert checked.found is not None
    assert [one.kle_number for one in checked.found.assignments] == ["15.20.24"]


def test_managers_are_not_read_and_personal_numbers_stop_the_list() -> None:
    manager = {"uuid": JOB_UUID, "name": "Anna Andersen", "userId": "aan"}
    checked = check(as_json(unit(JOB, manager=manager)))
    assert told(checked) == ["KA864"]
    assert "Anna" not in str(checked.report.to_json()) + repr(checked.found)
    for data in (
        as_json({**unit(JOB), "name": "010170-1234"}),
        as_json(unit(JOB, level="x 010170-1234")),
        as_json(unit(JOB, klePerforming=["010170-1234"])),
    ):
        leaking = check(data)
        assert leaking.found is None
        assert "KA601" in told(leaking)
        assert "010170-1234" not in str(leaking.report.to_json())


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["15", JOB_UUID]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["uuid", "name", "klePerforming", "parentOrgUnitUuid", "inheritKle"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@settings(max_examples=80, deadline=None)
@given(st.lists(_JSON, max_size=3))
def test_no_json_is_too_much(units: list[Any]) -> None:
    checked = check(json.dumps({"orgUnits": units}).encode())
    assert checked.found is None or len(checked.found.units) <= len(units)
