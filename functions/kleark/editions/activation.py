"""An operator makes an edition the active register, or goes back: planned first, for every municipality.

planned against entry 4 of the log ─────────────────────▶ commits entry 5: refused, plans again
                   another operator ──▶ commits entry 5
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.editions.errors import (
    AlreadyActiveError,
    NothingToGoBackToError,
    RegisterMovedError,
    UnconfirmedEditionError,
    UnknownEditionError,
    UnusableEditionError,
)
from kleark.editions.live_numbers import live_numbers
from kleark.editions.model import ID_LENGTH, ActiveEdition, RegisterAction, RegisterEntry
from kleark.editions.receive import (
    EditionServices,
    active_register,
    doubts_from_json,
    store_register,
    store_slices,
    stored_register,
)
from kleark.editions.register_log import next_entry
from kleark.publishing.model import stamp
from kleark.registers.edition_checks import EditionState, EditionVerdict, judge_edition
from kleark.registers.editions import EditionEffect, compare, effect_on, follow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.editions.model import EditionRecord
    from kleark.editions.ports import EditionTable
    from kleark.publishing.ids import MunicipalityCode
    from kleark.registers.edition_checks import Doubt
    from kleark.registers.editions import EditionDifference
    from kleark.registers.kle_register import KleRegister


@dataclass(frozen=True, slots=True)
class EditionPlan:
    """What would become active, and what that changes.

    ``active``: what it was planned against. ``register``: what would be known. ``doubts``: what must be confirmed.
    ``effects``: for each municipality with anything live, those without any change left out. ``to``: for a revert, the
    entry of the log that is gone back to; 0 for the register that comes with Kleark.
    """

    active: ActiveEdition
    register: KleRegister
    edition_id: str
    difference: EditionDifference
    doubts: tuple[Doubt, ...]
    effects: Mapping[MunicipalityCode, EditionEffect]
    to: int | None = None


def find_record(table: EditionTable, text: str) -> EditionRecord:
    """The one edition whose id begins so. Raises UnknownEditionError."""
    if len(text) == ID_LENGTH and (exact := table.record(text)) is not None:
        return exact
    found = [one for one in table.records() if text and one.edition_id.startswith(text)]
    if len(found) != 1:
        raise UnknownEditionError
    return found[0]


def plan_edition(record: EditionRecord, services: EditionServices) -> EditionPlan:
    """What activating the edition would change, judged as of now.

    Raises:
        UnusableEditionError: It can never be activated.
        AlreadyActiveError: It is active.
    """
    active = services.table.active()
    if active.edition_id == record.edition_id:
        raise AlreadyActiveError
    if record.content is None:
        raise UnusableEditionError(doubts_from_json(record.doubts))
    before, edition = active_register(services.table, active), stored_register(services.table, record.content)
    live = live_numbers(services.reader)
    verdict: EditionVerdict = judge_edition(
        before, edition, frozenset().union(*live.values()), services.now().date()
    )
    if verdict.state is EditionState.REFUSED or verdict.difference is None:
        raise UnusableEditionError(verdict.doubts)
    effects = _effects(live, verdict.difference)
    return EditionPlan(
        active, follow(before, edition), record.edition_id, verdict.difference, verdict.doubts, effects
    )


def plan_revert(to: int | None, services: EditionServices) -> EditionPlan:
    """What going back would change. ``to``: the entry of the log; None: what was active before the last one.

    Raises NothingToGoBackToError.
    """
    active, log = services.table.active(), services.table.log()
    chosen = len(log) - 1 if to is None else to
    if not log or not 0 <= chosen < len(log):
        raise NothingToGoBackToError(to, len(log))
    content, edition_id = (log[chosen - 1].content, log[chosen - 1].edition_id) if chosen else ("", "")
    if content == active.content:
        raise NothingToGoBackToError(to, len(log))
    before, after = active_register(services.table, active), stored_register(services.table, content)
    difference = compare(before, after)
    return EditionPlan(
        active, after, edition_id, difference, (), _effects(live_numbers(services.reader), difference), chosen
    )


def carry_out(
    plan: EditionPlan, actor: str, note: str, services: EditionServices, *, confirmed: bool = False
) -> RegisterEntry:
    """Make the plan's register the active one. Calling it again after a failure carries on.

    Raises:
        UnconfirmedEditionError: There are doubts, and nobody confirmed them.
        RegisterMovedError: Another register is active than was planned against.
    """
    if plan.doubts and not confirmed:
        raise UnconfirmedEditionError(plan.doubts)
    register = plan.register
    content = outline = ""
    if plan.to != 0:
        content, outline = store_register(services.table, register), store_slices(services.table, register)
    entry = next_entry(
        plan.active,
        RegisterEntry(
            index=0,
            action=RegisterAction.ACTIVATE if plan.to is None else RegisterAction.REVERT,
            at=stamp(services.now()),
            actor=actor,
            note=note,
            edition=register.edition.isoformat(),
            edition_id=plan.edition_id,
            content=content,
            topics=register.in_use,
            main_groups=" ".join(sorted(register.coverage)),
            confirmed=" ".join(doubt.code for doubt in plan.doubts),
            to=plan.to,
            retired=len(plan.difference.retired),
            renamed=len(plan.difference.renamed),
            new=len(plan.difference.new) + len(plan.difference.returned),
            municipalities=len(plan.effects),
        ),
    )
    if not services.table.commit(entry, active_after(entry, outline)):
        raise RegisterMovedError
    return entry


def active_after(entry: RegisterEntry, outline: str = "") -> ActiveEdition:
    """What is active once the entry is in the log. ``outline``: of its slices."""
    return ActiveEdition(
        index=entry.index,
        log_head=entry.hash,
        content=entry.content,
        edition=entry.edition,
        edition_id=entry.edition_id,
        activated_at=entry.at,
        topics=entry.topics,
        main_groups=entry.main_groups,
        outline=outline,
    )


def _effects(
    live: Mapping[MunicipalityCode, frozenset[str]], difference: EditionDifference
) -> dict[MunicipalityCode, EditionEffect]:
    effects = {code: effect_on(numbers, difference) for code, numbers in live.items()}
    return {code: effect for code, effect in sorted(effects.items()) if effect}
