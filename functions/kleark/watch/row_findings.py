"""Phones, mailboxes, cases and obligatory topics of live rows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kleark.configuration.part import fold
from kleark.rules.cross_row import join_numbers
from kleark.rules.inventory_comparison import SHOWS_NONE, compare_with_inventory
from kleark.rules.model import Remark
from kleark.rules.obligatory_topics import find_missing_obligatory
from kleark.rules.phone import read_phone
from kleark.rules.watch_rules import MAILBOX_SHARED, OBLIGATORY_NOT_LIVE
from kleark.sheet import columns
from kleark.watch.noticed import Noticed, written_key, written_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kleark.configuration.case_counts import IndexedCases
    from kleark.configuration.row import DigitalPost, Row
    from kleark.registers.obligatory import Area

MOST_NUMBERS = 30
MOST_DEPARTMENTS = 5


def phone_findings(rows: Sequence[Row]) -> Iterator[Noticed]:
    """Phone numbers outside the Danish numbering plan, and those that cost the citizen money or are no phone's."""
    by_phone: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_phone[row.contact_phone].append(row)
    for phone, with_phone in sorted(by_phone.items()):
        for remark in read_phone(phone).remarks:
            # What was only written otherwise is right as it is.
            if remark.rule.severity != "info":
                on = written_keys(with_phone)
                yield Noticed(remark, (phone,), on, columns.CONTACT_PHONE.key, phone)


def case_findings(rows: Sequence[Row], indexed: IndexedCases) -> Iterator[Noticed]:
    """Rows that show no case while the inventory has cases of their number in another source system."""
    if not indexed.cases:
        return
    in_order = sorted(rows, key=written_key)
    keys = [(at, row.kle_number, row.source_system) for at, row in enumerate(in_order)]
    for placed in compare_with_inventory(keys, indexed):
        if placed.remark.rule is SHOWS_NONE and placed.row is not None:
            row = in_order[placed.row]
            subject = (row.kle_number, row.source_system.casefold(), placed.subject or "")
            yield Noticed(placed.remark, subject, (written_key(row),), placed.column, placed.found)


def obligatory_findings(rows: Sequence[Row], areas: Sequence[Area]) -> Iterator[Noticed]:
    """The obligatory topics that are not live, as one finding of each area."""
    for placed in find_missing_obligatory([row.kle_number for row in rows], areas):
        params = placed.remark.params
        yield Noticed(Remark(OBLIGATORY_NOT_LIVE, params), (str(params["numbers"]),))


def mailbox_findings(rows: Sequence[Row]) -> Iterator[Noticed]:
    """Mailboxes that rows of several main groups share, though no department does.

    A mailbox that most of all rows have is the municipality's common one.
    """
    by_mailbox: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_mailbox[_mailbox(row.digital_post)].append(row)
    for mailbox, sharing in sorted(by_mailbox.items()):
        if 2 * len(sharing) <= len(rows) and _is_unrelated(sharing):
            names = sorted({row.contact_department for row in sharing}, key=str.casefold)
            dots = " …" if len(names) > MOST_DEPARTMENTS else ""
            params = {
                "departments": ", ".join(f'"{name}"' for name in names[:MOST_DEPARTMENTS]) + dots,
                "numbers": join_numbers((row.kle_number for row in sharing), MOST_NUMBERS),
            }
            departments = sorted({fold(row.contact_department) for row in sharing})
            subject = (*mailbox, *departments)
            on = written_keys(sharing)
            yield Noticed(Remark(MAILBOX_SHARED, params), subject, on, columns.DIGITAL_POST.key)


def _mailbox(post: DigitalPost) -> tuple[str, str]:
    """Portal and mailbox of an old link, group and point of a new one."""
    return post.portal_id or post.group_id or "", post.mailbox_id or post.point_id or ""


def _is_unrelated(sharing: Sequence[Row]) -> bool:
    departments: defaultdict[str, set[str]] = defaultdict(set)
    for row in sharing:
        departments[row.kle_number[:2]].add(fold(row.contact_department))
    groups = list(departments.values())
    return len(groups) > 1 and not set.intersection(*groups)
