"""Deploy over data that an earlier stack left: what CloudFormation needs to take them into a new stack first.

    python -m infra.kept_data --stack kleark --account 123456789012 --region eu-north-1 \\
        --table kleark-Table-1ABC --user-pool eu-north-1_AbCdEf --secret arn:aws:secretsmanager:…

CloudFormation imports existing resources in an operation that may do nothing else. So the first template has only what
is kept, and of that only what refers to nothing else; `sam deploy` with template.yaml then adds the rest. All steps,
and what was tried: docs/operating.md, "Deploying over data that were kept".
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from infra.cloudformation import ROOT, load_template

FOLDER = ROOT / ".aws-sam" / "kept"
KEPT_POLICIES = {"Retain", "RetainExceptOnCreate"}

IDENTIFIERS = {
    "AWS::S3::Bucket": "BucketName",
    "AWS::DynamoDB::Table": "TableName",
    "AWS::Cognito::UserPool": "UserPoolId",
    "AWS::SecretsManager::Secret": "Id",
}
"""The property by which CloudFormation finds an existing resource of each type."""


def kept_resources(template: dict[str, Any]) -> list[str]:
    """The logical ids of what outlives its stack."""
    return [
        name
        for name, resource in template["Resources"].items()
        if resource.get("DeletionPolicy") in KEPT_POLICIES
    ]


def import_template(template: dict[str, Any], imported: set[str]) -> dict[str, Any]:
    """The template of the import: the resources ``imported``, without what refers to others, and no transform.

    What is left out is set by the deployment that follows.
    """
    others = set(template["Resources"]) - imported
    resources = {}
    for name in template["Resources"]:
        if name not in imported:
            continue
        resource = {key: value for key, value in template["Resources"][name].items() if key != "DependsOn"}
        properties = resource["Properties"]
        # A condition decides about resources of the stack, too, as the page's address does.
        resource["Properties"] = {
            key: value for key, value in properties.items() if not _names(value, template) & others
        }
        resources[name] = resource
    used = set().union(*(_names(resource, template) for resource in resources.values()))
    conditions = {name: one for name, one in template["Conditions"].items() if name in used}
    parameters = {name: one for name, one in template["Parameters"].items() if name in used}
    if needed := sorted(name for name, one in parameters.items() if "Default" not in one):
        raise ValueError(f"parameters without a default: {needed}")
    parts = {"Parameters": parameters, "Conditions": conditions, "Resources": resources}
    return {"AWSTemplateFormatVersion": "2010-09-09"} | {name: part for name, part in parts.items() if part}


def _names(node: Any, template: dict[str, Any]) -> set[str]:
    """The resources, parameters and conditions that ``node`` refers to, those of its conditions included."""
    known = [*template["Resources"], *template["Parameters"], *template["Conditions"]]
    text = json.dumps(node)
    found = {
        name
        for name in known
        if any(sign in text for sign in (f'"{name}"', f"${{{name}}}", f"${{{name}.", f'"{name}.'))
    }
    for name in found & set(template["Conditions"]):
        found = found | _names(template["Conditions"][name], template)
    return found


def resources_to_import(template: dict[str, Any], identifiers: dict[str, str]) -> list[dict[str, Any]]:
    """What `create-change-set --resources-to-import` takes; ``identifiers`` by logical id."""
    return [
        {
            "ResourceType": template["Resources"][name]["Type"],
            "LogicalResourceId": name,
            "ResourceIdentifier": {IDENTIFIERS[template["Resources"][name]["Type"]]: identifier},
        }
        for name, identifier in identifiers.items()
    ]


def main(arguments: list[str] | None = None) -> int:
    """Write the two files, and say what to do with them."""
    parser = argparse.ArgumentParser(prog="python -m infra.kept_data", description=__doc__.splitlines()[0])
    for option, meaning in (
        ("--stack", "the new stack's name, which must be that of the old one"),
        ("--account", "the account's id"),
        ("--region", "the region"),
        ("--table", "the table's name"),
        ("--user-pool", "the user pool's id"),
        ("--secret", "the ARN of the key of fingerprints"),
    ):
        parser.add_argument(option, required=True, help=meaning)
    parser.add_argument(
        "--folder", type=Path, default=FOLDER, help="where to write to (default: %(default)s)"
    )
    given = parser.parse_args(arguments)
    template = load_template()
    identifiers = {
        "UploadsBucket": f"{given.stack}-uploads-{given.account}-{given.region}",
        "ReportsBucket": f"{given.stack}-reports-{given.account}-{given.region}",
        "RegisterBucket": f"{given.stack}-edition-{given.account}-{given.region}",
        "Table": given.table,
        "AnswerSecret": given.secret,
        "UserPool": given.user_pool,
    }
    given.folder.mkdir(parents=True, exist_ok=True)
    template_file, resources_file = given.folder / "template.json", given.folder / "resources.json"
    template_file.write_text(
        json.dumps(import_template(template, set(identifiers)), indent=1), encoding="utf-8"
    )
    resources_file.write_text(
        json.dumps(resources_to_import(template, identifiers), indent=1), encoding="utf-8"
    )
    where = f"--stack-name {given.stack} --change-set-name kept-data --region {given.region}"
    print(
        f"aws cloudformation create-change-set {where} --change-set-type IMPORT "
        f"--template-body file://{template_file} --resources-to-import file://{resources_file}",
        f"aws cloudformation describe-change-set {where}   # {len(identifiers)} imports, and nothing else",
        f"aws cloudformation execute-change-set {where}",
        "Then deploy, with the stack's own parameters.",
        sep="\n",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
