"""template.yaml with its references resolved, as they would be in one account and region.

Only the intrinsic functions that stand where names and rights are described; another one raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from infra.cloudformation import TEMPLATE, load_template

if TYPE_CHECKING:
    from pathlib import Path

NAMED_BY = {
    "AWS::S3::Bucket": "BucketName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::Serverless::Function": "FunctionName",
    "AWS::Events::EventBus": "Name",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::SecretsManager::Secret": "Name",
    "AWS::Scheduler::ScheduleGroup": "Name",
    "AWS::SES::ConfigurationSet": "Name",
    "AWS::Scheduler::Schedule": "Name",
    "AWS::Events::Archive": "ArchiveName",
    "AWS::Cognito::UserPool": "UserPoolName",
    "AWS::Cognito::UserPoolClient": "ClientName",
    "AWS::Cognito::UserPoolDomain": "Domain",
    "AWS::ApiGatewayV2::Api": "Name",
    "AWS::CloudTrail::Trail": "TrailName",
    "AWS::CloudWatch::Dashboard": "DashboardName",
    "AWS::Events::Rule": "Name",
    "AWS::IAM::Role": "RoleName",
}
"""The property that names a resource of each type; of another type the name is made up, as CloudFormation does."""

ARNS = {
    "AWS::S3::Bucket": "arn:{partition}:s3:::{name}",
    "AWS::SQS::Queue": "arn:{partition}:sqs:{region}:{account}:{name}",
    "AWS::Serverless::Function": "arn:{partition}:lambda:{region}:{account}:function:{name}",
    "AWS::Events::EventBus": "arn:{partition}:events:{region}:{account}:event-bus/{name}",
    "AWS::Logs::LogGroup": "arn:{partition}:logs:{region}:{account}:log-group:{name}:*",
    "AWS::DynamoDB::Table": "arn:{partition}:dynamodb:{region}:{account}:table/{name}",
    "AWS::IAM::ManagedPolicy": "arn:{partition}:iam::{account}:policy/{name}",
    "AWS::IAM::Role": "arn:{partition}:iam::{account}:role/{name}",
    "AWS::SecretsManager::Secret": "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-AbCdEf",
    "AWS::Events::Rule": "arn:{partition}:events:{region}:{account}:rule/{name}",
    "AWS::CloudTrail::Trail": "arn:{partition}:cloudtrail:{region}:{account}:trail/{name}",
    "AWS::KMS::Key": "arn:{partition}:kms:{region}:{account}:key/1234abcd-12ab-34cd-56ef-1234567890ab",
}

REFERRED_TO_BY_ARN = {"AWS::IAM::ManagedPolicy", "AWS::SecretsManager::Secret"}
"""Types of which Ref gives the ARN."""

PARTITIONS = {"cn-": ("aws-cn", "amazonaws.com.cn"), "us-gov-": ("aws-us-gov", "amazonaws.com")}


NOTHING = {"Ref": "AWS::NoValue"}
"""What stands for a property that is not there."""


@cache
def _template(path: Path) -> dict[str, Any]:
    """Read once, and changed by nobody."""
    return load_template(path)


class UnresolvedError(Exception):
    """Something that is not known here how to resolve."""


@dataclass(frozen=True)
class ResolvedTemplate:
    """One stack of template.yaml, or of the template at ``path``, by its name, account, region and parameters."""

    stack: str = "kleark"
    account: str = "123456789012"
    region: str = "eu-north-1"
    parameters: dict[str, str] = field(default_factory=dict)
    path: Path = TEMPLATE

    @property
    def template(self) -> dict[str, Any]:
        return _template(self.path)

    @cached_property
    def pseudo_parameters(self) -> dict[str, str]:
        partition, suffix = next(
            (there for prefix, there in PARTITIONS.items() if self.region.startswith(prefix)),
            ("aws", "amazonaws.com"),
        )
        return {
            "AWS::StackName": self.stack,
            "AWS::AccountId": self.account,
            "AWS::Region": self.region,
            "AWS::Partition": partition,
            "AWS::URLSuffix": suffix,
        }

    def name(self, logical_id: str) -> str:
        """The resource's name in AWS."""
        resource = self.template["Resources"][logical_id]
        named_by = NAMED_BY.get(resource["Type"])
        if named_by and named_by in resource["Properties"]:
            return str(self.resolve(resource["Properties"][named_by]))
        return f"{self.stack}-{logical_id}-1ABCDEFGHIJKL"

    def arn(self, logical_id: str) -> str:
        """The resource's ARN. Raises UnresolvedError for a type whose ARN is not known here."""
        kind = self.template["Resources"][logical_id]["Type"]
        if kind not in ARNS:
            raise UnresolvedError(f"the ARN of {logical_id}, {kind}")
        return ARNS[kind].format(
            partition=self.pseudo_parameters["AWS::Partition"],
            region=self.region,
            account=self.account,
            name=self.name(logical_id),
        )

    def resolve(self, node: Any) -> Any:
        """``node`` of the template as CloudFormation would pass it on, without what is not there."""
        if isinstance(node, list):
            return [value for one in node if (value := self.resolve(one)) != NOTHING]
        if not isinstance(node, dict):
            return node
        if node == NOTHING:
            return NOTHING
        if "Ref" in node:
            return self._reference(node["Ref"])
        for name, argument in node.items():
            if str(name).startswith("Fn::"):
                return self._function(name, argument)
        return {
            name: resolved for name, value in node.items() if (resolved := self.resolve(value)) != NOTHING
        }

    def exists(self, logical_id: str) -> bool:
        """Whether the resource's condition holds; without one it does."""
        condition = self.template["Resources"][logical_id].get("Condition")
        return condition is None or self.holds({"Condition": condition})

    def _function(self, name: str, argument: Any) -> Any:
        match name, argument:
            case "Fn::GetAtt", [logical_id, attribute]:
                answer: Any = self._attribute(logical_id, attribute)
            case "Fn::Sub", str(text):
                answer = self._substitute(text, {})
            case "Fn::Sub", [text, names]:
                answer = self._substitute(text, self.resolve(names))
            case "Fn::Select", [index, values]:
                answer = self.resolve(values)[int(index)]
            case "Fn::Split", [separator, text]:
                answer = self.resolve(text).split(separator)
            case "Fn::FindInMap", [mapping, first, second]:
                rows = self.template["Mappings"][mapping]
                if (row := self.resolve(first)) not in rows:
                    raise UnresolvedError(f"{mapping} has no {row}")
                answer = rows[row][second]
            case "Fn::If", [condition, then, otherwise]:
                answer = self.resolve(then if self.holds({"Condition": condition}) else otherwise)
            case _:
                raise UnresolvedError(f"{name} {argument}")
        return answer

    def holds(self, condition: Any) -> bool:
        """Whether a condition of the template holds."""
        match condition:
            case {"Condition": name}:
                return self.holds(self.template["Conditions"][name])
            case {"Fn::Not": [one]}:
                return not self.holds(one)
            case {"Fn::And": several}:
                return all(map(self.holds, several))
            case {"Fn::Or": several}:
                return any(map(self.holds, several))
            case {"Fn::Equals": [one, other]}:
                return str(self.resolve(one)) == str(self.resolve(other))
        raise UnresolvedError(str(condition))

    def statements(self, logical_id: str) -> list[dict[str, Any]]:
        """What a role's policies say, those that are attached to it included, or a policy that stands for itself."""
        properties = self.template["Resources"][logical_id]["Properties"]
        documents = [policy["PolicyDocument"] for policy in properties.get("Policies", [properties])]
        documents += [
            resource["Properties"]["PolicyDocument"]
            for name, resource in self.template["Resources"].items()
            if resource["Type"] == "AWS::IAM::Policy"
            and self.exists(name)
            and self.name(logical_id) in self.resolve(resource["Properties"]["Roles"])
        ]
        return [statement for document in documents for statement in self.resolve(document["Statement"])]

    def _reference(self, name: str) -> str:
        if name in self.pseudo_parameters:
            return self.pseudo_parameters[name]
        if name in self.parameters:
            return self.parameters[name]
        if name in self.template["Parameters"]:
            return str(self.template["Parameters"][name]["Default"])
        kind = self.template["Resources"][name]["Type"]
        return self.arn(name) if kind in REFERRED_TO_BY_ARN else self.name(name)

    def _attribute(self, logical_id: str, attribute: str) -> str:
        kind = self.template["Resources"][logical_id]["Type"]
        match attribute:
            case "Arn":
                return self.arn(logical_id)
            case "Id" if kind == "AWS::SecretsManager::Secret":
                return self.arn(logical_id)
            case "QueueName" if kind == "AWS::SQS::Queue":
                return self.name(logical_id)
            case "RegionalDomainName" if kind == "AWS::S3::Bucket":
                suffix = self.pseudo_parameters["AWS::URLSuffix"]
                return f"{self.name(logical_id)}.s3.{self.region}.{suffix}"
            case "StreamArn":
                return f"{self.arn(logical_id)}/stream/2026-01-01T00:00:00.000"
        raise UnresolvedError(f"{logical_id}.{attribute}")

    def _substitute(self, text: str, names: dict[str, str]) -> str:
        def value(place: re.Match[str]) -> str:
            name = place[1]
            if name.startswith("!"):
                return f"${{{name[1:]}}}"
            if name in names:
                return names[name]
            logical_id, _, attribute = name.partition(".")
            return self._attribute(logical_id, attribute) if attribute else self._reference(name)

        return re.sub(r"\$\{([^}]+)\}", value, text)
