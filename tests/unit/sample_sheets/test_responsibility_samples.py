"""The lists of responsibilities among the samples are those that the script writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kleark.case_templates.model import Against
from kleark.registers.kle_register import embedded
from kleark.responsibilities.check_responsibilities import check_responsibilities
from sample_sheets.write_responsibilities import FOLDER, write
from sample_sheets.write_rules import TODAY

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "name",
    [
        "ansvarsliste.csv",
        "ansvarsliste.xlsx",
        "ansvarsliste-os2mo.xlsx",
        "ansvarsliste-os2rollekatalog.json",
    ],
)
def test_each_is_what_the_script_writes(name: str, tmp_path: Path) -> None:
    write(tmp_path)
    against = Against(embedded(), TODAY)
    stored, written = (
        check_responsibilities((folder / name).read_bytes(), name, against).found
        for folder in (FOLDER, tmp_path)
    )
    assert stored is not None
    assert stored == written
