"""Why a program's cell, or one of Kleark's files in its hands, is not as it was meant, and what people are told."""

from __future__ import annotations

_SHOWN = "The file says so, and so does Excel: what was meant cannot be seen in it."
_FRAGMENT = (
    "Excel and XlsxWriter store what follows `#` in a place of its own, and {} drops it. Where the cell shows the "
    "whole address, Kleark says that text and link differ; behind another text nobody can see it."
)
_PYLIGHTXL = (
    "pylightxl keeps texts and numbers alone, without formats and links, and writes `&` escaped twice. What it has "
    "lost is told cell by cell."
)
_OPENED = (
    "Debian's package has the library without the classes of the format: it opens and writes no .xlsx file."
)

EXPLANATIONS: dict[tuple[str, str], str] = {
    ("", "date-midnight"): (
        "The program stores UTC, in which midnight in Denmark is 22 or 23 o'clock of the day before. "
        "Kleark asks whether the day after is meant, and suggests it."
    ),
    ("Apache POI", "file"): _OPENED,
    ("Apache POI", "annotated"): _OPENED,
    ("Apache POI", "corrected"): _OPENED,
    ("Apache POI", "template"): _OPENED,
    ("LibreOffice", "formula"): (
        "XlsxWriter stores 0 for a formula that it cannot calculate. LibreOffice does not calculate when it converts, "
        f"and stores the 0 as if it had. {_SHOWN}"
    ),
    ("Gnumeric", "formula"): (
        f"XlsxWriter stores 0 for a formula that it cannot calculate, and Gnumeric stores the 0 as if it had. {_SHOWN}"
    ),
    ("SheetJS", "date-1904"): (
        "It counts the days from 1900 and says that they are counted from 1904, so all are four years and a day late. "
        f"{_SHOWN}"
    ),
    ("pylightxl", "date-hides-zero"): _PYLIGHTXL,
    ("pylightxl", "link-title"): _PYLIGHTXL,
    ("pylightxl", "link-fragment-title"): _PYLIGHTXL,
    ("pylightxl", "link-ampersand"): _PYLIGHTXL,
    ("pylightxl", "link-letters"): _PYLIGHTXL,
    ("pylightxl", "signs"): _PYLIGHTXL,
    ("pylightxl", "table"): _PYLIGHTXL,
    ("pylightxl", "annotated"): _PYLIGHTXL,
    ("pylightxl", "corrected"): f"{_PYLIGHTXL} It reads no text that stands in its own cell.",
    ("pylightxl", "template"): _PYLIGHTXL,
    (
        "pylightxl",
        "read corrected",
    ): "It reads no text that stands in its own cell, where Kleark writes what it corrects.",
    ("ExcelJS", "annotated"): _FRAGMENT.format("ExcelJS"),
    ("ExcelJS", "corrected"): _FRAGMENT.format("ExcelJS"),
    ("excelts", "annotated"): _FRAGMENT.format("excelts"),
    ("excelts", "corrected"): _FRAGMENT.format("excelts"),
    ("hucre", "annotated"): (
        "hucre drops the address of a link whose `#` is stored in a place of its own. Both are told: KA365, KA350."
    ),
    (
        "hucre",
        "corrected",
    ): "hucre drops the address of a link whose `#` is stored in a place of its own: KA365.",
    (
        "SheetJS",
        "annotated",
    ): "SheetJS writes æ, ø and å of a link's address as `Ã¦`. Kleark suggests the right letters: KA302.",
    (
        "SheetJS",
        "corrected",
    ): "SheetJS writes æ, ø and å of a link's address as `Ã¦`. Kleark suggests the right letters: KA302.",
    (
        "SheetJS",
        "template",
    ): "SheetJS's free edition keeps no lists to choose from. Kleark judges the values all the same.",
}
"""By program (or none, for all of them) and property, kind of file, or ``read`` and kind of file."""

NOT_PACKAGED: list[str] = [
    "Not tried, since Debian 12, PyPI and npm have no package of it: PHP's PhpSpreadsheet, Ruby's caxlsx (once axlsx)",
    "and rubyXL, R's writexl. Of Apache POI, Debian has the library without the classes of the format. Excel, Google",
    "Sheets and Numbers do not run here: what is known of their forms stands below, and in",
    "[hostile files](hostile-files.md).",
]

NUMBERS: list[str] = [
    "A `.numbers` file is refused (KA119) with how to export it. That one is known was tried with a file of",
    "numbers-parser 4.22.0 (MIT, maintained), which reads and writes such files and no .xlsx. Numbers was reported to",
    "show no text that stands in its own cell ([Spout 53](https://github.com/box/spout/issues/53), 2015), which is how",
    "Kleark writes its front sheet and what it corrects: whether it still does so could not be tried.",
]
