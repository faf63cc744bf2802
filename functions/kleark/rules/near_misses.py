"""Which new values of a sheet are nearly one that is live: the slip that sends citizens to somebody else.

A value that is live in its column is never remarked on, whoever has it: both exist. Of a new one that is near to a
live one, three things are a sign of a slip: the row had the live one; rows with the same contact have it; or the two
differ where values of one municipality do not (`contact_values.is_telling`). Of the other new values, one note gives
the number.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from kleark.rules import near_misses_rules as rules
from kleark.rules.contact_values import (
    CELLS,
    CONTACT,
    Kind,
    department_of,
    domain_of,
    is_enumeration,
    is_in_exchange,
    is_next_number,
    is_short,
    is_telling,
    rest_of,
    with_host_of,
    with_other_ending,
)
from kleark.rules.model import Params, Placed, Remark
from kleark.rules.near_miss_words import mailbox_params, near_params, new_values_params
from kleark.rules.nearness import NearIndex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from kleark.configuration.plan import Plan
    from kleark.configuration.row import Row
    from kleark.rules.contact_values import ContactCell
    from kleark.rules.cross_row import NumberedRow
    from kleark.rules.model import Rule
    from kleark.rules.nearness import Difference

MOST_APART = 20
"""So many cells with one value are remarked on one by one; of more, the value is remarked on once."""
Key = tuple[str, str]


class _NewValue(NamedTuple):
    """A cell whose value is live nowhere. ``before``: the row as it is live; None where the row is new."""

    cell: ContactCell
    value: str
    row: Row
    before: Row | None

    @property
    def value_before(self) -> str | None:
        return None if self.before is None else self.cell.read(self.before)


class _Near(NamedTuple):
    """A new value that is near to a live one. ``difference``: None where only the ending of a domain differs."""

    new: _NewValue
    live: str
    difference: Difference | None


def find_near_misses(
    plan: Plan, rows: Sequence[NumberedRow], *, live: Sequence[Row] = (), all_changed: Collection[str] = ()
) -> Iterator[Placed]:
    """What is to be said of the new values of a sheet.

    Args:
        plan: From the rows that are live to ``rows``.
        rows: The sheet's rows, with their numbers in Excel; in any order.
        live: Of the rows that are live, at least those that the plan leaves alone and that are not among ``rows``: a
            sheet may speak for a part only.
        all_changed: Keys of columns of which it was said already that they are changed in all rows.
    """
    if plan.rows_before and (plan.changed or plan.added):
        yield from _Comparison(plan, rows, live, all_changed).remarks()


class _Comparison:
    """The sheet's contacts beside those that are live."""

    def __init__(
        self, plan: Plan, rows: Sequence[NumberedRow], live: Sequence[Row], all_changed: Collection[str]
    ) -> None:
        self._numbers = {row.key: number for number, row in rows}
        removed = {row.key for row in plan.removed}
        others = [row for row in live if row.key not in self._numbers and row.key not in removed]
        self._after = sorted((*others, *(row for _, row in rows)), key=lambda row: row.key)
        self._all_changed = all_changed
        changed = {one.after.key: one.before for one in plan.changed}
        added = {row.key for row in plan.added}
        self._live = sorted(
            (
                *plan.removed,
                *(changed.get(row.key, row) for row in self._after if row.key not in added),
            ),
            key=lambda row: row.key,
        )
        self._known: dict[Kind, dict[str, ContactUse]] = {kind: {} for kind in Kind}
        touched = [row for row in self._after if row.key in added or row.key in changed]
        self._new = self._new_values(touched, changed)

    def _new_values(self, touched: Sequence[Row], before: Mapping[Key, Row]) -> list[_NewValue]:
        """The cells of new and changed rows whose value is live nowhere, where anything of its kind is live."""
        found = [
            _NewValue(cell, value, row, before.get(row.key))
            for row in touched
            for cell in CELLS
            if (value := cell.read(row)) is not None
        ]
        suspects = [one for one in found if one.value != one.value_before]
        if not suspects:
            return []
        for row in self._live:
            for cell in CELLS:
                if (value := cell.read(row)) is not None:
                    self._known[cell.kind].setdefault(value, ContactUse(cell, row))
        return [
            one
            for one in suspects
            if one.value not in self._known[one.cell.kind] and self._known[one.cell.kind]
        ]

    def remarks(self) -> Iterator[Placed]:
        remarked: set[tuple[Kind, str]] = set()
        for placed, about in (*self._near_misses(), *self._other_mailboxes()):
            remarked |= about
            yield placed
        merely_new = {(one.cell.kind, one.value): one for one in reversed(self._new)}
        told = [
            one
            for about, one in merely_new.items()
            if about not in remarked and one.cell.column.key not in self._all_changed
        ]
        if told:
            yield Placed(Remark(rules.NEW_VALUES, _kinds_of(told)))

    # Near misses

    def _near_misses(self) -> Iterator[tuple[Placed, set[tuple[Kind, str]]]]:
        by_pair: defaultdict[tuple[Kind, str, str], list[_Near]] = defaultdict(list)
        for one in self._new:
            if near := self._near(one):
                by_pair[one.cell.kind, one.value, near.live].append(near)
        for (kind, value, live), nears in sorted(
            by_pair.items(), key=lambda pair: (pair[0][0].value, pair[0][1:])
        ):
            rows_with_live = self._rows_beside(nears)
            together = len(nears) > 1 and (len(nears) > rows_with_live or len(nears) > MOST_APART)
            in_several = self._uses_after[kind, value] > 1
            if in_several and not rows_with_live and not _stays_odd_everywhere(nears[0]):
                continue
            if not rows_with_live and kind is Kind.DEPARTMENT and self._is_correction(value, live):
                continue
            for several in [nears] if together else [[one] for one in nears]:
                yield self._near_remark(several), {(kind, value)}

    def _rows_beside(self, nears: Sequence[_Near]) -> int:
        """In how many cells the live value stays; of a phone number, in how many of the same departments."""
        kind, live = nears[0].new.cell.kind, nears[0].live
        if kind is not Kind.PHONE:
            return self._uses_after[kind, live]
        departments = {department_of(near.new.row.contact_department) for near in nears}
        return sum(self._phones_after[department, live] for department in departments)

    def _near(self, new: _NewValue) -> _Near | None:
        """The live value that was probably meant."""
        kind, value = new.cell.kind, new.value
        found = [
            (self._signs(new, live, difference), live, difference)
            for live, difference in self._indexes[kind].near(value).items()
            if not (is_short(kind, value, live) or is_enumeration(kind, value, live, difference))
        ]
        likely = [one for one in found if any(one[0])]
        if likely:
            _, live, difference = min(likely, key=lambda one: ([not sign for sign in one[0]], one[1]))
            return _Near(new, live, difference)
        if kind is Kind.DOMAIN and (other := with_other_ending(value, self._known[kind])):
            return _Near(new, other, None)
        return None

    def _signs(self, new: _NewValue, live: str, difference: Difference) -> tuple[bool, bool, bool]:
        """Whether the row had the live value, rows with the same contact have it, the likeness tells by itself."""
        kind = new.cell.kind
        had = new.value_before == live
        if had and new.before is not None:
            if kind in (Kind.PHONE, Kind.MAILBOX):
                # A department that is new has a number of its own, often the next in the series.
                had = department_of(new.row.contact_department) in self._known[Kind.DEPARTMENT]
            elif kind is Kind.DOMAIN:
                had = rest_of(new.cell.text(new.row)) == rest_of(new.cell.text(new.before)) or is_telling(
                    kind, new.value, live, difference
                )
        shared = any(live in self._beside[kind][contact] for contact in _contacts(new.row, kind))
        telling = is_telling(kind, new.value, live, difference) or live == self._own_site
        if kind is Kind.PHONE and not telling:
            in_use = self._is_in_a_series(live, difference.position)
            if in_use or is_next_number(new.value, live, self._known[Kind.PHONE]):
                return False, False, False
        return had, shared, telling

    def _is_in_a_series(self, phone: str, position: int) -> bool:
        """Whether another live number differs from it in the same digit: then a third may well do so, too."""
        return any(
            one.slip == "other" and one.position == position
            for one in self._indexes[Kind.PHONE].near(phone).values()
        )

    def _near_remark(self, nears: Sequence[_Near]) -> Placed:
        new, live, difference = nears[0]
        use = self._known[new.cell.kind][live]
        value = new.cell.shown(new.row, use.row)
        params = near_params(
            value, use.cell.shown(use.row, new.row), difference, len({near.new.row.key for near in nears})
        )
        suggestion = self._suggestion(new, live) if len(nears) == 1 else None
        return self._placed(_NEAR[new.cell.kind], params, [one.new for one in nears], live, suggestion)

    def _suggestion(self, new: _NewValue, live: str) -> str:
        """The live value as it is to stand in the cell."""
        if new.value_before == live and new.before is not None and new.cell.kind is not Kind.DOMAIN:
            return new.cell.text(new.before)
        use = self._known[new.cell.kind][live]
        text = use.cell.text(use.row)
        return with_host_of(new.cell.text(new.row), text) if new.cell.kind is Kind.DOMAIN else text

    def _is_correction(self, value: str, live: str) -> bool:
        """Whether the new name has a word that other names have, where the live one has a word of its own."""
        mine, others = set(value.split()), set(live.split())
        return (
            bool(mine - others)
            and all(self._words[word] for word in mine - others)
            and not any(self._words[word] > 1 for word in others - mine)
        )

    # Mailboxes

    def _other_mailboxes(self) -> Iterator[tuple[Placed, set[tuple[Kind, str]]]]:
        """New mailboxes, near to none, beside a contact that stays as it was, where they stand out.

        They do in a department all of whose rows had one mailbox, and some still have. Where it gave way in all rows,
        that was meant, and where a department has several, its topics have mailboxes of their own.
        """
        groups: defaultdict[tuple[str, str], list[_NewValue]] = defaultdict(list)
        for one in self._new:
            if one.cell.kind is Kind.MAILBOX and _keeps_contact(one) and not self._near(one):
                groups[str(one.value_before), one.value].append(one)
        for (live, value), group in sorted(groups.items()):
            several = [one for one in group if self._stands_out(one, live)]
            together = len(several) > self._uses_after[Kind.MAILBOX, live] or len(several) > MOST_APART
            for part in [several] if together and several else [[one] for one in several]:
                yield self._other_mailbox(part), {(Kind.MAILBOX, value)}

    def _stands_out(self, new: _NewValue, live: str) -> bool:
        department = Kind.DEPARTMENT, CONTACT[Kind.DEPARTMENT](new.row)
        before = self._beside[Kind.MAILBOX][department]
        return before == {live} and (department[1], live) in self._mailboxes_after

    def _other_mailbox(self, several: Sequence[_NewValue]) -> Placed:
        first = min(several, key=lambda one: one.row.key)
        live = str(first.value_before)
        before = first.before or first.row
        params = mailbox_params(
            first.cell.shown(first.row, before), first.cell.shown(before, first.row), len(several)
        )
        suggestion = self._suggestion(first, live) if len(several) == 1 else None
        return self._placed(rules.OTHER_MAILBOX, params, several, live, suggestion)

    # What both need

    def _placed(
        self,
        rule: Rule,
        params: Params,
        several: Sequence[_NewValue],
        live: str,
        suggestion: str | None,
    ) -> Placed:
        first = min(several, key=lambda one: one.row.key)
        parts = [[*one.row.key, one.value, str(one.value_before)] for one in several]
        return Placed(
            Remark(rule, params, suggestion),
            self._numbers[first.row.key],
            first.cell.column.key,
            found=first.cell.text(first.row),
            subject=json.dumps([live, *sorted(parts)]),
        )

    @cached_property
    def _indexes(self) -> Mapping[Kind, NearIndex]:
        wanted = {one.cell.kind for one in self._new}
        return {kind: NearIndex(self._known[kind]) for kind in wanted}

    @cached_property
    def _uses_after(self) -> Counter[tuple[Kind, str]]:
        return _uses(self._after)

    @cached_property
    def _phones_after(self) -> Counter[tuple[str, str]]:
        """In how many rows of each department each number stands."""
        return Counter((department_of(row.contact_department), row.contact_phone) for row in self._after)

    @cached_property
    def _mailboxes_after(self) -> frozenset[tuple[str, str]]:
        """Each department with its mailboxes."""
        kinds = Kind.DEPARTMENT, Kind.MAILBOX
        return frozenset((CONTACT[kinds[0]](row), CONTACT[kinds[1]](row)) for row in self._after)

    @cached_property
    def _own_site(self) -> str | None:
        """The domain that most live rows lead to."""
        domains = Counter(domain_of(row.info_url) for row in self._live)
        domain, times = domains.most_common(1)[0]
        return domain if times * 2 > len(self._live) else None

    @cached_property
    def _beside(self) -> Mapping[Kind, Mapping[tuple[Kind, str], set[str]]]:
        """The live values of each kind, by the other parts of a contact that they stand beside."""
        beside: dict[Kind, defaultdict[tuple[Kind, str], set[str]]] = {
            kind: defaultdict(set) for kind in Kind
        }
        for row in self._live:
            for kind in CONTACT:
                for contact in _contacts(row, kind):
                    beside[kind][contact].add(CONTACT[kind](row))
        return beside

    @cached_property
    def _words(self) -> Counter[str]:
        """In how many names of live departments each word is."""
        return Counter(word for name in self._known[Kind.DEPARTMENT] for word in {*name.split()})


