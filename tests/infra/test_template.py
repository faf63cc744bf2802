"""template.yaml as the tools see it, and the promises that no tool checks."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import fields
from fnmatch import fnmatch, fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ask_links.handler import RESERVE_MS as LINKS_RESERVE_MS
from infra.cloudformation import ROOT, TEMPLATE, function_folders, load_template
from infra.local.stack import PARAMETERS
from infra.resolved_template import ResolvedTemplate, UnresolvedError
from kleark.adapters.dynamodb.keys import (
    INDEX_PARTITION,
    LIVE,
    LOG_PREFIX,
    SUMS_PARTITION_PREFIX,
    UPLOAD_PREFIX,
    WATCH_NOTICE,
    partition,
    snapshot_partition,
)
from kleark.adapters.dynamodb.notice_facts import ATTRIBUTES
from kleark.adapters.dynamodb.notice_marks import LEASE
from kleark.adapters.dynamodb.notice_marks import PREFIX as MARK_PREFIX
from kleark.adapters.eventbridge import NOTICE_DETAIL_TYPE, SOURCE
from kleark.identity.person import MUNICIPALITY_CLAIM, ROLE_CLAIM, Role
from kleark.intake.report_files import SUMMARY
from kleark.links.asking import MOST_HOPS, MOST_SECONDS
from kleark.links.link_orders import MOST_TOGETHER
from kleark.links.pace import MOST_SECONDS_BETWEEN, SECONDS_BETWEEN
from kleark.metrics import REFUSALS_AFTER_A_SUCCESS, Metric, Unit
from kleark.publishing.ids import municipality_code
from kleark.publishing.model import Content, Live, LogEntry, Scheduled, Upload
from kleark.publishing.notices import CAUSE_OF_ACTION, CAUSE_OF_STATUS, TOLD_HANDOVERS
from kleark.publishing.object_keys import CHECK_ONLY_FOLDER, PAGE_FOLDER, destination, from_page_key
from kleark.publishing.schedule import REFUSED_PLAN
from kleark.publishing.warnings_file import WARNINGS_FILE
from sweep.handler import RESERVE_MS
from tests.support.iam import Request, is_allowed
from tests.support.infra_commands import run, sam
from watch_live.handler import RESERVE_MS as WATCH_RESERVE_MS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TEMPLATE_DATA = load_template()
RESOURCES: dict[str, dict[str, Any]] = TEMPLATE_DATA["Resources"]
FUNCTIONS = function_folders(TEMPLATE_DATA)

EXAMPLES = sorted(
    [*(ROOT / "infra" / "examples").glob("*.yaml"), *(ROOT / "infra" / "stacks").glob("*.yaml")]
)

PLACES_OF_THE_PAGE = f"${{UploadsBucket}}/????/{CHECK_ONLY_FOLDER}/{PAGE_FOLDER}/*"
"""Where the page lets browsers put sheets, as IAM reads it."""

ASKS_FOR_DELETIONS = ("sqs:SendMessage", {"Fn::GetAtt": ["ErasureQueue", "Arn"]})
"""The right to ask for the deletion of a sheet."""

NO_RESOURCES_TO_NAME = {"xray:PutTraceSegments", "xray:PutTelemetryRecords", "dynamodb:ListStreams"}
"""Actions that IAM knows no resources for."""


def of_type(resource_type: str) -> dict[str, dict[str, Any]]:
    return {
        name: resource.get("Properties", {})
        for name, resource in RESOURCES.items()
        if resource["Type"] == resource_type
    }


def by_default(logical_id: str) -> dict[str, Any]:
    """The properties of a resource where no parameter that has a default is given."""
    resolved: dict[str, Any] = ResolvedTemplate(parameters=PARAMETERS).resolve(
        RESOURCES[logical_id]["Properties"]
    )
    return resolved


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statements(role: str) -> list[dict[str, Any]]:
    policies = RESOURCES[role]["Properties"]["Policies"]
    return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


def allowed() -> Iterator[tuple[str, dict[str, Any]]]:
    for role in of_type("AWS::IAM::Role"):
        for statement in statements(role):
            if statement["Effect"] == "Allow":
                yield role, statement


def role_of(function: str) -> str:
    return str(RESOURCES[function]["Properties"]["Role"]["Fn::GetAtt"][0])


def actions_on(role: str, service: str) -> set[str]:
    return {
        action
        for statement in statements(role)
        for action in as_list(statement["Action"])
        if action.startswith(f"{service}:")
    }


@pytest.mark.parametrize("template", [TEMPLATE, *EXAMPLES], ids=lambda path: path.name)
def test_cfn_lint_has_nothing_to_say(template: Path) -> None:
    outcome = run(Path(sys.executable).with_name("cfn-lint"), template)
    assert (outcome.returncode, outcome.stdout) == (0, ""), outcome.stdout + outcome.stderr


def test_sam_validate_finds_it_valid(tmp_path: Path) -> None:
    outcome = sam("validate", "--lint", "--template", TEMPLATE, home=tmp_path)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert "is a valid SAM Template" in outcome.stdout


def test_the_functions_are_those_that_have_a_handler() -> None:
    assert set(FUNCTIONS.values()) == {path.parent.name for path in (ROOT / "functions").glob("*/handler.py")}
    for function, folder in FUNCTIONS.items():
        assert RESOURCES[function]["Properties"]["Handler"] == f"{folder}.handler.handler"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_is_given_just_the_variables_that_its_code_requires(function: str) -> None:
    """Those of its own folder; what the adapters read beside them is common to all functions."""
    common = set(TEMPLATE_DATA["Globals"]["Function"]["Environment"]["Variables"]) | {
        "POWERTOOLS_SERVICE_NAME"
    }
    given = set(RESOURCES[function]["Properties"]["Environment"]["Variables"]) - common
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "functions" / FUNCTIONS[function]).glob("*.py")
    )
    assert given == set(re.findall(r'(?:required|optional)\("(\w+)"\)', code))


def test_each_function_has_a_role_and_a_log_group_of_its_own() -> None:
    roles = {function: role_of(function) for function in FUNCTIONS}
    groups = {
        function: RESOURCES[function]["Properties"]["LoggingConfig"]["LogGroup"]["Ref"]
        for function in FUNCTIONS
    }
    assert len(set(roles.values())) == len(FUNCTIONS)
    assert len(set(groups.values())) == len(FUNCTIONS)
    for function in FUNCTIONS:
        name = RESOURCES[function]["Properties"]["FunctionName"]["Fn::Sub"]
        group = RESOURCES[groups[function]]["Properties"]
        assert group["LogGroupName"]["Fn::Sub"] == f"/aws/lambda/{name}"
        writes = [s for s in statements(roles[function]) if "logs:PutLogEvents" in as_list(s["Action"])]
        assert [s["Resource"] for s in writes] == [{"Fn::GetAtt": [groups[function], "Arn"]}]


def test_every_log_group_forgets() -> None:
    groups = of_type("AWS::Logs::LogGroup")
    assert len(groups) == len(FUNCTIONS) + 2  # one function each, and the access logs of both APIs
    for name, group in groups.items():
        assert group["RetentionInDays"] == {"Ref": "LogRetentionDays"}, name
        # Kept, its name would be taken when the stack is made again.
        assert "DeletionPolicy" not in RESOURCES[name], name


def test_nothing_is_allowed_by_a_wildcard_or_a_managed_policy() -> None:
    for role, statement in allowed():
        assert not any("*" in action for action in as_list(statement["Action"])), (role, statement["Sid"])
        if "*" in as_list(statement["Resource"]):
            assert set(as_list(statement["Action"])) <= NO_RESOURCES_TO_NAME, (role, statement["Sid"])
        assert "NotAction" not in statement
        assert "NotResource" not in statement
    for role, properties in of_type("AWS::IAM::Role").items():
        assert "ManagedPolicyArns" not in properties, role
    for function in FUNCTIONS:
        assert "Policies" not in RESOURCES[function]["Properties"], function


def test_the_portal_only_reads_the_table() -> None:
    role = role_of("PortalApiFunction")
    assert actions_on(role, "dynamodb") == {"dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"}
    assert not actions_on(role, "s3")
    assert not actions_on(role, "sqs")


def test_the_publisher_reaches_accepted_configurations_and_no_uploads() -> None:
    """It reads config.json and warnings.json and nothing else: not the sheet, not the report, and never of another
    bucket. It writes the plan of a scheduled publication that it refused, and nothing else."""
    rights = [
        (s["Action"], resource["Fn::Sub"])
        for s in statements(role_of("PublishFunction"))
        if str(s["Action"]).startswith("s3:")
        for resource in as_list(s["Resource"])
    ]
    assert rights == [
        ("s3:GetObject", "arn:${AWS::Partition}:s3:::${ReportsBucket}/*/config.json"),
        ("s3:GetObject", "arn:${AWS::Partition}:s3:::${ReportsBucket}/*/warnings.json"),
        ("s3:PutObject", "arn:${AWS::Partition}:s3:::${ReportsBucket}/*/" + REFUSED_PLAN),
    ]


def test_who_reads_the_key_of_fingerprints_reads_that_secret_and_no_other() -> None:
    readers = [
        (owner, s["Action"], s["Resource"])
        for owner, s in [*allowed(), *(("OperatorPolicy", s) for s in operator_statements())]
        if any(action.startswith("secretsmanager:") for action in as_list(s["Action"]))
    ]
    owners = (
        *(role_of(f"{name}Function") for name in ("Validate", "Publish", "AdminPage")),
        "OperatorPolicy",
    )
    assert readers == [
        (owner, "secretsmanager:GetSecretValue", {"Fn::GetAtt": ["AnswerSecret", "Id"]}) for owner in owners
    ]


def test_the_validator_cannot_publish() -> None:
    """What is live changes in a transaction with a condition check, on rows that were written in batches.

    It reads them: a sheet's report says what the sheet would change.
    """
    role = role_of("ValidateFunction")
    by_keys = {
        statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"][0]: set(
            as_list(statement["Action"])
        )
        for statement in statements(role)
        if statement["Resource"] == {"Fn::GetAtt": ["Table", "Arn"]}
    }
    assert by_keys.pop(INDEX_PARTITION) == by_keys.pop("TEMPLATES#*")
    # The KLE register, to read.
    assert by_keys.pop("REGISTER") == {"dynamodb:GetItem", "dynamodb:Query"}
    assert by_keys == {
        # What is left of past inventories, to write.
        f"{SUMS_PARTITION_PREFIX}*": {"dynamodb:PutItem"},
        "U#*": {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"},
        "M#*": {"dynamodb:GetItem", "dynamodb:Query"},
    }
    assert actions_on(role, "s3") == {
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:ListBucket",
        "s3:ListBucketVersions",
        "s3:PutObject",
    }
    writes = [s for s in statements(role) if "s3:PutObject" in as_list(s["Action"])]
    assert [s["Resource"]["Fn::Sub"] for s in writes] == [
        "arn:${AWS::Partition}:s3:::${ReportsBucket}/*",
        # Sheets that are edited on the page: where nothing is published by itself.
        f"arn:${{AWS::Partition}}:s3:::{PLACES_OF_THE_PAGE}",
    ]


def test_every_access_to_the_table_is_bounded_by_its_keys() -> None:
    on_the_table = [
        (owner, s)
        for owner, s in [*allowed(), *(("OperatorPolicy", s) for s in operator_statements())]
        if s["Resource"] == {"Fn::GetAtt": ["Table", "Arn"]}
    ]
    owners = {owner for owner, _ in on_the_table}
    # Who talks to servers that nobody here knows has no right to it at all.
    using = [function for function in FUNCTIONS if function != "LinksFunction"]
    assert owners == {*(role_of(function) for function in using), "OperatorPolicy"}
    for owner, statement in on_the_table:
        keys = statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
        if keys == [INDEX_PARTITION]:
            assert (owner, statement["Sid"]) in {
                (role_of("ValidateFunction"), "KeepInventory"),
                (role_of("PortalApiFunction"), "ReadInventory"),
                (role_of("PublishFunction"), "ReadInventory"),
                (role_of("WatchFunction"), "ReadInventory"),
                ("OperatorPolicy", "ReadInventory"),
                (role_of("AdminPageFunction"), "ReadInventory"),
            }
        elif keys == ["TEMPLATES#*", "OWN#*"]:
            assert (owner, statement["Sid"]) in {
                (role_of("ValidateFunction"), "KeepLists"),
                (role_of("EraseFunction"), "DeleteLists"),
                (role_of("WatchFunction"), "ReadLists"),
                (role_of("AdminPageFunction"), "MarkListsDeleted"),
            }
        elif keys == ["OWN#*"]:
            assert (owner, statement["Sid"]) == (role_of("AdminPageFunction"), "ReadOwnNumbers")
            assert statement["Action"] == "dynamodb:Query"
        elif keys == ["REGISTER", "EDITIONS"]:
            assert (owner, statement["Sid"]) in {
                ("OperatorPolicy", "ActivateEditions"),
                *(
                    (one, "ReadRegister")
                    for one in (
                        "OperatorPolicy",
                        *map(
                            role_of,
                            (
                                "ValidateFunction",
                                "RegisterFunction",
                                "AdminPageFunction",
                                "WatchFunction",
                            ),
                        ),
                    )
                ),
            }
        elif keys == ["REGISTER"]:
            # Which edition is active, and none of the editions.
            assert (owner, statement["Sid"]) == (role_of("PortalApiFunction"), "SayWhichRegisterIsActive")
            assert statement["Action"] == "dynamodb:GetItem"
        elif keys == [f"{SUMS_PARTITION_PREFIX}*"]:
            assert (owner, statement["Sid"], *as_list(statement["Action"])) in {
                (role_of("ValidateFunction"), "KeepSums", "dynamodb:PutItem"),
                (role_of("SweepFunction"), "DeleteOldSums", "dynamodb:DeleteItem", "dynamodb:Query"),
                (role_of("WatchFunction"), "ReadSums", "dynamodb:Query"),
                (role_of("AdminPageFunction"), "ReadSums", "dynamodb:Query"),
                ("OperatorPolicy", "ReadSums", "dynamodb:Query"),
            }
        elif keys == ["EDITIONS"]:
            assert (owner, statement["Sid"]) == (role_of("RegisterFunction"), "RecordEditions")
            assert statement["Action"] == "dynamodb:PutItem"
        else:
            # D#: what follows from other items, and could be worked out again.
            own = ("M#", "U#") if keys != ["D#*"] else ("D#",)
            assert all(one.startswith(own) for one in keys), (owner, statement["Sid"])


def test_only_the_validator_writes_lists_and_it_deletes_nothing_else() -> None:
    deleting = [
        s for s in statements(role_of("ValidateFunction")) if "dynamodb:DeleteItem" in as_list(s["Action"])
    ]
    assert [s["Sid"] for s in deleting] == ["KeepInventory", "KeepLists"]
    for function in ("PortalApiFunction", "AdminPageFunction", "PublishFunction"):
        (reading,) = [s for s in statements(role_of(function)) if s["Sid"] == "ReadInventory"]
        assert set(as_list(reading["Action"])) == {"dynamodb:GetItem", "dynamodb:Query"}


def by_sid(statement: dict[str, Any]) -> str:
    sid: str = statement["Sid"]
    return sid


def test_the_page_decides_what_an_operator_may_and_beside_that_reads_and_lends_places() -> None:
    role = role_of("AdminPageFunction")
    operator = {action for s in operator_statements() for action in as_list(s["Action"])}
    for service in ("scheduler", "iam"):
        assert actions_on(role, service) == {a for a in operator if a.startswith(f"{service}:")}
        own = [s for s in statements(role) if as_list(s["Action"])[0].startswith(f"{service}:")]
        assert all(s in operator_statements() for s in own)
    on_the_table = [s for s in statements(role) if s["Resource"] == {"Fn::GetAtt": ["Table", "Arn"]}]
    of_the_operator = [s for s in operator_statements() if s["Resource"] == {"Fn::GetAtt": ["Table", "Arn"]}]
    # Which register is active is for all municipalities: no page changes that.
    of_the_operator = [s for s in of_the_operator if s["Sid"] != "ActivateEditions"]
    # Of the marks an operator reads single ones; the page lists and writes them, too.
    (notes,) = [s for s in on_the_table if s["Sid"] == "NoteRequests"]
    (marks,) = [s for s in of_the_operator if s["Sid"] == "ReadMarks"]
    reads = {"dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"}
    assert set(as_list(notes["Action"])) == {*reads, "dynamodb:PutItem"}
    assert as_list(marks["Action"]) == ["dynamodb:GetItem"]
    assert notes["Condition"] == marks["Condition"]
    on_the_table.remove(notes)
    # No command deletes a municipality's list.
    (templates,) = [s for s in on_the_table if s["Sid"] == "MarkListsDeleted"]
    assert set(as_list(templates["Action"])) == {"dynamodb:GetItem", "dynamodb:PutItem"}
    on_the_table.remove(templates)
    # What a sheet made on the page offers, and a command reads of a file.
    (own_numbers,) = [s for s in on_the_table if s["Sid"] == "ReadOwnNumbers"]
    on_the_table.remove(own_numbers)
    of_the_operator.remove(marks)
    assert sorted(on_the_table, key=by_sid) == sorted(of_the_operator, key=by_sid)
    # It asks for deletions, as an operator may, and cannot carry out any.
    to_queues = [s for s in statements(role) if as_list(s["Action"])[0].startswith("sqs:")]
    assert [(s["Action"], s["Resource"]) for s in to_queues] == [ASKS_FOR_DELETIONS]
    assert not {a for a in actions_on(role, "s3") if "Delete" in a}
    assert not actions_on(role, "cognito-idp")


def test_what_a_browser_may_send_with_the_pages_rights_is_only_ever_checked() -> None:
    role = role_of("AdminPageFunction")
    rights = [
        (action, resource["Fn::Sub"].removeprefix("arn:${AWS::Partition}:s3:::"))
        for s in statements(role)
        for action in as_list(s["Action"])
        for resource in as_list(s["Resource"])
        if action.startswith("s3:")
    ]
    assert sorted(rights) == [
        ("s3:GetObject", "${ReportsBucket}/*"),
        ("s3:GetObject", "${UploadsBucket}/*"),
        ("s3:GetObjectVersion", "${UploadsBucket}/*"),
        ("s3:ListBucket", "${ReportsBucket}"),
        ("s3:ListBucket", "${UploadsBucket}"),
        ("s3:ListBucketVersions", "${UploadsBucket}"),
        ("s3:PutObject", PLACES_OF_THE_PAGE),
    ]
    pattern = PLACES_OF_THE_PAGE.removeprefix("${UploadsBucket}/")
    assert fnmatchcase(from_page_key(municipality_code("0461"), "5" * 32, "ark.xlsx"), pattern)
    for key in ("0461/ark.xlsx", f"0461/mappe/{CHECK_ONLY_FOLDER}/{PAGE_FOLDER}/{'5' * 32}/ark.xlsx"):
        assert not destination(key).check_only
        assert not fnmatchcase(key, pattern), key


def test_nobody_but_the_page_puts_a_sheet_where_its_place_says_who_uploaded_it() -> None:
    """Whoever may upload to a municipality's folder could else pass for whoever was lent the place.

    The validator makes the sheets there that are edited on the page (ADR 27).
    """
    statements_of = RESOURCES["UploadsBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    (denied,) = [s for s in statements_of if s["Sid"] == "PlacesThatThePageLends"]
    assert (denied["Effect"], denied["Principal"], denied["Action"]) == ("Deny", "*", "s3:PutObject")
    assert denied["Resource"]["Fn::Sub"].endswith(f":::{PLACES_OF_THE_PAGE}")
    two = [{"Fn::GetAtt": [role_of(one), "Arn"]} for one in ("AdminPageFunction", "ValidateFunction")]
    assert denied["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": two}}


def test_sessions_are_the_pages_alone_and_the_validator_reads_tickets() -> None:
    rights = [
        (role, as_list(s["Action"]), s.get("Condition"))
        for role, s in allowed()
        if s["Resource"] == {"Fn::GetAtt": ["PeopleTable", "Arn"]}
    ]
    tickets = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["T#*"]}}
    marks = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [f"{MARK_PREFIX}*"]}}
    everything = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    assert rights == [
        (role_of("ValidateFunction"), ["dynamodb:GetItem"], tickets),
        (role_of("NotifyFunction"), ["dynamodb:PutItem"], marks),
        (role_of("AdminPageFunction"), everything, None),
    ]


def test_what_is_known_of_people_vanishes_by_itself() -> None:
    table = RESOURCES["PeopleTable"]
    assert table["DeletionPolicy"] == table["UpdateReplacePolicy"] == "Delete"
    properties = table["Properties"]
    assert properties["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert by_default("PeopleTable")["SSESpecification"] == {"SSEEnabled": True}
    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    assert [(k["AttributeName"], k["KeyType"]) for k in properties["KeySchema"]] == [("PK", "HASH")]


def test_the_directory_of_colleagues_is_the_pages_is_read_to_write_mail_and_forgets() -> None:
    """No backup keeps whom an approver has removed, and nothing of it outlives the stack."""
    table = RESOURCES["ColleaguesTable"]
    assert table["DeletionPolicy"] == table["UpdateReplacePolicy"] == "Delete"
    properties = table["Properties"]
    assert properties["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": False}
    assert by_default("ColleaguesTable")["SSESpecification"] == {"SSEEnabled": True}
    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    assert [k["AttributeName"] for k in properties["KeySchema"]] == ["PK", "SK"]
    rights = {
        role: set(as_list(s["Action"]))
        for role, s in allowed()
        if s["Resource"] == {"Fn::GetAtt": ["ColleaguesTable", "Arn"]}
    }
    assert rights == {
        role_of("AdminPageFunction"): {
            f"dynamodb:{action}" for action in ("DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem")
        },
        role_of("NotifyFunction"): {"dynamodb:GetItem", "dynamodb:Query"},
    }


PAGE = {
    "Fn::If": [
        "HasPageUrl",
        {"Ref": "PageUrl"},
        {"Fn::Sub": "https://${AdminApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}"},
    ]
}
"""The page's address, wherever it is told."""


