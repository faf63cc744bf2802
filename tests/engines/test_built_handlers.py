"""What `sam build` made, run as Lambda runs it: true serialisation, and only the artefact and boto3 to import."""

from __future__ import annotations

import base64
import gzip
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from infra.cloudformation import function_folders, load_template
from infra.local.engine import REGION
from infra.local.stack import client
from infra.local.upload import SentObject
from kleark.adapters.dynamodb.announcements import Announcements
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.publishing.ids import municipality_code, upload_id
from kleark.publishing.model import UploadStatus
from kleark.publishing.object_keys import report_prefix
from tests.support import runtime
from tests.support.engine_sheets import MENDED, ORIGINAL, ROWS
from tests.support.infra_commands import sam
from tests.support.watching import event

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from infra.local.stack import LocalStack

ODENSE = municipality_code("0461")
AS_DESCRIBED = ("BillingMode", "KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes")
NAMES = {folder: logical_id for logical_id, folder in function_folders(load_template()).items()}


@pytest.fixture(scope="module")
def artefacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built by SAM from the same targets as for deployment, but with this machine's compiled modules."""
    folder = tmp_path_factory.mktemp("host") / "build"
    home = folder.parent / "home"
    outcome = sam("build", "--build-dir", folder, home=home, KLEARK_BUILD_PLATFORM="host")
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return folder


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return runtime.brought(tmp_path_factory.mktemp("brought"))


@dataclass(frozen=True)
class Place:
    """Buckets, table and queue of these tests' own, so that the stack's functions do not do the work."""

    stack: LocalStack
    environment: dict[str, str]

    def put(self, key: str, data: bytes) -> SentObject:
        bucket = self.environment["UPLOADS_BUCKET"]
        version = self.stack.s3.put_object(Bucket=bucket, Key=key, Body=data)["VersionId"]
        return SentObject(key, version, upload_id(bucket, key, version))

    def event(self, *sent: SentObject) -> dict[str, Any]:
        bodies = [event(self.stack, one, "2026-01-01T00:00:00.000Z") for one in sent]
        uploads = self.environment["UPLOADS_BUCKET"]
        return records([body.replace(self.stack.uploads_bucket, uploads) for body in bodies])

    def report(self, sent: SentObject) -> Any:
        key = report_prefix(sent.upload_id, ODENSE) + "report.json"
        bucket = self.environment["REPORTS_BUCKET"]
        return json.loads(self.stack.s3.get_object(Bucket=bucket, Key=key)["Body"].read())

    def orders(self) -> list[str]:
        url = self.environment["PUBLISH_QUEUE_URL"]
        messages = self.stack.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        for message in messages:
            self.stack.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return [message["Body"] for message in messages]

    def status(self, sent: SentObject) -> UploadStatus | None:
        upload = ConfigurationTable(self.stack.dynamodb, self.environment["TABLE_NAME"]).upload(
            ODENSE, sent.upload_id
        )
        return upload.status if upload else None


def records(bodies: list[str], **attributes: str) -> dict[str, Any]:
    """The event that Lambda makes of messages in a queue."""
    return {
        "Records": [
            {
                "messageId": f"message-{number}",
                "receiptHandle": "handle",
                "body": body,
                "attributes": {"ApproximateReceiveCount": "1", **attributes},
                "messageAttributes": {},
                "md5OfBody": "",
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{REGION}:000000000000:built",
                "awsRegion": REGION,
            }
            for number, body in enumerate(bodies)
        ]
    }


def request(path: str, query: str = "", **headers: str) -> dict[str, Any]:
    """The event that an HTTP API makes of a GET (payload version 2.0)."""
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {name.replace("_", "-"): value for name, value in headers.items()},
        "requestContext": {"stage": "$default", "http": {"method": "GET", "path": path}},
        "isBase64Encoded": False,
    }


