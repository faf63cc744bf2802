"""An upload goes through every function, and each line that one of them writes has the upload's id."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

import announce.handler as announce_handler
import portal_api.handler as portal_handler
import publish.handler as publish_handler
import sweep.handler as sweep_handler
import validate.handler as validate_handler
from kleark.adapters.dynamodb.keys import LIVE
from kleark.metrics import REFUSALS_AFTER_A_SUCCESS
from kleark.publishing.ids import municipality_code
from kleark.registers.municipalities import municipalities
from tests.support import trail
from tests.support.erasing import ask
from tests.support.interruptions import aws_error
from tests.support.listening import ear, item_record
from tests.support.metric_lines import EMF_SCHEMA, measured_in
from tests.support.sheet_builder import MAILBOX, sheet_of, written
from tests.support.sheet_builder import row as sheet_row
from tests.support.world import AARHUS, CONTEXT, ODENSE, event, failures, publish_message, upload_message

if TYPE_CHECKING:
    from tests.support.trail import Written
    from tests.support.world import World

KOLDING = municipality_code("0621")
SECRET = "Hemmeligholdt"
"""Stands in each sheet."""


def sheet(number: str = "15.20.24", phone: str = "66131372", portal: int = 1049) -> bytes:
    """``portal``: of the mailbox, which is one municipality's."""
    row = sheet_row(kleNumber=number, kleTitle="Emne", sourceSystem="FASIT", contactPhone=phone)
    row["contactDepartment"] = SECRET
    return written(sheet_of(row | {"digitalPostUrl": f"{MAILBOX}1".replace("1049", str(portal))}))


