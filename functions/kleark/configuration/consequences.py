"""What a plan means for citizens: which cases come and go, and where their messages end.

Which cases a row shows is `exposure.decision`'s: a row for a case's own source system decides alone, else the row
for all systems; a case is shown when it was created on or after the date, or is active where the row says so.
"""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum

from kleark.configuration.case_changes import arriving_cases
from kleark.configuration.case_counts import row_cases
from kleark.configuration.row import ALL_SYSTEMS, ShownTitles
from kleark.data_classes import dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from kleark.configuration.case_counts import IndexedCases
    from kleark.configuration.plan import Plan, RowKey
    from kleark.configuration.row import DigitalPost, Row

Key = tuple[str, str]
"""As `Row.key`."""


class Effect(StrEnum):
    """One thing that citizens notice."""

    NOW_SHOWN = "now_shown"
    NOW_SHOWN_AND_ACTIVE = "now_shown_and_active"
    NOW_FROM_ALL = "now_from_all"
    OWN_ROW_HOLDS = "own_row_holds"
    """Cases from one system follow their own row, and no longer the one for all systems."""
    ROW_FOR_ALL_HOLDS = "row_for_all_holds"
    """The opposite."""
    GONE = "gone"
    GONE_FROM_OTHERS = "gone_from_others"
    ALSO_OLDER = "also_older"
    OLDER_GONE = "older_gone"
    OLDER_GONE_BUT_ACTIVE = "older_gone_but_active"
    OLDER_ACTIVE_GONE = "older_active_gone"
    ALL_ACTIVE = "all_active"
    OTHER_POST = "other_post"
    SELF_SERVICE_NEW = "self_service_new"
    SELF_SERVICE_GONE = "self_service_gone"
    OWN_TITLES = "own_titles"
    """Cases have the titles that their system gives them."""
    TOPICS_AS_TITLES = "topics_as_titles"
    DOCUMENT_TITLES = "document_titles"
    DOCUMENT_TITLES_GONE = "document_titles_gone"


@dataclass(frozen=True, slots=True)
class Consequence:
    """``kle_number``, ``source_system``: of the row. ``day``: its new show-from date.

    ``others``: the named source systems that have rows of their own on the number, where the effect is about the
    others. ``cases``: how many cases in the indexes it is about, at most; None where the plan has no inventory.
    """

    effect: Effect
    kle_number: str
    source_system: str
    day: date
    others: tuple[str, ...] = ()
    cases: int | None = None


def consequences(plan: Plan) -> dict[Key, tuple[Consequence, ...]]:
    """By the key of each row that is new, changed or gone; a row that means nothing to citizens has none."""
    before, after = _systems(plan.keys_before()), _systems(plan.keys_after())
    by_key: dict[Key, tuple[Consequence, ...]] = {
        row.key: (_of_added(row, before[row.kle_number]),) for row in plan.added
    }
    by_key |= {row.key: (_of_removed(row, after[row.kle_number]),) for row in plan.removed}
    for changed in plan.changed:
        if effects := tuple(_effects(changed.before, changed.after)):
            by_key[changed.after.key] = tuple(_consequence(effect, changed.after) for effect in effects)
    if plan.cases is None:
        return by_key
    counted = _Counts(plan.cases.indexed, before, after)
    return {key: tuple(counted.with_cases(one) for one in several) for key, several in by_key.items()}


@dataclass(frozen=True, slots=True)
class _Counts:
    """Counts the cases of consequences. ``before``, ``after``: see `_systems`."""

    indexed: IndexedCases
    before: Mapping[str, Mapping[str, str]]
    after: Mapping[str, Mapping[str, str]]

    def with_cases(self, one: Consequence) -> Consequence:
        """The consequence with how many cases it is about."""
        counts, system = self.indexed.of(one.kle_number), one.source_system.casefold()
        before, after = self.before.get(one.kle_number, {}), self.after.get(one.kle_number, {})
        if one.effect in _COMING:
            return replace(one, cases=arriving_cases(counts, system, before.keys(), after.keys()))
        if one.effect in _GOING:
            return replace(one, cases=arriving_cases(counts, system, after.keys(), before.keys()))
        # Of a row that is gone, what it was for; of any other, what it is for.
        systems = after if system in after else before
        return replace(one, cases=row_cases(counts, systems.keys(), system))


