"""A first deployment that fails can be repeated, and a stack can be deployed over what an earlier one left."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any

import pytest

from infra.cloudformation import function_folders, load_template
from infra.kept_data import import_template, kept_resources, resources_to_import
from infra.local import stack as local
from infra.local.artefacts import artefacts
from infra.local.engine import running_engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "kleark"
UNKNOWN_TO_THE_ENGINES_IMPORT = {"AnswerSecret"}
"""The engine imports no secrets; with AWS it is the fifth of five."""


class Deployments:
    """An engine without a stack yet, and the template as that engine can carry it out."""

    def __init__(self, endpoint: str, made: dict[str, bytes]) -> None:
        self.endpoint = endpoint
        self.cloudformation = local.client("cloudformation", endpoint)
        adapted = local.without_unsupported(local.with_local_addresses(load_template(), endpoint))
        self.template = local.with_code(adapted, local._store_artefacts(endpoint, made))
        local._verify_sender(endpoint)

    def create(self, template: dict[str, Any] | None = None) -> dict[str, str]:
        return local._create_stack(self.endpoint, NAME, template or self.template, **local.PARAMETERS)

    def delete(self) -> None:
        self.cloudformation.delete_stack(StackName=NAME)
        self._wait("DELETE_COMPLETE")

    def kept(self) -> set[str]:
        """What a rollback has left where it was."""
        pages = self.cloudformation.get_paginator("describe_stack_events").paginate(StackName=NAME)
        events = [event for page in pages for event in page["StackEvents"]]
        return {one["LogicalResourceId"] for one in events if one["ResourceStatus"] == "DELETE_SKIPPED"}

    def import_kept(self, identifiers: dict[str, str]) -> None:
        template = import_template(self.template, set(identifiers))
        self._change("IMPORT", template, ResourcesToImport=resources_to_import(self.template, identifiers))
        assert self._wait("IMPORT_COMPLETE")

    def update(self) -> dict[str, str]:
        parameters = [{"ParameterKey": k, "ParameterValue": v} for k, v in local.PARAMETERS.items()]
        self._change("UPDATE", self.template, Parameters=parameters)
        outputs = self._wait("UPDATE_COMPLETE")["Outputs"]
        return {one["OutputKey"]: one["OutputValue"] for one in outputs}

    def _change(self, kind: str, template: dict[str, Any], **more: Any) -> None:
        body, key = json.dumps(template).encode(), f"{kind}.template"
        local.client("s3", self.endpoint).put_object(Bucket=local.ARTEFACTS_BUCKET, Key=key, Body=body)
        change = {"StackName": NAME, "ChangeSetName": kind.lower()}
        self.cloudformation.create_change_set(
            **change,
            ChangeSetType=kind,
            TemplateURL=f"{self.endpoint}/{local.ARTEFACTS_BUCKET}/{key}",
            Capabilities=["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
            **more,
        )
        self.cloudformation.get_waiter("change_set_create_complete").wait(
            **change, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
        )
        self.cloudformation.execute_change_set(**change)

    def _wait(self, wanted: str) -> dict[str, Any]:
        """The stack once its operation is over, which must have ended as ``wanted``."""
        for _ in range(1200):
            found = self._found()
            if found["StackStatus"].endswith("_IN_PROGRESS"):
                time.sleep(0.1)
                continue
            assert found["StackStatus"] == wanted, local._failures(self.cloudformation, NAME)
            return found
        pytest.fail(f"not {wanted} in time")

    def _found(self) -> dict[str, Any]:
        try:
            return dict(self.cloudformation.describe_stacks(StackName=NAME)["Stacks"][0])
        except self.cloudformation.exceptions.ClientError as error:
            if "does not exist" not in str(error):
                raise
            return {"StackStatus": "DELETE_COMPLETE"}


@pytest.fixture
def deployments(tmp_path: Path) -> Iterator[Deployments]:
    with artefacts(function_folders(load_template())) as made, running_engine(tmp_path, port=None) as engine:
        yield Deployments(engine.endpoint, made)


def failing(template: dict[str, Any]) -> dict[str, Any]:
    """With a resource that cannot be made, once all of what is kept has been."""
    broken = {
        "Type": "AWS::Events::EventBus",
        "DependsOn": [*kept_resources(template), "EventBus"],
        "Properties": {"Name": {"Ref": "AWS::StackName"}},  # which the bus has already
    }
    return template | {"Resources": template["Resources"] | {"Broken": broken}}


def test_a_first_deployment_that_failed_is_deleted_and_tried_again(deployments: Deployments) -> None:
    with pytest.raises(local.StackError, match="Broken"):
        deployments.create(failing(deployments.template))
    deployments._wait("ROLLBACK_COMPLETE")
    # SAM keeps a function's versions, which are no more once the function is gone.
    versions = {name for name in deployments.kept() if re.fullmatch(r"\w+FunctionVersion[0-9a-f]{10}", name)}
    assert deployments.kept() - versions == {"Table", "UserPool"}
    assert local.client("lambda", deployments.endpoint).list_functions()["Functions"] == []
    deployments.delete()
    assert deployments.create()["UploadsBucketName"]


def test_a_stack_is_deployed_over_what_an_earlier_one_left(deployments: Deployments) -> None:
    first = deployments.create()
    s3, table = (local.client(name, deployments.endpoint) for name in ("s3", "dynamodb"))
    s3.put_object(Bucket=first["UploadsBucketName"], Key="0461/kontrol/ark.xlsx", Body=b"kept")
    item = {"PK": {"S": "M#0461"}, "SK": {"S": "LIVE"}, "revision": {"N": "7"}}
    table.put_item(TableName=first["TableName"], Item=item)
    deployments.delete()

    # Without the import the names of the three buckets are taken, which CloudFormation sees before it makes anything.
    with pytest.raises(local.StackError, match=r"Validation failed with 3 error"):
        deployments.create()
    deployments.delete()

    identifiers = {
        "UploadsBucket": first["UploadsBucketName"],
        "ReportsBucket": first["ReportsBucketName"],
        "RegisterBucket": first["RegisterBucketName"],
        "Table": first["TableName"],
        "UserPool": first["UserPoolId"],
    }
    assert identifiers.keys() == set(kept_resources(deployments.template)) - UNKNOWN_TO_THE_ENGINES_IMPORT
    secrets = local.client("secretsmanager", deployments.endpoint)
    secrets.delete_secret(SecretId=first["AnswerSecretArn"], ForceDeleteWithoutRecovery=True)
    deployments.import_kept(identifiers)
    again = deployments.update()

    same = ("UploadsBucketName", "ReportsBucketName", "RegisterBucketName", "TableName", "UserPoolId")
    assert {name: again[name] for name in same} == {name: first[name] for name in same}
    kept = s3.get_object(Bucket=again["UploadsBucketName"], Key="0461/kontrol/ark.xlsx")["Body"].read()
    assert kept == b"kept"
    assert (
        table.get_item(TableName=again["TableName"], Key={k: item[k] for k in ("PK", "SK")})["Item"] == item
    )
    # And the new stack hears of what is put into the buckets that it took over.
    for bucket, queue in (("UploadsBucketName", "kleark-uploads"), ("RegisterBucketName", "kleark-editions")):
        hears = s3.get_bucket_notification_configuration(Bucket=again[bucket])
        assert [one["QueueArn"].rpartition(":")[2] for one in hears["QueueConfigurations"]] == [queue]
