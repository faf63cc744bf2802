"""What keeps tests in one process, and what is handed out one by one."""

from __future__ import annotations

import pytest

from tests.support.turns import group


@pytest.mark.parametrize(
    ("path", "fixtures", "expected"),
    [
        ("tests/browser/test_page_looks.py", {"browser": "session", "pages": "session"}, "pages"),
        ("tests/browser/test_page_flow.py", {"browser": "session", "site": "session"}, "site"),
        ("tests/engines/test_path.py", {"stack": "session", "place": "module"}, "stack"),
        ("tests/engines/test_processes.py", {"tmp_path": "function"}, None),
        ("tests/office/test_template.py", {"calculate": "session"}, "office"),
        ("tests/infra/test_build.py", {"built": "module"}, "infra/test_build"),
        ("tests/integration/portal/test_app.py", {"world": "function"}, None),
        ("tests/unit/rules/test_phone.py", {}, "unit/rules/test_phone"),
        ("tests/unit/sheet/test_reader_hostile.py", {}, None),
    ],
)
def test_what_shares_something_costly_stays_together(
    path: str, fixtures: dict[str, str], expected: str | None
) -> None:
    assert group(path, fixtures) == expected
