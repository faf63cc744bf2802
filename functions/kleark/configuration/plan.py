"""The difference between two sets of rows, as data."""

from __future__ import annotations

from collections import Counter, defaultdict

from kleark.configuration.case_changes import PlanCases, plan_cases
from kleark.configuration.row import Row, json_name
from kleark.data_classes import NamedTuple, dataclass, replace
from kleark.i18n.formats import format_share

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from kleark.configuration.case_counts import IndexedCases
    from kleark.configuration.part import Part
    from kleark.i18n.formats import ShareForms
    from kleark.i18n.language import Language

SCHEMA_VERSION = "1.0"


class RowKey(NamedTuple):
    """Which row is meant: its KLE number, and its source system as it is written."""

    kle_number: str
    source_system: str

    def to_json(self) -> dict[str, str]:
        """As in ``schemas/plan.schema.json``."""
        return {"kleNumber": self.kle_number, "sourceSystem": self.source_system}

    @classmethod
    def of(cls, row: Row) -> RowKey:
        """The key of a row."""
        return cls(row.kle_number, row.source_system)

    @property
    def folded(self) -> tuple[str, str]:
        """As `Row.key`."""
        return self.kle_number, self.source_system.casefold()


class FieldChange(NamedTuple):
    """One field of a row, by its name in `Row`, before and after."""

    field: str
    before: Any
    after: Any


class ChangedRow(NamedTuple):
    """A row that stays, with other content."""

    before: Row
    after: Row
    changes: tuple[FieldChange, ...]

    def to_json(self) -> dict[str, Any]:
        """As in ``schemas/plan.schema.json``."""
        before, after = self.before.to_json(), self.after.to_json()
        names = [json_name(change.field) for change in self.changes]
        # Null also where a field that may be absent is.
        changes = [{"field": name, "before": before.get(name), "after": after.get(name)} for name in names]
        return {**RowKey.of(self.after).to_json(), "before": before, "after": after, "changes": changes}


class MovedRow(NamedTuple):
    """A row that vanishes and one that is new, alike in all but the KLE number, or in all but the source system."""

    before: Row
    after: Row


@dataclass(frozen=True, slots=True)
class LiveRows:
    """What citizens see now, as far as a sheet is compared with it.

    ``rows``: None where they could not be read. ``revision``: 0 where nothing is live; None where the rows are
    of no known revision, since they come from a file. ``removal_limit``: see `model.Live`. ``parts``: those that the
    municipality has defined; ``part``: the one of them that the sheet speaks for.
    """

    rows: tuple[Row, ...] | None
    revision: int | None = 0
    municipality: str | None = None
    removal_limit: int | None = None
    frozen: bool = False
    parts: tuple[Part, ...] = ()
    part: Part | None = None

    def part_holds(self, row: Row) -> bool:
        """Whether a row is one of those that the sheet speaks for."""
        return self.part is None or self.part.membership()(row)

    @property
    def others(self) -> tuple[Row, ...]:
        """The rows that the sheet does not speak for."""
        if self.part is None:
            return ()
        holds = self.part.membership()
        return tuple(row for row in self.rows or () if not holds(row))


