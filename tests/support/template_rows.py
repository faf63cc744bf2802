"""Configurations to fill a template with."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import openpyxl

from kleark.check import check
from kleark.configuration.row import DigitalPost, Row, SelfService
from kleark.registers.kle_register import embedded
from kleark.registers.municipalities import municipality
from kleark.sheet.columns import COLUMNS
from kleark.template.filling import Filling
from kleark.template.template_workbook import TABLE, write_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from openpyxl.worksheet.worksheet import Worksheet

    from kleark.report.model import Report
    from kleark.sheet.columns import Column

DAY = date(2026, 4, 1)
POST = (
    "https://post.borger.dk/?logon.aspx?portalid=1049&logon=borger&function=inbox&template=borger&mailboxid="
)
POINT = "9f0dd1f1-2f4f-4d3c-8a51-8d3f3ab05f3f", "2b4d1ad6-6a7f-4d0c-bf0f-0e6f2f7d9c11"

FLEXIBLE_JOB = Row(
    kle_number="15.20.24",
    kle_title="Fleksjob",
    source_system="FASIT",
    show_from=date(2021, 4, 1),
    show_active_regardless=False,
    contact_department="Jobcenter Odense",
    contact_phone="66131372",
    info_url="https://www.odense.dk/borger/fleksjob",
    digital_post=DigitalPost(f"{POST}10671", portal_id="1049", mailbox_id="10671"),
    self_service=None,
)
ROWS = (
    FLEXIBLE_JOB,
    # The register's title has a bracket, which is not repeated; every system, and a self-service.
    replace(
        FLEXIBLE_JOB,
        kle_number="15.62.05",
        kle_title="Dagpenge",
        source_system="*",
        show_active_regardless=True,
        self_service=SelfService("Søg dagpenge", "https://www.odense.dk/selvbetjening/dagpenge"),
    ),
    # A name of the municipality's own, a system that is not suggested, and the new form of mailbox.
    replace(
        FLEXIBLE_JOB,
        kle_number="15.17.06",
        kle_title="Sygedagpenge og opfølgning",
        source_system="Momentum 2, Odense",
        digital_post=DigitalPost(
            f"https://post.borger.dk/send/{POINT[0]}/{POINT[1]}/", group_id=POINT[0], point_id=POINT[1]
        ),
    ),
    # Outside the embedded register.
    replace(FLEXIBLE_JOB, kle_number="17.02.08", kle_title="Helhedsaftaler", contact_phone="29131372"),
)
ODENSE = municipality("0461")


def template(rows: Iterable[Row] = (), *, of_odense: bool = False) -> bytes:
    """A template as `kleark template` writes it."""
    filling = Filling(tuple(rows), None, "version 12")
    return write_template(embedded(), DAY, ODENSE if of_odense else None, filling)


def judged(data: bytes) -> Report:
    return check(data, "skabelon.xlsx", ODENSE, today=DAY)


def published(report: Report) -> tuple[Row, ...]:
    return tuple(sourced.row for sourced in report.rows)


def as_entered(row: Row) -> Mapping[Column, str | date | None]:
    """What an admin writes in the cells of one row."""
    cells = (
        row.kle_number,
        row.kle_title,
        "Alle" if row.source_system == "*" else row.source_system,
        row.show_from,
        "Ja" if row.show_active_regardless else "Nej",
        row.contact_department,
        row.contact_phone,
        row.info_url,
        row.digital_post.url,
        row.self_service.name if row.self_service else None,
        row.self_service.url if row.self_service else None,
    )
    return dict(zip(COLUMNS, cells, strict=True))


def filled_in(data: bytes, rows: Iterable[Row], *, but: frozenset[Column] = frozenset()) -> bytes:
    """The template after these rows were entered in it, the columns ``but`` left as they are."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet: Worksheet = book[TABLE]
    for number, row in enumerate(rows, 2):
        for at, (column, value) in enumerate(as_entered(row).items(), 1):
            if column not in but and value is not None:
                sheet.cell(number, at).value = value
    stream = io.BytesIO()
    book.save(stream)
    book.close()
    return stream.getvalue()
