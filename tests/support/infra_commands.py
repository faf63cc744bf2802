"""The project's own command-line tools, as the tests call them."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from infra.cloudformation import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SAM = ROOT / ".venv-sam" / "bin" / "sam"


def run(*command: str | Path, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run in the project's root, or in ``folder``, building with the tests' own interpreter; never raises for an exit
    code."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=_environment(environment),
        capture_output=True,
        text=True,
        timeout=600,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def sam(
    *arguments: str | Path, home: Path, folder: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The SAM CLI, which must be there: `make test` installs it. It keeps its own files under ``home``."""
    assert SAM.exists(), "the SAM CLI is missing: run the tests with `make test`"
    settings = {"SAM_CLI_TELEMETRY": "0", "__SAM_CLI_APP_DIR": str(home), "AWS_DEFAULT_REGION": "eu-north-1"}
    return run(SAM, *arguments, folder=folder, **settings, **environment)


def _environment(extra: Mapping[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return inherited | {"PYTHON": sys.executable} | dict(extra)
