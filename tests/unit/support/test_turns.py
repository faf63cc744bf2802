"""What keeps tests in one process, and what is handed out one by one."""

from __future__ import annotations

import pytest

from tests.support.turns import SHARING, shared


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tests/browser/test_page_looks.py", "pages"),
        ("tests/browser/test_page_flow.py", "site"),
        ("tests/engines/test_path.py", "stack"),
        ("tests/engines/test_processes.py", None),
        ("tests/office/test_template.py", "office"),
        ("tests/infra/test_build.py", "artefacts"),
        ("tests/infra/test_pins.py", "tests/infra/test_pins.py"),
        ("tests/integration/portal/test_app.py", None),
        (
            "tests/integration/publishing/test_stored_items.py",
            "tests/integration/publishing/test_stored_items.py",
        ),
        ("tests/unit/support/test_turns.py", "tests/unit/support/test_turns.py"),
        ("tests/unit/sheet/test_reader_hostile.py", None),
    ],
)
def test_what_shares_something_costly_stays_together(path: str, expected: str | None) -> None:
    assert shared(path) == expected


def test_an_exception_stands_before_its_folder() -> None:
    places = list(SHARING)
    for at, place in enumerate(places):
        assert not any(place.startswith(earlier) for earlier in places[:at])
