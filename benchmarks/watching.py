"""The CPU time that judging what is live in all 98 municipalities takes, 300 rows each (`-m benchmarks.watching`).

As a run of the watch does it, without the time that requests to the table take: the pages of rows are unpacked, parsed
and digested, judged against a register, an inventory and answers of links, and what was found is packed. Once as on the
first day, once as on every other.
"""

from __future__ import annotations

import json
import sys
import time
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from kleark.configuration.case_counts import IndexedCases
from kleark.configuration.row import DigitalPost, Row, SelfService
from kleark.configuration.row_pages import pages_of, rows_of
from kleark.links.link_answer import LinkAnswer, LinkState
from kleark.links.link_orders import addresses_of
from kleark.publishing.model import stamp
from kleark.publishing.snapshot import snapshot_from_rows, snapshot_of
from kleark.registers.kle_register import embedded
from kleark.registers.municipalities import municipalities
from kleark.watch.circumstances import Circumstances, StoredFlaw
from kleark.watch.judge import judge
from kleark.watch.model import WatchState

ROWS = 300
LIMIT = 120.0
"""Seconds of CPU that a run may take."""

NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)
SYSTEMS = ("FASIT", "KSD", "KY", "*", "Nexus")


def configuration(code: str) -> list[Row]:
    """Rows as a large municipality has them: each twentieth has something wrong with it."""
    topics = sorted(embedded().topics.values(), key=lambda topic: topic.kle_number)
    rows = []
    for at in range(ROWS):
        topic = topics[at % len(topics)]
        wrong = at % 20 == 0
        rows.append(
            Row(
                topic.kle_number,
                topic.title,
                SYSTEMS[at // len(topics) % len(SYSTEMS)],
                date(2040, 1, 1) if wrong else date(2021, 4, 1),
                at % 2 == 0,
                f"Afdeling {at % 40}",
                "90123456" if wrong else f"6613{at % 100:04d}",
                f"https://www.kommune{code}.dk/borger/emne/{at}",
                DigitalPost(
                    f"https://post.borger.dk/?portalid={code}&mailboxid={at % 60}", code, str(at % 60)
                ),
                SelfService("Søg her", f"https://www.kommune{code}.dk/soeg/{at}") if at % 3 else None,
            )
        )
    return rows


def main() -> int:
    """Measure, print, and leave with 1 where it takes longer than it may."""
    days = ("first day", NOW), ("another day", NOW + timedelta(days=1))
    stored = {one.code: list(pages_of(snapshot_of(configuration(one.code)).rows)) for one in municipalities()}
    states = dict.fromkeys(stored, WatchState())
    worst = 0.0
    for name, now in days:
        began, found, size = time.process_time(), 0, 0
        for code, pages in stored.items():
            rows = [one.row() for one in snapshot_from_rows(rows_of(pages)).rows]
            states[code] = judge(rows, _around(rows, now), states[code])
            found += len(states[code].open_findings)
            said = json.dumps([one.to_stored() for one in states[code].findings])
            size = max(size, len(zlib.compress(said.encode())))
        took = time.process_time() - began
        worst = max(worst, took)
        print(f"{name}: {took:.1f} s of CPU, {found} findings, at most {size / 1000:.0f} kB a municipality")
    return int(worst > LIMIT)


def _around(rows: list[Row], now: datetime) -> Circumstances:
    systems = {"ksd": 10, "fasit": 20}
    indexed = IndexedCases(
        30 * ROWS, {row.kle_number: systems for row in rows}, {"ksd": "KSD", "fasit": "FASIT"}
    )
    answers = [LinkAnswer(one, LinkState.ANSWERS, now, now) for one in sorted(set(addresses_of(rows)))]
    links = {
        one.address: replace(one, state=LinkState.GONE) if at % 20 == 0 else one
        for at, one in enumerate(answers)
    }
    sound = dict.fromkeys(StoredFlaw, False)
    looked_at = "2025-01-01T08:00:00.000Z"
    return Circumstances(embedded(), now.date(), stamp(now), indexed, links, looked_at, sound)


if __name__ == "__main__":
    sys.exit(main())
