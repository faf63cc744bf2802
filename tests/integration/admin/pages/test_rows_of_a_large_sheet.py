"""A sheet as large as the reader takes, through the pages for its rows: found, changed, mended, and nothing lost."""

from __future__ import annotations

import io
import re
from functools import cache
from typing import TYPE_CHECKING

import openpyxl
import pytest

from kleark.identity.person import Role
from kleark.sheet.limits import TABLE_ROWS
from tests.support.editing import Editing, hidden_fields
from tests.support.page import text_of
from tests.support.sheet_builder import row, sheet_of, written

if TYPE_CHECKING:
    from kleark.http.messages import Response
    from kleark.publishing.model import Upload
    from tests.support.world import World

PHONE = "Kontakttelefon"
MOST_BYTES = 400_000
"""Of a page, whatever the sheet holds."""


@cache
def large() -> bytes:
    """10,000 rows, of which every fifth is of another department with another number, and the last has a fault."""
    other = {"contactDepartment": "Borgerservice", "contactPhone": "65512000"}
    made = [
        row(sourceSystem=f"System {at}", **(other if at % 5 == 0 else {})) for at in range(TABLE_ROWS - 1)
    ]
    return written(sheet_of(*made, row(sourceSystem="Det sidste", contactPhone="6613137")))


class Large(Editing):
    """``upload``: the large sheet, checked."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.upload = self.checked(large(), "0461/kontrol/stort.xlsx")
        self.anne = self.browser(Role.EDITOR)

    def own(self, path: str) -> str:
        return f"/ark/{self.upload.upload_id}{path}"

    def get(self, path: str) -> Response:
        made = self.anne.get(self.own(path))
        assert (made.status, len(made.body) < MOST_BYTES) == (200, True), path
        return made

    def phones(self, upload: Upload) -> list[str]:
        """The numbers of the sheet that was made, in the order of its rows; of the other columns only the headers."""
        sheet = openpyxl.load_workbook(io.BytesIO(self.file_of(upload)), read_only=True).worksheets[0]
        [headers] = sheet.iter_rows(max_row=1, values_only=True)
        at = headers.index(PHONE) + 1
        cells = sheet.iter_rows(min_row=2, min_col=at, max_col=at, values_only=True)
        return [str(value) for (value,) in cells if value is not None]


@pytest.fixture
def large_sheet(world: World) -> Large:
    return Large(world)


def test_rows_of_a_large_sheet_are_found_changed_and_mended(large_sheet: Large) -> None:
    before = large_sheet.phones(large_sheet.upload)
    assert len(before) == TABLE_ROWS
    assert large_sheet.upload.verdict == "rejected"

    # Mended beside its finding.
    page = large_sheet.get("")
    [field] = re.findall(r'name="(celle-[A-Z]+10001)"', page.body.decode())
    sent = {**hidden_fields(page), field: "66131372"}
    made = large_sheet.carry_out(large_sheet.anne.post(large_sheet.own("/ret"), sent))
    assert large_sheet.phones(made) == [*before[:-1], "66131372"]
    assert (made.verdict == "rejected", made.row_count) == (False, TABLE_ROWS)
    large_sheet.upload = made

    # Looked through, and searched: every page of the list, to the last row.
    assert "10.000 rækker" in text_of(large_sheet.get("/raekker"))
    last = large_sheet.get("/raekker?side=200")
    assert len(re.findall(r"/raekker/\d+\"", last.body.decode())) == 50
    assert "/raekker/10001" in last.body.decode()
    assert large_sheet.anne.get(large_sheet.own("/raekker?side=201")).status == 404
    found = text_of(large_sheet.get("/raekker?soeg=65512000"))
    assert "2.000 rækker af 10.000" in found

    # Replaced in 2,000 rows at once.
    asked = "fra=65512000&til=65519999&kolonne=contactPhone"
    page = large_sheet.get(f"/raekker/erstat?{asked}")
    assert "Alle 2.000 bliver rettet" in text_of(page)
    sent = {**hidden_fields(page), "fra": "65512000", "til": "65519999", "kolonne": "contactPhone"}
    made = large_sheet.carry_out(large_sheet.anne.post(large_sheet.own("/raekker/erstat"), sent))
    expected = ["65519999" if one == "65512000" else one for one in large_sheet.phones(large_sheet.upload)]
    assert large_sheet.phones(made) == expected
    assert expected.count("65519999") == 2_000
    large_sheet.upload = made

    # The last row changed, and taken out.
    page = large_sheet.get("/raekker/10001")
    sent = {**hidden_fields(page), "contactPhone": "65515151"}
    made = large_sheet.carry_out(large_sheet.anne.post(large_sheet.own("/raekker/10001"), sent))
    assert large_sheet.phones(made) == [*expected[:-1], "65515151"]
    large_sheet.upload = made
    page = large_sheet.get("/raekker/10001")
    sent = {**hidden_fields(page), "gor": "tag-ud"}
    made = large_sheet.carry_out(large_sheet.anne.post(large_sheet.own("/raekker/10001"), sent))
    assert large_sheet.phones(made) == expected[:-1]
    assert made.row_count == TABLE_ROWS - 1


def test_one_row_more_than_a_sheet_may_have_is_told_by_the_check(large_sheet: Large) -> None:
    page = large_sheet.get("/raekker/ny?fra=2")
    filled = {
        name: value
        for name, value in re.findall(r'name="([a-zA-Z]+)"[^>]* value="([^"]*)"', page.body.decode())
        if name != "csrf"
    }
    sent = {**filled, **hidden_fields(page), "sourceSystem": "Et til"}
    made = large_sheet.carry_out(large_sheet.anne.post(large_sheet.own("/raekker/ny"), sent))
    assert made.verdict == "rejected"
    assert "10.000" in text_of(large_sheet.anne.get(f"/ark/{made.upload_id}"))
