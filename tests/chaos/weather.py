"""Which call meets which fault: drawn from the seed, and from how many such calls there were before.

The same seed gives the same faults to the n-th call of a kind, whoever makes it. Who that is, the machine decides.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum


class Fault(StrEnum):
    """What happens to one call of a function or a command to AWS."""

    NONE = "none"
    SLOW = "slow"
    """It is carried out, and answered late."""
    THROTTLED = "throttled"
    """It is not carried out: the service says that it has too much to do."""
    BROKEN = "broken"
    """It is not carried out: the service has a fault."""
    LOST = "lost"
    """It is carried out, and the answer never comes: the connection ends."""
    TWICE = "twice"
    """It is carried out twice, as where something on the way tried again."""
    KILLED_BEFORE = "killed_before"
    """The process that makes it is killed before it goes out."""
    KILLED_AFTER = "killed_after"
    """The process is killed when it has been carried out, before the answer is there."""


REPEATABLE = frozenset({"SendMessage", "PutEvents", "PutObject"})
"""What may be carried out twice without asking: AWS promises once for none of them. A transaction has a token."""


@dataclass(frozen=True, slots=True)
class Climate:
    """How often each fault is drawn, of 10,000 calls, by service; ``seconds``: how late a slow answer may be."""

    throttled: int = 250
    broken: int = 80
    lost: int = 60
    slow: int = 150
    twice: int = 300
    killed: int = 22
    slow_s3: int = 600
    seconds: float = 2.0

    def milder(self, share: float) -> Climate:
        """With so much of each."""
        return replace(
            self,
            **{
                name: round(getattr(self, name) * share)
                for name in ("throttled", "broken", "lost", "slow", "twice", "killed", "slow_s3")
            },
        )


CALM = Climate().milder(0)


@dataclass(frozen=True, slots=True)
class Weather:
    """The faults of a run. What is drawn for one call does not depend on the others."""

    seed: int
    climate: Climate = Climate()

    def fault(self, service: str, operation: str, number: int) -> Fault:
        """What happens to the ``number``-th call of this kind."""
        climate = self.climate
        drawn = self._draw(service, operation, number, "fault") * 10_000
        chances = (
            (Fault.THROTTLED, climate.throttled if service in {"dynamodb", "s3"} else 0),
            (Fault.BROKEN, climate.broken),
            (Fault.LOST, climate.lost),
            (Fault.SLOW, climate.slow_s3 if service == "s3" else climate.slow),
            (Fault.TWICE, climate.twice if operation in REPEATABLE else 0),
            (Fault.KILLED_BEFORE, climate.killed),
            (Fault.KILLED_AFTER, climate.killed),
        )
        for fault, chance in chances:
            if drawn < chance:
                return fault
            drawn -= chance
        return Fault.NONE

    def delay(self, service: str, operation: str, number: int) -> float:
        """Seconds that a slow answer is late."""
        return self._draw(service, operation, number, "delay") * self.climate.seconds

    def _draw(self, *what: object) -> float:
        text = "|".join(map(str, (self.seed, *what)))
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7], "big") / 2**56
