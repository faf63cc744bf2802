"""Whether a process has what it needs to answer, for the probe that asks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Readiness:
    """``known``: configurations in hand. ``missing``: those of `Client.warm` that are not. ``oldest``: their
    greatest age.

    ``stale``: how many are older than the API allows. ``api_answers``: whether the last questions were answered.
    ``listed``: False where all were to be warmed, and the list of them could not be had.
    """

    known: int
    missing: tuple[str, ...]
    oldest: float | None
    stale: int
    api_answers: bool
    listed: bool = True

    @property
    def ready(self) -> bool:
        """Whether all that was asked for is in hand, also while the API is down."""
        return self.listed and not self.missing
