"""Value in the cell → which rule, at which cell, with which suggestion, and what is published."""

# ruff: noqa: DTZ001 (cells have no time zone)

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kleark.check import check
from kleark.sheet.workbook import CellError, UncachedFormula
from tests.support.sheet_builder import (
    CONTACT_POINT,
    MAILBOX,
    TODAY,
    judge,
    judge_row,
    on_rows,
    row,
    sheet_of,
    written,
)

if TYPE_CHECKING:
    from kleark.sheet.workbook import CellValue

ODENSE = "https://www.odense.dk/"
NEW_POST = CONTACT_POINT
COLUMN = {
    "kleNumber": "A",
    "kleTitle": "B",
    "sourceSystem": "C",
    "showFrom": "D",
    "contactDepartment": "E",
    "contactPhone": "F",
    "infoUrl": "G",
    "digitalPostUrl": "H",
    "selfServiceName": "I",
    "selfServiceUrl": "J",
}
TEXTS = ("kleTitle", "sourceSystem", "contactDepartment", "selfServiceName")
REQUIRED = [key for key in COLUMN if not key.startswith("selfService")]

Case = tuple[str, Any, str, Any]

# Column, value, rule, suggestion. Each is one error and nothing else, and keeps the row from being published.
ERRORS: list[Case] = [
    *((key, value, "KA300", None) for key in REQUIRED for value in (None, "", "  ", "\u00a0", "\u200b")),
    *((key, CellError("#REF!"), "KA324", None) for key in COLUMN),
    *((key, CellError("#SPILL!"), "KA324", None) for key in COLUMN),
    *((key, UncachedFormula("VLOOKUP(A1;B:C;2)"), "KA325", None) for key in COLUMN),
    *((key, "010190-1234", "KA601", None) for key in COLUMN),
    *((key, "Ring 0101901234", "KA601", None) for key in TEXTS),
    *((key, f"Kontakt\u202e {key}", "KA322", f"Kontakt {key}") for key in TEXTS),
    *((key, "Kon\x07takt", "KA322", "Kontakt") for key in TEXTS),
    *((key, "Kontakt\udc00", "KA322", "Kontakt") for key in TEXTS),
    *((key, "<b>Fleksjob</b>", "KA321", None) for key in TEXTS),
    *((key, "Fleks&shy;job", "KA321", None) for key in TEXTS),
    *((key, "Fleks&#173;job", "KA321", None) for key in TEXTS),
    *((key, "<!-- Fleksjob", "KA321", None) for key in TEXTS),
    *((key, "=A1", "KA323", None) for key in TEXTS),
    *((key, "= SUM(A1:A2)", "KA323", None) for key in TEXTS),
    *((key, "+SUM(A1)", "KA323", None) for key in TEXTS),
    *((key, "@SUM(A1)", "KA323", None) for key in TEXTS),
    *((key, "-cmd|' /C calc'!A0", "KA323", None) for key in TEXTS if key != "selfServiceName"),
    # KLE number
    ("kleNumber", "Fleksjob", "KA310", "15.20.24"),
    ("kleNumber", "15.20.240", "KA310", "15.20.24"),
    ("kleNumber", "15.20.2", "KA310", "15.20.24"),
    ("kleNumber", "15.20.24\n15.17.12", "KA310", "15.20.24"),
    ("kleNumber", "١٥.٢٠.٢٤", "KA310", "15.20.24"),
    ("kleNumber", "=A1", "KA310", "15.20.24"),
    ("kleNumber", 15.2, "KA310", "15.20.24"),
    ("kleNumber", True, "KA310", "15.20.24"),
    ("kleNumber", 7, "KA310", "15.20.24"),
    ("kleNumber", date(2005, 10, 15), "KA310", "15.20.24"),
    ("kleNumber", datetime(2005, 10, 15, 12), "KA310", "15.20.24"),
    ("kleNumber", time(15, 20, 25), "KA310", "15.20.24"),
    ("kleNumber", "15.20", "KA311", "15.20.24"),
    ("kleNumber", "15", "KA311", "15.20.24"),
    ("kleNumber", "27.69", "KA311", None),
    ("kleNumber", "15.20.24 G01", "KA312", "15.20.24"),
    ("kleNumber", "15.20.24-Ø40", "KA312", "15.20.24"),
    ("kleNumber", "15.20.24.a00", "KA312", "15.20.24"),
    ("kleNumber", "15.2O.24", "KA313", "15.20.24"),
    ("kleNumber", "l5.20.24", "KA313", "15.20.24"),
    ("kleNumber", "15.17.I2", "KA313", "15.20.24"),
    ("kleNumber", "15.17.12 G01", "KA312", "15.20.24"),
    ("kleNumber", "15.17.12", "KA401", "15.20.24"),
    ("kleNumber", "15.20.42", "KA401", "15.20.24"),
    # Source system and other texts
    ("sourceSystem", "x" * 101, "KA320", None),
    ("contactDepartment", "x" * 101, "KA320", None),
    ("selfServiceName", "x" * 101, "KA320", None),
    # Dates
    *((key, "-", "KA301", None) for key in ("kleTitle", "sourceSystem", "contactDepartment")),
    ("contactDepartment", 0, "KA301", None),
    ("contactDepartment", "#N/A", "KA324", None),
    ("showFrom", date(1905, 7, 13), "KA338", None),
    ("showFrom", "snarest", "KA330", None),
    ("showFrom", "april 2021", "KA330", None),
    ("showFrom", "2021", "KA330", None),
    ("showFrom", True, "KA330", None),
    ("showFrom", time(12), "KA330", None),
    ("showFrom", timedelta(days=1), "KA330", None),
    ("showFrom", 44287, "KA330", "01-04-2021"),
    ("showFrom", 20210401, "KA330", "01-04-2021"),
    ("showFrom", "20210401", "KA330", "01-04-2021"),
    ("showFrom", "01042021", "KA330", "01-04-2021"),
    ("showFrom", 1042021, "KA330", "01-04-2021"),
    ("showFrom", 44287.5, "KA330", None),
    ("showFrom", float("inf"), "KA330", None),
    ("showFrom", "٠١-٠٤-٢٠٢١", "KA330", None),
    ("showFrom", "31-02-2021", "KA331", None),
    ("showFrom", "29-02-2021", "KA331", None),
    ("showFrom", "2021-13-01", "KA331", "13-01-2021"),
    ("showFrom", "32/13/2021", "KA331", None),
    ("showFrom", "01-04-21", "KA332", "01-04-2021"),
    ("showFrom", "1/4/21", "KA332", "01-04-2021"),
    ("showFrom", "1-apr-21", "KA332", "01-04-2021"),
    ("showFrom", "12/31/2021", "KA333", "31-12-2021"),
    ("showFrom", "4-13-2021", "KA333", "13-04-2021"),
    ("showFrom", "01-01-1899", "KA334", None),
    ("showFrom", "01-01-0021", "KA334", None),
    ("showFrom", date(1899, 12, 31), "KA334", None),
    ("showFrom", date(2101, 1, 1), "KA334", None),
    ("showFrom", datetime(9999, 12, 31, 23, 59), "KA334", None),
    # Phone
    ("contactPhone", "6613137", "KA340", None),
    ("contactPhone", "661313720", "KA340", None),
    ("contactPhone", "66I31372", "KA340", None),
    ("contactPhone", "ingen", "KA340", None),
    ("contactPhone", "+45 1234", "KA340", None),
    ("contactPhone", "66131372 eller 66131373", "KA340", None),
    ("contactPhone", "66131372/66131373", "KA340", None),
    ("contactPhone", "66 13 13 72 (kl. 9-15)", "KA340", "66131372"),
    ("contactPhone", "Mobil 66131372", "KA340", "66131372"),
    ("contactPhone", "Hovednummer: 6613 1372", "KA340", "66131372"),
    ("contactPhone", "٦٦١٣١٣٧٢", "KA340", None),
    ("contactPhone", 66131372.5, "KA340", None),
    ("contactPhone", 661313, "KA342", None),
    ("contactPhone", date(2020, 12, 31), "KA340", None),
    ("contactPhone", "31-12-2020", "KA340", None),
    ("contactPhone", True, "KA340", None),
    ("contactPhone", "+46 8 123 456 78", "KA341", None),
    ("contactPhone", "0049 151 12345678", "KA341", None),
    ("contactPhone", "+298 123456", "KA341", None),
    ("contactPhone", "1813", "KA342", None),
    ("contactPhone", "112", "KA342", None),
    ("contactPhone", 115, "KA342", None),
    ("contactPhone", "16131372", "KA343", None),
    ("contactPhone", "06131372", "KA343", None),
    ("contactPhone", 12345678, "KA343", None),
    # Links
    ("infoUrl", "www.odense.dk/job", "KA350", "https://www.odense.dk/job"),
    ("infoUrl", "odense.dk", "KA350", "https://odense.dk"),
    ("infoUrl", "//odense.dk/job", "KA350", "https://odense.dk/job"),
    ("infoUrl", "htp://odense.dk", "KA350", "https://odense.dk"),
    ("infoUrl", "https:/odense.dk", "KA350", "https://odense.dk"),
    ("infoUrl", "https//odense.dk", "KA350", "https://odense.dk"),
    ("infoUrl", "<https://odense.dk/job>", "KA350", "https://odense.dk/job"),
    ("infoUrl", '"https://odense.dk/job"', "KA350", "https://odense.dk/job"),
    ("infoUrl", "ingen", "KA350", None),
    ("infoUrl", "-", "KA350", None),
    ("infoUrl", "job@odense.dk", "KA350", None),
    ("infoUrl", "\\\\server\\job", "KA350", None),
    ("infoUrl", 12, "KA350", None),
    ("infoUrl", date(2020, 1, 1), "KA350", None),
    ("infoUrl", "javascript:alert(1)", "KA351", None),
    ("infoUrl", "JaVaScRiPt:alert(1)", "KA351", None),
    ("infoUrl", "data:text/html;base64,PHNjcmlwdD4=", "KA351", None),
    ("infoUrl", "vbscript:x", "KA351", None),
    ("infoUrl", "file:///C:/job.pdf", "KA351", None),
    ("infoUrl", "ftp://odense.dk/job", "KA351", None),
    ("infoUrl", "mailto:job@odense.dk", "KA351", None),
    ("infoUrl", "tel:66131372", "KA351", None),
    ("infoUrl", ODENSE + "a, " + ODENSE + "b", "KA352", None),
    ("infoUrl", ODENSE + "a\n" + ODENSE + "b", "KA352", None),
    ("infoUrl", ODENSE + "a;" + ODENSE + "b", "KA352", None),
    ("infoUrl", ODENSE + "a" + ODENSE + "b", "KA352", None),
    ("infoUrl", "https:// odense.dk/job", "KA353", "https://odense.dk/job"),
    ("infoUrl", ODENSE + " job", "KA353", ODENSE + "job"),
    ("infoUrl", ODENSE + "job og uddannelse", "KA353", None),
    ("infoUrl", "Se hjemmesiden", "KA353", None),
    ("infoUrl", "https://", "KA355", None),
    ("infoUrl", "https:", "KA355", None),
    ("infoUrl", "https://?", "KA355", None),
    ("infoUrl", "https://https://odense.dk/job", "KA355", "https://odense.dk/job"),
    ("infoUrl", "https://http://https://odense.dk/job", "KA355", "https://odense.dk/job"),
    ("infoUrl", "www.odense.dk:8443/job", "KA350", None),
    ("infoUrl", "www.odense.dk/{emne}", "KA350", None),
    ("infoUrl", "https://odense..dk/", "KA355", None),
    ("infoUrl", "https://-odense.dk/", "KA355", None),
    ("infoUrl", "https://odense,dk/", "KA355", None),
    ("infoUrl", "https://odense.dk,", "KA355", "https://odense.dk"),
    ("infoUrl", "https://odense.dk:abc/", "KA355", None),
    ("infoUrl", "https://odense.dk\\@evil.com/", "KA355", None),
    ("infoUrl", "https://odense.dk%2Fevil.com/", "KA355", None),
    ("infoUrl", ODENSE + "<script>", "KA355", None),
    ("infoUrl", ODENSE + '"onclick="x', "KA355", None),
    ("infoUrl", ODENSE + 'job"', "KA355", ODENSE + "job"),
    ("infoUrl", ODENSE + "{emne}", "KA355", None),
    ("infoUrl", "https://odense.dk@evil.com/", "KA356", None),
    ("infoUrl", "https://bruger:kode@odense.dk/", "KA356", None),
    ("infoUrl", "https://odense.dk:443/job", "KA357", "https://odense.dk/job"),
    ("infoUrl", "https://odense.dk:8443/job", "KA357", None),
    ("infoUrl", "https://127.0.0.1/", "KA358", None),
    ("infoUrl", "https://2130706433/", "KA358", None),
    ("infoUrl", "https://0x7f.1/", "KA358", None),
    ("infoUrl", "https://017700000001/", "KA358", None),
    ("infoUrl", "https://[::1]/", "KA358", None),
    ("infoUrl", "https://[::ffff:127.0.0.1]/", "KA358", None),
    ("infoUrl", "https://localhost/job", "KA359", None),
    ("infoUrl", "https://intranet/job", "KA359", None),
    ("infoUrl", "https://odense.local/", "KA360", None),
    ("infoUrl", "https://job.test/", "KA360", None),
    ("infoUrl", "https://odense.example/", "KA360", None),
    ("infoUrl", "https://od\u0435nse.dk/", "KA361", None),
    ("infoUrl", "https://\u0430\u0440\u0440\u04cf\u0435.com/", "KA361", None),
    ("infoUrl", "https://\u24dedense.dk/", "KA361", None),
    ("infoUrl", "https://odense.dkk/", "KA363", None),
    ("infoUrl", "https://odense.kommune/", "KA363", None),
    ("infoUrl", ODENSE + "a" * 2048, "KA320", None),
    ("infoUrl", ODENSE + "sag/010190-1234", "KA601", None),
    ("infoUrl", ODENSE + "?cpr=0101901234", "KA601", None),
    ("selfServiceUrl", "www.odense.dk/job", "KA350", "https://www.odense.dk/job"),
    ("selfServiceUrl", "javascript:alert(1)", "KA351", None),
    ("selfServiceUrl", "https://localhost/job", "KA359", None),
    # Digital Post
    ("digitalPostUrl", "https://www.borger.dk/?portalid=1049&mailboxid=1", "KA370", None),
    ("digitalPostUrl", "https://post.borger.dk.evil.com/?portalid=1049&mailboxid=1", "KA370", None),
    ("digitalPostUrl", "https://evil.com/?x=post.borger.dk&portalid=1049&mailboxid=1", "KA370", None),
    ("digitalPostUrl", "https://post.borger.dk@evil.com/?portalid=1049&mailboxid=1", "KA356", None),
    ("digitalPostUrl", MAILBOX, "KA371", None),
    ("digitalPostUrl", MAILBOX.removesuffix("&mailboxid="), "KA371", None),
    ("digitalPostUrl", MAILBOX + "1&mailboxid=2", "KA372", None),
    ("digitalPostUrl", MAILBOX + "abc", "KA373", None),
    ("digitalPostUrl", MAILBOX + "12a", "KA373", None),
    ("digitalPostUrl", MAILBOX + "17933.", "KA373", MAILBOX + "17933"),
    ("digitalPostUrl", MAILBOX + "17933/", "KA373", MAILBOX + "17933"),
    ("digitalPostUrl", MAILBOX + "١٧", "KA373", None),
    ("digitalPostUrl", MAILBOX + " 17933", "KA353", MAILBOX + "17933"),
    ("digitalPostUrl", MAILBOX.replace("portalid=1049&", "") + "1", "KA375", None),
    ("digitalPostUrl", MAILBOX.replace("1049", "") + "1", "KA375", None),
    ("digitalPostUrl", MAILBOX.replace("1049", "1049&portalid=1050") + "1", "KA375", None),
    ("digitalPostUrl", "17933", "KA376", None),
    ("digitalPostUrl", 17933, "KA376", None),
    ("digitalPostUrl", "https://post.borger.dk/", "KA377", None),
    ("digitalPostUrl", "https://post.borger.dk/send/abc/def", "KA377", None),
    ("digitalPostUrl", NEW_POST + "x", "KA377", None),
    ("digitalPostUrl", NEW_POST.replace("9f0dd1f1", "9f0dd1f"), "KA377", None),
    ("digitalPostUrl", "post@odense.dk", "KA350", None),
    ("digitalPostUrl", "www.odense.dk", "KA350", None),
    ("digitalPostUrl", MAILBOX.removeprefix("https://") + "17933", "KA350", MAILBOX + "17933"),
    ("digitalPostUrl", MAILBOX.replace("/?", ":443/?") + "17933", "KA357", MAILBOX + "17933"),
    ("digitalPostUrl", -17933, "KA350", None),
    ("digitalPostUrl", MAILBOX + "1\n" + MAILBOX + "2", "KA352", None),
]

