"""What one municipality's live rows are judged against: all that can change while nobody publishes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from kleark.case_templates.model import TemplateList
    from kleark.configuration.case_counts import IndexedCases, UnreadInventory
    from kleark.inventory.case_sums import CaseSums
    from kleark.links.link_answer import LinkAnswer
    from kleark.registers.kle_register import KleRegister


class StoredFlaw(StrEnum):
    """What can be wrong with what is stored of a municipality."""

    LOG = "log"
    """`kleark log verify` would say so."""
    ROWS = "rows"
    """The live rows are not those that were sealed."""
    ORPHANS = "orphans"
    """Something is there that nothing leads to, or something leads to what is not there."""
    FILES = "files"
    """The same of files: a sheet or a report that no upload's record knows, or a record whose file is gone."""


@dataclass(frozen=True, slots=True)
class UnreadTemplates:
    """A list of case templates counts that cannot be read now: nothing is known of it."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is true of a municipality when its rows are judged.

    Attributes:
        register: The active edition of the KLE register.
        today: The day in Denmark.
        at: The moment, as `publishing.model.stamp` writes it.
        indexed: Its cases in the indexes; None where no inventory counts, `UnreadInventory` where it cannot be read.
        links: What was answered when links were last asked, by address; None where that cannot be read, and empty
            where nobody asks.
        looked_at: When a person last published, or looked through, what is live; None where nobody knows.
        flaws: Of what was looked into, whether what is stored is wrong.
        past: What it had by inventories before, oldest first; None where that cannot be read.
        templates: Its list of case templates; None where none counts.
    """

    register: KleRegister
    today: date
    at: str
    indexed: IndexedCases | UnreadInventory | None = None
    links: Mapping[str, LinkAnswer] | None = None
    looked_at: str | None = None
    flaws: Mapping[StoredFlaw, bool] = field(default_factory=dict)
    past: Sequence[CaseSums] | None = ()
    templates: TemplateList | UnreadTemplates | None = None
