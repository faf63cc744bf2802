"""docs/errors.md against the code: every code, and who raises and catches each exception."""

from __future__ import annotations

import re

from kleark.refusal_codes import RefusalCode
from tests.support.exception_map import BEGIN, END, PAGE, ROOT, table

TEXT = PAGE.read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([a-z0-9_]+)` \| ([a-z, ]+) \| (.+) \| (.+) \|$", TEXT, flags=re.MULTILINE)


def test_every_code_is_documented_once_and_no_other() -> None:
    assert sorted(code for code, *_ in ROWS) == sorted(RefusalCode)


def test_each_says_where_what_it_means_and_what_to_do() -> None:
    for code, where, meaning, todo in ROWS:
        assert set(where.split(", ")) <= {"cli", "api", "page"}, code
        assert meaning.strip(), code
        assert todo.strip(), code


def test_every_code_is_used() -> None:
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for path in ROOT.glob("functions/**/*.py")
        if path.name != "refusal_codes.py"
    )
    kinds = set(re.findall(r'^ +"([a-z]+(?:-[a-z]+)*)",$|\d, "([a-z-]+)",', sources, flags=re.MULTILINE))
    problems = {(one or other).replace("-", "_") for one, other in kinds}
    unused = {
        code
        for code in RefusalCode
        if f"RefusalCode.{code.name}" not in sources and code.value not in problems
    }
    assert unused == set()


def test_the_map_of_exceptions_is_that_of_the_code() -> None:
    written = TEXT.partition(BEGIN)[2].partition(END)[0].strip()
    assert written == table(), "run: python -m tests.support.exception_map"


def test_the_page_can_be_found() -> None:
    for page in ("README.md", "docs/operating.md"):
        assert "errors.md)" in (ROOT / page).read_text(encoding="utf-8")
