"""The version of Kleark from which an update is tried, taken out of the history."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
from typing import TYPE_CHECKING

import pytest

from infra.cloudformation import ROOT
from tests.support.sam_deployment import built_template, sam_build

if TYPE_CHECKING:
    from pathlib import Path

OLDER = "f715fa5"
"""The last commit before uploads' records got a partition of their own. Once a version is released, it is that one."""
KEPT = ROOT / ".build" / "older"


def older_file(name: str, version: str = OLDER) -> str:
    """A file of the older version. Where the history is missing the test is skipped, but in CI it fails."""
    return _git("show", f"{version}:{name}", of=version).decode()


def older_folder(name: str, target: Path, version: str) -> None:
    """A folder of a version, with the path that it has there, in ``target``."""
    with tarfile.open(fileobj=io.BytesIO(_git("archive", "--format=tar", version, name, of=version))) as one:
        one.extractall(target, filter="data")


def built_older() -> tuple[Path, Path]:
    """The older version and its built template, made once and kept in `.build` until another is the older one."""
    kept = KEPT / f"{OLDER}-{sys.version_info.major}.{sys.version_info.minor}"
    if not kept.exists():
        made = kept.with_name(f"{kept.name}.{os.getpid()}")
        sam_build(made / "built", check_out_older(made / "checkout"))
        made.rename(kept)  # so that what was broken off is not taken for whole
    return kept / "checkout", built_template(kept / "built")


def check_out_older(folder: Path) -> Path:
    """The older version in ``folder``, with the environments of this checkout, which are not made again."""
    folder.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(_git("archive", "--format=tar", OLDER))) as archive:
        archive.extractall(folder, filter="data")
    for environment in (".venv-engine", ".venv-node", ".venv-sam"):
        (folder / environment).symlink_to(ROOT / environment)
    return folder


def _git(*arguments: str, of: str = OLDER) -> bytes:
    outcome = _run_git(*arguments)
    if outcome.returncode:
        reason = f"the history does not hold {of}: {outcome.stderr.decode().strip()}"
        shallow = _run_git("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
        if shallow and os.environ.get("CI"):
            pytest.fail(f"{reason} (git fetch --unshallow)")
        pytest.skip(reason)
    return outcome.stdout


def _run_git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)
