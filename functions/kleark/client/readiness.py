"""Whether a process has what it needs to answer, for the probe that asks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Readiness:
    """``known``: configurations in hand. ``missing``: those of `Client.warm` that are not. ``oldest``: their
    greatest age.

    ``stale``: how many are older than the API allows. ``api_answers``: whether the last questions were answered.
    """

    known: int
    missing: tuple[str, ...]
    oldest: float | None
    stale: int
    api_answers: bool

    @property
    def ready(self) -> bool:
        """Whether all that was asked for is in hand, also while the API is down."""
        return not self.missing