def test_the_page_has_one_address_wherever_it_is_told() -> None:
    assert RESOURCES["AdminPageFunction"]["Properties"]["Environment"]["Variables"]["PAGE_URL"] == PAGE
    assert TEMPLATE_DATA["Outputs"]["AdminPageUrl"]["Value"] == PAGE
    client = RESOURCES["UserPoolClient"]["Properties"]
    assert client["CallbackURLs"] == [{"Fn::Sub": ["${Page}/log-ind/svar", {"Page": PAGE}]}]
    assert client["LogoutURLs"] == [{"Fn::Sub": ["${Page}/logget-ud", {"Page": PAGE}]}]


def test_browsers_send_sheets_from_the_page_and_read_nothing_of_the_bucket() -> None:
    (rule,) = RESOURCES["UploadsBucket"]["Properties"]["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedOrigins"] == [PAGE]
    assert rule["AllowedMethods"] == ["POST"]
    assert "AllowedHeaders" not in rule
    assert set(rule["ExposedHeaders"]) == {"ETag", "x-amz-version-id"}
    assert "CorsConfiguration" not in RESOURCES["ReportsBucket"]["Properties"]
    # What stands there has no path, and so is what browsers call an origin.
    pattern = TEMPLATE_DATA["Parameters"]["PageUrl"]["AllowedPattern"]
    assert re.match(pattern, "https://kleark.example.dk")
    for other in (
        "http://kleark.example.dk",
        "https://kleark.example.dk/",
        "https://kleark.example.dk/side",
        "*",
    ):
        assert not re.match(pattern, other), other


