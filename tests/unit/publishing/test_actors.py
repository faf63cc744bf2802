"""Whom an actor of the log is, and when two are one person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.publishing.actors import same_person, signed_in_actor, subject_of, without_name
from kleark.publishing.model import AUTOMATIC

ANNE, BO = "oidc:7f3c:anne@odense.example", "oidc:99aa:bo@odense.example"
OPERATOR = "arn:aws:sts::1:assumed-role/Operator/anne"

subjects = st.text("0123456789abcdef-._~", min_size=1, max_size=8)
names = st.text("abcæøå @.-+", max_size=8)
actors = st.one_of(
    st.builds("oidc:{}:{}".format, subjects, names),
    st.builds("arn:aws:sts::1:assumed-role/Operator/{}".format, names),
    st.just(AUTOMATIC),
)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (ANNE, ANNE, True),
        (ANNE, "oidc:7f3c:anne.marie@odense.example", True),
        (ANNE, "oidc:7f3c:", True),
        (ANNE, "oidc:7f3d:anne@odense.example", False),
        (ANNE, BO, False),
        (OPERATOR, OPERATOR, True),
        (OPERATOR, OPERATOR.replace("anne", "bo"), False),
        ("arn:aws:iam::1:user:anne", "arn:aws:iam::1:user:bo", False),
        (ANNE, OPERATOR, False),
    ],
)
def test_the_same_person(one: str, other: str, *, same: bool) -> None:
    assert same_person(one, other) is same_person(other, one) is same


@given(actors, actors)
def test_who_is_whom_goes_both_ways(one: str, other: str) -> None:
    assert same_person(one, one)
    assert same_person(one, other) is same_person(other, one)


@given(subjects, names, names)
def test_another_name_makes_nobody_another(subject: str, before: str, after: str) -> None:
    assert same_person(f"oidc:{subject}:{before}", f"oidc:{subject}:{after}")


@given(subjects, subjects, names)
def test_two_subjects_are_two_people_whatever_they_are_called(one: str, other: str, name: str) -> None:
    assert same_person(f"oidc:{one}:{name}", f"oidc:{other}:{name}") is (one == other)


@given(actors, actors)
def test_two_actors_have_one_subject_just_where_they_are_one_person(one: str, other: str) -> None:
    if subject_of(one) and subject_of(other):
        assert (subject_of(one) == subject_of(other)) == same_person(one, other)


@given(subjects, names)
def test_who_signs_in_is_known_by_the_subject_alone(subject: str, name: str) -> None:
    actor = signed_in_actor(subject, name)
    assert actor == f"oidc:{subject}:{name}"
    assert subject_of(actor) == subject
    assert without_name(actor) == f"oidc:{subject}"


@pytest.mark.parametrize("actor", [OPERATOR, AUTOMATIC, "oidc:", "7f3c"])
def test_others_have_no_subject(actor: str) -> None:
    assert subject_of(actor) is None
