"""The local stack: template.yaml, created by the engine's own CloudFormation from artefacts built here.

This does what `sam deploy` does: it puts artefacts into a bucket, sets `CodeUri` to them, and creates the stack. The
engine applies the SAM transform itself. Only `without_unsupported` works around what the engine cannot do, and what
this stack cannot because it speaks plain HTTP.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.cloudformation import ROOT, function_folders, load_template
from infra.local.artefacts import ArtefactError, artefacts
from infra.local.engine import REGION, USUAL_PORT, running_engine
from infra.local.engine_gaps import without_gaps
from infra.local.local_language import local_language
from infra.local.people import enrol
from kleark.adapters.bare_session import bare_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_sqs.client import SQSClient

    from kleark.i18n.language import Language

STACK_NAME = "kleark"
FOLLOWER = ROOT / "infra" / "examples" / "follow-events.yaml"
"""A second stack, which is not part of the system: its queue shows what is announced."""
ARTEFACTS_BUCKET = "kleark-artefacts"
ROOT_KEY = "test"
"""The engine's root credentials, both halves."""

PARAMETERS = {
    "Environment": "local",
    "NoticeSender": "kle-konfiguration@kleark.example",
    # Who tries the system wants to see each mail at once.
    "NoticeQuietMinutes": "0",
    "PageOwner": "Kleark på denne maskine",
    "PageContact": "kleark@example.dk",
}

CREATED_WITHIN = 120.0
"""Seconds; it takes one."""

LOCAL = ROOT / ".local"
RUNNING = LOCAL / "stack.json"
"""Where `make run` notes its stack, for `make upload` in another terminal."""
NONE_RUNNING: dict[Language, str] = {
    "da": "Der kører ingen lokal stak. Start en med `make run`.",
    "en": "No local stack is running. Start one with `make run`.",
}
ENVIRONMENT = LOCAL / "env"
"""The same for commands on a stack: a shell reads it with ``source``."""


class StackError(Exception):
    """The local stack could not be created, or is not running. The message is for the user."""


@dataclass(frozen=True)
class LocalStack:
    """A running stack. ``outputs``: those of template.yaml. The clients have the engine's root rights."""

    endpoint: str
    log: str
    outputs: dict[str, str]

    def is_up(self) -> bool:
        """Whether the engine still accepts connections."""
        address = urlsplit(self.endpoint)
        try:
            socket.create_connection((address.hostname, address.port), timeout=2).close()
        except OSError:
            return False
        return True

    @property
    def uploads_bucket(self) -> str:
        return self.outputs["UploadsBucketName"]

    @property
    def reports_bucket(self) -> str:
        return self.outputs["ReportsBucketName"]

    @property
    def table_name(self) -> str:
        return self.outputs["TableName"]

    @property
    def portal_url(self) -> str:
        """The portal's API: since the engine has no names in DNS, the API's id is in the path."""
        return f"{self.endpoint}/_aws/execute-api/{self.outputs['PortalApiId']}"

    @property
    def page_url(self) -> str:
        """The admin's page, without a slash at the end."""
        return self.outputs["AdminPageUrl"]

    @property
    def people_table_name(self) -> str:
        return self.outputs["PeopleTableName"]

    @property
    def colleagues_table_name(self) -> str:
        return self.outputs["ColleaguesTableName"]

    @cached_property
    def s3(self) -> S3Client:
        return cast("S3Client", client("s3", self.endpoint))

    @cached_property
    def sqs(self) -> SQSClient:
        return cast("SQSClient", client("sqs", self.endpoint))

    @cached_property
    def dynamodb(self) -> DynamoDBClient:
        return cast("DynamoDBClient", client("dynamodb", self.endpoint))


certificates: dict[str, str] = {}
"""Of engines that speak TLS, by their endpoints: the file of the certificate that each made for itself."""


def client(service: str, endpoint: str, credentials: dict[str, str] | None = None) -> Any:
    """A client on the engine, as its root or with ``credentials`` from STS. What the environment or the files of
    whoever runs this say of AWS is nothing to it."""
    access = credentials or {"aws_access_key_id": ROOT_KEY, "aws_secret_access_key": ROOT_KEY}
    config = Config(
        # The engine is on this machine, whatever proxy the environment names.
        proxies={},
        retries={"mode": "standard", "total_max_attempts": 2},
        # There is no DNS name for each bucket.
        s3={"addressing_style": "path"},
    )
    known = access["aws_access_key_id"], access["aws_secret_access_key"], access.get("aws_session_token")
    return bare_client(service, REGION, config, known, endpoint, certificate=certificates.get(endpoint))


