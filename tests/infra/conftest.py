"""What several tests of the build look at, made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.infra_commands import sam

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All artefacts, as `sam build` leaves them. Whoever changes something there changes it back."""
    folder = tmp_path_factory.mktemp("sam") / "build"
    outcome = sam("build", "--build-dir", folder, home=folder.parent / "home")
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return folder
