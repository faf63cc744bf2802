"""``/v1/register`` says which edition is active, whatever becomes active."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.editions.activation import carry_out, plan_revert
from tests.support.receiving import OPERATOR, Editions, edition_file
from tests.support.world import ask

if TYPE_CHECKING:
    from tests.support.world import World

OWN = {"edition": "2025-05-01", "mainGroups": ["15", "27", "32"], "topics": 360, "activatedAt": None}


def test_it_is_kleaks_own_until_another_one_is_active(world: World) -> None:
    answer = ask("/v1/register")
    assert (answer.status, answer.json) == (200, OWN)
    assert ask("/v1/register", if_none_match=answer.headers["ETag"]).status == 304

    editions = Editions(world)
    entry = editions.activate(edition_file(without=("15.00.10",)))
    changed = ask("/v1/register", if_none_match=answer.headers["ETag"])
    assert changed.json == OWN | {"edition": "2025-08-01", "topics": 359, "activatedAt": entry.at}

    back = carry_out(plan_revert(None, editions.services), OPERATOR, "en fejl", editions.services)
    assert ask("/v1/register").json == OWN | {"activatedAt": back.at}


def test_it_takes_no_parameters(world: World) -> None:
    assert ask("/v1/register", "kle=15.00.00").status == 400
