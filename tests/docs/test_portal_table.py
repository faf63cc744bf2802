"""Each line of docs/portal.md's table "What happens when" names what is tested, and where."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNIT, INTEGRATION = "tests/unit/client", "tests/integration/client"
TESTED = {
    "the API is silent": [
        f"{UNIT}/test_core.py::test_while_the_api_is_down_and_asked_once_a_minute_no_page_asks",
        f"{UNIT}/test_cache.py::test_a_wait_that_does_not_fit_the_deadline_is_not_begun",
        f"{UNIT}/test_readiness.py::test_in_a_long_outage_it_stays_ready_and_says_how_old_it_is",
    ],
    "a gateway answers 500": [
        f"{UNIT}/test_core.py::test_while_a_gateway_answers_for_the_api_it_is_asked_once_a_minute",
        f"{UNIT}/test_transport.py::test_a_page_for_people_in_place_of_two_answers_is_of_the_api",
    ],
    "that lasts over 360 s": [
        f"{UNIT}/test_cache.py::test_no_answer_is_older_than_promised_and_not_stale_whatever_a_cache_says"
    ],
    "that lasts over a day": [f"{UNIT}/test_cache.py::test_what_is_too_old_is_not_told"],
    "a process starts meanwhile": [
        f"{UNIT}/test_snapshot_folder.py::test_a_restart_in_an_outage_shows_what_was_known",
        f"{UNIT}/test_snapshot_folder.py::test_that_nothing_was_ever_published_is_known_after_a_restart",
        f"{UNIT}/test_readiness.py::test_without_codes_and_without_the_list_it_is_not_ready",
        f"{UNIT}/test_readiness.py::test_what_could_not_be_had_is_missing_until_it_is",
    ],
    "the API is slow": [f"{UNIT}/test_transport.py::test_a_slow_api_costs_each_question_once"],
    "a name, an address": [
        f"{UNIT}/test_connections.py::test_a_name_that_is_never_resolved_is_left",
        f"{UNIT}/test_connections.py::test_all_addresses_together_have_one_time",
        f"{UNIT}/test_connections.py::test_a_handshake_that_never_ends_is_left_at_the_deadline_and_its_thread_ends",
        f"{UNIT}/test_connections.py::test_a_trickle_before_the_body_is_left_at_the_deadline",
        f"{UNIT}/test_transport.py::test_a_trickle_is_given_up_at_the_deadline",
    ],
    "one municipality's answer is damaged": [
        f"{UNIT}/test_core.py::test_garbage_about_one_municipality_is_in_the_way_of_no_other",
        f"{UNIT}/test_core.py::test_one_that_is_busy_is_in_the_way_of_no_other",
        f"{UNIT}/test_transport.py::test_one_municipality_s_answer_that_is_always_cut_is_in_the_way_of_no_other",
    ],
    "a cache on the way serves what is old": [
        f"{UNIT}/test_client.py::test_revisions_never_go_back",
        f"{UNIT}/test_core.py::test_before_what_is_kept_becomes_stale_the_question_goes_past_the_caches_at_once",
    ],
    "a cache still has": [
        f"{UNIT}/test_questions.py::test_an_old_404_of_a_cache_does_not_hide_what_was_published",
        f"{UNIT}/test_core.py::test_what_an_event_announced_is_not_confirmed_away_by_a_list_that_is_behind",
        f"{UNIT}/test_core.py::test_what_a_list_is_behind_with_is_asked_for_by_itself",
    ],
    "a cache drops, doubles": [
        "tests/properties/test_client_properties.py::"
        "test_whatever_becomes_of_a_header_the_newest_is_told_and_the_api_is_not_asked_for_each_visit"
    ],
    "something on the way unpacks": [
        f"{UNIT}/test_questions.py::test_what_is_too_large_to_come_unpacked_is_read_in_pages"
    ],
    "the answer, or the problem": [
        f"{UNIT}/test_questions.py::test_that_nothing_was_published_is_believed_of_whom_the_answer_names",
        f"{UNIT}/test_questions.py::test_a_refusal_that_names_another_municipality_is_not_believed",
    ],
    "a wrong, higher number was told once": [
        f"{UNIT}/test_questions.py::test_a_number_above_its_tag_is_not_believed",
        f"{UNIT}/test_questions.py::test_a_number_without_proof_gives_way_to_any_once_it_is_stale",
    ],
    "a wrong, higher number was told with all proofs": [
        f"{UNIT}/test_questions.py::test_a_proved_number_can_be_forgotten_by_its_owner"
    ],
    "a connection is dropped": [
        f"{UNIT}/test_connections.py::test_a_kept_connection_that_was_forgotten_on_the_way_costs_a_try_and_not_the_answer"
    ],
    "the process is forked": [
        f"{INTEGRATION}/test_core.py::test_children_share_no_connection_with_their_parent_or_each_other",
        f"{INTEGRATION}/test_core.py::test_gunicorn_with_preload",
        f"{INTEGRATION}/test_core.py::test_multiprocessing_without_a_fork",
    ],
    "the machine is suspended": [
        f"{UNIT}/test_elapsed.py::test_a_machine_restored_from_a_picture_knows_how_long_it_was_away",
        f"{UNIT}/test_cache.py::test_a_page_waits_a_moment_only_where_nobody_has_asked_lately",
    ],
    "the disk of": [
        f"{UNIT}/test_snapshot_folder.py::test_a_disk_that_cannot_be_written_stops_nothing_and_is_told",
        f"{UNIT}/test_snapshot_folder.py::test_a_damaged_file_is_as_if_it_were_not_there",
        f"{UNIT}/test_snapshot_folder.py::test_what_could_not_be_written_is_written_once_the_disk_has_room",
    ],
}


def lines() -> list[str]:
    page = (ROOT / "docs" / "portal.md").read_text(encoding="utf-8")
    table = page.partition("### What happens when")[2].partition("\n\n")[2].partition("\n\n")[0]
    return [line.split(" | ")[0].removeprefix("| ") for line in table.splitlines()[2:]]


def test_each_line_of_the_table_has_its_tests() -> None:
    for line, begins in zip(lines(), TESTED, strict=True):
        assert line.startswith(begins)


@pytest.mark.parametrize("place", sorted({one for tests in TESTED.values() for one in tests}))
def test_what_is_named_is_there(place: str) -> None:
    file, name = re.split("::", place)
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
