"""What docs/ci.md offers to others, run here as far as it can be: all but the installing and the uploading."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from kleark.cli import main
from tests.support.html_documents import Document
from tests.support.reports import MENDED, ODENSE, ROOT

WORKFLOW = ROOT / "docs" / "examples" / "github-actions.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
PIPELINE = ROOT / "docs" / "examples" / "gitlab" / ".gitlab-ci.yml"
HOOKED = ROOT / "docs" / "examples" / "pre-commit" / ".pre-commit-config.yaml"


@pytest.fixture(autouse=True)
def _collecting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line stops the collector, since it runs but once: not in the process of the tests."""
    monkeypatch.setattr("gc.disable", lambda: None)


def workflow() -> dict[str, Any]:
    read = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    assert isinstance(read, dict)
    return read


def steps() -> dict[str, dict[str, Any]]:
    return {step["name"]: step for step in workflow()["jobs"]["check"]["steps"] if "run" in step}


def environment(folder: Path) -> dict[str, str]:
    """A user's own: `kleark` on the path, and no settings of ours."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    given = {"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1"}
    return given | {"PRE_COMMIT_HOME": str(folder / "pre-commit")}


def run_step(name: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """As the runner runs it: ``shell: bash`` is with -e and pipefail, and with the workflow's environment."""
    step = steps()[name]
    assert step["shell"] == "bash"
    command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]]
    given = environment(folder.parent) | workflow()["env"]
    return subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, check=False)


def repository(folder: Path, files: dict[str, Path]) -> Path:
    """A git repository with these files in its index."""
    folder.mkdir()
    for name, source in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, folder / name)
    for arguments in (["init", "--quiet"], ["add", "--", "."]):
        subprocess.run(["git", *arguments], cwd=folder, env=environment(folder.parent), check=True)
    return folder


@pytest.fixture
def sheets(tmp_path: Path) -> Path:
    """Two sheets, one of them with an error; their names as unhandy as names may be."""
    return repository(
        tmp_path / "repository", {"-ark.xlsx": MENDED, "ark æøå/Odense, 2021.xlsx": ODENSE, "note.txt": HOOKS}
    )


def test_the_workflow_asks_for_no_more_rights_than_it_uses() -> None:
    assert workflow()["permissions"] == {"contents": "read", "security-events": "write"}
    assert list(steps()) == ["Install", "Report", "Check"]
    uses = [step["uses"] for step in workflow()["jobs"]["check"]["steps"] if "uses" in step]
    # Which of the two, and that the release stands beside a hash: tests/infra/test_workflows.py.
    assert [action for action in uses if not re.fullmatch(r"[\w/-]+@([0-9a-f]{40}|v\d+)", action)] == []
    assert len(uses) == 4


def test_the_check_step_fails_on_the_error_and_annotates_it(sheets: Path) -> None:
    ran = run_step("Check", sheets)
    assert (ran.returncode, ran.stderr) == (1, "")
    errors = [line for line in ran.stdout.splitlines() if line.startswith("::error ")]
    assert len(errors) == 1
    assert errors[0].startswith("::error file=ark æøå/Odense%2C 2021.xlsx,title=KA401 ")


def test_the_report_step_writes_every_report_and_passes(sheets: Path) -> None:
    ran = run_step("Report", sheets)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    made = sheets / "kleark-report"
    (run,) = json.loads((made / "kleark.sarif").read_text(encoding="utf-8"))["runs"]
    uris = {artifact["location"]["uri"] for artifact in run["artifacts"]}
    assert uris == {"-ark.xlsx", "ark%20%C3%A6%C3%B8%C3%A5/Odense%2C%202021.xlsx"}
    assert ET.parse(made / "kleark-junit.xml").getroot().get("failures") == "1"
    headlines = {
        path.name: Document(path.read_text(encoding="utf-8")).titles("h1")[0] for path in made.glob("*.html")
    }
    assert headlines == {
        "-ark.xlsx.html": "Arket kan offentliggøres, men se bemærkningerne først",
        "ark æøå-Odense, 2021.xlsx.html": "1 fejl skal rettes, før arket kan offentliggøres",
    }


