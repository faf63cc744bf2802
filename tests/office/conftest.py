"""LibreOffice, which calculates a workbook as an admin's program would."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Calculate = Callable[[Mapping[str, bytes]], dict[str, bytes]]

SECONDS = 180


@pytest.fixture(scope="session")
def calculate(tmp_path_factory: pytest.TempPathFactory) -> Calculate:
    """Open workbooks, by name, in LibreOffice and save them again. Fails in CI where there is none."""
    office = shutil.which("soffice")
    if office is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice (soffice) is not installed")
        pytest.skip("needs LibreOffice (soffice), e.g. apt-get install libreoffice-calc")
    folder = tmp_path_factory.mktemp("office")

    def calculated(books: Mapping[str, bytes]) -> dict[str, bytes]:
        source, target = folder / "ind", folder / "ud"
        source.mkdir(exist_ok=True)
        for name, data in books.items():
            (source / f"{name}.xlsx").write_bytes(data)
            (target / f"{name}.xlsx").unlink(missing_ok=True)
        profile = f"-env:UserInstallation={(folder / 'profil').as_uri()}"
        files = [str(source / f"{name}.xlsx") for name in books]
        done = subprocess.run(
            [
                office,
                "--headless",
                "--norestore",
                profile,
                "--convert-to",
                "xlsx",
                "--outdir",
                target,
                *files,
            ],
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return {name: (target / f"{name}.xlsx").read_bytes() for name in books}

    return calculated
