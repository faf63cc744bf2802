"""What "newer" means where sheets speak for parts: an older sheet of another part is not superseded by it.

    A, of Job, 10:00 ─────────────────────▶ arrives late: still the newest of Job, and published
    B, of Ydelse, 10:05 ──▶ published

    W, a whole sheet, 10:00 ───────────────▶ arrives late: it has Job's rows of before A, and is superseded
    A, of Job, 10:05 ──▶ published

So LIVE's ``order`` stays the newest of all, by which a whole sheet is judged, and beside it stands a mark of the newest
whole sheet and of each part's. An older release writes ``order`` alone: marks that do not agree with it count no more.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.configuration.part import Part
    from kleark.publishing.model import Live

_WHOLE = ""


def newest_order(live: Live, part: Part | None) -> str:
    """An upload of ``part`` (None: of a whole sheet) that is not newer than this is superseded."""
    if part is None:
        return live.order
    marks = _marks(live)
    return max(marks[_WHOLE], marks.get(part.key, ""))


def with_order(live: Live, order: str, part: Part | None) -> Live:
    """``live`` with the mark of an upload that became live. No mark ever goes back."""
    newest, marks = max(live.order, order), dict(_marks(live))
    if part is None:
        # What a whole sheet confirms, it confirms of every part: only marks that are newer still say something.
        whole = max(marks[_WHOLE], order)
        marks = {_WHOLE: whole, **{name: mark for name, mark in marks.items() if mark > whole}}
        if len(marks) == 1:
            return replace(live, order=newest, part_orders=None)
    else:
        marks[part.key] = max(marks.get(part.key, ""), order)
    return replace(live, order=newest, part_orders=json.dumps(marks, ensure_ascii=False, sort_keys=True))


def _marks(live: Live) -> Mapping[str, str]:
    marks: dict[str, str] = json.loads(live.part_orders or "{}")
    if max(marks.values(), default="") != live.order:
        return {_WHOLE: live.order}
    return {_WHOLE: "", **marks}
