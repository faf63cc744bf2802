from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.registers.editions import EditionDifference, Renamed, compare, effect_on, follow
from kleark.registers.kle_register import KleRegister, Topic, Validity

FIRST = date(2025, 5, 1)
NUMBERS = [f"15.{group:02}.{topic:02}" for group in (1, 2) for topic in range(4)]


def edition(day: date, *topics: Topic, successors: dict[str, str] | None = None) -> KleRegister:
    """An edition as KL publishes it: living topics only."""
    coverage = frozenset(topic.kle_number[:2] for topic in topics)
    return KleRegister(
        day, {topic.kle_number: topic for topic in topics}, coverage, "KL", successors=successors or {}
    )


def later(months: int) -> date:
    return FIRST + timedelta(days=92 * months)


A, B, C = (
    Topic(number, title, since=date(1994, 1, 1)) for number, title in zip(NUMBERS, "ABC", strict=False)
)


def test_a_topic_that_is_not_in_the_next_edition_retires_on_its_day_and_is_kept() -> None:
    known = follow(edition(FIRST, A, B), edition(later(1), A, successors={B.kle_number: "15.01.00 15.02.03"}))
    assert known.topic(B.kle_number) == replace(B, retired_on=later(1), replaced_by=("15.01.00", "15.02.03"))
    assert follow(known, edition(later(2), A)).topic(B.kle_number) == known.topic(B.kle_number)


def test_a_topic_that_comes_back_has_two_validities_whatever_its_created_day() -> None:
    gone = follow(edition(FIRST, A, B), edition(later(1), A))
    back = follow(gone, edition(later(3), A, B)).topics[B.kle_number]
    assert back.validity == (Validity(date(1994, 1, 1), later(1)), Validity(later(3)))
    assert back.retired_on is None


def test_a_topic_of_long_ago_that_was_not_known_is_in_use_from_the_edition_that_has_it() -> None:
    known = follow(edition(FIRST, A), edition(later(1), A, B))
    assert known.topics[B.kle_number].validity == (Validity(later(1)),)
    new = replace(B, since=later(1))
    assert follow(edition(FIRST, A), edition(later(1), A, new)).topics[B.kle_number] == new


def test_an_announcement_can_come_and_be_withdrawn_and_retires_nothing() -> None:
    announced = replace(A, title="A [udgår 2026]")
    first, second = edition(FIRST, A), follow(edition(FIRST, A), edition(later(1), announced))
    assert compare(first, second).announced == (announced,)
    assert compare(first, second).retired == ()
    # It is one piece of news, and not a new name as well.
    assert compare(first, second).renamed == ()
    third = follow(second, edition(later(2), A))
    assert compare(second, third).withdrawn == (A,)
    assert compare(second, third).renamed == ()
    assert third.topics[A.kle_number].validity == A.validity


def test_blanks_are_no_new_title() -> None:
    spaced = replace(A, title=" A ")
    assert not compare(edition(FIRST, A), follow(edition(FIRST, A), edition(later(1), spaced)))
    renamed = compare(edition(FIRST, A), edition(later(1), replace(A, title="a"))).renamed
    assert renamed == (Renamed(A.kle_number, "A", "a"),)


def test_other_remarks_are_part_of_a_title_and_both_can_be_new() -> None:
    before, after = edition(FIRST, A), edition(later(1), replace(A, title="A [se 15.01] [udgår 2026]"))
    assert [one.new for one in compare(before, after).renamed] == ["A [se 15.01] [udgår 2026]"]
    assert [one.retiring for one in compare(before, after).announced] == [2026]


def test_the_same_uuid_under_another_number_is_told() -> None:
    old, new = replace(A, uuid="x"), Topic("15.02.03", "A", since=later(1), uuid="x")
    difference = compare(edition(FIRST, old, B), follow(edition(FIRST, old, B), edition(later(1), B, new)))
    assert difference.moved == (("15.01.00", "15.02.03"),)
    assert ([one.kle_number for one in difference.new], difference.retired[0].kle_number) == (
        ["15.02.03"],
        "15.01.00",
    )


def test_a_main_group_that_nothing_was_known_of_is_not_new_topic_by_topic() -> None:
    other = Topic("99.00.00", "Himlen")
    after = follow(edition(FIRST, A), edition(later(1), A, other))
    assert compare(edition(FIRST, A), after) == EditionDifference()
    assert after.covers("99.99.99")


