"""Rows as they may come out of a validated sheet."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from kleark.configuration.row import ContactDetails, DigitalPost, Row, SelfService, ShownTitles

text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)

choices = st.sampled_from([None, False, True])
shown_titles = st.builds(ShownTitles, choices, choices).filter(lambda one: one != ShownTitles())
contact_details = st.builds(
    ContactDetails,
    st.sampled_from([None, "jobcenter@odense.dk"]),
    *(st.none() | text for _ in range(3)),
).filter(lambda one: one != ContactDetails())

rows = st.builds(
    Row,
    kle_number=st.integers(0, 30).map(lambda number: f"15.20.{number:02d}"),
    kle_title=text,
    source_system=st.sampled_from(["*", "FASIT", "KSD", "Sags-system æøå", "a#b"]),
    show_from=st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    show_active_regardless=st.booleans(),
    contact_department=text,
    contact_phone=st.sampled_from(["66131372", "66131373"]),
    info_url=st.just("https://www.odense.dk/"),
    digital_post=st.just(DigitalPost("https://post.borger.dk/?mailboxid=1", "1049", "1")),
    self_service=st.none() | st.just(SelfService("Søg", "https://www.odense.dk/")),
    shown_titles=st.none() | shown_titles,
    contact_details=st.none() | contact_details,
)

configurations = st.lists(rows, max_size=12, unique_by=lambda row: row.key)