# Column, value, rule, what is published. Repaired and told, and the row goes through.
REPAIRS: list[Case] = [
    *((key, "  Fleksjob\u00a0", "KA326", "Fleksjob") for key in TEXTS),
    *((key, "Fleks\u00adjob", "KA327", "Fleksjob") for key in TEXTS),
    *((key, "Fleks\u200bjob", "KA327", "Fleksjob") for key in TEXTS),
    *((key, "\ufeffFleksjob", "KA326", "Fleksjob") for key in TEXTS),
    ("contactDepartment", "A\u030aben ra\u030adgivning", "KA328", "Åben rådgivning"),
    ("contactDepartment", "Job\ncenter", "KA329", "Job center"),
    ("contactDepartment", "Job\r\ncenter", "KA329", "Job center"),
    ("contactDepartment", "Job\u2028center", "KA329", "Job center"),
    ("contactDepartment", "Job\u00a0center", "KA326", "Job center"),
    ("contactDepartment", "Job  center", "KA326", "Job center"),
    ("kleNumber", "15-20-24", "KA314", "15.20.24"),
    ("kleNumber", "15\u201120\u201124", "KA314", "15.20.24"),
    ("kleNumber", "15 20 24", "KA314", "15.20.24"),
    ("kleNumber", "15,20,24", "KA314", "15.20.24"),
    ("kleNumber", "15/20/24", "KA314", "15.20.24"),
    ("kleNumber", "15.20.24.", "KA314", "15.20.24"),
    ("kleNumber", "'15.20.24", "KA314", "15.20.24"),
    ("kleNumber", "KLE 15.20.24", "KA314", "15.20.24"),
    ("kleNumber", "152024", "KA314", "15.20.24"),
    ("kleNumber", 152024, "KA314", "15.20.24"),
    ("kleNumber", " 15.20.24", "KA326", "15.20.24"),
    ("kleNumber", time(15, 20, 24), "KA315", "15.20.24"),
    ("kleNumber", timedelta(hours=15, minutes=20, seconds=24), "KA315", "15.20.24"),
    *(
        ("showFrom", text, "KA335", "2021-04-01")
        for text in (
            *("01-04-2021", "1-4-2021", "1.4.2021", "01.04.2021", "1/4/2021", "1/4-2021", "1. 4. 2021"),
            *("2021-04-01", "2021/4/1", "1. apr 2021", "1. april 2021", "1.apr.2021", "1-apr-2021"),
            *("den 1. april 2021", "d. 1. april 2021", "den 1/4-2021", "1. APRIL 2021", "01–04–2021"),
            *("01‑04‑2021", "2021-04-01T00:00:00", "2021-04-01 12:30", "01-04-2021 kl. 12.00", "'01-04-2021"),
        )
    ),
    ("showFrom", datetime(2021, 4, 1, 12, 30), "KA336", "2021-04-01"),
    *(
        ("contactPhone", text, "KA344", "66131372")
        for text in (
            *("+45 66131372", "+4566131372", "004566131372", "0045 66 13 13 72", "45 66131372"),
            *("66 13 13 72", "6613 1372", "66-13-13-72", "66‑13‑13‑72", "66.13.13.72", "(+45) 66 13 13 72"),
            *("Tlf. 66131372", "tlf 66131372", "Tlf.: 66 13 13 72", "tel. 66131372", "Telefon: 66131372"),
            *("Telefonnummer 66131372", "Tlf.nr. 66131372", "T: 66131372", "'66131372", "66131372;"),
            *("66131372.", "66/13/13/72"),
        )
    ),
    ("contactPhone", 4566131372, "KA344", "66131372"),
    ("contactPhone", 66131372, "KA345", "66131372"),
    ("contactPhone", "66131372\n", "KA326", "66131372"),
    ("infoUrl", "http://www.odense.dk/job", "KA354", ODENSE + "job"),
    ("infoUrl", "HTTP://www.odense.dk/job", "KA354", ODENSE + "job"),
    ("infoUrl", f" {ODENSE}job ", "KA326", ODENSE + "job"),
    ("infoUrl", f"{ODENSE}job\n", "KA326", ODENSE + "job"),
    ("infoUrl", f"{ODENSE}jo\u00adb", "KA327", ODENSE + "job"),
    ("infoUrl", f"{ODENSE}?a=1&amp;b=2", "KA436", ODENSE + "?a=1&b=2"),
    ("digitalPostUrl", MAILBOX.replace("/?", "?") + "17933", "KA374", MAILBOX + "17933"),
    ("digitalPostUrl", MAILBOX.replace("https", "http") + "17933", "KA354", MAILBOX + "17933"),
    ("digitalPostUrl", MAILBOX.replace("&", "&amp;") + "17933", "KA436", MAILBOX + "17933"),
    ("digitalPostUrl", MAILBOX + "17933 ", "KA326", MAILBOX + "17933"),
    ("selfServiceName", "Søg\nfleksjob", "KA329", "Søg fleksjob"),
    ("selfServiceUrl", "http://www.odense.dk/job", "KA354", ODENSE + "job"),
]