@contextlib.contextmanager
def local_stack(
    logs: Path = LOCAL,
    port: int | None = USUAL_PORT,
    tell: Callable[[str], None] = lambda _: None,
    lang: Language = "en",
) -> Iterator[LocalStack]:
    """Run the whole system during the ``with`` block.

    Args:
        logs: As in `running_engine`.
        port: As in `running_engine`.
        tell: Called with the name of each step as it begins.
        lang: The language of that.

    Raises:
        StackError, EngineError: The stack cannot be created; nothing is left running.
    """
    template = load_template()
    tell({"da": "Bygger funktionerne", "en": "Building the functions"}[lang])
    functions = function_folders(template)
    with contextlib.ExitStack() as kept:
        try:
            made = kept.enter_context(artefacts(functions))
        except ArtefactError as error:
            raise StackError(str(error)) from error
        tell({"da": "Starter motoren", "en": "Starting the engine"}[lang])
        engine = kept.enter_context(running_engine(logs, port))
        begun = {
            "da": "Opretter stakken fra template.yaml på",
            "en": "Creating the stack of template.yaml at",
        }
        tell(f"{begun[lang]} {engine.endpoint}")
        try:
            template = without_unsupported(with_local_addresses(template, engine.endpoint))
            template = with_code(template, _store_artefacts(engine.endpoint, made))
            _verify_sender(engine.endpoint)
            # Nobody outside is asked, unless somebody says so.
            asks = {"LinkCheck": "ON"} if os.environ.get("KLEARK_LINKS") == "ON" else {}
            outputs = _create_stack(engine.endpoint, STACK_NAME, template, **PARAMETERS, **asks)
            enrol(client("cognito-idp", engine.endpoint), outputs["UserPoolId"])
            outputs |= _create_follower(engine.endpoint, outputs["EventBusName"])
        except (StackError, ClientError, BotoCoreError) as error:
            raise StackError(f"{error}\nThe engine's log is {engine.log}") from error
        yield LocalStack(engine.endpoint, str(engine.log), outputs)


@contextlib.contextmanager
def note_stack(stack: LocalStack) -> Iterator[None]:
    """During the block, `running_stack` in another process finds ``stack``, and so does a shell that sources
    `ENVIRONMENT`; afterwards they find the previous one again."""
    with (
        _temporary_content(RUNNING, json.dumps(asdict(stack))),
        _temporary_content(ENVIRONMENT, environment(stack)),
    ):
        yield


@contextlib.contextmanager
def _temporary_content(path: Path, note: str) -> Iterator[None]:
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(note, encoding="utf-8")
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            if path.read_text(encoding="utf-8") == note:  # not the note of a stack started since
                path.unlink() if before is None else path.write_text(before, encoding="utf-8")


def environment(stack: LocalStack) -> str:
    """The shell variables that make ``kleark live 0461`` or the AWS CLI use ``stack``.

    ``API`` is the URL of the portal's API, for curl; ``PAGE`` is that of the admin's page.
    """
    host = urlsplit(stack.endpoint).hostname
    exports = "".join(f"export {name}={value}\n" for name, value in _variables(stack).items())
    # The engine is on this machine, whatever proxy the environment names.
    around_proxies = (
        f'export NO_PROXY="{host}${{NO_PROXY:+,$NO_PROXY}}" no_proxy="{host}${{no_proxy:+,$no_proxy}}"\n'
    )
    return f"unset {' '.join(_IN_THE_WAY)}\n{exports}{around_proxies}"


def set_environment(stack: LocalStack) -> None:
    """The same for this process: `kleark` commands in it use ``stack``."""
    for name in _IN_THE_WAY:
        os.environ.pop(name, None)
    os.environ.update(_variables(stack))
    host = urlsplit(stack.endpoint).hostname or ""
    for name in ("NO_PROXY", "no_proxy"):
        others = os.environ.get(name)
        os.environ[name] = f"{host},{others}" if others else host


