"""The pages that compare a sheet, or a revision, with another: the same at 100 rows and at 10,000.

In both, every fiftieth row has another phone number, and every 333rd is gone.
"""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass, fields, replace
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.stored_sheet import (
    LARGE,
    NOON,
    SMALL,
    StoredSheet,
    ask,
    faultless,
    open_context,
    stored_sheet,
    use_context,
)
from kleark.configuration.row_pages import Page, pages_of, rows_of
from kleark.publishing.config_file import verified_snapshot
from kleark.publishing.model import Action, Content, Live, LogEntry, stamp
from kleark.publishing.snapshot import SCHEMA_VERSION, snapshot_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.configuration.row import Row
    from kleark.configuration.stored_row import StoredRow

ROW = "?kle={0.kle_number}&fagsystem={0.source_system}"
PAGES = {
    "changes": "/ark/{1}/aendringer",
    "row cards of changes": "/ark/{1}/aendringer/kort" + ROW,
    "comparison": "/historik/sammenlign?fra=1&til=2",
    "row cards of a comparison": "/historik/sammenlign/kort" + ROW + "&fra=1&til=2",
    "revision": "/historik/2",
}


@dataclass(frozen=True)
class StoredRevisions(StoredSheet):
    """The sheet, and two revisions. Their rows are kept as in the table: compressed."""

    contents: tuple[Content, ...]
    pages: dict[str, tuple[Page, ...]]
    changed: Row

    def live(self, code: str, *, consistent: bool) -> Live:  # noqa: ARG002 (as the table has it)
        return Live(lock=2, revision=len(self.contents), published_at=stamp(NOON), content=self.contents[-1])

    def log_entry(self, code: str, revision: int) -> LogEntry | None:  # type: ignore[override]  # noqa: ARG002
        if not 0 < revision <= len(self.contents):
            return None
        content = self.contents[revision - 1]
        return LogEntry(revision, Action.PUBLISH, stamp(NOON), "automatic", "", content=content)

    def rows(self, code: str, snapshot_id: str, *, consistent: bool = True) -> list[StoredRow]:  # noqa: ARG002
        return rows_of(self.pages[snapshot_id])

    def is_sealed(self, code: str, content: Content) -> bool:  # noqa: ARG002
        return content.snapshot_id in self.pages

    def path(self, of: str) -> str:
        """The address of one of `PAGES`."""
        return of.format(self.changed, self.one.upload_id)


def stored_revisions(rows: int) -> StoredRevisions:
    """A faultless sheet of so many rows, and two revisions that differ from it and from each other."""
    sheet = stored_sheet(faultless(rows))
    own = [one.row() for one in verified_snapshot(sheet.files["config.json"], sheet.one).rows]
    contents, pages = [], {}
    for number, start in enumerate((10, 20)):
        snapshot = snapshot_of(_edited(own, start))
        name = f"{number:032}"
        digest, count = snapshot.digest, len(snapshot.rows)
        contents.append(Content(name, digest, count, SCHEMA_VERSION, sheet.one.upload_id, stamp(NOON)))
        pages[name] = pages_of(snapshot.rows)
    kept = {field.name: getattr(sheet, field.name) for field in fields(sheet)}
    return StoredRevisions(**kept, contents=tuple(contents), pages=pages, changed=own[20])


def _edited(rows: Sequence[Row], start: int) -> list[Row]:
    phone = f"{20_000_000 + start}"
    edited = [replace(row, contact_phone=phone) if at % 50 == start else row for at, row in enumerate(rows)]
    return [row for at, row in enumerate(edited) if at % 333 != start + 1]


def comparing_figures(rounds: int, sizes: tuple[int, int] = (SMALL, LARGE)) -> list[list[str]]:
    """Of each page a line: milliseconds of CPU at both ``sizes``, their ratio, and kilobytes. ``sizes``: in rows."""
    stored = {rows: stored_revisions(rows) for rows in sizes}
    gc.collect()
    gc.freeze()
    lines = []
    for name, path in PAGES.items():
        taken: dict[int, list[float]] = {rows: [] for rows in stored}
        sent: dict[int, int] = {}
        for number in range(rounds + 1):
            for rows, of in stored.items():
                use_context(open_context(of))
                start = time.process_time()
                answer = ask(of.path(path))
                if number:
                    taken[rows].append(time.process_time() - start)
                sent[rows] = len(str(answer["body"]).encode())
                if answer["statusCode"] != 200:
                    raise RuntimeError(f"{name} of {rows} rows gives {answer['statusCode']}")
        small, large = (median(taken[rows]) * 1000 for rows in sizes)
        kilobytes = [f"{sent[rows] / 1000:.0f}" for rows in sizes]
        lines.append([name, f"{small:.1f}", f"{large:.1f}", f"{large / small:.1f}", *kilobytes])
    return lines
