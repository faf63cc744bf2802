"""Which edition of KL's register sheets are checked against, and what the next one changes for the municipality."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kleark.admin.rendering import page
from kleark.editions.live_numbers import live_numbers
from kleark.editions.receive import doubts_from_json, stored_register
from kleark.registers.edition_checks import EditionState
from kleark.registers.editions import compare as compare_registers
from kleark.registers.editions import effect_on, follow
from kleark.registers.kle_register import without_brackets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kleark.admin.app_context import PageVisit
    from kleark.editions.model import EditionRecord
    from kleark.http.messages import Response
    from kleark.registers.editions import EditionEffect
    from kleark.registers.kle_register import KleRegister, Topic

MOST_PAST = 20
"""So many changes of the active register are listed, the newest."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An edition that an operator may activate. ``doubts``: why it is held back; in Danish."""

    edition: date
    received_at: str
    doubts: tuple[str, ...]
    effect: EditionEffect


def active_edition(visit: PageVisit) -> Response:
    """The active edition, the one that waits, and those before."""
    editions = visit.context.stores.editions
    active, log, records = editions.active(), editions.log(), editions.records()
    register = stored_register(editions, active.content)
    age = _months(register.edition, visit.context.now().date())
    numbers = live_numbers(visit.table, [visit.person.code]).get(visit.person.code, frozenset())
    return page(
        visit,
        "register_page.html.jinja",
        edition=register.edition,
        age=age,
        active=active,
        topics=register.in_use,
        groups=[(number, register.groups.get(number, "")) for number in sorted(register.coverage)],
        waiting=_waiting(register, records, numbers, visit),
        retired=_titled(numbers, register, retired=True),
        retiring=_titled(numbers, register, retired=False),
        here="/regler",
        past=[(entry, date.fromisoformat(entry.edition)) for entry in reversed(log[-MOST_PAST:])],
    )


def _waiting(
    register: KleRegister, records: Iterable[EditionRecord], numbers: frozenset[str], visit: PageVisit
) -> Waiting | None:
    """The newest edition that is newer than the active one, and could be activated."""
    usable = [
        one
        for one in records
        if one.content
        and one.edition
        and one.edition > register.edition.isoformat()
        and one.state != EditionState.REFUSED
    ]
    if not usable:
        return None
    newest = max(usable, key=lambda one: (one.edition or "", one.received_at))
    edition = stored_register(visit.context.stores.editions, newest.content or "")
    effect = effect_on(numbers, compare_registers(register, follow(register, edition)))
    doubts = tuple(doubt.message_da for doubt in doubts_from_json(newest.doubts))
    return Waiting(edition.edition, newest.received_at, doubts, effect)


def _titled(numbers: frozenset[str], register: KleRegister, *, retired: bool) -> list[tuple[Topic, str]]:
    """The municipality's live numbers that are retired, or announced to retire, with their bare titles."""
    topics = [topic for number in sorted(numbers) if (topic := register.topic(number)) is not None]
    found = [
        topic
        for topic in topics
        if (topic.retired_on is not None if retired else topic.retired_on is None and topic.retiring)
    ]
    return [(topic, without_brackets(topic.title)) for topic in found]


def _months(since: date, today: date) -> int:
    return (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
