"""Lists of case templates for the samples: tables as CSV, and the rows of a made-up municipality's list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_sheets import inventory_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sample_sheets.small_workbook import Value

HEADERS = (
    "Skabelon-id",
    "Skabelonnavn",
    "KLE-nr.",
    "KLE-navn",
    "Handlingsfacet",
    "Fagsystem",
    "Standardtitel",
    "Afdeling",
    "Sagstype",
    "Aktiv",
    "Antal sager",
    "Åbne sager",
)
JOB, PAY = "Jobcenter", "Ydelsescenter"
ROWS: tuple[tuple[Value, ...], ...] = (
    (
        *("101", "Fleksjob, ansøgning", "15.20.24", "Fleksjob", "G01", "FASIT"),
        *("Ansøgning om fleksjob", JOB, "Borger", "Ja", 412, 96),
    ),
    (
        *("102", "Jobafklaring, opstart", "15.27.26", "Jobafklaringsforløb", "G01", "FASIT"),
        *("Jobafklaringsforløb", JOB, "Borger", "Ja", 233, 71),
    ),
    (
        *("103", "Revalidering", "15.17.12", "Revalidering", None, "FASIT"),
        *("Revalidering", JOB, "Borger", "Ja", 58, 12),
    ),
    (
        *("104", "Fleksjob, klage", "15.20.24", "Fleksjob", "K02", "SBSYS"),
        *("Klage over afgørelse om fleksjob", JOB, "Borger", "Ja", 19, 4),
    ),
    (
        *("105", "Mentorstøtte", "15.20.36", "Mentorstøtte", "G01", "FASIT"),
        *("Mentorstøtte", JOB, "Borger", "Ja", 140, 33),
    ),
    (
        *("106", "Uddannelseshjælp, udbetaling", "32.24.32", "Uddannelseshjælp", "G01", "SBSYS"),
        *("Uddannelseshjælp", PAY, "Borger", "Ja", 77, 20),
    ),
    (
        *("107", "Sygedagpenge, opfølgning", "15.17.06", "Sygedagpengeopfølgning", "G01", "FASIT"),
        *("Sdp-opf. - samtale (ny!)", JOB, "Borger", "Ja", 901, 310),
    ),
    (
        *("108", "Kontanthjælp, ansøgning", "15.62.10", "Kontanthjælp", "G01", "FASIT"),
        *("Ansøgning om kontanthjælp", PAY, "Borger", "Ja", 350, 80),
    ),
    (
        *(
            "109",
            "Ansøgning om kontanthjælp",
            "32.24.04",
            "Hjælp til forsørgelse (kontanthjælp mv.)",
            "G01",
            "SBSYS",
        ),
        *("Ansøgning om kontanthjælp", PAY, "Borger", "Ja", 64, 15),
    ),
    (
        *("110", "Ressourceforløb", "15.17.22", "Ressourceforløb", "G01", "FASIT"),
        *("[Borger.CprNummer]", JOB, "Borger", "Ja", 120, 41),
    ),
    (
        *("111", "Kontaktforløb", "15.20.20", "Kontaktforløb m.v.", "G01", "FASIT"),
        *("Kontaktforløb", JOB, "Borger", "Nej", 66, 9),
    ),
    (
        *("112", "Diverse borgersager", "15.20.00", "Beskæftigelsesindsats i almindelighed", "G01", "SBSYS"),
        *("Diverse", JOB, "Borger", "Ja", 1830, 402),
    ),
)
"""Each with something to say of it but the first. Ids and counts are made up."""

FLEKSJOB: tuple[Value, ...] = ROWS[0]
REVALIDATION: tuple[Value, ...] = (*ROWS[2][:4], "G01", *ROWS[2][5:])
"""Two that are right."""


_SHORT = [
    "id",
    "name",
    "kle",
    "kle_name",
    "facet",
    "system",
    "title",
    "department",
    "type",
    "active",
    "cases",
    "open",
]


def changed(row: Sequence[Value], **cells: Value) -> tuple[Value, ...]:
    """A row with other cells. ``cells``: by a short name of the column."""
    return tuple(cells.get(key, value) for key, value in zip(_SHORT, row, strict=True))


def as_csv(*rows: Sequence[Value], headers: Sequence[str] = HEADERS) -> bytes:
    """The rows as "CSV UTF-8" in Excel."""
    return inventory_rows.as_csv(*rows, headers=headers)