@pytest.mark.parametrize("files", [{"ark.xlsx": MENDED}, {"note.txt": HOOKS}], ids=["mended", "no-sheets"])
def test_both_steps_pass_where_there_is_no_error(tmp_path: Path, files: dict[str, Path]) -> None:
    folder = repository(tmp_path / "repository", files)
    assert [run_step(name, folder).returncode for name in ("Report", "Check")] == [0, 0]


def pipeline() -> dict[str, Any]:
    read = yaml.safe_load(PIPELINE.read_text(encoding="utf-8"))
    assert isinstance(read, dict)
    return read


def run_job(folder: Path) -> subprocess.CompletedProcess[str]:
    """As GitLab's runner runs it: all script lines in one shell, which ends at the first that fails."""
    lines = "\n".join(pipeline()["kleark"]["script"])
    command = ["bash", "--noprofile", "--norc", "-c", f"set -eo pipefail\n{lines}\n"]
    given = environment(folder.parent) | pipeline()["variables"]
    return subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, check=False)


def test_the_pipeline_fails_on_the_error_and_keeps_what_gitlab_shows(sheets: Path) -> None:
    ran = run_job(sheets)
    assert (ran.returncode, ran.stderr) == (1, "")
    assert "KA401" in ran.stdout
    reports = pipeline()["kleark"]["artifacts"]["reports"]
    issues = json.loads((sheets / reports["codequality"]).read_text(encoding="utf-8"))
    (error,) = (issue for issue in issues if issue["severity"] == "major")
    assert error["location"] == {"path": "ark æøå/Odense, 2021.xlsx", "lines": {"begin": 7}}
    assert ET.parse(sheets / reports["junit"]).getroot().get("failures") == "1"
    assert sorted(path.name for path in (sheets / "kleark-report").glob("*.html")) == [
        "-ark.xlsx.html",
        "ark æøå-Odense, 2021.xlsx.html",
    ]


@pytest.mark.parametrize("files", [{"ark.xlsx": MENDED}, {"note.txt": HOOKS}], ids=["mended", "no-sheets"])
def test_the_pipeline_passes_where_there_is_no_error(tmp_path: Path, files: dict[str, Path]) -> None:
    assert run_job(repository(tmp_path / "repository", files)).returncode == 0


