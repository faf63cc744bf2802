"""Which findings of the watch are as they should be for now: "set, og i orden", until a day.

It stands in LIVE as text, and each change of it in the log, which proves it. Who did it, and why, is in the entry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kleark.publishing.model import Live, LogEntry

FINDING_ID = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class SetAside:
    """Findings that were set aside together.

    Attributes:
        until: The day on which they come back, as an ISO date.
        revision: Of the log's entry about it.
        step: The same.
        findings: Their ids.
    """

    until: str
    revision: int
    step: int
    findings: tuple[str, ...]

    def holds(self, today: date) -> bool:
        """Whether they are still set aside."""
        return today.isoformat() < self.until


def set_aside_in(text: str | None) -> tuple[SetAside, ...]:
    """What LIVE says. Raises ValueError where the text is none that `set_aside_after` writes."""
    return tuple(map(_group, text.split(";"))) if text else ()


def set_aside_now(live: Live, today: date) -> dict[str, SetAside]:
    """What is set aside on a day, by the findings' ids."""
    groups = [one for one in set_aside_in(live.set_aside) if one.holds(today)]
    return {finding: one for one in groups for finding in one.findings}


def set_aside_after(text: str | None, entry: LogEntry) -> str | None:
    """What LIVE says after one more entry about it. What has come back by then is left out."""
    changed = (entry.findings or "").split()
    today = date.fromisoformat(entry.at[:10])
    groups = [
        SetAside(
            one.until, one.revision, one.step, tuple(each for each in one.findings if each not in changed)
        )
        for one in set_aside_in(text)
        if one.holds(today)
    ]
    if entry.until:
        groups.append(SetAside(entry.until, entry.revision, entry.step, tuple(sorted(changed))))
    return ";".join(_text(one) for one in groups if one.findings) or None


def count_set_aside(text: str | None) -> int:
    """How many findings the text names."""
    return sum(len(one.findings) for one in set_aside_in(text))


def _text(one: SetAside) -> str:
    return f"{one.until} {one.revision}.{one.step} {' '.join(one.findings)}"


def _group(text: str) -> SetAside:
    until, number, *findings = text.split(" ")
    revision, _, step = number.partition(".")
    return SetAside(until, int(revision), int(step), tuple(findings))
