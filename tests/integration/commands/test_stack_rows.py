"""``kleark plan``, ``check`` and ``edit`` for a part that a stack knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kleark.check import check
from kleark.configuration.part import PartKind
from kleark.publishing.part_definitions import checked_part, define_part
from kleark.registers.municipalities import municipality
from sample_sheets.case_template_rows import FLEKSJOB, as_csv, changed
from tests.support.operating import STACK
from tests.support.sheet_builder import row, sheet_of, written
from tests.support.world import NOON, World

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.operating import Operator

OTHER = {"kleNumber": "15.17.12", "kleTitle": "Revalidering", "sourceSystem": "KSD"}


@pytest.fixture
def halves(operator: Operator) -> Operator:
    world: World = operator.world
    live = check(written(sheet_of(row(), row(**OTHER))), "ark.xlsx", municipality("0461")).rows
    operator.kleark("unpublish", "0461", "--note", "tom", "--yes")
    world.published([one.row for one in live], NOON.replace(hour=13))
    define_part(checked_part("Job", PartKind.SYSTEMS, ["FASIT"]), "anne", "to", world.place)
    return operator


def test_the_plan_is_of_the_part(halves: Operator, tmp_path: Path) -> None:
    (tmp_path / "job.xlsx").write_bytes(written(sheet_of(row(contactPhone=70101010))))
    place = ("--live-stack", STACK, "--municipality", "odense")
    plan = halves.kleark(
        "plan", str(tmp_path / "job.xlsx"), *place, "--part", "job", "--output-format", "json"
    ).json
    assert (plan["part"], plan["left"], plan["againstRevision"]) == ("Job", 1, 3)
    assert plan["counts"]["changed"] == 1
    refused = halves.kleark(
        "plan", str(tmp_path / "job.xlsx"), *place, "--part", "Ydelse", "--output-format", "json"
    )
    assert (refused.code, refused.json["error"]["code"]) == (1, "unknown_part")
    checked = halves.kleark("check", str(tmp_path / "job.xlsx"), *place, "--part", "Job")
    assert (checked.code, "delen Job" in " ".join(checked.out.split())) == (0, True)


def test_a_list_of_case_templates_is_held_against_all_that_is_live(halves: Operator, tmp_path: Path) -> None:
    path = tmp_path / "skabeloner.csv"
    path.write_bytes(
        as_csv(changed(FLEKSJOB), changed(FLEKSJOB, id="900", name="Mentor", kle="15.20.36", kle_name=None))
    )
    place = ("--live-stack", STACK, "--municipality", "0461")
    checked = halves.kleark("check", "--templates", str(path), *place, "--output-format", "json")
    said = [one["message"]["da"] for one in checked.json["findings"] if one["rule"] == "KA848"]
    assert len(said) == 1
    assert "15.20.36" in said[0]
    assert "15.20.24" not in said[0], "it is live"


def test_a_part_is_edited_alone(halves: Operator, tmp_path: Path) -> None:
    out = str(tmp_path / "ud.xlsx")
    change = ("--set", "15.20.24/FASIT:telefon=70101010", "-o", out, "--output-format", "json")
    left = halves.kleark("edit", "Odense", "--part", "job", *change)
    assert (left.code, len(left.json["changes"])) == (0, 1)
    [only] = check((tmp_path / "ud.xlsx").read_bytes(), "ud.xlsx").rows
    assert (only.row.kle_number, only.row.contact_phone) == ("15.20.24", "70101010")
    refused = halves.kleark("edit", "0461", "--part", "Nej", *change)
    assert (refused.code, refused.json["error"]["code"]) == (1, "unknown_part")
