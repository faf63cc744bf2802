"""The commands on a stack, as a person types them after `source .local/env`."""

from __future__ import annotations

import json
import subprocess
import sysconfig
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from infra.local.stack import environment
from infra.local.uploading import send, settled
from kleark.publishing.keys import CHECK_ONLY_FOLDER
from kleark.publishing.model import UploadStatus, stamp
from tests.engines.sheets import ROWS, sheet

if TYPE_CHECKING:
    from infra.local.stack import LocalStack
    from kleark.publishing.keys import MunicipalityCode

KLEARK = Path(sysconfig.get_path("scripts")) / "kleark"


def kleark(stack: LocalStack, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a shell that has read the stack's environment, as other environments lie around it."""
    (folder / "env").write_text(environment(stack), encoding="utf-8")
    script = 'source ./env && exec "$@"'
    return subprocess.run(
        ["bash", "-c", script, "bash", str(KLEARK), *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


def test_a_sheet_is_checked_scheduled_published_and_taken_back(
    stack: LocalStack, code: MunicipalityCode, tmp_path: Path
) -> None:
    first = send(stack, f"{code}/ark.xlsx", sheet())
    assert settled(stack, code, first.upload_id).status is UploadStatus.PUBLISHED
    checked = send(stack, f"{code}/{CHECK_ONLY_FOLDER}/nyt.xlsx", sheet(phone="66131373"))
    assert settled(stack, code, checked.upload_id).status is UploadStatus.CHECKED

    due = (datetime.now(UTC) + timedelta(days=30)).replace(second=0, microsecond=0)
    at = due.isoformat(timespec="minutes")
    scheduled = kleark(stack, tmp_path, "schedule", code, checked.upload_id, "--at", at, "--yes")
    assert scheduled.returncode == 0, scheduled
    live = json.loads(kleark(stack, tmp_path, "live", code, "--output-format", "json").stdout)
    assert (live["revision"], live["rows"]) == (1, ROWS)
    assert live["scheduled"]["due"] == stamp(due)
    assert kleark(stack, tmp_path, "cancel", code, "--yes").returncode == 0

    assert kleark(stack, tmp_path, "publish", code, checked.upload_id[:8]).returncode == 2
    published = kleark(stack, tmp_path, "publish", code, checked.upload_id[:8], "--yes")
    assert published.returncode == 0, published
    assert "Version 2 vises nu (9 ændrede)." in published.stdout
    back = kleark(stack, tmp_path, "revert", code, "--to", "1", "--note", "forkerte numre", "--yes")
    assert back.returncode == 0, back

    verified = kleark(stack, tmp_path, "log", "verify", code)
    assert (verified.returncode, "5 poster, kæden er hel" in verified.stdout) == (0, True), verified
    shown = kleark(stack, tmp_path, "log", "show", code).stdout
    assert "gået tilbage til version 1 (9 ændrede) · root: forkerte numre" in shown
