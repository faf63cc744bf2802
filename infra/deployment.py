"""Deploy a stage: what infra/samconfig.toml says of it, and what is given besides. What cannot be is refused first.

    python -m infra.deployment --stage test --parameters 'PageOwner="Odense Kommune" PageContact=a@b.example' [--check]

A stage is a stack's name, a region and parameters. What is given wins over what the stage says. Nothing that belongs to
one account or one person stands in the file, so that PageOwner and PageContact are always given.
"""

from __future__ import annotations

import argparse
import re
import shlex
import subprocess
import sys
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError

from infra.cloudformation import ROOT, load_template
from infra.release import BUILD, ReleaseError, release_of
from infra.stack_name import BUCKET, refusal

STAGES = ROOT / "infra" / "samconfig.toml"
RELEASE = "Release"


class DeploymentError(Exception):
    """What was asked for cannot be deployed. The message is for whoever deploys."""


@dataclass(frozen=True)
class Deployment:
    """One stack to deploy.

    Attributes:
        parameters: Those of template.yaml that are set.
        confirm: Whether to show the changes and ask first.
        role: What CloudFormation acts as; empty, it acts with the rights of whoever deploys.
        bucket: Where artefacts are sent; empty, into a bucket that the SAM CLI keeps in the account.
    """

    stack: str
    region: str
    parameters: dict[str, str]
    confirm: bool = True
    tags: tuple[str, ...] = ()
    role: str = ""
    bucket: str = ""


def parse_parameters(text: str) -> dict[str, str]:
    """``Name=value Other="a value"``, as `sam deploy --parameter-overrides` takes them. Raises DeploymentError."""
    try:
        parts = shlex.split(text)
    except ValueError as error:
        raise DeploymentError(f"PARAMETERS cannot be read: {error}.") from error
    if strays := [part for part in parts if "=" not in part]:
        raise DeploymentError(f'PARAMETERS takes Name=value; this has no "=": {strays[0]}.')
    pairs = [part.split("=", 1) for part in parts]
    parameters = dict(pairs)
    if len(parameters) < len(pairs):
        twice = next(name for i, (name, _) in enumerate(pairs) if name in dict(pairs[:i]))
        raise DeploymentError(f"PARAMETERS says {twice} more than once.")
    return parameters


def stages(path: Path = STAGES) -> dict[str, dict[str, Any]]:
    """What is said of each stage for `sam deploy`, by its name."""
    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        name: commands["deploy"]["parameters"]
        for name, commands in settings.items()
        if isinstance(commands, dict) and "deploy" in commands
    }


def deployment(
    stage: str = "", stack: str = "", region: str = "", parameters: dict[str, str] | None = None
) -> Deployment:
    """What to deploy. Raises DeploymentError for a stage, a name, or a parameter that cannot be."""
    known = stages()
    if not (stage or stack or region):
        raise DeploymentError(f"Say what to deploy: give STAGE={', '.join(known)}, or STACK and REGION.")
    if stage and stage not in known:
        raise DeploymentError(
            f'There is no stage "{stage}": give STAGE={", ".join(known)}, or none with STACK and REGION.'
        )
    said = known.get(stage, {})
    merged = parse_parameters(" ".join(said.get("parameter_overrides", []))) | (parameters or {})
    planned = Deployment(
        stack or said.get("stack_name", ""),
        region or said.get("region", ""),
        merged,
        said.get("confirm_changeset", True),
        tuple(said.get("tags", ())),
    )
    if why := refusal(planned.stack, planned.region, merged):
        raise DeploymentError(why)
    if why := unfit_parameter(merged) or elsewhere(merged, planned.region):
        raise DeploymentError(why)
    return planned


def with_release(planned: Deployment, release: str) -> Deployment:
    """``planned`` as that release. Raises DeploymentError where it is no hash, nor a number as long as one."""
    if why := unfit_parameter({RELEASE: release}):
        raise DeploymentError(why)
    return replace(planned, parameters=planned.parameters | {RELEASE: release})


def unfit_parameter(given: dict[str, str], declared: dict[str, Any] | None = None) -> str | None:
    """Which parameter CloudFormation would refuse, and why; None where it would take all.

    It would say so only after the artefacts are built and sent.
    """
    declared = declared or load_template()["Parameters"]
    for name, value in given.items():
        if name not in declared:
            return f"The template has no parameter {name}. Those that it has: docs/deploying.md."
        if why := _unfit(value, declared[name]):
            return f'{name} cannot be "{value}": {why}.'
    return None


def elsewhere(given: dict[str, str], region: str) -> str | None:
    """Which parameter names something of another region than the stack's, where nothing of the stack can use it.

    An alarm's topic, a bucket's key and a secret must be of the same region; what has none, as a policy, is everywhere.
    """
    for name, value in given.items():
        place = value.split(":")[3] if re.match(r"arn:[^:]+:[^:]+:[^:]+:", value) else region
        if place != region:
            return f"{name} is in {place}, and the stack is to be in {region}: it cannot be used from there."
    return None


