"""docs/deploying.md, the first sheet: its commands, one after the other, do what the page says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infra.cloudformation import ROOT
from tests.support.operating import STACK, Operator, make_stack
from tests.support.pointers import commands_of
from tests.support.world import checked

if TYPE_CHECKING:
    from tests.support.world import World


def test_a_sheet_that_was_only_checked_is_published_and_the_log_is_whole(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_stack(world)
    monkeypatch.setenv("KLEARK_STACK", STACK)
    monkeypatch.chdir(ROOT)
    operator = Operator(world, capsys, pytest.MonkeyPatch())
    upload = checked(world, 9)
    done = []
    for _, *words in commands_of(ROOT / "docs" / "deploying.md", "kleark"):
        typed = [word.replace("UPLOAD", upload[:8]) for word in words]
        left = operator.kleark(*typed, *(["--yes"] if words[0] == "publish" else []))
        assert left.code == 0, (words, left.err)
        done.append(words[0])
    assert done == ["check", "uploads", "publish", "live", "log"]
    assert len(world.served()) == 9
