"""Rows told by a pattern are those of which expat has nothing to say, and nothing else changes by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.sheet import reader_process, worksheet_scan
from kleark.sheet.errors import UnreadableFile
from kleark.sheet.plain_rows import first_value, plain_row
from kleark.sheet.watch import Watch
from tests.support.searching import examples
from tests.support.workbooks import MAIN, row, text_cell

SAMPLES = Path(__file__).parents[3] / "sample_sheets/rules"
BAD_SAMPLES = sorted(path.name for path in SAMPLES.glob("*.xlsx") if not path.name.endswith(".ok.xlsx"))
WRITTEN = (
    "FASIT",
    "Besøg – æøå ÆØÅ é",
    "a &amp; b &lt;c&gt; &quot;d&quot; &apos;e&apos;",
    "https://post.borger.dk/?portalid=1049&amp;mailboxid=5185",
    "дом 住所 ＃",
    "",
    " 010180-1234 ",
)
UNUSUAL = ("a > b", "&#230;", "a]]>b", "line\nbreak", "tab\tbed", "<b/>", "a & b", "&nope;", "😀", "\ufffe")


def inline(reference: str, text: str, attributes: str = "") -> str:
    return f'<c r="{reference}"{attributes} t="inlineStr"><is><t>{text}</t></is></c>'


def stored(reference: str, text: str, attributes: str = "") -> str:
    return f'<c r="{reference}"{attributes} t="str"><v>{text}</v></c>'


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("cell", [inline, stored, lambda at, text: text_cell(at, text.replace("&", ""))])
def test_a_text_in_its_cell_is_plain(cell: Any, written: str) -> None:
    line = row(12, cell("A12", written), '<c r="B12"/>', '<c r="C12" s="3"><v>66131372</v></c>').encode()
    match = plain_row()(line + b"<row", 0)
    assert match is not None
    assert (match[1], match.end()) == (b"12", len(line))
    assert plain_row(with_texts=False)(line, 0) is None


@pytest.mark.parametrize("written", UNUSUAL)
@pytest.mark.parametrize("cell", [inline, stored])
def test_what_programs_may_take_otherwise_is_not(cell: Any, written: str) -> None:
    assert plain_row()(row(12, cell("A12", written)).encode(), 0) is None


@pytest.mark.parametrize(
    "bad", [b"\xe6", b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf", b"\xe0\x80\xaf", b"\x01", b"\x7f"]
)
def test_what_is_no_text_in_utf_8_is_not(bad: bytes) -> None:
    line = row(12, inline("A12", "x")).encode()
    assert plain_row()(line.replace(b"x", b"x" + bad), 0) is None


def test_a_watched_format_is_not() -> None:
    watch = Watch(formats={"3": None}, texts={}, conditional=frozenset(), rich=frozenset())  # type: ignore[dict-item]
    line = row(1, inline("A1", "x", ' s="3"')).encode()
    assert plain_row()(line, 0) is not None
    assert plain_row(watch)(line, 0) is None


def test_a_text_is_a_value() -> None:
    assert first_value(row(7, '<c r="A7"/>', inline("B7", "x")).encode()) == (7, 2)
    assert first_value(row(7, '<c r="A7"/>').encode()) is None


CELLS = st.one_of(
    st.builds(inline, st.just("{}"), st.sampled_from(WRITTEN)),
    st.builds(stored, st.just("{}"), st.sampled_from(WRITTEN)),
    st.builds(inline, st.just("{}"), st.sampled_from(UNUSUAL)),
    st.just('<c r="{}" t="s"><v>0</v></c>'),
    st.just('<c r="{}" t="e"><v>#REF!</v></c>'),
    st.just('<c r="{}"><f>TODAY()</f><v>44287</v></c>'),
    st.just('<c r="{}" s="1"><v>44287</v></c>'),
    st.just('<c r="{}"/>'),
)


@given(st.lists(st.lists(CELLS, max_size=4), max_size=12), st.integers(1, 20_010))
@examples(200)
def test_nothing_is_scanned_otherwise(rows: list[list[str]], first: int) -> None:
    """With a row of texts before and after, so that there is something to leave out."""
    usual = [inline("{}", "FASIT")]
    lines = "".join(
        row(number, *(cell.replace("{}", f"{'ABCD'[at]}{number}") for at, cell in enumerate(cells)))
        for number, cells in enumerate([usual, *rows, usual], first)
    )
    part = f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>'.encode()
    assert scanned(part, large=0) == scanned(part, large=len(part))


@pytest.mark.parametrize("size", [1_000, 65_536, 10**7])
@pytest.mark.parametrize(
    "cell", ['<c r="A{}" t="inlineStr"><is><t>FASIT</t></is></c>', '<c r="A{}" t="s"><v>7</v></c>']
)
def test_of_a_large_sheet_only_the_rest_is_parsed(size: int, cell: str) -> None:
    lines = "".join(row(number, cell.replace("{}", str(number))) for number in range(1, 6_001))
    last = row(6_001, '<c r="A6001"><f>TODAY()</f><v>44287</v></c>')
    part = f'<worksheet xmlns="{MAIN}"><sheetData>{lines}{last}</sheetData></worksheet>'.encode()
    pieces = [part[at : at + size] for at in range(0, len(part), size)]
    found = worksheet_scan.scan_sheet(pieces, "sheet1.xml", False)
    assert found.formulas == {(6_001, 1): "TODAY()"}
    assert sum(map(len, found.parsed)) < len(part) - len(lines) + 1


def scanned(part: bytes, large: int) -> dict[str, Any] | tuple[str, dict[str, Any]]:
    """All that was found, less what was parsed for it; or why it was refused."""
    with patch.object(worksheet_scan, "_LARGE_WITH_RE", large):
        try:
            found = worksheet_scan.scan_sheet([part[:100], part[100:]], "sheet1.xml", False)
        except UnreadableFile as refusal:
            return refusal.rule, dict(refusal.params)
    return {name: value for name, value in vars(found).items() if name != "parsed"}


class Said(reader_process.Output):
    """What the reading process would write."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[bytes] = []

    def write_line(self, line: bytes, at_most: int | None = None) -> None:
        self.lines.append(line)


def said(data: bytes, large: int) -> list[bytes]:
    output = Said()
    with patch.object(worksheet_scan, "_LARGE_WITH_RE", large):
        reader_process.answer(data, output)
    return output.lines


@pytest.mark.parametrize("file", BAD_SAMPLES)
def test_what_shows_a_rule_is_read_alike_in_a_large_sheet(file: str) -> None:
    """A rule on what else stands in a row or cell must leave it no plain one."""
    data = (SAMPLES / file).read_bytes()
    assert said(data, large=0) == said(data, large=len(data) * 1_000)
