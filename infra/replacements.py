"""What an update from one template to another would replace or take away, and CloudFormation would only say half-way.

    python -m infra.replacements OLD_TEMPLATE [NEW_TEMPLATE]

A resource that holds data is replaced by an empty one. A resource with a name of its own cannot be replaced at all: the
new one would need the name while the old one has it. So neither may happen between two versions of Kleark; where it
must, docs/deploying.md says how. Compared is what CloudFormation would pass on, with every parameter at its default.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from infra.cloudformation import TEMPLATE, load_template
from infra.resolved_template import NAMED_BY, NOTHING, ResolvedTemplate

REPLACING = {
    "AWS::ApiGatewayV2::Api": {"ProtocolType"},
    "AWS::CloudWatch::Alarm": {"AlarmName"},
    "AWS::CloudWatch::Dashboard": {"DashboardName"},
    "AWS::Cognito::UserPool": set[str](),
    "AWS::Cognito::UserPoolClient": {"GenerateSecret", "UserPoolId"},
    "AWS::Cognito::UserPoolDomain": {"Domain", "UserPoolId"},
    "AWS::DynamoDB::Table": {"ImportSourceSpecification", "KeySchema", "TableName"},
    "AWS::Events::Archive": {"ArchiveName", "SourceArn"},
    "AWS::Events::EventBus": {"Name"},
    "AWS::KMS::Key": set[str](),
    "AWS::Logs::LogGroup": {"LogGroupName"},
    "AWS::S3::Bucket": {"BucketName", "BucketNamePrefix", "BucketNamespace"},
    "AWS::SES::ConfigurationSet": {"Name"},
    "AWS::SQS::Queue": {"FifoQueue", "QueueName"},
    "AWS::Scheduler::Schedule": {"Name"},
    "AWS::Scheduler::ScheduleGroup": {"Name"},
    "AWS::SecretsManager::Secret": {"Name"},
    "AWS::Serverless::Function": {"FunctionName", "PackageType"},
}
"""The properties of which "CloudFormation template reference" says "Update requires: Replacement", by type: of what
holds data or stands for an address, and of what has a name. A test holds them against AWS's schemas of the types."""

NEVER_CHANGED = {
    # "Updating user pool and app client configuration": settings that cannot be changed. An update fails.
    "AWS::Cognito::UserPool": {"AliasAttributes", "UsernameAttributes", "UsernameConfiguration", "Schema"},
    # Another string is generated, though nothing is replaced: each answer would lapse.
    "AWS::SecretsManager::Secret": {"GenerateSecretString", "SecretString"},
}
"""What replaces nothing, and must not change either."""

HOLDING_DATA = {
    "AWS::Cognito::UserPool",
    "AWS::Cognito::UserPoolDomain",
    "AWS::DynamoDB::Table",
    "AWS::Events::EventBus",
    "AWS::KMS::Key",
    "AWS::S3::Bucket",
    "AWS::SQS::Queue",
    "AWS::Scheduler::ScheduleGroup",
    "AWS::SecretsManager::Secret",
}
"""Where the resource itself must stay, or something is lost: data, messages on their way, subscribers, sign-in."""

ADDRESSES = {"AWS::ApiGatewayV2::Api"}
"""Where its id is part of an address that others have noted."""

POLICIES = ("DeletionPolicy", "UpdateReplacePolicy")
KEEPING = {"Retain", "RetainExceptOnCreate"}


@dataclass(frozen=True)
class _Resolved(ResolvedTemplate):
    """A template other than this checkout's."""

    source: dict[str, Any] = field(default_factory=dict)

    @property
    def template(self) -> dict[str, Any]:
        return self.source


@dataclass(frozen=True, slots=True, order=True)
class Hazard:
    """Why an update would lose something or fail, and at which resource."""

    logical_id: str
    what: str

    def __str__(self) -> str:
        return f"{self.logical_id}: {self.what}"


def hazards(old: dict[str, Any], new: dict[str, Any]) -> list[Hazard]:
    """What an update of a stack from ``old`` to ``new`` would lose, or fail at."""
    before, after = (_Resolved(source=_with_defaults(one)) for one in (old, new))
    found: list[Hazard] = []
    for logical_id, resource in old["Resources"].items():
        if not before.exists(logical_id):
            continue
        kind = resource["Type"]
        successor = new["Resources"].get(logical_id)
        if successor is None or successor["Type"] != kind or not after.exists(logical_id):
            if kind in HOLDING_DATA | ADDRESSES:
                found.append(Hazard(logical_id, f"{kind} is taken away, or stands under another logical id"))
            continue
        found += [Hazard(logical_id, what) for what in _changes(logical_id, kind, before, after)]
        if resource.get(POLICIES[0]) in KEEPING:
            found += [
                Hazard(logical_id, f"it holds data, and {policy} no longer keeps it")
                for policy in POLICIES
                if successor.get(policy) not in KEEPING
            ]
    return sorted(found)


def _changes(logical_id: str, kind: str, before: _Resolved, after: _Resolved) -> list[str]:
    said = []
    for name in sorted(REPLACING.get(kind, ())):
        if _value(logical_id, name, before) == _value(logical_id, name, after):
            continue
        if kind in HOLDING_DATA | ADDRESSES:
            said.append(f"{name} changes, and an empty {kind} would take its place")
        elif name != NAMED_BY.get(kind) and NAMED_BY.get(kind) in _properties(logical_id, before):
            said.append(f"{name} changes, and the update fails: a second {kind} cannot have its name")
    said += [
        f"{name} changes, which {kind} does not bear"
        for name in sorted(NEVER_CHANGED.get(kind, ()))
        if _value(logical_id, name, before) != _value(logical_id, name, after)
    ]
    return said


def _value(logical_id: str, name: str, where: _Resolved) -> Any:
    """None where it is not there, or is left out by a condition."""
    value = where.resolve(_properties(logical_id, where).get(name))
    return None if value == NOTHING else value


def _properties(logical_id: str, where: _Resolved) -> dict[str, Any]:
    properties: dict[str, Any] = where.template["Resources"][logical_id].get("Properties", {})
    return properties


def _with_defaults(template: dict[str, Any]) -> dict[str, Any]:
    """Parameters that must be given have a value, the same on both sides."""
    given = {
        name: one if "Default" in one else one | {"Default": f"given-{name}"}
        for name, one in template.get("Parameters", {}).items()
    }
    return template | {"Parameters": given}


@cache
def _loaded(path: Path) -> dict[str, Any]:
    return load_template(path)


def main(arguments: list[str] | None = None) -> int:
    """Exit 0: nothing is lost. 1: each hazard is printed."""
    parser = argparse.ArgumentParser(prog="python -m infra.replacements", description=__doc__.splitlines()[0])
    parser.add_argument("old", type=Path, help="template.yaml of the version that is deployed")
    parser.add_argument(
        "new", type=Path, nargs="?", default=TEMPLATE, help="of the one to deploy (default: this checkout's)"
    )
    given = parser.parse_args(arguments)
    found = hazards(_loaded(given.old), _loaded(given.new))
    nothing = "Nothing would be replaced that holds data, and no name is in the way."
    print(*(map(str, found) if found else [nothing]), sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
