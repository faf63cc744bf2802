"""What is filled in to search the history, and what is said at fields that say nothing."""

from __future__ import annotations

from datetime import date

import pytest

from kleark.admin.history_form import FIELDS, history_form
from kleark.configuration.row_query import RowQuery
from kleark.publishing.log_search import LogQuery

TODAY = date(2026, 11, 29)


def test_all_fields_make_one_query_in_danish_days() -> None:
    form = history_form(
        {
            "kle": "15.20",
            "telefon": "+45 66 13 13 72",
            "postkasse": "17933",
            "link": "ODENSE.dk",
            "person": " Anne ",
            "tekst": "Åse",
            "tidligst": "3-5-2026",
            "senest": "3-5-2026",
        },
        TODAY,
    )
    assert form.errors == {}
    assert form.query == LogQuery(
        rows=RowQuery("15.20", "66131372", "17933", "odense.dk"),
        actor="anne",
        since="2026-05-02T22:00:00.000Z",
        until="2026-05-03T22:00:00.000Z",
        text="åse",
    )
    assert set(form.asked) == set(FIELDS)


def test_an_empty_form_searches_for_nothing() -> None:
    for sent in ({}, dict.fromkeys(FIELDS, " ")):
        form = history_form(sent, TODAY)
        assert (form.searches, form.errors, form.asked) == (False, {}, {})


def test_all_that_is_wrong_is_said_at_once() -> None:
    form = history_form(
        {"kle": "fleksjob", "telefon": "123", "tidligst": "i går", "senest": "32-1-2026"}, TODAY
    )
    assert set(form.errors) == {"kle", "telefon", "tidligst", "senest"}
    assert form.query is None
    assert form.searches


@pytest.mark.parametrize(
    ("since", "until", "wrong"), [("4-5-2026", "3-5-2026", True), ("3-5-2026", "3-5-2026", False)]
)
def test_the_last_day_does_not_come_before_the_first(since: str, until: str, wrong: bool) -> None:
    form = history_form({"tidligst": since, "senest": until}, TODAY)
    assert ("senest" in form.errors) == wrong


def test_what_cannot_be_seen_is_shown_as_such() -> None:
    assert history_form({"tekst": "a\u202eb"}, TODAY).values["tekst"] == "a[U+202E]b"
