"""The templates are clean by checkov, cdk-nag and cfn-lint, as written and as CloudFormation gets them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from infra.policy_check import (
    EVERYTHING,
    STACKS,
    Exemption,
    Finding,
    all_findings,
    exemptions,
    stack_template,
    translated,
    unexplained,
    unneeded,
)
from infra.resolved_template import ResolvedTemplate
from tests.support.infra_commands import run

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.release

CFN_LINT = Path(sys.executable).with_name("cfn-lint")


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Finding]:
    """Of one run over all templates: starting checkov is what takes long."""
    return all_findings(tmp_path_factory.mktemp("templates"))


def test_what_is_found_has_a_written_reason(findings: Sequence[Finding]) -> None:
    assert unexplained(findings, exemptions()) == []


def test_both_tools_looked_at_what_stays(findings: Sequence[Finding]) -> None:
    """By what each is known to find: a tool that finds nothing at all did not look."""
    by_tool = {(finding.check.partition("_")[0].partition("-")[0], finding.template) for finding in findings}
    both = {*STACKS, "audit.yaml", "follow-events.yaml"}
    assert {template for tool, template in by_tool if tool == "CKV"} >= {*both, "template.yaml"}
    assert {template for tool, template in by_tool if tool == "AwsSolutions"} >= {
        *STACKS,
        "follow-events.yaml",
    }
    assert {template for tool, template in by_tool if tool == "NIST.800.53.R5"} >= {*STACKS, "audit.yaml"}


def test_no_exemption_is_kept_that_nothing_needs(findings: Sequence[Finding]) -> None:
    assert unneeded(findings, exemptions()) == []


def test_every_exemption_says_why() -> None:
    for one in exemptions():
        assert len(one.reason) >= 60, one
        assert one.checks, one
        assert one.reason.endswith("."), one
        assert one.resources, one
        assert one.templates, one


def test_an_exemption_that_is_not_needed_or_does_not_reach_is_noticed() -> None:
    found = [Finding("A", "Table", "default"), Finding("A", "Queue", "template.yaml")]
    tables = Exemption(("A",), ("Table",), "…", ("default",))
    assert unexplained(found, [tables]) == [found[1]]
    assert unneeded(found, [tables]) == []
    assert unexplained(found, [Exemption(("A",), ("*",), "…", ("default",))]) == [found[1]]
    assert unexplained(found, [Exemption(("B",), ("*",), "…")]) == sorted(found)
    wide = Exemption(("A",), ("Table", "Bucket"), "…", ("default", "everything"))
    assert unneeded(found, [wide]) == ["A: Bucket", "A: everything"]
    wildcards = [
        Finding("I", "Role", "default", "Resource::<Table>/*"),
        Finding("I", "Role", "default", "Action::*"),
    ]
    one = Exemption(("I",), ("Role",), "…", details=("Resource::<Table>/[*]", "Resource::<Bucket>/*"))
    assert unexplained(wildcards, [one]) == [wildcards[1]]
    assert unneeded(wildcards, [one]) == ["I: Resource::<Bucket>/*"]


def test_an_exemption_without_a_reason_or_with_a_misspelt_field_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "exceptions.yaml"
    for text in (
        "[{checks: [A], resources: [B]}]",
        "[{checks: [A], resources: [B], reason: c, template: [d]}]",
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(TypeError):
            exemptions(path)


@pytest.mark.parametrize("stack", STACKS)
def test_cfn_lint_has_nothing_to_say_of_what_cloudformation_gets(stack: str, tmp_path: Path) -> None:
    path = tmp_path / f"{stack}.json"
    path.write_text(json.dumps(translated(STACKS[stack])), encoding="utf-8")
    # Parameters and mappings that nothing reads any more: their conditions are decided, and SAM has read them.
    outcome = run(CFN_LINT, "--ignore-checks", "W2001", "W7001", "--", path)
    assert (outcome.returncode, outcome.stdout) == (0, ""), outcome.stdout + outcome.stderr


def test_with_everything_every_condition_holds_that_does_not_exclude_another() -> None:
    """So nothing of the template escapes the look at it; a new condition takes a parameter there."""
    template = ResolvedTemplate().template
    stack = ResolvedTemplate(parameters=EVERYTHING)
    unheld = {name for name in template["Conditions"] if not stack.holds({"Condition": name})}
    assert unheld == {"HasOidcProvider", "HasSignInDomainPrefix"}
    missing = set(template["Resources"]) - set(stack_template(EVERYTHING)["Resources"])
    assert missing == {"OidcProvider"}