def test_nobody_can_make_themselves_a_user_or_write_their_own_municipality_or_role() -> None:
    """To write one's own attributes takes a token of Cognito's API, or the scope of that name."""
    assert RESOURCES["UserPool"]["Properties"]["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    (client,) = of_type("AWS::Cognito::UserPoolClient").values()
    assert client["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["AllowedOAuthScopes"] == ["openid", "email", "profile"]
    assert client["GenerateSecret"] is False
    where, federated, own = client["WriteAttributes"]["Fn::If"]
    assert where == "HasIdentityProvider"
    assert own == ["name"]
    # Cognito writes what a provider says through the client, and refuses the sign-in where it may not.
    for provider in of_type("AWS::Cognito::UserPoolIdentityProvider").values():
        assert set(federated) == set(provider["AttributeMapping"])
    assert {MUNICIPALITY_CLAIM, ROLE_CLAIM, "email", "name"} <= set(client["ReadAttributes"])


def test_the_pool_holds_what_the_page_asks_of_a_person_and_a_provider_can_fill_it() -> None:
    schema = {f"custom:{a['Name']}": a for a in RESOURCES["UserPool"]["Properties"]["Schema"]}
    assert schema.keys() == {MUNICIPALITY_CLAIM, ROLE_CLAIM}
    assert all(attribute["Mutable"] is True for attribute in schema.values())
    limits = {name: attribute["StringAttributeConstraints"] for name, attribute in schema.items()}
    assert limits[MUNICIPALITY_CLAIM] == {"MinLength": "4", "MaxLength": "4"}
    assert all(len(role) <= int(limits[ROLE_CLAIM]["MaxLength"]) for role in Role)


def test_who_signs_in_here_needs_a_good_password_and_a_second_factor_unless_a_provider_is_asked() -> None:
    pool = RESOURCES["UserPool"]["Properties"]
    policy = pool["Policies"]["PasswordPolicy"]
    assert policy["MinimumLength"] >= 12
    assert all(policy[f"Require{kind}"] for kind in ("Lowercase", "Uppercase", "Numbers", "Symbols"))
    assert TEMPLATE_DATA["Parameters"]["SecondFactor"]["Default"] == "ON"
    assert pool["MfaConfiguration"] == {"Ref": "SecondFactor"}
    assert pool["EnabledMfas"]["Fn::If"][:2] == ["HasSecondFactor", ["SOFTWARE_TOKEN_MFA"]]
    assert [one["Name"] for one in pool["AccountRecoverySetting"]["RecoveryMechanisms"]] == ["verified_email"]
    client = RESOURCES["UserPoolClient"]["Properties"]
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert client["SupportedIdentityProviders"] == {
        "Fn::If": [
            "HasSamlProvider",
            [{"Ref": "SamlProvider"}],
            {"Fn::If": ["HasOidcProvider", [{"Ref": "OidcProvider"}], ["COGNITO"]]},
        ]
    }


def test_users_are_kept_since_the_log_names_them_by_their_ids() -> None:
    pool = RESOURCES["UserPool"]
    assert pool["DeletionPolicy"] == pool["UpdateReplacePolicy"] == "Retain"
    assert pool["Properties"]["DeletionProtection"] == "ACTIVE"


def test_the_providers_secret_stands_nowhere_in_the_stack() -> None:
    details = RESOURCES["OidcProvider"]["Properties"]["ProviderDetails"]
    assert details["client_secret"] == {"Fn::Sub": "{{resolve:secretsmanager:${OidcProviderSecretArn}}}"}
    parameters = {name for name in TEMPLATE_DATA["Parameters"] if "secret" in name.lower()}
    assert parameters == {"OidcProviderSecretArn"}


def test_tokens_that_a_person_may_get_hold_of_are_over_soon() -> None:
    client = RESOURCES["UserPoolClient"]["Properties"]
    assert set(client["TokenValidityUnits"].values()) == {"minutes"}
    assert client["AccessTokenValidity"] == client["IdTokenValidity"] == 5
    assert client["RefreshTokenValidity"] == 60
    assert client["EnableTokenRevocation"] is True


def test_services_take_the_roles_and_nobody_else() -> None:
    """The scheduler's, those that schedules use, and only for this account; Lambda's, the functions'; CodeDeploy's, the
    one that moves aliases."""
    functions = {role_of(function) for function in FUNCTIONS}
    for role, properties in of_type("AWS::IAM::Role").items():
        (trust,) = properties["AssumeRolePolicyDocument"]["Statement"]
        if role in functions:
            assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}, role
            continue
        if role == "TrafficShiftingRole":
            assert trust["Principal"] == {"Service": "codedeploy.amazonaws.com"}
            continue
        assert role in {
            "SweepScheduleRole",
            "WatchScheduleRole",
            "PublicationScheduleRole",
            "RegisterScheduleRole",
        }
        assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}, role
        assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}, role