@pytest.fixture
def deployed(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    trail.deploy_notify(world, monkeypatch)
    country = [one for one in municipalities() if one.code in {ODENSE, AARHUS}]
    monkeypatch.setattr(sweep_handler, "municipalities", lambda: country)
    return world


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Written:
    return trail.written(monkeypatch, capsys)


def services(lines: list[dict[str, Any]]) -> set[str]:
    return {line["service"] for line in lines}


def figures(lines: list[dict[str, Any]]) -> dict[tuple[str, str | None], float]:
    """The sum of each metric, by its dimension; each line as the format wants it."""
    total: defaultdict[tuple[str, str | None], float] = defaultdict(float)
    for line in lines:
        if "_aws" in line:
            Draft202012Validator(EMF_SCHEMA).validate(line)
            for name, by, value in measured_in(line):
                total[name, by] += value
    return dict(total)


def test_one_upload_is_found_in_every_function_by_its_id(deployed: World, lines: Written) -> None:
    heard = ear(deployed, "NoticeRaised")
    (upload,) = trail.validate((deployed, sheet()))
    trail.publish(deployed)
    trail.announce((deployed, upload))
    trail.notify(heard)
    followed = lines.lines()
    assert services(followed) == {"validate", "publish", "announce", "notify"}
    assert {line["correlation_id"] for line in followed} == {upload}
    assert deployed.live().content is not None
    assert not [line for line in followed if any(one in str(line) for one in (SECRET, "66131372", "ark-0"))]
    # Deleted, once another is live in its place. What is written of that has its id as well.
    (after,) = trail.validate((deployed, sheet(phone="66131488")))
    trail.publish(deployed)
    assert {line["correlation_id"] for line in lines.lines()} == {after}
    gone = deployed.table.upload(deployed.code, upload)
    assert gone is not None
    entry = ask(deployed, gone)
    assert entry.deleted_upload == upload
    trail.erase(deployed, upload)
    told = lines.lines()
    assert services(told) == {"erase"}
    assert {line["correlation_id"] for line in told} == {upload}


def test_uploads_that_go_together_are_not_mixed_up(deployed: World, lines: Written) -> None:
    """Three municipalities, of which one uploads a sheet with an error: batches at every step."""
    heard = ear(deployed, "NoticeRaised")
    worlds = [deployed, deployed.at(AARHUS), deployed.at(KOLDING)]
    bad = sheet(number="15.20.2x")
    ids = trail.validate(*zip(worlds, (sheet(), sheet(portal=751), bad), strict=True))
    trail.publish(deployed)
    trail.announce(*zip(worlds, ids, strict=True))
    written = lines.lines()
    owner = dict(zip((ODENSE, AARHUS, KOLDING), ids, strict=True))
    assert {line["correlation_id"] for line in written} == set(ids)
    whose = [line for line in written if "municipality" in line]
    # Checked 3, published 2, announced 2; told of those 2, and of the one that was refused.
    assert Counter(line["municipality"] for line in whose) == {ODENSE: 4, AARHUS: 4, KOLDING: 2}
    assert all(line["correlation_id"] == owner[line["municipality"]] for line in whose)
    assert all(line.get("uploadId", line["correlation_id"]) == line["correlation_id"] for line in written)
    trail.notify(heard)
    told = lines.lines()
    # One line for each notice, with its own id; what is said of all of them together is nobody's.
    of_notices = [line["correlation_id"] for line in told if line.get("message") == "notice_processed"]
    assert sorted(of_notices) == sorted(ids)
    (together,) = [line for line in told if line.get("message") == "notices_sent"]
    assert together["correlation_id"] == together["function_request_id"] == CONTEXT.aws_request_id


def test_several_revisions_of_one_municipality_have_a_line_each(deployed: World, lines: Written) -> None:
    """The announcer was away for a while: what it announces late is found by the sheets that it comes from."""
    ear(deployed)
    uploads = []
    for phone in ("66131372", "66131488"):
        uploads += trail.validate((deployed, sheet(phone=phone)))
        trail.publish(deployed)
    back = deployed.go_back()
    lines.lines()
    record = item_record(deployed, LIVE)
    assert failures(announce_handler.handler({"Records": [record]}, CONTEXT)) == []
    told = [line for line in lines.lines() if line.get("message") == "revisions_announced"]
    assert [(line["announced"], line["correlation_id"]) for line in told] == [
        ([1], uploads[0]),
        ([2], uploads[1]),
        ([3], back.hash[:32]),
    ]
    assert failures(announce_handler.handler({"Records": [record]}, CONTEXT)) == []
    (again,) = lines.lines()
    assert (again["announced"], again["correlation_id"]) == ([], uploads[0])  # what is live came from it


def test_what_fails_has_the_id_of_what_failed(
    deployed: World, lines: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> Any:
        raise aws_error("ThrottlingException", "GetItem")

    monkeypatch.setattr(validate_handler, "process_upload", refuse)
    monkeypatch.setattr(publish_handler, "publish", refuse)
    with pytest.raises(AssertionError):
        trail.validate((deployed, sheet()), (deployed, sheet()))
    failed = [line for line in lines.lines() if line.get("message") == "upload_failed"]
    assert len({line["correlation_id"] for line in failed}) == 2
    upload = "7" * 32
    publish_handler.handler({"Records": [publish_message(ODENSE, upload) | {"messageId": "p0"}]}, CONTEXT)
    told = lines.lines()
    assert {line["correlation_id"] for line in told} == {upload}
    assert figures(told) == {("PublishRequests", "failed"): 1}


def test_what_cannot_be_read_has_the_messages_id_and_the_next_one_its_own(
    deployed: World, lines: Written
) -> None:
    broken = upload_message(message_id="broken") | {"body": "no JSON"}
    validate_handler.handler({"Records": [broken]}, CONTEXT)
    unreadable = publish_message(ODENSE, "7" * 32) | {"body": "{}", "messageId": "broken"}
    publish_handler.handler({"Records": [unreadable]}, CONTEXT)
    assert {line["correlation_id"] for line in lines.lines()} == {"broken"}
    (upload,) = trail.validate((deployed, sheet()))
    assert {line["correlation_id"] for line in lines.lines()} == {upload}


def test_the_portals_lines_have_the_id_that_the_caller_has_in_hand(deployed: World, lines: Written) -> None:
    for number, path in enumerate(("/v1/kommuner", "/v1/kommuner/0461/konfiguration", "/nothing")):
        asked = event(path)
        asked["requestContext"]["requestId"] = f"request-{number}="
        portal_handler.handler(asked, CONTEXT)
    assert [line["correlation_id"] for line in lines.lines()] == [f"request-{n}=" for n in range(3)]
    portal_handler.handler(event("/v1/kommuner"), CONTEXT)
    (local,) = lines.lines()
    assert local["correlation_id"] == CONTEXT.aws_request_id


def test_a_sweep_has_its_own(deployed: World, lines: Written) -> None:
    sweep_handler.handler({}, CONTEXT)
    assert {line["correlation_id"] for line in lines.lines()} == {CONTEXT.aws_request_id}


def test_the_figures_say_what_happened(deployed: World, lines: Written) -> None:
    ears = ear(deployed, "NoticeRaised")
    bad = sheet(number="15.20.2x")
    trail.validate((deployed, bad))
    (upload,) = trail.validate((deployed, sheet()))
    trail.publish(deployed)
    trail.announce((deployed, upload))
    trail.notify(ears)
    etag = deployed.get().headers["ETag"]
    deployed.get(If_None_Match=etag)
    portal_handler.handler(event("/v1/kommuner/9999/konfiguration"), CONTEXT)
    body = b'{"cases": [{"kleNumber": "15.20.24", "sourceSystem": "FASIT", "created": "2024-01-01"}]}'
    visit = event("/v1/kommuner/0461/visning", "", "POST", {"Content-Type": "application/json"}, body)
    portal_handler.handler(visit, CONTEXT)
    counted = figures(lines.lines())
    took = counted.pop(("TimeToLive", None))
    assert 0 <= took < 600_000
    rules = {by for name, by in counted if name == "Findings"}
    assert rules
    assert {name: value for name, value in counted.items() if name[0] != "Findings"} == {
        ("Uploads", "rejected"): 1,
        ("Uploads", "queued"): 1,
        ("Verdicts", "rejected"): 1,
        ("Verdicts", "accepted_with_warnings"): 1,
        ("RefusalsInARow", None): 1 + REFUSALS_AFTER_A_SUCCESS,
        ("PublishRequests", "published"): 1,
        ("RevisionsAnnounced", "publish"): 1,
        ("NoticesRaised", "published"): 1,
        ("Notices", "done"): 1,
        ("PortalAnswers", "2xx"): 2,
        ("PortalAnswers", "304"): 1,
        ("PortalAnswers", "4xx"): 1,
        ("Visits", None): 1,
    }