@dataclass(frozen=True, slots=True)
class Plan:
    """What publishing would do to the rows that are live. Each part is in order of the rows' keys.

    ``against_revision``: the live one it was made against; 0 where nothing was live; None where it was made
    against rows of no known revision. ``municipality``: its code, where it is known. ``cases``: what it does to the
    cases in the indexes; None where no inventory of them is known. ``part``: the name of the part whose rows these
    are; None where they are all. ``left``: how many rows of others stay, where that is known of a part's plan.
    """

    added: tuple[Row, ...]
    changed: tuple[ChangedRow, ...]
    removed: tuple[Row, ...]
    unchanged: tuple[RowKey, ...]
    against_revision: int | None = 0
    municipality: str | None = None
    cases: PlanCases | None = None
    part: str | None = None
    left: int | None = None

    @property
    def rows_before(self) -> int:
        """How many rows are live."""
        return len(self.changed) + len(self.removed) + len(self.unchanged)

    @property
    def rows_after(self) -> int:
        """How many rows would be."""
        return len(self.added) + len(self.changed) + len(self.unchanged)

    @property
    def changes_nothing(self) -> bool:
        """Whether the rows are those that are live."""
        return not (self.added or self.changed or self.removed)

    @property
    def moved(self) -> tuple[MovedRow, ...]:
        """Rows that were surely only given another KLE number or another source system.

        Surely: all else is the same, the title too, and no other row that vanishes or is new is like them.
        """
        pairs = [*_moved(self, _without_number), *_moved(self, _without_system)]
        uses = Counter(row for pair in pairs for row in pair)
        return tuple(
            sorted((pair for pair in pairs if uses[pair.before] == uses[pair.after] == 1), key=_moved_from)
        )

    def keys_before(self) -> Iterator[RowKey]:
        """The keys of all rows that are live."""
        yield from map(RowKey.of, (*self.removed, *(changed.before for changed in self.changed)))
        yield from self.unchanged

    def keys_after(self) -> Iterator[RowKey]:
        """The keys of all rows that would be."""
        yield from map(RowKey.of, (*self.added, *(changed.after for changed in self.changed)))
        yield from self.unchanged

    def keys_of_changes(self) -> tuple[RowKey, ...]:
        """The keys of the rows that do not stay as they are: removed, changed and new ones, as pages list them."""
        changed = (one.after for one in self.changed)
        return tuple(RowKey.of(row) for row in (*self.removed, *changed, *self.added))

    def with_cases(self, indexed: IndexedCases | None) -> Plan:
        """The plan in numbers. ``indexed``: the municipality's cases in the indexes; None where they are not known.

        Without any there is nothing to count, and the plan is what it is.
        """
        if indexed is None or not indexed.cases:
            return self
        before, after = ((key.folded for key in keys) for keys in (self.keys_before(), self.keys_after()))
        changing = (key.kle_number for key in self.keys_of_changes())
        return replace(self, cases=plan_cases(indexed, before, after, changing))

    def carried_out(self, before: Iterable[Row]) -> tuple[Row, ...]:
        """The rows that would be. ``before``: those that the plan was made against."""
        rows = {row.key: row for row in before}
        for row in self.removed:
            rows.pop(row.key, None)
        rows |= {row.key: row for row in (*self.added, *(changed.after for changed in self.changed))}
        return tuple(rows[key] for key in sorted(rows))

    def to_json(self) -> dict[str, Any]:
        """As in ``schemas/plan.schema.json``."""
        return self.head() | {name: list(items) for name, items in self.parts()}

    def head(self) -> dict[str, Any]:
        """The plan's JSON without its rows."""
        return {
            "schemaVersion": SCHEMA_VERSION,
            "municipalityCode": self.municipality,
            "againstRevision": self.against_revision,
            **({} if self.part is None else {"part": self.part}),
            **({} if self.left is None else {"left": self.left}),
            "counts": {
                "before": self.rows_before,
                "after": self.rows_after,
                "added": len(self.added),
                "changed": len(self.changed),
                "removed": len(self.removed),
                "unchanged": len(self.unchanged),
            },
            # Left out where nothing is known of the indexes, so that readers need not know of it.
            **({} if self.cases is None else {"cases": self.cases.to_json()}),
        }

    def parts(self) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
        """The lists of the plan's JSON, by name, in their order."""
        yield "added", (row.to_json() for row in self.added)
        yield "changed", (changed.to_json() for changed in self.changed)
        yield "removed", (row.to_json() for row in self.removed)
        yield "unchanged", (key.to_json() for key in self.unchanged)
        yield "moved", (_moved_json(moved) for moved in self.moved)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Plan:
        """The opposite of `to_json`. Raises KeyError or ValueError when ``data`` is not a plan."""
        return cls(
            added=tuple(Row.from_json(row) for row in data["added"]),
            changed=tuple(
                changed_row(Row.from_json(row["before"]), Row.from_json(row["after"]))
                for row in data["changed"]
            ),
            removed=tuple(Row.from_json(row) for row in data["removed"]),
            unchanged=tuple(RowKey(key["kleNumber"], key["sourceSystem"]) for key in data["unchanged"]),
            against_revision=data["againstRevision"],
            municipality=data["municipalityCode"],
            cases=PlanCases.from_json(data["cases"]) if "cases" in data else None,
            part=data.get("part"),
            left=data.get("left"),
        )


