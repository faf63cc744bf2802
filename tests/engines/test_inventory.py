"""An inventory from upload to the map, on the stack of template.yaml, each function with its own role."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from infra.local.upload import inventory_outcome, report, send, wait_for_upload
from kleark.publishing.object_keys import INVENTORY_FOLDER, report_prefix
from sample_sheets.inventory_rows import as_csv
from tests.support.engine_sheets import sheet
from tests.support.watching import get, kept, nothing_failed

if TYPE_CHECKING:
    from infra.local.stack import LocalStack
    from kleark.publishing.ids import MunicipalityCode


def test_an_inventory_colours_the_map(stack: LocalStack, code: MunicipalityCode) -> None:
    rows = [(code, None, number, "FASIT", 7) for number in ("15.20.24", "15.62.05")]
    sent = send(stack, f"{INVENTORY_FOLDER}/opgørelse 1+2.csv", as_csv(*rows))
    assert inventory_outcome(stack, sent.upload_id)["outcome"] == "stored"
    files = kept(stack, report_prefix(sent.upload_id, INVENTORY_FOLDER))
    assert files.keys() == {"report.json", "report.txt", "report.html", "outcome.json"}
    assert of(stack, code)["status"] == "data_not_exposed"

    published = send(stack, f"{code}/ark.xlsx", sheet())
    wait_for_upload(stack, code, published.upload_id)
    told = of(stack, code)
    assert (told["status"], told["cases"], told["kleNumbersExposed"]) == ("some_exposed", 14, 2)

    drawn, page = get(stack, "/v1/status.svg"), get(stack, "/v1/status.html")
    assert (drawn.status, page.status) == (200, 200)
    assert drawn.headers["Content-Type"] == "image/svg+xml"
    assert b"enkelte KLE-numre udstillet" in drawn.body
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    nothing_failed(stack)


def test_one_with_errors_is_reported_and_changes_nothing(stack: LocalStack, code: MunicipalityCode) -> None:
    first = send(stack, f"{INVENTORY_FOLDER}/a.csv", as_csv((code, None, "15.20.24", "FASIT", 5)))
    assert inventory_outcome(stack, first.upload_id)["outcome"] == "stored"
    wrong = send(stack, f"{INVENTORY_FOLDER}/b.csv", as_csv((code, None, "15.20.24", "FASIT", "mange")))
    assert inventory_outcome(stack, wrong.upload_id)["outcome"] == "rejected"
    found = report(stack, INVENTORY_FOLDER, wrong.upload_id)
    assert [(one.rule, one.cell) for one in found.findings if one.severity == "error"] == [("KA825", "E2")]
    assert of(stack, code)["cases"] == 5
    nothing_failed(stack)


def of(stack: LocalStack, code: MunicipalityCode) -> dict[str, Any]:
    """What the API tells of one municipality."""
    answer = get(stack, "/v1/status")
    assert answer.status == 200, answer.body
    municipalities: list[dict[str, Any]] = json.loads(answer.body)["municipalities"]
    return next(one for one in municipalities if one["municipalityCode"] == code)
