"""docs/exposure.md against the function: every combination of the conditions meets exactly one line of the table."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kleark.exposure.case import Status
from kleark.exposure.decision import SENTENCES, Reason, decide
from tests.support.exposure_cases import OTHER_NUMBER, SHOW_FROM, case, row

if TYPE_CHECKING:
    from kleark.configuration.row import Row

PAGE = (Path(__file__).parents[2] / "docs" / "exposure.md").read_text(encoding="utf-8")
ANY = "–"


def table(heading: str) -> list[list[str]]:
    """The lines below the header of the table whose first column has this name."""
    _, _, after = PAGE.partition(f"\n| {heading} |")
    lines = after.split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


ROWS: dict[str, list[list[Row] | None]] = {
    "nothing published": [None],
    "none": [[], [row(number=OTHER_NUMBER), row("*", number=OTHER_NUMBER)]],
    "only other systems": [[row("KSD")], [row("KSD"), row("DUBU"), row("*", number=OTHER_NUMBER)]],
    "one that decides": [[row()], [row("*")], [row("KSD"), row("fasit")], [row("KSD"), row("*")]],
}
CREATED = {
    "on or after the date": [SHOW_FROM, SHOW_FROM + timedelta(days=1), SHOW_FROM + timedelta(days=900)],
    "before the date": [SHOW_FROM - timedelta(days=1), SHOW_FROM - timedelta(days=900)],
}
ALWAYS = {"no": False, "yes": True}
STATUSES: dict[str, list[Status | None]] = {
    "active": [status for status in Status if status.active],
    "ended": [status for status in Status if not status.active],
    "absent or unknown": [None],
}


def test_the_table_has_only_known_conditions() -> None:
    for rows, created, always, status, shown, reason in table("rows for the case's KLE number"):
        assert rows in ROWS
        assert created in {ANY, *CREATED}
        assert always in {ANY, *ALWAYS}
        assert status in {ANY, *STATUSES}
        assert Reason(reason.strip("`")).shown is {"yes": True, "no": False}[shown]


@pytest.mark.parametrize(
    "conditions",
    list(itertools.product(ROWS, CREATED, ALWAYS, STATUSES)),
    ids=" · ".join,
)
def test_every_combination_meets_one_line(conditions: tuple[str, str, str, str]) -> None:
    lines = [
        line
        for line in table("rows for the case's KLE number")
        if all(wanted in {ANY, given} for wanted, given in zip(line[:4], conditions, strict=True))
    ]
    assert len(lines) == 1, lines
    rows, created, always, status = conditions
    for given, day, of_status in itertools.product(ROWS[rows], CREATED[created], STATUSES[status]):
        configuration = given and [_with(one, active=ALWAYS[always]) for one in given]
        decision = decide(case(created=day, status=of_status), configuration)
        assert (decision.shown, f"`{decision.reason}`") == (lines[0][4] == "yes", lines[0][5])


def _with(one: Row, *, active: bool) -> Row:
    return row(one.source_system, number=one.kle_number, active=active)


@pytest.mark.parametrize(
    ("own", "everything", "decides"), table("a row for the case's own system"), ids=lambda cell: cell
)
def test_which_row_decides(own: str, everything: str, decides: str) -> None:
    rows = {"its own": row("FASIT"), "all systems": row("*"), "none": None}
    there = [rows["its own"]] * (own == "yes") + [rows["all systems"]] * (everything == "yes")
    decision = decide(case(), [row("KSD"), *(one for one in there if one)])
    assert decision.row == rows[decides]


def test_the_choice_of_the_row_is_complete() -> None:
    conditions = [(own, everything) for own, everything, _ in table("a row for the case's own system")]
    assert sorted(conditions) == sorted(itertools.product(("yes", "no"), repeat=2))


def test_the_statuses() -> None:
    said = {name.strip("`"): active for name, active in table("status")}
    assert said.pop("absent, or any other text") == "not known"
    assert said == {status.value: "yes" if status.active else "no" for status in Status}


def test_the_sentences() -> None:
    said = {reason.strip("`"): (da, en) for reason, da, en in table("reason")}
    assert said == {reason.value: tuple(sentence) for reason, sentence in SENTENCES.items()}


def test_links_lead_somewhere() -> None:
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)]+)\)", PAGE)]
    assert targets
    assert [t for t in targets if not (Path(__file__).parents[2] / "docs" / t).is_file()] == []
