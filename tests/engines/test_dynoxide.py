"""The second engine's process: where it listens, and that it goes when whoever started it goes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from infra.cloudformation import ROOT
from infra.local.dynoxide import running_dynoxide, supports_this_machine
from infra.local.engine import EngineError
from infra.local.stack import client
from tests.engines.test_processes import AS_AT_A_TERMINAL, listening
from tests.support.watching import eventually

if TYPE_CHECKING:
    from pathlib import Path

STARTER = (
    AS_AT_A_TERMINAL
    + """
import time
from infra.local.dynoxide import running_dynoxide

with running_dynoxide() as endpoint:
    print(endpoint, flush=True)
    time.sleep(600)
"""
)

needs_it = pytest.mark.skipif(
    not supports_this_machine() and "CI" not in os.environ, reason="dynoxide is made for Linux on x86-64"
)


@needs_it
def test_two_run_beside_each_other_each_with_its_own_tables_and_are_gone_afterwards() -> None:
    with running_dynoxide() as one, running_dynoxide() as other:
        assert one != other
        assert one.startswith("http://127.0.0.1:")
        table = client("dynamodb", one).create_table(
            TableName="table",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        )
        assert table["TableDescription"]["TableName"] == "table"
        assert client("dynamodb", other).list_tables()["TableNames"] == []
    assert not listening(one)
    assert not listening(other)


@needs_it
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_goes_with_its_starter_however_that_ends(sign: signal.Signals) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert starter.stdout
    with starter.stdout as said:
        endpoint = said.readline().strip()
        assert listening(endpoint)
        starter.send_signal(sign)
        starter.wait(60)
    eventually(lambda: not listening(endpoint), f"it ended after {sign.name}", 60)


def test_where_it_is_missing_that_is_told_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.local.dynoxide.PROGRAM", tmp_path / "dynoxide")
    with pytest.raises(EngineError, match=r"environment\.py node"), running_dynoxide():
        pytest.fail("it started")
