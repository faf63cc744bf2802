from __future__ import annotations

from dataclasses import replace
from datetime import date

from kleark.registers.edition_checks import EditionState, EditionVerdict, judge_edition
from kleark.registers.kle_register import KleRegister, Topic, embedded
from tests.unit.registers.test_editions import edition

TODAY = date(2025, 8, 10)
TOPICS = list(embedded().topics.values())


def judged(
    found: KleRegister, live: tuple[str, ...] = (), active: KleRegister | None = None
) -> EditionVerdict:
    return judge_edition(active or embedded(), found, live, TODAY)


def codes(verdict: EditionVerdict) -> tuple[str, list[str]]:
    return verdict.state.value, [doubt.code for doubt in verdict.doubts]


def test_an_edition_that_changes_little_is_ready() -> None:
    verdict = judged(edition(date(2025, 8, 1), *TOPICS[3:]))
    assert codes(verdict) == ("ready", [])
    assert verdict.difference is not None
    assert len(verdict.difference.retired) == 3


def test_an_older_edition_is_refused() -> None:
    verdict = judged(edition(date(2025, 2, 1), *TOPICS))
    assert codes(verdict) == ("refused", ["older"])
    assert verdict.difference is None
    assert "01-02-2025" in verdict.doubts[0].message_da


def test_an_edition_that_would_retire_more_than_a_tenth_is_held() -> None:
    assert codes(judged(edition(date(2025, 8, 1), *TOPICS[36:])))[0] == "ready"
    verdict = judged(edition(date(2025, 8, 1), *TOPICS[37:]))
    assert codes(verdict) == ("held", ["many_topics"])
    assert "37 af de 360 emner" in verdict.doubts[0].message_da


def test_an_edition_that_would_retire_more_than_a_tenth_of_what_is_live_is_held() -> None:
    found = edition(date(2025, 8, 1), *TOPICS[1:])
    live = tuple(topic.kle_number for topic in TOPICS[:10])
    assert codes(judged(found, live)) == ("ready", [])
    verdict = judged(found, live[:9])
    assert codes(verdict) == ("held", ["many_live"])
    assert "1 af de 9 KLE-numre" in verdict.doubts[0].message_da
    assert TOPICS[0].kle_number in verdict.doubts[0].message_da
    # A number that is in no register is not retired by this edition.
    assert codes(judged(found, ("99.99.99", *live)))[0] == "ready"


def test_a_file_without_a_whole_main_group_is_held() -> None:
    found = edition(date(2025, 8, 1), *[one for one in TOPICS if one.kle_number[:2] != "27"])
    assert codes(judged(found)) == ("held", ["missing_groups", "many_topics"])


def test_a_plan_of_other_groups_alone_is_held() -> None:
    found = edition(date(2025, 8, 1), Topic("99.00.00", "Himlen"))
    assert codes(judged(found, ("15.62.05",))) == ("held", ["missing_groups", "many_topics", "many_live"])


def test_another_edition_of_the_same_day_is_held_and_the_same_one_is_not() -> None:
    assert codes(judged(edition(date(2025, 5, 1), *TOPICS))) == ("ready", [])
    renamed = [replace(TOPICS[0], title="Noget nyt"), *TOPICS[1:]]
    assert codes(judged(edition(date(2025, 5, 1), *renamed))) == ("held", ["same_day"])


def test_an_edition_of_the_far_future_is_held() -> None:
    assert codes(judged(edition(date(2025, 9, 10), *TOPICS)))[0] == "ready"
    assert codes(judged(edition(date(2025, 9, 11), *TOPICS))) == ("held", ["future"])


def test_every_doubt_is_told_in_both_languages() -> None:
    verdict = judged(edition(date(2026, 9, 1), Topic("99.00.00", "Himlen")), ("15.62.05",))
    assert verdict.state is EditionState.HELD
    assert all(doubt.message_da and doubt.message_en for doubt in verdict.doubts)
