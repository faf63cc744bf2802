"""The local stack is used the same, whatever the engineer's machine says of AWS."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from infra.local.stack import client, environment
from tests.support.loopback_only import loopback_only

if TYPE_CHECKING:
    from pathlib import Path

    from infra.local.stack import LocalStack

MACHINE = {
    "AWS_PROFILE": "nobody",
    "AWS_DEFAULT_PROFILE": "nobody",
    "AWS_USE_DUALSTACK_ENDPOINT": "true",
    "AWS_USE_FIPS_ENDPOINT": "true",
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": "required",
    "AWS_DEFAULTS_MODE": "auto",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
    "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9",
    "AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:9",
    "AWS_REGION": "us-gov-west-1",
    "HTTP_PROXY": "http://proxy.invalid:3128",
    "HTTPS_PROXY": "http://proxy.invalid:3128",
}


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An engineer's environment, with files that are no configuration of AWS's."""
    files = {"AWS_CONFIG_FILE": tmp_path / "config", "AWS_SHARED_CREDENTIALS_FILE": tmp_path / "credentials"}
    for path in files.values():
        path.write_text("[default\nnonsense", encoding="utf-8")
    found = MACHINE | {name: str(path) for name, path in files.items()}
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    return found


@pytest.mark.usefixtures("machine")
def test_what_makes_and_uses_the_stack_reads_nothing_of_it(stack: LocalStack) -> None:
    with loopback_only():
        assert client("s3", stack.endpoint).head_bucket(Bucket=stack.uploads_bucket)
        assert client("dynamodb", stack.endpoint).describe_table(TableName=stack.table_name)
        assert client("cloudformation", stack.endpoint).describe_stacks()["Stacks"]
        assert client("sts", stack.endpoint).get_caller_identity()["Account"]


LIVE = "from kleark.cli import main; main(['live', '0461', '--output-format', 'json'])"


def test_a_shell_that_takes_the_stacks_environment_uses_the_stack(
    stack: LocalStack, machine: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "env").write_text(environment(stack), encoding="utf-8")
    done = subprocess.run(
        ["/bin/sh", "-c", '. ./env && "$PYTHON" -c "$LIVE"'],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHON": sys.executable, "LIVE": LIVE, **machine},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert '"revision"' in done.stdout
