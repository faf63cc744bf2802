"""``kleark --version``: which Kleark it is, for whoever reports a fault."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
from importlib.metadata import Distribution, PackageNotFoundError
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from kleark import __version__


def version_text() -> str:
    """``kleark 0.1.0 (commit 2ea0e74), Python 3.13.1``; the commit where it is known."""
    commit = _commit()
    built = f" (commit {commit})" if commit else ""
    return f"kleark {__version__}{built}, Python {platform.python_version()}"


def _commit() -> str:
    """The commit that pip installed from git, or that the folder of an editable installation is at; empty for a wheel.

    As the packaging specification "Recording the Direct URL Origin" has pip write it down.
    """
    try:
        origin = json.loads(Distribution.from_name("kleark").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return ""
    if commit := origin.get("vcs_info", {}).get("commit_id"):
        return str(commit)[:12]
    if origin.get("dir_info", {}).get("editable"):
        return _checked_out(Path(url2pathname(urlsplit(origin["url"]).path)))
    return ""


def _checked_out(folder: Path) -> str:
    """What is checked out in a folder, with ``-dirty`` where files differ from it; empty where git cannot say."""
    git = shutil.which("git")
    if git is None or not (folder / ".git").exists():
        return ""
    try:
        told = subprocess.run(  # noqa: S603 (git, asked for a name)
            [git, "-C", str(folder), "describe", "--always", "--dirty", "--abbrev=12"],
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return told.stdout.strip() if told.returncode == 0 else ""
