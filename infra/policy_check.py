"""Hold the templates to the policies of checkov and cdk-nag, as they are written and as CloudFormation gets them.

    python -m infra.policy_check

What they find is mended, or stands in infra/policy/exceptions.yaml with the reason why it stays. An exception that
nothing needs any more is a finding, too.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from infra.cloudformation import ROOT, TEMPLATE, load_template
from infra.environment import ENVIRONMENTS
from infra.resolved_template import NOTHING, ResolvedTemplate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FOLDER = ROOT / "infra" / "policy"
EXCEPTIONS = FOLDER / "exceptions.yaml"
BESIDE = sorted([*(ROOT / "infra" / "stacks").glob("*.yaml"), *(ROOT / "infra" / "examples").glob("*.yaml")])
"""The templates beside the stack's own. They have no transform."""

REQUIRED = {"PageOwner": "Kleark", "PageContact": "kleark@example.dk"}
"""Parameters without a default."""

EVERYTHING = REQUIRED | {
    "AccessLogsBucket": "kleark-s3-logs-123456789012-eu-north-1",
    "AdminReservedConcurrency": "20",
    "AlarmTopicArn": "arn:aws:sns:eu-north-1:123456789012:alarms",
    "DirectCalls": "REFUSED",
    "EventArchiveDays": "30",
    "LinkCheck": "ON",
    "MalwareProtection": "ON",
    "MoveOlderUploads": "true",
    "KmsKeyArn": "arn:aws:kms:eu-north-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "NoticeSender": "kle@kleark.example.dk",
    "PageUrl": "https://kleark.example.dk",
    "PermissionsBoundaryArn": "arn:aws:iam::123456789012:policy/kleark-deployer-Boundary",
    "PortalReservedConcurrency": "50",
    "RegisterUrl": "https://kle.example.dk/KLE-Emneplan.xml",
    "RegisterHosts": "kle.example.dk",
    "SnapStart": "ON",
    "PortalUrl": "https://api.kleark.example.dk",
    "SamlMetadataUrl": "https://idp.example.dk/metadata",
    "TrafficShifting": "Canary10Percent10Minutes",
}
"""Parameters with which all that is optional is there."""

STACKS = {"default": REQUIRED, "everything": EVERYTHING}


class PolicyError(Exception):
    """The tools could not be run. The message is for the one who ran them."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What was found.

    Attributes:
        check: The check's id.
        resource: The resource's logical id.
        template: A file's name, or that of one of `STACKS`.
        detail: What of the resource, where the check tells it: cdk-nag names each action and each resource of a policy.
        name: What the check says of itself.
    """

    check: str
    resource: str
    template: str
    detail: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Exemption:
    """Findings that stay, but for none that misses one of these, each with a star for any characters.

    ``resources``: logical ids. ``templates`` and ``details``: as in `Finding`.
    """

    checks: tuple[str, ...]
    resources: tuple[str, ...]
    reason: str
    templates: tuple[str, ...] = ("*",)
    details: tuple[str, ...] = ("*",)

    def covers(self, finding: Finding) -> bool:
        """Whether the finding is one of these."""
        parts = (finding.resource, finding.template, finding.detail)
        given = (self.resources, self.templates, self.details)
        return finding.check in self.checks and all(
            any(fnmatchcase(part, pattern) for pattern in patterns)
            for part, patterns in zip(parts, given, strict=True)
        )


def exemptions(path: Path = EXCEPTIONS) -> list[Exemption]:
    """What stands in the file. Raises TypeError for a field that is missing or unknown."""
    given: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    as_tuples: list[dict[str, Any]] = [
        {key: tuple(value) if isinstance(value, list) else value for key, value in one.items()}
        for one in given
    ]
    return [Exemption(**one) for one in as_tuples]


def unexplained(findings: Iterable[Finding], given: Sequence[Exemption]) -> list[Finding]:
    """The findings that no exemption covers."""
    return sorted(finding for finding in findings if not any(one.covers(finding) for one in given))


def unneeded(findings: Sequence[Finding], given: Sequence[Exemption]) -> list[str]:
    """The exemptions that cover no finding, and of the others what makes no difference: a resource, say."""
    needless = []
    for one in given:
        parts = [
            *((value, replace(one, checks=(value,))) for value in one.checks),
            *((value, replace(one, resources=(value,))) for value in one.resources),
            *((value, replace(one, templates=(value,))) for value in one.templates),
            *((value, replace(one, details=(value,))) for value in one.details),
        ]
        needless += [
            f"{one.checks[0]}: {value}" for value, part in parts if not any(map(part.covers, findings))
        ]
    return needless


def decided(node: Any, stack: ResolvedTemplate) -> Any:
    """``node`` with the stack's conditions decided, and all else as it is written."""
    match node:
        case {"Fn::If": [condition, then, otherwise]}:
            return decided(then if stack.holds({"Condition": condition}) else otherwise, stack)
        case dict():
            made = {name: decided(value, stack) for name, value in node.items()}
            return {name: value for name, value in made.items() if value != NOTHING}
        case list():
            return [value for one in node if (value := decided(one, stack)) != NOTHING]
    return node