def check_place(role: str, bucket: str) -> None:
    """Raises DeploymentError where ``role`` is no role's ARN, or ``bucket`` no bucket's name; both may be empty."""
    if role and not re.fullmatch(r"arn:[\w-]+:iam::\d+:role/.+", role):
        raise DeploymentError(
            f'ROLE cannot be "{role}": it is a role\'s ARN, as in arn:aws:iam::123456789012:role/name.'
        )
    if bucket and not re.fullmatch(BUCKET, bucket):
        raise DeploymentError(
            f'BUCKET cannot be "{bucket}": it is a bucket\'s name, of small letters, digits and hyphens.'
        )


def check_credentials() -> None:
    """Raises DeploymentError where the SAM CLI would find none, which it says only after minutes of building."""
    try:
        found = boto3.Session().get_credentials()
    except BotoCoreError as error:
        raise DeploymentError(f"AWS cannot be signed in to: {str(error).rstrip('.')}.") from error
    if found is None:
        raise DeploymentError(
            "No AWS credentials were found: sign in (aws sso login, or aws configure), or set AWS_PROFILE."
        )


def missing_parameters(given: dict[str, str]) -> list[str]:
    """The parameters that a new stack must be given, and was not."""
    return [
        name
        for name, one in load_template()["Parameters"].items()
        if "Default" not in one and name not in given
    ]


def _unfit(value: str, declared: dict[str, Any]) -> str | None:
    allowed = [str(one) for one in declared.get("AllowedValues", [])]
    if allowed and value not in allowed:
        return f"it is one of {', '.join(allowed)}"
    if "AllowedPattern" in declared and not re.fullmatch(declared["AllowedPattern"], value):
        return f"it must look like {declared['AllowedPattern']}"
    if len(value) < declared.get("MinLength", 0):
        return "it is too short"
    if declared["Type"] == "Number":
        if not re.fullmatch(r"-?\d+", value):
            return "it is a number"
        if not declared.get("MinValue", int(value)) <= int(value) <= declared.get("MaxValue", int(value)):
            return "it is too small or too large"
    return None


def overrides(parameters: dict[str, str]) -> str:
    """``parameters`` in one argument of `sam deploy`, whatever characters they hold."""
    escaped = {name: re.sub(r'(["\\])', r"\\\1", value) for name, value in parameters.items()}
    return " ".join(f'{name}="{value}"' for name, value in escaped.items())


def command(sam: str, planned: Deployment, build: Path = BUILD) -> list[str]:
    """The call of the SAM CLI ``sam`` that deploys what `sam build` left in ``build``."""
    arguments = [sam, "deploy", "--stack-name", planned.stack, "--region", planned.region]
    arguments += ["--template-file", str(build / "template.yaml"), "--capabilities", "CAPABILITY_IAM"]
    arguments += (
        ["--s3-bucket", planned.bucket, "--s3-prefix", planned.stack] if planned.bucket else ["--resolve-s3"]
    )
    arguments += ["--confirm-changeset" if planned.confirm else "--no-confirm-changeset"]
    arguments += ["--no-fail-on-empty-changeset"]
    arguments += ["--role-arn", planned.role] if planned.role else []
    arguments += ["--tags", *planned.tags] if planned.tags else []
    return [*arguments, "--parameter-overrides", overrides(planned.parameters)]


def main(arguments: list[str] | None = None) -> int:
    """Exit code 2, with the reason, where nothing was deployed; else that of `sam deploy`."""
    parser = argparse.ArgumentParser(prog="python -m infra.deployment", description=__doc__.splitlines()[0])
    parser.add_argument("--stage", default="", help="one of infra/samconfig.toml")
    parser.add_argument("--stack", default="", help="the stack's name, where it is another than the stage's")
    parser.add_argument("--region", default="", help="the region, where it is another than the stage's")
    parser.add_argument("--parameters", default="", help="as `sam deploy --parameter-overrides` takes them")
    parser.add_argument("--role", default="", help="what CloudFormation acts as")
    parser.add_argument(
        "--bucket", default="", help="where artefacts are sent (default: one of the SAM CLI's)"
    )
    parser.add_argument(
        "--confirm", choices=("yes", "no"), help="show the changes and ask (default: as the stage says)"
    )
    parser.add_argument("--release", default="", help="another than artefacts, template and parameters make")
    parser.add_argument(
        "--build", type=Path, default=BUILD, help="what `sam build` made (default: %(default)s)"
    )
    parser.add_argument("--sam", default="sam", help="the SAM CLI (default: %(default)s)")
    parser.add_argument("--check", action="store_true", help="only say whether it could be deployed")
    given = parser.parse_args(arguments)
    try:
        planned = deployment(given.stage, given.stack, given.region, parse_parameters(given.parameters))
        planned = replace(planned, role=given.role, bucket=given.bucket)
        if given.confirm:
            planned = replace(planned, confirm=given.confirm == "yes")
        check_place(given.role, given.bucket)
        check_credentials()
        if needed := missing_parameters(planned.parameters):
            print(
                f"A new stack needs {' and '.join(needed)}; one that is there keeps what it has.",
                file=sys.stderr,
            )
        if given.check:
            return 0
        full = with_release(planned, given.release or release_of(planned.parameters, given.build))
    except (DeploymentError, ReleaseError) as error:
        print(f"{error} Nothing was deployed.", file=sys.stderr)
        return 2
    print(f"Release {full.parameters[RELEASE]} as {full.stack} in {full.region}", flush=True)
    return subprocess.run(command(given.sam, full, given.build), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
