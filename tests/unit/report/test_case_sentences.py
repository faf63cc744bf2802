"""A plan's cases in words: numbers as they are written, one and several, with and without a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kleark.configuration.case_counts import OLD_AFTER, IndexedCases, aged
from kleark.configuration.plan import Plan, difference
from kleark.i18n.formats import format_at_most
from kleark.report.case_sentences import about_cases, source_sentences
from kleark.report.plan_text import plan_lines
from kleark.report.plan_view import PlanCounts, totals_view, view
from kleark.report.terminal import painter
from tests.unit.configuration.test_plan import ROW

INDEXED = IndexedCases(
    2000,
    {"15.40.10": {"ksd": 89}, "15.20.24": {"fasit": 1, "ksd": 527}, "27.36.08": {"": 1383}},
    {"ksd": "KSD", "fasit": "FASIT", "": ""},
    "2026-11-03T12:00:00.000Z",
    "a" * 64,
)
GOING = replace(ROW, kle_number="15.40.10", source_system="KSD")


def planned(indexed: IndexedCases = INDEXED) -> Plan:
    other = replace(ROW, kle_number="27.36.08", source_system="*")
    coming = replace(ROW, kle_number="15.20.24", source_system="FASIT")
    return difference([GOING, other], [other, coming]).with_cases(indexed)


def test_before_and_after() -> None:
    shown = view(planned(), "da")
    assert shown.cases[:3] == (
        "Sager, der vises: op til 1.472 nu og op til 1.384 bagefter, ud af 2.000 i indekserne.",
        "Op til 89 sager vises ikke længere.",
        "Op til 1 sag kommer til.",
    )
    (removed, added) = shown.parts
    assert removed.rows[0].effects == (
        "Borgerne ser ikke længere sager på 15.40.10 fra KSD. Det gælder op til 89 sager.",
    )
    assert added.rows[0].effects[0].endswith("Det gælder op til 1 sag.")


def test_in_english() -> None:
    shown = view(planned(), "en")
    assert shown.cases[:2] == (
        "Cases shown: up to 1,472 now and up to 1,384 afterwards, out of 2,000 in the indexes.",
        "Up to 89 cases are no longer shown.",
    )


def test_two_revisions_are_neither_now_nor_afterwards() -> None:
    plan = replace(planned(), against_revision=3)
    assert view(plan, "da", kind="compare", back_to=2).cases[:3] == (
        "Sager, der vises: op til 1.472 i version 3 og op til 1.384 i version 2, ud af 2.000 i indekserne.",
        "Op til 89 sager vises kun i version 3.",
        "Op til 1 sag vises kun i version 2.",
    )


def test_rows_that_change_alike_are_counted_together() -> None:
    rows = [
        replace(ROW, kle_number=number, source_system="*") for number in ("15.20.24", "15.40.10", "27.36.09")
    ]
    later = [replace(row, show_from=date(2024, 1, 1)) for row in rows]
    (part,) = view(difference(rows, later).with_cases(INDEXED), "da").parts
    (group,) = part.groups
    assert group.effects == (
        "Borgerne ser ikke længere sager, der er oprettet før 1. jan. 2024. Det gælder op til 617 sager.",
    )


def test_without_an_inventory_nothing_is_said() -> None:
    shown = view(difference([GOING], []), "da")
    assert shown.cases == ()
    assert shown.parts[0].rows[0].effects == ("Borgerne ser ikke længere sager på 15.40.10 fra KSD.",)


def test_the_terminal_says_the_same() -> None:
    text = "\n".join(plan_lines(planned(), "da", painter(colour=False), whole=True))
    for sentence in view(planned(), "da").cases:
        assert sentence in " ".join(text.split())


@pytest.mark.parametrize(("days", "old"), [(0, False), (OLD_AFTER.days, False), (OLD_AFTER.days + 1, True)])
def test_from_when_on_an_inventory_is_old(days: int, old: bool) -> None:
    today = date(2026, 11, 3).toordinal() + days
    indexed = aged(INDEXED, date.fromordinal(today))
    assert indexed.old is old
    said = list(source_sentences(indexed, "da"))
    assert said[0].startswith("Tallene er fra opgørelsen af indekserne fra 3. nov. 2026.")
    assert said[1:] == (
        ["Opgørelsen er over 90 dage gammel, så tallene kan være anderledes nu."] if old else []
    )


def test_an_inventory_of_no_known_day_is_not_old() -> None:
    indexed = aged(replace(INDEXED, uploaded_at=None), date(2030, 1, 1))
    (said,) = source_sentences(indexed, "da")
    assert said.startswith("Tallene er fra opgørelsen af indekserne. Den siger ikke")


def test_none_one_and_many() -> None:
    assert [format_at_most(cases, "da") for cases in (0, 1, 1204)] == ["ingen", "op til 1", "op til 1.204"]
    assert [about_cases(cases, "da") for cases in (0, 1, 1204)] == [
        "Der er ingen af dem i indekserne.",
        "Det gælder op til 1 sag.",
        "Det gælder op til 1.204 sager.",
    ]
    assert about_cases(1204, "en") == "That is up to 1,204 cases."


def test_the_page_of_a_result_tells_the_same_totals() -> None:
    counts = PlanCounts.of(planned())
    assert totals_view(counts, "da").cases == view(planned(), "da").cases
