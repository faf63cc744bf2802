"""Number formats and headers as they read."""

from __future__ import annotations

import pytest

from kleark.sheet.written_codes import shown_by_format, without_looks


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('"010180-1234"', "010180-1234"),
        ('"010180-1234"0', "010180-1234#0"),
        ('0"010180-1234"', "0#010180-1234"),
        (r"\0\1\0\1\8\0\-\1\2\3\4", "010180-1234"),
        (r'"0101"\8\0"-1234"', "010180-1234"),
        (r"000000\-0000", "000000#-#0000"),
        ("dd-mm-yyyy", "dd-mm-yyyy"),
        (r"0.00_ ;\ ", "0.00# ; "),
        ('"never closed', "never closed"),
        ("\\", ""),
    ],
)
def test_texts_of_a_number_format_run_on_and_digits_end_them(code: str, shown: str) -> None:
    assert shown_by_format(code) == shown


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("&L0101&B80-1&B234&R&P", "&L010180-1234&R&P"),
        ("&C&KFF0000010180-1234", "&C010180-1234"),
        ("&K01+000010180-1234", "010180-1234"),
        ('&"Arial,Bold"&12 010180-1234', " 010180-1234"),
        ("&8x", "x"),
        ("Bo && Ida && &D", "Bo && Ida && &D"),
        ("&&B", "&&B"),
        ("&", "&&"),
    ],
)
def test_a_header_loses_what_stands_between_its_letters(header: str, text: str) -> None:
    assert without_looks(header) == text
