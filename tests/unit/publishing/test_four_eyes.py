"""Who may make live what somebody has uploaded, where it takes four eyes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kleark.publishing.errors import SamePersonError, UnknownUploaderError
from kleark.publishing.four_eyes import four_eyes_refusal
from kleark.publishing.model import Live
from tests.unit.publishing.test_actors import ANNE, BO, OPERATOR
from tests.unit.publishing.test_policy import LIVE, UPLOAD

WATCHED = replace(LIVE, four_eyes=True)


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