# Column, value, rule, suggestion. Worth a look; published as it stands.
WARNINGS: list[Case] = [
    ("kleNumber", "51.20.24", "KA406", "15.20.24"),
    ("contactDepartment", "BÃ¸rn og unge", "KA302", "Børn og unge"),
    ("kleTitle", "Flexjob", "KA405", "Fleksjob"),
    ("kleTitle", "Fleksjobordningen", "KA405", "Fleksjob"),
    ("showFrom", date(2005, 12, 31), "KA421", None),
    ("showFrom", date(1900, 1, 1), "KA421", None),
    ("showFrom", date(2027, 4, 3), "KA422", None),
    ("showFrom", date(2100, 12, 31), "KA422", None),
    ("contactPhone", "90131372", "KA411", None),
    ("contactPhone", "35209115", "KA412", None),
    ("infoUrl", "https://www.xn--rdovre-wxa.dk/", "KA431", None),
    ("infoUrl", ODENSE + "job.", "KA432", ODENSE + "job"),
    ("infoUrl", ODENSE + "job)", "KA432", ODENSE + "job"),
    ("infoUrl", ODENSE + "job?", "KA432", ODENSE + "job"),
    ("infoUrl", ODENSE + "job…", "KA432", ODENSE + "job"),
    ("infoUrl", "https://odense.dk.", "KA432", "https://odense.dk"),
    ("infoUrl", "https://bit.ly/abc", "KA434", None),
    ("selfServiceName", "Ansøg vedr. fleksjob", "KA382", None),
    ("selfServiceName", "Søg fleksjob m.v.", "KA382", None),
    ("selfServiceName", "Søg job pga sygdom", "KA382", None),
    ("selfServiceName", "Søg fleksjob, nu", "KA383", None),
    ("selfServiceName", "Søg fleksjob.", "KA383", None),
    ("selfServiceName", "Søg fleksjob!", "KA383", None),
]

