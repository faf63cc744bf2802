"""The workflow files that others copy: valid, pinned, with the least rights, and calling what is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.cloudformation import ROOT, load_template
from infra.deployment import stages
from tests.support.infra_commands import run

WORKFLOWS = sorted((ROOT / "docs" / "examples").glob("*.yml"))
DEPLOY = ROOT / "docs" / "examples" / "deploy.yml"
NOT_KNOWN = {"github/codeql-action/upload-sarif"}
"""Actions whose hash we do not know for certain; the file says so beside each."""


def workflow(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def steps(path: Path) -> list[tuple[str, dict[str, Any]]]:
    return [(name, step) for name, job in workflow(path)["jobs"].items() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_it_holds_to_githubs_schema(path: Path) -> None:
    """The schema that check-jsonschema carries, so that nothing is fetched."""
    checker = Path(sys.executable).with_name("check-jsonschema")
    outcome = run(checker, "--builtin-schema", "vendor.github-workflows", path)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_the_schema_would_refuse_what_is_none(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(DEPLOY.read_text(encoding="utf-8").replace("runs-on:", "run-on:"))
    checker = Path(sys.executable).with_name("check-jsonschema")
    assert run(checker, "--builtin-schema", "vendor.github-workflows", wrong).returncode == 1


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_hash_with_their_release_beside(path: Path) -> None:
    for line in re.findall(r"uses: (.+)", path.read_text(encoding="utf-8")):
        action, _, version = line.partition("@")
        if action in NOT_KNOWN:
            assert "pin it" in version
            continue
        assert re.fullmatch(r"[0-9a-f]{40} # v\d+\.\d+\.\d+", version), line


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_what_it_runs_is_shell_and_takes_nothing_from_strangers(path: Path) -> None:
    for job, step in steps(path):
        if script := step.get("run"):
            bare = re.sub(r"\$\{\{.*?\}\}", "x", script)
            assert subprocess.run(["bash", "-n", "-c", bare], check=False).returncode == 0, (job, script)
            # Titles, branches and the like come from whoever opens a pull request.
            assert set(re.findall(r"\$\{\{ *(\w+)", script)) <= {"vars"}, (job, script)


def test_only_what_deploys_is_vouched_for_and_only_in_its_environment() -> None:
    loaded = workflow(DEPLOY)
    assert loaded["permissions"] == {"contents": "read"}
    for name, job in loaded["jobs"].items():
        deploys = name.startswith("deploy-")
        assert ("id-token" in job.get("permissions", {})) is deploys
        assert job.get("environment") == (name.removeprefix("deploy-") if deploys else None)
    triggers: Any = {str(name): value for name, value in loaded.items()}[
        "True"
    ]  # YAML 1.1 reads "on" as true
    assert triggers.keys() == {"push", "workflow_dispatch"}


def test_production_waits_for_the_test_stage_and_that_for_build_and_tests() -> None:
    jobs = workflow(DEPLOY)["jobs"]
    assert jobs["deploy-prod"]["needs"] == "deploy-test"
    assert jobs["deploy-test"]["needs"] == ["build", "test"]
    for name in ("test", "prod"):
        assert jobs[f"deploy-{name}"]["env"]["STAGE"] == name
        assert name in stages()
    ordered = [(step.get("uses") or step["run"]) for step in jobs["deploy-prod"]["steps"]]
    checked, trusted, deployed = (
        next(i for i, one in enumerate(ordered) if part in one)
        for part in ("diff", "credentials", "make deploy")
    )
    assert checked < trusted < deployed


def test_it_calls_what_make_has() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    called = {
        name for _, step in steps(DEPLOY) for name in re.findall(r"\bmake ([a-z]+)", step.get("run", ""))
    }
    assert {"release", "audit", "hashes", "test", "deploy"} <= called <= targets


def test_each_variable_is_explained_where_it_comes_from() -> None:
    used = set(re.findall(r"vars\.(\w+)", DEPLOY.read_text(encoding="utf-8")))
    outputs = load_template(ROOT / "infra" / "stacks" / "deployer.yaml")["Outputs"]
    told = {name for one in outputs.values() for name in re.findall(r"[Vv]ariable (\w+)", one["Description"])}
    explained = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
    assert told == used - {"AWS_REGION", "PARAMETERS", "STACK"}
    assert {name for name in used if f"`{name}`" not in explained} == set()