def on_the_table(role: str, without: Sequence[dict[str, Any]] = ()) -> dict[str, dict[str, Any]]:
    """What a role may do with the table: action -> condition. ``without``: statements that are left out."""
    return {
        action.removeprefix("dynamodb:"): statement["Condition"]
        for statement in statements(role)
        if statement["Resource"] == {"Fn::GetAtt": ["Table", "Arn"]} and statement not in without
        for action in as_list(statement["Action"])
    }


def test_the_announcer_writes_its_mark_and_nothing_else() -> None:
    role = role_of("AnnounceFunction")
    rights = on_the_table(role)
    assert rights.keys() == {"GetItem", "UpdateItem"}
    assert rights["UpdateItem"]["ForAllValues:StringEquals"] == {
        "dynamodb:Attributes": ["PK", "SK", "announced"]
    }
    (put,) = [s for s in statements(role) if "events:PutEvents" in as_list(s["Action"])]
    assert put["Resource"] == {"Fn::GetAtt": ["EventBus", "Arn"]}
    # What its condition lets through is in test_event_rights.py.
    assert put["Action"] == "events:PutEvents"
    (give_up,) = [s for s in statements(role) if "sqs:SendMessage" in as_list(s["Action"])]
    assert give_up["Resource"] == {"Fn::GetAtt": ["AnnounceDeadLetterQueue", "Arn"]}
    assert not actions_on(role, "s3")


def test_the_sweep_deletes_rows_alone_and_writes_no_revision_and_no_log() -> None:
    """But where it is told to move what older releases recorded: see the test after this."""
    role = role_of("SweepFunction")
    (marks,) = [s for s in statements(role) if s["Sid"] == "KeepMarks"]
    assert marks["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["D#*"]}}
    (sums,) = [s for s in statements(role) if s["Sid"] == "DeleteOldSums"]
    rights = on_the_table(role, without=(marks, sums))
    assert rights.keys() == {"ConditionCheckItem", "DeleteItem", "GetItem", "Query", "UpdateItem"}
    assert rights["DeleteItem"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["M#*#S#*"]}}
    code = municipality_code("0461")
    assert fnmatch(snapshot_partition(code, "5" * 32), "M#*#S#*")
    assert not fnmatch(partition(code), "M#*#S#*")
    attributes = set(rights["UpdateItem"]["ForAllValues:StringEquals"]["dynamodb:Attributes"])
    written = {
        field.name for model in (Live, LogEntry, Upload, Scheduled, Content) for field in fields(model)
    }
    assert attributes & written == {"lock"}


def test_the_watch_writes_what_it_finds_and_nothing_that_is_live() -> None:
    role = role_of("WatchFunction")
    rights = {statement["Sid"]: statement for statement in statements(role)}
    kept = rights.pop("KeepFindings")
    assert as_list(kept["Action"]) == ["dynamodb:GetItem", "dynamodb:PutItem"]
    assert kept["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["D#*"]}}
    answers = rights.pop("SeeWhatLinksAnswered")
    assert (answers["Action"], answers["Resource"]) == (
        "dynamodb:BatchGetItem",
        {"Fn::GetAtt": ["LinksTable", "Arn"]},
    )
    others = {
        action
        for one in rights.values()
        for action in as_list(one["Action"])
        if action.startswith("dynamodb:")
    }
    assert others == {"dynamodb:GetItem", "dynamodb:Query"}
    # Names of files, and nothing of what is in them.
    assert actions_on(role, "s3") == {"s3:ListBucket"}
    for service in ("sqs", "events", "secretsmanager"):
        assert not actions_on(role, service)


def test_the_watch_runs_by_itself_and_is_not_tried_again_at_once() -> None:
    schedule = RESOURCES["WatchSchedule"]["Properties"]
    assert schedule["ScheduleExpression"] == {"Ref": "WatchRate"}
    assert json.loads(schedule["Target"]["Input"]) == {}
    assert schedule["Target"]["DeadLetterConfig"]
    assert [(s["Action"], s["Resource"]["Fn::GetAtt"][0]) for s in statements("WatchScheduleRole")] == [
        ("lambda:InvokeFunction", "WatchFunction"),
        ("sqs:SendMessage", "SchedulesDeadLetterQueue"),
    ]
    assert RESOURCES["WatchInvokeConfig"]["Properties"]["MaximumRetryAttempts"] == 0
    assert WATCH_RESERVE_MS == RESERVE_MS
    alarm = RESOURCES["WatchMissedAlarm"]["Properties"]
    assert alarm["EvaluationPeriods"] == {"Ref": "WatchMissedHours"}
    parameters = TEMPLATE_DATA["Parameters"]
    assert parameters["WatchRate"]["Default"] == "rate(6 hours)"
    assert parameters["WatchMissedHours"]["Default"] * alarm["Period"] > 2 * 6 * 3600


def test_the_sweep_may_move_uploads_records_for_as_long_as_it_is_told_to() -> None:
    assert TEMPLATE_DATA["Parameters"]["MoveOlderUploads"]["Default"] == "false"
    role = role_of("SweepFunction")
    before, after = (
        ResolvedTemplate(parameters={"MoveOlderUploads": told}).statements(role) for told in ("false", "true")
    )
    (added,) = [s for s in after if s not in before]
    assert [s for s in before if s not in after] == []
    assert added["Sid"] == "MoveOlderUploads"
    assert added["Action"] == ["dynamodb:DeleteItem", "dynamodb:PutItem"]
    assert added["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["M#*", "U#*"]}}


def test_without_a_sender_there_is_nothing_that_could_send_or_read_for_it() -> None:
    """Neither rule nor queue, function, rights nor alarm: only the events on the bus, which others may want."""
    assert TEMPLATE_DATA["Conditions"]["HasNoticeSender"] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "NoticeSender"}, ""]}]
    }
    assert TEMPLATE_DATA["Parameters"]["NoticeSender"]["Default"] == ""
    for name, resource in RESOURCES.items():
        if name.startswith(("Notice", "Notify")):
            assert resource.get("Condition") == "HasNoticeSender", name
        else:
            text = json.dumps(resource)
            assert "ses:" not in text or name == "UserPool", name
            # The page tells whether mail is sent, and from where; the sign-in's own mails come from there, too.
            # And the key of one's own is for the role that sends, where there is one.
            knowing = {"AdminPageFunction", "UserPool", "KeyOfTables", "KeyOfReadQueues"}
            assert "NoticeSender" not in text or name in knowing, name
    for name, output in TEMPLATE_DATA["Outputs"].items():
        if name.startswith("Notice"):
            assert output["Condition"] == "HasNoticeSender", name


