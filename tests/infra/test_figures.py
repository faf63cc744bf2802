"""What the local stack's figures say, and the way of a sheet through the functions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.local.figures import (
    figures,
    figures_page,
    figures_text,
    latest_uploads,
    lines_of,
    share_of_304,
    way,
    way_page,
)
from infra.local.page_server import serve_pages
from kleark.adapters.embedded_metrics import metric_documents
from kleark.metrics import REFUSALS_AFTER_A_SUCCESS, Metric
from tests.infra.test_outbox import fetch

UPLOAD, OTHER = "7" * 32, "8" * 32


def measured(*of: Any, correlation_id: str = UPLOAD) -> list[str]:
    facts = {"service": "validate", "correlation_id": correlation_id}
    return [json.dumps(one) for one in metric_documents(of, "Kleark/kleark", 1_764_439_000_000, facts)]


def logged(message: str, correlation_id: str = UPLOAD, **facts: Any) -> str:
    line = {"level": "INFO", "message": message, "timestamp": "2026-11-29 12:00", "service": "validate"}
    return json.dumps(line | {"correlation_id": correlation_id, "function_name": "kleark-validate"} | facts)


LINES = lines_of(
    [
        "START RequestId: 1 Version: 1",
        logged("upload_processed", uploadId=UPLOAD, municipality="0461", outcome="queued", rules=["KA504"]),
        *measured(Metric.UPLOADS.measured(by="queued"), Metric.TIME_TO_LIVE.measured(4_000)),
        *measured(Metric.UPLOADS.measured(by="queued"), Metric.TIME_TO_LIVE.measured(2_000)),
        *measured(Metric.UPLOADS.measured(by="rejected"), correlation_id=OTHER),
        *measured(Metric.PORTAL_ANSWERS.measured(3, by="2xx"), Metric.VISITS.measured(2)),
        *measured(Metric.PORTAL_ANSWERS.measured(1, by="304")),
        logged("upload_processed", OTHER, uploadId=OTHER, municipality=None, outcome="no_municipality"),
        logged("publish_request_processed", outcome="<b>published</b>"),
        "[1]",
        "END RequestId: 1",
    ]
)


def test_what_was_measured_is_summed_by_its_dimension_in_the_dashboards_order() -> None:
    assert [(one.metric, one.by, one.shown) for one in figures(LINES)] == [
        (Metric.UPLOADS, "queued", "2"),
        (Metric.UPLOADS, "rejected", "1"),
        (Metric.TIME_TO_LIVE, "", "4.0 s, at most 4.0 s"),
        (Metric.PORTAL_ANSWERS, "2xx", "3"),
        (Metric.PORTAL_ANSWERS, "304", "1"),
        (Metric.VISITS, "", "2"),
    ]
    assert share_of_304(figures(LINES)) == 0.25
    assert share_of_304([]) is None


def test_of_refusals_those_count_that_came_since_something_was_accepted() -> None:
    values = (1, 1, REFUSALS_AFTER_A_SUCCESS, 1, 1)
    (row,) = figures(
        lines_of(one for value in values for one in measured(Metric.REFUSALS_IN_A_ROW.measured(value)))
    )
    assert row.shown == "2"


def test_the_terminal_gets_a_line_for_each() -> None:
    lines = figures_text(figures(LINES)).splitlines()
    assert len(lines) == 7
    assert lines[0].split() == ["Uploads,", "by", "outcome", "queued", "2"]
    assert lines[-1].split() == ["Portal:", "share", "of", "304", "25%"]
    assert figures_text([]) == "Nothing has been counted yet."


def test_the_way_of_a_sheet_is_its_own_lines_and_nothing_else() -> None:
    assert [line["message"] for line in way(LINES, UPLOAD)] == [
        "upload_processed",
        "publish_request_processed",
    ]
    page = way_page(way(LINES, UPLOAD))
    assert "outcome: &lt;b&gt;published&lt;/b&gt;" in page
    assert "kleark-validate" not in page
    assert list(latest_uploads(LINES).items()) == [
        (OTHER, "no municipality: no_municipality"),
        (UPLOAD, "0461: queued"),
    ]


def test_the_page_leads_to_each_sheets_way_and_says_so_where_nothing_came() -> None:
    page = figures_page(LINES)
    assert f'<a href="/way/{UPLOAD}">{UPLOAD}</a>, 0461: queued' in page
    assert '<td>Uploads, by outcome</td><td>queued</td><td class="n">2</td>' in page
    empty = figures_page([])
    assert "Nothing has been counted yet" in empty
    assert "None has come yet" in empty


@pytest.mark.parametrize(
    ("path", "status"), [("/", 200), ("/way/x", 200), ("/nothing", 404), ("/broken", 503)]
)
def test_pages_are_served_anew_and_a_silent_engine_is_told(path: str, status: int) -> None:
    def page(asked: str) -> str | None:
        if asked == "/broken":
            raise OSError
        return f"asked for {asked}" if asked != "/nothing" else None

    with serve_pages(page, 0) as first:
        found, text = fetch(first.rstrip("/") + path)
    assert found == status
    assert status != 200 or text == f"asked for {path}"
