"""docs/deploying.md: its commands are real, its table is the template's, and what it points at is there."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest

from infra.cloudformation import ROOT, function_folders, load_template
from infra.deployment import parse_parameters
from tests.support.iam import Request, is_allowed
from tests.support.infra_commands import run
from tests.support.pointers import broken_links, command_lines, commands_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


PAGE = ROOT / "docs" / "deploying.md"
TEXT = PAGE.read_text(encoding="utf-8")
GLOBAL = {"--query", "--output", "--region", "--profile"}
"""Options of the AWS CLI itself, whatever the command."""
SERVICES = {"s3api": "s3"}
RENAMED = {("sns", "subscribe"): {"--notification-endpoint": "--endpoint"}}
"""What the AWS CLI calls otherwise than the service does."""
NOT_IN_THE_MODEL = {("configure", "get")}
"""Commands of the AWS CLI that ask no service."""


def commands(program: str) -> list[list[str]]:
    return commands_of(PAGE, program)


def test_every_command_is_of_a_kind_that_is_tried() -> None:
    assert {line.split()[0] for line in command_lines(PAGE)} == {"aws", "curl", "kleark", "make"}


def test_what_it_points_at_is_there() -> None:
    assert broken_links(PAGE) == []


@pytest.mark.parametrize("command", commands("aws"), ids=lambda command: " ".join(command[:3]))
def test_aws_has_each_command_with_these_options(command: list[str]) -> None:
    """By the description of the services that botocore carries, of which the AWS CLI makes its commands."""
    _, service, name, *rest = command
    if (service, name) in NOT_IN_THE_MODEL:
        return
    model = botocore.session.get_session().get_service_model(SERVICES.get(service, service))
    operations = {botocore.xform_name(one, "-"): one for one in model.operation_names}
    shape = model.operation_model(operations[name]).input_shape
    members: Mapping[str, Any] = shape.members if shape else {}
    known = {f"--{botocore.xform_name(one, '-')}": one for one in members}
    flags = {option.replace("--", "--no-", 1) for option in known} | known.keys()
    renamed = RENAMED.get((service, name), {})
    given = [renamed.get(word, word) for word in rest if word.startswith("--")]
    assert set(given) - GLOBAL <= flags
    required = shape.required_members if shape else []
    assert {one for one in required if f"--{botocore.xform_name(one, '-')}" not in given} == set()


def test_what_it_asks_of_a_stack_is_among_its_outputs() -> None:
    asked = set(re.findall(r"OutputKey=='(\w+)'", TEXT))
    assert asked == {"PortalApiUrl"}
    assert asked | set(re.findall(r"output `(\w+Arn)`", TEXT)) <= load_template()["Outputs"].keys()
    deployer = load_template(ROOT / "infra" / "stacks" / "deployer.yaml")
    listed = set(re.findall(r"^\| `[A-Z_]+` \| `(\w+)`", TEXT, re.MULTILINE))
    assert listed == deployer["Outputs"].keys() - {"ProviderArn"}


def test_each_stacks_parameters_are_its_own() -> None:
    made = [command for command in commands("aws") if command[1:3] == ["cloudformation", "create-stack"]]
    templates = {}
    for command in made:
        (path,) = [word.removeprefix("file://") for word in command if word.startswith("file://")]
        given = set(re.findall(r"ParameterKey=(\w+)", " ".join(command)))
        parameters = load_template(ROOT / path)["Parameters"]
        templates[path] = given
        assert given == {name for name, one in parameters.items() if "Default" not in one}, path
    assert templates.keys() == {"infra/stacks/deployer.yaml", "infra/stacks/municipalities.yaml"}


@pytest.mark.parametrize("command", [c for c in commands("make") if c[1] == "deploy"], ids=" ".join)
def test_each_deployment_is_one_that_would_be_made(command: list[str], tmp_path: Path) -> None:
    """With a SAM CLI that only writes down what it is asked."""
    build, calls, sam = tmp_path / "build", tmp_path / "calls", tmp_path / "sam"
    made = " ".join(f'"{build}/{name}"' for name in function_folders(load_template()))
    sam.write_text(f'#!/bin/sh\nmkdir -p {made}\nprintf "%s\\n" "$@" >> "{calls}"\n')
    sam.chmod(0o755)
    filled = [word.replace("REGION:ACCOUNT", "eu-north-1:123456789012") for word in command]
    outcome = run(*filled, f"SAM={sam}", f"BUILD={build}", AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x")
    assert outcome.returncode == 0, outcome.stderr
    asked = calls.read_text().splitlines()
    assert "deploy" in asked
    variables = dict(word.split("=", 1) for word in filled[2:])
    assert parse_parameters(variables.get("PARAMETERS", "")).items() <= parse_parameters(asked[-1]).items()


def test_make_has_the_other_targets() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {command[1] for command in commands("make")} <= targets


def test_addresses_are_those_that_the_portal_answers() -> None:
    routes = {
        one["Properties"]["RouteKey"]
        for one in load_template()["Resources"].values()
        if one["Type"] == "AWS::ApiGatewayV2::Route"
    }
    asked = [
        command[-1].partition(".amazonaws.com")[2].replace("0461", "{code}") for command in commands("curl")
    ]
    assert {f"GET {path}" for path in asked} <= routes


def table() -> dict[str, str]:
    _, _, parameters = TEXT.partition("\n## Parameters\n")
    rows_of_table = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", parameters, re.MULTILINE)
    assert all(told.strip() for _, _, told in rows_of_table)
    return {name: default for name, default, _ in rows_of_table}


def test_the_table_has_the_templates_parameters_with_their_defaults_and_no_others() -> None:
    def written(one: dict[str, Any]) -> str:
        if "Default" not in one:
            return "must be given"
        return f"`{one['Default']}`" if one["Default"] != "" else "empty"

    assert table() == {name: written(one) for name, one in load_template()["Parameters"].items()}


def test_the_steps_are_in_order_and_each_says_what_to_look_at() -> None:
    steps = re.split(r"^### (\d+)\. ", TEXT.partition("\n## From GitHub\n")[0], flags=re.MULTILINE)[1:]
    assert [int(number) for number in steps[::2]] == list(range(1, 13))
    for number, step in zip(steps[::2], steps[1::2], strict=True):
        assert "*Look at:*" in step or number in {"8", "12"}, number


def test_a_municipalitys_policy_lets_it_into_its_own_folder_alone() -> None:
    policy = json.loads((ROOT / "docs" / "examples" / "municipality-policy.json").read_text(encoding="utf-8"))
    uploads, reports = (
        "arn:aws:s3:::kleark-uploads-ACCOUNT-REGION",
        "arn:aws:s3:::kleark-reports-ACCOUNT-REGION",
    )

    def may(action: str, where: str) -> bool:
        return is_allowed(Request(f"s3:{action}", where), policy["Statement"])

    assert may("PutObject", f"{uploads}/0461/ark.xlsx")
    assert may("PutObject", f"{uploads}/0461/kontrol/ark.xlsx")
    assert may("GetObject", f"{reports}/0461/abc/report.json")
    for other in ("0751/ark.xlsx", "04612/ark.xlsx", "0461", "indeks/ark.csv", "ark.xlsx"):
        assert not may("PutObject", f"{uploads}/{other}"), other
    for action in ("GetObject", "DeleteObject", "DeleteObjectVersion", "PutObjectTagging"):
        assert not may(action, f"{uploads}/0461/ark.xlsx"), action