# What nobody may be bothered about.
CLEAN: dict[str, tuple[CellValue, ...]] = {
    "kleNumber": ("15.20.24",),
    "kleTitle": (
        *("Fleksjob", "fleksjob", "FLEKSJOB", "Fleks job", "Fleks-job", "Fleksjob [jobcenter-fagsystemsag]"),
        *("Fleksjob [udgår 2035", "Fleksjob?"),
    ),
    "sourceSystem": (
        *(
            "*",
            "Alle",
            "alle",
            "ALLE",
            "Alle fagsystemer",
            "FASIT",
            "Momentum",
            "KMD Nova",
            "Opera & Co",
            "SAPA",
        ),
        *("KY (Kommunernes Ydelsessystem)", "DUBU/AS2007", "R&D", "Novax 3.0", "ØS Indsigt"),
    ),
    "showFrom": (
        *(date(2020, 1, 1), datetime(2020, 1, 1), date(2020, 2, 29), date(2006, 1, 1), date(2027, 4, 2)),
    ),
    "contactDepartment": (
        *(
            "Kontaktcenter",
            "Børn & Unge",
            "Job- og Ydelsescenter (JYC)",
            "Ydelse/Job",
            "Team <18 år",
            "18+",
            "+18",
        ),
        *("1+1", "A < B", "Børn&Unge;Familie", "Sundhed&Omsorg;", "job@odense.dk", "@odense", "=> Jobcenter"),
        *(
            "- Ydelse (ung)",
            "5. sal, tv.",
            "Jobcenter: Ung & Uddannelse",
            "100 % job",
            "Åse's team",
            "Æbleø",
            "»Job«",
        ),
        *(
            "Rådhuset – indgang B",
            "Team 1-2",
            "Center for Borgerservice, Kultur og Sundhed",
            "Café Œuvre",
            "#job",
        ),
        *(
            "Sag 2021-010203-4567",
            "CVR 35209115",
            "Tlf. 66 13 13 72",
            "Kl. 10-12",
            "AT&T;",
            "&",
            "<",
            "I <3 Odense",
        ),
        *("EAN 5798006622207", "010203", "01-01-2020 12:30", "Σ-teamet"),
    ),
    "contactPhone": ("66131372", "20000000", "80131372", "70131372", "99999999"),
    "infoUrl": (
        *(ODENSE, "https://odense.dk", "https://ODENSE.dk/Job", ODENSE + "borger/job-og-uddannelse/fleksjob"),
        *(
            ODENSE + "?a=b&c=d#e",
            ODENSE + "#/job/1",
            ODENSE + "job(ung)",
            ODENSE + "job_(ung)",
            ODENSE + "[a]",
        ),
        *(
            ODENSE + "j%C3%B8b%20ung",
            ODENSE + "å/ø/æ",
            ODENSE + "job?emne=æ",
            ODENSE + "a+b~c,d;e=f:g@h!i$j*k'l",
        ),
        *(
            "https://www.rødovre.dk/",
            "https://økonomi.kk.dk/",
            "https://a.b.c.odense.dk/",
            "https://9.dk",
            "https://365.dk",
        ),
        *(
            "https://odense.dk?a=b",
            "https://odense.dk#a",
            "https://www.xn.dk/",
            "https://job.amsterdam/",
            "https://a.co.uk/",
        ),
        *(
            ODENSE + "1234567890",
            ODENSE + "sag/2021-010203-4567",
            ODENSE + "20210102031234",
            ODENSE + "media/66131372",
        ),
        *(
            ODENSE + "?id=9f0dd1f1-2f4f-4d3c-8a51-010190123456",
            ODENSE + "?mailboxid=0101901234",
            ODENSE + "0101901234567",
        ),
        *(ODENSE + "?url=https://www.odense.dk/b", "https://web.archive.org/web/2020/https://www.odense.dk/"),
        *(
            ODENSE + "?u=a%2Chttps://www.kl.dk",
            ODENSE + "a..b/c",
            ODENSE + "fil.pdf",
            ODENSE + "#:~:text=fleksjob",
        ),
        *(ODENSE + "010190abcdef1234", ODENSE + "a" * 2000, "https://x.x.dk"),
    ),
    "digitalPostUrl": (
        *(MAILBOX + "1", MAILBOX + "17933", MAILBOX + "0101901234", MAILBOX + "3112991234", NEW_POST),
        *(NEW_POST.rstrip("/"), "https://post.borger.dk/?portalid=1049&mailboxid=1"),
        *(
            "https://post.borger.dk/?mailboxid=1&portalid=1049",
            "https://post.borger.dk/logon.aspx?portalid=1&mailboxid=1",
        ),
        *(
            "https://POST.borger.dk/?logon.aspx?portalid=1049&mailboxid=1",
            MAILBOX.replace("mailboxid", "MailboxId") + "1",
        ),
        "https://post.borger.dk/send/" + "01019012-1234-4234-8234-010190123456/" * 2,
    ),
    "selfServiceName": (
        *(
            "Søg fleksjob",
            "Hvad kan du få?",
            "Søg/ændr",
            "Til- og framelding",
            "Vedrørende job",
            "Eventuelle skader",
        ),
        *("Søg om ID-kort (digitalt)", "Ydelse 2021", "Ansøg & følg", "O'Briens job", "NemKonto"),
    ),
    "selfServiceUrl": (ODENSE + "selvbetjening", "https://www.rødovre.dk/"),
}
YES_AND_NO: dict[CellValue, bool] = {
    **dict.fromkeys(("Ja", "ja", "JA", "j", "x", "X", "Sand", "1", "Ja."), True),
    **dict.fromkeys((None, "", "Nej", "NEJ", "n", "Falsk", "0", "-"), False),
}


