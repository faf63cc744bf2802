"""Whether what is scheduled still holds: whether the rows that it decides on are as they were when it was planned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.configuration.part_merge import rows_touched
from kleark.configuration.row_pages import UnreadablePageError
from kleark.publishing.errors import Refusal
from kleark.publishing.part_words import row_names
from kleark.publishing.sheet_effect import part_of_upload
from kleark.publishing.staging import BrokenSnapshotError, sealed_rows

if TYPE_CHECKING:
    from kleark.configuration.plan import RowKey
    from kleark.configuration.row import Row
    from kleark.i18n.language import Language
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Live, Scheduled
    from kleark.publishing.ports import ConfigurationTable


@dataclass(frozen=True, slots=True)
class ScheduleOutlook:
    """What will become of what is scheduled, as far as that follows from what is live.

    ``holds``: whether it is carried out as things stand. ``rows``: those that it decides on and that have changed since
    it was planned, where they are known. ``refusal``: what has become of its part.
    """

    holds: bool
    rows: tuple[RowKey, ...] = ()
    refusal: Refusal | None = None


HOLDS, MOVED = ScheduleOutlook(holds=True), ScheduleOutlook(holds=False)


def schedule_outlook(
    scheduled: Scheduled, live: Live, table: ConfigurationTable, code: MunicipalityCode
) -> ScheduleOutlook:
    """Whether it will be carried out as things stand. Where nobody can say, it is taken not to be.

    Rows are read only where it is of a part and another revision is live.
    """
    if scheduled.revision == live.revision and not scheduled.part:
        return HOLDS
    upload = table.upload(code, scheduled.content.upload_id) if scheduled.part else None
    if upload is None:
        return MOVED
    try:
        part = part_of_upload(upload, live)
    except Refusal as refusal:
        return ScheduleOutlook(holds=False, refusal=refusal)
    if scheduled.revision == live.revision:
        return HOLDS
    try:
        planned = sealed_rows(code, scheduled.content, table)
        sheet: list[Row] = [row for row in planned if part is None or part.membership()(row)]
        entry = table.log_entry(code, scheduled.revision)
        before = sealed_rows(code, entry.content if entry else None, table)
        touched = rows_touched(before, sealed_rows(code, live.content, table), part, sheet)
    except (BrokenSnapshotError, UnreadablePageError):
        return MOVED
    return ScheduleOutlook(holds=False, rows=touched) if touched else HOLDS


def outlook_text(outlook: ScheduleOutlook, scheduled: Scheduled, live_revision: int, lang: Language) -> str:
    """Why it will be refused, as the end of a sentence; empty where it will not."""
    if outlook.holds:
        return ""
    danish, revision = lang == "da", scheduled.revision
    if outlook.refusal is not None:
        part = scheduled.part
        return (
            f"delen {part} er ændret eller fjernet" if danish else f"the part {part} was changed or removed"
        )
    if outlook.rows:
        names = row_names(outlook.rows, lang)
        return (
            f"rækker, som arket også bestemmer over, er ændret siden version {revision}: {names}"
            if danish
            else f"rows that the sheet decides on too were changed since revision {revision}: {names}"
        )
    return (
        f"det er planlagt ud fra version {revision}, og version {live_revision} vises nu"
        if danish
        else f"it was planned against revision {revision}, and revision {live_revision} is live"
    )


def condition_text(scheduled: Scheduled, lang: Language) -> str:
    """On what condition it is carried out, as the end of a sentence that begins with *if*."""
    if scheduled.part is None:
        revision = scheduled.revision
        return f"version {revision} stadig vises" if lang == "da" else f"revision {revision} is still live"
    return (
        f"ingen har ændret rækkerne i delen {scheduled.part}; andre dele må gerne være ændret"
        if lang == "da"
        else f"nobody has changed the rows of the part {scheduled.part}; others may have changed theirs"
    )
