"""A new version takes over by an alias: what calls the function calls that, and alarms bring the old one back."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from infra.cloudformation import ROOT, load_template
from tests.support.infra_commands import SAM, run

SHIFTED = {
    "ValidateFunction": ["ValidateErrorsAlarm"],
    "PublishFunction": ["PublishErrorsAlarm"],
    "PortalApiFunction": ["PortalErrorsAlarm"],
    "AdminPageFunction": ["AdminPageErrorsAlarm", "AdminPageAnswersAlarm"],
}
"""The functions that somebody waits for, and the alarms that bring their older version back."""

CANARY = "Canary10Percent10Minutes"
TEMPLATE = load_template()
SHIFTINGS = TEMPLATE["Parameters"]["TrafficShifting"]["AllowedValues"]

TRANSFORM = """
import json, sys
from infra.cloudformation import load_template
from samtranslator.translator.transform import transform

template = load_template()
del template["Globals"]["Function"]["CodeUri"]
for name, resource in template["Resources"].items():
    if resource["Type"] == "AWS::Serverless::Function":
        resource["Properties"]["CodeUri"] = {"Bucket": "artefacts", "Key": sys.argv[2] + name}

class NoManagedPolicies:
    def load(self):
        return {}

print(json.dumps(transform(template, json.loads(sys.argv[1]), NoManagedPolicies())["Resources"]))
"""


@cache
def transformed(code: str = "a", **parameters: str) -> dict[str, Any]:
    """The stack's resources as AWS's own transform makes them; ``code`` begins the names of the artefacts."""
    given = {"PageOwner": "Odense Kommune", "PageContact": "kle@odense.example"} | parameters
    python = SAM.with_name("python")
    outcome = run(
        python,
        "-c",
        TRANSFORM,
        json.dumps(given),
        code,
        PYTHONPATH=str(ROOT),
        AWS_DEFAULT_REGION="eu-north-1",
    )
    assert outcome.returncode == 0, outcome.stderr
    resources: dict[str, Any] = json.loads(outcome.stdout)
    return resources


def versions(resources: dict[str, Any]) -> set[str]:
    return {name for name, one in resources.items() if one["Type"] == "AWS::Lambda::Version"}


def test_who_answers_or_judges_is_called_by_an_alias_and_nothing_calls_round_it() -> None:
    resources = transformed()
    aliases = {name for name, one in resources.items() if one["Type"] == "AWS::Lambda::Alias"}
    assert aliases == {f"{function}Aliaslive" for function in SHIFTED}
    sources = {
        name: one["Properties"]["FunctionName"]["Ref"]
        for name, one in resources.items()
        if one["Type"] in {"AWS::Lambda::EventSourceMapping", "AWS::Lambda::Permission"}
    } | {
        name: one["Properties"]["IntegrationUri"]["Ref"]
        for name, one in resources.items()
        if one["Type"] == "AWS::ApiGatewayV2::Integration"
    }
    assert {name: called for name, called in sources.items() if called in SHIFTED} == {}
    assert aliases <= set(sources.values())


@pytest.mark.parametrize("api", ["PortalApi", "AdminApi"])
def test_an_api_may_call_the_alias_before_it_does(api: str) -> None:
    """Where an older stack called the function itself: no request falls between the two."""
    resources = transformed()
    assert resources[f"{api}Integration"]["DependsOn"] == f"{api}Permission"
    called = resources[f"{api}Integration"]["Properties"]["IntegrationUri"]
    assert resources[f"{api}Permission"]["Properties"]["FunctionName"] == called


def test_all_at_once_needs_no_codedeploy() -> None:
    assert TEMPLATE["Parameters"]["TrafficShifting"]["Default"] == "AllAtOnce"
    assert not [name for name, one in transformed().items() if one["Type"].startswith("AWS::CodeDeploy::")]
    assert not [name for name, one in transformed().items() if "UpdatePolicy" in one]


@pytest.mark.parametrize("shifting", SHIFTINGS)
def test_sam_knows_each_way_and_what_it_means(shifting: str) -> None:
    gradual = TEMPLATE["Mappings"]["TrafficShiftings"][shifting]["Gradual"]
    assert gradual is (shifting != "AllAtOnce")
    assert TEMPLATE["Mappings"]["TrafficShiftings"].keys() == set(SHIFTINGS)


@pytest.mark.parametrize(("function", "alarms"), SHIFTED.items())
def test_a_canary_gets_a_tenth_first_and_an_alarm_brings_the_old_version_back(
    function: str, alarms: list[str]
) -> None:
    resources = transformed(TrafficShifting=CANARY)
    update = resources[f"{function}Aliaslive"]["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
    assert update["DeploymentGroupName"] == {"Ref": f"{function}DeploymentGroup"}
    group = resources[f"{function}DeploymentGroup"]["Properties"]
    assert group["DeploymentConfigName"]["Fn::Sub"][1] == {"ConfigName": CANARY}
    assert [alarm["Name"]["Ref"] for alarm in group["AlarmConfiguration"]["Alarms"]] == alarms
    assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
    assert group["ServiceRoleArn"]["Fn::If"][1] == {"Fn::GetAtt": ["TrafficShiftingRole", "Arn"]}


def test_an_alarm_that_brings_back_looks_at_less_than_the_canary_lasts() -> None:
    for alarm in {alarm for alarms in SHIFTED.values() for alarm in alarms}:
        watched = TEMPLATE["Resources"][alarm]["Properties"]
        assert watched["Period"] * watched["EvaluationPeriods"] < 10 * 60, alarm
        # Without the alias in its dimensions it counts all versions, the new one too.
        assert len(watched["Dimensions"]) == 1


def test_codedeploys_role_may_move_these_aliases_and_no_more() -> None:
    role = TEMPLATE["Resources"]["TrafficShiftingRole"]
    assert role["Condition"] == "ShiftsGradually"
    (policy,) = role["Properties"]["Policies"]
    shift, see = policy["PolicyDocument"]["Statement"]
    assert shift["Action"] == [
        "lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "lambda:UpdateAlias",
    ]  # fmt: skip
    named = json.dumps(shift["Resource"])
    assert {name for name in TEMPLATE["Resources"] if f'"{name}"' in named or f"{{{name}." in named} == set(
        SHIFTED
    )
    assert see["Action"] == "cloudwatch:DescribeAlarms"


def test_another_release_is_another_version_also_where_only_a_parameter_changed() -> None:
    """SAM names a version after the code and the text of the variables, not after the parameters' values."""
    one = transformed(Release="0123456789abcdef")
    other = transformed(Release="fedcba9876543210")
    assert len(versions(one)) == len(versions(other)) == len(SHIFTED)
    assert not versions(one) & versions(other)
    # Lambda publishes no version of what has not changed: the release stands in the function, too.
    for function in SHIFTED:
        assert one[function]["Properties"]["Description"] == "0123456789abcdef"


def test_without_a_release_new_code_alone_makes_a_new_version() -> None:
    assert not versions(transformed("a")) & versions(transformed("b"))
    assert versions(transformed(PagePhone="+45 12 34 56 78")) == versions(transformed())


def test_a_release_is_stable() -> None:
    assert versions(transformed(Release="0123456789abcdef")) == versions(
        transformed("b", Release="0123456789abcdef")
    )