def test_a_main_group_that_is_not_there_is_told() -> None:
    other = Topic("99.00.00", "Himlen")
    before = edition(FIRST, A, other)
    assert compare(before, follow(before, edition(later(1), A))).missing_groups == ("99",)


def test_an_older_edition_cannot_follow() -> None:
    with pytest.raises(ValueError, match="later one"):
        follow(edition(later(1), A), edition(FIRST, A))


def test_what_an_edition_means_for_rows() -> None:
    new = Topic("15.02.03", "Ny", since=later(1))
    before = edition(FIRST, A, B, C, Topic("15.02.00", "X"))
    after = follow(before, edition(later(1), A, replace(C, title="Andet"), Topic("15.02.00", "X"), new))
    effect = effect_on(["15.01.01", "15.01.02", "15.02.00", "27.00.00"], compare(before, after))
    assert [topic.kle_number for topic in effect.retired] == ["15.01.01"]
    assert effect.renamed == (Renamed("15.01.02", "C", "Andet"),)
    assert effect.beside == (new,)
    assert effect.known == ()
    assert effect_on(["15.02.03"], compare(before, after)).known == (new,)
    assert not effect_on(["27.00.00"], compare(before, after))


contents = st.lists(st.sets(st.sampled_from(NUMBERS)), min_size=1, max_size=6)


def chain(editions: list[set[str]]) -> list[KleRegister]:
    """What is known after each of the editions. One topic is in all of them, so that the main group is covered."""
    always = Topic("15.99.99", "Altid", since=date(1988, 1, 1))
    known: list[KleRegister] = []
    for at, numbers in enumerate(editions):
        topics = [Topic(number, number, since=date(1994, 1, 1)) for number in sorted(numbers)]
        found = edition(later(at), always, *topics)
        known.append(follow(known[-1], found) if known else found)
    return known


@given(contents)
def test_on_each_editions_day_exactly_its_topics_are_valid(editions: list[set[str]]) -> None:
    last = chain(editions)[-1]
    for at, numbers in enumerate(editions):
        for day in (later(at), later(at + 1) - timedelta(days=1)):
            if at == len(editions) - 1 or day < later(at + 1):
                valid = {number for number, topic in last.topics.items() if topic.valid_on(day)}
                assert valid - {"15.99.99"} == numbers


@given(contents)
def test_nothing_that_was_ever_known_is_forgotten(editions: list[set[str]]) -> None:
    for before, after in pairwise(chain(editions)):
        assert before.topics.keys() <= after.topics.keys()
        for number, topic in before.topics.items():
            assert after.topics[number].validity[: len(topic.earlier)] == topic.earlier


@given(contents)
def test_validities_are_apart_and_in_order(editions: list[set[str]]) -> None:
    for topic in chain(editions)[-1].topics.values():
        days = [day for validity in topic.validity for day in validity if day is not None]
        assert days == sorted(days)
        assert len(set(days)) == len(days)
        assert all(validity.until is not None for validity in topic.earlier)


@given(contents)
def test_the_same_edition_again_changes_nothing(editions: list[set[str]]) -> None:
    known = chain(editions)[-1]
    living = [replace(t, earlier=()) for t in known.topics.values() if t.retired_on is None]
    again = follow(known, edition(known.edition, *living))
    assert again.topics == known.topics
    assert not compare(known, again)


@given(contents)
def test_a_correction_of_the_same_day_takes_back_what_the_edition_retired(editions: list[set[str]]) -> None:
    known = chain(editions)
    if len(known) < 2:
        return
    before, after = known[-2], known[-1]
    mended = edition(after.edition, *[t for t in before.topics.values() if t.retired_on is None])
    corrected = follow(after, mended)
    for number, topic in before.topics.items():
        if topic.retired_on is None:
            assert corrected.topics[number].validity == topic.validity


@given(contents)
def test_a_difference_is_what_is_in_use_before_and_after(editions: list[set[str]]) -> None:
    known = chain(editions)
    for before, after in pairwise(known):
        used = [{n for n, t in one.topics.items() if t.retired_on is None} for one in (before, after)]
        difference = compare(before, after)
        assert {topic.kle_number for topic in difference.retired} == used[0] - used[1]
        arrived = {topic.kle_number for topic in (*difference.new, *difference.returned)}
        assert arrived == used[1] - used[0]
