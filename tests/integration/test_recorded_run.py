"""Whatever a function, or an operator, asks of AWS in a run, its rights allow; and what they must not, they refuse.

The run is on moto, which knows no rights; IAM is `tests.support.iam`. Rights that nothing in the run used are listed
here, with why they are there.
"""

from __future__ import annotations

import inspect
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from jsonschema import Draft202012Validator

import announce.handler as announce_handler
import ask_links.handler as links_handler
import erase.handler as erase_handler
import notify.handler as notify_handler
import portal_api.handler as portal_handler
import publish.handler as publish_handler
import register.handler as register_handler
import sweep.handler as sweep_handler
import validate.handler as validate_handler
import watch_live.handler as watch_handler
from infra.cloudformation import ROOT, load_template
from infra.local.stack import PARAMETERS
from infra.resolved_template import ResolvedTemplate
from kleark.adapters import clients
from kleark.adapters.answer_secret import AnswerSecret
from kleark.adapters.dynamodb.case_sum_table import CaseSumTable
from kleark.adapters.dynamodb.case_template_table import CaseTemplateTable
from kleark.adapters.dynamodb.colleague_table import ColleagueTable
from kleark.adapters.dynamodb.keys import ROW_KEYS, log_key, snapshot_partition, upload_key
from kleark.adapters.dynamodb.link_table import LinkTable
from kleark.adapters.dynamodb.own_number_table import OwnNumberTable
from kleark.adapters.dynamodb.requested_uploads import RequestedUploads
from kleark.adapters.dynamodb.session_table import SessionTable
from kleark.adapters.dynamodb.stream import notice_of_record
from kleark.adapters.dynamodb.upload_tickets import UploadTickets
from kleark.adapters.object_versions import VersionedBucket
from kleark.adapters.scheduler import Schedules
from kleark.adapters.sqs import ErasureQueue
from kleark.editions.fetching import Network
from kleark.erasure.erase_lists import ListErasureServices, erase_lists
from kleark.identity.person import Role
from kleark.identity.sessions import Draft, SigningIn
from kleark.links.http_client import HttpAnswer
from kleark.links.link_orders import LinkOrder
from kleark.links.observation import Ending, Observation
from kleark.publishing import manual
from kleark.publishing.ids import municipality_code
from kleark.publishing.list_deletion import delete_list
from kleark.publishing.model import UploadStatus
from kleark.publishing.object_keys import OwnList, from_page_key
from kleark.publishing.retention import QUIET
from kleark.publishing.snapshot import snapshot_of
from kleark.publishing.staging import stage
from tests.integration.admin.pages.test_edit_findings import FAULTY
from tests.integration.admin.test_access import BY_PERSON, Two, address, asked
from tests.integration.commands import test_runbook
from tests.integration.intake.test_inventory import NEW, OLD
from tests.integration.intake.test_inventory import put as put_inventory
from tests.integration.intake.test_sheet import MENDED, take_in
from tests.integration.mail.test_delivery import GUDRUN, RASMUS, handled
from tests.support import backups
from tests.support.acting import change_request
from tests.support.editing import Editing, hidden_fields
from tests.support.erasing import AT_THE_END, Eraser, KnownErasures, ask
from tests.support.iam import Request, Statement, is_allowed
from tests.support.link_stack import LINKS, make_links_queue, make_links_table
from tests.support.list_uploads import NUMBERS, ONE, put_list
from tests.support.listening import deliver as deliver_records
from tests.support.listening import ear, item_record, record
from tests.support.mailing import SENDER, set_sender
from tests.support.older_release import record_as_before
from tests.support.operating import GROUP, ROLE, STACK, Left, Operator, make_stack
from tests.support.page import Browser, Clock, PageStores, app_context, person
from tests.support.publishing_commands import COMMANDS, Means
from tests.support.receiving import Editions, edition_file
from tests.support.recorded_calls import TLS, Asking, Call, Recorder, UnknownCallError
from tests.support.sweeping import LATER, Sweeper, checked, set_time, three_revisions
from tests.support.upload_commands import UPLOAD_COMMANDS
from tests.support.world import (
    AARHUS,
    ANSWER_SECRET,
    CONTEXT,
    EDITIONS,
    NOON,
    ODENSE,
    PEOPLE,
    REGION,
    REPORTS,
    TABLE,
    UPLOADS,
    World,
    make_people_table,
    make_table,
    rebuilt,
    rows,
    s3_record,
    upload_message,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kleark.publishing.model import Upload

PLACE = ResolvedTemplate(
    parameters=PARAMETERS
    | {"MoveOlderUploads": "true", "NoticeSender": SENDER, "KmsKeyArn": "", "LinkCheck": "ON"}
)
RESOURCES = load_template()["Resources"]
HANDLERS = {
    "AnnounceRole": announce_handler,
    "EraseRole": erase_handler,
    "LinksRole": links_handler,
    "NotifyRole": notify_handler,
    "PortalApiRole": portal_handler,
    "PublishRole": publish_handler,
    "RegisterRole": register_handler,
    "SweepRole": sweep_handler,
    "ValidateRole": validate_handler,
    "WatchRole": watch_handler,
}
EVENT_FORMS = {
    detail_type: Draft202012Validator(
        json.loads((ROOT / "schemas" / "events" / f"{name}.schema.json").read_bytes())
    )
    for detail_type, name in (("ConfigPublished", "config-published"), ("NoticeRaised", "notice-raised"))
}
OPERATOR, RECOVERY = "OperatorPolicy", "RecoveryPolicy"
KNOWS_THE_INVENTORY = "test_nothing_must_change"
"""The runbook's test that publishes where the inventory of the indexes is known."""
RESTORING = {"import", "replay"}
"""The commands that need the second policy, beside the first."""
OWN, FOREIGN = "M#0461", "M#0751"
TEMPLATE_LIST, OWN_LIST = "0461/skabeloner/liste.csv", "0461/egne-numre/liste.csv"
UNUSED = {
    "ValidateRole": {
        "TellMissingFromForbidden s3:ListBucket": "asked by S3 itself, of who reads what is not there",
        "TellMissingFromForbidden s3:ListBucketVersions": "the same, of a version",
        "TellMissingReportsFromForbidden s3:ListBucket": "the same, of what it made",
    },
    "RegisterRole": {
        "TellMissingFromForbidden s3:ListBucket": "asked by S3 itself, of who reads what is not there",
        "TellMissingFromForbidden s3:ListBucketVersions": "the same, of a version",
    },
    "AdminPageRole": {
        "TellMissingFromForbidden s3:ListBucket": "asked by S3 itself, of who reads what is not there",
        "TellMissingVersionsFromForbidden s3:ListBucketVersions": "the same, of a version",
    },
    "RecoveryPolicy": {
        "RestoreIntoANewTable dynamodb:RestoreTableToPointInTime": "typed as a command of AWS's",
        **{
            f"UseTheNewTable dynamodb:{action}": "AWS restores with the rights of who asks, and people delete it"
            for action in (
                *("BatchWriteItem", "DeleteItem", "DeleteTable", "DescribeTable", "GetItem", "PutItem"),
                *("RestoreTableToPointInTime", "Scan", "UpdateItem"),
            )
        },
        "RestoreRecords dynamodb:DeleteItem": "pages of rows that belong to nothing, which the runbook's table has not",
    },
    "OperatorPolicy": {
        "Schedule scheduler:UpdateSchedule": "another time for what is scheduled, which the page's run comes to",
    },
}
"""Rights that the run does not come to, and why they are there."""


def role_arn(owner: str) -> str:
    return (
        PLACE.arn(owner)
        if RESOURCES[owner]["Type"] == "AWS::IAM::Role"
        else "arn:aws:iam::123456789012:role/x"
    )


def of_buckets() -> list[Statement]:
    policies = ("UploadsBucketPolicy", "ReportsBucketPolicy", "RegisterBucketPolicy")
    documents = [PLACE.resolve(RESOURCES[one]["Properties"]["PolicyDocument"]) for one in policies]
    return [statement for document in documents for statement in document["Statement"]]


OF_BUCKETS = of_buckets()


def may(owner: str, request: Request) -> bool:
    """Whether the stack lets its owner do it: by the role's policies, and by those of the buckets."""
    arn = role_arn(owner)
    full = Request(request.action, request.resource, {**request.context, "aws:PrincipalArn": arn}, arn)
    of_resource = OF_BUCKETS if request.action.startswith("s3:") else []
    return is_allowed(full, PLACE.statements(owner), of_resource)


def asking(world: World) -> Asking:
    # The last is made by the runbook's own test.
    notifications = world.queue_url.rpartition("/")[0] + "/notifications"
    queues = {
        world.queue_url: "PublishQueue",
        world.erasure_queue_url: "ErasureQueue",
        notifications: "UploadsQueue",
        world.queue_url.rpartition("/")[0] + "/links.fifo": "LinksQueue",
    }
    return Asking(PLACE, queues)


def by_lambda(function: str) -> Iterator[Request]:
    """What the Lambda service asks in a function's name: for its events, its logs and its traces."""
    properties = RESOURCES[function]["Properties"]
    for event in properties.get("Events", {}).values():
        given = PLACE.resolve({k: v for k, v in event["Properties"].items() if k in {"Queue", "Stream"}})
        if event["Type"] == "SQS":
            for action in ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes"):
                yield Request(f"sqs:{action}", given["Queue"], TLS)
        if event["Type"] == "DynamoDB":
            for action in ("DescribeStream", "GetRecords", "GetShardIterator"):
                yield Request(f"dynamodb:{action}", given["Stream"], TLS)
            yield Request("dynamodb:ListStreams", "*", TLS)
            lost = event["Properties"]["DestinationConfig"]["OnFailure"]["Destination"]
            yield Request("sqs:SendMessage", PLACE.resolve(lost), TLS)
    group = properties["LoggingConfig"]["LogGroup"]["Ref"]
    for action in ("CreateLogStream", "PutLogEvents"):
        yield Request(f"logs:{action}", PLACE.arn(group), TLS)
    for action in ("PutTraceSegments", "PutTelemetryRecords"):
        yield Request(f"xray:{action}", "*", TLS)


FUNCTION_OF = {
    one["Properties"]["Role"]["Fn::GetAtt"][0]: name
    for name, one in RESOURCES.items()
    if one["Type"] == "AWS::Serverless::Function"
}


@dataclass
class Run:
    """A run, and what it asked. ``world``: the one in which it began."""

    world: World
    recorder: Recorder

    def requests(self, owner: str) -> list[Request]:
        place = asking(self.world)
        found = [request for call in self.recorder.by(owner) for request in place.requests(call)]
        return found + (list(by_lambda(FUNCTION_OF[owner])) if owner in FUNCTION_OF else [])


def require_enough_and_no_more(run: Run, owner: str) -> None:
    """All that was asked is allowed, and each right was used, but for `UNUSED`."""
    assert run.recorder.by(owner), owner
    requests = run.requests(owner)
    assert {_told(one) for one in requests if not may(owner, one)} == set()
    assert unused(owner, requests) == set(UNUSED.get(owner, {}))


def _told(request: Request) -> tuple[str, str, str]:
    return request.action, request.resource, str(request.context)


def unused(owner: str, requests: list[Request]) -> set[str]:
    """The rights, by statement and action, that none of the requests needs."""
    statements = PLACE.statements(owner)
    rights = {
        f"{statement['Sid']} {action}"
        for statement in statements
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }
    return rights - {
        f"{statement['Sid']} {request.action}"
        for request in requests
        for statement in statements
        if is_allowed(request, [statement])
    }


def require_both_ways_to_read_the_register(run: Run, owner: str) -> None:
    """In slices, which are got, and whole, by a query: an older release stored it whole alone."""
    assert {"REGISTER", "EDITIONS"} <= items(run, owner, "GetItem")
    assert "EDITIONS" in items(run, owner, "Query")


@pytest.fixture
def run(world: World, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The functions as they are deployed; whatever a handler asks is noted in its role's name."""
    recorder = Recorder()
    recorder.listen(monkeypatch)
    make_people_table(world)
    for owner, module in HANDLERS.items():
        monkeypatch.setattr(module, "handler", partial(_noted, recorder, owner, module.handler))
    return Run(world, recorder)


def _noted(recorder: Recorder, owner: str, handler: Callable[..., Any], *given: Any) -> Any:
    with recorder.acting(owner):
        return handler(*given)


def items(run: Run, owner: str, action: str) -> set[str]:
    """The partitions that an owner asked to do this with, by what they begin with."""
    return {
        partition
        for request in run.requests(owner)
        if request.action == f"dynamodb:{action}" and request.resource == PLACE.arn("Table")
        for partition in request.values("dynamodb:LeadingKeys") or []
    }


def on_table(action: str, partition: str, *attributes: str, **more: str) -> Request:
    context: dict[str, Any] = {**TLS, "dynamodb:LeadingKeys": [partition], **more}
    if attributes:
        context["dynamodb:Attributes"] = ["PK", "SK", *attributes]
    return Request(f"dynamodb:{action}", PLACE.arn("Table"), context)


WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem")


def refused(owner: str, *requests: Request) -> None:
    assert [(r.action, r.context) for r in requests if may(owner, r)] == []


# ---- Each function ---------------------------------------------------------------------------------------


def test_the_validator_records_uploads_and_touches_nothing_that_is_live(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = run.world
    monkeypatch.setenv("LINKS_QUEUE_URL", make_links_queue(world))
    tickets = UploadTickets(world.dynamodb, PEOPLE)
    key = from_page_key(ODENSE, "7" * 22, "ark.xlsx")
    tickets.issue(UPLOADS, key, ODENSE, RASMUS.actor, 4_000_000_000)
    editions = Editions(world)
    editions.activate(edition_file())
    editions.forget_outline()
    world.published(rows(9))
    take_in(world, key, MENDED)
    editions.activate(edition_file("2025-08-02"))
    take_in(world, "0461/kontrol/ark.xlsx", MENDED)
    upload = take_in(world, "0461/ark.xlsx", MENDED)
    version = world.s3.head_object(Bucket=UPLOADS, Key="0461/ark.xlsx")["VersionId"]
    again = upload_message(s3_record("0461/ark.xlsx", version))
    validate_handler.handler({"Records": [again]}, CONTEXT)
    record_as_before(world, [upload])
    validate_handler.handler({"Records": [again]}, CONTEXT)
    take_in(world, "ukendt/ark.xlsx", MENDED)
    editing = Editing(world)
    found = editing.checked(FAULTY)
    own, browser = f"/ark/{found.upload_id}", editing.browser()
    edited = browser.post(f"{own}/ret", {**hidden_fields(browser.get(own)), "gor": "alle"})
    assert editing.carry_out(edited).edited_from == found.upload_id
    validate_handler.handler({"Records": [upload_message(s3_record("0461/gone.xlsx", version))]}, CONTEXT)
    for data, later in ((OLD, 0), (NEW, 10)):
        put_inventory(world, data, at=NOON + timedelta(minutes=later)).deliver()
    for later in (0, 10):  # the second replaces the first
        put_list(world, at=NOON + timedelta(minutes=later)).deliver()
        put_list(world, NUMBERS.encode(), OWN_LIST, NOON + timedelta(minutes=later)).deliver()
    require_enough_and_no_more(run, "ValidateRole")
    require_both_ways_to_read_the_register(run, "ValidateRole")
    for action in ("PutItem", "UpdateItem"):
        assert {one[:2] for one in items(run, "ValidateRole", action)} <= {"U#", "IN", "C#", "TE", "OW"}
    for partition in (OWN, FOREIGN, f"{OWN}#S#1", "REGISTER", "EDITIONS"):
        refused("ValidateRole", *(on_table(action, partition) for action in WRITES))
        refused("ValidateRole", on_table("ConditionCheckItem", partition))
    refused("ValidateRole", on_table("DeleteItem", "U#0461"), on_table("Query", "U#0461"))
    # In a transaction, whichever way AWS counts its keys.
    both = {**TLS, "dynamodb:LeadingKeys": [OWN, "U#0461"]}
    refused("ValidateRole", Request("dynamodb:PutItem", PLACE.arn("Table"), both))


def test_the_publisher_makes_live_what_was_accepted(run: Run) -> None:
    world = run.world
    put_inventory(world, OLD).deliver()
    upload = take_in(world, "0461/ark.xlsx", MENDED)
    manual.set_wait_for_answers("anne", "besluttet", world.place, wait=True)
    world.deliver(world.upload(world.table.uploads(ODENSE)[0]))
    found = world.table.upload(ODENSE, upload)
    assert found is not None
    assert found.status is UploadStatus.AWAITING_ANSWERS
    aarhus = world.at(AARHUS)
    world.deliver(aarhus.validated(rows(5), NOON, "aarhus.xlsx"))
    manual.set_wait_for_answers("anne", "besluttet", aarhus.place, wait=True)
    world.deliver(aarhus.validated(rows(5, phone="66131488"), NOON + timedelta(hours=1), "nye-numre.xlsx"))
    for command in COMMANDS:
        if command.name in {"firing", "refused firing"}:
            fresh = world.at(municipality_code("0101" if command.name == "firing" else "0147"))
            made = command.prepare(fresh, 3)
            record_as_before(fresh)
            with run.recorder.acting("PublishRole"):
                made(Means(fresh.code, world.dynamodb, world.s3))
    require_enough_and_no_more(run, "PublishRole")
    for partition in (OWN, "U#0461", "INDEX"):
        refused("PublishRole", on_table("BatchWriteItem", partition))
    refused("PublishRole", *(on_table(action, "INDEX") for action in WRITES))
    sheet = f"{PLACE.arn('UploadsBucket')}/0461/ark.xlsx"
    refused("PublishRole", Request("s3:GetObject", sheet, TLS), Request("s3:GetObjectVersion", sheet, TLS))


def test_the_announcer_reads_the_log_and_moves_its_mark(run: Run) -> None:
    world = run.world
    ear(world)
    three_revisions(world)
    upload = world.validated(rows(4), name="afvist.xlsx", by=RASMUS.actor)
    world.table.settle(_rejected(upload))
    told = [record(ODENSE, 3), item_record(world, upload_key(upload.upload_id), 2)]
    assert deliver_records(told) == []
    assert emitted_by(run) == {"ConfigPublished": 3, "NoticeRaised": 1}
    require_enough_and_no_more(run, "AnnounceRole")
    for partition in (OWN, FOREIGN, "U#0461"):
        for action in ("PutItem", "DeleteItem", "BatchWriteItem"):
            refused("AnnounceRole", on_table(action, partition))
        refused("AnnounceRole", on_table("UpdateItem", partition, "announced", "revision"))
    refused("AnnounceRole", on_table("UpdateItem", "U#0461", "announced"), on_table("GetItem", "U#0461"))


def emitted_by(run: Run) -> dict[str, int]:
    """How many events of each type went on the bus, each in the form that docs/events.md promises consumers."""
    entries = [
        entry
        for call in run.recorder.calls
        if call.operation == "PutEvents"
        for entry in call.parameters["Entries"]
    ]
    for entry in entries:
        assert entry["Source"] == "kleark"
        EVENT_FORMS[entry["DetailType"]].validate(json.loads(entry["Detail"]))
    return dict(Counter(entry["DetailType"] for entry in entries))


def _rejected(upload: Upload) -> Upload:
    return replace(upload, status=UploadStatus.REJECTED)


def test_the_sender_of_notices_reads_who_and_never_what(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    world = run.world
    set_sender(monkeypatch, configuration_set=PLACE.name("NoticesConfigurationSet"))
    directory = ColleagueTable(world.dynamodb, "kleark-colleagues")
    for who in (GUDRUN, RASMUS):
        directory.record(who, f"{who.name.lower()}@example.dk", notify_handler.services().now())
    upload = world.validated(rows(3), by=RASMUS.actor)
    world.table.settle(_rejected(upload))
    world.published(rows(4), name="live.xlsx")
    frozen = world.freeze()
    raised = [
        notice_of_record(item_record(world, key))
        for key in (upload_key(upload.upload_id), log_key(frozen.revision, frozen.step))
    ]
    assert handled(*(one for one in raised if one)) == []
    record_as_before(world)
    handled(*(one for one in raised if one))
    notify_handler.services.cache_clear()
    require_enough_and_no_more(run, "NotifyRole")
    wanted = {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"}
    for partition in (OWN, "U#0461"):
        refused("NotifyRole", *(on_table(action, partition) for action in (*WRITES, "Query", "BatchGetItem")))
        for attribute in ("asked_note", "note", "key", "reason", "sent_back_note"):
            refused("NotifyRole", on_table("GetItem", partition, attribute, **wanted))
        refused("NotifyRole", on_table("GetItem", partition, **{"dynamodb:Select": "ALL_ATTRIBUTES"}))


def test_who_asks_links_reads_and_writes_its_own_table_and_nothing_else(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_links_table(run.world)
    monkeypatch.setenv("LINKS_TABLE_NAME", LINKS)
    links_handler.table.cache_clear()
    monkeypatch.setattr(links_handler, "asker", lambda: SimpleNamespace(ask=_answers))
    order = LinkOrder("www.odense.dk", ("https://www.odense.dk/pas",))
    record = {"messageId": "1", "body": order.to_json(), "attributes": {"MessageGroupId": "x"}}
    context: Any = SimpleNamespace(
        **{name: getattr(CONTEXT, name) for name in dir(CONTEXT) if name[0] != "_"}
    )
    context.get_remaining_time_in_millis = lambda: 300_000
    assert links_handler.handler({"Records": [record]}, context) == {"batchItemFailures": []}
    links_handler.table.cache_clear()
    require_enough_and_no_more(run, "LinksRole")
    for partition in (OWN, "U#0461", "D#0461"):
        for action in (*WRITES, "GetItem", "Query", "BatchGetItem", "Scan"):
            refused("LinksRole", on_table(action, partition))
    for action in ("GetObject", "PutObject", "ListBucket"):
        refused("LinksRole", Request(f"s3:{action}", f"{PLACE.arn('UploadsBucket')}/0461/x.xlsx", TLS))
    for queue in ("PublishQueue", "ErasureQueue", "UploadsQueue"):
        refused("LinksRole", Request("sqs:SendMessage", PLACE.arn(queue), TLS))
    refused("LinksRole", Request("secretsmanager:GetSecretValue", PLACE.arn("AnswerSecret"), TLS))


def _answers(address: str) -> Observation:
    return Observation(address, Ending.STATUS, (), 200)


def test_the_sweep_deletes_rows_and_moves_records_and_changes_nothing_live(run: Run) -> None:
    world = run.world
    three_revisions(world)
    set_time(world, checked(world, 4))
    gone = world.validated(rows(5), name="slettes.xlsx")
    ask(world, gone)
    RequestedUploads(world.dynamodb, TABLE).add(ODENSE, gone.upload_id)  # as of a request that was answered
    other = world.at(AARHUS)
    other.validated(rows(2), name="aeldre.xlsx")
    record_as_before(other)
    queue = ErasureQueue(world.sqs, world.erasure_queue_url)
    late = LATER + timedelta(days=3)
    codes = [ODENSE, AARHUS]
    with run.recorder.acting("SweepRole"):
        counts = Sweeper(world, now=late, move_older=True, codes=codes, erasures=queue)()  # type: ignore[arg-type]
        # Once more, by what is new since.
        Sweeper(world, now=late + timedelta(hours=1), codes=codes, erasures=queue)()  # type: ignore[arg-type]
        CaseSumTable(world.dynamodb, TABLE).delete(
            ODENSE, "2020-01-01T00:00:00Z"
        )  # as of sums that are kept no more
    assert min(counts.snapshots, counts.nudged, counts.resent, counts.erasing, counts.moved) >= 1
    sweep_handler.handler({"dryRun": True}, CONTEXT)
    require_enough_and_no_more(run, "SweepRole")
    without = ResolvedTemplate(parameters=PLACE.parameters | {"MoveOlderUploads": "false"})
    for partition in (OWN, FOREIGN, "U#0461"):
        for action in ("PutItem", "DeleteItem", "BatchWriteItem"):
            assert not is_allowed(on_table(action, partition), without.statements("SweepRole"))
        refused("SweepRole", on_table("UpdateItem", partition, "lock", "revision"))
        refused("SweepRole", on_table("UpdateItem", partition, "lock", "snapshot_id"))
    refused("SweepRole", on_table("UpdateItem", "U#0461", "lock"))


def test_the_watch_reads_what_is_live_and_writes_what_it_finds(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = run.world
    put_inventory(world, NEW).deliver()
    editions = Editions(world)
    editions.activate(edition_file())
    editions.forget_outline()
    three_revisions(world)
    set_time(world, checked(world, 4))
    make_links_table(world)
    monkeypatch.setenv("LINKS_QUEUE_URL", make_links_queue(world))
    monkeypatch.setenv("LINKS_TABLE_NAME", LINKS)
    context: Any = SimpleNamespace(**vars(type(CONTEXT)) | {"get_remaining_time_in_millis": lambda: 600_000})
    for newer in ("", "2025-08-02"):
        if newer:
            editions.activate(edition_file(newer))
        with run.recorder.acting("WatchRole"):
            done = watch_handler.handler({"municipality": ODENSE}, context)
        watch_handler.tables.cache_clear()
        assert (done["judged"], done["failed"]) == (1, 0)
    require_enough_and_no_more(run, "WatchRole")
    require_both_ways_to_read_the_register(run, "WatchRole")
    for partition in (OWN, FOREIGN, "U#0461", "INDEX", "REGISTER", "EDITIONS"):
        for action in ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"):
            refused("WatchRole", on_table(action, partition))


def test_who_checks_editions_records_them_and_makes_none_active(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = run.world
    world.published(rows(9))
    older = world.at(AARHUS)
    older.published(rows(3))
    content = older.live().content
    assert content is not None
    partition = snapshot_partition(AARHUS, content.snapshot_id)
    key = {"PK": {"S": partition}, "SK": {"S": ROW_KEYS}}
    world.dynamodb.delete_item(TableName=TABLE, Key=key)
    editions = Editions(world)
    editions.activate(edition_file())
    for name, value in {
        "REGISTER_BUCKET": EDITIONS,
        "REGISTER_URL": "https://kle.example/KLE.xml",
        "REGISTER_HOSTS": "kle.example",
    }.items():
        monkeypatch.setenv(name, value)
    newer = edition_file("2025-08-02")
    answers = Network(lambda _: ["93.184.216.34"], lambda *_: HttpAnswer(200, {}, newer))
    monkeypatch.setattr(register_handler, "network", lambda: answers)
    register_handler.services.cache_clear()
    assert register_handler.handler(register_handler.FETCH, CONTEXT) == {"outcome": "stored"}
    versions = world.s3.list_object_versions(Bucket=EDITIONS, Prefix="hentet/")["Versions"]
    created = s3_record(versions[0]["Key"], versions[0]["VersionId"])
    del created["s3"]["object"]["versionId"]  # as of a bucket without versions
    for told in (s3_record(versions[0]["Key"], versions[0]["VersionId"]), created):
        told["s3"]["bucket"]["name"] = EDITIONS
        answer = register_handler.handler({"Records": [upload_message(told)]}, CONTEXT)
        assert answer == {"batchItemFailures": []}
    register_handler.services.cache_clear()
    assert [one.edition for one in editions.services.table.records()] == ["2025-08-02", "2025-08-01"]
    assert editions.services.table.active().edition == "2025-08-01"
    require_enough_and_no_more(run, "RegisterRole")
    for partition in ("REGISTER", OWN, FOREIGN, "U#0461", "INDEX"):
        refused("RegisterRole", *(on_table(action, partition) for action in WRITES))
    # In a transaction, whichever way AWS counts its keys.
    both = {**TLS, "dynamodb:LeadingKeys": ["EDITIONS", "REGISTER"]}
    refused("RegisterRole", Request("dynamodb:PutItem", PLACE.arn("Table"), both))
    # What people have put there stays as it is, and no sheet is its.
    place = PLACE.arn("RegisterBucket")
    refused("RegisterRole", Request("s3:PutObject", f"{place}/KLE-Emneplan.xml", TLS))
    refused("RegisterRole", Request("s3:DeleteObject", f"{place}/hentet/x.xml", TLS))
    for bucket in ("UploadsBucket", "ReportsBucket"):
        for action in ("GetObject", "GetObjectVersion", "PutObject"):
            refused("RegisterRole", Request(f"s3:{action}", f"{PLACE.arn(bucket)}/0461/ark.xlsx", TLS))


def test_erasure_deletes_versions_and_ends_deletions(run: Run) -> None:
    world = run.world
    first = take_in(world, "0461/ark.xlsx", MENDED)
    world.publish(world.table.uploads(ODENSE)[0])
    second = take_in(world, "0461/andet.xlsx", MENDED)
    manual.unpublish(change_request("anne", "slettes", 1), world.place)
    upload = world.table.upload(ODENSE, first)
    assert upload is not None
    assert world.table.upload(ODENSE, second)
    ask(world, upload)
    # A publisher that had begun before.
    stage(snapshot_of(rows(3)), upload.upload_id, upload.uploaded_at, world.place)
    queue = _queue(world)
    with run.recorder.acting("EraseRole"):
        Eraser(world, now=AT_THE_END - timedelta(minutes=1), queue=queue)(upload)  # type: ignore[arg-type]
        Eraser(world, queue=queue)(upload)  # type: ignore[arg-type]
    for kind, table in _deleted_lists(world):
        services = ListErasureServices(
            kind,
            table,
            VersionedBucket(clients.s3(), UPLOADS),
            UPLOADS,
            VersionedBucket(clients.s3(), REPORTS),
            KnownErasures(),
            lambda: datetime.now(UTC) + 2 * QUIET,
        )
        head = table.head(ODENSE, consistent=True)
        assert head is not None
        with run.recorder.acting("EraseRole"):
            erase_lists(ODENSE, head.deleted_at, services)
    require_enough_and_no_more(run, "EraseRole")
    for partition in (OWN, FOREIGN, "U#0461"):
        for action in ("PutItem", "DeleteItem", "BatchWriteItem"):
            refused("EraseRole", on_table(action, partition))
        refused("EraseRole", on_table("UpdateItem", partition, "status", "revision"))
        refused("EraseRole", on_table("UpdateItem", partition, "lock"))
    for bucket, name in (("UploadsBucket", "ark.xlsx"), ("ReportsBucket", "1/config.json")):
        for action in ("GetObject", "GetObjectVersion", "PutObject"):
            refused("EraseRole", Request(f"s3:{action}", f"{PLACE.arn(bucket)}/0461/{name}", TLS))


def _deleted_lists(world: World) -> Iterator[tuple[OwnList, CaseTemplateTable | OwnNumberTable]]:
    """A list of each kind, the second of its kind, and deleted: by kind, its table."""
    for kind, table, data, key in (
        (OwnList.CASE_TEMPLATES, CaseTemplateTable(clients.dynamodb(), TABLE), ONE, TEMPLATE_LIST),
        (OwnList.OWN_NUMBERS, OwnNumberTable(clients.dynamodb(), TABLE), NUMBERS.encode(), OWN_LIST),
    ):
        put_list(world, data, key).deliver()
        head = table.head(ODENSE, consistent=True)
        assert head is not None
        delete_list(
            ODENSE,
            kind,
            head.order,
            RASMUS.actor,
            table,
            KnownErasures(),
            datetime.now(UTC) + timedelta(seconds=2),
        )
        yield kind, table


def test_the_portal_reads_what_is_published_and_no_upload(run: Run) -> None:
    world = run.world
    three_revisions(world)
    put_inventory(world, OLD).deliver()
    for path in ("konfiguration", "versioner", "versioner/1"):
        _portal(f"/v1/kommuner/{ODENSE}/{path}")
    for path in ("/v1/kommuner", "/v1/register", "/v1/status", "/v1/status.svg", "/v1/status.html"):
        _portal(path)
    require_enough_and_no_more(run, "PortalApiRole")
    for partition in (OWN, FOREIGN, "U#0461", "INDEX", "REGISTER", "EDITIONS"):
        refused("PortalApiRole", *(on_table(action, partition) for action in WRITES))
    for partition in ("U#0461", "EDITIONS"):
        refused("PortalApiRole", *(on_table(one, partition) for one in ("GetItem", "Query", "BatchGetItem")))


def _portal(path: str) -> None:
    from tests.support.world import ask as ask_portal  # noqa: PLC0415 (another one asks for deletions here)

    assert ask_portal(path).status == 200, path


def _schedules(world: World) -> Schedules:
    arn = world.sqs.get_queue_attributes(QueueUrl=world.queue_url, AttributeNames=["QueueArn"])
    scheduler = boto3.client("scheduler", region_name=REGION)
    scheduler.create_schedule_group(Name=GROUP)
    queue = arn["Attributes"]["QueueArn"]
    return Schedules(scheduler, GROUP, queue, ROLE, queue.removesuffix(".fifo"))


def test_the_page_does_all_that_its_addresses_offer(run: Run) -> None:
    world = run.world
    two = Two(world)
    two.checked_in_full()
    stores: Any = PageStores(world, timer=_schedules(world), erasures=_queue(world))  # type: ignore[arg-type]
    stores.secret = AnswerSecret(clients.secretsmanager, ANSWER_SECRET)
    make_links_table(world)
    stores.links = LinkTable(world.dynamodb, LINKS)
    sessions = SessionTable(world.dynamodb, PEOPLE)
    clock = Clock(datetime.now(UTC))  # tickets and sessions are told the time by the machine
    browser = Browser(app_context(stores, clock, sessions))
    put_inventory(world, OLD).deliver()
    put_list(world, ONE).deliver()
    with run.recorder.acting("AdminPageRole"):
        browser.signed_in_as(person("0461", Role.APPROVER))
        assert browser.get("/").status == 200
        deletion = browser.get("/sagsskabeloner/slet")
        assert (
            browser.post("/sagsskabeloner/slet", hidden_fields(deletion) | {"bekraeft": "ja"}).status == 303
        )
        for what_by_whom in ("send-til-godkendelse", "traek-tilbage"):
            assert browser.post(f"/ark/{two.own}/{what_by_whom}", {"note": "fordi"}).status == 303
        for route in BY_PERSON:
            if route.method == "GET" and "{upload}" in route.path:
                asked(browser, route, address(route, two.asked, 1, two.own_answer))
        for route in BY_PERSON:
            browser.signed_in_as(person("0461", Role.APPROVER))  # signing out is one of them
            asked(browser, route, address(route, two.own, 1, two.own_answer))
        browser.signed_in_as(person("0461", Role.APPROVER))
        assert browser.get("/ark").status == 200  # when a sheet was live that is no longer
        sessions.begin_signing_in(SigningIn("a", "b", "c", "d", "/", clock()))
        assert sessions.take_signing_in("a")
        sessions.save_draft(Draft("a", "/styring/laas", {"note": "flytter"}, "c", clock()))
        assert sessions.find_draft("a")
        sessions.end_draft("a")
        stores.sheets.version(from_page_key(ODENSE, "7" * 22, "ark.xlsx"))
        for code, command in zip(("0101", "0147", "0151", "0153"), _OF_THE_PAGE, strict=True):
            fresh = world.at(municipality_code(code))
            with run.recorder.acting("nobody"):
                made = command.prepare(fresh)
                record_as_before(fresh)
            made(Means(fresh.code, world.dynamodb, world.s3))
    with run.recorder.acting("AdminPageRole"):
        stores.timer.set(ODENSE, "1" * 32, two.own, NOON + timedelta(days=400))
        stores.timer.set(ODENSE, "1" * 32, two.own, NOON + timedelta(days=401))
        stores.timer.cancel(ODENSE)
        stores.erasures.send(ODENSE, two.own)
        assert stores.secret()  # which it asks where a sheet has a warning
        assert stores.links.known(["https://www.odense.dk/pas"]) == {}
    require_enough_and_no_more(run, "AdminPageRole")
    for partition in ("INDEX", "REGISTER", "EDITIONS"):
        refused("AdminPageRole", *(on_table(action, partition) for action in WRITES))
    for partition in (OWN, "U#0461"):
        refused("AdminPageRole", on_table("BatchWriteItem", partition))
    place = f"{PLACE.arn('UploadsBucket')}/{from_page_key(ODENSE, '7' * 22, 'ark.xlsx')}"
    assert may("AdminPageRole", Request("s3:PutObject", place, TLS))
    # The validator puts the sheets that are edited where the page has ordered them, and nowhere else.
    assert may("ValidateRole", Request("s3:PutObject", place, TLS))
    for owner in ("AdminPageRole", "ValidateRole"):
        for elsewhere in ("0461/ark.xlsx", "0461/kontrol/ark.xlsx", "0461/del/Job/ark.xlsx"):
            refused(owner, Request("s3:PutObject", f"{PLACE.arn('UploadsBucket')}/{elsewhere}", TLS))


_OF_THE_PAGE = [
    one for one in UPLOAD_COMMANDS if one.name in {"discarding", "deletion", "schedule", "cancellation"}
]


def _queue(world: World) -> ErasureQueue:
    return ErasureQueue(world.sqs, world.erasure_queue_url)


# ---- Operators -------------------------------------------------------------------------------------------


@dataclass
class NotedOperator(Operator):
    """An operator whose commands are noted."""

    recorder: Recorder = field(default_factory=Recorder)
    typed: set[str] = field(default_factory=set)

    def kleark(self, *arguments: str) -> Left:
        self.typed.add(arguments[0])
        with self.recorder.acting(RECOVERY if arguments[0] in RESTORING else OPERATOR):
            return super().kleark(*arguments)


def test_the_runbook_can_be_followed_with_the_operators_policy_and_that_allows_no_more(
    run: Run,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Any,
) -> None:
    """Each test of the runbook, once more, each in a world of its own."""
    monkeypatch.setenv("KLEARK_STACK", STACK)
    monkeypatch.chdir(tmp_path)
    asked_for: dict[str, list[Request]] = {OPERATOR: [], RECOVERY: []}
    typed: set[str] = set()
    for name, test in inspect.getmembers(test_runbook, inspect.isfunction):
        needs = inspect.signature(test).parameters.keys()
        if not name.startswith("test_") or "operator" not in needs:
            continue
        fresh = rebuilt()
        monkeypatch.setenv("PUBLISH_QUEUE_URL", fresh.queue_url)
        monkeypatch.setenv("ERASURE_QUEUE_URL", fresh.erasure_queue_url)
        make_stack(fresh)
        if name == KNOWS_THE_INVENTORY:
            put_inventory(fresh, OLD).deliver()
        fresh.published(rows(9))
        run.recorder.calls.clear()
        operator = NotedOperator(fresh, capsys, pytest.MonkeyPatch(), run.recorder)
        with pytest.MonkeyPatch.context() as patch:
            test(**{"operator": operator} | ({"monkeypatch": patch} if "monkeypatch" in needs else {}))
        place = asking(fresh)
        for who, requests in asked_for.items():
            requests += [one for call in run.recorder.by(who) for one in place.requests(call)]
        typed |= operator.typed
    written = {line.split()[1] for lines in test_runbook.sections().values() for line in lines}
    assert written <= typed
    assert {_told(one) for one in asked_for[OPERATOR] if not may(OPERATOR, one)} == set()
    assert unused(OPERATOR, asked_for[OPERATOR]) == set(UNUSED[OPERATOR])
    # Who restores has both policies, and needs the second for what the first does not allow.
    assert {
        _told(one) for one in asked_for[RECOVERY] if not (may(OPERATOR, one) or may(RECOVERY, one))
    } == set()
    assert unused(RECOVERY, asked_for[RECOVERY]) == set(UNUSED[RECOVERY])
    refused(OPERATOR, *(on_table(action, "INDEX") for action in WRITES))
    refused(OPERATOR, *(on_table(action, "REGISTER") for action in WRITES if action != "PutItem"))
    refused(OPERATOR, on_table("BatchWriteItem", OWN), on_table("BatchWriteItem", "U#0461"))
    for bucket in ("UploadsBucket", "ReportsBucket"):
        for action in ("PutObject", "DeleteObject", "DeleteObjectVersion"):
            refused(OPERATOR, Request(f"s3:{action}", f"{PLACE.arn(bucket)}/0461/ark.xlsx", TLS))


def test_whatever_is_restored_the_policies_of_who_restores_allow(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """A damaged table, one that was set back and an empty one; from another table, and from an archive."""
    monkeypatch.setenv("KLEARK_STACK", STACK)
    monkeypatch.chdir(tmp_path)
    world = run.world
    make_stack(world)
    backups.with_history(world)
    restored = f"{PLACE.resolve({'Ref': 'AWS::StackName'})}-restored-1"
    backups.other_table(restored)
    backups.copy(restored)
    whole = backups.items()
    operator = NotedOperator(world, capsys, pytest.MonkeyPatch(), run.recorder)
    assert operator.kleark("export", "--from-table", restored, "--output", "alt.jsonl").code == 0
    for item in whole:
        kind = item["SK"]["S"].partition("#")[0]
        if kind in {"LIVE", "LOG", "SCHEDULED", "ANNOUNCED"}:
            world.dynamodb.delete_item(TableName=TABLE, Key={"PK": item["PK"], "SK": item["SK"]})
        else:
            world.dynamodb.put_item(TableName=TABLE, Item=item | {"note": {"L": []}})
        if kind == "P":
            world.dynamodb.put_item(TableName=TABLE, Item=item | {"SK": {"S": "P#0007"}})
    record_as_before(world)
    assert operator.kleark("import", "--from-table", restored, "--yes").code == 0
    make_table(world)
    assert operator.kleark("import", "--from-file", "alt.jsonl", "--yes").code == 0
    place = asking(world)
    asked_for = [
        one for who in (OPERATOR, RECOVERY) for call in run.recorder.by(who) for one in place.requests(call)
    ]
    assert {_told(one) for one in asked_for if not (may(OPERATOR, one) or may(RECOVERY, one))} == set()
    on_own = {one.action for one in asked_for if one.resource == PLACE.arn("Table")}
    assert {"dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:GetItem"} <= on_own
    refused(RECOVERY, *(on_table(action, "INDEX") for action in (*WRITES, "GetItem", "Query")))


def test_what_is_asked_of_a_table_nobody_knows_is_no_right() -> None:
    item = {"TableName": "another", "Key": {"PK": {"S": "x"}}}
    (asked_for,) = Asking(PLACE, {}).requests(Call("x", "dynamodb", "GetItem", item))
    assert [
        owner for owner in (*HANDLERS, "AdminPageRole", OPERATOR, RECOVERY) if may(owner, asked_for)
    ] == []
    with pytest.raises(UnknownCallError):
        Asking(PLACE, {}).requests(Call("x", "s3", "PutBucketPolicy", {"Bucket": UPLOADS}))