_IN_THE_WAY = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_REGION",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_ACCOUNT_ID_ENDPOINT_MODE",
    "AWS_DEFAULTS_MODE",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    *(
        f"AWS_ENDPOINT_URL_{service}"
        for service in ("CLOUDFORMATION", "DYNAMODB", "LAMBDA", "S3", "SQS", "STS")
    ),
)


def _variables(stack: LocalStack) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": stack.endpoint,
        # Profiles, endpoints and modes stand there, too.
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_ACCESS_KEY_ID": ROOT_KEY,
        "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
        "AWS_DEFAULT_REGION": REGION,
        "KLEARK_STACK": STACK_NAME,
        "API": stack.portal_url,
        "PAGE": stack.page_url,
    }


def running_stack() -> LocalStack:
    """The stack that `make run` keeps up. Raises StackError when there is none."""
    try:
        stack = LocalStack(**json.loads(RUNNING.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise StackError(NONE_RUNNING[local_language()]) from error
    if not stack.is_up():
        raise StackError(NONE_RUNNING[local_language()])
    return stack


def with_local_addresses(template: dict[str, Any], endpoint: str) -> dict[str, Any]:
    """The template with the addresses that the page, its sign-in and the uploads bucket have at the engine.

    They are paths of the engine, not names in DNS. In the template each is the value of a variable of the page.
    """
    page = f"{endpoint}/_aws/execute-api/${{AdminApi}}"
    local = {
        "PAGE_URL": {"Fn::Sub": page},
        "OIDC_DISCOVERY_URL": {"Fn::Sub": f"{endpoint}/${{UserPool}}/.well-known/openid-configuration"},
        "SIGN_IN_ORIGIN": endpoint,
        "UPLOADS_ORIGIN": endpoint,
    }
    variables = template["Resources"]["AdminPageFunction"]["Properties"]["Environment"]["Variables"]
    replacements = [(variables[name], address) for name, address in local.items()]
    adapted: dict[str, Any] = _replace_nodes(template, replacements)
    bucket = adapted["Resources"]["UploadsBucket"]
    # The origin of the page, as browsers define it, has no path.
    (rule,) = bucket["Properties"]["CorsConfiguration"]["CorsRules"]
    cors = {"CorsRules": [rule | {"AllowedOrigins": [endpoint]}]}
    return adapted | {
        "Resources": adapted["Resources"]
        | {"UploadsBucket": _with_properties(bucket, CorsConfiguration=cors)}
    }


def _replace_nodes(node: Any, replacements: list[tuple[Any, Any]]) -> Any:
    for old, new in replacements:
        if node == old:
            return new
    if isinstance(node, dict):
        return {name: _replace_nodes(value, replacements) for name, value in node.items()}
    if isinstance(node, list):
        return [_replace_nodes(value, replacements) for value in node]
    return node


def without_unsupported(template: dict[str, Any]) -> dict[str, Any]:
    """The template without what the engine does not support."""
    template = without_gaps(template)
    resources = {}
    for logical_id, resource in template["Resources"].items():
        adapted = resource
        if resource["Type"] in {"AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy"}:
            # The engine enforces this statement, but speaks plain HTTP, on the loopback address only.
            document = resource["Properties"]["PolicyDocument"]
            statements = [
                statement for statement in document["Statement"] if statement["Sid"] != "OnlyOverTls"
            ]
            if not statements:
                continue
            adapted = _with_properties(
                resource, PolicyDocument=_adapt_policy(document | {"Statement": statements})
            )
        elif resource["Type"] == "AWS::IAM::Role":
            policies = resource["Properties"]["Policies"]
            adapted = _with_properties(
                resource,
                Policies=[p | {"PolicyDocument": _adapt_policy(p["PolicyDocument"])} for p in policies],
            )
        elif resource["Type"] == "AWS::IAM::ManagedPolicy":
            adapted = _with_properties(
                resource, PolicyDocument=_adapt_policy(resource["Properties"]["PolicyDocument"])
            )
        resources[logical_id] = adapted
    return template | {"Resources": resources}


def _adapt_policy(document: dict[str, Any]) -> dict[str, Any]:
    """A policy in the form that the engine's IAM can evaluate.

    Of SES it knows neither the condition keys nor that a mail is sent with an identity's rights. It treats every
    schedule as one of the group "default". And for it the principal is the session (``assumed-role/…``), not the
    role, as in AWS.
    """
    return document | {"Statement": [_adapt_statement(s) for s in document["Statement"]]}


def _adapt_statement(statement: dict[str, Any]) -> dict[str, Any]:
    if "Fn::If" in statement:
        condition, *choices = statement["Fn::If"]
        return {"Fn::If": [condition, *(_adapt_statement(one) for one in choices)]}
    actions = str(statement.get("Action"))  # of no statement at all there is none
    if "ses:SendEmail" in actions:
        bare = {name: value for name, value in statement.items() if name != "Condition"}
        return bare | {"Resource": "*"}
    if "scheduler:CreateSchedule" in actions:
        anywhere = "arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}:schedule/default/*"
        return statement | {"Resource": {"Fn::Sub": anywhere}}
    if role := statement.get("Condition", {}).get("ArnNotEquals", {}).get("aws:PrincipalArn"):
        sessions = [
            {"Fn::Sub": f"arn:aws:sts::${{AWS::AccountId}}:assumed-role/${{{one['Fn::GetAtt'][0]}}}/*"}
            for one in (role if isinstance(role, list) else [role])
        ]
        return statement | {"Condition": {"ArnNotLike": {"aws:PrincipalArn": sessions}}}
    return statement


def with_code(template: dict[str, Any], code: dict[str, dict[str, str]]) -> dict[str, Any]:
    """``template`` with each function's artefact in place of its source, as `sam package` writes it."""
    resources = dict(template["Resources"])
    for logical_id, location in code.items():
        resources[logical_id] = _with_properties(resources[logical_id], CodeUri=location)
    return template | {"Resources": resources}


def _with_properties(resource: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return resource | {"Properties": resource["Properties"] | properties}


def _store_artefacts(endpoint: str, made: dict[str, bytes]) -> dict[str, dict[str, str]]:
    s3 = client("s3", endpoint)
    s3.create_bucket(Bucket=ARTEFACTS_BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    locations = {}
    for logical_id, artefact in made.items():
        location = {"Bucket": ARTEFACTS_BUCKET, "Key": f"{logical_id}.zip"}
        s3.put_object(**location, Body=artefact)
        locations[logical_id] = location
    return locations


def _verify_sender(endpoint: str) -> None:
    """Let the sender's domain be an identity of SES, as an operator does before the stack is deployed."""
    if domain := PARAMETERS["NoticeSender"].partition("@")[2]:
        client("sesv2", endpoint).create_email_identity(EmailIdentity=domain)


def _create_follower(endpoint: str, bus: str) -> dict[str, str]:
    template = without_unsupported(load_template(FOLLOWER))
    return _create_stack(endpoint, f"{STACK_NAME}-follower", template, EventBusName=bus)


def _create_stack(endpoint: str, name: str, template: dict[str, Any], **parameters: str) -> dict[str, str]:
    cloudformation = client("cloudformation", endpoint)
    # A template that is sent with the request may have at most 50 kB.
    key = f"{name}.template"
    client("s3", endpoint).put_object(Bucket=ARTEFACTS_BUCKET, Key=key, Body=json.dumps(template).encode())
    cloudformation.create_stack(
        StackName=name,
        TemplateURL=f"{endpoint}/{ARTEFACTS_BUCKET}/{key}",
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    deadline = time.monotonic() + CREATED_WITHIN
    while (stack := cloudformation.describe_stacks(StackName=name)["Stacks"][0])["StackStatus"].endswith(
        "_IN_PROGRESS"
    ):
        if time.monotonic() > deadline:
            raise StackError(f"the stack was not created within {CREATED_WITHIN:.0f} s")
        time.sleep(0.05)
    if stack["StackStatus"] != "CREATE_COMPLETE":
        raise StackError(f"the stack could not be created:\n{_failures(cloudformation, name)}")
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def _failures(cloudformation: Any, name: str) -> str:
    # A page has the latest events, which are those of the rollback.
    pages = cloudformation.get_paginator("describe_stack_events").paginate(StackName=name)
    events = [event for page in pages for event in page["StackEvents"]]
    failed = [event for event in reversed(events) if event["ResourceStatus"].endswith("_FAILED")]
    return "\n".join(f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}" for event in failed)
