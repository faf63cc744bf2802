"""What `make run` leaves for other terminals while it is up."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from infra.local import stack as local
from infra.local.stack import LocalStack, note_stack, running_stack

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

STACK = LocalStack(
    "http://127.0.0.1:4567",
    "log",
    {"TableName": "kleark", "PortalApiId": "a1", "AdminPageUrl": "http://127.0.0.1:4567/page"},
)


def test_a_shell_finds_the_stack_while_it_is_up_and_not_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "RUNNING", tmp_path / "stack.json")
    monkeypatch.setattr(local, "ENVIRONMENT", tmp_path / "env")
    monkeypatch.setattr(LocalStack, "is_up", lambda _: True)
    told = 'echo "$AWS_ENDPOINT_URL|$KLEARK_STACK|$AWS_PROFILE|$AWS_DEFAULT_REGION|$no_proxy|$NO_PROXY|$API|$PAGE"'
    around = {"AWS_PROFILE": "mine", "AWS_DEFAULT_REGION": "us-east-1", "NO_PROXY": "intranet"}
    with note_stack(STACK):
        assert running_stack() == STACK
        done = subprocess.run(
            ["/bin/sh", "-c", f". ./env && {told}"],
            cwd=tmp_path,
            env=around,
            capture_output=True,
            text=True,
            check=True,
        )
    assert done.stdout.strip() == (
        "http://127.0.0.1:4567|kleark||eu-north-1|127.0.0.1|127.0.0.1,intranet"
        "|http://127.0.0.1:4567/_aws/execute-api/a1|http://127.0.0.1:4567/page"
    )
    assert list(tmp_path.iterdir()) == []