def test_nobody_outside_is_asked_unless_somebody_says_so() -> None:
    """Neither queue, function, rights nor alarm is there by default; the table is, and nobody could write in it."""
    assert TEMPLATE_DATA["Parameters"]["LinkCheck"]["Default"] == "OFF"
    assert TEMPLATE_DATA["Conditions"]["AsksLinks"] == {"Fn::Equals": [{"Ref": "LinkCheck"}, "ON"]}
    of_links = {name for name in RESOURCES if name.startswith("Links")}
    assert {"LinksFunction", "LinksRole", "LinksQueue", "LinksTable", "LinksErrorsAlarm"} <= of_links
    for name in of_links - {"LinksTable"}:
        assert RESOURCES[name]["Condition"] == "AsksLinks", name
    for name, output in TEMPLATE_DATA["Outputs"].items():
        if name.startswith("Links") and name != "LinksTableName":
            assert output["Condition"] == "AsksLinks", name


def test_who_asks_links_has_no_other_right() -> None:
    """Its own queue, its own table, its own log, traces, and nothing else of anybody's."""
    role = role_of("LinksFunction")
    rights = {
        (action, json.dumps(statement["Resource"]))
        for statement in statements(role)
        for action in as_list(statement["Action"])
    }
    queue, table, log = (
        json.dumps({"Fn::GetAtt": [name, "Arn"]}) for name in ("LinksQueue", "LinksTable", "LinksLogGroup")
    )
    assert rights == {
        ("sqs:ReceiveMessage", queue),
        ("sqs:DeleteMessage", queue),
        ("sqs:GetQueueAttributes", queue),
        ("dynamodb:BatchGetItem", table),
        ("dynamodb:PutItem", table),
        ("logs:CreateLogStream", log),
        ("logs:PutLogEvents", log),
        ("xray:PutTraceSegments", '"*"'),
        ("xray:PutTelemetryRecords", '"*"'),
    }
    variables = RESOURCES["LinksFunction"]["Properties"]["Environment"]["Variables"]
    assert variables.keys() == {"POWERTOOLS_SERVICE_NAME", "LINKS_TABLE_NAME", "LINKS_CONTACT"}


def test_nobody_else_writes_what_addresses_answered() -> None:
    writing = {
        owner
        for owner, s in allowed()
        if s["Resource"] == {"Fn::GetAtt": ["LinksTable", "Arn"]}
        and set(as_list(s["Action"])) - {"dynamodb:BatchGetItem"}
    }
    assert writing == {role_of("LinksFunction")}


def test_a_host_is_asked_by_one_at_a_time_and_an_order_in_the_time_that_there_is() -> None:
    queue = RESOURCES["LinksQueue"]["Properties"]
    function = RESOURCES["LinksFunction"]["Properties"]
    event = function["Events"]["Orders"]["Properties"]
    assert queue["FifoQueue"] is True
    assert (event["BatchSize"], event["ScalingConfig"]["MaximumConcurrency"]) == (1, 2)
    assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert queue["VisibilityTimeout"] == 6 * function["Timeout"]
    reserve = LINKS_RESERVE_MS / 1000
    # What begins last ends in time, however long its hosts want it to wait before each request.
    assert reserve >= MOST_SECONDS + (MOST_HOPS + 2) * MOST_SECONDS_BETWEEN
    assert function["Timeout"] - reserve > MOST_TOGETHER * (MOST_SECONDS + 3 * SECONDS_BETWEEN)


def test_the_sign_ins_mails_are_sent_by_ses_where_there_is_a_sender_and_else_by_cognito_itself() -> None:
    mail = RESOURCES["UserPool"]["Properties"]["EmailConfiguration"]
    assert ResolvedTemplate(parameters={"NoticeSender": ""}).resolve(mail) == {
        "EmailSendingAccount": "COGNITO_DEFAULT"
    }
    assert ResolvedTemplate(parameters={"NoticeSender": "kle@kleark.example.dk"}).resolve(mail) == {
        "EmailSendingAccount": "DEVELOPER",
        "From": "kle@kleark.example.dk",
        "SourceArn": "arn:aws:ses:eu-north-1:123456789012:identity/kleark.example.dk",
    }


@pytest.mark.parametrize(
    ("region", "host"), [("eu-north-1", "auth.eu-north-1"), ("us-gov-west-1", "auth-fips.us-gov-west-1")]
)
def test_the_sign_in_pages_are_where_the_partition_has_them(region: str, host: str) -> None:
    resolved = ResolvedTemplate(region=region).resolve(TEMPLATE_DATA["Outputs"]["SignInUrl"]["Value"])
    assert resolved == f"https://kleark-123456789012.{host}.amazoncognito.com"


def test_where_nobody_knows_the_address_of_the_sign_in_pages_nothing_is_made() -> None:
    with pytest.raises(UnresolvedError):
        ResolvedTemplate(region="cn-north-1").resolve(TEMPLATE_DATA["Outputs"]["SignInUrl"]["Value"])


def test_a_senders_address_is_one_address() -> None:
    pattern = re.compile(TEMPLATE_DATA["Parameters"]["NoticeSender"]["AllowedPattern"])
    assert pattern.match("")
    assert pattern.match(PARAMETERS["NoticeSender"])
    for other in ("kleark", "a@b", "Kleark <a@b.dk>", "a@b.dk,c@d.dk", "a@b.dk\nBcc: c@d.dk", "a@b.dk@c.dk"):
        assert not pattern.match(other), other