_COMING = frozenset({Effect.NOW_SHOWN, Effect.NOW_SHOWN_AND_ACTIVE, Effect.NOW_FROM_ALL})
_GOING = frozenset({Effect.GONE, Effect.GONE_FROM_OTHERS})


def _systems(keys: Iterable[RowKey]) -> Mapping[str, dict[str, str]]:
    """The source systems of each KLE number, as written, by their folded names."""
    by_key: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for key in keys:
        by_key[key.kle_number][key.source_system.casefold()] = key.source_system
    return by_key


def _named_systems(systems: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for folded, name in sorted(systems.items()) if folded != ALL_SYSTEMS)


def _consequence(effect: Effect, row: Row, others: tuple[str, ...] = ()) -> Consequence:
    return Consequence(effect, row.kle_number, row.source_system, row.show_from, others)


def _of_added(row: Row, systems_before: Mapping[str, str]) -> Consequence:
    if row.source_system == ALL_SYSTEMS and (named := _named_systems(systems_before)):
        return _consequence(Effect.NOW_FROM_ALL, row, named)
    if ALL_SYSTEMS in systems_before:
        return _consequence(Effect.OWN_ROW_HOLDS, row)
    return _consequence(Effect.NOW_SHOWN_AND_ACTIVE if row.show_active_regardless else Effect.NOW_SHOWN, row)


def _of_removed(row: Row, systems_after: Mapping[str, str]) -> Consequence:
    if row.source_system == ALL_SYSTEMS and (named := _named_systems(systems_after)):
        return _consequence(Effect.GONE_FROM_OTHERS, row, named)
    return _consequence(Effect.ROW_FOR_ALL_HOLDS if ALL_SYSTEMS in systems_after else Effect.GONE, row)


def _effects(before: Row, after: Row) -> Iterator[Effect]:
    yield from _case_effects(before, after)
    if _recipient(before.digital_post) != _recipient(after.digital_post):
        yield Effect.OTHER_POST
    if after.self_service and not before.self_service:
        yield Effect.SELF_SERVICE_NEW
    if before.self_service and not after.self_service:
        yield Effect.SELF_SERVICE_GONE
    if before.shown_titles != after.shown_titles:
        yield from _title_effects(before.shown_titles or ShownTitles(), after.shown_titles or ShownTitles())


def _title_effects(before: ShownTitles, after: ShownTitles) -> Iterator[Effect]:
    """To citizens, what is not decided is a no."""
    if bool(before.cases) != bool(after.cases):
        yield Effect.OWN_TITLES if after.cases else Effect.TOPICS_AS_TITLES
    if bool(before.documents) != bool(after.documents):
        yield Effect.DOCUMENT_TITLES if after.documents else Effect.DOCUMENT_TITLES_GONE


def _case_effects(before: Row, after: Row) -> Iterator[Effect]:
    active_before, active_after = before.show_active_regardless, after.show_active_regardless
    if after.show_from > before.show_from:
        yield Effect.OLDER_GONE_BUT_ACTIVE if active_after else Effect.OLDER_GONE
    elif active_before and not active_after:
        yield Effect.OLDER_ACTIVE_GONE
    if after.show_from < before.show_from:
        yield Effect.ALSO_OLDER
    if active_after and not active_before:
        yield Effect.ALL_ACTIVE


def _recipient(post: DigitalPost) -> tuple[str | None, ...]:
    """Where a message ends, however the link to it is written."""
    return post.portal_id, post.mailbox_id, post.group_id, post.point_id
