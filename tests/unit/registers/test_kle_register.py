from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.registers.kle_register import (
    KleRegister,
    LazyTopics,
    Topic,
    Validity,
    embedded,
    normalise_title,
    normalise_titles,
)


def a_register(*topics: Topic) -> KleRegister:
    return KleRegister(
        date(2025, 5, 1),
        {topic.kle_number: topic for topic in topics},
        frozenset(topic.kle_number[:2] for topic in topics),
        "a test",
    )


def test_the_embedded_register_is_kls_main_groups_15_27_and_32_whole() -> None:
    register = embedded()
    assert register.edition == date(2025, 5, 1)
    assert register.coverage == {"15", "27", "32"}
    assert register.source
    counts = Counter(number[:2] for number in register.topics)
    assert counts == {"15": 71, "27": 132, "32": 157}
    groups = Counter(number[:2] for number in register.groups if len(number) == 5)
    assert groups == {"15": 16, "27": 21, "32": 20}
    assert {number[:5] for number in register.topics} == {n for n in register.groups if len(n) == 5}
    assert {number[:2] for number in register.topics} == {n for n in register.groups if len(n) == 2}


def test_an_embedded_topic_has_its_title_dates_and_uuid() -> None:
    topic = embedded().topic("15.62.05")
    assert topic is not None
    assert topic.title == "Dagpenge [jobcenter-fagsystemsag]"
    assert topic.uuid == "d91018b4-baec-11eb-a855-0050c2490048"
    assert topic.validity == (Validity(date(2021, 5, 1)),)
    assert len({topic.uuid for topic in embedded().topics.values()}) == 360


def test_a_number_that_kl_took_into_use_again_has_two_periods() -> None:
    topic = embedded().topics["15.25.00"]
    assert topic.validity == (Validity(date(1994, 1, 1), date(2013, 5, 1)), Validity(date(2021, 11, 1)))
    assert [topic.valid_on(date(year, 12, 1)) for year in (1993, 1994, 2013, 2020, 2021)] == [
        False,
        True,
        False,
        False,
        True,
    ]


def test_numbers_of_an_older_list_are_a_hint_and_no_topics() -> None:
    register = embedded()
    assert set(register.uncertain) == {"27.12.36", "32.18.04", "32.18.12"}
    assert not register.uncertain.keys() & register.topics.keys()


def test_the_number_in_odenses_sheet_that_does_not_exist_is_not_in_the_register() -> None:
    assert embedded().covers("15.27.26")
    assert embedded().topic("15.27.26") is None
    assert [topic.kle_number for topic in embedded().by_title("Jobafklaringsforløb")] == ["15.17.26"]


def test_every_obligatory_topic_is_in_the_embedded_register() -> None:
    obligatory = (
        "15.62.05 15.62.10 15.62.15 15.40.00 15.17.06 15.17.26 "
        "15.17.22 15.20.24 15.17.12 15.20.00 15.62.40 15.62.45"
    )
    assert set(obligatory.split()) <= set(embedded().topics)


def test_about_another_main_group_the_embedded_register_claims_nothing() -> None:
    assert not embedded().covers("20.08.02")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sygedagpenge opfølgning", "Sygedagpengeopfølgning"),
        ("Dagpenge", "Dagpenge [jobcenter-fagsystemsag]"),
        ("Opbygning af billedskoler", "Opbygning af billedskoler [udgår 2025]"),
        ("Vandløb og søer i almindelighed", "Vandløb og søer i almindelighed ["),
        ("KONTAKTFORLØB MV", "Kontaktforløb m.v."),
        ("AMU kurser", "AMU\u2011kurser"),
        ("Ressource\u00adforløb", "Ressource\u200bforløb"),
        ("Mentorstøtte\u00a0", "\tmentorstøtte"),
        ("Integrationsgrunduddannelse igu", "Integrationsgrunduddannelse (igu)"),
    ],
)
def test_titles_that_mean_the_same_are_the_same_when_normalised(one: str, other: str) -> None:
    assert normalise_title(one) == normalise_title(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dagpenge", "Sygedagpenge"),
        ("Revalidering", "Forrevalidering"),
        ("Kontanthjælp", "Uddannelseshjælp"),
        ("Løn", "Lon"),
        ("225-timersregel", "timersregel"),
    ],
)
def test_titles_that_differ_stay_different(one: str, other: str) -> None:
    assert normalise_title(one) != normalise_title(other)


@given(st.text(alphabet="abcæøåéÆØÅ -.,()/0123456789"))
def test_unicode_form_and_case_do_not_change_a_normalised_title(title: str) -> None:
    normal = normalise_title(title)
    assert normalise_title(unicodedata.normalize("NFD", title)) == normal
    assert normalise_title(title.upper()) == normal
    assert normalise_title(normal) == normal


def test_all_topics_with_the_same_title_are_found_in_order_of_number() -> None:
    retired = Topic("15.10.05", "Dagpenge", date(2013, 5, 1))
    register = a_register(Topic("15.62.05", "Dagpenge [jobcenter-fagsystemsag]"), retired)
    assert [topic.kle_number for topic in register.by_title("dagpenge")] == ["15.10.05", "15.62.05"]


def test_every_embedded_topic_is_found_by_its_own_title() -> None:
    for topic in embedded().topics.values():
        assert topic in embedded().by_title(topic.title)


@pytest.mark.parametrize("title", ["", "  ", "[udgår 2025]", "—", "Findes ikke"])
def test_a_title_without_a_topic_finds_none(title: str) -> None:
    assert a_register(Topic("15.00.00", "["), Topic("15.00.05", "Dagpenge")).by_title(title) == ()


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("Opbygning af billedskoler [udgår 2025]", 2025),
        ("Opbygning af billedskoler [Udgår maj 2026]", 2026),
        (unicodedata.normalize("NFD", "Opbygning af billedskoler [udgår 2025]"), 2025),
        ("Dagpenge [jobcenter-fagsystemsag]", None),
        ("Noget der udgår 2025", None),
        ("[nyt 2025]", None),
    ],
)
def test_a_bracket_in_the_title_tells_that_a_number_is_retiring(title: str, year: int | None) -> None:
    assert Topic("20.08.02", title).retiring == year


@given(st.lists(st.text() | st.text(alphabet="aÅé\u030a.,- []()§1\u00ad\n_ß²", max_size=12)))
def test_many_titles_are_normalised_like_each_of_them(titles: list[str]) -> None:
    assert normalise_titles(titles) == [normalise_title(title) for title in titles]


def test_topics_are_made_when_they_are_asked_for() -> None:
    topics = LazyTopics({"15.00.00": ";;;;;Med; semikolon", "15.00.05": "2020-01-01"})
    assert topics["15.00.00"] == Topic("15.00.00", "Med; semikolon")
    assert topics["15.00.00"] is topics["15.00.00"]
    assert ("15.00.05" in topics, "15.00.06" in topics, len(topics)) == (True, False, 2)
    with pytest.raises(ValueError, match="not enough values"):
        topics["15.00.05"]
    assert topics.get("15.00.06") is None