@dataclass(frozen=True, slots=True)
class ContactUse:
    """Where a live value stands first, in the order of the rows' keys."""

    cell: ContactCell
    row: Row


_NEAR = {
    Kind.MAILBOX: rules.NEAR_MAILBOX,
    Kind.PHONE: rules.NEAR_PHONE,
    Kind.DOMAIN: rules.NEAR_DOMAIN,
    Kind.DEPARTMENT: rules.NEAR_DEPARTMENT,
}


def _contacts(row: Row, kind: Kind) -> Iterator[tuple[Kind, str]]:
    """The other parts of the contact by which one knows whose a value of a kind should be."""
    # A department has its numbers and mailboxes; a number or a mailbox may be that of many departments.
    beside = {Kind.PHONE: _OF_A_DEPARTMENT, Kind.MAILBOX: _OF_A_DEPARTMENT, Kind.DEPARTMENT: _OF_A_LINE}
    yield from ((other, CONTACT[other](row)) for other in beside.get(kind, ()))


_OF_A_DEPARTMENT = (Kind.DEPARTMENT,)
_OF_A_LINE = (Kind.PHONE, Kind.MAILBOX)


def _keeps_contact(new: _NewValue) -> bool:
    """Whether department and phone number of a row stay as they are."""
    before = new.before
    return before is not None and all(
        CONTACT[kind](before) == CONTACT[kind](new.row) for kind in (Kind.DEPARTMENT, Kind.PHONE)
    )


def _uses(rows: Sequence[Row]) -> Counter[tuple[Kind, str]]:
    """In how many cells each value stands."""
    return Counter(
        (cell.kind, value) for row in rows for cell in CELLS if (value := cell.read(row)) is not None
    )


def _stays_odd_everywhere(near: _Near) -> bool:
    """Whether to ask even where the live value gave way in all its rows: a slip seldom happens in several at once."""
    kind, difference = near.new.cell.kind, near.difference
    if kind is Kind.PHONE and difference is not None:
        return is_in_exchange(near.new.value, difference)
    return kind is not Kind.DEPARTMENT


def _kinds_of(new: Sequence[_NewValue]) -> Params:
    """How many of each kind are new, and which."""
    by_kind: defaultdict[Kind, list[str]] = defaultdict(list)
    for one in new:
        by_kind[one.cell.kind].append(one.cell.shown(one.row, one.row))
    return new_values_params({kind: sorted(by_kind[kind]) for kind in Kind if kind in by_kind})
