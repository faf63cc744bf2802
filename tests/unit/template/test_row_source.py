"""What a template can be filled with, and what is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kleark.check import check
from kleark.publishing.config_file import Configuration
from kleark.publishing.ids import municipality_code
from kleark.template.row_source import FillingError, read_filling
from tests.support.template_rows import FLEXIBLE_JOB, ROWS, judged, published, template

SHEETS = Path(__file__).parents[3] / "sample_sheets"


def encoded(rows: Any, **more: Any) -> bytes:
    return json.dumps({"rows": rows, **more}).encode()


def json_rows() -> list[dict[str, Any]]:
    return [row.to_json() for row in ROWS]


def test_a_report_fills_it() -> None:
    report = check((SHEETS / "odense-2021-rettet.xlsx").read_bytes(), "odense.xlsx")
    filling = read_filling(json.dumps(report.to_json()).encode(), "report.json")
    assert filling.rows == published(report)
    assert (filling.municipality, filling.origin) == (None, "report.json")
    assert published(judged(template(filling.rows))) == filling.rows


@pytest.mark.parametrize("order", [[0], [0, 0], [1, 2], ["0", "1"], [True, False], "01", {}, [0, 1, 2]])
def test_an_order_that_is_none_of_these_rows_is_refused(order: Any) -> None:
    with pytest.raises(FillingError):
        read_filling(encoded(json_rows()[:2], sheetOrder=order), "config.json")


def test_a_configuration_fills_it() -> None:
    uploaded = datetime(2026, 4, 1, tzinfo=UTC).isoformat()
    config = Configuration(municipality_code("0461"), "0" * 16, uploaded, "ark.xlsx", ROWS)
    filling = read_filling(config.to_bytes(), "config.json")
    assert (filling.rows, filling.municipality) == (ROWS, "0461")


def test_an_answer_of_the_portal_fills_it() -> None:
    answer = encoded(json_rows(), municipalityCode="0461", municipalityName="Odense", revision=12)
    filling = read_filling(answer, "svar.json")
    assert (filling.rows, filling.municipality, filling.origin) == (ROWS, "0461", "version 12")


def test_a_rejected_report_is_refused_since_rows_are_missing_from_it() -> None:
    report = check((SHEETS / "odense-2021.xlsx").read_bytes(), "odense.xlsx")
    with pytest.raises(FillingError) as refused:
        read_filling(json.dumps(report.to_json()).encode(), "report.json")
    assert "afvist ark" in refused.value.message_da


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        encoded("rows"),
        encoded([{}]),
        encoded([None]),
    ],
    ids=["empty", "list", "no-rows", "not-text", "deep", "rows-as-text", "empty-row", "no-row"],
)
def test_other_content_is_refused(data: bytes) -> None:
    with pytest.raises(FillingError) as refused:
        read_filling(data, "andet.json")
    assert refused.value.message_da.startswith("andet.json er hverken")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("kleNumber", "15.20"),
        ("showFrom", "1821-04-01"),
        ("showFrom", "2021-02-31"),
        ("contactPhone", 66131372),
        ("contactDepartment", "x" * 101),
        ("contactDepartment", "Jobcenter\ud800"),
        ("contactDepartment", "Jobcenter\uffff"),
        ("contactDepartment", "Jobcenter\x07"),
        ("infoUrl", "javascript:alert(1)"),
        ("digitalPost", {"url": "https://ond.dk/", "portalId": "1", "mailboxId": "1"}),
        ("showActiveRegardless", "ja"),
    ],
)
def test_a_row_that_could_not_be_published_is_refused(key: str, value: Any) -> None:
    row = FLEXIBLE_JOB.to_json() | {key: value}
    with pytest.raises(FillingError):
        read_filling(encoded([row]), "config.json")


def test_more_rows_than_a_sheet_may_have_are_refused() -> None:
    row = FLEXIBLE_JOB.to_json()
    with pytest.raises(FillingError):
        read_filling(encoded([row] * 10_001), "config.json")


def test_a_file_name_is_not_repeated_with_personal_data_in_it() -> None:
    filling = read_filling(encoded(json_rows()), "010170-1234.json")
    assert filling.origin == "******-****.json"