def case_id(value: object) -> str:
    return ascii(value)[:60]


def published(key: str, value: CellValue) -> Any:
    """What the row with ``value`` in ``key`` would publish there; the report's findings must allow it."""
    (sourced,) = judge_row(**{key: value}).rows
    one = sourced.row.to_json()
    if key == "digitalPostUrl":
        return one["digitalPost"]["url"]
    if key.startswith("selfService"):
        return one["selfService"]["name" if key.endswith("Name") else "url"]
    return one[key]


@pytest.mark.parametrize(("key", "value", "rule", "suggestion"), ERRORS, ids=case_id)
def test_an_error_is_told_once_at_its_cell_and_stops_the_row(
    key: str, value: CellValue, rule: str, suggestion: str | None
) -> None:
    report = judge_row(**{key: value})
    (finding,) = on_rows(report)
    assert (finding.rule, finding.severity, finding.cell) == (rule, "error", f"{COLUMN[key]}2")
    assert finding.suggestion == suggestion
    assert not finding.repaired
    assert (report.verdict, report.rows) == ("rejected", ())


@pytest.mark.parametrize(("key", "value", "rule", "value_published"), REPAIRS, ids=case_id)
def test_a_repair_is_told_and_published(key: str, value: CellValue, rule: str, value_published: str) -> None:
    report = judge_row(**{key: value})
    findings = [finding for finding in on_rows(report) if finding.rule != "KA405"]
    assert rule in {finding.rule for finding in findings}
    for finding in findings:
        assert (finding.cell, finding.repaired) == (f"{COLUMN[key]}2", True)
        assert finding.severity in ("warning", "info")
    assert published(key, value) == value_published
    assert report.counts.repaired == len(findings)


