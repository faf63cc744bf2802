"""Every line that a function logs has a name from the closed list, and docs/operating.md says what it means."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from kleark.log_events import LogEvent

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
FUNCTIONS = ROOT / "functions"
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


class LogCall(NamedTuple):
    """One call of a logger: by which function, at which level, with which event."""

    function: str
    level: str
    event: str


def log_calls(source: str, function: str) -> Iterator[LogCall]:
    """The log calls in a module. Raises AssertionError for one whose event cannot be read off the code."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="logger" | "logging"), attr=level), args=[event, *_]
            ) if level in LEVELS:
                assert isinstance(event, ast.Attribute), ast.unparse(node)
                assert ast.unparse(event.value) == "LogEvent", ast.unparse(node)
                yield LogCall(function, level, LogEvent[event.attr].value)


def all_log_calls() -> set[LogCall]:
    """Those of all handlers and packages."""
    return {
        call
        for path in sorted(FUNCTIONS.rglob("*.py"))
        for call in log_calls(path.read_text(encoding="utf-8"), path.relative_to(FUNCTIONS).parts[0])
    }


def documented() -> list[LogCall]:
    """The rows of the table in docs/operating.md."""
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    _, _, section = page.partition("## What the functions log\n")
    rows = re.findall(
        r"^\| `(\w+)` \| (\w+) \| (\w+) \| .+ \| .+ \|$", section.partition("\n## ")[0], re.MULTILINE
    )
    return [LogCall(function, level, event) for event, function, level in rows]


def test_what_is_logged_is_documented_and_what_is_documented_is_logged() -> None:
    rows = documented()
    assert len(set(rows)) == len(rows)
    assert set(rows) == all_log_calls()
    assert {row.event for row in rows} == {event.value for event in LogEvent}


def test_an_event_has_one_function_and_one_level() -> None:
    events = [call.event for call in all_log_calls()]
    assert len(set(events)) == len(events)


def test_every_event_is_a_name_that_can_be_searched_for() -> None:
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)+", event.value) for event in LogEvent)
    assert all(event.name.lower() == event.value for event in LogEvent)


def test_loggers_are_called_by_the_name_that_this_test_looks_for() -> None:
    for path in FUNCTIONS.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        made = [
            node for node in calls if ast.unparse(node.func).rpartition(".")[2] in {"Logger", "getLogger"}
        ]
        named = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "logger"
        ]
        assert all(node in named for node in made), path


@pytest.mark.parametrize("call", ["logger.error('a text')", "logger.info(event)", "logger.warning(f'{x}')"])
def test_a_text_instead_of_an_event_is_noticed(call: str) -> None:
    with pytest.raises(AssertionError):
        list(log_calls(call, "publish"))