def jobs_of_the_page() -> list[str]:
    """What docs/ci.md shows of GitLab's besides."""
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```yaml\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    return [block for block in blocks if "script:" in block]


def test_pipelines_hold_to_gitlabs_schema(tmp_path: Path) -> None:
    """The schema that check-jsonschema carries, so that nothing is fetched. One with a slip of the pen is refused."""
    checker = Path(sys.executable).with_name("check-jsonschema")
    command: list[str | Path] = [
        checker,
        "--builtin-schema",
        "vendor.gitlab-ci",
        "--data-transform",
        "gitlab-ci",
    ]
    shown = jobs_of_the_page()
    assert len(shown) == 1
    texts = [PIPELINE.read_text(encoding="utf-8"), *shown]
    files = [tmp_path / f"{number}.yml" for number in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, encoding="utf-8")
    told = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout
    files[0].write_text(texts[0].replace("reports:", "report:"), encoding="utf-8")
    assert subprocess.run([*command, files[0]], capture_output=True, check=False).returncode == 1


def pre_commit(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pre_commit", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment(folder.parent), capture_output=True, text=True, check=False
    )


def test_pre_commit_takes_our_hook_as_one() -> None:
    assert pre_commit(ROOT, "validate-manifest", str(HOOKS)).returncode == 0


def hooked() -> dict[str, Any]:
    """The hook as the example has it."""
    (repo,) = yaml.safe_load(HOOKED.read_text(encoding="utf-8"))["repos"]
    (hook,) = repo["hooks"]
    assert isinstance(hook, dict)
    return hook


def test_pre_commit_takes_the_example_and_it_names_our_hook() -> None:
    assert pre_commit(ROOT, "validate-config", str(HOOKED)).returncode == 0
    (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    assert hooked()["id"] == hook["id"]


def test_a_commit_with_a_faulty_sheet_is_stopped_and_the_mended_one_is_made(tmp_path: Path) -> None:
    """By git itself, once `pre-commit install` was run."""
    folder = repository(tmp_path / "repository", {"ark.xlsx": ODENSE})
    (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    config = {
        "repos": [{"repo": "local", "hooks": [hook | {"language": "system", "args": hooked()["args"]}]}]
    }
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    assert pre_commit(folder, "install").returncode == 0
    author = ["-c", "user.name=A", "-c", "user.email=a@example.dk"]

    def commit() -> subprocess.CompletedProcess[str]:
        subprocess.run(["git", "add", "--", "."], cwd=folder, env=environment(tmp_path), check=True)
        return subprocess.run(
            ["git", *author, "commit", "--message", "Ark"],
            cwd=folder,
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            check=False,
        )

    stopped = commit()
    assert stopped.returncode == 1
    assert "KA401" in stopped.stdout + stopped.stderr
    shutil.copy(MENDED, folder / "ark.xlsx")
    assert commit().returncode == 0


def test_the_hook_checks_sheets_and_nothing_else(sheets: Path) -> None:
    """As pre-commit runs it, but with the `kleark` that is installed instead of one that it would install."""
    (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    local = hook | {"language": "system", "args": hooked()["args"]}
    shutil.copy(HOOKS, sheets / "~$Odense.xlsx")
    shutil.copy(MENDED, sheets / "Mendet.XLSX")
    config = {"repos": [{"repo": "local", "hooks": [local]}]}
    (sheets / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    subprocess.run(["git", "add", "--", "."], cwd=sheets, env=environment(sheets.parent), check=True)
    ran = pre_commit(sheets, "run", "--all-files", "--color", "never")
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "exit code: 1" in ran.stdout
    told = {
        name for name in ("-ark.xlsx", "Odense, 2021.xlsx", "Mendet.XLSX", "~$Odense") if name in ran.stdout
    }
    assert told == {"-ark.xlsx", "Odense, 2021.xlsx", "Mendet.XLSX"}
    assert "KA401" in ran.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--output-format", "sarif", str(ODENSE), str(MENDED)], 1),
        (["--output-format", "junit", str(MENDED)], 0),
        (["--output-format", "github", str(MENDED), "--fail-level", "warning"], 1),
        (["--output-format", "github", str(ODENSE), str(HOOKS)], 2),
        (["--output-format", "codequality", str(ODENSE)], 1),
        (["--output-format", "html", str(ODENSE)], 1),
        (["--output-format", "html", str(HOOKS)], 2),
    ],
)
def test_exit_codes_are_those_of_the_other_formats(
    arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["check", *arguments])
    assert left.value.code == code
    captured = capsys.readouterr()
    assert captured.out.endswith("\n")
    assert captured.err == ""


def test_html_of_several_files_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["check", "--output-format", "html", str(ODENSE), str(MENDED)])
    assert left.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "kleark: HTML-rapporten handler om én fil. Kør kommandoen én gang for hver.\n"


def test_text_and_json_load_none_of_the_other_formats() -> None:
    program = (
        "import sys\nfrom kleark.cli import main\n"
        "try: main(['check', sys.argv[1]])\nexcept SystemExit: pass\n"
        "print(*sorted(name for name in sys.modules if name in sys.argv[2:]), file=sys.stderr)"
    )
    others = [
        "jinja2",
        "markupsafe",
        *(f"kleark.report.{name}" for name in ("html", "excerpt", "sarif", "junit", "codequality")),
    ]
    ran = subprocess.run(
        [sys.executable, "-c", program, str(ODENSE), *others], capture_output=True, text=True, check=True
    )
    assert ran.stderr == "\n"
