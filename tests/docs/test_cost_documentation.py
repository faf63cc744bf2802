"""docs/cost.md says what its script says, and what the script takes for measured is measured again."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.cost import (
    ASSUMED,
    MEASURED,
    PAGE,
    YEARS_VISITS,
    fixed_lines,
    requests_per_year,
    traces_per_year,
    updated_page,
    visit_lines,
)
from benchmarks.operations import counts
from benchmarks.portal_requests import configuration, request, use_table, visit_body
from benchmarks.tables import ODENSE, empty_table, rows
from infra.cloudformation import load_template
from tests.integration.conftest import cold_start

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS = 250


@pytest.fixture(autouse=True)
def _as_a_function(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    import portal_api.handler as portal_handler  # noqa: PLC0415

    for name in ("table", "snapshots", "country"):
        monkeypatch.setattr(portal_handler, name, getattr(portal_handler, name))
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    yield
    monkeypatch.undo()
    cold_start()


def test_the_page_is_what_the_script_says() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == updated_page(page), "run: python -m benchmarks.cost --write"


def test_the_totals_in_words_are_those_of_the_table() -> None:
    few, many = (sum(one.usd for one in [*visit_lines(visits), *fixed_lines()]) for visits in YEARS_VISITS)
    assert 195 < few < 205
    assert 2_000 < many < 2_200


def test_what_costs_by_its_number_is_counted_as_the_template_has_it() -> None:
    """What only comes with a sender of notices is told in words."""
    always = [one["Type"] for one in load_template()["Resources"].values() if "Condition" not in one]
    assert always.count("AWS::CloudWatch::Alarm") == ASSUMED["alarms"]
    assert always.count("AWS::SecretsManager::Secret") == ASSUMED["secrets"]
    template = load_template()
    dashboards = [
        one for one in template["Resources"].values() if one["Type"] == "AWS::CloudWatch::Dashboard"
    ]
    assert len(dashboards) == ASSUMED["dashboards"]
    assert template["Parameters"]["Dashboard"]["Default"] == "ON"


def test_what_being_watched_costs_in_words_is_what_the_table_says() -> None:
    watching = {"Alarms", "Dashboard", "Figures"}
    cost = sum(one.usd for one in fixed_lines() if one.what in watching)
    assert f"USD {cost:.0f} a year" in PAGE.read_text(encoding="utf-8")


def test_what_is_taken_for_measured_is_measured() -> None:
    found = {act: one for act, size, one in counts("moto") if size == ROWS}
    with empty_table("moto") as where:
        where.publish(*where.queued(rows(ROWS), 0))
        use_table(where)
        path = f"/v1/kommuner/{ODENSE}/visning"
        headers = {"content_type": "application/json", "accept_encoding": "gzip"}
        visit = request(path, "POST", visit_body(rows(ROWS)), **headers)
        whole = configuration()
    assert {
        "read units of a warm visit": found["visit, warm"].read,
        "read units of a cold visit": found["visit, cold"].read,
        "read units of a publication": found["publish, replacing"].read,
        "write units of a publication": found["publish, replacing"].written,
        "requests of a sweep, a municipality": found["sweep, nothing to do"].requests,
        "bytes of a visit's answer": pytest.approx(
            _size(visit), rel=0.02
        ),  # zlib's builds differ by some bytes
        "bytes of a 304's headers": sum(
            len(name) + len(value) + 4 for name, value in whole["headers"].items()
        ),
        "bytes of a configuration": pytest.approx(_size(whole), rel=0.02),
    } == MEASURED


def _size(answer: dict[str, Any]) -> int:
    assert answer["isBase64Encoded"]
    return len(base64.b64decode(answer["body"]))


def test_a_cache_asks_at_most_once_a_minute_and_never_more_often_than_visits_come() -> None:
    minutes = 365 * 24 * 60
    for visits in (1_000, *YEARS_VISITS, 10**12):
        for caches in (1, 4, 20):
            questions = requests_per_year(visits, caches)
            assert questions <= visits
            assert questions <= 98 * caches * minutes
    assert requests_per_year(10**12, 1) == pytest.approx(98 * minutes, rel=0.01)
    assert requests_per_year(1_000, 20) == pytest.approx(1_000, rel=0.01)


def test_traces_are_one_a_second_and_a_twentieth_of_the_rest() -> None:
    seconds = 365 * 86_400
    assert traces_per_year(1_000) == pytest.approx(1_000, rel=0.01)
    assert traces_per_year(1000 * seconds) == pytest.approx(seconds + 0.05 * 999 * seconds)
