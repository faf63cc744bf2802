"""Any cell of words: filled in, plain, and what it looks like."""

from __future__ import annotations

from typing import Any

import pytest

from kleark.sheet.workbook import CellError, UncachedFormula
from tests.support.cell_cases import (
    COLUMN,
    ODENSE,
    REQUIRED,
    TEXTS,
    Case,
    CellCases,
    check_clean,
    check_error,
    check_repair,
    check_round_trip,
    check_warning,
    each,
)
from tests.support.sheet_builder import (
    MAILBOX,
)

CASES = CellCases(
    errors=[
        *((key, value, "KA300", None) for key in REQUIRED for value in (None, "", "  ", "\u00a0", "\u200b")),
        *((key, CellError("#REF!"), "KA324", None) for key in COLUMN),
        *((key, CellError("#SPILL!"), "KA324", None) for key in COLUMN),
        *((key, UncachedFormula("VLOOKUP(A1;B:C;2)"), "KA325", None) for key in COLUMN),
        *((key, f"Kontakt\u202e {key}", "KA322", f"Kontakt {key}") for key in TEXTS),
        *((key, "Kon\x07takt", "KA322", "Kontakt") for key in TEXTS),
        *((key, "Kontakt\udc00", "KA322", "Kontakt") for key in TEXTS),
        *((key, "<b>Fleksjob</b>", "KA321", None) for key in TEXTS),
        *((key, "Fleks&shy;job", "KA321", None) for key in TEXTS),
        *((key, "Fleks&#173;job", "KA321", None) for key in TEXTS),
        *((key, "<!-- Fleksjob", "KA321", None) for key in TEXTS),
        # R's openxlsx 4.2.5, of a text that stands in its own cell.
        *((key, 'xml:space="preserve">Fleksjob', "KA321", None) for key in TEXTS),
        *((key, "=A1", "KA323", None) for key in TEXTS),
        *((key, "= SUM(A1:A2)", "KA323", None) for key in TEXTS),
        *((key, "+SUM(A1)", "KA323", None) for key in TEXTS),
        *((key, "@SUM(A1)", "KA323", None) for key in TEXTS),
        *((key, "-cmd|' /C calc'!A0", "KA323", None) for key in TEXTS if key != "selfServiceName"),
        ("sourceSystem", "x" * 101, "KA320", None),
        ("contactDepartment", "x" * 101, "KA320", None),
        ("selfServiceName", "x" * 101, "KA320", None),
        *((key, "-", "KA301", None) for key in ("kleTitle", "sourceSystem", "contactDepartment")),
        ("contactDepartment", 0, "KA301", None),
        ("contactDepartment", "#N/A", "KA324", None),
        ("infoUrl", ODENSE + "a" * 2048, "KA320", None),
    ],
    repairs=[
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
        ("kleNumber", " 15.20.24", "KA326", "15.20.24"),
        ("contactPhone", "66131372\n", "KA326", "66131372"),
        ("infoUrl", f" {ODENSE}job ", "KA326", ODENSE + "job"),
        ("infoUrl", f"{ODENSE}job\n", "KA326", ODENSE + "job"),
        ("infoUrl", f"{ODENSE}jo\u00adb", "KA327", ODENSE + "job"),
        ("digitalPostUrl", MAILBOX + "17933 ", "KA326", MAILBOX + "17933"),
        ("selfServiceName", "Søg\nfleksjob", "KA329", "Søg fleksjob"),
    ],
    warnings=[
        ("contactDepartment", "BÃ¸rn og unge", "KA302", "Børn og unge"),
    ],
    clean={
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
            *(
                "1+1",
                "A < B",
                "Børn&Unge;Familie",
                "Sundhed&Omsorg;",
                "job@odense.dk",
                "@odense",
                "=> Jobcenter",
            ),
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
    },
)


@each(CASES.errors)
def test_an_error_is_reported_once_at_its_cell_and_stops_the_row(case: Case) -> None:
    check_error(case)


@each(CASES.repairs)
def test_a_repair_is_reported_and_published(case: Case) -> None:
    check_repair(case)


@each(CASES.warnings)
def test_a_warning_is_reported_and_changes_nothing(case: Case) -> None:
    check_warning(case)


@each(CASES.right)
def test_what_is_right_is_left_alone(case: Case) -> None:
    check_clean(case)


@pytest.mark.parametrize("by", ["xlsxwriter", "openpyxl"])
def test_a_real_file_says_the_same_as_its_values(by: Any) -> None:
    check_round_trip(CASES, by)