def stack_template(parameters: dict[str, str]) -> dict[str, Any]:
    """template.yaml as it is with ``parameters``: without conditions, and without what is then not there.

    The parameters' values stand as their defaults, which is where checkov looks for them.
    """
    stack = ResolvedTemplate(parameters=parameters)
    template = {key: part for key, part in load_template().items() if key not in {"Conditions", "Rules"}}
    template["Parameters"] = {
        name: one | ({"Default": parameters[name]} if name in parameters else {})
        for name, one in template["Parameters"].items()
    }
    for part in ("Resources", "Outputs"):
        template[part] = {
            name: {key: decided(value, stack) for key, value in one.items() if key != "Condition"}
            for name, one in template[part].items()
            if "Condition" not in one or stack.holds({"Condition": one["Condition"]})
        }
    for function in template["Resources"].values():
        if function["Type"] == "AWS::Serverless::Function":
            # Where packaging would have put the artefact.
            function["Properties"]["CodeUri"] = "s3://kleark-artefacts/function.zip"
    return template


def translated(parameters: dict[str, str]) -> dict[str, Any]:
    """The same after SAM's transform: what CloudFormation gets. Raises PolicyError."""
    given = json.dumps(stack_template(parameters))
    said = _run(ENVIRONMENTS["policy"].python, FOLDER / "translate.py", json.dumps(parameters), stdin=given)
    result: dict[str, Any] = json.loads(said)
    return result


def check_with_checkov(templates: dict[str, Path]) -> list[Finding]:
    """What checkov finds in the files, by the name each is known under. Raises PolicyError."""
    named = [part for path in templates.values() for part in ("--file", path)]
    known = {str(path.resolve()): name for name, path in templates.items()}
    said = _run(
        ENVIRONMENTS["policy"].folder / "bin" / "checkov",
        *named,
        *("--framework", "cloudformation", "--output", "json", "--quiet", "--compact", "--skip-download"),
        fine={0, 1},
    )
    reports = json.loads(said)
    results = [report["results"] for report in (reports if isinstance(reports, list) else [reports])]
    if broken := [error for result in results for error in result.get("parsing_errors", [])]:
        raise PolicyError(f"checkov could not read {broken}")
    return [
        Finding(
            failed["check_id"],
            failed["resource"].rpartition(".")[2],
            known[failed["file_abs_path"]],
            name=failed["check_name"],
        )
        for result in results
        for failed in result["failed_checks"]
    ]


DETAIL = re.compile(r"(?P<check>[^\[]+)(?:\[(?P<detail>.*)\])?")


def check_with_cdk_nag(templates: dict[str, Path], folder: Path) -> list[Finding]:
    """What cdk-nag's packs find in the files, which must have no transform; as above, and ``folder`` to write in."""
    known = {str(path.resolve()): name for name, path in templates.items()}
    policy = ENVIRONMENTS["policy"].folder
    # Where Node looks for packages from the script's folder on: the script is read from beside them.
    script = policy / "nag.js"
    script.write_bytes((FOLDER / "nag.js").read_bytes())
    _run(ENVIRONMENTS["policy"].node, script, folder, *known)
    findings = []
    for found in json.loads((folder / "nag.json").read_text(encoding="utf-8")):
        # CDK's own look at the template is cfn-lint's, which is asked itself.
        if found["plugin"] == "CloudFormation Validate":
            continue
        parts = DETAIL.fullmatch(found["rule"])
        assert parts is not None
        findings.append(
            Finding(
                parts["check"],
                found["resource"],
                known[found["file"]],
                parts["detail"] or "",
                found["description"],
            )
        )
    return findings


def all_findings(folder: Path) -> list[Finding]:
    """Of every template, in one run of each; ``folder`` takes what is translated. Raises PolicyError."""
    templates = {path.name: path for path in (TEMPLATE, *BESIDE)}
    for name, parameters in STACKS.items():
        templates[name] = folder / f"{name}.json"
        templates[name].write_text(json.dumps(translated(parameters), indent=1), encoding="utf-8")
    without_transform = {name: path for name, path in templates.items() if path != TEMPLATE}
    return check_with_checkov(templates) + check_with_cdk_nag(without_transform, folder)


def _run(*command: str | Path, stdin: str = "", fine: Iterable[int] = (0,)) -> str:
    if not Path(command[0]).exists():
        raise PolicyError(f"{command[0]} is missing: python infra/environment.py policy")
    # Nothing is to be fetched or told to anybody.
    offline = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:9")
    outcome = subprocess.run(
        [str(part) for part in command],
        input=stdin,
        env=os.environ | offline,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    if outcome.returncode not in fine:
        raise PolicyError(f"{command[0]}: {outcome.stderr[-2000:]}")
    return outcome.stdout


def main() -> int:
    """Exit code 0 where all findings are explained and all exemptions needed, 1 where not."""
    given = exemptions()
    try:
        with tempfile.TemporaryDirectory() as folder:
            findings = all_findings(Path(folder))
    except PolicyError as error:
        print(error, file=sys.stderr)
        return 2
    for finding in unexplained(findings, given):
        print(f"{finding.check} {finding.template} {finding.resource} {finding.detail}: {finding.name}")
    for needless in unneeded(findings, given):
        print(f"no longer needed in {EXCEPTIONS.name}: {needless}")
    return 1 if unexplained(findings, given) or unneeded(findings, given) else 0


if __name__ == "__main__":
    sys.exit(main())
