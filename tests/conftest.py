"""What holds for every test: how Hypothesis searches, in which turn tests come, and that moto takes short ways."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from kleark.sheet import limits
from tests.support import searching, turns
from tests.support.quick_schemas import spare_grammar

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

searching.register()
spare_grammar()

# What tests read is Danish unless they ask for English, whatever the machine's locale.
os.environ["KLEARK_LANG"] = "da"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> turns.Turns | None:
    """For ``--dist loadscope``."""
    return turns.Turns(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is loaded with the tests stays to the end: Python need not look through it for garbage again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000, 10, 10)
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share them, this is one of those; a single one keeps the order in which it found them."""
    if hasattr(config, "workerinput"):
        turns.arrange(items)


@pytest.fixture(scope="session", autouse=True)
def _patient_reader() -> Iterator[None]:
    """How soon a sheet's reader is killed is chosen for a machine at work, and not for one full of tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "WALL_SECONDS", 60.0)
        yield


@pytest.fixture(scope="session", autouse=True)
def _quick_moto() -> Iterator[None]:
    """Where any test uses moto; to import it for the others would cost more than it saves."""
    if "moto" not in sys.modules:
        yield
        return
    from tests.support.quick_moto import quicken  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch:
        quicken(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def _aws_limits() -> Iterator[None]:
    """What AWS would refuse fails, whatever an engine takes. Where any test uses clients of AWS."""
    if "botocore.client" not in sys.modules:
        yield
        return
    from tests.support.aws_limits import hold  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch:
        hold(patch)
        yield
