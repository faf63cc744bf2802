"""The lists of case templates among the samples are those that the script writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.case_templates.check_list import check_templates
from kleark.case_templates.model import Against
from kleark.registers.kle_register import embedded
from sample_sheets.write_case_templates import FOLDER, write
from sample_sheets.write_rules import TODAY

if TYPE_CHECKING:
    from pathlib import Path


def test_both_hold_the_same_templates_as_the_script_says(tmp_path: Path) -> None:
    write(tmp_path)
    names = "sagsskabeloner.csv", "sagsskabeloner.xlsx"
    against = Against(embedded(), TODAY)
    lists = [
        check_templates((folder / name).read_bytes(), name, against).found
        for folder in (FOLDER, tmp_path)
        for name in names
    ]
    assert lists[0] is not None
    assert lists == [lists[0]] * 4
