"""Which id the lines about one thing share."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.publishing.announced_event import config_published
from kleark.publishing.correlation import ABOUT_A_SHEET, correlation_of, entry_correlation
from kleark.publishing.ids import checked_id, municipality_code
from kleark.publishing.log import MAKES_A_REVISION, next_entry
from kleark.publishing.model import Action, Content, Live, LogEntry
from kleark.publishing.notices import EntryFacts, notice_from_json, notice_of_entry

ODENSE = municipality_code("0461")
SHEET = "7" * 32


def entry(action: Action, upload_id: str = SHEET, **other: Any) -> LogEntry:
    content = Content("5" * 32, "d" * 64, 9, "1.0", upload_id, "2025-11-03T11:00:00.000Z")
    written = LogEntry(0, action, "2025-11-03T12:00:00.000Z", "anna", "", content=content, **other)
    return next_entry(ODENSE, Live(), written)


@pytest.mark.parametrize("action", sorted(ABOUT_A_SHEET - {Action.DELETE}))
def test_what_is_done_with_a_sheet_has_the_sheets_id(action: Action) -> None:
    assert correlation_of(entry(action)) == SHEET


def test_a_deletion_has_the_id_of_the_sheet_that_goes_and_not_of_the_one_that_is_live() -> None:
    assert correlation_of(entry(Action.DELETE, deleted_upload="8" * 32)) == "8" * 32


@pytest.mark.parametrize("action", sorted(set(Action) - ABOUT_A_SHEET))
def test_all_else_has_an_id_of_its_own_that_the_log_shows(action: Action) -> None:
    """A revert has the content of an old sheet, whose way ended long ago."""
    done = entry(action)
    assert correlation_of(done) == done.hash[:32]
    assert correlation_of(done) != correlation_of(entry(action))


def test_a_revision_without_rows_comes_from_no_sheet() -> None:
    emptied = entry(Action.UNPUBLISH, upload_id="")
    assert correlation_of(emptied) == emptied.hash[:32]


@given(st.sampled_from(sorted(Action)), st.sampled_from([SHEET, ""]))
def test_event_and_notice_carry_the_id_of_the_entry_that_they_tell_of(action: Action, upload_id: str) -> None:
    done = entry(action, upload_id)
    assert checked_id(correlation_of(done)) == entry_correlation(action, upload_id, done.hash)
    if action in MAKES_A_REVISION:
        assert config_published(ODENSE, done).to_json()["correlationId"] == correlation_of(done)
    facts = EntryFacts(
        done.revision, action, done.at, done.actor, done.hash, done.step, done.due, upload_id or None
    )
    if notice := notice_of_entry(ODENSE, facts):
        assert notice.to_json()["correlationId"] == correlation_of(done)
        assert notice_from_json(notice.to_json()) == notice


def test_a_notice_of_an_earlier_release_has_none_and_is_read() -> None:
    done = entry(Action.FREEZE)
    facts = EntryFacts(0, Action.FREEZE, done.at, "anna", done.hash, 1)
    notice = notice_of_entry(ODENSE, facts)
    assert notice is not None
    old = {name: value for name, value in notice.to_json().items() if name != "correlationId"}
    assert notice_from_json(old).correlation_id is None
