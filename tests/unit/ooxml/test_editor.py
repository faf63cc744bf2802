"""Editing in a child process: within limits, and lost without loss. What is hostile here is so by lowered limits."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks.child_cpu import living_children
from kleark.ooxml import editor as editor_module
from kleark.ooxml.cells import NewValue, write_values
from kleark.ooxml.editor import Editor
from kleark.ooxml.errors import UneditableFileError
from kleark.sheet import fork_server, limited_process, limits
from kleark.sheet.errors import ProcessLostError
from tests.support.children import WAYS, start_by
from tests.support.packages import package
from tests.support.workbooks import row, text_cell, zipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PARTS = package(row(1, text_cell("A1", "x")))
GOOD = zipped(PARTS)
NEW = {(1, 1): NewValue("y"), (2, 3): NewValue("z")}


@pytest.fixture(autouse=True, params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """How the child is started."""
    one: str = request.param
    start_by(one, monkeypatch)
    yield one
    fork_server.end()


def repeated(name: str, before: str, element: str, count: int) -> bytes:
    """The good workbook with one element many times in one part."""
    return zipped(PARTS | {name: str(PARTS[name]).replace(before, element * count + before, 1)})


def reason_of(act: Callable[[], object]) -> str:
    with pytest.raises(UneditableFileError) as caught:
        act()
    return caught.value.reason


def test_a_child_writes_what_we_would() -> None:
    assert Editor().write_values(GOOD, "Ark1", NEW) == write_values(GOOD, "Ark1", NEW)


@pytest.mark.parametrize("data", [b"", b"not a workbook", GOOD[:400]])
def test_what_is_no_workbook_is_a_refusal(data: bytes) -> None:
    assert reason_of(lambda: Editor().write_values(data, "Ark1", NEW)) == "part"


@pytest.mark.parametrize("name", ["xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_a_part_that_is_no_xml_is_a_refusal(name: str) -> None:
    data = zipped(PARTS | {name: str(PARTS[name])[:-9]})
    assert reason_of(lambda: Editor().write_values(data, "Ark1", NEW)) == "part"


def test_what_we_trip_over_is_a_refusal_too() -> None:
    assert reason_of(lambda: Editor().write_values(GOOD, "No such sheet", NEW)) == "crash"


@pytest.mark.parametrize(
    ("name", "before", "element"),
    [("xl/styles.xml", "</cellXfs>", "<xf/>"), ("xl/styles.xml", "</fonts>", "<font/>")],
)
def test_more_formats_than_excel_opens_are_refused_before_they_cost_anything(
    monkeypatch: pytest.MonkeyPatch, name: str, before: str, element: str
) -> None:
    """In this process, since a child has the limits that are written down."""
    data = repeated(name, before, element, 200)
    assert write_values(data, "Ark1", NEW).data
    monkeypatch.setattr(limits, "MOST_FORMATS", 100)
    assert reason_of(lambda: write_values(data, "Ark1", NEW)) == "formats"


def test_more_names_than_a_workbook_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    names = "<definedNames>" + '<definedName name="n">1</definedName>' * 50 + "</definedNames>"
    data = zipped(
        PARTS | {"xl/workbook.xml": str(PARTS["xl/workbook.xml"]).replace("</sheets>", f"</sheets>{names}")}
    )
    assert write_values(data, "Ark1", NEW).data
    monkeypatch.setattr(limits, "MOST_NAMES", 49)
    assert reason_of(lambda: write_values(data, "Ark1", NEW)) == "names"


def test_a_child_takes_no_more_time_than_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LEAST_EDIT_SECONDS", 0.0)
    heavy = repeated("xl/worksheets/sheet1.xml", "</sheetData>", "<row/>", 50_000)
    assert reason_of(lambda: Editor(0.05).write_values(heavy, "Ark1", NEW)) == "time"


def test_a_child_takes_no_more_memory_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "EDIT_MEMORY", 40_000_000)
    heavy = repeated("xl/worksheets/sheet1.xml", "</sheetData>", f"<!--{'x' * 1000}-->", 30_000)
    assert reason_of(lambda: Editor().write_values(heavy, "Ark1", NEW)) in {"memory", "crash"}


def test_without_time_nothing_is_begun() -> None:
    editor = Editor(0.1)
    assert reason_of(lambda: editor.write_values(GOOD, "Ark1", NEW)) == "time"
    assert reason_of(lambda: Editor(1.0).require(2.0)) == "time"


def test_what_is_spent_is_spent_for_all_that_an_editor_does() -> None:
    editor = Editor(60.0)
    before = editor.seconds_left
    editor.write_values(GOOD, "Ark1", NEW)
    assert editor.seconds_left < before


@pytest.mark.parametrize(
    "said",
    [
        "",
        "not json\\n",
        "[1]\\n",
        '{"bytes": "9"}\\n',
        '{"bytes": -1}\\n',
        '{"bytes": 0}\\n',
        '{"bytes": 9}\\nshort',
        '{"bytes": 3, "unchanged": [[1]], "needed": []}\\nabc',
        '{"bytes": 3}\\nabc',
        '{"bytes": 0, "refused": "because"}\\n',
    ],
)
def test_a_child_that_answers_nonsense(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    code = f"print('ready\\n{said}', end='')"
    monkeypatch.setattr(editor_module, "_START", code.replace("{", "{{").replace("}", "}}"))
    assert reason_of(lambda: Editor().write_values(GOOD, "Ark1", NEW)) == "crash"


def test_a_result_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "EDITED_BYTES", 100)
    assert reason_of(lambda: Editor().write_values(GOOD, "Ark1", NEW)) == "size"


def test_a_child_that_cannot_start_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor_module, "_START", "import nothing_of_that_name")
    with pytest.raises(RuntimeError, match="could not start"):
        Editor().write_values(GOOD, "Ark1", NEW)


@pytest.mark.parametrize("ready", [True, False])
def test_a_child_that_somebody_else_ended_says_nothing_of_the_file(
    monkeypatch: pytest.MonkeyPatch, *, ready: bool
) -> None:
    said = "print('ready', flush=True); " if ready else ""
    monkeypatch.setattr(
        editor_module, "_START", f"import os; {said}os.kill(os.getpid(), {int(signal.SIGKILL)})"
    )
    with pytest.raises(ProcessLostError):
        Editor().write_values(GOOD, "Ark1", NEW)


def test_a_machine_that_stands_still_says_nothing_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "EDIT_WALL_SECONDS", 0.3)
    monkeypatch.setattr(editor_module, "_START", "import time; time.sleep(60)")
    with pytest.raises(ProcessLostError, match="stood still"):
        Editor().write_values(GOOD, "Ark1", NEW)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists them")
def test_no_child_is_left_behind() -> None:
    before = living_children()
    process = limited_process.LimitedProcess(
        "import time; time.sleep(60)", (), (), wall_seconds=60, cpu_seconds=5
    )
    assert len(living_children()) > len(before)
    process.close()
    fork_server.end()
    assert living_children() == before
