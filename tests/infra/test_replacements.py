"""No update from the older version to this one may replace what holds data, or meet a name that is taken."""

from __future__ import annotations

import copy
import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from infra.cloudformation import ROOT, load_template
from infra.kept_data import kept_resources
from infra.replacements import ADDRESSES, HOLDING_DATA, NEVER_CHANGED, REPLACING, hazards, main
from infra.resolved_template import NAMED_BY
from tests.support.older_version import older_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Change = Callable[[dict[str, Any]], object]

SCHEMAS = """
import json, sys
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER as schemas
found = {}
for kind in sys.argv[1:]:
    schema = schemas.get_resource_schema("eu-north-1", kind).schema
    only = schema.get("createOnlyProperties", []) + schema.get("conditionalCreateOnlyProperties", [])
    found[kind] = sorted(one.removeprefix("/properties/") for one in only)
print(json.dumps(found))
"""
MADE_BY_SAM = {"AWS::Serverless::Function"}


@pytest.fixture
def template() -> dict[str, Any]:
    return load_template()


@pytest.fixture
def older(tmp_path: Path) -> dict[str, Any]:
    (tmp_path / "older.yaml").write_text(older_file("template.yaml"), encoding="utf-8")
    return load_template(tmp_path / "older.yaml")


def test_the_update_loses_nothing(older: dict[str, Any], template: dict[str, Any]) -> None:
    assert hazards(older, template) == []


def test_going_back_loses_nothing_but_what_the_newer_version_added(
    older: dict[str, Any], template: dict[str, Any]
) -> None:
    added = template["Resources"].keys() - older["Resources"].keys()
    assert {hazard.logical_id for hazard in hazards(template, older)} <= added


def test_the_list_is_that_of_awss_own_schemas() -> None:
    kinds = sorted(REPLACING.keys() - MADE_BY_SAM)
    told = subprocess.run(
        [str(ROOT / ".venv-sam" / "bin" / "python"), "-c", SCHEMAS, *kinds],
        capture_output=True,
        text=True,
        check=True,
    )
    assert {kind: sorted(REPLACING[kind]) for kind in kinds} == json.loads(told.stdout)


def test_every_resource_with_a_name_or_with_data_is_watched(template: dict[str, Any]) -> None:
    kinds = {one["Type"] for one in template["Resources"].values()}
    named = {
        one["Type"]
        for one in template["Resources"].values()
        if NAMED_BY.get(one["Type"], "") in one.get("Properties", {})
    }
    assert (named | kinds & (HOLDING_DATA | ADDRESSES)) <= REPLACING.keys()
    assert {template["Resources"][name]["Type"] for name in kept_resources(template)} <= HOLDING_DATA
    assert NEVER_CHANGED.keys() <= HOLDING_DATA


def _set(logical_id: str, name: str, value: object) -> Change:
    return lambda template: template["Resources"][logical_id]["Properties"].update({name: value})


def _drop(logical_id: str) -> Change:
    return lambda template: template["Resources"].pop(logical_id)


def _rename(logical_id: str) -> Change:
    return lambda template: template["Resources"].update(
        {f"{logical_id}Two": template["Resources"].pop(logical_id)}
    )


@pytest.mark.parametrize(
    ("logical_id", "change", "said"),
    [
        ("Table", _set("Table", "TableName", "one"), "TableName changes, and an empty"),
        (
            "Table",
            _set("Table", "KeySchema", [{"AttributeName": "PK", "KeyType": "HASH"}]),
            "KeySchema changes, and an empty",
        ),
        ("Table", _rename("Table"), "stands under another logical id"),
        (
            "UploadsBucket",
            _set("UploadsBucket", "BucketName", {"Fn::Sub": "${AWS::StackName}-up"}),
            "BucketName",
        ),
        ("PublishQueue", _set("PublishQueue", "FifoQueue", False), "FifoQueue changes"),
        (
            "AnswerSecret",
            _set("AnswerSecret", "GenerateSecretString", {"PasswordLength": 65}),
            "does not bear",
        ),
        ("UserPool", _set("UserPool", "UsernameAttributes", ["phone_number"]), "does not bear"),
        ("PublicationSchedules", _drop("PublicationSchedules"), "is taken away"),
        ("EventBus", _set("EventBus", "Name", "another"), "Name changes"),
        ("PortalApi", _rename("PortalApi"), "stands under another logical id"),
        (
            "Table",
            lambda template: template["Resources"]["Table"].pop("DeletionPolicy"),
            "DeletionPolicy no longer keeps it",
        ),
        (
            "ReportsBucket",
            lambda template: template["Resources"]["ReportsBucket"].update(UpdateReplacePolicy="Delete"),
            "UpdateReplacePolicy no longer keeps it",
        ),
        (
            "ColleaguesTable",
            lambda template: template["Resources"]["ColleaguesTable"].update(Condition="HasAlarmTopic"),
            "is taken away",
        ),
        ("ValidateFunction", _set("ValidateFunction", "PackageType", "Image"), "cannot have its name"),
    ],
)
def test_a_change_that_loses_something_is_found(
    template: dict[str, Any], logical_id: str, change: Change, said: str
) -> None:
    changed = copy.deepcopy(template)
    change(changed)
    found = [hazard for hazard in hazards(template, changed) if hazard.logical_id == logical_id]
    assert any(said in hazard.what for hazard in found), found


def test_what_loses_nothing_is_none(template: dict[str, Any]) -> None:
    changed = copy.deepcopy(template)
    changed["Resources"]["Table"]["Properties"]["StreamSpecification"] = {"StreamViewType": "KEYS_ONLY"}
    changed["Resources"]["PublishQueue"]["Properties"]["VisibilityTimeout"] = 60
    changed["Resources"]["ValidateFunction"]["Properties"]["MemorySize"] = 512
    del changed["Resources"]["SweepErrorsAlarm"]
    assert hazards(template, changed) == []


def test_an_operator_asks_before_an_update(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(json.dumps(load_template()), encoding="utf-8")
    assert main([str(old)]) == 0
    assert "Nothing would be replaced" in capsys.readouterr().out
    changed = load_template()
    changed["Resources"]["Table"]["Properties"]["TableName"] = "one"
    new.write_text(json.dumps(changed), encoding="utf-8")
    assert main([str(old), str(new)]) == 1
    assert "Table: TableName changes" in capsys.readouterr().out


def test_what_a_condition_leaves_out_is_as_if_it_were_not_there(template: dict[str, Any]) -> None:
    before = copy.deepcopy(template)
    left_out = {"Fn::If": ["HasKey", "one", {"Ref": "AWS::NoValue"}]}
    assert "TableName" not in template["Resources"]["Table"]["Properties"]
    template["Resources"]["Table"]["Properties"]["TableName"] = left_out
    assert hazards(before, template) == []
    assert hazards(template, before) == []
