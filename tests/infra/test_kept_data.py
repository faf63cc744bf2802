"""What outlives a stack, and the template by which a new stack takes it over."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from infra.cloudformation import load_template
from infra.kept_data import IDENTIFIERS, import_template, kept_resources, main
from tests.support.infra_commands import run

TEMPLATE = load_template()
KEPT = {"UploadsBucket", "ReportsBucket", "RegisterBucket", "Table", "UserPool", "AnswerSecret"}
GIVEN = [
    "--stack",
    "kleark",
    "--account",
    "123456789012",
    "--region",
    "eu-north-1",
    "--table",
    "kleark-Table-1A",
]
GIVEN += [
    "--user-pool",
    "eu-north-1_AbCdEf",
    "--secret",
    "arn:aws:secretsmanager:eu-north-1:123456789012:secret:x",
]


def test_what_holds_data_is_kept_and_nothing_else() -> None:
    assert set(kept_resources(TEMPLATE)) == KEPT
    assert {TEMPLATE["Resources"][name]["Type"] for name in KEPT} == set(IDENTIFIERS)


def test_what_is_kept_leaves_no_name_taken_when_the_first_deployment_fails() -> None:
    """A name of its own: taken back. Protected from deletion: left, since to take it back would fail, but then without
    a name that could be taken."""
    for name in KEPT:
        resource = TEMPLATE["Resources"][name]
        properties = resource["Properties"]
        unique = {"BucketName", "Name", "TableName"} & properties.keys()
        protected = {"DeletionProtectionEnabled", "DeletionProtection"} & properties.keys()
        assert resource["DeletionPolicy"] == ("RetainExceptOnCreate" if unique else "Retain"), name
        assert bool(unique) != bool(protected), name
        assert resource["UpdateReplacePolicy"] == "Retain", name


def test_the_import_has_only_what_is_kept_and_refers_to_nothing_else() -> None:
    made = import_template(TEMPLATE, KEPT)
    assert set(made["Resources"]) == KEPT
    assert "Transform" not in made
    assert "Outputs" not in made
    text = json.dumps(made["Resources"])
    assert not [name for name in TEMPLATE["Resources"] if name not in KEPT and name in text]
    # What the following deployment must not seem to add to it.
    for name, needed in {
        "UploadsBucket": {"BucketName", "VersioningConfiguration", "BucketEncryption"},
        "Table": {"KeySchema", "AttributeDefinitions", "StreamSpecification", "DeletionProtectionEnabled"},
        "UserPool": {"Schema", "UsernameAttributes", "MfaConfiguration"},
        "AnswerSecret": {"Name", "GenerateSecretString"},
    }.items():
        assert needed <= made["Resources"][name]["Properties"].keys()
    assert "NotificationConfiguration" not in made["Resources"]["UploadsBucket"]["Properties"]


def test_the_files_are_written_and_cfn_lint_has_nothing_to_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*GIVEN, "--folder", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "--change-set-type IMPORT" in said
    assert str(tmp_path / "resources.json") in said
    outcome = run(Path(sys.executable).with_name("cfn-lint"), tmp_path / "template.json")
    assert (outcome.returncode, outcome.stdout) == (0, ""), outcome.stdout + outcome.stderr
    wanted = {
        one["LogicalResourceId"]: one["ResourceIdentifier"]
        for one in json.loads((tmp_path / "resources.json").read_text())
    }
    assert wanted.keys() == KEPT
    assert wanted["UploadsBucket"] == {"BucketName": "kleark-uploads-123456789012-eu-north-1"}
    assert wanted["UserPool"] == {"UserPoolId": "eu-north-1_AbCdEf"}


def test_a_parameter_that_would_have_to_be_asked_for_is_no_part_of_it() -> None:
    asking = json.loads(json.dumps(TEMPLATE))
    asking["Resources"]["UserPool"]["Properties"]["UserPoolName"] = {"Ref": "PageOwner"}
    with pytest.raises(ValueError, match="PageOwner"):
        import_template(asking, KEPT)