@pytest.mark.parametrize(("key", "value", "rule", "suggestion"), WARNINGS, ids=case_id)
def test_a_warning_is_told_and_changes_nothing(
    key: str, value: CellValue, rule: str, suggestion: str | None
) -> None:
    (finding,) = on_rows(judge_row(**{key: value}))
    assert (finding.rule, finding.severity, finding.cell) == (rule, "warning", f"{COLUMN[key]}2")
    assert (finding.suggestion, finding.repaired) == (suggestion, False)
    stands = value.isoformat() if isinstance(value, date) else value
    assert published(key, value) == stands


@pytest.mark.parametrize(
    ("key", "value"), [(key, value) for key, values in CLEAN.items() for value in values], ids=case_id
)
def test_what_is_right_is_left_alone(key: str, value: CellValue) -> None:
    report = judge_row(**{key: value})
    assert on_rows(report) == []
    assert report.verdict == "accepted"


@pytest.mark.parametrize(("answer", "meant"), YES_AND_NO.items(), ids=case_id)
def test_an_answer_about_active_cases_is_read(answer: CellValue, meant: bool) -> None:
    report = judge_row(showActiveRegardless=answer)
    assert on_rows(report) == []
    assert report.rows[0].row.show_active_regardless is meant


@pytest.mark.parametrize("answer", [True, False])
def test_a_logical_cell_is_an_answer(answer: bool) -> None:
    report = judge(
        sheet_of(row(showActiveRegardless=answer), row(kleNumber="27.69.08", showActiveRegardless=1))
    )
    assert [one.row.show_active_regardless for one in report.rows] == [answer, True]


