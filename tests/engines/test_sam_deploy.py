"""`sam deploy` itself, not what stands for it in `infra.local.stack`: the stack comes up on the engine, and works."""

from __future__ import annotations

import json
import urllib.request
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from infra.cloudformation import load_template
from infra.local.engine import running_engine
from infra.local.engine_gaps import ENGINE_GAPS, without_gaps
from infra.local.stack import PARAMETERS, client
from infra.local.upload import report, send, wait_for_upload
from kleark.adapters.dynamodb.announcements import Announcements
from kleark.client.client import Client
from kleark.publishing.ids import municipality_code
from kleark.publishing.model import UploadStatus
from tests.engines.test_rights import acting_as, denied
from tests.support.engine_sheets import ORIGINAL, ROWS, sheet
from tests.support.sam_deployment import STACK, SamDeployment, sam_build, trust
from tests.support.watching import configuration, eventually, nothing_failed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from infra.local.stack import LocalStack

pytestmark = pytest.mark.release

CODE = municipality_code("0461")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sam_build(tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def deployed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SamDeployment]:
    folder = tmp_path_factory.mktemp("sam-deploy")
    with running_engine(folder, port=None, tls=True) as engine, pytest.MonkeyPatch.context() as patch:
        trust(engine, patch)
        deployment = SamDeployment(engine, folder / "home")
        deployment.prepare()
        outcome = deployment.deploy(built)
        assert outcome.returncode == 0, outcome.stdout + outcome.stderr
        yield deployment


@pytest.fixture
def stack(deployed: SamDeployment) -> LocalStack:
    return deployed.stack


def test_it_reaches_the_end(deployed: SamDeployment) -> None:
    assert deployed.status == "CREATE_COMPLETE"


def test_what_it_made_judges_publishes_announces_and_is_read(stack: LocalStack) -> None:
    with closing(Client(stack.portal_url, refresh_every=None)) as portal:
        refused = send(stack, f"{CODE}/odense.xlsx", ORIGINAL.read_bytes())
        assert wait_for_upload(stack, CODE, refused.upload_id).status is UploadStatus.REJECTED
        assert report(stack, CODE, refused.upload_id).counts.errors
        assert configuration(stack, CODE).status == 404

        sent = send(stack, f"{CODE}/ark.xlsx", sheet())
        upload = wait_for_upload(stack, CODE, sent.upload_id)
        assert (upload.status, upload.revision) == (UploadStatus.PUBLISHED, 1)
        answer = configuration(stack, CODE)
        assert (answer.status, len(answer.json["rows"])) == (200, ROWS)
        read = portal.configuration(CODE)
        assert (read.value.revision, len(read.value.rows)) == (1, ROWS)
    mark = Announcements(stack.dynamodb, stack.table_name)
    eventually(lambda: mark.last_revision(CODE) == 1, "revision 1 is announced")
    nothing_failed(stack)


def test_all_that_is_not_a_gap_is_deployed_as_it_stands(deployed: SamDeployment, tmp_path: Path) -> None:
    """The policies that ask for TLS among them, which the stack of `make run` has to do without."""
    made = deployed_template(deployed, tmp_path)["Resources"]
    source = load_template()["Resources"]
    assert source.keys() - made.keys() == {"SignInPages"}
    differing = {
        name
        for name, one in made.items()
        if one["Type"] != "AWS::Serverless::Function" and _bare(one) != _bare(source[name])
    }
    assert differing == {"AnnounceRole"}


def deployed_template(deployed: SamDeployment, folder: Path) -> dict[str, Any]:
    """What `sam deploy` gave CloudFormation: with artefacts in S3 in place of sources."""
    cloudformation = client("cloudformation", deployed.engine.endpoint)
    body = cloudformation.get_template(StackName=STACK, TemplateStage="Original")["TemplateBody"]
    (folder / "deployed.yaml").write_text(body, encoding="utf-8")
    return load_template(folder / "deployed.yaml")


def _bare(resource: dict[str, Any]) -> dict[str, Any]:
    """Without what `sam deploy` notes on every resource: its logical id."""
    return {name: value for name, value in resource.items() if name != "Metadata"}


def look_of_the_sign_in_pages(deployed: SamDeployment, built: Path) -> bool:
    pages = {"SignInPages": load_template(built)["Resources"]["SignInPages"]}
    template = deployed_template(deployed, built.parent)
    body = json.dumps(template | {"Resources": template["Resources"] | pages})
    s3, bucket = client("s3", deployed.engine.endpoint), deployed.stack.reports_bucket
    s3.put_object(Bucket=bucket, Key="try.template", Body=body.encode())
    try:
        client("cloudformation", deployed.engine.endpoint).create_change_set(
            StackName="another",
            ChangeSetName="unchanged",
            ChangeSetType="CREATE",
            Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in PARAMETERS.items()],
            TemplateURL=f"{deployed.engine.endpoint}/{bucket}/try.template",
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        )
    except ClientError as error:
        assert "Unrecognized resource types: [AWS::Cognito::ManagedLoginBranding]" in str(error)  # noqa: PT017
        return True
    pytest.fail("the engine would make the sign-in pages")


