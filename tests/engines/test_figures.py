"""An upload on the engine: every function's lines have its id, and what they count is found where the page looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.figures import figures, logged_lines, serve_figures, way
from infra.local.upload import send, wait_for_upload
from kleark.metrics import Metric
from kleark.publishing.model import UploadStatus
from tests.infra.test_outbox import fetch
from tests.support.engine_sheets import sheet
from tests.support.watching import configuration, eventually

if TYPE_CHECKING:
    from infra.local.stack import LocalStack
    from kleark.publishing.ids import MunicipalityCode


def test_a_sheets_whole_way_is_found_by_its_id(stack: LocalStack, code: MunicipalityCode) -> None:
    sent = send(stack, f"{code}/ark.xlsx", sheet())
    assert wait_for_upload(stack, code, sent.upload_id).status is UploadStatus.PUBLISHED
    assert configuration(stack, code).status == 200

    def functions() -> set[str]:
        return {line["service"] for line in way(logged_lines(stack), sent.upload_id)}

    def counts() -> dict[tuple[Metric, str], float]:
        of_it = (line for line in logged_lines(stack) if line["correlation_id"] == sent.upload_id)
        return {(one.metric, one.by): sum(one.values) for one in figures(of_it)}

    once = (
        (Metric.UPLOADS, "queued"),
        (Metric.PUBLISH_REQUESTS, "published"),
        (Metric.REVISIONS_ANNOUNCED, "publish"),
        (Metric.NOTICES_RAISED, "published"),
    )
    awaited = {*once, (Metric.TIME_TO_LIVE, "")}
    # A function writes its figures when it ends, after its first line.
    eventually(
        lambda: functions() == {"validate", "publish", "announce", "notify"} and counts().keys() >= awaited,
        "all have written of the sheet and counted it",
    )
    lines = logged_lines(stack)
    assert all(line["correlation_id"] for line in lines)
    about = [line for line in lines if line.get("uploadId") == sent.upload_id]
    assert {line["correlation_id"] for line in about} == {sent.upload_id}
    counted = counts()
    assert [counted[figure] for figure in once] == [1, 1, 1, 1]
    assert counted[Metric.TIME_TO_LIVE, ""] > 0
    with serve_figures(stack, 0) as address:
        _, page = fetch(address)
        assert f'<a href="/way/{sent.upload_id}">' in page
        assert "Answers to the portal, by status" in page
        assert "publish_request_processed" in fetch(f"{address}way/{sent.upload_id}")[1]