def test_mail_is_sent_from_one_address_by_one_role_that_reads_who_and_never_what() -> None:
    role = role_of("NotifyFunction")
    senders = {owner for owner, s in allowed() if any(a.startswith("ses:") for a in as_list(s["Action"]))}
    assert senders == {role}
    (send,) = [s for s in statements(role) if "ses:SendEmail" in as_list(s["Action"])]
    assert send["Action"] == "ses:SendEmail"
    assert send["Condition"] == {"StringEquals": {"ses:FromAddress": {"Ref": "NoticeSender"}}}
    identity, configuration_set = (resource["Fn::Sub"] for resource in send["Resource"])
    text, names = identity
    assert text.endswith(":identity/${Domain}")
    assert names == {"Domain": {"Fn::Select": [1, {"Fn::Split": ["@", {"Ref": "NoticeSender"}]}]}}
    assert configuration_set.endswith(":configuration-set/${NoticesConfigurationSet}")
    reading = on_the_table(role)
    assert reading.keys() == {"GetItem"}
    assert reading["GetItem"] == {
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["M#*", "U#*"]},
        "ForAllValues:StringEquals": {"dynamodb:Attributes": sorted({"PK", "SK", *ATTRIBUTES})},
        "StringEqualsIfExists": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},
    }
    assert not {"note", "key", "reason", "nonce"} & set(ATTRIBUTES)
    assert not any(attribute.endswith("note") for attribute in ATTRIBUTES)
    assert actions_on(role, "sqs") == {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
    for service in ("s3", "events", "lambda", "scheduler"):
        assert not actions_on(role, service), service


def test_a_notice_comes_again_for_hours_and_later_than_a_claim_and_the_quiet_last() -> None:
    queue = RESOURCES["NoticesQueue"]["Properties"]
    function = RESOURCES["NotifyFunction"]["Properties"]
    event = function["Events"]["Notices"]["Properties"]
    assert event["Queue"] == {"Fn::GetAtt": ["NoticesQueue", "Arn"]}
    assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    # What comes within the window is one mail.
    assert event["BatchSize"] >= 10
    assert 10 <= event["MaximumBatchingWindowInSeconds"] <= 60
    hidden = queue["VisibilityTimeout"]
    assert hidden == 6 * function["Timeout"]
    assert function["Timeout"] < LEASE.total_seconds() < hidden
    assert TEMPLATE_DATA["Parameters"]["NoticeQuietMinutes"]["MaxValue"] * 60 < hidden
    # A message that waits for the quiet is received in vain.
    assert queue["RedrivePolicy"]["maxReceiveCount"] * hidden >= 6 * 3600
    rule = RESOURCES["NoticesRule"]["Properties"]
    assert rule["EventPattern"] == {"source": [SOURCE], "detail-type": [NOTICE_DETAIL_TYPE]}
    (target,) = rule["Targets"]
    assert target["Arn"] == {"Fn::GetAtt": ["NoticesQueue", "Arn"]}
    assert target["DeadLetterConfig"]["Arn"] == {"Fn::GetAtt": ["NoticesDeadLetterQueue", "Arn"]}
    for policy in ("NoticesQueuePolicy", "NoticesDeadLetterQueuePolicy"):
        allow, _ = RESOURCES[policy]["Properties"]["PolicyDocument"]["Statement"]
        assert (allow["Principal"], allow["Action"]) == (
            {"Service": "events.amazonaws.com"},
            "sqs:SendMessage",
        )
        assert allow["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["NoticesRule", "Arn"]}}}


def test_dead_addresses_are_written_to_no_more_and_mail_goes_over_tls() -> None:
    properties = RESOURCES["NoticesConfigurationSet"]["Properties"]
    assert properties["SuppressionOptions"] == {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]}
    assert properties["DeliveryOptions"] == {"TlsPolicy": "REQUIRE"}
    alarm = RESOURCES["NoticesBounceAlarm"]["Properties"]
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/SES", "Reputation.BounceRate")
    assert alarm["Dimensions"][0]["Name"] == "ses:configuration-set"


def test_only_erasure_deletes_versions_and_it_reads_no_sheet_and_publishes_nothing() -> None:
    role = role_of("EraseFunction")
    deleting = {role for role, s in allowed() if any("s3:Delete" in a for a in as_list(s["Action"]))}
    assert deleting == {role}
    assert actions_on(role, "s3") == {
        "s3:DeleteObjectVersion",
        "s3:GetObjectVersion",
        "s3:ListBucketVersions",
        "s3:PutObject",
    }
    by_sid = {s["Sid"]: s for s in statements(role)}
    read = [one["Fn::Sub"] for one in by_sid["ReadReports"]["Resource"]]
    written = [one["Fn::Sub"] for one in by_sid["WriteReports"]["Resource"]]
    assert all("${ReportsBucket}/????/*/" in one for one in (*read, *written))
    assert {one.rpartition("/")[2] for one in read} == {
        "excerpt.json",
        "plan.json",
        REFUSED_PLAN,
        "report.json",
        WARNINGS_FILE,
    }
    assert {one.rpartition("/")[2] for one in written} == {
        "report.html",
        "report.json",
        "report.txt",
        SUMMARY,
        WARNINGS_FILE,
    }
    # Only of municipalities: what belongs to none, as the inventory of the indexes, has other keys.
    deleted = [one["Fn::Sub"] for one in by_sid["DeleteVersions"]["Resource"]]
    assert {one.partition("}/")[2] for one in deleted} == {"????/*"}
    rights = [s for s in statements(role) if s["Action"] == "dynamodb:UpdateItem"]
    assert {s["Sid"] for s in rights} == {"Condemn", "EndDeletions"}
    beside_uploads = {field.name for model in (Live, LogEntry, Scheduled, Content) for field in fields(model)}
    for statement in rights:
        attributes = statement["Condition"]["ForAllValues:StringEquals"]["dynamodb:Attributes"]
        assert not set(attributes) & beside_uploads, statement["Sid"]
    assert actions_on(role, "dynamodb") == {
        "dynamodb:ConditionCheckItem",
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
    }
    to_queues = [s["Resource"] for s in statements(role) if "sqs:SendMessage" in as_list(s["Action"])]
    assert to_queues == [ASKS_FOR_DELETIONS[1]]


def test_schedules_order_publications_and_nothing_else() -> None:
    rights = [(s["Action"], s["Resource"]) for s in statements("PublicationScheduleRole")]
    assert rights == [
        ("sqs:SendMessage", {"Fn::GetAtt": ["PublishQueue", "Arn"]}),
        ("sqs:SendMessage", {"Fn::GetAtt": ["SchedulesDeadLetterQueue", "Arn"]}),
    ]


def operator_statements() -> list[dict[str, Any]]:
    document = RESOURCES["OperatorPolicy"]["Properties"]["PolicyDocument"]
    return list(document["Statement"])


def test_who_restores_reads_and_writes_records_and_nothing_else_of_the_stack() -> None:
    document = RESOURCES["RecoveryPolicy"]["Properties"]["PolicyDocument"]
    by_sid = {s["Sid"]: s for s in document["Statement"]}
    actions = {action for s in document["Statement"] for action in as_list(s["Action"])}
    assert not any("*" in action for action in actions)
    assert {action for action in actions if not action.startswith("dynamodb:")} == {
        "s3:ListBucketVersions",
        "sqs:SendMessage",
    }
    records = by_sid["RestoreRecords"]
    assert set(records["Action"]) == {
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
    }
    assert records["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["M#*", "U#*"]}}
    marks = by_sid["RenewMarks"]
    assert as_list(marks["Action"]) == ["dynamodb:DeleteItem", "dynamodb:PutItem"]
    assert marks["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["D#*"]}}
    assert by_sid["TellOfUploadsAgain"]["Resource"] == {"Fn::GetAtt": ["UploadsQueue", "Arn"]}
    # A new table has its name from whoever restores; those of the stack itself are named otherwise.
    assert by_sid["UseTheNewTable"]["Resource"]["Fn::Sub"].endswith(":table/${AWS::StackName}-restored-*")
    deleting = [
        s["Resource"] for s in document["Statement"] if "dynamodb:DeleteTable" in as_list(s["Action"])
    ]
    assert deleting == [by_sid["UseTheNewTable"]["Resource"]]


def test_operators_publish_and_schedule_and_neither_list_nor_upload() -> None:
    actions = {action for s in operator_statements() for action in as_list(s["Action"])}
    assert not any("*" in action for action in actions)
    assert {action for action in actions if not action.startswith("dynamodb:")} == {
        "cloudformation:DescribeStacks",
        "iam:PassRole",
        "s3:GetObject",
        "scheduler:CreateSchedule",
        "scheduler:DeleteSchedule",
        "scheduler:UpdateSchedule",
        "secretsmanager:GetSecretValue",
        "sqs:SendMessage",
    }
    by_action = {str(s["Action"]): s for s in operator_statements()}
    read = [resource["Fn::Sub"].rpartition(":::")[2] for resource in by_action["s3:GetObject"]["Resource"]]
    assert read == ["${ReportsBucket}/*/config.json", "${ReportsBucket}/*/warnings.json"]
    assert ("sqs:SendMessage", by_action["sqs:SendMessage"]["Resource"]) == ASKS_FOR_DELETIONS
    described = by_action["cloudformation:DescribeStacks"]["Resource"]["Fn::Sub"]
    assert described.endswith(":stack/${AWS::StackName}/*")
    lent = by_action["iam:PassRole"]
    assert lent["Resource"] == {"Fn::GetAtt": ["PublicationScheduleRole", "Arn"]}
    assert lent["Condition"] == {"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}}
    assert all(as_list(s["Resource"]) != ["*"] for s in operator_statements())


def test_announcements_come_from_live_and_notices_from_records_in_order_until_the_streams_end() -> None:
    event = RESOURCES["AnnounceFunction"]["Properties"]["Events"]["Flips"]["Properties"]
    assert event["Stream"] == {"Fn::GetAtt": ["Table", "StreamArn"]}
    patterns = [json.loads(one["Pattern"]) for one in event["FilterCriteria"]["Filters"]]
    of_live, of_watch, *others = (pattern["dynamodb"] for pattern in patterns)
    # An upload's record that appears as a whole was moved, or brought back: of that nobody is told.
    assert [pattern.get("eventName") for pattern in patterns] == [None, None, None, ["MODIFY"], ["MODIFY"]]
    assert of_live == {"Keys": {"SK": {"S": [LIVE]}}}
    assert of_watch == {"Keys": {"SK": {"S": [WATCH_NOTICE]}}}
    # Beside what is live, just what a notice follows from.
    assert others == [
        {
            "Keys": {"SK": {"S": [{"prefix": LOG_PREFIX}]}},
            "NewImage": {"action": {"S": [action.value for action in CAUSE_OF_ACTION]}},
        },
        {
            "Keys": {"SK": {"S": [{"prefix": UPLOAD_PREFIX}]}},
            "NewImage": {"status": {"S": [status.value for status in CAUSE_OF_STATUS]}},
        },
        {
            "Keys": {"SK": {"S": [{"prefix": UPLOAD_PREFIX}]}},
            "NewImage": {"handover": {"S": [handover.value for handover in TOLD_HANDOVERS]}},
        },
    ]
    assert event["StartingPosition"] == "TRIM_HORIZON"
    assert event["ParallelizationFactor"] == 1
    assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert event["BisectBatchOnFunctionError"] is True
    assert event["MaximumRetryAttempts"] == -1
    # The stream keeps a record for 24 hours; after that Lambda could not even say what was lost.
    assert 22 * 3600 <= event["MaximumRecordAgeInSeconds"] < 24 * 3600
    destination = event["DestinationConfig"]["OnFailure"]["Destination"]
    assert destination == {"Fn::GetAtt": ["AnnounceDeadLetterQueue", "Arn"]}


def test_events_go_to_a_bus_of_the_stack_and_are_archived_where_that_is_asked_for() -> None:
    assert RESOURCES["EventBus"]["Properties"]["Name"] == {"Ref": "AWS::StackName"}
    assert RESOURCES["EventArchive"]["Condition"] == "HasEventArchive"
    assert RESOURCES["EventArchive"]["Properties"]["RetentionDays"] == {"Ref": "EventArchiveDays"}
    assert TEMPLATE_DATA["Parameters"]["EventArchiveDays"]["Default"] == 0


def test_the_sweep_runs_by_itself_once_at_a_time_and_is_not_tried_again_at_once() -> None:
    schedule = RESOURCES["SweepSchedule"]["Properties"]
    assert schedule["ScheduleExpression"] == {"Ref": "SweepRate"}
    assert json.loads(schedule["Target"]["Input"]) == {}
    assert schedule["Target"]["DeadLetterConfig"]
    rights = [(s["Action"], s["Resource"]["Fn::GetAtt"][0]) for s in statements("SweepScheduleRole")]
    assert rights == [
        ("lambda:InvokeFunction", "SweepFunction"),
        ("sqs:SendMessage", "SchedulesDeadLetterQueue"),
    ]
    assert RESOURCES["SweepInvokeConfig"]["Properties"]["MaximumRetryAttempts"] == 0


def test_what_can_be_gone_back_to_is_as_the_sweep_counts_it() -> None:
    parameters = TEMPLATE_DATA["Parameters"]
    assert (parameters["RetentionMonths"]["Default"], parameters["RetentionRevisions"]["Default"]) == (24, 50)
    assert parameters["RetentionMonths"]["MinValue"] == parameters["RetentionRevisions"]["MinValue"] == 1


def test_buckets_are_versioned_encrypted_private_and_kept() -> None:
    buckets = of_type("AWS::S3::Bucket")
    assert set(buckets) == {"UploadsBucket", "ReportsBucket", "RegisterBucket"}
    for name, bucket in buckets.items():
        assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}, name
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}, name
        assert len(bucket["PublicAccessBlockConfiguration"]) == 4, name
        # With a key of one's own: test_key.py.
        rules = by_default(name)["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rules[0]["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256", name
        assert bucket["LifecycleConfiguration"]["Rules"][0]["NoncurrentVersionExpiration"], name
        # That it is kept when the stack goes: test_kept_data.py.
        assert RESOURCES[name]["UpdateReplacePolicy"] == "Retain", name


def test_buckets_and_queues_are_reached_over_tls_only() -> None:
    guarded: set[str] = set()
    for policy in [*of_type("AWS::S3::BucketPolicy").values(), *of_type("AWS::SQS::QueuePolicy").values()]:
        subjects = [policy["Bucket"]] if "Bucket" in policy else policy["Queues"]
        for statement in policy["PolicyDocument"]["Statement"]:
            if (
                statement["Effect"] == "Deny"
                and statement["Principal"] == "*"
                and statement["Action"] in ("s3:*", "sqs:*")
                and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
            ):
                guarded |= {subject["Ref"] for subject in subjects}
                named = [r["Fn::GetAtt"][0] for r in as_list(statement["Resource"]) if "Fn::GetAtt" in r]
                assert "Queues" not in policy or named == [queue["Ref"] for queue in policy["Queues"]]
    assert guarded == set(of_type("AWS::S3::Bucket")) | set(of_type("AWS::SQS::Queue"))


def test_every_upload_reaches_the_queue_whatever_its_name() -> None:
    stack = ResolvedTemplate(parameters=PARAMETERS)
    assert by_default("UploadsBucket")["NotificationConfiguration"] == {
        "QueueConfigurations": [{"Event": "s3:ObjectCreated:*", "Queue": stack.arn("UploadsQueue")}]
    }


def test_only_the_uploads_bucket_may_send_to_the_uploads_queue() -> None:
    policy = RESOURCES["UploadsQueuePolicy"]["Properties"]["PolicyDocument"]["Statement"]
    # The other one is in test_malware_protection.py.
    allow, scan = [s for s in policy if s["Effect"] == "Allow"]
    assert scan["Sid"] == "FromTheScan"
    assert allow["Principal"] == {"Service": "s3.amazonaws.com"}
    bucket = RESOURCES["UploadsBucket"]["Properties"]["BucketName"]["Fn::Sub"]
    source = allow["Condition"]["ArnEquals"]["aws:SourceArn"]["Fn::Sub"]
    assert source == "arn:${AWS::Partition}:s3:::" + bucket
    assert allow["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}


@pytest.mark.parametrize(
    ("function", "source"), [("ValidateFunction", "Uploads"), ("PublishFunction", "Orders")]
)
def test_a_worker_takes_its_queue_in_parts_and_in_time(function: str, source: str) -> None:
    """Partial batches; six times the function's timeout before a message is seen again; then a dead-letter
    queue of the same kind."""
    event = RESOURCES[function]["Properties"]["Events"][source]["Properties"]
    assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    ceiling = TEMPLATE_DATA["Parameters"][event["ScalingConfig"]["MaximumConcurrency"]["Ref"]]
    assert ceiling["Default"] >= ceiling["MinValue"] == 2  # AWS takes no less
    queue = RESOURCES[event["Queue"]["Fn::GetAtt"][0]]["Properties"]
    assert queue["VisibilityTimeout"] == 6 * RESOURCES[function]["Properties"]["Timeout"]
    assert queue["RedrivePolicy"]["maxReceiveCount"] == 5
    dead_letters = RESOURCES[queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]]["Properties"]
    assert dead_letters.get("FifoQueue") == queue.get("FifoQueue")
    assert dead_letters["MessageRetentionPeriod"] == 14 * 24 * 3600
    sources = dead_letters["RedriveAllowPolicy"]["sourceQueueArns"]
    assert [arn["Fn::Sub"].rpartition(":")[2] for arn in sources] == [
        queue["QueueName"]["Fn::Sub"].rpartition(":")[2]
    ]


def test_all_queues_are_encrypted() -> None:
    assert all(by_default(name)["SqsManagedSseEnabled"] is True for name in of_type("AWS::SQS::Queue"))


def test_orders_to_publish_wait_in_order_within_a_municipality() -> None:
    queue = RESOURCES["PublishQueue"]["Properties"]
    assert queue["FifoQueue"] is True
    assert queue["DeduplicationScope"] == "messageGroup"
    # Senders say what is the same; the scheduler cannot, and would not be let in without it.
    assert queue["ContentBasedDeduplication"] is True


def test_the_table_is_kept_recoverable_and_tells_its_changes() -> None:
    table = RESOURCES["Table"]
    assert table["DeletionPolicy"] == table["UpdateReplacePolicy"] == "Retain"
    properties = table["Properties"]
    assert properties["DeletionProtectionEnabled"] is True
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert by_default("Table")["SSESpecification"] == {"SSEEnabled": True}
    assert properties["StreamSpecification"] == {"StreamViewType": "NEW_IMAGE"}
    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    assert [(k["AttributeName"], k["KeyType"]) for k in properties["KeySchema"]] == [
        ("PK", "HASH"),
        ("SK", "RANGE"),
    ]


def test_every_dead_letter_queue_and_every_function_or_its_api_rings_a_bell() -> None:
    watched = {
        (alarm["Namespace"], next(iter(value.values())) if isinstance(value, dict) else value)
        for alarm in of_type("AWS::CloudWatch::Alarm").values()
        if "Dimensions" in alarm
        for value in [
            alarm["Dimensions"][0]["Value"].get("Ref") or alarm["Dimensions"][0]["Value"]["Fn::GetAtt"][0]
        ]
    }
    assert watched >= {
        ("AWS/SQS", "UploadsDeadLetterQueue"),
        ("AWS/SQS", "PublishDeadLetterQueue"),
        ("AWS/SQS", "AnnounceDeadLetterQueue"),
        ("AWS/SQS", "SchedulesDeadLetterQueue"),
        ("AWS/SQS", "NoticesDeadLetterQueue"),
        ("AWS/SQS", "NoticesQueue"),
        ("AWS/Lambda", "ValidateFunction"),
        ("AWS/Lambda", "PublishFunction"),
        ("AWS/Lambda", "AnnounceFunction"),
        ("AWS/Lambda", "SweepFunction"),
        ("AWS/Lambda", "WatchFunction"),
        ("AWS/Lambda", "NotifyFunction"),
        ("AWS/Lambda", "LinksFunction"),
        ("AWS/SQS", "LinksDeadLetterQueue"),
        ("AWS/SES", "NoticesConfigurationSet"),
        ("AWS/ApiGateway", "PortalApi"),
        ("AWS/Lambda", "AdminPageFunction"),
        ("AWS/ApiGateway", "AdminApi"),
    }
    for name, alarm in of_type("AWS::CloudWatch::Alarm").items():
        assert alarm["AlarmActions"] == {
            "Fn::If": ["HasAlarmTopic", [{"Ref": "AlarmTopicArn"}], {"Ref": "AWS::NoValue"}]
        }, name


def test_a_sweep_that_does_not_run_rings_a_bell() -> None:
    """It reports nothing, so to come to lack data must ring, for longer than two sweeps are apart; to lack them from
    the start must not, or every new stack would ring. To tell them apart, what is missing may not count as bad."""
    alarm = RESOURCES["SweepMissedAlarm"]["Properties"]
    assert (alarm["MetricName"], alarm["Statistic"]) == ("Invocations", "Sum")
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("LessThanThreshold", 1)
    assert alarm["TreatMissingData"] == "missing"
    assert alarm["InsufficientDataActions"] == alarm["AlarmActions"]
    assert alarm["EvaluationPeriods"] == {"Ref": "SweepMissedHours"}
    parameters = TEMPLATE_DATA["Parameters"]
    assert parameters["SweepRate"]["Default"] == "rate(1 hour)"
    assert parameters["SweepMissedHours"]["Default"] * alarm["Period"] > 2 * 3600
    # CloudWatch looks no further back than a week.
    assert parameters["SweepMissedHours"]["MaxValue"] * alarm["Period"] <= 7 * 86400


def test_no_alarm_rings_because_it_is_new() -> None:
    for name, alarm in of_type("AWS::CloudWatch::Alarm").items():
        assert alarm["TreatMissingData"] in {"missing", "notBreaching"}, name


def test_those_who_wait_for_an_answer_and_get_none_for_want_of_concurrency_are_noticed() -> None:
    watched = [
        alarm["Dimensions"][0]["Value"]["Ref"]
        for alarm in of_type("AWS::CloudWatch::Alarm").values()
        if alarm["MetricName"] == "Throttles" and "Dimensions" in alarm
    ]
    assert watched == [
        RESOURCES[name]["Properties"]["IntegrationUri"]["Ref"].removesuffix(".Alias")
        for name in ("PortalApiIntegration", "AdminApiIntegration")
    ]


def test_throttles_that_last_are_noticed_whichever_function_they_hit() -> None:
    alarm = RESOURCES["ThrottlesAlarm"]["Properties"]
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/Lambda", "Throttles")
    assert "Dimensions" not in alarm
    assert alarm["Period"] * alarm["EvaluationPeriods"] == 900


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_that_comes_near_its_time_out_rings_a_bell(function: str) -> None:
    """At four fifths. The sweep uses all the time that it has, but for what it leaves to the next one."""
    alarm = RESOURCES[function.removesuffix("Function") + "DurationAlarm"]
    watched = alarm["Properties"]
    assert watched["Dimensions"] == [{"Name": "FunctionName", "Value": {"Ref": function}}]
    assert (watched["MetricName"], watched["Statistic"]) == ("Duration", "Maximum")
    assert alarm.get("Condition") == RESOURCES[function].get("Condition")
    limit = RESOURCES[function]["Properties"]["Timeout"] * 1000
    if function in {"SweepFunction", "WatchFunction"}:
        assert limit - RESERVE_MS < watched["Threshold"] < limit
        share = watched["Threshold"] * 100 // limit
    else:
        assert watched["Threshold"] == limit * 80 // 100
        share = 80
    assert f"{share}%" in watched["AlarmDescription"]


def test_alarms_on_our_own_figures_know_them_by_name_and_unit() -> None:
    """None has a dimension: an alarm on one value would miss a new one."""
    own = {
        alarm["MetricName"]: alarm
        for alarm in of_type("AWS::CloudWatch::Alarm").values()
        if alarm["Namespace"] == {"Fn::Sub": "Kleark/${AWS::StackName}"}
    }
    known = {metric.title: metric for metric in Metric}
    assert set(own) == {
        "RefusalsInARow",
        "TimeToLive",
        "PublishConflicts",
        "NoticeFaults",
        "LogFlaws",
        "StoredFlaws",
    }
    assert all(known[name].dimension is None and "Dimensions" not in own[name] for name in own)
    assert (own["TimeToLive"]["ExtendedStatistic"], own["TimeToLive"]["Threshold"]) == ("p99", 10 * 60 * 1000)
    assert known["TimeToLive"].unit is Unit.MILLISECONDS
    refused = own["RefusalsInARow"]
    assert (refused["Statistic"], refused["Threshold"]) == ("Sum", 5)


@given(st.lists(st.booleans(), min_size=1, max_size=200))
def test_refusals_ring_where_nothing_was_accepted_and_never_else(refused: list[bool]) -> None:
    alarm = RESOURCES["RefusalsAlarm"]["Properties"]
    total = sum(1 if one else REFUSALS_AFTER_A_SUCCESS for one in refused)
    assert (total >= alarm["Threshold"]) is (all(refused) and len(refused) >= alarm["Threshold"])


def test_every_alarm_names_the_section_of_the_runbook_that_says_what_to_do() -> None:
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.+)$", page, re.MULTILINE)
    sections = {
        anchor(heading): page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0] for heading in headings
    }
    for name, alarm in of_type("AWS::CloudWatch::Alarm").items():
        found = re.search(r" See docs/operating\.md#([a-z0-9-]+)$", alarm["AlarmDescription"])
        assert found, name
        assert len(sections[found[1]]) > 100, name
        # CloudWatch cuts no description, but refuses one that is too long.
        assert len(alarm["AlarmDescription"]) <= 1024, name


def anchor(heading: str) -> str:
    """As GitHub makes it of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize(
    ("api", "limit"), [("PortalApi", "PortalRequestsPerSecond"), ("AdminApi", "AdminRequestsPerSecond")]
)
def test_an_api_is_throttled_and_logs_no_callers(api: str, limit: str) -> None:
    stage = RESOURCES[f"{api}Stage"]["Properties"]
    assert stage["ApiId"] == {"Ref": api}
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] == {"Ref": limit}
    logged = stage["AccessLogSettings"]["Format"]
    for personal in ("identity", "queryString", "authorizer", "header", "path"):
        assert personal not in logged
    assert json.loads(logged).keys() == {
        "time",
        "requestId",
        "route",
        "status",
        "bytes",
        "ms",
        "integrationError",
    }


def test_the_portals_documented_paths_are_routes_of_their_own() -> None:
    """Their own routes have their own metrics; all else goes to one that answers with a problem."""
    routes = {
        route["RouteKey"]
        for route in of_type("AWS::ApiGatewayV2::Route").values()
        if route["ApiId"] == {"Ref": "PortalApi"}
    }
    described = json.loads((ROOT / "schemas" / "openapi.json").read_bytes())["paths"]
    own = {f"{method.upper()} {path}" for path, methods in described.items() for method in methods}
    assert routes == {route for route in own if not route.startswith("HEAD ")} | {"$default"}


def test_neither_api_answers_for_scripts_of_other_sites() -> None:
    """With it, the gateway would answer OPTIONS itself, and add headers to every answer."""
    apis = of_type("AWS::ApiGatewayV2::Api")
    assert len(apis) == 2
    assert [name for name, api in apis.items() if "CorsConfiguration" in api] == []


def test_the_api_waits_for_the_page_as_long_as_the_page_may_take() -> None:
    wait = RESOURCES["AdminApiIntegration"]["Properties"]["TimeoutInMillis"]
    assert wait == 1000 * RESOURCES["AdminPageFunction"]["Properties"]["Timeout"] <= 30_000
    assert RESOURCES["AdminApiRoute"]["Properties"]["RouteKey"] == "$default"


def test_in_production_a_missing_version_is_not_tolerated_by_default() -> None:
    assert TEMPLATE_DATA["Parameters"]["Environment"]["Default"] == "production"
    variables = TEMPLATE_DATA["Globals"]["Function"]["Environment"]["Variables"]
    assert variables["KLEARK_ENVIRONMENT"] == {"Ref": "Environment"}


def test_what_sam_copies_to_build_is_small() -> None:
    """`CodeUri` is copied once for each function; the checkout with its environments must not be."""
    code = TEMPLATE_DATA["Globals"]["Function"]["CodeUri"]
    assert code == "functions/"
    for function in FUNCTIONS:
        assert RESOURCES[function]["Metadata"] == {"BuildMethod": "makefile", "ContextPath": "."}
        assert "CodeUri" not in RESOURCES[function]["Properties"]


def test_who_may_upload_may_do_nothing_else() -> None:
    """`kleark upload`: sheets of municipalities and their reports, and nothing that counts as the page's."""
    place = ResolvedTemplate(parameters=PARAMETERS | {"KmsKeyArn": ""})
    statements = place.statements("UploadPolicy")
    uploads, reports = (place.arn(f"{name}Bucket") for name in ("Uploads", "Reports"))

    def may(action: str, where: str) -> bool:
        return is_allowed(Request(action, where), statements)

    assert may("s3:PutObject", f"{uploads}/0461/ark.xlsx")
    assert may("s3:PutObject", f"{uploads}/0461/kontrol/del/Job/ark.xlsx")
    assert may("s3:GetObject", f"{reports}/0461/abc/report.json")
    for key in ("0461/kontrol/side/0123456789abcdef/ark.xlsx", "indeks/ark.csv", "ark.xlsx"):
        assert not may("s3:PutObject", f"{uploads}/{key}"), key
    for name in ("config.json", "annotated.xlsx", "warnings.json"):
        assert not may("s3:GetObject", f"{reports}/0461/abc/{name}"), name
    assert not may("s3:GetObject", f"{uploads}/0461/ark.xlsx")
    assert {one["Sid"] for one in statements} == {
        "FindTheStack",
        "UploadSheets",
        "KeepOutOfThePagesFolder",
        "ReadReports",
    }
