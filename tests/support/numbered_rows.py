"""Rows that differ by their number, where a test does not care which. They take nothing but what is published."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from kleark.configuration.row import DigitalPost, Row, SelfService
from kleark.publishing.snapshot import snapshot_of

if TYPE_CHECKING:
    from collections.abc import Iterable


def row(number: int, *, phone: str = "66131372", system: str = "FASIT") -> Row:
    """A row whose KLE number is made from ``number``, up to 9,999."""
    return Row(
        kle_number=f"15.{number // 100:02d}.{number % 100:02d}",
        kle_title=f"Emne {number} på æøå",
        source_system=system,
        show_from=date(2020, 1, 1) + timedelta(days=number),
        show_active_regardless=number % 2 == 0,
        contact_department="Kontaktcenter",
        contact_phone=phone,
        info_url="https://www.odense.dk/borger/job-og-uddannelse/fleksjob",
        digital_post=DigitalPost(
            f"https://post.borger.dk/?logon.aspx?portalid=1049&mailboxid={number}", "1049", str(number)
        ),
        self_service=SelfService("Søg her", "https://www.odense.dk/soeg") if number % 3 == 0 else None,
    )


def rows(count: int, *, phone: str = "66131372") -> tuple[Row, ...]:
    return tuple(row(number, phone=phone) for number in range(count))


def sorted_rows(of: Iterable[Row]) -> tuple[Row, ...]:
    """In the order in which the portal serves them."""
    return tuple(stored.row() for stored in snapshot_of(of).rows)
