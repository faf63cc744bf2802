"""What `make programs` is made of, and that its page says of itself what was installed."""

from __future__ import annotations

import json
import re

import pytest

from infra.environment import ENVIRONMENTS, ROOT
from infra.pins import PROGRAMS as LOCK
from infra.pins import pinned
from infra.programs import description, judging, page
from infra.programs.catalogue import PROGRAMS, Program
from infra.programs.explanations import EXPLANATIONS
from infra.programs.judging import Outcome
from infra.programs.trial import Saved, Trial
from tests.support.sheet_builder import Sheet, rows, written

FOLDER = ROOT / "infra" / "programs"
PAGE = (ROOT / "docs" / "programs.md").read_text(encoding="utf-8")
NAMES = {program.name for program in PROGRAMS}


def test_every_script_is_there_and_has_a_program() -> None:
    named = {one for program in PROGRAMS for one in (program.writes, program.saves, program.reads) if one}
    there = {path.name for path in (FOLDER / "scripts").iterdir() if path.is_file()}
    assert named - {"soffice", "ssconvert"} == there - {"given.mjs", "exceljs_cells.mjs", "frame_columns.py"}


def test_the_page_has_the_versions_that_are_pinned() -> None:
    (requirements,) = LOCK.pins
    pypi = pinned(requirements.read_text(encoding="utf-8")) | pinned(
        (FOLDER / "from-source.txt").read_text(encoding="utf-8").replace(" \\", "")
    )
    npm = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    for program in PROGRAMS:
        if program.source != "Debian":
            version = npm[program.package] if program.source == "npm" else pypi[program.package.lower()]
            assert f"| {program.name} | {version} |" in PAGE, program.name


def test_the_page_has_every_property_and_explains_what_is_otherwise() -> None:
    for title in (*(one.title for one in description.properties()), *description.features().values()):
        assert f"\n| {title} |" in PAGE, title
    assert "Not explained" not in PAGE
    assert {name for name, _ in EXPLANATIONS} <= NAMES | {""}


def test_each_property_has_a_row_and_a_cell_of_its_own() -> None:
    cells = description.workbook()["cells"]
    places = {(one["row"], one["column"]) for one in cells}
    assert len(places) == len(cells)
    found = {one["property"]: one for one in cells if "property" in one}
    for one in description.properties():
        assert (found[one.name]["row"], found[one.name]["kind"]) == (one.row, one.kind)
        assert one.cell == f"{chr(64 + found[one.name]['column'])}{one.row}"
    assert len({one.row for one in description.properties()}) == len(found)


def test_the_sheet_of_another_is_judged_by_its_cells() -> None:
    data = written(Sheet(rows(2), name=judging.NAME))
    found = judging.outcomes(data)
    # The header is in row 1, so the first property's row is the first of the sheet's.
    assert found["date"] == Outcome(True, (), "2021-04-01", "'2021-04-01'")
    assert found["phone-plus"].silent
    assert judging.feature_outcomes(data)["comment"] == "lost"


def trial(**given: object) -> Trial:
    program = Program("Et program", "npm", "et-program", writes="x.mjs", saves="x.mjs", reads="x.mjs")
    usual = {one.name: Outcome(True, (), "stands", "read") for one in description.properties()}
    return Trial(program, "1.2.3", outcomes=usual, again="yes", **given)  # type: ignore[arg-type]


def test_a_page_of_what_is_right_has_nothing_to_explain() -> None:
    text, wrong = page.render([trial()])
    assert wrong == []
    assert re.search(r"^\| a date \| ✓ \|$", text, re.MULTILINE)
    assert "| Et program | 1.2.3 | npm, `et-program` | yes | yes | yes |" in text


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (
            {"saved": {kind: Saved("TypeError") for kind in ("annotated", "corrected", "template")}},
            "TypeError",
        ),
        ({"read": dict.fromkeys(("annotated", "corrected", "template"), "1 of 9")}, "1 of 9"),
        ({"failed": "ends with 1"}, "ends with 1"),
    ],
)
def test_what_is_not_explained_is_told(spoilt: dict[str, object], said: str) -> None:
    text, wrong = page.render([trial(**spoilt)])
    assert wrong
    assert said in text
    assert "**Not explained.**" in text


def test_a_cell_that_is_read_otherwise_in_silence_is_told() -> None:
    one = trial()
    one.outcomes["date"] = Outcome(False, (), "2025-04-02", "'2025-04-02'", silent=True)
    text, wrong = page.render([one])
    assert wrong == ["Et program: date"]
    assert "| a date | ✗ |" in text


def test_the_environment_brings_programs_of_both_registries() -> None:
    environment = ENVIRONMENTS["programs"]
    assert environment.npm == FOLDER
    assert LOCK.file in environment.inputs
