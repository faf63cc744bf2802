"""What a workflow may do to deploy one stack, and that nothing lets it, or what it makes, reach further."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from infra.cloudformation import ROOT, load_template
from infra.local.stack import PARAMETERS
from infra.resolved_template import ResolvedTemplate
from tests.infra.test_traffic_shifting import CANARY, transformed
from tests.support.iam import Request, is_allowed

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCOUNT, REGION = "123456789012", "eu-north-1"
DEPLOYER = ResolvedTemplate(
    stack="kleark-deployer",
    parameters={"Repository": "odense/kleark", "GitHubEnvironment": "prod", "StackName": "kleark"},
    path=ROOT / "infra" / "stacks" / "deployer.yaml",
)
STACK = ResolvedTemplate(parameters=PARAMETERS)
BOUNDARY = DEPLOYER.arn("Boundary")
POLICIES = ("StoragePolicy", "ComputePolicy", "IdentityPolicy")

# What CloudFormation asks for to make, change and delete a resource of each type, as its handlers list it, and the
# ARN of one that the stack has.
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:kleark-validate"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/kleark-ValidateRole-1ABC"
API = f"arn:aws:apigateway:{REGION}::/apis/a1b2c3"
POOL = f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{REGION}_AbC"
BOUND = {"iam:PermissionsBoundary": BOUNDARY}
NEEDED: dict[str, tuple[str, str, dict[str, str]]] = {
    "AWS::ApiGatewayV2::Api": (API, "apigateway: POST GET PATCH DELETE", {}),
    "AWS::ApiGatewayV2::Integration": (f"{API}/integrations", "apigateway: POST GET PATCH DELETE", {}),
    "AWS::ApiGatewayV2::Route": (f"{API}/routes", "apigateway: POST GET PATCH DELETE", {}),
    "AWS::ApiGatewayV2::Stage": (f"{API}/stages", "apigateway: POST GET PATCH DELETE", {}),
    "AWS::CloudWatch::Alarm": (
        f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:kleark-ValidateErrorsAlarm-1ABC",
        "cloudwatch: PutMetricAlarm DescribeAlarms DeleteAlarms ListTagsForResource TagResource",
        {},
    ),
    "AWS::CloudWatch::Dashboard": (
        f"arn:aws:cloudwatch::{ACCOUNT}:dashboard/kleark",
        "cloudwatch: PutDashboard GetDashboard DeleteDashboards",
        {},
    ),
    "AWS::CodeDeploy::Application": (
        f"arn:aws:codedeploy:{REGION}:{ACCOUNT}:application:kleark-ServerlessDeploymentApplication-1",
        "codedeploy: CreateApplication GetApplication DeleteApplication RegisterApplicationRevision TagResource",
        {},
    ),
    "AWS::CodeDeploy::DeploymentGroup": (
        f"arn:aws:codedeploy:{REGION}:{ACCOUNT}:deploymentgroup:kleark-ServerlessDeploymentApplication-1/kleark-x",
        "codedeploy: CreateDeploymentGroup GetDeploymentGroup UpdateDeploymentGroup DeleteDeploymentGroup "
        "CreateDeployment GetDeployment StopDeployment",
        {},
    ),
    "AWS::Cognito::ManagedLoginBranding": (
        POOL, "cognito-idp: CreateManagedLoginBranding DescribeManagedLoginBranding "
        "UpdateManagedLoginBranding DeleteManagedLoginBranding", {}
    ),
    "AWS::Cognito::UserPool": (
        POOL, "cognito-idp: DescribeUserPool UpdateUserPool DeleteUserPool SetUserPoolMfaConfig", {}
    ),
    "AWS::Cognito::UserPoolClient": (
        POOL, "cognito-idp: CreateUserPoolClient DescribeUserPoolClient UpdateUserPoolClient DeleteUserPoolClient", {}
    ),
    "AWS::Cognito::UserPoolDomain": (
        POOL, "cognito-idp: CreateUserPoolDomain UpdateUserPoolDomain DeleteUserPoolDomain", {}
    ),
    "AWS::Cognito::UserPoolIdentityProvider": (
        POOL,
        "cognito-idp: CreateIdentityProvider DescribeIdentityProvider UpdateIdentityProvider DeleteIdentityProvider",
        {},
    ),
    "AWS::DynamoDB::Table": (
        f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/kleark-Table-1ABC",
        "dynamodb: CreateTable DescribeTable UpdateTable DeleteTable UpdateContinuousBackups DescribeContinuousBackups "
        "UpdateTimeToLive DescribeTimeToLive TagResource ListTagsOfResource",
        {},
    ),
    "AWS::Events::Archive": (
        f"arn:aws:events:{REGION}:{ACCOUNT}:archive/kleark-published",
        "events: CreateArchive DescribeArchive UpdateArchive DeleteArchive",
        {},
    ),
    "AWS::Events::EventBus": (
        f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/kleark",
        "events: CreateEventBus DescribeEventBus UpdateEventBus DeleteEventBus TagResource",
        {},
    ),
    "AWS::Events::Rule": (
        f"arn:aws:events:{REGION}:{ACCOUNT}:rule/kleark/kleark-NoticesRule-1",
        "events: PutRule DescribeRule DeleteRule PutTargets RemoveTargets ListTargetsByRule",
        {},
    ),
    "AWS::IAM::ManagedPolicy": (
        f"arn:aws:iam::{ACCOUNT}:policy/kleark-OperatorPolicy-1ABC",
        "iam: CreatePolicy GetPolicy GetPolicyVersion CreatePolicyVersion DeletePolicyVersion DeletePolicy TagPolicy",
        {},
    ),
    "AWS::IAM::Policy": (ROLE, "iam: PutRolePolicy DeleteRolePolicy", BOUND),
    "AWS::IAM::Role": (
        ROLE, "iam: CreateRole PutRolePolicy DeleteRolePolicy PutRolePermissionsBoundary GetRole DeleteRole", BOUND
    ),
    "AWS::Lambda::Alias": (FUNCTION, "lambda: CreateAlias GetAlias UpdateAlias DeleteAlias", {}),
    "AWS::Lambda::EventInvokeConfig": (
        FUNCTION,
        "lambda: PutFunctionEventInvokeConfig UpdateFunctionEventInvokeConfig DeleteFunctionEventInvokeConfig",
        {},
    ),
    "AWS::Lambda::EventSourceMapping": (
        f"arn:aws:lambda:{REGION}:{ACCOUNT}:event-source-mapping:1",
        "lambda: CreateEventSourceMapping GetEventSourceMapping UpdateEventSourceMapping DeleteEventSourceMapping",
        {"lambda:FunctionArn": f"{FUNCTION}:live"},
    ),
    "AWS::Lambda::Function": (
        FUNCTION, "lambda: CreateFunction GetFunction UpdateFunctionCode UpdateFunctionConfiguration DeleteFunction "
        "PutFunctionConcurrency TagResource", {}
    ),
    "AWS::Lambda::Permission": (FUNCTION, "lambda: AddPermission RemovePermission GetPolicy", {}),
    "AWS::Lambda::Version": (FUNCTION, "lambda: PublishVersion ListVersionsByFunction GetFunctionConfiguration", {}),
    "AWS::Logs::LogGroup": (
        f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/kleark-validate",
        "logs: CreateLogGroup PutRetentionPolicy DeleteLogGroup TagResource",
        {},
    ),
    "AWS::Logs::MetricFilter": (
        f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/kleark-validate",
        "logs: PutMetricFilter DescribeMetricFilters DeleteMetricFilter",
        {},
    ),
    "AWS::S3::Bucket": (
        f"arn:aws:s3:::kleark-uploads-{ACCOUNT}-{REGION}",
        "s3: CreateBucket DeleteBucket PutBucketVersioning PutEncryptionConfiguration PutBucketOwnershipControls "
        "PutBucketPublicAccessBlock PutLifecycleConfiguration PutBucketCORS PutBucketNotification PutBucketLogging "
        "PutBucketTagging GetBucketVersioning",
        {},
    ),
    "AWS::S3::BucketPolicy": (
        f"arn:aws:s3:::kleark-reports-{ACCOUNT}-{REGION}", "s3: PutBucketPolicy GetBucketPolicy DeleteBucketPolicy", {}
    ),
    "AWS::SES::ConfigurationSet": (
        f"arn:aws:ses:{REGION}:{ACCOUNT}:configuration-set/kleark-notices",
        "ses: CreateConfigurationSet GetConfigurationSet DeleteConfigurationSet PutConfigurationSetDeliveryOptions",
        {},
    ),
    "AWS::SQS::Queue": (
        f"arn:aws:sqs:{REGION}:{ACCOUNT}:kleark-uploads",
        "sqs: CreateQueue GetQueueAttributes SetQueueAttributes DeleteQueue TagQueue",
        {},
    ),
    "AWS::SQS::QueuePolicy": (f"arn:aws:sqs:{REGION}:{ACCOUNT}:kleark-publish.fifo", "sqs: SetQueueAttributes", {}),
    "AWS::Scheduler::Schedule": (
        f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/default/kleark-sweep",
        "scheduler: CreateSchedule GetSchedule UpdateSchedule DeleteSchedule",
        {},
    ),
    "AWS::Scheduler::ScheduleGroup": (
        f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule-group/kleark-publications",
        "scheduler: CreateScheduleGroup GetScheduleGroup DeleteScheduleGroup TagResource",
        {},
    ),
    "AWS::SecretsManager::Secret": (
        f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:kleark-answer-secret-AbCdEf",
        "secretsmanager: CreateSecret DescribeSecret UpdateSecret DeleteSecret TagResource",
        {},
    ),
}  # fmt: skip

UNBOUND_BY_NAME = {"apigateway", "cognito-idp"}
"""Services that make up the ids of what is made there."""


def execution() -> list[dict[str, Any]]:
    return [statement for policy in POLICIES for statement in managed(policy)]


def managed(policy: str) -> list[dict[str, Any]]:
    """The statements of a policy, without those of what the stack is not given here."""
    document = DEPLOYER.template["Resources"][policy]["Properties"]["PolicyDocument"]
    return [DEPLOYER.resolve(one) for one in document["Statement"] if "Fn::If" not in one]


def requests() -> Iterator[tuple[str, Request]]:
    for kind, (resource, actions, context) in NEEDED.items():
        service, *names = actions.replace(":", "").split()
        for name in names:
            yield kind, Request(f"{service}:{name}", resource, context)


def test_every_kind_of_resource_in_the_stack_can_be_made_and_unmade() -> None:
    kinds = {one["Type"] for one in transformed(TrafficShifting=CANARY).values()}
    assert kinds <= NEEDED.keys(), kinds - NEEDED.keys()
    refused = [(kind, request.action) for kind, request in requests() if not is_allowed(request, execution())]
    assert refused == []


def test_every_bucket_of_the_stack_can_be_made() -> None:
    """Buckets are allowed by their whole names, so one name says nothing of the next."""
    buckets = [name for name, one in STACK.template["Resources"].items() if one["Type"] == "AWS::S3::Bucket"]
    assert len(buckets) >= 3
    _, actions, context = NEEDED["AWS::S3::Bucket"]
    service, *names = actions.replace(":", "").split()
    refused = [
        (bucket, name)
        for bucket in buckets
        for name in names
        if not is_allowed(Request(f"{service}:{name}", STACK.arn(bucket), context), execution())
    ]
    assert refused == []


def test_nothing_of_another_stack_can_be_touched() -> None:
    """Not one whose name begins alike, either."""
    reached = []
    for kind, request in requests():
        if request.action.split(":")[0] in UNBOUND_BY_NAME:
            continue
        other = request.resource.replace("kleark-", "klearkb-").replace("/kleark", "/klearkb")
        context = {key: str(value).replace("kleark-", "klearkb-") for key, value in request.context.items()}
        if "event-source-mapping" in other:
            other = request.resource
        if is_allowed(
            Request(request.action, other, BOUND if "iam" in request.action else context), execution()
        ):
            reached.append((kind, request.action))
    assert reached == [
        ("AWS::CloudWatch::Dashboard", f"cloudwatch:{verb}")
        for verb in ("PutDashboard", "GetDashboard", "DeleteDashboards")
    ]


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:GetObject", f"arn:aws:s3:::kleark-uploads-{ACCOUNT}-{REGION}/0461/ark.xlsx"),
        ("s3:PutObject", f"arn:aws:s3:::kleark-uploads-{ACCOUNT}-{REGION}/0461/ark.xlsx"),
        ("dynamodb:GetItem", f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/kleark-Table-1ABC"),
        ("dynamodb:PutItem", f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/kleark-Table-1ABC"),
        ("sqs:ReceiveMessage", f"arn:aws:sqs:{REGION}:{ACCOUNT}:kleark-publish.fifo"),
        ("secretsmanager:GetSecretValue", NEEDED["AWS::SecretsManager::Secret"][0]),
        ("logs:GetLogEvents", f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/kleark-validate"),
        ("lambda:InvokeFunction", FUNCTION),
        ("cognito-idp:AdminCreateUser", POOL),
        ("cognito-idp:AdminUpdateUserAttributes", POOL),
        ("iam:AttachRolePolicy", ROLE),
        ("iam:DeleteRolePermissionsBoundary", ROLE),
        ("iam:CreateUser", f"arn:aws:iam::{ACCOUNT}:user/kleark-x"),
        ("iam:CreatePolicyVersion", BOUNDARY),
        ("iam:UpdateAssumeRolePolicy", f"arn:aws:iam::{ACCOUNT}:role/kleark-deployer-ExecutionRole-1"),
    ],
)  # fmt: skip
def test_neither_content_nor_people_nor_itself_is_within_its_reach(action: str, resource: str) -> None:
    assert not is_allowed(Request(action, resource, BOUND), execution())


@pytest.mark.parametrize("boundary", ["", f"arn:aws:iam::{ACCOUNT}:policy/another"])
def test_no_role_is_made_or_widened_without_the_boundary(boundary: str) -> None:
    context = {"iam:PermissionsBoundary": boundary} if boundary else {}
    for action in ("CreateRole", "PutRolePolicy", "PutRolePermissionsBoundary"):
        assert not is_allowed(Request(f"iam:{action}", ROLE, context), execution()), action


@pytest.mark.parametrize("service", ["lambda", "scheduler", "codedeploy", "ec2", "cloudformation"])
def test_roles_are_lent_to_the_stacks_services_alone(service: str) -> None:
    request = Request("iam:PassRole", ROLE, {"iam:PassedToService": f"{service}.amazonaws.com"})
    assert is_allowed(request, execution()) is (service in {"lambda", "scheduler", "codedeploy"})


def test_every_role_of_the_stack_takes_the_boundary_and_keeps_within_it() -> None:
    """Else the function would be refused what it needs, and only in an account would anybody see."""
    boundary = managed("Boundary")
    beyond = []
    for name, resource in STACK.template["Resources"].items():
        if resource["Type"] != "AWS::IAM::Role":
            continue
        assert resource["Properties"]["PermissionsBoundary"]["Fn::If"] == [
            "HasPermissionsBoundary", {"Ref": "PermissionsBoundaryArn"}, {"Ref": "AWS::NoValue"}
        ], name  # fmt: skip
        for statement in STACK.statements(name):
            actions, resources = statement["Action"], statement["Resource"]
            for action in [actions] if isinstance(actions, str) else actions:
                for where in [resources] if isinstance(resources, str) else resources:
                    context = (
                        {"iam:PassedToService": "scheduler.amazonaws.com"} if action == "iam:PassRole" else {}
                    )
                    request = Request(action, where.replace("*", "x") if where != "*" else "*", context)
                    if not is_allowed(request, boundary):
                        beyond.append((name, action, where))
    assert beyond == []


@pytest.mark.parametrize(
    "action", ["iam:CreateRole", "s3:PutBucketPolicy", "dynamodb:DeleteTable", "sts:AssumeRole"]
)
def test_the_boundary_lets_no_role_build_or_become_another(action: str) -> None:
    for resource in ("*", ROLE, f"arn:aws:s3:::kleark-uploads-{ACCOUNT}-{REGION}"):
        assert not is_allowed(Request(action, resource), managed("Boundary"))


def test_only_this_repository_in_this_environment_is_trusted() -> None:
    role = DEPLOYER.template["Resources"]["DeployerRole"]["Properties"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert list(trust["Condition"]) == ["StringEquals"]  # no pattern that another repository could fit
    github = "token.actions.githubusercontent.com"
    assert DEPLOYER.resolve(trust["Condition"]["StringEquals"]) == {
        f"{github}:aud": "sts.amazonaws.com",
        f"{github}:sub": "repo:odense/kleark:environment:prod",
    }
    for name, value in {"Repository": "odense/kl*", "GitHubEnvironment": "*", "StackName": "kleark*"}.items():
        assert not re.fullmatch(DEPLOYER.template["Parameters"][name]["AllowedPattern"], value), name


def test_the_workflow_plans_with_that_role_alone_and_changes_nothing_by_itself() -> None:
    statements = DEPLOYER.statements("DeployerRole")
    stack = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/kleark/1"
    role = DEPLOYER.arn("ExecutionRole")
    plan = "cloudformation:CreateChangeSet"
    assert is_allowed(Request(plan, stack, {"cloudformation:RoleArn": role}), statements)
    assert not is_allowed(Request(plan, stack), statements)
    assert not is_allowed(Request(plan, stack, {"cloudformation:RoleArn": f"{role}x"}), statements)
    assert not is_allowed(
        Request(plan, stack.replace("kleark", "other"), {"cloudformation:RoleArn": role}), statements
    )
    services = {
        action.split(":")[0]
        for one in statements
        for action in json.loads(json.dumps([one["Action"]]).replace("[[", "[").replace("]]", "]"))
    }
    assert services == {"s3", "cloudformation", "iam"}
    for action in (
        "cloudformation:DeleteStack",
        "cloudformation:UpdateStack",
        "cloudformation:SetStackPolicy",
    ):
        assert not is_allowed(Request(action, stack, {"cloudformation:RoleArn": role}), statements)
    lent = Request("iam:PassRole", role, {"iam:PassedToService": "cloudformation.amazonaws.com"})
    assert is_allowed(lent, statements)
    assert not is_allowed(
        Request("iam:PassRole", role, {"iam:PassedToService": "ec2.amazonaws.com"}), statements
    )


def test_policies_fit_into_what_iam_takes() -> None:
    """6,144 characters of a managed policy, white space not counted; written out for the longest name and region."""
    longest = ResolvedTemplate(
        stack="k" * 20 + "-deployer",
        region="ap-southeast-4",
        parameters=DEPLOYER.parameters
        | {
            "StackName": "k" * 20,
            "KmsKeyArn": f"arn:aws:kms:ap-southeast-4:{ACCOUNT}:key/{'0' * 36}",
            "OidcProviderSecretArn": f"arn:aws:secretsmanager:ap-southeast-4:{ACCOUNT}:secret:{'s' * 60}",
        },
        path=DEPLOYER.path,
    )
    for policy in (*POLICIES, "Boundary"):
        document = longest.resolve(DEPLOYER.template["Resources"][policy]["Properties"]["PolicyDocument"])
        assert len(json.dumps(document, separators=(",", ":"))) <= 6144, policy


def test_what_the_template_is_given_is_what_the_stack_gives() -> None:
    pattern = load_template()["Parameters"]["PermissionsBoundaryArn"]["AllowedPattern"]
    assert re.fullmatch(pattern, BOUNDARY)
