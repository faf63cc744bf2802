"""Refuse a stack's name that would make an illegal name in AWS, before anything is there.

    python -m infra.stack_name kleark --region eu-north-1 [--parameters 'SignInDomainPrefix=kleark-odense']

CloudFormation takes names of 128 letters, also large ones, and would only fail at the first bucket, queue or sign-in
page that cannot be called so. `make deploy` asks here first.
"""

from __future__ import annotations

import argparse
import re
import shlex
import sys

from infra.resolved_template import NAMED_BY, ResolvedTemplate

STACK = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,127}")
ANY_ACCOUNT = "1" * 12
BUCKET = r"(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])"
RULES = {
    "AWS::S3::Bucket": BUCKET,
    "AWS::SQS::Queue": r"(?=.{1,80}$)[A-Za-z0-9_-]+(\.fifo)?",
    "AWS::Serverless::Function": r"[A-Za-z0-9_-]{1,64}",
    # Every account has a bus "default".
    "AWS::Events::EventBus": r"(?!(?:default|aws\..*)$)[A-Za-z0-9/._-]{1,256}",
    "AWS::CloudWatch::Dashboard": r"[A-Za-z0-9_-]{1,255}",
    "AWS::Events::Rule": r"[A-Za-z0-9._-]{1,64}",
    "AWS::IAM::Role": r"[\w+=,.@-]{1,64}",
    "AWS::Events::Archive": r"[A-Za-z0-9._-]{1,48}",
    "AWS::Logs::LogGroup": r"[A-Za-z0-9/._#-]{1,512}",
    "AWS::SecretsManager::Secret": r"[A-Za-z0-9/_+=.@-]{1,512}",
    "AWS::Scheduler::ScheduleGroup": r"[A-Za-z0-9._-]{1,64}",
    "AWS::Scheduler::Schedule": r"[A-Za-z0-9._-]{1,64}",
    "AWS::SES::ConfigurationSet": r"[A-Za-z0-9_-]{1,64}",
    "AWS::Cognito::UserPool": r"[\w +=,.@-]{1,128}",
    "AWS::Cognito::UserPoolClient": r"[\w +=,.@-]{1,128}",
    "AWS::Cognito::UserPoolDomain": r"(?!.*(?:aws|amazon|cognito))[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?",
    "AWS::ApiGatewayV2::Api": r".{1,128}",
}
"""What AWS takes as a name, by resource type: the pattern of each one's API reference, or what its user guide says."""


def illegal_names(stack: str, region: str, parameters: dict[str, str] | None = None) -> dict[str, str]:
    """The names that AWS would refuse in a stack called ``stack``: by logical id; empty where all are legal."""
    resolved = ResolvedTemplate(stack, ANY_ACCOUNT, region, parameters or {})
    found = {}
    for logical_id, resource in resolved.template["Resources"].items():
        kind = resource["Type"]
        if NAMED_BY.get(kind) not in resource["Properties"]:
            continue
        name = resolved.name(logical_id)
        if not re.fullmatch(RULES[kind], name):
            found[logical_id] = name
    return found


def longest(region: str, parameters: dict[str, str] | None = None) -> int:
    """How many characters a stack's name may have in ``region``."""
    lengths = range(64, 0, -1)  # no bucket's name is longer
    return next((n for n in lengths if not illegal_names("k" * n, region, parameters)), 0)


def refusal(stack: str, region: str, parameters: dict[str, str] | None = None) -> str | None:
    """Why no stack can have that name there, in a sentence or two; None where one can."""
    if not re.fullmatch(r"[a-z]{2,4}(-[a-z]+)+-\d", region):
        return f'"{region}" is no region of AWS. Give one such as REGION=eu-north-1.'
    if not STACK.fullmatch(stack):
        return (
            f'"{stack}" is no name of a stack: a letter, then letters, digits and hyphens. Give STACK=kleark.'
        )
    if not (illegal := illegal_names(stack, region, parameters)):
        return None
    logical_id, name = next(iter(illegal.items()))
    hint = "Take small letters, digits and hyphens"
    if len(stack) > (most := longest(region, parameters)):
        hint = f"It has {len(stack)} characters, and in {region} a name may have {most}"
    elif stack == "default":
        hint = "Every account has an event bus of that name"
    elif logical_id == "UserPoolDomain":
        hint = 'Sign-in addresses may not have "aws", "amazon" or "cognito" in them: give SignInDomainPrefix as well'
    return f'No stack can be called "{stack}": {logical_id} would be "{name}", which AWS refuses. {hint}.'


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 where a stack can be called so, 2 with the reason where not."""
    parser = argparse.ArgumentParser(prog="python -m infra.stack_name", description=__doc__.splitlines()[0])
    parser.add_argument("stack")
    parser.add_argument("--region", required=True)
    parser.add_argument("--parameters", default="", help="as `sam deploy --parameter-overrides` takes them")
    given = parser.parse_args(arguments)
    parameters = dict(part.split("=", 1) for part in shlex.split(given.parameters) if "=" in part)
    if why := refusal(given.stack, given.region, parameters):
        print(f"{why} Nothing was deployed.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
