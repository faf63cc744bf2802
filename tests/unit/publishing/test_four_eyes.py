"""Who may make live what somebody has uploaded, where it takes four eyes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.publishing.errors import SamePersonError, UnknownUploaderError
from kleark.publishing.four_eyes import four_eyes_refusal, same_person
from kleark.publishing.model import AUTOMATIC, Live
from tests.unit.publishing.test_policy import LIVE, UPLOAD

ANNE, BO = "oidc:7f3c:anne@odense.example", "oidc:99aa:bo@odense.example"
OPERATOR = "arn:aws:sts::1:assumed-role/Operator/anne"
WATCHED = replace(LIVE, four_eyes=True)

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


@pytest.mark.parametrize("uploaded_by", [None, ANNE, BO])
def test_without_four_eyes_it_does_not_matter(uploaded_by: str | None) -> None:
    assert four_eyes_refusal(replace(UPLOAD, uploaded_by=uploaded_by), LIVE, ANNE) is None


def test_with_four_eyes_another_one_must_do_it() -> None:
    by_anne = replace(UPLOAD, uploaded_by=ANNE)
    assert isinstance(four_eyes_refusal(by_anne, WATCHED, ANNE), SamePersonError)
    assert isinstance(four_eyes_refusal(by_anne, WATCHED, "oidc:7f3c:nyt@navn.example"), SamePersonError)
    assert four_eyes_refusal(by_anne, WATCHED, BO) is None
    assert four_eyes_refusal(by_anne, WATCHED, OPERATOR) is None


@pytest.mark.parametrize("actor", [ANNE, BO, OPERATOR])
def test_with_four_eyes_nobody_publishes_what_is_nobody_s(actor: str) -> None:
    assert isinstance(four_eyes_refusal(UPLOAD, WATCHED, actor), UnknownUploaderError)
    assert isinstance(four_eyes_refusal(UPLOAD, Live(four_eyes=True), actor), UnknownUploaderError)