def conditions_on_events(deployed: SamDeployment, built: Path) -> bool:
    """Whether the announcer, with its rights as they stand in the template, may not announce what it may."""
    (wanted,) = [
        statement
        for statement in load_template(built)["Resources"]["AnnounceRole"]["Properties"]["Policies"][0][
            "PolicyDocument"
        ]["Statement"]
        if statement["Sid"] == "Announce"
    ]
    stack, iam = deployed.stack, client("iam", deployed.engine.endpoint)
    event = {
        "Source": "kleark",
        "DetailType": "ConfigPublished",
        "Detail": "{}",
        "EventBusName": stack.outputs["EventBusName"],
    }
    bus = acting_as(stack, "announce")("events")
    assert not denied(lambda: bus.put_events(Entries=[event]))
    functions = client("lambda", deployed.engine.endpoint)
    role = functions.get_function_configuration(FunctionName=f"{STACK}-announce")["Role"].rpartition("/")[2]
    name = {"RoleName": role, "PolicyName": "announce"}
    document: Any = iam.get_role_policy(**name)["PolicyDocument"]
    with_condition = [
        one | {"Condition": wanted["Condition"]} if one["Sid"] == "Announce" else one
        for one in document["Statement"]
    ]
    iam.put_role_policy(**name, PolicyDocument=json.dumps(document | {"Statement": with_condition}))
    try:
        return denied(lambda: bus.put_events(Entries=[event]))
    finally:
        iam.put_role_policy(**name, PolicyDocument=json.dumps(document))


def numbers_of_parameters(deployed: SamDeployment, built: Path) -> bool:
    """Whether a parameter's number reaches a queue's reader as text. It is not enabled: nothing reads that queue."""
    endpoint = deployed.engine.endpoint
    mapping = {
        "Type": "AWS::Lambda::EventSourceMapping",
        "Properties": {
            "FunctionName": f"{STACK}-validate",
            "EventSourceArn": {"Fn::GetAtt": ["Queue", "Arn"]},
            "Enabled": False,
            "ScalingConfig": {"MaximumConcurrency": {"Ref": "Ceiling"}},
        },
    }
    template = {
        "Parameters": {"Ceiling": {"Type": "Number"}},
        "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}, "Mapping": mapping},
    }
    cloudformation = client("cloudformation", endpoint)
    given = [{"ParameterKey": "Ceiling", "ParameterValue": "2"}]
    cloudformation.create_stack(StackName="ceiling", TemplateBody=json.dumps(template), Parameters=given)
    try:
        cloudformation.get_waiter("stack_create_complete").wait(
            StackName="ceiling", WaiterConfig={"Delay": 1, "MaxAttempts": 30}
        )
        functions, told = client("lambda", endpoint), []
        # As it is sent: boto3 would make a number of it.
        functions.meta.events.register(
            "response-received.lambda.ListEventSourceMappings",
            lambda response_dict, **_: told.append(json.loads(response_dict["body"])),
        )
        functions.list_event_source_mappings()
        (made,) = [one for one in told[0]["EventSourceMappings"] if ":ceiling-Queue" in one["EventSourceArn"]]
        return isinstance(made["ScalingConfig"]["MaximumConcurrency"], str)
    finally:
        cloudformation.delete_stack(StackName="ceiling")


STILL_THERE: dict[str, Callable[[SamDeployment, Path], bool]] = {
    "the look of the sign-in pages": look_of_the_sign_in_pages,
    "conditions on events": conditions_on_events,
    "numbers of parameters": numbers_of_parameters,
}


@pytest.mark.parametrize("gap", [gap.name for gap in ENGINE_GAPS])
def test_a_gap_is_still_there(gap: str, deployed: SamDeployment, built: Path) -> None:
    """Where it is not any more, take it off the list: what it closes is then tried as it stands."""
    assert STILL_THERE[gap](deployed, built)


def owner_on_the_page(stack: LocalStack) -> str:
    """Who runs the page, as it says itself on a page that is for everybody."""
    url = f"{stack.endpoint}/_aws/execute-api/{stack.outputs['AdminPageApiId']}/tilgaengelighed"
    with urllib.request.urlopen(url, timeout=60) as answer:
        text = answer.read().decode()
    return next(name for name in (PARAMETERS["PageOwner"], "Anden Ejer", "Tredje Ejer") if name in text)


def test_a_parameter_alone_reaches_those_who_answer_with_a_release_and_not_without(
    deployed: SamDeployment, built: Path
) -> None:
    """They are called by an alias, which goes on pointing at the version that knew the old one (docs/adr/0023).

    The engine transforms a template without the parameters' values, so the release is its default here.
    """
    release = "0123456789abcdef"

    def released(template: dict[str, Any]) -> dict[str, Any]:
        adapted = without_gaps(template)
        parameters = adapted["Parameters"]
        named = parameters | {"Release": parameters["Release"] | {"Default": release}}
        return adapted | {"Parameters": named}

    assert owner_on_the_page(deployed.stack) == PARAMETERS["PageOwner"]
    assert deployed.deploy(built, PageOwner="Anden Ejer").returncode == 0
    assert owner_on_the_page(deployed.stack) == PARAMETERS["PageOwner"]
    assert deployed.deploy(built, released, PageOwner="Tredje Ejer").returncode == 0
    assert owner_on_the_page(deployed.stack) == "Tredje Ejer"
    lambdas = client("lambda", deployed.engine.endpoint)
    for function in ("validate", "publish", "portal-api", "admin-page"):
        version = lambdas.get_alias(FunctionName=f"{STACK}-{function}", Name="live")["FunctionVersion"]
        named = {"FunctionName": f"{STACK}-{function}", "Qualifier": version}
        assert lambdas.get_function_configuration(**named)["Description"] == release, function