@pytest.mark.parametrize("answer", ["måske", "Ja/Nej", 2, "nej tak"])
def test_any_other_answer_is_an_error(answer: CellValue) -> None:
    (finding,) = on_rows(judge_row(showActiveRegardless=answer))
    assert (finding.rule, finding.severity, finding.cell) == ("KA337", "error", "E2")


def test_without_the_column_the_date_applies_to_active_cases() -> None:
    assert judge_row().rows[0].row.show_active_regardless is False


def test_a_name_that_is_too_long_is_also_another_name() -> None:
    found = on_rows(judge_row(kleTitle="x" * 201))
    assert [(one.rule, one.severity, one.cell) for one in found] == [
        ("KA320", "error", "B2"),
        ("KA405", "warning", "B2"),
    ]
    assert "201" in found[0].message_da
    assert "200" in found[0].message_da


def test_the_self_service_pair_is_both_or_neither() -> None:
    alone = on_rows(judge_row(selfServiceUrl=None))
    assert [(one.rule, one.severity, one.cell) for one in alone] == [("KA380", "error", "J2")]
    nameless = on_rows(judge_row(selfServiceName=None))
    assert [(one.rule, one.severity, one.cell) for one in nameless] == [("KA381", "error", "I2")]
    neither = judge_row(selfServiceName=None, selfServiceUrl=None)
    assert on_rows(neither) == []
    assert neither.rows[0].row.self_service is None
    spaces = judge_row(selfServiceName=" ", selfServiceUrl="\u00a0")
    assert on_rows(spaces) == []
    assert spaces.rows[0].row.self_service is None


