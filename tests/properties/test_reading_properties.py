"""What holds for `read_workbook` whatever the file: values come back as written, and nothing but a refusal escapes."""

from __future__ import annotations

import datetime as dt
import io
import os
import random
import zipfile
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.sheet.reader import UnreadableFile, read_workbook
from tests.support.searching import examples
from tests.support.workbooks import by_openpyxl, by_xlsxwriter, parts, row, text_cell, zipped

if TYPE_CHECKING:
    from kleark.sheet.workbook import CellValue

# Excel keeps 15 digits of a number and none of a text's outer blanks unless told; openpyxl takes "=…" for a formula.
texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=40,
).filter(lambda text: text.strip() == text and not text.startswith(("=", "{=")) and "_x" not in text)
days = st.dates(dt.date(1900, 3, 1), dt.date(2199, 12, 31))
cells = st.none() | texts | st.integers(-(10**14), 10**14) | st.booleans() | days
tables = st.lists(st.lists(cells, max_size=6), min_size=1, max_size=6)


@examples(40)
@given(table=tables)
@pytest.mark.parametrize("write", ["openpyxl", "xlsxwriter"])
def test_values_come_back_at_their_addresses(write: str, table: list[list[CellValue]]) -> None:
    options = {"strings_to_urls": False, "strings_to_formulas": False}
    data = by_openpyxl(table) if write == "openpyxl" else by_xlsxwriter(table, **options)
    (sheet,) = read_workbook(data).worksheets
    written = {
        (number, column): value
        for number, values in enumerate(table, 1)
        for column, value in enumerate(values)
        if value is not None
    }
    read = {
        (number, column): value
        for number, values in sheet.rows
        for column, value in enumerate(values)
        if value is not None
    }
    assert read == written
    assert {key: type(value) for key, value in read.items()} == {k: type(v) for k, v in written.items()}


@cache
def seeds() -> tuple[bytes, ...]:
    """Good workbooks to damage: by two libraries and by hand, compressed and not."""
    rows: list[list[CellValue]] = [
        ["KLE-nr.", "Fradato"],
        ["15.62.05", dt.date(2020, 1, 1)],
        [66131372, True],
    ]
    by_hand = parts(
        row(1, text_cell("A1", "x"), '<c r="B1" t="e"><f>A1</f><v>#REF!</v></c>')
        + row(2, '<c r="A2"><f t="shared" ref="A2:A3" si="0">1</f></c>', "<c><v>2</v></c>"),
        before='<cols><col min="1" max="2" hidden="1"/></cols>',
        after='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
        '<hyperlinks><hyperlink ref="A1:B9" location="x"/></hyperlinks>',
    )
    stored = zipped(by_hand, zipfile.ZIP_STORED)
    return by_xlsxwriter([*rows, ["=1+1"]]), by_openpyxl(rows), zipped(by_hand), stored


def assert_read_or_refused(data: bytes) -> None:
    try:
        read_workbook(data)
    except UnreadableFile as refusal:
        assert refusal.rule.startswith("KA1")  # noqa: PT017  any other exception fails the test by itself


@examples(60)
@given(
    seed=st.integers(0, 3),
    changes=st.lists(st.tuples(st.integers(0, 2**20), st.binary(max_size=4)), max_size=5),
)
def test_damaged_bytes_are_read_or_refused(seed: int, changes: list[tuple[int, bytes]]) -> None:
    data = bytearray(seeds()[seed])
    for place, new in changes:
        start = place % len(data)
        data[start : start + len(new)] = new
    assert_read_or_refused(bytes(data))


@examples(60)
@given(seed=st.integers(0, 2), randomness=st.randoms(use_true_random=False))
def test_damaged_parts_are_read_or_refused(seed: int, randomness: random.Random) -> None:
    assert_read_or_refused(with_damaged_part(seeds()[seed], randomness))


@pytest.mark.soak
def test_many_mutations() -> None:
    """The first hundred of a row that is always the same; a recorded run sets how many more."""
    randomness = random.Random(20_261_121)
    for _ in range(int(os.environ.get("KLEARK_MUTATIONS", "100"))):
        assert_read_or_refused(with_damaged_part(randomness.choice(seeds()), randomness))


# What hostile files are made of: put in at random places of a part.
_FRAGMENTS = (
    "<", ">", '"', "</c>", "<c>", '<c r="IW12001"><v>1</v></c>', 't="e"', 't="s"', "<v>-1</v>", "<v>1e999</v>",
    "<v>99999999999999999999</v>", '<row r="0">', '<row r="12001">', "<f>", "</sheetData>", "<!DOCTYPE a>", "&#0;",
    "&a;", "<![CDATA[", "\ud7ff", 'r="A1"', 's="999999"', "<mergeCell ref='A1:'/>", 'ref="IW1:A12001"', "\0",
)  # fmt: skip


def with_damaged_part(data: bytes, randomness: random.Random) -> bytes:
    """``data`` with one to three changes to the text of one of its parts, in a zip that is whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        originals = {name: archive.read(name) for name in archive.namelist()}
    name = randomness.choice(sorted(originals))
    text = originals[name].decode()
    for _ in range(randomness.randint(1, 3)):
        start = randomness.randrange(len(text) + 1)
        end = min(len(text), start + randomness.choice((0, 1, 5, 40)))
        text = text[:start] + randomness.choice((*_FRAGMENTS, "")) + text[end:]
    return zipped(originals | {name: text.encode()})
