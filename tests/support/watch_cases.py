"""What a municipality's rows are judged against, in tests of the watch."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from kleark.registers.kle_register import KleRegister, Topic, embedded
from kleark.watch.circumstances import Circumstances, StoredFlaw

if TYPE_CHECKING:
    from kleark.watch.model import WatchFinding, WatchState

TODAY = date(2026, 6, 1)
SOUND = dict.fromkeys(StoredFlaw, False)
"""All was looked into, and nothing is wrong with it."""
AT = "2026-06-01T03:00:00.000Z"
LATER = "2026-06-02T03:00:00.000Z"


def around(**overrides: Any) -> Circumstances:
    """Nothing has changed since yesterday."""
    usual = Circumstances(embedded(), TODAY, AT, None, {}, "2026-05-01T08:00:00.000Z", SOUND)
    return replace(usual, **overrides)


def register_with(*topics: Topic, without: str | None = None) -> KleRegister:
    """The embedded register with these topics in the place of its own, and without one."""
    register = embedded()
    kept = {number: topic for number, topic in register.topics.items() if number != without}
    changed = kept | {topic.kle_number: topic for topic in topics}
    return KleRegister(date(2026, 5, 1), changed, register.coverage)


def found(state: WatchState, rule: str) -> list[WatchFinding]:
    """The open findings of a rule."""
    return [one for one in state.open_findings if one.rule == rule]
