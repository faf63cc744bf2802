"""Every figure that a function gives off is from the closed list, and docs/operating.md says what it means."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from kleark.erasure.erase import ErasureOutcome
from kleark.intake.outcome import IntakeOutcome, ListOutcome
from kleark.mail.delivery import NoticeOutcome
from kleark.metrics import FAILED, Metric, status_kind
from kleark.publishing.log import MAKES_A_REVISION
from kleark.publishing.notice_kinds import NoticeCause
from kleark.publishing.policy import Outcome
from kleark.publishing.sweep import Counts

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
FUNCTIONS = ROOT / "functions"

VALUES = {
    Metric.UPLOADS: {*IntakeOutcome, *ListOutcome, FAILED},
    Metric.VERDICTS: {"accepted", "accepted_with_warnings", "rejected"},
    Metric.PUBLISH_REQUESTS: {*Outcome, FAILED},
    Metric.REVISIONS_ANNOUNCED: set(MAKES_A_REVISION),
    Metric.NOTICES_RAISED: set(NoticeCause),
    Metric.NOTICES: {*NoticeOutcome, FAILED},
    Metric.SWEEP_WORK: {*Counts().to_json()} - {"municipalities"},
    Metric.DELETIONS: {*ErasureOutcome, FAILED},
    Metric.PORTAL_ANSWERS: {"2xx", "304", "4xx", "5xx"},
    Metric.PAGE_ANSWERS: {"2xx", "3xx", "304", "4xx", "5xx"},
}
"""What the dimension can be, but for rules (docs/rules.md) and addresses of forms (`kleark.admin.routes`)."""


class Row(NamedTuple):
    """A row of the table in docs/operating.md, or what the code says."""

    metric: str
    function: str
    dimension: str


def measurements(source: str) -> Iterator[Metric]:
    """The metrics that a module measures. Raises KeyError for one that is not in the list."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(value=ast.Name(id="Metric"), attr=name):
                yield Metric[name]


def measured() -> set[Row]:
    """Those of all handlers."""
    return {
        Row(metric.title, path.parent.name, metric.dimension or "-")
        for path in FUNCTIONS.glob("*/handler.py")
        for metric in measurements(path.read_text(encoding="utf-8"))
    }


def section() -> str:
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    return page.partition("\n## Figures\n")[2].partition("\n## ")[0]


def documented() -> list[Row]:
    return [
        Row(metric, function, dimension)
        for metric, function, dimension in re.findall(
            r"^\| `(\w+)` \| (\w+) \| `?([\w-]+)`? \| .+ \|$", section(), re.MULTILINE
        )
    ]


def test_what_is_measured_is_documented_and_what_is_documented_is_measured() -> None:
    rows = documented()
    assert len(set(rows)) == len(rows)
    assert set(rows) == measured()
    assert {row.metric for row in rows} == {metric.title for metric in Metric}


def test_a_metric_has_one_function_and_one_name() -> None:
    rows = measured()
    assert len({row.metric for row in rows}) == len(rows) == len(Metric)
    assert all(re.fullmatch(r"([A-Z][a-z]*)+", metric.title) for metric in Metric)


@pytest.mark.parametrize("metric", VALUES, ids=lambda metric: metric.title)
def test_what_a_dimension_can_be_is_documented(metric: Metric) -> None:
    (row,) = re.findall(rf"^\| `{metric.title}` \|.+$", section(), re.MULTILINE)
    meaning = row.split(" | ")[3]
    assert {str(value) for value in VALUES[metric]} <= set(re.findall(r"`(\w+)`", meaning))


def test_nothing_is_told_apart_by_municipality_or_person() -> None:
    """Each would be a price of its own, and the second a person's."""
    assert {metric.dimension for metric in Metric} == {
        None,
        "action",
        "kind",
        "cause",
        "outcome",
        "rule",
        "state",
        "status",
        "verdict",
        "work",
    }


def test_statuses_are_few_kinds_and_304_is_one() -> None:
    kinds = {status_kind(status) for status in range(200, 600)}
    assert kinds == {"2xx", "304", "3xx", "4xx", "5xx"}
    assert status_kind(304) == "304"