def difference(
    before: Iterable[Row],
    after: Iterable[Row],
    *,
    against_revision: int | None = 0,
    municipality: str | None = None,
    part: str | None = None,
) -> Plan:
    """Compare by `Row.key`: a row with another number or source system is another row.

    ``against_revision``, ``municipality``, ``part``: see `Plan`.
    """
    old, new = {row.key: row for row in before}, {row.key: row for row in after}
    staying = sorted(old.keys() & new.keys())
    return Plan(
        added=tuple(new[key] for key in sorted(new.keys() - old.keys())),
        changed=tuple(changed_row(old[key], new[key]) for key in staying if old[key] != new[key]),
        removed=tuple(old[key] for key in sorted(old.keys() - new.keys())),
        unchanged=tuple(RowKey.of(new[key]) for key in staying if old[key] == new[key]),
        against_revision=against_revision,
        municipality=municipality,
        part=part,
    )


def changed_row(before: Row, after: Row) -> ChangedRow:
    """Two rows beside each other, with the fields that differ in the order of `Row`."""
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in Row.__match_args__)
    return ChangedRow(before, after, tuple(FieldChange(*pair) for pair in pairs if pair[1] != pair[2]))


def _without_number(row: Row) -> Row:
    return replace(row, kle_number="")


def _without_system(row: Row) -> Row:
    return replace(row, source_system="")


def _moved(plan: Plan, rest_of: Callable[[Row], Row]) -> Iterator[MovedRow]:
    """The pairs whose rest is the same, where each row has one possible partner."""
    vanishing, appearing = _by_rest(plan.removed, rest_of), _by_rest(plan.added, rest_of)
    for rest in vanishing.keys() & appearing.keys():
        if len(vanishing[rest]) == len(appearing[rest]) == 1:
            yield MovedRow(vanishing[rest][0], appearing[rest][0])


def _by_rest(rows: Iterable[Row], rest_of: Callable[[Row], Row]) -> dict[Row, list[Row]]:
    found: defaultdict[Row, list[Row]] = defaultdict(list)
    for row in rows:
        found[rest_of(row)].append(row)
    return found


def _moved_from(moved: MovedRow) -> tuple[str, str]:
    return moved.before.key


def _moved_json(moved: MovedRow) -> dict[str, Any]:
    return {"before": RowKey.of(moved.before).to_json(), "after": RowKey.of(moved.after).to_json()}


def removes_too_much(plan: Plan, limit: int | None = None) -> bool:
    """Whether more of the live rows would vanish than may without a person's confirmation.

    ``limit``: whole percent of them; None: a third.
    """
    part, whole = (1, 3) if limit is None else (limit, 100)
    return whole * len(plan.removed) > part * plan.rows_before


def vanishing_rows(plan: Plan, lang: Language) -> str:
    """How many of the live rows vanish, within a sentence: ``2 af de 9 rækker, der vises nu,``."""
    return format_share(len(plan.removed), plan.rows_before, _VANISHING[lang], lang)


_VANISHING: dict[Language, ShareForms] = {
    "da": (
        "den ene række, der vises nu,",
        "alle {} rækker, der vises nu,",
        "{} af de {} rækker, der vises nu,",
    ),
    "en": ("the only live row", "all {} live rows", "{} of the {} live rows"),
}
