"""In which turn tests come, and which of them stay together, where several processes share them (`make test`).

Those that mostly wait, for engines and browsers, begin first, beside those that compute. What shares an engine, a
browser or a costly fixture stays in one process. All else is handed out as hands get free, one by one where a test is
long, and by file where there are many short ones.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).resolve().parents[2]

SHARING = {
    "tests/browser/test_page_accessible.py": "pages",
    "tests/browser/test_page_looks.py": "pages",
    "tests/browser/": "site",
    "tests/chaos/test_chaos.py": "",
    "tests/engines/test_processes.py": "",
    "tests/engines/test_dynoxide.py": "",
    "tests/engines/test_requests_and_units.py": "requests and units",
    "tests/engines/test_sam_deploy.py": "sam deploy",
    "tests/engines/": "stack",
    "tests/infra/test_bill_of_materials.py": "artefacts",
    "tests/infra/test_build.py": "artefacts",
    "tests/infra/test_policy_check.py": "policies",
    "tests/office/": "office",
}
"""What tests of a file or folder share; the first that fits counts. Nothing: each starts what it needs for itself."""

BEGIN = ("pages", "site", "stack", "sam deploy", "", "policies", "artefacts", "office")
"""In this order, since the first take longest; then all that is named nowhere, as it was found."""

SHORT = ("unit", "docs", "protocol", "contract", "architecture", "infra")
"""Folders of many short tests, which are handed out by file."""

LONG = ("tests/unit/sheet/test_reader_hostile.py",)
"""But these one by one."""


@cache
def shared(path: str) -> str | None:
    """What the tests of a file share with each other and perhaps with other files; nothing where each is for itself."""
    for place, name in SHARING.items():
        if path.startswith(place):
            return name or None
    if path in LONG:
        return None
    by_file = path.split("/")[1] in SHORT or 'scope="module"' in (ROOT / path).read_text(encoding="utf-8")
    return path if by_file else None


def arrange(items: list[pytest.Item]) -> None:
    """Put tests in their turns; within a turn they stay as they were."""
    items.sort(key=lambda item: _turn(item.nodeid.partition("::")[0]))


def _turn(path: str) -> int:
    name = next((name for place, name in SHARING.items() if path.startswith(place)), path)
    return BEGIN.index(name) if name in BEGIN else len(BEGIN)


class Turns(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out what is shared as a whole."""

    def _split_scope(self, nodeid: str) -> str:
        return shared(nodeid.partition("::")[0]) or nodeid