@pytest.fixture(scope="module")
def place(stack: LocalStack) -> Iterator[Place]:
    names = {
        "UPLOADS_BUCKET": "built-uploads",
        "REPORTS_BUCKET": "built-reports",
        "TABLE_NAME": "built-table",
        "PEOPLE_TABLE_NAME": "built-people",
        "COLLEAGUES_TABLE_NAME": "built-colleagues",
    }
    for bucket in (names["UPLOADS_BUCKET"], names["REPORTS_BUCKET"]):
        stack.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    stack.s3.put_bucket_versioning(
        Bucket=names["UPLOADS_BUCKET"], VersioningConfiguration={"Status": "Enabled"}
    )
    described = load_template()["Resources"]
    for name, table in (
        ("TABLE_NAME", "Table"),
        ("COLLEAGUES_TABLE_NAME", "ColleaguesTable"),
        ("PEOPLE_TABLE_NAME", "PeopleTable"),
    ):
        properties = described[table]["Properties"]
        stack.dynamodb.create_table(
            TableName=names[name], **{one: properties[one] for one in AS_DESCRIBED if one in properties}
        )
    queue = stack.sqs.create_queue(QueueName="built.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    erasures = stack.sqs.create_queue(QueueName="built-erasures")["QueueUrl"]
    client("events", stack.endpoint).create_event_bus(Name="built")
    yield Place(
        stack,
        names
        | {
            "PUBLISH_QUEUE_URL": queue,
            "ERASURE_QUEUE_URL": erasures,
            "EVENT_BUS_NAME": "built",
            "ANSWER_SECRET_ARN": stack.outputs["AnswerSecretArn"],
            "RETENTION_MONTHS": "24",
            "RETENTION_REVISIONS": "50",
            "MOVE_OLDER_UPLOADS": "false",
            "PAGE_URL": "https://kleark.example.dk",
            "PAGE_OWNER": "Eksempelfællesskabet",
            "PAGE_CONTACT": "kleark@example.dk",
            "OIDC_DISCOVERY_URL": _discovery_url(stack),
            "OIDC_CLIENT_ID": stack.outputs["UserPoolClientId"],
            "SIGN_IN_ORIGIN": "https://kleark.auth.example.dk",
            "UPLOADS_ORIGIN": "https://built-uploads.s3.eu-north-1.amazonaws.com",
            "AWS_ENDPOINT_URL": stack.endpoint,
            "KLEARK_ENVIRONMENT": "production",
            "POWERTOOLS_LOG_LEVEL": "INFO",
        },
    )
    for one in (queue, erasures):
        stack.sqs.delete_queue(QueueUrl=one)
    stack.dynamodb.delete_table(TableName=names["TABLE_NAME"])
    for table in (names["COLLEAGUES_TABLE_NAME"], names["PEOPLE_TABLE_NAME"]):
        stack.dynamodb.delete_table(TableName=table)


def _discovery_url(stack: LocalStack) -> str:
    return f"{stack.endpoint}/{stack.outputs['UserPoolId']}/.well-known/openid-configuration"


@pytest.fixture
def function(artefacts: Path, packages: Path, place: Place) -> Any:
    """``function(name)``: a cold start of the built function, as a context manager."""

    def start(name: str, **environment: str) -> Any:
        settings = place.environment | {"POWERTOOLS_SERVICE_NAME": name} | environment
        return runtime.running(artefacts / NAMES[name], f"{name}.handler.handler", settings, packages)

    return start


def test_the_environment_is_as_bare_as_lambdas(packages: Path) -> None:
    """Else a package missing in an artefact would be found in the tests' own environment."""
    probe = (
        "import sys, importlib.util as u; sys.path.insert(0, sys.argv[1])\n"
        "print([n for n in ('boto3', 'awslambdaric', 'kleark', 'openpyxl', 'pytest', 'aws_lambda_powertools')"
        " if u.find_spec(n)])"
    )
    said = subprocess.run(
        [sys.executable, "-ES", "-c", probe, str(packages)],
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
    )
    assert said.stdout.strip() == "['boto3', 'awslambdaric']"


AWS = "aws_lambda_powertools botocore dateutil jmespath six typing_extensions urllib3"
LOADED = {
    "admin_page": f"{AWS} certifi jinja2 markupsafe",
    "announce": AWS,
    "ask_links": f"{AWS} protego",
    "erase": f"{AWS}",
    "notify": AWS,
    "portal_api": AWS,
    "publish": AWS,
    "register": AWS,
    "sweep": AWS,
    "validate": f"{AWS} jsonschema_rs",
    "watch_live": AWS,
}
"""Of others' packages, what a function may load before its first event. The rest waits until it is asked for."""
SLOW = {"asyncio", "boto3", "multiprocessing", "s3transfer", "sqlite3", "unittest"}
"""What nothing may bring along: none of it is used, and each takes milliseconds."""
OURS = {"validate": 180, "erase": 180, "watch_live": 130}
"""How many modules of the project a function may load before its first event; 90 where nothing is said."""


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_cold_start_loads_no_more_of_the_artefact_than_its_list_says(artefacts: Path, name: str) -> None:
    artefact = artefacts / NAMES[name]
    code = (
        f"import sys; sys.path.insert(0, sys.argv[1]); import {name}.handler\n"
        "print(*(n for n in sys.modules if n not in sys.builtin_module_names))"
    )
    said = subprocess.run(
        [sys.executable, "-BES", "-c", code, artefact], capture_output=True, text=True, check=True, cwd="/"
    )
    loaded = set(said.stdout.split())
    held = {path.name.split(".")[0] for path in artefact.iterdir()} - {"kleark", name, "__pycache__"}
    assert {module.split(".")[0] for module in loaded} & held <= set(LOADED[name].split())
    assert not {module.split(".")[0] for module in loaded} & SLOW
    assert len([module for module in loaded if module.startswith("kleark")]) <= OURS.get(name, 90)


def test_from_upload_to_the_portal(function: Any, place: Place) -> None:
    sent = place.put(f"{ODENSE}/rettet ark+æøå.xlsx", MENDED.read_bytes())
    with function("validate") as validate:
        answer = validate.invoke(place.event(sent))
    assert (answer.kind, answer.json) == ("response", {"batchItemFailures": []})
    assert place.report(sent)["verdict"] == "accepted_with_warnings"
    (order,) = place.orders()

    with function("publish") as publish:
        answer = publish.invoke(records([order], MessageGroupId=ODENSE))
    assert (answer.kind, answer.json) == ("response", {"batchItemFailures": []})
    assert place.status(sent) is UploadStatus.PUBLISHED

    with function("portal_api") as portal:
        everything = portal.invoke(request(f"/v1/kommuner/{ODENSE}/konfiguration")).json
        assert everything["statusCode"] == 200
        assert len(json.loads(everything["body"])["rows"]) == ROWS
        tag = everything["headers"]["ETag"]
        again = portal.invoke(request(f"/v1/kommuner/{ODENSE}/konfiguration", If_None_Match=tag)).json
        assert (again["statusCode"], again["body"]) == (304, "")
        packed = portal.invoke(request(f"/v1/kommuner/{ODENSE}/konfiguration", accept_encoding="gzip")).json
        assert packed["isBase64Encoded"] is True
        assert base64.b64decode(packed["body"])[:2] == b"\x1f\x8b"

    flips = {"Records": [flip_record(ODENSE, 1, "71"), flip_record("9999", 1, "72")]}
    with function("announce", EVENT_BUS_NAME="") as announce:
        refused = announce.invoke(flips)
    # Not an answer that names records: the whole batch comes again.
    assert (refused.kind, refused.json["errorType"]) == ("error", "MissingVariableError")
    with function("announce") as announce:
        answer = announce.invoke(flips)
    assert (answer.kind, answer.json) == ("response", {"batchItemFailures": []})
    marks = Announcements(place.stack.dynamodb, place.environment["TABLE_NAME"])
    assert marks.last_revision(ODENSE) == 1

    with function("sweep") as sweep:
        # It ends by itself half a minute before its time is up, with what it has done by then.
        swept = sweep.invoke(
            {}, within=load_template()["Resources"]["SweepFunction"]["Properties"]["Timeout"]
        )
    assert swept.kind == "response"
    assert (swept.json["municipalities"], swept.json["snapshots"], swept.json["nudged"]) == (98, 0, 0)


def test_the_page_shows_itself_and_sends_people_to_sign_in(function: Any, place: Place) -> None:
    with function("admin_page") as page:
        front = page.invoke(request("/")).json
        assert (front["statusCode"], front["isBase64Encoded"]) == (200, False)
        assert "Eksempelfællesskabet" in front["body"]
        (sheet,) = re.findall(r'href="(/assets/dkfds\.[0-9a-f]{12}\.css)"', front["body"])
        packed = page.invoke(request(sheet, accept_encoding="gzip, br")).json
        assert (packed["statusCode"], packed["headers"]["Content-Encoding"]) == (200, "gzip")
        design = gzip.decompress(base64.b64decode(packed["body"])).decode()
        (font,) = re.findall(r'url\("?(IBMPlexSans-Regular-Latin1\.[^")]*)', design)
        letters = page.invoke(request(f"/assets/{font}")).json
        assert base64.b64decode(letters["body"])[:4] == b"wOF2"
        away = page.invoke(request("/log-ind")).json
    asked = urlsplit(away["headers"]["Location"])
    assert (away["statusCode"], asked.path) == (303, "/oauth2/authorize")
    parameters = dict(parse_qsl(asked.query))
    assert parameters["client_id"] == place.environment["OIDC_CLIENT_ID"]
    assert parameters["redirect_uri"] == "https://kleark.example.dk/log-ind/svar"
    assert parameters["code_challenge_method"] == "S256"


def flip_record(code: str, revision: int, sequence: str) -> dict[str, Any]:
    """What Lambda makes of a change of LIVE in the table's stream."""
    keys = {"PK": {"S": f"M#{code}"}, "SK": {"S": "LIVE"}}
    image = keys | {"revision": {"N": str(revision)}, "frozen": {"BOOL": False}}
    return {
        "eventID": sequence,
        "eventName": "MODIFY",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": REGION,
        "dynamodb": {
            "ApproximateCreationDateTime": 1762167600.0,
            "Keys": keys,
            "NewImage": image,
            "SequenceNumber": sequence,
            "SizeBytes": 100,
            "StreamViewType": "NEW_IMAGE",
        },
        "eventSourceARN": f"arn:aws:dynamodb:{REGION}:000000000000:table/built-table/stream/2025",
    }


def test_a_batch_fails_only_where_it_failed(function: Any, place: Place) -> None:
    """A warm function, and an answer that Lambda can read: the good message is done, the other comes again."""
    sent = place.put(f"{ODENSE}/original.xlsx", ORIGINAL.read_bytes())
    event = place.event(sent)
    event["Records"] += records(["", "hvad er det her"])["Records"][1:]
    with function("validate") as validate:
        answer = validate.invoke(event)
        again = validate.invoke(place.event(sent))
    assert answer.json == {"batchItemFailures": [{"itemIdentifier": "message-1"}]}
    assert again.json == {"batchItemFailures": []}
    errors = [f for f in place.report(sent)["findings"] if f["severity"] == "error"]
    assert [(f["cell"], f["suggestion"]) for f in errors] == [("B7", "15.17.26")]
    assert place.orders() == []


def test_in_production_an_event_without_a_version_is_refused(function: Any, place: Place) -> None:
    event = place.event(place.put(f"{ODENSE}/uden-version.xlsx", MENDED.read_bytes()))
    body = json.loads(event["Records"][0]["body"])
    del body["Records"][0]["s3"]["object"]["versionId"]
    event["Records"][0]["body"] = json.dumps(body)
    with function("validate") as validate:
        assert validate.invoke(event).json == {"batchItemFailures": [{"itemIdentifier": "message-0"}]}
    assert place.orders() == []


def test_a_function_without_its_table_answers_with_a_problem(function: Any) -> None:
    with function("portal_api", TABLE_NAME="") as portal:
        answer = portal.invoke(request("/v1/sundhed"))
    assert answer.kind == "response"
    assert answer.json["statusCode"] >= 500
    assert answer.json["headers"]["Content-Type"] == "application/problem+json"
    assert "TABLE_NAME" not in answer.json["body"]
