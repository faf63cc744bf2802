"""Cases and rows to decide on."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from kleark.configuration.row import DigitalPost, Row, SelfService
from kleark.exposure.case import Case, Status

NUMBER, OTHER_NUMBER = "15.20.24", "15.62.05"
SHOW_FROM = date(2021, 4, 1)


def row(
    system: str = "FASIT",
    *,
    number: str = NUMBER,
    title: str = "Fleksjob",
    show_from: date = SHOW_FROM,
    active: bool = False,
    phone: str = "66131372",
) -> Row:
    return Row(
        kle_number=number,
        kle_title=title,
        source_system=system,
        show_from=show_from,
        show_active_regardless=active,
        contact_department="Kontaktcenter",
        contact_phone=phone,
        info_url="https://www.odense.dk/fleksjob",
        digital_post=DigitalPost("https://post.borger.dk/?portalid=1049&mailboxid=10671", "1049", "10671"),
        self_service=SelfService("Søg fleksjob", "https://www.odense.dk/soeg"),
    )


def case(
    system: str = "FASIT",
    *,
    number: str = NUMBER,
    created: date = SHOW_FROM,
    status: Status | None = Status.IN_PROGRESS,
) -> Case:
    return Case(number, system, created, status)


_numbers = st.sampled_from([NUMBER, OTHER_NUMBER, "15.17.06"])
_days = st.dates(date(2021, 3, 28), date(2021, 4, 5))

cases = st.builds(
    Case,
    _numbers,
    st.sampled_from(["FASIT", "fasit", " Fasit ", "KSD", "Sags-system ÆØÅ", "sags-system æøå"]),
    _days,
    st.none() | st.sampled_from(Status),
)
rows = st.builds(
    row,
    st.sampled_from(["*", "FASIT", "Fasit", "KSD", "Sags-system æøå"]),
    number=_numbers,
    title=st.sampled_from(["Fleksjob", "Dagpenge [udgår 2025]", "[kun en bemærkning]"]),
    show_from=_days,
    active=st.booleans(),
    phone=st.sampled_from(["66131372", "66131373"]),
)
configurations = st.lists(rows, max_size=8, unique_by=lambda one: one.key)
