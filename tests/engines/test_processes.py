"""The engine's process: where it listens, and that it goes when whoever started it goes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

import pytest

from infra.cloudformation import ROOT
from infra.local.engine import ADDRESS, EngineError, running_engine
from infra.local.stack import StackError, local_stack, without_unsupported
from tests.support.watching import eventually

if TYPE_CHECKING:
    from pathlib import Path

    from infra.local.engine import Engine

AS_AT_A_TERMINAL = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
"""
"""Whatever the tests themselves were told to ignore, as in the background of a shell."""

STARTER = (
    AS_AT_A_TERMINAL
    + """
import contextlib, sys, time, urllib.request
from pathlib import Path
from infra.local import engine, stack

@contextlib.contextmanager
def told(*arguments):
    with engine.running_engine(*arguments) as running:
        print(running.process_id, flush=True)
        yield running

stack.running_engine = told
with stack.local_stack(Path(sys.argv[1]), port=None) as made:
    # A function is at work too, so that it is seen to go.
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(made.portal_url + "/v1/sundhed").read()
    print(made.endpoint, flush=True)
    time.sleep(600)
"""
)


def alive(group: int) -> bool:
    """Whether any process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def listening(endpoint: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((ADDRESS, int(endpoint.rpartition(":")[2]))) == 0


def port_of(engine: Engine) -> int:
    return int(engine.endpoint.rpartition(":")[2])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux answers to all of 127.0.0.0/8")
def test_it_listens_on_the_loopback_address_only(tmp_path: Path) -> None:
    """Its port can be bound on another address of this machine, which it could not be if it listened on all."""
    with running_engine(tmp_path / "logs", None) as engine, socket.socket() as elsewhere:
        elsewhere.bind(("127.0.0.2", port_of(engine)))
        with socket.socket() as same, pytest.raises(OSError, match="in use"):
            same.bind((ADDRESS, port_of(engine)))


def test_another_port_is_taken_where_the_usual_one_is_in_use(tmp_path: Path) -> None:
    with socket.socket() as squatter:
        squatter.bind((ADDRESS, 0))
        squatter.listen()
        taken = squatter.getsockname()[1]
        with running_engine(tmp_path / "logs", taken) as engine:
            assert port_of(engine) != taken
            assert listening(engine.endpoint)


def test_the_usual_port_is_used_where_it_is_free(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        free = probe.getsockname()[1]
    with running_engine(tmp_path / "logs", free) as engine:
        assert port_of(engine) == free


def test_two_run_side_by_side(tmp_path: Path) -> None:
    with running_engine(tmp_path, None) as one, running_engine(tmp_path, None) as two:
        assert one.endpoint != two.endpoint
        assert listening(one.endpoint)
        assert listening(two.endpoint)


def test_nothing_is_left_after_the_block_nor_after_a_crash_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    with running_engine(tmp_path / "logs", None) as engine:
        assert alive(engine.process_id)
        assert list(scratch.iterdir())
    assert not alive(engine.process_id)
    assert not list(scratch.iterdir())

    def crash() -> None:
        raise RuntimeError("in the block")

    with pytest.raises(RuntimeError), running_engine(tmp_path / "logs", None) as engine:
        crash()
    assert not alive(engine.process_id)
    assert not list(scratch.iterdir())


def test_a_stack_that_cannot_be_made_says_why_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def broken(template: dict[str, object]) -> dict[str, object]:
        adapted = without_unsupported(template)
        resources = {**adapted["Resources"], "Wrong": {"Type": "AWS::No::Such"}}
        return adapted | {"Resources": resources}

    monkeypatch.setattr("infra.local.stack.without_unsupported", broken)
    with (
        pytest.raises(StackError, match=r"(?s)No::Such.*log is .*engine-\d+\.log"),
        local_stack(tmp_path, port=None, tell=seen.append),
    ):
        pytest.fail("the stack was made")
    endpoint = next(text.rpartition(" ")[2] for text in seen if "http://" in text)
    assert not listening(endpoint)


def test_a_missing_engine_is_told_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.local.engine.ENGINE_PYTHON", tmp_path / ".venv-engine" / "bin" / "python")
    with pytest.raises(EngineError, match="make setup"), running_engine(tmp_path / "logs", None):
        pytest.fail("it started")


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_goes_with_its_starter_however_that_ends(tmp_path: Path, sign: signal.Signals) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(tmp_path / "logs")],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert starter.stdout
    with starter.stdout as said:
        group, endpoint = int(said.readline()), said.readline().strip()
        assert alive(group)
        assert listening(endpoint)
        starter.send_signal(sign)
        starter.wait(60)
    eventually(lambda: not alive(group), f"all ended after {sign.name}", 60)
    eventually(lambda: not list(scratch.iterdir()), "the scratch folder is gone", 60)
    assert not listening(endpoint)
