"""In which turn tests come, and which of them stay together, where several processes share them (`make test`).

Those that mostly wait, for engines and browsers, begin first, beside those that compute. What shares an engine, a
browser or a costly fixture stays in one process. All else is handed out as hands get free, one by one where a test is
long, and by file where there are many short ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

SHARED = {
    "pages": "pages",
    "site": "site",
    "browser": "site",
    "stack": "stack",
    "calculate": "office",
    "convert": "office",
}
"""The group of whoever uses a fixture; the first that fits counts. What is made once for a file keeps it together."""

FIRST = ("pages", "site", "stack")
"""Of the groups, those that take longest."""

BY_FILE = ("tests/unit/", "tests/protocol/", "tests/docs/", "tests/contract/", "tests/architecture/")

LONG = ("test_reader_hostile.py",)
"""Files among them whose tests are handed out one by one."""

ORDER = ("tests/engines/", "tests/browser/", "tests/office/", "tests/infra/", "tests/contract/")
"""The folders that begin; the others follow in the order in which they were found."""


def group(path: str, fixtures: Mapping[str, str]) -> str | None:
    """The name of the group that a test belongs to, if to any.

    ``fixtures``: those that it uses, and how long each is kept.
    """
    for fixture, name in SHARED.items():
        if fixture in fixtures:
            return name
    if "module" in fixtures.values() or (path.startswith(BY_FILE) and not path.endswith(LONG)):
        return path.removeprefix("tests/").removesuffix(".py")
    return None


def _fixtures(item: pytest.Item) -> dict[str, str]:
    known: Any = getattr(item, "_fixtureinfo", None)
    return {name: made[-1].scope for name, made in known.name2fixturedefs.items() if made} if known else {}


def arrange(items: list[pytest.Item]) -> None:
    """Give each test its group, and put them in their turns; within a turn they stay as they were."""
    turns: dict[str, tuple[int, int]] = {}
    for item in items:
        path = item.nodeid.partition("::")[0]
        name = group(path, _fixtures(item))
        if name:
            item.add_marker(pytest.mark.xdist_group(name))
        folder = next((at for at, one in enumerate(ORDER) if path.startswith(one)), len(ORDER))
        turns[item.nodeid] = (FIRST.index(name) if name in FIRST else len(FIRST), folder)
    items.sort(key=lambda item: turns[item.nodeid])
