"""The page that says which edition counts, and what the next one changes for the municipality."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.editions.activation import carry_out, plan_revert
from kleark.identity.person import Role
from kleark.registers.kle_register import embedded
from tests.support.emneplan import PlanTopic
from tests.support.page import asking, text_of
from tests.support.receiving import OPERATOR, Editions, edition_file
from tests.support.world import AARHUS, row

if TYPE_CHECKING:
    from tests.support.world import World

NEW = PlanTopic("15.00.35", "Noget nyt", "2025-08-01", former=("15.00.05",))


def text(world: World, code: str = "0461") -> str:
    made = asking(world, Role.READER, code).get("/register")
    assert made.status == 200
    return text_of(made)


def test_before_any_edition_it_is_kleaks_own(world: World) -> None:
    shown = text(world)
    assert "KL's udgave fra 1. maj 2025. Den er 6 måneder gammel og har 360 emner." in shown
    assert "Ingen af de numre, I viser sager på, er udgået eller på vej ud." in shown
    assert "Indtil nu er kun den udgave brugt, der følger med Kleark." in shown
    assert "venter" not in shown


def test_what_waits_is_told_with_what_it_changes_for_the_own_rows(world: World) -> None:
    world.published((row(5), row(15), row(301)))
    world.at(AARHUS).published((row(1712),))
    editions = Editions(world)
    editions.drop(edition_file(without=("15.00.05",), renamed={"15.00.15": "Planer"}, new=(NEW,)))
    editions.drop(b"ikke noget")
    shown = text(world)
    assert "Udgaven fra 1. aug. 2025 kom 10. aug. 2025 kl. 11.00. Den bliver ikke brugt endnu." in shown
    assert "Den bliver holdt tilbage" in shown
    assert "15.00.05 udgår og bliver afløst af 15.00.35" in shown
    assert "15.00.15 kommer til at hedde Planer" in shown
    assert "15.00.35 Noget nyt er nyt i en gruppe" in shown
    other = text(world, AARHUS)
    assert "Den ændrer intet for de numre, I viser sager på nu." in other


def test_an_active_edition_is_shown_with_what_has_been_used(world: World) -> None:
    world.published((row(5), row(20)))
    editions = Editions(world)
    changed = edition_file(without=("15.00.05",), renamed={"15.00.20": "Andre [udgår 2026]"}, new=(NEW,))
    editions.activate(changed, confirmed=True)
    shown = text(world)
    assert "KL's udgave fra 1. aug. 2025" in shown
    retired = f"15.00.05 {embedded().topics['15.00.05'].title}: udgik 1. aug. 2025, afløst af 15.00.35"
    assert retired in shown
    assert "15.00.20 Andre: udgår i 2026" in shown
    assert "udgaven fra 1. aug. 2025. Begrundelse: prøve" in shown
    assert OPERATOR not in shown
    carry_out(plan_revert(None, editions.services), OPERATOR, "en fejl", editions.services)
    shown = text(world)
    assert "tilbage til udgaven fra 1. maj 2025" in shown
    # What was gone back from waits again.
    assert "Udgaven fra 1. aug. 2025 kom" in shown
