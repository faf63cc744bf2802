"""Writes Odense Kommune's sheet as it was shown in public on 15 December 2021, the same corrected, and a made-up one.

The made-up sheet is Aarhus's: another municipality's sheet without an error, to be uploaded beside Odense's.

Run it from the repository's root: ``python -m sample_sheets.write_odense [folder]``.
"""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

HEADERS = (
    "KONFIGURATION af KLE-numre i Borgerblikket",
    "KLE-nr.",
    "KLE-navn",
    "Fagsystem",
    "Fradato for visning",
    "Kontaktafdeling",
    "Kontakttelefon",
    "Link til yderligere information",
    "Digitalpost kontaktpunkt (postkasse)",
    "Selvbetjeningsnavn",
    "Selvbetjeningslink",
)
WIDTHS = (44, 10, 34, 11, 19, 16, 15, 70, 60, 20, 20)
PAGES = "https://www.odense.dk/borger/job-og-uddannelse/"
MAILBOX = (
    "https://post.borger.dk/?logon.aspx?portalid=1049&logon=borger&function=inbox&template=borger&mailboxid="
)
PHONE = 66131372


class Line(NamedTuple):
    """What differs from row to row."""

    kle_number: str
    kle_title: str
    show_from: date
    info_url: str
    mailbox_url: str


LINES = (
    Line("15.62.05", "Dagpenge", date(2020, 1, 1), PAGES + "dagpenge", MAILBOX + "17933"),
    Line("15.62.10", "Kontanthjælp", date(2020, 1, 2), PAGES + "kontanthjaelp", MAILBOX + "5185"),
    Line("15.62.15", "Uddannelseshjælp", date(2020, 1, 3), PAGES + "kontanthjaelp", MAILBOX + "5185"),
    Line("15.17.06", "Sygedagpenge opfølgning", date(2020, 1, 4), PAGES + "job-og-sygdom", MAILBOX + "19330"),
    Line(
        "15.17.22",
        "Ressourceforløb",
        date(2020, 1, 5),
        "http://www.odense.dk/om-kommunen/forvaltninger/beskaeftigelses-og-socialforvaltningen/"
        "jobrehabiliteringscentret",
        MAILBOX.replace("dk/?", "dk?") + "28707",
    ),
    Line("15.27.26", "Jobafklaringsforløb", date(2020, 1, 6), PAGES + "job-og-sygdom", MAILBOX + "20596"),
    Line("15.20.24", "Fleksjob", date(2020, 1, 7), PAGES + "fleksjob", MAILBOX + "10671"),
    Line("15.17.12", "Revalidering", date(2020, 1, 8), PAGES + "revalidering", MAILBOX + "19808"),
    Line(
        "15.40.10",
        "Selvforsørgelses- og hjemrejseprogram og introduktionsprogram",
        date(2020, 1, 9),
        PAGES + "integration",
        MAILBOX + "6455",
    ),
)
MENDED = tuple(
    line._replace(kle_number="15.17.26") if line.kle_number == "15.27.26" else line for line in LINES
)

NO_MAILBOX = (
    "https://post.borger.dk/send/00000000-0000-4000-8000-000000000000/00000000-0000-4000-8000-{:012d}"
)
"""A mailbox in today's form, which is nobody's."""
AARHUS = tuple(
    line._replace(
        show_from=date(2021, 4, 1),
        info_url="https://aarhus.dk/borger/arbejde-og-ledighed",
        mailbox_url=NO_MAILBOX.format(at // 3),
    )
    for at, line in enumerate(MENDED)
)


def write(path: Path, lines: tuple[Line, ...]) -> None:
    """Write a sheet of ``lines`` with true dates, phones as numbers and live links, as Excel leaves them."""
    workbook = xlsxwriter.Workbook(path)
    workbook.set_properties({"created": datetime(2021, 12, 15)})  # noqa: DTZ001 (the format has no zone)
    bold = workbook.add_format({"bold": True, "text_wrap": True, "bg_color": "#D9E2F3"})
    day = workbook.add_format({"num_format": "dd-mm-yyyy"})
    sheet = workbook.add_worksheet("KLE-konfiguration")
    sheet.freeze_panes(1, 0)
    for column, (header, width) in enumerate(zip(HEADERS, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, header, bold)
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, "KLE")
        sheet.write_string(row, 1, line.kle_number)
        sheet.write_string(row, 2, line.kle_title)
        sheet.write_string(row, 3, "FASIT")
        sheet.write_datetime(row, 4, line.show_from, day)
        sheet.write_string(row, 5, "Kontaktcenter")
        sheet.write_number(row, 6, PHONE)
        sheet.write_url(row, 7, line.info_url)
        sheet.write_url(row, 8, line.mailbox_url)
    workbook.close()


def main(folder: Path) -> None:
    write(folder / "odense-2021.xlsx", LINES)
    write(folder / "odense-2021-rettet.xlsx", MENDED)
    write(folder / "aarhus-opdigtet.xlsx", AARHUS)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
