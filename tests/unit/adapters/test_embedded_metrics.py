"""Lines in the embedded metric format: as its specification wants them, and as few as there can be."""

from __future__ import annotations

import io
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from aws_lambda_powertools.logging import Logger
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kleark.adapters.embedded_metrics import NAMESPACE, metric_documents, put_metrics
from kleark.metrics import Measurement, Metric
from tests.support.metric_lines import EMF_SCHEMA, measured_in

if TYPE_CHECKING:
    from collections.abc import Iterable

FACTS = {"service": "validate", "correlation_id": "7" * 32}
AT = 1_764_439_000_000


@st.composite
def measurements(draw: st.DrawFn) -> Measurement:
    metric = draw(st.sampled_from(list(Metric)))
    by = draw(st.sampled_from(["a", "b", "c"])) if metric.dimension else None
    return metric.measured(draw(st.integers(-1_000, 10**6)), by)


def documents(of: Iterable[Measurement]) -> list[dict[str, Any]]:
    return metric_documents(of, "kleark", AT, FACTS)


@given(st.lists(measurements(), max_size=30))
def test_every_measurement_is_in_one_line_and_every_line_is_as_the_specification_wants_it(
    of: list[Measurement],
) -> None:
    made = documents(of)
    for document in made:
        Draft202012Validator(EMF_SCHEMA).validate(document)
        assert {name: document[name] for name in FACTS} == FACTS
    found = Counter(one for document in made for one in measured_in(document))
    assert found == Counter((one.metric.title, one.by, one.value) for one in of)


@given(st.lists(measurements(), max_size=30))
def test_there_are_no_more_lines_than_one_metric_needs(of: list[Measurement]) -> None:
    """What has no dimension, or the same value of it, shares a line; only the same metric twice needs a second one."""
    alike = [one for one in of if one.by in {None, "a"}]
    assert len(documents(alike)) == max(Counter(one.metric for one in alike).values(), default=0)


def test_a_visit_is_one_line() -> None:
    (line,) = documents([Metric.PORTAL_ANSWERS.measured(by="2xx"), Metric.VISITS.measured()])
    assert (line["PortalAnswers"], line["Visits"], line["status"]) == (1, 1, "2xx")
    assert [one["Dimensions"] for one in line["_aws"]["CloudWatchMetrics"]] == [[["status"]], [[]]]


def test_the_line_is_written_with_the_loggers_id_and_the_stacks_namespace(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NAMESPACE, "kleark-test")
    logger = Logger(service="measuring", stream=io.StringIO())
    logger.set_correlation_id("7" * 32)
    put_metrics(logger, Metric.MAILS.measured(3))
    line = json.loads(capsys.readouterr().out)
    assert (line["service"], line["correlation_id"], line["Mails"]) == ("measuring", "7" * 32, 3)
    assert line["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "kleark-test"


def test_nothing_measured_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    put_metrics(Logger(service="measuring", stream=io.StringIO()))
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("metric", "by"), [(Metric.UPLOADS, None), (Metric.MAILS, "done")])
def test_a_metric_with_a_dimension_needs_its_value_and_one_without_has_none(
    metric: Metric, by: str | None
) -> None:
    with pytest.raises(ValueError, match=metric.title):
        metric.measured(1, by)
