"""The commands on a stack, as a person types them after `source .local/env`."""

from __future__ import annotations

import json
import shlex
import subprocess
import sysconfig
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from infra.local.stack import client, environment
from infra.local.upload import send, wait_for_upload
from kleark.publishing.model import UploadStatus, stamp
from kleark.publishing.object_keys import CHECK_ONLY_FOLDER
from tests.engines.test_rights import ANYBODY, as_operator
from tests.support.engine_sheets import ROWS, sheet

if TYPE_CHECKING:
    from infra.local.stack import LocalStack
    from kleark.publishing.ids import MunicipalityCode

KLEARK = Path(sysconfig.get_path("scripts")) / "kleark"


def session(stack: LocalStack, role: str) -> dict[str, str]:
    """The credentials of somebody called anne, in a role, as an environment holds them."""
    sts = client("sts", stack.endpoint)
    granted = sts.assume_role(RoleArn=f"arn:aws:iam::000000000000:role/{role}", RoleSessionName="anne")
    names = {
        "AccessKeyId": "ACCESS_KEY_ID",
        "SecretAccessKey": "SECRET_ACCESS_KEY",
        "SessionToken": "SESSION_TOKEN",
    }
    return {f"AWS_{name}": granted["Credentials"][key] for key, name in names.items()}


@pytest.fixture(scope="module")
def operator(stack: LocalStack) -> dict[str, str]:
    """Somebody with the stack's OperatorPolicy and no other right."""
    as_operator(stack)
    return session(stack, "operator")


ANSWERED = ("--answer-all", "numrene er nye")
"""What is in the sheet, and what it changes, is meant."""


def kleark(
    stack: LocalStack, folder: Path, who: dict[str, str], *words: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in a shell that has read the stack's environment, with the rights of ``who``."""
    exports = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in who.items())
    (folder / "env").write_text(environment(stack) + exports, encoding="utf-8")
    return subprocess.run(
        ["bash", "-c", 'source ./env && exec "$@"', "bash", str(KLEARK), *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


def test_a_sheet_is_checked_scheduled_published_and_taken_back(
    stack: LocalStack, code: MunicipalityCode, operator: dict[str, str], tmp_path: Path
) -> None:
    first = send(stack, f"{code}/ark.xlsx", sheet())
    assert wait_for_upload(stack, code, first.upload_id).status is UploadStatus.PUBLISHED
    checked = send(stack, f"{code}/{CHECK_ONLY_FOLDER}/nyt.xlsx", sheet(phone="66131488"))
    assert wait_for_upload(stack, code, checked.upload_id).status is UploadStatus.CHECKED

    due = (datetime.now(UTC) + timedelta(days=30)).replace(second=0, microsecond=0)
    at = due.isoformat(timespec="minutes")
    scheduled = kleark(
        stack, tmp_path, operator, "schedule", code, checked.upload_id, "--at", at, "--yes", *ANSWERED
    )
    assert scheduled.returncode == 0, scheduled
    live = json.loads(kleark(stack, tmp_path, operator, "live", code, "--output-format", "json").stdout)
    assert (live["revision"], live["rows"]) == (1, ROWS)
    assert live["scheduled"]["due"] == stamp(due)
    assert kleark(stack, tmp_path, operator, "cancel", code, "--yes").returncode == 0

    assert kleark(stack, tmp_path, operator, "publish", code, checked.upload_id[:8]).returncode == 2
    published = kleark(stack, tmp_path, operator, "publish", code, checked.upload_id[:8], "--yes", *ANSWERED)
    assert published.returncode == 0, published
    assert "Version 2 vises nu (9 ændrede)." in published.stdout
    back = kleark(stack, tmp_path, operator, "revert", code, "--to", "1", "--note", "forkerte numre", "--yes")
    assert back.returncode == 0, back

    verified = kleark(stack, tmp_path, operator, "log", "verify", code)
    assert (verified.returncode, "6 poster, kæden er hel" in verified.stdout) == (0, True), verified
    shown = kleark(stack, tmp_path, operator, "log", "show", code).stdout
    assert "gået tilbage til version 1 (9 ændrede) · anne: forkerte numre" in shown


def test_whoever_has_no_right_is_told_so_in_plain_words(
    stack: LocalStack, code: MunicipalityCode, tmp_path: Path
) -> None:
    client("iam", stack.endpoint).create_role(RoleName="passer-by", AssumeRolePolicyDocument=ANYBODY)
    left = kleark(stack, tmp_path, session(stack, "passer-by"), "live", code)
    assert left.returncode == 2
    assert left.stderr.startswith("kleark: Du har ikke ret til det (DescribeStacks).")
    assert len(left.stderr.splitlines()) == 1
