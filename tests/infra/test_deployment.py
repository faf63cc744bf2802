"""Stages, and what `make deploy` refuses before anything is built or sent."""

from __future__ import annotations

import json
import os
import re
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.cloudformation import ROOT, function_folders, load_template
from infra.deployment import (
    STAGES,
    Deployment,
    DeploymentError,
    check_credentials,
    command,
    deployment,
    elsewhere,
    main,
    missing_parameters,
    overrides,
    parse_parameters,
    stages,
    unfit_parameter,
    with_release,
)
from tests.support.infra_commands import SAM, run

if TYPE_CHECKING:
    from pathlib import Path

PARAMETERS = load_template()["Parameters"]
OWNER = 'PageOwner="Odense Kommune" PageContact=kle@odense.example'


@pytest.fixture(autouse=True)
def signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """As somebody, which is asked of nobody."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")


@pytest.fixture
def fake_sam(tmp_path: Path) -> tuple[Path, Path]:
    """A SAM CLI that builds folders and writes down how it was called: itself, and the file of its calls."""
    calls, sam = tmp_path / "calls", tmp_path / "sam"
    build = tmp_path / "build"
    made = " ".join(f'"{build}/{name}"' for name in function_folders(load_template()))
    sam.write_text(f'#!/bin/sh\nmkdir -p {made}\nprintf "%s\\n" "$@" >> "{calls}"\n')
    sam.chmod(0o755)
    return sam, calls


def make_deploy(sam: Path, *variables: str) -> tuple[int, str]:
    outcome = run("make", "deploy", *variables, f"SAM={sam}", f"BUILD={sam.with_name('build')}")
    return outcome.returncode, outcome.stdout + outcome.stderr


def test_make_deploy_asks_first_and_then_builds_and_deploys(fake_sam: tuple[Path, Path]) -> None:
    sam, calls = fake_sam
    code, said = make_deploy(sam, "STACK=Kleark", "REGION=eu-north-1")
    assert code == 2
    assert 'No stack can be called "Kleark"' in said
    assert not calls.exists()
    code, said = make_deploy(sam, "STACK=kleark", "REGION=eu-north-1", f"PARAMETERS={OWNER}")
    assert code == 0, said
    lines = calls.read_text().splitlines()
    assert lines[0] == "build"
    deploy = lines[lines.index("deploy") :]
    assert deploy[:5] == ["deploy", "--stack-name", "kleark", "--region", "eu-north-1"]
    assert deploy[-2] == "--parameter-overrides"
    given = parse_parameters(deploy[-1])
    assert re.fullmatch("[0-9a-f]{16}", given.pop("Release"))
    assert given == {"PageOwner": "Odense Kommune", "PageContact": "kle@odense.example"}
    assert "--confirm-changeset" in deploy


def test_a_stage_has_a_name_a_region_and_parameters_and_what_is_given_wins(
    fake_sam: tuple[Path, Path],
) -> None:
    sam, calls = fake_sam
    code, said = make_deploy(
        sam, "STAGE=test", "REGION=eu-west-1", "CONFIRM=no", "ROLE=arn:aws:iam::1:role/x", "RELEASE=1764000000",
        "BUCKET=our-artefacts",
        f"PARAMETERS={OWNER} LogRetentionDays=90",
    )  # fmt: skip
    assert code == 0, said
    lines = calls.read_text().splitlines()
    deploy = lines[lines.index("deploy") :]
    assert deploy[:5] == ["deploy", "--stack-name", "kleark-test", "--region", "eu-west-1"]
    assert "--no-confirm-changeset" in deploy
    assert deploy[deploy.index("--role-arn") + 1] == "arn:aws:iam::1:role/x"
    assert deploy[deploy.index("--tags") + 1] == "kleark-stage=test"
    assert deploy[deploy.index("--s3-bucket") + 1] == "our-artefacts"
    assert "--resolve-s3" not in deploy
    assert parse_parameters(deploy[-1]) == {
        "Environment": "test",
        "LogRetentionDays": "90",
        "TrafficShifting": "Canary10Percent10Minutes",
        "PageOwner": "Odense Kommune",
        "PageContact": "kle@odense.example",
        "Release": "1764000000",
    }


def test_what_was_built_before_is_deployed_as_it_is(fake_sam: tuple[Path, Path]) -> None:
    sam, calls = fake_sam
    code, said = make_deploy(sam, "STAGE=dev", "BUILT=1", f"PARAMETERS={OWNER}")
    assert (code, calls.exists()) == (2, False)
    assert "make build" in said
    for name in function_folders(load_template()):
        (sam.with_name("build") / name).mkdir(parents=True)
    assert make_deploy(sam, "STAGE=dev", "BUILT=1", f"PARAMETERS={OWNER}")[0] == 0
    assert calls.read_text().splitlines()[0] == "deploy"


@pytest.mark.parametrize("stage", stages())
def test_a_stages_parameters_are_the_templates_and_none_is_its_default(stage: str) -> None:
    planned = deployment(stage)
    for name, value in planned.parameters.items():
        assert value != str(PARAMETERS[name].get("Default")) or name == "Environment", name
    assert planned.stack.startswith("kleark")


def test_the_stages_are_three_and_production_alone_asks() -> None:
    assert {name: deployment(name).confirm for name in stages()} == {
        "dev": False,
        "test": False,
        "prod": True,
    }
    assert (
        deployment("prod").parameters["Environment"] == PARAMETERS["Environment"]["Default"] == "production"
    )
    # A stage that tries what production will do is deployed in the same way.
    shifting = {name: deployment(name).parameters.get("TrafficShifting") for name in stages()}
    assert shifting["test"] == shifting["prod"] != shifting["dev"]


def test_nothing_of_an_account_or_a_person_stands_in_the_stages() -> None:
    text = STAGES.read_text(encoding="utf-8")
    assert not re.search(r"\d{12}|arn:|@[a-z]|https?:", text)
    assert missing_parameters(deployment("prod").parameters) == ["PageOwner", "PageContact"]


def test_sam_reads_the_same_file_and_finds_a_stage_in_it(tmp_path: Path) -> None:
    """By its own parser of settings: a name or a type that it does not know is refused there."""
    code = (
        "import json, sys; from pathlib import Path; from samcli.lib.config.samconfig import SamConfig\n"
        "config = SamConfig(sys.argv[1], 'samconfig.toml')\n"
        "print(json.dumps({env: config.get_all(['deploy'], 'parameters', env) for env in sys.argv[2:]}))"
    )
    outcome = run(SAM.with_name("python"), "-c", code, STAGES.parent, *stages())
    assert outcome.returncode == 0, outcome.stderr
    assert json.loads(outcome.stdout) == stages()


PARSE = (
    "import json, sys; from samcli.cli.types import CfnParameterOverridesType\n"
    "print(json.dumps(CfnParameterOverridesType().convert((json.loads(sys.argv[1]),), None, None)))"
)


def test_sam_reads_the_parameters_as_they_are_meant() -> None:
    given = {
        "PageOwner": 'Odense "By" Kommune = O\'Toole \\ Søn',
        "PageContact": "kle+a@odense.example",
        "PagePhone": "",
        "SweepRate": "cron(0 * * * ? *)",
    }
    outcome = run(SAM.with_name("python"), "-c", PARSE, json.dumps(overrides(given)))
    assert outcome.returncode == 0, outcome.stderr
    assert json.loads(outcome.stdout) == given


@given(st.dictionaries(st.sampled_from(sorted(PARAMETERS)), st.text(st.characters(exclude_categories=["C"]))))
def test_parameters_come_back_as_they_were(parameters: dict[str, str]) -> None:
    assert parse_parameters(overrides(parameters)) == parameters


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("--stage staging", "give STAGE=dev, test, prod"),
        ("", "Say what to deploy: give STAGE=dev, test, prod"),
        ("--stack kleark", "is no region"),
        ("--stage dev --stack Kleark", 'No stack can be called "Kleark"'),
        ("--stage dev --parameters PageOwner", "Name=value"),
        ("--stage dev --parameters 'PageOwner=\"x'", "cannot be read"),
        ("--stage dev --parameters PageOwnr=x", "has no parameter PageOwnr"),
        ("--stage dev --parameters PageContact=x", "must look like"),
        ("--stage dev --parameters LogRetentionDays=31", "one of 30, 90, 180, 365"),
        ("--stage dev --parameters RetentionMonths=x", "is a number"),
        ("--stage dev --parameters RetentionMonths=0", "too small"),
        ("--stage dev --parameters SweepMissedHours=169", "too large"),
        ("--stage dev --parameters PageOwner=", "too short"),
        ("--stage dev --release latest", "must look like"),
        ("--stage dev --parameters 'RetentionMonths=3 PageOwner=x RetentionMonths=4'", "RetentionMonths more"),
        ("--stage dev --parameters AlarmTopicArn=arn:aws:sns:us-east-1:123456789012:x", "is in us-east-1, and"),
        ("--stage dev --role deployer", "role's ARN"),
        ("--stage dev --bucket Our_Bucket", "bucket's name"),
    ],
)  # fmt: skip
def test_what_cannot_be_deployed_is_refused_with_the_reason(
    arguments: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*shlex.split(arguments), "--sam", "/nowhere/sam"]) == 2
    told = capsys.readouterr().err
    assert says in told
    assert told.endswith("Nothing was deployed.\n")


def test_without_a_build_it_is_told_to_build(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--stage", "dev", "--parameters", OWNER, "--build", str(tmp_path)]
    assert main([*arguments, "--check"]) == 0
    assert main(arguments) == 2
    assert "make build" in capsys.readouterr().err


def test_what_a_new_stack_needs_is_said_and_an_older_one_keeps_what_it_has(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--stage", "prod", "--check"]) == 0
    assert "needs PageOwner and PageContact" in capsys.readouterr().err
    assert main(["--stage", "prod", "--check", "--parameters", OWNER]) == 0
    assert capsys.readouterr().err == ""


def test_who_is_not_signed_in_is_told_so_before_anything_is_built(
    fake_sam: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    sam, calls = fake_sam
    code, said = make_deploy(sam, "STAGE=test", f"PARAMETERS={OWNER}")
    assert (code, calls.exists()) == (2, False)
    assert "No AWS credentials were found: sign in" in said
    monkeypatch.setenv("AWS_PROFILE", "nobodys")
    with pytest.raises(
        DeploymentError, match=r"signed in to: The config profile \(nobodys\) could not be found\.$"
    ):
        check_credentials()


def test_a_policy_is_everywhere_and_a_topic_in_one_region() -> None:
    boundary = {"PermissionsBoundaryArn": "arn:aws:iam::123456789012:policy/x"}
    topic = {"AlarmTopicArn": "arn:aws:sns:eu-north-1:123456789012:x", "PageOwner": "a:b:c:d"}
    assert elsewhere(boundary | topic, "eu-north-1") is None
    assert "AlarmTopicArn is in eu-north-1" in str(elsewhere(boundary | topic, "eu-west-1"))


def test_every_default_of_the_template_would_be_taken() -> None:
    defaults = {name: str(one["Default"]) for name, one in PARAMETERS.items() if "Default" in one}
    assert unfit_parameter(defaults) is None


def test_sam_knows_every_option_that_it_is_given() -> None:
    planned = replace(with_release(deployment("test"), "0123456789abcdef"), role="x", bucket="y")
    help_text = run(SAM, "deploy", "--help", SAM_CLI_TELEMETRY="0", COLUMNS="200").stdout
    for option in [part for part in command("sam", planned) if part.startswith("--")]:
        assert option in help_text or option.replace("--no-", "--") in help_text, option
    assert command("sam", Deployment("a", "b", {}), ROOT)[0:2] == ["sam", "deploy"]