def test_both_forms_of_digital_post_are_taken_apart() -> None:
    old = judge_row(digitalPostUrl=MAILBOX + "17933").rows[0].row.to_json()["digitalPost"]
    assert old == {"url": MAILBOX + "17933", "portalId": "1049", "mailboxId": "17933"}
    new = judge_row(digitalPostUrl=NEW_POST).rows[0].row.to_json()["digitalPost"]
    assert new["url"] == NEW_POST
    assert (new["groupId"], new["pointId"]) == tuple(NEW_POST.rstrip("/").split("/")[-2:])


def test_all_systems_are_published_as_a_star() -> None:
    assert {published("sourceSystem", name) for name in ("*", "Alle", "alle ", "ALLE FAGSYSTEMER")} == {"*"}


@pytest.mark.parametrize("by", ["xlsxwriter", "openpyxl"])
def test_a_real_file_says_the_same_as_its_values(by: Any) -> None:
    """Every value of the tables that a file can hold, one to a row, written and read again."""
    cases = [
        (key, value)
        for key, value, *_ in (
            *ERRORS,
            *REPAIRS,
            *WARNINGS,
            *((k, v, "", "") for k in CLEAN for v in CLEAN[k]),
        )
        if _fits_a_file(value)
    ]
    sheet = sheet_of(*(row(**{key: value}) for key, value in cases))
    in_memory = judge(sheet)
    from_file = check(written(sheet, by=by), "ark.xlsx", today=TODAY)
    assert [_told(one) for one in from_file.findings] == [_told(one) for one in in_memory.findings]
    assert from_file.rows == in_memory.rows


def _told(finding: Any) -> tuple[Any, ...]:
    return finding.rule, finding.cell, finding.range, finding.suggestion, finding.repaired


def _fits_a_file(value: CellValue) -> bool:
    """Excel's format has no control characters, no infinite numbers, and no formulas but its own."""
    if isinstance(value, str):
        return all(char.isprintable() or char in "\u00a0\u00ad\u200b\ufeff\n\u202e" for char in value)
    if isinstance(value, date) and value.year < 1901:
        return False
    return not isinstance(value, CellError | UncachedFormula | float | timedelta)
