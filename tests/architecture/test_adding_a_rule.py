"""CONTRIBUTING.md, "Add a rule", carried out in a copy: it takes the files that are named there and no others."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = (
    "functions/kleark",
    "schemas",
    "sample_sheets",
    "docs",
    "infra",
    "tests",
    "pyproject.toml",
    "Makefile",
)
RULE_ID, GROUP, NAME = "KA413", "phone", "talraekke"

DECLARATION = """COUNTS_UP = rule(
    "KA413",
    "warning",
    title=("Telefonnummeret er en talrække", "The phone number counts up"),
    message=("{found} er en talrække.", "{found} counts up."),
    many=("{count} telefonnumre er talrækker", "{count} phone numbers count up"),
    why=_WRONG_CALL,
    fix=("Skriv afdelingens telefonnummer.", "Write the department's phone number."),
)

_DECORATION = """
CHECK = """    if digits in "0123456789":
        remarks += (Remark(COUNTS_UP, {"found": digits}),)
    owner = owner_of_cvr(digits)
"""
SAMPLE = """        cell("KA412", "cvr-nummer", column, "35209115"),
        cell("KA413", "talraekke", column, "23456789"),
"""
CASE = """        ("contactPhone", "35209115", "KA412", None),
        ("contactPhone", "23456789", "KA413", None),
"""
# File, the place in it, and what stands there afterwards.
PATCHES = (
    ("functions/kleark/rules/phone.py", "_DECORATION = ", DECLARATION),
    ("functions/kleark/rules/phone.py", "    owner = owner_of_cvr(digits)\n", CHECK),
    ("sample_sheets/write_rules.py", SAMPLE.splitlines(keepends=True)[0], SAMPLE),
    ("tests/unit/rules/test_phone.py", CASE.splitlines(keepends=True)[0], CASE),
)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the exercise needs, with the rule added and everything generated."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        else:
            shutil.copy(ROOT / name, copy / name)
    for name, anchor, replacement in PATCHES:
        path = copy / name
        text = path.read_text(encoding="utf-8")
        assert text.count(anchor) == 1, f"{anchor!r} stands {text.count(anchor)} times in {name}"
        path.write_text(text.replace(anchor, replacement), encoding="utf-8")
    for command in generators():
        run(copy, ["/bin/bash", "-euc", command])
    return copy


def generators() -> list[str]:
    """What `make docs` runs, as its recipe has it, by the interpreter that runs this test."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ndocs: ")[2].partition("\n\n")[0]
    commands = re.findall(r"^\t@cd \$\(ROOT\) && (.+)$", recipe, re.MULTILINE)
    return [command.replace("$(BIN)/python", f'"{sys.executable}"') for command in commands]


def run(copy: Path, command: list[str]) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(copy / "functions"), str(copy)))}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def named_in_contributing() -> set[str]:
    """The files in the lists of the section, with the names of this rule filled in."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition("\n## Add a rule\n")[2].partition("\n## ")[0]
    items = re.findall(r"^(?:[0-9]+\.|-) .*?(?=^\S|^$)", section, re.MULTILINE | re.DOTALL)
    paths = {path for item in items for path in re.findall(r"`([^`\s]+/[^`\s]+)`", item)}
    filled = (
        path.replace("<group>", GROUP).replace("KAnnn", RULE_ID).replace("<name>", NAME) for path in paths
    )
    return set(filled)


def contents(folder: Path) -> dict[str, object]:
    """The copied files by their paths, workbooks part by part: another zlib may pack the same parts otherwise."""
    return {
        str(path.relative_to(folder)): _content(path)
        for name in NEEDED
        for path in ((folder / name).rglob("*") if (folder / name).is_dir() else [folder / name])
        if path.is_file()
        and not any(part.startswith((".", "__pycache__")) for part in path.relative_to(folder).parts)
    }


def _content(path: Path) -> object:
    data = path.read_bytes()
    if path.suffix != ".xlsx":
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return data


def test_it_takes_the_files_that_are_named_and_no_others(checkout: Path) -> None:
    before, after = contents(ROOT), contents(checkout)
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert changed == named_in_contributing()


def test_the_rule_fires_on_its_sample(checkout: Path) -> None:
    expected = json.loads((checkout / "sample_sheets/rules/expected.json").read_bytes())
    (sample,) = (one for one in expected["samples"] if one["rule"] == RULE_ID)
    assert sample["bad"] == f"{RULE_ID}-{NAME}.xlsx"
    assert sample["cell"] == "F2"
    assert sample["message"]["en"] == "23456789 counts up."
    page = (checkout / "docs/rules.md").read_text(encoding="utf-8")
    assert f"### {RULE_ID} · Telefonnummeret er en talrække" in page


def test_the_tests_of_the_rules_pass_with_it(checkout: Path) -> None:
    """Those that hold of every rule, for this one."""
    files = (
        "tests/unit/rules/test_phone.py",
        "tests/unit/sample_sheets/test_rule_samples.py",
        "tests/architecture/test_rules_fire.py",
        "tests/properties/test_screens.py",
    )
    run(checkout, [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", RULE_ID, *files])
    run(
        checkout,
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "tests/docs/test_rules_documentation.py",
        ],
    )
