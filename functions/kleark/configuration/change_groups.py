"""Changes that are the same in several rows, put together: a phone number that is new in seven of them is one change.

Each changed field of each changed row is in one group, and no two groups have the same rows.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields

from kleark.configuration.consequences import Effect
from kleark.configuration.row import Row
from kleark.data_classes import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from kleark.configuration.consequences import Consequence, Key
    from kleark.configuration.plan import ChangedRow, FieldChange


class ChangeGroup(NamedTuple):
    """Changes and the rows that have all of them; of a single row, what it shares with no other.

    Attributes:
        changes: In the order of a row's fields.
        effects: What they mean for citizens, in the words of the first row; they mean the same in the others.
        rows: In order of their keys.
    """

    changes: tuple[FieldChange, ...]
    effects: tuple[Consequence, ...]
    rows: tuple[ChangedRow, ...]

    @property
    def shared(self) -> bool:
        """Whether several rows change alike."""
        return len(self.rows) > 1


class _Change(NamedTuple):
    """A field's change and what comes of it: the same new date hides closed cases in one row, in another all."""

    change: FieldChange
    effects: tuple[tuple[Effect, date], ...]


def group_changes(
    changed: Iterable[ChangedRow], effects: Mapping[Key, Sequence[Consequence]]
) -> tuple[ChangeGroup, ...]:
    """The groups: those of most rows first, then those of single rows in order of their keys.

    ``effects``: by the key of each row, see `consequences`.
    """
    rows = sorted(changed, key=lambda one: one.after.key)
    rows_of: defaultdict[_Change, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        for change in row.changes:
            own = effects.get(row.after.key, ())
            noticed = tuple((one.effect, one.day) for one in own if CAUSES[one.effect] == change.field)
            rows_of[_Change(change, noticed)].append(at)
    changes_of: defaultdict[tuple[int, ...], list[_Change]] = defaultdict(list)
    for one, several in rows_of.items():
        changes_of[tuple(several)].append(one)
    return tuple(
        _group(sorted(changes, key=_position), tuple(rows[at] for at in positions), effects)
        for positions, changes in sorted(changes_of.items(), key=lambda item: (-len(item[0]), item[0]))
    )


def _group(
    changes: Sequence[_Change], rows: tuple[ChangedRow, ...], effects: Mapping[Key, Sequence[Consequence]]
) -> ChangeGroup:
    names = {one.change.field for one in changes}
    noticed = tuple(one for one in effects.get(rows[0].after.key, ()) if CAUSES[one.effect] in names)
    return ChangeGroup(tuple(one.change for one in changes), noticed, rows)


def _position(one: _Change) -> int:
    return _POSITIONS[one.change.field]


_POSITIONS = {field.name: at for at, field in enumerate(fields(Row))}

CAUSES: Mapping[Effect, str] = {
    Effect.ALSO_OLDER: "show_from",
    Effect.OLDER_GONE: "show_from",
    Effect.OLDER_GONE_BUT_ACTIVE: "show_from",
    Effect.OLDER_ACTIVE_GONE: "show_active_regardless",
    Effect.ALL_ACTIVE: "show_active_regardless",
    Effect.OTHER_POST: "digital_post",
    Effect.SELF_SERVICE_NEW: "self_service",
    Effect.SELF_SERVICE_GONE: "self_service",
    **dict.fromkeys(
        (Effect.OWN_TITLES, Effect.TOPICS_AS_TITLES, Effect.DOCUMENT_TITLES, Effect.DOCUMENT_TITLES_GONE),
        "shown_titles",
    ),
}
"""The field whose change each effect of a changed row comes of."""
