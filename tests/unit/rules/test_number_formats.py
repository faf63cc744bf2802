"""What Excel shows of a value in a number format."""

from __future__ import annotations

import pytest

from kleark.rules.number_formats import date_shown, shown_text
from kleark.sheet.cell_formats import is_plain
from kleark.sheet.workbook import CellValue, NumberFormat


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("Jobcenter", ";;;", ""),
        ("Jobcenter", ";;", "Jobcenter"),
        ("Jobcenter", ";;;@", "Jobcenter"),
        ("Jobcenter", "0", "Jobcenter"),
        ("Jobcenter", '0;0;0;"Borgerservice"', "Borgerservice"),
        ("Jobcenter", '"Kontakt: "@', "Kontakt: Jobcenter"),
        ("66131372", '"+46 "@', "+46 66131372"),
        ("Jobcenter", "[White]General;;;[White]@", ""),
        (66131372, ";;;", ""),
        (66131372, ";;", ""),
        (66131372, '""', ""),
        (66131372, "0;;", "66131372"),
        (0, "0;-0;;@", ""),
        (-5, "0;;0", ""),
        (66131372, '"+46 "0', "+46 66131372"),
        (66131372, '00000000"0"', "661313720"),
        (66131372, "\\+46\\ 0", "+46 66131372"),
        (66131372, "00 00 00 00", "66 13 13 72"),
        (66131372, '"+45 "00" "00" "00" "00', "+45 66 13 13 72"),
        (66131372, "#,##0.00", "66131372"),
        (66131372, "0,", "66131"),
        (66131372, "0%", "6613137200%"),
        (66131372, "0.00E+00", "6.61E+07"),
        (66131372, '"12345678"', "12345678"),
        (66131372, "General\\0", "661313720"),
        (66131372, "@", "66131372"),
        (66131372, "[$+46 ]0", "+46 66131372"),
        (66131372, "[Red]0", "66131372"),
        (66131372, "[White]0", ""),
        (66131372, "[Color2]0", ""),
        (66131372, "[>1000]0;;", "66131372"),
        (1, '[=1]"Ja";[=0]"Nej"', "Ja"),
        (0, '[=1]"Ja";[=0]"Nej"', "Nej"),
        (156205, "00\\.00\\.00", "15.62.05"),
        (7, "000", "007"),
        (66131372, "dd-mm-yyyy", None),
        (True, ";;;", None),
    ],
)
def test_what_is_shown(value: CellValue, code: str, shown: str | None) -> None:
    said = shown_text(value, NumberFormat(code))
    assert (None if said is None else said.strip()) == shown


def test_white_is_seen_on_a_dark_ground() -> None:
    assert shown_text(1, NumberFormat("[White]0", on_white=False)) == "1"


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("mmm-yy", "uden dag"),
        ("d-mmm", "uden år"),
        ("yyyy", "uden dag og måned"),
        ("h:mm", "uden dag og måned og år"),
        ("dddd", "uden dag og måned og år"),
        ("mm/dd/yyyy", "med måneden før dagen"),
        ("mm\\-dd\\-yyyy", "med måneden før dagen"),
        ('"1. april "yyyy', "uden dag og måned"),
        ("[White]dd-mm-yyyy", "slet ikke"),
    ],
)
def test_a_date_that_is_not_shown_whole(code: str, how: str) -> None:
    said = date_shown(NumberFormat(code))
    assert said is not None
    assert said[0] == how
    assert not is_plain(code)


@pytest.mark.parametrize(
    "code",
    [
        *(
            "dd-mm-yyyy",
            "dd\\-mm\\-yyyy;@",
            "[$-406]d. mmmm yyyy;@",
            "yyyy-mm-dd",
            "d/m/yy",
            "dd-mm-yyyy hh:mm",
        ),
        *("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "hh:mm dd-mm-yyyy", 'd. mmm yyyy "kl." h:mm'),
    ],
)
def test_a_whole_date(code: str) -> None:
    assert date_shown(NumberFormat(code)) is None


@pytest.mark.parametrize(
    "code",
    [
        *(
            "General",
            "@",
            "0",
            "00000000",
            "#,##0",
            "0.00",
            "00 00 00 00",
            "##\\-##\\-##\\-##",
            "(0)",
            "dd-mm-yyyy",
        ),
        *("dd\\-mm\\-yyyy;@", "[$-406]d. mmmm yyyy;@", "yyyy\\-mm\\-dd\\ hh:mm:ss", "0_)"),
        *("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "mmmm d\\, yyyy"),
    ],
)
def test_a_plain_format_needs_no_look(code: str) -> None:
    assert is_plain(code)


@pytest.mark.parametrize(
    "code",
    [
        *(
            ";;;",
            '"+46 "0',
            '0"0"',
            "0%",
            "0.0E+0",
            "0,",
            "[White]0",
            "\\0",
            '"x"',
            '""',
            "**",
            "",
            "+46 0",
            "\\+0",
        ),
        *("mmm-yy", "mm/dd/yyyy", "0;;", "[>1]0", '@" "', "[$+46-1]0"),
    ],
)
def test_any_other_is_looked_at(code: str) -> None:
    assert not is_plain(code) or code == '@" "'
