"""What is known of the links in rows that would be published: information, which never stands in anybody's way."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kleark.admin.finding_lines import named_rows
from kleark.links.link_answer import LinkReason, LinkState
from kleark.links.link_orders import addresses_of
from kleark.publishing.model import stamp
from kleark.watch.link_findings import link_findings
from kleark.watch.noticed import written_keys

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from kleark.configuration.plan import Plan
    from kleark.configuration.row import Row
    from kleark.links.link_answer import LinkAnswer
    from kleark.links.ports import KnownLinks


class LinkNote(NamedTuple):
    """One link that does not lead where it should.

    Attributes:
        text: What is wrong. A long address is shortened in it.
        rows: The rows that have the link, in words.
        moved_to: What to write instead, where the link has moved.
    """

    text: str
    rows: str
    moved_to: str | None = None


def link_notes(plan: Plan, answers: KnownLinks | None, now: datetime) -> tuple[LinkNote, ...]:
    """The links of rows that are new or change, of which somebody should know before citizens do.

    Args:
        plan: What publishing would do.
        answers: What is known of addresses; None where nobody asks.
        now: The time.
    """
    rows = [*plan.added, *(one.after for one in plan.changed)]
    if answers is None or not rows:
        return ()
    known = answers.known(addresses_of(rows))
    return () if not known else tuple(_notes(rows, known, now))


def _notes(rows: Sequence[Row], known: Mapping[str, LinkAnswer], now: datetime) -> list[LinkNote]:
    found = [one.finding(stamp(now)) for one in link_findings(rows, known, stamp(now))]
    # A name that nobody has given to a host is most often mistyped: that need not last for days to be of use here.
    unknown = [
        one.address
        for one in known.values()
        if one.state is LinkState.DOWN and one.reason is LinkReason.NO_SUCH_HOST and not one.is_reported(now)
    ]
    return [
        *(LinkNote(one.message_da, named_rows(one.rows, one.row_count), one.suggestion) for one in found),
        *(
            LinkNote(
                f"{one}: domænet findes ikke. Se efter, om det er stavet rigtigt.", _with_link(one, rows)
            )
            for one in sorted(unknown)
        ),
    ]


def _with_link(address: str, rows: Sequence[Row]) -> str:
    keys = written_keys(row for row in rows if address in addresses_of([row]))
    return named_rows(keys, len(keys))
