"""Whom an actor is, as colleagues know them, and for how long that is remembered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given

from kleark.identity.colleagues import FORGOTTEN_AFTER, Colleague, approvers, directory_of, name_in
from kleark.identity.person import Role
from kleark.publishing.messages import actor_name
from kleark.publishing.model import AUTOMATIC
from kleark.publishing.notice_kinds import NoticeKind
from tests.support.world import NOON, ODENSE
from tests.unit.publishing.test_actors import actors

ANNE = Colleague(
    ODENSE,
    "oidc:7f3c:anne@odense.example",
    "Anne Andersen",
    Role.APPROVER,
    "anne@odense.example",
    NOON,
    NOON,
)
BO = replace(ANNE, actor="oidc:99aa:bo@odense.example", name="Bo Bentsen", role=Role.EDITOR)
DIRECTORY = directory_of([ANNE, BO])


@pytest.mark.parametrize(
    ("actor", "name"),
    [
        (ANNE.actor, "Anne Andersen"),
        ("oidc:7f3c:anne.gift@odense.example", "Anne Andersen"),
        ("oidc:7f3:anne@odense.example", "anne@odense.example"),
        ("oidc:gone:chr@odense.example", "chr@odense.example"),
        ("arn:aws:sts::1:assumed-role/Operator/anne", "anne"),
        ("arn:aws:iam::1:user/7f3c", "7f3c"),
        ("7f3c", "7f3c"),
        (AUTOMATIC, "automatisk"),
    ],
)
def test_a_person_is_called_by_the_name_in_the_directory_where_it_is_known(actor: str, name: str) -> None:
    assert actor_name(actor, "da", partial(name_in, DIRECTORY)) == name


def test_in_english_too() -> None:
    assert actor_name(AUTOMATIC, "en", partial(name_in, DIRECTORY)) == "automatically"
    assert actor_name(BO.actor, "en", partial(name_in, DIRECTORY)) == "Bo Bentsen"


@given(actors)
def test_where_nobody_is_known_it_is_as_the_log_has_it(actor: str) -> None:
    assert name_in({}, actor) is None
    assert actor_name(actor, "da", partial(name_in, {})) == actor_name(actor, "da")


@pytest.mark.parametrize(("after", "remembered"), [(-1, True), (0, False), (1, False)])
def test_after_a_year_without_a_sign_in_somebody_is_forgotten(after: int, *, remembered: bool) -> None:
    assert timedelta(days=364) < FORGOTTEN_AFTER < timedelta(days=367)
    now = NOON + FORGOTTEN_AFTER + timedelta(seconds=after)
    assert ANNE.is_remembered(now) is remembered


def test_a_notice_is_for_whoever_can_be_written_to_and_has_not_turned_it_off() -> None:
    quiet = replace(ANNE, muted=frozenset({NoticeKind.PUBLISHED}))
    assert [quiet.wants(kind) for kind in (NoticeKind.PUBLISHED, NoticeKind.REFUSED)] == [False, True]
    assert not any(replace(ANNE, address=None).wants(kind) for kind in NoticeKind)


def test_approvers_are_those_who_may_decide() -> None:
    reader = replace(BO, actor="oidc:1:r", role=Role.READER)
    assert approvers([BO, ANNE, reader]) == [ANNE]
