"""What the portal's API and the admin's page answer stays as it is, down to the edges of HTTP: see ``golden/``.

From the event of API Gateway to what goes back to it, so that whatever is between the two can be written anew. A
change that is meant is written down by ``python -m tests.integration.http.write_golden``, and its difference is looked
at. For a page, its title, its heading and the hash of its HTML are kept.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kleark.admin.page_settings import CALLBACK
from kleark.admin.routes import ROUTES
from tests.integration.http import page_answers, portal_answers

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(
    ("name", "answers"), [("portal", portal_answers.answers), ("page", page_answers.answers)]
)
def test_every_answer_is_what_it_always_was(name: str, answers: Callable[[], dict[str, Any]]) -> None:
    golden = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    given = json.loads(json.dumps(answers()))
    changed = {
        one: {"was": golden.get(one), "is": given.get(one)}
        for one in {**golden, **given}
        if golden.get(one) != given.get(one)
    }
    assert not changed, _told(changed)
    assert list(given) == list(golden)


def _told(changed: dict[str, Any]) -> str:
    first = dict(list(changed.items())[:5])
    return f"{len(changed)} answers changed: {json.dumps(first, ensure_ascii=False, indent=1)}"


def test_every_address_of_the_page_is_among_those_asked() -> None:
    """Those that name no row, sheet or revision, and that a browser does not come back to from signing in."""
    whole = {route.path for route in ROUTES if route.method == "GET" and "{" not in route.path}
    asked = {*page_answers.OPEN, *page_answers.PAGES}
    assert whole - asked == {
        *("/was", "/log-ind", CALLBACK, "/log-ind/rest", "/ark/modtaget", "/ark/modtaget/status"),
        *("/sagsskabeloner/modtaget", "/sagsskabeloner/modtaget/status"),
        *("/egne-numre/modtaget", "/egne-numre/modtaget/status"),
        *("/ark/rettes", "/ark/rettes/status", "/historik/sammenlign/kort"),
        # Their rows are read out of a sheet: tests/integration/admin/pages.
        *("/raekker", "/raekker/ny", "/raekker/erstat"),
    }
